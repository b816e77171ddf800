"""The situations of awards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from services.awards.councils.council import COUNCIL
from services.awards.councils.events import MemberArrived, MemberLeft
from services.awards.councils.session import SESSION
from services.awards.councils.voting import BALLOT
from services.awards.decisions.papers import CITY_NUMBER, DECISION, LETTER, NUMBER
from services.awards.decisions.prizes import PRIZE
from services.awards.holds.decider import HOLD
from services.awards.ids import ballot_id
from services.awards.initiatives.decider import INITIATIVE
from services.awards.nominations.nomination import CLAIM, NOMINATION
from services.awards.records.decider import RECORD
from services.awards.subjects.decider import PERSON
from services.awards.windows.decider import WINDOW
from services.chassis.identity.mandates import MANDATE
from tests.support.authority.situation import History, Situation
from tests.unit.awards import story
from tests.unit.awards import test_appraisal as appraisal
from tests.unit.awards import test_councils as councils
from tests.unit.awards import test_decisions as decisions
from tests.unit.awards import test_holds as holds
from tests.unit.awards import test_nominations as nominations
from tests.unit.awards import test_records as records
from tests.unit.awards import test_renumbering as renumbering
from tests.unit.awards import test_subjects_and_windows as subjects
from tests.unit.awards import test_undoing as undoing
from tests.unit.submissions import test_mandates

NOT_SEATED, CHAIR, SECRETARY, MEMBER, ABSENT = "somebody", "m1", "m2", "m3", "m9"
COPIED: Final[History] = {PERSON.at(story.PERSON): [story.MEMBERSHIP]}
PROPOSED: Final[History] = COPIED | {
    NOMINATION.at(story.NOMINATION): [story.proposed()],
    CLAIM.at(story.CLAIM): [nominations.taken],
}
SAT: Final[History] = {SESSION.at(story.SESSION): [councils.called, councils.opened()]}
VOTING: Final[History] = {
    SESSION.at(story.SESSION): [councils.called, councils.opened(), councils.vote_opened],
    NOMINATION.at(story.NOMINATION): [story.proposed(), councils.tabled],
}
LEFT: Final[History] = VOTING | {
    SESSION.at(story.SESSION): [
        councils.called,
        councils.opened(),
        councils.vote_opened,
        MemberLeft(session_id=story.SESSION, member_id=MEMBER),
    ]
}


REFUSED: Final[History] = PROPOSED | {
    NOMINATION.at(story.NOMINATION): [story.proposed(), nominations.refused],
}
OVER: Final[History] = {SESSION.at(story.SESSION): [councils.called, councils.opened(), councils.session_closed]}
LATE: Final[History] = {
    SESSION.at(story.SESSION): [
        councils.called,
        councils.opened(),
        MemberArrived(session_id=story.SESSION, member_id=ABSENT),
    ]
}


def ballot(event: Any) -> dict[Any, Any]:
    return {BALLOT.at(ballot_id(story.NOMINATION, event.member_id)): [event]}


VOTED: Final[History] = VOTING | {
    ref: history for member in councils.ALL[:8] for ref, history in ballot(councils.given_by(member)).items()
}


def seats(command: Any, history: Any, *who: str, where: str = "") -> tuple[Situation, ...]:
    """The same command by those who sit there, and by somebody who does not."""
    words = {NOT_SEATED: "without a seat", CHAIR: "as chair", SECRETARY: "as secretary", MEMBER: "as member"}
    return tuple(Situation(command, history, where + words[one], unit=story.UNIT, who=one) for one in who)


def at_unit(command: Any, history: Any, where: str = "") -> Situation:
    return Situation(command, history, where, unit=story.UNIT)


ALL: Final = (NOT_SEATED, CHAIR, SECRETARY, MEMBER)
CALLED: Final[History] = {SESSION.at(story.SESSION): [councils.called]}
FORMED: Final[History] = {COUNCIL.at(story.COUNCIL): [councils.formed]}
CHANGING: Final[History] = {
    COUNCIL.at(story.COUNCIL): [councils.formed, replace(councils.changed, valid_from=date(2030, 1, 1))]
}
TO_SIGN: Final[History] = {
    NOMINATION.at(decisions.FIRST.nomination_id): [decisions.FIRST, decisions.voted_on(decisions.FIRST)]
}
TO_FORWARD: Final[History] = {
    NOMINATION.at(decisions.FIGHTER.nomination_id): [decisions.FIGHTER, decisions.voted_on(decisions.FIGHTER)]
}
FORWARDED: Final[History] = {
    NOMINATION.at(decisions.TEAM.nomination_id): [
        decisions.TEAM,
        decisions.voted_on(decisions.TEAM),
        replace(story.forwarded(), nomination_id=decisions.TEAM.nomination_id),
    ]
}


def past(store: undoing.Store) -> History:
    """What the streams of a story hold now."""
    kinds = {kind.name: kind for kind in (NOMINATION, PERSON, DECISION, LETTER, NUMBER, CITY_NUMBER, PRIZE, INITIATIVE)}
    found: History = {}
    for stream, events in store.streams.items():
        kind = next(name for name in kinds if stream.startswith(f"{name}-"))
        found = {**found, kinds[kind].at(stream.removeprefix(f"{kind}-")): [*events]}
    return found


def after(store: undoing.Store, *commands: Any) -> undoing.Store:
    """The store once these were done."""
    for command in commands:
        store.do(command)
    return store


SIGNED: Final = past(undoing.signed(decisions.FIRST))
ANNULLED: Final = past(after(undoing.signed(decisions.FIRST), undoing.annul(decisions.FIRST)))
RECOVERED: Final = past(after(undoing.signed(decisions.FIRST), undoing.annul(decisions.FIRST), undoing.recover))
RESTORED: Final = (undoing.annul(decisions.FIRST), undoing.recover, undoing.restore(decisions.FIRST))
REPAYING: Final = past(after(undoing.signed(decisions.FIRST), *RESTORED))
REPAID: Final = past(after(undoing.signed(decisions.FIRST), *RESTORED, undoing.repay))
CORRECTED: Final = past(after(undoing.signed(decisions.FIRST), undoing.correct(undoing.wrong(decisions.FIRST))))
RECORDED: Final = past(undoing.recorded())
TEAM_MENDED: Final = undoing.city_correct(undoing.wrong(decisions.TEAM), of=(decisions.TEAM,))
CITY_CORRECTED: Final = past(after(undoing.recorded(), TEAM_MENDED))
CITY_ANNULLED: Final = past(after(undoing.recorded(), undoing.city_annul(decisions.TEAM)))
SENT: Final = past(undoing.sent())

SITUATIONS: Final = (
    at_unit(test_mandates.head, {}),
    Situation(test_mandates.relieve, {MANDATE.at(test_mandates.M): [test_mandates.granted]}),
    Situation(subjects.copy_unit),
    Situation(subjects.copy_person),
    Situation(subjects.copy_memberships),
    Situation(subjects.erase),
    Situation(subjects.open_window),
    Situation(subjects.close_window),
    Situation(subjects.recognise),
    Situation(subjects.withdraw_initiative, {INITIATIVE.at(story.INITIATIVE): [story.RECOGNISED]}),
    at_unit(story.propose(), COPIED | {WINDOW.at(story.WINDOW): [subjects.opened]}),
    at_unit(nominations.withdraw(), PROPOSED, "before the council has it"),
    at_unit(
        nominations.withdraw(),
        PROPOSED | {NOMINATION.at(story.NOMINATION): [story.proposed(), councils.tabled]},
        "under vote",
    ),
    at_unit(appraisal.appraise, PROPOSED),
    at_unit(
        appraisal.unappraise, PROPOSED | {NOMINATION.at(story.NOMINATION): [story.proposed(), appraisal.appraised]}
    ),
    at_unit(appraisal.give_back, PROPOSED),
    at_unit(appraisal.unreturn, PROPOSED | {NOMINATION.at(story.NOMINATION): [story.proposed(), appraisal.returned]}),
    at_unit(appraisal.complete, PROPOSED | {NOMINATION.at(story.NOMINATION): [story.proposed(), appraisal.returned]}),
    at_unit(nominations.refuse(reason_code="criteria-not-met"), PROPOSED),
    at_unit(nominations.refuse(), PROPOSED, "for a reason that is not so"),
    at_unit(nominations.unrefuse(), REFUSED),
    Situation(holds.put, COPIED),
    Situation(holds.clear, {HOLD.at(holds.KEY): [holds.was_put]}),
    Situation(records.rate, COPIED),
    Situation(records.leave, COPIED),
    Situation(records.discipline, COPIED),
    Situation(records.end, {RECORD.at(records.KEY): [records.was_disciplined]}),
    Situation(records.withdraw, {RECORD.at(records.KEY): [records.was_rated]}),
    Situation(councils.form),
    Situation(councils.change, FORMED),
    Situation(councils.take_back_change, CHANGING),
    *seats(councils.call, FORMED, *ALL),
    *seats(councils.call_off, CALLED, *ALL),
    *seats(councils.open_session, CALLED | FORMED, *ALL),
    *seats(councils.arrive(ABSENT), SAT, *ALL),
    Situation(councils.arrive(ABSENT), SAT, "as the member who comes", who=ABSENT),
    *seats(councils.leave(ABSENT), SAT | LATE, NOT_SEATED, CHAIR, SECRETARY, MEMBER),
    Situation(councils.leave(MEMBER), SAT, "as the member who goes, or was never there", who=MEMBER),
    *seats(councils.close_session, SAT, *ALL),
    *seats(councils.reopen_session, OVER, *ALL),
    *seats(councils.open_vote, SAT | {NOMINATION.at(story.NOMINATION): [story.proposed()]}, *ALL),
    *seats(councils.cast(MEMBER), VOTING, *ALL),
    Situation(councils.cast(ABSENT), VOTING, "as the member, absent", who=ABSENT),
    Situation(
        councils.cast(MEMBER),
        VOTING | ballot(councils.written_for(MEMBER)),
        "as the member, instead of a written opinion",
        who=MEMBER,
    ),
    *seats(councils.in_writing(ABSENT), VOTING, *ALL),
    Situation(councils.in_writing(ABSENT), VOTING, "as the absent member", who=ABSENT),
    Situation(councils.in_writing(MEMBER), VOTING, "as secretary, of who is present", who=SECRETARY),
    Situation(councils.in_writing(MEMBER), LEFT, "as secretary, of who was recorded as gone", who=SECRETARY),
    *seats(councils.withdraw_opinion, VOTING | ballot(councils.written_for(ABSENT)), *ALL),
    *seats(councils.cancel_vote(), VOTING, *ALL),
    Situation(councils.cancel_vote(), VOTED, "as secretary, when it has ballots", who=SECRETARY),
    *seats(councils.close_vote, VOTED, *ALL),
    *seats(councils.declare, VOTING, *ALL, where="before all have voted, "),
    Situation(decisions.sign(decisions.FIRST), TO_SIGN),
    Situation(decisions.forward(decisions.FIGHTER), TO_FORWARD | {INITIATIVE.at(story.INITIATIVE): [story.RECOGNISED]}),
    Situation(decisions.city(decisions.TEAM), FORWARDED),
    Situation(undoing.correct(undoing.wrong(decisions.FIRST)), SIGNED),
    Situation(renumbering.mend(lines=(decisions.line(decisions.FIRST),)), SIGNED),
    Situation(undoing.annul(decisions.FIRST), SIGNED),
    Situation(undoing.restore(decisions.FIRST), ANNULLED),
    Situation(undoing.recover, ANNULLED),
    Situation(undoing.unrecover, RECOVERED),
    Situation(undoing.repay, REPAYING),
    Situation(undoing.unrepay, REPAID),
    Situation(undoing.uncorrect(decisions.FIRST), CORRECTED),
    Situation(TEAM_MENDED, RECORDED),
    Situation(undoing.city_annul(decisions.TEAM), RECORDED),
    Situation(undoing.city_unannul(decisions.TEAM), CITY_ANNULLED),
    Situation(undoing.city_restore(decisions.TEAM), CITY_ANNULLED),
    Situation(undoing.city_uncorrect(decisions.TEAM), CITY_CORRECTED),
    Situation(undoing.withdraw_city(decisions.TEAM, decisions.FIGHTER), RECORDED),
    Situation(undoing.recall(decisions.TEAM), SENT),
    Situation(undoing.correct_letter, SENT),
)
