"""Figures of a scorecard as forms ask for them: each criterion with its words, its most points and what is counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any, Final

from services.chassis import scoring, words
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Shape
from services.chassis.kit.fields import lower
from services.chassis.kit.options import Asking
from services.chassis.kit.parts import row_numbers
from services.chassis.readers.tables import Json
from services.chassis.scoring import RULES
from services.chassis.web.inputs import Unclear
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.scorecards.events import BASE, COUNT, SheetLine
from services.submissions.scorecards.sheets import rule_of

PLACES: Final = {
    "score.no-such-criterion": "figures",
    "score.criterion-twice": "figures",
    "score.figure-missing": "figures",
    "score.base": "figures",
}
OF_SHEET: Final = "SELECT lines::text FROM score_sheets WHERE sheet_id = $1"
OF_CARD: Final = "SELECT sheet_id, unit_id FROM scorecards WHERE card_id = $1"
OWN: Final = "SELECT own::text FROM scorecards WHERE card_id = $1"


def as_json(parts: Any) -> Json:
    """Lines as a read model keeps them."""
    return Json(json.dumps([asdict(part) for part in parts], ensure_ascii=False, default=str))


def counted(row: Mapping[str, Any]) -> str:
    """ "48 / 60"."""
    base = f" / {words.number(row['base'])}" if row["base"] is not None else ""
    return f"{words.number(row['count'])}{base}"


async def to_be_scored(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A line for each criterion, with what the unit of whoever asks has sent already."""
    assert row is not None
    lines = await lines_of(visitor, OF_SHEET, row["sheet_id"])
    unit_id = visitor.reader().own_unit()
    sent = await lines_of(
        visitor,
        "SELECT own::text FROM scorecards WHERE sheet_id = $1 AND unit_id = $2",
        row["sheet_id"],
        unit_id,
        needed=False,
    )
    known = {one["code"]: one for one in sent}
    figures = [{"code": line["code"], **_figure(known.get(line["code"]))} for line in lines]
    return {"figures": figures} | ({"unit_id": unit_id} if unit_id else {})


async def as_sent(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The figures that were checked, or those that the group sent. Raises NotFound."""
    assert row is not None
    asked = "SELECT CASE WHEN json_array_length(checked) > 0 THEN checked ELSE own END::text FROM scorecards WHERE card_id = $1"
    lines = await lines_of(visitor, asked, row["card_id"])
    return {"figures": [{"code": one["code"], **_figure(one)} for one in lines]}


async def to_be_mended(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A line for each criterion as the sheet is now, with what the group sent. Raises NotFound."""
    assert row is not None
    lines = await lines_of(visitor, OF_SHEET, row["sheet_id"])
    known = {one["code"]: one for one in await lines_of(visitor, OWN, row["card_id"])}
    return {"figures": [{"code": line["code"], **_figure(known.get(line["code"]))} for line in lines]}


async def criteria(_: Web, visitor: Visitor, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """Each criterion of the sheet: its words, its points, how they are given, and what is counted. Raises NotFound."""
    return {line["code"]: _criterion(line) for line in await lines_of(visitor, OF_SHEET, row["sheet_id"])}


async def criteria_and_own(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same of a card, with what the group scored itself. Raises NotFound."""
    said = await criteria(web, visitor, row)
    for one in await lines_of(visitor, OWN, row["card_id"]):
        own = f"Tổ, bản tự chấm: {counted(one)}, được {words.number(Decimal(one['points']))} điểm."
        said.setdefault(one["code"], [f"{one['code']} – {one['name']}"]).append(own)
    return said


async def read_again(effect: tuple[str, ...], asking: Asking) -> Shape:
    """What is compared with nothing asks for no base; figures beyond the most are read again before they are sent."""
    assert asking.record is not None
    lines = {line["code"]: line for line in await lines_of(asking.visitor, OF_SHEET, asking.record["sheet_id"])}
    unasked, told = [], []
    for number in row_numbers(asking.form, "figures"):
        row = f"figures-{number}-"
        if (line := lines.get(asking.form.text(f"{row}code"))) is None:
            continue
        base = asking.form.text(f"{row}base")
        if line["kind"] != "ratio-to-target" and not base:
            unasked.append(f"{row}base")
        told += beyond(line, asking.form.text(f"{row}count"), base)
    return Shape(unasked=frozenset(unasked), effect=(*told, *effect) if told else ())


def beyond(line: Mapping[str, Any], count: str, base: str) -> list[str]:
    """What to read again about figures of a criterion that go beyond the most it gives; nothing of figures that are unclear."""
    try:
        figures = {"count": COUNT.read([count]), "base": BASE.read([base]) if base else 0}
    except Unclear:
        return []
    criterion = SheetLine(**{**line, "points": Decimal(line["points"]), "scale": Decimal(line["scale"])})
    whole = scoring.counted(rule_of(criterion), criterion.points, figures)
    if whole is None:
        return []
    said = counted({"count": figures["count"], "base": figures["base"] or None})
    return [
        f"Tiêu chí {criterion.code}: số liệu {said} tính ra {words.number(scoring.shown(whole))} điểm, quá tối đa; "
        f"chỉ được {words.number(criterion.points)} điểm. Kiểm tra lại số liệu trước khi gửi."
    ]


def _criterion(line: Mapping[str, Any]) -> list[str]:
    per = f"; so với: {lower(line['per'])}" if line["per"] else ""
    return [
        f"{line['code']} – {line['name']}",
        f"Tối đa {words.number(Decimal(line['points']))} điểm; {lower(RULES[line['kind']])}, "
        f"chỉ tiêu hoặc mức điểm {words.number(Decimal(line['scale']))}.",
        f"Số liệu: {lower(line['of'])}{per}.",
    ]


def _figure(one: Mapping[str, Any] | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"count": one["count"]} | ({"base": one["base"]} if one["base"] is not None else {})


async def lines_of(visitor: Visitor, query: str, *of: Any, needed: bool = True) -> list[dict[str, Any]]:
    """The lines of a sheet or card. Raises NotFound, unless they are not `needed`."""
    async with visitor.reader().rows() as connection:
        found = await connection.fetchval(query, *of)
    if found is None and needed:
        raise NotFound("scorecard")
    lines: list[dict[str, Any]] = json.loads(found or "[]")
    return lines


async def its_sheet(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """Whose card it is, and by which sheet. Raises NotFound."""
    async with reader.rows() as connection:
        row = await connection.fetchrow(OF_CARD, path["card_id"])
    if row is None:
        raise NotFound("scorecard")
    return dict(row)
