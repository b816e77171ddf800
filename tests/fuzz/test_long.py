"""`make fuzz`: everybody asks every service for as long as it takes; run by hand, its report is committed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count

import pytest

from tests.fuzz.conftest import SECONDS
from tests.fuzz.field import Field, laid_out
from tests.fuzz.report import Report
from tests.support.declared import SERVICES
from tests.support.fuzzing import Fuzzed, Fuzzer

EXAMPLES, CHAINS = 2, 2
"""In one round; the services take turns, so that each round begins with what the one before has left behind."""


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
