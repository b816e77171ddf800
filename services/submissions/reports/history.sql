-- What happened to each report, event by event, on both axes: when it was recorded, and from when it counts.
CREATE TABLE report_history (
    ward_code       text    NOT NULL,
    report_id       uuid    NOT NULL,
    stream_version  integer NOT NULL,
    event           text    NOT NULL,
    recorded_at     timestamptz NOT NULL,
    effective_at    timestamptz NOT NULL,
    attempt         integer,
    on_time         boolean,
    document_number text,
    reason          text,
    due_at          timestamptz,
    locks_at        timestamptz,
    figures         json,
    evidence        json, -- references of the files that were sent with it
    PRIMARY KEY (ward_code, report_id, stream_version)
);
-- Statistics would be samples of words about people, in a catalog that no erasure reaches.
ALTER TABLE report_history ALTER reason SET STATISTICS 0;
SELECT guard_by_ward('report_history');
