"""What was signed is corrected, annulled, restored, what was recorded by mistake is taken back: through pages, in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from deploy.local.postgres import Postgres
from services.awards.decisions.projection import CORRECTED, UNCORRECTED
from services.chassis.pool import held
from tests.integration.test_awards_acts import (
    confirmed,
    names_of,
    overwriting,
    page,
    plain,
    refused,
    sent,
    session_of,
)
from tests.support.awards_pages import CHAIRMAN, CLERK, GOOD, SECRETARY, TEAM, Pages, awards_pages
from tests.support.paged import browsing
from tests.support.papers import letters, text_of_pdf
from tests.support.submissions import QUYET_THANG

PAGES = "/awards/pages"
ACCOUNTANT = "accountant-1"
LOOKED = os.environ.get("LOOKED_AT")
"""A folder for pictures of what the browser shows; none without it."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Two workers of a unit awarded by the ward, its collective awarded by the city."""

    decision: str
    first: str
    second: str
    team: str
    letter: str
    city: str


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "undoing", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


@pytest_asyncio.fixture(scope="module")
async def done(it: Pages) -> Signed:
    unit = await it.unit("T8", "Tổ dân phố số 8")
    first, second = [await it.proposed("T8", unit, await it.person(one, unit)) for one in ("Lò Thị Mẫu", "Vàng A Mẫu")]
    team = await it.proposed("T8", unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM)
    await session_of(it, first, second, team)
    paper = {"number": 105, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [first, second]}
    decision = str((await it.did(CHAIRMAN, "/decisions", paper))["id"])
    await it.grant(ACCOUNTANT, "finance-officer")
    voucher = {"paid_on": "2024-11-01", "voucher": "PC-012/2024", "way": "transfer"}
    await it.did(ACCOUNTANT, f"/payments/{decision}:pay", voucher | {"nominations": [first, second]})
    sheet = {"number": 45, "symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Sở Nội vụ"}
    letter = str((await it.did(CHAIRMAN, "/letters", sheet | {"nominations": [team]}))["id"])
    answer = {
        "document_number": "2210/QĐ-UBND",
        "signed_on": "2024-11-01",
        "signer_position": "Chủ tịch Ủy ban nhân dân thành phố",
        "awarded": [team],
    }
    city = str((await it.did(CLERK, "/city-decisions", answer))["id"])
    return Signed(decision, first, second, team, letter, city)


async def pictured(shown: Page, name: str) -> None:
    assert await shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    found = await Axe().run(shown)
    assert [broken["id"] for broken in found.response["violations"]] == [], name
    if LOOKED:
        await shown.screenshot(path=Path(LOOKED) / f"{name}.png", full_page=True)


async def test_the_next_number_of_the_year_is_proposed(it: Pages, done: Signed) -> None:
    unit = await it.unit("T9", "Tổ dân phố số 9")
    ready = await it.proposed("T9", unit, await it.person("Giàng A Mẫu", unit))
    team = await it.proposed("T9", unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM)
    await session_of(it, ready, team)
    form = await sent(it, CHAIRMAN, "/decisions/do/sign", {"nominations": ready, "_next": "1"})
    assert re.search(r'name="number"[^>]*value="106"', form.text), "after 105"
    typed = await sent(it, CHAIRMAN, "/decisions/do/sign", {"nominations": ready, "number": "200", "_next": "1"})
    assert re.search(r'name="number"[^>]*value="200"', typed.text), "what was typed stays"
    up = await sent(it, CHAIRMAN, "/letters/do/forward", {"nominations": team, "_next": "1"})
    assert re.search(r'name="number"[^>]*value="46"', up.text)


