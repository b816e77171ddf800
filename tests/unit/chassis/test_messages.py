"""Messages: what is sent of a stored event is the same, whether it was mapped when it was appended or is mapped now."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.local.databases import SERVICES
from services.chassis.ids import derived_id
from services.chassis.personal import ERASED
from services.chassis.publishing import Publishing, kept, unkept
from services.chassis.readers.failures import ReaderStopped
from services.chassis.relay.messages import Message, Messages, links_of
from tests.support import notes
from tests.support.golden import EVENT_ID, shapes
from thidua_contracts.envelope import (
    Envelope,
    contract_name,
    dataschema_of,
    encode,
    event_id_for,
    from_headers,
    source_of,
    to_headers,
)
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased

AT = datetime(2024, 5, 14, 9, 0, 0, 5, UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WRITTEN = notes.NoteWritten(uuid4(), uuid4(), "Tẩn Thị Mẫu", AT)
NAMES = st.text(min_size=1, max_size=40)
NUMBERS = st.integers(0, 2**40)
PUBLISHING = {name: import_module(f"services.{name}.app").SERVICE.publishing for name in SERVICES}
GOLDEN = [(service, *shape) for service in SERVICES for shape in shapes(PUBLISHING[service].registry)]


def row_of(name: str, schema: int, data: str, published: str | None, **more: Any) -> tuple[Any, ...]:
    row = {
        "position": 7,
        "stream_id": "note-1",
        "stream_version": 3,
        "event_id": EVENT_ID,
        "event_type": name,
        "schema_version": schema,
        "ward_code": "03386",
        "data": data,
        "metadata": json.dumps({"correlation": "c", "epoch": 2, "traceparent": TRACE}),
        "recorded_at": AT,
        "published": published,
        "previous": 2,
    }
    return tuple((row | more).values())


def note_row(published: str | None, **more: Any) -> tuple[Any, ...]:
    """A stored note, of which these bodies were kept."""
    data = notes.REGISTRY.encode(WRITTEN, EVENT_ID, {WRITTEN.about: bytes(32)})
    return row_of("note-written", 1, data, published, **more)


def both(event: notes.NoteWritten) -> tuple[Any, ...]:
    return SubjectErased(subject_id=str(event.about)), MovementJoined(movement_id=str(event.note_id), unit_id="u")


TODAY = Publishing(
    notes.REGISTRY, {**notes.PUBLISHING.public, "note-written": both}, notes.PUBLISHING.private - {"note-written"}
)


@pytest.mark.parametrize(("service", "name", "schema"), GOLDEN)
def test_what_was_kept_of_any_stored_shape_is_sent_as_if_it_were_mapped_anew(
    service: str, name: str, schema: int
) -> None:
    publishing: Publishing = PUBLISHING[service]
    golden = Path(__file__).parents[1] / service / "golden" / f"{name}.v{schema}.json"
    data = json.dumps(json.loads(golden.read_text())["stored"])
    event = publishing.registry.decode(name, schema, data, EVENT_ID)
    messages = Messages(publishing, service)
    anew = messages.of(row_of(name, schema, data, None))
    assert messages.of(row_of(name, schema, data, kept(publishing.bodies(event)))) == anew
    assert [message.contract for message in anew] == [contract.type for contract in publishing.map(event)]
    for message in anew:
        assert from_headers(message.headers, message.key, message.body).envelope.ce_type == message.contract


@given(
    event_id=st.uuids(),
    stream_id=NAMES,
    ward_code=NAMES,
    stream_version=NUMBERS,
    previous=NUMBERS,
    position=NUMBERS,
    epoch=NUMBERS,
    correlation=NAMES,
    trace=st.none() | NAMES,
    recorded_at=st.datetimes(timezones=st.just(UTC)),
)
def test_headers_are_those_of_the_envelope(
    event_id: UUID,
    stream_id: str,
    ward_code: str,
    stream_version: int,
    previous: int,
    position: int,
    epoch: int,
    correlation: str,
    trace: str | None,
    recorded_at: datetime,
) -> None:
    about = json.dumps({"correlation": correlation, "epoch": epoch, "traceparent": trace})
    row = note_row(
        None,
        event_id=event_id,
        stream_id=stream_id,
        ward_code=ward_code,
        stream_version=stream_version,
        previous=previous,
        position=position,
        metadata=about,
        recorded_at=recorded_at,
    )
    for contract, message in zip(both(WRITTEN), Messages(TODAY, "submissions").of(row), strict=True):
        envelope = Envelope(
            ce_id=event_id_for(contract_name(contract.type), event_id),
            ce_source=source_of(ward_code, "submissions"),
            ce_type=contract.type,
            ce_subject=stream_id,
            ce_time=recorded_at,
            dataschema=dataschema_of(contract.type),
            partitionkey=ward_code,
            streamversion=stream_version,
            previousversion=previous,
            position=position,
            epoch=epoch,
            correlationid=correlation,
            causationid=str(event_id),
            traceparent=trace,
        )
        assert message == Message(position, ward_code.encode(), encode(contract), to_headers(envelope), contract.type)


def test_kept_bodies_are_sent_and_not_mapped_again() -> None:
    messages = Messages(notes.PUBLISHING, "submissions")
    [first] = messages.of(note_row(None))
    marked = kept([(first.contract, b'{"kept":"\\n"}')])
    assert [message.body for message in messages.of(note_row(marked))] == [b'{"kept":"\\n"}']


def test_a_contract_that_was_added_while_events_waited_is_sent_of_them_too() -> None:
    stale = kept(notes.PUBLISHING.bodies(WRITTEN))
    messages = Messages(TODAY, "submissions")
    for _ in range(3):
        assert [message.contract for message in messages.of(note_row(stale))] == [
            SubjectErased.type,
            MovementJoined.type,
        ]


def test_what_became_private_is_not_sent_although_bodies_were_kept() -> None:
    private = Publishing(notes.REGISTRY, {}, frozenset(notes.REGISTRY.types))
    assert Messages(private, "submissions").of(note_row(kept(notes.PUBLISHING.bodies(WRITTEN)))) == []


@pytest.mark.parametrize(("name", "schema"), [("note-unknown", 1), ("note-written", 2)])
def test_what_this_release_does_not_list_stops_the_relay_although_bodies_were_kept(name: str, schema: int) -> None:
    row = row_of(name, schema, "{}", kept(notes.PUBLISHING.bodies(WRITTEN)))
    with pytest.raises(ReaderStopped, match=f"position 7: {name} v{schema} is not listed"):
        Messages(notes.PUBLISHING, "submissions").of(row)


def test_no_mapping_sees_a_personal_value() -> None:
    seen = []

    def telling(event: notes.NoteWritten) -> MovementJoined:
        seen.append(event.text)
        return MovementJoined(movement_id="m", unit_id="u")

    Publishing(notes.REGISTRY, {"note-written": telling}, notes.PUBLISHING.private).bodies(WRITTEN)
    assert seen == [ERASED]


@given(st.lists(st.tuples(st.sampled_from(["a.v1", "b.v2"]), st.text().map(lambda text: json.dumps(text).encode()))))
def test_what_is_kept_comes_back(bodies: list[tuple[str, bytes]]) -> None:
    text = kept(bodies)
    assert (unkept(text) if text is not None else []) == bodies


@given(st.uuids(), st.text())
def test_a_derived_id_is_uuid5(namespace: UUID, name: str) -> None:
    assert derived_id(namespace, name) == uuid5(namespace, name)
    assert str(derived_id(namespace, name)) == str(uuid5(namespace, name))


def test_a_batch_is_linked_to_each_trace_once_and_to_no_more_than_are_kept() -> None:
    messages = Messages(notes.PUBLISHING, "submissions")
    traces = ["a", "b", "a", None, "c"]
    made = [
        message
        for trace in traces
        for message in messages.of(
            note_row(None, metadata=json.dumps({"correlation": "c", "epoch": 1, "traceparent": trace}))
        )
    ]
    assert (links_of(made, 128), links_of(made, 2)) == (["a", "b", "c"], ["a", "b"])
