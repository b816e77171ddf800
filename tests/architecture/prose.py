"""What is written beside the code: links that lead somewhere, decision records that can be looked at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import Violation, files

LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
PARTS = ("**Context.**", "**Decision.**", "**Consequences.**", "**Alternatives.**", "**Look again**")
SCREEN = 45


def links_lead_somewhere(root: Path) -> Iterator[Violation]:
    """A page that points at a file that has moved sends its reader away."""
    for source in files(root, "*.md", "contracts/*.md", "services/**/*.md", "deploy/**/*.md", "tests/**/*.md"):
        for match in LINK.finditer(source.text):
            if not ((root / source.path).parent / match[1]).exists():
                yield Violation(
                    source.path, source.text.count("\n", 0, match.start()) + 1, f"leads nowhere: {match[1]}"
                )


def decisions_can_be_looked_at_again(root: Path) -> Iterator[Violation]:
    """A decision record is one screen: context, decision, consequences, alternatives, and when to look again."""
    index = next((source.text for source in files(root, "deploy/adr/README.md")), "")
    for source in files(root, "deploy/adr/[0-9]*.md"):
        for part in PARTS:
            if part not in source.text:
                yield Violation(source.path, 1, f"has no {part}")
        if source.text.count("\n") > SCREEN:
            yield Violation(source.path, SCREEN, "is longer than a screen")
        if source.name not in index:
            yield Violation(source.path, 1, "is not listed")


RULES = (links_lead_somewhere, decisions_can_be_looked_at_again)
