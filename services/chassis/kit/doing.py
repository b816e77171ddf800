"""Doing: what somebody can do, declared once; its API, its form, its button and their words follow from it.

The API's body, the form and the command have the same fields, judged by the same model. Whatever refuses stands in the decider.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.chassis.decider import WARD_CODE, DomainError
from services.chassis.files.refusals import FileRefused
from services.chassis.http import field_errors
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.problems import of_domain
from services.chassis.http.refusals import BadRequest
from services.chassis.http.replies import Created, created
from services.chassis.kit.attached import put
from services.chassis.kit.fields import Context, Evidence
from services.chassis.kit.options import Asking
from services.chassis.kit.parts import Part, asked, body_of, built, mark_of, parts_of
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PARAMETER: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
OfWard = Annotated[
    str | None,
    Query(
        alias="ward",
        pattern=f"^{WARD_CODE}$",
        description="Mã phường, xã. Khi ghi: chỉ cần nếu quyền hạn thuộc cấp thành phố. Khi đọc: để lọc.",
    ),
]
OTHERWISE: Final = "Điều sẽ xảy ra đã khác so với lúc mở trang này.{} Đọc lại rồi bấm lần nữa."
"""What is said to whoever has read other words than hold now, with both."""
Begin = Callable[[Web, Visitor, Mapping[str, Any] | None], Awaitable[Mapping[str, Any]]]
"""What a form looks up: for whom, about which record (None for something new); values by name."""
Beside = Callable[[Web, Visitor, Mapping[str, Any]], Awaitable[Mapping[str, Sequence[str]]]]
"""What is said of each row that is given, by what the row is known by: its heading, then line by line what to know for it."""
Look = Callable[[Reader, Writer, Mapping[str, Any], Any], Awaitable[Mapping[str, Any]]]
"""What is looked up before a command is built: who reads, who writes, what the address names, the body; the looked-up fields.

The address names the ward, too: `ward_code`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a form looks for what is chosen in it so far.

    `without` names fields that are not asked (`merits-rating` inside a group), `given` those whose value follows from the
    others, `begins` what stands in fields that have not been on a page yet. While it is not `whole`, its button leads to the
    rest. `effect` says what will happen; whoever sends the form has read it as it is then.
    """

    without: frozenset[str] = frozenset()
    given: Mapping[str, str] = field(default_factory=dict)
    begins: Mapping[str, str] = field(default_factory=dict)
    whole: bool = True
    effect: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What to know while choosing: what is left out of the choice, and why."""
    unasked: frozenset[str] = frozenset()
    """Fields of single rows that say nothing there and are not shown, by their names on the page: `figures-0-base`."""
    needed: frozenset[str] = frozenset()
    depends: frozenset[str] = frozenset()
    """Fields that may be empty in general, but not for what is chosen: always, or in some cases."""

    @property
    def read(self) -> str:
        """What the page says will happen, whole, a sentence on each line: an answer to other words is no answer to these."""
        return "\n".join(self.effect)

    def otherwise(self, read: str) -> str:
        """What to tell whoever has `read` other words: the sentences that no longer hold, and those that hold now."""
        before = [sentence for sentence in read.splitlines() if sentence not in self.effect]
        now = [sentence for sentence in self.effect if sentence not in read.splitlines()]
        told = f" Khi đó: “{' '.join(before)}” Nay: “{' '.join(now)}”" if before and now else ""
        return OTHERWISE.format(told)


def always(_: Mapping[str, Any]) -> bool:
    """Offered whatever the record says."""
    return True


