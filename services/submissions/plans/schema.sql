-- Plans of each ward with what they oblige the units to; drafts have neither number nor day.
CREATE TABLE plans (
    ward_code    text NOT NULL,
    plan_id      uuid NOT NULL,
    year         integer NOT NULL,
    state        text NOT NULL, -- draft | issued
    title        text NOT NULL,
    number       integer,
    symbol       text,
    issued_on    date,
    signer_id    uuid,
    signer_title text,
    authority    text,
    legal_bases  json NOT NULL,
    recipients   text[] NOT NULL,
    PRIMARY KEY (ward_code, plan_id)
);
SELECT guard_by_ward('plans');

CREATE TABLE obligations (
    ward_code     text NOT NULL,
    plan_id       uuid NOT NULL,
    obligation_id uuid NOT NULL,
    place         integer NOT NULL, -- in the plan's own order
    name          text NOT NULL,
    period        text NOT NULL,
    due_at        timestamptz NOT NULL,
    due_day       date NOT NULL, -- as the plan words it
    due_reading   text NOT NULL, -- before | through that day
    locks_at      timestamptz NOT NULL,
    locks_day     date NOT NULL,
    locks_reading text NOT NULL,
    unit_kinds    text[] NOT NULL,
    PRIMARY KEY (ward_code, plan_id, obligation_id)
);
SELECT guard_by_ward('obligations');
