"""Sudden deeds: put forward without report and criteria of years; members of the council asked; the chairman signs or refuses.

Pure; the rules are passed in. Signing, refusing, withdrawing and what follows stand where every nomination's do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

from services.awards.councils.council import COUNCIL, Formed
from services.awards.councils.council import State as CouncilState
from services.awards.deeds.commands import GiveOpinion, ProposeDeed, TakeBackOpinion
from services.awards.deeds.events import DeedProposed, OpinionAsked, OpinionGiven, OpinionTakenBack
from services.awards.deeds.procedure import ROWS, SUDDEN, Procedure, procedure_on
from services.awards.holds.decider import Holds
from services.awards.holds.decider import of as held
from services.awards.ids import council_id, deed_claim_id
from services.awards.law.pack import Law
from services.awards.nominations.decider import belongs
from services.awards.nominations.events import ClaimTaken
from services.awards.nominations.nomination import (
    CLAIM,
    NOMINATION,
    Absent,
    ClaimState,
    Consulting,
    NominationDenied,
    State,
    Taken,
    not_held,
)
from services.awards.refusal import AwardsRefused
from services.awards.subjects.decider import PERSON, UNIT, Erased, PersonState, UnitState
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, Refusal, StreamRef
from services.chassis.identity.mandates import MandateGranted, on_behalf, reaches

Decided = Mapping[StreamRef[Any], Sequence[Any]]
MEMBERS: Final = frozenset({"chairman", "council-member", "council-secretary"})
"""Mandates under which somebody sits in the council; who is asked, the nomination says."""


class DeedRefused(AwardsRefused):
    """Why a sudden deed is not put forward, or an opinion of it not taken."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "deed.in-future": Refusal("Ngày xảy ra không được sau hôm nay.", 422),
        "deed.twice": Refusal(
            "Đối tượng đã có hồ sơ đề nghị khen thưởng đột xuất về việc ngày {day}; một thành tích chỉ khen thưởng một lần."
        ),
        "deed.not-sudden": Refusal(
            "Quy định ngày đề nghị không cho khen thưởng đột xuất bằng hình thức này ở xã, phường. Chọn hình thức khác.",
            422,
        ),
        "deed.no-rules": Refusal("Không có quy định khen thưởng đột xuất nào có hiệu lực vào ngày {day}.", 422),
        "deed.not-asked": Refusal("Hồ sơ này không xin ý kiến của đồng chí.", 403),
        "deed.not-ones-own": Refusal("Mỗi thành viên chỉ cho và rút ý kiến của chính mình.", 403),
        "deed.over": Refusal("Hồ sơ này đã có quyết định hoặc đã rút nên không cho, không rút ý kiến được nữa."),
        "deed.given": Refusal("Đồng chí đã cho ý kiến khác về hồ sơ này. Muốn đổi thì rút ý kiến đó trước."),
        "deed.not-given": Refusal("Đồng chí chưa cho ý kiến về hồ sơ này nên không có gì để rút."),
    }


def propose(
    command: ProposeDeed,
    state: State,
    claim: ClaimState,
    subject: PersonState | UnitState,
    holds: Holds,
    council: CouncilState,
    *,
    rules: Law,
    procedures: Sequence[Procedure],
    by: MandateGranted | None,
) -> Decided:
    """Take a deed whose subject is the unit's, not on hold, and not put forward for it yet; ask the standing members, if any."""
    if not reaches(by, command.unit_id):
        raise NominationDenied("not-found")
    if not isinstance(state, Absent):
        raise NominationDenied("nomination.already-proposed")
    today = local_date(command.at)
    if command.happened_on > today:
        raise DeedRefused("deed.in-future")
    direct_worker = belongs(command, subject, today)
    pack, procedure = rules.on(today, command.ward_code), procedure_on(today, procedures)
    if pack is None or procedure is None:
        raise DeedRefused("deed.no-rules", day=words.day(today))
    not_held(holds, pack)
    award, rule = pack.row("award", command.title), pack.title(command.title)
    if (
        award is None
        or rule is None
        or not award.fields["form"]
        or SUDDEN not in award.fields["kinds"]
        or rule.decides.level != "ward"
        or command.subject_kind not in rule.subjects
    ):
        raise DeedRefused("deed.not-sudden", source=award.source if award else None)
    if isinstance(claim, Taken):
        raise DeedRefused("deed.twice", day=words.day(command.happened_on))
    seated = council.on(today) if isinstance(council, Formed) else ()
    asked = [one for one in seated if one.seat in procedure.seats and one.person_id != command.subject_id]
    until = procedure.opinions_by(today)
    proposed = DeedProposed(
        nomination_id=command.nomination_id,
        unit_id=command.unit_id,
        subject_id=command.subject_id,
        subject_kind=command.subject_kind,
        title=command.title,
        year=command.happened_on.year,
        happened_on=command.happened_on,
        received_on=today,
        opinions_by=until if asked else None,
        decide_by=procedure.decide_by(today),
        direct_worker=direct_worker,
        place=command.place,
        achievements=command.achievements,
        evidence=command.evidence,
        pack_id=pack.id,
        pack_hash=pack.hash,
        by_office=on_behalf(by),
    )
    key = deed_claim_id(command.subject_id, command.happened_on)
    return {
        NOMINATION.at(command.nomination_id): [
            proposed,
            *(
                OpinionAsked(
                    nomination_id=command.nomination_id,
                    unit_id=command.unit_id,
                    member_id=one.member_id,
                    seat=one.seat,
                    until=until,
                )
                for one in asked
            ),
        ],
        CLAIM.at(key): [ClaimTaken(claim_id=key, nomination_id=command.nomination_id)],
    }


