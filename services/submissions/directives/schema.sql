-- What was distributed in each ward, and who has read it.
CREATE TABLE directives (
    ward_code      text NOT NULL,
    directive_id   uuid NOT NULL,
    document_id    uuid NOT NULL,
    title          text NOT NULL,
    number         text NOT NULL,
    purpose        text NOT NULL, -- directive | guidance
    distributed_on date NOT NULL,
    read_by        date NOT NULL,
    units          uuid[] NOT NULL, -- none: all
    categories     text[] NOT NULL,
    recalled       boolean NOT NULL,
    recalled_on    date,
    recalled_for   text,
    PRIMARY KEY (ward_code, directive_id)
);
SELECT guard_by_ward('directives');

CREATE TABLE directive_readings (
    ward_code    text NOT NULL,
    reading_id   uuid NOT NULL,
    directive_id uuid NOT NULL,
    unit_id      uuid NOT NULL,
    read_by      date NOT NULL,
    released     boolean NOT NULL,
    read_on      date,
    by_office    boolean,
    PRIMARY KEY (ward_code, reading_id)
);
SELECT guard_by_ward('directive_readings');
CREATE INDEX directive_readings_by_directive ON directive_readings (ward_code, directive_id);
CREATE INDEX directive_readings_by_unit ON directive_readings (ward_code, unit_id);
