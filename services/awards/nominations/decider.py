"""Deciding about a nomination: propose (eligibility by rule pack), appraise, return, complete, withdraw, refuse.

Pure; the rules are passed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Final, assert_never
from uuid import UUID

from services.awards.deeds.commands import ProposeDeed
from services.awards.holds.decider import Holds
from services.awards.holds.decider import of as held
from services.awards.ids import claim_id
from services.awards.initiatives.decider import INITIATIVE, Unrecognised, again, release, use
from services.awards.initiatives.decider import State as InitiativeState
from services.awards.law.judge import Truth, transition
from services.awards.law.pack import Law, Pack
from services.awards.nominations.commands import (
    AppraiseNomination,
    CompleteNomination,
    ProposeNomination,
    RecordRecovery,
    RecordRepayment,
    RefuseNomination,
    ReturnNomination,
    TakeBackAppraisal,
    TakeBackNominationReturn,
    TakeBackRecovery,
    TakeBackRepayment,
    WithdrawNomination,
    WithdrawRefusal,
)
from services.awards.nominations.events import (
    AppraisalTakenBack,
    AwardRecovered,
    AwardRepaid,
    ClaimReleased,
    ClaimTaken,
    NominationAppraised,
    NominationCompleted,
    NominationProposed,
    NominationRefusalWithdrawn,
    NominationRefused,
    NominationReturned,
    NominationReturnTakenBack,
    NominationWithdrawn,
    Put,
    RecoveryTakenBack,
    RepaymentTakenBack,
)
from services.awards.nominations.merits import Answer, Lacking, answer_of, answers, judged, lacking, too_many
from services.awards.nominations.nomination import (
    CLAIM,
    NOMINATION,
    Absent,
    Annulled,
    Awarded,
    ClaimState,
    Closed,
    Consulting,
    Forwarded,
    NominationDenied,
    NotEligible,
    Proposed,
    Returned,
    State,
    Tabled,
    Taken,
    Voted,
    not_held,
    reasons,
    released,
)
from services.awards.nominations.recorded import recorded
from services.awards.records.decider import of as record
from services.awards.refusal import NOT_CONFIRMED
from services.awards.subjects.decider import PERSON, UNIT, Erased, NotCopied, PersonState, Unit, UnitState, member
from services.awards.windows.decider import State as WindowState
from services.awards.windows.decider import opened, window_of
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, StreamRef
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches

NONE = Unrecognised()
OFFICE: Final = frozenset({"clerk", "chairman"})
Decided = Mapping[StreamRef[Any], Sequence[Any]]


def propose(
    command: ProposeNomination,
    state: State,
    claim: ClaimState,
    window: WindowState,
    subject: PersonState | UnitState,
    *beside: Any,
    rules: Law,
    by: MandateGranted | None,
) -> Decided:
    """Take a proposal whose unit may propose, whose subject is free for the title and not on hold, and whose refusing criteria are met.

    `beside`: the initiative on which it rests, if it rests on one; what is looked into about the subject; the nomination for the
    same that was refused because of a hold, if there is one: its claim is free again; then what is recorded: of the subject, of
    members of its unit, and which awards they were given.
    """
    if not reaches(by, command.unit_id):
        raise NominationDenied("not-found")
    if not isinstance(state, Absent):
        raise NominationDenied("nomination.already-proposed")
    report = opened(window, command.year)
    received_on = local_date(command.at)
    direct_worker = belongs(command, subject, received_on)
    if too_many(command.merits):
        raise NominationDenied("nomination.members-too-many")
    pack = _pack(command, received_on, rules)
    initiative: InitiativeState = beside[0] if command.initiative_id and beside else NONE
    not_held(next((one for one in beside if isinstance(one, Holds)), Holds()), pack)
    name = rule.name if (rule := pack.title(command.title)) else command.title
    if isinstance(claim, Taken) and not _only_held(claim, beside):
        raise NominationDenied("nomination.duplicate", title=f"“{name}”", year=command.year)
    used = use(initiative, pack.initiative, command.nomination_id, command.subject_id) if command.initiative_id else []
    proposed = NominationProposed(
        nomination_id=command.nomination_id,
        unit_id=command.unit_id,
        subject_id=command.subject_id,
        subject_kind=command.subject_kind,
        title=command.title,
        year=command.year,
        received_on=received_on,
        report_id=report.report_id,
        direct_worker=direct_worker,
        initiative_id=command.initiative_id,
        merits=command.merits,
        achievements=command.achievements,
        evidence=command.evidence,
        answers=(),
        pack_id=pack.id,
        pack_hash=pack.hash,
        pack_chosen_because=command.more_favourable.because if command.more_favourable else None,
        by_office=on_behalf(by),
    )
    proposed = replace(proposed, answers=_answered(pack, proposed, command, beside))
    key = claim_id(command.subject_id, command.title, command.year)
    decided: dict[StreamRef[Any], Sequence[Any]] = {
        NOMINATION.at(command.nomination_id): [proposed],
        CLAIM.at(key): [ClaimTaken(claim_id=key, nomination_id=command.nomination_id)],
    }
    return decided | ({INITIATIVE.at(command.initiative_id): used} if command.initiative_id else {})


def _answered(
    pack: Pack, item: NominationProposed, command: ProposeNomination | CompleteNomination, beside: Sequence[Any]
) -> tuple[Answer, ...]:
    """What the rules answer to what is recorded, else stated. Raises NotEligible where a criterion that refuses is not met."""
    said = {one.entry_id: one.word for one in command.said}
    known = recorded(beside, item.unit_id, min(item.received_on, date(item.year, 12, 31)), said)
    judgement = judged(
        pack,
        item.title,
        item.subject_kind,
        command.merits,
        year=item.year,
        received_on=item.received_on,
        initiative=str(item.initiative_id) if item.initiative_id else None,
        recorded=known.of(item.subject_kind, item.subject_id),
    )
    given = answers(judgement)
    title = f"“{rule.name if (rule := pack.title(item.title)) else item.title}”"
    if not judgement.rules:
        raise NotEligible((Lacking(_said(given[0]), (), True),), title=title)
    if missing := [rule for rule in judgement.rules if rule.binds and rule.verdict.truth is not Truth.MET]:
        raise NotEligible(tuple(lacking(rule.verdict, _said(answer_of(rule))) for rule in missing), title=title)
    return given


def _waiting(state: State) -> Proposed:
    """The nomination while the ward's office may appraise it. Raises NominationDenied."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Proposed():
            return state
        case Returned():
            raise NominationDenied("nomination.returned")
        case Consulting():
            raise NominationDenied("nomination.sudden")
        case Tabled() | Voted() | Forwarded():
            raise NominationDenied("nomination.not-proposed")
        case Awarded() | Annulled() | Closed():
            raise NominationDenied("nomination.closed")
        case _:
            assert_never(state)


