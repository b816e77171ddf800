-- The people and households of each ward: the only place in the whole system where a name stands.
CREATE TABLE people (
    ward_code     text    NOT NULL,
    person_id     uuid    NOT NULL,
    kind          text    NOT NULL,
    full_name     text,             -- NULL once erased
    email         text,
    unit_id       uuid    NOT NULL,
    member_from   date    NOT NULL,
    direct_worker boolean NOT NULL,
    erased        boolean NOT NULL DEFAULT false,
    sort_key      text[] COLLATE "C" NOT NULL, -- of the name, as the next: blanked with it
    search_key    text NOT NULL,
    PRIMARY KEY (ward_code, person_id)
);
-- Statistics would be samples of names, in a catalog that no erasure reaches.
ALTER TABLE people ALTER full_name SET STATISTICS 0, ALTER email SET STATISTICS 0,
    ALTER sort_key SET STATISTICS 0, ALTER search_key SET STATISTICS 0;
CREATE INDEX ON people (ward_code, unit_id, person_id);
SELECT guard_by_ward('people');

CREATE TABLE memberships (
    ward_code     text    NOT NULL,
    person_id     uuid    NOT NULL,
    member_from   date    NOT NULL,
    unit_id       uuid    NOT NULL,
    direct_worker boolean NOT NULL,
    PRIMARY KEY (ward_code, person_id, member_from)
);
SELECT guard_by_ward('memberships');
