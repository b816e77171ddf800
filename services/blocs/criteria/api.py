"""HTTP routes of criteria sheets: issued in versions, read; a rule is one of four bodies."""

# annotations stay values: FastAPI cannot find the routes' local `edge` from their text
import json
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, Field
from starlette.responses import Response

from services.blocs.criteria.commands import IssueCriteria
from services.blocs.criteria.decider import CriteriaRefused
from services.blocs.criteria.form import PLACES
from services.blocs.criteria.sheet import Comparison, Criterion, Measure, Rule, Sheet
from services.blocs.document import Document
from services.blocs.edge import READERS, BlocPath, Title, YearPath, readable, readable_in
from services.blocs.fields import DOCUMENT
from services.chassis.http.body import Body
from services.chassis.http.edge import Accepted, Edge, Reader, Writer
from services.chassis.http.field_errors import FieldError
from services.chassis.http.problems import of_domain
from services.chassis.kit.parts import body_of, parts_of
from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget
from services.chassis.text.types import Text

Points = Annotated[Decimal, Field(ge=0, le=100000, decimal_places=2)]
DOCUMENT_BODY: Any = body_of(parts_of(Document), DOCUMENT.body, DOCUMENT.about)
"""The body of a document, the same in every act on a bloc."""
IN_BODY: Final = {"version": "/body/version", "criteria": "/body/sheet/criteria", "ties": "/body/sheet/ties"}
"""Where the fields of the form stand in the API's body."""
VersionPath = Annotated[int, Path(ge=1, le=10000, description="Phiên bản của bảng tiêu chí.")]


class RatioBody(Body):
    """Theo tỷ lệ so với chỉ tiêu, không vượt điểm tối đa."""

    kind: Literal["ratio-to-target"]
    of: Measure
    per: Measure
    target: Points

    def rule(self) -> Rule:
        return RatioToTarget(self.of, self.per, self.target)


class CountBody(Body):
    """Theo số lượng nhân mức điểm, không vượt điểm tối đa."""

    kind: Literal["count-times-unit"]
    of: Measure
    unit: Points

    def rule(self) -> Rule:
        return CountTimesUnit(self.of, self.unit)


class BonusBody(Body):
    """Điểm thưởng, không vượt điểm tối đa."""

    kind: Literal["bonus"]
    of: Measure
    unit: Points

    def rule(self) -> Rule:
        return Bonus(self.of, self.unit)


class DeductionBody(Body):
    """Điểm trừ, không có mức sàn."""

    kind: Literal["deduction"]
    of: Measure
    unit: Points

    def rule(self) -> Rule:
        return Deduction(self.of, self.unit)


class CriterionBody(Body):
    """Một tiêu chí."""

    code: Annotated[Text, Field(max_length=20, examples=["C4"])]
    name: Title
    points: Points
    rule: RatioBody | CountBody | BonusBody | DeductionBody

    def criterion(self) -> Criterion:
        return Criterion(self.code, self.name, self.points, self.rule.rule())


class ComparisonBody(Body):
    """Một bước xét khi bằng điểm; nhiều hơn là hơn."""

    of: Measure
    per: Measure | None = None


class SheetBody(Body):
    """Bảng tiêu chí thi đua và thang điểm."""

    criteria: Annotated[list[CriterionBody], Field(max_length=200)]
    ties: Annotated[list[ComparisonBody], Field(max_length=20)]
    source: Title

    def sheet(self) -> Sheet:
        return Sheet(
            tuple(criterion.criterion() for criterion in self.criteria),
            tuple(Comparison(tie.of, tie.per) for tie in self.ties),
            self.source,
        )


class IssueBody(Body):
    """Ban hành một phiên bản; `version` là 1, hoặc lớn hơn 1 so với phiên bản đã xem."""

    version: Annotated[int, Field(ge=1, le=10000)]
    sheet: SheetBody
    document: DOCUMENT_BODY


class VersionReply(BaseModel):
    """Một phiên bản của bảng tiêu chí; khi chưa có văn bản xác nhận thì ghi rõ là chưa được xác nhận."""

    version: int
    document_number: str
    confirmed: bool
    standing: Literal["Đã được xác nhận", "Chưa được xác nhận"]
    sheet: dict[str, Any]


class CriteriaReply(BaseModel):
    """Các phiên bản của bảng tiêu chí một năm, mới nhất trước."""

    items: list[VersionReply]


def routes(edge: Edge) -> APIRouter:
    """Routes below `/blocs`."""
    router = APIRouter(tags=["Bảng tiêu chí"])
    refused = edge.problems(CriteriaRefused)

    @router.post(
        "/blocs/{bloc_code}/criteria/{year}/versions",
        status_code=201,
        response_model=Accepted,
        responses=refused,
        summary="Ban hành bảng tiêu chí",
    )
    async def issue(
        bloc_code: BlocPath, year: YearPath, body: IssueBody, writer: Annotated[Writer, Depends(edge.writer)]
    ) -> Accepted | Response:
        document = Document(body.document.number, body.document.signed_on)
        command = IssueCriteria(bloc_code, writer.at, year, body.version, body.sheet.sheet(), document)
        try:
            return await writer.send(command)
        except CriteriaRefused as refused:
            place = IN_BODY.get(PLACES.get(refused.code, ""))
            told = [FieldError(place=place, code=refused.code, sentence=refused.sentence)] if place else []
            return of_domain(refused, told)

    @router.get("/blocs/{bloc_code}/criteria/{year}", response_model=CriteriaReply, summary="Bảng tiêu chí của năm")
    async def versions(bloc_code: BlocPath, year: YearPath, reader: Annotated[Reader, Depends(edge.reader)]) -> Any:
        readable(reader, bloc_code, READERS)
        async with reader.rows() as connection:
            await readable_in(connection, reader, bloc_code, year)
            rows = await connection.fetch(
                """
                SELECT version, document_number, confirmed_by IS NOT NULL AS confirmed, sheet::text AS sheet
                FROM criteria_sheets WHERE ward_code = $1 AND year = $2 ORDER BY version DESC LIMIT 100
                """,
                bloc_code,
                year,
            )
        return {
            "items": [
                {
                    **row,
                    "standing": "Đã được xác nhận" if row["confirmed"] else "Chưa được xác nhận",
                    "sheet": json.loads(row["sheet"]),
                }
                for row in rows
            ]
        }

    return router
