-- Rows per member ward and thing, never sums: a bloc is added up when it is read, so members may come and go.
-- `*_version` is the version of the report's own stream that last set the columns beside it: an event that arrives late cannot undo a newer one.

CREATE TABLE standings_heard (
    ward_code   text        NOT NULL,
    source      text        NOT NULL, -- the service that recorded it
    position    bigint      NOT NULL, -- in that service's store
    event_id    uuid        NOT NULL,
    ce_type     text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (ward_code, source)
);
SELECT guard_by_ward('standings_heard');

CREATE TABLE standings_evidence (
    ward_code      text        NOT NULL,
    event_id       uuid        NOT NULL,
    about          text        NOT NULL, -- the report, award, movement or joining that the event says something about
    ce_type        text        NOT NULL,
    source         text        NOT NULL,
    position       bigint      NOT NULL,
    stream_id      text        NOT NULL,
    stream_version integer     NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (ward_code, event_id)
);
CREATE INDEX ON standings_evidence (ward_code, about);
SELECT guard_by_ward('standings_evidence');

-- What a ward is called is public: a bloc admits wards that nobody in it reads yet.
CREATE TABLE standings_wards (
    ward_code text NOT NULL,
    named_on  date NOT NULL,
    name      text NOT NULL,
    kind      text NOT NULL,
    PRIMARY KEY (ward_code, named_on)
);
SELECT open_to_readers('standings_wards');

-- From which day on a ward exists, and from which on it is no more; each is told by the newest event of the ward's stream that speaks of it.
-- Public as the names are: a ward is admitted on a day on which it exists.
CREATE TABLE standings_ward_days (
    ward_code         text    NOT NULL,
    began_on          date,             -- unknown while its registration has not been heard of
    began_version     integer NOT NULL,
    ended_on          date,             -- the first day on which it is no more
    ended_version     integer NOT NULL,
    withdrawn_version integer NOT NULL, -- what is no lower than `began_version` never began
    PRIMARY KEY (ward_code)
);
SELECT open_to_readers('standings_ward_days');

CREATE VIEW standings_lives WITH (security_invoker = true) AS
SELECT ward_code, began_on, ended_on FROM standings_ward_days WHERE began_on IS NOT NULL AND began_version > withdrawn_version;
GRANT SELECT ON standings_lives TO thidua_api, thidua_projector;

-- From which day on and until before which day a ward is called so; before its first day it has the name that it will begin with.
CREATE VIEW standings_ward_names WITH (security_invoker = true) AS
SELECT ward_code, name, CASE row_number() OVER named WHEN 1 THEN '-infinity' ELSE named_on END AS from_day,
       lead(named_on, 1, 'infinity') OVER named AS until_day
FROM standings_wards WINDOW named AS (PARTITION BY ward_code ORDER BY named_on);
GRANT SELECT ON standings_ward_names TO thidua_api, thidua_projector;

