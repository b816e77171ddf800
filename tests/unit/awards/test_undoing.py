"""Undoing what was signed: đính chính, hủy bỏ, khôi phục, thu hồi; a record or letter taken back; and all of it in any order."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.awards.app import SERVICE
from services.awards.decisions import later, taking_back
from services.awards.decisions.acts import WITHDRAW_CITY
from services.awards.decisions.commands import (
    AnnulDecision,
    CorrectDecision,
    CorrectLetter,
    LineCorrection,
    RecallLetter,
    RecordCityAnnulment,
    RecordCityCorrection,
    RecordCityRestoration,
    RestoreDecision,
    Standing,
    WithdrawCityAnnulment,
    WithdrawCityCorrection,
    WithdrawCityDecision,
    WithdrawCorrection,
)
from services.awards.decisions.corrected import holding as corrections_of
from services.awards.decisions.events import (
    AnnulmentWithdrawn,
    CorrectionWithdrawn,
    DecisionAnnulled,
    DecisionCorrected,
    DecisionRestored,
    DecisionSigned,
    LetterSigned,
    PrizeCounted,
    PrizeTakenOff,
)
from services.awards.decisions.facts import DECISIONS as FACTS
from services.awards.decisions.later import documents, holding
from services.awards.decisions.papers import (
    CITY_NUMBER,
    DECISION,
    LETTER,
    NUMBER,
    Sent,
    Unsigned,
    Unused,
    Used,
    number_of,
    own_number,
)
from services.awards.decisions.prizes import PRIZE
from services.awards.decisions.undoing import unknown_names
from services.awards.ids import city_number_id, prize_id
from services.awards.initiatives.decider import INITIATIVE as INITIATIVES
from services.awards.initiatives.decider import Recognised
from services.awards.initiatives.events import InitiativeUsed
from services.awards.law.grounds import grounds
from services.awards.naming import Names
from services.awards.nominations.commands import (
    RecordRecovery,
    RecordRepayment,
    TakeBackRecovery,
    TakeBackRepayment,
)
from services.awards.nominations.events import (
    AwardAnnulled,
    AwardAnnulmentWithdrawn,
    AwardCorrected,
    AwardCorrectionWithdrawn,
    AwardRecovered,
    AwardRepaid,
    AwardRestored,
    AwardWithdrawn,
    NominationProposed,
    NominationRecalled,
    RecoveryTakenBack,
    RefusalWithdrawn,
    RepaymentTakenBack,
)
from services.awards.nominations.nomination import NOMINATION, Annulled, Awarded, Forwarded, Voted
from services.chassis.decider import Handles
from tests.unit.awards.story import INITIATIVE, MEMBER, RECOGNISED, RULES, WARD, forwarded, named, pack_on, proposed
from tests.unit.awards.test_decisions import (
    FIGHTER,
    FIRST,
    LETTER_ID,
    PAPER,
    SECOND,
    SIGNED_ON,
    TEAM,
    city,
    line,
    refusal,
    sign,
    voted_on,
)

DAY = date(2025, 2, 10)
LATER = datetime(2025, 2, 12, 3, 0, tzinfo=UTC)
HANDLES: dict[type, Handles[Any]] = {case.command: case for case in SERVICE.handles}


class Store:
    """Streams as the event store keeps them, and commands as its handler decides them."""

    def __init__(self, *items: NominationProposed, city_: bool = False) -> None:
        self.streams: dict[str, list[Any]] = {}
        for item in items:
            up = [dataclasses.replace(forwarded(), nomination_id=item.nomination_id)] if city_ else []
            self.streams[NOMINATION.at(item.nomination_id).stream_id] = [item, voted_on(item), *up]
            if item.person_id:
                self.streams[f"person-{item.person_id}"] = [
                    dataclasses.replace(MEMBER.memberships[0], person_id=item.person_id)
                ]

    def do(self, command: Any) -> dict[str, list[Any]]:
        case = HANDLES[type(command)]
        named_ = case.streams(command)
        states = [stream.type.fold(self.streams.get(stream.stream_id, [])) for stream in named_]
        decided = case.decide(command, *states)
        written = (
            {named_[0].stream_id: list(decided)}
            if not isinstance(decided, dict)
            else {ref.stream_id: list(events) for ref, events in decided.items()}
        )
        assert set(written) <= {stream.stream_id for stream in named_}, "a stream is written that was not named"
        for stream, events in written.items():
            self.streams.setdefault(stream, []).extend(events)
        return written

    def nomination(self, item: NominationProposed) -> Any:
        return NOMINATION.fold(self.streams[NOMINATION.at(item.nomination_id).stream_id])

    def paid(self, item: NominationProposed) -> int:
        return PRIZE.fold(self.streams.get(PRIZE.at(prize_id(item.subject_id, item.year)).stream_id, [])).dong


def signed(*items: NominationProposed) -> Store:
    store = Store(*items)
    store.do(sign(*items))
    return store


def annul(*items: NominationProposed, **changes: Any) -> AnnulDecision:
    command = AnnulDecision(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_id=named("quyết định hủy bỏ"),
        nominations=tuple(item.nomination_id for item in items),
        reason_code="false-merit",
        reason="Kê khai sai số tháng công tác",
        document_number="131/QĐ-UBND",
        signed_on=DAY,
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


def restore(*items: NominationProposed, **changes: Any) -> RestoreDecision:
    command = RestoreDecision(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_id=named("quyết định khôi phục"),
        nominations=tuple(item.nomination_id for item in items),
        document_number="132/QĐ-UBND",
        signed_on=DAY,
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


CITY_SIGNER = "Chủ tịch Ủy ban nhân dân thành phố"


T = TypeVar("T")


def _of_city(as_: type[T], command: Any, **changes: Any) -> T:
    """The same, as the city did it and the ward records it."""
    known = {field.name for field in dataclasses.fields(cast(Any, as_))}
    given = {name: getattr(command, name) for name in known if hasattr(command, name)}
    return as_(**(given | {"signer_position": CITY_SIGNER, "document_number": "2300/QĐ-UBND"} | changes))


def city_annul(*items: NominationProposed, **changes: Any) -> RecordCityAnnulment:
    return _of_city(RecordCityAnnulment, annul(*items), **changes)


def city_restore(*items: NominationProposed, **changes: Any) -> RecordCityRestoration:
    return _of_city(RecordCityRestoration, restore(*items), **changes)


def wrong(item: NominationProposed, part: Any = "name", written: str = "Lò Thị Mậu", reads: str = "Lò Thị Mẫu") -> Any:
    return LineCorrection(nomination_id=item.nomination_id, part=part, written=written, reads=reads)


def correct(
    *corrections: LineCorrection, of: Iterable[NominationProposed] = (FIRST,), **changes: Any
) -> CorrectDecision:
    command = CorrectDecision(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_id=named("quyết định đính chính"),
        corrections=corrections,
        document_number="130/QĐ-UBND",
        signed_on=DAY,
        lines=tuple(map(line, of)),
        stands=(),
    )
    return dataclasses.replace(command, **changes)


def city_correct(
    *corrections: LineCorrection, of: Iterable[NominationProposed] = (FIRST,), **changes: Any
) -> RecordCityCorrection:
    return _of_city(RecordCityCorrection, correct(*corrections, of=of), **changes)


def uncorrect(*items: NominationProposed, **changes: Any) -> WithdrawCorrection:
    command = WithdrawCorrection(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_number="130/QĐ-UBND",
        mistake="wrong-words",
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


def city_uncorrect(*items: NominationProposed, **changes: Any) -> WithdrawCityCorrection:
    given = {field.name: getattr(uncorrect(*items), field.name) for field in dataclasses.fields(WithdrawCorrection)}
    return WithdrawCityCorrection(**(given | {"document_number": "2300/QĐ-UBND"} | changes))


def city_unannul(*items: NominationProposed, **changes: Any) -> WithdrawCityAnnulment:
    command = WithdrawCityAnnulment(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_number="2300/QĐ-UBND",
        mistake="wrong-line",
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


def stands(item: NominationProposed, part: Any, text: str, *, corrected: bool = False) -> tuple[Standing, ...]:
    return (Standing(nomination_id=item.nomination_id, part=part, text=text, corrected=corrected),)


def withdraw_city(*items: NominationProposed, **changes: Any) -> WithdrawCityDecision:
    command = WithdrawCityDecision(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        mistake="wrong-decision",
        lines=tuple(map(line, items)),
        city_number_id=city_number_id(WARD, SIGNED_ON, CITY_SIGNER, "2210/QĐ-UBND"),
    )
    return dataclasses.replace(command, **changes)


def recall(*items: NominationProposed, **changes: Any) -> RecallLetter:
    command = RecallLetter(
        ward_code=WARD, at=LATER, forwarding_id=LETTER_ID, mistake="wrong-list", lines=tuple(map(line, items))
    )
    return dataclasses.replace(command, **changes)


correct_letter = CorrectLetter(
    ward_code=WARD,
    at=LATER,
    forwarding_id=LETTER_ID,
    document_id=named("công văn đính chính"),
    recipient="Sở Nội vụ thành phố",
    document_number="61/CV-UBND",
    signed_on=DAY,
)
LETTER_SIGNED = LetterSigned(
    forwarding_id=LETTER_ID,
    to_level="city",
    document_number="45/TTr-UBND",
    signed_on=SIGNED_ON,
    recipient="Phòng Nội vụ thành phố",
    nominations=(TEAM.nomination_id,),
)
recover = RecordRecovery(
    ward_code=WARD, at=LATER, nomination_id=FIRST.nomination_id, document_number="15/PT", recovered_on=DAY
)
unrecover = TakeBackRecovery(ward_code=WARD, at=LATER, nomination_id=FIRST.nomination_id)
repay = RecordRepayment(
    ward_code=WARD, at=LATER, nomination_id=FIRST.nomination_id, document_number="22/PC", repaid_on=DAY
)
unrepay = TakeBackRepayment(ward_code=WARD, at=LATER, nomination_id=FIRST.nomination_id)
SUMMER = date(2025, 7, 10)
SUMMERS_END = datetime(2025, 7, 12, 3, 0, tzinfo=UTC)
"""Since July the ward signs titles that bring a certificate."""


def certified() -> Store:
    """A title with a certificate was signed."""
    store = Store(FIGHTER)
    store.do(sign(FIGHTER, signed_on=date(2025, 7, 1), at=SUMMERS_END))
    return store


def as_an_earlier_build(store: Store, item: NominationProposed, payable: int) -> None:
    """The annulment orders back what was decided, and the office gets it: so it was before payments were recorded."""
    history = store.streams[NOMINATION.at(item.nomination_id).stream_id]
    history[-1] = dataclasses.replace(history[-1], apart=False, payable=payable)


def test_what_an_earlier_build_ordered_back_is_still_recorded_as_given_back() -> None:
    store = signed(FIRST)
    store.do(annul(FIRST))
    assert refusal(lambda: store.do(recover)).code == "nomination.nothing-to-recover", "its money is the accountant's"
    as_an_earlier_build(store, FIRST, 710_000)
    store.do(recover)
    [restored] = store.do(restore(FIRST))[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert not restored.owed, "the accountant pays it again"


def late(command: Any) -> Any:
    """The same of this title, in July."""
    on = {field.name: SUMMER for field in dataclasses.fields(command) if field.name in ("recovered_on", "repaid_on")}
    return dataclasses.replace(command, at=SUMMERS_END, nomination_id=FIGHTER.nomination_id, **on)


def late_annul(*items: NominationProposed, **changes: Any) -> AnnulDecision:
    return annul(*items, **({"signed_on": SUMMER, "at": SUMMERS_END} | changes))


def late_restore(*items: NominationProposed, **changes: Any) -> RestoreDecision:
    return restore(*items, **({"signed_on": SUMMER, "at": SUMMERS_END} | changes))


def test_one_line_is_annulled_and_what_it_brought_is_owed_while_the_others_stand() -> None:
    store = signed(FIRST, SECOND)
    written = store.do(annul(FIRST))
    [event] = written[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert isinstance(event, AwardAnnulled)
    assert (event.payable, event.objects, event.reason_code) == (0, (), "false-merit"), "nothing was paid of it yet"
    assert isinstance(store.nomination(FIRST), Annulled) and isinstance(store.nomination(SECOND), Awarded)
    assert (store.paid(FIRST), store.paid(SECOND)) == (0, 710_000)
    taken = own_number(annul(FIRST))
    assert taken is not None and (taken.number, taken.symbol) == (131, "QĐ-UBND")
    assert NUMBER.fold(store.streams[number_of(taken).stream_id]) == Used(named("quyết định hủy bỏ"))


def test_the_whole_of_a_decision_is_annulled_by_all_its_lines() -> None:
    store = signed(FIRST, SECOND)
    store.do(annul(FIRST, SECOND))
    assert all(isinstance(store.nomination(item), Annulled) for item in (FIRST, SECOND))
    again = annul(FIRST, document_number="140/QĐ-UBND")
    assert refusal(lambda: store.do(again)).code == "decision.not-standing"


def test_what_the_law_gives_with_a_title_is_to_be_given_back_too() -> None:
    store = Store(FIGHTER)
    day = datetime(2025, 7, 2, tzinfo=UTC)
    store.do(sign(FIGHTER, signed_on=date(2025, 7, 1), at=day))
    [event] = store.do(annul(FIGHTER, signed_on=date(2025, 7, 2), at=day))[
        NOMINATION.at(FIGHTER.nomination_id).stream_id
    ]
    assert event.objects == ("Bằng chứng nhận", "khung")


def test_a_restored_award_stands_with_its_money() -> None:
    store = signed(FIRST)
    store.do(annul(FIRST))
    [event] = store.do(restore(FIRST))[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert isinstance(event, AwardRestored) and event.payable == 710_000
    assert isinstance(store.nomination(FIRST), Awarded) and store.paid(FIRST) == 710_000
    again = restore(FIRST, document_number="140/QĐ-UBND")
    assert refusal(lambda: store.do(again)).code == "decision.not-annulled"


def test_of_a_period_in_which_a_higher_title_was_paid_meanwhile_a_restored_one_brings_nothing() -> None:
    store = Store(FIRST, FIGHTER)
    day = datetime(2025, 7, 2, tzinfo=UTC)
    store.do(sign(FIRST))
    store.do(annul(FIRST))
    later = sign(FIGHTER, decision_id=named("quyết định sau"), number=200, signed_on=date(2025, 7, 1), at=day)
    store.do(later)
    assert store.paid(FIGHTER) == 2_340_000, "what was annulled is not taken off"
    [event] = store.do(restore(FIRST, signed_on=date(2025, 7, 2), at=day))[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert event.payable == 0 and store.paid(FIRST) == 2_340_000


def test_a_correction_says_what_stands_there_and_how_it_reads_and_changes_nothing() -> None:
    store = signed(FIRST)
    before = store.nomination(FIRST)
    [event] = store.do(correct(wrong(FIRST)))[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert isinstance(event, AwardCorrected)
    assert (event.part, event.written, event.reads) == ("name", "Lò Thị Mậu", "Lò Thị Mẫu")
    assert store.nomination(FIRST) == before and store.paid(FIRST) == 710_000
    title, money = (
        wrong(FIRST, "title", "Lao động tiến", "lao động tiên tiến"),
        wrong(FIRST, "money", "71.000", "710.000 đ"),
    )
    assert store.do(correct(title, money, document_number="133/QĐ-UBND"))


def test_of_somebody_erased_no_words_are_kept() -> None:
    store = signed(FIRST)
    store.streams[f"person-{FIRST.person_id}"].append(_erased())
    key = NOMINATION.at(FIRST.nomination_id).stream_id
    [corrected] = store.do(correct(wrong(FIRST)))[key]
    [annulled] = store.do(annul(FIRST))[key]
    assert (corrected.written, corrected.reads, annulled.reason) == (None, None, None)
    assert isinstance(store.do(restore(FIRST))[key][0], AwardRestored)


def _erased() -> Any:
    from tests.unit.awards.test_subjects_and_windows import erased

    return erased


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (annul(FIRST, signed_on=date(2025, 2, 13)), "decision.in-future"),
        (annul(FIRST, signed_on=date(2024, 12, 19)), "decision.before-decision"),
        (annul(FIRST, document_number="số 131"), "decision.number-unread"),
        (annul(FIRST, document_number="105/qđ-ubnd", signed_on=date(2024, 12, 31)), "decision.number-taken"),
        (annul(), "decision.empty"),
        (annul(SECOND), "decision.not-in-list"),
        (city_annul(FIRST), "decision.signed-here"),
        (city_restore(FIRST), "decision.signed-here"),
        (city_correct(wrong(FIRST)), "decision.signed-here"),
        (city_uncorrect(FIRST), "decision.signed-here"),
        (uncorrect(FIRST), "decision.not-corrected"),
        (annul(FIRST, decision_id=named("không có")), "nomination.other-facts"),
        (annul(FIRST, lines=(dataclasses.replace(line(FIRST), year=2023),)), "decision.not-in-list"),
        (restore(FIRST), "decision.not-annulled"),
        (restore(SECOND), "decision.not-in-list"),
        (correct(of=()), "decision.empty"),
        (correct(wrong(FIRST), wrong(FIRST)), "decision.listed-twice"),
        (correct(wrong(FIRST, reads="Lò Thị Mậu")), "decision.nothing-corrected"),
        (correct(wrong(FIRST, "title", "LĐTT", "Chiến sĩ thi đua cơ sở")), "decision.correction-title"),
        (correct(wrong(FIRST, "money", "71.000", "7.100.000")), "decision.correction-money"),
        (correct(wrong(SECOND), of=(SECOND,)), "decision.not-in-list"),
        (withdraw_city(FIRST), "decision.not-city"),
        (recover, "nomination.not-annulled"),
        (unrecover, "nomination.not-annulled"),
        (repay, "nomination.not-owed"),
        (unrepay, "nomination.not-repaid"),
    ],
    ids=lambda given: given if isinstance(given, str) else type(given).__name__,
)
def test_what_is_refused_of_a_signed_decision(command: Any, code: str) -> None:
    store = Store(FIRST, SECOND)
    store.do(sign(FIRST))
    assert refusal(lambda: store.do(command)).code == code


def test_a_line_of_another_decision_is_in_no_list_of_this_one() -> None:
    store = Store(FIRST, SECOND)
    store.do(sign(FIRST))
    other = {"decision_id": named("quyết định khác"), "document_number": "140/QĐ-UBND"}
    store.do(sign(SECOND, decision_id=other["decision_id"], number=139))
    assert refusal(lambda: store.do(annul(SECOND))).code == "decision.not-in-list"
    store.do(annul(SECOND, **other))
    assert refusal(lambda: store.do(restore(SECOND))).code == "decision.not-in-list"


def test_an_annulled_line_is_not_corrected_and_not_restored_before_it_was_annulled() -> None:
    store = signed(FIRST)
    store.do(annul(FIRST))
    assert refusal(lambda: store.do(correct(wrong(FIRST)))).code == "decision.not-standing"
    early = restore(FIRST, signed_on=date(2025, 2, 9))
    assert refusal(lambda: store.do(early)).code == "decision.before-annulment"


def test_money_is_given_back_once_and_a_wrong_record_of_it_is_taken_back() -> None:
    store = certified()
    store.do(late_annul(FIGHTER))
    assert refusal(lambda: store.do(late(unrecover))).code == "nomination.not-recovered"
    for day in (date(2025, 7, 9), date(2025, 7, 13)):
        early = dataclasses.replace(late(recover), recovered_on=day)
        assert refusal(lambda early=early: store.do(early)).code == "nomination.recovered-too-early"
    key = NOMINATION.at(FIGHTER.nomination_id).stream_id
    assert isinstance(store.do(late(recover))[key][0], AwardRecovered)
    assert refusal(lambda: store.do(late(recover))).code == "nomination.recovered"
    assert isinstance(store.do(late(unrecover))[key][0], RecoveryTakenBack)
    assert isinstance(store.do(late(recover))[key][0], AwardRecovered)
    nobody = dataclasses.replace(late(recover), nomination_id=named("không có"))
    assert refusal(lambda: store.do(nobody)).code == "not-found"
    nobody_ = dataclasses.replace(late(unrecover), nomination_id=named("không có"))
    assert refusal(lambda: store.do(nobody_)).code == "not-found"


def test_what_brought_nothing_has_nothing_to_be_given_back() -> None:
    store = Store(FIRST)
    store.streams[PRIZE.at(prize_id(FIRST.subject_id, 2024)).stream_id] = [
        PrizeCounted(
            prize_id=prize_id(FIRST.subject_id, 2024), nomination_id=named("khác"), amount=900_000, payable=900_000
        )
    ]
    store.do(sign(FIRST))
    store.do(annul(FIRST))
    assert refusal(lambda: store.do(recover)).code == "nomination.nothing-to-recover"


def recorded() -> Store:
    """The city awarded the collective and refused the fighter."""
    store = Store(TEAM, FIGHTER, city_=True)
    used = InitiativeUsed(initiative_id=INITIATIVE, nomination_id=FIGHTER.nomination_id)
    store.streams[INITIATIVES.at(INITIATIVE).stream_id] = [RECOGNISED, used]
    store.do(city(TEAM, refused=(FIGHTER,)))
    return store


def test_a_citys_decision_recorded_by_mistake_is_taken_back_and_recorded_again() -> None:
    store = recorded()
    assert store.paid(TEAM) == 1_880_000
    written = store.do(withdraw_city(TEAM, FIGHTER))
    assert isinstance(written[NOMINATION.at(TEAM.nomination_id).stream_id][0], AwardWithdrawn)
    assert isinstance(written[NOMINATION.at(FIGHTER.nomination_id).stream_id][0], RefusalWithdrawn)
    assert all(isinstance(store.nomination(item), Forwarded) for item in (TEAM, FIGHTER))
    assert store.paid(TEAM) == 0
    state = INITIATIVES.fold(store.streams[INITIATIVES.at(INITIATIVE).stream_id])
    assert isinstance(state, Recognised) and state.used_by == {FIGHTER.nomination_id}, "the fighter rests on it again"
    assert store.do(withdraw_city(TEAM, FIGHTER)) == {}
    store.do(city(FIGHTER, refused=(TEAM,), decision_id=named("lần đúng")))
    assert isinstance(store.nomination(FIGHTER), Awarded)


def test_a_decision_of_the_city_is_recorded_once_under_a_number_of_a_year_and_signer() -> None:
    store = Store(TEAM, FIGHTER, city_=True)
    store.do(city(TEAM))
    for same in ("2210/QĐ-UBND", "02210 / qđ-ubnd", "２２１０/QĐ-UBND"):
        told = refusal(lambda same=same: store.do(city(FIGHTER, decision_id=named("hai"), document_number=same)))
        assert told.code == "decision.city-recorded" and "2210/QĐ-UBND ngày 20/12/2024" in told.sentence
    other = city(FIGHTER, decision_id=named("hai"), signer_position="Chủ tịch Hội đồng nhân dân thành phố")
    assert store.do(other), "another signer's numbers are others"
    earlier = Store(FIGHTER, city_=True)
    before = city(FIGHTER, before=("2210/QĐ-UBND", SIGNED_ON))
    assert refusal(lambda: earlier.do(before)).code == "decision.city-recorded", "as an earlier build recorded it"
    wrong_key = withdraw_city(TEAM, city_number_id=named("số khác"))
    assert refusal(lambda: store.do(wrong_key)).code == "nomination.other-facts"
    store.streams[CITY_NUMBER.at(withdraw_city(TEAM).city_number_id).stream_id].clear()
    assert CITY_NUMBER.at(withdraw_city(TEAM).city_number_id).stream_id not in store.do(withdraw_city(TEAM))


def test_a_record_is_not_taken_back_once_it_was_acted_on_or_its_initiative_is_anothers() -> None:
    store = recorded()
    other = InitiativeUsed(initiative_id=INITIATIVE, nomination_id=named("hồ sơ khác"))
    store.streams[INITIATIVES.at(INITIATIVE).stream_id].append(other)
    assert refusal(lambda: store.do(withdraw_city(TEAM, FIGHTER))).code == "initiative.used"
    assert refusal(lambda: store.do(withdraw_city(TEAM))).code == "nomination.other-facts"
    store.do(city_annul(TEAM))
    assert refusal(lambda: store.do(withdraw_city(TEAM, FIGHTER))).code == "decision.acted-on"


def test_a_record_is_taken_back_as_it_was_made() -> None:
    store = recorded()
    store.streams[NOMINATION.at(TEAM.nomination_id).stream_id] = [TEAM, voted_on(TEAM)]
    assert refusal(lambda: store.do(withdraw_city(TEAM, FIGHTER))).code == "nomination.other-facts"


def test_of_the_citys_decision_the_citys_document_takes_no_number_of_the_ward() -> None:
    store = recorded()
    written = store.do(city_annul(TEAM, document_number="Quyết định 2300/QĐ-UBND"))
    assert not any(stream.startswith("document-number") for stream in written)
    withdrawn = recorded()
    withdrawn.do(withdraw_city(TEAM, FIGHTER))
    late = city_annul(TEAM)
    assert refusal(lambda: withdrawn.do(late)).code == "decision.withdrawn"


def test_a_decision_of_the_city_is_annulled_restored_and_corrected_by_the_city_and_recorded_never_signed_here() -> None:
    store = recorded()
    misspelt = wrong(TEAM, written="Tổ dân phố 8", reads="Tổ dân phố số 8")
    for signed_here in (annul(TEAM), restore(TEAM), correct(misspelt, of=(TEAM,)), uncorrect(TEAM)):
        assert refusal(lambda command=signed_here: store.do(command)).code == "decision.citys-own"
    [corrected] = store.do(city_correct(misspelt, of=(TEAM,)))[DECISION.at(PAPER).stream_id]
    [annulled] = store.do(city_annul(TEAM, document_number="2301/QĐ-UBND"))[DECISION.at(PAPER).stream_id]
    [restored] = store.do(city_restore(TEAM, document_number="2302/QĐ-UBND"))[DECISION.at(PAPER).stream_id]
    assert isinstance(corrected, DecisionCorrected) and isinstance(annulled, DecisionAnnulled)
    assert isinstance(restored, DecisionRestored)
    assert {one.signer_position for one in (corrected, annulled, restored)} == {CITY_SIGNER}
    assert isinstance(store.nomination(TEAM), Awarded) and store.paid(TEAM) == 1_880_000


def test_history_says_of_the_citys_papers_that_they_were_recorded_and_who_signed_them() -> None:
    facts = {fact.cls: fact for fact in FACTS}
    store = recorded()
    signed_by = f"văn bản của thành phố số 2300/QĐ-UBND ngày 10/02/2025, {CITY_SIGNER} ký"
    [decision] = [one for one in store.streams[DECISION.at(PAPER).stream_id] if isinstance(one, DecisionSigned)]
    said = facts[DecisionSigned].sentence(decision)
    assert said == "Ghi nhận quyết định của thành phố, ký ngày 20/12/2024: tặng 1 danh hiệu, không tặng 1 hồ sơ."
    [annulled] = store.do(city_annul(TEAM))[DECISION.at(PAPER).stream_id]
    assert facts[DecisionAnnulled].sentence(annulled) == (
        f"Ghi nhận {signed_by}: hủy bỏ 1 danh hiệu, gian dối trong kê khai thành tích. Không có tiền phải thu hồi."
    )
    own = signed(FIRST)
    [here] = [one for one in own.streams[DECISION.at(PAPER).stream_id] if isinstance(one, DecisionSigned)]
    assert facts[DecisionSigned].sentence(here) == "Ký ngày 20/12/2024: tặng 1 danh hiệu."
    [corrected] = own.do(correct(wrong(FIRST)))[DECISION.at(PAPER).stream_id]
    assert (
        facts[DecisionCorrected].sentence(corrected) == "Đính chính 1 dòng theo văn bản số 130/QĐ-UBND ngày 10/02/2025."
    )
    [withdrawn] = own.do(uncorrect(FIRST))[DECISION.at(PAPER).stream_id]
    assert facts[CorrectionWithdrawn].sentence(withdrawn) == (
        "Rút văn bản đính chính số 130/QĐ-UBND: ghi sai chữ đính chính. 1 dòng ghi như trước."
    )


@pytest.mark.parametrize(
    ("standing", "written", "reads", "code"),
    [
        (("place", "Tổ dân phố số 8"), "Tổ dân phố số 9", "Tổ dân phố số 10", "decision.correction-stands"),
        (("place", "Tổ dân phố số 8"), "tổ dân phố số 8", "Tổ dân phố số 9", None),
        (("place", "Tổ dân phố số 8"), "Tổ dân phố số 9", "Tổ dân phố số 8", None),
        (("place", "Tổ dân phố số 9", True), "Tổ dân phố số 8", "Tổ dân phố số 9", "decision.correction-differs"),
        (("place", "Tổ dân phố số 9", True), "Tổ dân phố số 9", "Tổ dân phố số 8", None),
        (("name", "Tổ dân phố số 8"), "Tổ dân phố số 9", "Tổ dân phố số 10", None),
    ],
    ids=("neither", "as-kept", "kept-was-mended-first", "after-a-correction", "corrected-again", "another-part"),
)
def test_what_a_correction_says_stood_there_is_what_stands_there(
    standing: Any, written: str, reads: str, code: str | None
) -> None:
    part, text, *corrected = standing
    command = correct(
        wrong(FIRST, "place", written, reads), stands=stands(FIRST, part, text, corrected=bool(corrected))
    )
    store = signed(FIRST)
    if code is None:
        assert store.do(command)
        return
    refused = refusal(lambda: store.do(command))
    assert refused.code == code
    assert (text in refused.sentence) == (code == "decision.correction-stands"), (
        "words about a person are told to nobody"
    )


def test_whose_name_is_corrected_for_the_first_time_only_its_owner_can_compare() -> None:
    first, again = (
        correct(wrong(FIRST)),
        correct(wrong(FIRST), stands=stands(FIRST, "name", "Lò Thị Mậu", corrected=True)),
    )
    assert unknown_names(first) == [(FIRST.person_id, ("Lò Thị Mậu", "Lò Thị Mẫu"))]
    assert unknown_names(again) == []
    assert unknown_names(correct(wrong(TEAM), of=(TEAM,))) == [], "what a collective is called is known here"


def test_a_correction_made_by_mistake_is_taken_back_and_made_anew_under_another_number() -> None:
    store = signed(FIRST)
    store.do(correct(wrong(FIRST)))
    assert refusal(lambda: store.do(correct(wrong(FIRST)))).code in ("decision.recorded-twice", "decision.number-taken")
    assert refusal(lambda: store.do(uncorrect())).code == "nomination.other-facts"
    written = store.do(uncorrect(FIRST, document_number="0130/qđ-ubnd"))  # the same number, however it is written
    [event] = written[NOMINATION.at(FIRST.nomination_id).stream_id]
    assert isinstance(event, AwardCorrectionWithdrawn) and event.document_number == "130/QĐ-UBND"
    assert refusal(lambda: store.do(uncorrect(FIRST))).code == "decision.not-corrected"
    assert refusal(lambda: store.do(correct(wrong(FIRST)))).code == "decision.number-taken", "its number stays used"
    assert store.do(correct(wrong(FIRST), document_number="140/QĐ-UBND"))
    del store.streams[NOMINATION.at(FIRST.nomination_id).stream_id][1:]
    gone = uncorrect(FIRST, document_number="140/QĐ-UBND")
    assert refusal(lambda: store.do(gone)).code == "decision.not-in-list", "a line that was never awarded"


def test_a_correction_of_the_city_recorded_twice_is_refused_and_recorded_by_mistake_taken_back() -> None:
    store = recorded()
    mended = city_correct(wrong(TEAM), of=(TEAM,))
    store.do(mended)
    assert refusal(lambda: store.do(mended)).code == "decision.recorded-twice"
    assert refusal(lambda: store.do(withdraw_city(TEAM, FIGHTER))).code == "decision.acted-on"
    store.do(city_uncorrect(TEAM))
    assert store.do(withdraw_city(TEAM, FIGHTER)), "as if it had never been corrected"
    assert refusal(lambda: store.do(city_uncorrect(TEAM))).code == "decision.not-corrected"
    assert refusal(lambda: Store(TEAM).do(city_uncorrect(TEAM))).code == "nomination.other-facts", "never signed"


def test_a_citys_decision_is_offered_to_be_withdrawn_only_while_nothing_was_done_to_it() -> None:
    row = {"level": "city", "withdrawn": False, "standing": 2, "annulled": 0, "corrected": 0}
    assert WITHDRAW_CITY.offered(row)
    for done in ({"annulled": 1}, {"corrected": 1}, {"withdrawn": True}, {"level": "ward"}):
        assert not WITHDRAW_CITY.offered(row | done), done


@pytest.mark.parametrize("by_city", [False, True])
def test_the_number_of_a_correction_is_free_again_with_each_year_and_the_last_one_is_taken_back_first(
    *, by_city: bool
) -> None:
    line = TEAM if by_city else FIRST
    store, make, unmake = (recorded(), city_correct, city_uncorrect) if by_city else (signed(FIRST), correct, uncorrect)
    store.do(make(wrong(line), of=(line,)))
    later: dict[str, Any] = {
        "at": LATER.replace(year=LATER.year + 1),
        "signed_on": DAY.replace(year=DAY.year + 1),
        "document_id": named("đính chính năm sau"),
    }
    store.do(make(wrong(line, "place", "Tổ 1", "Tổ 11"), of=(line,), **later))
    twice = make(wrong(line, "place", "Tổ 11", "Tổ 12"), of=(line,), **later)
    assert refusal(lambda: store.do(twice)).code in ("decision.recorded-twice", "decision.number-taken")
    key = DECISION.at(PAPER).stream_id
    [last] = store.do(unmake(line))[key]
    [first] = store.do(unmake(line))[key]
    assert (last.document_id, first.document_id) == (later["document_id"], make(wrong(line)).document_id)
    assert refusal(lambda: store.do(unmake(line))).code == "decision.not-corrected"


def row(event: str, year: int, nomination: str) -> dict[str, Any]:
    return {
        "event": event,
        "document_number": "130/QĐ-UBND",
        "effective_on": date(year, 2, 1),
        "nomination_id": named(nomination),
        "part": "place",
        "reads": f"Tổ {year}",
    }


def test_papers_of_one_number_are_told_apart_by_their_years() -> None:
    made = [
        row("corrected", 2025, "a"),
        row("corrected", 2025, "b"),
        row("corrected", 2026, "a"),
        row("corrected", 2026, "b"),
    ]
    last = [row("correction-withdrawn", 2027, "a"), row("correction-withdrawn", 2027, "b")]
    for rows, held in (
        (made, [2025, 2026]),
        (made + last, [2025]),
        (made + last + last, []),
        (made + last + made[2:], [2025, 2026]),
    ):
        papers = documents(rows)
        assert [one["effective_on"].year for one in holding(papers)] == held
        assert all(len(one["lines"]) == 2 for one in papers)
        found = corrections_of(rows, "nomination_id")
        assert all([one["effective_on"].year for one in of] == held for of in found.values())


def test_an_annulment_of_the_city_recorded_by_mistake_is_taken_back_as_if_it_had_never_been() -> None:
    store = recorded()
    key = NOMINATION.at(TEAM.nomination_id).stream_id
    before = store.nomination(TEAM)
    assert refusal(lambda: store.do(city_unannul(TEAM))).code == "decision.not-annulled-by"
    store.do(city_annul(TEAM))
    assert store.paid(TEAM) == 0
    assert refusal(lambda: store.do(city_unannul())).code == "nomination.other-facts"
    written = store.do(city_unannul(TEAM, document_number="02300/qđ-ubnd"))  # the same number, however it is written
    [event] = written[key]
    assert isinstance(event, AwardAnnulmentWithdrawn) and (event.payable, event.owed) == (1_880_000, False)
    assert event.document_number == "2300/QĐ-UBND"
    assert store.nomination(TEAM) == before and store.paid(TEAM) == 1_880_000
    [told] = written[DECISION.at(PAPER).stream_id]
    assert isinstance(told, AnnulmentWithdrawn)
    says = {fact.cls: fact for fact in FACTS}[AnnulmentWithdrawn].sentence(told)
    assert says == (
        "Rút ghi nhận hủy bỏ theo văn bản số 2300/QĐ-UBND: ghi hủy bỏ nhầm dòng. 1 danh hiệu vẫn có hiệu lực."
    )
    assert refusal(lambda: store.do(city_unannul(TEAM))).code == "decision.not-annulled-by"
    assert store.do(city_annul(TEAM)), "what was right may be recorded after all"
    store.do(city_unannul(TEAM))
    assert store.do(withdraw_city(TEAM, FIGHTER)), "nothing was done to the decision"


def test_what_was_given_back_for_a_mistaken_annulment_is_owed_and_what_was_restored_since_is_left_alone() -> None:
    store = recorded()
    store.do(city_annul(TEAM))
    as_an_earlier_build(store, TEAM, 1_880_000)
    store.do(dataclasses.replace(recover, nomination_id=TEAM.nomination_id))
    [event] = store.do(city_unannul(TEAM))[NOMINATION.at(TEAM.nomination_id).stream_id]
    assert event.owed and store.do(dataclasses.replace(repay, nomination_id=TEAM.nomination_id))
    other = recorded()
    other.do(city_annul(TEAM))
    other.do(city_restore(TEAM, document_number="2301/QĐ-UBND"))
    assert refusal(lambda: other.do(city_unannul(TEAM))).code == "decision.restored-since"


def test_what_the_ward_annulled_itself_is_no_record_that_could_be_taken_back() -> None:
    store = signed(FIRST)
    store.do(annul(FIRST))
    assert refusal(lambda: store.do(city_unannul(FIRST, document_number="131/QĐ-UBND"))).code == "decision.signed-here"
    assert refusal(lambda: Store(TEAM).do(city_unannul(TEAM))).code == "nomination.other-facts", "never signed"


def test_a_correction_is_taken_back_also_of_a_line_that_was_annulled_since() -> None:
    store = signed(FIRST)
    store.do(correct(wrong(FIRST)))
    store.do(annul(FIRST))
    assert store.do(uncorrect(FIRST)) and isinstance(store.nomination(FIRST), Annulled)


def test_what_was_given_back_is_paid_again_once_the_award_is_restored() -> None:
    store = certified()
    key = NOMINATION.at(FIGHTER.nomination_id).stream_id
    store.do(late_annul(FIGHTER))
    [kept] = store.do(late_restore(FIGHTER))[key]
    assert isinstance(kept, AwardRestored) and not kept.owed, "nothing had been given back"
    store.do(late_annul(FIGHTER, document_number="140/QĐ-UBND"))
    store.do(late(recover))
    [owed] = store.do(late_restore(FIGHTER, document_number="141/QĐ-UBND"))[key]
    assert owed.owed and owed.payable == 2_340_000
    for day in (date(2025, 7, 9), date(2025, 7, 13)):
        early = dataclasses.replace(late(repay), repaid_on=day)
        assert refusal(lambda early=early: store.do(early)).code == "nomination.repaid-too-early"
    assert isinstance(store.do(late(repay))[key][0], AwardRepaid)
    assert refusal(lambda: store.do(late(repay))).code == "nomination.repaid"
    assert isinstance(store.do(late(unrepay))[key][0], RepaymentTakenBack)
    assert isinstance(store.do(late(repay))[key][0], AwardRepaid)
    for command in (late(repay), late(unrepay)):
        nobody = dataclasses.replace(command, nomination_id=named("không có"))
        assert refusal(lambda nobody=nobody: store.do(nobody)).code == "not-found"


def test_a_mistaken_recovery_is_taken_back_also_once_the_award_was_restored_and_nothing_is_due_again() -> None:
    store = certified()
    key = NOMINATION.at(FIGHTER.nomination_id).stream_id
    store.do(late_annul(FIGHTER))
    store.do(late(recover))
    store.do(late_restore(FIGHTER))
    store.do(late(repay))
    assert refusal(lambda: store.do(late(unrecover))).code == "nomination.repaid-since"
    store.do(late(unrepay))
    [undone] = store.do(late(unrecover))[key]
    assert isinstance(undone, RecoveryTakenBack) and undone.restored
    assert refusal(lambda: store.do(late(repay))).code == "nomination.not-owed"
    assert refusal(lambda: store.do(late(unrecover))).code == "nomination.not-annulled"
    [again] = store.do(late_annul(FIGHTER, document_number="140/QĐ-UBND"))[key]
    assert again.objects == ("Bằng chứng nhận", "khung"), "nobody gave them back"


def test_what_was_given_back_is_not_paid_again_before_that_day() -> None:
    store = certified()
    store.do(late_annul(FIGHTER))
    store.do(dataclasses.replace(late(recover), recovered_on=date(2025, 7, 11)))
    store.do(late_restore(FIGHTER))
    early = dataclasses.replace(late(repay), repaid_on=date(2025, 7, 10))
    assert refusal(lambda: store.do(early)).code == "nomination.repaid-too-early"
    assert store.do(dataclasses.replace(late(repay), repaid_on=date(2025, 7, 11)))


def test_what_was_not_paid_again_is_not_to_be_given_back_a_second_time() -> None:
    store = certified()
    key = NOMINATION.at(FIGHTER.nomination_id).stream_id
    store.do(late_annul(FIGHTER))
    store.do(late(recover))
    store.do(late_restore(FIGHTER))
    [again] = store.do(late_annul(FIGHTER, document_number="140/QĐ-UBND"))[key]
    assert (again.payable, again.objects) == (0, ()) and store.paid(FIGHTER) == 0
    [restored] = store.do(late_restore(FIGHTER, document_number="141/QĐ-UBND"))[key]
    assert (restored.payable, restored.owed) == (2_340_000, True), "they are still to be handed over"


def test_a_recovery_that_was_none_is_recorded_after_all_also_once_the_award_was_restored_and_annulled_again() -> None:
    store = certified()
    key = NOMINATION.at(FIGHTER.nomination_id).stream_id
    store.do(late_annul(FIGHTER))
    store.do(late(recover))
    store.do(late_restore(FIGHTER))
    store.do(late_annul(FIGHTER, document_number="140/QĐ-UBND"))
    assert isinstance(store.do(late(unrecover))[key][0], RecoveryTakenBack)
    assert isinstance(store.do(late(recover))[key][0], AwardRecovered), "what nobody gave back is owed still"


def test_what_was_restored_is_not_annulled_by_an_earlier_document() -> None:
    store = signed(FIRST)
    store.do(annul(FIRST, signed_on=SIGNED_ON))
    restored = restore(FIRST)
    store.do(restored)
    before = annul(FIRST, document_number="140/QĐ-UBND", signed_on=restored.signed_on - timedelta(days=1))
    assert refusal(lambda: store.do(before)).code == "decision.before-restoration"
    assert store.do(annul(FIRST, document_number="140/QĐ-UBND", signed_on=restored.signed_on))


def sent() -> Store:
    store = Store(TEAM, city_=True)
    store.streams[LETTER.at(LETTER_ID).stream_id] = [LETTER_SIGNED]
    return store


def test_a_letter_is_recalled_before_its_answer_and_its_nominations_lie_in_the_ward() -> None:
    store = sent()
    [event] = store.do(recall(TEAM))[NOMINATION.at(TEAM.nomination_id).stream_id]
    assert isinstance(event, NominationRecalled) and event.document_number == "45/TTr-UBND"
    assert isinstance(store.nomination(TEAM), Voted)
    assert store.do(recall(TEAM)) == {}
    assert refusal(lambda: store.do(correct_letter)).code == "letter.recalled"
    answered = sent()
    answered.do(city(TEAM))
    assert refusal(lambda: answered.do(recall(TEAM))).code == "letter.answered"
    assert refusal(lambda: sent().do(recall())).code == "nomination.other-facts"
    assert refusal(lambda: taking_back.recall(recall(TEAM), Unsigned())).code == "not-found"


def test_the_recipient_of_a_letter_is_corrected_by_a_document() -> None:
    store = sent()
    store.do(correct_letter)
    letter = LETTER.fold(store.streams[LETTER.at(LETTER_ID).stream_id])
    assert isinstance(letter, Sent) and letter.recipient == "Sở Nội vụ thành phố"
    for changes, code in (
        ({"document_number": "62/CV-UBND"}, "decision.nothing-corrected"),
        ({"recipient": "Khác", "document_number": "61/CV-UBND"}, "decision.number-taken"),
        ({"recipient": "Khác", "document_number": "không số"}, "decision.number-unread"),
        ({"recipient": "Khác", "signed_on": date(2025, 2, 13)}, "decision.in-future"),
        ({"recipient": "Khác", "signed_on": date(2024, 12, 19)}, "decision.before-letter"),
    ):
        command = dataclasses.replace(correct_letter, **changes)
        assert refusal(lambda command=command: store.do(command)).code == code
    assert refusal(lambda: taking_back.correct_letter(correct_letter, Unsigned(), Unused())).code == "not-found"


def test_what_an_award_rests_on_is_what_the_law_asks_for() -> None:
    pack = pack_on(date(2024, 11, 5))
    assert grounds(pack, "TTLDTT").of_members == {"LDTT"}
    assert not grounds(pack, "LDTT").own
    assert grounds(pack, "CSTDT").own == {"CSTDCS"}


def test_history_that_does_not_fit_changes_nothing() -> None:
    stray = AwardRecovered(
        nomination_id=FIRST.nomination_id, award_id=named("x"), document_number="1/PT", recovered_on=DAY
    )
    state = NOMINATION.fold([FIRST, voted_on(FIRST)])
    assert NOMINATION.evolve(state, stray) == state
    assert DECISION.fold([]) == Unsigned() and LETTER.fold([]) == Unsigned()


MANY = [
    proposed(title, nomination=f"hồ sơ {place} {title}", subject=f"người {place}")
    for place in range(3)
    for title in ("LDTT", "CSTDCS")
]
MAY = datetime(2025, 9, 1, tzinfo=UTC)


class Year(RuleBasedStateMachine):
    """A ward signs, corrects, annuls and restores in any order; numbers, register and money stay consistent."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store(*MANY)
        self.signed: dict[UUID, NominationProposed] = {}
        self.of: dict[UUID, UUID] = {}
        self.numbers: set[int] = set()
        self.next = 1
        self.standing: set[UUID] = set()
        self.annulled: set[UUID] = set()

    @initialize()
    def begin(self) -> None:
        self.given()

    def given(self) -> int:
        """A number that nobody has used."""
        self.next += 1
        return self.next

    @precondition(lambda self: len(self.signed) < len(MANY))
    @rule(count=st.integers(1, 3))
    def sign(self, count: int) -> None:
        items = [item for item in MANY if item.nomination_id not in self.signed][:count]
        paper, number = named(f"quyết định {self.next}"), self.given()
        self.store.do(sign(*items, decision_id=paper, number=number, signed_on=date(2025, 8, 1), at=MAY))
        self.numbers.add(number)
        for item in items:
            self.signed[item.nomination_id] = item
            self.of[item.nomination_id] = paper
            self.standing.add(item.nomination_id)

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def take_a_used_number(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.numbers)))
        item = self.signed[data.draw(st.sampled_from(sorted(self.standing)))]
        command = annul(
            item,
            decision_id=self.of[item.nomination_id],
            document_number=f"{number}/qđ-ubnd",
            signed_on=date(2025, 8, 2),
            at=MAY,
        )
        assert refusal(lambda: self.store.do(command)).code == "decision.number-taken"

    @precondition(lambda self: self.standing)
    @rule(data=st.data())
    def correct(self, data: st.DataObject) -> None:
        item = self.signed[data.draw(st.sampled_from(sorted(self.standing)))]
        number = self.given()
        self.store.do(
            correct(
                wrong(item),
                of=(item,),
                decision_id=self.of[item.nomination_id],
                document_number=f"{number}/QĐ-UBND",
                signed_on=date(2025, 8, 2),
                at=MAY,
            )
        )
        self.numbers.add(number)

    @rule(data=st.data(), right=st.booleans())
    def annul(self, data: st.DataObject, right: bool) -> None:
        among = self.standing if right else self.annulled
        if not among:
            return
        item = self.signed[data.draw(st.sampled_from(sorted(among)))]
        number = self.given()
        command = annul(
            item,
            decision_id=self.of[item.nomination_id],
            document_number=f"{number}/QĐ-UBND",
            signed_on=date(2025, 8, 3),
            at=MAY,
        )
        if not right:
            assert refusal(lambda: self.store.do(command)).code == "decision.not-standing"
            return
        self.store.do(command)
        self.numbers.add(number)
        self.standing.remove(item.nomination_id)
        self.annulled.add(item.nomination_id)

    @rule(data=st.data(), right=st.booleans())
    def restore(self, data: st.DataObject, right: bool) -> None:
        among = self.annulled if right else self.standing
        if not among:
            return
        item = self.signed[data.draw(st.sampled_from(sorted(among)))]
        number = self.given()
        command = restore(
            item,
            decision_id=self.of[item.nomination_id],
            document_number=f"{number}/QĐ-UBND",
            signed_on=date(2025, 8, 3),
            at=MAY,
        )
        if not right:
            assert refusal(lambda: self.store.do(command)).code == "decision.not-annulled"
            return
        self.store.do(command)
        self.numbers.add(number)
        self.annulled.remove(item.nomination_id)
        self.standing.add(item.nomination_id)

    @invariant()
    def every_number_is_one_documents(self) -> None:
        taken = [
            event
            for stream, events in self.store.streams.items()
            if stream.startswith("document-number")
            for event in events
        ]
        assert sorted(event.number for event in taken) == sorted(self.numbers)
        assert len({event.document_id for event in taken}) <= len(taken)

    @invariant()
    def each_award_is_what_was_done_to_it_last(self) -> None:
        for key, item in self.signed.items():
            expected = Awarded if key in self.standing else Annulled
            assert isinstance(self.store.nomination(item), expected)

    @invariant()
    def money_of_a_period_is_that_of_its_standing_awards_and_never_more_than_the_highest(self) -> None:
        for key in {prize_id(item.subject_id, item.year) for item in self.signed.values()}:
            of = [item for item in self.signed.values() if prize_id(item.subject_id, item.year) == key]
            states = [self.store.nomination(item) for item in of]
            paid = sum(state.payable for state in states if isinstance(state, Awarded))
            events = self.store.streams[PRIZE.at(key).stream_id]
            assert PRIZE.fold(events).dong == paid
            highest = max((state.award.amount for state in states if isinstance(state, Awarded)), default=0)
            assert 0 <= paid <= highest
            assert all(isinstance(event, PrizeCounted | PrizeTakenOff) for event in events)


