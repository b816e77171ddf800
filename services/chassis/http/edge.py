"""Edge: what a route needs to take a command or to read: who asks, under which mandate, since when, with which key.

A writer's ids derive from actor and key, so a retried request makes the same things. A reader's rows come through row-level
security with the wards of its mandate and nothing else. Headers are read once, in one pass: this is the hot path.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID, uuid5

import asyncpg
from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict

from services.chassis import security, telemetry
from services.chassis.clock import Clock
from services.chassis.commands import COMMANDS, Actor, CommandEnvelope, Reply
from services.chassis.decider import CITY, DomainError, Handles
from services.chassis.errors import Forbidden, Unavailable
from services.chassis.event_registry import EventRegistry
from services.chassis.event_store.connection import LOST, OUTDATED
from services.chassis.event_store.keys import KeyStore
from services.chassis.files.files import Files
from services.chassis.files.refusals import FileRefused
from services.chassis.http import headers as headers_of
from services.chassis.http import openapi
from services.chassis.http.consistency import caught_up, position_of, token
from services.chassis.http.refusals import Unauthenticated
from services.chassis.http.request import BoundedRequest, asks
from services.chassis.identity.lookup import Mandate, MandateLookup, holding
from services.chassis.identity.tokens import TokenVerifier
from services.chassis.pool import held

WRITING: Final = (b"authorization", b"idempotency-key", b"x-mandate", b"if-match")
MACHINE: Final = "service:"
"""What the issuer writes before a service's name; no person's subject begins with it."""
HEAD: Final = "SELECT coalesce(max(position), 0) FROM store.events"
SET_WARDS: Final = "SELECT set_config('app.wards', $1::text[]::text, true)"


class Accepted(BaseModel):
    """Yêu cầu đã được ghi nhận."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    stream_id: str
    version: int
    position: int
    token: str
    """Gửi lại trong `?after=` để đọc được ngay điều vừa ghi."""


class Handler(Protocol):
    """The command handler."""

    async def handle(self, issued: CommandEnvelope) -> Reply:
        """The reply, durable."""
        ...

    async def foresee(self, issued: CommandEnvelope) -> bool:
        """Whether it would record anything now; raises what `handle` raises and records nothing."""
        ...


class Edge:
    """The dependencies of one service's routes."""

    def __init__(
        self,
        *,
        service: str,
        handler: Handler,
        pool: asyncpg.Pool,
        verifier: TokenVerifier,
        lookup: MandateLookup,
        clock: Clock,
        handles: Sequence[Handles[Any]],
        models: Sequence[str],
        heard: Sequence[str] = (),
        unit_roles: frozenset[str] = frozenset(),
        role_words: Mapping[str, str] | None = None,
        registry: EventRegistry | None = None,
        keys: KeyStore | None = None,
        watched: Mapping[type, security.What] | None = None,
        body_key: bytes = b"",
        files: Files | None = None,
    ) -> None:
        self.service = service
        self.handler = handler
        self.pool = pool
        self.clock = clock
        self.verifier = verifier
        self.lookup = lookup
        self.models = tuple(models)
        """Names of the own-store read models that a query waits for."""
        self.heard = tuple(heard)
        """Names of the readers that are fed by Kafka."""
        self.unit_roles = unit_roles
        """Roles whose mandates are limited to a unit."""
        self.role_words = dict(role_words or {})
        """What roles are called on the screen."""
        self.registry = registry
        """How the events of the local store are read, for telling what happened."""
        self.keys = keys
        """What unseals words of that."""
        self.roles: Mapping[type, frozenset[str]] = {case.command: case.roles for case in handles}
        self.body_key = body_key
        self._files = files
        self.watched = dict(watched or {})
        """Commands of which the security log tells, each as what."""

    @property
    def files(self) -> Files:
        """The service's evidence files. Raises FileRefused where it has none."""
        if self._files is None:
            raise FileRefused("file.no-store")
        return self._files

    @property
    def files_most(self) -> int:
        """Bytes of one evidence file, 0 where none is taken."""
        return self._files.most if self._files is not None and self._files.taken else 0

    async def writer(self, request: Request) -> Writer:
        """The dependency of routes that send commands."""
        at = self.clock.now()
        headers = headers_of.read(request, WRITING)
        principal = await self._asker(request, headers)
        key = headers_of.idempotency_key(headers.get(b"idempotency-key"))
        held_now = holding(await self.lookup.of(principal), at, headers_of.mandate_id(headers))
        seen = headers_of.seen_version(headers.get(b"if-match"))
        return Writer(self, request, at, principal, key, held_now, b"x-mandate" in headers, seen)

    async def reader(self, request: Request, response: Response) -> Reader:
        """The dependency of routes that read; `?after=` has been waited for."""
        headers = headers_of.read(request, (b"authorization", b"x-mandate"))
        principal = await self._asker(request, headers)
        held_now = holding(await self.lookup.of(principal), self.clock.now(), headers_of.mandate_id(headers))
        after = headers_of.after(request.scope["query_string"])
        if after is not None and not await caught_up(self.pool, self.models, position_of(after, self.service)):
            response.headers["X-Read-Model"] = "behind"
        return Reader(self, principal, held_now, b"x-mandate" in headers)

    async def identify(self, request: Request) -> str:
        """Who asks, for routes that need no mandate. Raises Unauthenticated."""
        return await self._asker(request, headers_of.read(request, (b"authorization",)))

    async def _asker(self, request: Request, headers: Mapping[bytes, str]) -> str:
        try:
            principal = await self.principal(headers)
        except Unauthenticated:
            await asks(request.scope, "")
            raise
        return await asks(request.scope, principal)

    async def machine(self, request: Request) -> str:
        """Which service of ours asks, as the issuer names it. Raises Forbidden for a person."""
        principal = await self.identify(request)
        if not principal.startswith(MACHINE):
            raise Forbidden("mandate.role")
        return principal

    async def principal(self, headers: Mapping[bytes, str]) -> str:
        """Who asks. Raises Unauthenticated."""
        authorization = headers.get(b"authorization")
        if authorization is None:
            raise Unauthenticated("token.missing")
        scheme, _, credentials = authorization.partition(" ")
        if scheme.lower() != "bearer" or not credentials:
            raise Unauthenticated
        return (await self.verifier.verify(credentials)).principal

    def problems(self, *refusals: type[DomainError]) -> dict[int | str, dict[str, Any]]:
        """`responses=` of a route: the refusals that its commands may meet, by status; the rest is added for every route."""
        return openapi.refusals(refusals)


