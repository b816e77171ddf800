"""Papers of a running service: given over the API and from their page to those who read the record, drafted in the ward's own template."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from docx import Document

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.chassis.documents.standard import standard
from services.chassis.web.session import Session
from tests.support.eventually import eventually
from tests.support.papers import letters, lines_of_docx, text_of_pdf
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import ASKED, DOAN_KET, QUYET_THANG, Submissions, submissions

CLERK, ELSEWHERE = f"clerk-{QUYET_THANG}", f"clerk-{DOAN_KET}"
HEAD = f"head-{QUYET_THANG}-TDP1"
PAGES = "/submissions/pages"
TEMPLATES = f"{PAGES}/document-templates"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Submissions]:
    """Two wards, one with a unit and somebody who may sign."""
    async with submissions(postgres, "papers", tmp_path_factory.mktemp("issuer"), session_key=KEY) as running:
        await running.ward()
        await running.ward(DOAN_KET, "Phường Đoàn Kết")
        await running.person("Lò Văn An", await running.unit("TDP1"))
        await eventually(running.caught_up, True)
        yield running


@pytest_asyncio.fixture(scope="module")
async def plan(it: Submissions) -> str:
    """An issued plan that asks for a report."""
    [signer] = [one["person_id"] for one in (await it.read(CLERK, "/people"))["items"]]
    return await it.plan(signer, [it.obligation("Báo cáo sơ kết", 20, 40)], number=5)


async def page(it: Submissions, who: str, path: str, **sent: Any) -> httpx.Response:
    """A page as a browser of somebody who has signed in gets it; `sent` is what a form posts."""
    session = Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}")
    cookie = {"Cookie": "=".join(sealed(session))}
    if not sent:
        return await it.client.get(path, headers=cookie)
    form = {"_csrf": f"csrf-{who}", "_key": str(uuid4())}
    return await it.client.post(path, data=form, headers=cookie, files=sent.get("files"))


async def test_an_issued_plan_is_given_as_pdf_and_as_draft(it: Submissions, plan: str) -> None:
    api = await it.get(CLERK, f"/plans/{plan}/paper.pdf")
    assert (api.status_code, api.headers["content-type"]) == (200, "application/pdf")
    day = f"{it.today():%d-%m-%Y}"
    assert unquote(api.headers["content-disposition"]).endswith(f"Kế hoạch số 05-KH-UBND ngày {day}.pdf")
    digest = base64.b64encode(hashlib.sha256(api.content).digest()).decode()
    assert api.headers["repr-digest"] == f"sha-256=:{digest}:"
    draft = await page(it, CLERK, f"{PAGES}/plans/{plan}/paper.docx")
    assert (draft.status_code, draft.headers["content-type"]) == (200, DOCX)
    assert unquote(draft.headers["content-disposition"]).endswith(f"Dự thảo Kế hoạch số 05-KH-UBND ngày {day}.docx")
    assert text_of_pdf(api.content) == letters(" ".join(lines_of_docx(draft.content)))
    for said in (
        "PHƯỜNG QUYẾT THẮNG",
        "Số: 05/KH-UBND",
        "Quyết Thắng, ngày",
        "Báo cáo sơ kết",
        "Lò Văn An",
        "- Lưu: VT.",
    ):
        assert letters(said) in text_of_pdf(api.content)
    assert (await page(it, CLERK, f"{PAGES}/plans/{plan}/paper.pdf")).content == api.content


async def test_a_draft_has_room_for_number_and_day(it: Submissions) -> None:
    body = {"year": 2030, "title": "Kế hoạch thi đua năm 2030", "obligations": []}
    draft = (await it.did(CLERK, "/plans", body))["id"]
    told = await it.get(CLERK, f"/plans/{draft}/paper.pdf")
    assert letters("Số:/KH-UBND") in text_of_pdf(told.content)
    assert letters("Quyết Thắng, ngàythángnăm") in text_of_pdf(told.content)
    assert unquote(told.headers["content-disposition"]).endswith("Kế hoạch Thi đua năm 2030.pdf")


async def test_a_paper_is_given_to_those_who_read_the_record(it: Submissions, plan: str) -> None:
    for path in (f"/plans/{plan}/paper.pdf", f"/plans/{plan}/paper.docx"):
        assert (await it.get(HEAD, path)).status_code == 200
        assert (await it.get(ELSEWHERE, path)).status_code == 404
        assert (await page(it, ELSEWHERE, f"{PAGES}{path}")).status_code == 404
        assert (await it.client.get(f"/submissions{path}")).status_code == 401
        assert (await it.client.get(f"{PAGES}{path}")).status_code == 303


async def test_buttons_stand_on_the_record(it: Submissions, plan: str) -> None:
    told = (await page(it, CLERK, f"{PAGES}/plans/{plan}")).text
    assert f'href="{PAGES}/plans/{plan}/paper.docx">Tải bản thảo (DOCX)' in told
    assert f'href="{PAGES}/plans/{plan}/paper.pdf">Bản in (PDF)' in told


async def test_a_movement_is_launched_by_a_letter(it: Submissions, plan: str) -> None:
    body = {"plan_id": plan, "code": "NTM", "name": "Chung sức <b>", "starts_on": it.in_days(0), **ASKED}
    movement = (await it.did(CLERK, "/movements", body))["id"]
    told = text_of_pdf((await it.get(HEAD, f"/movements/{movement}/paper.pdf")).content)
    for said in (
        "V/v phát động và đăng ký tham gia phong trào thi đua “Chung sức <b>”",
        "Kế hoạch số 05/KH-UBND",
        "Đối tượng tham gia: cơ quan, đơn vị, đoàn thể;",
        "Tiêu chí thi đua: Mỗi hộ hiến đất làm đường.",
        "- Như trên;",
    ):
        assert letters(said) in told


async def test_units_that_owe_a_report_are_urged_by_a_letter_of_the_office(it: Submissions, plan: str) -> None:
    [asked] = (await it.read(CLERK, f"/plans/{plan}"))["obligations"]

    async def told() -> int:
        return (await it.get(CLERK, f"/plans/{plan}/obligations/{asked['obligation_id']}/paper.pdf")).status_code

    await eventually(told, 200)
    path = f"{plan}/{asked['obligation_id']}/paper.docx"
    letter = await page(it, CLERK, f"{PAGES}/tracking/{path}")
    lines = lines_of_docx(letter.content)
    assert "Kính gửi: Tổ dân phố TDP1" in lines
    assert "V/v đôn đốc nộp báo cáo sơ kết" in lines
    assert "Công văn đôn đốc" in (await page(it, CLERK, f"{PAGES}/tracking?plan={plan}")).text
    assert (await page(it, HEAD, f"{PAGES}/tracking/{path}")).status_code == 403
    assert (await page(it, ELSEWHERE, f"{PAGES}/tracking/{path}")).status_code == 404


def own(text: str) -> bytes:
    """The standard template with a line more."""
    document = Document(io.BytesIO(standard()))
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


async def test_a_ward_drafts_in_its_own_template_and_goes_back(it: Submissions, plan: str) -> None:
    async def drafted(who: str = CLERK) -> str:
        return " ".join(lines_of_docx((await it.get(who, f"/plans/{plan}/paper.docx")).content))

    told = (await page(it, CLERK, TEMPLATES)).text
    assert "Mẫu chuẩn" in told
    assert "Dùng lại mẫu chuẩn" not in told
    wrong = await page(it, CLERK, f"{TEMPLATES}/plan", files={"tep": ("mau.docx", own("{{ so_ki_hieu }}"))})
    assert wrong.status_code == 422
    assert "so_ki_hieu" in wrong.text
    assert (await page(it, CLERK, f"{TEMPLATES}/plan", files={"tep": ("mau.docx", b"")})).status_code == 422
    done = await page(it, CLERK, f"{TEMPLATES}/plan", files={"tep": ("mau.docx", own("Điện thoại: 0213"))})
    assert done.status_code == 303
    shown = await page(it, CLERK, done.headers["location"])
    assert "Đã thay mẫu." in shown.text
    assert "Điện thoại: 0213" in await drafted()
    assert "0213" not in text_of_pdf((await it.get(CLERK, f"/plans/{plan}/paper.pdf")).content)
    mine = await page(it, CLERK, f"{TEMPLATES}/plan/own.docx")
    assert lines_of_docx(mine.content)[-1] == "Điện thoại: 0213"
    back = await page(it, CLERK, f"{TEMPLATES}/plan/restore", files=None)
    assert back.status_code == 303
    assert "Đã dùng lại mẫu chuẩn." in (await page(it, CLERK, back.headers["location"])).text
    assert "0213" not in await drafted()


async def test_templates_are_the_clerks(it: Submissions) -> None:
    file = {"file": base64.b64encode(own("của API")).decode()}
    await it.did(CLERK, "/document-templates/launch:replace", file)
    listed = {one["name"]: one["replaced_at"] for one in (await it.read(CLERK, "/document-templates"))["items"]}
    assert listed["launch"] is not None
    assert listed["plan"] is None
    elsewhere = (await it.read(ELSEWHERE, "/document-templates"))["items"]
    assert len(elsewhere) == len(listed) and {one["replaced_at"] for one in elsewhere} == {None}
    await it.did(CLERK, "/document-templates/launch:restore")
    assert await it.refused(CLERK, "/document-templates/plan:replace", {"file": "eHh4eA=="}) == (
        422,
        "template.not-docx",
    )
    assert (await it.post(CLERK, "/document-templates/nothing:replace", file)).status_code == 404
    assert (await it.post(HEAD, "/document-templates/plan:replace", file)).status_code == 403
    assert (await page(it, HEAD, TEMPLATES)).status_code == 403
