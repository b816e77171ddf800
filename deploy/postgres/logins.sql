-- The logins of the service named by the setting thidua.service: its owner and one per kind of process, with limits that end by
-- themselves whatever hangs. The setting thidua.passwords is JSON, role to password, the owner's under ''; a login that it does not name
-- keeps the one it has. May be run again.
DO $$
DECLARE
    v_service  text := current_setting('thidua.service');
    v_passwords jsonb := coalesce(nullif(current_setting('thidua.passwords', true), ''), '{}')::jsonb;
    v_login    text;
    v_role     text;
    v_limit    record;
BEGIN
    FOREACH v_role IN ARRAY ARRAY['', 'api', 'writer', 'relay', 'projector'] LOOP
        v_login := v_service || CASE v_role WHEN '' THEN '' ELSE '_' || v_role END;
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = v_login) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', v_login);
        END IF;
        IF v_passwords ? v_role THEN
            EXECUTE format('ALTER ROLE %I PASSWORD %L', v_login, v_passwords ->> v_role);
        END IF;
        IF v_role = '' THEN
            -- the owner hands the append function to its group, but does not get the group's rights by itself
            EXECUTE format('GRANT thidua_append TO %I WITH INHERIT FALSE, SET TRUE', v_login);
        ELSE
            EXECUTE format('GRANT %I TO %I', 'thidua_' || v_role, v_login);
        END IF;
        FOR v_limit IN
            SELECT l.name, l.value FROM (VALUES
                -- a client that died inside a transaction must not keep its locks; JIT slows asyncpg's introspection
                ('', 'idle_in_transaction_session_timeout', '10s'),
                ('', 'jit', 'off'),
                -- a leader on a lost machine keeps its lock until the server knows: within 5 + 3 x 2 s, idle or not
                ('', 'tcp_user_timeout', '10s'),
                ('', 'tcp_keepalives_idle', '5s'),
                ('', 'tcp_keepalives_interval', '2s'),
                ('', 'tcp_keepalives_count', '3'),
                ('', 'timezone', 'UTC'),
                ('api', 'statement_timeout', '10s'),
                ('writer', 'statement_timeout', '10s'),
                ('relay', 'statement_timeout', '30s'),
                -- a stopped leader (SIGSTOP) would keep its session lock for ever otherwise; it asks every second while it lives
                ('relay', 'idle_session_timeout', '5s'),
                ('projector', 'statement_timeout', '60s')
            ) AS l (role, name, value) WHERE l.role IN ('', v_role)
        LOOP
            EXECUTE format('ALTER ROLE %I SET %I = %L', v_login, v_limit.name, v_limit.value);
        END LOOP;
    END LOOP;
END $$;
