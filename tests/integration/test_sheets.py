"""Lists that come in as Excel, on a real database: asked, previewed, entered once whatever happens, by page and API alike."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any, Final

import asyncpg
import httpx
import pytest
import pytest_asyncio
from python_calamine import CalamineWorkbook

from deploy.cli.forgetting import FORGET
from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.errors import Unavailable
from services.chassis.kit.excel import MEDIA_TYPE
from services.chassis.kit.sheets import entering
from services.chassis.kit.sheets.entering import PREVIEWED
from services.chassis.sweeping import SHEETS_KEPT, sweeping
from services.chassis.web.assets import joined
from services.chassis.web.drafts import author_of
from services.chassis.web.session import Session
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.sheets import workbook
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import DOAN_KET, OPERATOR, QUYET_THANG, Submissions, submissions

UNITS, PEOPLE = "/submissions/pages/units/sheet/register", "/submissions/pages/people/sheet/register"
CLERK, CHAIRMAN, OTHER = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}", f"clerk-{DOAN_KET}"
HEADINGS: Final = ("Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Hoạt động từ ngày")
PERSONS: Final = ("Họ và tên", "Đơn vị", "Ở đơn vị từ ngày", "Thư điện tử")
DAY: Final = date(2024, 1, 1)


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """Two wards."""
    async with submissions(postgres, "sheets", tmp_path_factory.mktemp("issuer"), session_key=KEY) as service:
        await service.ward()
        await service.ward(DOAN_KET, "Phường Đoàn Kết")
        await service.grant(OPERATOR, "officer", "city-officer")
        await eventually(service.caught_up, True)
        yield service


def units(prefix: str, count: int) -> list[tuple[Any, ...]]:
    return [(f"{prefix}{number}", f"Tổ dân phố {prefix} {number}", "Tổ dân phố", DAY) for number in range(1, count + 1)]


def cookies(it: Submissions, who: str) -> dict[str, str]:
    return {"cookie": "=".join(sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}")))}


async def page(it: Submissions, who: str, at: str) -> str:
    answer = await it.client.get(at, headers=cookies(it, who))
    assert answer.status_code == 200, answer.text
    return said(answer)


def said(answer: httpx.Response) -> str:
    """The words of a page's main part."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


async def sent(
    it: Submissions, who: str, at: str, file: bytes, name: str = "danh sach.xlsx", **more: str
) -> httpx.Response:
    fields = {"_csrf": f"csrf-{who}", **more}
    return await it.client.post(at, data=fields, files={"tep": (name, file, MEDIA_TYPE)}, headers=cookies(it, who))


async def taken(it: Submissions, who: str, at: str, file: bytes, **more: str) -> str:
    """The address of a file that was taken."""
    answer = await sent(it, who, at, file, **more)
    assert answer.status_code == 303, said(answer)
    return str(answer.headers["location"])


async def does(it: Submissions, who: str, at: str, act: str, **more: str) -> httpx.Response:
    numbers = re.findall(r'name="_numbers" value="([^"]*)"', (await it.client.get(at, headers=cookies(it, who))).text)
    fields = {
        "_csrf": f"csrf-{who}",
        "_key": f"{act}-{at[-12:]}",
        "_act": act,
        **({"_numbers": numbers[0]} if numbers else {}),
    }
    return await it.client.post(at, data=fields | more, headers=cookies(it, who))


async def entered(it: Submissions, who: str, at: str) -> str:
    """What the page says once the file is entered."""
    answer = await does(it, who, at, "enter")
    assert answer.status_code == 303, said(answer)

    async def told() -> bool:
        return "Đã nhập xong" in await page(it, who, at)

    await eventually(told, True)
    return await page(it, who, at)


async def events(it: Submissions) -> int:
    return int(await it.runtime.projector.fetchval("SELECT count(*) FROM store.events"))


async def names(it: Submissions, prefix: str) -> set[str]:
    await eventually(it.caught_up, True)
    found = await it.runtime.projector.fetch("SELECT name FROM units WHERE name LIKE $1", f"%{prefix} %")
    return {row["name"] for row in found}


