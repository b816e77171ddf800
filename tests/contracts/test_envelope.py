"""The envelope: what is written can be read, and what cannot be read says so with one exception."""

import json
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua_contracts.codes import ReportPeriod
from thidua_contracts.envelope import (
    Envelope,
    Received,
    UnfitData,
    UnknownType,
    UnreadableEnvelope,
    contract_name,
    dataschema_of,
    decode,
    encode,
    event_id_for,
    from_headers,
    source_of,
    to_headers,
)
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted

STORED = UUID("0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c00")
ACCEPTED = ReportAccepted(
    report_id="báo-cáo-1",
    unit_id="u",
    obligation_id="o",
    year=2024,
    period=ReportPeriod.HALF_YEAR,
    attempt=1,
    accepted_at=datetime(2024, 5, 14, 16, 0, tzinfo=timezone(timedelta(hours=7))),
)
ENVELOPE = Envelope(
    ce_id=event_id_for(contract_name(ReportAccepted.type), STORED),
    ce_source=source_of("03386", "submissions"),
    ce_type=ReportAccepted.type,
    ce_subject="báo-cáo-1",
    ce_time=datetime(2024, 5, 14, 9, 0, 0, 5, UTC),
    dataschema=dataschema_of(ReportAccepted.type),
    partitionkey="03386",
    streamversion=3,
    previousversion=2,
    position=99,
    epoch=1,
    correlationid="c",
    causationid="d",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)
HEADERS = dict(to_headers(ENVELOPE))


def received(headers: dict[str, bytes], data: bytes = b"{}") -> Received:
    return from_headers(list(headers.items()), b"03386", data)


def test_what_is_written_is_read_back() -> None:
    record = from_headers(to_headers(ENVELOPE), b"03386", encode(ACCEPTED))

    assert record.envelope == ENVELOPE
    assert decode(record) == ACCEPTED


def test_headers_are_cloudevents_in_binary_mode() -> None:
    assert {name: value.decode() for name, value in HEADERS.items()} == {
        "ce_specversion": "1.0",
        "ce_id": str(uuid5(STORED, "vn.thidua.submissions.ReportAccepted")),
        "ce_source": "/wards/03386/submissions",
        "ce_type": "vn.thidua.submissions.ReportAccepted.v1",
        "ce_subject": "báo-cáo-1",
        "ce_time": "2024-05-14T09:00:00.000005Z",
        "ce_dataschema": "urn:thidua:schema:vn.thidua.submissions.ReportAccepted.v1",
        "ce_partitionkey": "03386",
        "ce_streamversion": "3",
        "ce_previousversion": "2",
        "ce_position": "99",
        "ce_epoch": "1",
        "ce_correlationid": "c",
        "ce_causationid": "d",
        "ce_traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "content-type": "application/json; charset=utf-8",
        "correlation_id": "c",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }


def test_two_majors_of_one_stored_fact_share_an_id() -> None:
    first, second = (contract_name(f"vn.thidua.submissions.ReportAccepted.v{major}") for major in (1, 2))

    assert event_id_for(first, STORED) == event_id_for(second, STORED)
    assert event_id_for(first, STORED) != event_id_for("vn.thidua.submissions.ReportReturned", STORED)


def test_a_fact_recorded_outside_a_trace_has_no_trace_headers() -> None:
    headers = dict(to_headers(replace(ENVELOPE, traceparent=None)))

    assert "traceparent" not in headers and "ce_traceparent" not in headers
    assert received(headers).envelope.traceparent is None


