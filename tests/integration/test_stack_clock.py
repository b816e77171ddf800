"""The local stack's clock: a fresh stack goes anywhere, one with history only forwards, and only with the local issuer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from deploy.local import clock
from deploy.local.addresses import Addresses, Databases, addresses_of
from deploy.local.places import StackError
from deploy.local.postgres import Postgres
from tests.support import stack

MIGRATIONS = Path(__file__).parents[2] / "services" / "chassis" / "migrations"


@pytest.fixture
async def where(postgres: Postgres, tmp_path: Path) -> Addresses:
    """The addresses of a stack with one fresh store."""
    facts, keys = await stack.fresh_service_databases(postgres, "blocs", "stack_clock")
    connection = await asyncpg.connect(facts)
    for path in sorted(MIGRATIONS.glob("*.sql")):
        await connection.execute(path.read_text())
    await connection.close()
    return replace(addresses_of(tmp_path, {}), databases={"blocs": Databases(facts, keys)})


async def test_a_store_without_events_is_set_back_to_the_year_it_plays(where: Addresses) -> None:
    first_day = clock.parse_moment("2024-01-02T08:00:00+07:00")
    await clock.set_offset(where, first_day - datetime.now(UTC))
    shown = clock.now(await clock.offset(where))
    assert abs(shown - first_day) < timedelta(seconds=5)
    assert shown.utcoffset() == timedelta(hours=7)
    await clock.set_offset(where, timedelta(days=-900))
    await clock.set_offset(where, timedelta(days=-950))


async def test_a_store_with_history_only_goes_forwards(where: Addresses) -> None:
    await clock.set_offset(where, timedelta(days=-900))
    connection = await asyncpg.connect(where.databases["blocs"].facts)
    await connection.execute(
        "INSERT INTO store.events (position, stream_id, stream_version, event_id, event_type, schema_version, ward_code,"
        " data, metadata, recorded_at, hash) VALUES (1, 's', 1, gen_random_uuid(), 't', 1, '03386', '{}', '{}',"
        " store_now(), 'x')"
    )
    await connection.close()
    await clock.set_offset(where, timedelta(days=-899))
    with pytest.raises(StackError, match="only moves forwards"):
        await clock.set_offset(where, timedelta(days=-900))
    assert await clock.offset(where) == timedelta(days=-899)


async def test_the_clock_is_refused_with_any_other_issuer(where: Addresses) -> None:
    elsewhere = replace(where, issuer="https://dinhdanh.example", issuer_is_local=False)
    with pytest.raises(StackError, match="local issuer only"):
        await clock.set_offset(elsewhere, timedelta(days=1))
    assert await clock.offset(where) == timedelta()


@pytest.mark.parametrize(
    ("text", "length"),
    [("10d", timedelta(days=10)), ("36h", timedelta(hours=36)), ("1d12h30m5s", timedelta(days=1, seconds=45005))],
)
def test_a_duration_is_read(text: str, length: timedelta) -> None:
    assert clock.parse_duration(text) == length


@pytest.mark.parametrize("text", ["", "10", "d", "-1d", "1 d", "10d x"])
def test_what_is_not_a_duration_is_refused(text: str) -> None:
    with pytest.raises(StackError):
        clock.parse_duration(text)


@pytest.mark.parametrize("text", ["2024-05-14", "2024-05-14T23:00:00", "14/5/2024"])
def test_a_moment_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(StackError):
        clock.parse_moment(text)
