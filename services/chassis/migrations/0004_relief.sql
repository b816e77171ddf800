-- Which service has confirmed which relief: a relief that arrives late would forge, so it is also sent directly until confirmed.
CREATE TABLE reading.relief (
    event_id       uuid        NOT NULL, -- the ce_id under which Kafka brings the same
    peer           text        NOT NULL,
    mandate_id     uuid        NOT NULL,
    ward_code      text        NOT NULL,
    relieved_at    timestamptz NOT NULL,
    correlation_id uuid        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    confirmed_at   timestamptz,
    attempts       integer     NOT NULL DEFAULT 0,
    tried_at       timestamptz,
    last_error     text,
    PRIMARY KEY (event_id, peer)
);
GRANT SELECT, INSERT, UPDATE ON reading.relief TO thidua_projector;
