"""The compound row's schedule is a pure function of its seed, and no round can undo its own faults."""

from __future__ import annotations

from itertools import islice

from tests.fault.schedule import AT_A_TIME, VICTIMS, Fault, Round, schedule


def rounds(seed: int, number: int = 400) -> list[Round]:
    return list(islice(schedule(seed, longest=12), number))


def test_the_same_seed_is_the_same_schedule_and_another_seed_another() -> None:
    assert rounds(7) == rounds(7)
    assert rounds(7) != rounds(8)


def test_a_shorter_run_plays_the_beginning_of_a_longer_one() -> None:
    assert rounds(7, 3) == rounds(7)[:3]


def test_the_schedule_of_a_seed_in_a_report_stays_what_it_was() -> None:
    assert rounds(1, 1)[0][0] == Fault("backend", "kill", 0.35, 9.85, 483)


def test_three_different_victims_at_a_time_and_their_faults_overlap() -> None:
    for faults in rounds(1):
        assert len({fault.victim for fault in faults}) == AT_A_TIME
        assert max(fault.after for fault in faults) <= min(fault.after + fault.lasting for fault in faults)


def test_everything_that_may_be_done_is_done() -> None:
    done = {(fault.victim, fault.kind) for faults in rounds(1) for fault in faults}
    assert done == {(victim, kind) for victim, kinds in VICTIMS.items() for kind in kinds}
