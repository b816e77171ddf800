"""Commands of an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from services.awards.fields import document_number
from services.chassis.files.reference import FileRef
from services.chassis.kit.fields import At, Choice, Day, Evidence, InPath, Looked, New, Several, Text, Ward
from services.chassis.text.types import LETTERED

MISTAKES: Final = {
    "content": "Sai tên sáng kiến",
    "author": "Sai tác giả",
    "document": "Sai số hoặc ngày của quyết định công nhận",
    "twice": "Đã ghi nhận một lần khác",
}
"""Why a record is taken back: code words, since nothing that names somebody can be taken out of an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecogniseInitiative:
    """The initiative council recognised an initiative (công nhận sáng kiến cấp cơ sở) by a document of a day."""

    ward_code: Ward
    at: At
    initiative_id: Annotated[UUID, New("initiative")]
    name: Annotated[str, Text("Tên sáng kiến", pattern=LETTERED, example="Sổ tay điện tử của tổ dân phố")]
    authors: Annotated[
        tuple[UUID, ...],
        Several("Tác giả", options="people", least=1, most=20, hint="Có tên trong quyết định công nhận."),
    ]
    document_number: Annotated[str, document_number("Số quyết định công nhận")]
    recognised_on: Annotated[date, Day("Ngày công nhận")]
    evidence: Annotated[
        tuple[FileRef, ...], Evidence("Minh chứng", hint="Quyết định công nhận, bản mô tả sáng kiến.")
    ] = ()
    known: Annotated[frozenset[UUID], Looked] = frozenset()
    """Which of the authors the ward knows."""
    before: Annotated[str | None, Looked] = None
    """What the same document is recorded to have recognised for these authors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawInitiative:
    """Take back what was recorded by mistake, while no nomination rests on it."""

    ward_code: Ward
    at: At
    initiative_id: Annotated[UUID, InPath]
    mistake: Annotated[str, Choice("Lý do", words=MISTAKES)]
    recognition_id: Annotated[UUID, Looked]


Command = RecogniseInitiative | WithdrawInitiative
