"""Cells: what stands in a cell as somebody would type it into the form, by the kind of its field. Pure.

What could mean two things is asked, never guessed: a date in a text column, "1.5", a bare number that is no likely day.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from services.chassis import words
from services.chassis.kit.fields import Choice, Day, Lines, Number, Several, Whole, YesNo, lower
from services.chassis.kit.options import Option
from services.chassis.kit.parts import Part
from services.chassis.text.letters import FORBIDDEN, clean, folded, plain
from services.chassis.web.inputs import UNFIT, Unclear

EPOCH: Final = date(1899, 12, 30)
"""Day 0 of Excel's calendar, whose 29 February 1900 is counted in."""
LIKELY: Final = range(9133, 73051)
"""Bare numbers that are taken for days: 1925 to 2099; 2024 alone is a year."""
FAILED: Final = re.compile(r"#[A-Z0-9/_]+[!?]?")
YES: Final = frozenset({"co", "x", "yes", "dung", "true", "1"})
NO: Final = frozenset({"khong", "no", "sai", "false", "0"})
BETWEEN: Final = re.compile(r"[;\n]")
SHOWN: Final = 8
NOTHING: Final = "khong"


@dataclass(frozen=True, slots=True)
class Names:
    """What may be written for each of some options: its words, its key, what tells it apart; several may be called the same."""

    keys: Mapping[str, frozenset[str]]
    some: str

    def key(self, text: str, label: str) -> str:
        """The key of what is called so, marks or none. Raises Unclear."""
        for name in (folded(text), plain(text)):
            fits = self.keys.get(name, frozenset())
            if len(fits) == 1:
                return next(iter(fits))
            if fits:
                raise Unclear(
                    f"Có {len(fits)} mục cùng gọi là “{text}”. Ghi thêm phần phân biệt, hoặc nhập dòng này trên biểu mẫu."
                )
        raise Unclear(f"Không có {lower(label)} “{text}”. {self.some}")


def names_of(options: Sequence[Option]) -> Names:
    """The names of options."""
    keys: dict[str, set[str]] = {}
    for option in options:
        called = {option.value, option.label, *([option.hint, f"{option.label} {option.hint}"] if option.hint else [])}
        for name in {fold(one) for one in called for fold in (folded, plain)}:
            keys.setdefault(name, set()).add(option.value)
    few = ", ".join(option.label for option in options[:SHOWN])
    more = " …" if len(options) > SHOWN else ""
    some = f"Ghi một trong: {few}{more}." if options else "Chưa có mục nào để chọn."
    return Names({name: frozenset(found) for name, found in keys.items()}, some)


def typed(part: Part, cell: Any, names: Names | None, *, dates_1904: bool = False) -> list[str]:
    """The cell as the form would bring it; [] for an empty one. Raises Unclear."""
    mark: Any = part.mark
    if isinstance(cell, str):
        if FAILED.fullmatch(cell.strip()):
            raise Unclear(f"Ô này là lỗi công thức ({cell.strip()}). Sửa công thức, hoặc ghi giá trị.")
        if FORBIDDEN.search(cell):
            raise Unclear(UNFIT)
        cell = clean(cell).replace("\r\n", "\n").strip()
        if not cell or _stands_for_nothing(part, cell, names):
            return []
    match mark:
        case Day():
            return [_day(cell, mark, dates_1904)]
        case Whole() | Number():
            return [_number(cell, mark)]
        case YesNo():
            return [_yes_no(cell, mark)]
        case Several():
            return [_named(one, mark, names) for one in BETWEEN.split(_text(cell, mark)) if one.strip()]
        case Choice():
            return [_named(_text(cell, mark), mark, names)]
        case _ if names is not None:
            return [_named(_text(cell, mark), mark, names)]
        case Lines():
            return ["\n".join(BETWEEN.split(_text(cell, mark)))]
        case _:
            return [_text(cell, mark)]


def _stands_for_nothing(part: Part, text: str, names: Names | None) -> bool:
    """Whether this is the word with which lists, and so their files, say that nothing was chosen."""
    word = plain(text)
    return names is not None and word == NOTHING and word not in names.keys and (part.optional or part.default == ())


def _named(text: str, mark: Any, names: Names | None) -> str:
    return names.key(text.strip(), mark.label) if names is not None else text.strip()


def _text(cell: Any, mark: Any) -> str:
    match cell:
        case str():
            return cell
        case bool():
            raise Unclear(f"Mục “{mark.label}”: ô ghi {'TRUE' if cell else 'FALSE'}. Ghi bằng chữ.")
        case int() | float() if float(cell).is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case date() | time() | timedelta():
            raise Unclear(
                f"Mục “{mark.label}”: Excel đã đổi ô này thành ngày giờ. Định dạng cột là Văn bản (Text) rồi ghi lại."
            )
        case _:
            raise Unclear(f"Mục “{mark.label}”: ô là số có phần lẻ. Định dạng cột là Văn bản (Text) rồi ghi lại.")


def _day(cell: Any, mark: Day, dates_1904: bool) -> str:
    match cell:
        case datetime() if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            raise Unclear(f"Mục “{mark.label}”: ô có cả giờ. Chỉ ghi ngày, ví dụ {mark.example or '14/05/2024'}.")
        case date():
            return words.day(date(cell.year, cell.month, cell.day))
        case bool():
            pass
        case int() | float() if float(cell).is_integer() and int(cell) in LIKELY and not dates_1904:
            return words.day(EPOCH + timedelta(days=int(cell)))
        case str():
            return cell
    raise Unclear(
        f"Mục “{mark.label}”: chưa rõ ô này là ngày nào. Ghi ngày, tháng, năm, ví dụ {mark.example or '14/05/2024'}."
    )


def _number(cell: Any, mark: Whole | Number) -> str:
    match cell:
        case bool() | date() | time() | timedelta():
            raise Unclear(
                f"Mục “{mark.label}”: Excel đã đổi ô này thành ngày giờ hoặc đúng sai. Định dạng cột là Số rồi ghi lại."
            )
        case int() | float() if isinstance(mark, Whole) and (isinstance(cell, int) or cell.is_integer()):
            return mark.typed(int(cell))[0]
        case int() | float():
            return words.number(Decimal(repr(cell)) if isinstance(cell, float) and not cell.is_integer() else int(cell))
        case _:
            return str(cell)


def _yes_no(cell: Any, mark: YesNo) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    said = plain(_text(cell, mark))
    if said in YES | NO:
        return "yes" if said in YES else "no"
    raise Unclear(f"Mục “{mark.label}”: ghi Có hoặc Không.")
