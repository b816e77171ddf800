"""Wards, units and people on their pages: found from the list, registered, changed; names only for whoever may read them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import asyncpg
import httpx
import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis import words
from services.chassis.calendar import start_of_day
from services.chassis.web.inputs import UNFIT
from services.chassis.web.session import Session
from services.submissions.app import SERVICE
from tests.support.eventually import eventually
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import DOAN_KET, OPERATOR, QUYET_THANG, Submissions, submissions

PAGES = "/submissions/pages"
CLERK, CHAIRMAN, OFFICER = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}", "officer-1"
HEAD = f"head-{QUYET_THANG}-TDP8"
OFFERED = re.compile(r'<span>([^<]+) <span class="hint">([^<]*)</span></span></label>')
CROWD = """
WITH crowd AS (
    SELECT n, ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid AS person_id FROM generate_series(1, 5000) AS n
), placed AS (
    INSERT INTO memberships (ward_code, person_id, member_from, found_from, unit_id, direct_worker, posts)
    SELECT $1, person_id, '2024-01-01', '-infinity', $2::uuid, true, ARRAY[]::text[] FROM crowd
)
INSERT INTO people (ward_code, person_id, kind, full_name, sort_key, search_key)
SELECT $1, person_id, 'individual', 'Lấp Đầy ' || n, ARRAY['0', n::text], ' lap day ' || n FROM crowd
"""
"""More people than a page ever looked through, all of them before the others."""
MANY_UNITS = """
INSERT INTO units (ward_code, unit_id, name, kind, began_on, priorities, sort_key, search_key)
SELECT $1, gen_random_uuid(), 'Lấp Đầy ' || n, 'office', '2024-01-01', ARRAY[]::text[], ARRAY['0', n::text], ' lap day ' || n
FROM generate_series(1, 16) AS n
"""
"""More units than a form shows without a search, all of them before the others."""
NAMES = ("Lò Văn An", "Giàng Thị An", "Đỗ Thị Ánh", "Lò Văn Bình", "Lò Thị An", "Tẩn A Páo")


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """Two wards; in one of them the units TDP8 and TDP10, with people."""
    async with submissions(postgres, "register_pages", tmp_path_factory.mktemp("issuer"), session_key=KEY) as service:
        await service.ward()
        await service.ward(DOAN_KET, "Phường Đoàn Kết")
        await service.grant(OPERATOR, OFFICER, "city-officer")
        first, second = await service.unit("TDP10"), await service.unit("TDP8")
        for name in NAMES:
            await service.person(name, first if name == "Tẩn A Páo" else second)
        yield service


def signed_in(it: Submissions, who: str) -> dict[str, str]:
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
    return {"cookie": f"{name}={value}"}


async def asked(it: Submissions, who: str, path: str) -> httpx.Response:
    await eventually(it.caught_up, True)
    return await it.client.get(f"{PAGES}{path}", headers=signed_in(it, who))


async def seen(it: Submissions, who: str, path: str) -> str:
    answer = await asked(it, who, path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def sent(it: Submissions, who: str, path: str, **fields: str) -> httpx.Response:
    form = {"_csrf": f"csrf-{who}", "_key": str(uuid4()), **fields}
    return await it.client.post(f"{PAGES}{path}", data=form, headers=signed_in(it, who))


async def done(it: Submissions, who: str, path: str, **fields: str) -> str:
    """A form that is taken: the address it leads to, without what is said there."""
    answer = await sent(it, who, path, **fields)
    assert answer.status_code == 303, unescape(answer.text)
    return answer.headers["location"].partition("?")[0].removeprefix(PAGES)


def first_cells(page: str) -> list[str]:
    """What stands first in every row, top to bottom."""
    return [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall(r'<th scope="row">(.*?)</th>', page, re.DOTALL)]


async def unit_called(it: Submissions, code: str) -> str:
    """The id of the unit with this code."""
    [unit] = [row for row in (await it.read(CLERK, "/units"))["items"] if row["code"] == code]
    return str(unit["unit_id"])


def version(page: str) -> str:
    [found] = re.findall(r'name="_seen" value="(\d+)"', page)
    return str(found)


async def test_a_list_stands_in_the_order_of_names(it: Submissions) -> None:
    units = first_cells(await seen(it, CLERK, "/units"))
    assert units.index("Tổ dân phố TDP8") < units.index("Tổ dân phố TDP10")
    people = first_cells(await seen(it, CLERK, "/people"))
    assert people == ["Giàng Thị An", "Lò Thị An", "Lò Văn An", "Đỗ Thị Ánh", "Lò Văn Bình", "Tẩn A Páo"]


async def test_a_list_that_is_asked_to_go_on_after_nothing_begins_at_its_start(it: Submissions) -> None:
    assert first_cells(await seen(it, CLERK, "/units?sau=khong-co")) == first_cells(await seen(it, CLERK, "/units"))


@pytest.mark.parametrize("address", ["/units/%00", "/units?tim=%1f", "/units?tim=%ff", "/drafts", "/khong-co"])
async def test_whoever_looks_at_an_address_that_is_none_sees_a_page(it: Submissions, address: str) -> None:
    statuses = {"/drafts": 405, "/khong-co": 404}
    for accept, media in (("text/html,*/*", "text/html; charset=utf-8"), ("*/*", "application/problem+json")):
        answer = await it.client.get(f"{PAGES}{address}", headers=signed_in(it, CLERK) | {"accept": accept})
        assert answer.status_code == statuses.get(address, 422)
        assert answer.headers["content-type"] == media
        assert ("POST" in answer.headers.get("allow", "")) is (answer.status_code == 405)


async def test_people_are_searched_without_marks_and_by_their_unit_and_the_name_stands_in_no_address(
    it: Submissions,
) -> None:
    found = await it.client.post(f"{PAGES}/people", data={"tim": "do anh"}, headers=signed_in(it, CLERK))
    assert first_cells(unescape(found.text)) == ["Đỗ Thị Ánh"]
    in_unit = await it.client.post(f"{PAGES}/people", data={"tim": "pao tdp10"}, headers=signed_in(it, CLERK))
    assert first_cells(unescape(in_unit.text)) == ["Tẩn A Páo"]
    unit = await unit_called(it, "TDP10")
    narrowed = await it.client.post(f"{PAGES}/people", data={"tim": "", "unit_id": unit}, headers=signed_in(it, CLERK))
    assert first_cells(unescape(narrowed.text)) == ["Tẩn A Páo"]
    assert '<form class="filters" method="post"' in found.text


async def test_what_is_found_leads_to_its_page_for_whoever_may_open_it(it: Submissions) -> None:
    found = unescape((await sent(it, CLERK, "/search", tim="tdp8")).text)
    opened = f"/units/{await unit_called(it, 'TDP8')}"
    assert f'<a href="{PAGES}{opened}">Tổ dân phố TDP8</a>' in found
    assert "Tổ dân phố TDP8" in await seen(it, CLERK, opened)
    [person] = re.findall(r"/people/[0-9a-f-]+", unescape((await sent(it, HEAD, "/search", tim="lo van binh")).text))
    assert "Lò Văn Bình" in await seen(it, HEAD, person)
    assert opened not in (await sent(it, HEAD, "/search", tim="tdp8")).text
    assert (await asked(it, HEAD, opened)).status_code == 403


async def test_what_was_done_is_said_only_until_something_else_has_happened_to_it(it: Submissions) -> None:
    [person] = re.findall(r"/people/[0-9a-f-]+", (await sent(it, CLERK, "/search", tim="do anh")).text)

    async def told(name: str) -> str:
        await eventually(it.caught_up, True)
        form = f"{person}/do/correct-name"
        answer = await sent(it, CLERK, form, full_name=name, _seen=version(await seen(it, CLERK, form)))
        assert answer.status_code == 303, answer.text
        return answer.headers["location"].removeprefix(PAGES)

    first = await told("Đỗ Thị Anh")
    assert "Đã sửa tên." in await seen(it, CLERK, first)
    assert "Đã sửa tên." not in await seen(it, CLERK, f"{person}?done=correct-name"), "nobody knows when"
    second = await told("Đỗ Thị Ánh")
    assert "Đã sửa tên." not in await seen(it, CLERK, first), "Back leads to the person as of now"
    assert "Đã sửa tên." in await seen(it, CLERK, second)


async def test_the_grid_opens_at_what_is_due_next_and_its_sums_add_up(it: Submissions) -> None:
    signer = next(row["person_id"] for row in (await it.read(CLERK, "/people"))["items"])
    await it.unit("CA1", kind="police")
    near = it.obligation("Báo cáo gần", 5, 9, unit_kinds=["residential-group"])
    await it.plan(signer, [near, it.obligation("Báo cáo sau", 60, 70, "year", unit_kinds=["police"])], number=71)
    await it.plan(signer, [it.obligation("Báo cáo xa", 200, 210)], number=72, ahead=1)

    async def page() -> str:
        return re.sub(r"<[^>]*>|\s+", " ", await seen(it, CLERK, "/tracking"))

    async def shown() -> str:
        return " ".join(re.findall(r"Hiện (\d+/\d+) đơn vị", await page()))

    await eventually(shown, "3/3")
    said = " ".join((await page()).split())
    assert "Kế hoạch số 71/KH-UBND" in said
    assert "Báo cáo gần: Chưa đến hạn 2 Tổng 2" in said, "the police owe the other report alone"


async def test_an_act_that_takes_the_thing_away_leads_to_the_list_and_says_so(it: Submissions) -> None:
    day = f"{it.today() + timedelta(days=40):%d/%m/%Y}"
    coming = {"code": "03401", "name": "Phường Sắp Có", "kind": "ward", "valid_from": day, "sample": "yes"}
    await done(it, OFFICER, "/wards/do/register", **coming)
    ward = "/wards/03401"
    await seen(it, OFFICER, ward)
    gone = await sent(it, OFFICER, f"{ward}/do/withdraw", which="begin", document_number="2/NQ")
    assert gone.status_code == 303, unescape(gone.text)
    page = await asked(it, OFFICER, gone.headers["location"].removeprefix(PAGES))
    assert page.status_code == 303 and page.headers["location"].startswith(f"{PAGES}/wards?")
    assert "Đã hủy." in await seen(it, OFFICER, page.headers["location"].removeprefix(PAGES))
    assert (await asked(it, OFFICER, ward)).status_code == 404, "without an act it is not there"
    assert (await asked(it, OFFICER, f"{ward}?done=khong-co")).status_code == 404


async def test_whatever_act_takes_a_thing_away_its_page_leads_to_the_list(it: Submissions) -> None:
    """Every declared act on a thing, as if it had gone with it, or out of the sight of whoever acted."""
    walked = 0
    for capability in SERVICE.capabilities:
        if capability.record is None or capability.record.handwritten or capability.list is None:
            continue
        if not capability.list.roles & {"clerk"}:
            continue
        key = "99999" if capability.list.key_type is not UUID else str(uuid4())
        for do in capability.changing:
            answer = await asked(it, CLERK, f"{capability.list.path}/{key}?done={do.name}&after=x")
            assert answer.status_code == 303, (capability.name, do.name)
            assert answer.headers["location"] == f"{PAGES}{capability.list.path}?done={do.name}&after=x"
            walked += 1
    assert walked > 40


async def test_a_number_that_was_withdrawn_stays_in_the_register_with_its_reason(it: Submissions) -> None:
    fields = {"number": "33", "symbol": "CV-UBND", "dated_on": f"{it.today():%d/%m/%Y}", "subject": "Công văn ghi nhầm"}
    number = await done(it, CLERK, "/numbers/do/record", **fields)
    gone = await sent(it, CLERK, f"{number}/do/withdraw", reason="slip")
    page = await seen(it, CLERK, gone.headers["location"].removeprefix(PAGES))
    assert "Đã rút số ghi nhầm." in page and "Rút số ghi nhầm: bấm nhầm." in page
    listed = await seen(it, CLERK, "/numbers")
    assert re.search(r'<tr class="struck"><th scope="row"><a href="[^"]*">33/CV-UBND', listed)


async def test_a_control_character_is_told_also_by_a_button_that_does_not_send(it: Submissions) -> None:
    again = await sent(
        it, CLERK, "/people/do/register", **{"full_name": "Lò\x1f Thị", "unit_id--tim": "to", "_find": "unit_id"}
    )
    assert 'value="Lò Thị"' in unescape(again.text) and UNFIT in unescape(again.text)


async def test_people_are_found_among_more_than_a_page_could_look_through(it: Submissions) -> None:
    plan = {"year": 2026, "title": "Kế hoạch", "obligations": [it.obligation("Báo cáo", 30, 40)]}
    drafted = (await it.did(CLERK, "/plans", plan))["id"]
    await it.did(CLERK, f"/plans/{drafted}:check")
    sign = f"/plans/{drafted}/do/sign"
    await eventually(it.caught_up, True)
    await it.runtime.projector.execute(CROWD, QUYET_THANG, await unit_called(it, "TDP8"))
    try:
        found = unescape((await sent(it, CLERK, "/search", tim="pao TAN")).text)
        assert "Tẩn A Páo</a> – Tổ dân phố TDP10" in found and "Lấp Đầy" not in found
        assert "Lấp Đầy" in unescape((await sent(it, CLERK, "/search", tim="lap day")).text)
        assert "Tẩn A Páo" not in unescape((await sent(it, HEAD, "/search", tim="pao")).text)
        signers = await sent(it, CHAIRMAN, sign, **{"signer_id--tim": "pao", "_find": "signer_id"})
        assert OFFERED.findall(unescape(signers.text)) == [("Tẩn A Páo", "Tổ dân phố TDP10")]
        [(key, _)] = re.findall(r'name="signer_id" value="([0-9a-f-]+)"( |>)', signers.text)
        chosen = await sent(it, CHAIRMAN, sign, **{"signer_id": key, "signer_id--tim": "?", "_find": "signer_id"})
        assert OFFERED.findall(unescape(chosen.text)) == [("Tẩn A Páo", "Tổ dân phố TDP10")]
        none = await sent(it, CHAIRMAN, sign, signer_id="khong-phai-ma")
        assert none.status_code == 422 and 'id="signer_id-loi"' in none.text and OFFERED.findall(none.text) == []
    finally:
        await it.runtime.projector.execute(
            "WITH gone AS (DELETE FROM people WHERE full_name LIKE 'Lấp Đầy %' RETURNING person_id) "
            "DELETE FROM memberships WHERE person_id IN (SELECT person_id FROM gone)"
        )


async def test_a_unit_head_sees_the_own_people_and_no_unit_of_the_ward(it: Submissions) -> None:
    assert "Tẩn A Páo" not in first_cells(await seen(it, HEAD, "/people"))
    assert len(first_cells(await seen(it, HEAD, "/people"))) == 5
    [other] = [row for row in (await it.read(CLERK, "/people"))["items"] if row["full_name"] == "Tẩn A Páo"]
    assert (await asked(it, HEAD, f"/people/{other['person_id']}")).status_code == 404
    assert (await it.get(HEAD, f"/people/{other['person_id']}")).status_code == 404
    assert (await asked(it, HEAD, "/units")).status_code == 403


async def test_another_ward_s_people_are_not_found(it: Submissions) -> None:
    [one] = [row for row in (await it.read(CLERK, "/people"))["items"] if row["full_name"] == "Tẩn A Páo"]
    assert (await asked(it, f"clerk-{DOAN_KET}", f"/people/{one['person_id']}")).status_code == 404
    assert first_cells(await seen(it, f"clerk-{DOAN_KET}", "/people")) == []
    members = f"/units/{await unit_called(it, 'TDP8')}/members"
    assert (await asked(it, f"clerk-{DOAN_KET}", members)).status_code == 404
    for ward in (DOAN_KET, "88888"):
        assert (await asked(it, CLERK, f"/tracking?ward={ward}")).status_code == 404
    assert "Phường Quyết Thắng" in await seen(it, CLERK, f"/tracking?ward={QUYET_THANG}")


async def test_a_list_of_people_is_given_as_excel_to_whoever_keeps_it(it: Submissions) -> None:
    given = await asked(it, CLERK, "/people/excel")
    with ZipFile(BytesIO(given.content)) as book:
        rows = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "Giàng Thị An" in rows
    assert (await asked(it, OFFICER, "/people/excel")).status_code == 403
    assert "Xuất Excel" not in await seen(it, OFFICER, "/people")
    assert "Xuất Excel" in await seen(it, CLERK, "/people")


async def test_a_unit_is_registered_called_anew_and_closed(it: Submissions) -> None:
    fields = {"code": "TYT", "name": "Trạm Y tế", "kind": "health-station", "valid_from": "01/01/2024"}
    unit = await done(it, CLERK, "/units/do/register", **fields)
    again = await sent(it, CLERK, "/units/do/register", **fields)
    assert again.status_code == 422 and 'id="code-loi"' in again.text
    await done(it, CLERK, f"{unit}/do/change-code", code="YTE", valid_from="01/02/2024")
    page = await seen(it, CLERK, unit)
    assert (
        first_cells(page) == ["Trạm Y tế", "YTE", "TYT"] and "Đổi mã thành YTE, có hiệu lực từ ngày 01/02/2024." in page
    )
    same = await sent(it, CLERK, f"{unit}/do/change-code", code="YTE", valid_from="01/03/2024")
    assert same.status_code == 422 and 'id="valid_from-loi"' in same.text
    await done(it, CLERK, f"{unit}/do/close", closed_on="01/06/2024")
    page = await seen(it, CLERK, unit)
    assert "Đã kết thúc" in page and "do/close" not in page
    assert first_cells(await seen(it, CLERK, "/units?state=ended")) == ["Trạm Y tế"]


async def test_the_city_registers_a_unit_in_the_ward_it_names(it: Submissions) -> None:
    fields = {"code": "VP", "name": "Văn phòng", "kind": "office", "valid_from": "01/01/2024"}
    missing = await sent(it, OFFICER, "/units/do/register", **fields)
    assert missing.status_code == 422 and 'id="dia-phuong-loi"' in missing.text
    await done(it, OFFICER, "/units/do/register", **fields, **{"dia-phuong": DOAN_KET})
    assert first_cells(await seen(it, f"clerk-{DOAN_KET}", "/units")) == ["Văn phòng"]


async def test_whoever_corrects_a_name_after_somebody_else_sees_both(it: Submissions) -> None:
    unit = await unit_called(it, "TDP8")
    person = f"/people/{await it.person('Vàng Thị Mi', unit)}"
    seen_by_both = version(await seen(it, CLERK, f"{person}/do/correct-name"))
    await done(it, CHAIRMAN, f"{person}/do/correct-name", full_name="Vàng Thị My", _seen=seen_by_both)
    second = await sent(it, CLERK, f"{person}/do/correct-name", full_name="Vàng Thị Mị", _seen=seen_by_both)
    page = unescape(second.text)
    assert second.status_code == 409
    assert 'value="Vàng Thị Mị"' in page and "Hiện nay: Vàng Thị My" in page
    await done(it, CLERK, f"{person}/do/correct-name", full_name="Vàng Thị Mị", _seen=version(page))
    assert "Vàng Thị Mị" in await seen(it, CLERK, person)


async def test_an_address_is_replaced_by_whoever_says_what_they_saw(it: Submissions) -> None:
    unit = await unit_called(it, "TDP8")
    person = f"/people/{await it.person('Sùng A Chú', unit, email='cu@example.vn')}"
    body = {"email": "moi@example.vn"}
    assert await it.refused(CLERK, f"{person}:change-address", body) == (428, "if-match.missing")
    tag = (await it.get(CLERK, person)).headers["etag"]
    for status in (200, 412):
        headers = it.headers(CLERK) | {"If-Match": tag}
        answer = await it.client.post(f"/submissions{person}:change-address", json=body, headers=headers)
        assert answer.status_code == status, answer.text
    page = await seen(it, CLERK, person)
    assert "moi@example.vn" in page and "Đổi địa chỉ thư điện tử." in page
    unsaid = await sent(it, CLERK, f"{person}/do/change-address", email="ghi-de@example.vn")
    assert unsaid.status_code == 409 and "Hiện nay: moi@example.vn" in unescape(unsaid.text)
    form = await seen(it, CLERK, f"{person}/do/change-address")
    await done(it, CLERK, f"{person}/do/change-address", email="", _seen=version(form))
    assert "moi@example.vn" not in await seen(it, CLERK, person)


async def test_what_is_read_before_the_read_model_has_caught_up_is_no_newer_than_it_says(it: Submissions) -> None:
    person = f"/people/{await it.person('Hù Cố Xuân', await unit_called(it, 'TDP8'), email='cu@example.vn')}"
    form = f"{person}/do/change-address"
    await seen(it, CLERK, person)
    projector = await asyncpg.connect(it.owner_url)
    try:
        async with projector.transaction():
            await projector.execute("LOCK TABLE read.people IN SHARE MODE")  # the read model cannot write, and is read
            await done(it, CHAIRMAN, form, email="moi@example.vn", _seen="1")
            told, shown = await asyncio.gather(
                it.client.get(f"/submissions{person}", headers=it.headers(CLERK)),
                it.client.get(f"{PAGES}{form}", headers=signed_in(it, CLERK)),
            )
    finally:
        await projector.close()
    assert (told.json()["email"], told.headers["etag"]) == ("cu@example.vn", '"1"')
    assert 'value="cu@example.vn"' in shown.text and version(shown.text) == "1"
    headers = it.headers(CLERK) | {"If-Match": told.headers["etag"]}
    body = {"email": "khac@example.vn"}
    assert (await it.client.post(f"/submissions{person}:change-address", json=body, headers=headers)).status_code == 412
    late = await sent(it, CLERK, form, email="khac@example.vn", _seen=version(shown.text))
    assert late.status_code == 409 and "Hiện nay: moi@example.vn" in unescape(late.text)


async def test_a_move_is_recorded_once_and_refused_from_another_day(it: Submissions) -> None:
    first, other = await unit_called(it, "TDP8"), await unit_called(it, "TDP10")
    person = f"/people/{await it.person('Lò Thị Dế', first)}"
    move = {"unit_id": other, "member_from": "01/12/2025", "direct_worker": "yes"}
    await done(it, CLERK, f"{person}/do/move", **move)
    page = await seen(it, CLERK, person)
    assert first_cells(page)[-2:] == ["Tổ dân phố TDP10", "Tổ dân phố TDP8"]
    # whoever sends what the page showed before this move is told what holds now
    await it.runtime.projector.execute(MANY_UNITS, QUYET_THANG)
    late = await sent(it, CHAIRMAN, f"{person}/do/move", unit_id=first, member_from="1/12/2025", _seen="1")
    await it.runtime.projector.execute("DELETE FROM units WHERE name LIKE 'Lấp Đầy %'")
    told = re.findall(r'<p class="now">(.*?)</p>', unescape(late.text))
    assert (late.status_code, told) == (409, ["Hiện nay: Tổ dân phố TDP10", "Hiện nay: có"])
    again = await sent(it, CLERK, f"{person}/do/move", **move | {"member_from": "01/11/2025"})
    assert again.status_code == 422 and 'id="unit_id-loi"' in again.text
    body = {"unit_id": other, "member_from": "2025-11-01", "direct_worker": True, "category": None, "posts": []}
    assert await it.refused(CLERK, f"{person}:move", body) == (422, "person.already-there")


async def members(it: Submissions, unit: str, day: str) -> dict[str, tuple[int, int]]:
    """Who belongs to a unit on a day, with months and years there."""
    await eventually(it.caught_up, True)
    found = await it.read(CLERK, f"/units/{unit}/members", on=day)
    return {row["full_name"]: (row["months"], row["years"]) for row in found["items"]}


async def test_a_move_acts_from_its_day_and_its_day_is_corrected(it: Submissions) -> None:
    first, other = await it.unit("CT1"), await it.unit("CT2")
    more: dict[str, Any] = {"member_from": "2022-03-15", "category": "civil-servant", "posts": ["deputy-head"]}
    person = f"/people/{await it.person('Vàng A Chỉnh', first, **more)}"
    coming = it.in_days(30)
    move = {"unit_id": other, "member_from": coming, "direct_worker": True, "category": "worker", "posts": []}
    await it.did(CLERK, f"{person}:move", move)
    page = await seen(it, CLERK, person)
    assert first_cells(page)[-2:] == ["Tổ dân phố CT2", "Tổ dân phố CT1"] and "Sắp tới" in page
    assert "phó đơn vị" in page and "Công chức" in page
    assert (await it.read(CLERK, person))["unit_id"] == first
    assert "Vàng A Chỉnh" in first_cells(await seen(it, f"head-{QUYET_THANG}-CT1", "/people"))
    assert "Vàng A Chỉnh" not in first_cells(await seen(it, f"head-{QUYET_THANG}-CT2", "/people"))
    form = f"{person}/do/correct-membership?recorded_from={coming}"
    shown = await seen(it, CLERK, form)
    right = {"unit_id": other, "direct_worker": "yes", "category": "worker", "document_number": "15/TB-UBND"}
    await done(it, CLERK, form, **right, member_from="01/07/2024", _seen=version(shown))
    assert (await it.read(CLERK, person))["unit_id"] == other
    assert await members(it, first, "2024-06-30") == {"Vàng A Chỉnh": (6, 2)}
    assert await members(it, first, "2024-12-31") == {}
    assert await members(it, other, "2024-12-31") == {"Vàng A Chỉnh": (6, 1)}
    page = await seen(it, CLERK, f"/units/{other}/members?ngay=31/12/2024")
    assert "Vàng A Chỉnh" in first_cells(page)[0] and "Xuất Excel" in page
    assert "không có cá nhân, hộ nào" in await seen(it, CLERK, f"/units/{first}/members?ngay=31/12/2024")
    given = await asked(it, CLERK, f"/units/{other}/members/excel?ngay=31/12/2024")
    with ZipFile(BytesIO(given.content)) as book:
        assert "Vàng A Chỉnh" in "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert (await asked(it, OFFICER, f"/units/{other}/members/excel?ngay=31/12/2024")).status_code == 403
    assert (await asked(it, CLERK, f"/units/{other}/members?ngay=31/13/2024")).status_code == 422
    assert (await asked(it, f"head-{QUYET_THANG}-CT2", f"/units/{first}/members")).status_code == 404
    assert (await it.get(f"head-{QUYET_THANG}-CT2", f"/units/{first}/members")).status_code == 404
    assert re.search(r">2023.*?Tổ dân phố CT1.*?>12<.*?>2<", await seen(it, CLERK, person), re.DOTALL)


async def test_whoever_left_is_found_as_such_comes_back_and_the_newest_entry_is_taken_back(it: Submissions) -> None:
    unit = await it.unit("CT3")
    person = f"/people/{await it.person('Vàng A Rời', unit)}"
    await done(it, CLERK, f"{person}/do/leave", left_on="01/09/2024")
    page = await seen(it, CLERK, person)
    assert "Không còn ở đơn vị nào từ ngày 01/09/2024." in page and "do/leave" not in page
    assert (await it.read(CLERK, person))["unit_id"] is None
    assert "Vàng A Rời" in first_cells(await seen(it, CLERK, "/people?standing=left"))
    assert "Vàng A Rời" not in first_cells(await seen(it, f"head-{QUYET_THANG}-CT3", "/people"))
    assert await it.refused(CLERK, f"{person}:leave", {"left_on": "2024-10-01"}) == (409, "person.already-left")
    assert (await it.post(CLERK, "/people:search", {"name": "vang a roi"})).json()["items"] == []
    await done(it, CLERK, f"{person}/do/move", unit_id=unit, member_from="01/11/2024", direct_worker="yes")
    assert await members(it, unit, "2024-10-31") == {}
    assert await members(it, unit, "2024-12-31") == {"Vàng A Rời": (10, 1)}
    await done(it, CLERK, f"{person}/do/withdraw", document_number="15/TB-UBND")
    assert await members(it, unit, "2024-12-31") == {}
    gone = f"{person}/memberships/2024-09-01:withdraw"
    assert (await it.post(CLERK, gone, {"document_number": "16/TB-UBND"})).status_code == 200
    assert (await it.read(CLERK, person))["unit_id"] == unit
    first = f"{person}/memberships/2024-01-01:withdraw"
    assert await it.refused(CLERK, first, {"document_number": "16/TB-UBND"}) == (422, "person.first-membership")
    assert "do/withdraw" not in await seen(it, CLERK, person)


async def test_a_unit_is_renamed_classed_corrected_and_goes_on_in_others(it: Submissions) -> None:
    above, unit = await it.unit("MT1", kind="association"), await it.unit("CT4")
    officer = await it.person("Vàng A Đầu", unit, posts=["group-head", "emulation-officer"], direct_worker=False)
    change = {
        "name": "Bản Vàng Pheo", "kind": "hamlet", "parent_id": above, "priorities": "border-area",
        "document_number": "14/QĐ-UBND",
    }  # fmt: skip
    await done(it, CLERK, f"/units/{unit}/do/change", **change, valid_from="01/06/2024")
    page = await seen(it, CLERK, f"/units/{unit}")
    assert "Bản Vàng Pheo</h1>" in page and "vùng biên giới" in page and "Tổ dân phố MT1" in page
    assert "Tổ dân phố CT4" in page and "Vàng A Đầu" in page and officer in page
    tomorrow = words.day(it.today() + timedelta(days=1))
    await done(it, CLERK, f"/units/{unit}/do/change", **change | {"name": "Bản Khác"}, valid_from=tomorrow)
    page = await seen(it, CLERK, f"/units/{unit}")
    assert "Bản Vàng Pheo</h1>" in page and "Bản Khác" in page and f"{tomorrow} (sắp tới)" in page
    late = await sent(it, CLERK, f"/units/{unit}/do/change", **change | {"name": "Bản Mới"}, valid_from=tomorrow)
    assert late.status_code == 422 and "Đã ghi một thay đổi từ ngày" in late.text and 'id="valid_from-loi"' in late.text
    await done(it, CLERK, f"/units/{unit}/do/call-off", document_number="15/QĐ-UBND")
    page = await seen(it, CLERK, f"/units/{unit}")
    assert "(sắp tới)" not in page and "do/call-off" not in page
    form = f"/units/{unit}/do/correct-profile?recorded_from=2024-06-01"
    shown = await seen(it, CLERK, form)
    assert "Bản Vàng Pheo" in shown
    await done(it, CLERK, form, **change | {"name": "Bản Vàng Pheo 2"}, valid_from="01/07/2024", _seen=version(shown))
    await eventually(it.caught_up, True)
    assert (await it.read(CLERK, f"/units/{unit}"))["name"] == "Bản Vàng Pheo 2"
    below = {"parent_id": unit, "name": "Hội", "kind": "association", "priorities": [], "valid_from": "2024-06-01"}
    body = below | {"document_number": "14/QĐ-UBND"}
    assert await it.refused(CLERK, f"/units/{above}:change", body) == (422, "unit.parent-below")
    one, two = await it.unit("CT5"), await it.unit("CT6")
    succession = {"successors": [one, two], "closed_on": "2025-01-01", "document_number": "16/QĐ-UBND"}
    await it.did(CLERK, f"/units/{unit}:succeed", succession)
    assert "Chia tách thành 2 đơn vị" in (page := await seen(it, CLERK, f"/units/{unit}")) and f"/units/{two}" in page
    assert f"/units/{unit}" in (page := await seen(it, CLERK, f"/units/{one}")) and "Tiền thân" in page
    await done(it, CLERK, f"/units/{unit}/do/reopen", document_number="17/QĐ-UBND")
    assert f"/units/{unit}" not in await seen(it, CLERK, f"/units/{one}")


async def test_a_unit_that_is_to_end_says_so_and_a_slip_is_undone_without_a_document(it: Submissions) -> None:
    unit = await it.unit("CT7")
    form = await seen(it, CLERK, f"/units/{unit}/do/succeed")
    assert f'value="{unit}"' not in form, "a unit is not its own successor"
    day = it.today() + timedelta(days=10)
    change = {"name": "Bản Sắp Đổi", "kind": "hamlet", "document_number": "14/QĐ-UBND"}
    await done(it, CLERK, f"/units/{unit}/do/change", **change, valid_from=words.day(day + timedelta(days=5)))
    await done(it, CLERK, f"/units/{unit}/do/close", closed_on=words.day(day))
    page = await seen(it, CLERK, f"/units/{unit}")
    assert "Sắp kết thúc" in page and "Bản Sắp Đổi</td>" not in page
    assert "Tổ dân phố CT7" in first_cells(await seen(it, CLERK, "/units?state=ending"))
    assert "Tổ dân phố CT7" not in first_cells(await seen(it, CLERK, "/units?state=living"))
    form = await seen(it, CLERK, f"/units/{unit}/do/reopen")
    assert "Số văn bản làm căn cứ (cần tùy trường hợp)" in form
    unfounded = await sent(it, CLERK, f"/units/{unit}/do/reopen", reason="decided")
    assert unfounded.status_code == 422 and "Ghi số văn bản làm căn cứ." in unfounded.text
    await done(it, CLERK, f"/units/{unit}/do/reopen", reason="slip")
    page = await seen(it, CLERK, f"/units/{unit}")
    assert "tiếp tục hoạt động: bấm nhầm." in page and "Sắp kết thúc" not in page and "(sắp tới)" in page


async def test_erasing_says_that_it_cannot_be_undone_and_leaves_no_name(it: Submissions) -> None:
    unit = await unit_called(it, "TDP8")
    person = f"/people/{await it.person('Mùa A Sử', unit)}"
    assert "do/erase" not in await seen(it, CLERK, person)
    assert "Không hoàn tác được" in await seen(it, OFFICER, f"{person}/do/erase")
    await done(it, OFFICER, f"{person}/do/erase", document_number="3/ĐN")
    page = await seen(it, CHAIRMAN, person)
    assert "Mùa A Sử" not in page and "(đã xóa dữ liệu cá nhân)" in page and "văn bản số 3/ĐN" in page
    assert first_cells(await seen(it, CHAIRMAN, "/people"))[-1] == "(đã xóa dữ liệu cá nhân)"
    assert "do/correct-name" not in page
    assert (
        await it.runtime.projector.fetchval(
            "SELECT count(*) FROM read.people WHERE sort_key::text LIKE '%Mùa%' OR search_key LIKE '%mua%'"
        )
        == 0
    )


async def test_an_address_is_told_to_whoever_keeps_it_and_to_nobody_else(it: Submissions) -> None:
    unit = await unit_called(it, "TDP8")
    person = f"/people/{await it.person('Mào Thị Mẫu', unit, email='canary@example.vn')}"
    await eventually(it.caught_up, True)
    assert "canary@example.vn" in await seen(it, CLERK, person)
    assert (await it.read(CLERK, person))["email"] == "canary@example.vn"
    officer = await seen(it, OFFICER, person)
    assert "Mào Thị Mẫu" in officer and "canary@example.vn" not in officer and "chỉ người giữ địa chỉ" in officer
    assert (await it.read(OFFICER, person))["email"] is None


async def test_a_name_of_a_coming_day_is_the_unit_s_from_that_day_on(it: Submissions) -> None:
    unit = await it.unit("CT9")
    tomorrow = it.today() + timedelta(days=1)
    body: dict[str, Any] = {"name": "Tổ dân phố mới", "kind": "residential-group", "parent_id": None, "priorities": []}
    body |= {"valid_from": tomorrow.isoformat(), "document_number": "19/QĐ-UBND"}
    await it.did(CLERK, f"/units/{unit}:change", body)
    await eventually(it.caught_up, True)

    async def name() -> str:
        return str((await it.read(CLERK, f"/units/{unit}"))["name"])

    assert await name() == "Tổ dân phố CT9"
    await it.move_clock(start_of_day(tomorrow) + timedelta(minutes=1))
    await eventually(name, "Tổ dân phố mới")
    assert "(sắp tới)" not in await seen(it, CLERK, f"/units/{unit}")
