"""Security log: who was refused, who gave or ended mandates, who read people, who took a list away, who had somebody erased.

JSON lines of the logger `thidua.security` on standard error, beside the other lines: appended and never changed by the process, so whatever
collects them can carry them off the machine before whoever broke in reaches them. A line names a principal (opaque), a mandate, codes, ids
of our own and counts; never a name, an address or a body. Each line is counted too: alerts watch the rates.
"""

from __future__ import annotations

import logging
from typing import Final, Literal

from services.chassis import logs, metrics

What = Literal[
    "sign-in.refused",
    "right.refused",
    "mandate.granted",
    "mandate.relieved",
    "mandates.read",
    "people.read",
    "people.resolved",
    "list.exported",
    "file.read",
    "subject.erased",
]
LONGEST: Final = 200
"""Characters of a value: ids and codes are shorter."""

log = logging.getLogger("thidua.security")
log.setLevel(logging.INFO)


def record(
    what: What,
    *,
    principal: str = "",
    mandate: object = None,
    role: str = "",
    ward: str = "",
    about: str = "",
    count: int = 1,
) -> None:
    """Writes a line. `about` is a route, a stream's id or a refusal's code; `count` is how many things were read or changed."""
    fields = {"principal": principal, "mandate": mandate, "role": role, "ward": ward, "about": about}
    line = {name: _plain(str(value)) for name, value in fields.items() if value} | {"count": count}
    metrics.SECURITY_EVENTS.labels(what).inc()
    metrics.SECURITY_ITEMS.labels(what).inc(count)
    log.info(what, extra={logs.FIELDS: line})


def _plain(value: str) -> str:
    """A value of one line, whatever an issuer puts into a subject."""
    return "".join(letter for letter in value[:LONGEST] if letter.isprintable())
