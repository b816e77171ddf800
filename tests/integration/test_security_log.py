"""The security log tells who was refused, who gave and ended mandates, who read people, exported lists and erased; and never a name."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis import logs, security
from services.chassis.web.session import Session
from tests.support.eventually import eventually
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import OPERATOR, QUYET_THANG, Submissions, submissions

NAME, EMAIL = "Chim Thị Hoàngyến", "hoangyen@canary.example"
CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    async with submissions(postgres, "security", tmp_path_factory.mktemp("issuer"), session_key=KEY) as service:
        await service.ward()
        await service.unit("CCB1")
        yield service


@pytest_asyncio.fixture(scope="module")
async def person(it: Submissions) -> str:
    unit = await it.unit("TDP2")
    made = await it.person(NAME, unit, email=EMAIL)
    await eventually(it.caught_up, True)
    return made


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What the log writes during a test."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines(service="submissions", process="api"))
    log = logging.getLogger("thidua.security")
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)


def lines(told: io.StringIO, what: str) -> list[dict[str, Any]]:
    text = told.getvalue()
    assert "Chim" not in text and "hoangyen" not in text.lower() and "canary" not in text
    return [line for line in map(json.loads, text.splitlines()) if line["message"] == what]


def one(told: io.StringIO, what: str) -> dict[str, Any]:
    [line] = lines(told, what)
    assert line["trace"]
    return line


async def page(it: Submissions, who: str, path: str) -> int:
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), "csrf"))
    answer = await it.client.get(f"/submissions/pages{path}", headers={"cookie": f"{name}={value}"})
    return answer.status_code


async def test_who_is_refused_is_told(it: Submissions, told: io.StringIO) -> None:
    assert (await it.client.get("/submissions/people")).status_code == 401
    assert one(told, "sign-in.refused")["about"] == "GET /submissions/people"
    assert (await it.get(OPERATOR, "/people")).status_code == 403
    line = one(told, "right.refused")
    assert (line["principal"], line["about"]) == (OPERATOR, "GET /submissions/people")


async def test_a_refused_page_is_told(it: Submissions, told: io.StringIO) -> None:
    assert await page(it, OPERATOR, "/people") == 403
    assert one(told, "right.refused")["principal"] == OPERATOR
    assert not lines(told, "people.read")


async def test_a_sign_in_that_fails_is_told(it: Submissions, told: io.StringIO) -> None:
    stranger = issuer.mint(it.keys, it.issuer, "stranger-1")
    answer = await it.client.get("/submissions/people", headers={"Authorization": f"Bearer {stranger}"})
    assert answer.status_code == 403
    assert one(told, "right.refused")["principal"] == "stranger-1"


async def test_who_gives_and_ends_a_mandate_is_told(it: Submissions, told: io.StringIO) -> None:
    mandate = await it.grant(OPERATOR, "clerk-of-a-day", "clerk", ward=QUYET_THANG)
    line = one(told, "mandate.granted")
    assert (line["principal"], line["role"], line["about"]) == (OPERATOR, "operator", f"mandate-{mandate}")
    await eventually(it.caught_up, True)
    await it.did(CHAIRMAN, f"/mandates/{mandate}:relieve")
    assert one(told, "mandate.relieved")["about"] == f"mandate-{mandate}"


@pytest.mark.parametrize(
    ("path", "what"),
    [("/people", "people.read"), ("/people/{person}", "people.read"), ("/mandates", "mandates.read")],
)
async def test_who_reads_people_and_mandates_is_told(
    it: Submissions, person: str, told: io.StringIO, path: str, what: str
) -> None:
    await it.read(CHAIRMAN, path.format(person=person))
    line = one(told, what)
    assert (line["principal"], line["ward"], line["role"]) == (CHAIRMAN, QUYET_THANG, "chairman")
    assert line["count"] >= 1 and line["mandate"]


@pytest.mark.parametrize(
    ("path", "what"),
    [("/people", "people.read"), ("/people/{person}", "people.read"), ("/mandates", "mandates.read")],
)
async def test_pages_tell_the_same(it: Submissions, person: str, told: io.StringIO, path: str, what: str) -> None:
    assert await page(it, CLERK, path.format(person=person)) == 200
    assert {line["principal"] for line in lines(told, what)} == {CLERK}


async def test_who_searches_and_resolves_names_is_told(it: Submissions, person: str, told: io.StringIO) -> None:
    await it.post(CLERK, "/people:search", {"name": "Chim"})
    assert one(told, "people.read")["count"] == 1
    await it.resolved(CLERK, {"subject_ids": [person], "purpose": "dossier"})
    assert one(told, "people.resolved")["principal"] == CLERK


async def test_who_takes_a_list_away_is_told(it: Submissions, person: str, told: io.StringIO) -> None:
    assert await page(it, CLERK, "/people/excel") == 200
    line = one(told, "list.exported")
    assert (line["principal"], line["about"], line["count"]) == (CLERK, "submissions/people", 1)


async def test_who_has_somebody_erased_is_told(it: Submissions, told: io.StringIO) -> None:
    gone = await it.person("Chim Thị Hai", await it.unit("TDP3"))
    await it.did(CHAIRMAN, f"/people/{gone}:erase", {"document_number": "3/ĐN"})
    assert one(told, "subject.erased")["about"] == f"person-{gone}"


def test_a_line_stays_a_line_whatever_a_subject_holds(told: io.StringIO) -> None:
    security.record("right.refused", principal="a\nb\x1b" + "c" * 500, about="GET /x")
    [line] = [json.loads(text) for text in told.getvalue().splitlines()]
    assert line["principal"] == "ab" + "c" * 196