def _returned(state: State) -> NominationProposed:
    """The nomination while it lies with its unit to be completed. Raises NominationDenied."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Returned(item=item):
            return item
        case _:
            raise NominationDenied("nomination.not-returned")


def _erased(
    command: AppraiseNomination | ReturnNomination | CompleteNomination, item: NominationProposed, others: Sequence[Any]
) -> bool:
    """Whether the subject is erased, so that no words about it may be kept."""
    if command.person_id != item.person_id:
        raise NominationDenied("nomination.other-facts")
    return command.person_id is not None and isinstance(others[0], Erased)


def appraise(command: AppraiseNomination, state: State, *others: Any) -> list[NominationAppraised]:
    """Record that it has been appraised; a second time, nothing happens."""
    waiting = _waiting(state)
    if waiting.appraised:
        return []
    item = waiting.item
    return [
        NominationAppraised(
            nomination_id=item.nomination_id,
            unit_id=item.unit_id,
            subject_id=item.subject_id,
            title=item.title,
            year=item.year,
            note=None if _erased(command, item, others) else command.note,
        )
    ]


def unappraise(command: TakeBackAppraisal, state: State) -> list[AppraisalTakenBack]:
    """Take that record back: it waits for the office again."""
    waiting = _waiting(state)
    if not waiting.appraised:
        raise NominationDenied("nomination.not-appraised")
    item = waiting.item
    return [
        AppraisalTakenBack(nomination_id=command.nomination_id, unit_id=item.unit_id, title=item.title, year=item.year)
    ]


def give_back(command: ReturnNomination, state: State, *others: Any) -> list[NominationReturned]:
    """Give it back to its unit, and say what is lacking."""
    waiting = _waiting(state)
    if waiting.appraised:
        raise NominationDenied("nomination.appraised")
    item = waiting.item
    return [
        NominationReturned(
            nomination_id=item.nomination_id,
            unit_id=item.unit_id,
            subject_id=item.subject_id,
            title=item.title,
            year=item.year,
            reasons=command.reasons,
            note=None if _erased(command, item, others) else command.note,
        )
    ]


def unreturn(command: TakeBackNominationReturn, state: State) -> list[NominationReturnTakenBack]:
    """Take the return back: it waits for the office as it was."""
    item = _returned(state)
    return [
        NominationReturnTakenBack(
            nomination_id=command.nomination_id, unit_id=item.unit_id, title=item.title, year=item.year
        )
    ]


def complete(
    command: CompleteNomination, state: State, *others: Any, rules: Law, by: MandateGranted | None
) -> list[NominationCompleted]:
    """Complete it and send it again; the rules of its day of receipt answer anew."""
    item = _returned(state)
    if not reaches(by, item.unit_id):
        raise NominationDenied("not-found")
    if command.subject_id != item.subject_id:
        raise NominationDenied("nomination.other-facts")
    erased = _erased(command, item, others)
    if too_many(command.merits):
        raise NominationDenied("nomination.members-too-many")
    if (pack := rules.named(item.pack_id)) is None:
        raise NominationDenied("nomination.no-rules", day=words.day(item.received_on))
    return [
        NominationCompleted(
            nomination_id=item.nomination_id,
            unit_id=item.unit_id,
            subject_id=item.subject_id,
            title=item.title,
            year=item.year,
            merits=command.merits,
            achievements=None if erased else command.achievements,
            evidence=command.evidence,
            answers=_answered(pack, item, command, others),
            by_office=on_behalf(by),
        )
    ]


def withdraw(
    command: WithdrawNomination, state: State, claim: ClaimState, *others: Any, by: MandateGranted | None
) -> Decided:
    """Take a nomination back while the council has not begun to vote on it."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case _ if not reaches(by, state.item.unit_id):
            raise NominationDenied("not-found")
        case Proposed(item=item) | Returned(item=item) | Consulting(item=item):
            if claim != Taken(command.nomination_id):
                raise NominationDenied("nomination.other-facts")
            erased, freed = _ending(command, item, others)
            withdrawn = NominationWithdrawn(
                nomination_id=command.nomination_id,
                unit_id=item.unit_id,
                subject_id=item.subject_id,
                reason=None if erased else command.reason,
                by_office=on_behalf(by),
            )
            free = ClaimReleased(claim_id=command.claim_id, nomination_id=command.nomination_id)
            ended = [*released(state), withdrawn]
            return {NOMINATION.at(command.nomination_id): ended, CLAIM.at(command.claim_id): [free], **freed}
        case Tabled() | Voted() | Forwarded():
            raise NominationDenied("nomination.under-vote")
        case Awarded() | Annulled() | Closed():
            raise NominationDenied("nomination.closed")
        case _:
            assert_never(state)


