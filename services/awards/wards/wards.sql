-- What each ward is called from which day on: a successor may take over a code under another name.
CREATE TABLE ward_names (
    ward_code  text NOT NULL,
    valid_from date NOT NULL,
    name       text NOT NULL,
    search     text NOT NULL, -- the name's search key
    PRIMARY KEY (ward_code, valid_from)
);
SELECT open_to_readers('ward_names');
