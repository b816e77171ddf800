"""System: submissions on a real database, driven step by step, so that it can be hit between any two of them.

Nothing runs by itself: commands, readers and scheduler do what they are told. Answers get lost, a process dies after its
commands or before its commit, and is opened anew; whoever drives it must not be able to tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import asyncpg

from deploy.local.postgres import Postgres
from services.chassis.commands import CommandEnvelope, Reply
from services.chassis.decider import DomainError
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.append import Append, Outcome
from services.chassis.loops import Loop
from services.chassis.readers import inbox
from services.chassis.readers.definition import ReadModel
from services.chassis.readers.processor import Processor
from services.chassis.readers.rebuild import rebuild
from services.chassis.runtime import Runtime, opened
from services.chassis.scheduler.scheduler import Scheduler
from services.chassis.settings import Settings
from services.submissions.app import SERVICE
from tests.support import stack
from tests.support.reading import catch_up

T = TypeVar("T")
Loss = Literal["none", "request", "answer", "all of the request", "all of the answer"]
LOSSES: tuple[Loss, ...] = ("none", "request", "answer", "all of the request", "all of the answer")
"""What of an append gets lost: before or after it is stored, once, or again when it is asked for."""
Death = Literal["none", "after its commands", "before its commit"]
DEATHS: tuple[Death, ...] = ("none", "after its commands", "before its commit")
READ_MODELS = tuple(reader.name for reader in SERVICE.local if isinstance(reader, ReadModel))
EVERY_ROW = {
    "units": "SELECT unit_id, ward_code, kind, closed_on FROM read.units WHERE ward_code = ANY ($1::text[])",
    "unit_profiles": "SELECT unit_id, valid_from, kind FROM read.unit_profiles WHERE ward_code = ANY ($1::text[])",
    "unit_codes": "SELECT unit_id, valid_from, code FROM read.unit_codes WHERE ward_code = ANY ($1::text[])",
    "people": "SELECT person_id, ward_code, full_name FROM read.people WHERE ward_code = ANY ($1::text[])",
    "memberships": "SELECT person_id, member_from, unit_id FROM read.memberships WHERE ward_code = ANY ($1::text[])",
    "plans": "SELECT plan_id, ward_code, state, number FROM read.plans WHERE ward_code = ANY ($1::text[])",
    "movements": "SELECT movement_id, ward_code, plan_id, ends_on FROM read.movements WHERE ward_code = ANY ($1::text[])",
    "participations": """SELECT movement_id, unit_id, ward_code FROM read.participations
        WHERE ward_code = ANY ($1::text[])""",
    "tracking": """SELECT report_id, ward_code, plan_id, unit_id, state, due_at, locks_at, attempt, channel, sent_at, on_time,
        accepted_at FROM read.tracking WHERE ward_code = ANY ($1::text[])""",
    "parked": "SELECT reader, stream_id FROM reading.parked WHERE $1::text[] IS NOT NULL",
}


class Dead(Exception):
    """The process died here."""


class System:
    """One service, its database, and one process at a time."""

    def __init__(self, postgres: Postgres, name: str) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        urls = self._run(stack.migrated_databases(postgres, SERVICE, name))
        given: dict[str, Any] = {"DATABASE_URL": urls[0], "KEYS_DATABASE_URL": urls[1]}
        self._settings = Settings(**given)
        self.runtime: Runtime = self._run(self._stack.enter_async_context(opened(SERVICE, self._settings)))

    def _run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def close(self) -> None:
        """The process ends."""
        self._run(self._stack.aclose())
        self._runner.close()

    def reopen(self) -> None:
        """The process ends and another one begins, with nothing but the database."""
        self._run(self._stack.aclose())
        self.runtime = self._run(self._stack.enter_async_context(opened(SERVICE, self._settings)))

    def do(self, issued: CommandEnvelope, loss: Loss = "none") -> Reply | str:
        """The reply, or the code of the refusal; whoever hears nothing asks again under the same key."""
        try:
            with self._losing(loss):
                return self._run(self.runtime.handler.handle(issued))
        except Unavailable:
            return self.do(issued)
        except (Refused, DomainError) as refused:
            return str(refused.code)

    @contextmanager
    def _losing(self, loss: Loss) -> Iterator[None]:
        appender = vars(self.runtime.handler._appender)
        if loss != "none":
            self._lose(loss)
        try:
            yield
        finally:
            for name in ("_call", "_settle"):
                appender.pop(name, None)

    def _lose(self, loss: Loss) -> None:
        appender = self.runtime.handler._appender
        left, call = [1], appender._call

        async def calling(appends: Sequence[Append]) -> Sequence[Outcome]:
            if not left:
                return await call(appends)
            if not loss.startswith("all"):
                left.clear()
            if loss.endswith("answer"):
                await call(appends)
            raise OSError("lost")

        async def settling(appends: Sequence[Append]) -> dict[int, Outcome]:
            raise OSError("lost")

        vars(appender)["_call"] = calling
        if loss.startswith("all"):
            vars(appender)["_settle"] = settling

    def read(self, death: Death = "none") -> None:
        """Every reader takes what there is; one that dies over it is followed by another."""
        if death != "none":
            part: tuple[Any, str] = (Processor, "perform") if death == "after its commands" else (inbox, "save")
            with suppress(Dead):
                self._dying(*part, lambda: self._run(catch_up(self.runtime)))
            self.reopen()
        self._run(catch_up(self.runtime))

    def _dying(self, cls: Any, name: str, doing: Callable[[], None]) -> None:
        whole = getattr(cls, name)

        async def dying(self: Any, *arguments: Any) -> None:
            await whole(self, *arguments)
            reaction = arguments[0] if name == "perform" else None
            if name != "perform" or (reaction and reaction.todo):
                raise Dead

        setattr(cls, name, dying)
        try:
            doing()
        finally:
            setattr(cls, name, whole)

    def fire(self, now: datetime, *, dies: bool = False) -> None:
        """The scheduler does what is due; when it dies after a command, another one does it again."""

        async def handle(issued: CommandEnvelope) -> Reply:
            await self.runtime.handler.handle(issued)
            raise Dead

        if dies:
            with suppress(Dead):
                self._run(self._fire(now, handle))
        self._run(self._fire(now, self.runtime.handler.handle))

    async def _fire(self, now: datetime, handle: Callable[[CommandEnvelope], Coroutine[Any, Any, Reply]]) -> None:
        assert SERVICE.timers is not None
        scheduler = Scheduler(
            SERVICE.timers,
            dsn=self.runtime.dsn("projector"),
            service=SERVICE.name,
            now=lambda: now,
            handle=handle,
            loop=Loop("scheduler"),
        )
        try:
            while await scheduler.step():
                pass
        finally:
            if scheduler._connection is not None:
                await scheduler._connection.close()

    def rebuild(self, reader: str) -> None:
        """A read model is filled anew."""
        self._run(rebuild(SERVICE, reader, self._settings, who="tests"))

    def move_clock(self, to: datetime) -> None:
        """Plays on to a later time."""

        async def move() -> None:
            owner = await asyncpg.connect(self._settings.database_url)
            try:
                await owner.fetchval("SELECT set_store_clock($1)", to - datetime.now(UTC))
            finally:
                await owner.close()

        self._run(move())

    def rows(self, wards: Sequence[str]) -> dict[str, set[tuple[Any, ...]]]:
        """What is readable of these wards, and whatever is parked."""

        async def fetch() -> dict[str, set[tuple[Any, ...]]]:
            async with self.runtime.projector.acquire() as connection:
                return {
                    name: {tuple(row) for row in await connection.fetch(query, list(wards))}
                    for name, query in EVERY_ROW.items()
                }

        return self._run(fetch())
