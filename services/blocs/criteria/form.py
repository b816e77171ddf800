"""The form of a criteria sheet: flat rows of what each rule needs, which become the sheet that is issued. Pure.

In the API a rule is one of four bodies (`api.py`); on a page it is a way of counting and the figures beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Final, Literal, assert_never

from services.blocs.criteria.commands import IssueCriteria
from services.blocs.criteria.sheet import Comparison, Criterion, Measure, Rule, Sheet
from services.blocs.criteria.wording import MEASURES, RULES
from services.blocs.document import Document
from services.blocs.fields import DOCUMENT, OfBloc, OfYear, title
from services.chassis.decider import DomainError, Refusal
from services.chassis.kit.fields import At, Choice, Number, Rows, Text, Whole
from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget

MOST: Final = Decimal(100000)
PLACES: Final = {
    "criteria.superseded": "version",
    "criteria.none": "criteria",
    "criteria.code-repeated": "criteria",
    "criteria.points-negative": "criteria",
    "criteria.unit-not-positive": "criteria",
    "criteria.unit-over-points": "criteria",
    "criteria.base": "criteria",
    "criteria.tie-repeated": "ties",
}
"""At which field of the form a refusal is told."""
RuleKind = Literal["ratio-to-target", "count-times-unit", "bonus", "deduction"]


class RowRefused(DomainError):
    """What a row of the form does not say clearly; the API's bodies leave no room for it."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "criteria.base": Refusal(
            "Tiêu chí {code}: chọn “So với” khi tính theo tỷ lệ, để trống với các cách tính khác.", 422
        ),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One criterion."""

    code: Annotated[str, Text("Mã", most=20, example="C4")]
    name: Annotated[str, title("Tên tiêu chí", example="Nộp báo cáo đúng hạn")]
    points: Annotated[Decimal, Number("Điểm tối đa", least=Decimal(0), most=MOST, hint="Tiêu chí trừ điểm ghi 0.")]
    kind: Annotated[RuleKind, Choice("Cách tính", words=RULES)]
    of: Annotated[Measure, Choice("Số liệu", words=MEASURES)]
    per: Annotated[Measure | None, Choice("So với", words=MEASURES, hint="Chỉ khi tính theo tỷ lệ.")]
    scale: Annotated[
        Decimal,
        Number(
            "Mức tính",
            least=Decimal(0),
            most=MOST,
            hint="Tính theo tỷ lệ: đạt bao nhiêu thì được điểm tối đa, 1 là 100%. Cách khác: số điểm cho mỗi việc.",
        ),
    ]

    def criterion(self) -> Criterion:
        """The same, in the domain's words. Raises RowRefused for a ratio without a base, or a base without a ratio."""
        return Criterion(self.code, self.name, self.points, self._rule())

    def _rule(self) -> Rule:
        if (self.kind == "ratio-to-target") != (self.per is not None):
            raise RowRefused("criteria.base", code=self.code)
        match self.kind:
            case "ratio-to-target":
                assert self.per is not None
                return RatioToTarget(self.of, self.per, self.scale)
            case "count-times-unit":
                return CountTimesUnit(self.of, self.scale)
            case "bonus":
                return Bonus(self.of, self.scale)
            case "deduction":
                return Deduction(self.of, self.scale)
            case _:
                assert_never(self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """One comparison of wards that have equal points."""

    of: Annotated[Measure, Choice("Số liệu", words=MEASURES)]
    per: Annotated[Measure | None, Choice("Chia cho", words=MEASURES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetForm:
    """A whole sheet; `version` is the one that it becomes, so that nobody replaces what they have not seen."""

    ward_code: OfBloc
    at: At
    year: OfYear
    version: Annotated[
        int, Whole("Phiên bản", least=1, most=10000, hint="Lớn hơn 1 so với phiên bản mới nhất; bảng đầu tiên là 1.")
    ]
    source: Annotated[str, title("Căn cứ của thang điểm", example="Quy chế chấm điểm của khối năm 2025")]
    criteria: Annotated[
        tuple[Line, ...], Rows("Các tiêu chí", row="Tiêu chí", body="Line", about="Một tiêu chí.", least=1, most=200)
    ]
    ties: Annotated[
        tuple[Tie, ...],
        Rows(
            "Khi bằng điểm",
            row="Bước xét",
            body="Tie",
            about="Một bước xét.",
            most=20,
            hint="Xét lần lượt từng bước, nhiều hơn xếp trước. Vẫn bằng nhau thì bỏ phiếu.",
        ),
    ]
    document: Annotated[Document, DOCUMENT]

    def command(self) -> IssueCriteria:
        """The sheet to be issued. Raises RowRefused."""
        sheet = Sheet(
            tuple(line.criterion() for line in self.criteria),
            tuple(Comparison(tie.of, tie.per) for tie in self.ties),
            self.source,
        )
        return IssueCriteria(self.ward_code, self.at, self.year, self.version, sheet, self.document)


def filled(version: int | None, sheet: Sheet | None) -> Mapping[str, Any]:
    """What the form begins with: the newest sheet, to become the next version."""
    if version is None or sheet is None:
        return {"version": 1}
    lines = [
        {
            "code": one.code,
            "name": one.name,
            "points": one.points,
            "kind": one.rule.kind,
            "of": one.rule.of,
            "per": one.rule.per if isinstance(one.rule, RatioToTarget) else None,
            "scale": one.rule.target if isinstance(one.rule, RatioToTarget) else one.rule.unit,
        }
        for one in sheet.criteria
    ]
    return {"version": version + 1, "source": sheet.source, "criteria": lines, "ties": sheet.ties}
