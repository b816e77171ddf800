"""A calendar file (RFC 5545): one event of a whole day for each item, lines of at most 75 bytes that end with CRLF. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from services.submissions.calendar.query import Item

LINE: Final = 75
HERE: Final = uuid5(NAMESPACE_URL, "urn:thidua:calendar")


def text(value: str) -> str:
    """A value in which nothing is read as the file's own."""
    safe = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 bytes, the later ones after a space; no letter is cut."""
    piece, room = "", LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", LINE - 1
        piece += letter
        room -= size
    yield piece


def file(items: Iterable[Item], at: datetime, *, name: str, base: str, role: str) -> str:
    """The items as a calendar called `name`; `base` is where their pages are, `role` whose."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Thi Dua//Lich//VI",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{text(name)}",
    ]
    for item in items:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(HERE, f'{item.kind}/{item.about}/{item.day}')}@thidua",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{item.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{text(f'{item.word}: {item.what}')}",
            *([f"URL:{base}{page}"] if (page := item.page(role)) else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in folded(line))
