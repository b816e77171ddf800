-- The memory of `asking-for-aims`: which units and which calls of a ward there are to bring together.
CREATE TABLE asking_units (
    ward_code text NOT NULL,
    unit_id   uuid NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('asking_units');

CREATE TABLE asking_calls (
    ward_code text NOT NULL,
    year      integer NOT NULL,
    PRIMARY KEY (ward_code, year)
);
SELECT guard_by_ward('asking_calls');
