"""Commands of a task of a plan's annex; `plan_id` is looked up, and the plan says whether the task is its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Day, Evidence, InPath, Looked, Text, Ward
from services.submissions.fields import FINISHED, document_number, erasure_document, mistake

EVIDENCE: Final = Evidence(
    "Minh chứng",
    hint="Biên bản, ảnh, danh sách, sản phẩm của nhiệm vụ. Ghi lại kết quả thì tệp mới thêm vào tệp đã có; bỏ tệp thì rút kết quả.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTaskResult:
    """Say that a task is done, or say it better."""

    ward_code: Ward
    at: At
    task_id: Annotated[UUID, InPath]
    plan_id: Annotated[UUID, Looked]
    done_on: Annotated[date, Day("Ngày hoàn thành")]
    result: Annotated[
        str,
        Text(
            "Kết quả",
            most=1000,
            long=True,
            hint="Ghi việc đã làm và sản phẩm; không ghi tên người.",
            example="Đã tổ chức hội nghị sơ kết, 22 đơn vị dự",
        ),
    ]
    document_number: Annotated[str | None, document_number("Số văn bản kèm theo", example="12/BC-TDP8")] = None
    evidence: Annotated[tuple[FileRef, ...], EVIDENCE] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTaskResult:
    """Take back that a task is done."""

    ward_code: Ward
    at: At
    task_id: Annotated[UUID, InPath]
    plan_id: Annotated[UUID, Looked]
    reason: Annotated[str, mistake(FINISHED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTaskWords:
    """Erase what was written of a task's results, on the document that orders it."""

    ward_code: Ward
    at: At
    task_id: Annotated[UUID, InPath]
    document_number: Annotated[str, erasure_document()]
