-- Tasks and the agenda of reminders were made of this store's own events; now they follow from what other services tell.
--
-- What was made of own events goes, and the readers begin anew: `tasks` at the first record of its topics, `reminders` at the first own
-- event. `informing` stays where it is: it acts, so it is never read again; what it has to remember besides is taken from the tasks.
-- Reminders of reports that have come were cancelled; now they are skipped when their time comes, so they wait again.

DO $$
BEGIN
    IF to_regclass('read.informing_reports') IS NULL THEN
        RETURN; -- a new database: the tables are made in today's shape
    END IF;
    ALTER TABLE read.informing_reports NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.tasks NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.informing_reports ADD COLUMN returned boolean NOT NULL DEFAULT false;
    UPDATE read.informing_reports r SET returned = true FROM read.tasks t
    WHERE r.waited_for AND t.ward_code = r.ward_code AND t.kind = 'submit-report' AND t.about = r.report_id
      AND t.facts ->> 'returned' IS NOT NULL;
    ALTER TABLE read.informing_reports DROP COLUMN due_at, DROP COLUMN due_version;
    ALTER TABLE read.informing_reports FORCE ROW LEVEL SECURITY;
    DROP TABLE read.tasks, read.reminders;
    DELETE FROM reading.parked WHERE reader IN ('tasks', 'reminders', 'agenda');
    DELETE FROM reading.checkpoint WHERE reader IN ('tasks', 'reminders', 'agenda');
    DELETE FROM reading.readers WHERE reader IN ('tasks', 'reminders', 'agenda');
    UPDATE reading.agenda SET state = 'waiting' WHERE kind = 'reminder' AND state = 'cancelled';
END $$;