async def test_the_chairman_annuls_a_line_on_a_phone_and_the_secretary_sees_it(it: Pages, done: Signed) -> None:
    here = f"{it.base}{PAGES}/decisions/{done.decision}"
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 640}, locale="vi-VN")
        shown = await context.new_page()
        shown.set_default_timeout(60_000)
        await context.add_cookies([it.cookie(CHAIRMAN)])  # type: ignore[list-item]
        await shown.goto(f"{here}?after={it.last}")
        await pictured(shown, "chairman-360-decision")
        await shown.get_by_role("link", name="Hủy bỏ danh hiệu").click()
        await shown.get_by_label("Lò Thị Mẫu").check()
        await shown.get_by_role("button", name="Tiếp tục").click()
        assert await shown.locator("[name=document_number]").input_value() == "106/QĐ-UBND"
        await shown.locator("[name=reason_code]").select_option("false-merit")
        await shown.locator("[name=reason]").fill("Kê khai sai số tháng công tác")
        await shown.locator("[name=signed_on]").fill("1/11/2024")
        await pictured(shown, "chairman-360-annul")
        words = await shown.locator("main").inner_text()
        assert "phải thu hồi 710.000 đồng" in words and "1 danh hiệu, hồ sơ khác dựa vào" in words
        await shown.get_by_role("button", name="Ký quyết định hủy bỏ").click()
        await shown.get_by_text("Đã hủy bỏ danh hiệu. Tài chính – Kế toán được giao thu hồi").wait_for()
        it.last = httpx.URL(shown.url).params["after"]
        await pictured(shown, "chairman-360-annulled")
        await shown.set_viewport_size({"width": 1280, "height": 800})
        await pictured(shown, "chairman-1280-annulled")
        await context.clear_cookies()
        await context.add_cookies([it.cookie(SECRETARY)])  # type: ignore[list-item]
        for width in (360, 1280):
            await shown.set_viewport_size({"width": width, "height": 800})
            await shown.goto(f"{here}?after={it.last}")
            await pictured(shown, f"secretary-{width}-annulled")
            assert await shown.get_by_role("link", name="Hủy bỏ danh hiệu").count() == 0, "signed by the chairman alone"
            assert await shown.get_by_role("link", name="Khôi phục danh hiệu").count() == 0
            assert "Hủy bỏ 1/2 danh hiệu" in await shown.locator("main").inner_text()
            await shown.goto(f"{it.base}{PAGES}/dossiers/{done.team}/why?after={it.last}")
            await pictured(shown, f"secretary-{width}-why")
    told = plain(await page(it, CHAIRMAN, f"/decisions/{done.decision}"))
    assert "Hủy bỏ theo văn bản số 106/QĐ-UBND ngày 01/11/2024" in told
    assert "Tiền thưởng 710.000 đ (khi ký: 1.420.000 đ)" in told


async def test_what_rested_on_it_is_marked_and_touched_by_nothing(it: Pages, done: Signed) -> None:
    for of in (f"/dossiers/{done.team}", f"/dossiers/{done.team}/why"):
        told = plain(await page(it, SECRETARY, of))
        assert "Dựa trên danh hiệu đã bị hủy bỏ: Lao động tiên tiến năm 2024" in told and "Lò Thị Mẫu" in told, of
    assert "Đã quyết định tặng" in plain(await page(it, SECRETARY, f"/dossiers/{done.team}"))
    assert "Dựa trên danh hiệu đã bị hủy bỏ" in plain(await page(it, SECRETARY, f"/decisions/{done.city}"))
    assert "Dựa trên" not in plain(await page(it, SECRETARY, f"/dossiers/{done.second}"))
    answer = await it.client.get(
        f"/awards/nominations/{done.team}/why", headers=it.submissions.headers(SECRETARY), params={"after": it.last}
    )
    [rested] = answer.json()["rested"]
    assert (rested["nomination_id"], rested["annulled_by"]) == (done.first, "106/QĐ-UBND")


async def test_the_public_reads_that_a_line_was_annulled_and_no_name(it: Pages, done: Signed) -> None:
    told = plain(await it.client.get(f"{PAGES}/decisions/{done.decision}"))
    assert "Hủy bỏ 1/2 danh hiệu" in told and "106/QĐ-UBND" in told and "Lò Thị Mẫu" not in told
    assert "Hủy bỏ 1/2 danh hiệu" in plain(await it.client.get(f"{PAGES}/decisions"))
    register = plain(await page(it, CLERK, "/register"))
    assert "Đã hủy bỏ" in register and "Hủy bỏ theo văn bản số 106/QĐ-UBND" in register


