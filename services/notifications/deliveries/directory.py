"""Directory: where a recipient gets mail, asked at the moment of sending and never stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

UNFIT: Final = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST: Final = 64


class Directory(Protocol):
    """Knows addresses."""

    async def address(self, recipient_id: str) -> str | None:
        """The mail address of a principal or subject; None when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class LocalDirectory:
    """The local stack's: `<recipient>@<domain>`, with a dot for what a mail address cannot hold."""

    domain: str

    async def address(self, recipient_id: str) -> str | None:
        """Never None unless nothing of the id is left."""
        local = UNFIT.sub(".", recipient_id).strip(".")[:LONGEST].strip(".")
        return f"{local}@{self.domain}" if local else None
