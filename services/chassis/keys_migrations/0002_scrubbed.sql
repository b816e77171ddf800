-- A destroyed key stands in the table's file until the table is written anew: `scrubbed_at` says when that was done.
ALTER TABLE keys.subjects ADD COLUMN scrubbed_at timestamptz CHECK (scrubbed_at IS NULL OR destroyed_at IS NOT NULL);
CREATE INDEX subjects_unscrubbed ON keys.subjects (destroyed_at) WHERE destroyed_at IS NOT NULL AND scrubbed_at IS NULL;

-- Statistics are samples of the values themselves, kept in a catalog that nobody but the server's owner can write anew.
ALTER TABLE keys.subjects ALTER COLUMN key SET STATISTICS 0;
ALTER TABLE keys.secrets ALTER COLUMN secret SET STATISTICS 0;
SELECT pg_clear_attribute_stats('keys', 'subjects', 'key', false), pg_clear_attribute_stats('keys', 'secrets', 'secret', false);

GRANT MAINTAIN ON keys.subjects TO thidua_writer;
