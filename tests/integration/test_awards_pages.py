"""The pages of awards as people use them: on real PostgreSQL, beside submissions that knows the names, in a real browser."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from deploy.local.postgres import Postgres
from services.awards.decisions import projection as papers
from services.awards.decisions.events import DecisionSigned, ListedAward
from services.awards.nominations import projection as dossiers
from services.awards.nominations.events import AwardDecided, NominationProposed
from services.awards.nominations.merits import Merits
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.http.paging import MOST
from services.chassis.identity.mandates import RelieveMandate
from services.chassis.identity.tokens import LEEWAY
from services.chassis.pool import held
from tests.support.awards import BEGIN
from tests.support.awards_pages import (
    CHAIRMAN,
    CLERK,
    MEMBERS,
    NAMED_MEMBER,
    SECRETARY,
    Evening,
    Pages,
    awards_pages,
    evening,
)
from tests.support.eventually import eventually
from tests.support.paged import browsing
from tests.support.papers import letters, lines_of_docx, text_of_pdf
from tests.support.submissions import QUYET_THANG

PAGES = "/awards/pages"
BOTTOMS = """item => ["h3", "h3 + p", ".choices"].map(
    part => document.querySelector(`${item} ${part}`).getBoundingClientRect().bottom)"""


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "awards_pages", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


@pytest_asyncio.fixture(scope="module")
async def tonight(it: Pages) -> Evening:
    return await evening(it)


async def seen(it: Pages, who: str | None, path: str, status: int = 200) -> str:
    """The text of a page, with everything written so far; tags and spaces taken out."""
    after = f"{'&' if '?' in path else '?'}after={it.last}" if who is not None else ""
    answer = await it.client.get(f"{PAGES}{path}{after}", headers=by(it, who))
    assert answer.status_code == status, answer.text
    return plain(answer)


def plain(answer: httpx.Response) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text))).replace(" .", ".")


def by(it: Pages, who: str | None) -> dict[str, str]:
    return sent_as(it.cookie(who)) if who is not None else {}


def sent_as(cookie: dict[str, str]) -> dict[str, str]:
    return {"cookie": f"{cookie['name']}={cookie['value']}"}


async def sent(it: Pages, who: str, path: str, **fields: Any) -> httpx.Response:
    """A form, as its page would send it."""
    form = {"_csrf": f"csrf-{who}", "_key": str(uuid4())} | fields
    answer = await it.client.post(f"{PAGES}{path}", data=form, headers=by(it, who))
    if answer.status_code == 303 and "after=" in answer.headers["location"]:
        it.last = httpx.URL(answer.headers["location"]).params["after"]
    return answer


async def confirmed(it: Pages, who: str, session: str, act: str, **fields: Any) -> httpx.Response:
    """An act in two steps: its page is opened and what it said is answered."""
    carried = {name.replace("_", "-"): value for name, value in fields.items()}
    page = await it.client.get(f"{PAGES}/sessions/{session}/do/{act}", params=carried, headers=by(it, who))
    assert page.status_code == 200, page.text
    said = re.search(r'name="_read" value="([^"]*)"', page.text)
    assert said is not None
    return await sent(it, who, f"/sessions/{session}/do/{act}", **carried, _read=unescape(said[1]))


async def test_a_dossier_tells_its_past_and_why_walks_back_to_the_report(it: Pages, tonight: Evening) -> None:
    page = await seen(it, CLERK, f"/dossiers/{tonight.awarded}")
    assert "Tổ dân phố số 8 đề nghị tặng danh hiệu “Lao động tiên tiến” năm 2024 cho Lò Thị Mẫu." in page
    assert (
        "Hội đồng biểu quyết: 8/9 phiếu đồng ý (88,9%), cần ít nhất 5 phiếu (trên 50% tổng số thành viên): đạt." in page
    )
    assert "Được tặng danh hiệu theo Quyết định số 105/QĐ-UBND ngày 01/11/2024." in page
    why = await seen(it, CLERK, f"/dossiers/{tonight.awarded}/why")
    links = (await it.client.get(f"{PAGES}/dossiers/{tonight.awarded}/why", headers=by(it, CLERK))).text
    for page_of in (f"{PAGES}/decisions/{tonight.decision}", f"{PAGES}/sessions/{tonight.session}"):
        assert f'<a href="{page_of}">' in links
    assert '<a href="/submissions/pages/reports/' in links, "whose trail leads to the plan's grid"
    steps = ["1. Quyết định", "2. Biểu quyết của Hội đồng", "3. Điều kiện", "4. Hồ sơ của đơn vị", "5. Báo cáo năm"]
    assert [why.index(step) for step in steps] == sorted(why.index(step) for step in steps)
    assert "Từng phiếu (8)" in why and "Chủ tịch Hội đồng Đồng ý" in why
    assert f"{NAMED_MEMBER} (Ủy viên) Đồng ý" in why
    assert "Thẩm quyền quyết định Điều 80" in why and "Thẩm quyền quyết định Điều 80" in page
    assert "vn-2024-07-01" in why and "đã đối chiếu văn bản gốc" in why and "(chưa được xác nhận)" in why


async def test_a_unit_head_reads_the_own_dossier_without_the_ballots_and_no_other(it: Pages, tonight: Evening) -> None:
    why = await seen(it, "head-TDP8", f"/dossiers/{tonight.awarded}/why")
    assert "8/9 phiếu đồng ý" in why and "Từng phiếu" not in why
    assert "Lò Thị Mẫu" in await seen(it, "head-TDP8", "/dossiers")
    await seen(it, "head-TDP8", f"/dossiers/{tonight.running}", 404)
    await seen(it, "head-TDP8", f"/sessions/{tonight.session}", 403)


async def test_a_search_by_name_is_a_post_and_finds_without_marks(it: Pages, tonight: Evening) -> None:
    found = plain(await sent(it, CLERK, "/dossiers", tim="giang mau"))
    assert "1 hồ sơ có “giang mau”" in found and "Giàng A Mẫu" in found and "Lò Thị Mẫu" not in found
    foreign = await it.client.post(f"{PAGES}/dossiers", data={"tim": "Mẫu", "_csrf": "x"}, headers=by(it, CLERK))
    assert foreign.status_code == 403


async def test_the_board_shows_no_choice_before_the_count(it: Pages, tonight: Evening) -> None:
    page = await seen(it, SECRETARY, f"/sessions/{tonight.session}")
    assert "Có mặt 8/9, cần ít nhất 8: đủ để biểu quyết." in page
    assert "Cần ít nhất 5 phiếu đồng ý (trên 50% tổng số thành viên). Đã nhận 5/9 phiếu." in page
    for who in (CLERK, "member-6"):
        other = await seen(it, who, f"/sessions/{tonight.session}")
        assert "Đã nhận" not in other and "Đóng biểu quyết" not in other


async def test_the_api_tells_no_more_of_an_open_vote_than_the_page(it: Pages, tonight: Evening) -> None:
    """Ballots could be read, and counted, while others still voted."""

    async def read(who: str, path: str) -> dict[str, Any]:
        answer = await it.client.get(f"/awards{path}?after={it.last}", headers=it.submissions.headers(who))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    for who, cast, mine in (
        (SECRETARY, 5, "yes"),
        (CHAIRMAN, 5, "yes"),
        ("member-3", None, "yes"),
        (CLERK, None, None),
    ):
        votes = {vote["nomination_id"]: vote for vote in (await read(who, f"/sessions/{tonight.session}"))["votes"]}
        running = votes.pop(tonight.running)
        assert (running["ballots"], running["cast"], running["yes"]) == ([], cast, None), who
        assert (running["mine"] and running["mine"]["choice"]) == mine
        assert len(votes[tonight.awarded]["ballots"]) == votes[tonight.awarded]["cast"] == 8
        assert (await read(who, f"/nominations/{tonight.running}/why"))["ballots"] == []


async def test_a_member_votes_in_two_presses_once(it: Pages, tonight: Evening) -> None:
    page = await seen(it, "member-6", f"/sessions/{tonight.session}/do/vote?ho-so={tonight.running}&y-kien=no")
    assert "Bỏ phiếu “Không đồng ý” cho Tập thể lao động tiên tiến năm 2024 · Trường THCS Quyết Thắng (mẫu)." in page
    assert page.count("(chưa được xác nhận)") == 2, "the threshold and the open ballot"
    done = await confirmed(it, "member-6", tonight.session, "vote", ho_so=tonight.running, y_kien="no")
    assert done.status_code == 303 and "after=awards" in done.headers["location"]
    board = await seen(it, "member-6", f"/sessions/{tonight.session}")
    assert "Phiếu của đồng chí: Không đồng ý" in board and "Đã nhận" not in board
    assert "Đã nhận 6/9 phiếu" in await seen(it, SECRETARY, f"/sessions/{tonight.session}")
    vote = f"/sessions/{tonight.session}/do/vote"
    asked = await it.client.get(f"{PAGES}{vote}?ho-so={tonight.running}&y-kien=yes", headers=by(it, "member-6"))
    assert asked.headers["location"].endswith("?past="), "whoever has voted is not asked again"
    again = await sent(it, "member-6", vote, **{"ho-so": tonight.running, "y-kien": "yes"})
    assert again.status_code == 409 and "mỗi người chỉ bỏ một phiếu" in plain(again)
    absent = await confirmed(it, MEMBERS[8], tonight.session, "vote", ho_so=tonight.running, y_kien="yes")
    assert absent.status_code == 409
    assert (await sent(it, CLERK, vote, **{"ho-so": tonight.running})).status_code == 403


async def test_nobody_is_asked_for_what_is_done_already(it: Pages, tonight: Evening) -> None:
    """A stale tab would count somebody who sits there a second time: 10 of 9 present."""
    place = f"{PAGES}/sessions/{tonight.session}/do/arrive?ghe=0"
    answer = await it.client.get(place, headers=by(it, SECRETARY))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGES}/sessions/{tonight.session}?past=")
    board = await seen(it, SECRETARY, f"/sessions/{tonight.session}?past=")
    assert "Việc này đã được ghi nhận" in board


async def test_a_form_of_another_site_casts_no_ballot(it: Pages, tonight: Evening) -> None:
    form = {"_csrf": "csrf-member-8", "_key": str(uuid4()), "ho-so": tonight.running, "y-kien": "yes"}
    address = f"{PAGES}/sessions/{tonight.session}/do/vote"
    for changed, headers in (({"_csrf": "x"}, {}), ({}, {"origin": "https://mau.example"})):
        answer = await it.client.post(address, data=form | changed, headers=by(it, "member-8") | headers)
        assert answer.status_code == 403
    assert "Phiếu của đồng chí" not in (await seen(it, "member-8", f"/sessions/{tonight.session}")).split("Lao động")[1]


async def test_the_secretary_is_asked_anew_when_the_numbers_have_changed(it: Pages, tonight: Evening) -> None:
    opened = await it.client.get(
        f"{PAGES}/sessions/{tonight.session}/do/close-vote",
        params={"ho-so": tonight.running},
        headers=by(it, SECRETARY),
    )
    said = re.search(r'name="_read" value="([^"]*)"', opened.text)
    assert said is not None and "Mới có 6/9 phiếu" in said[1]
    opinion = {"ho-so": tonight.running, "ghe": "8", "y-kien": "yes", "so-van-ban": "YK-01"}
    missing = await sent(it, SECRETARY, f"/sessions/{tonight.session}/do/opinion", **opinion | {"so-van-ban": ""})
    assert missing.status_code == 422 and "Ghi số văn bản của ý kiến." in plain(missing)
    assert (await sent(it, SECRETARY, f"/sessions/{tonight.session}/do/opinion", **opinion)).status_code == 303
    await seen(it, SECRETARY, f"/sessions/{tonight.session}")
    item = {"ho-so": tonight.running, "_read": unescape(said[1])}
    stale = await sent(it, SECRETARY, f"/sessions/{tonight.session}/do/close-vote", **item)
    assert stale.status_code == 409
    assert "Điều sẽ xảy ra đã khác so với lúc mở trang này." in plain(stale) and "Mới có 7/9 phiếu" in plain(stale)


async def test_what_was_written_for_a_member_is_told_to_them_and_their_own_ballot_replaces_it(
    it: Pages, tonight: Evening
) -> None:
    board, ninth = f"/sessions/{tonight.session}", MEMBERS[8]
    assert "do người khác ghi theo ý kiến bằng văn bản số YK-01" in await seen(it, ninth, board)

    async def did(who: str, act: str, **fields: Any) -> None:
        assert (await confirmed(it, who, tonight.session, act, **fields)).status_code == 303
        await seen(it, who, board)  # waits until the board shows it

    await did(ninth, "arrive", ghe="8")  # members record their own arrival
    await did(SECRETARY, "leave", ghe="8")
    again = {"ho-so": tonight.running, "ghe": "8", "y-kien": "yes", "so-van-ban": "YK-02"}
    refused = await sent(it, SECRETARY, f"{board}/do/opinion", **again)
    assert refused.status_code == 409 and "mỗi người chỉ bỏ một phiếu" in plain(refused)
    await did(ninth, "arrive", ghe="8")
    await did(ninth, "vote", ho_so=tonight.running, y_kien="no")
    page = await seen(it, ninth, board)
    assert "Phiếu của đồng chí: Không đồng ý , ghi nhận lúc" in page and "YK-01" not in page
    assert "Đã nhận 7/9 phiếu" in await seen(it, SECRETARY, board), "in its place, not beside it"
    await did(SECRETARY, "leave", ghe="8")


async def test_the_role_of_secretary_without_the_seat_runs_nothing(it: Pages, tonight: Evening) -> None:
    await it.grant("guest-secretary", "council-secretary")
    board = f"/sessions/{tonight.session}"
    page = await seen(it, "guest-secretary", board)
    assert "Ghi về trước" not in page and "Đóng biểu quyết" not in page and "Đã nhận" not in page
    for act, fields in (("leave", {"ghe": "2"}), ("close-vote", {"ho-so": tonight.running}), ("close", {})):
        refused = await sent(it, "guest-secretary", f"{board}/do/{act}", **fields)
        assert refused.status_code == 403 and "có tên trong danh sách của phiên họp" in plain(refused), act
    headers = it.submissions.headers("guest-secretary")
    answer = await it.client.post(f"/awards{board}:leave", json={"member_id": "member-3"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "session.no-seat")
    offered = await seen(it, "guest-secretary", "/sessions")
    assert "Ngày họp" not in offered and "có tên trong Hội đồng mới triệu tập được phiên họp" in offered
    assert "Ngày họp" in await seen(it, SECRETARY, "/sessions")
    called = await sent(it, "guest-secretary", "/sessions", **{"ngay-hop": "20/11/2024", "nam": "2024"})
    assert called.status_code == 403 and "có tên trong danh sách của phiên họp" in plain(called)


async def test_a_council_is_not_offered_to_be_formed_a_second_time(it: Pages, tonight: Evening) -> None:
    listed = await seen(it, CHAIRMAN, "/councils")
    assert "Thành lập ngày" in listed and "Thành lập Hội đồng" not in listed


async def test_a_live_board_ends_with_the_mandate_and_is_refused_after_it(it: Pages, tonight: Evening) -> None:
    await it.grant("guest", "council-member")
    board = f"{PAGES}/sessions/{tonight.session}/stream"
    async with asyncio.timeout(20), it.client.stream("GET", board, headers=by(it, "guest")) as answer:
        assert answer.status_code == 200
        lines = answer.aiter_lines()
        async for line in lines:
            if line == "event: fresh":
                break
        mandate, _ = it.mandates["guest"]
        await it.told(RelieveMandate(QUYET_THANG, it.runtime.clock.now(), UUID(mandate)))
        async for _ in lines:
            pass  # to its end, within the time
    assert (await it.client.get(board, headers=by(it, "guest"))).status_code == 403


async def test_a_live_board_ends_with_the_token(it: Pages, tonight: Evening) -> None:
    board = f"{PAGES}/sessions/{tonight.session}/stream"
    soon = sent_as(it.cookie(SECRETARY, at=int(time.time()) - 60, lifetime=60 - LEEWAY + 4))
    async with asyncio.timeout(20), it.client.stream("GET", board, headers=soon) as answer:
        assert any([line.startswith("event: fragment") async for line in answer.aiter_lines()])
    assert (await it.client.get(board, headers=soon)).headers["location"].startswith("/session/sign-in")


async def test_a_session_is_called_and_opened_with_who_is_there(it: Pages, tonight: Evening) -> None:
    vague = await sent(it, SECRETARY, "/sessions", **{"ngay-hop": "31/02/2024", "nam": "2024"})
    assert vague.status_code == 422 and "Mục “Ngày họp”: không có ngày 31/02/2024" in plain(vague)
    called = await sent(it, SECRETARY, "/sessions", **{"ngay-hop": "01/11/2024", "nam": "2024"})
    assert called.status_code == 303
    session = httpx.URL(called.headers["location"]).path.rpartition("/")[2]
    for path in (f"/sessions/{session}", f"/sessions/{session}/do/open"):
        page = await seen(it, SECRETARY, path)
        assert "Cần ít nhất 8 người có mặt để khai mạc. Căn cứ: Phiên họp xét khen thưởng" in page
        assert "tỉnh Bắc Ninh) (chưa được xác nhận)." in page
    page = await seen(it, SECRETARY, f"/sessions/{session}")
    rules = re.findall(r"Số phiếu cần\. (Căn cứ: .*?\.) ", page)
    assert rules, "the rule behind what a vote needs"
    assert all(page.count(rule) == 1 for rule in rules), "once on the page, not under every dossier"
    meant = await sent(it, SECRETARY, "/sessions", **{"ngay-hop": "21/11/2024", "nam": "2024"})
    mistaken = httpx.URL(meant.headers["location"]).path.rpartition("/")[2]
    ahead = await seen(it, SECRETARY, f"/sessions/{mistaken}")
    not_yet = "Phiên họp được triệu tập cho ngày 21/11/2024 và chỉ khai mạc vào ngày đó."
    assert "Hủy triệu tập" in ahead and not_yet in ahead and "Khai mạc phiên họp" not in ahead
    assert "Khai mạc phiên họp" in await seen(it, SECRETARY, f"/sessions/{session}")
    assert not_yet in await seen(it, SECRETARY, f"/sessions/{mistaken}/do/open", 409), (
        "refused before anybody is ticked"
    )
    unsaid = await confirmed(it, SECRETARY, mistaken, "call-off")
    assert unsaid.status_code == 422 and "Chọn lý do hủy triệu tập." in plain(unsaid)
    assert (await confirmed(it, SECRETARY, mistaken, "call-off", ly_do="mistake")).status_code == 303
    gone = await seen(it, SECRETARY, f"/sessions/{mistaken}")
    assert "Đã hủy triệu tập" in gone and "Khai mạc phiên họp" not in gone
    assert "Hủy triệu tập phiên họp: triệu tập nhầm." in gone and "Triệu tập phiên họp ngày 21/11/2024" in gone
    assert "hồ sơ của năm 2024 vẫn chờ Hội đồng xét ở phiên họp khác." in gone and "Chưa có hồ sơ nào" not in gone
    assert "0/0" not in gone
    few = await confirmed(it, SECRETARY, session, "open", co_mat=["0", "1"])
    assert few.status_code == 409 and "có mặt 2/9, cần ít nhất 8" in plain(few)
    there = [str(place) for place in range(8)]
    assert (await confirmed(it, SECRETARY, session, "open", co_mat=there)).status_code == 303
    await seen(it, SECRETARY, f"/sessions/{session}")
    assert (await confirmed(it, SECRETARY, session, "leave", ghe="3")).status_code == 303
    assert "thiếu 1 người, chưa biểu quyết được" in await seen(it, SECRETARY, f"/sessions/{session}")
    assert (await confirmed(it, SECRETARY, session, "close")).status_code == 303


async def test_anybody_reads_decisions_and_nobody_unnamed_reads_a_person(it: Pages, tonight: Evening) -> None:
    await seen(it, CHAIRMAN, f"/decisions/{tonight.decision}")  # what was written has been read
    listed = await seen(it, None, "/decisions?limit=50")
    assert "Quyết định số 105/QĐ-UBND Phường Quyết Thắng" in listed
    answer = await it.client.get(f"{PAGES}/decisions/{tonight.decision}")
    assert "Một cá nhân thuộc Tổ dân phố số 8" in answer.text
    for hidden in ("Lò Thị Mẫu", "710.000", tonight.awarded, "/why"):
        assert hidden not in answer.text, hidden
    found = await it.client.post(f"{PAGES}/decisions", data={"tim": "to dan pho 105"})
    assert "1 quyết định có" in plain(found)
    nothing = await it.client.post(f"{PAGES}/decisions", data={"tim": "Lò Thị"})
    long = await it.client.post(f"{PAGES}/decisions", data={"tim": "105 " * 60})
    assert long.status_code == 422 and "Câu tìm dài 239 ký tự, tối đa 200." in long.text
    assert "0 quyết định có" in plain(nothing)
    inside = await seen(it, CLERK, f"/decisions/{tonight.decision}")
    assert "Lò Thị Mẫu" in inside and "710.000" in inside
    register = await seen(it, CLERK, "/register")
    assert "Lò Thị Mẫu" in register and "105/QĐ-UBND" in register
    stranger = await it.client.get(f"{PAGES}/register")
    assert stranger.status_code == 303 and "/session/sign-in" in stranger.headers["location"]


async def test_a_decision_is_printed_with_names_for_those_who_may_know_them(it: Pages, tonight: Evening) -> None:
    path = f"{PAGES}/decisions/{tonight.decision}/paper"
    await seen(it, CLERK, f"/decisions/{tonight.decision}")  # what was written has been read
    printed = await it.client.get(f"{path}.pdf", headers=by(it, CLERK))
    draft = await it.client.get(f"{path}.docx", headers=by(it, CLERK))
    assert printed.headers["content-type"] == "application/pdf"
    told = text_of_pdf(printed.content)
    assert told == letters(" ".join(lines_of_docx(draft.content)))
    for said in (
        "Số: 105/QĐ-UBND",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG QUYẾT THẮNG",
        "Căn cứ Luật Thi đua, khen thưởng",
        "Lò Thị Mẫu",
        "710.000",
    ):
        assert letters(said) in told
    assert (await it.client.get(f"{path}.pdf")).status_code == 303
    assert (await it.client.get(f"{PAGES}/decisions/{uuid4()}/paper.pdf", headers=by(it, CLERK))).status_code == 404
    invitation = await it.client.get(f"{PAGES}/sessions/{tonight.session}/paper.docx", headers=by(it, SECRETARY))
    assert "Họp Hội đồng Thi đua - Khen thưởng phường Quyết Thắng" in lines_of_docx(invitation.content)
    assert f'href="{path}.pdf"' not in (await it.client.get(f"{PAGES}/decisions/{tonight.decision}")).text


@pytest.mark.needs("chromium-headless-shell")
async def test_in_a_browser_pages_fit_pass_axe_and_the_board_moves(it: Pages, tonight: Evening) -> None:
    board, dossier = f"{PAGES}/sessions/{tonight.session}", f"{PAGES}/dossiers/{tonight.awarded}"
    act = f"{board}/do/vote?ho-so={tonight.running}&y-kien=yes"
    long, group = uuid4(), UUID(await it.unit("DAI", "Tổ dân phố có số văn bản dài"))
    async with held(it.runtime.projector) as connection, connection.transaction():
        await put(connection, long, f"105/QĐ-{'UBND' * 20}", date(2024, 1, 2), group, group)
    looked = (
        *((CLERK, path) for path in (f"{PAGES}/dossiers", dossier, f"{dossier}/why", f"{PAGES}/register")),
        ("member-8", act),
        (None, f"{PAGES}/decisions"),
        (None, f"{PAGES}/decisions/{tonight.decision}"),
        *((CLERK, f"{PAGES}/{page}/{long}") for page in ("dossiers", "decisions")),
        (SECRETARY, board),
    )
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 320, "height": 640}, locale="vi-VN")
        page = await context.new_page()
        page.set_default_timeout(60_000)
        for who, path in looked:
            await context.clear_cookies()
            if who is not None:
                await context.add_cookies([it.cookie(who)])  # type: ignore[list-item]
            answer = await page.goto(it.base + path)
            assert answer is not None and answer.status == 200, path
            assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            found = await Axe().run(page)
            assert [broken["id"] for broken in found.response["violations"]] == [], path
        # the secretary's board is open; a ballot that is cast elsewhere appears on it by itself
        before = await page.locator("progress").first.get_attribute("value")
        cast = await confirmed(it, "member-7", tonight.session, "vote", ho_so=tonight.running, y_kien="yes")
        assert cast.status_code == 303

        async def moved() -> bool:
            return await page.locator("progress").first.get_attribute("value") == str(int(before or 0) + 1)

        await eventually(moved, True, within=60)
        await context.clear_cookies()
        await context.add_cookies([it.cookie("member-8")])  # type: ignore[list-item]
        await page.set_viewport_size({"width": 360, "height": 640})
        await page.goto(it.base + board)
        # asked at once: a board that moves replaces what it shows
        bottoms = await page.evaluate(BOTTOMS, f"#ho-so-{tonight.running}")
        assert all(0 < bottom < 640 for bottom in bottoms), "subject, threshold and choices without scrolling"
        await page.locator(f"#phieu-yes-{tonight.running}").focus()
        await page.keyboard.press("Enter")  # the keyboard alone: the choice, then the confirmation
        await page.get_by_role("button", name="Gửi phiếu: Đồng ý").focus()
        await page.keyboard.press("Enter")
        await page.get_by_text("Phiếu đã được ghi nhận.").wait_for()


@pytest_asyncio.fixture(scope="module")
async def archive(it: Pages, tonight: Evening) -> None:
    """More decisions, register lines and dossiers than a page holds; the one that is looked for stands last in every list."""
    school = UUID(await it.unit("LAP", "Trường Lấp Đầy"))
    far = UUID(await it.unit("XA", "Bản Nà Xa"))
    sought = UUID(await it.person("Sùng Thị Đào", str(far)))
    await seen(it, CLERK, "/dossiers")  # the units and the person are in the lists
    async with held(it.runtime.projector) as connection, connection.transaction():
        for place in range(MOST + 1):
            await put(connection, uuid4(), f"{place + 1000}/QĐ-UBND", date(2025, 1, 1), school, school)
        await put(connection, UUID(int=2**128 - 1), "777/QĐ-UBND", date(2024, 1, 2), far, sought)
        await connection.execute("UPDATE golden_register SET decided_on = '2026-01-01' WHERE unit_id = $1", far)


async def put(
    connection: asyncpg.Connection, one: UUID, number: str, signed_on: date, unit: UUID, subject: UUID
) -> None:
    """A dossier and its decision, as the projections write them."""

    def recorded(event: Any, version: int) -> EventEnvelope[Any]:
        return EventEnvelope(
            event,
            "awards",
            uuid4(),
            f"nomination-{one}",
            version,
            1,
            QUYET_THANG,
            BEGIN,
            lambda: Circumstances(uuid4()),
        )

    of_pack: dict[str, Any] = {"pack_id": "vn-2024-01-01", "pack_hash": ""}
    about: dict[str, Any] = {
        "nomination_id": one,
        "unit_id": unit,
        "subject_id": subject,
        "subject_kind": "collective" if subject == unit else "individual",
        "title": "LDTT",
        "year": 2024,
        "direct_worker": False,
    }
    paper: dict[str, Any] = {
        "decision_id": one,
        "level": "ward",
        "document_number": number,
        "signer_position": "Chủ tịch UBND phường",
        "base_salary": 2_340_000,
    }
    proposed = NominationProposed(
        **about,
        **of_pack,
        received_on=signed_on,
        report_id=one,
        initiative_id=None,
        merits=Merits(),
        achievements=None,
        answers=(),
        pack_chosen_because=None,
    )
    await dossiers.write(connection, recorded(proposed, 1))
    award = AwardDecided(
        **about,
        **paper,
        award_id=one,
        decided_on=signed_on,
        register_number=1,
        coefficient_hundredths=30,
        amount=710_000,
        payable=710_000,
        money_citation="Điều 54",
        money_confirmed=subject == unit,
    )
    await dossiers.write(connection, recorded(award, 2))
    await papers.awarded(connection, recorded(award, 2))
    listed = ListedAward(register_number=1, nomination_id=one, subject_id=subject, title="LDTT", payable=710_000)
    decision = DecisionSigned(**paper, **of_pack, signed_on=signed_on, lines=(listed,), refused=(), total=710_000)
    await papers.signed(connection, recorded(decision, 1))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/decisions", "777/qd-ubnd"),
        ("/decisions", "Quyết định số 777QĐUBND"),
        ("/decisions", "777 quyet thang"),
        ("/decisions", "na xa"),
        ("/register", "777/QĐ-UBND"),
        ("/register", "777QDUBND"),
        ("/register", "sung thi dao"),
        ("/register", "ban na xa"),
        ("/dossiers", "777"),
        ("/dossiers", "quyết định số 777qđubnd"),
        ("/dossiers", "Sùng Thị Đào"),
        ("/dossiers", "nà xa"),
    ],
)
async def test_a_search_finds_what_stands_beyond_the_first_page(
    it: Pages, archive: None, path: str, asked: str
) -> None:
    found = plain(await sent(it, CLERK, path, tim=asked))
    assert ("777/QĐ-UBND" if path != "/dossiers" else "Sùng Thị Đào") in found
    assert re.search(r"\b1 (dòng|quyết định|hồ sơ) có “", found)


@pytest.mark.parametrize("path", ["/decisions", "/register", "/dossiers"])
async def test_a_search_that_finds_more_than_a_page_says_so(it: Pages, archive: None, path: str) -> None:
    found = plain(await sent(it, CLERK, path, tim="lap day"))
    assert re.search(r"Hơn 200 (dòng|quyết định|hồ sơ) có “lap day”", found)
    assert re.search(r"Hiện 200 (dòng|quyết định|hồ sơ) đầu tiên, hãy tìm hẹp hơn", found)


@pytest.mark.parametrize("path", ["/register", "/dossiers"])
async def test_the_next_page_keeps_the_year(it: Pages, archive: None, path: str) -> None:
    page = await it.client.get(f"{PAGES}{path}?year=2024", headers=by(it, CLERK))
    following = re.search(r'href="([^"]*cursor=[^"]*)"', page.text)
    assert following is not None and "year=2024&" in unescape(following[1])
    rest = await it.client.get(unescape(following[1]), headers=by(it, CLERK))
    assert rest.status_code == 200 and "Sùng Thị Đào" in rest.text


async def test_money_that_nobody_confirmed_is_marked_on_the_decision_and_in_the_register(
    it: Pages, archive: None
) -> None:
    mark = "710.000\N{NO-BREAK SPACE}đ mức thưởng (chưa được xác nhận)"
    decision = await seen(it, CLERK, f"/decisions/{UUID(int=2**128 - 1)}")
    assert mark.replace("\N{NO-BREAK SPACE}", " ") in decision and "Có mức thưởng chưa được xác nhận" in decision
    register = plain(await sent(it, CLERK, "/register", tim="777"))
    assert register.count("mức thưởng (chưa được xác nhận)") == 2, "in the table and in the list for phones"


async def test_the_board_holds_every_dossier_that_waits(it: Pages, tonight: Evening, archive: None) -> None:
    state = "UPDATE dossiers SET state = $1 WHERE document_number LIKE '%/QĐ-UBND' AND decision_id = nomination_id"
    await it.runtime.projector.execute(state, "proposed")
    try:
        assert "Sùng Thị Đào" in await seen(it, CLERK, f"/sessions/{tonight.session}")
    finally:
        await it.runtime.projector.execute(state, "awarded")