def refuse(command: RefuseNomination, state: State, holds: Holds, *others: Any) -> Decided:
    """Refuse with a reason that can be true, before or after the vote; what lies with the city is refused by its decision."""
    match state:
        case Proposed(item=item) | Returned(item=item) | Consulting(item=item) | Voted(item=item):
            _true(command, state, holds)
            erased, freed = _ending(command, item, others)
            refused = NominationRefused(
                nomination_id=command.nomination_id,
                unit_id=item.unit_id,
                subject_id=item.subject_id,
                level="ward",
                reason_code=command.reason_code,
                reason=None if erased else command.reason,
                citation=None if erased else command.citation,
                document_number=None,
                refused_on=local_date(command.at),
            )
            return {NOMINATION.at(command.nomination_id): [*released(state), refused], **freed}
        case Tabled():
            raise NominationDenied("nomination.vote-running")
        case Forwarded() | Awarded() | Annulled() | Closed():
            raise NominationDenied("nomination.closed")
        case Absent():
            raise NominationDenied("not-found")
        case _:
            assert_never(state)


def _true(command: RefuseNomination, state: Proposed | Returned | Consulting | Voted, holds: Holds) -> None:
    """Refuse a reason that says what did not happen."""
    if command.subject_id != state.item.subject_id:
        raise NominationDenied("nomination.other-facts")
    passed = state.vote.passed if isinstance(state, Voted) else None
    if command.reason_code in reasons(passed, held=bool(holds.open)):
        return
    match command.reason_code:
        case "on-hold":
            raise NominationDenied("nomination.no-hold")
        case "not-passed" if passed is None:
            raise NominationDenied("nomination.not-voted")
        case "not-passed":
            raise NominationDenied("nomination.was-passed")
        case _:
            raise NominationDenied("nomination.not-forwarded")


