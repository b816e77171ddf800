"""HTTP of decisions: the list, one with its lines, letters, the golden register."""

from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.awards.decisions import query
from services.awards.decisions.papers import DECISION
from services.awards.edge import OF_COUNCIL, READERS, OfYear
from services.awards.law.pack import Title
from services.chassis.errors import NotFound
from services.chassis.http.edge import Edge, Reader
from services.chassis.http.paging import PageQuery, number, page_query
from services.chassis.http.replies import Page, Row
from services.chassis.kit.doing import OfWard
from services.chassis.kit.history import as_shown


class DecisionRow(Row):
    """Một quyết định khen thưởng; tiền tính bằng đồng."""

    ward_code: str
    decision_id: UUID
    level: str
    document_number: str
    signed_on: date
    signer_position: str
    base_salary: int
    awards: int
    refusals: int
    total: int
    pack_id: str
    pack_hash: str
    withdrawn: bool


class Decisions(Page):
    """Một trang quyết định."""

    items: list[DecisionRow]


class AwardRow(Row):
    """Một dòng của danh sách kèm quyết định."""

    register_number: int
    award_id: UUID
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: str
    title: str
    year: int
    direct_worker: bool
    coefficient_hundredths: int
    amount: int
    payable: int
    money_citation: str
    money_confirmed: bool
    state: Literal["standing", "annulled", "withdrawn"] = "standing"
    annulled_by: str | None = None
    annulled_on: date | None = None
    corrected_by: list[str]


class Decision(DecisionRow):
    """Một quyết định cùng danh sách."""

    lines: list[AwardRow]


class LetterRow(Row):
    """Một tờ trình."""

    ward_code: str
    forwarding_id: UUID
    to_level: str
    document_number: str
    signed_on: date
    recipient: str
    nominations: list[UUID]
    recalled: bool


class Letters(Page):
    """Một trang tờ trình."""

    items: list[LetterRow]


class RegisterRow(Row):
    """Một dòng sổ vàng."""

    ward_code: str
    year: int
    title: str
    decided_on: date
    document_number: str
    register_number: int
    level: str
    decision_id: UUID
    award_id: UUID
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: str
    direct_worker: bool
    amount: int
    payable: int
    state: Literal["standing", "annulled"] = "standing"
    annulled_by: str | None = None
    annulled_on: date | None = None
    corrected_by: list[str]


class Register(Page):
    """Một trang sổ vàng."""

    items: list[RegisterRow]


BEGINNING: Final = ("", date.min, UUID(int=0), 0)
"""Before the register's first line: ward, day, decision and number."""


def routes(edge: Edge) -> APIRouter:
    """The routes that read decisions."""
    router = APIRouter(tags=["decisions"])

    @router.get("/decisions", response_model=Decisions, summary="Danh sách quyết định khen thưởng")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await query.decisions(connection, ward_code=ward, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "decision_id"))

    @router.get("/decisions/{decision_id}", response_model=Decision, summary="Một quyết định và danh sách kèm theo")
    async def one(decision_id: UUID, reader: Annotated[Reader, Depends(edge.reader)], response: Response) -> Any:
        """Một quyết định cùng danh sách; ETag là phiên bản để ghi `If-Match`."""
        reader.require(*READERS)
        async with as_shown(edge, reader, DECISION.at(decision_id).stream_id) as (connection, now):
            found = await query.decision(connection, decision_id)
        if found is None:
            raise NotFound(str(decision_id))
        response.headers.update(now.etag)
        return found

    @router.get("/golden-register", response_model=Register, summary="Sổ vàng")
    async def register(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
        year: OfYear = None,
        title: Annotated[Title | None, Query(description="Danh hiệu.")] = None,
    ) -> Any:
        reader.require(*READERS)
        async with reader.rows() as connection:
            rows = await query.register(
                connection,
                ward_code=ward,
                year=year,
                title=title,
                after=page.place(BEGINNING, str, date.fromisoformat, UUID, number),
                limit=page.limit,
            )
        return page.reply(rows, key=("ward_code", "decided_on", "decision_id", "register_number"))

    return router


def letters(edge: Edge) -> APIRouter:
    """The route that reads letters."""
    router = APIRouter(tags=["decisions"])

    @router.get("/letters", response_model=Letters, summary="Danh sách tờ trình")
    async def listed(
        reader: Annotated[Reader, Depends(edge.reader)],
        page: Annotated[PageQuery, Depends(page_query)],
        ward: OfWard = None,
    ) -> Any:
        reader.require(*OF_COUNCIL)
        async with reader.rows() as connection:
            rows = await query.letters(connection, ward_code=ward, after=page.after(), limit=page.limit)
        return page.reply(rows, key=("ward_code", "forwarding_id"))

    return router
