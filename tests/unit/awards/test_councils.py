"""The council: who is a member on a day, quorum before a vote, one ballot each, thresholds over all members."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from services.awards.councils import council as councils
from services.awards.councils import paper, voting
from services.awards.councils import session as sessions
from services.awards.councils.commands import (
    CallOffSession,
    CallSession,
    CancelVote,
    CastBallot,
    ChangeCouncil,
    Choice,
    CloseSession,
    CloseVote,
    FormCouncil,
    OpenSession,
    OpenVote,
    RecordArrival,
    RecordDeparture,
    RecordWrittenOpinion,
    ReopenSession,
    Seat,
    Seated,
    TakeBackCouncilChange,
    WithdrawWrittenOpinion,
)
from services.awards.councils.events import (
    BallotCast,
    BallotEvent,
    CouncilChanged,
    CouncilChangeTakenBack,
    CouncilFormed,
    MemberArrived,
    MemberLeft,
    SessionCalled,
    SessionCalledOff,
    SessionClosed,
    SessionOpened,
    SessionReopened,
    VoteCancelled,
    VoteClosed,
    VoteInterrupted,
    VoteOpened,
    WrittenOpinionRecorded,
    WrittenOpinionWithdrawn,
)
from services.awards.councils.past import SESSION_SAYS
from services.awards.councils.projection import SESSION_EVENTS
from services.awards.councils.refusals import CouncilRefused
from services.awards.event_registry import REGISTRY
from services.awards.law.pack import Law, Title
from services.awards.nominations.events import (
    NominationAppraised,
    NominationTabled,
    NominationUntabled,
    NominationVoted,
)
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.nominations.nomination import NominationDenied
from services.awards.publishing import PUBLISHING
from services.chassis.calendar import local_date
from services.chassis.identity.mandates import MandateGranted
from tests.support.given import decider
from tests.unit.awards.story import (
    AT,
    COUNCIL,
    NOMINATION,
    PERSON,
    RULES,
    SESSION,
    WARD,
    named,
    pack_on,
    proposed,
    voted,
)
from thidua_contracts.awards.nomination_untabled_v1 import NominationUntabled as NominationUntabledTold

DAY = date(2024, 11, 15)
PACK = pack_on(DAY)
RULE = PACK.quorum()
assert RULE is not None
QUORUM = RULE
council = decider(councils.COUNCIL, councils.decide)


def acting(decide: Any, principal: str) -> Any:
    """Decides as somebody whose role may send the command; whether they sit, the roster says."""
    return partial(decide, by=MandateGranted(named("mandate"), WARD, principal, "chairman", None, DAY, None))


calling = decider(sessions.SESSION, acting(sessions.call, "m1"))
session = decider(sessions.SESSION, acting(sessions.decide, "m2"))
meeting = decider(sessions.SESSION, acting(partial(sessions.open_, rules=RULES), "m2"))
opening = decider(sessions.SESSION, acting(partial(voting.open_vote, rules=RULES), "m2"))
ballot = decider(voting.BALLOT, partial(voting.cast, by=None))
opinion = decider(voting.BALLOT, partial(voting.record_opinion, by=None))
withdrawing = decider(voting.BALLOT, partial(voting.withdraw_opinion, by=None))
cancelling = decider(sessions.SESSION, acting(voting.cancel_vote, "m2"))
closing = decider(sessions.SESSION, acting(partial(voting.close_vote, rules=RULES), "m1"))


def seats(count: int = 9) -> tuple[Seated, ...]:
    kinds: list[Seat] = ["chair", "secretary", *(["member"] * (count - 2))]  # type: ignore[list-item]
    return tuple(Seated(member_id=f"m{place}", seat=kind) for place, kind in enumerate(kinds, start=1))


def members(*places: int) -> tuple[str, ...]:
    return tuple(f"m{place}" for place in places)


NINE = seats()
ALL = members(*range(1, 10))
form = FormCouncil(ward_code=WARD, at=AT, document_number="12/QĐ-UBND", signed_on=date(2024, 3, 1), seats=NINE)
formed = CouncilFormed(council_id=COUNCIL, document_number="12/QĐ-UBND", signed_on=date(2024, 3, 1), seats=NINE)
change = ChangeCouncil(
    ward_code=WARD,
    at=AT,
    council_id=COUNCIL,
    document_number="80/QĐ-UBND",
    valid_from=date(2024, 12, 1),
    leave=("m9",),
    come=(Seated(member_id="m10", seat="member"),),
)
changed = CouncilChanged(
    council_id=COUNCIL,
    document_number="80/QĐ-UBND",
    valid_from=date(2024, 12, 1),
    left=("m9",),
    came=(Seated(member_id="m10", seat="member"),),
)
take_back_change = TakeBackCouncilChange(ward_code=WARD, at=AT, council_id=COUNCIL)
call = CallSession(ward_code=WARD, at=AT, session_id=SESSION, council_id=COUNCIL, year=2024, held_on=DAY)
called = SessionCalled(session_id=SESSION, council_id=COUNCIL, year=2024, held_on=DAY, roster=NINE)


def opened(present: tuple[str, ...] = ALL[:8]) -> SessionOpened:
    return SessionOpened(
        session_id=SESSION,
        year=2024,
        held_on=DAY,
        members=9,
        present=present,
        quorum=8,
        quorum_citation=QUORUM.source.citation,
        quorum_confirmed=False,
        pack_id=PACK.id,
        pack_hash=PACK.hash,
        roster=NINE,
    )


appraised = NominationAppraised(
    nomination_id=NOMINATION, unit_id=named("đơn vị"), subject_id=named("người"), title="LDTT", year=2024, note=None
)
tabled = NominationTabled(nomination_id=NOMINATION, session_id=SESSION)
vote_opened = VoteOpened(session_id=SESSION, nomination_id=NOMINATION)
vote_closed = VoteClosed(session_id=SESSION, nomination_id=NOMINATION)
interrupted = VoteInterrupted(session_id=SESSION, nomination_id=NOMINATION, present=7, quorum=8)
open_vote = OpenVote(ward_code=WARD, at=AT, session_id=SESSION, nomination_id=NOMINATION, mode="open")
ON_THE_DAY = datetime(2024, 11, 15, 2, 0, tzinfo=UTC)
open_session = OpenSession(ward_code=WARD, at=ON_THE_DAY, session_id=SESSION, present=ALL[:8])
close_vote = CloseVote(ward_code=WARD, at=AT, session_id=SESSION, nomination_id=NOMINATION, members=ALL)
declare = dataclasses.replace(close_vote, declared="time-over")
call_off = CallOffSession(ward_code=WARD, at=AT, session_id=SESSION, reason="too-few")
called_off = SessionCalledOff(session_id=SESSION, reason="too-few")
close_session = CloseSession(ward_code=WARD, at=AT, session_id=SESSION)
session_closed = SessionClosed(session_id=SESSION)
reopen_session = ReopenSession(ward_code=WARD, at=datetime(2024, 11, 15, 8, 0, tzinfo=UTC), session_id=SESSION)
withdraw_opinion = WithdrawWrittenOpinion(
    ward_code=WARD, at=AT, session_id=SESSION, nomination_id=NOMINATION, member_id="m9"
)
TABLED = NOMINATIONS.fold([proposed(), tabled])
COMPOSED = councils.COUNCIL.fold([formed])
VOTING = sessions.SESSION.fold([called, opened(), vote_opened])


def arrive(member: str) -> RecordArrival:
    return RecordArrival(ward_code=WARD, at=AT, session_id=SESSION, member_id=member)


def leave(member: str) -> RecordDeparture:
    return RecordDeparture(ward_code=WARD, at=AT, session_id=SESSION, member_id=member)


def cast(member: str = "m1", choice: Choice = "yes") -> CastBallot:
    return CastBallot(
        ward_code=WARD, at=AT, session_id=SESSION, nomination_id=NOMINATION, member_id=member, choice=choice
    )


def in_writing(member: str = "m9", choice: Choice = "yes") -> RecordWrittenOpinion:
    return RecordWrittenOpinion(
        ward_code=WARD,
        at=AT,
        session_id=SESSION,
        nomination_id=NOMINATION,
        member_id=member,
        choice=choice,
        document_number="Ý kiến 01",
    )


def given_by(member: str, choice: Choice = "yes") -> BallotCast:
    return BallotCast(
        nomination_id=NOMINATION,
        session_id=SESSION,
        member_id=member,
        choice=choice,
        channel="session",
        document_number=None,
        own_case=False,
    )


def written_for(member: str, choice: Choice = "yes") -> WrittenOpinionRecorded:
    return WrittenOpinionRecorded(
        nomination_id=NOMINATION,
        session_id=SESSION,
        member_id=member,
        choice=choice,
        document_number="Ý kiến 01",
        own_case=False,
    )


def count(*ballots: BallotEvent, title: Title = "LDTT", rules: Law = RULES) -> NominationVoted:
    """Closes the vote with these ballots, the rest blank."""
    by_member = {each.member_id: voting.BALLOT.fold([each]) for each in ballots}
    states: list[Any] = [by_member.get(member, voting.Blank()) for member in ALL]
    nomination = NOMINATIONS.fold([proposed(title), tabled])
    outcome = voting.close_vote(declare, VOTING, nomination, *states, rules=rules, by=None)
    missing = set(ALL[:8]) - set(by_member)
    assert outcome[sessions.SESSION.at(SESSION)] == [
        dataclasses.replace(vote_closed, declared="time-over" if missing else None)
    ]
    result = outcome[NOMINATIONS.at(NOMINATION)][0]
    assert isinstance(result, NominationVoted)
    return result


def test_a_ward_forms_its_council_once() -> None:
    council.given().when(form).then(formed)
    council.given(formed).when(form).then_refused("council.already-formed")


@pytest.mark.parametrize(
    ("seated", "code"),
    [
        ((), "council.no-chair"),
        ((Seated(member_id="a", seat="chair"), Seated(member_id="b", seat="chair")), "council.no-chair"),
        ((Seated(member_id="a", seat="chair"),), "council.no-secretary"),
        ((Seated(member_id="a", seat="chair"), Seated(member_id="a", seat="secretary")), "council.seated-twice"),
        (
            (
                Seated(member_id="a", seat="chair", person_id=UUID(int=1)),
                Seated(member_id="b", seat="secretary", person_id=UUID(int=1)),
            ),
            "council.seated-twice",
        ),
    ],
)
def test_a_council_has_one_chair_and_a_secretary(seated: tuple[Seated, ...], code: str) -> None:
    council.given().when(dataclasses.replace(form, seats=seated)).then_refused(code)


def test_whoever_takes_a_seat_is_somebody_whom_the_ward_knows() -> None:
    person, stranger = named("người của phường"), named("người của xã khác")
    seated = (dataclasses.replace(NINE[0], person_id=person), *NINE[1:])
    known = dataclasses.replace(form, seats=seated, known=frozenset({person}))
    assert council.given().when(known).outcome()
    council.given().when(dataclasses.replace(known, known=frozenset())).then_refused("council.unknown-person")
    come = (Seated(member_id="m10", seat="member", person_id=stranger),)
    changing = dataclasses.replace(change, come=come, known=frozenset({person}))
    council.given(formed).when(changing).then_refused("council.unknown-person")
    assert council.given(formed).when(dataclasses.replace(changing, known=frozenset({stranger}))).outcome()


def test_members_change_from_a_day_on() -> None:
    council.given(formed).when(change).then(changed)
    state = councils.COUNCIL.fold([formed, changed])
    assert isinstance(state, councils.Formed)
    assert state.on(date(2024, 2, 29)) == ()
    assert {seat.member_id for seat in state.on(date(2024, 11, 30))} == set(ALL)
    assert {seat.member_id for seat in state.on(date(2024, 12, 1))} == {*ALL[:8], "m10"}


def test_a_change_keeps_the_council_complete() -> None:
    council.given().when(change).then_refused("not-found")
    council.given(formed).when(dataclasses.replace(change, leave=("m1",))).then_refused("council.no-chair")
    council.given(formed).when(dataclasses.replace(change, leave=("m77",))).then_refused("council.not-a-member")
    council.given(formed, changed).when(change).then_refused("council.dates")


def test_a_change_that_changes_nobody_is_refused() -> None:
    nothing = dataclasses.replace(change, leave=(), come=())
    told = council.given(formed).when(nothing).then_refused("council.nothing-changed")
    assert told.refusal.status == 422
    [same] = [seat for seat in formed.seats if seat.member_id == "m9"]
    council.given(formed).when(dataclasses.replace(change, come=(same,))).then_refused("council.nothing-changed")
    other = dataclasses.replace(same, seat="deputy")
    assert council.given(formed).when(dataclasses.replace(change, come=(other,))).outcome(), "another seat is a change"


def test_a_change_without_a_council_is_still_history() -> None:
    assert councils.COUNCIL.fold([changed]) == councils.Formed(((date(2024, 12, 1), changed.came),))


def test_a_session_calls_the_members_of_its_day() -> None:
    calling.given().beside(councils.COUNCIL.fold([formed])).when(call).then(called)
    calling.given(called).beside(councils.COUNCIL.fold([formed])).when(call).then_refused("session.already-called")
    calling.given().beside(councils.NotFormed()).when(call).then_refused("council.none-on-day")
    early = dataclasses.replace(call, at=datetime(2024, 1, 2, tzinfo=UTC), held_on=date(2024, 1, 5))
    calling.given().beside(councils.COUNCIL.fold([formed])).when(early).then_refused("council.none-on-day")


def test_nobody_chooses_the_members_of_a_day_that_is_over() -> None:
    """Whoever runs the sessions could else let those vote who have left the council since."""
    afterwards = datetime(2024, 12, 2, tzinfo=UTC)
    eve = dataclasses.replace(call, at=afterwards, held_on=date(2024, 11, 30))
    today = dataclasses.replace(eve, held_on=date(2024, 12, 2))
    composed = councils.COUNCIL.fold([formed, changed])
    calling.given().beside(composed).when(eve).then_refused("session.in-the-past")
    [said] = calling.given().beside(composed).when(today).outcome()
    assert "m10" in {seat.member_id for seat in said.roster}
    meeting.given(called).beside(COMPOSED).when(dataclasses.replace(open_session, at=afterwards)).then_refused(
        "session.in-the-past"
    )


def test_who_sits_in_a_session_is_who_is_a_member_on_its_day() -> None:
    """Called on one day; on a day in between one member leaves and one comes."""
    between = dataclasses.replace(changed, valid_from=date(2024, 11, 10))
    later = councils.COUNCIL.fold([formed, between])
    of_the_day = (*ALL[:7], "m10")
    [said, *_] = (
        meeting.given(called).beside(later).when(dataclasses.replace(open_session, present=of_the_day)).outcome()
    )
    assert isinstance(said, SessionOpened) and [seat.member_id for seat in said.roster] == [*ALL[:8], "m10"]
    gone = dataclasses.replace(open_session, present=(*ALL[:7], "m9"))
    meeting.given(called).beside(later).when(gone).then_refused("session.stranger")
    sits = sessions.SESSION.fold([called, said, vote_opened])
    votes = decider(voting.BALLOT, acting(voting.cast, "m10")).beside(sits, TABLED)
    assert votes.when(cast("m10")).outcome()
    decider(voting.BALLOT, acting(voting.cast, "m9")).beside(sits, TABLED).when(cast("m9")).then_refused(
        "ballot.not-a-member"
    )


def test_a_session_opens_on_its_day_and_not_before() -> None:
    eve = datetime(2024, 11, 14, 16, 59, tzinfo=UTC)
    early = dataclasses.replace(open_session, at=eve)
    meeting.given(called).beside(COMPOSED).when(early).then_refused("session.too-early")
    midnight = dataclasses.replace(open_session, at=datetime(2024, 11, 14, 17, tzinfo=UTC))
    assert meeting.given(called).beside(COMPOSED).when(midnight).outcome()


def test_a_session_opens_with_a_quorum_of_all_members() -> None:
    named = [MemberArrived(session_id=SESSION, member_id=member) for member in ALL[:8] if member != "m2"]
    meeting.given(called).beside(COMPOSED).when(open_session).then(
        opened(), *named
    )  # each is told, but whoever opened it
    assert sessions.SESSION.fold([called, opened(), *named]) == sessions.SESSION.fold([called, opened()])
    few = dataclasses.replace(open_session, present=ALL[:7])
    refusal = meeting.given(called).beside(COMPOSED).when(few).then_refused("session.no-quorum")
    assert "7/9" in refusal.sentence and "chưa được xác nhận" in str(refusal.refusal.citation)
    twice = dataclasses.replace(open_session, present=(*ALL[:7], "m1"))
    meeting.given(called).beside(COMPOSED).when(twice).then_refused("session.no-quorum")


def test_a_session_that_was_called_is_called_off_until_it_opens() -> None:
    session.given(called).when(call_off).then(called_off)
    session.given(called, opened()).when(call_off).then_refused("session.already-opened")
    session.given(called, called_off).when(call_off).then_refused("session.already-opened")
    meeting.given(called, called_off).beside(COMPOSED).when(open_session).then_refused("session.already-opened")
    session.given().when(call_off).then_refused("not-found")


def test_only_the_roster_counts_for_the_quorum() -> None:
    stranger = dataclasses.replace(open_session, present=(*ALL[:7], "m77"))
    meeting.given(called).beside(COMPOSED).when(stranger).then_refused("session.stranger")


def test_a_session_opens_once_and_under_some_law() -> None:
    meeting.given(called, opened()).beside(COMPOSED).when(open_session).then_refused("session.already-opened")
    meeting.given(called, opened(), SessionClosed(session_id=SESSION)).beside(COMPOSED).when(open_session).then_refused(
        "session.already-opened"
    )
    meeting.given().beside(COMPOSED).when(open_session).then_refused("not-found")
    old = dataclasses.replace(called, held_on=date(2023, 11, 15))
    on_its_day = dataclasses.replace(open_session, at=datetime(2023, 11, 15, 2, tzinfo=UTC))
    meeting.given(old).beside(COMPOSED).when(on_its_day).then_refused("session.no-rules")


def test_members_come_and_go() -> None:
    session.given(called, opened()).when(arrive("m9")).then(MemberArrived(session_id=SESSION, member_id="m9"))
    session.given(called, opened()).when(arrive("m1")).then_refused("session.already-present")
    session.given(called, opened()).when(arrive("m77")).then_refused("session.stranger")
    came = MemberArrived(session_id=SESSION, member_id="m9")
    left = MemberLeft(session_id=SESSION, member_id="m9")
    session.given(called, opened(), came).when(leave("m9")).then(left)
    session.given(called, opened()).when(leave("m9")).then_refused("session.not-present")
    session.given(called).when(leave("m1")).then_refused("session.not-open")
    session.given().when(leave("m1")).then_refused("not-found")


def test_a_member_who_leaves_too_early_stops_the_vote() -> None:
    left = MemberLeft(session_id=SESSION, member_id="m8")
    session.given(called, opened(), vote_opened).when(leave("m8")).then(left, interrupted)
    session.given(called, opened(ALL), vote_opened).when(leave("m8")).then(left)
    session.given(called, opened(), vote_opened, vote_closed).when(leave("m8")).then(left)


def test_a_vote_is_opened_on_the_day_of_its_session() -> None:
    here = opening.given(called, opened()).beside(NOMINATIONS.fold([proposed()]))
    last = dataclasses.replace(open_vote, at=datetime(2024, 11, 15, 16, 59, tzinfo=UTC))
    assert here.when(last).outcome()[sessions.SESSION.at(SESSION)] == [vote_opened]
    after = dataclasses.replace(open_vote, at=datetime(2024, 11, 15, 17, tzinfo=UTC))
    assert "15/11/2024" in here.when(after).then_refused("session.day-over").sentence


def test_a_session_does_not_close_over_an_open_vote() -> None:
    session.given(called, opened(), vote_opened).when(close_session).then_refused("session.votes-open")
    closed = SessionClosed(session_id=SESSION)
    session.given(called, opened(), vote_opened, vote_closed).when(close_session).then(closed)
    session.given(called, opened(), closed).when(close_session).then_refused("session.not-open")


def test_a_vote_opens_while_the_quorum_is_there() -> None:
    outcome = opening.given(called, opened()).beside(NOMINATIONS.fold([proposed()])).when(open_vote).outcome()
    assert outcome == {sessions.SESSION.at(SESSION): [vote_opened], NOMINATIONS.at(NOMINATION): [tabled]}
    left = MemberLeft(session_id=SESSION, member_id="m8")
    few = opening.given(called, opened(), left).beside(NOMINATIONS.fold([proposed()]))
    few.when(open_vote).then_refused("session.no-quorum")


def test_an_interrupted_vote_opens_again_when_the_quorum_is_back() -> None:
    left, back = (
        MemberLeft(session_id=SESSION, member_id="m8"),
        MemberArrived(session_id=SESSION, member_id="m8"),
    )
    again = opening.given(called, opened(), vote_opened, left, interrupted, back).beside(TABLED)
    assert again.when(open_vote).outcome() == {sessions.SESSION.at(SESSION): [vote_opened]}


OTHER = named("phiên sau")


def test_another_session_takes_up_a_vote_that_stopped() -> None:
    later = dataclasses.replace(open_vote, session_id=OTHER, earlier_session=SESSION)
    here = opening.given(dataclasses.replace(called, session_id=OTHER), dataclasses.replace(opened(), session_id=OTHER))
    left = MemberLeft(session_id=SESSION, member_id="m8")
    tabled_again = dataclasses.replace(tabled, session_id=OTHER)
    for stopped in (
        sessions.SESSION.fold([called, opened(), vote_opened, left, interrupted]),
        sessions.SESSION.fold([called, opened(), SessionClosed(session_id=SESSION)]),
    ):
        outcome = here.beside(TABLED, stopped).when(later).outcome()
        assert outcome[NOMINATIONS.at(NOMINATION)] == [tabled_again]
    here.beside(TABLED, VOTING).when(later).then_refused("nomination.vote-running")
    without = dataclasses.replace(later, earlier_session=None)
    here.beside(TABLED).when(without).then_refused("nomination.not-proposed")
    other_year = opening.given(dataclasses.replace(called, session_id=OTHER, year=2023), opened())
    other_year.beside(TABLED, sessions.Over()).when(later).then_refused("session.other-year")


def test_in_another_session_members_vote_anew_and_only_that_counts() -> None:
    before = dataclasses.replace(given_by("m1", "no"), session_id=OTHER)
    ballot.given(before).beside(VOTING, TABLED).when(cast()).then(given_by("m1"))
    result = count(before, given_by("m2"))
    assert (result.yes, result.no, result.silent) == (1, 0, 8)


def test_a_secret_ballot_is_refused_and_explained() -> None:
    secret = dataclasses.replace(open_vote, mode="secret")
    refusal = opening.given(called, opened()).beside(NOMINATIONS.fold([proposed()])).when(secret)
    assert "bỏ phiếu kín" in refusal.then_refused("session.secret-ballot").sentence


def test_a_vote_is_opened_once_on_a_waiting_nomination_of_the_year() -> None:
    sitting = opening.given(called, opened())
    opening.given(called, opened(), vote_opened).beside(TABLED).when(open_vote).then_refused("session.vote-open")
    sitting.beside(NOMINATIONS.fold([proposed(), voted()])).when(open_vote).then_refused("nomination.not-proposed")
    elsewhere = NominationTabled(nomination_id=NOMINATION, session_id=named("phiên khác"))
    sitting.beside(NOMINATIONS.fold([proposed(), elsewhere])).when(open_vote).then_refused("nomination.not-proposed")
    other_year = NOMINATIONS.fold([dataclasses.replace(proposed(), year=2023)])
    sitting.beside(other_year).when(open_vote).then_refused("session.other-year")
    opening.given(called).beside(TABLED).when(open_vote).then_refused("session.not-open")


def test_a_member_votes_once() -> None:
    ballot.given().beside(VOTING, TABLED).when(cast()).then(given_by("m1"))
    ballot.given(given_by("m1")).beside(VOTING, TABLED).when(cast(choice="no")).then_refused("ballot.already-cast")
    opinion.given(written_for("m9")).beside(VOTING, TABLED).when(in_writing()).then_refused("ballot.already-cast")


def test_only_members_of_the_session_vote() -> None:
    ballot.given().beside(VOTING, TABLED).when(cast("m77")).then_refused("ballot.not-a-member")


def test_who_is_present_votes_and_who_is_absent_writes() -> None:
    ballot.given().beside(VOTING, TABLED).when(cast("m9")).then_refused("ballot.absent")
    opinion.given().beside(VOTING, TABLED).when(in_writing("m1")).then_refused("ballot.present")
    opinion.given().beside(VOTING, TABLED).when(in_writing("m9")).then(written_for("m9"))


def test_who_was_there_for_a_moment_of_the_vote_did_not_write() -> None:
    """Marked as gone, written for, marked back: the member's own vote was then refused."""
    gone = MemberLeft(session_id=SESSION, member_id="m8")
    back = MemberArrived(session_id=SESSION, member_id="m9")
    for history in (
        (called, opened(ALL), vote_opened, gone),
        (called, opened(), vote_opened, back, dataclasses.replace(gone, member_id="m9")),
        (called, opened(), vote_opened, gone, interrupted, back, vote_opened),
    ):
        sitting = sessions.SESSION.fold(history)
        absent = "m9" if history[3] == back else "m8"
        opinion.given().beside(sitting, TABLED).when(in_writing(absent)).then_refused("ballot.was-present")
    before_the_vote = sessions.SESSION.fold([called, opened(ALL), gone, vote_opened])
    opinion.given().beside(before_the_vote, TABLED).when(in_writing("m8")).then(written_for("m8"))
    while_it_stopped = (
        called,
        opened(),
        vote_opened,
        gone,
        interrupted,
        back,
        dataclasses.replace(back, member_id="m8"),
    )
    resumed = sessions.SESSION.fold([*while_it_stopped, dataclasses.replace(gone, member_id="m9"), vote_opened])
    opinion.given().beside(resumed, TABLED).when(in_writing("m9")).then(written_for("m9"))


