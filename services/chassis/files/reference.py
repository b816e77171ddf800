"""Reference: how an event names a file, and the kinds of file that there are. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, get_args, get_type_hints
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A kept file: its id is an HMAC of its content, so that what the event refers to cannot be exchanged; its name is not here."""

    file_id: UUID
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is sent and what people call it."""

    media_type: str
    word: str
    picture: bool = False


KINDS: Final = {
    "pdf": Kind("application/pdf", "PDF"),
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    "jpg": Kind("image/jpeg", "ảnh JPG", picture=True),
    "png": Kind("image/png", "ảnh PNG", picture=True),
    "webp": Kind("image/webp", "ảnh WEBP", picture=True),
}


def listed(kinds: Collection[str]) -> str:
    """What a place takes, as its field and its refusal say it: "PDF, DOCX, JPG"."""
    return ", ".join(KINDS[kind].word.removeprefix("ảnh ") for kind in KINDS if kind in kinds)


def names_files(cls: type[Any]) -> bool:
    """Whether a command or an event of this class names files."""
    return any(FileRef in get_args(hint) for hint in get_type_hints(cls).values())
