-- `informing` remembers what plans call their reports. It acts, so it is never read again: what was asked for before is called by its period.

DO $$
BEGIN
    IF to_regclass('read.informing_reports') IS NULL THEN
        RETURN; -- a new database: the tables are made in today's shape
    END IF;
    ALTER TABLE read.informing_reports ADD COLUMN report_name text, ADD COLUMN plan_number text;
END $$;
