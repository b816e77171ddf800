-- Mandates by the principal who holds them. Open to the API role across wards: it is what tells which wards a principal may read.
CREATE TABLE mandates (
    mandate_id  uuid        PRIMARY KEY,
    ward_code   text        NOT NULL,
    principal   text        COLLATE "C",
    role        text,
    unit_id     uuid,
    valid_from  date,
    valid_to    date,
    relieved_at timestamptz
);
CREATE INDEX ON mandates (principal);
SELECT open_to_readers('mandates');
