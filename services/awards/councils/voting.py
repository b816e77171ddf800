"""Voting: open a vote with a quorum, one ballot per member, count over all members. Pure.

Each ballot is a stream of its own (nomination, member): nobody votes twice, and fifty members do not wait for each other.
Only when a vote stopped and another session takes it up does a member vote anew, and only that ballot counts. What was recorded as
the written opinion of a member stands until the member votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, TypeGuard, assert_never
from uuid import UUID

from services.awards.councils.commands import (
    CancelVote,
    CastBallot,
    CloseVote,
    OpenVote,
    RecordWrittenOpinion,
    Seated,
    WithdrawWrittenOpinion,
)
from services.awards.councils.events import (
    BallotCast,
    BallotEvent,
    VoteCancelled,
    VoteClosed,
    VoteOpened,
    WrittenOpinionRecorded,
    WrittenOpinionWithdrawn,
)
from services.awards.councils.refusals import CouncilRefused
from services.awards.councils.session import (
    SECRETARY,
    SESSION,
    VOTERS,
    NotCalled,
    Sitting,
    before_its_end,
    chairs,
    run_by,
    sitting,
)
from services.awards.councils.session import State as SessionState
from services.awards.ids import ballot_id
from services.awards.law.pack import Law
from services.awards.law.votes import votes_needed
from services.awards.nominations.events import (
    NominationProposed,
    NominationTabled,
    NominationUntabled,
    NominationVoted,
)
from services.awards.nominations.nomination import NOMINATION, Consulting, NominationDenied, Proposed, Tabled
from services.awards.nominations.nomination import State as NominationState
from services.chassis import words
from services.chassis.decider import Handles, StreamRef, StreamType
from services.chassis.identity.mandates import MandateGranted

NO_SESSION = NotCalled()
Decided = Mapping[StreamRef[Any], Sequence[Any]]
OfBallot = CastBallot | RecordWrittenOpinion | WithdrawWrittenOpinion


@dataclass(frozen=True, slots=True)
class Blank:
    """Not cast."""


Ballot = Blank | BallotCast


def evolve(state: Ballot, event: BallotEvent) -> Ballot:
    """The ballot after an event: as last cast."""
    match event:
        case BallotCast():
            return event
        case WrittenOpinionRecorded():
            return BallotCast(
                nomination_id=event.nomination_id,
                session_id=event.session_id,
                member_id=event.member_id,
                choice=event.choice,
                channel="written",
                document_number=event.document_number,
                own_case=event.own_case,
            )
        case WrittenOpinionWithdrawn():
            return Blank()
        case _:
            assert_never(event)


BALLOT: Final[StreamType[Ballot]] = StreamType("ballot", Blank(), evolve)


def open_vote(
    command: OpenVote,
    state: SessionState,
    nomination: NominationState,
    earlier: SessionState = NO_SESSION,
    *,
    rules: Law,
    by: MandateGranted | None,
) -> Decided:
    """Open the vote on the session's day while the quorum is there; one that was interrupted opens again, in this session or another."""
    session = run_by(by, state)
    before_its_end(session.held_on, command.at)
    pack = rules.on(session.held_on, command.ward_code)
    if pack is not None and (rule := pack.ballot) is not None and command.mode not in rule.modes:
        raise CouncilRefused("session.secret-ballot", source=rule.source, why=rule.why_not_secret)
    if command.nomination_id in session.voting:
        raise CouncilRefused("session.vote-open")
    if len(session.present) < session.quorum:
        raise CouncilRefused(
            "session.no-quorum", present=len(session.present), members=len(session.roster), quorum=session.quorum
        )
    opened = VoteOpened(session_id=command.session_id, nomination_id=command.nomination_id)
    match nomination:
        case Tabled(session_id=session_id) if session_id == command.session_id:
            return {SESSION.at(command.session_id): [opened]}
        case Tabled(item=item, session_id=session_id) if session_id == command.earlier_session:
            if isinstance(earlier, Sitting) and command.nomination_id in earlier.voting:
                raise NominationDenied("nomination.vote-running")
        case Proposed(item=item):
            pass
        case Consulting():
            raise NominationDenied("nomination.sudden")
        case _:
            raise NominationDenied("nomination.not-proposed")
    if item.year != session.year:
        raise CouncilRefused("session.other-year")
    tabled = NominationTabled(nomination_id=command.nomination_id, session_id=command.session_id)
    return {SESSION.at(command.session_id): [opened], NOMINATION.at(command.nomination_id): [tabled]}


