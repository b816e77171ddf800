-- What readers, the relay and the scheduler remember. Read models live in schema `read`; a rebuild fills `rebuild` beside it.

CREATE SCHEMA reading;
CREATE SCHEMA read;

-- The live version of each reader, counted up by rebuilds, and the shape of its tables that the code declares.
CREATE TABLE reading.readers (
    reader  text    PRIMARY KEY,
    version integer NOT NULL,
    shape   integer NOT NULL
);

-- The truth about progress: `next` is the position or offset of the first record that is not yet applied.
CREATE TABLE reading.checkpoint (
    reader     text        NOT NULL,
    version    integer     NOT NULL,
    source     text        NOT NULL, -- 'store', or '<topic>/<partition>'
    next       bigint      NOT NULL,
    last_id    uuid,                 -- the record at next - 1: a recreated topic would show another
    recorded_at timestamptz,         -- of that record, for lag in seconds
    PRIMARY KEY (reader, version, source)
);

-- Every record of a topic moves its stream's last seen version; (stream, version, contract) tells duplicates and second histories.
CREATE TABLE reading.streams (
    reader       text    NOT NULL,
    version      integer NOT NULL,
    stream_id    text    COLLATE "C" NOT NULL,
    last_version integer NOT NULL,
    epoch        integer NOT NULL,
    PRIMARY KEY (reader, version, stream_id)
);

CREATE TABLE reading.seen (
    reader         text    NOT NULL,
    version        integer NOT NULL,
    stream_id      text    COLLATE "C" NOT NULL,
    stream_version integer NOT NULL,
    contract       text    COLLATE "C" NOT NULL,
    event_id       uuid    NOT NULL,
    PRIMARY KEY (reader, version, stream_id, stream_version, contract)
);

CREATE TABLE reading.parked (
    reader         text        NOT NULL,
    version        integer     NOT NULL,
    seq            bigint      GENERATED ALWAYS AS IDENTITY,
    stream_id      text        COLLATE "C" NOT NULL, -- '?<topic>/<partition>/<offset>' when the headers cannot be read
    stream_version integer     NOT NULL,
    previous_version integer   NOT NULL,
    source         text        NOT NULL,
    source_offset  bigint      NOT NULL,
    event_id       uuid,
    contract       text        NOT NULL,
    reason         text        NOT NULL CHECK (reason IN ('poison', 'hole', 'behind', 'disputed', 'waiting')),
    error          text        NOT NULL,
    headers        json,       -- of a foreign record; an own event is read again by its position
    key            bytea,
    body           bytea,
    first_seen     timestamptz NOT NULL,
    attempts       integer     NOT NULL DEFAULT 1,
    PRIMARY KEY (reader, version, stream_id, seq),
    UNIQUE (reader, version, source, source_offset)
);

CREATE TABLE reading.agenda (
    key        text        COLLATE "C" PRIMARY KEY,
    due_at     timestamptz NOT NULL,
    kind       text        NOT NULL,
    ward_code  text        NOT NULL,
    payload    json        NOT NULL,
    state      text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'fired', 'skipped', 'refused', 'cancelled')),
    settled_at timestamptz,
    detail     text
);
CREATE INDEX agenda_due ON reading.agenda (due_at) WHERE state = 'waiting';

-- The relay's place in the event table: the next position to send.
CREATE TABLE reading.relay (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    next bigint  NOT NULL DEFAULT 1
);
INSERT INTO reading.relay DEFAULT VALUES;

-- What operators did by hand: redrive, discard, replay, rebuild.
CREATE TABLE reading.operations (
    id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    who    text        NOT NULL,
    what   text        NOT NULL,
    detail json        NOT NULL
);

GRANT USAGE ON SCHEMA reading TO thidua_projector, thidua_relay, thidua_api, thidua_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON reading.readers, reading.checkpoint, reading.streams, reading.seen, reading.parked, reading.agenda
    TO thidua_projector;
GRANT SELECT, UPDATE ON reading.relay TO thidua_relay;
GRANT SELECT ON reading.readers, reading.checkpoint, reading.relay TO thidua_api, thidua_writer, thidua_projector;
GRANT SELECT ON reading.checkpoint, reading.readers TO thidua_relay;
GRANT INSERT, SELECT ON reading.operations TO thidua_projector, thidua_relay;

GRANT USAGE ON SCHEMA read TO thidua_projector, thidua_api;

-- Called by each read model's own SQL file for each of its tables, so that the tenancy rule is written once.
CREATE FUNCTION public.guard_by_ward(p_table text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_table regclass := p_table::regclass;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format('CREATE POLICY of_ward ON %s FOR SELECT TO thidua_api USING '
                   '(ward_code = ANY (nullif(current_setting(''app.wards'', true), '''')::text[]))', v_table);
    EXECUTE format('CREATE POLICY of_projector ON %s TO thidua_projector USING (true) WITH CHECK (true)', v_table);
    EXECUTE format('GRANT SELECT ON %s TO thidua_api', v_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO thidua_projector', v_table);
END $$;

-- For tables that belong to no ward: reference data and public registers.
CREATE FUNCTION public.open_to_readers(p_table text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_table regclass := p_table::regclass;
BEGIN
    EXECUTE format('GRANT SELECT ON %s TO thidua_api', v_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO thidua_projector', v_table);
END $$;
REVOKE EXECUTE ON FUNCTION public.guard_by_ward(text), public.open_to_readers(text) FROM PUBLIC;
