CREATE TABLE tasks (
    ward_code text        NOT NULL,
    task_id   uuid        NOT NULL,
    kind      text        NOT NULL,
    about     text        NOT NULL,
    role      text        NOT NULL,
    unit_id   uuid,
    facts     json        NOT NULL,
    due_at    timestamptz,
    opened_at timestamptz NOT NULL,
    opened_by uuid        NOT NULL, -- the event that opened it, in this store; its cause is in the event
    closed_at timestamptz,
    outcome   text,
    PRIMARY KEY (ward_code, task_id)
);
CREATE INDEX ON tasks (ward_code, role, unit_id, due_at, task_id) WHERE closed_at IS NULL;
SELECT guard_by_ward('tasks');
