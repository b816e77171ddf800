-- Who is in which bloc is public: a member ward must find its bloc before anybody can say which wards it may read.
-- `ward_code` is the bloc's code.

CREATE TABLE blocs (
    ward_code  text    NOT NULL,
    name       text    NOT NULL,
    first_year integer NOT NULL,
    sort_key   text[] COLLATE "C" NOT NULL,
    PRIMARY KEY (ward_code)
);
SELECT open_to_readers('blocs');

CREATE TABLE bloc_members (
    ward_code   text NOT NULL,
    member_ward text NOT NULL,
    from_day    date NOT NULL,
    last_day    date,
    PRIMARY KEY (ward_code, member_ward, from_day)
);
CREATE INDEX ON bloc_members (member_ward);
SELECT open_to_readers('bloc_members');

CREATE TABLE bloc_heads (
    ward_code   text    NOT NULL,
    year        integer NOT NULL,
    since       date    NOT NULL,
    head_ward   text    NOT NULL,
    deputy_ward text,
    PRIMARY KEY (ward_code, year, since)
);
SELECT open_to_readers('bloc_heads');
