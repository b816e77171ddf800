from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.notifications.policy import TASKS, Kind
from services.submissions.directives.capability import BY_UNIT, DIRECTIVES, DISTRIBUTE
from services.submissions.directives.commands import (
    AskReading,
    ConfirmReading,
    DistributeDocument,
    MoveDirectiveDeadline,
    MoveReadingDeadline,
    RecallDirective,
    RecallReading,
    RecallWithdrawn,
    ReleaseReading,
    RestoreDirective,
    RestoreReading,
    RestoreWithdrawn,
    TakeBackReading,
)
from services.submissions.directives.decider import (
    DIRECTIVE,
    HANDLES,
    READING,
    Distributed,
    Recalled,
    Undistributed,
    decide_ask,
    decide_confirm,
    decide_distribute,
    decide_move,
    decide_move_reading,
    decide_recall,
    decide_recall_reading,
    decide_release,
    decide_restore,
    decide_restore_reading,
    decide_take_back,
)
from services.submissions.directives.events import (
    DirectiveDeadlineMoved,
    DirectiveDistributed,
    DirectiveRecalled,
    DirectiveRestored,
    ReadingAsked,
    ReadingConfirmed,
    ReadingDeadlineMoved,
    ReadingRecalled,
    ReadingReleased,
    ReadingRestored,
    ReadingTakenBack,
)
from services.submissions.ids import reading_id
from services.submissions.library.decider import Entered, Withdrawn
from services.submissions.units.decider import Active, Unregistered
from tests.support.given import decider, head_of
from tests.unit.submissions.test_library import DOC, INSTEAD, TEXT, entry
from thidua_contracts.codes import Category

NOW = datetime(2024, 7, 1, 3, tzinfo=UTC)
D, U, OTHER = UUID(int=60), UUID(int=1), UUID(int=2)
R = reading_id(D, U)
BY = date(2024, 7, 15)
distribute = DistributeDocument(
    ward_code="03386", at=NOW, directive_id=D, document_id=DOC, purpose="directive", read_by=BY, to="all",
    categories=(Category.CADRE, Category.CIVIL_SERVANT),
)  # fmt: skip
distributed = DirectiveDistributed(
    directive_id=D, document_id=DOC, title=entry.title, number=entry.number, purpose="directive",
    distributed_on=date(2024, 7, 1), read_by=BY, units=(), categories=(Category.CADRE, Category.CIVIL_SERVANT),
)  # fmt: skip
LATER = date(2024, 7, 31)
move = MoveDirectiveDeadline(ward_code="03386", at=NOW, directive_id=D, read_by=LATER)
moved = DirectiveDeadlineMoved(directive_id=D, was=BY, read_by=LATER)
recall = RecallDirective(ward_code="03386", at=NOW, directive_id=D, reason="addressee")
recalled = DirectiveRecalled(directive_id=D, reason="addressee")
restore = RestoreDirective(ward_code="03386", at=NOW, directive_id=D, document_id=DOC, reason="slip")
restored = DirectiveRestored(directive_id=D, reason="slip", document_id=DOC, read_by=BY, units=(), ended_on=None)
recall_withdrawn = RecallWithdrawn(ward_code="03386", at=NOW, directive_id=D, reason="content", instead=INSTEAD)
gone = DirectiveRecalled(directive_id=D, reason="content", document_withdrawn=True, instead=INSTEAD)
restore_withdrawn = RestoreWithdrawn(ward_code="03386", at=NOW, directive_id=D, document_id=DOC, reason="slip")
ask = AskReading(ward_code="03386", at=NOW, directive_id=D, unit_id=U, read_by=BY)
asked = ReadingAsked(reading_id=R, directive_id=D, unit_id=U, title=entry.title, number=entry.number, read_by=BY)
follow = MoveReadingDeadline(ward_code="03386", at=NOW, directive_id=D, unit_id=U)
followed = ReadingDeadlineMoved(
    reading_id=R, directive_id=D, unit_id=U, title=entry.title, number=entry.number, read_by=LATER, already_read=False
)
release = ReleaseReading(ward_code="03386", at=NOW, directive_id=D, unit_id=U)
released = ReadingReleased(reading_id=R, directive_id=D, unit_id=U)
recall_reading = RecallReading(ward_code="03386", at=NOW, directive_id=D, unit_id=U)
reading_recalled = ReadingRecalled(
    reading_id=R, directive_id=D, unit_id=U, title=entry.title, number=entry.number, document_withdrawn=True,
    reason="content", instead=INSTEAD,
)  # fmt: skip
restore_reading = RestoreReading(ward_code="03386", at=NOW, directive_id=D, unit_id=U)
reading_restored = ReadingRestored(
    reading_id=R, directive_id=D, unit_id=U, title=entry.title, number=entry.number, read_by=BY, already_read=False
)
confirm = ConfirmReading(ward_code="03386", at=NOW, reading_id=R, unit_id=U)
confirmed = ReadingConfirmed(
    reading_id=R, directive_id=D, unit_id=U, title=entry.title, read_on=date(2024, 7, 1), on_time=True, by_office=False
)
take_back = TakeBackReading(ward_code="03386", at=NOW, reading_id=R, reason="addressee")
taken_back = ReadingTakenBack(
    reading_id=R, directive_id=D, unit_id=U, title=entry.title, number=entry.number, read_by=BY, reason="addressee"
)
GOLDEN = [
    distributed, moved, gone, restored, asked, followed, confirmed, taken_back, released, reading_recalled,
    reading_restored,
]  # fmt: skip