def withdraw_refusal(
    command: WithdrawRefusal, state: State, claim: ClaimState, initiative: InitiativeState = NONE
) -> Decided:
    """Take back the chairman's refusal while nothing took the nomination's place: it lies where it lay."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Closed(item=item, before=(Proposed() | Returned() | Consulting() | Voted()) as before):
            if command.initiative_id != item.initiative_id:
                raise NominationDenied("nomination.other-facts")
            if claim != Taken(command.nomination_id):
                raise NominationDenied("nomination.claimed-since")
            withdrawn = NominationRefusalWithdrawn(
                nomination_id=command.nomination_id,
                unit_id=item.unit_id,
                title=item.title,
                year=item.year,
                passed=before.vote.passed if isinstance(before, Voted) else None,
                returned=isinstance(before, Returned),
            )
            again_asked = before.awaited if isinstance(before, Consulting) else ()
            decided: dict[StreamRef[Any], Sequence[Any]] = {
                NOMINATION.at(command.nomination_id): [withdrawn, *again_asked]
            }
            if command.initiative_id:
                decided[INITIATIVE.at(command.initiative_id)] = again(initiative, command.nomination_id)
            return decided
        case _:
            raise NominationDenied("nomination.not-refused")


def recover(command: RecordRecovery, state: State) -> list[AwardRecovered]:
    """Record that what an annulled award had brought was given back."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Annulled(recovered=True):
            raise NominationDenied("nomination.recovered")
        case Annulled(award=before, annulment=annulment):
            # what had been given back was not paid again (`owed`), and if it never was given back it is owed still
            owed = annulment.objects or (annulment.payable and not annulment.apart) or before.owed
            if not owed:
                raise NominationDenied("nomination.nothing-to-recover")
            if not annulment.annulled_on <= command.recovered_on <= local_date(command.at):
                day = words.day(annulment.annulled_on)
                raise NominationDenied("nomination.recovered-too-early", day=day)
            return [
                AwardRecovered(
                    nomination_id=command.nomination_id,
                    award_id=annulment.award_id,
                    document_number=command.document_number,
                    recovered_on=command.recovered_on,
                )
            ]
        case _:
            raise NominationDenied("nomination.not-annulled")


