"""Two wards do what comes at random, on a real store, and a short model knows what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.local.postgres import Postgres
from services.chassis.commands import CommandEnvelope, Reply
from services.submissions.plans.commands import TakeBackNumber
from tests.fuzz import following, model
from tests.fuzz.acting import CHAIRMAN, CLERK
from tests.fuzz.model import Model
from tests.fuzz.system import Loss, System
from tests.fuzz.wards import KINDS, Wards, drive

LINES, LINES_OF_WHAT_FOLLOWS = 220, 80


@pytest.fixture(scope="module")
def system(postgres: Postgres) -> Iterator[System]:
    one = Wards.system = System(postgres, "fuzzed_wards")
    yield one
    one.close()


def test_wards_do_what_the_model_says(system: System) -> None:
    Wards.outcomes.clear()
    drive(Wards, examples=6, steps=40)
    done = {outcome for outcome in Wards.outcomes if outcome[0].isupper()}
    refused = Wards.outcomes.keys() - done
    assert len(done) >= 5 and len(refused) >= 5, f"chance decides which, never that there are few: {Wards.outcomes}"


def test_the_model_is_short_enough_to_be_read() -> None:
    assert len(Path(model.__file__).read_text().splitlines()) <= LINES
    assert len(Path(following.__file__).read_text().splitlines()) <= LINES_OF_WHAT_FOLLOWS


# --- what was found


def test_a_report_given_back_just_before_the_lock_is_locked_with_the_others(system: System) -> None:
    """Stored after the scheduler had recorded the lock, it stayed open for ever: nobody came back for it."""
    wards = owing(days=1)
    wards.submit(0, CLERK, "none", False)
    wards.time_passes(0, "deadline", "none", False)
    wards.time_passes(0, "deadline", "none", False)
    wards.give_back(1, CLERK, "none", True, "Thiếu biểu")
    assert wards.model.rows[wards._touched]["state"] == "returned"
    wards.time_passes(1, "morning", "none", False)
    assert wards.model.rows[wards._touched]["state"] == "locked"
    wards.teardown()


def test_a_deadline_moved_after_the_unit_s_end_does_not_release_it_from_what_it_owed(system: System) -> None:
    """Which deadlines lie after the end was settled when the end was recorded, however late `open-reports` reads of it."""
    wards = owing(days=1)
    wards.close_unit(0, 4, CLERK, "none")
    wards.extend_deadline(0, CLERK, "none", False, 8, 0)
    wards.read("none")
    assert wards.model.rows[wards._touched]["state"] == "due"


def test_an_end_releases_from_what_was_missed_and_taken_back_it_is_owed_again(system: System) -> None:
    """The day of the end decides, not when it was recorded; the model did not know either."""
    wards = owing(days=1)
    wards.time_passes(4, "morning", "none", False)
    report = next(row for row in wards.model.rows.values() if row["is"] == "report")
    states = [report["state"]]
    wards.close_unit(0, -1, CLERK, "none")
    wards.read("none")
    states.append(report["state"])
    wards.end_otherwise(0, None, CLERK, "none")
    wards.read("none")
    states.append(report["state"])
    wards.time_passes(0, "deadline", "none", False)
    wards.read("none")
    assert [*states, report["state"]] == ["missed", "released", "due", "missed"]


def owing(days: int) -> Wards:
    """A ward with two units that owe a report, due in some days and locked the day after."""
    wards = Wards()
    wards.begin([(days, 0, ())], True, False)
    return wards


# --- that it would notice


class CodesOnceMore(Model):
    """Does not know that a code is never used twice."""

    def register_unit(self, ward: str, now: datetime, unit: Any, code: str, kind: str, day: date) -> None:
        self.codes.pop((ward, code), None)
        super().register_unit(ward, now, unit, code, kind, day)


class NobodyMisses(Model):
    """Does not know what the scheduler does."""

    def fire(self, now: datetime) -> None:
        return


class NamesStay(Model):
    """Does not know what erasing is."""

    def erase(self, ward: str, person: Any) -> None:
        self.find(person, ward)


class MembershipsStay(Model):
    """Does not know that a membership is put right in its place."""

    def correct_membership(self, ward: str, person: Any, was: date, unit: Any, day: date | None) -> None:
        self.belonging(ward, person, unit, day or was)


class NumbersComeBack(Model):
    """Does not know that a number that was taken back stays used up."""

    def step(self, ward: str, now: datetime, plan: Any, to: str, *since: str, signer: Any = None) -> None:
        super().step(ward, now, plan, to, *since, signer=signer)
        if to == "signed":
            self.codes = {key: of for key, of in self.codes.items() if of != plan}


class TwoKeys(System):
    """Whoever heard nothing asks again under another key."""

    def do(self, issued: CommandEnvelope, loss: Loss = "none") -> Reply | str:
        answer = super().do(issued, loss)
        if loss != "none" and isinstance(answer, Reply):
            return super().do(
                CommandEnvelope(issued.command, issued.actor, issued.key + "'", b"", issued.correlation_id)
            )
        return answer


class DeafReaders(System):
    """Its readers read nothing once they have died."""

    def read(self, death: Any = "none") -> None:
        if death == "none":
            super().read()


def same_code_again(wards: Wards) -> None:
    wards.register_unit(False, "A", KINDS[0], 0, CLERK, "none")


def a_deadline_passes(wards: Wards) -> None:
    wards.time_passes(0, "deadline", "none", False)
    wards.time_passes(1, "morning", "none", False)
    wards.read("none")


def a_person_is_erased(wards: Wards) -> None:
    wards.erase_person(0, CHAIRMAN, "none")
    wards.read("none")


def a_membership_is_corrected(wards: Wards) -> None:
    wards.correct_membership(0, 1, -1, 1, CLERK, "none")
    wards.read("none")


def a_number_is_taken_back(wards: Wards) -> None:
    wards.draft_plan(wards.wards.index(wards._row(wards._some("plan", 0))["ward"]) == 1, [(5, 0, ())], CLERK, "none")
    wards.issue_plan(1, 0, 2, 0, CLERK, "none", steps=3)
    wards.take_back(1, TakeBackNumber, CLERK, "none")
    wards.issue_plan(1, 0, 2, 0, CLERK, "none", steps=1)


def an_answer_is_lost(wards: Wards) -> None:
    wards.register_unit(False, "C", KINDS[0], 0, CLERK, "all of the answer")


def a_reader_dies(wards: Wards) -> None:
    wards.register_unit(False, "C", KINDS[0], 0, CLERK, "none")
    wards.read("before its commit")


WRONG: dict[type[Model], Callable[[Wards], None]] = {
    CodesOnceMore: same_code_again,
    NobodyMisses: a_deadline_passes,
    NamesStay: a_person_is_erased,
    MembershipsStay: a_membership_is_corrected,
    NumbersComeBack: a_number_is_taken_back,
}
BROKEN: dict[type[System], Callable[[Wards], None]] = {TwoKeys: an_answer_is_lost, DeafReaders: a_reader_dies}


@pytest.mark.parametrize("rules", WRONG, ids=lambda rules: rules.__name__)
def test_a_rule_that_differs_is_noticed(system: System, rules: type[Model]) -> None:
    Wards.knows = rules
    try:
        wards = owing(days=1)
        with pytest.raises(AssertionError):
            WRONG[rules](wards)
    finally:
        Wards.knows = Model
    WRONG[rules](owing(days=1))


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_system_that_forgets_is_noticed(postgres: Postgres, system: System, broken: type[System]) -> None:
    BROKEN[broken](owing(days=1))
    Wards.system = broken(postgres, "fuzzed_broken")
    try:
        wards = owing(days=1)
        with pytest.raises(AssertionError):
            BROKEN[broken](wards)
    finally:
        Wards.system.close()
        Wards.system = system
