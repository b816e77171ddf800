"""Drafts on a real database: sealed, their author's alone, kept after the session, gone when sent and after a month."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import asyncpg
import httpx
import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.sweeping import DRAFTS_KEPT, sweeping
from services.chassis.web.drafts import MOST, Drafts, author_of, form_of, grouped
from services.chassis.web.session import Session
from tests.support.eventually import eventually
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import OPERATOR, QUYET_THANG, Submissions, submissions

PAGE, DRAFTS = "/submissions/pages/mandates", "/submissions/pages/drafts"
CLERK, OTHER = f"clerk-{QUYET_THANG}", "clerk-other"
TYPED = "nguyen-thi-chim-hoang-yen"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """A ward with two clerks."""
    async with submissions(postgres, "drafts", tmp_path_factory.mktemp("issuer"), session_key=KEY) as service:
        await service.ward()
        await service.grant(OPERATOR, OTHER, "clerk", ward=QUYET_THANG)
        await eventually(service.caught_up, True)
        yield service


@pytest_asyncio.fixture(autouse=True)
async def fresh(it: Submissions) -> None:
    await owner(it, "TRUNCATE web.drafts")


async def owner(it: Submissions, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(it.owner_url)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


def cookies(it: Submissions, who: str, device: str = "desk", lifetime: int = issuer.LIFETIME) -> dict[str, str]:
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who, lifetime=lifetime), f"csrf-{who}"))
    return {"cookie": f"{name}={value}; thidua-device={device}"}


async def page(it: Submissions, who: str, device: str = "desk", at: str = PAGE) -> str:
    answer = await it.client.get(at, headers=cookies(it, who, device))
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def value(html: str, field: str) -> str:
    """What stands in a field."""
    [tag] = re.findall(rf'<input id="{field}".*?>', html)
    return str(re.findall(r'value="(.*?)"', tag)[0])


async def marks(it: Submissions, who: str, at: str = PAGE) -> dict[str, str]:
    """What this person's form carries."""
    found = re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)"', await page(it, who, at=at))
    return {name: value for name, value in found if name != "_csrf"} | {"_csrf": f"csrf-{who}"}


async def saved(
    it: Submissions, who: str, device: str = "desk", seen: str = "", at: str = PAGE, **fields: str
) -> httpx.Response:
    form = await marks(it, who, at) | {name: text for name, text in fields.items() if text} | {"_since": seen}
    return await it.client.post(
        DRAFTS, data={**form, "_part": list(fields)}, headers=cookies(it, who, device) | {"hx-request": "draft"}
    )


async def test_what_one_types_is_there_on_another_device_and_nowhere_in_clear(it: Submissions) -> None:
    answer = await saved(it, CLERK, nguoi=TYPED)
    assert answer.status_code == 200 and answer.json()["said"].startswith("Đã lưu "), answer.text
    again, elsewhere = await page(it, CLERK), await page(it, CLERK, "phone")
    assert value(again, "nguoi") == value(elsewhere, "nguoi") == TYPED
    assert re.search(r"Bản nháp lưu lúc \d\d:\d\d:\d\d\.", again)
    assert re.search(r"Bản nháp lưu lúc \d\d:\d\d:\d\d trên thiết bị khác\.", elsewhere)
    [row] = await owner(it, "SELECT author, form, sealed, saved_at FROM web.drafts")
    assert TYPED.encode() not in bytes(row["sealed"])
    assert CLERK not in str(dict(row))


async def test_a_form_that_a_link_fills_in_has_a_draft_of_its_own(it: Submissions) -> None:
    """A draft about one thing never takes the place of the other whose button was pressed."""
    one, other = (f"/submissions/pages/units/do/register?code={code}" for code in ("TDP-1", "TDP-2"))
    await saved(it, CLERK, at=one, name="Tổ dân phố số 1", code="TDP-1")
    beside = await page(it, CLERK, at=other)
    assert (value(beside, "code"), value(beside, "name")) == ("TDP-2", "")
    again = await page(it, CLERK, at=one)
    assert (value(again, "code"), value(again, "name")) == ("TDP-1", "Tổ dân phố số 1")


