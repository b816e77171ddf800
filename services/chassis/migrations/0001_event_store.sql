-- The event store: one append-only table, dense positions in commit order, a hash chain from the first event, command keys.

CREATE SCHEMA store;

CREATE TABLE store.events (
    position       bigint      PRIMARY KEY,
    stream_id      text        COLLATE "C" NOT NULL,
    stream_version integer     NOT NULL,
    event_id       uuid        NOT NULL UNIQUE,
    event_type     text        COLLATE "C" NOT NULL,
    schema_version smallint    NOT NULL,
    ward_code      text        COLLATE "C" NOT NULL,
    data           json        NOT NULL, -- json, not jsonb: the exact text is what is hashed
    metadata       json        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    hash           bytea       NOT NULL,
    UNIQUE (stream_id, stream_version)
);

CREATE TABLE store.commands (
    actor          text        COLLATE "C" NOT NULL,
    key            text        COLLATE "C" NOT NULL,
    body_hash      bytea       NOT NULL,
    stream_id      text        COLLATE "C" NOT NULL,
    stream_version integer     NOT NULL,
    position       bigint      NOT NULL,
    refusal        text,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);

-- A restore to a point in time opens a new epoch, so that readers tell the two histories apart.
CREATE TABLE store.epoch (
    epoch     integer     PRIMARY KEY,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason    text        NOT NULL
);
INSERT INTO store.epoch (epoch, reason) VALUES (1, 'first');

-- The clock of a deployment is real; only the local stack moves it: a store without events to any time, then only forwards.
CREATE TABLE store.clock (
    single boolean  PRIMARY KEY DEFAULT true CHECK (single),
    ahead  interval NOT NULL DEFAULT interval '0' -- negative while a past year is played
);
INSERT INTO store.clock DEFAULT VALUES;

CREATE FUNCTION public.store_clock_offset() RETURNS interval
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
    AS $$ SELECT ahead FROM store.clock $$;

CREATE FUNCTION public.store_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
    AS $$ SELECT clock_timestamp() + ahead FROM store.clock $$;

CREATE FUNCTION public.set_store_clock(p_ahead interval) RETURNS interval
    LANGUAGE plpgsql AS $$
DECLARE
    v_ahead interval;
BEGIN
    PERFORM pg_advisory_xact_lock(7210451); -- no first event between the look and the move
    UPDATE store.clock SET ahead = p_ahead
        WHERE ahead <= p_ahead OR NOT EXISTS (SELECT FROM store.events)
        RETURNING ahead INTO v_ahead;
    IF v_ahead IS NULL THEN
        RAISE EXCEPTION 'the clock only moves forwards' USING ERRCODE = '22023';
    END IF;
    RETURN v_ahead;
END $$;
REVOKE EXECUTE ON FUNCTION public.set_store_clock(interval) FROM PUBLIC;