CREATE TABLE standings_units (
    ward_code text NOT NULL,
    unit_id   text NOT NULL,
    name      text NOT NULL,
    kind      text NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('standings_units');

CREATE TABLE standings_reports (
    ward_code          text        NOT NULL,
    report_id          text        NOT NULL,
    unit_id            text        NOT NULL,
    year               integer     NOT NULL,
    period             text        NOT NULL,
    due_at             timestamptz,          -- the first instant that is late
    locks_at           timestamptz,          -- from then on nothing is taken
    due_version        integer     NOT NULL DEFAULT 0,
    first_submitted_at timestamptz,          -- the earliest arrival: a paper receipt may be earlier than what was recorded before it
    arrivals           json        NOT NULL DEFAULT '{}', -- of the sendings that count, by the version of the report's stream
    withdrawn_first_at timestamptz,          -- the earliest arrival that still counted when a sending was last withdrawn
    withdrawn_version  integer     NOT NULL DEFAULT 0,
    status             text,                 -- submitted | returned | accepted
    status_version     integer     NOT NULL DEFAULT 0,
    missed_due_at      timestamptz,          -- the latest deadline that passed with nothing sent
    locked_locks_at    timestamptz,          -- the latest lock that was closed
    released_version   integer     NOT NULL DEFAULT 0, -- the unit ended before it was due: nothing is owed until it is asked for again
    PRIMARY KEY (ward_code, report_id)
);
CREATE INDEX ON standings_reports (ward_code, year);
SELECT guard_by_ward('standings_reports');

CREATE TABLE standings_plans (
    ward_code text    NOT NULL,
    plan_id   text    NOT NULL,
    year      integer NOT NULL,
    PRIMARY KEY (ward_code, plan_id)
);
SELECT guard_by_ward('standings_plans');

CREATE TABLE standings_movements (
    ward_code   text NOT NULL,
    movement_id text NOT NULL,
    plan_id     text NOT NULL,
    name        text NOT NULL,
    starts_on   date NOT NULL,
    version     integer NOT NULL, -- of the movement's stream: the highest one decides whether it is withdrawn
    withdrawn   boolean NOT NULL, -- by mistake launched
    PRIMARY KEY (ward_code, movement_id)
);
SELECT guard_by_ward('standings_movements');

CREATE TABLE standings_joinings (
    ward_code   text NOT NULL,
    movement_id text NOT NULL,
    unit_id     text NOT NULL,
    about       text NOT NULL,
    version     integer NOT NULL, -- of the participation's stream: the highest one decides
    taking_part boolean NOT NULL,
    said_on     date    NOT NULL, -- the day on which that was recorded
    PRIMARY KEY (ward_code, movement_id, unit_id)
);
SELECT guard_by_ward('standings_joinings');

-- No subject: who was awarded is not the bloc's business, and what is not kept need not be erased.
CREATE TABLE standings_awards (
    ward_code     text    NOT NULL,
    award_id      text    NOT NULL,
    unit_id       text    NOT NULL,
    year          integer NOT NULL,
    title         text    NOT NULL,
    direct_worker boolean NOT NULL,
    decided_on    date    NOT NULL,
    version       integer NOT NULL, -- of the event that said whether it stands
    stands        boolean NOT NULL, -- neither annulled nor recorded by mistake
    PRIMARY KEY (ward_code, award_id)
);
CREATE INDEX ON standings_awards (ward_code, year);
SELECT guard_by_ward('standings_awards');

-- One row per figure and thing counted in it: figures are counted here and proved from here, so the two cannot disagree.
-- A row counts from `counts_from` on: a report that is due in October is nobody's debt in May, unless it has come already.
-- `day` is the one on which it falls, in its year: a bloc counts what falls in the ward's days of stay.
CREATE VIEW standings_facts WITH (security_invoker = true) AS
SELECT ward_code, year, measure, about, unit_id, what, counts_from,
       greatest(least(day, make_date(year, 12, 31)), make_date(year, 1, 1)) AS day
FROM (
    SELECT r.ward_code, r.year, f.measure, r.report_id AS about, r.unit_id, r.period AS what,
           least(r.due_at, r.first_submitted_at) AS counts_from,
           (least(r.due_at - interval '1 microsecond', r.first_submitted_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
    FROM standings_reports r
    CROSS JOIN LATERAL (VALUES
        ('reports-expected', true),
        ('reports-received', r.first_submitted_at IS NOT NULL),
        ('reports-accepted', r.status = 'accepted'),
        ('reports-on-time', r.first_submitted_at < r.due_at),
        ('reports-late', r.first_submitted_at >= r.due_at),
        ('reports-missing', r.first_submitted_at IS NULL AND (r.missed_due_at >= r.due_at OR r.locked_locks_at >= r.locks_at)),
        ('reports-locked', r.locked_locks_at >= r.locks_at)
    ) AS f (measure, holds)
    WHERE f.holds AND r.released_version <= r.due_version
    UNION ALL
    SELECT m.ward_code, p.year, 'movements-launched', m.movement_id, NULL, m.name, '-infinity', m.starts_on
    FROM standings_movements m
    JOIN standings_plans p ON p.ward_code = m.ward_code AND p.plan_id = m.plan_id
    WHERE NOT m.withdrawn
    UNION ALL
    SELECT j.ward_code, p.year, 'movements-joined', j.about, j.unit_id, m.name, '-infinity', j.said_on
    FROM standings_joinings j
    JOIN standings_movements m ON m.ward_code = j.ward_code AND m.movement_id = j.movement_id
    JOIN standings_plans p ON p.ward_code = m.ward_code AND p.plan_id = m.plan_id
    WHERE j.taking_part AND NOT m.withdrawn
    UNION ALL
    SELECT a.ward_code, a.year, f.measure, a.award_id, a.unit_id, a.title, '-infinity', a.decided_on
    FROM standings_awards a
    CROSS JOIN LATERAL (VALUES ('awards', true), ('awards-of-direct-workers', a.direct_worker)) AS f (measure, holds)
    WHERE f.holds AND a.stands AND a.title <> 'GK' -- a sudden deed is commended: no title, and no merit of the year
) AS each;
GRANT SELECT ON standings_facts TO thidua_api, thidua_projector;
