"""Words: days, times and numbers as officials write them; each deadline says its weekday and what is left of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from services.chassis.calendar import ZONE, local_date

WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
INSTANT: Final = timedelta(microseconds=1)
COUNTED: Final = 30
"""Days up to which the days left are said."""


def day(value: date | datetime) -> str:
    """The local day: "14/05/2024"."""
    return f"{_local(value):%d/%m/%Y}"


def weekday(value: date | datetime) -> str:
    """ "Thứ Ba, 14/05/2024"."""
    local = _local(value)
    return f"{WEEKDAYS[local.weekday()]}, {local:%d/%m/%Y}"


def clock(value: datetime) -> str:
    """ "16:20"."""
    return f"{value.astimezone(ZONE):%H:%M}"


def moment(value: datetime) -> str:
    """ "16:20 ngày 14/05/2024"."""
    return f"{value.astimezone(ZONE):%H:%M ngày %d/%m/%Y}"


def seconds(value: datetime) -> str:
    """ "09:41:07"."""
    return f"{value.astimezone(ZONE):%H:%M:%S}"


def last_day(due_at: datetime) -> date:
    """The last day on which something is in time; `due_at` is the first instant that is late."""
    return local_date(due_at - INSTANT)


def until(due_at: datetime) -> str:
    """ "hết Thứ Ba, 14/05/2024"."""
    local = due_at.astimezone(ZONE)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"hết {weekday(last_day(due_at))}"
    return f"trước {clock(due_at)} {weekday(due_at)}"


def left(due_at: datetime, now: datetime) -> str:
    """ "còn 2 ngày", "hôm nay là ngày cuối", "trễ 2 ngày"; "" when there is more than a month."""
    days = (last_day(due_at) - local_date(now)).days
    if now >= due_at:
        late = -days
        return f"trễ {late} ngày" if late > 0 else "đã quá giờ"
    if days == 0:
        return "hôm nay là ngày cuối"
    return f"còn {days} ngày" if days <= COUNTED else ""


def number(value: int | Decimal) -> str:
    """ "1.234.567,5"."""
    text = f"{value:,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", "−")


def dong(amount: int) -> str:
    """ "2.340.000 đồng"."""
    return f"{number(amount)} đồng"


def points(value: Decimal) -> str:
    """ "96,25"."""
    return number(value.quantize(Decimal("0.01")))


def apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by code, with the code beside those that more than one has: "Phường Quyết Thắng (mã 03386)".

    A code that had other holders before tells since when it is this one's: "(mã 03386, từ 01/07/2025)".
    """
    times = Counter(labels.values())
    return {code: label if times[label] == 1 else f"{label} ({official(code)})" for code, label in labels.items()}


def official(code: str) -> str:
    """A ward's key as people know it: "mã 03386", of a code's later holder "mã 03388, từ 01/07/2025"."""
    first, _, since = code.partition("@")
    return f"mã {first}, từ {day(date.fromisoformat(since))}" if since else f"mã {first}"


def kept(rows: Iterable[Mapping[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    """These columns of rows, for instance as the options of a choice."""
    return [tuple(row[column] for column in columns) for row in rows]


def pairs(options: Iterable[Any]) -> list[tuple[str, str]]:
    """Options as a choice takes them: the key, and the words with what tells it apart."""
    return [(one.value, f"{one.label} – {one.hint}" if one.hint else one.label) for one in options]


def _local(value: date | datetime) -> date:
    return local_date(value) if isinstance(value, datetime) else value


def lower(label: str) -> str:
    """A label inside a sentence; an abbreviation stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


FILTERS: Final = {
    "inside": lower,
    "day": day,
    "weekday": weekday,
    "clock": clock,
    "moment": moment,
    "seconds": seconds,
    "until": until,
    "number": number,
    "points": points,
    "kept": kept,
    "pairs": pairs,
}
