"""`make fuzz`: everybody asks every service, and wards do what comes, for as long as it takes; its report is committed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

import pytest

from deploy.local.postgres import Postgres
from tests.fuzz.conftest import SECONDS
from tests.fuzz.field import Field, laid_out
from tests.fuzz.report import Report
from tests.fuzz.system import System
from tests.fuzz.wards import Wards, drive
from tests.support.declared import SERVICES
from tests.support.fuzzing import Fuzzed, Fuzzer

EXAMPLES, CHAINS = 2, 2
"""In one round; the services take turns, so that each round begins with what the one before has left behind."""
WARDS, STEPS = 40, 60
"""Examples of wards in one round, and what happens in each; every round has a store of its own."""


@pytest.fixture(scope="module")
def field() -> Iterator[Field]:
    with laid_out() as planted:
        yield planted


def test_every_service_answers_as_its_openapi_says(field: Field, seed: int, report: Report) -> None:
    everybody = field.people()
    aims = {service: field.things(service) for service in SERVICES}
    fuzzed = {service: Fuzzed() for service in SERVICES}
    spent = dict.fromkeys(SERVICES, 0.0)
    until = time.monotonic() + SECONDS
    for number in count():
        for service in SERVICES:
            began, (things, look) = time.monotonic(), aims[service]
            if number and began > until:
                break
            look()
            fuzzer = Fuzzer(field.url(service), service, everybody, things, seed=seed * 10_000 + number)
            fuzzer.until = until if number else float("inf")  # the first round is whole, however short the run
            fuzzer.look_again, fuzzer.fuzzed = look, fuzzed[service]
            fuzzer.run(examples=EXAMPLES, chains=CHAINS)
            spent[service] += time.monotonic() - began
            report.service(service, spent[service], fuzzed[service])
        if time.monotonic() > until:
            break
    wrong = [f"{service}: {one}" for service in SERVICES for one in fuzzed[service].wrong] + field.verified()
    assert not wrong, "\n\n".join(wrong)
    for service in SERVICES:
        assert set(fuzzed[service].by_role) == {somebody.role for somebody in everybody}, service
        assert fuzzed[service].chained, f"{service}: no request followed from an answer"


def test_wards_do_what_the_model_says(postgres: Postgres, seed: int, report: Report) -> None:
    began, rounds = time.monotonic(), count()
    Wards.outcomes.clear()
    findings: list[str] = []
    while not findings and time.monotonic() - began < SECONDS / 2:
        number = next(rounds)
        Wards.system = System(postgres, f"fuzzed_wards_{number}")
        try:
            drive(Wards, examples=WARDS, steps=STEPS, seed=seed * 10_000 + number)
        except Exception as failure:
            findings += [f"seed {seed * 10_000 + number}: {one}"[:3000] for one in told(failure)]
        finally:
            Wards.system.close()
        report.wards(time.monotonic() - began, figures(number + 1), findings)
    assert not findings, "\n\n".join(findings)


def told(failure: BaseException) -> list[str]:
    """What went wrong and the steps that lead to it, one text for each failure that was found in a round."""
    if isinstance(failure, BaseExceptionGroup):
        return [text for one in failure.exceptions for text in told(one)]
    return [f"{type(failure).__name__} {failure} {'; '.join(getattr(failure, '__notes__', ()))}"]


def figures(rounds: int) -> dict[str, int]:
    """What was done and refused so far, the most frequent first."""
    return {"examples": rounds * WARDS, **dict(Wards.outcomes.most_common())}
