"""A letter that waits for the city is seen there at home and answered from its page; the next letter goes to the same recipient."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from tests.integration.test_awards_acts import page, plain, sent, session_of
from tests.support.awards_pages import CHAIRMAN, TEAM, Pages, awards_pages
from tests.support.submissions import QUYET_THANG

OFFICER = "officer-city"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "city_letters", tmp_path_factory.mktemp("issuer")) as pages:
        await pages.grant(OFFICER, "city-officer", ward="city")
        yield pages


async def test_the_city_sees_what_waits_for_it_and_records_it_from_the_letter(it: Pages) -> None:
    teams = []
    for code in ("T1", "T2", "T3"):
        unit = await it.unit(code, f"Tổ dân phố số {code[1:]}")
        teams.append(await it.proposed(code, unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM))
    await session_of(it, *teams)
    sheet = {"symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Sở Nội vụ tỉnh"}
    empty = plain(await page(it, OFFICER, "/strip"))
    assert "Không có hồ sơ nào chờ thành phố quyết định" in empty
    first, _ = [
        str((await it.did(CHAIRMAN, "/letters", sheet | {"number": number, "nominations": [team]}))["id"])
        for number, team in ((45, teams[0]), (46, teams[1]))
    ]

    home = plain(await page(it, OFFICER, "/strip"))
    assert "2 hồ sơ chờ quyết định của thành phố trong 2 tờ trình" in home
    assert "Tờ trình số 45/TTr-UBND" in home and "Phường Quyết Thắng: 1 hồ sơ" in home
    letter = await page(it, OFFICER, f"/letters/{first}")
    [way] = re.findall(r'href="/awards/pages(/decisions/do/record[^"]*)"', letter.text)
    assert unescape(way) == f"/decisions/do/record?dia-phuong={QUYET_THANG}&letter={first}"
    form = await page(it, OFFICER, unescape(way))
    assert teams[0] in form.text and teams[1] not in form.text, "the dossiers of this letter alone"
    answer = {
        "dia-phuong": QUYET_THANG,
        "document_number": "2210/QĐ-UBND",
        "signed_on": "1/11/2024",
        "signer_position": "Chủ tịch Ủy ban nhân dân thành phố",
        "awarded": teams[0],
    }
    shown = await sent(it, OFFICER, unescape(way), answer | {"_next": "1"})
    said = re.search(r'name="_read" value="([^"]*)"', shown.text)
    assert said is not None, shown.text
    done = await sent(it, OFFICER, unescape(way), answer | {"_read": unescape(said[1])})
    assert done.status_code == 303, done.text
    assert "1 hồ sơ chờ quyết định của thành phố trong 1 tờ trình" in plain(await page(it, OFFICER, "/strip"))

    up = await sent(it, CHAIRMAN, "/letters/do/forward", {"nominations": teams[2], "_next": "1"})
    assert re.search(r'name="recipient"[^>]*value="Sở Nội vụ tỉnh"', unescape(up.text)), "whom the last one went to"
