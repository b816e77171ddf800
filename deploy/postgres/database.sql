-- The database named by the setting thidua.database belongs to thidua.service; no other service's logins may enter. May be run again.
DO $$
DECLARE
    v_database text := current_setting('thidua.database');
    v_service  text := current_setting('thidua.service');
    v_role     text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', v_database);
    FOREACH v_role IN ARRAY ARRAY['api', 'writer', 'relay', 'projector'] LOOP
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', v_database, v_service || '_' || v_role);
    END LOOP;
END $$;
