"""Who reads or wrote a released version goes on: the gate, generated data, and the golden corpus of every release."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from tests.contracts import gate
from tests.contracts.generated import values
from thidua_contracts.envelope import decode, encode, from_headers
from thidua_contracts.event import IntegrationEvent, contracts
from thidua_contracts.publish.__main__ import ROOT

RELEASES: dict[str, Any] = {path.stem: json.loads(path.read_text()) for path in (ROOT / "released").glob("*.json")}
PROMISES = [
    pytest.param(name, promise, id=f"{release}-{name}")
    for release, promises in RELEASES.items()
    for name, promise in promises.items()
]
few = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_there_is_a_release_to_hold_today_against() -> None:
    assert RELEASES and all(RELEASES.values())


@pytest.mark.parametrize("release", RELEASES)
def test_today_breaks_nothing_of_a_release(release: str) -> None:
    today = {name: gate.contract(event) for name, event in contracts().items()}

    assert gate.breaks(RELEASES[release], today) == []


@pytest.mark.parametrize(("name", "promise"), PROMISES)
def test_data_of_a_released_writer_reads_today_and_goes_back(name: str, promise: gate.Contract) -> None:
    goes_both_ways(promise, contracts()[name])


@pytest.mark.parametrize(("name", "promise"), PROMISES)
def test_the_golden_corpus_reads_today_and_comes_out_byte_for_byte(name: str, promise: gate.Contract) -> None:
    for record in promise["examples"]:
        body = json.dumps(record["body"], ensure_ascii=False, separators=(",", ":")).encode()
        headers = [(header, text.encode()) for header, text in record["headers"].items()]

        event = decode(from_headers(headers, record["key"].encode(), body))

        assert isinstance(event, contracts()[name])
        assert encode(event) == body


def goes_both_ways(released: gate.Contract, today: type[IntegrationEvent]) -> None:
    """Old and new data read in today's model, and what it writes of them satisfies the old reader."""
    old_reader = Draft202012Validator(released["reader"], format_checker=FormatChecker())

    @few
    @given(st.one_of(values(released["writer"]), values(gate.contract(today)["writer"])))
    def check(body: Any) -> None:
        event = today.read(json.dumps(body).encode())
        old_reader.validate(json.loads(encode(event)))

    check()