def test_a_members_own_ballot_replaces_what_was_written_for_them() -> None:
    written = written_for("m9")
    here = sessions.SESSION.fold([called, opened(), vote_opened, MemberArrived(session_id=SESSION, member_id="m9")])
    ballot.given(written).beside(here, TABLED).when(cast("m9", "no")).then(given_by("m9", "no"))
    ballot.given(written, given_by("m9", "no")).beside(here, TABLED).when(cast("m9")).then_refused(
        "ballot.already-cast"
    )
    opinion.given(given_by("m9")).beside(VOTING, TABLED).when(in_writing()).then_refused("ballot.already-cast")
    assert count(written_for("m9"), given_by("m9", "no")).written == ()


def test_what_an_earlier_build_stored_as_a_written_ballot_is_one() -> None:
    before = dataclasses.replace(given_by("m9"), channel="written", document_number="Ý kiến 01")
    assert voting.BALLOT.fold([before]) == voting.BALLOT.fold([written_for("m9")])


@pytest.mark.parametrize("stranger", ["m3", "m77"])
def test_a_session_is_run_from_a_seat_not_by_a_role(stranger: str) -> None:
    """A clerk may give somebody the role of secretary; the chairman seats them, or not."""
    council_state = councils.COUNCIL.fold([formed])
    decide = acting(sessions.decide, stranger)
    someone = decider(sessions.SESSION, decide).given(called, opened())
    for command in (leave("m1"), arrive("m9"), close_session):
        someone.when(command).then_refused("session.no-seat")
    decider(sessions.SESSION, acting(partial(sessions.open_, rules=RULES), stranger)).given(called).beside(
        COMPOSED
    ).when(open_session).then_refused("session.no-seat")
    decider(sessions.SESSION, decide).given(called).when(call_off).then_refused("session.no-seat")
    decider(sessions.SESSION, acting(sessions.call, stranger)).beside(council_state).when(call).then_refused(
        "session.no-seat"
    )
    vote_on = decider(sessions.SESSION, acting(partial(voting.open_vote, rules=RULES), stranger))
    vote_on.given(called, opened()).beside(NOMINATIONS.fold([proposed()])).when(open_vote).then_refused(
        "session.no-seat"
    )
    counting = decider(sessions.SESSION, acting(partial(voting.close_vote, rules=RULES), stranger))
    blank = [voting.Blank()] * 9
    counting.given(called, opened(), vote_opened).beside(TABLED, *blank).when(close_vote).then_refused(
        "session.no-seat"
    )
    writing = decider(voting.BALLOT, acting(voting.record_opinion, stranger)).beside(VOTING, TABLED)
    writing.when(in_writing()).then_refused("session.no-seat")