LIBRARY = Entered(DOC, entry)
UNIT = Active(U, date(2024, 1, 1), ((date(2024, 1, 1), "TDP8"),))
ENDED = replace(UNIT, closed_on=date(2024, 7, 1))
SENT = Distributed(entry.title, entry.number, (), (BY,), DOC)
MOVED = replace(SENT, days=(BY, LATER))
GONE = Recalled(SENT, gone)
CLERK = replace(head_of(U), role="clerk", unit_id=None)
distributing = decider(DIRECTIVE, decide_distribute)
asking = decider(READING, decide_ask)
following = decider(READING, decide_move_reading)
confirming = decider(READING, decide_confirm).by(head_of(U))
taking = decider(READING, decide_take_back).by(head_of(U))


def test_a_document_that_holds_is_distributed_once() -> None:
    distributing.beside(LIBRARY).when(distribute).then(distributed)
    distributing.given(distributed).beside(LIBRARY).when(distribute).then_refused("directive.already-distributed")
    distributing.beside(replace(LIBRARY, ended_on=date(2024, 7, 2))).when(distribute).then(distributed)
    gone = replace(LIBRARY, ended_on=date(2024, 7, 1))
    distributing.beside(gone).when(distribute).then_refused("directive.document-ended")
    distributing.beside(Withdrawn(LIBRARY)).when(distribute).then_refused("library.withdrawn")


def test_a_directive_is_read_by_a_day_to_come_and_by_living_units() -> None:
    today = replace(distribute, read_by=date(2024, 7, 1))
    distributing.beside(LIBRARY).when(today).then(replace(distributed, read_by=date(2024, 7, 1)))
    passed = replace(distribute, read_by=date(2024, 6, 30))
    distributing.beside(LIBRARY).when(passed).then_refused("directive.read-by-passed")
    named = replace(distribute, to="chosen", units=(U,))
    distributing.beside(LIBRARY, UNIT).when(named).then(replace(distributed, units=(U,)))
    distributing.beside(LIBRARY, ENDED).when(named).then_refused("unit.closed")


def test_whom_a_directive_goes_to_is_said_and_never_left_out() -> None:
    nobody = replace(distribute, to="chosen")
    distributing.beside(LIBRARY).when(nobody).then_refused("directive.no-unit")
    both = replace(distribute, units=(U,))
    distributing.beside(LIBRARY, UNIT).when(both).then_refused("directive.all-and-some")


def test_a_document_that_nobody_could_read_is_not_distributed() -> None:
    bare = replace(LIBRARY, entry=replace(entry, link=None))
    distributing.beside(bare).when(distribute).then_refused("directive.no-text")
    distributing.beside(replace(bare, files=(TEXT,))).when(distribute).then(distributed)


def test_a_directive_is_recalled_once() -> None:
    recalling = decider(DIRECTIVE, decide_recall)
    recalling.given(distributed).when(recall).then(recalled)
    recalling.given(distributed, recalled).when(recall).then_nothing()
    recalling.when(recall).then_refused("not-found")