async def test_the_accountant_records_that_the_money_came_back_and_takes_the_record_back(
    it: Pages, done: Signed
) -> None:
    assert "Ghi đã thu hồi" not in plain(await page(it, CLERK, f"/dossiers/{done.first}")), "it brought no object"
    here = f"/payments/{done.decision}"
    assert "Phải thu hồi 710.000 đồng" in plain(await page(it, ACCOUNTANT, here))
    voucher = {"voucher": "PT-015/2024", "way": "cash", "nominations": done.first}
    early = await confirmed(it, ACCOUNTANT, f"{here}/do/recover-money", voucher | {"recovered_on": "31/10/2024"})
    assert 'id="recovered_on-loi"' in early.text
    paid = await confirmed(it, ACCOUNTANT, f"{here}/do/recover-money", voucher | {"recovered_on": "1/11/2024"})
    assert paid.status_code == 303, plain(paid)
    told = plain(await page(it, ACCOUNTANT, here))
    assert "Thu hồi 710.000 đồng ngày 01/11/2024, tiền mặt, chứng từ số PT-015/2024" in told
    back = await overwriting(
        it, ACCOUNTANT, f"{here}/do/take-back-recovery", {"nominations": done.first, "mistake": "not-done"}
    )
    assert back.status_code == 303, plain(back)
    assert "Phải thu hồi 710.000 đồng" in plain(await page(it, ACCOUNTANT, here))


async def test_a_correction_names_its_paper_shows_how_the_line_reads_and_is_taken_back(it: Pages, done: Signed) -> None:
    here = f"/decisions/{done.decision}"
    form = f"{here}/do/correct"
    row = {
        "corrections-0-nomination_id": done.second,
        "corrections-0-part": "name",
        "corrections-0-written": "Vàng A Mẫu",
        "corrections-0-reads": "Vàng A Mẩu",
    }
    paper = {"document_number": "107/QĐ-UBND", "signed_on": "1/11/2024"}
    assert (await page(it, CHAIRMAN, form)).text.count('value="107/QĐ-UBND"') == 1, "the next number"
    nothing = await sent(it, CHAIRMAN, form, row | paper | {"corrections-0-reads": "Vàng A Mẫu"})
    assert nothing.status_code in (409, 422) and "không có gì để đính chính" in plain(nothing)
    used = await sent(it, CHAIRMAN, form, row | paper | {"document_number": "106/QĐ-UBND"})
    assert "đã được cấp cho văn bản khác" in plain(used)
    other = await sent(it, CHAIRMAN, form, row | paper | {"corrections-0-written": "Giàng Thị Khác"})
    assert other.status_code == 422 and "không đúng chữ dòng này đang ghi" in plain(other)
    elsewhere = {"corrections-0-part": "place", "corrections-0-written": "Tổ 7", "corrections-0-reads": "Tổ 9"}
    asked = await sent(it, CHAIRMAN, form, row | paper | elsewhere)
    assert asked.status_code == 422 and "Dòng này đang ghi “Tổ dân phố số 8”" in plain(asked)
    corrected = await sent(it, CHAIRMAN, form, row | paper)
    assert corrected.status_code == 303, plain(corrected)
    said = "Đã đính chính họ tên, tên gọi theo văn bản số 107/QĐ-UBND ngày 01/11/2024"
    for shown in (await page(it, CHAIRMAN, here), await page(it, CLERK, "/register")):
        told = plain(shown)
        assert "Vàng A Mẩu" in told and f"{said}: “Vàng A Mẩu”, trước ghi “Vàng A Mẫu”" in told
    past = plain(await page(it, "head-T8", f"/dossiers/{done.second}"))
    assert "Đã ghi “Vàng A Mẫu”, đính chính là “Vàng A Mẩu”." in past
    public = plain(await it.client.get(f"{PAGES}/decisions/{done.decision}"))
    assert said in public and "Mẩu" not in public
    mended = text_of_pdf((await page(it, CHAIRMAN, f"{here}/papers/2/paper.pdf")).content)
    assert letters("Đính chính chữ ghi sai trong danh sách kèm theo Quyết định số 105/QĐ-UBND") in mended
    assert letters("Vàng A Mẩu") in mended and letters("Số: 107/QĐ-UBND") in mended
    first = text_of_pdf((await page(it, CHAIRMAN, f"{here}/paper.pdf")).content)
    assert letters("Vàng A Mẫu") in first, "what was signed stays as it was"
    dossier = f"/dossiers/{done.second}"
    for who, of in (
        (CHAIRMAN, f"{here}/do/annul"),
        (CLERK, dossier),
        (CLERK, f"{dossier}/why"),
        (CLERK, "/dossiers"),
        (CHAIRMAN, form),
    ):
        told = plain(await page(it, who, of))
        assert "Vàng A Mẩu" in told and "năm 2024 · Vàng A Mẫu" not in told, of
    assert "Vàng A Mẩu" in plain(await sent(it, CLERK, "/dossiers", {"tim": "Vàng A Mẩu"}))
    assert "chữ đúng đọc trong văn bản đó" in public, "where to read the name that is told to nobody here"
    again = row | {"corrections-0-written": "Vàng A Mẫu", "corrections-0-reads": "Vàng A Mậu"}
    stale = await sent(it, CHAIRMAN, form, again | {"document_number": "120/QĐ-UBND", "signed_on": "1/11/2024"})
    assert "không đúng chữ dòng này đang ghi" in plain(stale), "the line reads otherwise since"
    assert "Rút đính chính nhầm" not in plain(await page(it, CLERK, here)), "by whoever signed it"
    back = f"{here}/do/withdraw-correction"
    assert 'value="107/QĐ-UBND"' in (await page(it, CHAIRMAN, back)).text
    wrong = {"document_number": "107/QĐ-UBND", "mistake": "wrong-words"}
    taken = await sent(it, CHAIRMAN, back, wrong)
    assert taken.status_code == 303, plain(taken)
    told = plain(await page(it, CHAIRMAN, here))
    assert "Vàng A Mẩu" not in told and "Rút văn bản đính chính số 107/QĐ-UBND: ghi sai chữ đính chính." in told
    past = plain(await page(it, "head-T8", f"/dossiers/{done.second}"))
    assert "Rút văn bản đính chính số 107/QĐ-UBND, dòng này ghi như trước." in past
    assert (await sent(it, CHAIRMAN, back, wrong)).status_code == 422


