-- What readers have taken of topics, a line once for all that took it together, and by that how far they have seen each stream.
-- A set never changes but by a reader's version that is no more; two sets may have the same members.
CREATE TABLE reading.sets (
    readers integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    members text[]  NOT NULL -- '<reader> <version>', sorted
);
CREATE TABLE reading.taken (
    stream_id      text    COLLATE "C" NOT NULL,
    stream_version integer NOT NULL,
    readers        integer NOT NULL,
    epoch          integer NOT NULL,
    contract       text    COLLATE "C" NOT NULL, -- '~' where an operator let versions up to this one count as seen
    event_id       uuid,
    PRIMARY KEY (stream_id, stream_version, contract, readers)
);

INSERT INTO reading.sets (members)
    SELECT DISTINCT ARRAY[reader || ' ' || version] FROM (
        SELECT reader, version FROM reading.streams UNION SELECT reader, version FROM reading.seen) r;
INSERT INTO reading.taken (readers, stream_id, stream_version, contract, event_id, epoch)
    SELECT t.readers, s.stream_id, s.stream_version, s.contract, s.event_id, l.epoch
    FROM reading.seen s
    JOIN reading.streams l USING (reader, version, stream_id)
    JOIN reading.sets t ON t.members = ARRAY[s.reader || ' ' || s.version];
INSERT INTO reading.taken (readers, stream_id, stream_version, contract, event_id, epoch)
    SELECT t.readers, l.stream_id, l.last_version, '~', NULL, l.epoch
    FROM reading.streams l
    JOIN reading.sets t ON t.members = ARRAY[l.reader || ' ' || l.version]
    WHERE NOT EXISTS (SELECT FROM reading.seen s WHERE s.reader = l.reader AND s.version = l.version
                      AND s.stream_id = l.stream_id AND s.stream_version = l.last_version);
DROP TABLE reading.seen, reading.streams;

-- For each reader by itself: what verification, backups and operators ask.
CREATE VIEW reading.seen WITH (security_invoker = true) AS
    SELECT split_part(m, ' ', 1) AS reader, split_part(m, ' ', 2)::integer AS version, t.stream_id, t.stream_version, t.contract, t.event_id
    FROM reading.taken t JOIN reading.sets s USING (readers) CROSS JOIN unnest(s.members) AS m
    WHERE t.event_id IS NOT NULL;
CREATE VIEW reading.streams WITH (security_invoker = true) AS
    SELECT split_part(m, ' ', 1) AS reader, split_part(m, ' ', 2)::integer AS version, t.stream_id, max(t.stream_version) AS last_version,
           max(t.epoch) AS epoch
    FROM reading.taken t JOIN reading.sets s USING (readers) CROSS JOIN unnest(s.members) AS m
    GROUP BY 1, 2, 3;

-- The name of a set, made where there is none yet.
CREATE FUNCTION reading.set_of(p_members text[]) RETURNS integer
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog AS $$
DECLARE
    v_readers integer;
BEGIN
    SELECT min(readers) INTO v_readers FROM reading.sets WHERE members = p_members;
    IF v_readers IS NULL THEN
        INSERT INTO reading.sets (members) VALUES (p_members) RETURNING readers INTO v_readers;
    END IF;
    RETURN v_readers;
END $$;
REVOKE EXECUTE ON FUNCTION reading.set_of(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION reading.set_of(text[]) TO thidua_projector;

GRANT SELECT, INSERT, UPDATE, DELETE ON reading.sets, reading.taken TO thidua_projector;
GRANT SELECT ON reading.seen, reading.streams TO thidua_projector;
