"""Paper: what an official paper says, whichever file it becomes, in the order of Nghị định 30/2020/NĐ-CP, Phụ lục I.

A DOCX template calls its fields by their Vietnamese names (the aliases). Every text is one line of plain letters: nothing in it is
markup, a line break or a tag.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, computed_field, model_validator

from services.chassis import words
from services.chassis.text.letters import FORBIDDEN, clean

BLANK: Final = "\u00a0" * 6
"""The room for what is written in by hand: a number or a day that has not been given."""
VAT: Final = "Lưu: VT"
"""The last recipient: the office's archive."""


def one_line(text: str) -> str:
    """The text in NFC on one line, without control characters."""
    return " ".join(clean(FORBIDDEN.sub(" ", text)).split())


Line = Annotated[str, Field(max_length=20_000), AfterValidator(one_line)]
Lines = Annotated[tuple[Line, ...], Field(max_length=2_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Block(_Part):
    """A part of the text: a paragraph of a style, with words in bold before it, or a table."""

    style: Literal["heading", "centred", "paragraph", "item", "table"] = Field(alias="loai")
    label: Line = Field("", alias="nhan")
    text: Line = Field("", alias="chu")
    columns: Lines = Field((), alias="cot")
    rows: Annotated[tuple[Lines, ...], Field(max_length=10_000)] = Field((), alias="dong")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has a cell for each column")
        return self


def heading(text: str) -> Block:
    """A heading of a part: "I. MỤC ĐÍCH"."""
    return Block(style="heading", text=text)


def centred(text: str) -> Block:
    """A bold line in the middle: "QUYẾT ĐỊNH:"."""
    return Block(style="centred", text=text)


def paragraph(text: str, label: str = "") -> Block:
    """A paragraph; the label is bold: "Điều 1."."""
    return Block(style="paragraph", text=text, label=label)


def item(text: str) -> Block:
    """A line of a list, with its dash."""
    return Block(style="item", text=text)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Block:
    """A table, whose rows are numbered on paper."""
    return Block(style="table", columns=tuple(columns), rows=tuple(tuple(row) for row in rows))


class Annex(_Part):
    """What is enclosed (phụ lục), on a page of its own."""

    heading: Line = Field(alias="ten")
    subject: Line = Field("", alias="trich_yeu")
    blocks: tuple[Block, ...] = Field(alias="noi_dung")


class Paper(_Part):
    """An official paper; `kind` is its name in capitals, "" for a letter (công văn), whose subject stands below its number.

    `issuer` is the name of who issues it, one line or two; `in_place_of` stands above the position of whoever signs for
    somebody else ("KT. CHỦ TỊCH"). Without `number` or `day` there is room to write them in.
    """

    issuer: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)] = Field(alias="co_quan")
    number: int | None = Field(None, alias="so")
    symbol: Line = Field(alias="ky_hieu")
    place: Line = Field(alias="dia_danh")
    day: date | None = Field(None, alias="ngay")
    kind: Line = Field("", alias="ten_loai")
    subject: Line = Field(alias="trich_yeu")
    addressees: Lines = Field((), alias="kinh_gui")
    decider: Line = Field("", alias="tham_quyen_ban_hanh")
    bases: Lines = Field((), alias="can_cu")
    blocks: tuple[Block, ...] = Field(alias="noi_dung")
    recipients: Lines = Field((), alias="noi_nhan")
    authority: Line = Field("", alias="tham_quyen_ky")
    in_place_of: Line = Field("", alias="ky_thay")
    position: Line = Field("", alias="chuc_vu")
    signer: Line = Field("", alias="nguoi_ky")
    beside_position: Line = Field("", alias="chuc_vu_ky_cung")
    beside_signer: Line = Field("", alias="nguoi_ky_cung")
    """Who signs beside, on the left: the secretary of a meeting signs its minutes with the chair (Phụ lục III, Mẫu 1.9)."""
    annex: Annex | None = Field(None, alias="phu_luc")

    @computed_field(alias="so_ky_hieu")  # type: ignore[prop-decorator]
    @property
    def number_line(self) -> str:
        """ "Số: 05/KH-UBND": a number below ten has a zero before it."""
        return f"Số: {f'{self.number:02}' if self.number is not None else BLANK}/{self.symbol}"

    @computed_field(alias="noi_va_ngay")  # type: ignore[prop-decorator]
    @property
    def place_line(self) -> str:
        """ "Đoàn Kết, ngày 05 tháng 01 năm 2024": days below ten and the months 1 and 2 have a zero before them."""
        if self.day is None:
            return f"{self.place}, ngày{BLANK}tháng{BLANK}năm{BLANK}"
        month = f"{self.day.month:02}" if self.day.month < 3 else str(self.day.month)
        return f"{self.place}, ngày {self.day:%d} tháng {month} năm {self.day.year}"

    @computed_field(alias="kinh_gui_tung_dong")  # type: ignore[prop-decorator]
    @property
    def addressee_lines(self) -> tuple[str, ...]:
        """To whom a letter goes: one on the line, several below it."""
        if len(self.addressees) < 2:
            return tuple(f"Kính gửi: {one}" for one in self.addressees)
        last = len(self.addressees) - 1
        return ("Kính gửi:", *(f"- {one}{'.' if place == last else ';'}" for place, one in enumerate(self.addressees)))

    @computed_field(alias="can_cu_tung_dong")  # type: ignore[prop-decorator]
    @property
    def bases_lines(self) -> tuple[str, ...]:
        """The bases, each ended by a semicolon, the last by a full stop."""
        named = (basis.removeprefix("Căn cứ ").rstrip(";.") for basis in self.bases)
        whole = [one if one.startswith("Theo ") else f"Căn cứ {one}" for one in named]
        return tuple(f"{one}{'.' if place == len(whole) else ';'}" for place, one in enumerate(whole, start=1))

    @computed_field(alias="noi_nhan_tung_dong")  # type: ignore[prop-decorator]
    @property
    def recipient_lines(self) -> tuple[str, ...]:
        """Who gets it, a dash before each, the archive last."""
        given = [one.lstrip("-– ").rstrip(";.") for one in self.recipients]
        copied = ["Như trên" if self.addressees else ""]
        named = [one for one in (*copied, *given) if one and not one.casefold().startswith("lưu:")]
        archive = next((one for one in given if one.casefold().startswith("lưu:")), VAT)
        return (*(f"- {one};" for one in named), f"- {archive}.")

    @computed_field(alias="dinh_kem")  # type: ignore[prop-decorator]
    @property
    def enclosed_line(self) -> str:
        """To what the annex belongs: "(Kèm theo Quyết định số 05/QĐ-UBND ngày 05/01/2024)"."""
        number = self.number_line.removeprefix("Số: ")
        day = words.day(self.day) if self.day else BLANK
        return f"(Kèm theo {self.kind.capitalize() or 'Công văn'} số {number} ngày {day})"
