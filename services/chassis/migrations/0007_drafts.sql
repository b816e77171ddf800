-- What people have typed and not sent: outside the event store, sealed with a key of its author's, deleted when sent and after a month.
CREATE SCHEMA web;

CREATE TABLE web.drafts (
    author   uuid        NOT NULL, -- derived from the principal; also the id of the author's key in the keys database
    form     uuid        NOT NULL, -- derived from the address that the form is sent to
    sealed   bytea       NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (author, form)
);
CREATE INDEX drafts_saved_at ON web.drafts (saved_at);

-- A row is its author's alone, whatever role they hold; whoever sweeps sees how old rows are and nothing else.
ALTER TABLE web.drafts ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_author ON web.drafts TO thidua_api
    USING (author = nullif(current_setting('app.author', true), '')::uuid);
CREATE POLICY of_sweep ON web.drafts TO thidua_projector USING (true);
GRANT USAGE ON SCHEMA web TO thidua_api, thidua_projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON web.drafts TO thidua_api;
GRANT SELECT (saved_at), DELETE ON web.drafts TO thidua_projector;
