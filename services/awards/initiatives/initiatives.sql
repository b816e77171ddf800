-- Recognised initiatives and the nomination that each supports.
CREATE TABLE initiatives (
    ward_code       text NOT NULL,
    initiative_id   uuid NOT NULL,
    name            text NOT NULL,
    authors         uuid[] NOT NULL,
    document_number text NOT NULL,
    recognised_on   date NOT NULL,
    evidence        json NOT NULL, -- references of files
    used_by         uuid[] NOT NULL DEFAULT '{}',
    withdrawn       boolean NOT NULL DEFAULT false, -- recorded by mistake and taken back
    PRIMARY KEY (ward_code, initiative_id)
);
SELECT guard_by_ward('initiatives');
