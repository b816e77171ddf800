"""Span files: finished spans as JSON lines, one file per process, where `thidua trace` finds them.

One write per batch in append mode, so that several processes and a kill in the middle leave whole lines.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult


class SpanFiles(SpanExporter):
    """Writes spans to `<folder>/<service>-<process>-<pid>.jsonl`."""

    def __init__(self, folder: Path, *, service: str, process: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._about = {"service": service, "process": process}
        path = folder / f"{service}-{process}-{os.getpid()}.jsonl"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Appends a batch."""
        lines = "".join(json.dumps(self._about | line(span), ensure_ascii=False) + "\n" for span in spans)
        os.write(self._file, lines.encode())
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Closes the file."""
        os.close(self._file)

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing is kept back."""
        return True


def line(span: ReadableSpan) -> dict[str, Any]:
    """A span as data: ids in hexadecimal, times in UTC with microseconds, links as traceparents' two ids."""
    context = span.get_span_context()
    assert context is not None  # a finished span of the SDK always has one
    return {
        "name": span.name,
        "kind": span.kind.name.lower(),
        "trace_id": f"{context.trace_id:032x}",
        "span_id": f"{context.span_id:016x}",
        "parent_id": f"{span.parent.span_id:016x}" if span.parent else None,
        "links": [
            {"trace_id": f"{link.context.trace_id:032x}", "span_id": f"{link.context.span_id:016x}"}
            for link in span.links
        ],
        "start": _time(span.start_time),
        "end": _time(span.end_time),
        "attributes": dict(span.attributes or {}),
    }


def _time(nanoseconds: int | None) -> str | None:
    if nanoseconds is None:
        return None
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC).isoformat(timespec="microseconds")
