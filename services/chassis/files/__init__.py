"""Evidence files: kept outside the event store, sealed, known by an HMAC of their content within their ward."""