class _Asking:
    """Somebody who asks under one of their mandates."""

    __slots__ = ("_chosen", "_edge", "_held", "_named", "principal")

    def __init__(self, edge: Edge, principal: str, held_now: tuple[Mandate, ...], named: bool) -> None:
        self._edge = edge
        self._held = held_now
        self._named = named
        self._chosen = held_now[0]
        self.principal = principal

    @property
    def mandate(self) -> Mandate:
        """The mandate used: the one named in X-Mandate, or the first whose role fits."""
        return self._chosen

    def require(self, *roles: str) -> None:
        """Goes on under the first mandate with one of these roles; one limited to a unit is taken only when no wider one fits.

        Raises Forbidden when there is none.
        """
        fitting = [mandate for mandate in self._held if mandate.role in roles]
        if not fitting:
            raise Forbidden("mandate.role")
        self._chosen = min(fitting, key=lambda mandate: mandate.role in self._edge.unit_roles)

    def require_for(self, command: type[Any]) -> None:
        """Goes on under a mandate whose role may send this command, as `require` does. Raises Forbidden."""
        self.require(*self._edge.roles[command])

    def note(self, what: security.What, about: str, count: int = 1) -> None:
        """Tells the security log what whoever asks was told or did."""
        mandate = self._chosen
        security.record(
            what,
            principal=self.principal,
            mandate=mandate.id,
            role=mandate.role,
            ward=mandate.ward_code,
            about=about,
            count=count,
        )

    def own_unit(self) -> UUID | None:
        """The unit to which the mandate is limited; None for a whole ward. Raises Forbidden for a role of a unit without one."""
        if self._chosen.role not in self._edge.unit_roles:
            return None
        if self._chosen.unit_id is None:
            raise Forbidden("mandate.role")
        return self._chosen.unit_id