def test_a_recall_is_taken_back_while_the_document_stands() -> None:
    restoring = decider(DIRECTIVE, decide_restore)
    restoring.given(distributed, recalled).beside(LIBRARY).when(restore).then(restored)
    restoring.given(distributed).beside(LIBRARY).when(restore).then_nothing()
    ended = replace(LIBRARY, ended_on=LATER)
    restoring.given(distributed, moved, recalled).beside(ended).when(restore).then(
        replace(restored, read_by=LATER, ended_on=LATER)
    )
    restoring.given(distributed, recalled).beside(Withdrawn(LIBRARY)).when(restore).then_refused(
        "directive.document-withdrawn"
    )
    restoring.given(distributed, recalled).beside(LIBRARY).when(replace(restore, document_id=OTHER)).then_refused(
        "not-found"
    )
    restoring.beside(LIBRARY).when(restore).then_refused("not-found")


def test_what_went_with_its_document_comes_back_with_it_and_nothing_else_does() -> None:
    recalling = decider(DIRECTIVE, decide_recall)
    recalling.given(distributed).when(recall_withdrawn).then(gone)
    recalling.given(distributed, recalled).when(recall_withdrawn).then_nothing()
    restoring = decider(DIRECTIVE, decide_restore)
    restoring.given(distributed, gone).beside(LIBRARY).when(restore_withdrawn).then(restored)
    restoring.given(distributed, recalled).beside(LIBRARY).when(restore_withdrawn).then_nothing()
    restoring.given(distributed, gone).beside(Withdrawn(LIBRARY)).when(restore_withdrawn).then_nothing()
    restoring.given(distributed, gone, restored).beside(LIBRARY).when(restore_withdrawn).then_nothing()


def test_every_unit_that_was_asked_is_told_of_a_recall_also_who_has_read() -> None:
    telling = decider(READING, decide_recall_reading)
    telling.given(asked).beside(GONE).when(recall_reading).then(reading_recalled)
    telling.given(asked, confirmed).beside(GONE).when(recall_reading).then(reading_recalled)
    telling.given(asked, reading_recalled).beside(GONE).when(recall_reading).then_nothing()
    telling.given(asked, released).beside(GONE).when(recall_reading).then_nothing()
    telling.given(asked).beside(SENT).when(recall_reading).then_nothing()
    by_hand = replace(reading_recalled, document_withdrawn=False, reason="addressee", instead=None)
    telling.given(asked).beside(Recalled(SENT, recalled)).when(recall_reading).then(by_hand)


def test_a_reading_comes_back_as_it_stood_and_units_that_began_since_are_asked() -> None:
    back = decider(READING, decide_restore_reading)
    back.given(asked, reading_recalled).beside(SENT, UNIT).when(restore_reading).then(reading_restored)
    back.given(asked, confirmed, reading_recalled).beside(SENT, ENDED).when(restore_reading).then(
        replace(reading_restored, already_read=True)
    )
    back.given(asked, reading_recalled).beside(SENT, ENDED).when(restore_reading).then_nothing()
    back.given(asked, reading_recalled).beside(GONE, UNIT).when(restore_reading).then_nothing()
    back.given(asked).beside(SENT, UNIT).when(restore_reading).then_nothing()
    for history in ((), (asked, released)):
        back.given(*history).beside(SENT, UNIT).when(restore_reading).then(asked)
    read = (asked, confirmed)
    assert READING.fold([*read, reading_recalled, reading_restored]) == READING.fold(read)


def test_nobody_confirms_or_takes_back_a_reading_of_what_was_recalled() -> None:
    confirming.given(asked, reading_recalled).beside(UNIT).when(confirm).then_refused("reading.recalled")
    taking.given(asked, confirmed, reading_recalled).when(take_back).then_refused("reading.recalled")
    stranger = decider(READING, decide_take_back).by(head_of(OTHER))
    stranger.given(asked, reading_recalled).when(take_back).then_refused("not-found")


