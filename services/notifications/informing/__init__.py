"""Informing: what other services' events mean for tasks, notices and reminders."""
