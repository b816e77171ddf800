-- What letters need to know: names, what a report is waited for, and who heads which bloc: all from the topics that are read here.

CREATE TABLE informing_wards ( -- each name of a ward, from its day on
    ward_code text NOT NULL,
    named_on  date NOT NULL,
    name      text NOT NULL,
    PRIMARY KEY (ward_code, named_on)
);
SELECT guard_by_ward('informing_wards');

CREATE TABLE informing_units (
    ward_code text NOT NULL,
    unit_id   text NOT NULL,
    name      text NOT NULL,
    kind      text, -- NULL: heard of before it was remembered
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('informing_units');

CREATE TABLE informing_reports (
    ward_code      text        NOT NULL,
    report_id      text        NOT NULL,
    waited_for     boolean     NOT NULL DEFAULT false,
    returned       boolean     NOT NULL DEFAULT false,
    waited_version integer     NOT NULL DEFAULT 0,
    report_name    text, -- what its plan calls it
    plan_number    text,
    PRIMARY KEY (ward_code, report_id)
);
SELECT guard_by_ward('informing_reports');

CREATE TABLE informing_bloc_members ( -- ward_code is the bloc's code; a stay lasts until the first last day that is not before it
    ward_code   text NOT NULL,
    member_ward text NOT NULL,
    member_from date NOT NULL,
    PRIMARY KEY (ward_code, member_ward, member_from)
);
CREATE INDEX ON informing_bloc_members (member_ward);
SELECT guard_by_ward('informing_bloc_members');

CREATE TABLE informing_bloc_leavers (
    ward_code   text NOT NULL,
    member_ward text NOT NULL,
    member_to   date NOT NULL,
    PRIMARY KEY (ward_code, member_ward, member_to)
);
SELECT guard_by_ward('informing_bloc_leavers');

CREATE TABLE informing_bloc_heads ( -- the newest first day of a year tells who heads the bloc
    ward_code text    NOT NULL,
    year      integer NOT NULL,
    head_from date    NOT NULL,
    head_ward text    NOT NULL,
    PRIMARY KEY (ward_code, year, head_from)
);
SELECT guard_by_ward('informing_bloc_heads');
