-- What an event is to others, mapped once: the handler maps it anyway before it is stored, the relay sends what it left here.
-- A contract name and its body on each following line; NULL for what is private or older than this column: the relay maps that itself.
-- Outside the chain: `verify` maps each event anew and compares what was sent with that. Nothing personal: it is mapped with those values erased.
ALTER TABLE store.events ADD COLUMN published text;

-- As in 0001, with e_published; optional, so that a process of the release before still appends while this one is rolled out.
DROP FUNCTION store.append_batch;
CREATE FUNCTION store.append_batch(
    p_epoch integer,
    a_actor text[], a_key text[], a_body bytea[], a_same integer[], a_stream integer[], a_events integer[], a_refusal text[],
    c_append integer[], c_stream integer[], c_version integer[],
    s_id text[],
    e_stream integer[], e_id uuid[], e_type text[], e_schema smallint[], e_ward text[], e_data text[], e_meta text[],
    e_published text[] DEFAULT NULL
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
                              metadata, recorded_at, hash, published)
        SELECT w.pos, s_id[e_stream[w.e]], w.version, e_id[w.e], e_type[w.e], e_schema[w.e], e_ward[w.e], e_data[w.e]::json,
               e_meta[w.e]::json, v_now, w.hash, e_published[w.e]
        FROM unnest(w_event, w_pos, w_version, w_hash) AS w(e, pos, version, hash);

    INSERT INTO store.commands (actor, key, body_hash, stream_id, stream_version, position, refusal, recorded_at)
        SELECT a_actor[i], a_key[i], a_body[i], r_stream[i], r_version[i], r_pos[i], r_refusal[i], v_now
        FROM generate_series(1, n) AS i WHERE r_outcome[i] = 'done';

    RETURN QUERY SELECT r.outcome, r.stream_id, r.stream_version, r.position, r.refusal
        FROM unnest(r_outcome, r_stream, r_version, r_pos, r_refusal) AS r(outcome, stream_id, stream_version, position, refusal);
END $$;

GRANT CREATE ON SCHEMA store TO thidua_append;
REVOKE EXECUTE ON FUNCTION store.append_batch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.append_batch TO thidua_writer;
ALTER FUNCTION store.append_batch OWNER TO thidua_append;
REVOKE CREATE ON SCHEMA store FROM thidua_append;