def test_a_member_says_alone_that_they_are_there_or_not_and_votes_alone() -> None:
    ninth = decider(sessions.SESSION, acting(sessions.decide, "m9")).given(called, opened())
    ninth.when(arrive("m9")).then(MemberArrived(session_id=SESSION, member_id="m9"))
    eighth = decider(sessions.SESSION, acting(sessions.decide, "m8")).given(called, opened())
    eighth.when(leave("m8")).then(MemberLeft(session_id=SESSION, member_id="m8"))
    eighth.when(leave("m7")).then_refused("session.no-seat")
    stranger = decider(sessions.SESSION, acting(sessions.decide, "m77")).given(called, opened())
    stranger.when(arrive("m77")).then_refused("session.stranger")
    first = decider(voting.BALLOT, acting(voting.cast, "m1")).beside(VOTING, TABLED)
    first.when(cast("m1")).then(given_by("m1"))
    first.when(cast("m2")).then_refused("ballot.not-ones-own")
    writing = decider(voting.BALLOT, acting(voting.record_opinion, "m1")).beside(VOTING, TABLED)
    writing.when(in_writing("m9")).then(written_for("m9"))


def test_nobody_votes_when_no_vote_is_open() -> None:
    sitting = sessions.SESSION.fold([called, opened()])
    ballot.given().beside(sitting, TABLED).when(cast()).then_refused("session.vote-not-open")
    ballot.given().beside(VOTING, NOMINATIONS.fold([proposed()])).when(cast()).then_refused("session.vote-not-open")
    over = sessions.SESSION.fold([called, opened(), SessionClosed(session_id=SESSION)])
    ballot.given().beside(over, TABLED).when(cast()).then_refused("session.not-open")


