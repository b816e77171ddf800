"""Planted violations: for each rule, files that must be caught and files that must not.

A rule that catches nothing looks exactly like a tree without faults; so each is shown one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """Files of a tree, by path."""

    rule: str
    files: dict[str, str]


def plant(rule: str, path: str, text: str, **more: str) -> Plant:
    """One file, and further ones as `a__b__c_py`."""
    others = {name.replace("__", "/").removesuffix("_py") + ".py": content for name, content in more.items()}
    return Plant(rule, {path: text, **others})


DECIDER = "services/blocs/membership/decider.py"
EVENTS = "services/submissions/people/events.py"
CHASSIS = "services/chassis/readers/inbox.py"
MENU = "services/menu.py"
SCHEMA = "services/blocs/membership/schema.sql"
GUARDED = (
    "CREATE TABLE rows (\n    ward_code text NOT NULL,\n    id uuid NOT NULL,\n    PRIMARY KEY (ward_code, id)\n);\n"
)
FROZEN = "@dataclass(frozen=True, slots=True)\nclass Known:\n"

CAUGHT: tuple[Plant, ...] = (
    plant("contracts_import_pydantic_and_nothing_else", "contracts/thidua_contracts/topics.py", "import aiokafka"),
    plant(
        "contracts_import_pydantic_and_nothing_else",
        "contracts/thidua_contracts/a/b.py",
        "from services import chassis",
    ),
    plant(
        "chassis_imports_no_service_and_of_contracts_only_envelope_and_topics",
        CHASSIS,
        "from services.blocs import app",
    ),
    plant(
        "chassis_imports_no_service_and_of_contracts_only_envelope_and_topics", CHASSIS, "from services import blocs"
    ),
    plant("chassis_imports_no_service_and_of_contracts_only_envelope_and_topics", CHASSIS, "import deploy.cli.main"),
    plant("chassis_imports_no_service_and_of_contracts_only_envelope_and_topics", CHASSIS, "from ...blocs import app"),
    plant(
        "chassis_imports_no_service_and_of_contracts_only_envelope_and_topics",
        CHASSIS,
        "def later():\n    from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted",
    ),
    plant(
        "chassis_imports_no_service_and_of_contracts_only_envelope_and_topics",
        CHASSIS,
        "from thidua_contracts import codes",
    ),
    plant(
        "chassis_imports_run_in_no_circle",
        "services/chassis/a.py",
        "from services.chassis import b",
        services__chassis__b_py="def later():\n    from services.chassis.c import C",
        services__chassis__c_py="if TYPE_CHECKING:\n    from services.chassis.a import A",
    ),
    plant("services_import_no_other_service", "services/blocs/app.py", "from services.awards.ids import award_id"),
    plant("services_import_no_other_service", "services/blocs/app.py", "from services import awards"),
    plant("services_import_no_other_service", "services/blocs/app.py", "from ..awards import ids"),
    plant("services_import_no_other_service", "services/blocs/app.py", "import tests.support.given"),
    plant("services_import_no_other_service", "services/blocs/app.py", "m = import_module('services.awards.ids')"),
    plant("services_import_no_other_service", "services/blocs/app.py", "from services.menus import MENU"),
    plant("services_share_the_menu_and_it_is_data_alone", MENU, "from services.awards.app import SERVICE"),
    plant("services_share_the_menu_and_it_is_data_alone", MENU, "from services.chassis.web.web import Web"),
    plant("services_share_the_menu_and_it_is_data_alone", MENU, "def entries():\n    return ()"),
    plant("services_share_the_menu_and_it_is_data_alone", "services/words.py", "A = 1"),
    plant("pure_files_import_no_infrastructure", DECIDER, "import asyncpg"),
    plant("pure_files_import_no_infrastructure", DECIDER, "from uuid import UUID, uuid4"),
    plant("pure_files_import_no_infrastructure", "services/blocs/publishing.py", "from opentelemetry import trace"),
    plant(
        "pure_files_import_no_infrastructure", "services/blocs/membership/commands.py", "from fastapi import Depends"
    ),
    plant("pure_files_import_no_infrastructure", "services/blocs/membership/events.py", "import random"),
    plant("pure_files_import_no_infrastructure", DECIDER, "from services.chassis.clock import real_now"),
    plant(
        "pure_files_import_no_infrastructure",
        DECIDER,
        "from services.blocs.membership.sheet import points",
        services__blocs__membership__sheet_py="import faststream",
    ),
    plant(
        "pure_files_import_no_infrastructure",
        DECIDER,
        "from services.chassis.calendar import local_date",
        services__chassis__calendar_py="import asyncpg",
    ),
    plant("pure_files_make_no_time_and_no_ids", DECIDER, "def decide(c, s):\n    return [Joined(datetime.now(UTC))]"),
    plant("pure_files_make_no_time_and_no_ids", DECIDER, "day = date.today()"),
    plant("pure_files_make_no_time_and_no_ids", "services/blocs/publishing.py", "id = uuid.uuid4()"),
    plant("only_the_clock_reads_the_time", "services/blocs/edge.py", "at = datetime.datetime.now(UTC)"),
    plant("only_the_clock_reads_the_time", "services/blocs/edge.py", "at = datetime.utcnow()"),
    plant("only_the_clock_reads_the_time", CHASSIS, "at = time.time()"),
    plant(
        "only_the_factory_subscribes", "services/blocs/subscriptions.py", "@broker.subscriber('t')\nasync def f(m): ..."
    ),
    plant("only_the_factory_subscribes", CHASSIS, "broker.subscriber('t')(f)"),
    plant("only_the_factory_subscribes", "services/blocs/feed.py", "from aiokafka import AIOKafkaConsumer"),
    plant("only_the_relay_produces", "services/blocs/api.py", "from aiokafka import AIOKafkaProducer"),
    plant("only_the_relay_produces", "services/blocs/api.py", "import aiokafka\np = aiokafka.AIOKafkaProducer()"),
    plant("only_the_relay_produces", CHASSIS, "publish = broker.publisher('t')"),
    plant("columns_are_named", "services/blocs/query.py", "ROWS = 'SELECT * FROM blocs'"),
    plant("columns_are_named", "services/blocs/query.py", "ROWS = 'SELECT b.name, m.* FROM blocs b, members m'"),
    plant("columns_are_named", "services/blocs/migrations/0001.sql", "INSERT INTO a VALUES (1) RETURNING *;"),
    plant("sql_is_never_built_from_strings", "services/blocs/query.py", "q = f'SELECT a FROM {table}'"),
    plant("sql_is_never_built_from_strings", "services/blocs/query.py", "q = 'SELECT a FROM %s' % table"),
    plant("sql_is_never_built_from_strings", "services/blocs/query.py", "q = 'DELETE FROM a WHERE b = ' + value"),
    plant("sql_is_never_built_from_strings", "services/blocs/query.py", "q = 'UPDATE {} SET a = 1'.format(table)"),
    plant("sql_is_never_built_from_strings", "deploy/local/databases.py", "q = f'CREATE ROLE {name}'"),
    plant(
        "settings_end_with_the_transaction",
        "services/chassis/pool.py",
        "S = \"SELECT set_config('app.wards', $1, false)\"",
    ),
    plant("settings_end_with_the_transaction", "services/chassis/pool.py", "S = \"SET app.wards = '{a}'\""),
    plant("settings_end_with_the_transaction", "services/chassis/migrations/1.sql", "SET SESSION jit = off;"),
    plant(
        "the_event_store_has_no_type_codec", "services/chassis/event_store/connection.py", "c.set_type_codec('json')"
    ),
    plant("views_are_security_invoker", SCHEMA, "CREATE VIEW seen AS SELECT a FROM b;"),
    plant(
        "views_are_security_invoker", SCHEMA, "CREATE OR REPLACE VIEW seen WITH (security_barrier) AS SELECT a FROM b;"
    ),
    plant("views_are_security_invoker", SCHEMA, "CREATE MATERIALIZED VIEW seen AS SELECT a FROM b;"),
    plant(
        "functions_with_their_owners_rights_fix_their_search_path",
        "services/chassis/migrations/1.sql",
        "CREATE FUNCTION store.a() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$;",
    ),
    plant("read_models_are_guarded_by_ward", SCHEMA, GUARDED),
    plant(
        "read_models_are_guarded_by_ward",
        SCHEMA,
        "CREATE TABLE rows (\n    ward_code text NOT NULL,\n    id uuid PRIMARY KEY\n);\nSELECT guard_by_ward('rows');",
    ),
    plant(
        "read_models_are_guarded_by_ward",
        SCHEMA,
        "CREATE TABLE rows (\n    ward_code text,\n    PRIMARY KEY (ward_code)\n);\nSELECT guard_by_ward('rows');",
    ),
    plant(
        "rows_are_never_without_their_ward_in_unique_keys",
        SCHEMA,
        "CREATE UNIQUE INDEX ON decisions (number, decided_on);",
    ),
    plant("services_sql_reads_no_clock", SCHEMA, "CREATE TABLE a (\n    at timestamptz DEFAULT now()\n);"),
    plant("services_sql_reads_no_clock", "services/blocs/p.py", "S = 'UPDATE a SET day = CURRENT_DATE WHERE b = $1'"),
    plant("stored_times_are_aware", SCHEMA, "CREATE TABLE a (\n    at timestamp NOT NULL\n);"),
    plant("money_and_scores_are_exact", SCHEMA, "CREATE TABLE a (\n    points double precision NOT NULL\n);"),
    plant("chassis_speaks_no_domain_word", CHASSIS, "def open_reports(): ..."),
    plant("chassis_speaks_no_domain_word", CHASSIS, "class BlocReader: ..."),
    plant("chassis_speaks_no_domain_word", CHASSIS, "x = row.award_id"),
    plant("chassis_speaks_no_domain_word", CHASSIS, "def f(council): ..."),
    plant("chassis_speaks_no_domain_word", CHASSIS, "f(nomination=1)"),
    plant("chassis_speaks_no_domain_word", "services/chassis/migrations/1.sql", "CREATE TABLE dossiers (a int);"),
    plant("commands_events_and_states_cannot_change", DECIDER, "@dataclass\nclass Known:\n    at: datetime"),
    plant(
        "commands_events_and_states_cannot_change", EVENTS, "@dataclass(frozen=True)\nclass Known:\n    at: datetime"
    ),
    plant("commands_events_and_states_cannot_change", EVENTS, f"{FROZEN}    units: list[UUID]"),
    plant("money_and_scores_are_never_floats", "services/awards/money/events.py", f"{FROZEN}    amount: float"),
    plant(
        "money_and_scores_are_never_floats", "contracts/thidua_contracts/awards/a_v1.py", "class A:\n    amount: float"
    ),
    plant("personal_fields_are_declared", EVENTS, f"{FROZEN}    person_id: UUID\n    full_name: str"),
    plant(
        "personal_fields_are_declared",
        EVENTS,
        f"{FROZEN}    full_name: Annotated[str | Erased, Personal(subject='person_id')]",
    ),
    plant(
        "personal_fields_are_declared",
        EVENTS,
        f"{FROZEN}    person_id: UUID\n    full_name: Annotated[str, Personal(subject='person_id')]",
    ),
    plant("nothing_personal_is_published", "contracts/thidua_contracts/a/b_v1.py", "class A(E):\n    full_name: str"),
    plant("publishing_maps_no_personal_field", "services/submissions/publishing.py", "x = event.full_name"),
    plant("publishing_maps_no_personal_field", "services/submissions/people/facts.py", "x = event.full_name"),
    plant(
        "publishing_maps_no_personal_field",
        "services/submissions/publishing.py",
        "x = event.words",
        services__submissions__reports__events_py="class A:\n    words: Annotated[str, Personal(subject='a')]",
    ),
    plant(
        "decide_and_evolve_end_in_assert_never",
        DECIDER,
        "def decide(c, s):\n    match c:\n        case A():\n            return []",
    ),
    plant(
        "decide_and_evolve_end_in_assert_never",
        DECIDER,
        "def evolve(s, e):\n    match e:\n        case A():\n            return s\n        case _:\n            return s",
    ),
    plant("evolve_never_refuses", DECIDER, "def evolve(s, e):\n    raise BlocRefused('bloc.absent')"),
    plant("times_are_aware", "services/blocs/year.py", "start = datetime(2024, 1, 1)"),
    plant("times_are_aware", "services/blocs/year.py", "start = at.replace(tzinfo=None)"),
    plant("times_are_aware", "services/blocs/year.py", "start = datetime.fromtimestamp(1)"),
    plant("errors_are_not_swallowed", CHASSIS, "try:\n    f()\nexcept Exception:\n    pass"),
    plant("errors_are_not_swallowed", CHASSIS, "for a in b:\n    try:\n        f()\n    except:\n        continue"),
    plant("errors_are_not_swallowed", CHASSIS, "with contextlib.suppress(Exception):\n    f()"),
    plant("tests_run_the_real_thing", "tests/unit/test_a.py", "from unittest.mock import Mock"),
    plant("tests_run_the_real_thing", "tests/unit/test_a.py", "@pytest.mark.xfail\ndef test(): ..."),
    plant("tests_run_the_real_thing", "tests/unit/test_a.py", "def test():\n    pytest.skip('later')"),
    plant("tests_run_the_real_thing", "tests/unit/test_a.py", "def test():\n    time.sleep(1)\n    assert done()"),
    plant("nothing_is_left_to_do", CHASSIS, "x = 1  # TODO: two"),
    plant("nothing_is_left_to_do", CHASSIS, "def f():\n    raise NotImplementedError"),
    plant("no_file_knows_a_machine", "deploy/local/places.py", "HOME = '/home/an/thidua'"),
    plant("no_file_knows_a_machine", "requirements.lock", "thing @ https://files.example.org/thing.whl"),
    plant(
        "stored_names_are_constants",
        "services/blocs/event_registry.py",
        "s = EventType(BlocJoined.__name__, 1, BlocJoined)",
    ),
    plant("days_are_worded_in_one_file", DECIDER, "said = f'{day:%d/%m/%Y}'"),
    plant("days_are_worded_in_one_file", "deploy/demo/tables.py", "said = at.strftime('%H giờ %M')"),
    plant("stored_names_are_constants", DECIDER, "BLOC = StreamType('Bloc', Absent(), evolve)"),
    plant(
        "stored_names_are_constants",
        "services/blocs/membership/facts.py",
        "F = Fact(BlocJoined.__name__, 1, BlocJoined)",
    ),
)

RECORD = "**Context.** a\n**Decision.** b\n**Consequences.** c\n**Alternatives.** d\n**Look again** when e.\n"
CAUGHT += (
    plant("links_lead_somewhere", "README.md", "See [the layout](docs/layout.md)."),
    plant("decisions_can_be_looked_at_again", "deploy/adr/0001-a.md", RECORD),
    plant("decisions_can_be_looked_at_again", "deploy/adr/0001-a.md", RECORD.replace("**Look again**", "Never")),
    plant("decisions_can_be_looked_at_again", "deploy/adr/0001-a.md", RECORD + "\n" * 50),
)

ALLOWED: tuple[Plant, ...] = (
    plant(
        "chassis_imports_run_in_no_circle",
        "services/chassis/a.py",
        "from services.chassis import b, c",
        services__chassis__b_py="from services.chassis.c import C",
        services__chassis__c_py="from services.chassis.decider import CITY",
    ),
    plant("links_lead_somewhere", "README.md", "[here](README.md#a), [there](https://example.org), [above](#layout)"),
    plant(
        "contracts_import_pydantic_and_nothing_else",
        "contracts/thidua_contracts/a.py",
        "import json\nfrom pydantic import B",
    ),
    plant(
        "chassis_imports_no_service_and_of_contracts_only_envelope_and_topics",
        CHASSIS,
        "from thidua_contracts.envelope import Envelope\nfrom thidua_contracts import topics\nfrom ..loops import Loop",
    ),
    plant(
        "services_import_no_other_service",
        "services/blocs/app.py",
        "from services.blocs import ids\nfrom services.chassis.service import Service\nfrom thidua_contracts import topics",
    ),
    plant("services_import_no_other_service", "services/blocs/app.py", "from services.menu import MENU"),
    plant(
        "services_share_the_menu_and_it_is_data_alone",
        MENU,
        "from typing import Final\nfrom services.chassis.web.navigation import Entry\nMENU: Final = (Entry('A', '/'),)",
    ),
    plant(
        "pure_files_import_no_infrastructure",
        DECIDER,
        "from uuid import UUID, uuid5\nfrom datetime import date\nif TYPE_CHECKING:\n    import asyncpg",
    ),
    plant("pure_files_make_no_time_and_no_ids", DECIDER, "id = uuid5(SPACE, name)"),
    plant("only_the_clock_reads_the_time", "services/chassis/clock.py", "at = datetime.now(UTC)"),
    plant("only_the_clock_reads_the_time", CHASSIS, "began = time.monotonic()\nat = clock.now()"),
    plant("only_the_factory_subscribes", "services/chassis/subscriptions/factory.py", "broker.subscriber('t')(f)"),
    plant("only_the_relay_produces", "services/chassis/relay/relay.py", "from aiokafka import AIOKafkaProducer"),
    plant("columns_are_named", SCHEMA, "SELECT count(*), a * 2 FROM b; -- never SELECT *"),
    plant("sql_is_never_built_from_strings", "services/blocs/query.py", "q = 'SELECT a'\nt = f'Chọn {a} từ {b}'"),
    plant(
        "settings_end_with_the_transaction",
        "services/chassis/pool.py",
        "S = \"SELECT set_config('app.wards', $1, true)\"",
    ),
    plant("views_are_security_invoker", SCHEMA, "CREATE VIEW seen WITH (security_invoker = true) AS\nSELECT a FROM b;"),
    plant(
        "functions_with_their_owners_rights_fix_their_search_path",
        "services/chassis/migrations/1.sql",
        "CREATE FUNCTION a() RETURNS int SECURITY DEFINER SET search_path = pg_catalog AS $$ SELECT 1 $$;",
    ),
    plant("read_models_are_guarded_by_ward", SCHEMA, f"{GUARDED}SELECT guard_by_ward('rows');"),
    plant(
        "read_models_are_guarded_by_ward",
        SCHEMA,
        "CREATE TABLE b (\n    code text PRIMARY KEY\n);\nSELECT open_to_readers('b');",
    ),
    plant("rows_are_never_without_their_ward_in_unique_keys", SCHEMA, "CREATE UNIQUE INDEX ON a (ward_code, number);"),
    plant("services_sql_reads_no_clock", "services/chassis/migrations/1.sql", "SELECT clock_timestamp();"),
    plant("stored_times_are_aware", SCHEMA, "CREATE TABLE a (a timestamptz, b timestamp with time zone);"),
    plant("chassis_speaks_no_domain_word", CHASSIS, "def block(ward_code, unit_id): ...  # waits for the report"),
    plant("commands_events_and_states_cannot_change", EVENTS, f"{FROZEN}    units: tuple[UUID, ...]"),
    plant(
        "personal_fields_are_declared",
        EVENTS,
        f"{FROZEN}    person_id: UUID\n    full_name: Annotated[str | Erased, Personal(subject='person_id')]",
    ),
    plant(
        "decide_and_evolve_end_in_assert_never",
        DECIDER,
        "def decide(c, s):\n    match c:\n        case A():\n            return []\n        case _:\n            assert_never(c)",
    ),
    plant("times_are_aware", "services/blocs/year.py", "start = datetime(2024, 1, 1, tzinfo=UTC)"),
    plant("days_are_worded_in_one_file", "services/chassis/words.py", "said = f'{day:%d/%m/%Y}'"),
    plant(
        "errors_are_not_swallowed",
        CHASSIS,
        "try:\n    f()\nexcept KeyError:\n    pass\nexcept Exception as e:\n    log(e)",
    ),
    plant("tests_run_the_real_thing", "tests/unit/test_a.py", "while not done():\n    time.sleep(0.05)"),
    plant(
        "no_file_knows_a_machine",
        "deploy/local/places.py",
        "A = '/var/lib'\nB = '.venv/work/a'\nC = 'http://127.0.0.1/work/a'",
    ),
    plant(
        "stored_names_are_constants", "services/blocs/event_registry.py", "s = EventType('bloc-joined', 1, BlocJoined)"
    ),
)
