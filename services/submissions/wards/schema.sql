-- The wards of the city, with the codes each took over. A public register: names and codes of wards belong to nobody.
CREATE TABLE wards (
    ward_code    text   PRIMARY KEY,
    name         text   NOT NULL,
    kind         text   NOT NULL,
    valid_from   date   NOT NULL,
    predecessors text[] NOT NULL,
    sort_key     text[] COLLATE "C" NOT NULL
);
SELECT open_to_readers('wards');
