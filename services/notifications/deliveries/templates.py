"""Templates: one file per template, its first line the subject, then an empty line, then the letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from services.notifications.wording import filled

FOLDER: Final = Path(__file__).parent / "letters"


@dataclass(frozen=True, slots=True)
class Letter:
    """What the recipient reads."""

    subject: str
    body: str


def names() -> frozenset[str]:
    """Every template there is."""
    return frozenset(path.stem for path in FOLDER.glob("*.txt"))


def letter(template: str, facts: Mapping[str, str]) -> Letter:
    """The letter in Vietnamese. Raises LookupError for an unknown template, KeyError for a missing fact."""
    subject, body = _text(template)
    signed = f"{body}\n{_signature()}"
    return Letter(filled(subject, facts), filled(signed, facts))


@cache
def _text(template: str) -> tuple[str, str]:
    if template not in names():
        raise LookupError(template)
    subject, _, body = (FOLDER / f"{template}.txt").read_text().partition("\n\n")
    return subject.strip(), body.strip() + "\n"


@cache
def _signature() -> str:
    return (FOLDER / "signature.part").read_text()
