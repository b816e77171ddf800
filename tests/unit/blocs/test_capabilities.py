"""What the pages of blocs say: refusals where they can be mended, a sheet's flat form and what it becomes, sentences of events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from services.blocs.app import SERVICE
from services.blocs.criteria.capability import ISSUE
from services.blocs.criteria.commands import IssueCriteria
from services.blocs.criteria.form import Line, RowRefused, SheetForm, Tie, filled
from services.blocs.criteria.sheet import Comparison, Criterion, Measure, Sheet
from services.blocs.document import Document
from services.blocs.membership.capability import MEMBERS
from services.chassis.kit.capability import Capability
from services.chassis.kit.parts import built, read_form, tidied, typed
from services.chassis.scoring import Bonus, CountTimesUnit, Deduction, RatioToTarget

ABOVE: Final = {
    "bloc.not-established",
    "bloc.no-head",
    "bloc.not-handed-over",
    "bloc.head-left",
    "bloc.no-stay",
    "criteria.no-bloc",
    "criteria.not-issued",
    "bloc.other-document",
    "criteria.not-confirmed",
    "criteria.not-the-newest",
    "criteria.other-document",
    "criteria.own-sheet",
    "criteria.year-over",
}
"""Refusals that speak of the bloc or sheet itself: they stand above the form."""
AT = datetime(2025, 2, 3, 2, tzinfo=UTC)
PAPER = Document("05/KTĐ", date(2025, 2, 1))
LINE = Line(
    code="C1",
    name="Báo cáo đúng hạn",
    points=Decimal(40),
    kind="ratio-to-target",
    of=Measure.REPORTS_ON_TIME,
    per=Measure.REPORTS_EXPECTED,
    scale=Decimal(1),
)
SHEET = Sheet(
    (
        Criterion(
            "C1",
            "Báo cáo đúng hạn",
            Decimal(40),
            RatioToTarget(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED, Decimal(1)),
        ),
        Criterion("C2", "Phong trào", Decimal(18), CountTimesUnit(Measure.MOVEMENTS_LAUNCHED, Decimal(2))),
        Criterion("C3", "Thưởng", Decimal(10), Bonus(Measure.AWARDS, Decimal("0.5"))),
        Criterion("C4", "Trừ", Decimal(0), Deduction(Measure.REPORTS_MISSING, Decimal(2))),
    ),
    (Comparison(Measure.REPORTS_ON_TIME, Measure.REPORTS_EXPECTED), Comparison(Measure.AWARDS)),
    "Bảng điểm mẫu",
)
CAPABILITIES: Final[tuple[Any, ...]] = SERVICE.capabilities


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: each.name)
def test_a_refusal_is_shown_at_a_field_or_above_the_form(capability: Capability) -> None:
    placed = {code for do in capability.does for code in do.places}
    refused = {code for do in capability.does for one in do.refuses for code in one.refusals}
    assert refused - ABOVE == placed
    for do in capability.does:
        assert set(do.places.values()) <= {part.name for part in do.asked}, do.name


def test_a_sheet_goes_into_the_form_and_comes_out_as_the_next_version_unchanged() -> None:
    form = typed(ISSUE.parts, filled(1, SHEET))
    form["document-number"], form["document-signed_on"] = ["05/KTĐ"], ["1/2/2025"]
    body, field_errors = read_form(ISSUE.parts, ISSUE.model, tidied(ISSUE.parts, form))
    assert field_errors == []
    fill = {"ward_code": "khoi", "at": AT, "year": 2025}
    asked = built(SheetForm, ISSUE.parts, body, lambda mark, name, place: fill[name])
    assert asked.command() == IssueCriteria("khoi", AT, 2025, 2, SHEET, PAPER)


def test_the_first_sheet_begins_as_version_1() -> None:
    assert filled(None, None) == {"version": 1}


@pytest.mark.parametrize("line", [replace(LINE, per=None), replace(LINE, kind="bonus")])
def test_a_ratio_needs_what_it_is_compared_with_and_nothing_else_has_it(line: Line) -> None:
    with pytest.raises(RowRefused) as refused:
        line.criterion()
    assert (refused.value.code, ISSUE.places[refused.value.code]) == ("criteria.base", "criteria")
    assert "C1" in refused.value.sentence


def test_a_tie_compares_one_figure_or_a_ratio() -> None:
    form = SheetForm(
        ward_code="khoi",
        at=AT,
        year=2025,
        version=1,
        source="Mẫu",
        criteria=(LINE,),
        ties=(Tie(of=Measure.AWARDS, per=None),),
        document=PAPER,
    )
    assert form.command().sheet.ties == (Comparison(Measure.AWARDS),)


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda each: each.name)
def test_every_event_has_a_sentence_without_a_code(capability: Capability) -> None:
    for fact in (fact for fact in capability.facts if fact.says):
        names = fact.cls.__dataclass_fields__
        plain: dict[str, Any] = dict.fromkeys(names, "03386") | {name: PAPER for name in names if name == "document"}
        plain |= {name: 2025 for name in names if name in ("year", "first_year", "version")}
        plain |= {name: "Khối số 1" for name in names if name == "name"}
        plain |= {name: date(2025, 1, 1) for name in names if name.endswith("_day") or name == "since"}
        sentence = fact.sentence(fact.cls(**plain))
        assert sentence.endswith(".") and "03386" not in sentence, fact.name
        wards = {name for name in names if name.endswith("_ward")} - {"from_ward", "deputy_ward"}
        named = fact.sentence(fact.cls(**plain), {"03386": "Phường Quyết Thắng"})
        assert ("Phường Quyết Thắng" in named) is bool(wards), fact.name


def test_members_stand_in_the_order_of_names_those_who_left_last() -> None:
    names = ["Xã Tả Lèng", "Phường Đoàn Kết", "Phường Tân Phong", "Phường Quyết Thắng"]
    rows = [{"name": name, "last_day": None} for name in names] + [{"name": "Phường A", "last_day": AT.date()}]
    assert [row["name"] for row in MEMBERS.sorted(rows)] == [
        "Phường Đoàn Kết",
        "Phường Quyết Thắng",
        "Phường Tân Phong",
        "Xã Tả Lèng",
        "Phường A",
    ]
