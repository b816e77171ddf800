"""Document (văn bản): the paper that a decision about a bloc rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from services.blocs.fields import NUMBER
from services.chassis.kit.fields import Day


@dataclass(frozen=True, slots=True)
class Document:
    """Its number as printed and the day it was signed."""

    number: Annotated[str, NUMBER, Field(examples=["12/QĐ-UBND"])]
    signed_on: Annotated[date, Day("Ngày ký")]
