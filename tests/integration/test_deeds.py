"""A sudden deed through pages: the head finds it, standing members answer, the chairman signs or refuses; every act is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from deploy.demo.sample import QUYET_THANG as WARD
from deploy.local.postgres import Postgres
from services.awards.ids import council_id
from tests.integration.test_awards_acts import confirmed, names_of, page, plain, sent
from tests.support.awards import BEGIN, set_clock
from tests.support.awards_pages import CHAIRMAN, CLERK, SECRETARY, Pages, awards_pages
from tests.support.eventually import eventually
from tests.support.paged import RULES, browsing

PAGES = "/awards/pages"
PROPOSE = "/deeds/do/propose"
DEPUTY = "member-3"
DEED: dict[str, Any] = {
    "title": "GK",
    "happened_on": "31/10/2024",
    "place": "Suối Nậm Là",
    "achievements": "Cứu hai cháu nhỏ khỏi dòng lũ",
}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "deeds", tmp_path_factory.mktemp("issuer")) as pages:
        change = {"document_number": "15/QĐ-UBND", "valid_from": "2024-11-01", "leave": [DEPUTY]}
        come = [{"member_id": DEPUTY, "seat": "deputy"}]
        await pages.did(CHAIRMAN, f"/councils/{council_id(WARD.code)}:change", change | {"come": come})
        yield pages


def _by(it: Pages, who: str) -> dict[str, str]:
    cookie = it.cookie(who)
    return {"cookie": f"{cookie['name']}={cookie['value']}"}


async def put(it: Pages, code: str, name: str) -> tuple[str, str, str]:
    """Somebody's deed, put forward by the unit's head over the API: unit, person, nomination."""
    unit = await it.unit(code, f"Tổ dân phố {code}")
    person = await it.person(name, unit)
    body = {**DEED, "unit_id": unit, "subject_id": person, "subject_kind": "individual", "happened_on": "2024-10-31"}
    return unit, person, str((await it.did(f"head-{code}", "/deeds", body))["id"])


async def says(it: Pages, who: str, nomination: str, opinion: str = "agree", **more: str) -> None:
    await it.did(who, f"/nominations/{nomination}:give-opinion", {"opinion": opinion, **more})


async def signing(it: Pages, nomination: str, number: int = 7) -> httpx.Response:
    body = {"number": number, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}
    headers = it.submissions.headers(CHAIRMAN)
    return await it.client.post("/awards/decisions", json=body, headers=headers, params={"after": it.last})


async def opened(it: Pages, browser: Browser, who: str) -> Page:
    context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
    await context.add_cookies([it.cookie(who)])  # type: ignore[list-item]
    shown = await context.new_page()
    shown.set_default_timeout(60_000)
    return shown


async def fits(shown: Page) -> None:
    """Nothing wider than a phone, and nothing that axe finds."""
    found = await Axe().run(shown, options={"runOnly": RULES})
    assert [broken["id"] for broken in found.response["violations"]] == []
    assert await shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.needs("chromium-headless-shell")
async def test_the_head_finds_it_standing_members_answer_the_chairman_signs_and_the_register_shows_it(
    it: Pages,
) -> None:
    unit = await it.unit("L1", "Tổ dân phố số 8")
    await it.person("Lò Thị Cứu", unit)
    async with browsing() as browser:
        head = await opened(it, browser, "head-L1")
        await head.goto(f"{it.base}{PAGES}/deeds?after={it.last}")
        await head.get_by_text("Chưa có đề nghị khen thưởng đột xuất nào.").wait_for()
        await head.get_by_role("link", name="Đề nghị khen thưởng đột xuất").first.click()
        register = head.get_by_role("link", name="Đăng ký cá nhân, hộ")
        assert await register.first.get_attribute("href") == "/submissions/pages/people/do/register"
        await fits(head)
        await head.get_by_label("Đối tượng").select_option(label="Lò Thị Cứu")
        await head.get_by_label("Ngày xảy ra").fill("31/10/2024")
        await head.get_by_label("Nơi xảy ra").fill("Suối Nậm Là")
        await head.get_by_label("Tóm tắt thành tích").fill("Cứu hai cháu nhỏ khỏi dòng lũ")
        assert await head.get_by_text("chưa được xác nhận").count() == 1, "marked once"
        await head.get_by_role("button", name="Gửi đề nghị").last.click()
        await head.get_by_text("Đã gửi đề nghị khen thưởng đột xuất.").wait_for()
        await head.get_by_role("link", name="Lò Thị Cứu").first.click()
        await head.get_by_role("heading", name="Thành tích đột xuất").wait_for()
        await fits(head)
        dossier = head.url.rpartition("/")[2].partition("?")[0]
        for who in (DEPUTY, SECRETARY):
            member = await opened(it, browser, who)
            await member.goto(f"{it.base}{PAGES}/dossiers/{dossier}")
            assert await member.locator("a.button.primary").inner_text() == "Cho ý kiến"
            await member.locator("a.button.primary").click()
            await member.get_by_label("Ý kiến", exact=True).select_option("agree")
            await fits(member)
            await member.get_by_role("button", name="Gửi ý kiến").last.click()
            await member.get_by_text("Đã gửi ý kiến.").wait_for()
        chairman = await opened(it, browser, CHAIRMAN)
        await chairman.goto(f"{it.base}{PAGES}/dossiers/{dossier}")
        await fits(chairman)
        assert await chairman.get_by_text("Đồng ý khen thưởng").count() >= 2
        await chairman.get_by_role("link", name="Ký quyết định").click()
        await chairman.get_by_text("0,3 × lương cơ sở 2.340.000").wait_for()
        await chairman.get_by_label("Số", exact=True).fill("106")
        await chairman.get_by_label("Ngày ký").fill("1/11/2024")
        await chairman.get_by_role("button", name="Ký quyết định khen thưởng").last.click()
        await chairman.get_by_text("Đã ký quyết định khen thưởng.").wait_for()
        after = chairman.url.partition("after=")[2].partition("&")[0]
        await chairman.goto(f"{it.base}{PAGES}/register?after={after}")
        assert "Lò Thị Cứu" in await chairman.content()
        it.last = after.replace("%3A", ":")
    told = plain(await page(it, "head-L1", f"/dossiers/{dossier}"))
    assert "Đã quyết định tặng" in told and "Tiền thưởng 710.000 đ" in told and "Quyết định số 106/QĐ-UBND" in told
    assert "Thành viên Thường trực Hội đồng:" not in told, "what members said is the council's to read"
    assert "Đã tặng" in plain(await page(it, "head-L1", "/deeds"))
    sheet = await it.client.get(f"{PAGES}/deeds/excel?after={it.last}", headers=_by(it, CLERK))
    assert sheet.status_code == 200 and sheet.content[:2] == b"PK"
    decision = told  # the paper speaks of no title
    assert "danh hiệu “Giấy khen" not in decision


async def test_the_form_asks_for_no_report_and_names_what_is_wrong(it: Pages) -> None:
    unit = await it.unit("L2", "Tổ dân phố số 2")
    person = await it.person("Giàng A Cứu", unit)
    first = await page(it, CLERK, PROPOSE)
    assert names_of(first) == {"unit_id"} or "place" not in names_of(first), "first the unit, for whoever has several"

    async def offered() -> set[str]:
        """The unit itself, and its people: their names come from another service, which may be a moment late."""
        asked = await sent(it, CLERK, PROPOSE, {"unit_id": unit, "_next": "1"})
        return {key for key in (unit, person) if f'value="{key}"' in asked.text}

    await eventually(offered, {unit, person})
    then = await sent(it, CLERK, PROPOSE, {"unit_id": unit, "_next": "1"})
    assert {"place", "achievements", "happened_on"} <= names_of(then)
    assert not names_of(then) & {"year", "subject_kind", "merits-rating"}
    whole = {**DEED, "unit_id": unit, "subject_id": person}
    said = await sent(it, CLERK, PROPOSE, {**whole, "_next": "1"})
    assert "Phó Chủ tịch Hội đồng, Thư ký Hội đồng cho ý kiến đến hết ngày 05/11/2024." in plain(said)
    assert "Chủ tịch quyết định đến hết ngày 08/11/2024." in plain(said)
    late = await confirmed(it, CLERK, PROPOSE, {**whole, "happened_on": "2/11/2024"})
    assert late.status_code == 422 and 'id="happened_on-loi"' in late.text
    done = await confirmed(it, CLERK, PROPOSE, whole)
    assert done.status_code == 303, plain(done)
    again = await confirmed(it, CLERK, PROPOSE, whole)
    assert again.status_code == 422 and "một thành tích chỉ khen thưởng một lần" in plain(again)
    filtered = plain(await page(it, CLERK, "/deeds?state=consulting"))
    assert "Giàng A Cứu" in filtered and "Lò Thị Cứu" not in filtered
    assert "Giàng A Cứu" not in plain(await page(it, "head-VP", "/deeds")), "a unit reads its own"


async def test_nothing_is_signed_before_the_members_answered_or_their_time_is_over(it: Pages) -> None:
    _, _, nomination = await put(it, "L3", "Vàng Thị Cứu")
    early = await signing(it, nomination)
    assert (early.status_code, early.json()["type"]) == (409, "urn:thidua:problem:nomination.awaits-opinions")
    assert "Ký quyết định" not in plain(await page(it, CHAIRMAN, f"/dossiers/{nomination}"))
    await says(it, DEPUTY, nomination, "disagree", note="Cần xác minh thêm")
    assert "Cần xác minh thêm" in plain(await page(it, CHAIRMAN, f"/dossiers/{nomination}"))
    stranger = await sent(it, "member-5", f"/dossiers/{nomination}/do/give-opinion", {"opinion": "agree"})
    assert stranger.status_code == 403 and "không xin ý kiến của đồng chí" in plain(stranger)
    back = await sent(it, DEPUTY, f"/dossiers/{nomination}/do/take-back-opinion", {})
    assert back.status_code == 303
    assert "rút ý kiến đã cho" in plain(await page(it, CHAIRMAN, f"/dossiers/{nomination}"))
    await says(it, DEPUTY, nomination)
    await says(it, SECRETARY, nomination)
    assert "Ký quyết định" in plain(await page(it, CHAIRMAN, f"/dossiers/{nomination}"))
    assert (await signing(it, nomination, 8)).status_code == 201


async def test_a_hold_stops_the_signature_and_the_chairman_refuses_and_takes_it_back(it: Pages) -> None:
    _, person, nomination = await put(it, "L4", "Sùng A Cứu")
    await says(it, DEPUTY, nomination)
    case = {"cause": "complaint", "document_number": "21/TB-UBND", "since": "2024-11-01", "subject_id": person}
    await it.did(CLERK, "/holds", case)
    await says(it, SECRETARY, nomination)
    held = await signing(it, nomination, 9)
    assert (held.status_code, held.json()["type"]) == (409, "urn:thidua:problem:nomination.on-hold")
    refusal = {"reason_code": "on-hold", "reason": "Đang chờ kết luận"}
    assert (await sent(it, CHAIRMAN, f"/dossiers/{nomination}/do/refuse", refusal)).status_code == 303
    assert "Đang chờ kết luận" in plain(await page(it, "head-L4", f"/dossiers/{nomination}"))
    over = await sent(it, DEPUTY, f"/dossiers/{nomination}/do/take-back-opinion", {})
    assert over.status_code == 409 and "đã có quyết định hoặc đã rút" in plain(over)
    assert (await sent(it, CHAIRMAN, f"/dossiers/{nomination}/do/withdraw-refusal", {})).status_code == 303
    assert "Chờ Chủ tịch quyết định" in plain(await page(it, CHAIRMAN, f"/dossiers/{nomination}"))
    gone = await sent(it, "head-L4", f"/dossiers/{nomination}/do/withdraw", {"reason": "Ghi nhầm"})
    assert gone.status_code == 303
    assert "Đơn vị đã rút" in plain(await page(it, "head-L4", f"/dossiers/{nomination}"))


async def test_it_waits_for_no_session_and_takes_nothing_from_the_years_titles(it: Pages) -> None:
    unit, person, nomination = await put(it, "L5", "Tòng Thị Cứu")
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-01"}))["id"])
    assert "Tòng Thị Cứu" not in plain(await page(it, SECRETARY, f"/sessions/{session}"))
    await it.proposed("L5", unit, person)
    for who in (DEPUTY, SECRETARY):
        await says(it, who, nomination)
    answer = await signing(it, nomination, 10)
    assert answer.status_code == 201
    it.last = answer.json()["token"]
    decision = answer.json()["id"]
    assert "Giấy khen" in plain(await page(it, CHAIRMAN, f"/decisions/{decision}"))
    why = plain(await page(it, CLERK, f"/dossiers/{nomination}/why"))
    assert "Được tặng" in why and "Báo cáo năm" not in why and "Biểu quyết" not in why
    second = str((await it.did("head-L5", "/deeds", _deed(unit, person)))["id"])
    for who in (DEPUTY, SECRETARY):
        await says(it, who, second)
    answer = await signing(it, second, 11)
    line = (await it.client.get(f"/awards/decisions/{answer.json()['id']}", headers=it.submissions.headers(CHAIRMAN),
                                params={"after": answer.json()["token"]})).json()["lines"][0]  # fmt: skip
    assert (line["amount"], line["payable"]) == (710_000, 710_000), "each deed is paid"


def _deed(unit: str, person: str) -> dict[str, Any]:
    return {**DEED, "unit_id": unit, "subject_id": person, "subject_kind": "individual", "happened_on": "2024-10-30"}


async def test_the_chairman_decides_alone_when_the_members_time_is_over(it: Pages) -> None:
    """The last of this file: it moves the clock."""
    _, _, nomination = await put(it, "L6", "Hạng A Cứu")
    await set_clock(it.runtime, BEGIN + timedelta(days=5))
    answer = await signing(it, nomination, 12)
    assert answer.status_code == 201, answer.text
