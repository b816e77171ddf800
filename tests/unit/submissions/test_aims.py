import asyncio
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from services.awards.law.reading import read_law
from services.submissions.aims import catalogue
from services.submissions.aims.acts import AMEND, CHANGE, REGISTER, WITHDRAW, withdrawing
from services.submissions.aims.asking import JOINED_LATER
from services.submissions.aims.calling import (
    AIMS_CALL,
    Called,
    CalledOff,
    Uncalled,
    decide_call,
    decide_move,
    decide_off,
)
from services.submissions.aims.calls import shows as shows_call
from services.submissions.aims.calls import together
from services.submissions.aims.capability import progress, shows
from services.submissions.aims.catalogue import INDICATORS
from services.submissions.aims.commands import (
    AcceptAims,
    AmendAims,
    BringAims,
    CallForAims,
    CallOffAims,
    ChangeAims,
    MoveAimsCall,
    RecordReached,
    RegisterAims,
    ReturnAims,
    TakeBackAimsAcceptance,
    TakeBackAimsReturn,
    TakeBackReached,
    WithdrawAims,
    WithdrawAmendment,
)
from services.submissions.aims.decider import (
    HANDLES,
    decide_accept,
    decide_acceptance_taken_back,
    decide_amend,
    decide_bring,
    decide_change,
    decide_reached,
    decide_reached_taken_back,
    decide_register,
    decide_return,
    decide_return_taken_back,
    decide_withdraw,
    decide_withdraw_amendment,
)
from services.submissions.aims.events import (
    AimsAcceptanceTakenBack,
    AimsAccepted,
    AimsAmended,
    AimsAsked,
    AimsCalled,
    AimsCalledOff,
    AimsCallMoved,
    AimsChanged,
    AimsContent,
    AimsDeadlineMoved,
    AimsRegistered,
    AimsReleased,
    AimsReturned,
    AimsReturnTakenBack,
    AimsSentAgain,
    AimsWithdrawn,
    MembersTitle,
    ReachedTakenBack,
    Target,
    TargetReached,
)
from services.submissions.aims.facts import FACTS
from services.submissions.aims.facts import acceptance_taken_back as taken_back
from services.submissions.aims.facts import accepted as published
from services.submissions.aims.facts import withdrawn as published_withdrawal
from services.submissions.aims.state import AIMS, Sent
from services.submissions.ids import aims_call_id, aims_id
from services.submissions.people.decider import Gone, Known, PersonRefused
from services.submissions.people.events import Membership
from services.submissions.units.decider import UNIT, Active
from tests.support.given import decider, head_of
from tests.unit.submissions import test_units
from thidua_contracts.codes import SubjectKind, UnitKind

NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)
DAY, DUE = date(2024, 3, 1), date(2024, 3, 31)
U, OTHER, P, H = UUID(int=1), UUID(int=2), UUID(int=10), UUID(int=11)
A, CALL = aims_id(U, 2024), aims_call_id("03386", 2024)
of_people = MembersTitle(title="LDTT", people=(P,))
of_households = MembersTitle(title="GDVH", people=(H,))
target = Target(indicator="bao-hiem-y-te", value=Decimal("95.5"))
content = AimsContent(titles=("TTLDTT",), members=(of_people,), targets=(target,))
better = replace(content, titles=("TTLDTT", "TTLDXS"))

call = CallForAims(ward_code="03386", at=NOW, year=2024, due_on=DUE)
called = AimsCalled(call_id=CALL, year=2024, due_on=DUE)
move = MoveAimsCall(ward_code="03386", at=NOW, call_id=CALL, due_on=date(2024, 4, 10))
moved_call = AimsCallMoved(call_id=CALL, year=2024, was=DUE, due_on=date(2024, 4, 10))
call_off = CallOffAims(ward_code="03386", at=NOW, call_id=CALL, reason="slip")
called_off = AimsCalledOff(call_id=CALL, year=2024, reason="slip")

bring = BringAims(ward_code="03386", at=NOW, unit_id=U, year=2024)
asked = AimsAsked(aims_id=A, unit_id=U, year=2024, due_on=DUE, earliest=None)
moved = AimsDeadlineMoved(aims_id=A, unit_id=U, year=2024, due_on=date(2024, 4, 10), already_sent=False)
released = AimsReleased(aims_id=A, unit_id=U, year=2024)

