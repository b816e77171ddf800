"""Initiatives, nominations, decisions and letters through their pages, beside submissions that knows the names."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from services.awards.subjects.commands import CopyPerson
from services.chassis.calendar import local_date
from services.chassis.kit.options import FEW
from tests.support.awards import set_clock
from tests.support.awards_pages import CHAIRMAN, CLERK, GOOD, MEMBERS, SECRETARY, TEAM, Pages, awards_pages
from tests.support.eventually import eventually
from tests.support.papers import letters, text_of_pdf

PAGES = "/awards/pages"
FIRST = {"_next": "1", "_step": "unit_id title year"}
WORKED = {"merits-on_hold": "no", "merits-takes_part": "yes", "merits-rating": "good", "merits-months_worked": "12"}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "awards_acts", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


def plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def by(it: Pages, who: str) -> dict[str, str]:
    cookie = it.cookie(who)
    return {"cookie": f"{cookie['name']}={cookie['value']}"}


async def page(it: Pages, who: str, path: str, status: int = 200) -> httpx.Response:
    glue = "&" if "?" in path else "?"
    answer = await it.client.get(f"{PAGES}{path}{glue}after={it.last}", headers=by(it, who))
    assert answer.status_code == status, answer.text
    return answer


async def sent(it: Pages, who: str, path: str, fields: dict[str, Any], key: str = "") -> httpx.Response:
    """A form as its page would send it."""
    form = {"_csrf": f"csrf-{who}", "_key": key or str(uuid4())} | fields
    answer = await it.client.post(f"{PAGES}{path}", data=form, headers=by(it, who))
    if answer.status_code == 303:
        it.last = httpx.URL(answer.headers["location"]).params["after"]
    return answer


async def overwriting(it: Pages, who: str, path: str, fields: dict[str, Any]) -> httpx.Response:
    """A form that replaces what is there, with the version that its page shows."""
    [seen] = re.findall(r'name="_seen" value="(\d+)"', (await page(it, who, path)).text)
    return await sent(it, who, path, fields | {"_seen": seen})


async def refused(it: Pages, who: str, path: str, body: Any, **headers: str) -> tuple[int, str]:
    """What the API answers to what it does not take."""
    answer = await it.client.post(f"/awards{path}", json=body, headers=it.submissions.headers(who) | headers)
    return answer.status_code, answer.json()["code"]


async def stranger_of(it: Pages) -> str:
    """Somebody of another ward."""
    person, at = uuid4(), it.runtime.clock.now()
    await it.told(CopyPerson(ward_code="03389", at=at, person_id=person, unit_id=uuid4(), direct_worker=True))
    return str(person)


async def confirmed(it: Pages, who: str, path: str, fields: dict[str, Any], key: str = "") -> httpx.Response:
    """A form whose page said what would happen: it is read, then answered."""
    shown = await sent(it, who, path, fields | {"_next": "1"})
    said = re.search(r'name="_read" value="([^"]*)"', shown.text)
    assert said is not None, shown.text
    return await sent(it, who, path, fields | {"_read": unescape(said[1])}, key)


def names_of(answer: httpx.Response) -> set[str]:
    """The fields that a form's page asks."""
    return {name for name in re.findall(r'name="([^"]+)"', answer.text) if not name.startswith("_")}


def offered(answer: httpx.Response) -> list[str]:
    """The words beside the boxes of a page."""
    return [unescape(one) for one in re.findall(r'type="(?:radio|checkbox)"[^>]*><span>([^<]+)', answer.text)]


async def session_of(it: Pages, *nominations: str) -> None:
    """The council puts these through."""
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-01"}))["id"])
    await it.did(SECRETARY, f"/sessions/{session}:open", {"present": list(MEMBERS[:8])})
    for nomination in nominations:
        await it.counted(session, nomination, dict.fromkeys(MEMBERS[:8], "yes"))


async def test_people_are_found_by_a_part_of_the_name_by_whoever_may_list_them(it: Pages) -> None:
    unit, other = await it.unit("T1", "Tổ dân phố số 1"), await it.unit("T2", "Tổ dân phố số 2")
    await it.person("Đèo Thị Tìm", unit)
    await it.person("Đèo Văn Khác", other)
    ask = it.submissions.client.post

    async def found(who: str, status: int = 200, **body: Any) -> list[str]:
        answer = await ask("/submissions/people:search", json=body, headers=it.submissions.headers(who))
        assert answer.status_code == status, answer.text
        return [hit["full_name"] for hit in answer.json().get("items", [])]

    async def everybody() -> list[str]:
        return await found(CLERK, name="deo")

    await eventually(everybody, ["Đèo Văn Khác", "Đèo Thị Tìm"])
    assert await found(CLERK, name="deo", limit=1) == ["Đèo Văn Khác"]
    assert await found(CLERK, name="deo", unit_id=unit) == ["Đèo Thị Tìm"]
    assert await found(CLERK, name="deo", kinds=["household"]) == []
    assert await found("head-T1", name="deo") == ["Đèo Thị Tìm"], "a unit's head finds the own people alone"
    await found("head-T1", 404, name="deo", unit_id=other)
    await found(MEMBERS[2], 403, name="deo")
    await found(CLERK, 422, limit=22)