class Writer(_Asking):
    """Sends the commands of one request."""

    __slots__ = ("_command_id", "_key", "_request", "_sent", "at", "seen")

    def __init__(
        self,
        edge: Edge,
        request: Request,
        at: datetime,
        principal: str,
        key: str,
        held_now: tuple[Mandate, ...],
        named: bool,
        seen: int | None = None,
    ) -> None:
        super().__init__(edge, principal, held_now, named)
        self.seen = seen
        """The version that whoever asks has seen of what the command changes; None when they did not say."""
        self._request = request
        self._key = key
        self._command_id = uuid5(COMMANDS, f"{principal}\n{key}")
        self._sent: set[str] = set()
        self.at = at

    @property
    def ward_code(self) -> str:
        """The ward of the mandate."""
        return self._chosen.ward_code

    def new_id(self, name: str = "") -> UUID:
        """An id for something new, the same when the request is repeated."""
        return uuid5(self._command_id, f"new {name}")

    async def send(self, command: Any, *, part: str = "", of: str = "") -> Accepted:
        """Has a command done; a request that sends several names each `part`. Raises what the handler raises.

        `of` is the stream whose version `seen` is: when that stream has moved on meanwhile, it is refused.
        """
        if part in self._sent:
            raise ValueError("each command of a request is a part with its own name")
        self._sent.add(part)
        issued = self._issued(command, part, of)
        telemetry.annotate({"thidua.correlation_id": str(self._command_id), "thidua.ward_code": command.ward_code})
        reply = await self._edge.handler.handle(issued)
        if (what := self._edge.watched.get(type(command))) is not None:
            self.note(what, reply.stream_id, len(getattr(command, "subject_ids", "1")))
        return Accepted(
            stream_id=reply.stream_id,
            version=reply.version,
            position=reply.position,
            token=token(self._edge.service, reply.position),
        )

    async def foresee(self, command: Any) -> bool:
        """Whether the command would change anything if it were sent now; nothing is recorded. Raises what `send` raises."""
        return await self._edge.handler.foresee(self._issued(command, "", ""))

    def _issued(self, command: Any, part: str, of: str) -> CommandEnvelope:
        self._fit(self._edge.roles.get(type(command), frozenset()), command.ward_code)
        return CommandEnvelope(
            command,
            Actor(self.principal, self._chosen.id),
            f"{self._key}/{part}" if part else self._key,
            self._body_hash(part),
            self._command_id,  # a matter is known by the command that began it
            None,
            telemetry.current_traceparent(),
            (of, self.seen) if of and self.seen is not None else None,
        )

    def _fit(self, roles: frozenset[str], ward_code: str) -> None:
        """Takes another mandate whose role and place fit, never one of a unit that the command was not built for."""

        def fits(mandate: Mandate) -> bool:
            in_place = mandate.ward_code in (CITY, ward_code) and mandate.unit_id in (None, self._chosen.unit_id)
            return mandate.role in roles and in_place

        if not self._named and not fits(self._chosen):
            self._chosen = next((mandate for mandate in self._held if fits(mandate)), self._chosen)

    def _body_hash(self, part: str) -> bytes:
        request = self._request
        canonical = request.canonical() if isinstance(request, BoundedRequest) else b""
        digest = hashlib.blake2b(key=self._edge.body_key, digest_size=32)
        asked = headers_of.without_after(request.scope["query_string"])
        for piece in (request.method.encode(), request.scope["path"].encode(), asked, part.encode(), canonical):
            digest.update(len(piece).to_bytes(4, "big") + piece)
        return digest.digest()


class Reader(_Asking):
    """Reads for one request."""

    __slots__ = ()

    @property
    def wards(self) -> tuple[str, ...]:
        """The wards that the mandate may read."""
        return self._chosen.wards

    def reads(self, ward_code: str, roles: frozenset[str]) -> bool:
        """Whether somebody in one of these roles may read this ward, going on under the first mandate that does.

        Raises Forbidden when they hold none of the roles.
        """
        self.require(*roles)
        fitting = (one for one in (self._chosen, *self._held) if one.role in roles and ward_code in one.wards)
        mandate = next(fitting, None)
        self._chosen = mandate or self._chosen
        return mandate is not None

    async def settled(self) -> None:
        """Waits until the read models hold all that the store held when this was asked. Raises Unavailable when they lag."""
        try:
            head = await self._edge.pool.fetchval(HEAD)
        except (*LOST, *OUTDATED) as error:
            raise Unavailable from error
        if not await caught_up(self._edge.pool, self._edge.models, head):
            raise Unavailable

    @asynccontextmanager
    async def rows(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection in a read-only transaction that sees the rows of these wards. Raises Unavailable."""
        try:
            async with held(self._edge.pool) as connection, connection.transaction(readonly=True):
                await connection.execute(SET_WARDS, list(self.wards))
                yield connection
        except (*LOST, *OUTDATED) as error:
            raise Unavailable from error
