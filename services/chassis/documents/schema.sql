-- The templates that wards have put in place of the standard ones.
CREATE TABLE document_templates (
    ward_code   text NOT NULL,
    name        text NOT NULL, -- of which kind of paper
    file        bytea NOT NULL,
    replaced_at timestamptz NOT NULL,
    PRIMARY KEY (ward_code, name)
);
SELECT guard_by_ward('document_templates');