TestYear = Year.TestCase
TestYear.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def _told(event: str, number: str, **more: Any) -> dict[str, Any]:
    line_ = {
        "nomination_id": FIRST.nomination_id,
        "event": event,
        "document_number": number,
        "effective_on": DAY,
        "written": None,
        "reads": None,
        "part": None,
        "reason_code": None,
        "reason": None,
        "given": 710_000,
        "objects": False,
    }
    return line_ | more


def test_every_paper_after_a_correction_reads_as_corrected_and_none_before_it() -> None:
    annulled = {"reason_code": "false-merit"}
    mended = {"part": "name", "written": "Lò Thị Mậu", "reads": "Lò Thị Mẫu"}
    rows = [
        _told("annulled", "1/QĐ-UBND", **annulled),
        _told("restored", "2/QĐ-UBND"),
        _told("corrected", "3/QĐ-UBND", **mended),
        _told("annulled", "4/QĐ-UBND", **annulled),
        _told("correction-withdrawn", "3/QĐ-UBND"),
        _told("restored", "5/QĐ-UBND"),
    ]
    paper = {
        "number_as_signed": "105/QĐ-UBND",
        "day_as_signed": SIGNED_ON,
        "pack_id": "",
        "signer_position": "Chủ tịch Ủy ban nhân dân phường",
        "lines": [
            {
                "nomination_id": FIRST.nomination_id,
                "unit_id": FIRST.unit_id,
                "subject_id": FIRST.subject_id,
                "subject_kind": "individual",
                "title": "LDTT",
                "year": 2024,
                "register_number": 1,
            }
        ],
    }
    names = Names({FIRST.unit_id: "Tổ dân phố số 8"}, {FIRST.subject_id: "Lò Thị Mậu"})
    said = [later.says(one, paper, "Phường Đoàn Kết", names, RULES) for one in later.documents(rows)]
    called = [one.annex.blocks[0].rows[0][1 if place == 2 else 0] for place, one in enumerate(said) if one.annex]
    assert called == ["Lò Thị Mậu", "Lò Thị Mậu", "Lò Thị Mậu", "Lò Thị Mẫu", "Lò Thị Mậu"]
    why = dict(rows[0], reason="Kê khai sai số tháng công tác.")
    [explained] = [
        later.says(one, paper, "Phường Đoàn Kết", names, RULES, "Lò Thị Ký") for one in later.documents([why])
    ]
    assert "(khoản 2 Điều 93 Luật Thi đua, khen thưởng số 06/2022/QH15): Kê khai sai số tháng công tác. Thu hồi" in str(
        explained.blocks
    ), "what was typed is said"
    assert explained.signer == "Lò Thị Ký"
    hidden = later.says(later.documents(rows)[3], paper, "Phường Đoàn Kết", Names({}), RULES)
    assert hidden.annex and "Mẫu" not in str(hidden.annex), "a name is told to whoever may know it"
