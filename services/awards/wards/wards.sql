-- What each ward is called from which day on: a successor may take over a code under another name.
CREATE TABLE ward_names (
    ward_code  text NOT NULL,
    valid_from date NOT NULL,
    name       text NOT NULL,
    search     text NOT NULL, -- the name's search key
    PRIMARY KEY (ward_code, valid_from)
);
SELECT open_to_readers('ward_names');

-- Which ward goes over into which from which day on: from then the successor reads what is there.
CREATE TABLE ward_lineage (
    ward_code text NOT NULL,
    successor text NOT NULL,
    on_day    date NOT NULL,
    PRIMARY KEY (ward_code, successor)
);
CREATE INDEX ON ward_lineage (successor);
SELECT open_to_readers('ward_lineage');
