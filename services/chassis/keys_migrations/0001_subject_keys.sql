-- Keys of subjects, in a database of their own with its own backup: erasing a person is destroying one row here.

CREATE SCHEMA keys;

CREATE TABLE keys.subjects (
    subject_id   uuid        PRIMARY KEY,
    key          bytea,      -- NULL once destroyed; the row stays, so that a destroyed key is never made again
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    destroyed_at timestamptz,
    CHECK ((key IS NULL) = (destroyed_at IS NOT NULL))
);

-- Secrets of the service that are not a subject's: the keyed hash of command bodies, the blind index.
CREATE TABLE keys.secrets (
    name   text  PRIMARY KEY,
    secret bytea NOT NULL
);

GRANT USAGE ON SCHEMA keys TO thidua_writer, thidua_projector;
GRANT SELECT, INSERT, UPDATE ON keys.subjects TO thidua_writer;
GRANT SELECT, UPDATE ON keys.subjects TO thidua_projector;
GRANT SELECT, INSERT ON keys.secrets TO thidua_writer;