def test_a_member_who_is_the_candidate_may_vote_and_is_flagged() -> None:
    roster = (dataclasses.replace(NINE[0], person_id=PERSON), *NINE[1:])
    own = sessions.SESSION.fold([called, dataclasses.replace(opened(), roster=roster), vote_opened])
    before = dataclasses.replace(opened(), roster=())  # earlier builds: who was called
    assert own == sessions.SESSION.fold([dataclasses.replace(called, roster=roster), before, vote_opened])
    ballot.given().beside(own, TABLED).when(cast()).then(dataclasses.replace(given_by("m1"), own_case=True))


def test_the_threshold_is_over_all_members_in_whole_numbers() -> None:
    seven = [given_by(f"m{place}") for place in range(1, 8)]
    result = count(*seven, given_by("m8", "no"), title="CSTDCS")
    assert (result.yes, result.no, result.silent, result.members, result.needed) == (7, 1, 1, 9, 8)
    assert not result.passed, "7 of 8 present is 87,5 %, but 7 of 9 members is not 80 %"
    assert count(*seven, written_for("m9"), title="CSTDCS").passed


def test_a_vote_is_closed_when_all_who_are_there_have_voted_or_the_chair_says_why_not() -> None:
    """Whoever counted early could leave out those who would have said no."""
    eight = [voting.BALLOT.fold([given_by(member)]) for member in ALL[:8]]
    sitting = (called, opened(), vote_opened)
    by_secretary = decider(sessions.SESSION, acting(partial(voting.close_vote, rules=RULES), "m2"))

    def counted(who: Any, *ballots: Any, of: Any = sitting) -> Any:
        return who.given(*of).beside(TABLED, *ballots, *[voting.Blank()] * (9 - len(ballots)))

    [closed] = counted(by_secretary, *eight).when(close_vote).outcome()[sessions.SESSION.at(SESSION)]
    assert closed == vote_closed, "the ninth is absent: nobody waits for them"
    early = counted(by_secretary, *eight[:6]).when(close_vote)
    assert "Còn 2 thành viên có mặt chưa bỏ phiếu" in early.then_refused("session.ballots-missing").sentence
    chair = counted(closing, *eight[:6]).when(close_vote).then_refused("session.reason-missing")
    assert chair.sentence == (
        "Còn 2 thành viên có mặt chưa bỏ phiếu. Chọn lý do đóng biểu quyết lúc này, hoặc đợi họ bỏ phiếu."
    ), "the chair is not sent to the chair"
    counted(by_secretary, *eight[:6]).when(declare).then_refused("session.not-chair")
    outcome = counted(closing, *eight[:6]).when(declare).outcome()
    assert outcome[sessions.SESSION.at(SESSION)] == [dataclasses.replace(vote_closed, declared="time-over")]
    assert outcome[NOMINATIONS.at(NOMINATION)][0].silent == 3, "who did not vote counts in the base"
    nine = (called, opened(ALL), vote_opened, MemberLeft(session_id=SESSION, member_id="m9"))
    counted(by_secretary, *eight, of=nine).when(close_vote).outcome()
    unneeded = counted(closing, *eight).when(declare).outcome()
    assert unneeded[sessions.SESSION.at(SESSION)] == [vote_closed], "no reason is kept where none was needed"