async def test_a_file_is_previewed_entered_in_one_press_and_the_same_again_changes_nothing(it: Submissions) -> None:
    file = workbook([HEADINGS, *units("AA", 30)])
    before = await events(it)
    at = await taken(it, CLERK, UNITS, file)
    preview = await page(it, CLERK, at)
    assert "30 dòng: thêm 30, đổi 0, trùng 0." in preview
    assert (
        "Dòng 2: thêm mới Mã đơn vị: AA1 ; Tên đơn vị: Tổ dân phố AA 1 ; Loại đơn vị: Tổ dân phố ; "
        "Hoạt động từ ngày: 01/01/2024" in preview
    )
    assert "Dòng 31: thêm mới Mã đơn vị: AA30" in preview and "dòng nữa" not in preview
    assert await events(it) == before, "a preview records nothing"
    assert "Đã nhập xong: thêm 30, đổi 0, trùng 0." in await entered(it, CLERK, at)
    assert len(await names(it, "AA")) == 30
    after = await events(it)
    for who, again in ((CLERK, file), (CHAIRMAN, workbook([HEADINGS, *units("AA", 30)], name="Khác"))):
        at = await taken(it, who, UNITS, again)
        assert "Mọi dòng của tệp đã có trong danh sách: trùng 30." in await page(it, who, at)
    assert await events(it) == after


@pytest.mark.needs("chromium-headless-shell")
async def test_a_long_preview_shows_fifty_rows_and_counts_the_rest_and_fits_a_phone(it: Submissions) -> None:
    rows = [(code, f"{name} {'rất dài ' * 12}{'x' * 60}", *rest) for code, name, *rest in units("AL", 53)]
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *rows]))
    answer = await it.client.get(at, headers=cookies(it, CLERK))
    assert said(answer).count("thêm mới") == PREVIEWED and "Còn 3 dòng nữa cũng được ghi." in said(answer)
    style = joined()["pages.css"].content.decode()
    async with browsing() as browser:
        phone = await browser.new_page(viewport={"width": 360, "height": 740})
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        await phone.set_content(f"<!doctype html><meta charset=utf-8><style>{style}</style><main{main}</main>")
        width = await phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


async def test_what_a_change_replaces_has_to_be_what_was_shown(it: Submissions) -> None:
    await it.unit("FG1", name="Tổ dân phố FG 1")
    await eventually(it.caught_up, True)
    row = ("Lò Thị Bốn", "Tổ dân phố FG 1", DAY, "bon@example.vn")
    at = await taken(it, CLERK, PEOPLE, workbook([PERSONS, row]))
    await entered(it, CLERK, at)
    await eventually(it.caught_up, True)
    at = await taken(it, CLERK, PEOPLE, workbook([PERSONS, (*row[:3], "moi.bon@example.vn")]))
    query = "SELECT person_id::text FROM people WHERE email = 'bon@example.vn'"
    person = str(await it.runtime.projector.fetchval(query))
    meanwhile = await it.post(CLERK, f"/people/{person}:change-address", {"email": "khac.bon@example.vn"}, seen=1)
    assert meanwhile.is_success, meanwhile.text
    answer = await does(it, CLERK, at, "enter")
    assert answer.status_code == 409 and "khac.bon@example.vn → đổi thành moi.bon@example.vn" in said(answer)


async def test_every_bad_cell_is_told_at_once_and_nothing_is_entered(it: Submissions) -> None:
    rows = units("BB", 30)
    rows[3] = (rows[3][0], "", *rows[3][2:])
    rows[7] = (*rows[7][:3], "31/02/2024")
    rows[20] = (*rows[20][:2], "Phòng ban", rows[20][3])
    rows[25] = ("AA1", *rows[25][1:])
    before = await events(it)
    told = await page(it, CLERK, await taken(it, CLERK, UNITS, workbook([HEADINGS, *rows])))
    assert "Chưa nhập dòng nào vì có" in told and await events(it) == before
    for cell in ("B5", "D9", "C22", "B27"):
        assert re.search(rf"\b{cell}\b", told), (cell, told)


async def test_a_refusal_of_the_decider_is_found_at_the_preview_at_its_cell(it: Submissions) -> None:
    unit = await it.unit("CC1", name="Tổ dân phố CC 1")
    body = {"code": "CC9", "valid_from": it.today().isoformat()}
    await it.did(CLERK, f"/units/{unit}:change-code", body)  # the list no longer shows CC1, which stays the unit's
    await eventually(it.caught_up, True)
    told = await page(it, CLERK, await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("CC", 2)])))
    assert "A2 Mã đơn vị CC1 Mã CC1 đã thuộc về một đơn vị khác." in told


