-- Who holds what, and what was lately to be told to whom: the memory from which a notice finds its recipients.

CREATE TABLE addressing_holders (
    ward_code   text NOT NULL,
    mandate_id  uuid NOT NULL,
    principal   text, -- NULL while only the relief is known
    role        text,
    unit_id     uuid,
    valid_from  date,
    valid_to    date,
    relieved_at timestamptz,
    PRIMARY KEY (ward_code, mandate_id)
);
CREATE INDEX ON addressing_holders (ward_code, role);
SELECT guard_by_ward('addressing_holders');

CREATE TABLE addressing_notices (
    ward_code text        NOT NULL,
    event_id  uuid        NOT NULL,
    notice_id uuid        NOT NULL,
    role      text        NOT NULL,
    unit_id   uuid,
    template  text        NOT NULL,
    facts     json        NOT NULL,
    about     text        NOT NULL,
    raised_at timestamptz NOT NULL,
    PRIMARY KEY (ward_code, event_id)
);
CREATE INDEX ON addressing_notices (ward_code, role, raised_at);
SELECT guard_by_ward('addressing_notices');