def test_written_opinions_count_and_are_listed() -> None:
    result = count(given_by("m1"), written_for("m9"))
    assert (result.yes, result.written) == (2, ("m9",))


def test_a_majority_is_more_than_half_of_all_members() -> None:
    assert not count(*(given_by(f"m{place}") for place in range(1, 5))).passed
    result = count(*(given_by(f"m{place}") for place in range(1, 6)), given_by("m6", "abstain"))
    assert result.passed and (result.needed, result.abstained) == (5, 1)


def test_a_recount_gives_the_same() -> None:
    ballots: list[BallotEvent] = [given_by("m1"), given_by("m2", "no"), written_for("m9")]
    assert count(*ballots) == count(*reversed(ballots))


def test_counting_names_the_roster_and_an_open_vote() -> None:
    blank = [voting.Blank()] * 9
    voting_now = closing.given(called, opened(), vote_opened)
    voting_now.beside(NOMINATIONS.fold([proposed()]), *blank).when(close_vote).then_refused("nomination.not-tabled")
    closing.given(called, opened()).beside(TABLED, *blank).when(close_vote).then_refused("session.vote-not-open")
    fewer = dataclasses.replace(close_vote, members=ALL[:5])
    voting_now.beside(TABLED, *blank[:5]).when(fewer).then_refused("session.roster-differs")