async def test_renamed_columns_are_asked_and_answered(it: Submissions) -> None:
    rows = [(name, code, kind, day, "ghi chú") for code, name, kind, day in units("DD", 3)]
    file = workbook([["DANH SÁCH"], [], ["Tên gọi của đơn vị", "Ký hiệu", "LOAI DON VI", "Từ", "Ghi chú"], *rows])
    at = await taken(it, CLERK, UNITS, file)
    assert "Chưa thấy cột cho: Mã đơn vị" in await page(it, CLERK, at)
    twice = {"cot.code": "1", "cot.name": "1", "cot.kind": "2", "cot.valid_from": "3"}
    answer = await does(it, CLERK, at, "columns", **twice)
    assert answer.status_code == 422 and "chọn cho hai mục" in said(answer)
    await does(it, CLERK, at, "columns", **(twice | {"cot.name": "0"}), _key="answered-rightly")
    told = await page(it, CLERK, at)
    assert "3 dòng: thêm 3" in told and "Cột không dùng: Ghi chú." in told
    await entered(it, CLERK, at)
    assert len(await names(it, "DD")) == 3


async def test_legacy_letters_are_offered_converted(it: Submissions) -> None:
    rows = [("EE1", "Tæ d©n phè sè EE 1", "Tæ d©n phè", DAY), ("EE2", "Tæ d©n phè sè EE 2", "Tæ d©n phè", DAY)]
    file = workbook([["M· ®¬n vÞ", "Tªn ®¬n vÞ", "Lo¹i ®¬n vÞ", "Ho¹t ®éng tõ ngµy"], *rows])
    at = await taken(it, CLERK, UNITS, file)
    told = await page(it, CLERK, at)
    assert "bảng mã cũ TCVN3 (ABC)" in told and "Tæ d©n phè sè EE 2 Tổ dân phố số EE 2" in told
    await does(it, CLERK, at, "letters")
    await entered(it, CLERK, at)
    assert await names(it, "EE") == {"Tổ dân phố số EE 1", "Tổ dân phố số EE 2"}


async def test_people_are_entered_with_their_units_and_changed_where_an_act_does_that(it: Submissions) -> None:
    await it.unit("FF1", name="Tổ dân phố FF 1")
    await eventually(it.caught_up, True)
    rows = [
        ("Lò Thị Một", "tổ dân phố ff 1", DAY, "mot@example.vn"),
        ("Lò Văn Hai", "Tổ dân phố FF 1", "02/01/2024", None),
    ]
    at = await taken(it, CLERK, PEOPLE, workbook([PERSONS, *rows]))
    await entered(it, CLERK, at)
    rows = [(*rows[0][:3], "moi@example.vn"), rows[1], ("Giàng A Ba", "Tổ dân phố FF 1", DAY, None)]
    at = await taken(it, CLERK, PEOPLE, workbook([PERSONS, *rows]))
    preview = await page(it, CLERK, at)
    assert "3 dòng: thêm 1, đổi 1, trùng 1." in preview
    assert "Dòng 2: đổi" in preview and "Thư điện tử: mot@example.vn → đổi thành moi@example.vn" in preview
    assert "Dòng 3:" not in preview, "what changes nothing is not listed"
    assert "Dòng 4: thêm mới Họ và tên: Giàng A Ba ; Đơn vị: Tổ dân phố FF 1" in preview
    await entered(it, CLERK, at)
    await eventually(it.caught_up, True)
    found = await it.runtime.projector.fetch(
        "SELECT p.full_name, p.email FROM people p JOIN memberships USING (ward_code, person_id) "
        "JOIN units u USING (ward_code, unit_id) WHERE u.name LIKE '%FF%'"
    )
    assert {tuple(row) for row in found} == {
        ("Lò Thị Một", "moi@example.vn"),
        ("Lò Văn Hai", None),
        ("Giàng A Ba", None),
    }
    person = str(
        await it.runtime.projector.fetchval("SELECT person_id::text FROM people WHERE email = 'moi@example.vn'")
    )
    taken_back = await it.post(CLERK, f"/people/{person}:change-address", {"email": "khac@example.vn"}, seen=2)
    assert taken_back.is_success, taken_back.text
    at = await taken(it, CLERK, PEOPLE, workbook([PERSONS, *rows]))
    assert "3 dòng: thêm 0, đổi 1, trùng 2." in await page(it, CLERK, at), "what was changed back is wanted again"
    await entered(it, CLERK, at)
    await eventually(it.caught_up, True)
    email = await it.runtime.projector.fetchval("SELECT email FROM people WHERE person_id::text = $1", person)
    assert email == "moi@example.vn"
    kept = await owner(it, "SELECT file, said FROM web.sheets")
    assert not any(name in bytes(row[0]) + bytes(row[1]) for row in kept for name in ("Lò".encode(), b"example.vn"))


