-- Decisions of the ward and recorded ones of the city, with what they pay in đồng.
CREATE TABLE decisions (
    ward_code       text    NOT NULL,
    decision_id     uuid    NOT NULL,
    level           text    NOT NULL,
    document_number text    NOT NULL,
    signed_on       date    NOT NULL,
    signer_position text    NOT NULL,
    base_salary     integer NOT NULL,
    awards          integer NOT NULL,
    refusals        integer NOT NULL,
    refused         uuid[]  NOT NULL, -- the nominations that the city refused
    total           bigint  NOT NULL,
    pack_id         text    NOT NULL,
    pack_hash       text    NOT NULL,
    withdrawn       boolean NOT NULL DEFAULT false, -- recorded by mistake and taken back
    number_as_signed text   NOT NULL, -- as its paper reads, whatever was corrected since
    day_as_signed   date    NOT NULL,
    search          text    NOT NULL, -- the search key of number, signer and titles
    PRIMARY KEY (ward_code, decision_id)
);
SELECT guard_by_ward('decisions');

CREATE TABLE letters (
    ward_code       text    NOT NULL,
    forwarding_id   uuid    NOT NULL,
    to_level        text    NOT NULL,
    document_number text    NOT NULL,
    signed_on       date    NOT NULL,
    recipient       text    NOT NULL,
    nominations     uuid[]  NOT NULL,
    recipient_as_signed text NOT NULL, -- as its paper reads, whatever was corrected since
    recalled        boolean NOT NULL DEFAULT false, -- taken back before an answer
    PRIMARY KEY (ward_code, forwarding_id)
);
SELECT guard_by_ward('letters');
