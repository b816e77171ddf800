-- Plans of each ward, with what they ask of the units and who has received them; what is not signed has neither number nor day.
CREATE TABLE plans (
    ward_code    text NOT NULL,
    plan_id      uuid NOT NULL,
    year         integer NOT NULL,
    state        text NOT NULL, -- draft | checked | signed | numbered | issued | superseded | withdrawn | revoked
    title        text NOT NULL,
    number       integer,
    symbol       text,
    issued_on    date,
    signer_id    uuid,
    signer_title text,
    authority    text,
    signed_by    text, -- the opaque subject of who signed in the chairman's place
    purposes     text[] NOT NULL,
    requirements text[] NOT NULL,
    legal_bases  json NOT NULL,
    recipients   text[] NOT NULL,
    tasks        json NOT NULL,
    budget       json NOT NULL,
    successor_id uuid,
    revoked_on   date,
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

CREATE TABLE plan_amendments (
    ward_code    text NOT NULL,
    plan_id      uuid NOT NULL,
    document     text NOT NULL, -- number and symbol
    amended_on   date NOT NULL,
    reason       text NOT NULL,
    signer_id    uuid, -- unknown of what was in force before signatures were asked for
    signer_title text,
    PRIMARY KEY (ward_code, plan_id, amended_on, document)
);
SELECT guard_by_ward('plan_amendments');

-- What is to change an issued plan, on its way; the plan itself says what holds until then.
CREATE TABLE plan_amending (
    ward_code    text NOT NULL,
    plan_id      uuid NOT NULL,
    step         text NOT NULL, -- checked | signed | numbered
    reason       text NOT NULL,
    said         json NOT NULL,
    signer_id    uuid,
    signer_title text,
    authority    text,
    signed_by    text, -- the opaque subject of who signed in the chairman's place
    number       integer,
    symbol       text,
    dated_on     date,
    PRIMARY KEY (ward_code, plan_id)
);
SELECT guard_by_ward('plan_amending');

CREATE TABLE plan_receipts (
    ward_code   text NOT NULL,
    plan_id     uuid NOT NULL,
    receipt_id  uuid NOT NULL,
    unit_id     uuid, -- a unit that confirmed; or
    recipient   text, -- a line of the plan's recipients, recorded by the office
    received_on date NOT NULL,
    scans       json NOT NULL, -- references of files
    withdrawn   boolean NOT NULL DEFAULT false, -- recorded by mistake; its stream still tells it
    PRIMARY KEY (ward_code, receipt_id)
);
SELECT guard_by_ward('plan_receipts');
CREATE INDEX plan_receipts_by_plan ON plan_receipts (ward_code, plan_id);
