"""Telling the law of a day: each row of a pack as a sentence with its citation and how sure it is; page, Excel and API show these. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

from services.awards.law.money import money_source, prize
from services.awards.law.pack import COMMON, NATION, Doubt, Law, Pack, differences
from services.awards.law.rows import Confidence, Row, Source, SubjectKind
from services.chassis import words
from thidua_contracts.codes import SubjectKind as SubjectKinds

PARTS: Final[Mapping[str, str]] = {
    "regime": "Quy định chung",
    "award": "Là gì",
    "rule": "Tiêu chuẩn",
    "deciders": "Thẩm quyền quyết định",
    "vote": "Biểu quyết",
    "papers": "Hồ sơ",
    "limit": "Thời hạn",
    "money": "Tiền thưởng",
    "object": "Hiện vật",
    "quota": "Số lượng",
    "quorum": "Số thành viên phải có mặt",
    "ballot": "Hình thức bỏ phiếu",
    "kind": "Loại hình",
    "priority": "Ưu tiên",
    "value": "Con số, cách tính",
    "transition": "Chuyển tiếp",
    "amended": "Văn bản được sửa đổi",
    "ended": "Văn bản hết hiệu lực",
}
"""The tables that are told, in the order in which they are read; facts and places are the system's own."""
OF_SYSTEM: Final = "he-thong"
"""The number of the document that holds what the system itself needs to know."""
LACKS: Final = {
    "deciders": "chưa có thẩm quyền quyết định",
    "rule": "chưa có tiêu chuẩn",
    "vote": "chưa có cách biểu quyết",
    "money": "chưa có mức tiền thưởng",
    "money-individual": "chưa có mức tiền thưởng của cá nhân",
    "money-collective": "chưa có mức tiền thưởng của tập thể",
}
SESSIONS: Final = {"ordinary": "Phiên thường kỳ", "award": "Phiên xét khen thưởng"}
MODES: Final = {"open": "bỏ phiếu công khai", "secret": "bỏ phiếu kín"}
BASES: Final = {"all": "tổng số thành viên", "present": "số thành viên có mặt"}
COUNTS: Final = {True: "làm căn cứ cho khen thưởng công trạng", False: "không làm căn cứ cho khen thưởng công trạng"}


