"""Events of a document in the library: one stream per ward, issuer, year and folded number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.chassis.files.reference import FileRef

KINDS: Final = {
    "law": "Luật",
    "decree": "Nghị định",
    "circular": "Thông tư",
    "resolution": "Nghị quyết",
    "decision": "Quyết định",
    "directive": "Chỉ thị",
    "plan": "Kế hoạch",
    "guidance": "Hướng dẫn",
    "dispatch": "Công văn",
    "notice": "Thông báo",
    "other": "Văn bản khác",
}
LEVELS: Final = {"state": "Trung ương", "city": "Tỉnh, thành phố", "ward": "Phường, xã"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the library says of a document.

    `in_force_to` is the first day on which it no longer holds by its own words; None: no end. `link` is where its text is read.
    """

    title: str
    kind: str
    level: str
    number: str
    issuer: str
    issued_on: date
    in_force_from: date
    in_force_to: date | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentEntered:
    """A document came into the library."""

    document_id: UUID
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentCorrected:
    """What was entered was wrong; number, issuer and year stay, for they say which document it is."""

    document_id: UUID
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentTextAttached:
    """These files hold its text, in place of those before."""

    document_id: UUID
    files: tuple[FileRef, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentEnded:
    """From this day on it no longer holds: another one stands in its place, or none (bãi bỏ)."""

    document_id: UUID
    ended_on: date
    by_document_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentEndTakenBack:
    """Its end was recorded by mistake: it holds as its own words say."""

    document_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """The document that stands in the place of a withdrawn one, as the library told it then."""

    document_id: UUID
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentWithdrawn:
    """It was entered by mistake; the same document may be entered again. `instead`: the one to go by, where there is one."""

    document_id: UUID
    reason: str
    instead: Instead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryDocumentRestored:
    """That it was withdrawn was a mistake: it stands as before, with its files and its end."""

    document_id: UUID
    reason: str


Event = (
    LibraryDocumentEntered
    | LibraryDocumentCorrected
    | LibraryDocumentTextAttached
    | LibraryDocumentEnded
    | LibraryDocumentEndTakenBack
    | LibraryDocumentWithdrawn
    | LibraryDocumentRestored
)