def test_counting_needs_the_rules_under_which_it_was_proposed() -> None:
    with pytest.raises(NominationDenied) as denied:
        count(rules=Law([]))
    assert denied.value.code == "nomination.no-rules"


def test_history_is_never_refused() -> None:
    assert sessions.SESSION.fold([vote_opened]) == sessions.NotCalled()


def test_refusals_are_sentences() -> None:
    assert all(
        refusal.sentence.endswith(".") or "{" in refusal.sentence for refusal in CouncilRefused.refusals.values()
    )


def test_a_session_that_an_earlier_build_called_off_says_no_reason() -> None:
    old = REGISTRY.decode("session-called-off", 1, json.dumps({"session_id": str(SESSION)}), SESSION)
    assert old == SessionCalledOff(session_id=SESSION, reason=None)
    says = SESSION_SAYS["session-called-off"].sentence
    assert says(old) == "Hủy triệu tập phiên họp."
    assert says(called_off) == "Hủy triệu tập phiên họp: không đủ thành viên dự họp."


def test_the_timeline_of_a_session_tells_each_of_its_events_and_of_ballots_only_that_one_was_written() -> None:
    of_ballots = {WrittenOpinionRecorded, WrittenOpinionWithdrawn}
    assert {fact.cls for fact in SESSION_SAYS.values()} == {*SESSION_EVENTS, *of_ballots}
    says = SESSION_SAYS["written-opinion-recorded"].sentence
    names = {"m9": "Ủy viên 9", str(NOMINATION): "Lao động tiên tiến", str(SESSION): "Phiên họp"}
    assert says(written_for("m9"), names) == "Ghi ý kiến bằng văn bản của Ủy viên 9: Lao động tiên tiến."
    assert says(written_for("m9", "no"), names) == says(written_for("m9", "yes"), names), "never what it says"
    elsewhere = dataclasses.replace(written_for("m9"), session_id=named("phiên họp khác"))
    assert says(elsewhere, names) == ""


