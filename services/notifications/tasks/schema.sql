-- Tasks of a role (Việc của tôi), made of what other services tell. Each group of columns is set by the event of the highest position
-- in its service, so that rows do not depend on the order in which streams are read. A row may be ended before it was opened.

CREATE TABLE tasks (
    ward_code          text        NOT NULL,
    task_id            uuid        NOT NULL,
    kind               text        NOT NULL,
    about              text        NOT NULL,
    role               text        NOT NULL,

    opened_position    bigint      NOT NULL DEFAULT 0,
    opened_at          timestamptz, -- NULL: not opened, nobody sees it
    opened_by          uuid,        -- the event that opened it, as its service published it
    unit_id            uuid,        -- the unit whose people do it; NULL: everybody in the role
    of_unit            text,        -- the unit that it is about
    of_account         text,        -- whose alone it is, as they sign in; NULL: everybody's in the role
    facts              json        NOT NULL DEFAULT '{}',

    due_position       bigint      NOT NULL DEFAULT 0,
    due_at             timestamptz,

    done_position      bigint      NOT NULL DEFAULT 0,
    done_at            timestamptz,

    overtaken_position bigint      NOT NULL DEFAULT 0,
    overtaken_at       timestamptz, -- NULL: it goes on

    outcome            text        GENERATED ALWAYS AS (
        CASE WHEN done_position > opened_position THEN 'done'
             WHEN overtaken_position > opened_position AND overtaken_at IS NOT NULL THEN 'overtaken' END
    ) STORED,
    closed_at          timestamptz GENERATED ALWAYS AS (
        CASE WHEN done_position > opened_position THEN done_at
             WHEN overtaken_position > opened_position THEN overtaken_at END
    ) STORED,
    PRIMARY KEY (ward_code, task_id)
);
CREATE INDEX ON tasks (ward_code, role, unit_id, due_at, task_id) WHERE closed_at IS NULL AND opened_at IS NOT NULL;
SELECT guard_by_ward('tasks');

CREATE TABLE task_wards ( -- each name of a ward, from its day on
    ward_code text NOT NULL,
    named_on  date NOT NULL,
    name      text NOT NULL,
    PRIMARY KEY (ward_code, named_on)
);
SELECT guard_by_ward('task_wards');

CREATE TABLE task_reports ( -- what its plan calls a report, and the plan's number
    ward_code   text NOT NULL,
    report_id   text NOT NULL,
    report_name text NOT NULL,
    plan_number text NOT NULL,
    PRIMARY KEY (ward_code, report_id)
);
SELECT guard_by_ward('task_reports');

CREATE TABLE task_plans ( -- what a plan is called that is to be signed, numbered, issued
    ward_code  text   NOT NULL,
    plan_id    text   NOT NULL,
    plan_title text,
    position   bigint NOT NULL,
    PRIMARY KEY (ward_code, plan_id)
);
SELECT guard_by_ward('task_plans');

CREATE TABLE task_units (
    ward_code text NOT NULL,
    unit_id   text NOT NULL,
    name      text NOT NULL,
    PRIMARY KEY (ward_code, unit_id)
);
SELECT guard_by_ward('task_units');
