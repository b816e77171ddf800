"""Every command: who may send it, and which streams it rests on, each named once."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from services.awards.app import SERVICE
from services.awards.councils.commands import OpenSession, RecordWrittenOpinion
from services.awards.ids import award_id, council_id
from services.chassis.decider import Handles
from tests.unit.awards import test_councils as councils
from tests.unit.awards import test_decisions as decisions
from tests.unit.awards import test_nominations as nominations
from tests.unit.awards import test_subjects_and_windows as subjects
from tests.unit.awards.story import INITIATIVE, NOMINATION, SESSION, UNIT, propose

HANDLES: dict[type, Handles[Any]] = {case.command: case for case in SERVICE.handles}
SYSTEM = frozenset[str]()
PROPOSERS = frozenset({"unit-head", "clerk"})
CHAIRMAN = frozenset({"chairman"})
SECRETARY = frozenset({"council-secretary", "chairman"})
VOTERS = frozenset({"council-member", "council-secretary", "chairman"})

EXAMPLES: list[tuple[Any, list[str], frozenset[str]]] = [
    (subjects.copy_unit, ["unit"], SYSTEM),
    (subjects.copy_person, ["person"], SYSTEM),
    (subjects.erase, ["person"], SYSTEM),
    (subjects.open_window, ["window"], SYSTEM),
    (subjects.close_window, ["window"], SYSTEM),
    (subjects.recognise, ["initiative"], frozenset({"clerk", "chairman"})),
    (propose(), ["nomination", "claim", "window", "person"], PROPOSERS),
    (
        propose("TTLDTT", subject_kind="collective", subject_id=UNIT, initiative_id=INITIATIVE),
        ["nomination", "claim", "window", "unit", "initiative"],
        PROPOSERS,
    ),
    (nominations.withdraw(initiative_id=INITIATIVE), ["nomination", "claim", "person", "initiative"], PROPOSERS),
    (nominations.refuse(), ["nomination", "person"], CHAIRMAN),
    (councils.form, ["council"], CHAIRMAN),
    (councils.change, ["council"], CHAIRMAN),
    (councils.call, ["session", "council"], SECRETARY),
    (councils.open_session, ["session"], SECRETARY),
    (councils.arrive("m9"), ["session"], VOTERS),
    (councils.leave("m9"), ["session"], SECRETARY),
    (councils.close_session, ["session"], SECRETARY),
    (councils.open_vote, ["session", "nomination"], SECRETARY),
    (dataclasses.replace(councils.open_vote, earlier_session=SESSION), ["session", "nomination"], SECRETARY),
    (
        dataclasses.replace(councils.open_vote, earlier_session=councils.OTHER),
        ["session", "nomination", "session"],
        SECRETARY,
    ),
    (councils.cast(), ["ballot", "session", "nomination"], VOTERS),
    (councils.in_writing(), ["ballot", "session", "nomination"], SECRETARY),
    (councils.close_vote, ["session", "nomination", *["ballot"] * 9], SECRETARY),
    (decisions.sign(decisions.FIRST), ["decision", "document-number", "nomination", "prize"], CHAIRMAN),
    (decisions.forward(decisions.FIGHTER), ["letter", "document-number", "nomination"], CHAIRMAN),
    (
        decisions.city(decisions.TEAM, refused=(decisions.FIGHTER,)),
        ["decision", "nomination", "nomination", "prize", "initiative", "person"],
        frozenset({"clerk", "chairman", "city-officer"}),
    ),
]


@pytest.mark.parametrize(
    ("command", "streams", "roles"), EXAMPLES, ids=[f"{type(each[0]).__name__}-{n}" for n, each in enumerate(EXAMPLES)]
)
def test_a_command_names_its_streams_and_who_may_send_it(
    command: Any, streams: list[str], roles: frozenset[str]
) -> None:
    case = HANDLES[type(command)]
    named = case.streams(command)
    assert [stream.type.name for stream in named] == streams
    assert len({stream.stream_id for stream in named}) == len(named), "a stream named twice waits for itself"
    assert case.roles == roles


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
