"""Field of the long fuzz: a whole stack that has played its year, an eighth ward in a bloc of its own, canaries in all wards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import asyncpg
import httpx

from deploy.demo.client import Client
from deploy.demo.sample import BLOC, QUYET_THANG
from deploy.demo.sample import WARDS as OF_THE_DEMO
from deploy.local import clock, issuer
from deploy.local.addresses import Addresses, addresses_of
from services.chassis.decider import CITY, names_ward
from services.chassis.identity.mandates import GrantMandate
from services.chassis.runtime import opened
from services.chassis.settings import Settings
from services.submissions.app import SERVICE
from tests.support import stack
from tests.support.chassis import issued
from tests.support.cli import thidua
from tests.support.declared import SERVICES
from tests.support.fuzzing import Somebody
from tests.support.things import Things, canary
from thidua_contracts.codes import Role

APART: Final = "03390"
"""A ward that has no bloc in common with the others."""
OWN_BLOC: Final = "khoi-chim-yen"
WARDS: Final = (*(ward.code for ward in OF_THE_DEMO), APART)
ASKING: Final = (QUYET_THANG.code, APART)
"""The wards whose people send requests."""
OF_A_WARD: Final = frozenset(Role) - {Role.UNKNOWN, Role.CITY_OFFICER, Role.OPERATOR, Role.BLOC_SECRETARY}
MEMBERS: Final = "SELECT ward_code, member_ward FROM read.bloc_members"


def principal(role: str, ward: str) -> str:
    """Who asks: not the people of the play, whose mandates end with it."""
    return f"fuzz-{role}-{ward}"


def cast() -> Iterator[tuple[str, str]]:
    """Somebody of every role in both wards, blocs and the city; a clerk and a chairman in every ward, who plant."""
    for ward in WARDS:
        yield from ((role, ward) for role in (sorted(OF_A_WARD) if ward in ASKING else (Role.CHAIRMAN, Role.CLERK)))
    yield from ((Role.BLOC_SECRETARY, bloc) for bloc in (BLOC[0], OWN_BLOC))
    yield from ((role, CITY) for role in (Role.CITY_OFFICER, Role.OPERATOR))


def mandate_id(role: str, ward: str) -> UUID:
    """The mandate of one of these people."""
    return uuid5(NAMESPACE_URL, f"urn:thidua:fuzz/{role}/{ward}")


@dataclass(slots=True)
class Field:
    """A running stack and what is known of it."""

    home: Path
    where: Addresses

    def url(self, service: str) -> str:
        """Where a service's API itself answers: its machine routes too, which no gateway passes on."""
        return f"http://127.0.0.1:{self.where.api_ports[service]}"

    def token(self, who: str) -> str:
        """A token of the local issuer."""
        return issuer.mint(issuer.key_folder(self.home), self.where.issuer, who)

    def people(self) -> list[Somebody]:
        """Those who ask, and somebody who has no mandate at all."""
        asking = [(role, ward) for role, ward in cast() if ward in ASKING or not names_ward(ward)]
        return [
            *(Somebody(role, ward, self.token(principal(role, ward))) for role, ward in asking),
            Somebody("nobody", "nowhere", self.token("nobody")),
        ]

    def things(self, service: str) -> tuple[Things, Callable[[], None]]:
        """What there is to be aimed at in a service, and how to look again."""
        things = Things(spared={str(mandate_id(role, ward)) for role, ward in cast()})
        things.words = {"ward": list(WARDS), "ward_code": list(WARDS), "bloc_code": [BLOC[0], OWN_BLOC]}
        things.words["year"] = ["2024", "2025"]  # as an address says it
        return things, lambda: asyncio.run(self._gather(things, service))

    async def _gather(self, things: Things, service: str) -> None:
        for each in SERVICES:
            connection = await asyncpg.connect(self.where.databases[each].facts)
            try:
                await things.gather(connection)
                if each == service == "blocs":
                    things.readable = readable(await connection.fetch(MEMBERS))
            finally:
                await connection.close()

    def verified(self) -> list[str]:
        """What `thidua verify` says against stores, topics and read models; empty when all agree."""
        told = thidua(self.home, "verify")
        return [] if told.returncode == 0 else [f"verify: {told.stdout[-1500:]} {told.stderr[-500:]}"]


def readable(members: list[Any]) -> dict[str, frozenset[str]]:
    """Whoever belongs to a bloc, or keeps its papers, reads the bloc and its members."""
    of: dict[str, set[str]] = {}
    for row in members:
        of.setdefault(row["ward_code"], {row["ward_code"]}).add(row["member_ward"])
    wards = {ward for bloc in of.values() for ward in bloc}
    return {ward: frozenset().union(*(bloc for bloc in of.values() if ward in bloc)) for ward in wards}


@contextmanager
def laid_out() -> Iterator[Field]:
    """The stack, planted; it is stopped and deleted at the end."""
    with stack.session_home() as home:
        for words in (("up", "--detach"), ("demo", "--once")):
            done = thidua(home, *words)
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        try:
            field = Field(home, addresses_of(home))
            asyncio.run(plant(field))
            yield field
        finally:
            thidua(home, "down")


