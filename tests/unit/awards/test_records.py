"""Records: entered and withdrawn by document; what is recorded counts before what a unit states, in proposals over real streams."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import partial
from typing import Any

import pytest

from services.awards.ids import record_id
from services.awards.law.judge import Context, Judgement, Truth, judge
from services.awards.law.reading import read_law
from services.awards.nominations import decider as nominations
from services.awards.nominations.acts import lacking
from services.awards.nominations.commands import Word
from services.awards.nominations.events import AwardAnnulled, NominationProposed
from services.awards.nominations.merits import Answer, Merits
from services.awards.nominations.nomination import NOMINATION as NOMINATIONS
from services.awards.nominations.nomination import Free
from services.awards.nominations.recorded import recorded
from services.awards.records.commands import (
    DISCIPLINES,
    LEAVES,
    EndDiscipline,
    RecordDiscipline,
    RecordLeave,
    RecordRating,
    WithdrawEntry,
)
from services.awards.records.decider import HANDLES, RECORD, Record
from services.awards.records.decider import end as ending
from services.awards.records.decider import enter as entering
from services.awards.records.decider import withdraw as withdrawing
from services.awards.records.events import (
    DisciplineEnded,
    DisciplineRecorded,
    EntryWithdrawn,
    LeaveRecorded,
    RatingRecorded,
)
from services.awards.records.facts import FACTS
from services.awards.subjects.decider import Erased, NotCopied, Person, Unit
from services.awards.subjects.events import PersonCopied, UnitCopied
from services.chassis.decider import DomainError
from services.chassis.personal import ERASED
from tests.support.given import decider, head_of
from tests.unit.awards.story import (
    AT,
    COLLECTIVE,
    GOOD,
    MEMBER,
    OPEN,
    PERSON,
    RULES,
    UNIT,
    WARD,
    named,
    pack_on,
    propose,
    proposed,
    voted,
)
from tests.unit.awards.test_nominations import decided

KEY = record_id(WARD, PERSON)
RATED, LEFT, DISCIPLINED = named("xếp loại"), named("nghỉ"), named("kỷ luật")
rate = RecordRating(
    ward_code=WARD,
    at=AT,
    entry_id=RATED,
    subject_id=PERSON,
    year=2024,
    rating="failed",
    document_number="210/QĐ-UBND",
    rated_on=date(2024, 11, 1),
)
was_rated = RatingRecorded(
    record_id=KEY,
    entry_id=RATED,
    subject_id=PERSON,
    year=2024,
    rating="failed",
    by_document="210/QĐ-UBND",
    rated_on=date(2024, 11, 1),
)
leave = RecordLeave(
    ward_code=WARD,
    at=AT,
    entry_id=LEFT,
    subject_id=PERSON,
    leave="unpaid",
    first=date(2024, 1, 1),
    last=date(2024, 7, 31),
    document_number="45/QĐ-UBND",
)
was_away = LeaveRecorded(
    record_id=KEY,
    entry_id=LEFT,
    subject_id=PERSON,
    leave="unpaid",
    first=date(2024, 1, 1),
    last=date(2024, 7, 31),
    by_document="45/QĐ-UBND",
)
discipline = RecordDiscipline(
    ward_code=WARD,
    at=AT,
    entry_id=DISCIPLINED,
    subject_id=PERSON,
    discipline="warning",
    first=date(2024, 3, 1),
    document_number="88/QĐ-UBND",
)
was_disciplined = DisciplineRecorded(
    record_id=KEY,
    entry_id=DISCIPLINED,
    subject_id=PERSON,
    discipline="warning",
    first=date(2024, 3, 1),
    last=None,
    by_document="88/QĐ-UBND",
)
end = EndDiscipline(
    ward_code=WARD,
    at=AT,
    record_id=KEY,
    entry_id=DISCIPLINED,
    last=date(2025, 2, 28),
    document_number="12/TB-UBND",
)
was_ended = DisciplineEnded(
    record_id=KEY,
    entry_id=DISCIPLINED,
    subject_id=PERSON,
    last=date(2025, 2, 28),
    by_document="12/TB-UBND",
)
withdraw = WithdrawEntry(ward_code=WARD, at=AT, record_id=KEY, entry_id=RATED, mistake="wrong-words")
was_withdrawn = EntryWithdrawn(record_id=KEY, entry_id=RATED, subject_id=PERSON, mistake="wrong-words")
TOMORROW = date(2024, 11, 6)
ENTERING, ENDING, WITHDRAWING = decider(RECORD, entering), decider(RECORD, ending), decider(RECORD, withdrawing)
KNOWN = (MEMBER, NotCopied())


def test_a_rating_is_entered_once_a_year_by_a_document_of_a_day_that_has_come() -> None:
    ENTERING.given().beside(*KNOWN).when(rate).then(was_rated)
    ENTERING.given(was_rated).beside(*KNOWN).when(rate).then_nothing()
    again = dataclasses.replace(rate, entry_id=named("lần hai"), rating="good")
    ENTERING.given(was_rated).beside(*KNOWN).when(again).then_refused("record.rated")
    assert ENTERING.given(was_rated, was_withdrawn).beside(*KNOWN).when(again).outcome()
    assert ENTERING.given(was_rated).beside(*KNOWN).when(dataclasses.replace(again, year=2023)).outcome()
    ENTERING.given().beside(*KNOWN).when(dataclasses.replace(rate, rated_on=TOMORROW)).then_refused("record.in-future")


def test_a_unit_is_rated_and_neither_rests_nor_is_disciplined_and_nobody_erased_or_unknown_is_entered() -> None:
    unit = Unit(UnitCopied(unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group"))
    [event] = ENTERING.given().beside(NotCopied(), unit).when(dataclasses.replace(rate, subject_id=UNIT)).outcome()
    assert event.record_id == record_id(WARD, UNIT)
    for of_unit in (dataclasses.replace(leave, subject_id=UNIT), dataclasses.replace(discipline, subject_id=UNIT)):
        ENTERING.given().beside(NotCopied(), unit).when(of_unit).then_refused("not-found")
    for command in (rate, leave, discipline):
        ENTERING.given().beside(NotCopied(), NotCopied()).when(command).then_refused("not-found")
        ENTERING.given().beside(Erased(), NotCopied()).when(command).then_refused("nomination.subject-erased")


def test_leave_goes_forward_and_no_day_is_entered_twice() -> None:
    ENTERING.given().beside(*KNOWN).when(leave).then(was_away)
    back = dataclasses.replace(leave, last=date(2023, 12, 31))
    ENTERING.given().beside(*KNOWN).when(back).then_refused("record.ends-first")
    other = dataclasses.replace(leave, entry_id=named("nghỉ khác"), first=date(2024, 7, 31), last=date(2024, 8, 2))
    ENTERING.given(was_away).beside(*KNOWN).when(other).then_refused("record.leave-overlaps")
    assert ENTERING.given(was_away).beside(*KNOWN).when(dataclasses.replace(other, first=date(2024, 8, 1))).outcome()


def test_a_discipline_lasts_until_its_last_day_is_entered_once() -> None:
    ENTERING.given().beside(*KNOWN).when(discipline).then(was_disciplined)
    late = dataclasses.replace(discipline, first=TOMORROW)
    ENTERING.given().beside(*KNOWN).when(late).then_refused("record.in-future")
    back = dataclasses.replace(discipline, last=date(2024, 2, 1))
    ENTERING.given().beside(*KNOWN).when(back).then_refused("record.ends-first")
    ENDING.given(was_disciplined).when(end).then(was_ended)
    ENDING.given(was_disciplined, was_ended).when(end).then_refused("record.not-lasting")
    ENDING.given(was_disciplined).when(dataclasses.replace(end, last=date(2024, 2, 1))).then_refused(
        "record.ends-first"
    )
    ENDING.given(was_rated).when(dataclasses.replace(end, entry_id=RATED)).then_refused("record.not-standing")
    [ended] = RECORD.fold([was_disciplined, was_ended]).entries.values()
    assert isinstance(ended, DisciplineRecorded) and ended.last == date(2025, 2, 28)


def test_an_entry_made_by_mistake_is_taken_back_once() -> None:
    WITHDRAWING.given(was_rated).when(withdraw).then(was_withdrawn)
    WITHDRAWING.given(was_rated, was_withdrawn).when(withdraw).then_refused("record.not-standing")
    ENTERING.given(was_rated, was_withdrawn).beside(*KNOWN).when(rate).then_nothing()


def test_the_words_are_those_of_the_law_and_the_timeline_tells_each() -> None:
    pack = read_law().pack(date(2026, 1, 1))
    fact = pack.row("fact", "disciplined")
    assert fact is not None and ["none", *DISCIPLINES] == list(fact.fields["words"])
    assert {*pack.value("nghi.tinh"), "training", "unknown"} <= LEAVES.keys()
    says = {fact.cls: fact.sentence for fact in FACTS}
    told = [says[type(event)](event) for event in (was_rated, was_away, was_disciplined, was_ended, was_withdrawn)]
    assert told[0] == ("Ghi xếp loại năm 2024: không hoàn thành nhiệm vụ, theo văn bản số 210/QĐ-UBND ngày 01/11/2024.")
    assert "(đã xóa theo yêu cầu)" in says[RatingRecorded](dataclasses.replace(was_rated, rating=ERASED))
    assert all(sentence.endswith(".") for sentence in told)


HEAD = head_of(UNIT)
PROPOSING = decider(NOMINATIONS, partial(nominations.propose, rules=RULES, by=HEAD)).given()


def said(*states: Any) -> tuple[Word, ...]:
    """The words of the entries of records, as they come along with a command."""
    kinds = {RatingRecorded: "rating", LeaveRecorded: "leave", DisciplineRecorded: "discipline"}
    entries = [entry for state in states if isinstance(state, Record) for entry in state.entries.values()]
    words = [(entry.entry_id, getattr(entry, kinds[type(entry)])) for entry in entries]
    return tuple(Word(entry_id, "" if word is ERASED else word) for entry_id, word in words)


def refused(record: Record) -> DomainError:
    """What refuses somebody of whom this is recorded."""
    asking = PROPOSING.beside(Free(), OPEN, MEMBER, record).when(propose(said=said(record)))
    return asking.then_refused("nomination.not-eligible")


def answered(record: Record, merits: Merits = GOOD) -> dict[str, Answer]:
    """What the rules answer to a proposal of somebody of whom this is recorded."""
    outcome = PROPOSING.beside(Free(), OPEN, MEMBER, record).when(propose(merits=merits, said=said(record))).outcome()
    [event] = [one for events in outcome.values() for one in events if isinstance(one, NominationProposed)]
    return {answer.rule: answer for answer in event.answers}


def test_what_is_recorded_counts_with_its_entry_and_what_nobody_recorded_is_marked_as_stated() -> None:
    good = dataclasses.replace(was_rated, rating="good")
    unstated = dataclasses.replace(GOOD, rating=None)
    for merits in (GOOD, unstated):
        answer = answered(RECORD.fold([good]), merits)["ldtt.nhiem-vu"]
        assert (answer.met, answer.stated, answer.sources) == (True, False, (f"record/{RATED}",)), merits
        assert not answer.against
    without = answered(Record())["ldtt.nhiem-vu"]
    assert (without.met, without.stated, without.sources) == (True, True, ())
    assert answered(RECORD.fold([good]))["ldtt.thi-dua"].stated


def test_a_rating_that_is_recorded_otherwise_than_stated_counts_and_the_contradiction_is_told() -> None:
    [told] = lacking(refused(RECORD.fold([was_rated])))
    assert told["field"] == "merits-rating" and "khác với sổ theo dõi" in told["sentence"]
    better = RECORD.fold([dataclasses.replace(was_rated, rating="outstanding")])
    answer = answered(better)["ldtt.nhiem-vu"]
    assert (answer.met, answer.against) == (True, ("rating",))
    taken_back = RECORD.fold([was_rated, was_withdrawn])
    assert answered(taken_back)["ldtt.nhiem-vu"].stated


def test_leave_that_is_not_counted_bounds_the_months_and_counted_leave_does_not() -> None:
    assert "khác với sổ theo dõi" in lacking(refused(RECORD.fold([was_away])))[0]["sentence"]
    short = RECORD.fold([dataclasses.replace(was_away, last=date(2024, 4, 30))])
    assert answered(short, dataclasses.replace(GOOD, months_worked=8))["ldtt.sau-thang"].met
    assert refused(short), "twelve months stated: what is left is unknown"
    counted = RECORD.fold([dataclasses.replace(was_away, leave="maternity")])
    assert answered(counted)["ldtt.sau-thang"].met


def test_an_entry_of_the_last_moment_is_read_before_anything_is_judged() -> None:
    asking = PROPOSING.beside(Free(), OPEN, MEMBER, RECORD.fold([was_rated]))
    asking.when(propose()).then_refused("nomination.other-facts")


def test_somebody_else_in_the_streams_changes_nothing() -> None:
    other = RECORD.fold([dataclasses.replace(was_rated, subject_id=named("người khác"))])
    assert answered(other)["ldtt.nhiem-vu"].stated


TEAM = [named(f"thành viên {number}") for number in range(3)]


def of_team(number: int, unit: Any = UNIT) -> Person:
    return Person((PersonCopied(person_id=TEAM[number], unit_id=unit, direct_worker=True, member_from=None),))


def collective(*beside: Any, merits: Merits = COLLECTIVE) -> dict[str, Answer]:
    """What the rules answer to a proposal of the unit, with these streams beside."""
    unit = Unit(UnitCopied(unit_id=UNIT, name="Tổ dân phố số 8", kind="residential-group"))
    command = propose("TTLDTT", subject_kind="collective", subject_id=UNIT, merits=merits, said=said(*beside))
    outcome = PROPOSING.beside(Free(), OPEN, unit, *beside).when(command).outcome()
    [event] = [one for events in outcome.values() for one in events if isinstance(one, NominationProposed)]
    return {answer.rule: answer for answer in event.answers}


def of_member(number: int, event: Any) -> Record:
    return RECORD.fold([dataclasses.replace(event, subject_id=TEAM[number])])


def test_a_discipline_of_a_member_of_the_day_counts_against_what_the_unit_counted() -> None:
    warned = of_member(0, was_disciplined)
    answer = collective(of_team(0), warned)["ttldtt.ky-luat"]
    assert (answer.truth, answer.against) == ("not-met", ("members disciplined",))
    assert answer.sources == (f"record/{DISCIPLINED}",)
    assert collective(of_team(0, named("đơn vị khác")), warned)["ttldtt.ky-luat"].met
    light = of_member(0, dataclasses.replace(was_disciplined, discipline="reprimand"))
    assert collective(of_team(0), light)["ttldtt.ky-luat"].met
    agreed = dataclasses.replace(COLLECTIVE, members_disciplined=1)
    answer = collective(of_team(0), warned, merits=agreed)["ttldtt.ky-luat"]
    assert (answer.truth, answer.against, answer.stated) == ("not-met", (), True)


def awarded(number: int, *after: Any) -> Any:
    """The state of a member's award of the year."""

    key = named(f"hồ sơ {number}")
    item = dataclasses.replace(proposed(), nomination_id=key, subject_id=TEAM[number])
    vote = dataclasses.replace(voted(), nomination_id=key)
    award = dataclasses.replace(decided, nomination_id=key, subject_id=TEAM[number])
    return NOMINATIONS.fold([item, vote, award, *after])