register = RegisterAims(ward_code="03386", at=NOW, aims_id=A, unit_id=U, content=content)
registered = AimsRegistered(
    aims_id=A, unit_id=U, year=2024, content=content, registered_on=DAY, on_time=True, by_office=False
)
change = ChangeAims(ward_code="03386", at=NOW, aims_id=A, unit_id=U, content=better)
changed = AimsChanged(aims_id=A, content=better, by_office=False)
sent_again = AimsSentAgain(aims_id=A, unit_id=U, year=2024, content=better, by_office=False)
withdraw = WithdrawAims(ward_code="03386", at=NOW, aims_id=A, reason="content")
withdrawn = AimsWithdrawn(
    aims_id=A, unit_id=U, year=2024, due_on=DUE, reason="content", accepted=False, by_office=False
)
withdraw_amendment = WithdrawAmendment(ward_code="03386", at=NOW, aims_id=A, reason="content")
unamended = replace(withdrawn, due_on=None, amendment=True)
accept = AcceptAims(ward_code="03386", at=NOW, aims_id=A)
accepted = AimsAccepted(aims_id=A, unit_id=U, year=2024, content=content, accepted_on=DAY)
give_back = ReturnAims(ward_code="03386", at=NOW, aims_id=A, reasons=("targets", "low"))
returned = AimsReturned(aims_id=A, unit_id=U, year=2024, reasons=("targets", "low"))
unreturn = TakeBackAimsReturn(ward_code="03386", at=NOW, aims_id=A, reason="slip")
unreturned = AimsReturnTakenBack(aims_id=A, unit_id=U, year=2024, reason="slip")
unaccept = TakeBackAimsAcceptance(ward_code="03386", at=NOW, aims_id=A, reason="slip")
unaccepted = AimsAcceptanceTakenBack(aims_id=A, unit_id=U, year=2024, reason="slip", holds=None)
amend = AmendAims(ward_code="03386", at=NOW, aims_id=A, unit_id=U, why="tasks", content=better)
amended = AimsAmended(aims_id=A, unit_id=U, year=2024, content=better, why="tasks", by_office=False)
reach = RecordReached(
    ward_code="03386", at=NOW, aims_id=A, indicator="bao-hiem-y-te", quarter="1", value=Decimal("48.2"), source="report",
    document_number="12/BC-TDP8",
)  # fmt: skip
reached = TargetReached(
    aims_id=A, indicator="bao-hiem-y-te", quarter=1, value=Decimal("48.2"), source="report",
    document_number="12/BC-TDP8", by_office=False,
)  # fmt: skip
unreach = TakeBackReached(
    ward_code="03386", at=NOW, aims_id=A, indicator="bao-hiem-y-te", quarter="1", reason="reached"
)
unreached = ReachedTakenBack(aims_id=A, indicator="bao-hiem-y-te", quarter=1, reason="reached")
GOLDEN = [
    called, moved_call, called_off, asked, moved, released, registered, changed, sent_again, withdrawn, returned,
    unreturned, accepted, unaccepted, amended, reached, unreached,
]  # fmt: skip

HEAD, STRANGER = head_of(U), head_of(OTHER)
CLERK = replace(HEAD, role="clerk", unit_id=None)
LIVING = UNIT.fold([test_units.registered])
MEMBER = Known((Membership(member_from=date(2024, 1, 1), unit_id=U),))
HOUSEHOLD = replace(MEMBER, kind=SubjectKind.HOUSEHOLD)
CALLED, OFF = Called(2024, DUE), CalledOff(2024, DUE)
calling = decider(AIMS_CALL, decide_call)
bringing = decider(AIMS, decide_bring)
registering = decider(AIMS, decide_register)
SENT, HOLDS = (asked, registered), (asked, registered, accepted)


def holding(**changes: Any) -> RegisterAims:
    """The command with other content."""
    return replace(register, content=replace(content, **changes))


def test_a_year_is_called_for_once_by_a_day_that_is_to_come_and_fits_it() -> None:
    calling.when(call).then(called)
    calling.given(called).when(call).then_refused("aims-call.already-called")
    calling.given(called, called_off).when(call).then(called)
    calling.when(replace(call, due_on=date(2024, 2, 29))).then_refused("aims-call.day-passed")
    calling.when(replace(call, due_on=date(2025, 1, 31))).then_refused("aims-call.other-year")
    calling.when(replace(call, year=2025, due_on=date(2024, 12, 20))).then(
        replace(called, call_id=aims_call_id("03386", 2025), year=2025, due_on=date(2024, 12, 20))
    )