def unrecover(command: TakeBackRecovery, state: State) -> list[RecoveryTakenBack]:
    """Take back that record: the money and the objects are owed again, or not due again to an award that was restored since."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Annulled(annulment=annulment, recovered=True):
            return [
                RecoveryTakenBack(
                    nomination_id=command.nomination_id,
                    award_id=annulment.award_id,
                    unit_id=annulment.unit_id,
                    title=annulment.title,
                    year=annulment.year,
                )
            ]
        case Awarded(award=award, owed=True):
            return [
                RecoveryTakenBack(
                    nomination_id=command.nomination_id,
                    award_id=award.award_id,
                    unit_id=award.unit_id,
                    title=award.title,
                    year=award.year,
                    restored=True,
                )
            ]
        case Awarded(repaid=True):
            raise NominationDenied("nomination.repaid-since")
        case Annulled():
            raise NominationDenied("nomination.not-recovered")
        case _:
            raise NominationDenied("nomination.not-annulled")


def repay(command: RecordRepayment, state: State) -> list[AwardRepaid]:
    """Record that what a restored award had given back was paid and handed over again."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Awarded(repaid=True):
            raise NominationDenied("nomination.repaid")
        case Awarded(award=award, owed=True, restored_on=restored_on, recovered_on=recovered_on):
            # an annulment recorded by mistake has no day of an end
            earliest = max(restored_on or award.decided_on, recovered_on or award.decided_on)
            if not earliest <= command.repaid_on <= local_date(command.at):
                raise NominationDenied("nomination.repaid-too-early", day=words.day(earliest))
            return [
                AwardRepaid(
                    nomination_id=command.nomination_id,
                    award_id=award.award_id,
                    document_number=command.document_number,
                    repaid_on=command.repaid_on,
                )
            ]
        case _:
            raise NominationDenied("nomination.not-owed")


def unrepay(command: TakeBackRepayment, state: State) -> list[RepaymentTakenBack]:
    """Take back that record; it is to be paid again still."""
    match state:
        case Absent():
            raise NominationDenied("not-found")
        case Awarded(award=award, repaid=True):
            return [
                RepaymentTakenBack(
                    nomination_id=command.nomination_id,
                    award_id=award.award_id,
                    unit_id=award.unit_id,
                    title=award.title,
                    year=award.year,
                )
            ]
        case _:
            raise NominationDenied("nomination.not-repaid")


def _ending(command: WithdrawNomination | RefuseNomination, item: Put, others: Sequence[Any]) -> tuple[bool, Decided]:
    """Whether the subject is erased, so that no words about it may be kept, and the initiative, free again."""
    if (command.person_id, command.initiative_id) != (item.person_id, item.initiative_id):
        raise NominationDenied("nomination.other-facts")
    erased = command.person_id is not None and isinstance(others[0], Erased)
    if command.initiative_id is None:
        return erased, {}
    return erased, {INITIATIVE.at(command.initiative_id): release(others[-1], command.nomination_id)}


def _only_held(claim: Taken, beside: Sequence[Any]) -> bool:
    """Whether the claim is that of a nomination that was refused because of a hold."""
    return any(isinstance(one, Closed) and one.held and one.item.nomination_id == claim.nomination_id for one in beside)


def _pack(command: ProposeNomination, received_on: date, rules: Law) -> Pack:
    """The pack of the day of receipt, or a later, more favourable one that is known, where its law allows it and a reason is given."""
    day = words.day(received_on)
    if (pack := rules.on(received_on, command.ward_code)) is None:
        raise NominationDenied("nomination.no-rules", day=day)
    if command.more_favourable is None:
        return pack
    later = transition(rules, pack.place, received_on, received_on)
    if later is None or later[0].id != command.more_favourable.pack_id or not command.more_favourable.because:
        raise NominationDenied("nomination.pack-not-allowed", day=day, pack=command.more_favourable.pack_id)
    return later[0]


def belongs(command: ProposeNomination | ProposeDeed, subject: PersonState | UnitState, day: date) -> bool:
    """Whether the subject is a direct worker of the unit on that day; a collective or household is no leader and no worker."""
    match subject:
        case Unit(unit=unit):
            if unit.unit_id != command.unit_id:
                raise NominationDenied("nomination.collective-is-unit")
            return False
        case NotCopied():
            raise NominationDenied("not-found")
        case _:
            return member(subject, command.unit_id, day).direct_worker and command.subject_kind == "individual"


def _said(answer: Answer) -> str:
    source = answer.citation if answer.confirmed else f"{answer.citation}, {NOT_CONFIRMED}"
    return f"{answer.sentence} ({source})"