async def test_a_unit_head_proposes_somebody_found_without_marks_and_takes_it_back(it: Pages) -> None:
    unit = await it.unit("T3", "Tổ dân phố số 3")
    others = [await it.person(f"Lò Văn Người {number}", unit) for number in range(16)]
    person = await it.person("Quàng Thị Mộc Miên", unit)
    first = await page(it, "head-T3", "/dossiers/do/propose")
    assert names_of(first) >= {"unit_id", "title", "year"} and "merits-rating" not in names_of(first)
    assert f'value="{unit}" selected' in first.text, "the only unit is chosen"
    form = {"unit_id": unit, "title": "LDTT", "year": "2024"}
    missing = await sent(it, "head-T3", "/dossiers/do/propose", {**FIRST, "unit_id": unit})
    assert missing.status_code == 422 and "Chọn danh hiệu." in plain(missing) and "Ghi năm." in plain(missing)
    then = await sent(it, "head-T3", "/dossiers/do/propose", {**FIRST, **form})
    assert {"merits-rating", "merits-months_worked"} <= names_of(then)
    assert not names_of(then) & {"merits-united", "merits-members", "initiative_id", "subject_kind"}, (
        "what cannot matter"
    )
    search = {**form, "subject_id--tim": "moc mien", "_find": "subject_id"}
    hits = await sent(it, "head-T3", "/dossiers/do/propose", search)
    assert offered(hits) == ["Quàng Thị Mộc Miên"]
    for key, sentence in (("", "Chọn đối tượng."), ("khong-phai-ma", "Chọn đối tượng trong danh sách.")):
        none = await sent(it, "head-T3", "/dossiers/do/propose", {**form, "subject_id": key, **WORKED})
        assert none.status_code == 422 and sentence in plain(none) and offered(none) == []
    chosen = {**form, "subject_id": person}
    asked = await it.submissions.recorded_by("head-T3")
    refused = await sent(it, "head-T3", "/dossiers/do/propose", {**chosen, **WORKED, "merits-months_worked": "4"})
    assert refused.status_code == 422 and "Thông tư số 01/2024/TT-BNV" in plain(refused), "the rule and where it stands"
    assert 'id="merits-months_worked-loi"' in refused.text and "Có 1 chỗ cần sửa" in plain(refused)
    assert await it.submissions.recorded_by("head-T3") == asked + 2, (
        "who this is was asked twice: of what kind, and called"
    )
    asked = await it.submissions.recorded_by(CHAIRMAN)
    seats = {f"seats-{place}-person_id": one for place, one in enumerate((person, *others[:8], "khong-phai-ma"))}
    council = await sent(it, CHAIRMAN, "/councils/do/form", seats)
    assert council.status_code == 422 and council.text.count(" checked") == 9, "each is shown as chosen"
    assert await it.submissions.recorded_by(CHAIRMAN) == asked + 1, "nine names were asked for at once"
    done = await sent(it, "head-T3", "/dossiers/do/propose", {**chosen, **WORKED})
    assert done.status_code == 303, done.text
    dossier = httpx.URL(done.headers["location"]).path.removeprefix(PAGES)
    shown = plain(await page(it, "head-T3", f"{dossier}?done=propose"))
    assert "Đã gửi hồ sơ đề nghị." in shown and "Lao động tiên tiến năm 2024 · Quàng Thị Mộc Miên" in shown
    assert "Rút hồ sơ" in shown and "Không tặng" not in shown, "a unit does not refuse"
    again = await sent(it, "head-T3", "/dossiers/do/propose", {**chosen, **WORKED})
    assert again.status_code == 422 and 'id="subject_id-loi"' in again.text, "said where the subject is chosen"
    assert (await sent(it, "head-T3", f"{dossier}/do/refuse", {})).status_code == 403
    gone = await sent(it, "head-T3", f"{dossier}/do/withdraw", {"reason": "Ghi nhầm"})
    assert gone.status_code == 303
    after = plain(await page(it, "head-T3", dossier))
    assert "Đơn vị đã rút" in after and "Lý do: Ghi nhầm" in after and "Rút hồ sơ đề nghị" not in after