def test_a_call_is_moved_and_called_off() -> None:
    moving, ending = decider(AIMS_CALL, decide_move), decider(AIMS_CALL, decide_off)
    moving.given(called).when(move).then(moved_call)
    moving.given(called, moved_call).when(move).then_nothing()
    moving.given(called).when(replace(move, due_on=date(2024, 2, 1))).then_refused("aims-call.day-passed")
    moving.given(called, called_off).when(move).then_refused("aims-call.called-off")
    moving.when(move).then_refused("not-found")
    ending.given(called).when(call_off).then(called_off)
    ending.given(called, called_off).when(call_off).then_nothing()
    ending.when(call_off).then_refused("not-found")
    assert shows_call(AIMS_CALL.fold([called, moved_call])).due_on == date(2024, 4, 10)
    assert shows_call(AIMS_CALL.fold([called, called_off])).off


def test_every_living_unit_is_asked_once_and_follows_the_call() -> None:
    bringing.beside(CALLED, LIVING).when(bring).then(asked)
    bringing.given(asked).beside(CALLED, LIVING).when(bring).then_nothing()
    later = Called(2024, date(2024, 4, 10))
    bringing.given(asked).beside(later, LIVING).when(bring).then(moved)
    bringing.given(asked, moved).beside(later, LIVING).when(bring).then_nothing()
    bringing.given(asked, moved).beside(CALLED, LIVING).when(bring).then(replace(moved, due_on=DUE))
    bringing.given(*SENT).beside(later, LIVING).when(bring).then(replace(moved, already_sent=True))
    bringing.given(asked).beside(OFF, LIVING).when(bring).then(released)
    bringing.given(asked, released).beside(OFF, LIVING).when(bring).then_nothing()
    bringing.given(asked, released).beside(CALLED, LIVING).when(bring).then(asked)
    bringing.beside(Uncalled(), LIVING).when(bring).then_nothing()


def test_a_unit_that_ends_before_the_day_is_not_asked_and_asked_no_more() -> None:
    ends = UNIT.fold([test_units.registered, replace(test_units.closed, closed_on=date(2024, 3, 20))])
    goes_on = UNIT.fold([test_units.registered, replace(test_units.closed, closed_on=date(2024, 9, 1))])
    bringing.beside(CALLED, ends).when(bring).then_nothing()
    bringing.given(asked).beside(CALLED, ends).when(bring).then(released)
    bringing.given(asked).beside(CALLED, goes_on).when(bring).then_nothing()
    late = replace(bring, at=datetime(2024, 10, 1, tzinfo=UTC))
    bringing.given(asked).beside(CALLED, goes_on).when(late).then(released)


def test_a_unit_of_a_later_day_has_a_week_of_its_own_in_the_year_itself() -> None:
    new = replace(bring, earliest=date(2024, 4, 8))
    own = replace(asked, due_on=date(2024, 4, 8), earliest=date(2024, 4, 8))
    bringing.beside(CALLED, LIVING).when(new).then(own)
    bringing.given(own).beside(CALLED, LIVING).when(bring).then_nothing()
    bringing.given(own).beside(Called(2024, date(2024, 4, 10)), LIVING).when(bring).then(moved)
    bringing.beside(CALLED, LIVING).when(replace(new, at=datetime(2025, 1, 2, tzinfo=UTC))).then_nothing()
    assert JOINED_LATER.days == 7


def test_what_was_registered_stays_when_nobody_asks_any_more() -> None:
    bringing.given(*SENT).beside(OFF, LIVING).when(bring).then(released)
    assert isinstance(AIMS.fold([*SENT, released]), Sent)
    bringing.given(*SENT, released).beside(CALLED, LIVING).when(bring).then(
        replace(moved, due_on=DUE, already_sent=True)
    )
    withdrawing = decider(AIMS, decide_withdraw).given(*SENT, released).by(HEAD)
    withdrawing.when(withdraw).then(replace(withdrawn, due_on=None))
    assert shows(AIMS.fold([*SENT, released, replace(withdrawn, due_on=None)])).standing == "released"


def test_a_unit_registers_when_it_is_asked_in_time_or_late() -> None:
    registering.given(asked).by(HEAD).beside(LIVING, MEMBER).when(register).then(registered)
    registering.given(asked).by(CLERK).beside(LIVING, MEMBER).when(register).then(replace(registered, by_office=True))
    registering.given(asked).by(STRANGER).beside(LIVING, MEMBER).when(register).then_refused("not-found")
    registering.by(HEAD).beside(LIVING, MEMBER).when(register).then_refused("not-found")
    registering.given(asked, released).by(HEAD).beside(LIVING, MEMBER).when(register).then_refused("aims.not-asked")
    registering.given(*SENT).by(HEAD).beside(LIVING, MEMBER).when(register).then_refused("aims.sent")
    other = replace(register, unit_id=OTHER)
    registering.given(asked).by(CLERK).beside(LIVING, MEMBER).when(other).then_refused("not-found")
    late = replace(register, at=datetime(2024, 4, 2, 3, tzinfo=UTC))
    registering.given(asked).by(HEAD).beside(LIVING, MEMBER).when(late).then(
        replace(registered, registered_on=date(2024, 4, 2), on_time=False)
    )
    ended = UNIT.fold([test_units.registered, replace(test_units.closed, closed_on=DAY)])
    registering.given(asked).by(HEAD).beside(ended, MEMBER).when(register).then_refused("unit.closed")


