"""What may be asked of a bloc. `ward_code` is the bloc's code; days are dates in Asia/Ho_Chi_Minh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from services.blocs.document import Document
from services.blocs.fields import BLOC, DOCUMENT, YEAR, OfBloc, OfYear, WardCode, YearNumber, member, title
from services.chassis.kit.fields import At, Context, Day, Looked, Ref, Text

CODE = Text(
    "Mã khối",
    name="code",
    least=3,
    most=40,
    pattern=BLOC,
    example="khoi-xa-phuong-lai-chau",
    hint="Chữ thường không dấu, chữ số, gạch ngang. Đặt một lần, không đổi được.",
)


@dataclass(frozen=True, slots=True)
class Life:
    """From which day on the ward of a key exists, and from which on it is no more, as the register of wards says."""

    ward: str
    began_on: date
    ended_on: date | None = None


Lives = Annotated[tuple[Life, ...], Looked]
"""The wards that the command names, as far as there are such: an official code may be another ward's on another day, a key is not."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A stay of the ward in another bloc."""

    bloc_code: str
    bloc_name: str
    from_day: date
    last_day: date | None


Stays = Annotated[tuple[Elsewhere, ...], Looked]
"""What the ward's page shows of other blocs: those that an earlier build recorded stand nowhere else."""


@dataclass(frozen=True, slots=True)
class EstablishBloc:
    """Set up a bloc."""

    ward_code: Annotated[str, CODE, Field(examples=["khoi-xa-phuong-lai-chau"])]
    at: At
    name: Annotated[str, title("Tên khối", example="Khối thi đua các xã, phường số 1")]
    first_year: Annotated[YearNumber, YEAR]
    document: Annotated[Document, DOCUMENT]


@dataclass(frozen=True, slots=True)
class CorrectBloc:
    """Say what the bloc is called and since which year it is, in place of what was written."""

    ward_code: OfBloc
    at: At
    name: Annotated[str, title("Tên khối", example="Khối thi đua các xã, phường số 1")]
    first_year: Annotated[YearNumber, YEAR]
    document: Annotated[Document, DOCUMENT]


@dataclass(frozen=True, slots=True)
class AdmitMember:
    """Let a ward belong to the bloc."""

    ward_code: OfBloc
    at: At
    member_ward: Annotated[WardCode, Ref("Xã, phường", name="ward_code", options="every-ward")]
    from_day: Annotated[date, Day("Là thành viên từ ngày")]
    document: Annotated[Document, DOCUMENT]
    wards: Lives = ()
    elsewhere: Stays = ()


@dataclass(frozen=True, slots=True)
class ReleaseMember:
    """Let a ward belong to it no longer."""

    ward_code: OfBloc
    at: At
    member_ward: Annotated[str, Context("path", "ward_code")]
    last_day: Annotated[date, Day("Ngày cuối cùng là thành viên")]
    document: Annotated[Document, DOCUMENT]


@dataclass(frozen=True, slots=True)
class CorrectStay:
    """Say from when to when a ward belongs to it, in place of what was written; `was_from` names the stay."""

    ward_code: OfBloc
    at: At
    member_ward: Annotated[str, Context("path")]
    was_from: Annotated[date, Context("path")]
    from_day: Annotated[date, Day("Là thành viên từ ngày")]
    last_day: Annotated[
        date | None,
        Day("Ngày cuối cùng là thành viên", hint="Bỏ trống nếu đơn vị chưa rời khối, việc rời khối ghi nhầm."),
    ]
    document: Annotated[Document, DOCUMENT]
    wards: Lives = ()
    elsewhere: Stays = ()


@dataclass(frozen=True, slots=True)
class WithdrawAdmission:
    """A ward was admitted by mistake: it never belonged to the bloc in this stay."""

    ward_code: OfBloc
    at: At
    member_ward: Annotated[str, Context("path")]
    was_from: Annotated[date, Context("path")]
    document: Annotated[Document, DOCUMENT]


@dataclass(frozen=True, slots=True)
class AppointHead:
    """Say who heads the bloc in a year, and who stands in."""

    ward_code: OfBloc
    at: At
    year: Annotated[YearNumber, YEAR]
    head_ward: Annotated[WardCode, member("Khối trưởng")]
    deputy_ward: Annotated[WardCode | None, member("Khối phó")]
    from_day: Annotated[date, Day("Từ ngày", hint="Một ngày trong năm thi đua.")]
    document: Annotated[Document, DOCUMENT]
    wards: Lives = ()


@dataclass(frozen=True, slots=True)
class HandOverHead:
    """Pass the head of a year to another member."""

    ward_code: OfBloc
    at: At
    year: OfYear
    to_ward: Annotated[WardCode, Ref("Khối trưởng mới", options="successors")]
    deputy_ward: Annotated[
        WardCode | None, member("Khối phó từ ngày này", hint="Bỏ trống nếu từ ngày này khối không có Khối phó.")
    ]
    on_day: Annotated[date, Day("Nhận bàn giao từ ngày")]
    document: Annotated[Document, DOCUMENT]
    wards: Lives = ()


@dataclass(frozen=True, slots=True)
class TakeBackHandOver:
    """The last hand-over of a year was recorded by mistake: who headed the bloc before heads it."""

    ward_code: OfBloc
    at: At
    year: OfYear


MemberCommand = AdmitMember | ReleaseMember | CorrectStay | WithdrawAdmission
"""What changes on which days a ward is a member."""
Command = EstablishBloc | CorrectBloc | MemberCommand | AppointHead | HandOverHead | TakeBackHandOver
