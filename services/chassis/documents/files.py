"""Files of a paper: how they are called, and how they are sent."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from starlette.responses import Response

from services.chassis.documents import pdf
from services.chassis.documents.paper import Paper
from services.chassis.documents.template import draft

Kind = Literal["pdf", "docx"]
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES: Final[dict[Kind, str]] = {"pdf": "application/pdf", "docx": DOCX}
LONGEST: Final = 120


class PdfFile(Response):
    """A paper to sign."""

    media_type = MEDIA_TYPES["pdf"]


class DocxFile(Response):
    """A draft of a paper, or a template of drafts."""

    media_type = DOCX


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper with its title ("Kế hoạch") and the template that its ward has for drafts of its kind."""

    title: str
    paper: Paper
    template: bytes


async def reply(printed: Printed, kind: Kind) -> Response:
    """The paper as a file, with the hash by which it can be known again."""
    if kind == "pdf":
        return sent(PdfFile, await pdf.pdf(printed.paper), f"{name_of(printed)}.pdf")
    return sent(DocxFile, await draft(printed.template, printed.paper), f"Dự thảo {name_of(printed)}.docx")


def sent(kind: type[PdfFile | DocxFile], content: bytes, name: str) -> Response:
    """A file to be kept under this name."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    plain = f"van-ban.{name.rpartition('.')[2]}"
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "no-store",
        "repr-digest": f"sha-256=:{digest}:",
    }
    return kind(content, headers=headers)


def name_of(printed: Printed) -> str:
    """ "Kế hoạch số 05-KH-UBND ngày 05-01-2024", and what it is about as long as it has no number."""
    paper = printed.paper
    if paper.number is None:
        return _plain(f"{printed.title} {paper.subject}")
    day = f" ngày {paper.day:%d-%m-%Y}" if paper.day else ""
    return _plain(f"{printed.title} số {paper.number:02}-{paper.symbol}{day}")


def _plain(name: str) -> str:
    """Without what no file may be called on some machine."""
    return "".join("-" if letter in '/\\:*?"<>|' else letter for letter in name)[:LONGEST].rstrip(" .")