def test_something_is_registered_and_nothing_twice() -> None:
    asking = registering.given(asked).by(HEAD)
    asking.beside(LIVING).when(replace(register, content=AimsContent())).then_refused("aims.empty")
    twice = holding(members=(of_people, of_people))
    asking.beside(LIVING, MEMBER).when(twice).then_refused("aims.title-twice")
    asking.beside(LIVING, MEMBER).when(holding(targets=(target, target))).then_refused("aims.target-twice")


def test_a_title_is_of_the_law_of_the_day_and_for_whom_it_is_given() -> None:
    asking = registering.given(asked).by(HEAD)
    asking.beside(LIVING, MEMBER).when(holding(titles=("LDTT",))).then_refused("aims.title-of-others")
    asking.beside(LIVING, HOUSEHOLD).when(register).then_refused("aims.title-of-others")
    household = holding(members=(of_people, of_households))
    asking.beside(LIVING, MEMBER, HOUSEHOLD).when(household).then(replace(registered, content=household.content))
    before = replace(register, at=datetime(2023, 12, 31, 3, tzinfo=UTC))
    asking.beside(LIVING, MEMBER).when(before).then_refused("aims.no-such-title")


def test_people_belong_to_the_unit_on_the_day() -> None:
    asking = registering.given(asked).by(HEAD)
    elsewhere = Known((Membership(member_from=date(2024, 1, 1), unit_id=OTHER),))
    to_come = Known((Membership(member_from=date(2024, 3, 2), unit_id=U),))
    for person in (elsewhere, to_come):
        asking.beside(LIVING, person).when(register).then_refused("aims.not-of-the-unit")
    assert isinstance(asking.beside(LIVING, Gone("3/ĐN")).when(register).then_refused("person.erased"), PersonRefused)


@pytest.mark.parametrize(
    ("indicator", "value", "fits"),
    [
        ("bao-hiem-y-te", "100", True),
        ("bao-hiem-y-te", "100.5", False),
        ("sang-kien", "3", True),
        ("sang-kien", "2.5", False),
    ],
)
def test_a_target_is_within_what_its_indicator_measures(indicator: str, value: str, fits: bool) -> None:
    asking = registering.given(asked).by(HEAD).beside(LIVING, MEMBER)
    command = holding(targets=(Target(indicator=indicator, value=Decimal(value)),))
    if fits:
        asking.when(command).then(replace(registered, content=command.content))
    else:
        asking.when(command).then_refused("aims.target-unfit")


def test_it_is_changed_until_it_is_accepted_and_sent_again_when_it_was_returned() -> None:
    changing = decider(AIMS, decide_change)
    changing.given(*SENT).by(HEAD).beside(LIVING, MEMBER).when(change).then(changed)
    changing.given(*SENT, changed).by(HEAD).beside(LIVING, MEMBER).when(change).then_nothing()
    changing.given(*SENT, returned).by(HEAD).beside(LIVING, MEMBER).when(change).then(sent_again)
    changing.given(*SENT, returned).by(STRANGER).beside(LIVING, MEMBER).when(change).then_refused("not-found")
    changing.given(*HOLDS).by(HEAD).beside(LIVING, MEMBER).when(change).then_refused("aims.accepted")
    changing.given(asked).by(HEAD).beside(LIVING, MEMBER).when(change).then_refused("aims.asked")
    empty = replace(change, content=AimsContent())
    changing.given(*SENT).by(HEAD).beside(LIVING).when(empty).then_refused("aims.empty")
    assert shows(AIMS.fold([*SENT, returned, sent_again])).titles == better.titles


