"""A broker that asks and a PostgreSQL that asks, as in a city: our services work through them, and each refusal is told and loses nothing.

Processes of their own, each with the passwords that compose.yaml gives it; the servers are real, certificates are made for the run.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import asyncpg
import pytest
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaConnectionError, TopicAuthorizationFailedError
from aiokafka.protocol.admin import DeleteAclsRequest
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.kafka.grants import ALLOW, OPERATIONS, PATTERNS, RESOURCES, Grant, apply_grants
from deploy.local import processes
from deploy.local.places import free_port
from deploy.local.postgres import Postgres, data_place, unprivileged_account
from deploy.local.stack import health
from services.chassis.broker import Broker
from services.chassis.broker_refusal import explained
from services.chassis.readers.failures import Poisoned
from services.chassis.relay.sending import producer_for
from services.chassis.settings import ROLES
from services.chassis.signatures import Signer, new_key
from tests.support import stack
from tests.support.eventually import eventually
from tests.support.secured import Secured
from thidua_contracts.codes import Role
from thidua_contracts.envelope import (
    Envelope,
    contract_name,
    dataschema_of,
    encode,
    event_id_for,
    source_of,
    to_headers,
)
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted

ASKING = """
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""
USED = {"relay": ("relay", "projector"), "subscribers": ("writer", "projector")}
TAKEN_OVER = "SELECT count(*) FROM store.events WHERE event_type = 'mandate-granted' AND data ->> 'principal' = $1"
COPYING = "mandates-copy"


@dataclass(slots=True)
class City:
    """Servers that ask, and what was started on them."""

    home: Path
    postgres: Postgres
    secured: Secured
    passwords: dict[str, dict[str, str]] = field(
        default_factory=lambda: {
            service: {role: secrets.token_hex(12) for role in ("", *ROLES)} for service in ("submissions", "awards")
        }
    )
    ports: dict[str, int] = field(default_factory=dict)
    keys: dict[str, tuple[str, str]] = field(
        default_factory=lambda: {each: new_key(each) for each in ("submissions/1", "awards/1")}
    )
    """Signing keys: secret and public."""

    def address(self, service: str, login: str, database: str = "") -> str:
        return f"postgresql://{login}@127.0.0.1:{self.postgres.port}/{database or service}"

    def operator(self) -> dict[str, str]:
        """The databases as an operator's command is told of them: with the owners' passwords."""
        told = {
            "SUBMISSIONS_SIGNING_KEY": self.keys["submissions/1"][0],
            "THIDUA_TRUSTED_KEYS": json.dumps({each: public for each, (_, public) in self.keys.items()}),
            "THIDUA_SIGNATURES": "required",
        }
        for service, words in self.passwords.items():
            owner = f"{service}:{words['']}"
            told[f"{service.upper()}_DATABASE_URL"] = self.address(service, owner)
            told[f"{service.upper()}_KEYS_DATABASE_URL"] = self.address(service, owner, f"{service}_keys")
            told[f"{service.upper()}_DATABASE_PASSWORDS"] = json.dumps({role: words[role] for role in ROLES})
        return told

    async def thidua(self, *words: str, login: str = "operator", broker: Broker | None = None, code: int = 0) -> str:
        """What a verb says."""
        environment = self.operator() | (broker or self.secured.login(login)).names()
        done = await asyncio.to_thread(CliRunner().invoke, app, words, env=environment)
        assert done.exit_code == code, (done.output, done.exception)
        return done.output + str(done.exception or "")

    @asynccontextmanager
    async def process(self, service: str, role: str, broker: Broker) -> AsyncIterator[str]:
        """One process until the end of the block; its name."""
        name = f"{service}-{role}"
        self.ports[name] = free_port(frozenset(self.ports.values()))
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
            "DATABASE_URL": self.address(service, service),
            "KEYS_DATABASE_URL": self.address(service, service, f"{service}_keys"),
            "DATABASE_PASSWORDS": json.dumps({each: self.passwords[service][each] for each in USED[role]}),
            "THIDUA_ISSUER": "https://id.example.gov.vn",
            "THIDUA_HEALTH_PORT": str(self.ports[name]),
            "THIDUA_TRUSTED_KEYS": json.dumps({each: public for each, (_, public) in self.keys.items()}),
            "THIDUA_SIGNATURES": "required",
            **broker.names(),
        }
        if role == "relay":
            environment["THIDUA_SIGNING_KEY"] = self.keys[f"{service}/1"][0]
        running = processes.spawn(
            self.home, name, [sys.executable, "-m", f"services.{service}", role], environment=environment
        )
        try:
            yield name
        finally:
            processes.stop(self.home, running, signal.SIGTERM, 15)

    async def says(self, process: str, words: str) -> None:
        """Waits until the health of a process says what it waits for."""
        url = f"http://127.0.0.1:{self.ports[process]}/{process.split('-')[0]}/health"
        seen: set[str] = set()

        async def said() -> bool:
            found = await asyncio.to_thread(health, url)
            loops: Any = found["loops"] if found else []
            seen.update(loop["detail"] for loop in loops)
            return any(words in each for each in seen)

        try:
            await eventually(said, True, within=40)
        except AssertionError:
            raise AssertionError(f"{seen}\n{processes.log_tail(self.home, process)}") from None

    async def arrives(self, principal: str) -> None:
        """Everything runs again, and what was recorded meanwhile comes through."""
        async with (
            self.process("submissions", "relay", self.secured.login("submissions")),
            self.process("awards", "subscribers", self.secured.login("awards")),
        ):
            await eventually(lambda: self.taken_over(principal), 1, within=40)

    async def arrives_beside(self, principal: str) -> None:
        """The same, while awards reads already."""
        async with self.process("submissions", "relay", self.secured.login("submissions")):
            await eventually(lambda: self.taken_over(principal), 1, within=40)

    async def forged(self, process: str, reader: str) -> float:
        """How many forged records a process's metrics tell of."""
        shown = await asyncio.to_thread(self._metrics, process)
        return sum(
            sample.value
            for family in text_string_to_metric_families(shown)
            for sample in family.samples
            if sample.name == "thidua_forged_records" and sample.labels["reader"] == reader
        )

    def _metrics(self, process: str) -> str:
        with urlopen(f"http://127.0.0.1:{self.ports[process]}/metrics", timeout=5) as answer:
            return str(answer.read().decode())

    async def taken_over(self, principal: str) -> int:
        """How many mandates of this principal awards has copied from submissions' topic."""
        administrator = await asyncpg.connect(self.address("awards", "postgres"))
        try:
            return int(await administrator.fetchval(TAKEN_OVER, principal))
        finally:
            await administrator.close()


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with stack.session_home() as home:
        postgres = Postgres(home).start()
        rules = data_place(home, unprivileged_account()) / "pg_hba.conf"
        rules.write_text(ASKING)
        postgres.stop()
        postgres.start()
        secured = Secured(home)
        secured.kafka.start()
        yield City(home, postgres, secured)