def test_titles_that_members_hold_are_counted_from_their_awards_and_fewer_than_those_cannot_be() -> None:
    few = dataclasses.replace(COLLECTIVE, members=4, members_ldtt=2)
    team = [of_team(0), of_team(1), of_team(2), awarded(0), awarded(1), awarded(2)]
    answer = collective(*team, merits=few)["ttldtt.ty-le"]
    assert (answer.met, answer.against) == (True, ("members held",))
    assert answer.sources == tuple(f"award/{named(f'hồ sơ {number}')}" for number in range(3))
    agreed = collective(*team)["ttldtt.ty-le"]
    assert (agreed.met, agreed.stated, agreed.against) == (True, True, ())
    unstated = dataclasses.replace(COLLECTIVE, members=None, members_ldtt=None)
    assert collective(*team, merits=unstated)["ttldtt.ty-le"].truth == "unknown", (
        "nobody said how many members there are"
    )


def judged_for(title: str, record: Record, *awards: Any, year: int = 2026) -> Judgement:
    words = {one.entry_id: one.word for one in said(record)}
    history = recorded([record, *awards], UNIT, date(year, 11, 5), words).of("individual", PERSON)
    return judge(Context(pack=pack_on(date(year, 11, 5)), award=title, year=year, day=date(year, 11, 5)), history)


