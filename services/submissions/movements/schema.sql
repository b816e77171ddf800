-- Movements of each ward's plans, and which units take part in them.
CREATE TABLE movements (
    ward_code   text NOT NULL,
    movement_id uuid NOT NULL,
    plan_id     uuid NOT NULL,
    code        text NOT NULL,
    name        text NOT NULL,
    kind        text NOT NULL, -- empty where nobody had asked
    goals       text[] NOT NULL,
    subjects    text[] NOT NULL,
    criteria    text[] NOT NULL,
    slogan      text,
    parent      text,
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

CREATE TABLE movement_versions (
    ward_code       text NOT NULL,
    movement_id     uuid NOT NULL,
    version         integer NOT NULL,
    said_on         date NOT NULL,
    criteria        text[] NOT NULL,
    document_number text,
    PRIMARY KEY (ward_code, movement_id, version)
);
SELECT guard_by_ward('movement_versions');

CREATE TABLE movement_reviews (
    ward_code       text NOT NULL,
    movement_id     uuid NOT NULL,
    held_on         date NOT NULL,
    kind            text NOT NULL,
    document_number text,
    PRIMARY KEY (ward_code, movement_id, held_on)
);
SELECT guard_by_ward('movement_reviews');

-- How many households of a residential group took part in a movement, by day: numbers alone.
CREATE TABLE movement_households (
    ward_code   text    NOT NULL,
    movement_id uuid    NOT NULL,
    unit_id     uuid    NOT NULL,
    counted_on  date    NOT NULL,
    households  integer NOT NULL,
    of_all      integer NOT NULL,
    PRIMARY KEY (ward_code, movement_id, unit_id, counted_on)
);
SELECT guard_by_ward('movement_households');
