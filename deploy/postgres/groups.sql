-- The roles that migrations grant rights to; nobody logs in as them. May be run again.
DO $$
DECLARE
    v_group text;
BEGIN
    FOREACH v_group IN ARRAY ARRAY['thidua_api', 'thidua_writer', 'thidua_relay', 'thidua_projector', 'thidua_append'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_group) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', v_group);
        END IF;
    END LOOP;
END $$;