def rule_of(judgement: Judgement, rule: str) -> Any:
    return next(one.verdict for one in judgement.rules if one.row.id == rule)


def award_of(year: int, *, annulled: bool = False) -> Any:
    """The state of a CSTĐCS of a year that the person was given here."""

    key = named(f"hồ sơ năm {year}")
    events: list[Any] = [
        dataclasses.replace(proposed("CSTDCS"), nomination_id=key, year=year),
        dataclasses.replace(voted(), nomination_id=key),
        dataclasses.replace(decided, nomination_id=key, title="CSTDCS", year=year),
    ]
    if annulled:
        events.append(
            AwardAnnulled(
                nomination_id=key,
                award_id=decided.award_id,
                decision_id=decided.decision_id,
                unit_id=UNIT,
                subject_id=PERSON,
                subject_kind="individual",
                title="CSTDCS",
                year=year,
                payable=0,
                objects=(),
                reason_code="false-merit",
                reason=None,
                document_number="9/QĐ-UBND",
                annulled_on=date(2025, 3, 1),
            )
        )
    return NOMINATIONS.fold(events)


def test_three_years_on_end_are_told_by_the_awards_that_were_given() -> None:
    years = (2024, 2025, 2026)
    met = rule_of(judged_for("CSTDT", Record(), *map(award_of, years)), "cstdt.lien-tuc")
    assert met.truth is Truth.MET
    assert set(met.events) == {f"award/{named(f'hồ sơ năm {year}')}" for year in years}
    gap = rule_of(judged_for("CSTDT", Record(), award_of(2024), award_of(2026)), "cstdt.lien-tuc")
    assert gap.truth is Truth.UNKNOWN and gap.missing == ("awards of CSTDCS 2025",)
    lost = rule_of(
        judged_for("CSTDT", Record(), award_of(2024), award_of(2025, annulled=True), award_of(2026)), "cstdt.lien-tuc"
    )
    assert lost.truth is Truth.UNKNOWN and any("đã bị hủy bỏ" in said for said in lost.aside)


