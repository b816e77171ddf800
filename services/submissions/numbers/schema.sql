-- The register of document numbers: a row per number that a document has, had until it was voided, or seemed to have until it was withdrawn.
CREATE TABLE document_numbers (
    ward_code text NOT NULL,
    number_id uuid NOT NULL,
    year      integer NOT NULL,
    symbol    text NOT NULL, -- as it was first written
    series    text NOT NULL, -- the one form in which symbols are compared
    number    integer NOT NULL,
    subject   text NOT NULL,
    dated_on  date,
    kind      text, -- plan | decision | letter: what its page is of
    about_id  uuid,
    folded    text NOT NULL, -- number and symbol in the one form in which numbers are compared
    state     text NOT NULL, -- taken | outside | voided | withdrawn
    PRIMARY KEY (ward_code, number_id)
);
SELECT guard_by_ward('document_numbers');
CREATE INDEX document_numbers_by_series ON document_numbers (ward_code, year, series, number);
