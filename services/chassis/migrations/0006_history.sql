-- What happened to a thing, for the pages that tell it: the API reads the events of named streams, of the wards it reads for alone.
CREATE FUNCTION store.history_of(p_streams text[])
    RETURNS TABLE (stream_id text, stream_version integer, "position" bigint, event_id uuid, event_type text,
                   schema_version smallint, ward_code text, data text, mandate text, recorded_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog
AS $$
    SELECT e.stream_id, e.stream_version, e.position, e.event_id, e.event_type, e.schema_version, e.ward_code, e.data::text,
           e.metadata ->> 'mandate', e.recorded_at
    FROM unnest(p_streams) AS s (id)
    CROSS JOIN LATERAL (
        SELECT ev.stream_id, ev.stream_version, ev.position, ev.event_id, ev.event_type, ev.schema_version, ev.ward_code,
               ev.data, ev.metadata, ev.recorded_at
        FROM store.events ev WHERE ev.stream_id = s.id ORDER BY ev.stream_version
    ) e
    WHERE e.ward_code = ANY (nullif(current_setting('app.wards', true), '')::text[])
$$;

GRANT CREATE ON SCHEMA store TO thidua_append;
REVOKE EXECUTE ON FUNCTION store.history_of(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store.history_of(text[]) TO thidua_api;
ALTER FUNCTION store.history_of(text[]) OWNER TO thidua_append;
REVOKE CREATE ON SCHEMA store FROM thidua_append;