async def test_of_two_papers_of_one_number_the_last_is_taken_from_the_register_first(it: Pages, done: Signed) -> None:
    key = (QUYET_THANG, UUID(done.city), UUID(done.team))
    years = """
    SELECT corrected_in, document_number, decided_on FROM golden_register
    WHERE ward_code = $1 AND decision_id = $2 AND nomination_id = $3
    """
    seen = []
    async with held(it.runtime.projector) as connection:
        undone = connection.transaction()
        await undone.start()

        async def row() -> tuple[Any, ...]:
            return tuple(*await connection.fetch(years, *key))

        was = (await row())[1:]
        now = ("2211/QĐ-UBND", date(2024, 12, 3))
        for year, number, day in ((2025, now[0], None), (2025, None, now[1]), (2026, None, None)):
            await connection.execute(CORRECTED, *key, "9/QĐ", year, number, day, "")
        for back in ((None, None), (was[0], None), (None, was[1])):
            seen.append(await row())
            await connection.execute(UNCORRECTED, *key, "9/QĐ", *back)
        seen.append(await row())
        await undone.rollback()
    assert seen == [([2025, 2026], *now), ([2025], *now), ([], was[0], now[1]), ([], *was)]


async def test_a_decision_is_found_by_the_number_of_its_papers_in_any_writing(it: Pages, done: Signed) -> None:
    async def found(asked: str) -> list[str]:
        answer = await it.client.post(f"{PAGES}/decisions", data={"tim": asked}, headers={"origin": it.base})
        assert answer.status_code == 200, answer.text
        return re.findall(r"Quyết định số ([^<]+)</a>", answer.text)

    for asked in (
        "105/QĐ-UBND",
        "105 qd ubnd",
        "105qđubnd",
        "105 / QĐ – UBND",
        "105/QDUBND",
        "106/qđ-ubnd",
        "106QDUBND",
    ):
        assert await found(asked) == ["105/QĐ-UBND"], asked
    assert await found("2210QĐ/UBND") == ["2210/QĐ-UBND"]
    form = {"tim": "107 qdubnd", "nam": ""}
    assert "Vàng A Mẫu" not in plain(await sent(it, CLERK, "/register", form)), "its correction was taken back"
    assert "Lò Thị Mẫu" in plain(await sent(it, CLERK, "/register", {"tim": "106qđ-ubnd", "nam": ""}))


