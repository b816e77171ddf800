"""Tasks: what has to be done in which role of which ward and unit (Việc của tôi), opened and done by events."""
