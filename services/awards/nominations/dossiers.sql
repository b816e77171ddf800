-- The dossier of each nomination as it stands, and everything that happened to it.
CREATE TABLE dossiers (
    ward_code           text    NOT NULL,
    nomination_id       uuid    NOT NULL,
    unit_id             uuid    NOT NULL,
    subject_id          uuid    NOT NULL,
    subject_kind        text    NOT NULL,
    title               text    NOT NULL,
    year                integer NOT NULL,
    happened_on         date, -- of a sudden deed: when, and until when members of the council answer and the chairman decides
    opinions_by         date,
    decide_by           date,
    place               text,
    state               text    NOT NULL,
    received_on         date    NOT NULL,
    appraised_on        date, -- the day on which the ward's office appraised it
    report_id           uuid, -- none of a sudden deed
    direct_worker       boolean NOT NULL,
    initiative_id       uuid,
    achievements        text,
    evidence            json, -- references of files; they are sealed with the subject's key
    merits              json    NOT NULL,
    answers             json    NOT NULL,
    warnings            integer NOT NULL, -- answers that are not met and did not refuse
    pack_id             text    NOT NULL,
    pack_hash           text    NOT NULL,
    pack_chosen_because text,
    session_id          uuid,
    yes                 integer,
    members             integer,
    needed              integer,
    passed              boolean,
    letter_number       text,
    decision_id         uuid,
    document_number     text,
    recovery            text, -- of an annulled award: owed, or done; of one that stands again: to-repay, or repaid
    PRIMARY KEY (ward_code, nomination_id)
);
-- Statistics would be samples of what was written about people, in a catalog that no erasure reaches.
ALTER TABLE dossiers ALTER achievements SET STATISTICS 0, ALTER place SET STATISTICS 0, ALTER pack_chosen_because SET STATISTICS 0;
CREATE INDEX ON dossiers (ward_code, year, unit_id, nomination_id);
SELECT guard_by_ward('dossiers');

-- What members of the council who were asked about a sudden deed have said of it.
CREATE TABLE deed_opinions (
    ward_code     text NOT NULL,
    nomination_id uuid NOT NULL,
    member_id     text NOT NULL,
    seat          text NOT NULL,
    until         date NOT NULL,
    agrees        boolean, -- NULL: asked, not answered
    note          text,
    given_on      date,
    PRIMARY KEY (ward_code, nomination_id, member_id)
);
ALTER TABLE deed_opinions ALTER note SET STATISTICS 0;
SELECT guard_by_ward('deed_opinions');

CREATE TABLE dossier_history (
    ward_code       text        NOT NULL,
    nomination_id   uuid        NOT NULL,
    stream_version  integer     NOT NULL,
    event           text        NOT NULL,
    recorded_at     timestamptz NOT NULL,
    effective_on    date        NOT NULL, -- the legal day where the event has one
    actor           text,
    document_number text,
    reason          text,
    citation        text,                 -- the rule that a refusal rests on, in the words of the one who refused
    written         text,                 -- of a correction: what stood in the line, and how it reads
    reads           text,
    detail          json        NOT NULL,
    PRIMARY KEY (ward_code, nomination_id, stream_version)
);
ALTER TABLE dossier_history ALTER reason SET STATISTICS 0, ALTER citation SET STATISTICS 0, ALTER written SET STATISTICS 0,
    ALTER reads SET STATISTICS 0;
SELECT guard_by_ward('dossier_history');

-- Whoever was erased: words about them are not written again, in whatever order the streams are read.
CREATE TABLE dossier_erased (
    ward_code  text NOT NULL,
    subject_id uuid NOT NULL,
    PRIMARY KEY (ward_code, subject_id)
);
SELECT guard_by_ward('dossier_erased');