async def test_a_collective_is_the_unit_itself_and_a_household_holds_no_title_of_individuals(it: Pages) -> None:
    unit = await it.unit("T4", "Tổ dân phố số 4")
    household = await it.person("Hộ ông Giàng A Chống", unit, kind="household")
    await it.person("Giàng A Chống", unit)
    await eventually(it.submissions.caught_up, True)  # who it is, submissions is asked once
    team = await sent(it, CLERK, "/dossiers/do/propose", {**FIRST, "unit_id": unit, "title": "TTLDTT", "year": "2024"})
    assert "merits-united" in names_of(team) and "merits-months_worked" not in names_of(team)
    assert f'<option value="{unit}" selected' in team.text
    form = {"unit_id": unit, "title": "LDTT", "year": "2024", "subject_id": household}
    merits = {"merits-on_hold": "no", "merits-takes_part": "yes", "merits-productive_work": "yes"}
    done = await sent(it, CLERK, "/dossiers/do/propose", {**form, **merits, "merits-exemplary_conduct": "yes"})
    assert done.status_code == 422, "no title of individuals is a household's"


async def test_the_clerk_recognises_an_initiative_and_its_author_may_rest_on_it(it: Pages) -> None:
    unit = await it.unit("T5", "Tổ dân phố số 5")
    person = await it.person("Mào Thị Sáng", unit)
    for number in range(FEW):
        await it.person(f"Lò Thị Đông {number}", unit)  # more than are listed without a search
    form = {"name": "Sổ tay điện tử", "document_number": "97/QĐ-UBND", "recognised_on": "1/11/2024"}
    nobody = await sent(it, CLERK, "/initiatives/do/recognise", form)
    assert nobody.status_code == 422 and "Chọn ít nhất 1 tác giả." in plain(nobody)
    search = await sent(it, CLERK, "/initiatives/do/recognise", {**form, "authors--tim": "mao", "_find": "authors"})
    assert offered(search) == ["Mào Thị Sáng "]
    done = await sent(it, CLERK, "/initiatives/do/recognise", {**form, "authors": person})
    assert done.status_code == 303, plain(done)
    listed = plain(await page(it, CLERK, "/initiatives"))
    assert "Sổ tay điện tử" in listed and "Mào Thị Sáng" in listed and "Chưa dùng" in listed
    twice = await sent(it, CLERK, "/initiatives/do/recognise", {**form, "authors": person})
    assert twice.status_code == 422 and "đã công nhận sáng kiến “Sổ tay điện tử”" in plain(twice), (
        "the same paper recognises the same authors once"
    )
    for written in ("097/qđ-ubnd", "97 / QĐ-UBND"):
        again = {**form, "name": "Tên khác hẳn", "document_number": written, "authors": person}
        answer = await sent(it, CLERK, "/initiatives/do/recognise", again)
        assert answer.status_code == 422 and "đã công nhận sáng kiến “Sổ tay điện tử”" in plain(answer), written
        assert 'id="document_number-loi"' in answer.text
    for stranger in (str(uuid4()), await stranger_of(it)):
        answer = await sent(it, CLERK, "/initiatives/do/recognise", {**form, "authors": [person, stranger]})
        assert answer.status_code == 422 and "không có trong danh sách" in plain(answer)
        assert 'id="authors-loi"' in answer.text
        body = {"name": "X", "document_number": "99/QĐ-UBND", "recognised_on": "2024-11-01", "authors": [stranger]}
        assert await refused(it, CLERK, "/initiatives", body) == (422, "initiative.unknown-author")
    other = {**form, "name": "Sổ tay điện tử", "document_number": "98/QĐ-UBND", "authors": person}
    alike = await sent(it, CLERK, "/initiatives/do/recognise", other)
    pointed_out = "Tên gần giống sáng kiến “Sổ tay điện tử” đã công nhận theo văn bản số 97/QĐ-UBND ngày 01/11/2024"
    assert alike.status_code == 409 and pointed_out in plain(alike)
    twice = await confirmed(it, CLERK, "/initiatives/do/recognise", other)
    assert twice.status_code == 303, "it is pointed out, never refused"
    mistaken = httpx.URL(twice.headers["location"]).path.removeprefix(PAGES)
    taken_back = await sent(it, CLERK, f"{mistaken}/do/withdraw", {"mistake": "twice"})
    assert taken_back.status_code == 303, plain(taken_back)
    told = plain(await page(it, CLERK, mistaken))
    assert "Đã rút, ghi nhầm" in told and "Rút sáng kiến ghi nhầm: đã ghi nhận một lần khác." in told
    record = httpx.URL(done.headers["location"]).path.removeprefix(PAGES)
    proposal = {"unit_id": unit, "title": "CSTDCS", "year": "2024", "subject_id": person, **WORKED}
    key = record.rpartition("/")[2]
    on_nothing = await sent(
        it, CLERK, "/dossiers/do/propose", {**proposal, "initiative_id": mistaken.rpartition("/")[2]}
    )
    assert on_nothing.status_code == 422
    proposed = await sent(it, CLERK, "/dossiers/do/propose", {**proposal, "initiative_id": key})
    assert proposed.status_code == 303, plain(proposed)
    told = plain(await page(it, CLERK, record))
    assert "Đã dùng cho một hồ sơ" in told and "Chiến sĩ thi đua cơ sở" in told and "Tổ dân phố số 5" in told
    assert (await sent(it, CLERK, f"{record}/do/withdraw", {"mistake": "author"})).status_code == 409
    assert (await page(it, "head-T5", "/initiatives", 403)).status_code == 403


