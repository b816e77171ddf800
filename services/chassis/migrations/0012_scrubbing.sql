-- Whoever keeps read models may write their tables anew, so that what an erasure has blanked leaves their files.
CREATE OR REPLACE FUNCTION public.guard_by_ward(p_table text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_table regclass := p_table::regclass;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', v_table);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', v_table);
    EXECUTE format('CREATE POLICY of_ward ON %s FOR SELECT TO thidua_api USING '
                   '(ward_code = ANY (nullif(current_setting(''app.wards'', true), '''')::text[]))', v_table);
    EXECUTE format('CREATE POLICY of_projector ON %s TO thidua_projector USING (true) WITH CHECK (true)', v_table);
    EXECUTE format('GRANT SELECT ON %s TO thidua_api', v_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON %s TO thidua_projector', v_table);
END $$;

CREATE OR REPLACE FUNCTION public.open_to_readers(p_table text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    v_table regclass := p_table::regclass;
BEGIN
    EXECUTE format('GRANT SELECT ON %s TO thidua_api', v_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, MAINTAIN ON %s TO thidua_projector', v_table);
END $$;

GRANT MAINTAIN ON ALL TABLES IN SCHEMA read TO thidua_projector;
GRANT MAINTAIN ON web.drafts TO thidua_projector;
