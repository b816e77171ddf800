"""Scorecards of residential groups over pages and API: a sheet, a group that scores itself, checked, published, each step undone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.submissions.ids import scorecard_id
from tests.integration.test_directives_pages import looked_at
from tests.integration.test_plans_pages import page_of, press, text
from tests.integration.test_register_pages import CLERK, seen
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.signed_in import KEY
from tests.support.submissions import QUYET_THANG, Submissions, submissions

SHEETS = "/submissions/pages/score-sheets"
HEAD, OTHER = (f"head-{QUYET_THANG}-{code}" for code in ("TDP1", "TDP2"))
OF: dict[str, str] = {}
RATE = {
    "code": "TC1",
    "name": "Hộ đạt Gia đình văn hóa",
    "points": "60",
    "kind": "ratio-to-target",
    "of": "Số hộ đạt",
    "per": "Tổng số hộ",
    "scale": "0.9",
}
FINED = {"code": "TC2", "name": "Vụ việc mất an ninh", "points": "0", "kind": "deduction", "of": "Số vụ", "scale": "5"}


def figures(count: int, fined: int = 0) -> list[dict[str, Any]]:
    return [{"code": "TC1", "count": count, "base": 60}, {"code": "TC2", "count": fined}]


def card_of(sheet: str, code: str) -> str:
    """The scorecard of a group by a sheet."""
    return f"/scorecards/{scorecard_id(UUID(sheet), UUID(OF[code]))}"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two residential groups."""
    async with submissions(postgres, "scorecards", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        for code in ("TDP1", "TDP2"):
            OF[code] = await running.unit(code)
        await eventually(running.caught_up, True)
        yield running


@pytest.mark.needs("chromium-headless-shell")
async def test_a_sheet_is_issued_a_group_scores_itself_and_is_shown_what_was_checked(it: Submissions) -> None:
    async with browsing() as browser:
        clerk = await page_of(it, browser, CLERK, SHEETS)
        assert "Chưa ban hành bảng tiêu chí nào." in await text(clerk)
        await clerk.get_by_role("link", name="Ban hành bảng tiêu chí").first.click()
        await clerk.fill("#year", str(it.today().year))
        for name, value in RATE.items():
            if name == "kind":
                await clerk.select_option("#lines-0-kind", value)
            else:
                await clerk.fill(f"#lines-0-{name}", value.replace(".", ","))
        await looked_at(clerk, "score-sheet-form")
        await press(clerk, "Ban hành bảng tiêu chí", "**done=issue**")
        sheet = clerk.url.partition("?")[0]
        assert "Hộ đạt Gia đình văn hóa" in await text(clerk)
        await clerk.get_by_role("link", name="Sửa bảng tiêu chí", exact=True).click()
        assert await clerk.input_value("#lines-0-scale") == "0,9"
        await clerk.fill("#lines-0-points", "50")
        await press(clerk, "Lưu bảng tiêu chí", "**done=amend**")

        unit = await page_of(it, browser, HEAD, sheet)
        await unit.get_by_role("link", name="Tự chấm điểm", exact=True).click()
        asked = await text(unit)
        assert "Tiêu chí 1: TC1 – Hộ đạt Gia đình văn hóa" in asked and "Tối đa 50 điểm" in asked
        assert "Số liệu: số hộ đạt; so với: tổng số hộ." in asked and "Thêm tiêu chí" not in asked
        await unit.fill("#figures-0-count", "27")
        await unit.fill("#figures-0-base", "60")
        await looked_at(unit, "score-form")
        await press(unit, "Gửi bảng điểm", "**done=score**")
        card = f"/submissions/pages{card_of(sheet.rpartition('/')[2], 'TDP1')}"
        await unit.goto(card)
        assert "25" in await text(unit) and "Chờ kiểm tra" in await text(unit)
        await unit.goto(sheet)
        assert "Tự chấm điểm" not in await unit.locator(".actions").inner_text(), "what was sent is mended on its page"
        await unit.goto(card)

        await clerk.goto(card)
        await clerk.get_by_role("link", name="Trả lại", exact=True).click()
        await clerk.get_by_label("Số liệu chưa đúng").check()
        await press(clerk, "Trả lại để sửa", "**done=return**")
        await unit.reload()
        await unit.get_by_role("link", name="Sửa, gửi lại", exact=True).click()
        assert "Phường, xã trả lại, phải sửa: số liệu chưa đúng." in await text(unit)
        assert await unit.input_value("#figures-0-count") == "27"
        await looked_at(unit, "score-mend-form")
        await press(unit, "Gửi lại bảng điểm", "**done=mend**")

        await clerk.goto(card)
        await clerk.get_by_role("link", name="Kiểm tra", exact=True).click()
        assert "Tổ, bản tự chấm: 27 / 60, được 25,00 điểm." in await text(clerk)
        assert await clerk.input_value("#figures-0-count") == "27"
        await clerk.fill("#figures-0-count", "54")
        await clerk.get_by_text("Đã lưu ").wait_for()
        await clerk.reload()
        assert await clerk.input_value("#figures-0-count") == "54" and "Dùng bản nháp" not in await text(clerk)
        again = [{"code": "TC1", "count": 30, "base": 60}]
        at = card.removeprefix("/submissions/pages")
        await it.did(HEAD, f"{at}:mend", {"figures": again}, seen=await it.version(HEAD, at))
        await eventually(it.caught_up, True)
        await clerk.reload()
        assert await clerk.input_value("#figures-0-count") == "30"
        assert "Nội dung này đã thay đổi sau khi đồng chí lưu bản nháp" in await text(clerk)
        await looked_at(clerk, "score-check-form")
        await clerk.get_by_role("button", name="Dùng bản nháp").click()
        await clerk.locator(".now").wait_for()
        assert await clerk.input_value("#figures-0-count") == "54" and "Hiện nay: 30" in await text(clerk)
        await press(clerk, "Ghi kết quả kiểm tra", "**done=check**")
        assert "54 / 60" in await text(clerk)
        await unit.goto(card)
        assert "54 / 60" not in await text(unit) and "Chưa công bố điểm." in await text(unit)
        await clerk.get_by_role("link", name="Công bố điểm", exact=True).click()
        await press(clerk, "Công bố điểm", "**done=publish**")
        await unit.goto(card)
        assert "54 / 60" in await text(unit) and "Đã công bố" in await text(unit)
        await looked_at(unit, "scorecard")


async def test_each_step_is_undone_over_the_api_and_nobody_scores_another_s_group(it: Submissions) -> None:
    year = it.today().year - 1
    issue = {"year": year, "lines": [RATE, FINED]}
    sheet = str((await it.did(CLERK, "/score-sheets", issue))["id"])
    assert await it.refused(CLERK, "/score-sheets", issue) == (409, "score-sheet.already-issued")
    send, body = f"/score-sheets/{sheet}:score", {"unit_id": OF["TDP2"], "figures": figures(40, 1)}
    assert await it.refused(HEAD, send, body) == (404, "not-found")
    lacking = await it.post(OTHER, send, body | {"figures": figures(40)[:1]})
    assert lacking.status_code == 422 and lacking.json()["errors"] == [
        {"place": "/body/figures", "code": "score.figure-missing", "sentence": lacking.json()["detail"]}
    ]
    await it.did(OTHER, send, body)
    card, found = card_of(sheet, "TDP2"), {"figures": figures(54, 1)}
    assert (await it.post(OTHER, f"{card}:check", found)).status_code == 403
    assert "39,44" in await seen(it, OTHER, card)
    await it.did(CLERK, f"{card}:return", {"reasons": ["figures"]})
    await it.did(CLERK, f"{card}:take-back-return", {"reason": "slip"})
    assert await it.refused(HEAD, f"{card}:take-back", {"reason": "content"}) == (404, "not-found")
    await it.did(OTHER, f"{card}:take-back", {"reason": "content"})
    await it.did(OTHER, send, body)
    await eventually(it.caught_up, True)
    assert await it.refused(CLERK, f"{card}:check", found) == (428, "if-match.missing")
    assert await it.refused(CLERK, f"{card}:check", found, seen=1) == (412, "version.changed")
    await it.did(CLERK, f"{card}:check", found, seen=await it.version(CLERK, card))
    assert (await it.get(HEAD, card)).status_code == 404, "another group's"
    assert await it.refused(OTHER, send, body) == (409, "score.checked")
    await it.did(CLERK, f"{card}:publish")
    assert "54 / 60" in await seen(it, OTHER, card)
    leaving = await seen(it, CLERK, f"/score-sheets/{sheet}/do/withdraw")
    assert "Bảng điểm đã công bố: 1, vẫn giữ. Bảng điểm chưa công bố: 0, hết hiệu lực." in leaving
    await it.did(CLERK, f"{card}:unpublish", {"reason": "slip"})
    assert "54 / 60" not in await seen(it, OTHER, card) and "54 / 60" in await seen(it, CLERK, card)
    await it.did(CLERK, f"{card}:take-back-check", {"reason": "slip"})
    assert "54 / 60" not in await seen(it, CLERK, card)
    await it.did(CLERK, f"{card}:return", {"reasons": ["figures"]})
    mended, seen_of = {"figures": figures(50)}, await it.version(OTHER, card)
    assert await it.refused(HEAD, f"{card}:mend", mended, seen=seen_of) == (404, "not-found")
    assert await it.refused(OTHER, f"{card}:mend", mended) == (428, "if-match.missing")
    assert await it.refused(OTHER, f"{card}:mend", mended, seen=seen_of - 1) == (412, "version.changed")
    await it.did(OTHER, f"{card}:mend", mended, seen=seen_of)
    assert await it.refused(OTHER, send, body) == (409, "score.already-sent")
    assert ">Kiểm tra<" in await seen(it, CLERK, card)
    await it.did(CLERK, f"/score-sheets/{sheet}:withdraw", {"reason": "year"})
    await eventually(it.caught_up, True)
    asked = await it.refused(CLERK, f"{card}:check", found, seen=await it.version(CLERK, card))
    assert asked == (409, "score.released")
    ended = await seen(it, CLERK, card)
    assert "không còn được trả lại, kiểm tra, công bố" in ended
    assert ">Kiểm tra<" not in ended and ">Trả lại<" not in ended
    gone = await seen(it, CLERK, f"/score-sheets/{sheet}")
    assert "Các tiêu chí dưới đây là của bảng đã rút" in gone and RATE["name"] in gone
    assert f"/submissions/pages/score-sheets/do/issue?year={year}" in gone
    begun = await seen(it, CLERK, f"/score-sheets/do/issue?year={year}")
    assert RATE["name"] in begun and FINED["name"] in begun and f'value="{year}"' in begun
    assert FINED["name"] not in await seen(it, CLERK, "/score-sheets/do/issue")
    await it.did(CLERK, "/score-sheets", issue)
    await it.did(OTHER, send, body)
    await it.did(CLERK, f"{card}:check", found, seen=await it.version(CLERK, card))
    await eventually(it.caught_up, True)
    await it.did(CLERK, f"{card}:publish")
    assert "54 / 60" in await seen(it, OTHER, card)
    await it.did(CLERK, f"/score-sheets/{sheet}:withdraw", {"reason": "year"})
    await eventually(it.caught_up, True)
    assert "Đã công bố; bảng tiêu chí đã rút" in await seen(it, CLERK, card)
    assert "bảng điểm hết hiệu lực vì bảng tiêu chí đã rút" in await seen(it, CLERK, f"{card}/do/unpublish")
    await it.did(CLERK, f"{card}:unpublish", {"reason": "slip"})
    await eventually(it.caught_up, True)
    assert "Hết hiệu lực: bảng tiêu chí đã rút" in await seen(it, CLERK, card)


async def test_nobody_is_asked_to_publish_what_was_checked_by_a_sheet_that_was_written_anew(it: Submissions) -> None:
    """The task to publish ends with the check (`ScoreCheckTakenBack`), and the one to check or return opens again."""
    sheet = str((await it.did(CLERK, "/score-sheets", {"year": it.today().year - 3, "lines": [RATE, FINED]}))["id"])
    await it.did(OTHER, f"/score-sheets/{sheet}:score", {"unit_id": OF["TDP2"], "figures": figures(40)})
    card = card_of(sheet, "TDP2")
    await it.did(CLERK, f"{card}:check", {"figures": figures(40)}, seen=await it.version(CLERK, card))
    stricter = {"lines": [RATE | {"points": "40"}, FINED]}
    await it.did(CLERK, f"/score-sheets/{sheet}:amend", stricter, seen=1)

    async def stands() -> bool:
        return "Chờ kiểm tra; phải chấm lại vì bảng tiêu chí đã sửa" in await seen(it, CLERK, card)

    await eventually(stands, True)
    shown = await seen(it, CLERK, card)
    assert "Hủy kiểm tra: bảng tiêu chí đã sửa." in shown and "/do/publish" not in shown and "/do/return" in shown
    await it.did(OTHER, f"{card}:mend", {"figures": figures(50)}, seen=await it.version(OTHER, card))
    assert "/do/check" in await seen(it, CLERK, card)


@pytest.mark.needs("chromium-headless-shell")
async def test_what_was_typed_for_a_criterion_stays_with_it_when_the_sheet_is_amended(it: Submissions) -> None:
    """By their places, figures of one criterion stood in another's line, and were sent so."""
    lines = [RATE, FINED]
    sheet = str((await it.did(CLERK, "/score-sheets", {"year": it.today().year - 2, "lines": lines}))["id"])
    await eventually(it.caught_up, True)
    async with browsing() as browser:
        unit = await page_of(it, browser, HEAD, f"{SHEETS}/{sheet}/do/score")
        await unit.fill("#figures-0-count", "40")
        await unit.fill("#figures-0-base", "60")
        await unit.fill("#figures-1-count", "3")
        await unit.get_by_text("Đã lưu ").wait_for()
        added = {**FINED, "code": "TC3", "name": "Đốt rác ngoài trời"}
        amended = await it.post(CLERK, f"/score-sheets/{sheet}:amend", {"lines": [FINED, added]}, seen=1)
        assert amended.status_code == 200, amended.text
        await eventually(it.caught_up, True)
        await unit.reload()
        assert await unit.input_value("#figures-0-count") == ""
        await unit.get_by_role("button", name="Dùng bản nháp").click()
        await unit.get_by_text("TC1 (đã ghi 40, 60)").first.wait_for()
        assert "Tiêu chí 1: TC2" in await text(unit) and await unit.input_value("#figures-0-count") == "3"
        assert "Tiêu chí 2: TC3" in await text(unit) and await unit.input_value("#figures-1-count") == ""
        await unit.fill("#figures-1-count", "0")
        await press(unit, "Gửi bảng điểm", "**done=score**")


@pytest.mark.needs("chromium-headless-shell")
async def test_a_base_is_asked_where_something_is_compared_and_figures_beyond_the_most_are_read_again(
    it: Submissions,
) -> None:
    sheet = str((await it.did(CLERK, "/score-sheets", {"year": it.today().year - 4, "lines": [RATE, FINED]}))["id"])
    await eventually(it.caught_up, True)
    async with browsing() as browser:
        unit = await page_of(it, browser, HEAD, f"{SHEETS}/{sheet}/do/score")
        assert await unit.locator("#figures-0-base").count() == 1
        assert await unit.locator("#figures-1-base").count() == 0, "a fine is compared with nothing"
        await unit.fill("#figures-0-count", "120")
        await unit.fill("#figures-0-base", "60")
        await unit.fill("#figures-1-count", "0")
        await unit.get_by_role("button", name="Gửi bảng điểm").last.click()
        await unit.get_by_text("Đọc lại rồi bấm lần nữa").first.wait_for()
        assert "TC1: số liệu 120 / 60 tính ra 133,33 điểm, quá tối đa; chỉ được 60 điểm" in await text(unit)
        await press(unit, "Gửi bảng điểm", "**done=score**")
        amend = await page_of(it, browser, CLERK, f"{SHEETS}/{sheet}/do/amend")
        assert await amend.locator("#lines-0-per").count() == 1 and await amend.locator("#lines-1-per").count() == 0