Kind = Literal["changes", "new", "ends", "cited-anew"]
KINDS: Final[Mapping[Kind, str]] = {
    "changes": "Thay",
    "new": "Thêm",
    "ends": "Thôi",
    "cited-anew": "Giữ nội dung, đổi căn cứ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one row says, of which award ("": of all)."""

    part: str
    awards: tuple[str, ...]
    says: str
    source: Source
    place: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A row that changes: what it said and says from then on, each with where it stands; None where there is none."""

    part: str
    awards: tuple[str, ...]
    before: str
    after: str
    was: Source | None
    becomes: Source | None

    @property
    def kind(self) -> Kind:
        """What happens to it."""
        if self.was is None or self.becomes is None:
            return "new" if self.was is None else "ends"
        return "cited-anew" if self.before == self.after else "changes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The law of a day at a place."""

    day: date
    place: str
    pack: Pack
    names: Mapping[str, str]
    """Awards by code, lowest first."""
    lines: tuple[Line, ...]
    open_questions: tuple[str, ...]
    holes: tuple[tuple[str, str], ...]
    doubts: tuple[Doubt, ...]
    expires: tuple[Doubt, ...]
    next_change: date | None
    changes: tuple[Change, ...]
    last_change: date | None

    def of(self, award: str) -> list[Line]:
        """The lines of one award; of "" those that no award is named in."""
        return [line for line in self.lines if (award in line.awards if award else not line.awards)]


def told(law: Law, day: date, place: str = NATION) -> Told | None:
    """The law of a day at a place; None where no regime holds yet."""
    pack = law.pack(day, place)
    if pack.regime is None:
        return None
    awards = sorted(pack.table("award"), key=lambda row: (row.fields["rank"], row.id))
    order = list(PARTS)
    rows = sorted(filter(_is_told, pack.rows), key=lambda row: (order.index(row.table), row.id))
    later = law.next_change(day, place)
    return Told(
        day=day,
        place=place,
        pack=pack,
        names={row.id: row.fields["name"] for row in awards},
        lines=tuple(line for row in rows for line in _lines(row, pack)),
        open_questions=tuple(row.fields["sentence"] for row in law.open_questions(day, place)),
        holes=tuple((hole.award, LACKS[hole.lacks]) for hole in pack.holes()),
        doubts=tuple(pack.doubts),
        expires=tuple(pack.expires),
        next_change=later,
        changes=tuple(_changes(pack, law.pack(later, place))) if later else (),
        last_change=pack.since if pack.since < day else None,
    )


def _is_told(row: Row) -> bool:
    return row.table in PARTS and row.number != OF_SYSTEM


def _lines(row: Row, pack: Pack) -> Iterator[Line]:
    awards = _awards(row)
    for says, source in _said(row, pack):
        yield Line(part=row.table, awards=awards, says=says, source=source, place=row.place, since=row.since)


def _awards(row: Row) -> tuple[str, ...]:
    """The awards that a row is about; a rule for every award is about none of them."""
    if row.table == "award":
        return (row.id,)
    return () if row.id.startswith(COMMON) else tuple(row.fields.get("awards", ()))


def _changes(before: Pack, after: Pack) -> Iterator[Change]:
    order = list(PARTS)
    found = [pair for pair in differences(before, after) if _is_told(next(row for row in pair if row is not None))]
    for was, is_ in sorted(found, key=lambda pair: _place(pair, order)):
        row = is_ or was
        assert row is not None
        yield Change(
            part=row.table,
            awards=_awards(row),
            before="; ".join(says for says, _ in _said(was, before)) if was else "",
            after="; ".join(says for says, _ in _said(is_, after)) if is_ else "",
            was=was.source if was else None,
            becomes=is_.source if is_ else None,
        )


def _place(pair: tuple[Row | None, Row | None], order: Sequence[str]) -> tuple[int, str]:
    row = next(row for row in pair if row is not None)
    return order.index(row.table), row.id


def _said(row: Row, pack: Pack) -> Iterator[tuple[str, Source]]:
    """What a row says under its pack; money a sentence for each kind of subject."""
    if row.table == "money":
        yield from _money(row, pack)
    else:
        yield sentence(row, pack), row.source


def sentence(row: Row, pack: Pack) -> str:
    """A row as a sentence."""
    field = row.fields
    match row.table:
        case "award":
            what = "Hình thức khen thưởng" if field["form"] else "Danh hiệu thi đua"
            kinds = ", ".join(kind.fields["name"] for one in field["kinds"] if (kind := pack.row("kind", one)))
            return f"{what} cho {_subjects(field['subjects'])}; khen thưởng {kinds}"
        case "deciders":
            return str(field["position"])
        case "vote":
            least = f"{'trên' if field['more_than'] else 'từ'} {field['percent']}% {BASES[field['base']]} đồng ý"
            return f"{'Bỏ phiếu' if field['ballot'] else 'Biểu quyết'}: {least}"
        case "quorum":
            return f"{SESSIONS[field['session']]}: từ {field['numerator']}/{field['denominator']} tổng số thành viên"
        case "ballot":
            return f"Trong hệ thống: {', '.join(MODES.get(mode, mode) for mode in field['modes'])}"
        case "papers" | "regime":
            return str(field["name"])
        case "limit":
            return _upper(
                f"{field['step']}: {_limit(field)}" if "days" in field else f"{field['step']} {field['date']}"
            )
        case "object":
            return _upper(", ".join(field["items"]))
        case "quota":
            most = f"{words.number(field['percent'])}%" if "percent" in field else str(field["count"])
            return f"Không quá {most} {field['of']} ({field['scope']}; {_subjects(field['subjects'])})"
        case "kind":
            return _upper(f"{field['name']}: {COUNTS[field['counts']]}")
        case "value":
            return _upper(f"{field['says']}{_value(field['value'])}")
        case _:
            return str(field["sentence"])


def _money(row: Row, pack: Pack) -> Iterator[tuple[str, Source]]:
    salary = pack.salary
    for award in row.fields["awards"]:
        kinds: list[SubjectKind] = list(row.fields["subjects"])
        known = pack.row("award", award)
        if "individual" in kinds and known is not None and "household" in known.fields["subjects"]:
            kinds.append("household")
        for kind in kinds:
            who = f"{SubjectKinds(kind).label}: "
            if len(row.fields["awards"]) > 1 and known is not None:
                who = f"{known.fields['name']}, {SubjectKinds(kind).spoken}: "
            factor = words.number(Decimal(str(row.fields["coefficient"]))).removesuffix(",0")
            if kind == "household":
                says, source = f"{who}mức của cá nhân × hệ số hộ gia đình", money_source(pack, award, kind)
            else:
                says, source = f"{who}hệ số {factor}", row.source
            amount = prize(pack, award, kind, salary.dong) if salary else 0
            if amount:
                says += f", {words.number(amount)}\N{NO-BREAK SPACE}đ"
            yield says, source


def _limit(field: Mapping[str, Any]) -> str:
    return f"{field['days']} ngày{' làm việc' if field.get('working') else ''}"


def _subjects(kinds: Sequence[str]) -> str:
    return ", ".join(SubjectKinds(kind).spoken for kind in kinds)


def _value(value: Any) -> str:
    """The number of a value; a word stands for what its sentence says already."""
    if isinstance(value, Decimal) and value < 1:
        return f": {words.number(int(value * 100))}%"
    return f": {words.number(value)}" if isinstance(value, int | Decimal) else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


SURE: Final[Mapping[Confidence, str]] = {
    "H": "đã đối chiếu văn bản gốc",
    "M": "theo nguồn thứ cấp",
    "L": "theo dấu hiệu gián tiếp",
    "mem": "theo trí nhớ, chưa có văn bản",
}
"""How sure we are, in words."""
