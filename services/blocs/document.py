"""Document (văn bản): the paper that a decision about a bloc rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """Its number as printed and the day it was signed."""

    number: str
    signed_on: date
