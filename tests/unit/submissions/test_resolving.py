from datetime import UTC, datetime
from uuid import UUID

from services.submissions.people.resolving import HANDLES, RESOLUTION, ResolveSubjects, SubjectsResolved, coded, decide
from tests.support.given import decider

question = ResolveSubjects(
    ward_code="03386", at=datetime(2024, 1, 2, tzinfo=UTC), question_id=UUID(int=9), subject_ids=(UUID(int=1),),
    purpose="printing",
)  # fmt: skip
resolved = SubjectsResolved(question_id=UUID(int=9), subject_ids=(UUID(int=1),), purpose="printing")
resolution = decider(RESOLUTION, decide)


def test_asking_for_names_leaves_a_record_once() -> None:
    resolution.when(question).then(resolved)
    resolution.given(resolved).when(question).then_nothing()


def test_operators_and_citizens_are_not_told_names() -> None:
    (case,) = HANDLES
    assert not {"operator", "citizen"} & case.roles
    assert case.streams(question)[0].may_be_absent


def test_a_purpose_that_was_free_text_is_read_as_a_code_word() -> None:
    assert coded({"purpose": "Hỏi về bà Lò Thị Mẫu"}) == {"purpose": "other"}
    assert coded({"purpose": "printing"}) == {"purpose": "printing"}
