-- Tokens that their holders have ended by signing out, by digest, until they would have expired anyway.
CREATE TABLE web.ended_tokens (
    digest     bytea       PRIMARY KEY CHECK (length(digest) = 32), -- SHA-256
    expires_at timestamptz NOT NULL -- real time, as tokens have it
);
GRANT SELECT, INSERT ON web.ended_tokens TO thidua_api;
GRANT SELECT (expires_at), DELETE ON web.ended_tokens TO thidua_projector;