def cancel_vote(
    command: CancelVote,
    state: SessionState,
    nomination: NominationState,
    *ballots: Ballot,
    by: MandateGranted | None,
) -> Decided:
    """Take back the opening of a vote, or of one that stopped, while it has no ballot: the nomination waits as before."""
    session = run_by(by, state)
    if command.members != tuple(seat.member_id for seat in session.roster):
        raise CouncilRefused("session.roster-differs")
    if not isinstance(nomination, Tabled) or nomination.session_id != command.session_id:
        raise CouncilRefused("session.vote-not-open")
    if given := _in_session(ballots, command.session_id):
        raise CouncilRefused("session.ballots-cast", cast=len(given))
    untabled = NominationUntabled(
        nomination_id=command.nomination_id, session_id=command.session_id, earlier_session=nomination.earlier_session
    )
    cancelled = VoteCancelled(session_id=command.session_id, nomination_id=command.nomination_id)
    return {SESSION.at(command.session_id): [cancelled], NOMINATION.at(command.nomination_id): [untabled]}


def _in_session(ballots: Sequence[Ballot], session_id: UUID) -> list[BallotCast]:
    """The ballots that were cast in this session."""
    return [one for one in ballots if isinstance(one, BallotCast) and one.session_id == session_id]


def cast(
    command: CastBallot,
    state: Ballot,
    sitting_: SessionState,
    nomination: NominationState,
    *,
    by: MandateGranted | None,
) -> Sequence[BallotEvent]:
    """The own ballot of a member who is present, once, on the session's day; it replaces what was recorded as their written opinion."""
    session = sitting(sitting_)
    seat = _seat(session, command)
    if by is not None and by.principal != command.member_id:
        raise CouncilRefused("ballot.not-ones-own")
    before_its_end(session.held_on, command.at)
    if _given(state, command) and state.channel != "written":
        raise CouncilRefused("ballot.already-cast")
    own_case = seat.person_id == _voted_on(nomination, session, command).subject_id
    if command.member_id not in session.present:
        raise CouncilRefused("ballot.absent")
    return [
        BallotCast(
            nomination_id=command.nomination_id,
            session_id=command.session_id,
            member_id=command.member_id,
            choice=command.choice,
            channel="session",
            document_number=None,
            own_case=own_case,
        )
    ]


def record_opinion(
    command: RecordWrittenOpinion,
    state: Ballot,
    sitting_: SessionState,
    nomination: NominationState,
    *,
    by: MandateGranted | None,
) -> Sequence[BallotEvent]:
    """What a member who was absent throughout the vote sent in writing, recorded by who runs the session, once."""
    session = run_by(by, sitting_)
    seat = _seat(session, command)
    if _given(state, command):
        raise CouncilRefused("ballot.already-cast")
    own_case = seat.person_id == _voted_on(nomination, session, command).subject_id
    if command.member_id in session.present:
        raise CouncilRefused("ballot.present")
    if command.member_id in session.attended.get(command.nomination_id, ()):
        raise CouncilRefused("ballot.was-present")
    return [
        WrittenOpinionRecorded(
            nomination_id=command.nomination_id,
            session_id=command.session_id,
            member_id=command.member_id,
            choice=command.choice,
            document_number=command.document_number,
            own_case=own_case,
        )
    ]


def withdraw_opinion(
    command: WithdrawWrittenOpinion,
    state: Ballot,
    sitting_: SessionState,
    nomination: NominationState,
    *,
    by: MandateGranted | None,
) -> Sequence[BallotEvent]:
    """Take back a written opinion that was recorded wrongly, while its vote is open and the member has not voted."""
    session = run_by(by, sitting_)
    _seat(session, command)
    _voted_on(nomination, session, command)
    if not _given(state, command) or state.channel != "written":
        raise CouncilRefused("ballot.no-opinion")
    return [
        WrittenOpinionWithdrawn(
            nomination_id=command.nomination_id, session_id=command.session_id, member_id=command.member_id
        )
    ]


def _seat(session: Sitting, command: OfBallot) -> Seated:
    seat = next((seat for seat in session.roster if seat.member_id == command.member_id), None)
    if seat is None:
        raise CouncilRefused("ballot.not-a-member")
    return seat


def _given(state: Ballot, command: OfBallot) -> TypeGuard[BallotCast]:
    """Whether this session has a ballot of the member."""
    return isinstance(state, BallotCast) and state.session_id == command.session_id