async def test_what_was_interrupted_goes_on_and_nothing_is_entered_twice(
    it: Submissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "AT_ONCE", 1)
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("GG", 40)]))
    real, count = entering.RowWriter.send, 0

    async def cut_off(self: Any, command: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        if count == 25:
            raise Unavailable
        return await real(self, command, **more)

    monkeypatch.setattr(entering.RowWriter, "send", cut_off)
    await does(it, CLERK, at, "enter")
    await eventually(lambda: page_says(it, at, "Đã ghi 20 trong 40 dòng rồi dừng."), True)
    monkeypatch.setattr(entering.RowWriter, "send", real)
    await entered(it, CLERK, at)
    assert len(await names(it, "GG")) == 40
    registered = "SELECT count(*) FROM store.events WHERE event_type = 'unit-registered' AND data::text LIKE '%\"GG%'"
    assert await it.runtime.projector.fetchval(registered) == 40


async def page_says(it: Submissions, at: str, words: str) -> bool:
    return words in await page(it, CLERK, at)


async def test_what_has_changed_since_the_preview_is_shown_before_anything_is_entered(it: Submissions) -> None:
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("HH", 2)]))
    await it.unit("HH1", name="Tổ dân phố HH 1")
    before = await events(it)
    fields = {"_csrf": f"csrf-{CLERK}", "_key": "changed-meanwhile", "_act": "enter", "_numbers": "2 0 0 x"}
    answer = await it.client.post(at, data=fields, headers=cookies(it, CLERK))
    assert answer.status_code == 409 and "Danh sách đã thay đổi từ lúc xem trước" in said(answer)
    assert "2 dòng: thêm 1, đổi 0, trùng 1." in said(answer) and await events(it) == before


async def test_a_race_is_told_by_its_row_and_the_rest_is_entered(
    it: Submissions, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("JJ", 3)]))
    real = entering.Entering.enter

    async def late(self: Any, told: Any, settled: Any) -> Any:
        await it.did(CLERK, "/units", {"code": "JJ2", "name": "Khác", "kind": "office", "valid_from": "2024-01-01"})
        return await real(self, told, settled)

    monkeypatch.setattr(entering.Entering, "enter", late)
    told = await entered(it, CLERK, at)
    assert "trừ 1 dòng dưới đây" in told and "A3 Mã đơn vị" in told
    assert await names(it, "JJ") == {"Tổ dân phố JJ 1", "Tổ dân phố JJ 3"}


async def test_two_presses_at_once_enter_a_file_once(it: Submissions) -> None:
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("KK", 20)]))
    await asyncio.gather(*(does(it, CLERK, at, "enter", _key=f"press-number-{press}") for press in range(3)))
    await eventually(lambda: page_says(it, at, "Đã nhập xong: thêm 20"), True)
    assert len(await names(it, "KK")) == 20


async def test_a_file_is_its_authors_alone_and_goes_when_it_is_left_or_old(it: Submissions) -> None:
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("LL", 1)]))
    answer = await it.client.get(at, headers=cookies(it, CHAIRMAN))
    assert answer.status_code == 404 and "không còn được giữ" in said(answer)
    await does(it, CLERK, at, "drop")
    assert (await it.client.get(at, headers=cookies(it, CLERK))).status_code == 404
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("LL", 1)]))
    await owner(
        it, f"UPDATE web.sheets SET saved_at = saved_at - interval '{SHEETS_KEPT / timedelta(hours=1) + 1} hours'"
    )
    await sweeping(it.runtime.projector, it.runtime.clock)()
    assert (await it.client.get(at, headers=cookies(it, CLERK))).status_code == 404