async def test_the_chairman_signs_what_was_put_through_reading_numbers_and_money(it: Pages) -> None:
    unit = await it.unit("T6", "Tổ dân phố số 6")
    first, second = [await it.proposed("T6", unit, await it.person(name, unit)) for name in ("Lù Thị A", "Lù Thị B")]
    waiting = await it.proposed("T6", unit, await it.person("Lù Thị C", unit))
    await session_of(it, first, second)
    sign = "/decisions/do/sign"
    assert "Ký quyết định" in plain(await page(it, CHAIRMAN, "/decisions"))
    assert "Ký quyết định" not in plain(await page(it, CLERK, "/decisions"))
    assert "nominations=" in (await page(it, CHAIRMAN, f"/dossiers/{first}")).text
    begin = await page(it, CHAIRMAN, sign)
    assert "number" not in names_of(begin) and first in begin.text and waiting not in begin.text
    nothing = await sent(it, CHAIRMAN, sign, {"_next": "1", "_step": "nominations"})
    assert nothing.status_code == 422 and "Chọn hồ sơ tặng danh hiệu." in plain(nothing)
    every = await sent(it, CHAIRMAN, sign, {"_all": "nominations"})
    assert every.text.count(" checked") == 2 and "Tặng danh hiệu cho 2 hồ sơ (2 cá nhân)" in plain(every)
    assert "Tiền thưởng tổng cộng 1.420.000 đồng" in plain(every), "2 × 0,3 × 2.340.000 rounded up"
    assert (
        "“Lao động tiên tiến”, mỗi cá nhân: hệ số 0,3 × lương cơ sở 2.340.000 đ = 702.000 đ, làm tròn lên 710.000 đ."
        in (plain(every))
    )
    paper = {"number": "106", "symbol": "QĐ-UBND", "signed_on": "1/11/2024"}
    one = await sent(it, CHAIRMAN, sign, {"nominations": first, "_next": "1"})
    assert 'name="symbol" type="text" value="QĐ-UBND"' in one.text, "a ward's decision has this symbol"
    said = re.search(r'name="_read" value="([^"]*)"', one.text)
    assert said is not None
    more = {**paper, "nominations": [first, second], "_read": unescape(said[1])}
    otherwise = await sent(it, CHAIRMAN, sign, more)
    assert otherwise.status_code == 409 and "đã khác" in plain(otherwise), "nobody signs two who read of one"
    assert "Khi đó: “Tặng danh hiệu cho 1 hồ sơ" in plain(otherwise) and "Nay: “Tặng danh hiệu cho 2 hồ sơ" in plain(
        otherwise
    )
    key = str(uuid4())
    chosen = {**paper, "nominations": [second, first]}
    done = await confirmed(it, CHAIRMAN, sign, chosen, key)
    assert done.status_code == 303, plain(done)
    decision = httpx.URL(done.headers["location"]).path.removeprefix(PAGES)
    told = plain(await page(it, CHAIRMAN, f"{decision}?done=sign"))
    assert "Đã ký quyết định khen thưởng." in told and told.index("Lù Thị B") < told.index("Lù Thị A"), "as listed"
    repeated = await confirmed(it, CHAIRMAN, sign, chosen, key)
    assert repeated.status_code == 303, "a double press is one act"
    assert httpx.URL(repeated.headers["location"]).path == PAGES + decision
    taken = await confirmed(it, CHAIRMAN, sign, {**paper, "nominations": waiting})
    assert taken.status_code == 422 and 'id="number-loi"' in taken.text, "a number is given once"
    early = await confirmed(it, CHAIRMAN, sign, {**paper, "number": "107", "nominations": waiting})
    assert early.status_code == 422 and 'id="nominations-loi"' in early.text, "the council has not voted on it"
    assert (await sent(it, CLERK, sign, paper)).status_code == 403
    back = plain(await page(it, CHAIRMAN, sign))
    assert "Chưa làm được việc này" in back and "Tiếp tục" not in back, "nothing is left"