@dataclass(frozen=True, kw_only=True)
class Do:
    """One act of a person.

    `name` is its word in addresses and operation ids; `path` its address in the API, whose parameter is the record's key.
    `about` describes the body, `effect` says what will happen before the button (filled from the record), `done` what has
    happened after it. `places` says at which field a refusal is told, by page and API, `explain` at which several, each in its own words.
    `fill` gives the values that the form begins with, and `begin` those that have to be looked up; `given` looks up what else
    `effect` is filled from, `beside` what is said of rows that are given.
    `shape` says how the form looks for what is chosen in it; what may be chosen is judged by the decider all the same.
    `replaces`: the API must be told which version was seen; everything about a record may be told (`If-Match`).
    """

    command: type[Any]
    name: str
    path: str
    title: str
    button: str
    done: str
    called: Callable[[Mapping[str, Any]], str] | None = None
    """What it and its button are called about a record where its title would say too little; empty for its title."""
    first: tuple[str, str, str] = ("", "", "")
    """What may have to be done elsewhere before its form can be filled in: a sentence, the address and its words."""
    leads: tuple[str, str] = ("", "")
    """Where what comes next is done, beside what is said to be done: address and words."""
    body: str = ""
    about: str = ""
    summary: str = ""
    effect: Sequence[str] = ()
    refuses: tuple[type[DomainError], ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    explain: Callable[[DomainError], list[FieldError]] | None = None
    creates: Callable[[Any], Any] | None = None
    status: int | None = None
    offered: Callable[[Mapping[str, Any]], bool] = always
    fill: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
    begin: Begin | None = None
    given: Begin | None = None
    beside: Beside | None = None
    look: Look | None = None
    shape: Callable[[Asking], Awaitable[Shape]] | None = None
    replaces: bool = False
    any_ward: bool = False
    once: bool = False
    """Of an act that makes something: there is one in a ward, and it is offered while the list shows none of the visitor's."""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """Types of the path's parameters that are not ids."""
    addressed: frozenset[str] = frozenset()
    """Those parameters that the page's own address names (`SubTable.act`); every other one is the record's."""
    within: frozenset[str] = frozenset()
    """What the page's address may name besides: within what its fields choose."""
    asks: type[Any] | None = None
    """What the form asks in place of the command's own fields, where these are no flat fields and the API's route is written by
    hand: a dataclass of marks whose `command()` makes the command, or refuses."""

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The fields of the command, or of what is asked for it. Raises TypeError for one without a mark."""
        return parts_of(self.asks or self.command)

    @cached_property
    def asked(self) -> tuple[Part, ...]:
        """What the form and the body ask."""
        return asked(self.parts)

    def heads(self, row: Mapping[str, Any] | None) -> str:
        """Its title, about a record."""
        return (self.called(row) if self.called is not None and row is not None else "") or self.title

    def press(self, row: Mapping[str, Any] | None) -> str:
        """The words on its button, about a record."""
        return (self.called(row) if self.called is not None and row is not None else "") or self.button

    @property
    def evidence(self) -> tuple[Part, ...]:
        """The fields that are files."""
        return tuple(part for part in self.asked if isinstance(part.mark, Evidence))

    @cached_property
    def model(self) -> type[Body]:
        """What judges form and body alike."""
        return body_of(self.parts, self.body or f"{self.command.__name__}Body", self.about or self.title)

    @property
    def in_path(self) -> tuple[str, ...]:
        """The names of the address's parameters."""
        return tuple(PARAMETER.findall(self.path))

    def done_by(self, web: Web, visitor: Visitor) -> bool:
        """Whether the visitor's role does this: what is offered, never what is allowed."""
        return visitor.holds(*web.edge.roles[self.command])

    def place_of(self, code: str) -> str:
        """The field at which a refusal is told, "" above the form; one that the form does not ask is no place in it."""
        name = self.places.get(code, "")
        return name if name and mark_of(self.parts, name) is not None else ""

    def placed(self, refused: DomainError) -> list[FieldError]:
        """What a refusal asks to mend, each at its field with its code."""
        if self.explain is not None and (told := self.explain(refused)):
            return told
        of_files = self.evidence[0].name if self.evidence and isinstance(refused, FileRefused) else ""
        faults = dict.fromkeys((one.code, one.sentence) for one in (refused, *refused.also))
        return [
            {"field": self.place_of(code) or of_files, "sentence": sentence, "code": code} for code, sentence in faults
        ]

    def refused(self, refused: DomainError) -> Response:
        """The API's answer to it: the problem, with the fields that the page would show it at; of several faults every one is told."""
        faults = self.placed(refused)
        told = [fault for fault in faults if fault["field"] or len(faults) > 1]
        return of_domain(refused, [_in_body(fault, fault.get("code", refused.code)) for fault in told])

    def build(
        self, writer: Writer, ward_code: str, path: Mapping[str, Any], body: Any, looked: Mapping[str, Any]
    ) -> Any:
        """The command that somebody sends."""

        def fill(mark: Context, name: str, place: str) -> Any:
            match mark.source:
                case "ward":
                    return ward_code
                case "at":
                    return writer.at
                case "principal":
                    return writer.principal
                case "path":
                    return path[mark.name or name]
                case "new":
                    return writer.new_id(f"{mark.name} {place}".rstrip())
                case "looked" | "evidence":
                    return looked[name]
                case _:
                    raise TypeError(f"{self.command.__name__}.{name}: nothing fills {mark.source}")

        made = built(self.asks or self.command, self.parts, body, fill)
        return made.command() if self.asks else made


def _in_body(fault: FieldError, code: str) -> field_errors.FieldError:
    """A fault at its place in the API's body: groups and rows are objects and lists there."""
    steps = ["body", *filter(None, fault["field"].split("-"))]
    return field_errors.FieldError(place="/" + "/".join(steps), code=code, sentence=fault["sentence"])


def offered(does: Sequence[Do], web: Web, visitor: Visitor, row: Mapping[str, Any]) -> tuple[Do, ...]:
    """The acts that the visitor's mandate has on a record as it stands; `own_unit`, `own_role` and `own_account` say who looks."""
    here = does if visitor.acts_in(row["ward_code"]) else ()
    own = {"own_unit": visitor.mandate.unit_id, "own_role": visitor.mandate.role} if here else {}
    seen = {**row, **own, "own_account": visitor.principal}
    return tuple(do for do in here if do.done_by(web, visitor) and do.offered(seen))


def add_route(router: APIRouter, edge: Edge, do: Do, stream_of: Callable[[Mapping[str, Any]], str] | None) -> None:
    """Adds the API of one act; `stream_of` names the stream whose version `If-Match` is, from what the address names."""
    versioned = stream_of is not None and bool(do.in_path)

    async def endpoint(**given: Any) -> Any:
        writer: Writer = given["writer"]
        writer.require_for(do.command)
        path = {name: given[name] for name in do.in_path}
        if do.replaces and versioned and writer.seen is None:
            raise BadRequest("if-match.missing", 428)
        ward_code = given.get("ward") or writer.ward_code
        looked: Mapping[str, Any] = {}
        body = given.get("body")
        try:
            if do.look is not None:
                reader: Reader = given["reader"]
                reader.require_for(do.command)
                looked = await do.look(reader, writer, {"ward_code": ward_code, **path}, body)
            async with put(edge, writer.principal, ward_code, writer.at, do.asked, body, {**path, **looked}) as files:
                command = do.build(writer, ward_code, path, body, {**looked, **files})
                stream = stream_of(path) if versioned and stream_of is not None else ""
                accepted = await writer.send(command, of=stream)
        except DomainError as refused:
            return do.refused(refused)
        return created(accepted, do.creates(command)) if do.creates else accepted

    kept = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, kept, annotation=do.parameters.get(name, UUID)) for name in do.in_path]
    if do.asked:
        parameters.append(inspect.Parameter("body", kept, annotation=do.model))
    parameters.append(inspect.Parameter("writer", kept, annotation=Annotated[Writer, Depends(edge.writer)]))
    if do.look is not None:
        parameters.append(inspect.Parameter("reader", kept, annotation=Annotated[Reader, Depends(edge.reader)]))
    if do.any_ward:
        parameters.append(inspect.Parameter("ward", kept, annotation=OfWard, default=None))
    reply = Created if do.creates else Accepted
    endpoint.__name__ = do.name.replace("-", "_")
    endpoint.__signature__ = inspect.Signature(parameters, return_annotation=reply)  # type: ignore[attr-defined]
    if versioned:
        version: Literal["required", "optional"] = "required" if do.replaces else "optional"
        endpoint.version = version  # type: ignore[attr-defined]
    router.add_api_route(
        do.path,
        endpoint,
        methods=["POST"],
        status_code=do.status or (201 if do.creates else None),
        summary=do.summary or do.title,
        responses=edge.problems(*do.refuses, *((FileRefused,) if do.evidence else ())),
    )
