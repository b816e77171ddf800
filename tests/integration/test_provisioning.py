"""Provisioning: every service has its own databases and logins, nobody enters another's, limits end what hangs."""

import asyncpg
import pytest

from deploy.kafka.topics import WrongTopic, create_topics
from deploy.local.databases import SERVICES, provision
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.support import stack
from thidua_contracts.topics import TOPICS, Topic


@pytest.fixture(scope="module")
async def provisioned(postgres: Postgres) -> Postgres:
    await provision(postgres.url())
    return postgres


async def test_provisioning_twice_changes_nothing(provisioned: Postgres) -> None:
    await provision(provisioned.url())
    connection = await asyncpg.connect(provisioned.url())
    owners = await connection.fetch("SELECT datname, datdba::regrole::text AS owner FROM pg_database")
    await connection.close()
    found = {row["datname"]: row["owner"] for row in owners}
    for service in SERVICES:
        assert found[service] == found[f"{service}_keys"] == service


async def test_a_service_cannot_enter_the_database_of_another(provisioned: Postgres) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(provisioned.url("awards", "submissions_api"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(provisioned.url("submissions_keys", "awards"))


@pytest.mark.parametrize("role", ["api", "writer", "relay", "projector"])
async def test_a_login_belongs_to_its_group_only_and_has_its_limits(provisioned: Postgres, role: str) -> None:
    connection = await asyncpg.connect(provisioned.url("submissions", f"submissions_{role}"))
    groups = await connection.fetch(
        "SELECT roleid::regrole::text AS name FROM pg_auth_members WHERE member = current_user::regrole"
    )
    settings = await connection.fetchrow(
        "SELECT current_setting('idle_in_transaction_session_timeout') AS idle_in_transaction,"
        " current_setting('jit') AS jit, current_setting('idle_session_timeout') AS idle,"
        " current_setting('tcp_keepalives_idle') AS probed_after"
    )
    await connection.close()
    assert [row["name"] for row in groups] == [f"thidua_{role}"]
    assert settings is not None
    assert (settings["idle_in_transaction"], settings["jit"]) == ("10s", "off")
    assert settings["probed_after"] == "5", "a leader on a lost machine would keep its lock for hours"
    assert settings["idle"] == ("5s" if role == "relay" else "0")


async def test_the_owner_may_hand_over_the_append_function_but_not_use_its_rights(provisioned: Postgres) -> None:
    connection = await asyncpg.connect(provisioned.url("submissions", "submissions"))
    assert await connection.fetchval("SELECT pg_has_role('thidua_append', 'SET')")
    assert not await connection.fetchval("SELECT pg_has_role('thidua_append', 'USAGE')")
    await connection.close()


async def test_a_test_gets_databases_with_the_same_owner_and_roles(postgres: Postgres) -> None:
    url, keys_url = await stack.fresh_service_databases(postgres, "awards", "provisioning_try")
    assert url.endswith("/provisioning_try") and keys_url.endswith("/provisioning_try_keys")
    connection = await asyncpg.connect(postgres.url("provisioning_try", "awards_writer"))
    await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(postgres.url("provisioning_try", "blocs"))


async def test_topics_come_from_the_contract_and_are_created_once(kafka: Kafka) -> None:
    await create_topics(kafka.broker)
    assert await create_topics(kafka.broker) == []
    changed = Topic(TOPICS[0].name, TOPICS[0].owner, TOPICS[0].readers, partitions=13)
    with pytest.raises(WrongTopic, match="12 partitions, the contract says 13"):
        await create_topics(kafka.broker, [changed])
