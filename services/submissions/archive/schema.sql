-- Files of each ward's yearly lists, and what is in each.
CREATE TABLE archive_files (
    ward_code       text NOT NULL,
    file_id         uuid NOT NULL,
    year            integer NOT NULL,
    code            text NOT NULL,
    title           text NOT NULL,
    retention       integer, -- in years; none: for ever
    closed_on       date,
    hand_over_by    date, -- the last day; none: it need not be handed over
    handed_over_on  date,
    document_number text, -- of the record of the hand-over
    withdrawn       boolean NOT NULL,
    PRIMARY KEY (ward_code, file_id)
);
SELECT guard_by_ward('archive_files');

CREATE TABLE archive_papers (
    ward_code text NOT NULL,
    file_id   uuid NOT NULL,
    paper_id  uuid NOT NULL,
    kind      text NOT NULL, -- number | report | document | directive
    filed_on  date NOT NULL,
    PRIMARY KEY (ward_code, file_id, paper_id)
);
SELECT guard_by_ward('archive_papers');
CREATE INDEX archive_papers_by_paper ON archive_papers (ward_code, paper_id);
