-- Finding one event among any number: the ids that its row holds are indexed as they stand. Hash indexes: they keep four bytes of a text of 36
-- (a B-tree of the texts is twice as large), and nobody asks for a range of ids.
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

-- What came since a position, of commands too: their positions grow with the table, so a few pages of BRIN tell where they lie.
CREATE INDEX commands_position ON store.commands USING brin (position) WITH (autosummarize = on);

-- Settled timers that are old enough to be forgotten: services/chassis/sweeping.py.
CREATE INDEX agenda_settled ON reading.agenda (due_at) WHERE state <> 'waiting';

-- Tables of few rows that every batch writes: by the usual rule (50 rows and a fifth) they grow to hundreds of dead versions of each row
-- before anybody cleans up, and every look reads through them. Half-filled pages leave room for new versions beside the old ones (HOT).
ALTER TABLE reading.checkpoint SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE reading.relay SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
ALTER TABLE reading.named SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);
-- Timers are settled in bursts, and the rows that wait are few among many: the index of what is due must not keep the dead ones.
ALTER TABLE reading.agenda SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
-- Tables that only grow: by the usual rule the tenth million rows waits for two million more before it is frozen and marked visible, and
-- then all of it is read at once; a look at the head, and a count, go to every page until then. Statistics follow at the same pace.
ALTER TABLE store.events SET (
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, autovacuum_freeze_min_age = 0
);
ALTER TABLE store.commands SET (
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000, autovacuum_freeze_min_age = 0
);