def give(command: GiveOpinion, state: State, *others: Any, by: MandateGranted | None) -> list[OpinionGiven]:
    """What a member who was asked says, until it is decided; the same again is nothing."""
    deed = _asked(command, state, by)
    if command.person_id != deed.item.person_id:
        raise NominationDenied("nomination.other-facts")
    erased = command.person_id is not None and isinstance(others[0], Erased)
    said = OpinionGiven(
        nomination_id=command.nomination_id,
        subject_id=deed.item.subject_id,
        member_id=command.member_id,
        agrees=command.opinion == "agree",
        note=None if erased else command.note,
    )
    if (before := deed.given.get(command.member_id)) is not None:
        if (before.agrees, before.note) != (said.agrees, said.note):
            raise DeedRefused("deed.given")
        return []
    return [said]


def take_back(command: TakeBackOpinion, state: State, *, by: MandateGranted | None) -> list[OpinionTakenBack]:
    """The member said nothing after all, and is asked still."""
    deed = _asked(command, state, by)
    if command.member_id not in deed.given:
        raise DeedRefused("deed.not-given")
    asked = deed.asked[command.member_id]
    return [
        OpinionTakenBack(
            nomination_id=command.nomination_id,
            unit_id=deed.item.unit_id,
            member_id=command.member_id,
            until=asked.until,
        )
    ]


def _asked(command: GiveOpinion | TakeBackOpinion, state: State, by: MandateGranted | None) -> Consulting:
    """The deed while its chairman has not decided, of whoever was asked, about themselves alone. Raises DeedRefused."""
    if isinstance(state, Absent):
        raise NominationDenied("not-found")
    if by is not None and by.principal != command.member_id:
        raise DeedRefused("deed.not-ones-own")
    if not isinstance(state, Consulting):
        raise DeedRefused("deed.over")
    if command.member_id not in state.asked:
        raise DeedRefused("deed.not-asked")
    return state


def _proposal_streams(command: ProposeDeed) -> Sequence[StreamRef[Any]]:
    of_unit = command.subject_kind == "collective"
    subject: StreamRef[Any] = UNIT.read(command.subject_id) if of_unit else PERSON.read(command.subject_id)
    return (
        NOMINATION.new(command.nomination_id),
        CLAIM.new(deed_claim_id(command.subject_id, command.happened_on)),
        subject,
        held(command.ward_code, command.subject_id),
        COUNCIL.if_any(council_id(command.ward_code)),
    )


def _of_subject(nomination_id: UUID, person_id: UUID | None) -> Sequence[StreamRef[Any]]:
    return (NOMINATION.at(nomination_id), *((PERSON.read(person_id),) if person_id else ()))


def proposing(rules: Law, procedures: Sequence[Procedure] = ROWS) -> tuple[Handles[Any], ...]:
    """The command that begins a deed, under these rules."""
    decide = partial(propose, rules=rules, procedures=procedures)
    return (Handles(ProposeDeed, _proposal_streams, decide, roles=frozenset({"unit-head", "clerk"}), by_whom=True),)


OPINIONS: Final[tuple[Handles[Any], ...]] = (
    Handles(GiveOpinion, lambda c: _of_subject(c.nomination_id, c.person_id), give, roles=MEMBERS, by_whom=True),
    Handles(TakeBackOpinion, lambda c: (NOMINATION.at(c.nomination_id),), take_back, roles=MEMBERS, by_whom=True),
)
