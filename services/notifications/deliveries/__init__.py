"""Deliveries: one message to one recipient, from the intent over attempts to delivered or failed; the ledger of it."""
