-- What is looked into about whom, a row for each case; and who was erased, of whom no words are written again.
CREATE TABLE holds (
    ward_code       text NOT NULL,
    hold_id         uuid NOT NULL,
    case_id         uuid NOT NULL,
    subject_id      uuid NOT NULL,
    since           date NOT NULL,
    cause           text,
    document_number text,
    cleared_on      date,
    outcome         text,
    cleared_by      text, -- the document that ended it
    PRIMARY KEY (ward_code, case_id)
);
-- Statistics would be samples of what was written about people, in a catalog that no erasure reaches.
ALTER TABLE holds ALTER cause SET STATISTICS 0, ALTER document_number SET STATISTICS 0, ALTER outcome SET STATISTICS 0,
    ALTER cleared_by SET STATISTICS 0;
CREATE INDEX ON holds (ward_code, subject_id);
SELECT guard_by_ward('holds');

CREATE TABLE hold_erased (
    ward_code  text NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (ward_code, subject_id)
);
SELECT guard_by_ward('hold_erased');
