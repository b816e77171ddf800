"""Prize money through pages, in a real browser: the accountant pays, takes one back, and gets back what an annulled line had brought."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page
from python_calamine import CalamineWorkbook

from deploy.local.postgres import Postgres
from tests.integration.test_awards_acts import confirmed, overwriting, page, plain, sent, session_of
from tests.integration.test_undoing_pages import PAGES, pictured
from tests.support.awards_pages import CHAIRMAN, CLERK, Pages, awards_pages
from tests.support.paged import browsing

ACCOUNTANT = "accountant-1"
NAMES = ("Lò Thị Mẫu", "Vàng A Mẫu", "Giàng A Mẫu")


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "payments", tmp_path_factory.mktemp("issuer")) as pages:
        await pages.grant(ACCOUNTANT, "finance-officer")
        yield pages


@pytest_asyncio.fixture(scope="module")
async def lines(it: Pages) -> list[str]:
    unit = await it.unit("T8", "Tổ dân phố số 8")
    found = [await it.proposed("T8", unit, await it.person(one, unit)) for one in NAMES]
    await session_of(it, *found)
    return found


@pytest_asyncio.fixture(scope="module")
async def decision(it: Pages, lines: list[str]) -> str:
    paper = {"number": 105, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": lines}
    return str((await it.did(CHAIRMAN, "/decisions", paper))["id"])


async def chosen(shown: Page, *names: str) -> None:
    for name in names:
        await shown.get_by_label(name).check()


async def ledger(it: Pages, decision: str) -> dict[str, Any]:
    answer = await it.client.get(
        f"/awards/payments/{decision}", headers=it.submissions.headers(ACCOUNTANT), params={"after": it.last}
    )
    assert answer.is_success, answer.text
    return dict(answer.json())


async def refused(it: Pages, who: str, path: str, body: Any) -> str:
    answer = await it.client.post(
        f"/awards/payments/{path}", json=body, headers=it.submissions.headers(who), params={"after": it.last}
    )
    assert not answer.is_success
    return str(answer.json()["code"])


async def test_the_accountant_pays_one_line_then_all_others_and_takes_one_back(
    it: Pages, decision: str, lines: list[str]
) -> None:
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 740}, locale="vi-VN")
        shown = await context.new_page()
        shown.set_default_timeout(60_000)
        await context.add_cookies([it.cookie(ACCOUNTANT)])  # type: ignore[list-item]
        await shown.goto(f"{it.base}{PAGES}/payments?after={it.last}")
        await pictured(shown, "accountant-360-payments")
        words = await shown.locator("main").inner_text()
        assert "Chưa chi hết" in words and "2.130.000" in words
        assert "Nghị định 73/2024/NĐ-CP là nguồn khác" in words, "another fund is named, and not in the sums"
        await shown.get_by_role("link", name="105/QĐ-UBND").click()
        await pictured(shown, "accountant-360-unpaid")
        words = await shown.locator("main").inner_text()
        assert all(name in words for name in NAMES)
        assert (
            "01/12/2024, 30 ngày từ ngày ký. Nguồn: Thông lệ chi của địa phương" in words
            and "chưa được xác nhận" in words
        )
        await shown.get_by_role("link", name="Ghi chi tiền thưởng").click()
        await chosen(shown, NAMES[0])
        await shown.get_by_role("button", name="Tiếp tục").click()
        await shown.locator("[name=paid_on]").fill("31/10/2024")
        await shown.locator("[name=voucher]").fill("PC-012/2024")
        await shown.locator("[name=way]").select_option("cash")
        await shown.get_by_role("button", name="Ghi đã chi").click()
        assert "Ghi đã chi 710.000 đồng tiền thưởng của 1 dòng." in await shown.locator("main").inner_text()
        await shown.locator("#paid_on-loi").wait_for()
        await pictured(shown, "accountant-360-too-early")
        await shown.locator("[name=paid_on]").fill("1/11/2024")
        await shown.get_by_role("button", name="Ghi đã chi").click()
        await shown.get_by_text("Đã ghi chi tiền thưởng.").wait_for()
        it.last = httpx.URL(shown.url).params["after"]
        await shown.set_viewport_size({"width": 1280, "height": 800})
        await pictured(shown, "accountant-1280-one-paid")
        assert "Chi 710.000 đồng ngày 01/11/2024, tiền mặt, chứng từ số PC-012/2024" in (
            await shown.locator("main").inner_text()
        )
    here = f"/payments/{decision}"
    form = plain(await page(it, ACCOUNTANT, f"{here}/do/pay"))
    assert NAMES[0] not in form and NAMES[1] in form, "what was paid is not offered again"
    rest = {
        "paid_on": "1/11/2024",
        "voucher": "PC-013/2024",
        "way": "transfer",
        "nominations": lines[1:],
    }
    paid = await confirmed(it, ACCOUNTANT, f"{here}/do/pay", rest)
    assert paid.status_code == 303, plain(paid)
    assert (await ledger(it, decision))["to_pay"] == 0
    again = {"paid_on": "2024-11-01", "voucher": "PC-014/2024", "way": "cash", "nominations": rest["nominations"]}
    assert await refused(it, ACCOUNTANT, f"{decision}:pay", again) == "payment.paid"
    back = {"nominations": rest["nominations"][-1], "mistake": "wrong-line"}
    assert await refused(
        it, ACCOUNTANT, f"{decision}:take-back-payment", back | {"nominations": [back["nominations"]]}
    ) == ("if-match.missing"), "a payment that was made since would be taken for the one that was meant"
    assert (await overwriting(it, ACCOUNTANT, f"{here}/do/take-back-payment", back)).status_code == 303
    assert (await ledger(it, decision))["to_pay"] == 710_000
    told = plain(await page(it, CHAIRMAN, f"/decisions/{decision}"))
    assert (
        "Rút ghi nhận chi 710.000 đồng tiền thưởng của 1 danh hiệu: ghi nhầm dòng. Còn phải chi 710.000 đồng." in told
    )


async def test_an_annulled_line_gives_back_what_it_was_paid_and_an_unpaid_one_nothing(
    it: Pages, decision: str, lines: list[str]
) -> None:
    here = f"/payments/{decision}"
    grounds = {"reason_code": "false-merit", "reason": "Kê khai sai", "document_number": "106/QĐ-UBND"}
    form = grounds | {"signed_on": "1/11/2024", "nominations": [lines[0], lines[2]]}
    shown = plain(await sent(it, CHAIRMAN, f"/decisions/{decision}/do/annul", form | {"_next": "1"}))
    assert "phải thu hồi 710.000 đồng tiền thưởng đã chi và hiện vật đã trao (nếu có)" in shown, "one of two was paid"
    assert (await confirmed(it, CHAIRMAN, f"/decisions/{decision}/do/annul", form)).status_code == 303
    found = await ledger(it, decision)
    assert (found["to_pay"], found["to_recover"], found["paid"]) == (0, 710_000, 1_420_000)
    unpaid = {"nominations": [lines[2]], "recovered_on": "2024-11-01", "voucher": "PT-1", "way": "cash"}
    assert await refused(it, ACCOUNTANT, f"{decision}:recover", unpaid) == "payment.nothing-to-recover"
    pays = {"nominations": [lines[2]], "paid_on": "2024-11-01", "voucher": "PC-9", "way": "cash"}
    assert await refused(it, ACCOUNTANT, f"{decision}:pay", pays) == "payment.annulled"
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
        shown_ = await context.new_page()
        shown_.set_default_timeout(60_000)
        await context.add_cookies([it.cookie(ACCOUNTANT)])  # type: ignore[list-item]
        await shown_.goto(f"{it.base}{PAGES}{here}?after={it.last}")
        await pictured(shown_, "accountant-1280-to-recover")
        await shown_.get_by_role("link", name="Ghi thu hồi tiền thưởng").click()
        await chosen(shown_, NAMES[0])
        await shown_.get_by_role("button", name="Tiếp tục").click()
        await shown_.locator("[name=recovered_on]").fill("1/11/2024")
        await shown_.locator("[name=voucher]").fill("PT-003/2024")
        await shown_.locator("[name=way]").select_option("cash")
        assert "Ghi đã thu hồi 710.000 đồng tiền thưởng của 1 dòng." in await shown_.locator("main").inner_text()
        await shown_.get_by_role("button", name="Ghi đã thu hồi").click()
        await shown_.get_by_text("Đã ghi thu hồi tiền thưởng.").wait_for()
        it.last = httpx.URL(shown_.url).params["after"]
        await pictured(shown_, "accountant-1280-recovered")
        await shown_.goto(f"{it.base}{PAGES}/money-entries?after={it.last}")
        await pictured(shown_, "accountant-1280-entries")
    settled = await ledger(it, decision)
    assert (settled["to_pay"], settled["to_recover"], settled["paid"]) == (0, 0, 710_000)
    assert [one["dong"] for one in settled["lines"][0]["moved"]] == [710_000, -710_000]


async def test_the_ledger_leaves_as_excel_and_sums_to_nothing(it: Pages, decision: str) -> None:
    answer = await page(it, ACCOUNTANT, "/money-entries/excel")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head = next(place for place, row in enumerate(rows) if "Ngày" in row)
    columns = {str(label): place for place, label in enumerate(rows[head]) if label}
    entries = [row for row in rows[head + 1 :] if row[columns["Nội dung"]]]

    def summed(label: str) -> int:
        return sum(int(str(row[columns[label]] or 0).removesuffix(".0")) for row in entries)

    decided, waiting = summed("Được thưởng (đ)"), summed("Chưa chi (đ)")
    owed, paid = summed("Phải thu hồi (đ)"), summed("Đã chi (đ)")
    assert decided + owed == waiting + paid
    assert (decided, waiting, owed, paid) == (710_000, 0, 0, 710_000), "one line of three stands, paid"


async def test_only_the_accountant_and_the_chairman_read_the_money_and_the_accountant_alone_moves_it(
    it: Pages, decision: str, lines: list[str]
) -> None:
    asked = await it.client.get(f"/awards/payments/{decision}", headers=it.submissions.headers(CLERK))
    assert asked.status_code == 403, asked.text
    year = plain(await page(it, CHAIRMAN, "/money-years"))
    assert "100% 710.000 710.000 0 0" in year, year
    shown = await page(it, CHAIRMAN, f"/payments/{decision}")
    assert shown.status_code == 200 and "/do/" not in shown.text.split('id="tien-thuong"')[1]
    pays = {"nominations": [lines[1]], "paid_on": "2024-11-01", "voucher": "PC-9", "way": "cash"}
    assert await refused(it, CHAIRMAN, f"{decision}:pay", pays) == "mandate.role"