async def test_what_is_the_citys_goes_up_by_letter_and_its_answer_is_recorded(it: Pages) -> None:
    units = [await it.unit(code, f"Trường {code}") for code in ("T7", "T8")]
    team = {"subject_kind": "collective", "merits": TEAM}
    first, second = [
        await it.proposed(code, unit, unit, "TTLDTT", **team) for code, unit in zip(("T7", "T8"), units, strict=True)
    ]
    await session_of(it, first, second)
    assert first not in (await page(it, CHAIRMAN, "/decisions/do/sign")).text, "not the ward's on that day"
    paper = {"number": "45", "symbol": "TTr-UBND", "signed_on": "1/11/2024"}
    letter = {**paper, "recipient": "Sở Nội vụ", "nominations": [first, second]}
    listed = await sent(it, CHAIRMAN, "/letters/do/forward", {"nominations": first, "_next": "1"})
    assert 'name="symbol" type="text" value="TTr-UBND"' in listed.text
    done = await confirmed(it, CHAIRMAN, "/letters/do/forward", letter)
    assert done.status_code == 303, plain(done)
    record = httpx.URL(done.headers["location"]).path.removeprefix(PAGES)
    told = plain(await page(it, CLERK, record))
    assert "Tờ trình số 45/TTr-UBND" in told and "Trường T7" in told and "Ghi quyết định của thành phố" in told
    printed = text_of_pdf((await page(it, CHAIRMAN, f"{record}/paper.pdf")).content)
    for said in ("Số: 45/TTr-UBND", "Kính gửi: Sở Nội vụ", "cho 2 tập thể (có danh sách kèm theo)", "8/9 phiếu đồng ý"):
        assert letters(said) in printed, said
    await page(it, "head-T7", f"{record}/paper.pdf", 403)
    assert "Sở Nội vụ" in plain(await page(it, CLERK, "/letters"))
    assert (await page(it, "head-T7", "/letters", 403)).status_code == 403
    home = plain(await page(it, CLERK, "/strip"))
    assert "2 hồ sơ chờ thành phố quyết định trong 1 tờ trình." in home
    assert "Lâu nhất: Tờ trình số 45/TTr-UBND gửi Sở Nội vụ, ký ngày 01/11/2024" in home
    answer = {"document_number": "2210/QĐ-UBND", "signed_on": "1/11/2024", "signer_position": "Chủ tịch UBND thành phố"}
    rows = {"refused-0-nomination_id": second, "refused-0-reason_code": "refused-by-city"}
    city = "/decisions/do/record"
    nothing = await sent(it, CLERK, city, {"_next": "1", "_step": "awarded refused"})
    assert nothing.status_code == 422 and "Chưa chọn mục nào." in plain(nothing)
    silent = await confirmed(it, CLERK, city, {**answer, **rows, "awarded": first})
    assert silent.status_code == 422 and 'id="refused-0-reason-loi"' in silent.text, "a refusal says why"
    known = {**answer, **rows, "awarded": first, "refused-0-reason": "Vượt chỉ tiêu"}
    recorded = await confirmed(it, CLERK, city, known)
    assert recorded.status_code == 303, plain(recorded)
    assert "Đã quyết định tặng" in plain(await page(it, CLERK, f"/dossiers/{first}"))
    assert "Lý do: Vượt chỉ tiêu" in plain(await page(it, CLERK, f"/dossiers/{second}"))
    assert "Đã có quyết định" in plain(await page(it, CLERK, record))
    decision = httpx.URL(recorded.headers["location"]).path.removeprefix(PAGES)
    office = plain(await page(it, CLERK, decision))
    assert "Không tặng 1 hồ sơ" in office and "Trường T8 : thành phố không quyết định tặng" in office
    assert "thành phố không quyết định tặng" not in plain(await page(it, "head-T7", decision)), "that is not its own"
    assert "Không có hồ sơ nào chờ thành phố quyết định." in plain(await page(it, CLERK, "/strip"))


