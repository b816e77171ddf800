"""Evidence files on a real database and a real directory: sent in parts, kept once, sealed, given to whoever may read the record."""

from __future__ import annotations

import asyncio
import re
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio

from deploy.local import issuer
from deploy.local.postgres import Postgres
from deploy.verify.files import check_files
from deploy.verify.findings import Verdict
from services.chassis.files.files import KEPT, MOST, Files, holder_of
from services.chassis.files.objects import Objects
from services.chassis.files.refusals import FileRefused
from services.chassis.files.sweep import sweeping
from services.chassis.web.drafts import author_of
from services.chassis.web.session import Session
from services.submissions.ids import plan_task_id, reading_id, unit_receipt_id
from tests.support.eventually import eventually
from tests.support.files import jpg, office, pdf, png
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import CONTENT, DOAN_KET, OPERATOR, QUYET_THANG, Submissions, submissions

CLERK, OTHER_CLERK = f"clerk-{QUYET_THANG}", f"clerk-{DOAN_KET}"
HEAD, NEIGHBOUR = f"head-{QUYET_THANG}-01", f"head-{QUYET_THANG}-02"
CAP = 1024 * 1024
LEADER = "Trần Văn Mẫu"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which the files of the service lie."""
    return tmp_path_factory.mktemp("files") / "submissions"


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory, store: Path) -> AsyncIterator[Submissions]:
    """Two wards; in the first two units that owe reports under one plan."""
    folder = tmp_path_factory.mktemp("issuer")
    async with submissions(
        postgres, "files", folder, session_key=KEY, files_url=store.parent.as_uri(), files_most=CAP
    ) as service:
        for ward, name in ((QUYET_THANG, "Phường Quyết Thắng"), (DOAN_KET, "Phường Đoàn Kết")):
            await service.ward(ward, name)
            unit = await service.unit("01", ward=ward)
            if ward == QUYET_THANG:
                await service.unit("02", ward=ward)
            signer = await service.person(LEADER, unit, ward=ward)
            names = ["Báo cáo tháng một", "Báo cáo tháng hai", "Báo cáo tháng ba", "Báo cáo tháng tư"]
            await service.plan(signer, [service.obligation(name, 30, 60) for name in names], ward=ward, number=1)
        await eventually(service.caught_up, True)
        yield service


async def reports(it: Submissions, who: str = HEAD, state: str = "due") -> list[str]:
    await eventually(it.caught_up, True)
    return [str(one["report_id"]) for one in await it.reports(who, state=state)]


async def begun(it: Submissions, who: str, content: bytes, name: str = "bien-ban.pdf", size: int | None = None) -> str:
    body = {"name": name, "size": len(content) if size is None else size}
    return str((await it.did(who, "/files", body))["file_id"])


async def part(it: Submissions, who: str, file: str, offset: int, content: bytes) -> httpx.Response:
    headers = it.headers(who) | {"content-type": "application/octet-stream"}
    return await it.client.put(
        f"/submissions/files/{file}/content", params={"offset": offset}, content=content, headers=headers
    )


async def sent(it: Submissions, who: str, content: bytes, name: str = "bien-ban.pdf") -> str:
    """A file that was sent whole; its id."""
    file = await begun(it, who, content, name)
    assert (await part(it, who, file, 0, content)).status_code == 200
    await it.did(who, f"/files/{file}:finish")
    return file


async def refused(it: Submissions, who: str, content: bytes) -> str:
    file = await begun(it, who, content)
    assert (await part(it, who, file, 0, content)).status_code == 200
    answer = await it.post(who, f"/files/{file}:finish")
    assert answer.status_code == 422, answer.text
    return str(answer.json()["code"])


async def submitted(it: Submissions, report: str, *files: str, who: str = HEAD) -> list[str]:
    """Has a report sent with these files; the ids under which they are kept."""
    await it.did(who, f"/reports/{report}:submit", CONTENT | {"evidence": list(files)})
    items = (await it.read(who, f"/reports/{report}/files"))["items"]
    return [str(one["file_id"]) for one in items]


async def download(it: Submissions, who: str, report: str, file: str) -> httpx.Response:
    return await it.get(who, f"/reports/{report}/files/{file}")


def kept(store: Path, ward: str = "*") -> list[Path]:
    return [path for path in store.glob(f"kept/{ward}/*/*") if path.is_file()]


def uploads(store: Path) -> list[Path]:
    return [path for path in store.glob("uploads/**/*") if path.is_file()]


def files_of(it: Submissions, store: Path | None, most: int = CAP) -> Files:
    objects = Objects(store.as_uri()) if store is not None else None
    return Files(it.runtime.api, it.runtime.keys, objects, most=most)


def cookies(it: Submissions, who: str) -> dict[str, str]:
    return {"cookie": "=".join(sealed(Session(issuer.mint(it.keys, it.issuer, who), f"csrf-{who}")))}


async def page(it: Submissions, who: str, at: str) -> str:
    answer = await it.client.get(at, headers=cookies(it, who))
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def test_a_file_goes_with_a_report_is_sealed_and_is_given_to_whoever_may_read_the_report(
    it: Submissions, store: Path
) -> None:
    [report, *_] = await reports(it)
    content = pdf(b"(bien ban hop)")
    file = await sent(it, HEAD, content, "Biên bản Trần Văn Mẫu.pdf")
    [ref] = await submitted(it, report, file)
    for who in (HEAD, CLERK):
        answer = await download(it, who, report, ref)
        assert answer.status_code == 200 and answer.content == content, answer.text
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n" in answer.headers["content-disposition"]
        assert (
            answer.headers["x-content-type-options"] == "nosniff"
            and answer.headers["content-type"] == "application/pdf"
        )
        assert "sandbox" in answer.headers["content-security-policy"]
    for who in (NEIGHBOUR, OTHER_CLERK):
        for path in (f"/reports/{report}/files/{ref}", f"/reports/{report}/files"):
            answer = await it.get(who, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert (await download(it, CLERK, report, str(uuid4()))).status_code == 404
    [lies] = [one for one in kept(store) if one.name.startswith(UUID(ref).hex)]
    assert b"bien ban hop" not in lies.read_bytes() and b"%PDF" not in lies.read_bytes()
    rows = await it.runtime.projector.fetch(
        "SELECT data::text AS payload FROM store.events WHERE event_type = 'report-submitted'"
    )
    assert any(ref in row["payload"] for row in rows) and not any("Biên bản" in row["payload"] for row in rows)


async def test_the_same_file_twice_is_stored_once_and_two_wards_share_nothing(it: Submissions, store: Path) -> None:
    [report, *_], [other, *_] = await reports(it), await reports(it, NEIGHBOUR)
    [theirs, *_] = await reports(it, f"head-{DOAN_KET}-01")
    content = png(40)
    before = len(kept(store))
    first = await submitted(
        it, report, await sent(it, HEAD, content, "anh.png"), await sent(it, HEAD, content, "anh.png")
    )
    second = await submitted(it, other, await sent(it, NEIGHBOUR, content, "khac.png"), who=NEIGHBOUR)
    assert len(first) == 1 and first == second and len(kept(store)) == before + 1
    third = await submitted(it, theirs, await sent(it, f"head-{DOAN_KET}-01", content), who=f"head-{DOAN_KET}-01")
    assert third != first and len(kept(store)) == before + 2, "the address is made with a key of the ward's own"
    assert (await download(it, OTHER_CLERK, theirs, first[0])).status_code == 404
    sealed_here, sealed_there = ([one.read_bytes() for one in kept(store, ward)] for ward in (QUYET_THANG, DOAN_KET))
    assert not set(sealed_here) & set(sealed_there)


async def test_a_cut_upload_goes_on_where_it_was_and_a_part_counts_once(it: Submissions) -> None:
    content = pdf(b"(" + b"x" * 5000 + b")")
    file = await begun(it, HEAD, content)
    assert (await part(it, HEAD, file, 0, content[:2000])).json()["received"] == 2000
    again = await part(it, HEAD, file, 0, content[:2000])
    assert (again.status_code, again.json()["code"]) == (409, "file.offset") and "2000" in again.json()["detail"]
    answer = await it.post(HEAD, f"/files/{file}:finish")
    assert (answer.status_code, answer.json()["code"]) == (409, "file.unfinished")
    assert (await it.read(HEAD, f"/files/{file}"))["received"] == 2000, "whoever was cut off asks how far it came"
    both = await asyncio.gather(*(part(it, HEAD, file, 2000, content[2000:4000]) for _ in range(4)))
    assert sorted(one.status_code for one in both) == [200, 409, 409, 409]
    over = await part(it, HEAD, file, 4000, content[4000:] + b"more")
    assert (over.status_code, over.json()["code"]) == (422, "file.part-size")
    assert (await part(it, HEAD, file, 4000, content[4000:])).json()["received"] == len(content)
    assert (await it.did(HEAD, f"/files/{file}:finish"))["kind"] == "pdf"
    assert (await it.did(HEAD, f"/files/{file}:finish"))["kind"] == "pdf", "finished twice is finished"
    told, back = (
        await files_of(it, None).told(author_of(HEAD), QUYET_THANG, [UUID(file)]),
        await it.get(NEIGHBOUR, f"/files/{file}"),
    )
    assert told[UUID(file)].said == "PDF, 5 KB"
    assert (back.status_code, back.json()["code"]) == (422, "file.gone"), "nobody else's"


async def test_what_is_no_evidence_is_refused_with_its_code(it: Submissions) -> None:
    assert await refused(it, HEAD, b"MZ" + bytes(100)) == "file.type-refused"
    assert await refused(it, HEAD, b"<svg><script>1</script></svg>") == "file.type-refused"
    assert await refused(it, HEAD, office(parts={"word/vbaProject.bin": b"x"})) == "file.active"
    assert await refused(it, HEAD, jpg(more=b"PK\x03\x04")) == "file.hidden"
    answer = await it.post(HEAD, "/files", {"name": "to.pdf", "size": CAP + 1})
    assert (answer.status_code, answer.json()["code"]) == (413, "file.too-large") and "1 MB" in answer.json()["detail"]
    [report, *_] = await reports(it)
    for wrong, code in ((str(uuid4()), "file.gone"), (await begun(it, HEAD, pdf()), "file.unfinished")):
        assert (await it.refused(HEAD, f"/reports/{report}:submit", CONTENT | {"evidence": [wrong]}))[1] == code
    mine = await sent(it, HEAD, pdf(b"(cua toi)"))
    assert (await it.refused(CLERK, f"/reports/{report}:submit", CONTENT | {"evidence": [mine]}))[1] == "file.gone"


async def test_what_was_sent_with_a_report_stays_when_it_is_sent_again_and_can_be_taken_out(it: Submissions) -> None:
    [report, *_] = await reports(it)
    first, second = await sent(it, HEAD, pdf(b"(1)"), "mot.pdf"), await sent(it, HEAD, pdf(b"(2)"), "hai.pdf")
    refs = await submitted(it, report, first, second)
    await it.did(CLERK, f"/reports/{report}:return", {"reason": "Thiếu chữ ký"})
    await eventually(it.caught_up, True)
    form = await page(it, HEAD, f"/submissions/pages/reports/{report}/send")
    assert all(re.search(rf'<input type="checkbox"[^>]*value="{ref}" checked>', form) for ref in refs)
    assert f"/submissions/pages/reports/{report}/files" in form or "mot.pdf" in form
    again = await submitted(it, report, refs[0])
    assert again == [refs[0], refs[1]], "the past keeps what was sent then"
    shown = await page(it, CLERK, f"/submissions/pages/reports/{report}")
    assert "mot.pdf" in shown.partition("Tệp của lần nộp trước")[0]
    assert (
        "hai.pdf" in shown.partition("Tệp của lần nộp trước")[2] and "hai.pdf" not in shown.partition("Tệp của lần")[0]
    )


async def test_a_command_that_is_refused_leaves_no_evidence_and_what_nobody_used_is_swept(
    it: Submissions, store: Path
) -> None:
    [used, *_] = await reports(it, state="submitted")
    [ref] = [one["file_id"] for one in (await it.read(HEAD, f"/reports/{used}/files"))["items"]][:1]
    unused, again = await sent(it, HEAD, pdf(b"(khong dung)")), await sent(it, HEAD, pdf(b"(bi tu choi)"))
    before = set(kept(store))
    assert (await it.refused(HEAD, f"/reports/{used}:submit", CONTENT | {"evidence": [again]}))[1] == (
        "report.already-submitted"
    )
    assert len(set(kept(store)) - before) == 1
    await it.move_clock(it.runtime.clock.now() + KEPT + timedelta(hours=1))
    step = sweeping(it.runtime.projector, it.runtime.objects, it.runtime.clock)
    while await step():
        pass
    assert set(kept(store)) == before, "what an event names is never swept, whatever was refused is"
    assert not uploads(store)
    assert (await it.get(HEAD, f"/files/{unused}")).json()["code"] == "file.gone"
    assert (await download(it, HEAD, used, ref)).status_code == 200


async def test_verification_finds_a_file_that_an_event_names_and_nothing_keeps(it: Submissions) -> None:
    owner = await asyncpg.connect(it.owner_url)
    try:
        good, bad, looking = Verdict("submissions"), Verdict("submissions"), owner.transaction()
        await looking.start()
        await check_files(owner, it.runtime.service, good)
        assert good.counts["files"] > 0 and good.findings == []
        await owner.execute("DELETE FROM files.sendings")
        await check_files(owner, it.runtime.service, bad)
        assert [one.check for one in bad.findings] == ["file"] * good.counts["files"]
        await looking.rollback()
    finally:
        await owner.close()


async def test_a_file_about_a_person_cannot_be_read_once_the_person_is_erased(it: Submissions, store: Path) -> None:
    files, author, person, at = files_of(it, store), author_of(CLERK), uuid4(), it.runtime.clock.now()
    told = await files.whole(author, "ho-so.pdf", pdf(b"(ve mot nguoi)"), at)
    async with files.put(author, QUYET_THANG, [told.file_id], at, subject=person) as [ref]:
        pass
    assert (await files.read(QUYET_THANG, ref.file_id))[1] == pdf(b"(ve mot nguoi)")
    async with files.put(
        author, QUYET_THANG, [(await files.whole(author, "b.pdf", pdf(b"(ve mot nguoi)"), at)).file_id], at
    ) as [ours]:
        pass
    assert ours != ref, "the same file once holds within one subject"
    await it.runtime.keys.destroy(person)
    with pytest.raises(FileRefused) as gone:
        await files.read(QUYET_THANG, ref.file_id)
    assert (gone.value.code, gone.value.refusal.status) == ("file.erased", 410)
    [after] = (await files.told(None, QUYET_THANG, [ref.file_id])).values()
    assert after.name == "", "its name is gone with it"
    assert (await files.read(QUYET_THANG, ours.file_id))[1] == pdf(b"(ve mot nguoi)")
    assert holder_of(QUYET_THANG) != holder_of(DOAN_KET)


@contextmanager
def full(room: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_is_told_and_nothing_that_was_received_is_lost(it: Submissions, store: Path) -> None:
    content = pdf(b"(" + b"y" * 300_000 + b")")
    file = await begun(it, HEAD, content)
    assert (await part(it, HEAD, file, 0, content[:1000])).status_code == 200
    with full(4096):
        answer = await part(it, HEAD, file, 1000, content[1000:])
    assert (answer.status_code, answer.json()["code"]) == (507, "file.no-room"), answer.text
    assert (await it.read(HEAD, f"/files/{file}"))["received"] == 1000
    assert (await part(it, HEAD, file, 1000, content[1000:])).json()["received"] == len(content)
    await it.did(HEAD, f"/files/{file}:finish")
    [report, *_] = await reports(it, NEIGHBOUR)
    mine = await sent(it, NEIGHBOUR, content)
    with full(4096):
        answer = await it.post(NEIGHBOUR, f"/reports/{report}:submit", CONTENT | {"evidence": [mine]})
    assert (answer.status_code, answer.json()["code"]) == (507, "file.no-room"), answer.text
    [ref] = await submitted(it, report, mine, who=NEIGHBOUR)
    assert (await download(it, NEIGHBOUR, report, ref)).content == content


async def test_a_store_that_is_away_or_has_lost_a_file_says_so(it: Submissions, store: Path, tmp_path: Path) -> None:
    files, author, at = files_of(it, tmp_path), author_of(CLERK), it.runtime.clock.now()
    told = await files.whole(author, "a.pdf", pdf(b"(mat)"), at)
    async with files.put(author, QUYET_THANG, [told.file_id], at) as [ref]:
        pass
    [path] = kept(tmp_path)
    path.unlink()
    with pytest.raises(FileRefused) as lost:
        await files.read(QUYET_THANG, ref.file_id)
    assert lost.value.code == "file.missing"
    async with files.put(author, QUYET_THANG, [told.file_id], at):
        pass
    assert (await files.read(QUYET_THANG, ref.file_id))[1] == pdf(b"(mat)"), "sent again, it is there again"
    with pytest.raises(FileRefused) as none:
        await files_of(it, None).begin(author, uuid4(), "a.pdf", 5, at)
    assert none.value.code == "file.no-store"
    away = files_of(it, None)
    away._objects = Objects("s3://thung/minh-chung")
    with pytest.raises(FileRefused) as refused_by:
        async with asyncio.timeout(60):
            await away.whole(author, "c.pdf", pdf(b"(xa)"), at)
    assert refused_by.value.code == "file.store-away"


async def test_one_author_leaves_only_so_many_files_unused(it: Submissions, tmp_path: Path) -> None:
    files, author, at = files_of(it, tmp_path), author_of("nhieu-tep"), it.runtime.clock.now()
    for _ in range(MOST):
        await files.begin(author, uuid4(), "a.pdf", 5, at)
    with pytest.raises(FileRefused) as many:
        await files.begin(author, uuid4(), "a.pdf", 5, at)
    assert many.value.code == "file.too-many"


async def test_a_form_without_script_brings_files_whole_and_loses_nothing(it: Submissions) -> None:
    [report, *_] = await reports(it, NEIGHBOUR)
    at = f"/submissions/pages/reports/{report}/send"
    form = await page(it, NEIGHBOUR, at)
    assert 'enctype="multipart/form-data"' in form and "mỗi tệp không quá 1 MB" in form
    fields: dict[str, Any] = {"_csrf": f"csrf-{NEIGHBOUR}", "so-van-ban": "05/BC-TDP"} | {
        figure["indicator"]: figure["value"] for figure in CONTENT["figures"]
    }
    [ticket] = re.findall(r'name="_draft" value="([^"]*)"', form)[:1]
    fields["_draft"] = ticket
    headers = cookies(it, NEIGHBOUR)
    files = [
        ("evidence.tep", ("anh.png", png(9), "image/png")),
        ("evidence.tep", ("xau.exe", b"MZ" + bytes(50), "application/pdf")),
    ]
    answer = await it.client.post(f"{at}/check", data=fields, files=files, headers=headers)
    told = unescape(answer.text)
    assert answer.status_code == 422 and "Tệp “xau.exe”: Tệp này thật ra là chương trình (.exe)" in told
    [ref] = re.findall(r'name="evidence" value="([^"]*)" checked', told)
    assert 'value="05/BC-TDP"' in told and "anh.png" in told
    image = await it.client.get(f"/submissions/pages/files/{ref}", headers=headers)
    assert image.content == png(9) and image.headers["content-type"] == "image/png"
    assert (await it.client.get(f"/submissions/pages/files/{ref}", headers=cookies(it, CLERK))).status_code == 422
    assert (await page(it, NEIGHBOUR, at)).count(f'value="{ref}" checked') == 1, "the draft names it too"
    answer = await it.client.post(f"{at}/check", data=fields | {"evidence": ref}, headers=headers)
    assert answer.status_code == 303 and f"evidence={ref}" in answer.headers["location"]
    check = await page(it, NEIGHBOUR, answer.headers["location"])
    assert "anh.png" in check and f'<input type="hidden" name="evidence" value="{ref}">' in check
    done = await it.client.post(
        at, data=fields | {"evidence": ref, "_key": "khoa-cua-bieu-mau-1", "da-xem": "1"}, headers=headers
    )
    assert done.status_code == 303, done.text
    await eventually(it.caught_up, True)
    shown = await page(it, NEIGHBOUR, f"/submissions/pages/reports/{report}")
    [address] = re.findall(rf'href="(/submissions/pages/reports/{report}/files/[^"]*)"', shown)
    assert (await it.client.get(address, headers=cookies(it, CLERK))).content == png(9)
    assert (await it.client.get(address, headers=cookies(it, OTHER_CLERK))).status_code == 404
    assert (await it.client.get(address)).status_code == 303, "whoever is not signed in signs in first"
    big = await it.client.post(
        f"{at}/check", data=fields, files={"evidence.tep": ("to.png", bytes(2 * CAP), "image/png")}, headers=headers
    )
    assert big.status_code == 413


async def test_what_a_script_sends_is_asked_for_its_token(it: Submissions) -> None:
    headers = cookies(it, HEAD) | {"hx-request": "file"}
    at, content = "/submissions/pages/files", png(30)
    fields = {"name": "anh.png", "size": str(len(content))}
    answer = await it.client.post(at, data=fields, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "form.unsigned")
    headers["x-csrf-token"] = f"csrf-{HEAD}"
    begun = (await it.client.post(at, data=fields, headers=headers)).json()
    raw = headers | {"content-type": "application/octet-stream"}
    here = f"{at}/{begun['id']}"
    assert (await it.client.post(f"{here}/parts/0", content=content[:500], headers=raw)).json()["received"] == 500
    cut = await it.client.post(f"{here}/parts/0", content=content[:500], headers=raw)
    assert (cut.status_code, cut.json()["code"]) == (409, "file.offset")
    assert (await it.client.get(f"{here}/progress", headers=headers)).json()["received"] == 500
    assert (await it.client.post(f"{here}/parts/500", content=content[500:], headers=raw)).status_code == 200
    done = await it.client.post(f"{here}/finish", data={"field": "evidence"}, headers=headers)
    assert done.status_code == 200 and f'name="evidence" value="{begun["id"]}" checked' in done.text
    assert f'src="{here}"' in done.text, "a picture is shown small"
    other = await it.client.post(at, data=fields, headers=cookies(it, OPERATOR) | {"x-csrf-token": f"csrf-{OPERATOR}"})
    assert other.status_code == 403, "whose commands name no files"


async def test_a_receipt_of_a_plan_has_its_scan_from_page_and_api(it: Submissions) -> None:
    [plan] = [str(one["plan_id"]) for one in (await it.read(CLERK, "/plans"))["items"]]
    at = f"/submissions/pages/plans/{plan}/do/receive"
    form = await page(it, CLERK, at)
    assert (
        "Bản quét phiếu nhận" in form
        and 'name="scans.tep"' in form
        and "files.js" not in form.replace("/static/files-", "")
    )
    seen = re.findall(r'name="_seen" value="(\d+)"', form)
    fields = {
        "_csrf": f"csrf-{CLERK}",
        "_key": "khoa-cua-bieu-mau-2",
        "_seen": seen[0],
        "recipient": "UBND thành phố",
        "received_on": f"{it.today():%d/%m/%Y}",
    }
    wrong = await it.client.post(
        at, data=fields, files={"scans.tep": ("a.docx", office(), "x/y")}, headers=cookies(it, CLERK)
    )
    assert wrong.status_code == 422 and "Mục này chỉ nhận PDF, JPG, PNG, WEBP" in unescape(wrong.text), wrong.text
    asked = await it.client.post(
        at,
        data=fields | {"_files": "scans"},
        files={"scans.tep": ("phieu.pdf", pdf(b"(q)"), "x/y")},
        headers=cookies(it, CLERK),
    )
    assert asked.status_code == 200 and "phieu.pdf" in asked.text
    [ref] = re.findall(r'name="scans" value="([^"]*)" checked', asked.text)
    answer = await it.client.post(
        at, data=fields | {"scans": ref, "_key": "khoa-cua-bieu-mau-3"}, headers=cookies(it, CLERK)
    )
    assert answer.status_code == 303, unescape(answer.text)
    scan = await sent(it, HEAD, png(12), "phieu.png")
    [mine] = [one for one in (await it.read(CLERK, "/units"))["items"] if one["code"] == "01"]
    await it.did(HEAD, f"/plans/{plan}:confirm", {"unit_id": mine["unit_id"], "scans": [scan]})
    items = (await it.read(CLERK, f"/plans/{plan}/files"))["items"]
    assert sorted(one["name"] for one in items) == ["phieu.pdf", "phieu.png"]
    await eventually(it.caught_up, True)
    shown = await page(it, CLERK, f"/submissions/pages/plans/{plan}")
    assert all(f"/submissions/pages/plans/{plan}/files/{one['file_id']}" in shown for one in items)
    rows = re.findall(r"<tr><th scope=\"row\">([^<]*)</th>.*?</tr>", shown.partition("Nơi nhận đã xác nhận")[2])
    assert shown.count("bản quét 1 (") == 2 and "UBND thành phố" in rows, "beside whom it proves"
    again = await it.did(HEAD, f"/plans/{plan}:confirm", {"unit_id": mine["unit_id"]})
    own = await page(it, HEAD, f"/submissions/pages/plans/{plan}")
    assert f"/submissions/pages/plans/{plan}/do/confirm" not in own, "what was confirmed is not offered again"
    assert own.count("do/unreceive") == 1, "its own receipt alone"
    receipt = unit_receipt_id(UUID(plan), UUID(mine["unit_id"]))
    await it.did(HEAD, f"/plans/{plan}/receipts/{receipt}:withdraw", {"reason": "slip"})
    await eventually(it.caught_up, True)
    told = await page(it, CLERK, f"/submissions/pages/plans/{plan}")
    assert "Hủy ghi nhận đã nhận kế hoạch: bấm nhầm." in told and told.count("xác nhận đã nhận kế hoạch ngày") == 1
    assert again["version"] == 1, "a second press is no second line"


async def test_the_text_of_a_document_is_read_by_whoever_has_to_read_it(it: Submissions) -> None:
    text, day = await sent(it, CLERK, pdf(b"(huong dan)"), "huong-dan.pdf"), it.today().isoformat()
    guide = {
        "title": "Hướng dẫn của phường",
        "kind": "guidance",
        "level": "ward",
        "number": "9/HD-UBND",
        "issuer": "UBND phường",
        "issued_on": day,
        "in_force_from": day,
    }
    document = (await it.did(CLERK, "/library", guide | {"files": [text]}))["id"]
    await eventually(it.caught_up, True)
    shown = await page(it, HEAD, f"/submissions/pages/library/{document}")
    [address] = set(re.findall(rf"/submissions/pages/library/{document}/files/[0-9a-f-]+", shown))
    assert (await it.client.get(address, headers=cookies(it, HEAD))).content == pdf(b"(huong dan)")
    assert (await it.client.get(address, headers=cookies(it, OTHER_CLERK))).status_code == 404
    bare = (await it.did(CLERK, "/library", guide | {"number": "10/HD-UBND"}))["id"]
    send = {"document_id": bare, "purpose": "guidance", "to": "all", "read_by": it.in_days(9)}
    assert await it.refused(CLERK, "/directives", send) == (422, "directive.no-text")
    again = await sent(it, CLERK, pdf(b"(lan hai)"), "lan-hai.pdf")
    await it.did(CLERK, f"/library/{bare}:attach", {"files": [again]})
    await it.did(CLERK, "/directives", send)


async def test_a_withdrawn_document_is_marked_for_whoever_was_sent_it_keeps_its_file_and_comes_back(
    it: Submissions,
) -> None:
    text, day = await sent(it, CLERK, pdf(b"(ban sai)"), "ban-sai.pdf"), it.today().isoformat()
    guide = {
        "title": "Hướng dẫn có lỗi",
        "kind": "guidance",
        "level": "ward",
        "number": "11/HD-UBND",
        "issuer": "UBND phường",
        "issued_on": day,
        "in_force_from": day,
    }
    document = (await it.did(CLERK, "/library", guide | {"files": [text]}))["id"]
    link = {"number": "12/HD-UBND", "title": "Hướng dẫn đúng", "link": "https://quyetthang.example/hd12"}
    right = (await it.did(CLERK, "/library", guide | link))["id"]
    send = {"document_id": document, "purpose": "guidance", "to": "all", "read_by": it.in_days(9)}
    directive = (await it.did(CLERK, "/directives", send))["id"]
    units = {who: (await it.reports(who))[0]["unit_id"] for who in (HEAD, NEIGHBOUR)}
    readings = {who: reading_id(UUID(directive), UUID(unit)) for who, unit in units.items()}
    await eventually(it.caught_up, True)
    await it.did(HEAD, f"/readings/{readings[HEAD]}:confirm")
    taken_out = {"reason": "content", "instead_id": right}
    await it.did(CLERK, f"/library/{document}:withdraw", taken_out)
    await eventually(it.caught_up, True)

    mark = f"Văn bản đã thu hồi ngày {it.today():%d/%m/%Y}, lý do: sai nội dung."
    addresses = {
        HEAD: f"readings/{readings[HEAD]}",
        NEIGHBOUR: f"readings/{readings[NEIGHBOUR]}",
        CLERK: f"directives/{directive}",
    }
    for who, address in addresses.items():
        shown = await page(it, who, f"/submissions/pages/{address}")
        assert (
            mark in shown and f'<a href="/submissions/pages/library/{right}">12/HD-UBND – Hướng dẫn đúng</a>' in shown
        )
        assert "do/confirm" not in shown and "do/take-back" not in shown
    library = await page(it, HEAD, f"/submissions/pages/library/{document}")
    [address] = set(re.findall(rf"/submissions/pages/library/{document}/files/[0-9a-f-]+", library))
    assert mark in library and (await it.client.get(address, headers=cookies(it, HEAD))).content == pdf(b"(ban sai)")
    told = "SELECT unit_id::text FROM read.directive_readings WHERE directive_id = $1 AND released"
    rows = await it.runtime.projector.fetch(told, UUID(directive))
    assert {row["unit_id"] for row in rows} == set(units.values()), "whoever has read it is told, too"
    assert await it.refused(HEAD, f"/readings/{readings[HEAD]}:take-back", {"reason": "slip"}) == (
        409,
        "reading.recalled",
    )
    assert await it.refused(CLERK, f"/directives/{directive}:restore", {"reason": "slip"}) == (
        409,
        "directive.document-withdrawn",
    )

    await it.did(CLERK, f"/library/{document}:restore", {"reason": "slip"})
    await eventually(it.caught_up, True)
    for who, words in ((HEAD, "Đã đọc đúng hạn"), (NEIGHBOUR, "Chưa đọc")):
        shown = await page(it, who, f"/submissions/pages/{addresses[who]}")
        assert words in shown and mark not in shown
    await it.did(NEIGHBOUR, f"/readings/{readings[NEIGHBOUR]}:confirm")

    await it.did(CLERK, f"/directives/{directive}:recall", {"reason": "addressee"})
    await eventually(it.caught_up, True)
    shown = await page(it, HEAD, f"/submissions/pages/{addresses[HEAD]}")
    assert f"Việc phổ biến đã thu hồi ngày {it.today():%d/%m/%Y}, lý do: nhầm nơi nhận hoặc đơn vị." in shown
    await it.did(CLERK, f"/directives/{directive}:restore", {"reason": "slip"})
    await eventually(it.caught_up, True)
    assert "Đã đọc đúng hạn" in await page(it, HEAD, f"/submissions/pages/{addresses[HEAD]}")


async def test_what_shows_the_result_of_a_plan_s_task_is_read_by_whoever_reads_the_task(it: Submissions) -> None:
    unit = (await it.reports(HEAD))[0]["unit_id"]
    signer = await it.person("Lò Văn Ký", unit)
    task = {"code": "1", "name": "Tổ chức hội nghị sơ kết", "unit_id": unit, "due_on": it.in_days(10)}
    draft = {
        "year": it.today().year,
        "title": "Kế hoạch có phụ lục",
        "obligations": [it.obligation("Báo cáo phụ lục", 30, 60, unit_kinds=["school"])],
        "tasks": [task],
    }
    plan = (await it.did(CLERK, "/plans", draft))["id"]
    await it.signed(plan, signer)
    await it.did(CLERK, f"/plans/{plan}:number", {"number": 91, "issued_on": it.today().isoformat()})
    await it.did(CLERK, f"/plans/{plan}:issue")
    await eventually(it.caught_up, True)
    at = f"/plan-tasks/{plan_task_id(UUID(plan), '1')}"
    result = {"done_on": it.today().isoformat(), "result": "Đã họp sơ kết"}
    for content, name in ((b"(bien ban)", "bien-ban.pdf"), (b"(danh sach)", "danh-sach.pdf")):
        evidence = {"evidence": [await sent(it, HEAD, pdf(content), name)]}
        await it.did(HEAD, f"{at}:record", result | evidence, seen=await it.version(HEAD, at))
    await eventually(it.caught_up, True)
    shown = await page(it, CLERK, f"/submissions/pages{at}")
    assert "bien-ban.pdf" in shown and "danh-sach.pdf" in shown and "Minh chứng: 2 tệp." in shown
    [first, _] = (await it.read(CLERK, f"{at}/files"))["items"]
    assert (await it.get(HEAD, f"{at}/files/{first['file_id']}")).content == pdf(b"(bien ban)")
    for who in (NEIGHBOUR, OTHER_CLERK):
        assert (await it.get(who, f"{at}/files/{first['file_id']}")).status_code == 404
    await it.did(HEAD, f"{at}:withdraw", {"reason": "content"})
    await eventually(it.caught_up, True)
    assert (await it.read(CLERK, f"{at}/files"))["items"] == []
    assert "do/record" in await page(it, HEAD, f"/submissions/pages{at}")