def test_the_last_day_to_read_is_moved_sooner_or_later_and_back_but_not_into_the_past() -> None:
    moving = decider(DIRECTIVE, decide_move)
    moving.given(distributed).when(move).then(moved)
    today = date(2024, 7, 1)
    moving.given(distributed).when(replace(move, read_by=today)).then(replace(moved, read_by=today))
    moving.given(distributed).when(replace(move, read_by=BY)).then_nothing()
    moving.given(distributed, moved).when(replace(move, read_by=BY)).then(replace(moved, was=LATER, read_by=BY))
    passed = replace(move, read_by=date(2024, 6, 30))
    moving.given(distributed).when(passed).then_refused("directive.read-by-passed")
    moving.given(distributed, recalled).when(move).then_refused("directive.recalled")
    moving.when(move).then_refused("not-found")


def test_a_reading_follows_the_day_of_its_directive() -> None:
    following.given(asked).beside(MOVED, UNIT).when(follow).then(followed)
    following.given(asked, followed).beside(MOVED, UNIT).when(follow).then_nothing()
    back = replace(MOVED, days=(BY, LATER, BY))
    following.given(asked, followed).beside(back, UNIT).when(follow).then(replace(followed, read_by=BY))
    following.given(asked, confirmed).beside(MOVED, ENDED).when(follow).then(replace(followed, already_read=True))
    for directive in (GONE, Undistributed()):
        following.given(asked).beside(directive, UNIT).when(follow).then_nothing()


def test_a_unit_of_a_later_day_keeps_its_own_day_while_that_is_the_later_one() -> None:
    own = replace(asked, read_by=date(2024, 7, 20))
    sooner = replace(SENT, days=(BY, date(2024, 7, 10)))
    following.given(own).beside(sooner, UNIT).when(follow).then_nothing()
    following.given(own).beside(MOVED, UNIT).when(follow).then(followed)
    back = replace(MOVED, days=(BY, LATER, BY))
    following.given(own, followed).beside(back, UNIT).when(follow).then(replace(followed, read_by=own.read_by))


def test_a_moved_day_asks_and_releases_units_that_end() -> None:
    until = replace(UNIT, closed_on=date(2024, 7, 20))
    following.given(asked).beside(MOVED, until).when(follow).then(released)
    following.given(asked, released).beside(MOVED, until).when(follow).then_nothing()
    back = replace(MOVED, days=(BY, LATER, BY))
    following.given(asked, released).beside(back, until).when(follow).then(asked)
    following.beside(MOVED, UNIT).when(follow).then(replace(asked, read_by=LATER))


def test_what_is_confirmed_after_a_move_is_judged_by_the_day_that_holds() -> None:
    late = replace(confirm, at=datetime(2024, 7, 15, 17, tzinfo=UTC))
    told = replace(confirmed, read_on=date(2024, 7, 16))
    confirming.given(asked, followed).beside(UNIT).when(late).then(told)
    again = replace(taken_back, read_by=LATER)
    taking.given(asked, followed, told).when(take_back).then(again)
    taking.given(asked, told, replace(followed, already_read=True)).when(take_back).then(again)


def test_a_unit_is_asked_once_while_the_directive_stands() -> None:
    asking.beside(SENT, UNIT).when(ask).then(asked)
    asking.given(asked).beside(SENT, UNIT).when(ask).then_nothing()
    asking.given(asked, released).beside(SENT, UNIT).when(ask).then(asked)
    for directive in (GONE, Undistributed(), replace(SENT, units=(OTHER,))):
        asking.beside(directive, UNIT).when(ask).then_nothing()
    asking.beside(replace(SENT, units=(U,)), UNIT).when(ask).then(asked)


def test_a_unit_that_has_ended_by_the_last_day_is_not_asked() -> None:
    for unit in (Unregistered(), replace(UNIT, closed_on=BY)):
        asking.beside(SENT, unit).when(ask).then_nothing()
    asking.beside(SENT, replace(UNIT, closed_on=date(2024, 7, 16))).when(ask).then(asked)


def test_who_has_not_read_is_released_and_what_was_read_stays_read() -> None:
    releasing = decider(READING, decide_release)
    releasing.given(asked).when(release).then(released)
    releasing.given(asked, confirmed).when(release).then_nothing()
    releasing.given(asked, released).when(release).then_nothing()


