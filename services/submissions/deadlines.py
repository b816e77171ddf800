"""Deadlines: what a plan's words about a day mean as an instant. Legal days are days of Asia/Ho_Chi_Minh.

"Trước ngày 15/5" is over at the end of 14/5; "đến hết ngày 15/5" is over at the end of 15/5. The instant returned is
the first one that is late, so that `at < instant` means in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, assert_never

from services.chassis.calendar import end_of_day, start_of_day
from services.chassis.kit.fields import Choice, Day, Group


class Reading(StrEnum):
    """How the plan words the day: before it (the default), or through its end."""

    BEFORE = "before"
    THROUGH = "through"


READINGS: Final = {Reading.BEFORE.value: "trước ngày", Reading.THROUGH.value: "đến hết ngày"}


@dataclass(frozen=True, slots=True)
class DuePhrase:
    """A day as the document words it: "trước ngày" or "đến hết ngày"."""

    day: Annotated[date, Day("Ngày", example="15/05/2024")]
    reading: Annotated[Reading, Choice("Cách ghi", words=READINGS)] = Reading.BEFORE


def phrase(label: str, *, hint: str = "") -> Group:
    """The field of a deadline in the words of the document that sets it."""
    about = 'Hạn theo lời văn: `before` là "trước ngày", `through` là "đến hết ngày".'
    return Group(label, hint=hint, body="Phrase", about=about)


def first_late_instant(phrase: DuePhrase) -> datetime:
    """The instant from which on something is too late, in UTC."""
    match phrase.reading:
        case Reading.BEFORE:
            return start_of_day(phrase.day)
        case Reading.THROUGH:
            return end_of_day(phrase.day)
        case _:
            assert_never(phrase.reading)
