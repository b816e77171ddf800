-- The memory of `distributing`: what it must know to say which unit is to read which directive.
CREATE TABLE distributing_units (
    ward_code text NOT NULL,
    unit_id   uuid NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('distributing_units');

CREATE TABLE distributing_directives (
    ward_code    text NOT NULL,
    directive_id uuid NOT NULL,
    document_id  uuid NOT NULL,
    read_by      date NOT NULL,
    units        uuid[] NOT NULL, -- none: all
    ended_on     date, -- from when on its document no longer holds
    PRIMARY KEY (ward_code, directive_id)
);
SELECT guard_by_ward('distributing_directives');

CREATE TABLE distributing_asked (
    ward_code    text NOT NULL,
    directive_id uuid NOT NULL,
    unit_id      uuid NOT NULL,
    read_by      date NOT NULL,
    PRIMARY KEY (ward_code, directive_id, unit_id)
);
SELECT guard_by_ward('distributing_asked');
