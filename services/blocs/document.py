"""Document (văn bản): the paper that a decision about a bloc rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from services.blocs.fields import NUMBER
from services.chassis.kit.fields import Day
from services.chassis.text.letters import folded_number


@dataclass(frozen=True, slots=True)
class Document:
    """Its number as printed and the day it was signed."""

    number: Annotated[str, NUMBER, Field(examples=["12/QĐ-UBND"])]
    signed_on: Annotated[date, Day("Ngày ký")]

    def same_as(self, other: Document) -> bool:
        """Whether both name one document: "77/QĐ-UBND" and "077/qđ-ubnd" of one day do."""
        return (folded_number(self.number), self.signed_on) == (folded_number(other.number), other.signed_on)
