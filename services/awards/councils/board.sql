-- The council's members from day to day.
CREATE TABLE council_seats (
    ward_code  text NOT NULL,
    council_id uuid NOT NULL,
    member_id  text NOT NULL,
    since      date NOT NULL,
    seat       text NOT NULL,
    person_id  uuid,
    until      date, -- the first day on which the seat is no longer held
    PRIMARY KEY (ward_code, council_id, member_id, since)
);
SELECT guard_by_ward('council_seats');

CREATE TABLE council_documents (
    ward_code       text NOT NULL,
    council_id      uuid NOT NULL,
    valid_from      date NOT NULL,
    document_number text NOT NULL,
    PRIMARY KEY (ward_code, council_id, valid_from)
);
SELECT guard_by_ward('council_documents');

CREATE TABLE sessions (
    ward_code        text    NOT NULL,
    session_id       uuid    NOT NULL,
    council_id       uuid    NOT NULL,
    year             integer NOT NULL,
    held_on          date    NOT NULL,
    state            text    NOT NULL,
    members          integer NOT NULL,
    quorum           integer,
    quorum_citation  text,
    quorum_confirmed boolean,
    called_at        timestamptz NOT NULL,
    opened_at        timestamptz,
    begins_at        text, -- for the invitation, as far as it was said
    room             text,
    closed_at        timestamptz,
    PRIMARY KEY (ward_code, session_id)
);
SELECT guard_by_ward('sessions');

CREATE TABLE session_members (
    ward_code  text    NOT NULL,
    session_id uuid    NOT NULL,
    place      integer NOT NULL, -- in the roster; the count of votes goes by it
    member_id  text    NOT NULL,
    seat       text    NOT NULL,
    person_id  uuid,
    present    boolean NOT NULL DEFAULT false,
    attended   boolean NOT NULL DEFAULT false, -- was there at some time
    PRIMARY KEY (ward_code, session_id, member_id)
);
SELECT guard_by_ward('session_members');

CREATE TABLE session_votes (
    ward_code     text NOT NULL,
    session_id    uuid NOT NULL,
    nomination_id uuid NOT NULL,
    state         text NOT NULL,
    declared      text, -- why the chair ended it before all who were there had voted
    PRIMARY KEY (ward_code, session_id, nomination_id)
);
SELECT guard_by_ward('session_votes');

CREATE TABLE ballots (
    ward_code       text        NOT NULL,
    nomination_id   uuid        NOT NULL,
    member_id       text        NOT NULL,
    session_id      uuid        NOT NULL,
    choice          text        NOT NULL,
    channel         text        NOT NULL,
    document_number text,
    own_case        boolean     NOT NULL,
    recorded_at     timestamptz NOT NULL,
    PRIMARY KEY (ward_code, nomination_id, session_id, member_id)
);
SELECT guard_by_ward('ballots');

CREATE TABLE vote_results (
    ward_code           text    NOT NULL,
    nomination_id       uuid    NOT NULL,
    session_id          uuid    NOT NULL,
    yes                 integer NOT NULL,
    no                  integer NOT NULL,
    abstained           integer NOT NULL,
    silent              integer NOT NULL,
    members             integer NOT NULL,
    needed              integer NOT NULL,
    passed              boolean NOT NULL,
    threshold_citation  text    NOT NULL,
    threshold_confirmed boolean NOT NULL,
    PRIMARY KEY (ward_code, nomination_id)
);
SELECT guard_by_ward('vote_results');