async def test_what_was_annulled_wrongly_is_restored_and_the_marks_go(it: Pages, done: Signed) -> None:
    here = f"/decisions/{done.decision}"
    form = f"{here}/do/restore"
    paper = {"document_number": "108/QĐ-UBND", "signed_on": "1/11/2024", "nominations": done.first}
    restored = await confirmed(it, CHAIRMAN, form, paper)
    assert restored.status_code == 303, plain(restored)
    told = plain(await page(it, CHAIRMAN, f"/decisions/{done.decision}"))
    assert "Khôi phục 1 danh hiệu theo văn bản số 108/QĐ-UBND" in told and "Tiền thưởng 1.420.000 đ" in told
    assert "Dựa trên" not in plain(await page(it, SECRETARY, f"/dossiers/{done.team}"))
    papers = re.findall(
        r'href="(/awards/pages[^"]+/papers/\d/paper\.pdf)">([^<]+)', (await page(it, CHAIRMAN, here)).text
    )
    assert [unescape(name) for _, name in papers] == [
        "Quyết định hủy bỏ số 106/QĐ-UBND: bản in (PDF)",
        "Quyết định khôi phục số 108/QĐ-UBND: bản in (PDF)",
    ], "what was taken back is no paper"
    said = [text_of_pdf((await page(it, CHAIRMAN, at.removeprefix(PAGES))).content) for at, _ in papers]
    assert letters("Hủy bỏ danh hiệu thi đua đã tặng cho 1 cá nhân tại Quyết định số 105/QĐ-UBND") in said[0]
    assert letters("Thu hồi 710.000 đồng") in said[0] and letters("Lò Thị Mẫu") in said[0]
    assert letters("Khôi phục danh hiệu thi đua đã tặng cho 1 cá nhân") in said[1]
    past = plain(await page(it, CLERK, f"/dossiers/{done.first}/why"))
    assert past.index("Hủy bỏ danh hiệu theo văn bản số 106") < past.index("Khôi phục danh hiệu theo văn bản số 108")


async def test_a_citys_decision_recorded_by_mistake_and_then_its_letter_are_taken_back(it: Pages, done: Signed) -> None:
    assert "Rút quyết định ghi nhầm" not in plain(await page(it, CLERK, f"/decisions/{done.decision}"))
    assert "Rút quyết định ghi nhầm" in plain(await page(it, CLERK, f"/decisions/{done.city}"))
    answered = await sent(it, CHAIRMAN, f"/letters/{done.letter}/do/recall", {"mistake": "wrong-list"})
    assert "không thu hồi được nữa" in plain(answered)
    taken = await sent(it, CLERK, f"/decisions/{done.city}/do/withdraw", {"mistake": "twice"})
    assert taken.status_code == 303, plain(taken)
    assert "Đã trình thành phố" in plain(await page(it, CLERK, f"/dossiers/{done.team}"))
    assert "2210" not in plain(await it.client.get(f"{PAGES}/decisions"))
    letter = {"recipient": "Sở Nội vụ thành phố", "document_number": "1/CV-UBND", "signed_on": "1/11/2024"}
    assert 'value="1/CV-UBND"' in (await page(it, CHAIRMAN, f"/letters/{done.letter}/do/correct")).text
    unseen = await sent(it, CHAIRMAN, f"/letters/{done.letter}/do/correct", letter)
    assert unseen.status_code == 409, "who does not say what they have seen overwrites nothing"
    here, body = f"/letters/{done.letter}:correct", letter | {"signed_on": "2024-11-01"}
    assert await refused(it, CHAIRMAN, here, body) == (428, "if-match.missing")
    assert await refused(it, CHAIRMAN, here, body, **{"If-Match": '"7"'}) == (412, "version.changed")
    read = await it.client.get(f"/awards/letters/{done.letter}", headers=it.submissions.headers(CHAIRMAN))
    assert (read.headers["etag"], read.json()["recipient"]) == ('"1"', "Sở Nội vụ")
    corrected = await overwriting(it, CHAIRMAN, f"/letters/{done.letter}/do/correct", letter)
    assert corrected.status_code == 303, plain(corrected)
    assert "Sở Nội vụ thành phố" in plain(await page(it, CHAIRMAN, f"/letters/{done.letter}"))
    recalled = await sent(it, CHAIRMAN, f"/letters/{done.letter}/do/recall", {"mistake": "wrong-list"})
    assert recalled.status_code == 303, plain(recalled)
    assert "Đã thu hồi" in plain(await page(it, CHAIRMAN, f"/letters/{done.letter}"))
    assert done.team in (await page(it, CHAIRMAN, "/letters/do/forward")).text, "to be sent up anew"


