"""Entering: a file judged (columns, letters, cells, list, deciders), and then its commands sent by the ordinary handler.

Nothing is recorded before every row is right. A command's key and its new ids follow from what the file says, the row and the act:
what was interrupted goes on, and the same file twice changes nothing, whoever sends it. A race is told by its row.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from services.chassis.calendar import local_date
from services.chassis.commands import COMMANDS
from services.chassis.decider import CITY, DomainError
from services.chassis.errors import NotFound
from services.chassis.http.consistency import caught_up
from services.chassis.http.edge import Edge, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.listing import ListPage
from services.chassis.kit.options import Asking, Option
from services.chassis.kit.sheets import columns as headings
from services.chassis.kit.sheets import legacy, rows
from services.chassis.kit.sheets.cells import Names, names_of
from services.chassis.kit.sheets.columns import Columns
from services.chassis.kit.sheets.comparing import Step, Told, compared
from services.chassis.kit.sheets.comparing import told as rows_told
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.sheets.rows import Mistake, Places
from services.chassis.kit.sheets.workbook import read
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

MOST_KNOWN: Final = 100_000
"""Rows of a list that a file is compared with."""
MOST_OPTIONS: Final = 5000
AT_ONCE: Final = 32
"""Commands of one file in flight; an append takes many of them together."""
SAMPLES: Final = 5
PREVIEWED: Final = 50
"""Rows of a file that are shown before they are entered."""
HEAD: Final = "SELECT coalesce(max(position), 0) FROM store.events"
GONE: Final = "Mục đã chọn không còn trong danh sách. Chọn lại."

Stage = Literal["columns", "letters", "mistakes", "ready", "entered"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What whoever sent a file says of it: its name, the ward it is for, which column is which field, the letters it is written in.

    `upload` tells one sending from another.
    """

    upload: str
    name: str
    ward_code: str
    columns: Mapping[str, int] | None = None
    letters: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of a file so far.

    `columns` and `letters`: it is asked which are meant; `mistakes`: the cells to mend; `ready`: the `steps` wait to be confirmed;
    `entered`: they were sent, but for `mistakes`, which were refused.
    """

    stage: Stage
    answers: Answers
    columns: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)
    lacking: tuple[str, ...] = ()
    letters: str = ""
    samples: tuple[tuple[str, str], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    steps: tuple[Step, ...] = ()
    rows: tuple[Told, ...] = ()
    """The first rows that do something."""
    batch: str = ""
    added: int = 0
    changed: int = 0
    same: int = 0
    after: str = ""

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings whose columns are not read."""
        return tuple(text for column, text in self.texts.items() if column not in self.columns.values())

    @property
    def rest(self) -> int:
        """How many rows do something besides those shown."""
        return self.added + self.changed - len(self.rows)

    @property
    def numbers(self) -> str:
        """What is confirmed: it has to be the same when it is done."""
        return f"{self.added} {self.changed} {self.same} {self.batch}"


JUDGED: Final = TypeAdapter(Judged)


class RowWriter(Writer):
    """Sends the command of one step of a file."""

    __slots__ = ("_step",)

    def __init__(self, of: Entering, told: Judged, step: Step) -> None:
        batch, upload = told.batch, told.answers.upload
        visitor = of.visitor
        # what is new is the file's, whoever sends it and when; a change is this sending's: it may be wanted again after it was taken back
        key = f"sheet-{batch if step.key is None else upload}-{step.row}-{step.act}"
        super().__init__(of.edge, visitor.request, visitor.at, visitor.principal, key, (visitor.mandate,), True)
        self._step = f"{batch} {step.row}"

    def new_id(self, name: str = "") -> UUID:
        """An id for something new, the same whenever and by whomever this row is entered."""
        return uuid5(COMMANDS, f"sheet {self._step} new {name}")

    def _body_hash(self, part: str) -> bytes:
        return hashlib.sha256(f"{self._step} {self._key}/{part}".encode()).digest()  # another file is another request


