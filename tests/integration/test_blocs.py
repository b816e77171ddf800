"""Blocs as its users meet it: facts come over Kafka, questions and decisions over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.blocs.app import SERVICE
from services.blocs.document import Document
from services.blocs.membership.decider import BLOC
from services.blocs.membership.events import MemberAdmitted
from services.chassis.http.app import create_app
from services.chassis.kit.forms import NEXT
from services.chassis.pool import held
from services.chassis.readers.rebuild import rebuild
from services.chassis.runtime import Runtime
from services.chassis.web.session import Session
from tests.support.chassis import at_work, running
from tests.support.eventually import eventually
from tests.support.kafka import fresh_topic
from tests.support.paged import browsing
from tests.support.planted import plant
from tests.support.posted import post
from tests.support.serving import served
from tests.support.signed_in import KEY, sealed
from tests.support.told import Told, ids, report_event
from thidua_contracts.codes import Role, SubmissionChannel, WardKind
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.topics import Topic

QUYET_THANG, DOAN_KET, OUTSIDER = "03386", "03389", "03403"
AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
PAPER = {"number": "12/QĐ-UBND", "signed_on": "2024-01-05"}
SHEET = {
    "source": "Bảng điểm mẫu",
    "criteria": [
        {
            "code": "C4",
            "name": "Chế độ báo cáo đúng hạn",
            "points": "30",
            "rule": {
                "kind": "ratio-to-target",
                "of": "reports-on-time",
                "per": "reports-expected",
                "target": "1",
            },
        },
        {
            "code": "P1",
            "name": "Báo cáo chậm",
            "points": 0,
            "rule": {"kind": "deduction", "of": "reports-late", "unit": "2.5"},
        },
    ],
    "ties": [{"of": "reports-accepted", "per": "reports-expected"}, {"of": "awards"}],
}
NAMES = {QUYET_THANG: "Phường Quyết Thắng", DOAN_KET: "Phường Đoàn Kết", OUTSIDER: "Xã San Thàng"}
CLERKS = {QUYET_THANG: "clerk-1", DOAN_KET: "clerk-2"}
PEOPLE = {
    "officer": (Role.CITY_OFFICER, "city"),
    "another-officer": (Role.CITY_OFFICER, "city"),
    "clerk-1": (Role.CLERK, QUYET_THANG),
    "clerk-2": (Role.CLERK, DOAN_KET),
    "outsider": (Role.CLERK, OUTSIDER),
}


@dataclass
class Blocs:
    """The running service: its API, its topic, and what others have told."""

    client: httpx.AsyncClient
    runtime: Runtime
    kafka: Kafka
    topic: Topic
    keys: Path
    issuer: str
    told: Told
    founded: int = 0

    def headers(self, who: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {issuer.mint(self.keys, self.issuer, who)}",
            "Idempotency-Key": str(uuid4()),
        }

    async def tell(self, *events: tuple[Any, str, str]) -> None:
        await post(self.kafka, self.topic, [self.told(event, stream, ward, AT) for event, stream, ward in events])

    async def write(self, who: str, path: str, *, seen: int | None = None, **body: Any) -> httpx.Response:
        version = {} if seen is None else {"If-Match": f'"{seen}"'}
        return await self.client.post(f"/blocs{path}", json=body or None, headers=self.headers(who) | version)

    async def read(self, who: str, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(f"/blocs{path}", params=params, headers=self.headers(who))

    async def read_status(self, who: str, path: str) -> int:
        return (await self.read(who, path)).status_code

    async def bloc(self, *wards: str) -> str:
        """A new bloc with these members; its code.

        They are members of earlier ones, too, as in stores of earlier builds: of those that a ward joined on one day it is ranked in the
        first by code.
        """
        self.founded += 1
        code = f"khoi-{9999 - self.founded}"
        done = await self.write("officer", "/blocs", code=code, name="Khối mẫu", first_year=2024, document=PAPER)
        assert done.status_code == 201, done.text
        paper = Document(PAPER["number"], date.fromisoformat(PAPER["signed_on"]))
        members = [MemberAdmitted(code, ward, date(2024, 1, 1), paper) for ward in wards]
        await plant(self.runtime, {BLOC.at(code): (code, members)})

        async def seen() -> set[int]:
            """The wards that a mandate may read are remembered for a second."""
            readers = ["officer", *(CLERKS[ward] for ward in wards)]
            return {(await self.read(who, f"/blocs/{code}")).status_code for who in readers}

        await eventually(seen, {200})
        return code

    async def figures(self, who: str, code: str, ward: str) -> dict[str, int]:
        board = await self.read(who, f"/blocs/{code}/standings/2024")
        assert board.status_code == 200, board.text
        [member] = [member for member in board.json()["standings"] if member["ward_code"] == ward]
        return {measure: count for measure, count in member["figures"].items() if count}


@pytest_asyncio.fixture(scope="module")
async def blocs(postgres: Postgres, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Blocs]:
    topic = await fresh_topic(kafka, "blocs-submissions")
    service = replace(
        SERVICE, subscriptions=tuple(replace(subscription, topics=(topic,)) for subscription in SERVICE.subscriptions)
    )
    keys = tmp_path_factory.mktemp("issuer")
    identity = Starlette()
    async with AsyncExitStack() as stack:
        where = f"{await stack.enter_async_context(served(identity))}/issuer"
        identity.router.routes.extend(issuer.routes(keys, where))
        settings = {
            "KAFKA_BOOTSTRAP_SERVERS": kafka.bootstrap,
            "issuer": where,
            "session_key": KEY,
            "client_secret": "of-the-test",
        }
        runtime = await stack.enter_async_context(running(postgres, "blocs_http", service, **settings))
        await stack.enter_async_context(at_work(runtime, "projections", "subscribers"))
        url = await stack.enter_async_context(served(create_app(runtime)))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=10))
        it = Blocs(client, runtime, kafka, topic, keys, where, Told())
        for number, (who, (role, ward)) in enumerate(PEOPLE.items()):
            grant = MandateGranted(mandate_id=str(uuid4()), principal=who, role=role, valid_from=date(2024, 1, 1))
            await it.tell((grant, f"mandate-{number}", ward))

        async def may_act() -> set[int]:
            return {(await it.read(who, "/blocs")).status_code for who in PEOPLE}

        await eventually(may_act, {200}, within=60)
        for number, (ward, name) in enumerate(NAMES.items()):
            registered = WardRegistered(ward_code=ward, name=name, kind=WardKind.WARD, valid_from=date(2004, 1, 1))
            await it.tell((registered, f"ward-{number}", ward))
        await eventually(lambda: runtime.projector.fetchval("SELECT count(*) FROM standings_lives"), len(NAMES))
        yield it


def requested(report: UUID, unit: UUID) -> Any:
    return report_event(ReportRequested, report, unit, plan_id="plan", due_at=DUE, locks_at=DUE + timedelta(days=5))


def submitted(report: UUID, unit: UUID, at: datetime) -> Any:
    facts = {"attempt": 1, "submitted_at": at, "due_at": DUE, "on_time": at < DUE}
    return report_event(ReportSubmitted, report, unit, channel=SubmissionChannel.ELECTRONIC, **facts)


async def test_a_fact_told_on_kafka_stands_on_the_board_with_its_proof(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    name, unit = ids(code), uuid4()
    late, in_time = next(name), next(name)
    await blocs.tell(
        (requested(late, unit), f"report-{late}", QUYET_THANG),
        (requested(in_time, unit), f"report-{in_time}", QUYET_THANG),
        (submitted(late, unit, DUE), f"report-{late}", QUYET_THANG),
        (submitted(in_time, unit, DUE - timedelta(days=1)), f"report-{in_time}", QUYET_THANG),
    )
    counted = {"reports-expected": 2, "reports-received": 2, "reports-on-time": 1, "reports-late": 1}
    await eventually(lambda: blocs.figures("clerk-2", code, QUYET_THANG), counted)
    proof = await blocs.read(
        "clerk-2", f"/blocs/{code}/standings/2024/members/{QUYET_THANG}/figures/reports-late", limit=1
    )
    first = proof.json()
    assert [item["ce_type"] for item in first["items"]] == ["vn.thidua.submissions.ReportRequested.v1"]
    proof = await blocs.read(
        "clerk-2",
        f"/blocs/{code}/standings/2024/members/{QUYET_THANG}/figures/reports-late",
        limit=5,
        cursor=first["next"],
    )
    [second] = proof.json()["items"]
    assert (second["about"], second["source"]) == (str(late), "submissions")
    board = (await blocs.read("clerk-1", f"/blocs/{code}/standings/2024")).json()
    assert [(member["name"], member["rank"]) for member in board["standings"]] == [
        ("Phường Quyết Thắng", 1),
        ("Phường Đoàn Kết", 2),
    ]
    [heard] = board["standings"][0]["last_heard"]
    assert heard["source"] == "submissions"
    label = f'thidua_last_heard_timestamp_seconds{{source="submissions",ward="{QUYET_THANG}"}} '
    [line] = [line for line in (await blocs.client.get("/metrics")).text.splitlines() if line.startswith(label)]
    assert float(line.removeprefix(label)) == pytest.approx(datetime.fromisoformat(heard["recorded_at"]).timestamp())


async def test_standings_rebuilt_from_the_first_record_are_the_same_rows(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    report = next(ids(code))
    before = (await blocs.figures("clerk-1", code, QUYET_THANG)).get("reports-late", 0)
    await blocs.tell(
        (requested(report, uuid4()), f"report-{report}", QUYET_THANG),
        (submitted(report, uuid4(), DUE), f"report-{report}", QUYET_THANG),
    )

    async def rows() -> list[str]:
        async with held(blocs.runtime.projector) as connection:
            found = await connection.fetch(
                """
                SELECT to_jsonb(f)::text FROM standings_facts f
                UNION ALL SELECT to_jsonb(h)::text FROM standings_heard h
                UNION ALL SELECT to_jsonb(e)::text FROM standings_evidence e ORDER BY 1
                """
            )
        return [row[0] for row in found]

    async def arrived() -> bool:
        return (await blocs.figures("clerk-1", code, QUYET_THANG)).get("reports-late", 0) == before + 1

    await eventually(arrived, True)
    live = await rows()
    await rebuild(blocs.runtime.service, "standings", blocs.runtime.settings, who="tests")
    assert await rows() == live
    await eventually(lambda: blocs.read_status("clerk-1", f"/blocs/{code}/standings/2024"), 200)


async def test_a_sheet_scores_the_board_and_is_marked_until_it_is_confirmed(blocs: Blocs) -> None:
    code = await blocs.bloc(DOAN_KET)
    unit, name = uuid4(), ids(code)
    reports = [next(name) for _ in range(3)]
    for report, at in zip(reports, (DUE, DUE - timedelta(days=1), DUE - timedelta(days=2)), strict=True):
        await blocs.tell(
            (requested(report, unit), f"report-{report}", DOAN_KET),
            (submitted(report, unit, at), f"report-{report}", DOAN_KET),
        )
    issued = await blocs.write(
        "another-officer", f"/blocs/{code}/criteria/2024/versions", version=1, sheet=SHEET, document=PAPER
    )
    assert issued.status_code == 201, issued.text

    async def line() -> Any:
        params = {"after": issued.json()["token"]}
        board = (await blocs.read("clerk-2", f"/blocs/{code}/standings/2024", **params)).json()
        return board["criteria"]["standing"], board["standings"][0]["total"]

    await eventually(line, ("Chưa được xác nhận", "17.50"))
    again = await blocs.write(
        "officer", f"/blocs/{code}/criteria/2024/versions", version=3, sheet=SHEET, document=PAPER
    )
    assert (again.status_code, again.json()["code"]) == (409, "criteria.superseded")
    assert [fault["place"] for fault in again.json()["errors"]] == ["/body/version"]
    confirmed = await blocs.write("officer", f"/blocs/{code}/criteria/2024/versions/1:confirm", document=PAPER)
    assert confirmed.status_code == 200, confirmed.text
    listed = await blocs.read("clerk-2", f"/blocs/{code}/criteria/2024", after=confirmed.json()["token"])
    assert [(item["version"], item["standing"]) for item in listed.json()["items"]] == [(1, "Đã được xác nhận")]


async def test_a_page_confirms_the_sheet_that_it_shows_whatever_else_its_address_says(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    cookie = "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))
    page, here = f"/blocs/pages/criteria/{code}-2024/do/confirm", {"cookie": cookie}

    async def issued(year: int, version: int) -> None:
        address = f"/blocs/{code}/criteria/{year}/versions"
        done = await blocs.write("another-officer", address, version=version, sheet=SHEET, document=PAPER)
        assert done.status_code == 201, done.text

    async def confirmed(seen: str, **address: Any) -> int:
        paper = {"document-number": "9/QĐ-UBND", "document-signed_on": "05/01/2024"}
        form = {"_csrf": "csrf", "_key": str(uuid4()), "_seen": seen, **paper}
        return (await blocs.client.post(page, params=address, data=form, headers=here)).status_code

    async def standing(year: int) -> Any:
        return (await blocs.read("clerk-1", f"/blocs/{code}/criteria/{year}")).json()["items"][0]["confirmed"]

    await issued(2024, 1)
    await issued(2025, 1)
    record = page.removesuffix("/do/confirm")
    own = "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "another-officer"), "csrf")))

    async def offered(who: str) -> bool:
        return f"{page}?version=1" in (await blocs.client.get(record, headers={"cookie": who})).text

    assert (await offered(cookie), await offered(own)) == (True, False), "whoever issued a sheet does not confirm it"
    asked = await blocs.client.get(page, params={"version": 1}, headers=here)
    [seen] = re.findall(r'name="_seen" value="(\d+)"', asked.text)
    assert await confirmed(seen) == 404, "which version is confirmed, the address says"
    assert await confirmed(seen, version=1, year=2025, bloc_code="khoi-khac") == 303
    await eventually(lambda: standing(2024), True)
    assert not await standing(2025)
    await issued(2024, 2)
    assert await confirmed(seen, version=2) == 409, "another version than the page had shown"


@pytest.mark.needs("chromium-headless-shell")
async def test_a_sheet_is_read_on_a_phone_without_moving_its_tables_aside(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    issued = await blocs.write(
        "another-officer", f"/blocs/{code}/criteria/2024/versions", version=1, sheet=SHEET, document=PAPER
    )
    assert issued.status_code == 201, issued.text
    name, value = sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf"))
    address = f"{blocs.client.base_url}/blocs/pages/criteria/{code}-2024?after={issued.json()['token']}"
    async with browsing() as browser:
        context = await browser.new_context(viewport={"width": 360, "height": 740})
        await context.add_cookies([{"name": name, "value": value, "url": str(blocs.client.base_url)}])
        phone = await context.new_page()
        await phone.goto(address)
        told = await phone.get_by_role("table", name="Tiêu chí đang dùng").inner_text()
        wide = await phone.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)")
    assert "Điểm trừ, 2,5 điểm mỗi việc: Báo cáo trễ" in told, "how a criterion is counted stands below its name"
    assert wide and max(wide) <= 0


async def test_members_and_heads_are_read_back(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    head = await blocs.write(
        "officer",
        f"/blocs/{code}/heads",
        year=2024,
        head_ward=DOAN_KET,
        deputy_ward=QUYET_THANG,
        from_day="2024-01-01",
        document=PAPER,
    )
    assert head.status_code == 201, head.text
    handed = await blocs.write(
        "officer",
        f"/blocs/{code}/heads/2024:hand-over",
        seen=head.json()["version"],
        to_ward=QUYET_THANG,
        deputy_ward=None,
        on_day="2024-08-01",
        document=PAPER,
    )
    assert handed.status_code == 200, handed.text
    board = await blocs.read("officer", f"/blocs/{code}/standings/2024", after=handed.json()["token"])
    assert (board.json()["head_ward"], board.json()["deputy_ward"]) == (QUYET_THANG, None)
    left = await blocs.write(
        "officer", f"/blocs/{code}/members/{DOAN_KET}:release", last_day="2024-12-31", document=PAPER
    )
    assert left.status_code == 200, left.text
    bloc = (await blocs.read("clerk-1", f"/blocs/{code}", after=left.json()["token"])).json()
    assert bloc["members"] == [
        {"ward_code": QUYET_THANG, "from_day": "2024-01-01", "last_day": None},
        {"ward_code": DOAN_KET, "from_day": "2024-01-01", "last_day": "2024-12-31"},
    ]
    assert [(head["head_ward"], head["deputy_ward"]) for head in bloc["heads"]] == [
        (DOAN_KET, QUYET_THANG),
        (QUYET_THANG, None),
    ]
    cookie = "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))
    page = unescape((await blocs.client.get(f"/blocs/pages/blocs/{code}", headers={"cookie": cookie})).text)
    assert "Tiếp nhận Phường Quyết Thắng từ ngày 01/01/2024" in page
    assert "cho Phường Quyết Thắng từ ngày 01/08/2024" in page and "Cho Phường Đoàn Kết rời khối" in page
    assert "do/release" in page and "do/hand-over" not in page, "the year is over"


async def test_a_head_of_a_coming_day_is_shown_as_coming_and_a_deputy_that_left_is_none(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    year = blocs.runtime.clock.now().year + 1
    done = await blocs.write(
        "officer",
        f"/blocs/{code}/heads",
        year=year,
        head_ward=DOAN_KET,
        deputy_ward=QUYET_THANG,
        from_day=f"{year}-03-01",
        document=PAPER,
    )
    assert done.status_code == 201, done.text
    board = await blocs.read("officer", f"/blocs/{code}/standings/{year}", after=done.json()["token"])
    assert (board.json()["head_ward"], board.json()["deputy_ward"]) == (None, None)
    cookie = {"cookie": "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))}
    page = (await blocs.client.get(f"/blocs/pages/blocs/{code}", headers=cookie)).text
    assert f"01/03/{year} (sắp nhận nhiệm vụ)" in page
    form = await blocs.client.get(
        f"/blocs/pages/blocs/{code}/do/hand-over?year={year}&to_ward={QUYET_THANG}", headers=cookie
    )
    assert f"Khối trưởng năm {year} từ ngày 01/03/{year} là" in unescape(form.text)
    past = await blocs.write(
        "officer",
        f"/blocs/{code}/heads",
        year=2024,
        head_ward=DOAN_KET,
        deputy_ward=QUYET_THANG,
        from_day="2024-01-01",
        document=PAPER,
    )
    assert past.status_code == 201, past.text
    left = await blocs.write(
        "officer", f"/blocs/{code}/members/{QUYET_THANG}:release", last_day="2024-06-30", document=PAPER
    )
    assert left.status_code == 200, left.text
    board = await blocs.read("officer", f"/blocs/{code}/standings/2024", after=left.json()["token"])
    assert (board.json()["head_ward"], board.json()["deputy_ward"]) == (DOAN_KET, None)
    page = (await blocs.client.get(f"/blocs/pages/blocs/{code}", headers=cookie)).text
    assert "Phường Quyết Thắng (đến hết ngày 30/06/2024)" in unescape(page)


async def test_a_hand_over_begins_with_the_present_deputy_offers_no_present_head_and_is_taken_back(
    blocs: Blocs,
) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    appointed: dict[str, Any] = {
        "year": 2024,
        "head_ward": DOAN_KET,
        "deputy_ward": QUYET_THANG,
        "from_day": "2024-01-01",
    }
    head = await blocs.write("officer", f"/blocs/{code}/heads", **appointed, document=PAPER)
    assert head.status_code == 201, head.text
    cookie = {"cookie": "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))}
    here = f"/blocs/pages/blocs/{code}"

    async def page(path: str, after: str) -> str:
        address = f"{here}{path}{'&' if '?' in path else '?'}after={after}"
        return unescape((await blocs.client.get(address, headers=cookie)).text)

    async def sent(act: str, **fields: str) -> httpx.Response:
        shown = (await blocs.client.get(f"{here}/do/{act}?year=2024", headers=cookie)).text
        [seen] = re.findall(r'name="_seen" value="(\d+)"', shown)
        form = {"_csrf": "csrf", "_key": str(uuid4()), "_seen": seen, **fields}
        return await blocs.client.post(f"{here}/do/{act}?year=2024", data=form, headers=cookie)

    def chosen(shown: str, field: str) -> dict[str, bool]:
        """The options of a choice, and which one is chosen."""
        [options] = re.findall(rf'<select[^>]*name="{field}".*?</select>', shown, re.DOTALL)
        found = re.findall(r'<option value="([^"]+)"([^>]*)>', options)
        return {value: "selected" in more for value, more in found}

    more: dict[str, Any] = {"ward_code": OUTSIDER, "from_day": "2024-01-01", "document": PAPER}
    third = await blocs.write("officer", f"/blocs/{code}/members", **more)
    form = await page("/do/hand-over?year=2024", third.json()["token"])
    assert set(chosen(form, "to_ward")) == {QUYET_THANG, OUTSIDER}, "whoever heads the bloc is not offered"
    assert "deputy_ward" not in form, "who takes over is asked first"
    other = unescape((await sent("hand-over", to_ward=OUTSIDER, **{NEXT: "1"})).text)
    assert chosen(other, "deputy_ward")[QUYET_THANG], "the deputy is not lost by saying nothing"
    itself = unescape((await sent("hand-over", to_ward=QUYET_THANG, **{NEXT: "1"})).text)
    assert not any(chosen(itself, "deputy_ward").values()), "whoever takes over is not offered as its own deputy"
    paper = {"document-number": "9/QĐ-UBND", "document-signed_on": "01/08/2024", "on_day": "01/08/2024"}
    same = await sent("hand-over", to_ward=QUYET_THANG, deputy_ward=QUYET_THANG, **paper)
    assert same.status_code == 422 and "Khối phó phải là thành viên khác" in same.text
    done = await sent("hand-over", to_ward=QUYET_THANG, deputy_ward=DOAN_KET, **paper)
    assert done.status_code == 303, done.text
    record = await page("", httpx.URL(done.headers["location"]).params["after"])
    assert "theo văn bản 9/QĐ-UBND" in record and "do/take-back-hand-over?year=2024" in record
    undone = await sent("take-back-hand-over")
    assert undone.status_code == 303, undone.text
    token = httpx.URL(undone.headers["location"]).params["after"]
    assert "do/take-back-hand-over" not in await page("", token)
    heads = (await blocs.read("officer", f"/blocs/{code}", after=token)).json()["heads"]
    assert [(one["head_ward"], one["deputy_ward"]) for one in heads] == [(DOAN_KET, QUYET_THANG)]


async def test_the_days_of_a_stay_are_corrected_on_its_row_and_a_wrong_admission_is_withdrawn(blocs: Blocs) -> None:
    ward = "03450"
    told = WardRegistered(ward_code=ward, name="Xã Sửa Ngày", kind=WardKind.COMMUNE, valid_from=date(2004, 1, 1))
    await blocs.tell((told, "ward-corrected", ward))
    lives = "SELECT count(*) FROM standings_lives WHERE ward_code = $1"
    await eventually(lambda: blocs.runtime.projector.fetchval(lives, ward), 1)
    first, second = await blocs.bloc(), await blocs.bloc()
    joined: dict[str, Any] = {"ward_code": ward, "from_day": "2024-01-01", "document": PAPER}
    assert (await blocs.write("officer", f"/blocs/{first}/members", **joined)).status_code == 201
    left = await blocs.write("officer", f"/blocs/{first}/members/{ward}:release", last_day="2024-05-31", document=PAPER)
    assert left.status_code == 200, left.text

    early = await blocs.write("officer", f"/blocs/{second}/members", **joined)
    assert (early.status_code, early.json()["code"]) == (409, "bloc.member-elsewhere")
    assert "Khối mẫu từ ngày 01/01/2024 đến hết ngày 31/05/2024" in early.json()["detail"]
    later = await blocs.write("officer", f"/blocs/{second}/members", **joined | {"from_day": "2024-07-01"})
    assert later.status_code == 201, later.text

    stay = f"/blocs/{first}/members/{ward}/2024-01-01"
    right: dict[str, Any] = {"from_day": "2024-02-01", "last_day": "2024-06-30", "document": PAPER}
    unsaid = await blocs.write("officer", f"{stay}:correct", **right)
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if-match.missing")
    clash = await blocs.write("officer", f"{stay}:correct", seen=3, **right | {"last_day": None})
    assert (clash.status_code, clash.json()["code"]) == (409, "bloc.member-elsewhere")
    here = f"/blocs/pages/blocs/{first}"
    cookie = {"cookie": "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))}
    address = f"{here}/do/correct-stay?member_ward={ward}&was_from=2024-01-01"
    form = unescape((await blocs.client.get(f"{address}&after={left.json()['token']}", headers=cookie)).text)
    assert "Xã Sửa Ngày" in form and 'value="01/01/2024"' in form and 'value="31/05/2024"' in form
    typed = {"from_day": "01/02/2024", "last_day": "30/06/2024"}
    typed |= {"document-number": "9/QĐ-UBND", "document-signed_on": "01/08/2024"}
    sent = {"_csrf": "csrf", "_key": str(uuid4()), "_seen": "3", **typed}
    done = await blocs.client.post(address, data=sent, headers=cookie)
    assert done.status_code == 303, done.text
    after = httpx.URL(done.headers["location"]).params["after"]
    page = unescape((await blocs.client.get(f"{here}?after={after}", headers=cookie)).text)
    assert (
        "Sửa thời gian Xã Sửa Ngày là thành viên: từ ngày 01/02/2024 đến hết ngày 30/06/2024 "
        "(trước ghi từ ngày 01/01/2024 đến hết ngày 31/05/2024), theo văn bản 9/QĐ-UBND." in page
    )
    withdrawn = await blocs.write(
        "officer", f"/blocs/{first}/members/{ward}/2024-02-01:withdraw", seen=4, document=PAPER
    )
    assert withdrawn.status_code == 200, withdrawn.text
    bloc = await blocs.read("officer", f"/blocs/{first}", after=withdrawn.json()["token"])
    assert bloc.json()["members"] == []
    assert (await blocs.write("officer", f"/blocs/{second}/members", **joined)).json()["code"] == "bloc.already-member"
    there = f"/blocs/pages/blocs/{second}/do/correct-stay?member_ward={ward}&was_from=2024-07-01"
    form = (await blocs.client.get(there, headers=cookie)).text
    assert 'name="from_day"' in form and 'name="last_day"' not in form, (
        "a ward that has not left has no last day to correct"
    )


async def test_what_replaces_something_of_a_bloc_names_the_version_that_was_read(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    appointed: dict[str, Any] = {"year": 2024, "head_ward": DOAN_KET, "deputy_ward": None, "from_day": "2024-01-01"}
    head = await blocs.write("officer", f"/blocs/{code}/heads", **appointed, document=PAPER)
    read = await blocs.read("officer", f"/blocs/{code}", after=head.json()["token"])
    assert read.headers["etag"] == '"4"'
    handed: dict[str, Any] = {"to_ward": QUYET_THANG, "deputy_ward": None, "on_day": "2024-08-01", "document": PAPER}
    for path, body in (
        (":correct", {"name": "Khối mới", "first_year": 2024, "document": PAPER}),
        ("/heads/2024:hand-over", handed),
        ("/heads/2024:take-back-hand-over", {}),
    ):
        unsaid = await blocs.write("officer", f"/blocs/{code}{path}", **body)
        assert (unsaid.status_code, unsaid.json()["code"]) == (428, "if-match.missing"), path
    done = await blocs.write("officer", f"/blocs/{code}/heads/2024:hand-over", seen=4, **handed)
    assert done.status_code == 200, done.text
    for path, body in (
        (":correct", {"name": "Khối mới", "first_year": 2024, "document": PAPER}),
        ("/heads/2024:take-back-hand-over", {}),
    ):
        stale = await blocs.write("officer", f"/blocs/{code}{path}", seen=4, **body)
        assert (stale.status_code, stale.json()["code"]) == (412, "version.changed"), path
        assert (stale.json()["expected_version"], stale.json()["version"]) == (4, 5)
    undone = await blocs.write("officer", f"/blocs/{code}/heads/2024:take-back-hand-over", seen=5)
    assert undone.status_code == 200, undone.text


async def test_a_ward_that_there_is_not_on_the_day_is_no_member(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    new, day = "03400", "2031-07-01"
    coming = WardRegistered(ward_code=new, name="Phường Mới", kind=WardKind.WARD, valid_from=date(2031, 7, 1))
    ended = WardEnded(ward_code="03401", ended_on=date(2023, 7, 1), successors=(new,))
    gone = WardRegistered(ward_code="03401", name="Xã Cũ", kind=WardKind.COMMUNE, valid_from=date(2004, 1, 1))
    await blocs.tell((coming, "ward-new", new), (gone, "ward-gone", "03401"), (ended, "ward-gone", "03401"))
    lives = "SELECT count(*) FROM standings_lives WHERE began_on > '2030-01-01' OR ended_on IS NOT NULL"
    await eventually(lambda: blocs.runtime.projector.fetchval(lives), 2)

    async def admitted(ward: str, from_day: str) -> tuple[int, str]:
        done = await blocs.write("officer", f"/blocs/{code}/members", ward_code=ward, from_day=from_day, document=PAPER)
        return done.status_code, done.json().get("code", "")

    assert await admitted("99999", "2024-01-01") == (422, "bloc.unknown-ward")
    assert await admitted("03401", "2024-01-01") == (422, "bloc.ward-ended")
    assert await admitted(new, "2031-06-30") == (422, "bloc.ward-not-begun")
    cookie = {"cookie": "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))}
    page = f"/blocs/pages/blocs/{code}/do/admit"
    form = unescape((await blocs.client.get(page, headers=cookie)).text)
    assert "sẽ có từ ngày 01/07/2031" in form and "không còn từ ngày 01/07/2023" in form
    typed = {
        "ward_code": "03401",
        "from_day": "01/01/2024",
        "document-number": "1/QĐ",
        "document-signed_on": "01/01/2024",
    }
    sent = await blocs.client.post(page, data={"_csrf": "csrf", "_key": str(uuid4()), **typed}, headers=cookie)
    assert sent.status_code == 422 and "không còn từ ngày 01/07/2023" in unescape(sent.text)
    assert await admitted("03401", "2023-01-01") == (201, "") and await admitted(new, day) == (201, "")


async def test_the_board_says_below_the_ranks_who_left_and_until_when_it_was_a_member(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    left = await blocs.write(
        "officer", f"/blocs/{code}/members/{DOAN_KET}:release", last_day="2024-06-30", document=PAPER
    )
    after = left.json()["token"]
    board = (await blocs.read("officer", f"/blocs/{code}/standings/2024", after=after)).json()
    assert [one["ward_code"] for one in board["standings"]] == [QUYET_THANG]
    told = [(one["ward_code"], one["from_day"], one["last_day"], one["elsewhere"]) for one in board["unranked"]]
    assert told == [(DOAN_KET, "2024-01-01", "2024-06-30", False)]
    cookie = {"cookie": "=".join(sealed(Session(issuer.mint(blocs.keys, blocs.issuer, "officer"), "csrf")))}
    here = f"/blocs/pages/board/{code}/2024"
    page = unescape((await blocs.client.get(f"{here}?after={after}", headers=cookie)).text)
    assert "Không xếp hạng trong khối năm 2024" in page
    assert "Phường Đoàn Kết: là thành viên đến hết ngày 30/06/2024." in page
    why = await blocs.client.get(f"{here}/why/{DOAN_KET}/reports-on-time", headers=cookie)
    assert why.status_code == 200 and "Phường Đoàn Kết" in unescape(why.text), "what it came to stays to be seen"
    form = unescape((await blocs.client.get(f"/blocs/pages/blocs/{code}/do/admit", headers=cookie)).text)
    assert "xếp hạng ở khối mà mình là thành viên vào ngày cuối năm" in form


async def test_whoever_is_outside_a_bloc_finds_nothing_of_it(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    for path in (f"/blocs/{code}", f"/blocs/{code}/standings/2024", f"/blocs/{code}/criteria/2024"):
        answer = await blocs.read("outsider", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert code not in {bloc["code"] for bloc in (await blocs.read("outsider", "/blocs")).json()["items"]}


async def test_a_ward_reads_the_years_in_which_it_was_a_member(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG, DOAN_KET)
    left = await blocs.write(
        "officer", f"/blocs/{code}/members/{DOAN_KET}:release", last_day="2024-12-31", document=PAPER
    )
    after = left.json()["token"]
    why = f"members/{DOAN_KET}/figures/reports-late"
    for path in (f"/blocs/{code}/standings", f"/blocs/{code}/criteria"):
        for who, year, status in (("clerk-2", 2024, 200), ("clerk-2", 2025, 404), ("clerk-1", 2025, 200)):
            assert (await blocs.read(who, f"{path}/{year}", after=after)).status_code == status, (who, path, year)
    assert await blocs.read_status("clerk-2", f"/blocs/{code}/standings/2025/{why}") == 404
    assert await blocs.read_status("clerk-1", f"/blocs/{code}/standings/2025/{why}") == 404, "it left"
    assert await blocs.read_status("clerk-1", f"/blocs/{code}/standings/2024/{why}") == 200


async def test_whoever_holds_two_mandates_acts_and_reads_under_the_one_that_fits(blocs: Blocs) -> None:
    code = await blocs.bloc(QUYET_THANG)
    for number, (role, ward) in enumerate(
        ((Role.CLERK, OUTSIDER), (Role.BLOC_SECRETARY, code), (Role.CITY_OFFICER, "city"))
    ):
        grant = MandateGranted(
            mandate_id=str(uuid4()), principal="of-all-trades", role=role, valid_from=date(2024, 1, 1 + number)
        )
        await blocs.tell((grant, f"mandate-{uuid4()}", ward))

    async def establishes() -> int:
        body: dict[str, Any] = {
            "code": f"khoi-{uuid4().hex[:8]}",
            "name": "Khối",
            "first_year": 2024,
            "document": PAPER,
        }
        return (await blocs.write("of-all-trades", "/blocs", **body)).status_code

    await eventually(establishes, 201)
    assert await blocs.read_status("of-all-trades", f"/blocs/{code}") == 200
    issued = await blocs.write(
        "of-all-trades", f"/blocs/{code}/criteria/2024/versions", version=1, sheet=SHEET, document=PAPER
    )
    assert issued.status_code == 201, issued.text


async def test_only_the_city_makes_blocs(blocs: Blocs) -> None:
    answer = await blocs.write("clerk-1", "/blocs", code="khoi-cua-toi", name="Khối", first_year=2024, document=PAPER)
    assert (answer.status_code, answer.json()["code"]) == (403, "mandate.role")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/blocs", {"code": "03386", "name": "Khối", "first_year": 2024, "document": PAPER}),
        ("/blocs", {"code": "city", "name": "Khối", "first_year": 2024, "document": PAPER}),
        ("/blocs", {"code": "khoi-a", "name": "Khối", "first_year": 20240, "document": PAPER}),
        ("/blocs", {"code": "khoi-a", "name": "", "first_year": 2024, "document": PAPER}),
        ("/blocs", {"code": "khoi-a", "name": "Khối", "first_year": 2024, "document": {"number": "1"}}),
        ("/blocs/khoi-a/criteria/2024/versions", {"version": 1, "sheet": {**SHEET, "more": 1}, "document": PAPER}),
        ("/blocs/khoi-a/criteria/2024/versions", {"version": 0, "sheet": SHEET, "document": PAPER}),
    ],
)
async def test_what_does_not_fit_is_refused_by_its_field(blocs: Blocs, path: str, body: dict[str, Any]) -> None:
    answer = await blocs.write("officer", path, **body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
