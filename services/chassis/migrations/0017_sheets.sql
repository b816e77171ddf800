-- Files that people have sent and not yet entered: outside the event store, sealed with a key of their author's, as drafts are.
CREATE TABLE web.sheets (
    author   uuid        NOT NULL, -- derived from the principal; also the id of the author's key in the keys database
    sheet    uuid        NOT NULL,
    file     bytea       NOT NULL, -- sealed; empty once it is entered
    said     bytea       NOT NULL, -- sealed: what was answered about it and what it would do
    done     integer     NOT NULL DEFAULT 0, -- commands of the file that were settled
    beat_at  timestamptz, -- when whoever enters it was last heard, real time; none while nobody does
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (author, sheet)
);
CREATE INDEX sheets_saved_at ON web.sheets (saved_at);

ALTER TABLE web.sheets ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_author ON web.sheets TO thidua_api
    USING (author = nullif(current_setting('app.author', true), '')::uuid);
CREATE POLICY of_sweep ON web.sheets TO thidua_projector USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON web.sheets TO thidua_api;
GRANT SELECT (saved_at), DELETE, MAINTAIN ON web.sheets TO thidua_projector;
