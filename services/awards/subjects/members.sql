-- Who belongs to which unit, or to none, from which day on; the day of the next ends it. Ids alone.
CREATE TABLE award_members (
    ward_code   text NOT NULL,
    person_id   uuid NOT NULL,
    member_from date NOT NULL, -- the first day of all where none was told
    unit_id     uuid,
    PRIMARY KEY (ward_code, person_id, member_from)
);
CREATE INDEX ON award_members (ward_code, unit_id);
SELECT guard_by_ward('award_members');