def test_it_is_withdrawn_and_registered_again() -> None:
    withdrawing = decider(AIMS, decide_withdraw)
    withdrawing.given(*SENT).by(HEAD).when(withdraw).then(withdrawn)
    withdrawing.given(*SENT, returned).by(HEAD).when(withdraw).then(withdrawn)
    withdrawing.given(*SENT).by(STRANGER).when(withdraw).then_refused("not-found")
    withdrawing.given(*SENT, returned).by(STRANGER).when(withdraw).then_refused("not-found")
    withdrawing.given(*SENT).by(CLERK).when(withdraw).then(replace(withdrawn, by_office=True))
    registering.given(*SENT, withdrawn).by(HEAD).beside(LIVING, MEMBER).when(register).then(registered)


given_up = replace(withdrawn, accepted=True)


def test_the_pages_say_until_when_a_registration_is_withdrawn_as_the_rule_has_it() -> None:
    accepted = {"standing": "accepted", "held": None, "year_over": False, "accepted_on": date(2024, 2, 1)}
    assert WITHDRAW.offered(accepted) and not WITHDRAW.offered(accepted | {"year_over": True}), "refused by year-over"
    assert WITHDRAW.offered(accepted | {"standing": "sent"}), "what waits is withdrawn in any year"
    assert not WITHDRAW.offered(accepted | {"standing": "returned", "held": "Lao động tiên tiến: 1"})
    assert "rút được đến hết năm {year}, cả khi đã được chấp nhận" in REGISTER.effect[0]
    nobody: Any = None
    said = asyncio.run(withdrawing(nobody, nobody, accepted))["answered"]
    assert "chấp nhận đăng ký ngày 01/02/2024" in said and "chờ chấp nhận lần nữa" in said
    said = asyncio.run(withdrawing(nobody, nobody, accepted | {"standing": "sent"}))["answered"]
    assert "chấp nhận" not in said


def test_what_was_accepted_is_withdrawn_while_its_year_lasts_and_then_nothing_holds() -> None:
    withdrawing = decider(AIMS, decide_withdraw)
    withdrawing.given(*HOLDS).by(HEAD).when(withdraw).then(given_up)
    withdrawing.given(*HOLDS).by(STRANGER).when(withdraw).then_refused("not-found")
    last = replace(withdraw, at=datetime(2024, 12, 31, 16, 59, tzinfo=UTC))
    withdrawing.given(*HOLDS).by(HEAD).when(last).then(given_up)
    over = replace(withdraw, at=datetime(2024, 12, 31, 17, tzinfo=UTC))
    withdrawing.given(*HOLDS).by(HEAD).when(over).then_refused("aims.year-over")
    twice = [*HOLDS, amended, replace(accepted, content=better)]
    withdrawing.given(*twice).by(HEAD).when(withdraw).then(given_up)
    assert shows(AIMS.fold([*twice, given_up])).standing == "asked", "not even what was accepted before the change"
    assert (published_withdrawal(given_up).nothing_holds, published_withdrawal(withdrawn).nothing_holds) == (True, None)


def test_what_was_withdrawn_counts_for_nothing_and_is_registered_again_with_what_was_reached() -> None:
    gone = shows(AIMS.fold([*HOLDS, reached, given_up]))
    assert (gone.titles, gone.people, gone.aimed, str(gone.reached)) == ((), 0, 0, "[]")
    assert "TTLDTT" in str(gone.given_up) and shows(AIMS.fold([asked])).given_up is None
    back = shows(AIMS.fold([*HOLDS, reached, given_up, registered]))
    assert (back.standing, back.given_up) == ("sent", None) and "48.2" in str(back.reached)
    nobody_asks = [*HOLDS, released, replace(given_up, due_on=None)]
    again = registering.given(*nobody_asks).by(HEAD).beside(LIVING, MEMBER)
    late = replace(register, at=datetime(2024, 6, 1, 3, tzinfo=UTC))
    again.when(late).then(replace(registered, registered_on=date(2024, 6, 1)))  # in time, as it was
    registering.given(*nobody_asks).by(STRANGER).beside(LIVING, MEMBER).when(late).then_refused("not-found")
    bringing.given(*nobody_asks).beside(CALLED, LIVING).when(bring).then(asked)
    assert "TTLDTT" in str(shows(AIMS.fold([*nobody_asks, asked])).given_up)
    assert "TTLDTT" in str(shows(AIMS.fold([*HOLDS, given_up, released])).given_up)