def _voted_on(nomination: NominationState, session: Sitting, command: OfBallot) -> NominationProposed:
    """The nomination while its vote is open."""
    if not isinstance(nomination, Tabled) or command.nomination_id not in session.voting:
        raise CouncilRefused("session.vote-not-open")
    return nomination.item


def close_vote(
    command: CloseVote,
    state: SessionState,
    nomination: NominationState,
    *ballots: Ballot,
    rules: Law,
    by: MandateGranted | None,
) -> Decided:
    """Count the ballots that all members cast in this session; who cast none counts in the base and not in yes.

    Everybody who is present has voted, or the chair declares the vote ended and says why.
    """
    session = run_by(by, state)
    if command.members != tuple(seat.member_id for seat in session.roster):
        raise CouncilRefused("session.roster-differs")
    if command.nomination_id not in session.voting:
        raise CouncilRefused("session.vote-not-open")
    if not isinstance(nomination, Tabled):
        raise NominationDenied("nomination.not-tabled")
    pack = rules.named(nomination.item.pack_id)
    rule = pack.title(nomination.item.title) if pack else None
    if pack is None or rule is None:
        raise NominationDenied("nomination.no-rules", day=words.day(nomination.item.received_on))
    given = _in_session(ballots, command.session_id)
    missing = len(session.present - {ballot.member_id for ballot in given})
    chair = chairs(session.roster, by)
    if missing and command.declared is None:
        raise CouncilRefused("session.reason-missing" if chair else "session.ballots-missing", missing=missing)
    if missing and not chair:
        raise CouncilRefused("session.not-chair", missing=missing)
    count = Counter(ballot.choice for ballot in given)
    members = len(session.roster)
    needed = votes_needed(rule.threshold, members)
    voted = NominationVoted(
        nomination_id=command.nomination_id,
        session_id=command.session_id,
        yes=count["yes"],
        no=count["no"],
        abstained=count["abstain"],
        silent=members - len(given),
        members=members,
        needed=needed,
        passed=count["yes"] >= needed,
        written=tuple(ballot.member_id for ballot in given if ballot.channel == "written"),
        threshold_percent=rule.threshold.percent,
        threshold_citation=rule.threshold.source.citation,
        threshold_confirmed=rule.threshold.source.confirmed,
        pack_id=pack.id,
        pack_hash=pack.hash,
        held_on=session.held_on,
    )
    closed = VoteClosed(
        session_id=command.session_id,
        nomination_id=command.nomination_id,
        declared=command.declared if missing else None,
    )
    return {SESSION.at(command.session_id): [closed], NOMINATION.at(command.nomination_id): [voted]}


def _opening_streams(command: OpenVote) -> Sequence[StreamRef[Any]]:
    earlier = command.earlier_session if command.earlier_session != command.session_id else None
    return (
        SESSION.at(command.session_id),
        NOMINATION.at(command.nomination_id),
        *((SESSION.read(earlier),) if earlier else ()),
    )


def _ballot_streams(command: OfBallot) -> Sequence[StreamRef[Any]]:
    return (
        BALLOT.new(ballot_id(command.nomination_id, command.member_id)),
        SESSION.read(command.session_id),
        NOMINATION.read(command.nomination_id),
    )


def _count_streams(command: CloseVote | CancelVote) -> Sequence[StreamRef[Any]]:
    return (
        SESSION.at(command.session_id),
        NOMINATION.at(command.nomination_id),
        *(BALLOT.new(ballot_id(command.nomination_id, member)) for member in command.members),
    )


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The commands of voting under these rules."""
    return (
        Handles(
            OpenVote,
            _opening_streams,
            partial(open_vote, rules=rules),
            roles=SECRETARY,
            by_whom=True,
        ),
        Handles(CancelVote, _count_streams, cancel_vote, roles=SECRETARY, by_whom=True),
        Handles(CastBallot, _ballot_streams, cast, roles=VOTERS, by_whom=True),
        Handles(RecordWrittenOpinion, _ballot_streams, record_opinion, roles=SECRETARY, by_whom=True),
        Handles(WithdrawWrittenOpinion, _ballot_streams, withdraw_opinion, roles=SECRETARY, by_whom=True),
        Handles(CloseVote, _count_streams, partial(close_vote, rules=rules), roles=SECRETARY, by_whom=True),
    )
