-- The units of each ward as they are called and classed now; below, each code and each name from its day on.
CREATE TABLE units (
    ward_code  text NOT NULL,
    unit_id    uuid NOT NULL,
    name       text NOT NULL,
    kind       text NOT NULL,
    began_on   date NOT NULL,
    closed_on  date,
    parent_id  uuid,
    priorities text[] NOT NULL,
    withdrawn  boolean NOT NULL DEFAULT false, -- registered by mistake
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

CREATE TABLE unit_profiles (
    ward_code  text   NOT NULL,
    unit_id    uuid   NOT NULL,
    valid_from date   NOT NULL,
    name       text   NOT NULL,
    kind       text   NOT NULL,
    parent_id  uuid,
    priorities text[] NOT NULL,
    PRIMARY KEY (ward_code, unit_id, valid_from)
);
SELECT guard_by_ward('unit_profiles');

-- What a unit will be called and classed from a coming day on.
CREATE TABLE unit_changes (
    ward_code  text   NOT NULL,
    unit_id    uuid   NOT NULL,
    valid_from date   NOT NULL,
    name       text   NOT NULL,
    kind       text   NOT NULL,
    parent_id  uuid,
    priorities text[] NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('unit_changes');

-- Who goes on in the place of a unit that ends.
CREATE TABLE unit_successors (
    ward_code    text NOT NULL,
    unit_id      uuid NOT NULL,
    successor_id uuid NOT NULL,
    PRIMARY KEY (ward_code, unit_id, successor_id)
);
CREATE INDEX ON unit_successors (ward_code, successor_id);
SELECT guard_by_ward('unit_successors');