async def test_a_colleague_of_the_same_role_neither_sees_nor_writes_it(it: Submissions) -> None:
    await saved(it, CLERK, nguoi=TYPED)
    assert value(await page(it, OTHER), "nguoi") == "" and "Bản nháp lưu" not in await page(it, OTHER)
    mine = await marks(it, CLERK)
    form = {**mine, "nguoi": "of-another", "_part": "nguoi"}
    for headers in (cookies(it, OTHER), cookies(it, CLERK) | {"origin": "https://mau.example"}):
        assert (await it.client.post(DRAFTS, data=form, headers=headers)).status_code == 403
    theirs = form | {"_csrf": f"csrf-{OTHER}"}
    assert (await it.client.post(f"{DRAFTS}/drop", data=theirs, headers=cookies(it, OTHER))).status_code == 403
    assert value(await page(it, CLERK), "nguoi") == TYPED


async def test_the_database_itself_gives_a_row_to_its_author_alone(it: Submissions) -> None:
    await saved(it, CLERK, nguoi=TYPED)
    for author, rows in ((author_of(CLERK), 1), (author_of(OTHER), 0), (None, 0)):
        async with it.runtime.api.acquire() as connection, connection.transaction():
            await connection.execute("SELECT set_config('app.author', $1, true)", str(author or ""))
            assert len(await connection.fetch("SELECT form FROM web.drafts")) == rows
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await it.runtime.projector.fetch("SELECT sealed FROM web.drafts")


async def test_the_newest_text_of_two_devices_wins_and_says_so(it: Submissions) -> None:
    first = await saved(it, CLERK, "desk", nguoi="an", ghi_chu="x")
    second = await saved(it, CLERK, "phone", seen="", nguoi="binh")
    assert "Thay chữ lưu lúc" in second.json()["said"] and second.json()["groups"] == {"ghi_chu": {"ghi_chu": ["x"]}}
    third = await saved(it, CLERK, "desk", seen=first.json()["at"], ghi_chu="y")
    assert third.json()["groups"] == {"nguoi": {"nguoi": ["binh"]}}, "the desk hears what the phone wrote over"
    assert value(await page(it, CLERK), "nguoi") == "binh"


async def test_a_form_that_was_sent_has_no_draft_and_one_that_was_refused_has(it: Submissions) -> None:
    form = await marks(it, CLERK) | {"vai-tro": "citizen", "nguoi": TYPED, "tu-ngay": "31/02/2026"}
    refused = await it.client.post(PAGE, data=form, headers=cookies(it, CLERK))
    assert refused.status_code == 422 and value(await page(it, CLERK), "tu-ngay") == "31/02/2026"
    form |= {"tu-ngay": f"{it.today():%d/%m/%Y}", "_key": "khoa-khac-cua-bieu-mau"}
    sent = await it.client.post(PAGE, data=form, headers=cookies(it, CLERK))
    assert sent.status_code == 303, sent.text
    assert await owner(it, "SELECT form FROM web.drafts") == []


async def test_a_control_character_is_pointed_at_and_loses_no_text(it: Submissions) -> None:
    form = await marks(it, CLERK) | {"vai-tro": "citizen", "nguoi": f"\x1f{TYPED}", "tu-ngay": "1/1/2026"}
    refused = await it.client.post(PAGE, data=form, headers=cookies(it, CLERK))
    assert refused.status_code == 422 and 'id="nguoi-loi"' in refused.text
    assert value(unescape(refused.text), "nguoi") == value(await page(it, CLERK), "nguoi") == TYPED
    assert (await saved(it, CLERK, nguoi="chim\0-yen")).status_code == 200
    assert value(await page(it, CLERK), "nguoi") == "chim-yen"


