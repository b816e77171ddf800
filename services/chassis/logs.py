"""Logs: one JSON object a line, without payloads.

Of our own records the message is a constant and the fields are on telemetry's allow-list. Of a library's record only the template
is written, never its arguments; of an exception its type and places, never its message: both may quote what a person typed.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from services.chassis import telemetry

OURS: Final = "thidua"
FIELDS: Final = "thidua_fields"
DEEPEST: Final = 12
"""Frames of a stack that are written, the innermost ones."""


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def __init__(self, **always: str) -> None:
        super().__init__()
        self._always = always

    def format(self, record: logging.LogRecord) -> str:
        """The line; a message that is ours is formatted, a library's is left a template."""
        ours = record.name == OURS or record.name.startswith(OURS + ".")
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if ours else str(record.msg)[:500],
            **self._always,
        }
        if trace := telemetry.current_traceparent():
            line["trace"] = trace.split("-")[1]
        line |= getattr(record, FIELDS, {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["at"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def start(service: str, process: str) -> None:
    """Sends every record of this process to its standard error, as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(service=service, process=process))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("aiokafka", "httpx", "httpcore", "asyncio", "faststream"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def event(name: str, fields: Mapping[str, telemetry.Value] | None = None, *, level: int = logging.INFO) -> None:
    """Logs something that happened; `name` is a constant, `fields` are on the allow-list."""
    logging.getLogger(OURS).log(level, name, extra={FIELDS: dict(telemetry.allowed(fields))})


def failure(name: str, error: BaseException, fields: Mapping[str, telemetry.Value] | None = None) -> None:
    """Logs an exception by its type and the places it came through."""
    about = {**telemetry.allowed(fields), "error": type(error).__name__, "at": places(error.__traceback__)}
    logging.getLogger(OURS).error(name, extra={FIELDS: about})


def places(stack: TracebackType | None) -> list[str]:
    """`file:line function` of the innermost frames, outermost first."""
    frames = traceback.extract_tb(stack)[-DEEPEST:]
    return [f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