def test_the_office_accepts_or_returns_and_takes_either_back() -> None:
    accepting, returning = decider(AIMS, decide_accept), decider(AIMS, decide_return)
    accepting.given(*SENT).when(accept).then(accepted)
    accepting.given(*SENT, changed).when(accept).then(replace(accepted, content=better))
    accepting.given(*HOLDS).when(accept).then_nothing()
    accepting.given(*SENT, returned).when(accept).then_refused("aims.returned")
    returning.given(*SENT).when(give_back).then(returned)
    returning.given(*HOLDS).when(give_back).then_refused("aims.accepted")
    unreturning, unaccepting = decider(AIMS, decide_return_taken_back), decider(AIMS, decide_acceptance_taken_back)
    unreturning.given(*SENT, returned).when(unreturn).then(unreturned)
    unreturning.given(*SENT, returned, sent_again).when(unreturn).then_refused("aims.sent")
    unaccepting.given(*HOLDS).when(unaccept).then(unaccepted)
    unaccepting.given(*SENT).when(unaccept).then_refused("aims.sent")
    accepting.given(*SENT, returned, unreturned).when(accept).then(accepted)
    accepting.given(*HOLDS, unaccepted).when(accept).then(accepted)


def test_what_was_accepted_holds_until_its_change_is_accepted() -> None:
    amending = decider(AIMS, decide_amend)
    amending.given(*HOLDS).by(HEAD).beside(LIVING, MEMBER).when(amend).then(amended)
    amending.given(*HOLDS).by(STRANGER).beside(LIVING, MEMBER).when(amend).then_refused("not-found")
    same = replace(amend, content=content)
    amending.given(*HOLDS).by(HEAD).beside(LIVING, MEMBER).when(same).then_nothing()
    amending.given(*SENT).by(HEAD).beside(LIVING, MEMBER).when(amend).then_refused("aims.sent")
    meanwhile = shows(AIMS.fold([*HOLDS, amended]))
    assert (meanwhile.standing, meanwhile.accepted_on) == ("amending", DAY)
    assert meanwhile.held == "Tập thể lao động tiên tiến; Lao động tiên tiến: 1; 1 chỉ tiêu"
    decider(AIMS, decide_withdraw).given(*HOLDS, amended).by(HEAD).when(withdraw).then(unamended)
    no_change = shows(AIMS.fold([*HOLDS, amended, replace(withdrawn, due_on=None)]))
    assert (no_change.standing, no_change.titles, no_change.held) == ("accepted", content.titles, None)
    again = [*HOLDS, amended, replace(accepted, content=better)]
    assert (shows(AIMS.fold(again)).standing, shows(AIMS.fold(again)).titles) == ("accepted", better.titles)
    held = replace(unaccepted, holds=content)
    decider(AIMS, decide_acceptance_taken_back).given(*again).when(unaccept).then(held)
    back = shows(AIMS.fold([*again, held, replace(withdrawn, due_on=None)]))
    assert (back.standing, back.titles) == ("accepted", content.titles), "what was accepted first holds again"


def test_how_far_a_target_is_is_said_by_quarter_and_taken_back() -> None:
    reaching, unreaching = decider(AIMS, decide_reached), decider(AIMS, decide_reached_taken_back)
    reaching.given(*HOLDS).by(HEAD).when(reach).then(reached)
    reaching.given(*HOLDS, reached).by(HEAD).when(reach).then_nothing()
    reaching.given(*HOLDS).by(STRANGER).when(reach).then_refused("not-found")
    reaching.given(*SENT).by(HEAD).when(reach).then_refused("aims.sent")
    other = replace(reach, indicator="sang-kien")
    reaching.given(*HOLDS).by(HEAD).when(other).then_refused("aims.no-such-target")
    reaching.given(*HOLDS).by(HEAD).when(replace(reach, quarter="2")).then_refused("aims.quarter-to-come")
    reaching.given(*HOLDS).by(HEAD).when(replace(reach, value=Decimal(101))).then_refused("aims.target-unfit")
    unreaching.given(*HOLDS, reached).by(HEAD).when(unreach).then(unreached)
    reaching.given(*HOLDS, reached, unreached).by(HEAD).when(reach).then(reached)
    unreaching.given(*HOLDS).by(HEAD).when(unreach).then_refused("aims.not-reached")
    unreaching.given(*HOLDS, reached).by(STRANGER).when(unreach).then_refused("not-found")
    corrected = AIMS.fold([*HOLDS, reached, replace(reached, value=Decimal(50)), amended])
    assert '"value": "50"' in str(shows(corrected).reached), "a change of the aims leaves what was reached"


@pytest.mark.parametrize(
    ("history", "standing"),
    [
        ([asked], "asked"),
        ([asked, released], "released"),
        ([*SENT], "sent"),
        ([*SENT, returned], "returned"),
        ([*SENT, returned, unreturned], "sent"),
        ([*SENT, withdrawn], "asked"),
        ([*HOLDS], "accepted"),
        ([*HOLDS, unaccepted], "sent"),
        ([*HOLDS, amended], "amending"),
        ([*HOLDS, amended, returned], "returned"),
    ],
)
def test_the_page_says_where_it_stands(history: list[Any], standing: str) -> None:
    assert shows(AIMS.fold(history)).standing == standing


