-- One row per report: what a unit owes and how far it is. Figures of completeness are counted over these rows when read.
CREATE TABLE tracking (
    ward_code     text    NOT NULL,
    report_id     uuid    NOT NULL,
    plan_id       uuid    NOT NULL,
    obligation_id uuid    NOT NULL,
    unit_id       uuid    NOT NULL,
    year          integer NOT NULL,
    period        text    NOT NULL,
    state         text    NOT NULL, -- due | missed | submitted | returned | accepted | locked | released
    due_at        timestamptz NOT NULL,
    locks_at      timestamptz NOT NULL,
    attempt       integer NOT NULL DEFAULT 0,
    channel       text,             -- of the last sending
    sent_at       timestamptz,      -- of the last sending; for paper, the start of the day of receipt
    first_at      timestamptz,      -- the earliest arrival; NULL while nothing was sent
    on_time       boolean,          -- whether that was before the deadline that now holds
    accepted_at   timestamptz,
    by_office     boolean NOT NULL DEFAULT false, -- the last sending was recorded by the ward's office: on paper, or for the unit
    sent_by       text,             -- the opaque subject of who sent or recorded the last sending, where it is known
    extensions    integer NOT NULL DEFAULT 0,     -- that hold
    version       integer NOT NULL, -- of the report's stream
    PRIMARY KEY (ward_code, report_id)
);
CREATE INDEX ON tracking (ward_code, plan_id, obligation_id, unit_id);
CREATE INDEX ON tracking (ward_code, unit_id, due_at);
SELECT guard_by_ward('tracking');