async def test_the_verb_that_forgets_drafts_forgets_files_too(it: Submissions) -> None:
    at = await taken(it, CHAIRMAN, UNITS, workbook([HEADINGS, *units("LL", 1)]))
    connection = await asyncpg.connect(it.owner_url)
    try:
        assert await connection.fetchval(FORGET, author_of(CHAIRMAN)) >= 1
    finally:
        await connection.close()
    assert (await it.client.get(at, headers=cookies(it, CHAIRMAN))).status_code == 404


async def test_once_entered_the_file_itself_is_gone(it: Submissions) -> None:
    at = await taken(it, CLERK, UNITS, workbook([HEADINGS, *units("MM", 1)]))
    await entered(it, CLERK, at)
    [row] = await owner(it, f"SELECT length(file) AS file FROM web.sheets WHERE sheet = '{at[-36:]}'")
    assert row["file"] == 0


async def test_another_ward_is_not_compared_with_and_the_city_says_which_ward(it: Submissions) -> None:
    file = workbook([HEADINGS, *units("AA", 2)])
    assert "2 dòng: thêm 2" in await page(it, OTHER, await taken(it, OTHER, UNITS, file))
    answer = await sent(it, "officer", UNITS, file)
    assert answer.status_code == 422 and "Chọn phường, xã" in said(answer)
    at = await taken(it, "officer", UNITS, file, **{"dia-phuong": QUYET_THANG})
    assert "trùng 2" in await page(it, "officer", at)


@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        (b"", 422, "Chưa chọn tệp nào."),
        (b"%PDF-1.7", 422, "Tệp không phải là tệp Excel .xlsx."),
        (bytes(1_030_000), 413, "Tệp nặng hơn 1000 KB."),
        (workbook([HEADINGS]), 422, "Tệp không có dòng dữ liệu nào."),
    ],
    ids=["none", "pdf", "large", "empty"],
)
async def test_a_file_that_is_refused_says_what_to_do(it: Submissions, file: bytes, status: int, sentence: str) -> None:
    answer = await sent(it, CLERK, UNITS, file)
    assert answer.status_code == status and sentence in said(answer)


async def test_a_form_that_is_not_ones_own_or_has_no_parts_is_refused(it: Submissions) -> None:
    file = {"tep": ("a.xlsx", workbook([HEADINGS]), MEDIA_TYPE)}
    answer = await it.client.post(UNITS, data={"_csrf": "another's"}, files=file, headers=cookies(it, CLERK))
    assert answer.status_code == 403
    kind = {"content-type": "multipart/form-data"}
    answer = await it.client.post(UNITS, content=b"nothing", headers=cookies(it, CLERK) | kind)
    assert answer.status_code == 400 and "không đọc được" in said(answer)


async def test_whoever_may_not_do_the_act_has_no_button_and_no_page(it: Submissions) -> None:
    unit = await it.unit("NN1", name="Tổ dân phố NN 1")
    await eventually(it.caught_up, True)
    head = f"head-{QUYET_THANG}-NN1"
    assert (await it.client.get(UNITS, headers=cookies(it, head))).status_code == 403
    assert "Nhập từ Excel" in await page(it, head, "/submissions/pages/people")
    rows = [("Lò Thị Nn", "Tổ dân phố NN 1", DAY, None), ("Lò Thị Nn", "Tổ dân phố AA 1", DAY, None)]
    told = await page(it, head, await taken(it, head, PEOPLE, workbook([PERSONS, *rows])))
    assert "B3 Đơn vị" in told, "a unit head is offered the own unit alone"
    assert unit


async def test_the_template_is_taken_back_as_it_was_given(it: Submissions) -> None:
    answer = await it.client.get(f"{UNITS}/template", headers=cookies(it, CLERK))
    assert answer.headers["content-type"] == MEDIA_TYPE
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    assert book.get_sheet_by_index(0).to_python() == [[*HEADINGS, "Thuộc đơn vị", "Diện ưu tiên"]]
    assert "Cách ghi" in str(book.get_sheet_by_name("Hướng dẫn").to_python())
    refused = await sent(it, CLERK, UNITS, answer.content)
    assert refused.status_code == 422 and "Tệp không có dòng dữ liệu nào." in said(refused)


