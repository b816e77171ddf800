-- `informing` remembers which units are residential groups, to tell their heads of a criteria sheet. It acts, so it is never read again:
-- a unit that was heard of before is told once it is changed or corrected.

DO $$
BEGIN
    IF to_regclass('read.informing_units') IS NULL THEN
        RETURN; -- a new database: the tables are made in today's shape
    END IF;
    ALTER TABLE read.informing_units ADD COLUMN kind text;
END $$;