async def test_a_reason_of_another_level_is_not_offered(it: Pages, done: Signed) -> None:
    unit = await it.unit("T10", "Tổ dân phố số 10")
    team = await it.proposed("T10", unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM)
    await session_of(it, team)
    sheet: dict[str, Any] = {"number": 60, "symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Sở Nội vụ"}
    await it.did(CHAIRMAN, "/letters", sheet | {"nominations": [team]})
    form = await page(it, CLERK, "/decisions/do/record")
    assert "Hội đồng không thông qua" not in plain(form) and "Thành phố không quyết định tặng" in plain(form)
    every = await sent(it, CLERK, "/decisions/do/record", {"_all": "awarded"})
    assert not any(name.startswith("refused") for name in names_of(every)), "nothing is left to be refused"
    assert "Thành phố không" not in plain(await page(it, CHAIRMAN, f"/dossiers/{done.second}/do/refuse"))


async def test_what_the_city_does_to_its_decision_is_recorded_by_the_office_and_never_signed_here(it: Pages) -> None:
    unit = await it.unit("T11", "Tổ dân phố số 11")
    team = await it.proposed("T11", unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM)
    person = await it.person("Sùng A Mẫu", unit)
    fighter = await it.proposed("T11", unit, person, "CSTDCS", merits=GOOD | {"rating": "outstanding"})
    await session_of(it, team, fighter)
    sheet: dict[str, Any] = {"number": 61, "symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Sở Nội vụ"}
    await it.did(CHAIRMAN, "/letters", sheet | {"nominations": [team, fighter]})
    signer = "Chủ tịch Ủy ban nhân dân thành phố"
    answer = {
        "document_number": "2215/QĐ-UBND",
        "signed_on": "2024-11-01",
        "signer_position": signer,
        "awarded": [team, fighter],
    }
    decision = str((await it.did(CLERK, "/city-decisions", answer))["id"])
    here = f"/decisions/{decision}"
    for who in (CHAIRMAN, CLERK):
        acts = set(re.findall(rf"{decision}/do/([a-z-]+)", (await page(it, who, here)).text))
        assert acts == {"record-annulment", "record-correction", "withdraw"}, "the ward signs nothing of the city's"
    paper = {"document_number": "2300/QĐ-UBND", "signed_on": "2024-11-01"}
    grounds = {"reason_code": "false-merit", "reason": "Kê khai sai"}
    signs = await it.client.post(
        f"/awards{here}:annul",
        json={"nominations": [team], **grounds, **paper},
        headers=it.submissions.headers(CHAIRMAN),
    )
    assert (signs.status_code, signs.json()["code"]) == (409, "decision.citys-own")
    assert "Việc này không còn thực hiện được" in plain(await page(it, CHAIRMAN, f"{here}/do/annul"))
    forms = paper | {"signed_on": "1/11/2024", "nominations": [team, fighter], "signer_position": signer}
    annulled = await confirmed(it, CLERK, f"{here}/do/record-annulment", forms | grounds)
    assert annulled.status_code == 303, plain(annulled)
    told = plain(await page(it, CLERK, here))
    assert "Ghi nhận quyết định của thành phố, ký ngày 01/11/2024: tặng 2 danh hiệu." in told
    assert f"văn bản của thành phố số 2300/QĐ-UBND ngày 01/11/2024, {signer} ký: hủy bỏ 2 danh hiệu" in told
    back = {"document_number": "31/PT", "recovered_on": "1/11/2024"}
    assert (await sent(it, CLERK, f"/dossiers/{fighter}/do/recover", back)).status_code == 303
    nothing = await sent(it, CLERK, f"/dossiers/{team}/do/recover", back)
    assert nothing.status_code != 303, "the city's money is in no account of the ward, and there was no object"
    restoring = forms | {"document_number": "2301/QĐ-UBND"}
    restored = await confirmed(it, CLERK, f"{here}/do/record-restoration", restoring)
    assert restored.status_code == 303, plain(restored)
    for written in ("2300/QĐ-UBND", "02300 /qđ-ubnd"):
        late = await it.client.post(
            f"/awards{here}:withdraw-city-annulment",
            json={"document_number": written, "mistake": "twice"},
            headers=it.submissions.headers(CLERK),
        )
        assert (late.status_code, late.json()["code"]) == (409, "decision.restored-since"), late.text
    dossier = plain(await page(it, CLERK, f"/dossiers/{fighter}"))
    assert "Đã thu hồi nên phải trao lại." in dossier and "Ghi đã trao lại" in dossier
    again = {"document_number": "22/PC", "repaid_on": "1/11/2024"}
    assert (await sent(it, CLERK, f"/dossiers/{fighter}/do/repay", again)).status_code == 303
    paid = plain(await page(it, CLERK, f"/dossiers/{fighter}"))
    assert "Đã trao lại theo chứng từ số 22/PC" in paid and "Ghi đã trao lại" not in paid
    mended = {
        "corrections-0-nomination_id": team,
        "corrections-0-part": "name",
        "corrections-0-written": "Tổ dân phố 11",
        "corrections-0-reads": "Tổ dân phố số 11 (mẫu)",
        "document_number": "2302/QĐ-UBND",
        "signed_on": "1/11/2024",
        "signer_position": signer,
    }
    corrected = await sent(it, CLERK, f"{here}/do/record-correction", mended)
    assert corrected.status_code == 303, plain(corrected)
    assert "Ghi nhận văn bản của thành phố số 2302/QĐ-UBND" in plain(await page(it, CLERK, here))
    public = plain(await it.client.get(f"{PAGES}{here}"))
    assert "Tổ dân phố số 11 (mẫu)" in public and "trước ghi “Tổ dân phố 11”" in public, (
        "a collective is called by name"
    )
    slip = {"document_number": "2302/QĐ-UBND", "mistake": "twice"}
    assert (await sent(it, CLERK, f"{here}/do/withdraw-city-correction", slip)).status_code == 303
    assert "Rút văn bản đính chính số 2302/QĐ-UBND" in plain(await page(it, CLERK, here))
    assert "Tổ dân phố số 11 (mẫu)" not in plain(await it.client.get(f"{PAGES}{here}"))
    wrong = forms | {"document_number": "2303/QĐ-UBND"} | grounds
    assert (await confirmed(it, CLERK, f"{here}/do/record-annulment", wrong)).status_code == 303
    slip = {"document_number": "2303/QĐ-UBND", "mistake": "wrong-line"}
    assert (await sent(it, CLERK, f"{here}/do/withdraw-city-annulment", slip)).status_code == 303
    told = plain(await page(it, CLERK, here))
    assert "Rút ghi nhận hủy bỏ theo văn bản số 2303/QĐ-UBND: ghi hủy bỏ nhầm dòng." in told
    dossier = plain(await page(it, CLERK, f"/dossiers/{team}"))
    assert "Rút ghi nhận hủy bỏ theo văn bản số 2303/QĐ-UBND, danh hiệu vẫn có hiệu lực." in dossier


