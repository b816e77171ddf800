-- The library of documents of each ward, also what was entered by mistake.
CREATE TABLE library_documents (
    ward_code      text NOT NULL,
    document_id    uuid NOT NULL,
    title          text NOT NULL,
    kind           text NOT NULL,
    level          text NOT NULL, -- state | city | ward
    number         text NOT NULL, -- as it is written on it
    folded         text NOT NULL, -- the one form in which numbers are compared
    issuer         text NOT NULL,
    issued_on      date NOT NULL,
    in_force_from  date NOT NULL,
    in_force_to    date, -- the first day on which it no longer holds by its own words
    link           text,
    files          json, -- that hold its text
    ended_on       date, -- the first day on which it no longer holds because another one says so
    by_document_id uuid,
    withdrawn      boolean NOT NULL, -- entered by mistake
    withdrawn_on   date,
    withdrawn_for  text,
    instead_id     uuid, -- the document to go by in its place
    PRIMARY KEY (ward_code, document_id)
);
SELECT guard_by_ward('library_documents');
