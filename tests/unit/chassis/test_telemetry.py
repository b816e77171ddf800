"""Telemetry: one trace follows a fact, and what a person typed is never in it."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from services.chassis import logs, metrics, telemetry
from services.chassis.errors import Forbidden
from services.chassis.span_files import SpanFiles

CANARY = "Nguyễn Văn Chim Hoàng Yến"
REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
UNSAMPLED = REMOTE[:-1] + "0"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    telemetry.record("tests", "unit", 1.0, [exporter])
    yield exporter
    telemetry.record("tests", "unit", 1.0, [])


def finished(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    telemetry.flush()
    return {span.name: span for span in exporter.get_finished_spans()}


@pytest.mark.parametrize("name", ["thidua.full_name", "http.url", "db.statement", "exception.message"])
def test_an_attribute_that_is_not_listed_is_refused(name: str) -> None:
    with pytest.raises(telemetry.AttributeRefused), telemetry.span("x", attributes={name: "1"}):
        pass


@pytest.mark.parametrize("value", ["x" * 201, "two\nlines", "\x1b[31m"])
def test_a_value_that_is_no_code_or_id_is_refused(value: str) -> None:
    with pytest.raises(telemetry.AttributeRefused):
        telemetry.allowed({"thidua.code": value})


def test_an_exception_is_recorded_by_its_type_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match=CANARY), telemetry.span("fails"):
        raise ValueError(CANARY)
    span = finished(spans)["fails"]
    assert dict(span.attributes or {}) == {"error.type": "ValueError"}
    assert not span.events
    assert CANARY not in span.to_json()


def test_a_stored_traceparent_is_the_parent(spans: InMemorySpanExporter) -> None:
    with telemetry.span("child", parent=REMOTE):
        current = telemetry.current_traceparent()
    assert current is not None
    assert current.split("-")[1] == REMOTE.split("-")[1]
    parent = finished(spans)["child"].parent
    assert parent is not None and f"{parent.span_id:016x}" == REMOTE.split("-")[2]


def test_spans_nest(spans: InMemorySpanExporter) -> None:
    with telemetry.span("outer"), telemetry.span("inner"):
        pass
    found = finished(spans)
    outer = found["outer"].get_span_context()
    assert found["inner"].parent is not None and outer is not None
    assert found["inner"].parent.span_id == outer.span_id


def test_a_root_starts_a_trace_of_its_own_and_links(spans: InMemorySpanExporter) -> None:
    with telemetry.span("outer"), telemetry.span("root", root=True, links=[REMOTE, "nonsense"]):
        pass
    root = finished(spans)["root"]
    assert root.parent is None
    assert [f"{link.context.trace_id:032x}" for link in root.links] == [REMOTE.split("-")[1]]


def test_a_strangers_sampling_decision_is_not_ours(spans: InMemorySpanExporter) -> None:
    with telemetry.span("root", root=True, links=[UNSAMPLED]):
        pass
    assert "root" in finished(spans)


def test_an_unsampled_trace_still_has_its_ids() -> None:
    telemetry.record("tests", "unit", 0.0, [InMemorySpanExporter()])
    with telemetry.span("quiet"):
        assert telemetry.parse_traceparent(telemetry.current_traceparent()) is not None
    telemetry.record("tests", "unit", 1.0, [])


def test_outside_any_span_there_is_no_traceparent() -> None:
    assert telemetry.current_traceparent() is None


@pytest.mark.parametrize(
    "text",
    [None, "", "00", REMOTE[:-4], "ff" + REMOTE[2:], REMOTE.replace("0af7", "zzzz"), "00-" + "0" * 32 + "-b7ad6b7169203331-01",
     "x" * 60, "00-0af7651916cd43dd8448eb211c80319c-" + "0" * 16 + "-01"],
)  # fmt: skip
def test_an_unreadable_traceparent_is_none(text: str | None) -> None:
    assert telemetry.parse_traceparent(text) is None


def test_a_traceparent_survives_reading_and_writing() -> None:
    context = telemetry.parse_traceparent(REMOTE)
    assert context is not None and telemetry.traceparent_of(context) == REMOTE


def test_spans_are_kept_as_lines_of_json(tmp_path: Path) -> None:
    telemetry.record("tests", "unit", 1.0, [SpanFiles(tmp_path / "spans", service="tests", process="unit")])
    with telemetry.span("written", parent=REMOTE, links=[REMOTE], attributes={"thidua.position": 7}):
        pass
    telemetry.record("tests", "unit", 1.0, [])
    (line,) = [json.loads(text) for path in tmp_path.rglob("*.jsonl") for text in path.read_text().splitlines()]
    assert (line["service"], line["process"], line["name"]) == ("tests", "unit", "written")
    assert (line["trace_id"], line["parent_id"]) == (REMOTE.split("-")[1], REMOTE.split("-")[2])
    assert line["links"] == [{"trace_id": REMOTE.split("-")[1], "span_id": REMOTE.split("-")[2]}]
    assert line["attributes"] == {"thidua.position": 7}
    assert line["start"] <= line["end"]


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines(service="tests", process="unit"))
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    assert CANARY not in stream.getvalue()
    return [json.loads(text) for text in stream.getvalue().splitlines()]


def test_our_record_holds_its_fields(log_lines: io.StringIO) -> None:
    logs.event("relay.moved", {"thidua.position": 5})
    (line,) = written(log_lines)
    assert (line["message"], line["thidua.position"], line["service"]) == ("relay.moved", 5, "tests")


def test_a_field_that_is_not_listed_is_refused() -> None:
    with pytest.raises(telemetry.AttributeRefused):
        logs.event("relay.moved", {"text": CANARY})


def test_a_failure_is_logged_by_type_and_place(log_lines: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        logs.failure("http.unexpected", error)
    (line,) = written(log_lines)
    assert line["error"] == "ValueError"
    assert line["at"][-1].endswith("test_a_failure_is_logged_by_type_and_place")


def test_a_librarys_arguments_and_exception_messages_are_left_out(log_lines: io.StringIO) -> None:
    library = logging.getLogger("asyncpg.anything")
    try:
        raise ValueError(CANARY)
    except ValueError:
        library.exception("could not store %s", CANARY, exc_info=sys.exc_info())
    (line,) = written(log_lines)
    assert (line["message"], line["error"]) == ("could not store %s", "ValueError")


def test_a_line_is_one_line(log_lines: io.StringIO) -> None:
    logging.getLogger("thidua").info("two\nlines \x1b[31m")
    assert len(log_lines.getvalue().splitlines()) == 1
    assert "\x1b" not in log_lines.getvalue()


def test_metrics_count_by_names_of_our_own_parts() -> None:
    metrics.request("GET", "/tests/{id}", 404, 0.01)
    with metrics.command("TestDone") as measured:
        measured.outcome = "done"
    with pytest.raises(ValueError, match=CANARY), metrics.command("TestFails"):
        raise ValueError(CANARY)
    with pytest.raises(Forbidden), metrics.command("TestRefused"):
        raise Forbidden("mandate.role")
    with pytest.raises(ConnectionResetError), metrics.batch("tests"):
        raise ConnectionResetError
    text = metrics.exposition().decode()
    assert 'thidua_reader_batch_seconds_count{outcome="ConnectionResetError",reader="tests"} 1.0' in text
    assert 'thidua_http_request_seconds_count{method="GET",route="/tests/{id}",status="4xx"} 1.0' in text
    assert 'thidua_command_seconds_count{command="TestDone",outcome="done"} 1.0' in text
    assert 'thidua_command_seconds_count{command="TestFails",outcome="ValueError"} 1.0' in text
    assert 'thidua_command_seconds_count{command="TestRefused",outcome="mandate.role"} 1.0' in text
    assert CANARY not in text
