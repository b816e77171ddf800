"""The embedded stack: real PostgreSQL, real Kafka, an identity issuer, a mail sink and a gateway, all from packages."""
