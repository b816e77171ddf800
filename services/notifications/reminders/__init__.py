"""Reminders: planned before a deadline, moved with it, skipped when the report has come (nhắc hạn)."""