@pytest.mark.parametrize("name", sorted(set(HEADERS) - {"ce_traceparent", "traceparent", "correlation_id"}))
def test_each_attribute_must_be_there(name: str) -> None:
    with pytest.raises(UnreadableEnvelope, match=f"{name} is missing"):
        received({header: value for header, value in HEADERS.items() if header != name})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ce_subject", b"\xff\xfe", "not UTF-8"),
        ("ce_traceparent", b"\xff", "not UTF-8"),
        ("ce_subject", b"", "empty"),
        ("ce_subject", b"a\0b", "NUL"),
        ("ce_id", b"7", "UUID"),
        ("ce_specversion", b"0.3", "specversion"),
        ("content-type", b"application/cloudevents+json", "content-type"),
        ("ce_streamversion", b"-1", "whole number"),
        ("ce_streamversion", b"1.0", "whole number"),
        ("ce_streamversion", "١".encode(), "whole number"),
        ("ce_position", b"9" * 5000, "whole number"),
        ("ce_epoch", b" 1", "whole number"),
        ("ce_previousversion", b"3", "not below"),
        ("ce_time", b"2024-05-14T09:00:00", "RFC 3339"),
        ("ce_time", b"2024-05-14T16:00:00+07:00", "RFC 3339"),
        ("ce_time", b"2024-13-14T09:00:00Z", "not a time"),
        ("ce_partitionkey", b"03387", "key"),
    ],
)
def test_an_attribute_without_meaning_is_unreadable(name: str, value: bytes, reason: str) -> None:
    with pytest.raises(UnreadableEnvelope, match=reason):
        received(HEADERS | {name: value})


def test_a_null_header_a_repeated_header_no_key_and_no_value_are_unreadable() -> None:
    headers = list(HEADERS.items())
    others = [header for header in headers if header[0] != "ce_subject"]

    records: list[tuple[list[tuple[str, bytes | None]], bytes | None, bytes | None]] = [
        ([*others, ("ce_subject", None)], b"03386", b"{}"),
        ([*headers, ("ce_subject", b"another")], b"03386", b"{}"),
        ([*headers], None, b"{}"),
        ([*headers], b"03387", b"{}"),
        ([*headers], b"03386", None),
    ]
    for record in records:
        with pytest.raises(UnreadableEnvelope):
            from_headers(*record)


def test_headers_that_are_not_ours_are_ignored_whatever_they_hold() -> None:
    strange: list[tuple[str, bytes | None]] = [("x-tool", b"\xff"), ("x-tool", None), ("traceparent", b"another")]

    assert from_headers([*HEADERS.items(), *strange], b"03386", b"{}").envelope == ENVELOPE


@given(
    st.lists(st.tuples(st.sampled_from([*HEADERS, "x"]), st.none() | st.binary())),
    st.none() | st.binary(),
    st.none() | st.binary(),
)
def test_reading_raises_nothing_else(
    headers: list[tuple[str, bytes | None]], key: bytes | None, value: bytes | None
) -> None:
    try:
        replaced = {name for name, _ in headers}
        decode(from_headers([*((n, v) for n, v in HEADERS.items() if n not in replaced), *headers], key, value))
    except (UnreadableEnvelope, UnfitData):
        return


BODY = json.loads(encode(ACCEPTED))


@given(st.binary() | st.from_regex(r'\{"report_id":.*\}').map(str.encode))
def test_no_body_can_do_more_than_not_fit(data: bytes) -> None:
    with pytest.raises(UnfitData):
        decode(received(HEADERS, data))


@pytest.mark.parametrize(
    "fault",
    [
        {"report_id": None},
        {"report_id": ""},
        {"year": "2024"},
        {"year": 2024.5},
        {"period": 5},
        {"attempt": True},
        {"accepted_at": "2024-05-14T09:00:00"},
        {"accepted_at": "0001-01-01T00:00:00+14:00"},
        {"accepted_at": 1715677200},
        {"accepted_at": "1715677200"},
    ],
)
def test_a_body_that_does_not_fit_says_where_and_never_what(fault: dict[str, object]) -> None:
    secret = {"unit_id": ["Nguyễn Văn Bí Mật"]}

    with pytest.raises(UnfitData) as refusal:
        decode(received(HEADERS, json.dumps(BODY | fault | secret).encode()))

    assert next(iter(fault)) in refusal.value.reason and "unit_id" in refusal.value.reason
    assert "Mật" not in "".join(traceback.format_exception(refusal.value))


def test_a_reader_ignores_unknown_fields_and_skips_unknown_types() -> None:
    newer = json.dumps(BODY | {"added_later": {"x": 1}}).encode()

    assert decode(received(HEADERS, newer)) == ACCEPTED
    assert decode(received(HEADERS | {"ce_type": b"vn.thidua.submissions.Later.v1"})) == UnknownType(
        "vn.thidua.submissions.Later.v1"
    )
    assert decode(received(HEADERS, newer), known={}) == UnknownType(ReportAccepted.type)
