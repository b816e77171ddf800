-- The ledger: who was told what, when. It is also what the sender works from. No address is in it.

CREATE TABLE ledger (
    ward_code       text        NOT NULL,
    intent_id       uuid        NOT NULL,
    notice_id       uuid        NOT NULL,
    recipient_id    text        NOT NULL, -- principal or subject id, opaque
    role            text,
    unit_id         uuid,
    channel         text        NOT NULL,
    template        text        NOT NULL,
    facts           json        NOT NULL,
    about           text        NOT NULL,
    state           text        NOT NULL, -- waiting | attempting | delivered | failed
    attempts        integer     NOT NULL DEFAULT 0,
    intended_at     timestamptz NOT NULL,
    ready_at        timestamptz NOT NULL, -- when the sender may take it: again after a failure, or after an attempt that was cut off
    settled_at      timestamptz,
    reason_code     text,
    message_id      text,
    stream_version  integer     NOT NULL,
    intended_by     uuid        NOT NULL,
    correlation_id  uuid        NOT NULL,
    traceparent     text,
    PRIMARY KEY (ward_code, intent_id)
);
CREATE INDEX ON ledger (ready_at) WHERE state IN ('waiting', 'attempting');
CREATE INDEX ON ledger (ward_code, intended_at, intent_id);
CREATE INDEX ON ledger (recipient_id, intended_at, intent_id);
SELECT guard_by_ward('ledger');
