-- The relations of each reader's live version: a rebuild takes all of them out of `read`, also those that a new shape no longer has.
-- Empty for readers made before this was known: then it is the relations of the new shape that are replaced.
ALTER TABLE reading.readers ADD COLUMN relations text[] NOT NULL DEFAULT '{}';
