from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.submissions.briefings.commands import (
    CorrectBriefing,
    RecordAttendance,
    RecordBriefing,
    WithdrawAttendance,
    WithdrawBriefing,
)
from services.submissions.briefings.decider import (
    ATTENDANCE,
    BRIEFING,
    HANDLES,
    Attended,
    Away,
    decide_attend,
    decide_correct,
    decide_not_attend,
    decide_record,
    decide_withdraw,
)
from services.submissions.briefings.events import (
    AttendanceRecorded,
    AttendanceWithdrawn,
    BriefingCorrected,
    BriefingRecorded,
    BriefingWithdrawn,
    Content,
)
from services.submissions.ids import attendance_id
from services.submissions.library.decider import Entered, Withdrawn
from services.submissions.people.decider import Gone, Known
from services.submissions.people.events import Membership
from tests.support.given import decider, head_of
from tests.unit.submissions.test_library import DOC, entry

NOW = datetime(2024, 7, 1, 3, tzinfo=UTC)
B, P, U, OTHER = UUID(int=70), UUID(int=2), UUID(int=1), UUID(int=2)
A = attendance_id(B, P)
content = Content(
    kind="briefing", subject="Quán triệt Nghị định 98", held_on=date(2024, 6, 30), documents=(DOC,), minutes_number=None
)
record = RecordBriefing(
    ward_code="03386", at=NOW, briefing_id=B, kind="briefing", subject=content.subject, held_on=content.held_on,
    documents=(DOC,),
)  # fmt: skip
recorded = BriefingRecorded(briefing_id=B, content=content)
correct = CorrectBriefing(
    ward_code="03386", at=NOW, briefing_id=B, kind="briefing", subject=content.subject, held_on=content.held_on,
    documents=(DOC,), minutes_number="12/BB-UBND",
)  # fmt: skip
corrected = BriefingCorrected(briefing_id=B, content=replace(content, minutes_number="12/BB-UBND"))
withdraw = WithdrawBriefing(ward_code="03386", at=NOW, briefing_id=B, reason="twice")
withdrawn = BriefingWithdrawn(briefing_id=B, reason="twice")
attend = RecordAttendance(ward_code="03386", at=NOW, briefing_id=B, people=(P,))
attended = AttendanceRecorded(
    attendance_id=A, briefing_id=B, person_id=P, unit_id=U, kind="briefing", subject=content.subject,
    held_on=content.held_on, by_office=False,
)  # fmt: skip
not_attend = WithdrawAttendance(ward_code="03386", at=NOW, attendance_id=A, reason="addressee")
not_attended = AttendanceWithdrawn(attendance_id=A, briefing_id=B, person_id=P, unit_id=U, reason="addressee")
GOLDEN = [recorded, corrected, withdrawn, attended, not_attended]

LIBRARY = Entered(DOC, entry)
MEMBER = Known((Membership(member_from=date(2024, 1, 1), unit_id=U),))
HEAD = head_of(U)
CLERK = replace(HEAD, role="clerk", unit_id=None)
recording = decider(BRIEFING, decide_record)
correcting = decider(BRIEFING, decide_correct)
attending = decider(BRIEFING, decide_attend).given(recorded)


def test_a_briefing_is_recorded_once_it_was_held() -> None:
    recording.beside(LIBRARY).when(record).then(recorded)
    recording.given(recorded).beside(LIBRARY).when(record).then_refused("briefing.already-recorded")
    tomorrow = replace(record, held_on=date(2024, 7, 2))
    recording.beside(LIBRARY).when(tomorrow).then_refused("briefing.in-the-future")
    recording.beside(Withdrawn(LIBRARY)).when(record).then_refused("library.withdrawn")


def test_a_briefing_is_written_right_and_taken_back() -> None:
    correcting.given(recorded).beside(LIBRARY).when(correct).then(corrected)
    correcting.given(recorded, corrected).beside(LIBRARY).when(correct).then_nothing()
    correcting.given(recorded, withdrawn).beside(LIBRARY).when(correct).then_refused("briefing.withdrawn")
    correcting.given(recorded).beside(Withdrawn(LIBRARY)).when(correct).then(corrected)
    other = replace(correct, documents=(*correct.documents, UUID(int=99)))
    correcting.given(recorded).beside(LIBRARY, Withdrawn(LIBRARY)).when(other).then_refused("library.withdrawn")
    withdrawing = decider(BRIEFING, decide_withdraw)
    withdrawing.given(recorded).when(withdraw).then(withdrawn)
    withdrawing.given(recorded, withdrawn).when(withdraw).then_nothing()
    withdrawing.when(withdraw).then_refused("not-found")


def test_who_was_there_is_said_by_the_office_or_by_the_unit_s_head() -> None:
    said = attending.by(HEAD).beside(Away(), MEMBER).when(attend).outcome()
    assert said == {ATTENDANCE.new(A): [attended]}
    office = attending.by(CLERK).beside(Away(), MEMBER).when(attend).outcome()
    assert office == {ATTENDANCE.new(A): [replace(attended, by_office=True)]}
    attending.by(head_of(OTHER)).beside(Away(), MEMBER).when(attend).then_refused("not-found")
    assert attending.by(HEAD).beside(Attended(attended), MEMBER).when(attend).outcome() == {}


def test_who_was_there_belongs_to_a_unit_on_the_day_and_is_not_erased() -> None:
    left = Known((*MEMBER.memberships, Membership(member_from=date(2024, 6, 30), unit_id=None)))
    later = Known((Membership(member_from=date(2024, 7, 1), unit_id=U),))
    for person in (left, later):
        attending.by(HEAD).beside(Away(), person).when(attend).then_refused("attendance.no-unit")
    attending.by(HEAD).beside(Away(), Gone("1/ĐN")).when(attend).then_refused("person.erased")
    withdrawn_one = decider(BRIEFING, decide_attend).given(recorded, withdrawn).by(HEAD)
    withdrawn_one.beside(Away(), MEMBER).when(attend).then_refused("briefing.withdrawn")


def test_what_the_office_said_the_unit_takes_back() -> None:
    taking = decider(ATTENDANCE, decide_not_attend).by(HEAD)
    taking.given(replace(attended, by_office=True)).when(not_attend).then(not_attended)
    taking.given(attended, not_attended).when(not_attend).then_nothing()
    stranger = decider(ATTENDANCE, decide_not_attend).by(head_of(OTHER))
    stranger.given(attended).when(not_attend).then_refused("not-found")


def test_who_records_and_who_tells() -> None:
    assert [set(case.roles) for case in HANDLES] == [{"clerk"}] * 3 + [{"clerk", "unit-head"}] * 2
    commands = (record, correct, withdraw, attend, not_attend)
    lengths = [len(case.streams(command)) for case, command in zip(HANDLES, commands, strict=True)]
    assert lengths == [2, 2, 1, 3, 1]