async def test_a_list_that_was_exported_changes_nothing_when_it_comes_back(it: Submissions) -> None:
    await eventually(it.caught_up, True)
    exported = await it.client.get("/submissions/pages/units/excel", headers=cookies(it, CLERK))
    told = await page(it, CLERK, await taken(it, CLERK, UNITS, exported.content))
    assert re.search(r"Mọi dòng của tệp đã có trong danh sách: trùng \d{2,}\.", told), told


# the API


async def imported(it: Submissions, who: str, path: str, file: bytes, **query: Any) -> httpx.Response:
    headers = it.headers(who) | {"content-type": MEDIA_TYPE}
    return await it.client.post(f"/submissions{path}:import", content=file, params=query, headers=headers)


async def test_the_api_previews_enters_and_knows_the_file_again(it: Submissions) -> None:
    file = workbook([HEADINGS, *units("PP", 5)])
    before = await events(it)
    preview = (await imported(it, CLERK, "/units", file, dry_run=True)).json()
    assert (
        preview == {"added": 5, "changed": 0, "same": 0, "entered": False, "token": ""} and await events(it) == before
    )
    done = (await imported(it, CLERK, "/units", file)).json()
    assert (done["added"], done["entered"]) == (5, True) and done["token"]
    again = (await imported(it, CLERK, "/units", file)).json()
    assert (again["added"], again["same"]) == (0, 5)


async def test_a_key_of_one_file_does_not_enter_another(it: Submissions) -> None:
    """Its rows would be answered with what became of the first file's, and nothing be recorded."""
    await it.unit("KHOA1", name="Tổ dân phố Khóa 1")
    await eventually(it.caught_up, True)
    headers = it.headers(CLERK) | {"content-type": MEDIA_TYPE}

    async def send(address: str) -> httpx.Response:
        file = workbook([PERSONS, ("Lò Thị Khóa", "Tổ dân phố Khóa 1", DAY, address)])
        return await it.client.post("/submissions/people:import", content=file, headers=headers)

    for address in ("mot@example.vn", "hai@example.vn"):
        assert (await send(address)).json()["entered"]
    answer = await send("ba@example.vn")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key.reused")


@pytest.mark.parametrize(
    ("rows", "status", "code", "hint"),
    [
        ([HEADINGS, ("QQ 1", "", "Phòng", "ngày mai")], 422, "import.bad-cells", "A2, B2, C2, D2"),
        ([("Ký hiệu", "Tên"), ("QQ1", "x")], 422, "import.columns-unclear", "Mã đơn vị"),
        ([HEADINGS, ("QQ1", "Tæ d©n phè", "Tæ d©n phè", DAY)], 422, "import.legacy-letters", "letters=tcvn3"),
    ],
    ids=["cells", "columns", "letters"],
)
async def test_the_api_tells_what_the_page_asks(
    it: Submissions, rows: Sequence[Sequence[Any]], status: int, code: str, hint: str
) -> None:
    answer = await imported(it, CLERK, "/units", workbook(rows))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code) and hint in problem["detail"]
    if code == "import.bad-cells":
        assert [error["place"] for error in problem["errors"]] == ["/A2", "/B2", "/C2", "/D2"]


async def test_the_api_takes_no_file_that_the_page_refuses(it: Submissions) -> None:
    answer = await imported(it, CLERK, "/units", workbook([HEADINGS, *units("QQ", 1)]), ward=DOAN_KET)
    assert answer.status_code == 404, "a mandate of another ward"
    answer = await imported(it, CLERK, "/units", b'{"a": 1}')
    assert (answer.status_code, answer.json()["code"]) == (422, "sheet.not-excel")
    answer = await imported(it, "officer", "/units", workbook([HEADINGS, *units("QQ", 1)]))
    assert (answer.status_code, answer.json()["code"]) == (422, "import.ward-missing")
    answer = await imported(it, f"head-{QUYET_THANG}-NN1", "/units", workbook([HEADINGS, *units("QQ", 1)]))
    assert answer.status_code == 403


async def owner(it: Submissions, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(it.owner_url)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()
