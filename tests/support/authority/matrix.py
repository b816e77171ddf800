"""The matrix: what the handler answers to each situation by role, place and state of the mandate, as reviewed text.

Nothing is recorded: what the handler would append is appended and rolled back. The handler, its loader, the deciders and the
database function are the real ones.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast
from uuid import UUID, uuid4, uuid5

import asyncpg

from services.chassis.commands import Actor, CommandEnvelope
from services.chassis.decider import CITY, DomainError, StreamRef
from services.chassis.errors import Refused
from services.chassis.event_store.append import APPEND, Append, Appender, Outcome, _columns
from services.chassis.event_store.handler import CommandHandler
from services.chassis.identity.mandates import MANDATE, MandateGranted, MandateRelieved
from services.chassis.runtime import Runtime
from services.chassis.service import Service
from tests.support.authority.by_api import Address, Api, address
from tests.support.authority.situation import OTHER_WARD, WARD, Situation
from tests.support.planted import plant
from thidua_contracts.codes import UNIT_ROLES, Role

ROLES: Final = tuple(sorted(str(role) for role in Role if role is not Role.UNKNOWN))
ALLOWED, SAME, NONE, NEVER = "yes", "=", "-", "mandate.role"
PLACES: Final = ("here", "other-unit", "from-other-ward", "in-other-ward", "city")
"""Where the mandate is held: where the things are; for another unit there; in another ward, naming this one or its own; for the city."""
LONG_AGO, LATER = date(2000, 1, 1), date(2190, 1, 1)
OTHER_UNIT: Final = UUID(int=99)
ANOTHER: Final = "another-account"


@dataclass(frozen=True)
class Holding:
    """A mandate as it was granted, how it ended, and the ward that the command says it acts in."""

    granted: MandateGranted
    relieved: bool = False
    says: str | None = None


def places(role: str, at: Situation) -> dict[str, Holding | None]:
    """The mandates of a role by place: where the things belong, another unit or ward, the whole city."""
    of_unit = role in UNIT_ROLES
    here = MandateGranted(uuid5(OTHER_UNIT, role), at.ward, at.who, role, at.unit if of_unit else None, LONG_AGO, None)
    elsewhere = OTHER_WARD if at.ward != OTHER_WARD else WARD
    there = replace(here, ward_code=elsewhere)
    names_ward = any(field.name == "ward_code" for field in dataclasses.fields(at.command))
    held = (
        Holding(here),
        Holding(replace(here, unit_id=OTHER_UNIT)) if of_unit else None,
        Holding(there),
        Holding(there, says=elsewhere) if names_ward else None,
        Holding(replace(here, ward_code=CITY)) if at.ward != CITY else None,
    )
    return dict(zip(PLACES, held, strict=True))


def states(role: str, at: Situation) -> dict[str, Holding]:
    """The mandates of a role, in the right place, that do not hold."""
    here = cast(Holding, places(role, at)["here"]).granted
    without = {"names no unit, though its role needs one": Holding(replace(here, unit_id=None))}
    return {
        "begins later": Holding(replace(here, valid_from=LATER)),
        "ended": Holding(replace(here, valid_to=LONG_AGO)),
        "relieved": Holding(here, relieved=True),
        "another's": Holding(replace(here, principal=ANOTHER)),
    } | (without if role in UNIT_ROLES else {})


class Rehearsing(Appender):
    """Appends and takes it back."""

    async def _call(self, appends: Sequence[Append]) -> Sequence[Outcome]:
        arguments = _columns(self._epoch, appends)

        async def tried(connection: asyncpg.Connection) -> Sequence[asyncpg.Record]:
            transaction = connection.transaction()
            await transaction.start()
            try:
                return await connection.fetch(APPEND, *arguments)
            finally:
                await transaction.rollback()

        rows = await self._connection.call(tried)
        return [Outcome(row[0], row[1], row[2] or 0, row[3] or 0, row[4]) for row in rows]


class Asked:
    """A service whose handler is asked; `owner` may empty its store."""

    def __init__(self, runtime: Runtime, owner: asyncpg.Connection, rehearsing: Rehearsing) -> None:
        self._runtime, self._owner = runtime, owner
        service, real = runtime.service, runtime.handler
        self._registry = service.publishing.registry
        self._appender = real._appender
        self._handler = CommandHandler(
            handles=service.handles,
            publishing=service.publishing,
            loader=real._loader,
            appender=rehearsing,
            keys=real._keys,
            epoch=real._epoch,
            unit_roles=service.unit_roles,
        )
        self._api = Api(service, self._handler)

    async def begin(self, at: Situation) -> None:
        """Nothing is recorded but what the situation says."""
        await self._owner.execute("DELETE FROM store.commands")
        await self._owner.execute("DELETE FROM store.events")
        await plant(self._runtime, {ref: (ref.ward or at.ward, events) for ref, events in at.history.items()})

    async def answer(self, at: Situation, held: Holding) -> str:
        """What the handler says to a mandate that is recorded: yes, or the code of its refusal."""
        command = at.command if held.says is None else replace(at.command, ward_code=held.says)
        return await self._asked(command, Actor(at.who, held.granted.mandate_id))

    async def by_api(
        self, at: Situation, where: Address, held: Holding, beside: Holding, ward: str | None
    ) -> tuple[str, str]:
        """What the API answers to somebody who names this mandate and holds another beside it; and who names the other."""
        second, first = beside.granted, held.granted
        of = [await self._api.sent(at, where, (second, first), one.mandate_id, ward) for one in (first, second)]
        return of[0], of[1]

    async def granted(self, at: Situation, held: Sequence[Holding]) -> Iterator[Holding]:
        """The same mandates, each with an id of its own, recorded at once: one after the other takes most of the time."""
        named = [replace(each, granted=replace(each.granted, mandate_id=uuid4())) for each in held]
        streams: dict[StreamRef[Any], tuple[str, Sequence[Any]]] = {}
        for each in named:
            ended = [MandateRelieved(each.granted.mandate_id, each.granted.ward_code, at.command.at)]
            history = [each.granted, *(ended if each.relieved else [])]
            streams[MANDATE.at(each.granted.mandate_id)] = (each.granted.ward_code, history)
        await plant(self._runtime, streams)
        return iter(named)

    async def nobody(self, at: Situation) -> str:
        """What it says to somebody who names no mandate, or one that was never granted."""
        said = {await self._asked(at.command, Actor(at.who, mandate)) for mandate in (None, uuid4())}
        return " or ".join(sorted(said))

    async def _asked(self, command: Any, actor: Actor) -> str:
        key = str(uuid4())
        try:
            await self._handler.handle(CommandEnvelope(command, actor, key, key.encode(), uuid4()))
        except (Refused, DomainError) as refused:
            return refused.code
        return ALLOWED


async def lines(asked: Asked, situations: Sequence[Situation]) -> list[str]:
    """The matrix of a service: a line per situation and roles that are answered alike, then what a mandate without effect gets.

    Who may not send a command at all is not named: that answer is the rest's. A mandate without effect is asked of one role among those
    (of a unit, or not) that are answered alike with one that holds.
    """
    found: list[str] = []
    rest: dict[str, set[str]] = {}
    for at in situations:
        await asked.begin(at)
        by_answers: dict[tuple[str, ...], list[str]] = {}
        first: dict[tuple[tuple[str, ...], bool], str] = {}
        rest.setdefault("no mandate, or one never granted", set()).add(await asked.nobody(at))
        held = {role: list(places(role, at).values()) for role in ROLES}
        granted = await asked.granted(at, [each for of_role in held.values() for each in of_role if each])
        for role, of_role in held.items():
            told = [await asked.answer(at, next(granted)) if each else NONE for each in of_role]
            by_answers.setdefault(_short(told), []).append(role)
            first.setdefault((_short(told), role in UNIT_ROLES), role)
        without = [each for role in first.values() for each in states(role, at).items()]
        granted = await asked.granted(at, [holding for _, holding in without])
        for state, _ in without:
            rest.setdefault(f"a mandate: {state}", set()).add(await asked.answer(at, next(granted)))
        never = (NEVER, *[SAME] * (len(PLACES) - 1))
        named = [(roles, answers) for answers, roles in by_answers.items() if answers != never]
        name, where = type(at.command).__name__, at.where or NONE
        found += ["\t".join((name, where, " ".join(roles), *answers)) for roles, answers in sorted(named)]
        found += [] if named else ["\t".join((name, where, NONE, *never))]
    return [
        *found,
        f"any\tany\troles not named\t{NEVER}",
        *(f"any\t{of}\tany\t{' '.join(sorted(codes))}" for of, codes in rest.items()),
    ]


def _short(answers: Sequence[str]) -> tuple[str, ...]:
    """An answer that all places get is said once."""
    told = {answer for answer in answers if answer != NONE}
    return (*told, *[SAME] * (len(answers) - 1)) if len(told) == 1 else tuple(answers)


async def _each_kind(asked: Asked, at: Situation) -> list[str]:
    """A role for each answer that a mandate in the right place gets, of roles of a unit and of others."""
    granted = await asked.granted(at, [cast(Holding, places(role, at)["here"]) for role in ROLES])
    kinds = {(await asked.answer(at, next(granted)), role in UNIT_ROLES): role for role in ROLES}
    return list(kinds.values())


async def differences(asked: Asked, service: Service, situations: Sequence[Situation]) -> tuple[int, list[str]]:
    """How many answers of the API were compared with the handler's, and where they differ.

    Over the API a command acts in the mandate's own ward, or in the one that a city mandate names. What the API does with a mandate
    does not depend on its role: of those that the handler answers alike, in a unit or in a ward, one is sent.
    """
    compared, found = 0, list[str]()
    for at in situations:
        if (where := address(service, at.command, at.who)) is None:
            continue
        await asked.begin(at)
        pairs: list[tuple[str, str | None, Holding, Holding]] = []
        for role in await _each_kind(asked, at):
            of_role = places(role, at)
            claiming = cast(Holding, of_role["from-other-ward"])
            wrong = of_role["in-other-ward"] if where.own_ward else None
            ways: list[tuple[Holding | None, Holding, str | None]]
            ways = [(of_role["here"], wrong or claiming, None), (of_role["other-unit"], wrong or claiming, None)]
            ways += [(of_role["city"], claiming, at.ward)] if where.any_ward else []
            pairs += [(role, ward, held, beside) for held, beside, ward in ways if held is not None]
        granted = await asked.granted(at, [held for _, _, *both in pairs for held in both])
        for role, ward, _, _ in pairs:
            held, beside = next(granted), next(granted)
            expected = (await asked.answer(at, held), await asked.answer(at, beside))
            answers = await asked.by_api(at, where, held, beside, ward)
            compared += len(answers)
            if answers != expected:
                found.append(f"{type(at.command).__name__} {at.where} {role} {ward}: {answers}, not {expected}")
    return compared, found