async def test_a_wrong_number_of_a_decision_is_corrected_and_it_reads_so_everywhere(it: Pages) -> None:
    unit = await it.unit("T12", "Tổ dân phố số 12")
    nomination = await it.proposed("T12", unit, await it.person("Lò Văn Số", unit))
    await session_of(it, nomination)
    paper = {"number": 205, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [nomination]}
    decision = str((await it.did(CHAIRMAN, "/decisions", paper))["id"])
    here = f"/decisions/{decision}"
    form = f"{here}/do/correct-number"
    assert "Đính chính số, ngày" in plain(await page(it, CHAIRMAN, here))
    assert "Đính chính số, ngày" not in plain(await page(it, CLERK, here))
    own = {"document_number": "210/QĐ-UBND", "signed_on": "1/11/2024"}
    none = await overwriting(it, CHAIRMAN, form, own)
    assert none.status_code in (409, 422) and 'id="reads_number-loi"' in none.text, plain(none)
    right = own | {"reads_number": "206/QĐ-UBND"}
    body = right | {"signed_on": "2024-11-01"}
    assert await refused(it, CHAIRMAN, f"{here}:correct-number", body) == (428, "if-match.missing")
    assert await refused(it, CHAIRMAN, f"{here}:correct-number", body, **{"If-Match": '"7"'}) == (
        412,
        "version.changed",
    )
    read = await it.client.get(f"/awards{here}", headers=it.submissions.headers(CHAIRMAN))
    assert read.headers["etag"] == '"1"'
    done = await overwriting(it, CHAIRMAN, form, right)
    assert done.status_code == 303, plain(done)
    told = plain(await page(it, CHAIRMAN, here))
    assert "Quyết định số 206/QĐ-UBND" in told and "Khi ký ghi số 205/QĐ-UBND, ngày 01/11/2024" in told
    assert "Quyết định số 206/QĐ-UBND" in plain(await page(it, CLERK, f"/dossiers/{nomination}"))
    assert "206/QĐ-UBND" in plain(await page(it, CLERK, "/register"))
    assert "Khi ký ghi số 205/QĐ-UBND" in plain(await it.client.get(f"{PAGES}/decisions/{decision}"))
    first = text_of_pdf((await page(it, CHAIRMAN, f"{here}/paper.pdf")).content)
    assert letters("Số: 205/QĐ-UBND") in first, "what was signed stays"
    mended = text_of_pdf((await page(it, CHAIRMAN, f"{here}/papers/1/paper.pdf")).content)
    assert letters("số quyết định đã ghi “205/QĐ-UBND”, đính chính là “206/QĐ-UBND”") in mended
    back = await sent(
        it, CHAIRMAN, f"{here}/do/withdraw-correction", {"document_number": "210/QĐ-UBND", "mistake": "wrong-words"}
    )
    assert back.status_code == 303, plain(back)
    told = plain(await page(it, CHAIRMAN, here))
    assert "Quyết định số 205/QĐ-UBND" in told and "Khi ký ghi số" not in told


