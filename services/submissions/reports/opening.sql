-- The memory of `open-reports`: what it must know to say which unit owes which report.
CREATE TABLE opening_units (
    ward_code text NOT NULL,
    unit_id   uuid NOT NULL,
    kind      text NOT NULL,
    began_on  date NOT NULL,
    closed_on date,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('opening_units');

CREATE TABLE opening_obligations (
    ward_code     text NOT NULL,
    obligation_id uuid NOT NULL,
    plan_id       uuid NOT NULL,
    issued_on     date NOT NULL,
    year          integer NOT NULL,
    period        text NOT NULL,
    due_at        timestamptz NOT NULL,
    locks_at      timestamptz NOT NULL,
    unit_kinds    text[] NOT NULL,
    name          text, -- what the plan calls the report
    document      text, -- the plan's number and symbol
    PRIMARY KEY (ward_code, plan_id, obligation_id)
);
SELECT guard_by_ward('opening_obligations');

CREATE TABLE opening_requested (
    ward_code text NOT NULL,
    unit_id   uuid NOT NULL,
    report_id uuid NOT NULL,
    due_at    timestamptz NOT NULL,
    PRIMARY KEY (ward_code, unit_id, report_id)
);
SELECT guard_by_ward('opening_requested');