async def test_the_chairman_refuses_with_a_reason_that_the_unit_reads(it: Pages) -> None:
    unit = await it.unit("T9", "Tổ dân phố số 9")
    nomination = await it.proposed("T9", unit, await it.person("Vừ A Chờ", unit), merits=GOOD)
    dossier = f"/dossiers/{nomination}"
    assert "Không tặng" in plain(await page(it, CHAIRMAN, dossier))
    form = {"reason_code": "dossier-incomplete", "reason": "Thiếu bản xác nhận"}
    assert "Không tặng: Lao động tiên tiến năm 2024 · Vừ A Chờ" in plain(
        await page(it, CHAIRMAN, f"{dossier}/do/refuse")
    )
    done = await sent(it, CHAIRMAN, f"{dossier}/do/refuse", form)
    assert done.status_code == 303, plain(done)
    assert "Thiếu bản xác nhận" in plain(await page(it, "head-T9", dossier))
    past = await page(it, CHAIRMAN, f"{dossier}/do/refuse")
    assert "Việc này không còn thực hiện được: trạng thái hiện tại là “Không được tặng”." in plain(past)


async def test_who_called_a_session_is_told_by_the_name_that_submissions_has_for_the_mandate(it: Pages) -> None:
    unit = await it.unit("T9N", "Tổ dân phố số 9")
    person = await it.person("Lò Thị Thư Ký", unit)
    mandate, _ = it.mandates[SECRETARY]
    await it.submissions.did(CHAIRMAN, f"/mandates/{mandate}:name-holder", {"person_id": person})
    await eventually(it.submissions.caught_up, True)
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-02"}))["id"])
    assert "thư ký hội đồng: lò thị thư ký" in plain(await page(it, CHAIRMAN, f"/sessions/{session}")).lower()


async def test_a_refusal_offers_what_is_so_and_is_taken_back(it: Pages) -> None:
    unit = await it.unit("T91", "Tổ dân phố số 91")
    nomination = await it.proposed("T91", unit, await it.person("Vừ A Nhầm", unit), merits=GOOD)
    await session_of(it, nomination)
    dossier = f"/dossiers/{nomination}"
    form = await page(it, CHAIRMAN, f"{dossier}/do/refuse")
    told = plain(form)
    assert "Chưa đáp ứng tiêu chuẩn" in told and "Ghi nhầm thì rút được." in told
    assert "Hội đồng không thông qua" not in told and "chờ kết luận" not in told, "neither is so"
    answer = {"reason_code": "not-passed", "reason": "Không đạt"}
    false = await it.client.post(
        f"/awards/nominations/{nomination}:refuse", json=answer, headers=it.submissions.headers(CHAIRMAN)
    )
    assert (false.status_code, false.json()["code"]) == (422, "nomination.was-passed"), "page and API say the same"
    done = await sent(it, CHAIRMAN, f"{dossier}/do/refuse", answer | {"reason_code": "criteria-not-met"})
    assert done.status_code == 303, plain(done)
    assert "Rút ghi nhận không tặng" not in plain(await page(it, CLERK, dossier)), "by whoever refused"
    assert "Rút ghi nhận không tặng" in plain(await page(it, CHAIRMAN, dossier))
    back = await sent(it, CHAIRMAN, f"{dossier}/do/withdraw-refusal", {})
    assert back.status_code == 303, plain(back)
    told = plain(await page(it, CHAIRMAN, dossier))
    assert "Hội đồng đã thông qua" in told and "hồ sơ trở lại chờ Chủ tịch." in told and "Nhận hôm nay." in told
    assert nomination in (await page(it, CHAIRMAN, "/decisions/do/sign")).text, "to be signed as before"


async def answered(it: Pages, who: str, path: str, **fields: Any) -> httpx.Response:
    """An act of a session: its page is read, then answered."""
    shown = await page(it, who, path)
    said = re.search(r'name="_read" value="([^"]*)"', shown.text)
    assert said is not None, shown.text
    asked = dict(httpx.URL(path).params)
    return await sent(it, who, path.partition("?")[0], asked | fields | {"_read": unescape(said[1])})