async def plant(field: Field) -> None:
    """Gives the people their mandates, registers the eighth ward and its bloc, and puts a canary into every list of every ward."""
    where = field.where
    today = clock.now(await clock.offset(where)).date()
    given: dict[str, Any] = {
        "DATABASE_URL": where.databases["submissions"].facts,
        "KEYS_DATABASE_URL": where.databases["submissions"].keys,
    }
    async with (
        httpx.AsyncClient(base_url=where.base_url, timeout=30) as http,
        opened(SERVICE, Settings(**given)) as runtime,
    ):
        client = Client(http, field.token)
        units: dict[str, str] = {}
        officer = principal(Role.CITY_OFFICER, CITY)
        await _grant(runtime, Role.CITY_OFFICER, CITY, today, None)
        new = {"code": APART, "name": "Phường Chim Yến", "kind": "ward", "valid_from": "2004-12-27", "sample": True}
        await client.write(officer, "/submissions/wards", new, key=f"ward/{APART}")
        for ward in WARDS:
            await _grant(runtime, Role.CLERK, ward, today, None)
            units[ward] = await _unit(client, ward)
        for role, ward in cast():
            if (role, ward) != (Role.CITY_OFFICER, CITY) and role != Role.CLERK:
                await _grant(runtime, role, ward, today, UUID(units[ward]) if role == Role.UNIT_HEAD else None)
        await _bloc(client, officer, today)
        for ward in WARDS:
            await _rows(client, ward, units[ward], today)


async def _grant(runtime: Any, role: str, ward: str, today: date, unit: UUID | None) -> None:
    command = GrantMandate(
        ward, runtime.clock.now(), mandate_id(role, ward), principal(role, ward), role, today, None, unit
    )
    await runtime.handler.handle(issued(command, key=f"fuzz/{role}/{ward}"))


async def _unit(client: Client, ward: str) -> str:
    body = {"code": "chim-yen", "name": canary(ward), "kind": "hamlet", "valid_from": "2024-01-01"}
    made = await client.write(principal(Role.CLERK, ward), "/submissions/units", body, key=f"fuzz/{ward}/unit")
    return str(made["id"])


async def _bloc(client: Client, officer: str, today: date) -> None:
    document = {"number": "90/QĐ-UBND (mẫu)", "signed_on": today.isoformat()}
    bloc = {"code": OWN_BLOC, "name": canary(OWN_BLOC), "first_year": 2024, "document": document}
    await client.write(officer, "/blocs/blocs", bloc, key="fuzz/bloc")
    member = {"ward_code": APART, "from_day": "2024-01-01", "document": document}
    arriving = frozenset({"bloc.unknown-ward"})
    await client.write(officer, f"/blocs/blocs/{OWN_BLOC}/members", member, key="fuzz/bloc/member", arriving=arriving)


async def _rows(client: Client, ward: str, unit: str, today: date) -> None:
    """A person, a plan with what it asks for, a movement with who joined it, an initiative: each with its canary."""
    clerk, word = principal(Role.CLERK, ward), canary(ward)

    async def made(path: str, body: dict[str, Any] | None = None) -> str:
        arriving = frozenset({"not-found", "initiative.unknown-author"})
        reply = await client.write(clerk, path, body, key=f"fuzz/{ward}{path}", arriving=arriving)
        return str(reply.get("id"))

    person = await made(
        "/submissions/people", {"full_name": word, "unit_id": unit, "member_from": "2024-01-01", "direct_worker": True}
    )
    due, locks = (today + timedelta(days=days) for days in (40, 50))
    obligation = {
        "name": word,
        "period": "year",
        "due": {"day": due.isoformat()},
        "locks": {"day": locks.isoformat(), "reading": "through"},
    }
    plan = await made("/submissions/plans", {"year": today.year, "title": word, "obligations": [obligation]})
    await made(f"/submissions/plans/{plan}:check")
    signed = {"signer_id": person}
    await client.write(
        principal(Role.CHAIRMAN, ward), f"/submissions/plans/{plan}:sign", signed, key=f"fuzz/{ward}/plan/sign"
    )
    await made(f"/submissions/plans/{plan}:number", {"number": 900, "issued_on": today.isoformat()})
    await made(f"/submissions/plans/{plan}:issue")
    movement = await made(
        "/submissions/movements",
        {
            "plan_id": plan,
            "code": "chim-yen",
            "name": word,
            "starts_on": today.isoformat(),
            "kind": "regular",
            "goals": [word],
            "subjects": ["units"],
            "criteria": [word],
        },
    )
    await made(f"/submissions/movements/{movement}:join", {"unit_id": unit})
    initiative = {"name": word, "authors": [person], "document_number": "9/QĐ-UBND", "recognised_on": today.isoformat()}
    await made("/awards/initiatives", initiative)