def test_a_change_that_waits_is_withdrawn_alone_and_what_was_accepted_holds() -> None:
    withdrawing = decider(AIMS, decide_withdraw_amendment)
    for history in ([*HOLDS, amended], [*HOLDS, amended, returned]):
        withdrawing.given(*history).by(HEAD).when(withdraw_amendment).then(unamended)
        withdrawing.given(*history).by(STRANGER).when(withdraw_amendment).then_refused("not-found")
        assert shows(AIMS.fold([*history, unamended])) == shows(AIMS.fold(HOLDS))
    withdrawing.given(*HOLDS).by(HEAD).when(withdraw_amendment).then_refused("aims.not-amending")
    withdrawing.given(*SENT).by(HEAD).when(withdraw_amendment).then_refused("aims.sent")
    withdrawing.given(*HOLDS).by(STRANGER).when(withdraw_amendment).then_refused("not-found")
    of = {fact.cls: fact for fact in FACTS}
    assert of[AimsWithdrawn].sentence(unamended).startswith("Đơn vị rút điều chỉnh: ")


def test_while_a_change_waits_what_holds_is_shown_beside_it_and_results_count_against_it() -> None:
    waiting = shows(AIMS.fold([*HOLDS, amended]))
    assert (json.loads(str(waiting.in_force))[0]["targets"], json.loads(str(waiting.targets))) == tuple(
        [{"indicator": one.indicator, "value": str(one.value)} for one in each.targets] for each in (content, better)
    )
    assert shows(AIMS.fold(HOLDS)).in_force is None
    reaching, unreaching = decider(AIMS, decide_reached), decider(AIMS, decide_reached_taken_back)
    other = replace(amended, content=replace(better, targets=()))
    for history in ([*HOLDS, other], [*HOLDS, other, returned]):
        reaching.given(*history).by(HEAD).when(reach).then(reached)
        reaching.given(*history).by(STRANGER).when(reach).then_refused("not-found")
        unreaching.given(*history, reached).by(HEAD).when(unreach).then(unreached)
    assert "48.2" in str(shows(AIMS.fold([*HOLDS, other, reached, unamended])).reached)


def test_a_quarter_that_is_none_is_refused() -> None:
    for wrong in ("0", "5", "x"):
        decider(AIMS, decide_reached).given(*HOLDS).by(HEAD).when(replace(reach, quarter=wrong)).then_refused(
            "aims.no-such-quarter"
        )


def test_a_return_names_the_lines_it_is_about() -> None:
    returning = decider(AIMS, decide_return)
    lines: dict[str, Any] = {"targets": ("bao-hiem-y-te",), "people": content.people[:1]}
    told = replace(returned, **lines)
    returning.given(*SENT).when(replace(give_back, **lines)).then(told)
    returning.given(*SENT).when(replace(give_back, targets=("sang-kien",))).then_refused("aims.no-such-target")
    returning.given(*SENT).when(replace(give_back, people=(UUID(int=999),))).then_refused("aims.no-such-person")
    assert shows(AIMS.fold([*SENT, told])).doubted == ("bao-hiem-y-te", str(content.people[0]))
    assert shows(AIMS.fold([*SENT, told, sent_again])).doubted == ()
    of = {fact.cls: fact for fact in FACTS}
    said = of[AimsReturned].sentence(told)
    assert f"chỉ tiêu phải sửa: {INDICATORS['bao-hiem-y-te'].name}; nêu 1 cá nhân, hộ gia đình" in said


def test_a_title_of_residential_groups_is_no_aim_of_a_school_nor_of_its_households() -> None:
    assert isinstance(LIVING, Active)
    school = replace(LIVING, profiles=(replace(LIVING.profiles[0], kind=UnitKind.SCHOOL),))
    asking = registering.given(asked).by(HEAD)
    own, theirs = holding(titles=("TVH",), members=()), holding(members=(of_households,))
    assert asking.beside(LIVING).when(own).outcome() and asking.beside(LIVING, HOUSEHOLD).when(theirs).outcome()
    refused = asking.beside(school).when(own).then_refused("aims.title-of-other-units")
    assert "“Thôn, tổ dân phố văn hóa” không dành cho trường học" in refused.sentence
    asking.beside(school, HOUSEHOLD).when(theirs).then_refused("aims.members-of-other-units")


