-- Up to when a partition is known to be read to its end: only a member that reads it can tell, and pages are another process.
ALTER TABLE reading.checkpoint ADD COLUMN complete_at timestamptz;
