"""Kept spans, hung into a story: by the two ids in the traceparent that each event was stored with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

COMMAND = "command "
"""How the command handler's spans begin."""

SHOWN = ("http.response.status_code", "thidua.outcome", "thidua.code", "thidua.reader", "error.type")
"""Attributes worth a place in a line; all attributes are codes, counts and ids."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished span."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str | None
    links: tuple[str, ...]
    start: datetime
    milliseconds: float
    attributes: Mapping[str, Any]

    @property
    def told(self) -> str:
        """The span in one line."""
        about = " ".join(str(self.attributes[name]) for name in SHOWN if name in self.attributes)
        return f"{self.name}{' ' + about if about else ''} · {self.milliseconds:.1f} ms · {self.service}"


class Spans:
    """The spans of some traces, and which of them belong to which command's span."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        self._by_id = {span.span_id: span for span in kept}
        self._claimed: set[str] = set()

    def claim(self, span_ids: Iterable[str]) -> None:
        """Names the spans of the story's own commands: each other span hangs at the nearest one of these."""
        self._claimed |= set(span_ids)

    def leading_to(self, span_id: str) -> list[Kept]:
        """The command's span with what led to it from outside, outermost first, up to the command before it."""
        found: list[Kept] = []
        at = self._by_id.get(span_id)
        while at is not None:
            found.append(at)
            at = self._by_id.get(at.parent_id) if at.parent_id and at.parent_id not in self._claimed else None
        return found[::-1]

    def hanging_at(self, span_id: str) -> list[Kept]:
        """Spans below or linked to a command's span that lead to no other command, in the order of their start."""
        leading = {span.span_id for command in self._commands() for span in self.leading_to(command)}
        found = [
            span
            for span in self._by_id.values()
            if span.span_id not in leading and (span_id in span.links or self._nearest(span) == span_id)
        ]
        return sorted(found, key=lambda span: span.start)

    def _commands(self) -> set[str]:
        """The spans of the story's commands, and of all others: what led to those belongs to other stories."""
        return self._claimed | {each for each, span in self._by_id.items() if span.name.startswith(COMMAND)}

    def _nearest(self, span: Kept) -> str | None:
        at: Kept | None = span
        while at is not None:
            if at.parent_id in self._claimed:
                return at.parent_id
            at = self._by_id.get(at.parent_id) if at.parent_id else None
        return None


def read(folder: Path | None, trace_ids: frozenset[str]) -> Spans:
    """The kept spans of these traces, or linked to them; a line that was cut off by a kill is passed over."""
    kept: list[Kept] = []
    if folder is not None and folder.is_dir():
        for path in sorted(folder.glob("*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                kept += [span for text in lines if (span := _span(text, trace_ids)) is not None]
    return Spans(kept)


def _span(text: str, trace_ids: frozenset[str]) -> Kept | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    linked = tuple(link["span_id"] for link in line["links"] if link["trace_id"] in trace_ids)
    if line["trace_id"] not in trace_ids and not linked:
        return None
    start, end = datetime.fromisoformat(line["start"]), datetime.fromisoformat(line["end"])
    return Kept(
        line["service"],
        line["name"],
        line["trace_id"],
        line["span_id"],
        line["parent_id"],
        linked,
        start,
        (end - start).total_seconds() * 1000,
        line["attributes"],
    )


def ids_of(traceparent: str | None) -> tuple[str, str] | None:
    """Trace id and span id of a stored traceparent."""
    parts = (traceparent or "").split("-")
    return (parts[1], parts[2]) if len(parts) >= 4 else None


def counted(kept: Iterable[Kept]) -> list[str]:
    """Spans in lines, those of one name and service together with the longest time."""
    alike: dict[tuple[str, str], list[Kept]] = {}
    for span in kept:
        alike.setdefault((span.service, span.name), []).append(span)
    return [
        spans[0].told
        if len(spans) == 1
        else f"{name} × {len(spans)} · up to {max(span.milliseconds for span in spans):.1f} ms · {service}"
        for (service, name), spans in alike.items()
    ]
