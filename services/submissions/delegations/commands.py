"""Commands of a delegation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from services.chassis.kit.fields import At, Choice, Day, InPath, Looked, New, Ref, Text, Ward
from services.submissions.delegations.manners import WORDS
from services.submissions.fields import DELEGATED, document_number, mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateSigning:
    """Let somebody sign in the chairman's place from a day on; `mandates` are those under which the account may."""

    ward_code: Ward
    at: At
    delegation_id: Annotated[UUID, New("delegation")]
    person_id: Annotated[UUID, Ref("Người ký", options="people", hint="Cá nhân đã đăng ký của phường, xã.")]
    principal: Annotated[
        str,
        Ref(
            "Tài khoản của người ký",
            options="leaders",
            most=200,
            hint="Người đã được giao vai trò lãnh đạo UBND theo dõi; người giữ đã ghi tên thì phải đúng là người ký.",
        ),
    ]
    manner: Annotated[str, Choice("Hình thức ký", words=WORDS)]
    position: Annotated[str, Text("Chức vụ ghi trên chữ ký", most=100, example="PHÓ CHỦ TỊCH")]
    valid_from: Annotated[date, Day("Từ ngày")]
    valid_to: Annotated[date | None, Day("Đến hết ngày")] = None
    document_number: Annotated[str | None, document_number("Số văn bản giao", example="15/QĐ-UBND")] = None
    mandates: Annotated[tuple[UUID, ...], Looked] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndDelegation:
    """Say which day is its last."""

    ward_code: Ward
    at: At
    delegation_id: Annotated[UUID, InPath]
    valid_to: Annotated[date, Day("Ngày cuối cùng được ký")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDelegation:
    """Take back what was recorded by mistake; what was signed under it stays signed."""

    ward_code: Ward
    at: At
    delegation_id: Annotated[UUID, InPath]
    reason: Annotated[str, mistake(DELEGATED)]


Command = DelegateSigning | EndDelegation | WithdrawDelegation
