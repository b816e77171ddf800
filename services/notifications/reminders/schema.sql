CREATE TABLE reminders ( -- when the unit of a report was last reminded
    ward_code   text        NOT NULL,
    report_id   uuid        NOT NULL,
    reminded_at timestamptz NOT NULL,
    PRIMARY KEY (ward_code, report_id)
);
SELECT guard_by_ward('reminders');
