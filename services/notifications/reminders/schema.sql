CREATE TABLE reminders (
    ward_code   text        NOT NULL,
    report_id   uuid        NOT NULL,
    unit_id     uuid        NOT NULL,
    facts       json        NOT NULL,
    due_at      timestamptz NOT NULL,
    waited_for  boolean     NOT NULL,
    reminded_at timestamptz,
    PRIMARY KEY (ward_code, report_id)
);
SELECT guard_by_ward('reminders');
