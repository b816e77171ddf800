-- The units of each ward and the codes they were called by, each from its day on.
CREATE TABLE units (
    ward_code  text NOT NULL,
    unit_id    uuid NOT NULL,
    name       text NOT NULL,
    kind       text NOT NULL,
    began_on   date NOT NULL,
    closed_on  date,
    sort_key   text[] COLLATE "C" NOT NULL,
    search_key text NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('units');

CREATE TABLE unit_codes (
    ward_code  text NOT NULL,
    unit_id    uuid NOT NULL,
    valid_from date NOT NULL,
    code       text NOT NULL,
    PRIMARY KEY (ward_code, unit_id, valid_from)
);
SELECT guard_by_ward('unit_codes');
