-- The people and households of each ward: the only place in the whole system where a name stands.
CREATE TABLE people (
    ward_code     text    NOT NULL,
    person_id     uuid    NOT NULL,
    kind          text    NOT NULL,
    full_name     text,             -- NULL once erased
    email         text,
    erased        boolean NOT NULL DEFAULT false,
    sort_key      text[] COLLATE "C" NOT NULL, -- of the name, as the next: blanked with it
    search_key    text NOT NULL,
    PRIMARY KEY (ward_code, person_id)
);
-- Statistics would be samples of names, in a catalog that no erasure reaches.
ALTER TABLE people ALTER full_name SET STATISTICS 0, ALTER email SET STATISTICS 0,
    ALTER sort_key SET STATISTICS 0, ALTER search_key SET STATISTICS 0;
SELECT guard_by_ward('people');

-- Where they belong, day by day: of each person one row holds on every day.
CREATE TABLE memberships (
    ward_code     text    NOT NULL,
    person_id     uuid    NOT NULL,
    member_from   date    NOT NULL,
    found_from    date    NOT NULL, -- as member_from, of the first one '-infinity': so is found who has yet to come
    until         date,             -- the first day that is no more of it
    unit_id       uuid,             -- NULL: in no unit
    direct_worker boolean NOT NULL,
    category      text,
    posts         text[]  NOT NULL,
    PRIMARY KEY (ward_code, person_id, member_from)
);
CREATE INDEX ON memberships (ward_code, unit_id, person_id);
SELECT guard_by_ward('memberships');
