"""A store of the release before, where tasks were stored as events, opens: its tables are made anew, its memory is kept."""

from __future__ import annotations

import asyncpg

from deploy.cli.migrate import migrate_declared
from deploy.local.postgres import Postgres
from services.chassis.migrate import STORE, migrate_database
from services.notifications.app import SERVICE
from services.notifications.informing.manager import MANAGER
from tests.support.stack import fresh_service_databases

BEFORE = """
SET search_path = read, public;
CREATE TABLE tasks (ward_code text, task_id uuid, kind text, about text, facts json);
CREATE TABLE reminders (ward_code text, report_id uuid, waited_for boolean);
ALTER TABLE informing_reports DROP COLUMN returned, DROP COLUMN report_name, DROP COLUMN plan_number,
    ADD COLUMN due_at timestamptz, ADD COLUMN due_version integer;
ALTER TABLE informing_units DROP COLUMN kind;
ALTER TABLE informing_wards DROP COLUMN named_on, ADD PRIMARY KEY (ward_code);
ALTER TABLE informing_wards NO FORCE ROW LEVEL SECURITY;
INSERT INTO informing_wards (ward_code, name) VALUES ('03386', 'Phường Quyết Thắng');
ALTER TABLE informing_wards FORCE ROW LEVEL SECURITY;
ALTER TABLE informing_reports NO FORCE ROW LEVEL SECURITY;
INSERT INTO informing_reports (ward_code, report_id, waited_for) VALUES ('03386', 'r-1', true), ('03386', 'r-2', true);
INSERT INTO tasks (ward_code, kind, about, facts) VALUES
    ('03386', 'submit-report', 'r-1', '{"returned": "2024-05-10T02:00:00+00:00"}'), ('03386', 'submit-report', 'r-2', '{}');
ALTER TABLE informing_reports FORCE ROW LEVEL SECURITY;
SELECT guard_by_ward('tasks'), guard_by_ward('reminders');
INSERT INTO reading.readers (reader, version, shape, relations) VALUES
    ('tasks', 1, 1, '{tasks}'), ('reminders', 1, 1, '{reminders}'), ('agenda', 1, 1, '{}'), ('informing', 1, 1, '{}');
INSERT INTO reading.checkpoint (reader, version, source, next) VALUES
    ('tasks', 1, 'store', 7), ('informing', 1, 'thidua.submissions/0', 9);
INSERT INTO reading.agenda (key, due_at, kind, ward_code, payload, state) VALUES
    ('reminder:r-1:0', '2024-05-07T01:00:00Z', 'reminder', '03386', '{}', 'cancelled');
"""


async def test_a_store_of_the_release_before_opens(postgres: Postgres) -> None:
    url, keys_url = await fresh_service_databases(postgres, "notifications", "notifications_before")
    await migrate_database(url, [STORE])
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET search_path = read, public")
        await connection.execute(MANAGER.sql)
        await connection.execute(BEFORE)
        await migrate_declared(SERVICE, url, keys_url)
        await connection.execute("ALTER TABLE read.informing_reports NO FORCE ROW LEVEL SECURITY")
        known = await connection.fetch("SELECT report_id, returned FROM read.informing_reports ORDER BY 1")
        assert [tuple(row) for row in known] == [("r-1", True), ("r-2", False)], "what was returned is remembered"
        called = await connection.fetchval("SELECT count(*) FROM read.informing_reports WHERE report_name IS NULL")
        assert called == 2, "what plans call their reports is told with the next ones"
        await connection.execute("ALTER TABLE read.informing_wards NO FORCE ROW LEVEL SECURITY")
        called = await connection.fetchval("SELECT name FROM read.informing_wards WHERE named_on < '2004-01-01'")
        assert called == "Phường Quyết Thắng", "a name that is remembered counts from the beginning"
        assert await connection.fetchval("SELECT count(kind) FROM read.informing_units") == 0, "told with the next ones"
        rows = await connection.fetch("SELECT reader, shape FROM reading.readers")
        declared = {reader.name: reader.version for reader in SERVICE.readers}
        assert {row["reader"]: row["shape"] for row in rows} == declared, "nothing has to be rebuilt by hand"
        places = await connection.fetch("SELECT reader, next FROM reading.checkpoint WHERE version = 1")
        assert [tuple(row) for row in places] == [("informing", 9)], "who acts goes on, who only reads begins anew"
        assert await connection.fetchval("SELECT state FROM reading.agenda") == "waiting"
        assert await connection.fetchval("SELECT count(opened_position) FROM read.tasks") == 0, "today's columns"
    finally:
        await connection.close()