@pytest.mark.parametrize("ended", ["no cookie", "old token"])
async def test_a_session_that_ended_without_script_leaves_the_text_to_its_author(it: Submissions, ended: str) -> None:
    form = await marks(it, CLERK) | {"vai-tro": "citizen", "nguoi": TYPED}
    headers = {} if ended == "no cookie" else cookies(it, CLERK, lifetime=-3600)
    answer = await it.client.post(PAGE, data=form, headers=headers)
    assert (answer.status_code, unquote(answer.headers["location"])) == (303, f"/session/sign-in?then={PAGE}")
    assert value(await page(it, CLERK), "nguoi") == TYPED and value(await page(it, OTHER), "nguoi") == ""
    await owner(it, "TRUNCATE web.drafts")
    for wrong in ({"_draft": form["_draft"][:-4] + "AAAA"}, {"_draft": ""}):
        answer = await it.client.post(PAGE, data=form | wrong, headers=headers)
        assert unquote(answer.headers["location"]) == "/session/sign-in?then=/"
    assert (await it.client.post(PAGE, data=form, headers={"origin": "https://mau.example"})).status_code == 303
    assert await owner(it, "SELECT form FROM web.drafts") == [], "neither without our ticket nor from another site"


async def test_a_draft_is_dropped_by_its_author(it: Submissions) -> None:
    await saved(it, CLERK, nguoi=TYPED)
    answer = await it.client.post(f"{DRAFTS}/drop", data=await marks(it, CLERK), headers=cookies(it, CLERK))
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert value(await page(it, CLERK), "nguoi") == ""


async def test_a_form_that_may_bring_files_is_sent_and_its_draft_dropped_where_no_store_was_named(
    it: Submissions,
) -> None:
    signer = await it.person("Trần Văn Mẫu", await it.unit("T08"))
    await it.plan(signer, [it.obligation("Báo cáo tháng một", 30, 60)], number=1)
    await eventually(it.caught_up, True)
    head = f"head-{QUYET_THANG}-T08"
    [report] = [one["report_id"] for one in await it.reports(head, state="due")]
    at = f"/submissions/pages/reports/{report}/send"
    html = await page(it, head, at=at)
    assert "Hệ thống chưa có kho tệp" in html and "multipart/form-data" not in html
    assert f'formaction="{DRAFTS}/drop" formenctype="application/x-www-form-urlencoded"' in html
    form = await marks(it, head, at)
    answer = await it.client.post(f"{at}/check", data=form | {"so-van-ban": "05/BC-TDP"}, headers=cookies(it, head))
    assert answer.status_code == 422, "read, and the figures are asked for"
    assert value(await page(it, head, at=at), "so-van-ban") == "05/BC-TDP"
    answer = await it.client.post(f"{DRAFTS}/drop", data=form, headers=cookies(it, head))
    assert answer.status_code == 303 and value(await page(it, head, at=at), "so-van-ban") == ""


async def test_a_draft_is_bounded_in_size_and_an_author_in_drafts(it: Submissions) -> None:
    assert (await saved(it, CLERK, nguoi="x" * 65_000)).status_code == 200
    refused = await saved(it, CLERK, nguoi="x" * 66_000)
    assert (refused.status_code, refused.json()["code"]) == (413, "draft.too-large")
    drafts, at = Drafts(it.runtime.api, it.runtime.keys), it.runtime.clock.now()
    for number in range(MOST + 2):
        later = at + timedelta(seconds=number + 1)
        await drafts.save(author_of(CLERK), form_of(str(number)), grouped({"a": ["1"]}, later, ""))
    [row] = await owner(it, "SELECT count(*) AS kept FROM web.drafts")
    assert row["kept"] == MOST and value(await page(it, CLERK), "nguoi") == ""