def test_after_a_discipline_only_the_years_from_its_end_count() -> None:
    ended = RECORD.fold([was_disciplined, was_ended])
    years = map(award_of, (2024, 2025, 2026))
    verdict = rule_of(judged_for("CSTDT", ended, *years), "cstdt.lien-tuc")
    assert verdict.truth is Truth.NOT_MET and any("hết kỷ luật 01/03/2025" in said for said in verdict.aside)


def test_years_on_end_of_a_rating_are_told_by_the_ratings_that_were_recorded() -> None:
    outstanding = [
        dataclasses.replace(was_rated, entry_id=named(str(year)), year=year, rating="outstanding")
        for year in (2025, 2026)
    ]
    verdict = rule_of(judged_for("BKT", RECORD.fold(outstanding)), "bkt.ca-nhan")
    rated = [part for part in verdict.parts for part in part.parts if part.text.startswith("run_rated")]
    assert [part.truth for part in rated] == [Truth.MET]
    assert set(rated[0].events) == {f"record/{named(str(year))}" for year in (2025, 2026)}


def test_words_of_somebody_who_was_erased_count_for_nothing() -> None:
    erased = RECORD.fold([dataclasses.replace(was_rated, rating=ERASED)])
    assert answered(erased)["ldtt.nhiem-vu"].stated


@pytest.mark.parametrize("case", HANDLES, ids=lambda case: case.command.__name__)
def test_records_are_the_offices(case: Any) -> None:
    assert case.roles == {"clerk", "chairman"}
