-- Finding one event among any number: the ids that its row holds are indexed as they stand. Hash indexes: they keep four bytes of a text of 36
-- (a B-tree of the texts is two and a half times as large), and nobody asks for a range of ids.
CREATE INDEX events_command ON store.events USING hash ((metadata ->> 'command'));
CREATE INDEX events_correlation ON store.events USING hash ((metadata ->> 'correlation'));
-- The thing that a stream is about: its id follows the name of the stream's type.
CREATE INDEX events_thing ON store.events USING hash ("right"(stream_id, 37)) WHERE stream_version = 1;

-- The ids that cannot be read off the row: under which an event is published (a hash of the stored id: it cannot be turned back, and
-- PostgreSQL cannot compute it), and what the first event of a stream names. Filled behind the append, by `event_store/names.py`.
CREATE TABLE reading.names (
    name     bigint NOT NULL, -- the first eight bytes of the id; whoever asks compares the rest
    position bigint NOT NULL
);
CREATE INDEX names_name ON reading.names (name);
CREATE TABLE reading.named (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    next   bigint  NOT NULL DEFAULT 1,    -- the first position that is not looked at yet
    public text[]  NOT NULL DEFAULT '{}'  -- the published types it was filled for: with another one it begins anew
);
INSERT INTO reading.named DEFAULT VALUES;
GRANT SELECT, INSERT, TRUNCATE ON reading.names TO thidua_projector;
GRANT SELECT, UPDATE ON reading.named TO thidua_projector;
