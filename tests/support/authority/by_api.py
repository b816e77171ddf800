"""The same situations sent through the API: the real routes and the real edge in front of the handler that is asked.

What only the issuer and the read model of mandates say is given: who somebody is, and what they hold. Acts that look something up in a read
model first are not sent.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, cast
from uuid import UUID, uuid4

import httpx

from services.awards.councils import commands as councils
from services.awards.deeds.commands import TakeBackOpinion
from services.chassis.decider import CITY
from services.chassis.event_store.handler import CommandHandler
from services.chassis.http.app import assembled
from services.chassis.http.edge import Edge
from services.chassis.identity.lookup import Mandate
from services.chassis.identity.mandates import GrantMandate, MandateGranted
from services.chassis.identity.tokens import Identity
from services.chassis.kit.doing import Do
from services.chassis.kit.fields import Inline
from services.chassis.kit.parts import Part
from services.chassis.service import Service
from services.submissions.reports.commands import SubmitReport
from tests.support.authority.situation import Situation

SESSIONS: Final[Mapping[type, tuple[str, tuple[str, ...]]]] = {
    councils.OpenSession: ("open", ("present",)),
    councils.RecordArrival: ("arrive", ("member_id",)),
    councils.RecordDeparture: ("leave", ("member_id",)),
    councils.CastBallot: ("vote", ("nomination_id", "choice")),
    councils.WithdrawWrittenOpinion: ("withdraw-opinion", ("nomination_id", "member_id")),
    councils.RecordWrittenOpinion: ("record-opinion", ("nomination_id", "member_id", "choice", "document_number")),
}
"""The acts of a session: what stands in the address, and what is asked. Who casts a ballot is who sends it."""
GRANT: Final = ("principal", "role", "unit_id", "valid_from", "valid_to")


@dataclasses.dataclass(frozen=True)
class Address:
    """Where an act is sent and what with; `any_ward`: a city mandate names the ward; `own_ward`: it acts in the mandate's own."""

    path: str
    body: Any
    any_ward: bool = False
    own_ward: bool = True
    replaces: str = ""
    """The stream whose version it names."""


def address(service: Service, command: Any, who: str) -> Address | None:
    """How the API takes a command of `who`; None for one that it does not take, or only after looking something up."""
    kind = type(command)
    if kind in (councils.CastBallot, TakeBackOpinion) and command.member_id != who:
        return None
    if kind in SESSIONS:
        act, names = SESSIONS[kind]
        return Address(f"/sessions/{command.session_id}:{act}", {name: _json(getattr(command, name)) for name in names})
    if kind is SubmitReport:
        figures = [{"indicator": one.indicator, "value": str(one.value)} for one in command.figures]
        body = {"document_number": command.document_number, "figures": figures}
        return Address(f"/reports/{command.report_id}:submit", body)
    if kind is GrantMandate and service.name == "submissions":
        return Address("/mandates", {name: _json(getattr(command, name)) for name in GRANT}, any_ward=True)
    acts = ((capability, do) for capability in service.capabilities for do in capability.does)
    found = next((one for one in acts if one[1].command is kind and one[1].look is None and one[1].asks is None), None)
    if found is None:
        return None
    capability, do = found
    if any(part.mark.kind == "evidence" and getattr(command, part.field) for part in do.asked):
        return None  # its files are sent before it
    own_ward = any(part.context and part.mark.source == "ward" for part in do.parts)
    filled, seen = _filled(do, command), ""
    if do.replaces and capability.list is not None and capability.record is not None:
        seen = capability.record.stream(filled[capability.list.key])
    return Address(do.path.format_map(filled), _body(do.parts, command), do.any_ward, own_ward, seen)


def _filled(do: Do, command: Any) -> dict[str, Any]:
    """What the act's address names."""
    named = {part.mark.name or part.field: part.field for part in do.parts if part.context}
    return {name: getattr(command, named.get(name, "ward_code")) for name in do.in_path}


def _body(parts: Sequence[Part], value: Any) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for part in parts:
        one = getattr(value, part.field)
        if part.context:
            continue
        if part.mark is Inline:
            body |= _body(part.parts, one)
        elif part.parts and one is not None:
            body[part.name] = (
                [_body(part.parts, row) for row in one] if isinstance(one, tuple) else _body(part.parts, one)
            )
        else:
            body[part.name] = _json(one)
    return body


def _json(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case tuple():
            return [_json(one) for one in value]
        case date() | UUID() | Decimal():
            return value.isoformat() if isinstance(value, date) else str(value)
        case _:
            return value


class Api:
    """The API of a service in front of a handler; it believes what it is told of who asks, and when."""

    def __init__(self, service: Service, handler: CommandHandler) -> None:
        self._service = service
        self._held: tuple[Mandate, ...] = ()
        self._at: Situation
        one = cast(Any, self)
        edge = Edge(
            service=service.name,
            handler=handler,
            pool=one,
            verifier=one,
            lookup=one,
            clock=one,
            handles=service.handles,
            models=(),
            unit_roles=service.unit_roles,
            body_key=b"of the tests",
        )
        self._app = assembled(edge, [make(edge) for make in service.routes])

    async def verify(self, _: str) -> Identity:
        return Identity(self._at.who, 0, math.inf)

    async def of(self, _: str) -> tuple[Mandate, ...]:
        return self._held

    def now(self) -> datetime:
        moment: datetime = self._at.command.at
        return moment

    async def sent(
        self, at: Situation, where: Address, granted: Sequence[MandateGranted], under: UUID, ward: str | None
    ) -> str:
        """What is answered to somebody with these mandates, who names `under`: yes, or the code of the problem."""
        self._at = at
        self._held = tuple(
            Mandate(one.mandate_id, one.role, one.ward_code, one.unit_id, one.valid_from, one.valid_to, False, (CITY,))
            for one in granted
        )
        headers = {"Authorization": "Bearer somebody", "Idempotency-Key": str(uuid4()), "X-Mandate": str(under)}
        seen = next((len(events) for of, events in at.history.items() if of.stream_id == where.replaces), 0)
        headers |= {"If-Match": f'"{seen}"'} if where.replaces else {}
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer = await client.post(
                f"/{self._service.name}{where.path}",
                json=where.body or None,
                headers=headers,
                params={"ward": ward} if ward else {},
            )
        return "yes" if answer.is_success else str(answer.json()["code"])
