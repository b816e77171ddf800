"""Reports: what each unit owes under each obligation of a plan, and what became of it."""
