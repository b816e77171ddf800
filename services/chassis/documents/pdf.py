"""PDF: an official paper set by Typst, the file that is signed. The same facts make the same bytes, so that their hash can be kept.

Nothing outside this folder is read: no font of the machine, no package, no clock.
"""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import typst

from services.chassis.documents.paper import Paper

MEDIA_TYPE: Final = "application/pdf"
SOURCE: Final = Path(__file__).with_name("official.typ")
ONE_AT_A_TIME: Final = Lock()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(SOURCE, font_paths=fonts, ignore_system_fonts=True)


async def pdf(paper: Paper) -> bytes:
    """The paper's file; made beside the event loop, which must never stand still."""
    return await asyncio.to_thread(made, paper)


def made(paper: Paper) -> bytes:
    """The paper as PDF/A; without a day as plain PDF, since PDF/A asks for one."""
    facts = {"paper": paper.model_dump_json()}
    with ONE_AT_A_TIME:  # a compiler holds the facts of one paper
        file = _compiler().compile(format="pdf", sys_inputs=facts, pdf_standards="a-2a" if paper.day else "1.7")
    assert isinstance(file, bytes)
    return file
