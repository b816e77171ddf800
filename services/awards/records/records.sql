-- What documents say of subjects, a row for each entry; and who was erased, of whom no words are written again.
CREATE TABLE records (
    ward_code       text    NOT NULL,
    record_id       uuid    NOT NULL,
    entry_id        uuid    NOT NULL,
    subject_id      uuid    NOT NULL,
    kind            text    NOT NULL, -- rating, leave or discipline
    year            integer,          -- of a rating
    first           date    NOT NULL, -- of a rating the day of its document
    last            date,
    said            text,             -- the code word of the rating, leave or discipline
    document_number text,
    ended_by        text,             -- the document that ended a discipline
    withdrawn       text,             -- why it was taken back
    PRIMARY KEY (ward_code, entry_id)
);
-- Statistics would be samples of what was written about people, in a catalog that no erasure reaches.
ALTER TABLE records ALTER said SET STATISTICS 0, ALTER document_number SET STATISTICS 0, ALTER ended_by SET STATISTICS 0;
CREATE INDEX ON records (ward_code, subject_id);
SELECT guard_by_ward('records');

CREATE TABLE record_erased (
    ward_code  text NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (ward_code, subject_id)
);
SELECT guard_by_ward('record_erased');