@dataclass(frozen=True, slots=True)
class Entering:
    """One sheet of a capability, for one person."""

    capability: Capability
    sheet: Sheet
    edge: Edge
    visitor: Visitor
    web: Web | None = None
    """Where there are pages: options that another service alone knows are asked through it."""

    @property
    def listed(self) -> ListPage:
        """The list that the rows go to."""
        assert self.capability.list is not None
        return self.capability.list

    async def options(self, ward_code: str) -> dict[str, list[Option]]:
        """What may be written in each column that is chosen among options or words."""
        found: dict[str, list[Option]] = {}
        for part in self.sheet.parts:
            if words := getattr(part.mark, "words", None):
                found[part.name] = [Option(code, word) for code, word in words.items()]
            elif name := getattr(part.mark, "options", ""):
                chosen = self.visitor.mandate.ward_code == CITY != ward_code
                place = {"ward_code": ward_code} if chosen else None
                asking = Asking(cast(Web, self.web), self.visitor, place, limit=MOST_OPTIONS)
                found[part.name] = list(await self.capability.options[name](asking))
        return found

    async def judged(self, file: bytes, answers: Answers) -> Judged:
        """What a file would do, or what has to be said or mended first. Raises SheetRefused, Unavailable."""
        tabs = await asyncio.to_thread(read, file)
        columns = await asyncio.to_thread(headings.found, tabs, self.sheet.called(self.listed))
        told = Judged(
            stage="columns", answers=answers, texts=columns.texts, columns={**columns.sure, **columns.guessed}
        )
        if answers.columns is not None:
            columns = headings.chosen(columns, answers.columns)
            told = replace(told, columns=columns.sure)
        lacking = tuple(p.mark.label for p in self.sheet.parts if self.sheet.needed(p) and p.name not in told.columns)
        if lacking or columns.guessed:
            return replace(told, lacking=lacking)
        letters = answers.letters
        if letters is None:
            texts = list(dict.fromkeys(rows.texts_of(columns)))
            letters = await asyncio.to_thread(legacy.recognised, texts)
            if letters:
                pairs = ((text, legacy.converted(text, letters)) for text in texts)
                samples = tuple(pair for pair in pairs if pair[0] != pair[1])[-SAMPLES:]
                return replace(told, stage="letters", letters=letters, samples=samples)
        return await self._compared(replace(told, letters=letters), columns)

    async def _compared(self, told: Judged, columns: Columns) -> Judged:
        ward_code = told.answers.ward_code
        async with self.visitor.reader().rows() as connection:
            position = await connection.fetchval(HEAD)
        await caught_up(self.edge.pool, self.edge.models, position)
        options = await self.options(ward_code)
        names: dict[str, Names] = {name: names_of(some) for name, some in options.items()}
        lines, mistakes, same = await asyncio.to_thread(rows.read, self.sheet, columns, names, told.letters)
        known = await self._known(ward_code)
        places = Places(self.sheet.parts, columns.sure, columns.tab.rows)
        may = [change.do for change in self.sheet.changes if self.visitor.holds(*self.edge.roles[change.do.command])]
        ahead = await asyncio.to_thread(compared, self.sheet, lines, known, self.listed.key, places, may)
        about = [self.edge.service, self.listed.path, self.sheet.do.name, ward_code]
        content = json.dumps([about, [[line.row, line.body.model_dump_json()] for line in lines]], ensure_ascii=False)
        # keyed: the batch goes into ids that outlive the names in it
        batch = hashlib.blake2b(content.encode(), key=self.edge.body_key, digest_size=16).hexdigest()
        told = replace(told, batch=batch)

        async def foresee(step: Step) -> bool:
            return await RowWriter(self, told, step).foresee(self._command(told, step))

        foreseen = await self._each(ahead.steps, foresee, places)
        refused = [one for one in foreseen if isinstance(one, Mistake)]
        mistakes = sorted([*mistakes, *ahead.mistakes, *refused], key=lambda mistake: mistake.row)
        if mistakes:
            return replace(told, stage="mistakes", mistakes=tuple(mistakes))
        steps = tuple(step for step, acts in zip(ahead.steps, foreseen, strict=True) if acts)
        changed = {step.row for step in steps if step.key is not None}
        added = sum(step.key is None for step in steps)
        nothing = len(lines) - added - len(changed)
        first = set(list(dict.fromkeys(step.row for step in steps))[:PREVIEWED])
        shown = [step for step in steps if step.row in first]
        labels = {name: {option.value: option.label for option in some} for name, some in options.items()}
        seen = rows_told(self.sheet, lines, known, self.listed.key, shown, labels)
        return replace(
            told, stage="ready", steps=steps, rows=seen, added=added, changed=len(changed), same=same + nothing
        )

    async def enter(self, told: Judged, settled: Callable[[int], Awaitable[None]]) -> Judged:
        """Sends every step, telling how many are settled; what became of them. Raises Unavailable: then it goes on another time."""
        places = Places(self.sheet.parts, told.columns)
        mistakes: list[Mistake] = []
        after = ""
        for begin in range(0, len(told.steps), 10 * AT_ONCE):

            async def send(step: Step) -> str:
                writer = RowWriter(self, told, step)
                return (await writer.send(self._command(told, step))).token

            chunk = told.steps[begin : begin + 10 * AT_ONCE]
            for answer in await self._each(chunk, send, places):
                if isinstance(answer, Mistake):
                    mistakes.append(answer)
                else:
                    after = max(after, answer, key=lambda token: int(token.rpartition(":")[2] or 0))
            await settled(begin + len(chunk))
        return replace(told, stage="entered", steps=(), rows=(), mistakes=tuple(mistakes), after=after)

    def _do(self, act: str) -> Do:
        return next(do for do in (self.sheet.do, *(change.do for change in self.sheet.changes)) if do.name == act)

    def _command(self, told: Judged, step: Step) -> Any:
        do, ward_code = self._do(step.act), told.answers.ward_code
        body = do.model.model_validate_json(step.body)
        path = {self.listed.key: UUID(step.key)} if step.key is not None else {}
        return do.build(RowWriter(self, told, step), ward_code, path, body, {part.field: () for part in do.evidence})

    async def _each(self, steps: Sequence[Step], ask: Callable[[Step], Awaitable[Any]], places: Places) -> list[Any]:
        """The answer to each step, a Mistake for one that is refused."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(step: Step) -> Any:
            async with gate:
                try:
                    return await ask(step)
                except DomainError as refused:
                    place = self._do(step.act).places.get(refused.code, self.sheet.key[0])
                    return places.mistake(step.row, place, refused.sentence)
                except NotFound:
                    return places.mistake(step.row, self.sheet.key[0], GONE)

        asked = [asyncio.ensure_future(one(step)) for step in steps]
        try:
            return await asyncio.gather(*asked)
        finally:
            for each in asked:
                each.cancel()

    async def _known(self, ward_code: str) -> list[dict[str, Any]]:
        """What the list shows of this ward to whoever sends the file."""
        listed = self.listed
        reader = self.visitor.reader()
        reader.require(*listed.roles)
        given = (
            local_date(self.visitor.at),
            ward_code,
            listed.own_of(reader),
            *(None for _ in listed.filters),
            *((None,) if listed.search_key else ()),
        )
        async with reader.rows() as connection:
            found = await connection.fetch(listed.statements.page, *given, None, MOST_KNOWN)
        if listed.watched is not None:
            reader.note(listed.watched, listed.path, len(found))
        return [dict(row) for row in found]
