"""Records of notes as they come from Kafka, made by hand: any version, in any place."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from services.chassis.readers.record import Record
from services.chassis.readers.remote import record_of
from tests.support.chassis import WARD
from thidua_contracts.envelope import Envelope, dataschema_of, encode, event_id_for, source_of, to_headers
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined


def told(
    note: UUID,
    version: int,
    source: str,
    offset: int,
    of_type: str = MovementJoined.type,
    ward: str = WARD,
    epoch: int = 1,
) -> Record:
    """The record of a note's version, the one before it told too."""
    stored = uuid5(note, f"{epoch} {version}")
    envelope = Envelope(
        ce_id=event_id_for(of_type.rpartition(".v")[0], stored),
        ce_source=source_of(ward, "submissions"),
        ce_type=of_type,
        ce_subject=f"note-{note}",
        ce_time=datetime(2024, 3, 1, tzinfo=UTC),
        dataschema=dataschema_of(of_type),
        partitionkey=ward,
        streamversion=version,
        previousversion=version - 1,
        position=version,
        epoch=epoch,
        correlationid=str(uuid4()),
        causationid=str(stored),
    )
    body = MovementJoined(movement_id=str(note), unit_id=str(UUID(int=5)))
    return record_of(source, offset, tuple(to_headers(envelope)), ward.encode(), encode(body))
