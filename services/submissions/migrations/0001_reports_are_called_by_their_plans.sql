-- `open-reports` remembers what plans call their reports, for units that are registered later. It acts, so it is never read again: what
-- was issued before is taken from the plans as they are read.

DO $$
BEGIN
    IF to_regclass('read.opening_obligations') IS NULL THEN
        RETURN; -- a new database: the tables are made in today's shape
    END IF;
    ALTER TABLE read.opening_obligations ADD COLUMN name text, ADD COLUMN document text;
    ALTER TABLE read.opening_obligations NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.obligations NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.plans NO FORCE ROW LEVEL SECURITY;
    UPDATE read.opening_obligations d SET name = o.name, document = p.number || '/' || p.symbol
    FROM read.obligations o JOIN read.plans p ON p.ward_code = o.ward_code AND p.plan_id = o.plan_id
    WHERE o.ward_code = d.ward_code AND o.plan_id = d.plan_id AND o.obligation_id = d.obligation_id;
    ALTER TABLE read.opening_obligations FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.obligations FORCE ROW LEVEL SECURITY;
    ALTER TABLE read.plans FORCE ROW LEVEL SECURITY;
END $$;