def cancel_vote(**changes: Any) -> CancelVote:
    command = CancelVote(ward_code=WARD, at=AT, session_id=SESSION, nomination_id=NOMINATION, members=ALL)
    return dataclasses.replace(command, **changes)


def test_a_vote_opened_by_mistake_is_taken_back_while_nobody_has_voted() -> None:
    blank = [voting.Blank()] * 9
    sitting = (called, opened(), vote_opened)
    cancelled = VoteCancelled(session_id=SESSION, nomination_id=NOMINATION)
    untabled = NominationUntabled(nomination_id=NOMINATION, session_id=SESSION, earlier_session=None)
    outcome = cancelling.given(*sitting).beside(TABLED, *blank).when(cancel_vote()).outcome()
    assert outcome == {sessions.SESSION.at(SESSION): [cancelled], NOMINATIONS.at(NOMINATION): [untabled]}
    assert sessions.SESSION.fold([*sitting, cancelled]) == sessions.SESSION.fold([called, opened()])
    assert NOMINATIONS.fold([proposed(), tabled, untabled]) == NOMINATIONS.fold([proposed()])
    assert NOMINATIONS.fold([proposed(), appraised, tabled, untabled]) == NOMINATIONS.fold([proposed(), appraised])
    assert list(PUBLISHING.map(untabled)) == [NominationUntabledTold(nomination_id=str(NOMINATION))]
    assert list(PUBLISHING.map(dataclasses.replace(untabled, earlier_session=OTHER))) == []
    stopped = VoteInterrupted(session_id=SESSION, nomination_id=NOMINATION, present=7, quorum=8)
    assert cancelling.given(*sitting, stopped).beside(TABLED, *blank).when(cancel_vote()).outcome()
    for ballot_ in (given_by("m1"), written_for("m9")):
        cast_ = [voting.BALLOT.fold([ballot_]), *blank[1:]]
        refusal = cancelling.given(*sitting).beside(TABLED, *cast_).when(cancel_vote())
        assert "đã có 1 phiếu" in refusal.then_refused("session.ballots-cast").sentence
    cancelling.given(*sitting).beside(TABLED, *blank).when(cancel_vote(members=ALL[:8])).then_refused(
        "session.roster-differs"
    )
    over = (called, opened(), SessionClosed(session_id=SESSION))
    cancelling.given(*over).beside(TABLED, *blank).when(cancel_vote()).then_refused("session.not-open")
    for other in (NOMINATIONS.fold([proposed()]), NOMINATIONS.fold([proposed(), tabled, voted()])):
        cancelling.given(called, opened()).beside(other, *blank).when(cancel_vote()).then_refused(
            "session.vote-not-open"
        )
    member = decider(sessions.SESSION, acting(voting.cancel_vote, "m3")).given(*sitting)
    member.beside(TABLED, *blank).when(cancel_vote()).then_refused("session.no-seat")


def test_what_stopped_in_another_session_lies_there_again_when_its_opening_here_is_taken_back() -> None:
    first = NominationTabled(nomination_id=NOMINATION, session_id=named("phiên họp trước"))
    both = NOMINATIONS.fold([proposed(), first, tabled])
    outcome = (
        cancelling.given(called, opened(), vote_opened)
        .beside(both, *[voting.Blank()] * 9)
        .when(cancel_vote())
        .outcome()
    )
    [untabled] = outcome[NOMINATIONS.at(NOMINATION)]
    assert untabled.earlier_session == named("phiên họp trước")
    assert NOMINATIONS.fold([proposed(), first, tabled, untabled]) == NOMINATIONS.fold([proposed(), first])


def test_a_written_opinion_recorded_wrongly_is_taken_back_and_recorded_anew_while_the_vote_is_open() -> None:
    back = withdraw_opinion
    gone = WrittenOpinionWithdrawn(nomination_id=NOMINATION, session_id=SESSION, member_id="m9")
    withdrawing.given(written_for("m9")).beside(VOTING, TABLED).when(back).then(gone)
    again = opinion.given(written_for("m9"), gone).beside(VOTING, TABLED)
    again.when(in_writing("m9")).then(written_for("m9"))
    for history in ([], [written_for("m9"), gone], [given_by("m9")], [written_for("m9"), given_by("m9")]):
        withdrawing.given(*history).beside(VOTING, TABLED).when(back).then_refused("ballot.no-opinion")
    counted = sessions.SESSION.fold([called, opened(), vote_opened, vote_closed])
    withdrawing.given(written_for("m9")).beside(counted, TABLED).when(back).then_refused("session.vote-not-open")
    member = decider(voting.BALLOT, acting(voting.withdraw_opinion, "m3")).given(written_for("m9"))
    member.beside(VOTING, TABLED).when(back).then_refused("session.no-seat")


