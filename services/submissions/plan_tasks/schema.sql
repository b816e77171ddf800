-- Tasks of issued plans, each with the result that its unit has told last.
CREATE TABLE plan_tasks (
    ward_code       text NOT NULL,
    task_id         uuid NOT NULL,
    plan_id         uuid NOT NULL,
    code            text NOT NULL, -- its place in the annex
    name            text NOT NULL,
    unit_id         uuid NOT NULL,
    due_on          date NOT NULL,
    expected        text,
    dropped         boolean NOT NULL,
    done_on         date,
    result          text,
    document_number text,
    evidence        json, -- files that show the result
    noted           boolean NOT NULL, -- whether words of a result were written and not erased
    PRIMARY KEY (ward_code, task_id)
);
-- Statistics would be samples of words about people, in a catalog that no erasure reaches.
ALTER TABLE plan_tasks ALTER result SET STATISTICS 0;
SELECT guard_by_ward('plan_tasks');
CREATE INDEX plan_tasks_by_plan ON plan_tasks (ward_code, plan_id);