@pytest.fixture(scope="module")
async def prepared(city: City) -> City:
    """Provisioned, migrated, and with the grants of acls.json."""
    await city.thidua("provision")
    await city.thidua("migrate")
    assert "Grants added: " in await city.thidua("topics", login="admin")
    assert await city.thidua("topics", login="admin") == "All topics are there.\nAll grants are there.\n"
    return city


async def test_a_fact_goes_from_one_service_to_another(prepared: City) -> None:
    city = prepared
    async with (
        city.process("submissions", "relay", city.secured.login("submissions")),
        city.process("awards", "subscribers", city.secured.login("awards")),
    ):
        await city.thidua("appoint", "an")
        await eventually(lambda: city.taken_over("an"), 1, within=40)
        assert "No reader is behind" in await city.thidua("projections", "lag", "awards", "--reader", COPYING)
    assert "is live" in await city.thidua("projections", "rebuild", "awards", "wards")
    assert "records sent" in await city.thidua("relay", "replay", "submissions", "--from", "1")
    assert await city.taken_over("an") == 1


async def test_a_wrong_password_is_told_and_loses_nothing(prepared: City) -> None:
    city = prepared
    await city.thidua("appoint", "binh")
    refused = "the login {} is refused: wrong name or password"
    async with (
        city.process("submissions", "relay", city.secured.login("submissions", "sai")) as relay,
        city.process("awards", "subscribers", city.secured.login("awards", "sai")) as subscribers,
    ):
        await city.says(relay, refused.format("submissions"))
        await city.says(subscribers, refused.format("awards"))
    assert refused.format("operator") in await city.thidua(
        "verify", broker=city.secured.login("operator", "sai"), code=1
    )
    await city.arrives("binh")


async def test_a_missing_grant_is_told_and_loses_nothing(prepared: City) -> None:
    city = prepared
    await city.thidua("appoint", "chi")
    writing = Grant(
        RESOURCES["topic"], "thidua.submissions", PATTERNS["literal"], "User:submissions", OPERATIONS["Write"]
    )
    reading = writing._replace(principal="User:awards", operation=OPERATIONS["Read"])
    for grant in (writing, reading):
        await withdrawn(city.secured.login("admin"), grant)
    async with (
        city.process("submissions", "relay", city.secured.login("submissions")) as relay,
        city.process("awards", "subscribers", city.secured.login("awards")) as subscribers,
    ):
        await city.says(relay, "submissions has no right to thidua.submissions")
        await city.says(subscribers, "awards has no right to thidua.submissions")
        assert "Grants added: 2." in await city.thidua("topics", login="admin")
        await eventually(lambda: city.taken_over("chi"), 1, within=40)
    beside = reading._replace(name="thidua.blocs")
    await apply_grants(city.secured.login("admin"), {beside})
    assert f"Not in acls.json: {beside}." in await city.thidua("topics", login="admin")
    await withdrawn(city.secured.login("admin"), beside)