async def test_a_draft_that_nobody_touched_for_a_month_is_swept(it: Submissions) -> None:
    drafts, now = Drafts(it.runtime.api, it.runtime.keys), it.runtime.clock.now()
    for form, age in (("old", DRAFTS_KEPT + timedelta(seconds=1)), ("young", DRAFTS_KEPT - timedelta(hours=1))):
        await drafts.save(author_of(CLERK), form_of(form), grouped({"a": [form]}, now - age, ""))
    await sweeping(it.runtime.projector, it.runtime.clock)()
    assert [row["form"] for row in await owner(it, "SELECT form FROM web.drafts")] == [form_of("young")]


async def test_without_its_author_s_key_a_draft_is_nothing(it: Submissions) -> None:
    await saved(it, OTHER, nguoi=TYPED)
    await it.runtime.keys.destroy(author_of(OTHER))
    assert value(await page(it, OTHER), "nguoi") == ""
    assert (await saved(it, OTHER, nguoi=TYPED)).status_code == 410


PLAN = {
    "title": "Kế hoạch", "recipients": "Lưu: VT", "year": "2025",
    "legal_bases-0-title": "Luật", "legal_bases-1-title": "Nghị định", "legal_bases-2-title": "Thông tư",
    "obligations-0-name": "Báo cáo năm", "obligations-0-period": "year", "obligations-0-unit_kinds": ["school", "office"],
}  # fmt: skip
ROWS = [f"legal_bases-{number}-title" for number in range(3)]


async def refused(it: Submissions, at: str, **changed: Sequence[str]) -> None:
    """A form of the kit that cannot be sent, for it says no deadline; what is empty is not sent at all."""
    form = {name: text for name, text in {**await marks(it, CLERK, at), **PLAN, **changed}.items() if text}
    assert (await it.client.post(at, data=form, headers=cookies(it, CLERK))).status_code == 422


def shown(html: str) -> tuple[list[str], list[str], list[str]]:
    """The rows of a plan's form, the kinds of units that are ticked, and the rows that are marked to be taken out."""
    boxes = re.findall(r'<input type="checkbox" id="[^"]*" name="([^"]*)" value="([^"]*)" checked>', html)
    return (
        [value(html, row) for row in ROWS if f'id="{row}"' in html],
        [chosen for name, chosen in boxes if name.endswith("unit_kinds")],
        [name for name, _ in boxes if name.endswith("-bo")],
    )


async def test_a_row_taken_out_and_a_box_unticked_do_not_come_back(it: Submissions) -> None:
    at = "/submissions/pages/plans/do/draft"
    await refused(it, at)
    assert shown(await page(it, CLERK, at=at)) == (["Luật", "Nghị định", "Thông tư"], ["office", "school"], [])
    await refused(it, at, **{"legal_bases-0-bo": "1", "obligations-0-unit_kinds": ["school"]})
    assert shown(await page(it, CLERK, at=at)) == (["Nghị định", "Thông tư"], ["school"], [])
    await saved(it, CLERK, at=at, **{"legal_bases-0-title": "Nghị định 98", "obligations-0-unit_kinds": ""})
    assert shown(await page(it, CLERK, at=at)) == (["Nghị định 98", "Thông tư"], [], [])
    await saved(it, CLERK, at=at, **{"legal_bases-0-bo": "1"})
    left = await page(it, CLERK, at=at)
    assert shown(left) == (["Nghị định 98", "Thông tư"], [], ["legal_bases-0-bo"]), "as it was left, nothing sent yet"
    assert re.search(r"Bản nháp lưu lúc \d\d:\d\d:\d\d\.", left)