async def test_what_was_done_by_mistake_in_a_session_is_taken_back(it: Pages) -> None:
    unit = await it.unit("T92", "Tổ dân phố số 92")
    nomination = await it.proposed("T92", unit, await it.person("Vừ A Họp", unit), merits=GOOD)
    called = {"ngay-hop": "1/11/2024", "nam": "2024", "gio-hop": "8 giờ 30 phút", "noi-hop": "Phòng họp tầng 2"}
    made = await sent(it, SECRETARY, "/sessions", called)
    assert made.status_code == 303, plain(made)
    here = httpx.URL(made.headers["location"]).path.removeprefix(PAGES)
    assert "họp 8 giờ 30 phút, Phòng họp tầng 2" in plain(await page(it, SECRETARY, here))
    session = here.rpartition("/")[2]
    await it.did(SECRETARY, f"/sessions/{session}:open", {"present": list(MEMBERS[:8])})
    item, of = {"nomination_id": nomination}, f"?ho-so={nomination}"
    assert "Văn phòng chưa thẩm định hồ sơ này" in plain(await page(it, SECRETARY, f"{here}/do/open-vote{of}"))
    await it.did(SECRETARY, f"/sessions/{session}:open-vote", item)
    running = await page(it, SECRETARY, f"{here}/do/close")
    assert "kiểm phiếu trước rồi mới bế mạc được" in plain(running) and '<button class="primary"' not in running.text
    assert "Hủy mở biểu quyết" not in plain(await page(it, MEMBERS[2], here))
    cancelled = await answered(it, SECRETARY, f"{here}/do/cancel-vote{of}")
    assert cancelled.status_code == 303, plain(cancelled)
    told = plain(await page(it, SECRETARY, here))
    assert "Hủy mở biểu quyết, mở nhầm: Lao động tiên tiến năm 2024 · Vừ A Họp" in told
    assert "Chờ Hội đồng xét" in plain(await page(it, CLERK, f"/dossiers/{nomination}"))

    await it.did(SECRETARY, f"/sessions/{session}:open-vote", item)
    written = {"ghe": "8", "y-kien": "no", "so-van-ban": "YK-01"}
    form = f"{here}/do/opinion"
    assert "Ủy viên" in plain(await page(it, SECRETARY, form + of))
    recorded = await sent(it, SECRETARY, form, {"ho-so": nomination, **written})
    assert recorded.status_code == 303, plain(recorded)
    told = plain(await page(it, MEMBERS[2], here))
    assert "Đã ghi ý kiến bằng văn bản của" in told and "Ghi ý kiến bằng văn bản của" in told
    assert "Rút ý kiến ghi nhầm" not in told and "YK-01" not in told, "that it is there, not what it says"
    none = await page(it, SECRETARY, form + of)
    assert "Không có thành viên vắng mặt nào còn chờ ghi ý kiến." in plain(none) and 'name="ghe"' not in none.text
    assert "Hủy mở biểu quyết" not in plain(await page(it, SECRETARY, here)).replace("Hủy mở biểu quyết, mở nhầm", "")
    taken = await answered(it, SECRETARY, f"{here}/do/withdraw-opinion{of}&ghe=8")
    assert taken.status_code == 303, plain(taken)
    assert "Rút ý kiến bằng văn bản của" in plain(await page(it, SECRETARY, here))
    again = await sent(it, SECRETARY, form, {"ho-so": nomination, **written, "y-kien": "yes"})
    assert again.status_code == 303, plain(again)

    for member in MEMBERS[:5]:
        await it.did(member, f"/sessions/{session}:vote", item | {"choice": "yes"})
    count = f"{here}/do/close-vote{of}"
    waits = await page(it, SECRETARY, count)
    assert "Còn 3 thành viên có mặt chưa bỏ phiếu" in plain(waits) and '<button class="primary"' not in waits.text
    silent = await answered(it, CHAIRMAN, count)
    assert silent.status_code == 422 and 'id="ly-do-loi"' in silent.text, plain(silent)
    assert "Chọn lý do đóng biểu quyết lúc này" in plain(silent)
    counted = await answered(it, CHAIRMAN, count, **{"ly-do": "time-over"})
    assert counted.status_code == 303, plain(counted)
    closed = await answered(it, SECRETARY, f"{here}/do/close")
    assert closed.status_code == 303, plain(closed)
    assert "Biên bản: tải bản thảo (DOCX)" in plain(await page(it, MEMBERS[2], here))
    printed = text_of_pdf((await page(it, SECRETARY, f"{here}/minutes/paper.pdf")).content)
    for said in (
        "Họp Hội đồng Thi đua - Khen thưởng phường Quyết Thắng, xét khen thưởng năm 2024",
        "Địa điểm: Phòng họp tầng 2.",
        "Có mặt 8/9 thành viên; cần ít nhất",
        "Lao động tiên tiến năm 2024 · Vừ A Họp",
        "Kết quả: 6/9 phiếu đồng ý",
        "Có 1 ý kiến bằng văn bản.",
        "Đóng biểu quyết: hết thời gian bỏ phiếu đã thông báo.",
        "Thông qua 1 hồ sơ, không thông qua 0 hồ sơ.",
        "Đồng ý, bằng văn bản số YK-01",
        "Không bỏ phiếu",
        "THƯ KÝ",
    ):
        assert letters(said) in printed, said
    assert letters("chưa được xác nhận") not in printed, "how sure the office is of a rule is no matter of minutes"
    assert "Mở lại phiên họp" not in plain(await page(it, MEMBERS[2], here))
    reopened = await answered(it, SECRETARY, f"{here}/do/reopen")
    assert reopened.status_code == 303, plain(reopened)
    told = plain(await page(it, SECRETARY, here))
    assert "Đang họp" in told and "Mở lại phiên họp, bế mạc nhầm." in told
    await page(it, SECRETARY, f"{here}/minutes/paper.pdf", 404)


