"""Papers read again: the text of a PDF or DOCX in reading order, without what only its layout adds."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdfium2
from docx import Document
from docx.oxml.ns import qn


def text_of_pdf(file: bytes) -> str:
    """The letters of a PDF without its page numbers, spaces and line ends."""
    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(file), start=1):
        found = page.get_textpage().get_text_bounded()
        pages.append(found if number == 1 else found.removeprefix(str(number)))
    return letters(" ".join(pages))


def lines_of_docx(file: bytes) -> list[str]:
    """The paragraphs of a DOCX, those of its tables too."""
    body: Any = Document(io.BytesIO(file)).element.body
    return ["".join(run.text or "" for run in one.iter(qn("w:t"))) for one in body.iter(qn("w:p"))]


def letters(text: str) -> str:
    """The text without spaces and dashes: a reader of PDFs takes a dash at the end of a line for a broken word, and leaves it out."""
    return "".join(re.sub("[-\x02\ufffe]", "", text).split())