async def test_what_was_taken_out_of_a_record_s_form_does_not_come_back_from_the_record(it: Submissions) -> None:
    bases = [{"title": title, "issued_on": "2022-06-15"} for title in ("Luật", "Nghị định")]
    duty = it.obligation("Báo cáo năm", 30, 40, "year", unit_kinds=["school"])
    body = {"year": 2025, "title": "Kế hoạch", "recipients": ["Lưu: VT"], "legal_bases": bases, "obligations": [duty]}
    plan = await it.did(CLERK, "/plans", body)
    await eventually(it.caught_up, True)
    at = f"/submissions/pages/plans/{plan['id']}/do/revise"
    assert shown(await page(it, CLERK, at=at)) == (["Luật", "Nghị định"], ["school"], [])
    await refused(it, at, **{"legal_bases-1-bo": "1", "legal_bases-2-title": "", "obligations-0-unit_kinds": ""})
    assert shown(await page(it, CLERK, at=at)) == (["Luật"], [], [])


async def test_a_draft_older_than_its_record_fills_nothing_until_its_author_goes_on_with_it(it: Submissions) -> None:
    duty = it.obligation("Báo cáo năm", 30, 40, "year", unit_kinds=["school"])
    body = {"year": 2025, "title": "Kế hoạch", "recipients": ["Lưu: VT"], "legal_bases": [{"title": "Luật"}]}
    plan = await it.did(CLERK, "/plans", body | {"obligations": [duty]})
    await eventually(it.caught_up, True)
    at = f"/submissions/pages/plans/{plan['id']}/do/revise"
    await saved(it, CLERK, at=at, title=TYPED)
    mended = {name: said for name, said in body.items() if name != "year"}
    mended |= {"title": "Kế hoạch mới", "obligations": [duty]}
    assert (await it.post(OTHER, f"/plans/{plan['id']}:revise", mended, seen=1)).status_code == 200
    await eventually(it.caught_up, True)
    moved = await page(it, CLERK, at=at)
    assert value(moved, "title") == "Kế hoạch mới" and "Bản nháp lưu" not in moved
    assert moved.index("Nội dung này đã thay đổi sau khi đồng chí lưu bản nháp") < moved.index('id="bieu-mau"')
    await saved(it, CLERK, at=at, recipients="Lưu: VT, TCKT")
    beside = await page(it, CLERK, at=at)
    assert value(beside, "title") == "Kế hoạch mới" and "Lưu: VT, TCKT" in beside and "Dùng bản nháp" in beside
    go_on = await it.client.post(f"{DRAFTS}/go-on", data=await marks(it, CLERK, at), headers=cookies(it, CLERK))
    assert (go_on.status_code, go_on.headers["location"]) == (303, at)
    taken = await page(it, CLERK, at=at)
    assert value(taken, "title") == TYPED and "Hiện nay: Kế hoạch mới" in taken, "both stand there, and are told apart"
    assert "Còn một bản nháp" in taken, "what was typed since is not lost either"
    theirs = await marks(it, CLERK, at) | {"_csrf": f"csrf-{OTHER}"}
    assert (await it.client.post(f"{DRAFTS}/go-on", data=theirs, headers=cookies(it, OTHER))).status_code == 403


async def test_what_was_typed_for_an_act_that_cannot_be_done_now_is_said_to_be_kept(it: Submissions) -> None:
    body = {"year": 2024, "title": "Kế hoạch", "recipients": ["Lưu: VT"], "legal_bases": [{"title": "Luật"}]}
    plan = await it.did(CLERK, "/plans", body)
    await eventually(it.caught_up, True)
    at = f"/submissions/pages/plans/{plan['id']}/do/revise"
    await saved(it, CLERK, at=at, title=TYPED)
    assert (await it.post(OTHER, f"/plans/{plan['id']}:withdraw", {"reason": "content"}, seen=1)).status_code == 200
    await eventually(it.caught_up, True)
    ended = await page(it, CLERK, at=at)
    assert "Việc này không còn thực hiện được" in ended and "Những gì đồng chí đã nhập còn được giữ" in ended
    assert "còn được giữ" not in await page(it, OTHER, at=at), "who typed nothing is told nothing"
