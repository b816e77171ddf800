"""What the routes of every capability share: known words, bounded texts, the mandate a command is sent under."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.chassis.errors import Forbidden
from services.chassis.http.body import Body
from services.chassis.http.edge import Edge, Reader, Writer
from services.chassis.http.paging import PageQuery
from services.submissions.deadlines import DuePhrase, Reading
from thidua_contracts.codes import Code, ReportPeriod, Role, UnitKind, WardKind

NARROW: Final = frozenset({"unit-head"})
"""Roles whose mandates are limited to a unit: taken only when no wider one fits."""

WardCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"\S")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^\S(.*\S)?$")]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=r"\S")]

OfWard = Annotated[
    str | None,
    Query(
        alias="ward",
        pattern=r"^[0-9]{5}$",
        description="Mã phường, xã. Khi ghi: chỉ cần nếu quyền hạn thuộc cấp thành phố. Khi đọc: để lọc.",
    ),
]


def _known(word: Code) -> Code:
    if word == "unknown":  # a word of tomorrow is for readers; nothing is ever written under it
        raise PydanticCustomError("enum", "not a known word")
    return word


def _words(words: type[Code]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [word.value for word in words if word != "unknown"]})


KnownWardKind = Annotated[WardKind, AfterValidator(_known), _words(WardKind)]
KnownUnitKind = Annotated[UnitKind, AfterValidator(_known), _words(UnitKind)]
KnownPeriod = Annotated[ReportPeriod, AfterValidator(_known), _words(ReportPeriod)]
KnownRole = Annotated[Role, AfterValidator(_known), _words(Role)]


class Phrase(Body):
    """Hạn theo lời văn: `before` là "trước ngày", `through` là "đến hết ngày"."""

    day: date
    reading: Reading = Reading.BEFORE

    def meant(self) -> DuePhrase:
        """The phrase as the domain reads it."""
        return DuePhrase(self.day, self.reading)


def widest(asking: Writer | Reader, roles: frozenset[str]) -> None:
    """Goes on under a mandate of one of these roles, one for a whole ward before one for a unit. Raises Forbidden."""
    try:
        asking.require(*(roles - NARROW))
    except Forbidden:
        asking.require(*roles)


def act(edge: Edge, writer: Writer, command: type[Any]) -> None:
    """Goes on under the widest mandate whose role may send this command. Raises Forbidden."""
    widest(writer, edge.roles[command])


def own_unit(asking: Writer | Reader) -> UUID | None:
    """The unit to which the mandate is limited; None for a whole ward. Raises Forbidden for a unit head of no unit."""
    if asking.mandate.role not in NARROW:
        return None
    if asking.mandate.unit_id is None:
        raise Forbidden("mandate.role")
    return asking.mandate.unit_id


def after(page: PageQuery) -> tuple[str, UUID]:
    """The ward and id after which the page begins."""
    return page.place(("", UUID(int=0)), str, UUID)


def after_id(page: PageQuery) -> UUID:
    """The id after which the page begins."""
    return page.place((UUID(int=0),), UUID)[0]
