"""Every command: which streams it rests on, each named once. Who may send it: `tests/integration/authority/awards.tsv`."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from services.awards.app import SERVICE
from services.awards.councils.commands import OpenSession, RecordWrittenOpinion
from services.awards.ids import award_id, council_id
from services.chassis.decider import Handles
from tests.unit.awards import test_appraisal as appraisal
from tests.unit.awards import test_councils as councils
from tests.unit.awards import test_decisions as decisions
from tests.unit.awards import test_deeds as deeds
from tests.unit.awards import test_holds as holds
from tests.unit.awards import test_nominations as nominations
from tests.unit.awards import test_payments as payments
from tests.unit.awards import test_records as records
from tests.unit.awards import test_renumbering as renumbering
from tests.unit.awards import test_subjects_and_windows as subjects
from tests.unit.awards import test_undoing as undoing
from tests.unit.awards.story import INITIATIVE, NOMINATION, SESSION, UNIT, named, propose

HANDLES: dict[type, Handles[Any]] = {case.command: case for case in SERVICE.handles}

EXAMPLES: list[tuple[Any, list[str]]] = [
    (subjects.copy_unit, ["unit"]),
    (subjects.copy_person, ["person"]),
    (subjects.copy_memberships, ["person"]),
    (subjects.erase, ["person"]),
    (subjects.open_window, ["window"]),
    (subjects.close_window, ["window"]),
    (subjects.recognise, ["initiative", "recognition"]),
    (subjects.withdraw_initiative, ["initiative", "recognition"]),
    (propose(), ["nomination", "claim", "window", "person", "hold", "record"]),
    (
        propose("TTLDTT", subject_kind="collective", subject_id=UNIT, initiative_id=INITIATIVE),
        ["nomination", "claim", "window", "unit", "initiative", "hold", "record"],
    ),
    (appraisal.appraise, ["nomination", "person"]),
    (appraisal.unappraise, ["nomination"]),
    (appraisal.give_back, ["nomination", "person"]),
    (appraisal.unreturn, ["nomination"]),
    (appraisal.complete, ["nomination", "person", "record"]),
    (nominations.withdraw(initiative_id=INITIATIVE), ["nomination", "claim", "person", "initiative"]),
    (nominations.refuse(), ["nomination", "hold", "person"]),
    (nominations.unrefuse(INITIATIVE), ["nomination", "claim", "initiative"]),
    (propose(held_before=councils.OTHER), ["nomination", "claim", "window", "person", "hold", "nomination", "record"]),
    (
        propose(members=(named("thành viên"),), awards=(councils.OTHER,)),
        ["nomination", "claim", "window", "person", "hold", "record", "person", "record", "nomination"],
    ),
    (deeds.propose, ["nomination", "claim", "person", "hold", "council"]),
    (
        dataclasses.replace(deeds.propose, subject_kind="collective", subject_id=UNIT),
        ["nomination", "claim", "unit", "hold", "council"],
    ),
    (deeds.gives(deeds.DEPUTY), ["nomination", "person"]),
    (dataclasses.replace(deeds.gives(deeds.DEPUTY), person_id=None), ["nomination"]),
    (deeds.takes_back(deeds.DEPUTY), ["nomination"]),
    (records.rate, ["record", "person", "unit"]),
    (records.leave, ["record", "person", "unit"]),
    (records.discipline, ["record", "person", "unit"]),
    (records.end, ["record"]),
    (records.withdraw, ["record"]),
    (holds.put, ["hold", "person", "unit"]),
    (holds.clear, ["hold"]),
    (payments.pay(*payments.KEYS), ["decision", "hold", "hold"]),
    (payments.unpay(*payments.KEYS), ["decision"]),
    (payments.recover(*payments.KEYS), ["decision"]),
    (payments.unrecover(*payments.KEYS), ["decision"]),
    (councils.form, ["council"]),
    (councils.change, ["council"]),
    (councils.take_back_change, ["council"]),
    (councils.call, ["session", "council"]),
    (councils.open_session, ["session", "council"]),
    (councils.call_off, ["session"]),
    (councils.arrive("m9"), ["session"]),
    (councils.leave("m9"), ["session"]),
    (councils.close_session, ["session"]),
    (councils.reopen_session, ["session"]),
    (councils.cancel_vote(), ["session", "nomination", *["ballot"] * 9]),
    (councils.withdraw_opinion, ["ballot", "session", "nomination"]),
    (councils.open_vote, ["session", "nomination"]),
    (dataclasses.replace(councils.open_vote, earlier_session=SESSION), ["session", "nomination"]),
    (
        dataclasses.replace(councils.open_vote, earlier_session=councils.OTHER),
        ["session", "nomination", "session"],
    ),
    (councils.cast(), ["ballot", "session", "nomination"]),
    (councils.in_writing(), ["ballot", "session", "nomination"]),
    (councils.close_vote, ["session", "nomination", *["ballot"] * 9]),
    (decisions.sign(decisions.FIRST), ["decision", "document-number", "nomination", "prize", "hold"]),
    (decisions.forward(decisions.FIGHTER), ["letter", "document-number", "nomination", "hold"]),
    (
        decisions.city(decisions.TEAM, refused=(decisions.FIGHTER,)),
        ["decision", "city-number", "nomination", "nomination", "prize", "initiative", "person"],
    ),
    (
        undoing.correct(undoing.wrong(decisions.FIRST)),
        ["decision", "document-number", "nomination", "person"],
    ),
    (
        renumbering.mend(lines=(decisions.line(decisions.FIRST),)),
        ["decision", *["document-number"] * 2, "nomination", "person"],
    ),
    (undoing.annul(decisions.FIRST), ["decision", "document-number", "nomination", "person", "prize"]),
    (undoing.city_annul(decisions.FIRST), ["decision", "nomination", "person", "prize"]),
    (undoing.city_restore(decisions.FIRST), ["decision", "nomination", "person", "prize"]),
    (undoing.city_correct(undoing.wrong(decisions.FIRST)), ["decision", "nomination", "person"]),
    (undoing.uncorrect(decisions.FIRST), ["decision", "nomination"]),
    (undoing.city_uncorrect(decisions.FIRST), ["decision", "nomination"]),
    (undoing.city_unannul(decisions.FIRST), ["decision", "nomination", "prize"]),
    (undoing.restore(decisions.FIRST), ["decision", "document-number", "nomination", "person", "prize"]),
    (
        undoing.withdraw_city(decisions.TEAM, decisions.FIGHTER),
        ["decision", "city-number", "nomination", "nomination", "initiative", "prize", "prize"],
    ),
    (undoing.recall(decisions.TEAM), ["letter", "nomination"]),
    (undoing.correct_letter, ["letter", "document-number"]),
    (undoing.recover, ["nomination"]),
    (undoing.unrecover, ["nomination"]),
    (undoing.repay, ["nomination"]),
    (undoing.unrepay, ["nomination"]),
]


@pytest.mark.parametrize(
    ("command", "streams"), EXAMPLES, ids=[f"{type(each[0]).__name__}-{n}" for n, each in enumerate(EXAMPLES)]
)
def test_a_command_names_its_streams(command: Any, streams: list[str]) -> None:
    case = HANDLES[type(command)]
    named = case.streams(command)
    assert [stream.type.name for stream in named] == streams
    assert len({stream.stream_id for stream in named}) == len(named), "a stream named twice waits for itself"


def test_every_command_has_an_example() -> None:
    mandates = {"GrantMandate", "RelieveMandate"}
    assert {command.__name__ for command in HANDLES} - mandates == {type(each[0]).__name__ for each in EXAMPLES}
    assert {OpenSession, RecordWrittenOpinion} <= set(HANDLES)


def test_fifty_voters_do_not_wait_for_each_other() -> None:
    ballot, *rest = HANDLES[type(councils.cast())].streams(councils.cast())
    assert not ballot.only_read and all(stream.only_read for stream in rest)


def test_a_ward_has_one_council_and_a_nomination_one_award() -> None:
    assert council_id("03386") != council_id("03387")
    assert award_id(NOMINATION) == award_id(NOMINATION)
