"""Tasks of a plan's annex, followed like reports: open, late, done, done late."""
