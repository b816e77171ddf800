"""Submissions: units, people, mandates, plans, movements, obligations and reports of the wards."""
