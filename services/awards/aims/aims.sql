-- Titles that were registered and accepted at the start of a year, as submissions told them; one row per unit says that it registered.
CREATE TABLE aimed_units (
    ward_code text    NOT NULL,
    unit_id   uuid    NOT NULL,
    year      integer NOT NULL,
    PRIMARY KEY (ward_code, unit_id, year)
);
SELECT guard_by_ward('aimed_units');

CREATE TABLE aimed_titles (
    ward_code  text    NOT NULL,
    unit_id    uuid    NOT NULL,
    year       integer NOT NULL,
    subject_id uuid    NOT NULL,
    title      text    NOT NULL,
    PRIMARY KEY (ward_code, unit_id, year, subject_id, title)
);
SELECT guard_by_ward('aimed_titles');
