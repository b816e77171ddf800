"""Lineage: which ward became which; who stands for a ward on a day; the same as sentences. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from services.chassis import words
from services.chassis.web.charts import Descent

ALONE: Final = "Chưa có thay đổi: không tiếp nhận phường, xã nào và chưa nhập vào phường, xã nào."


@dataclass(frozen=True, slots=True)
class Passing:
    """A ward goes over into another on this day, by this document."""

    ward: str
    successor: str
    on: date
    document: str | None


def standing_for(ward: str, day: date, ended_on: Mapping[str, date | None], passings: Iterable[Passing]) -> set[str]:
    """The wards that a ward is on a day: itself before its end, from then on those that took it over, and theirs."""
    after: dict[str, set[str]] = {}
    for passing in passings:
        after.setdefault(passing.ward, set()).add(passing.successor)
    found: set[str] = set()
    open_ = [ward]
    while open_:
        one = open_.pop()
        end = ended_on[one]
        if end is None or day < end:
            found.add(one)
        else:
            open_ += after[one]
    return found


def sentences(passings: Sequence[Passing], wards: Mapping[str, Mapping[str, Any]], today: date) -> list[str]:
    """One sentence per ward that took over others: on which day whom, by which document; coming ones say so."""
    told: dict[tuple[date, str], list[Passing]] = {}
    for passing in passings:
        told.setdefault((passing.on, passing.successor), []).append(passing)
    shares = {(one.on, one.ward): 0 for one in passings}
    for one in passings:
        shares[one.on, one.ward] += 1
    found = []
    for (on, successor), group in told.items():
        parts = [_called(one.ward, wards) + (" (một phần)" if shares[one.on, one.ward] > 1 else "") for one in group]
        began = successor in wards and wards[successor]["valid_from"] == on
        verb = ("nhập thành" if len(parts) > 1 else "trở thành") if began else "nhập vào"
        coming = " sẽ" if on > today else ""
        documents = list(dict.fromkeys(one.document for one in group if one.document))
        by = f", theo văn bản số {', '.join(documents)}" if documents else ""
        found.append(f"Từ ngày {words.day(on)}, {_listed(parts)}{coming} {verb} {_called(successor, wards)}{by}.")
    return found or [ALONE]


def picture(
    ward: str, passings: Sequence[Passing], wards: Mapping[str, Mapping[str, Any]]
) -> tuple[list[Descent], list[tuple[int, int]]]:
    """The wards of a lineage from the first to the last, and which goes over into which, by place."""
    keys = {ward: None} | dict.fromkeys(one for passing in passings for one in (passing.ward, passing.successor))
    order = sorted(keys, key=lambda key: (wards[key]["valid_from"] if key in wards else date.min, key))
    place = {key: number for number, key in enumerate(order)}
    drawn = [
        Descent(wards[key]["name"] if key in wards else "Đơn vị chưa đăng ký", _days(key, wards), key == ward)
        for key in order
    ]
    return drawn, [(place[one.ward], place[one.successor]) for one in passings]


def _days(key: str, wards: Mapping[str, Mapping[str, Any]]) -> str:
    if key not in wards:
        return f"mã {key}"
    row = wards[key]
    until = f"–{words.day(row['ended_on'] - timedelta(days=1))}" if row["ended_on"] else ""
    return f"mã {row['code']}, {'' if until else 'từ '}{words.day(row['valid_from'])}{until}"


def _called(key: str, wards: Mapping[str, Mapping[str, Any]]) -> str:
    return f"{wards[key]['name']} (mã {wards[key]['code']})" if key in wards else f"đơn vị mã {key}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"
