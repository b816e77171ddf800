"""Reminders: planned before a deadline, moved with it, cancelled when the report comes (nhắc hạn)."""
