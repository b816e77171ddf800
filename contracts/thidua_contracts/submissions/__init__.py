"""Published by submissions: units, people, mandates, plans, movements and reports."""
