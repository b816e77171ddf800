-- `informing` remembers each name of a ward with its day: a name that is to come was used at once. It acts, so it is never read again: what
-- is remembered now counts as the name from the beginning.

DO $$
BEGIN
    IF to_regclass('read.informing_wards') IS NULL THEN
        RETURN; -- a new database: the tables are made in today's shape
    END IF;
    ALTER TABLE read.informing_wards ADD COLUMN named_on date NOT NULL DEFAULT '0001-01-01';
    ALTER TABLE read.informing_wards ALTER COLUMN named_on DROP DEFAULT;
    ALTER TABLE read.informing_wards DROP CONSTRAINT informing_wards_pkey, ADD PRIMARY KEY (ward_code, named_on);
END $$;
