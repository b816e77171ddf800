-- The golden register: every award under its number in the decision (số sổ vàng).
CREATE TABLE golden_register (
    ward_code              text    NOT NULL,
    decided_on             date    NOT NULL,
    decision_id            uuid    NOT NULL,
    register_number        integer NOT NULL,
    award_id               uuid    NOT NULL,
    nomination_id          uuid    NOT NULL,
    unit_id                uuid    NOT NULL,
    subject_id             uuid    NOT NULL,
    subject_kind           text    NOT NULL,
    title                  text    NOT NULL,
    year                   integer NOT NULL,
    direct_worker          boolean NOT NULL,
    level                  text    NOT NULL,
    document_number        text    NOT NULL,
    signer_position        text    NOT NULL,
    base_salary            integer NOT NULL,
    coefficient_hundredths integer NOT NULL,
    amount                 integer NOT NULL,
    payable                integer NOT NULL,
    money_citation         text    NOT NULL,
    money_confirmed        boolean NOT NULL,
    state                  text    NOT NULL DEFAULT 'standing', -- or annulled, or withdrawn: recorded by mistake
    annulled_by            text,                                -- the document that annulled it, with its day
    annulled_on            date,
    corrected_by           text[]  NOT NULL DEFAULT '{}',       -- the documents that corrected words in its line
    corrected_in           integer[] NOT NULL DEFAULT '{}',     -- and their years, which tell documents of one number apart
    PRIMARY KEY (ward_code, decision_id, register_number)
);
CREATE INDEX ON golden_register (ward_code, year, decided_on);
CREATE INDEX ON golden_register (ward_code, nomination_id);
CREATE INDEX ON golden_register (ward_code, annulled_on) WHERE state = 'annulled';
SELECT guard_by_ward('golden_register');