async def test_an_expired_certificate_is_told_and_loses_nothing(prepared: City) -> None:
    city = prepared
    await city.thidua("appoint", "dung")
    city.secured.kafka.stop()
    city.secured.certified(timedelta(days=-1))
    city.secured.kafka.start()
    try:
        expired = "its certificate is not accepted: certificate has expired"
        async with (
            city.process("submissions", "relay", city.secured.login("submissions")) as relay,
            city.process("awards", "subscribers", city.secured.login("awards")) as subscribers,
        ):
            await city.says(relay, expired)
            await city.says(subscribers, expired)
    finally:
        city.secured.kafka.stop()
        city.secured.certified()
        city.secured.kafka.start()
    await city.arrives("dung")


async def test_a_login_does_what_was_granted_and_nothing_else(prepared: City) -> None:
    for broker in (prepared.secured.login("awards"), prepared.secured.by_certificate("awards")):
        producer = producer_for(broker, client_id="tests")
        await producer.start()
        try:
            with pytest.raises(TopicAuthorizationFailedError) as refused:
                await producer.send_and_wait("thidua.submissions", b"{}", key=b"03386")
            told = str(await explained(broker, refused.value))
            assert "has no right to thidua.submissions" in told
        finally:
            await producer.stop()
    stranger = prepared.secured.by_certificate("awards", timedelta(days=-1))
    producer = producer_for(stranger, client_id="tests")
    with pytest.raises(KafkaConnectionError):
        await producer.start()
    await producer.stop()


async def test_a_forged_mandate_is_set_aside_and_named_whoever_sends_it(prepared: City) -> None:
    """By a login that may write: a stranger signed it, or another service, or nobody; so many that poison would stop the reader."""
    city = prepared
    strangers, _ = new_key("submissions/1")
    places = []
    producer = producer_for(city.secured.login("submissions"), client_id="tests")
    await producer.start()
    try:
        for secret in (strangers, city.keys["awards/1"][0], *[None] * (Poisoned.STREAMS + 1)):
            sent = await producer.send_and_wait("thidua.submissions", **granted("ke-gian", secret))
            places.append(f"?thidua.submissions/{sent.partition}/{sent.offset}")
    finally:
        await producer.stop()
    await city.thidua("appoint", "em")
    async with city.process("awards", "subscribers", city.secured.login("awards")) as subscribers:
        await city.arrives_beside("em")
        await eventually(lambda: city.forged(subscribers, COPYING), float(len(places)), within=40)
    listed = await city.thidua("parked", "list", "--json")
    assert all(place in listed for place in places)
    await city.thidua("parked", "redrive", "awards", COPYING, "--all", code=1)
    assert await city.taken_over("ke-gian") == 0 and await city.taken_over("em") == 1
    await city.thidua("projections", "rebuild", "awards", "wards")
    assert await city.taken_over("ke-gian") == 0 and await city.taken_over("em") == 1
    given_up = (
        "parked",
        "discard",
        "awards",
        COPYING,
        places[0],
        "--why",
        "Bản ghi giả mạo của bài thử",
        "--who",
        "tests",
        "--yes",
    )
    assert "?thidua.submissions" in await city.thidua(*given_up)


def granted(principal: str, secret: str | None) -> dict[str, Any]:
    """A record that makes somebody the operator of the whole city, as submissions would send it."""
    mandate, stored = uuid4(), uuid4()
    body = MandateGranted(mandate_id=str(mandate), principal=principal, role=Role.OPERATOR, valid_from=date(2024, 1, 1))
    envelope = Envelope(
        ce_id=event_id_for(contract_name(MandateGranted.type), stored),
        ce_source=source_of("city", "submissions"),
        ce_type=MandateGranted.type,
        ce_subject=f"mandate-{mandate}",
        ce_time=datetime(2024, 1, 1, tzinfo=UTC),
        dataschema=dataschema_of(MandateGranted.type),
        partitionkey="city",
        streamversion=1,
        previousversion=0,
        position=1,
        epoch=1,
        correlationid=str(uuid4()),
        causationid=str(stored),
    )
    headers, key, value = to_headers(envelope), b"city", encode(body)
    if secret is not None:
        headers += Signer.of(secret).headers(headers, key, value)
    return {"key": key, "value": value, "headers": headers}


async def test_a_login_of_postgresql_opens_with_its_own_password_alone(prepared: City) -> None:
    words = prepared.passwords["awards"]
    for role in ROLES:
        await (await asyncpg.connect(prepared.address("awards", f"awards_{role}:{words[role]}"))).close()
        for login in {"awards", *(f"awards_{each}" for each in ROLES)} - {f"awards_{role}"}:
            with pytest.raises(asyncpg.InvalidPasswordError):
                await asyncpg.connect(prepared.address("awards", f"{login}:{words[role]}"))


async def withdrawn(admin: Broker, grant: Grant) -> None:
    """Takes one grant from the broker."""
    client = AIOKafkaClient(**admin.options())
    await client.bootstrap()
    try:
        asked = DeleteAclsRequest(
            grant.resource, grant.name, grant.pattern, grant.principal, None, grant.operation, ALLOW
        )
        await client.send(client.get_random_node(), asked)
    finally:
        await client.close()
