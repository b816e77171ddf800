-- Evidence files: what is known of them, outside the event store; their bytes lie sealed in the store of files.
CREATE SCHEMA files;

-- What somebody has sent and not yet put into anything: theirs alone, as a draft is, sealed with a key of their own.
CREATE TABLE files.uploads (
    author   uuid        NOT NULL, -- derived from the principal; also the id of the author's key in the keys database
    upload   uuid        NOT NULL,
    size     bigint      NOT NULL,
    received bigint      NOT NULL DEFAULT 0,
    parts    text[]      NOT NULL DEFAULT '{}', -- the objects that hold it, in order
    said     bytea       NOT NULL, -- sealed: its name
    kind     text, -- once all of it was received and judged
    ward     text, -- where it was put, and as which file
    holder   uuid,
    file_id  uuid,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (author, upload)
);
CREATE INDEX uploads_saved_at ON files.uploads (saved_at);

-- A file that something refers to, once in a ward for each holder of a key: the ward itself, or the person it is about.
CREATE TABLE files.kept (
    ward_code text        NOT NULL,
    file_id   uuid        NOT NULL, -- the first half of the address
    address   text        NOT NULL, -- HMAC of the content with a key of the holder
    holder    uuid        NOT NULL, -- the id of the key that opens it
    kind      text        NOT NULL,
    size      bigint      NOT NULL,
    said      bytea       NOT NULL, -- sealed: its name
    kept_at   timestamptz NOT NULL, -- when somebody last put it into something
    PRIMARY KEY (ward_code, file_id)
);

-- Each sending of a command that names a file. A file that none of them names was refused with its command, and is swept.
CREATE TABLE files.sendings (
    ward_code text NOT NULL,
    file_id   uuid NOT NULL,
    sending   uuid NOT NULL,
    PRIMARY KEY (ward_code, file_id, sending),
    FOREIGN KEY (ward_code, file_id) REFERENCES files.kept
);

ALTER TABLE files.uploads ENABLE ROW LEVEL SECURITY;
ALTER TABLE files.kept ENABLE ROW LEVEL SECURITY;
ALTER TABLE files.sendings ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_author ON files.uploads TO thidua_api
    USING (author = nullif(current_setting('app.author', true), '')::uuid);
CREATE POLICY of_ward ON files.kept TO thidua_api
    USING (ward_code = ANY (nullif(current_setting('app.wards', true), '')::text[]));
CREATE POLICY of_ward ON files.sendings TO thidua_api
    USING (ward_code = ANY (nullif(current_setting('app.wards', true), '')::text[]));
CREATE POLICY of_sweep ON files.uploads TO thidua_projector USING (true);
CREATE POLICY of_sweep ON files.kept TO thidua_projector USING (true);
CREATE POLICY of_sweep ON files.sendings TO thidua_projector USING (true);

GRANT USAGE ON SCHEMA files TO thidua_api, thidua_projector;
GRANT SELECT, INSERT, UPDATE, DELETE ON files.uploads, files.sendings TO thidua_api;
GRANT SELECT, INSERT, UPDATE ON files.kept TO thidua_api;
GRANT SELECT (author, upload, parts, saved_at), DELETE ON files.uploads TO thidua_projector;
GRANT SELECT (ward_code, file_id, address, holder, kept_at), DELETE ON files.kept TO thidua_projector;
GRANT SELECT, DELETE ON files.sendings TO thidua_projector;
