"""A hold through pages and API on a real store: put after the vote it stops the signature; cleared, the dossier goes on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any

import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from deploy.local.postgres import Postgres
from tests.support.awards_pages import CHAIRMAN, CLERK, GOOD, MEMBERS, SECRETARY, Pages, awards_pages
from tests.support.paged import RULES, browsing

PAGES = "/awards/pages"
CASE: dict[str, Any] = {"cause": "complaint", "document_number": "21/TB-UBND", "since": "2024-11-01"}
ENDED = {"outcome": "cleared", "document_number": "35/TB-UBND", "cleared_on": "2024-11-01"}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "holds", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


async def asked(it: Pages, who: str, path: str, body: Any = None) -> httpx.Response:
    """A request over the API, with everything written so far."""
    headers, after = it.submissions.headers(who), {"after": it.last} if it.last else {}
    if body is None:
        return await it.client.get(f"/awards{path}", headers=headers, params=after)
    return await it.client.post(f"/awards{path}", json=body, headers=headers, params=after)


async def page(it: Pages, who: str, path: str, status: int = 200) -> str:
    cookie = it.cookie(who)
    answer = await it.client.get(
        f"{PAGES}{path}{'&' if '?' in path else '?'}after={it.last}",
        headers={"cookie": f"{cookie['name']}={cookie['value']}"},
    )
    assert answer.status_code == status, answer.text
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


async def voted(it: Pages, code: str, name: str) -> tuple[str, str, str]:
    """Somebody of a unit, put forward and put through by the council: unit, person, nomination."""
    unit = await it.unit(code, f"Tổ dân phố {code}")
    person = await it.person(name, unit)
    nomination = await it.proposed(code, unit, person)
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-01"}))["id"])
    await it.did(SECRETARY, f"/sessions/{session}:open", {"present": list(MEMBERS[:8])})
    await it.counted(session, nomination, dict.fromkeys(MEMBERS[:8], "yes"))
    await it.did(SECRETARY, f"/sessions/{session}:close", None)
    return unit, person, nomination


def paper(number: int, *nominations: str) -> dict[str, Any]:
    return {"number": number, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": list(nominations)}


async def test_put_after_the_vote_it_stops_the_signature_and_cleared_it_lets_it_go_on(it: Pages) -> None:
    _, person, nomination = await voted(it, "A1", "Lò Thị Mẫu")
    hold = (await it.did(CLERK, "/holds", CASE | {"subject_id": person}))["id"]
    stopped = await asked(it, CHAIRMAN, "/decisions", paper(7, nomination))
    assert (stopped.status_code, stopped.json()["type"]) == (409, "urn:thidua:problem:nomination.on-hold")
    listed = (await asked(it, CLERK, "/nominations")).json()["items"]
    assert [one["held"] for one in listed if one["nomination_id"] == nomination] == [True]
    since = "từ ngày 01/11/2024 theo văn bản số 21/TB-UBND (khiếu nại)."
    assert f"Đang tạm dừng xét tặng {since}" in await page(it, CLERK, "/dossiers")
    assert "21/TB-UBND" not in await page(it, "member-5", "/dossiers"), "only those whose work it is know why"
    seen = await page(it, CHAIRMAN, f"/dossiers/{nomination}")
    assert "Đang tạm dừng xét tặng" in seen and "Xem việc tạm dừng" in seen and "Ký quyết định" not in seen
    heads = await page(it, "head-A1", f"/dossiers/{nomination}")
    assert "Đang tạm dừng xét tặng" in heads and "tạm dừng Khiếu nại" not in heads and "Xem việc" not in heads
    await page(it, "head-A1", f"/holds/{hold}", 403)
    of = await page(it, CLERK, f"/holds/{hold}")
    assert "Tạm dừng: Lò Thị Mẫu" in of and "Khiếu nại" in of and "21/TB-UBND" in of and "Lao động tiên tiến" in of
    offered = await page(it, CHAIRMAN, f"/decisions/do/sign?nominations={nomination}")
    assert "1 hồ sơ trong danh sách đang tạm dừng" in offered
    begin = await page(it, CHAIRMAN, "/decisions/do/sign")
    why = "đang tạm dừng xét tặng từ ngày 01/11/2024 theo văn bản số 21/TB-UBND (khiếu nại), chưa ký được."
    assert f"Lò Thị Mẫu: {why}" in begin, "whoever looks for the name reads why it is not offered"
    [case] = await cases(it, hold)
    await it.did(CLERK, f"/holds/{hold}:clear", ENDED | {"case_id": str(case)})
    assert "Hết tạm dừng từ ngày 01/11/2024: Kết luận không vi phạm" in await page(it, CLERK, f"/holds/{hold}")
    assert "Đang tạm dừng" not in await page(it, CLERK, f"/dossiers/{nomination}")
    assert (await it.did(CHAIRMAN, "/decisions", paper(8, nomination)))["id"]


async def test_a_session_marks_what_is_on_hold_says_why_to_those_who_may_know_and_votes_all_the_same(it: Pages) -> None:
    unit = await it.unit("E5", "Tổ dân phố E5")
    person = await it.person("Tòng Thị Mẫu", unit)
    nomination = await it.proposed("E5", unit, person)
    await it.did(CLERK, "/holds", CASE | {"subject_id": person})
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-01"}))["id"])
    await it.did(SECRETARY, f"/sessions/{session}:open", {"present": list(MEMBERS[:8])})
    what = "từ ngày 01/11/2024 theo văn bản số 21/TB-UBND (khiếu nại)"
    means = ": Hội đồng biểu quyết được, chưa ký, chưa trình khi chưa có kết quả."
    assert f"Đang tạm dừng xét tặng {what}{means}" in await page(it, SECRETARY, f"/sessions/{session}")
    members = await page(it, "member-5", f"/sessions/{session}")
    assert f"Đang tạm dừng xét tặng{means}" in members and "21/TB-UBND" not in members and "khiếu nại" not in members
    opening = await page(it, SECRETARY, f"/sessions/{session}/do/open-vote?ho-so={nomination}")
    assert f"Đang tạm dừng xét tặng {what}{means}" in opening
    await it.did(SECRETARY, f"/sessions/{session}:open-vote", {"nomination_id": nomination})
    ballot = await page(it, "member-5", f"/sessions/{session}/do/vote?ho-so={nomination}&y-kien=yes")
    assert f"Đang tạm dừng xét tặng{means}" in ballot and "khiếu nại" not in ballot
    for member in MEMBERS[:8]:
        await it.did(member, f"/sessions/{session}:vote", {"nomination_id": nomination, "choice": "yes"})
    await it.did(SECRETARY, f"/sessions/{session}:close-vote", {"nomination_id": nomination})
    assert "Hội đồng đã thông qua" in await page(it, CLERK, f"/dossiers/{nomination}")


async def cases(it: Pages, hold: str) -> list[Any]:
    """The open cases of a hold."""
    query = "SELECT case_id FROM holds WHERE hold_id::text = $1 AND cleared_on IS NULL"
    return [row["case_id"] for row in await it.runtime.projector.fetch(query, hold)]


async def test_nobody_on_hold_is_put_forward_and_refused_for_it_they_may_be_again(it: Pages) -> None:
    unit = await it.unit("B2", "Tổ dân phố B2")
    person = await it.person("Giàng A Mẫu", unit)
    first = await it.proposed("B2", unit, person)
    hold = (await it.did(CHAIRMAN, "/holds", CASE | {"subject_id": person, "cause": "inspection"}))["id"]
    refusal = {"reason_code": "on-hold", "reason": "Đang chờ kết luận thanh tra"}
    await it.did(CHAIRMAN, f"/nominations/{first}:refuse", refusal)
    listed = await page(it, CLERK, "/dossiers?state=refused")
    assert "Lý do không tặng: đang tạm dừng, chờ kết luận" in listed
    body = {"unit_id": unit, "subject_id": person, "subject_kind": "individual", "title": "LDTT", "year": 2024}
    held = await asked(it, "head-B2", "/nominations", body | {"merits": GOOD})
    assert (held.status_code, held.json()["type"]) == (409, "urn:thidua:problem:nomination.on-hold")
    [case] = await cases(it, hold)
    await it.did(CHAIRMAN, f"/holds/{hold}:clear", ENDED | {"case_id": str(case)})
    assert await it.proposed("B2", unit, person) != first


async def test_a_hold_is_the_offices_and_nobody_elses(it: Pages) -> None:
    unit = await it.unit("C3", "Tổ dân phố C3")
    for who in ("head-C3", SECRETARY, "member-5"):
        answer = await asked(it, who, "/holds", CASE | {"subject_id": unit})
        assert answer.status_code == 403, who
    await page(it, "member-5", "/holds", 403)
    assert (await it.did(CLERK, "/holds", CASE | {"subject_id": unit}))["id"]
    assert "Tổ dân phố C3" in await page(it, SECRETARY, "/holds")


@pytest.mark.needs("chromium-headless-shell")
async def test_in_a_browser_it_is_put_from_the_dossier_and_fits(it: Pages) -> None:
    unit = await it.unit("D4", "Tổ dân phố D4")
    person = await it.person("Vàng Thị Mẫu", unit)
    nomination = await it.proposed("D4", unit, person)
    async with browsing() as browser:
        for width, height in ((360, 740), (1280, 800)):
            context = await browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            await context.add_cookies([it.cookie(CLERK)])  # type: ignore[list-item]
            tab = await context.new_page()
            tab.set_default_timeout(60_000)
            await tab.goto(f"{it.base}{PAGES}/dossiers/{nomination}?after={it.last}")
            if width == 360:
                await tab.get_by_role("link", name="Tạm dừng xét tặng").click()
                await tab.get_by_label("Việc đang xem xét").select_option("complaint")
                await tab.get_by_label("Số văn bản làm căn cứ").fill("21/TB-UBND")
                await tab.get_by_label("Từ ngày").fill("1/11/2024")
                await tab.get_by_role("button", name="Tạm dừng", exact=True).click()
                await tab.get_by_text("Đã tạm dừng xét tặng.").wait_for()
            else:
                await tab.get_by_text("Đang tạm dừng xét tặng").first.wait_for()
                await tab.get_by_role("link", name="Xem việc tạm dừng").click()
            await tab.get_by_role("heading", name="Tạm dừng: Vàng Thị Mẫu").wait_for()
            assert await tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            found = await Axe().run(tab, options={"runOnly": {"type": "tag", "values": RULES}})
            assert [broken["id"] for broken in found.response["violations"]] == []
            await context.close()