async def test_a_coming_change_of_the_council_is_taken_back_and_called_sessions_seat_who_stays(it: Pages) -> None:
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2031-06-02"}))["id"])
    shown = await page(it, CHAIRMAN, "/councils")
    [council] = set(re.findall(r"/councils/([0-9a-f-]{36})", shown.text))
    here = f"/councils/{council}"
    assert "Rút kiện toàn" not in plain(await page(it, CHAIRMAN, here))

    change: dict[str, Any] = {"document_number": "80/QĐ-UBND", "valid_from": "2031-01-01", "leave": [], "come": []}
    assert await refused(it, CHAIRMAN, f"{here}:change", change) == (422, "council.nothing-changed")
    change["leave"] = [MEMBERS[8]]
    await it.did(CHAIRMAN, f"{here}:change", change)
    changed = plain(await page(it, CHAIRMAN, here))
    assert "80/QĐ-UBND" in changed and "Rút kiện toàn" in changed
    assert "8 thành viên" in plain(await page(it, SECRETARY, f"/sessions/{session}"))
    undone = await overwriting(it, CHAIRMAN, f"{here}/do/take-back-change", {})
    assert undone.status_code == 303, plain(undone)
    after = await page(it, CHAIRMAN, here)
    assert "Rút lần kiện toàn từ ngày 01/01/2031" in plain(after) and "do/take-back-change" not in after.text
    assert "9 thành viên" in plain(await page(it, SECRETARY, f"/sessions/{session}"))
    for person in (str(uuid4()), await stranger_of(it)):
        seat = {"member_id": "somebody-new", "seat": "member", "person_id": person}
        assert await refused(it, CHAIRMAN, f"{here}:change", change | {"come": [seat]}) == (
            422,
            "council.unknown-person",
        )
    fields = {"document_number": "81/QĐ-UBND", "valid_from": "01/01/2031"}
    fields |= {f"come-0-{name}": value for name, value in seat.items()}
    told = await sent(it, CHAIRMAN, f"{here}/do/change", fields)
    assert told.status_code == 422 and "không có trong danh sách của xã, phường" in plain(told)
    change["valid_from"] = "2030-12-01"
    new = {"member_id": "to-be-granted", "seat": "member"}
    table = plain(await page(it, CHAIRMAN, here))
    assert MEMBERS[8] not in table and "Chưa được giao quyền" not in table, (
        "each is called by name or by what they hold"
    )
    await it.did(CHAIRMAN, f"{here}:change", change | {"come": [new], "valid_from": "2030-11-01"})
    table = plain(await page(it, CHAIRMAN, here))
    assert "Chưa được giao quyền tham gia Hội đồng: Tài khoản to-be-granted (Ủy viên)" in table
    await it.grant("to-be-granted", "council-member")
    assert "Chưa được giao quyền" not in plain(await page(it, CHAIRMAN, here)), "gone once it is granted"
    undone = await overwriting(it, CHAIRMAN, f"{here}/do/take-back-change", {})
    assert undone.status_code == 303, plain(undone)
    await it.did(CHAIRMAN, f"{here}:change", change)
    assert await refused(it, CHAIRMAN, f"{here}:take-back-change", None) == (428, "if-match.missing")
    read = await it.client.get(f"/awards{here}?after={it.last}", headers=it.submissions.headers(CHAIRMAN))
    stale = {"If-Match": '"1"'}
    assert await refused(it, CHAIRMAN, f"{here}:take-back-change", None, **stale) == (412, "version.changed")
    headers = it.submissions.headers(CHAIRMAN) | {"If-Match": read.headers["etag"]}
    assert (await it.client.post(f"/awards{here}:take-back-change", headers=headers)).status_code == 200
    await it.did(SECRETARY, f"/sessions/{session}:call-off", {"reason": "mistake"})
    await set_clock(it.runtime, it.runtime.clock.now() + timedelta(days=1))
    change["valid_from"] = today = local_date(it.runtime.clock.now()).isoformat()
    await it.did(CHAIRMAN, f"{here}:change", change)
    called = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": today}))["id"])
    refusal = await overwriting(it, CHAIRMAN, f"{here}/do/take-back-change", {})
    assert refusal.status_code == 409 and "Đã triệu tập hoặc khai mạc phiên họp" in plain(refusal)
    await it.did(SECRETARY, f"/sessions/{called}:call-off", {"reason": "mistake"})
    undone = await overwriting(it, CHAIRMAN, f"{here}/do/take-back-change", {})
    assert undone.status_code == 303, plain(undone)
