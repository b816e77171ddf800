"""Visitor: who looks at a page: a signed-in person under one mandate, or anybody.

A page reads and writes through the same `Reader` and `Writer` as the API, so that no right is judged twice. It waits for what its
visitor has just written: the page that a form leads to by the token in its address, every other page by the browser's memory
of some seconds. A token that is not ours is ignored on a page, and the page says so: an address kept across a restore must open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fastapi import Request

from services.chassis.clock import real_now
from services.chassis.decider import CITY
from services.chassis.errors import Forbidden, Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.http import headers as headers_of
from services.chassis.http.consistency import caught_up, position_of
from services.chassis.http.edge import Edge, Reader, Writer
from services.chassis.http.refusals import BadRequest, Unauthenticated
from services.chassis.http.request import asks
from services.chassis.identity.lookup import Mandate, holding
from services.chassis.web.forms import KEY, Form, FormRequest, check_csrf
from services.chassis.web.freshness import progress
from services.chassis.web.session import LASTS, Session, wrote

BEHIND: Final = "Bảng số liệu đang được cập nhật; việc vừa ghi sẽ hiện sau giây lát."
NOT_OURS: Final = "Địa chỉ này giữ dấu của một lần ghi cũ; trang hiện số liệu đang có."


class SignedOut(Exception):
    """The page is for people who have signed in."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who looks at a page; `held` are the mandates that hold now, the chosen one first."""

    edge: Edge
    request: Request
    at: datetime
    session: Session | None
    principal: str
    held: tuple[Mandate, ...]
    note: str = ""

    @property
    def mandate(self) -> Mandate:
        """The mandate in use. Raises SignedOut."""
        if not self.held:
            raise SignedOut
        return self.held[0]

    def holds(self, *roles: str) -> bool:
        """Whether the mandate in use has one of these roles: what is offered, never what is allowed."""
        return bool(self.held) and self.held[0].role in roles

    def acts_in(self, ward_code: str) -> bool:
        """Whether the mandate in use acts in this place, which may be one that it only reads."""
        return bool(self.held) and self.held[0].ward_code in (CITY, ward_code)

    def reader(self) -> Reader:
        """Reads under the mandate in use. Raises SignedOut."""
        return Reader(self.edge, self.principal, (self.mandate,), True)

    def writer(self, fields: Form) -> Writer:
        """Sends commands under the mandate in use. Raises SignedOut, Forbidden for somebody else's form, BadRequest without its key."""
        mandate = self.mandate
        assert self.session is not None
        check_csrf(self.request, fields, self.session.csrf)
        key = headers_of.idempotency_key(fields.text(KEY))
        assert isinstance(self.request, FormRequest)
        return Writer(self.edge, self.request, self.at, self.principal, key, (mandate,), True)

    async def still(self) -> bool:
        """Whether the token is still good and the same mandates hold as at the beginning. Raises Unavailable."""
        try:
            now = await visiting(self.edge, self.session, self.request)
        except (Unauthenticated, Forbidden):
            return False
        return now.held == self.held

    async def fresh_at(self) -> datetime | None:
        """The moment up to which what this service shows is complete, with what it reads from other services; None while not known.

        Raises Unavailable.
        """
        try:
            now = await progress(self.edge.pool, self.at)
        except LOST as error:
            raise Unavailable from error
        return now.complete_at((*self.edge.models, *self.edge.heard))


async def visiting(edge: Edge, session: Session | None, request: Request) -> Visitor:
    """The visitor behind a request; without a session, or after it, somebody without a mandate.

    Raises Forbidden for somebody who holds no mandate at all, Unavailable.
    """
    at = edge.clock.now()
    if session is None:
        await asks(request.scope, "")
        return Visitor(edge, request, at, None, "", ())
    identity = await edge.verifier.verify(session.token)
    if real_now().timestamp() - identity.issued_at >= LASTS:
        raise Unauthenticated("token.expired")
    principal = await asks(request.scope, identity.principal)
    held = _chosen_first(await edge.lookup.of(principal), at, session)
    note = await _caught_up(edge, headers_of.after(request.scope["query_string"]), wrote(request))
    return Visitor(edge, request, at, session, principal, held, note)


def _chosen_first(mandates: tuple[Mandate, ...], at: datetime, session: Session) -> tuple[Mandate, ...]:
    try:
        chosen = holding(mandates, at, session.mandate_id)
    except Forbidden:
        return holding(mandates, at, None)  # the chosen one has ended, another one holds
    others = tuple(mandate for mandate in mandates if mandate not in chosen and mandate.why_not(at) is None)
    return (*chosen, *others)


async def _caught_up(edge: Edge, after: str | None, just: tuple[str, float] | None) -> str:
    """Waits for what the visitor has just written; a sentence when that was in vain."""
    if after is None and just is None:
        return ""
    try:
        done = await caught_up(edge.pool, edge.models, position_of(after or (just or ("",))[0], edge.service))
    except BadRequest:
        return NOT_OURS if after else ""  # written in another service, or before a restore
    return "" if done else BEHIND