async def test_a_decision_is_found_by_the_corrected_name_of_a_collective(it: Pages) -> None:
    unit = await it.unit("T13", "Tổ dân phố số 13")
    team = await it.proposed("T13", unit, unit, "TTLDTT", subject_kind="collective", merits=TEAM)
    await session_of(it, team)
    sheet: dict[str, Any] = {"number": 62, "symbol": "TTr-UBND", "signed_on": "2024-11-01", "recipient": "Sở Nội vụ"}
    letter = (await it.did(CHAIRMAN, "/letters", sheet | {"nominations": [team]}))["id"]
    signer = {"signer_position": "Chủ tịch Ủy ban nhân dân thành phố"}
    answer = {"document_number": "2216/QĐ-UBND", "signed_on": "2024-11-01", "awarded": [team]}
    decision = str((await it.did(CLERK, "/city-decisions", answer | signer))["id"])
    row = {
        "corrections-0-nomination_id": team,
        "corrections-0-part": "name",
        "corrections-0-written": "Tổ dân phố số 13",
        "corrections-0-reads": "Tổ dân phố Bản Thác",
    }
    paper = {"document_number": "2310/QĐ-UBND", "signed_on": "1/11/2024"}
    form = f"/decisions/{decision}/do/record-correction"
    done = await sent(it, CLERK, form, row | paper | signer)
    assert done.status_code == 303, plain(done)
    assert "Tổ dân phố Bản Thác" in plain(await page(it, CLERK, f"/letters/{letter}"))
    for asked in ("ban thac", "to dan pho so 13"):
        found = await it.client.post(f"{PAGES}/decisions", data={"tim": asked}, headers={"origin": it.base})
        assert "2216/QĐ-UBND" in found.text, asked