-- One batch of appends in one transaction. The lock comes first, in a statement of its own: under READ COMMITTED each later
-- statement then takes a snapshot younger than the lock. (Inside the inserting statement the snapshot would be older, and most batches would fail.)
--
-- Streams are numbered by the caller: s_id[n] is stream n, and conditions and events name streams by that number.
--   a_*: one entry per append, in order; a_same[i] is the number of the first append of this batch with the same actor and key
--   c_*: conditions (append, stream, version), in append order; 0 = the stream has no event yet
--   e_*: events, in append order; a_events[i] says how many belong to append i
-- Returns one row per append: done | known | reused | conflict | ward, with the reply (stream, version, position, refusal).
CREATE FUNCTION store.append_batch(
    p_epoch integer,
    a_actor text[], a_key text[], a_body bytea[], a_same integer[], a_stream integer[], a_events integer[], a_refusal text[],
    c_append integer[], c_stream integer[], c_version integer[],
    s_id text[],
    e_stream integer[], e_id uuid[], e_type text[], e_schema smallint[], e_ward text[], e_data text[], e_meta text[]
) RETURNS TABLE (outcome text, stream_id text, stream_version integer, "position" bigint, refusal text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
#variable_conflict use_column
DECLARE
    n          CONSTANT integer := cardinality(a_key);
    n_c        CONSTANT integer := coalesce(cardinality(c_append), 0);
    v_pos      bigint;
    v_hash     bytea;
    v_last     timestamptz;
    v_now      timestamptz;
    v_now_text text;
    heads      integer[];
    wards      text[];
    k_body     bytea[];
    k_stream   text[];
    k_version  integer[];
    k_pos      bigint[];
    k_refusal  text[];
    r_outcome  text[] := array_fill(NULL::text, ARRAY[n]);
    r_stream   text[] := array_fill(NULL::text, ARRAY[n]);
    r_version  integer[] := array_fill(0, ARRAY[n]);
    r_pos      bigint[] := array_fill(0::bigint, ARRAY[n]);
    r_refusal  text[] := array_fill(NULL::text, ARRAY[n]);
    w_event    integer[] := '{}';  -- the events that are written, with their place
    w_pos      bigint[] := '{}';
    w_version  integer[] := '{}';
    w_hash     bytea[] := '{}';
    ci         integer := 1;
    ei         integer := 1;
    verdict    text;
    s          integer;
    j          integer;
BEGIN
    PERFORM pg_advisory_xact_lock(7210451);
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'append_batch needs READ COMMITTED' USING ERRCODE = '25001';
    END IF;
    IF p_epoch <> (SELECT max(ep.epoch) FROM store.epoch ep) THEN
        RAISE EXCEPTION 'epoch % is over', p_epoch USING ERRCODE = '55000';
    END IF;

    SELECT ev.position, ev.hash, ev.recorded_at INTO v_pos, v_hash, v_last
        FROM store.events ev ORDER BY ev.position DESC LIMIT 1;
    v_pos := coalesce(v_pos, 0);
    v_hash := coalesce(v_hash, ''::bytea);
    v_now := greatest(v_last, public.store_now());
    v_now_text := to_char(v_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

    SELECT array_agg(coalesce(h.stream_version, 0) ORDER BY st.n), array_agg(coalesce(h.ward_code, '') ORDER BY st.n)
        INTO heads, wards
        FROM unnest(s_id) WITH ORDINALITY AS st(id, n)
        LEFT JOIN LATERAL (
            SELECT ev.stream_version, ev.ward_code FROM store.events ev
            WHERE ev.stream_id = st.id ORDER BY ev.stream_version DESC LIMIT 1
        ) h ON true;

    SELECT array_agg(c.body_hash ORDER BY q.n), array_agg(c.stream_id ORDER BY q.n), array_agg(c.stream_version ORDER BY q.n),
           array_agg(c.position ORDER BY q.n), array_agg(c.refusal ORDER BY q.n)
        INTO k_body, k_stream, k_version, k_pos, k_refusal
        FROM unnest(a_actor, a_key) WITH ORDINALITY AS q(actor, key, n)
        LEFT JOIN LATERAL (
            SELECT cm.body_hash, cm.stream_id, cm.stream_version, cm.position, cm.refusal
            FROM store.commands cm WHERE cm.actor = q.actor AND cm.key = q.key
        ) c ON true;

    FOR i IN 1..n LOOP
        verdict := 'done';
        IF k_body[i] IS NOT NULL THEN
            verdict := CASE WHEN k_body[i] = a_body[i] THEN 'known' ELSE 'reused' END;
            r_stream[i] := k_stream[i]; r_version[i] := k_version[i]; r_pos[i] := k_pos[i]; r_refusal[i] := k_refusal[i];
        ELSIF a_same[i] < i AND r_outcome[a_same[i]] = 'done' THEN
            j := a_same[i];
            verdict := CASE WHEN a_body[j] = a_body[i] THEN 'known' ELSE 'reused' END;
            r_stream[i] := r_stream[j]; r_version[i] := r_version[j]; r_pos[i] := r_pos[j]; r_refusal[i] := r_refusal[j];
        END IF;

        WHILE ci <= n_c AND c_append[ci] = i LOOP
            IF verdict = 'done' AND heads[c_stream[ci]] <> c_version[ci] THEN
                verdict := 'conflict';
                r_stream[i] := s_id[c_stream[ci]]; r_version[i] := heads[c_stream[ci]];
            END IF;
            ci := ci + 1;
        END LOOP;

        IF verdict = 'done' THEN
            FOR e IN ei..ei + a_events[i] - 1 LOOP
                s := e_stream[e];
                IF wards[s] <> '' AND wards[s] <> e_ward[e] THEN
                    verdict := 'ward';
                    r_stream[i] := s_id[s];
                    EXIT;
                END IF;
            END LOOP;
        END IF;

        IF verdict = 'done' THEN
            FOR e IN ei..ei + a_events[i] - 1 LOOP
                s := e_stream[e];
                v_pos := v_pos + 1;
                heads[s] := heads[s] + 1;
                wards[s] := e_ward[e];
                v_hash := sha256(v_hash || convert_to(json_build_array(
                    v_pos, s_id[s], heads[s], e_id[e], e_type[e], e_schema[e], e_ward[e], v_now_text, e_data[e], e_meta[e]
                )::text, 'UTF8'));
                w_event := w_event || e; w_pos := w_pos || v_pos; w_version := w_version || heads[s]; w_hash := w_hash || v_hash;
            END LOOP;
            r_stream[i] := s_id[a_stream[i]]; r_version[i] := heads[a_stream[i]]; r_pos[i] := v_pos; r_refusal[i] := a_refusal[i];
        END IF;
        r_outcome[i] := verdict;
        ei := ei + a_events[i];
    END LOOP;

    INSERT INTO store.events (position, stream_id, stream_version, event_id, event_type, schema_version, ward_code, data,
                              metadata, recorded_at, hash)
        SELECT w.pos, s_id[e_stream[w.e]], w.version, e_id[w.e], e_type[w.e], e_schema[w.e], e_ward[w.e], e_data[w.e]::json,
               e_meta[w.e]::json, v_now, w.hash
        FROM unnest(w_event, w_pos, w_version, w_hash) AS w(e, pos, version, hash);

    INSERT INTO store.commands (actor, key, body_hash, stream_id, stream_version, position, refusal, recorded_at)
        SELECT a_actor[i], a_key[i], a_body[i], r_stream[i], r_version[i], r_pos[i], r_refusal[i], v_now
        FROM generate_series(1, n) AS i WHERE r_outcome[i] = 'done';

    RETURN QUERY SELECT r.outcome, r.stream_id, r.stream_version, r.position, r.refusal
        FROM unnest(r_outcome, r_stream, r_version, r_pos, r_refusal) AS r(outcome, stream_id, stream_version, position, refusal);
END $$;

-- What became of these commands, asked after a connection was lost around COMMIT: the append lock first, so that no batch is half way.
CREATE FUNCTION store.settle(p_actor text[], p_key text[])
    RETURNS TABLE (n bigint, body_hash bytea, stream_id text, stream_version integer, "position" bigint, refusal text)
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
#variable_conflict use_column
BEGIN
    PERFORM pg_advisory_xact_lock(7210451);
    RETURN QUERY
        SELECT q.n, c.body_hash, c.stream_id, c.stream_version, c.position, c.refusal
        FROM unnest(p_actor, p_key) WITH ORDINALITY AS q(actor, key, n)
        JOIN store.commands c ON c.actor = q.actor AND c.key = q.key;
END $$;

-- Rights: the functions' owner inserts and does not own the tables; nobody updates, deletes or truncates.
GRANT USAGE ON SCHEMA store TO thidua_append, thidua_writer, thidua_relay, thidua_projector, thidua_api;
GRANT SELECT, INSERT ON store.events, store.commands TO thidua_append;
GRANT SELECT ON store.epoch TO thidua_append, thidua_writer, thidua_relay, thidua_projector, thidua_api;
GRANT SELECT ON store.events, store.commands TO thidua_writer;
GRANT SELECT ON store.events TO thidua_relay, thidua_projector;
GRANT SELECT (position) ON store.events TO thidua_api; -- the head, to tell a read-your-writes token that is above it
GRANT CREATE ON SCHEMA store TO thidua_append;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA store FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.append_batch, store.settle TO thidua_writer;
ALTER FUNCTION store.append_batch OWNER TO thidua_append;
ALTER FUNCTION store.settle OWNER TO thidua_append;
REVOKE CREATE ON SCHEMA store FROM thidua_append;
