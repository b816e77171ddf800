"""What ends a key is a command that is named before it is done: a rehearsal must not destroy anything."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from services.chassis.erasure.acknowledgement import ErasureAcknowledged
from services.chassis.erasure.ending_keys import DestroyKey, ending_keys
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.readers.definition import Issue

SUBJECT = UUID("7d3c2b10-9f7e-5a55-8f57-0c2ce8a6a7d1")
AT = datetime(2024, 9, 1, 3, tzinfo=UTC)


async def test_an_erasure_asks_for_the_end_of_its_subjects_key() -> None:
    manager = ending_keys({ErasureAcknowledged: lambda event: event.subject_id})
    erased = ErasureAcknowledged(SUBJECT, AT)
    told = EventEnvelope(
        erased, "blocs", SUBJECT, f"erasure-{SUBJECT}", 1, 1, "03386", AT, lambda: Circumstances(SUBJECT)
    )
    asked = await manager.react[ErasureAcknowledged](None, told)  # type: ignore[arg-type]
    assert asked == [Issue(str(SUBJECT), DestroyKey(SUBJECT))]