def test_a_unit_says_that_it_has_read_in_time_or_late() -> None:
    confirming.given(asked).beside(UNIT).when(confirm).then(confirmed)
    confirming.given(asked, confirmed).beside(UNIT).when(confirm).then_nothing()
    late = datetime(2024, 7, 15, 17, tzinfo=UTC)
    told = replace(confirmed, read_on=date(2024, 7, 16), on_time=False)
    confirming.given(asked).beside(UNIT).when(replace(confirm, at=late)).then(told)
    confirming.given(asked).beside(ENDED).when(confirm).then_refused("unit.closed")
    confirming.given(asked, released).beside(UNIT).when(confirm).then_refused("reading.not-asked")
    confirming.beside(UNIT).when(confirm).then_refused("not-found")


def test_the_office_confirms_for_a_unit_and_says_so_and_no_unit_for_another() -> None:
    office = decider(READING, decide_confirm).by(CLERK)
    office.given(asked).beside(UNIT).when(confirm).then(replace(confirmed, by_office=True))
    stranger = decider(READING, decide_confirm).by(head_of(OTHER))
    stranger.given(asked).beside(UNIT).when(confirm).then_refused("not-found")
    decider(READING, decide_take_back).by(head_of(OTHER)).given(asked, confirmed).when(take_back).then_refused(
        "not-found"
    )
    confirming.given(asked).beside(UNIT).when(replace(confirm, unit_id=OTHER)).then_refused("not-found")


def test_what_was_confirmed_is_taken_back_also_by_the_unit_for_which_the_office_confirmed() -> None:
    taking.given(asked, replace(confirmed, by_office=True)).when(take_back).then(taken_back)
    taking.given(asked).when(take_back).then_refused("reading.not-read")
    taking.given(asked, confirmed, taken_back).when(take_back).then_refused("reading.not-read")


def test_who_sends_and_who_reads() -> None:
    roles = {case.command: set(case.roles) for case in HANDLES}
    assert roles[DistributeDocument] == roles[MoveDirectiveDeadline] == roles[RecallDirective] == {"clerk", "chairman"}
    assert roles[RestoreDirective] == {"clerk", "chairman"}
    assert roles[RecallWithdrawn] == roles[RestoreWithdrawn] == roles[RecallReading] == roles[RestoreReading] == set()
    assert roles[ConfirmReading] == roles[TakeBackReading] == {"clerk", "unit-head"}
    assert roles[AskReading] == roles[MoveReadingDeadline] == roles[ReleaseReading] == set()
    every = [
        replace(distribute, units=(U,)), move, recall, restore, recall_withdrawn, restore_withdrawn, ask, follow, release,
        recall_reading, restore_reading, confirm, take_back,
    ]  # fmt: skip
    for command in every:
        [case] = [case for case in HANDLES if case.command is type(command)]
        assert [ref.only_read for ref in case.streams(command)] == [False] + [True] * (len(case.streams(command)) - 1)


def test_the_form_names_the_task_as_units_get_it() -> None:
    title = TASKS[Kind.READ_DIRECTIVE].title.partition(" số ")[0]
    assert f"“{title}”" in DISTRIBUTE.effect[0]


def test_a_unit_s_row_fits_a_phone_and_says_what_it_has_not_read_and_when_it_was_reminded() -> None:
    assert BY_UNIT.list is not None and BY_UNIT.list.later is not None
    on_a_phone = [column for column in BY_UNIT.list.columns if not column.wide]
    assert [column.label for column in on_a_phone] == ["Đơn vị", "Chưa đọc", "Văn bản chưa đọc"]
    ids = [UUID(int=number) for number in range(1, 8)]
    row = {"unread": 7, "late": 2, "unread_readings": ids, "unread_numbers": [f"{each.int}/CT" for each in ids]}
    owed, numbers = (column.of(row) for column in on_a_phone[1:])
    assert owed == "7, trễ 2"
    assert f'<div>1/CT<span class="small nhac-{ids[0]}"></span></div>' in numbers and "và 2 văn bản khác" in numbers
    address = BY_UNIT.list.later.to([row, {**row, "unread_readings": None}])
    assert address.startswith("/notifications/pages/reminded?report=") and address.count("report=") == 5
    assert BY_UNIT.list.later.to([]) == "", "nobody is asked about nothing"


def test_a_directive_asks_when_those_who_have_not_read_were_reminded() -> None:
    assert DIRECTIVES.record is not None and DIRECTIVES.record.later is not None
    to = DIRECTIVES.record.later.to
    assert to([{"unread_readings": [R]}]) == f"/notifications/pages/reminded?report={R}"
    assert to([{"unread_readings": None}]) == ""
