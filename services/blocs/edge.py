"""What the addresses of blocs have in common: the form of a bloc's code, of a ward's code, of a year and a document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

from services.blocs.document import Document
from services.chassis.errors import NotFound
from services.chassis.http.body import Body
from services.chassis.http.edge import Reader

BLOC: Final = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
WARD: Final = r"^[0-9]{5}$"

Code = Annotated[str, Field(pattern=BLOC, min_length=3, max_length=40, examples=["khoi-xa-phuong-lai-chau"])]
WardText = Annotated[str, Field(pattern=WARD, examples=["03386"])]
YearNumber = Annotated[int, Field(ge=2000, le=2100, examples=[2024])]
Text = Annotated[str, Field(min_length=1, max_length=300)]

BlocPath = Annotated[str, Path(pattern=BLOC, min_length=3, max_length=40, description="Mã khối thi đua.")]
WardPath = Annotated[str, Path(pattern=WARD, description="Mã đơn vị hành chính cấp xã.")]
YearPath = Annotated[int, Path(ge=2000, le=2100, description="Năm thi đua.")]


class DocumentBody(Body):
    """Văn bản làm căn cứ."""

    number: Annotated[str, Field(min_length=1, max_length=60, examples=["12/QĐ-UBND"])]
    signed_on: date

    def document(self) -> Document:
        """The same, in the domain's words."""
        return Document(self.number, self.signed_on)


def readable(reader: Reader, bloc_code: str) -> None:
    """Raises NotFound for a bloc that the mandate may not read, as for one that does not exist."""
    if bloc_code not in reader.wards:
        raise NotFound(bloc_code)
