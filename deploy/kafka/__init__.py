"""Kafka for a deployment: the topics, created from the contracts, and the configuration of a single node."""
