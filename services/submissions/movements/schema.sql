-- Movements of each ward's plans, and which units take part in them.
CREATE TABLE movements (
    ward_code   text NOT NULL,
    movement_id uuid NOT NULL,
    plan_id     uuid NOT NULL,
    code        text NOT NULL,
    name        text NOT NULL,
    starts_on   date NOT NULL,
    ends_on     date,
    withdrawn   boolean NOT NULL DEFAULT false, -- launched by mistake
    PRIMARY KEY (ward_code, movement_id)
);
SELECT guard_by_ward('movements');

CREATE TABLE participations (
    ward_code   text NOT NULL,
    movement_id uuid NOT NULL,
    unit_id     uuid NOT NULL,
    joined_at   timestamptz NOT NULL,
    PRIMARY KEY (ward_code, movement_id, unit_id)
);
SELECT guard_by_ward('participations');
