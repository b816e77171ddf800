"""An erasure told by the owner is acknowledged once."""

from datetime import UTC, datetime
from uuid import UUID

from services.chassis.erasure.acknowledgement import (
    ERASED,
    HANDLES,
    AcknowledgeErasure,
    ErasureAcknowledged,
    decide,
)
from services.chassis.erasure.acknowledging import acknowledging_manager
from services.chassis.readers.definition import Issue
from tests.support.given import decider
from tests.support.told import Told
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased

SUBJECT = UUID("7d3c2b10-9f7e-5a55-8f57-0c2ce8a6a7d1")
AT = datetime(2024, 9, 1, 3, tzinfo=UTC)
command = AcknowledgeErasure("03386", AT, SUBJECT)
acknowledged = ErasureAcknowledged(SUBJECT, AT)


def test_an_erasure_is_acknowledged_once() -> None:
    decider(ERASED, decide).given().when(command).then(acknowledged)
    decider(ERASED, decide).given(acknowledged).when(command).then_nothing()


def test_a_command_names_its_subject() -> None:
    assert [ref.stream_id for ref in HANDLES[0].streams(command)] == [f"erasure-{SUBJECT}"]


async def test_what_the_owner_tells_becomes_that_command() -> None:
    manager = acknowledging_manager(SubjectErased)
    told = Told()(SubjectErased(subject_id=str(SUBJECT)), f"person-{SUBJECT}", "03386", AT)
    assert await manager.react[SubjectErased](None, told) == [Issue(str(SUBJECT), command)]  # type: ignore[arg-type]