def test_a_session_closed_by_mistake_goes_on_as_it_was_on_its_day_alone() -> None:
    back, closed = reopen_session, session_closed
    sitting = (called, opened(), vote_opened, vote_closed)
    reopened = SessionReopened(session_id=SESSION, year=2024, held_on=DAY)
    session.given(*sitting, closed).when(back).then(reopened)
    assert sessions.SESSION.fold([*sitting, closed, reopened]) == sessions.SESSION.fold(sitting)
    late = dataclasses.replace(back, at=datetime(2024, 11, 15, 17, 0, tzinfo=UTC))  # 16/11, 00:00 in Vietnam
    session.given(*sitting, closed).when(late).then_refused("session.reopened-late")
    for history in ([called], sitting, [called, called_off]):
        session.given(*history).when(back).then_refused("session.not-closed")
    session.given().when(back).then_refused("not-found")
    member = decider(sessions.SESSION, acting(sessions.decide, "m3"))
    member.given(*sitting, closed).when(back).then_refused("session.no-seat")


def test_hour_and_place_of_a_session_are_said_as_far_as_they_are_known() -> None:
    said = dataclasses.replace(call, begins_at="8 giờ 30 phút", room="Phòng họp tầng 2")
    formed_ = councils.COUNCIL.fold([formed])
    told = dataclasses.replace(called, begins_at="8 giờ 30 phút", room="Phòng họp tầng 2")
    calling.given().beside(formed_).when(said).then(told)
    says = SESSION_SAYS["session-called"].sentence
    assert says(told) == "Triệu tập phiên họp ngày 15/11/2024, 8 giờ 30 phút, Phòng họp tầng 2, 9 thành viên."
    assert says(called) == "Triệu tập phiên họp ngày 15/11/2024, 9 thành viên."
    invited = paper.says("Phường Đoàn Kết", dataclasses.asdict(told), ["Chủ tịch Hội đồng"])
    texts = [block.text for block in invited.blocks]
    assert "Thời gian: 8 giờ 30 phút, Thứ Sáu, 15/11/2024;" in texts and "Địa điểm: Phòng họp tầng 2." in texts
    by_hand = paper.says("Phường Đoàn Kết", dataclasses.asdict(called), ["Chủ tịch Hội đồng"])
    assert "Thời gian: …… giờ …… phút, Thứ Sáu, 15/11/2024;" in [block.text for block in by_hand.blocks]


def test_a_council_is_formed_by_a_decision_that_is_signed() -> None:
    today = local_date(AT)
    council.given().when(dataclasses.replace(form, signed_on=today + timedelta(days=1))).then_refused(
        "council.in-future"
    )
    council.given().when(dataclasses.replace(form, signed_on=today)).then(dataclasses.replace(formed, signed_on=today))


def test_a_change_of_a_coming_day_is_taken_back_before_that_day_and_another_takes_its_place() -> None:
    far = dataclasses.replace(changed, valid_from=date(2199, 12, 31))
    undone = CouncilChangeTakenBack(council_id=COUNCIL, valid_from=date(2199, 12, 31), seats=NINE)
    told = council.given(formed, far).when(change).then_refused("council.dates")
    assert "31/12/2199" in told.sentence
    council.given(formed, far).when(take_back_change).then(undone)
    council.given(formed, far, undone).when(change).then(changed)
    council.given(formed, far, undone).when(take_back_change).then_refused("council.no-coming-change")
    council.given(formed).when(take_back_change).then_refused("council.no-coming-change")
    council.given().when(take_back_change).then_refused("not-found")
    assert councils.COUNCIL.fold([undone]) == councils.COUNCIL.initial_state, (
        "history that does not fit changes nothing"
    )
    began = datetime(2024, 12, 1, 2, tzinfo=UTC)
    on_the_day = dataclasses.replace(take_back_change, at=began)
    assert council.given(formed, changed).when(on_the_day).outcome()
    met = dataclasses.replace(on_the_day, met=True)
    council.given(formed, changed).when(met).then_refused("council.session-called")
    council.given(formed, far).when(dataclasses.replace(take_back_change, met=True)).then(undone)
    late = dataclasses.replace(take_back_change, at=began + timedelta(days=1))
    council.given(formed, changed).when(late).then_refused("council.no-coming-change")


def test_after_its_day_nobody_comes_goes_or_votes_in_a_session_that_can_still_be_ended() -> None:
    late = datetime(2024, 11, 18, 2, tzinfo=UTC)
    there = session.given(called, opened())
    for act in (
        RecordArrival(ward_code=WARD, at=late, session_id=SESSION, member_id="m9"),
        RecordDeparture(ward_code=WARD, at=late, session_id=SESSION, member_id="m1"),
    ):
        told = there.when(act).then_refused("session.day-over")
        assert "15/11/2024" in told.sentence
    voting_ = sessions.SESSION.fold([called, opened(), VoteOpened(session_id=SESSION, nomination_id=NOMINATION)])
    vote = CastBallot(
        ward_code=WARD, at=late, session_id=SESSION, nomination_id=NOMINATION, member_id="m1", choice="yes"
    )
    tabled = NOMINATIONS.fold([proposed(), NominationTabled(nomination_id=NOMINATION, session_id=SESSION)])
    ballot.given().beside(voting_, tabled).when(vote).then_refused("session.day-over")
    there.when(CloseSession(ward_code=WARD, at=late, session_id=SESSION)).then(SessionClosed(session_id=SESSION))