def _proposal_streams(command: ProposeNomination) -> Sequence[StreamRef[Any]]:
    claim = claim_id(command.subject_id, command.title, command.year)
    of_unit = command.subject_kind == "collective"
    subject: StreamRef[Any] = UNIT.read(command.subject_id) if of_unit else PERSON.read(command.subject_id)
    return (
        NOMINATION.new(command.nomination_id),
        CLAIM.new(claim),
        window_of(command.unit_id, command.year),
        subject,
        *((INITIATIVE.at(command.initiative_id),) if command.initiative_id else ()),
        held(command.ward_code, command.subject_id),
        *((NOMINATION.read(command.held_before),) if command.held_before else ()),
        *_records(command, but=command.held_before),
    )


def _records(command: ProposeNomination | CompleteNomination, but: UUID | None = None) -> Sequence[StreamRef[Any]]:
    """What is recorded of the subject and of members of its unit, and the awards that they were given."""
    return (
        record(command.ward_code, command.subject_id),
        *(ref for member_ in command.members for ref in (PERSON.read(member_), record(command.ward_code, member_))),
        *(NOMINATION.read(award) for award in command.awards if award != but),
    )


def _subject(command: AppraiseNomination | ReturnNomination | CompleteNomination) -> Sequence[StreamRef[Any]]:
    return (
        NOMINATION.at(command.nomination_id),
        *((PERSON.read(command.person_id),) if command.person_id else ()),
    )


def _others(command: WithdrawNomination | RefuseNomination) -> Sequence[StreamRef[Any]]:
    return (
        *((PERSON.read(command.person_id),) if command.person_id else ()),
        *((INITIATIVE.at(command.initiative_id),) if command.initiative_id else ()),
    )


def handles(rules: Law) -> tuple[Handles[Any], ...]:
    """The commands of nominations under these rules."""
    proposers = frozenset({"unit-head", "clerk"})
    return (
        Handles(ProposeNomination, _proposal_streams, partial(propose, rules=rules), roles=proposers, by_whom=True),
        Handles(AppraiseNomination, _subject, appraise, roles=frozenset({"clerk"})),
        Handles(TakeBackAppraisal, lambda c: (NOMINATION.at(c.nomination_id),), unappraise, roles=frozenset({"clerk"})),
        Handles(ReturnNomination, _subject, give_back, roles=frozenset({"clerk"})),
        Handles(
            TakeBackNominationReturn, lambda c: (NOMINATION.at(c.nomination_id),), unreturn, roles=frozenset({"clerk"})
        ),
        Handles(
            CompleteNomination,
            lambda c: (*_subject(c), *_records(c)),
            partial(complete, rules=rules),
            roles=proposers,
            by_whom=True,
        ),
        Handles(
            WithdrawNomination,
            lambda c: (NOMINATION.at(c.nomination_id), CLAIM.at(c.claim_id), *_others(c)),
            withdraw,
            roles=proposers,
            by_whom=True,
        ),
        Handles(
            RefuseNomination,
            lambda c: (NOMINATION.at(c.nomination_id), held(c.ward_code, c.subject_id), *_others(c)),
            refuse,
            roles=frozenset({"chairman"}),
        ),
        Handles(
            WithdrawRefusal,
            lambda c: (
                NOMINATION.at(c.nomination_id),
                CLAIM.at(c.claim_id),
                *((INITIATIVE.at(c.initiative_id),) if c.initiative_id else ()),
            ),
            withdraw_refusal,
            roles=frozenset({"chairman"}),
        ),
        Handles(RecordRecovery, lambda c: (NOMINATION.at(c.nomination_id),), recover, roles=OFFICE),
        Handles(TakeBackRecovery, lambda c: (NOMINATION.at(c.nomination_id),), unrecover, roles=OFFICE),
        Handles(RecordRepayment, lambda c: (NOMINATION.at(c.nomination_id),), repay, roles=OFFICE),
        Handles(TakeBackRepayment, lambda c: (NOMINATION.at(c.nomination_id),), unrepay, roles=OFFICE),
    )
