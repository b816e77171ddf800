"""Decisions: who may sign, numbers taken once, money in đồng, the city's answer."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.awards.decisions import decider as decisions
from services.awards.decisions.city import record_city, record_city_streams
from services.awards.decisions.commands import ForwardNominations, Line, RecordCityDecision, SignDecision, TurnedDown
from services.awards.decisions.events import DecisionSigned, DocumentNumberTaken, LetterSigned, PrizeCounted
from services.awards.decisions.papers import DECISION, LETTER, NUMBER, Unrecorded, Unsigned, Unused, number_of
from services.awards.decisions.prizes import PRIZE, Paid, prizes_of
from services.awards.ids import prize_id
from services.awards.initiatives.decider import INITIATIVE as INITIATIVES
from services.awards.initiatives.events import InitiativeReleased, InitiativeUsed
from services.awards.law.pack import SALARY, Law
from services.awards.nominations.events import AwardDecided, NominationForwarded, NominationProposed, NominationRefused
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.subjects.decider import Erased
from services.chassis.decider import DomainError
from tests.unit.awards.story import INITIATIVE, MEMBER, RECOGNISED, RULES, WARD, forwarded, named, proposed, voted

SIGNED_ON = date(2024, 12, 20)
NOW = datetime(2024, 12, 20, 3, 0, tzinfo=UTC)
PAPER = named("quyết định")
LETTER_ID = named("tờ trình")


def line(event: NominationProposed) -> Line:
    return Line(
        nomination_id=event.nomination_id,
        subject_id=event.subject_id,
        year=event.year,
        person_id=event.person_id,
        initiative_id=event.initiative_id,
    )


def sign(*items: NominationProposed, **changes: Any) -> SignDecision:
    command = SignDecision(
        ward_code=WARD,
        at=NOW,
        decision_id=PAPER,
        number=105,
        symbol="QĐ-UBND",
        signed_on=SIGNED_ON,
        nominations=tuple(item.nomination_id for item in items),
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


def forward(*items: NominationProposed, **changes: Any) -> ForwardNominations:
    command = ForwardNominations(
        ward_code=WARD,
        at=NOW,
        forwarding_id=LETTER_ID,
        number=45,
        symbol="TTr-UBND",
        signed_on=SIGNED_ON,
        recipient="Phòng Nội vụ thành phố",
        nominations=tuple(item.nomination_id for item in items),
        lines=tuple(map(line, items)),
    )
    return dataclasses.replace(command, **changes)


def city(
    *awarded: NominationProposed, refused: tuple[NominationProposed, ...] = (), **changes: Any
) -> RecordCityDecision:
    command = RecordCityDecision(
        ward_code=WARD,
        at=NOW,
        decision_id=PAPER,
        document_number="2210/QĐ-UBND",
        signed_on=SIGNED_ON,
        signer_position="Chủ tịch Ủy ban nhân dân thành phố",
        awarded=tuple(item.nomination_id for item in awarded),
        refused=tuple(TurnedDown(nomination_id=item.nomination_id, reason="Vượt chỉ tiêu") for item in refused),
        lines=tuple(map(line, (*awarded, *refused))),
    )
    return dataclasses.replace(command, **changes)


def states(*items: NominationProposed, yes: int = 8) -> list[Any]:
    return [NOMINATIONS.fold([item, voted_on(item, yes)]) for item in items]


def voted_on(item: NominationProposed, yes: int = 8) -> Any:
    return dataclasses.replace(voted(yes=yes), nomination_id=item.nomination_id)


def with_city(*items: NominationProposed) -> list[Any]:
    return [NOMINATIONS.fold([item, voted_on(item), forwarded()]) for item in items]


def outcome(
    command: SignDecision,
    given: list[Any],
    *,
    paid: int = 0,
    paper: Any = None,
    number: Any = None,
    rules: Law = RULES,
) -> Any:
    before = [Paid(paid) for _ in prizes_of(command.lines)]
    return decisions.sign(command, paper or Unsigned(), number or Unused(), *given, *before, rules=rules)


def awards(decided: Any) -> list[AwardDecided]:
    return [event for events in decided.values() for event in events if isinstance(event, AwardDecided)]


def refusal(call: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value


FIRST = proposed()
SECOND = proposed(nomination="hồ sơ hai", subject="người thứ hai")
FIGHTER = proposed("CSTDCS", nomination="hồ sơ cstđ", initiative_id=INITIATIVE)
TEAM = proposed("TTLDTT", nomination="hồ sơ tập thể", subject="tổ dân phố số 8", kind="collective")


def test_the_chairman_of_the_ward_signs_what_the_council_put_through() -> None:
    command = sign(FIRST, SECOND)
    decided = outcome(command, states(FIRST, SECOND))
    [signed] = decided[DECISION.at(PAPER)]
    assert isinstance(signed, DecisionSigned)
    assert (signed.document_number, signed.level, signed.base_salary, signed.total) == (
        "105/QĐ-UBND",
        "ward",
        2_340_000,
        1_420_000,
    )
    assert [(each.register_number, each.nomination_id, each.payable) for each in signed.lines] == [
        (1, FIRST.nomination_id, 710_000),
        (2, SECOND.nomination_id, 710_000),
    ]
    assert decided[number_of(command)] == [
        DocumentNumberTaken(document_id=PAPER, number=105, symbol="QĐ-UBND", year=2024)
    ]
    assert {award.nomination_id: award.register_number for award in awards(decided)} == {
        FIRST.nomination_id: 1,
        SECOND.nomination_id: 2,
    }
    assert all(NOMINATIONS.at(award.nomination_id) in decided for award in awards(decided))
    assert awards(decided)[0].signer_position == "Chủ tịch Ủy ban nhân dân phường"


def test_every_stream_written_is_named_by_the_command() -> None:
    cases = {case.command: case for case in decisions.handles(RULES)}
    command = sign(FIRST, SECOND)
    assert set(outcome(command, states(FIRST, SECOND))) <= set(cases[SignDecision].streams(command))
    letter = forward(FIGHTER)
    written = decisions.forward(letter, Unsigned(), Unused(), *states(FIGHTER), rules=RULES)
    assert set(written) <= set(cases[ForwardNominations].streams(letter))
    answer = city(FIGHTER)
    assert set(record_city(answer, Unsigned(), Unrecorded(), *with_city(FIGHTER), Paid(), rules=RULES)) <= set(
        cases[RecordCityDecision].streams(answer)
    )


def test_money_is_that_of_the_day_of_the_signature() -> None:
    old = sign(FIRST, signed_on=date(2024, 11, 10))
    assert awards(outcome(old, states(FIRST)))[0].payable == 710_000
    june = proposed(received_on=date(2024, 6, 1))
    assert awards(outcome(sign(june, signed_on=date(2024, 6, 30)), states(june)))[0].payable == 540_000
    later = sign(FIRST, signed_on=date(2026, 7, 1), at=datetime(2026, 7, 2, tzinfo=UTC))
    assert awards(outcome(later, states(FIRST)))[0].payable == 760_000


def test_a_household_gets_one_and_a_half_and_is_marked() -> None:
    household = proposed(kind="household")
    [award] = awards(outcome(sign(household), states(household)))
    assert (award.payable, award.money_confirmed) == (1_060_000, False)


def test_in_2024_base_level_fighters_and_collectives_go_up() -> None:
    for item in (FIGHTER, TEAM):
        refused = refusal(lambda item=item: outcome(sign(item), states(item)))
        assert refused.code == "decision.not-wards" and "Điều 80" in str(refused.refusal.citation)
    refused = refusal(lambda: decisions.forward(forward(FIRST), Unsigned(), Unused(), *states(FIRST), rules=RULES))
    assert refused.code == "decision.wards-own"


def test_from_1_july_2025_the_commune_decides_them() -> None:
    day = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)
    command = sign(FIGHTER, TEAM, signed_on=date(2025, 7, 1), at=day)
    assert [award.payable for award in awards(outcome(command, states(FIGHTER, TEAM)))] == [2_340_000, 1_880_000]


def test_a_paper_is_not_older_than_the_vote_or_the_letter() -> None:
    voted_late = dataclasses.replace(voted_on(FIRST), held_on=date(2024, 12, 15))
    state = NOMINATIONS.fold([FIRST, voted_late])
    for signed_on, code in ((date(2024, 12, 14), "decision.before-vote"), (date(2024, 12, 15), None)):
        command = sign(FIRST, signed_on=signed_on)
        if code:
            assert refusal(lambda command=command: outcome(command, [state])).code == code
        else:
            assert outcome(command, [state])
    early = dataclasses.replace(city(FIGHTER), signed_on=date(2024, 11, 19))
    refused = refusal(lambda: record_city(early, Unsigned(), Unrecorded(), *with_city(FIGHTER), Paid(), rules=RULES))
    assert refused.code == "decision.before-vote", "the letter is of 20/11"


def test_the_day_of_a_vote_that_earlier_builds_did_not_store_is_the_day_it_was_recorded() -> None:
    [state] = states(FIRST)
    told = dataclasses.replace(line(FIRST), voted_on=date(2024, 12, 15))
    early = sign(FIRST, lines=(told,), signed_on=date(2024, 12, 14))
    assert refusal(lambda: outcome(early, [state])).code == "decision.before-vote"
    assert outcome(sign(FIRST, lines=(told,), signed_on=date(2024, 12, 15)), [state])
    letter = forward(FIGHTER, lines=(dataclasses.replace(line(FIGHTER), voted_on=date(2024, 12, 21)),))
    refused = refusal(lambda: decisions.forward(letter, Unsigned(), Unused(), *states(FIGHTER), rules=RULES))
    assert refused.code == "decision.before-vote"


def test_what_lay_with_a_level_that_has_ended_is_signed_by_the_ward() -> None:
    day = datetime(2025, 7, 1, 2, 0, tzinfo=UTC)
    late = dataclasses.replace(city(FIGHTER), signed_on=date(2025, 7, 1), at=day)
    refused = refusal(lambda: record_city(late, Unsigned(), Unrecorded(), *with_city(FIGHTER), Paid(), rules=RULES))
    assert refused.code == "decision.wards-own" and "129/2025/NĐ-CP" in str(refused.refusal.citation)
    command = sign(FIGHTER, signed_on=date(2025, 7, 1), at=day)
    assert [award.level for award in awards(outcome(command, with_city(FIGHTER)))] == ["ward"]
    in_time = sign(FIGHTER, signed_on=date(2025, 6, 30), at=day)
    assert refusal(lambda: outcome(in_time, with_city(FIGHTER))).code == "decision.not-wards"


def test_of_two_titles_of_one_period_only_the_higher_is_paid() -> None:
    day = datetime(2025, 8, 1, tzinfo=UTC)
    command = sign(FIRST, FIGHTER, signed_on=date(2025, 8, 1), at=day)
    assert len(prizes_of(command.lines)) == 1
    decided = outcome(command, states(FIRST, FIGHTER))
    assert {award.title: (award.amount, award.payable) for award in awards(decided)} == {
        "LDTT": (710_000, 0),
        "CSTDCS": (2_340_000, 2_340_000),
    }
    counted = decided[PRIZE.at(prize_id(FIRST.subject_id, 2024))]
    assert [prize.payable for prize in counted] == [2_340_000, 0]
    assert PRIZE.fold(counted) == Paid(2_340_000)


def test_what_was_paid_for_the_period_before_is_taken_off() -> None:
    decided = record_city(city(FIGHTER), Unsigned(), Unrecorded(), *with_city(FIGHTER), Paid(710_000), rules=RULES)
    [award] = awards(decided)
    assert (award.amount, award.payable, award.level) == (2_340_000, 1_630_000, "city")
    assert not award.money_confirmed, "the decree speaks of titles of one moment"
    assert awards(outcome(sign(FIRST), states(FIRST)))[0].money_confirmed
    assert awards(outcome(sign(FIRST), states(FIRST), paid=2_340_000))[0].payable == 0


def test_a_collective_and_its_members_are_paid_apart() -> None:
    day = datetime(2025, 8, 1, tzinfo=UTC)
    command = sign(FIRST, TEAM, signed_on=date(2025, 8, 1), at=day)
    assert {award.title: award.payable for award in awards(outcome(command, states(FIRST, TEAM)))} == {
        "LDTT": 710_000,
        "TTLDTT": 1_880_000,
    }


def test_a_decision_is_signed_once_under_a_number_used_once() -> None:
    signed = DECISION.fold(list(outcome(sign(FIRST), states(FIRST))[DECISION.at(PAPER)]))
    assert refusal(lambda: outcome(sign(FIRST), states(FIRST), paper=signed)).code == "decision.already-signed"
    taken = NUMBER.fold([DocumentNumberTaken(document_id=PAPER, number=105, symbol="QĐ-UBND", year=2024)])
    refused = refusal(lambda: outcome(sign(FIRST), states(FIRST), number=taken))
    assert refused.code == "decision.number-taken" and "105/QĐ-UBND" in refused.sentence


def test_a_number_is_unique_per_ward_year_and_symbol() -> None:
    one = number_of(sign(FIRST))
    assert number_of(sign(SECOND, decision_id=named("khác"))) == one
    assert number_of(sign(FIRST, symbol="TTr-UBND")) != one
    for alike in ("Q\u00d0-UBND", "qđ-ubnd", "QĐ\u2011UBND"):
        assert number_of(sign(FIRST, symbol=alike)) == one, "the same to whoever reads it"
    assert number_of(sign(FIRST, signed_on=date(2025, 1, 2))) != one
    assert number_of(sign(FIRST, ward_code="03387")) != one


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lines": ()}, "decision.empty"),
        ({"lines": (line(FIRST), line(FIRST))}, "decision.listed-twice"),
        ({"signed_on": date(2024, 12, 21)}, "decision.in-future"),
        ({"signed_on": date(2024, 11, 4)}, "decision.before-receipt"),
        ({"number": 0}, "decision.number"),
        ({"signed_on": date(2023, 12, 31)}, "decision.no-rules"),
        ({"lines": (dataclasses.replace(line(FIRST), year=2023),)}, "nomination.other-facts"),
        ({"lines": (dataclasses.replace(line(FIRST), subject_id=named("x")),)}, "nomination.other-facts"),
        ({"lines": (dataclasses.replace(line(FIRST), person_id=None),)}, "nomination.other-facts"),
    ],
)
def test_a_list_has_to_be_in_order(changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: outcome(sign(FIRST, **changes), states(FIRST))).code == code


def test_what_the_council_did_not_put_through_is_not_decided() -> None:
    assert refusal(lambda: outcome(sign(FIRST), states(FIRST, yes=4))).code == "nomination.not-passed"
    assert refusal(lambda: outcome(sign(FIRST), [NOMINATIONS.fold([FIRST])])).code == "nomination.not-voted"
    done = awards(outcome(sign(FIRST), states(FIRST)))
    again = NOMINATIONS.fold([FIRST, voted_on(FIRST), *done])
    assert refusal(lambda: outcome(sign(FIRST), [again])).code == "nomination.closed"


def test_without_a_base_salary_or_a_known_title_nothing_is_paid() -> None:
    no_salary = Law([row for row in RULES.rows if row.id != SALARY])
    assert refusal(lambda: outcome(sign(FIRST), states(FIRST), rules=no_salary)).code == "decision.no-rules"
    untitled = Law([row for row in RULES.rows if row.table != "award"])
    assert refusal(lambda: outcome(sign(FIRST), states(FIRST), rules=untitled)).code == "decision.unknown-title"


def test_a_letter_takes_nominations_up() -> None:
    command = forward(FIGHTER, TEAM)
    written = decisions.forward(command, Unsigned(), Unused(), *states(FIGHTER, TEAM), rules=RULES)
    assert written[LETTER.at(LETTER_ID)] == [
        LetterSigned(
            forwarding_id=LETTER_ID,
            to_level="city",
            document_number="45/TTr-UBND",
            signed_on=SIGNED_ON,
            recipient="Phòng Nội vụ thành phố",
            nominations=(FIGHTER.nomination_id, TEAM.nomination_id),
        )
    ]
    sent = NominationForwarded(
        nomination_id=FIGHTER.nomination_id,
        forwarding_id=LETTER_ID,
        to_level="city",
        document_number="45/TTr-UBND",
        forwarded_on=SIGNED_ON,
    )
    assert written[NOMINATIONS.at(FIGHTER.nomination_id)] == [sent]
    taken = DocumentNumberTaken(document_id=LETTER_ID, number=45, symbol="TTr-UBND", year=2024)
    assert written[number_of(command)] == [taken]


def test_the_answer_of_the_city_is_recorded_with_number_and_day() -> None:
    decided = record_city(city(TEAM), Unsigned(), Unrecorded(), *with_city(TEAM), Paid(), rules=RULES)
    [award] = awards(decided)
    assert (award.level, award.document_number, award.decided_on, award.payable) == (
        "city",
        "2210/QĐ-UBND",
        SIGNED_ON,
        1_880_000,
    )
    assert award.signer_position == "Chủ tịch Ủy ban nhân dân thành phố"


def test_the_city_answers_only_what_lies_with_it() -> None:
    refused = refusal(
        lambda: record_city(city(FIGHTER), Unsigned(), Unrecorded(), *states(FIGHTER), Paid(), rules=RULES)
    )
    assert refused.code == "nomination.not-forwarded"


def test_the_city_may_refuse_and_the_initiative_is_free_again() -> None:
    used = INITIATIVES.fold([RECOGNISED, InitiativeUsed(initiative_id=INITIATIVE, nomination_id=FIGHTER.nomination_id)])
    command = city(TEAM, refused=(FIGHTER,))
    assert INITIATIVES.at(INITIATIVE) in record_city_streams(command)
    decided = record_city(
        command, Unsigned(), Unrecorded(), *with_city(TEAM, FIGHTER), Paid(), used, MEMBER, rules=RULES
    )
    [turned_down] = decided[NOMINATIONS.at(FIGHTER.nomination_id)]
    assert isinstance(turned_down, NominationRefused)
    assert (turned_down.level, turned_down.document_number) == ("city", "2210/QĐ-UBND")
    assert decided[INITIATIVES.at(INITIATIVE)] == [
        InitiativeReleased(initiative_id=INITIATIVE, nomination_id=FIGHTER.nomination_id)
    ]
    [signed] = decided[DECISION.at(PAPER)]
    assert isinstance(signed, DecisionSigned) and signed.refused == (FIGHTER.nomination_id,)


def test_the_city_may_refuse_everything() -> None:
    without = dataclasses.replace(FIGHTER, initiative_id=None)
    decided = record_city(
        city(refused=(without,)), Unsigned(), Unrecorded(), *with_city(without), Erased(), rules=RULES
    )
    [turned_down] = decided[NOMINATIONS.at(without.nomination_id)]
    assert isinstance(turned_down, NominationRefused) and turned_down.reason is None, "the person was erased"
    [signed] = decided[DECISION.at(PAPER)]
    assert isinstance(signed, DecisionSigned) and (signed.total, signed.lines) == (0, ())


def test_one_stream_is_named_once_even_when_a_list_is_wrong() -> None:
    wrong = city(FIGHTER, FIGHTER, refused=(FIGHTER, FIGHTER))
    streams = [stream.stream_id for stream in record_city_streams(wrong)]
    assert len(streams) == len(set(streams))
    cases = {case.command: case for case in decisions.handles(RULES)}
    for command in (sign(FIRST, FIRST), forward(FIRST, FIRST)):
        named_streams = [stream.stream_id for stream in cases[type(command)].streams(command)]
        assert len(named_streams) == len(set(named_streams))


def test_prizes_add_up() -> None:
    key: UUID = prize_id(FIRST.subject_id, 2024)
    first = PrizeCounted(prize_id=key, nomination_id=FIRST.nomination_id, amount=5, payable=5)
    assert PRIZE.fold([first, dataclasses.replace(first, amount=9, payable=4)]) == Paid(9)


def test_at_is_a_day_in_vietnam() -> None:
    evening = datetime(2024, 12, 20, 17, 30, tzinfo=UTC)
    tomorrow_there = sign(FIRST, at=evening, signed_on=date(2024, 12, 21))
    assert outcome(tomorrow_there, states(FIRST))


def test_the_city_does_not_turn_down_as_not_passed_what_the_council_has_put_through() -> None:
    item = dataclasses.replace(FIGHTER, initiative_id=None)
    answer = city(refused=(item,))
    turned = tuple(dataclasses.replace(one, reason_code="not-passed") for one in answer.refused)
    wrong = dataclasses.replace(answer, refused=turned)
    refused = refusal(lambda: record_city(wrong, Unsigned(), Unrecorded(), *with_city(item), MEMBER, rules=RULES))
    assert refused.code == "nomination.was-passed"
