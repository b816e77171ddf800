-- The wards of the city by their keys. A public register: names, codes and days of wards belong to nobody.
CREATE TABLE wards (
    ward_code       text   PRIMARY KEY,
    code            text   NOT NULL,
    name            text   NOT NULL, -- what was recorded last, perhaps for a coming day: what holds on a day is in ward_names
    kind            text   NOT NULL,
    valid_from      date   NOT NULL,
    ended_on        date,
    source          text   NOT NULL,
    document_number text,
    sort_key        text[] COLLATE "C" NOT NULL
);
CREATE INDEX ON wards (code, valid_from);
SELECT open_to_readers('wards');

-- What each ward is called, from which day on.
CREATE TABLE ward_names (
    ward_code       text NOT NULL,
    valid_from      date NOT NULL,
    name            text NOT NULL,
    kind            text NOT NULL,
    document_number text,
    search_key      text NOT NULL,
    PRIMARY KEY (ward_code, valid_from)
);
SELECT open_to_readers('ward_names');

-- Which ward goes over into which, on which day.
CREATE TABLE ward_lineage (
    ward_code       text NOT NULL,
    successor       text NOT NULL,
    on_day          date NOT NULL,
    document_number text,
    PRIMARY KEY (ward_code, successor)
);
CREATE INDEX ON ward_lineage (successor);
SELECT open_to_readers('ward_lineage');
