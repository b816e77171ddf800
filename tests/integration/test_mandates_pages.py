"""Giving and ending mandates on the page: a city begins with one operator, and everybody else is granted in the browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy.cli.appointing import appoint
from deploy.cli.deployment import Deployment
from deploy.local import issuer
from deploy.local.addresses import Databases
from deploy.local.postgres import Postgres
from services.chassis.web.session import Session
from services.submissions.app import SERVICE
from services.submissions.mandates import pages
from tests.support.eventually import eventually
from tests.support.serving import served
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import DOAN_KET, OPERATOR, QUYET_THANG, Submissions, submissions

PAGE = "/submissions/pages/mandates"
CLERK, CHAIRMAN = f"clerk-{QUYET_THANG}", f"chairman-{QUYET_THANG}"
BLOC, BLOC_NAME = "khoi-lai-chau", "Khối thi đua các xã, phường"
away: list[str] = []
"""Why the owner of blocs does not answer."""
FAULT = re.compile(r'<p class="fault" id="([a-z-]+)-loi">.*?Lỗi: </span>(.*?)</p>')


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """Two wards, one of them with a unit `TDP8`, beside an owner of blocs with one bloc."""

    async def blocs(request: Request) -> JSONResponse:
        assert request.headers["x-mandate"] and request.headers["authorization"]
        if away:
            return JSONResponse({}, 503)
        return JSONResponse({"items": [{"code": BLOC, "name": BLOC_NAME, "first_year": 2024}], "next": None})

    folder = tmp_path_factory.mktemp("issuer")
    async with (
        served(Starlette(routes=[Route("/blocs/blocs", blocs)])) as owner,
        submissions(postgres, "mandates_pages", folder, session_key=KEY, peers={"blocs": owner}) as service,
    ):
        await service.ward()
        await service.ward(DOAN_KET, "Phường Đoàn Kết")
        await service.unit("TDP8")
        yield service


def signed_in(it: Submissions, who: str) -> dict[str, str]:
    name, value = sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}"))
    return {"cookie": f"{name}={value}"}


async def seen(it: Submissions, who: str, path: str = PAGE, **asked: str) -> str:
    """A page with everything written so far."""
    await eventually(it.caught_up, True)
    answer = await it.client.get(httpx.URL(path).copy_merge_params(asked), headers=signed_in(it, who))
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def sent(it: Submissions, who: str, path: str = PAGE, **fields: str) -> httpx.Response:
    """A form, as its page would send it."""
    form = {"_csrf": f"csrf-{who}", "_key": str(uuid4())} | {
        name.replace("_", "-"): text for name, text in fields.items()
    }
    return await it.client.post(path, data=form, headers=signed_in(it, who))


def field_errors(answer: httpx.Response) -> list[tuple[str, str]]:
    """The fields that are to be mended, each with its sentence."""
    return [(field, unescape(sentence)) for field, sentence in FAULT.findall(answer.text)]


def row(page: str, *words: str) -> str:
    """The one row of the table with all these words."""
    found: list[str] = [
        one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if all(word in one for word in words)
    ]
    assert len(found) == 1, page
    return found[0]


def options(page: str, field: str) -> list[str]:
    """What a choice offers."""
    [select] = re.findall(rf'<select id="{field}".*?</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>(.*?)</option>", select)


async def grant(it: Submissions, who: str, **fields: str) -> httpx.Response:
    return await sent(
        it, who, **{"vai_tro": "clerk", "nguoi": "somebody", "tu_ngay": f"{it.today():%d/%m/%Y}"} | fields
    )


async def test_an_appointed_operator_grants_a_clerk_who_signs_in_and_sees_the_ward(it: Submissions) -> None:
    settings = it.runtime.settings
    databases = Databases(settings.database_url, str(settings.keys_database_url))
    await appoint(Deployment({"submissions": databases}, None, declared={"submissions": SERVICE}), "ops-1", "an")
    page = await seen(it, "ops-1")
    assert {"Toàn thành phố", "Phường Quyết Thắng", "Phường Đoàn Kết"} <= set(options(page, "noi"))
    granted = await grant(it, "ops-1", noi=DOAN_KET, nguoi="new-clerk")
    assert granted.status_code == 303, granted.text
    page = await seen(it, "ops-1", granted.headers["location"])
    assert "Đã giao quyền." in page
    assert "Phường Đoàn Kết" in row(page, "new-clerk", "Văn phòng – Thống kê", "Đang giao")
    assert "· Phường Đoàn Kết" in await seen(it, "new-clerk", "/submissions/pages/tracking")


async def test_the_city_looks_at_one_place_and_grants_there(it: Submissions) -> None:
    page = await seen(it, OPERATOR, ward=QUYET_THANG)
    assert CLERK in page and f"clerk-{DOAN_KET}" not in page
    assert re.search(rf'<select id="noi".*?value="{QUYET_THANG}" selected', page, re.DOTALL), (
        "what is looked at is offered"
    )

    async def offered() -> bool:
        return "Tổ dân phố TDP8" in options(await seen(it, OPERATOR, ward=QUYET_THANG), "don-vi")

    await eventually(offered, True)  # which wards a mandate may read is remembered for a second
    assert "Tổ dân phố TDP8" not in options(await seen(it, OPERATOR, ward=DOAN_KET), "don-vi")
    for role, place in (("city-officer", "city"), ("chairman", DOAN_KET)):
        assert (await grant(it, OPERATOR, vai_tro=role, noi=place, nguoi=f"new-{role}")).status_code == 303
    assert row(await seen(it, OPERATOR, ward="city"), "new-city-officer", "Toàn thành phố")
    assert (await grant(it, "new-city-officer", noi=DOAN_KET, nguoi="by-officer")).status_code == 303
    assert row(await seen(it, "new-city-officer", ward=DOAN_KET), "by-officer")
    assert "Quản trị hệ thống" not in options(await seen(it, "new-city-officer"), "vai-tro")


async def test_the_secretary_of_a_bloc_is_granted_in_one_that_its_owner_names(it: Submissions) -> None:
    assert BLOC_NAME in options(await seen(it, OPERATOR), "noi")
    granted = await grant(it, OPERATOR, vai_tro="bloc-secretary", noi=BLOC, nguoi="secretary-1")
    assert granted.status_code == 303, granted.text
    assert row(await seen(it, OPERATOR, granted.headers["location"]), "secretary-1", BLOC_NAME)


async def test_nobody_is_granted_in_a_ward_that_is_not_registered(it: Submissions) -> None:
    body = {"principal": "nobody", "role": "clerk", "valid_from": it.today().isoformat()}
    assert await it.refused(OPERATOR, "/mandates?ward=88888", body) == (422, "mandate.ward-unknown")


async def test_the_list_goes_on_where_a_page_ends(it: Submissions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 2)
    held, address = [], f"{PAGE}?ward={QUYET_THANG}"
    while address:
        page = await seen(it, OPERATOR, address)
        rows = re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)
        assert len(rows) <= 2 and f"Hiện {len(rows)} quyền đã giao" in page
        held += [
            name
            for row in rows
            for name in (CLERK, CHAIRMAN, f"head-{QUYET_THANG}-TDP8")
            if f">{name}</small></td>" in row
        ]
        [following] = re.findall(r'<nav class="pages".*?</nav>', page, re.DOTALL)
        address = next(iter(re.findall(r'href="([^"]*)"', following)), "")
    assert sorted(held) == sorted([CLERK, CHAIRMAN, f"head-{QUYET_THANG}-TDP8"])


async def test_a_ward_grants_in_the_ward_and_chooses_no_place(it: Submissions) -> None:
    page = await seen(it, CLERK, ward=DOAN_KET)
    assert 'id="noi"' not in page and 'id="ward"' not in page and f"clerk-{DOAN_KET}" not in page
    assert "Chủ tịch UBND" not in options(page, "vai-tro") and "Đại diện đơn vị" in options(page, "vai-tro")
    granted = await grant(it, CLERK, vai_tro="citizen", noi=DOAN_KET, nguoi="member-1")
    assert granted.status_code == 303
    assert "member-1" in await seen(it, f"chairman-{QUYET_THANG}"), "in the own ward, whatever the form says"


@pytest.mark.parametrize(
    ("who", "fields", "status", "fault"),
    [
        (CLERK, {"nguoi": ""}, 422, ("nguoi", "Ghi mã người dùng ở hệ thống định danh.")),
        (
            CLERK,
            {"nguoi": "cán bộ"},
            422,
            ("nguoi", "Mã người dùng không có dấu và không có khoảng trắng. Ghi đúng mã ở hệ thống định danh."),
        ),
        (
            CLERK,
            {"tu_ngay": "31/02/2026"},
            422,
            ("tu-ngay", "Mục “Từ ngày”: không có ngày 31/02/2026. Xem lại ngày và tháng."),
        ),
        (
            CLERK,
            {"den_ngay": "mai"},
            422,
            ("den-ngay", "Ghi ngày, tháng, năm vào mục “Đến hết ngày”, ví dụ 14/05/2024."),
        ),
        (CLERK, {"den_ngay": "01/01/2020"}, 422, ("den-ngay", "Ngày hết hạn của quyền hạn đứng trước ngày bắt đầu.")),
        (CLERK, {"nguoi": CLERK}, 403, ("nguoi", "Không ai tự giao quyền cho chính mình.")),
        (CLERK, {"vai_tro": "chairman"}, 403, ("vai-tro", "Hãy đề nghị cấp trên.")),
        (CLERK, {"vai_tro": "of-tomorrow"}, 403, ("vai-tro", "Hãy đề nghị cấp trên.")),
        (CLERK, {"vai_tro": "unit-head"}, 422, ("don-vi", "Hãy chọn đơn vị.")),
        (CLERK, {"vai_tro": "unit-head", "don_vi": "x"}, 422, ("don-vi", "Hãy chọn đơn vị.")),
        (OPERATOR, {}, 422, ("noi", "Chọn nơi được giao.")),
        (OPERATOR, {"noi": "0338"}, 422, ("noi", "Chọn nơi được giao.")),
        (OPERATOR, {"noi": "city"}, 422, ("noi", "Hãy chọn nơi được giao.")),
        (OPERATOR, {"noi": QUYET_THANG, "vai_tro": "operator"}, 422, ("noi", "không giao cho riêng một phường, xã.")),
        (OPERATOR, {"noi": "99999"}, 422, ("noi", "Chưa có phường, xã nào đăng ký mã 99999.")),
        (OPERATOR, {"noi": BLOC}, 422, ("vai-tro", "chỉ giao vai trò thư ký khối.")),
        (OPERATOR, {"noi": "khoi-khong-co", "vai_tro": "bloc-secretary"}, 422, ("noi", "Chọn nơi được giao.")),
    ],
)
async def test_a_fault_is_shown_where_it_is_and_nothing_typed_is_lost(
    it: Submissions, who: str, fields: dict[str, str], status: int, fault: tuple[str, str]
) -> None:
    answer = await grant(it, who, **{"vai_tro": "citizen" if who == CLERK else "clerk"} | fields)
    assert answer.status_code == status, answer.text
    [(field, sentence)] = field_errors(answer)
    assert field == fault[0] and fault[1] in sentence
    typed = {"nguoi": "somebody"} | fields
    assert f'name="nguoi" type="text" value="{typed["nguoi"]}"' in unescape(answer.text)


async def test_an_owner_of_blocs_that_does_not_answer_is_told_apart_from_a_bloc_that_is_none(it: Submissions) -> None:
    away.append("restarting")
    try:
        page = await seen(it, OPERATOR)
        answer = await grant(it, OPERATOR, noi="khoi-moi", vai_tro="bloc-secretary")
    finally:
        away.clear()
    assert "khối mới thành lập chưa có ở đây" in page and "khối mới thành lập chưa có" not in await seen(it, OPERATOR)
    assert field_errors(answer) == [("noi", pages.UNTOLD)] and answer.status_code == 422


async def test_a_unit_s_head_is_granted_for_a_unit_of_the_place_that_was_chosen(it: Submissions) -> None:
    [unit] = (await it.read(CLERK, "/units"))["items"]
    of_unit = {"vai_tro": "unit-head", "nguoi": "head-2", "don_vi": unit["unit_id"]}
    elsewhere = await grant(it, OPERATOR, noi=DOAN_KET, **of_unit)
    assert (elsewhere.status_code, [field for field, _ in field_errors(elsewhere)]) == (422, ["don-vi"])
    missing = await grant(it, OPERATOR, noi=QUYET_THANG, **of_unit | {"don_vi": ""})
    assert "Tổ dân phố TDP8" in options(unescape(missing.text), "don-vi"), "the units of the place that was just chosen"
    assert (await grant(it, OPERATOR, noi=QUYET_THANG, **of_unit)).status_code == 303
    assert row(await seen(it, OPERATOR), "head-2", "Tổ dân phố TDP8", "Đại diện đơn vị")


async def test_a_mandate_is_relieved_after_a_question_that_names_it(it: Submissions) -> None:
    mandate = await it.grant(OPERATOR, "clerk-of-a-day", "clerk", ward=DOAN_KET)
    address = f"{PAGE}/{mandate}/relieve"
    asked = await seen(it, OPERATOR, address)
    assert "“Văn phòng – Thống kê” tại Phường Đoàn Kết của tài khoản Văn phòng – Thống kê (clerk-of-a-day)" in asked
    for stranger, status in ((f"clerk-{DOAN_KET}", 403), (CHAIRMAN, 404)):
        assert (await sent(it, stranger, address)).status_code == status
    relieved = await sent(it, OPERATOR, address)
    page = await seen(it, OPERATOR, relieved.headers["location"])
    assert "Đã thôi giao quyền." in page and "Thôi giao" in row(page, "clerk-of-a-day")
    assert "/relieve" not in row(page, "clerk-of-a-day")
    assert "Quyền này đã kết thúc" in await seen(it, OPERATOR, address)
    assert (await it.client.get(f"{PAGE}/{uuid4()}/relieve", headers=signed_in(it, OPERATOR))).status_code == 404


async def test_the_page_of_a_mandate_tells_who_gave_and_ended_it(it: Submissions) -> None:
    mandate = await it.grant(OPERATOR, "chairman-of-a-day", "chairman", ward=DOAN_KET)
    address = f"{PAGE}/{mandate}"
    assert address in row(await seen(it, OPERATOR, ward=DOAN_KET), "chairman-of-a-day")
    shown = await seen(it, OPERATOR, address)
    assert "Đang giao" in shown and "Phường Đoàn Kết" in shown and "chairman-of-a-day" in shown
    assert f"{address}/relieve" in shown and "Giao quyền “Chủ tịch UBND” từ ngày" in shown
    for below in (f"clerk-{DOAN_KET}", f"chairman-{DOAN_KET}"):
        assert f"{address}/relieve" not in await seen(it, below, address), "nobody ends the own rank or a higher one"
    assert (await sent(it, OPERATOR, f"{address}/relieve")).status_code == 303
    shown = await seen(it, OPERATOR, address)
    assert "Thôi giao quyền." in shown and "Quản trị hệ thống" in shown and f"{address}/relieve" not in shown
    other = await it.client.get(address, headers=signed_in(it, CLERK))
    assert other.status_code == 404, "another ward's"


async def test_who_grants_nothing_does_not_see_the_page(it: Submissions) -> None:
    head = f"head-{QUYET_THANG}-TDP8"
    assert (await it.client.get(PAGE, headers=signed_in(it, head))).status_code == 403
    assert (await grant(it, head, vai_tro="unit-head")).status_code == 403


async def test_wards_of_one_name_are_told_apart_and_one_of_tomorrow_is_offered_with_its_day(it: Submissions) -> None:
    later = it.today() + timedelta(days=30)
    new = {"code": "03399", "name": "Phường Đoàn Kết", "kind": "ward", "valid_from": later.isoformat(), "sample": True}
    await it.did(OPERATOR, "/wards", new)
    await it.grant(OPERATOR, "officer-2", "city-officer")
    offered = options(await seen(it, OPERATOR), "noi")
    assert {f"Phường Đoàn Kết (mã {DOAN_KET})", f"Phường Đoàn Kết (mã 03399), từ ngày {later:%d/%m/%Y}"} < set(offered)
    watched = options(await seen(it, "officer-2", "/submissions/pages/tracking"), "ward")
    assert watched == ["Phường Quyết Thắng", f"Phường Đoàn Kết (mã {DOAN_KET})"]
    listed = options(await seen(it, "officer-2", "/submissions/pages/units"), "dia-phuong")
    assert set(listed) == {"Tất cả", "Phường Quyết Thắng", "Phường Đoàn Kết"}


async def test_who_holds_a_mandate_is_told_by_name_until_that_person_is_erased(it: Submissions) -> None:
    [unit] = (await it.read(CLERK, "/units"))["items"]
    person = await it.person("Lò Thị Cầm Quyền", unit["unit_id"])
    mandate = await it.grant(CHAIRMAN, "clerk-by-name", "clerk", ward=QUYET_THANG)
    leader = await it.grant(CHAIRMAN, "leader-by-name", "leader", ward=QUYET_THANG)
    unnamed = row(await seen(it, CHAIRMAN), "clerk-by-name")
    assert "/do/name-holder" in unnamed, "asked where no name is known"
    assert "Tài khoản Văn phòng – Thống kê" in unnamed, "an account is called by its role, its code stands small"
    assert f"Tài khoản đại diện {unit['name']}" in await seen(it, CHAIRMAN)
    assert "/do/name-holder" not in row(await seen(it, "clerk-by-name"), "clerk-by-name"), "nobody names oneself"
    assert await it.refused("clerk-by-name", f"/mandates/{mandate}:name-holder", {"person_id": person}) == (
        403,
        "mandate.above-own-rank",
    )
    for one in (mandate, leader):
        form = {"_csrf": f"csrf-{CHAIRMAN}", "_key": str(uuid4()), "person_id": person}
        address = f"{PAGE}/{one}/do/name-holder"
        named = await it.client.post(address, data=form, headers=signed_in(it, CHAIRMAN))
        assert named.status_code == 303, named.text
    assert "Đã ghi người giữ quyền này." in await seen(it, CHAIRMAN, named.headers["location"])
    listed = row(await seen(it, CHAIRMAN), "clerk-by-name")
    assert "Lò Thị Cầm Quyền" in listed and "/do/name-holder" not in listed
    assert "của Lò Thị Cầm Quyền (clerk-by-name)" in await seen(it, CHAIRMAN, f"{PAGE}/{mandate}/relieve")
    assert "Lò Thị Cầm Quyền" not in await seen(it, OPERATOR, ward=QUYET_THANG), "operators are told no names"
    body = {"full_name": "Tòng Văn Mẫu", "unit_id": unit["unit_id"], "member_from": "2024-01-01"}
    registered = await it.did("clerk-by-name", "/people", body)
    past = f"/submissions/pages/people/{registered['id']}"
    assert "Văn phòng – Thống kê: Lò Thị Cầm Quyền" in await seen(it, CHAIRMAN, past)
    delegating = await seen(it, CHAIRMAN, "/submissions/pages/delegations/do/delegate")
    assert "Lò Thị Cầm Quyền – leader-by-name" in options(delegating, "principal")
    await it.did(CHAIRMAN, f"/people/{person}:erase", {"document_number": "3/ĐN"})
    assert "Lò Thị Cầm Quyền" not in await seen(it, CHAIRMAN)
    assert "Lò Thị Cầm Quyền" not in await seen(it, CHAIRMAN, past)
    assert row(await seen(it, CHAIRMAN), "clerk-by-name"), "the code is told again"


async def test_a_unit_that_owes_reports_and_whose_mandate_nobody_holds_is_named(it: Submissions) -> None:
    unit = await it.unit("TDP9")
    signer = await it.person("Lò Văn Ký", unit)
    await it.plan(signer, [it.obligation("Báo cáo phong trào 6 tháng", 10, 20)], number=57)

    async def owed() -> int:
        return len(await it.reports(CLERK, unit_id=unit))

    await eventually(owed, 1)
    warned = "Chưa có người giữ"
    assert warned not in await seen(it, CLERK)
    mandates = (await it.read(CLERK, "/mandates"))["items"]
    [mandate] = [one["mandate_id"] for one in mandates if one["principal"] == f"head-{QUYET_THANG}-TDP9"]
    await it.did(CLERK, f"/mandates/{mandate}:relieve")
    page = await seen(it, CLERK)
    [line] = [one for one in re.findall(r"<li>.*?</li>", page) if "báo cáo, hạn gần nhất" in one]
    assert warned in page and "Tổ dân phố TDP9</a>: 1 báo cáo" in line
    assert warned not in await seen(it, OPERATOR, ward=DOAN_KET)
    await it.grant(CLERK, "another-head", "unit-head", unit=unit)
    assert warned not in await seen(it, CLERK)