def test_all_that_has_to_be_mended_is_told_at_once() -> None:
    wrong = holding(titles=("GDVH",), targets=(Target(indicator="bao-hiem-y-te", value=Decimal(150)),))
    refused = registering.given(asked).by(HEAD).beside(LIVING, MEMBER).when(wrong).then_refused("aims.title-of-others")
    for do in (REGISTER, CHANGE, AMEND):
        told = do.placed(refused)
        assert [fault["field"] for fault in told] == ["members", "targets"] and "0 đến 100" in told[1]["sentence"]


def test_a_bar_says_how_much_of_a_target_is_reached() -> None:
    row = {"indicator": "sang-kien", "value": Decimal(4), "reached": Decimal(3), "quarter": 2}
    assert "Hết quý II: 3 sáng kiến trên 4 sáng kiến, đạt 75%." in progress(row)
    assert "đạt 150%" in progress(row | {"reached": Decimal(6)})
    assert "đạt 100%" in progress(row | {"value": Decimal(0)})
    assert progress(row | {"reached": None}) == "chưa ghi"


def test_counts_are_added_and_rates_are_averaged() -> None:
    assert together({"indicator": "sang-kien", "whole": Decimal(7), "mean": Decimal("3.5")}) == "tổng 7 sáng kiến"
    mean = {"indicator": "bao-hiem-y-te", "whole": Decimal(190), "mean": Decimal("95.04")}
    assert together(mean) == "trung bình 95,0 %"


def test_others_are_told_all_that_was_accepted_with_its_names() -> None:
    told = published(replace(accepted, content=replace(content, members=(of_people, of_households))))
    assert [(one.title, one.title_name, one.subject_id) for one in told.titles] == [
        ("TTLDTT", "Tập thể lao động tiên tiến", str(U)),
        ("LDTT", "Lao động tiên tiến", str(P)),
        ("GDVH", "Gia đình văn hóa", str(H)),
    ]
    assert [(one.name, one.measure, one.value) for one in told.targets] == [
        ("Tỷ lệ người dân tham gia bảo hiểm y tế", "%", Decimal("95.5"))
    ]


def test_an_acceptance_that_is_taken_back_tells_what_holds_again() -> None:
    assert (taken_back(unaccepted).titles, taken_back(unaccepted).targets) == (None, None)
    told = taken_back(replace(unaccepted, holds=content))
    assert told.titles == published(accepted).titles and told.targets == published(accepted).targets


def test_a_timeline_says_each_step() -> None:
    of = {fact.cls: fact for fact in FACTS}
    said = [of[type(event)].sentence(event) for event in GOLDEN]
    assert all(one.endswith(".") and "None" not in one for one in said)
    assert "Đơn vị gửi đăng ký ngày 01/03/2024: 1 danh hiệu của đơn vị, 1 cá nhân, hộ gia đình, 1 chỉ tiêu." in said
    assert "Phường, xã trả lại: thiếu chỉ tiêu phường, xã giao; mức chỉ tiêu thấp hơn mức được giao." in said


@pytest.mark.parametrize("title", catalogue.TITLES, ids=lambda title: title.code)
def test_a_title_is_called_and_given_as_the_law_says_as_long_as_it_holds(title: catalogue.Title) -> None:
    law = read_law()
    days = [title.holds_from, *(pack.day for pack in law.packs() if pack.day >= title.holds_from)]
    for day in (one for one in days if title.until is None or one < title.until):
        pack = law.on(day)
        assert pack is not None
        award = pack.row("award", title.code)
        assert award is not None and not award.fields["form"], day
        assert award.fields["name"] == title.name and set(award.fields["subjects"]) == title.subjects, day


def test_who_registers_and_who_accepts() -> None:
    roles = {case.command: set(case.roles) for case in HANDLES}
    assert roles[BringAims] == set()
    for own in (RegisterAims, ChangeAims, WithdrawAims, WithdrawAmendment, AmendAims, RecordReached, TakeBackReached):
        assert roles[own] == {"unit-head", "clerk"}
    for office in (CallForAims, MoveAimsCall, CallOffAims, AcceptAims, ReturnAims, TakeBackAimsReturn):
        assert roles[office] == {"clerk", "chairman"}
    commands = (call, move, call_off, bring, register, change, withdraw, withdraw_amendment, accept)
    answers = (give_back, unreturn, unaccept, amend, reach, unreach)
    lengths = [len(case.streams(command)) for case, command in zip(HANDLES, (*commands, *answers), strict=True)]
    assert lengths == [1, 1, 1, 3, 3, 3, 1, 1, 1, 1, 1, 1, 3, 1, 1]
