"""Subjects: what submissions told us of units and people, copied as streams so that a decision can rest on it."""
