"""The year 2024 of phường Quyết Thắng, played on a real stack: what its read models say at the end, and what waits then."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from typing import Any

import httpx
import pytest

from deploy.demo import people
from deploy.demo.client import Client
from deploy.demo.play import client_of
from deploy.demo.result import ledger
from deploy.local.addresses import addresses_of
from tests.e2e.conftest import Year
from tests.support.paged import WARD, reports_of_2025
from thidua_contracts.codes import WATCHING_ROLES

SAMPLE = "(mẫu)"


def round_of(year: Year, period: str) -> dict[str, Any]:
    [found] = [one for one in year.facts["rounds"] if one["period"] == period]
    return dict(found)


def report_of(year: Year, unit: str, period: str) -> dict[str, Any]:
    [found] = [one for one in year.facts["reports"] if (one["unit"], one["period"]) == (unit, period)]
    return dict(found)


def nominations_of(year: Year, title: str) -> dict[str, dict[str, Any]]:
    return {one["subject"]: one for one in year.facts["nominations"] if one["title"] == title}


def test_the_plan_has_its_number_its_bases_and_its_nine_movements(year: Year) -> None:
    plan = year.facts["plan"]
    assert plan["document_number"].endswith(SAMPLE) and plan["issued_on"] == "2024-02-19"
    assert len(plan["legal_bases"]) == 3 and plan["recipients"][-1] == "Lưu: VT"
    assert year.facts["ward"]["units"] == 24
    movements = {one["code"]: one["units"] for one in year.facts["movements"]}
    assert len(movements) == 9
    assert movements["hoc-bac"] == 23 and movements["htdt"] == 3 and movements["tu-quan"] == 5


@pytest.mark.parametrize(
    ("period", "due_at", "counts"),
    [
        ("half-year", "2024-05-14T17:00:00Z", (23, 22, 21, 1, 22, 1, 2, 1, 1)),
        ("year", "2024-10-31T17:00:00Z", (24, 23, 22, 1, 23, 1, 1, 0, 0)),
    ],
)
def test_a_round_counts_every_report_once(year: Year, period: str, due_at: str, counts: tuple[int, ...]) -> None:
    found = round_of(year, period)
    names = ("owed", "sent", "on_time", "late", "accepted", "missing", "sent_again", "on_paper", "extended")
    assert found["due_at"] == due_at
    assert tuple(found[name] for name in names) == counts
    assert found["open"] == 0


def test_a_report_two_minutes_before_midnight_is_in_time_and_one_two_days_later_is_late(year: Year) -> None:
    assert report_of(year, "thcs", "half-year")["sent_at"].startswith("2024-05-14T16:58:")
    assert report_of(year, "thcs", "half-year")["on_time"] is True
    assert report_of(year, "tdp-2", "half-year")["on_time"] is False


def test_returned_undone_paper_extended_and_missing_end_as_they_should(year: Year) -> None:
    assert (report_of(year, "tieu-hoc", "half-year")["attempt"], report_of(year, "tdp-1", "half-year")["attempt"]) == (
        2,
        2,
    )
    assert report_of(year, "ban-1", "half-year")["channel"] == "paper"
    extended = report_of(year, "ban-3", "half-year")
    assert extended["due_at"] == "2024-05-21T17:00:00Z" and extended["on_time"] is True
    missing = report_of(year, "ban-2", "half-year")
    assert missing["state"] == "locked" and missing["state_in_words"] == "Đã khóa, chưa nộp"


def test_a_unit_of_june_owes_the_report_of_the_year_and_no_other(year: Year) -> None:
    owed = [one["period"] for one in year.facts["reports"] if one["unit"] == "ban-4"]
    assert owed == ["year"]


def test_every_dossier_has_its_end(year: Year) -> None:
    states = Counter(one["state"] for one in year.facts["nominations"])
    assert states == {"awarded": 10, "refused": 2, "withdrawn": 1}
    assert nominations_of(year, "LDTT")["Phạm Thị Mẫu Đ"]["state"] == "withdrawn"


def test_the_rules_refuse_with_their_citation_and_a_unit_without_a_report_may_not_propose(year: Year) -> None:
    short, early = year.facts["refused_by_rules"]
    assert short["code"] == "nomination.not-eligible"
    assert "06 tháng" in short["reason"] and "Thông tư số 01/2024/TT-BNV" in short["reason"]
    assert early["code"] == "window.not-open"


def test_eight_of_nine_carry_a_title_of_80_percent_and_seven_do_not(year: Year) -> None:
    session = year.facts["session"]
    assert (session["members"], session["present"], session["quorum"], session["state"]) == (9, 8, 8, "closed")
    votes = {(vote["title"], vote["subject"]): vote for vote in session["votes"]}
    carried, failed = votes["CSTDCS", "Trần Thị Mẫu C"], votes["CSTDCS", "Vàng A Mẫu D"]
    assert (carried["yes"], carried["needed"], carried["passed"]) == (8, 8, True)
    assert (failed["yes"], failed["needed"], failed["passed"]) == (7, 8, False)
    assert votes["LDTT", "Bùi Thị Mẫu K"]["yes"] == 6 and votes["LDTT", "Bùi Thị Mẫu K"]["needed"] == 5
    assert {vote["written"] for vote in session["votes"]} == {1}
    assert nominations_of(year, "CSTDCS")["Vàng A Mẫu D"]["state"] == "refused"


def test_the_ward_decides_its_title_and_pays_by_the_base_salary_of_the_day(year: Year) -> None:
    ward, _ = year.facts["decisions"]
    assert (ward["level"], ward["document_number"], ward["signed_on"]) == (
        "ward",
        f"105/QĐ-UBND {SAMPLE}",
        "2024-12-18",
    )
    assert ward["base_salary"] == 2_340_000 and ward["by_title"] == {"LDTT": 8}
    assert [line["register_number"] for line in ward["lines"]] == list(range(1, 9))
    money = {line["subject"]: line["payable"] for line in ward["lines"]}
    assert set(money.values()) == {710_000}
    assert ward["total"] == 8 * 710_000


def test_the_city_decides_what_was_sent_up_and_a_higher_title_is_paid_less_what_was_paid(year: Year) -> None:
    _, city = year.facts["decisions"]
    assert (city["level"], city["document_number"], city["refusals"]) == ("city", f"1250/QĐ-UBND {SAMPLE}", 1)
    money = {line["title"]: (line["amount"], line["payable"]) for line in city["lines"]}
    assert money == {"CSTDCS": (2_340_000, 1_630_000), "TTLDTT": (1_880_000, 1_880_000)}
    [letter] = year.facts["letters"]
    assert letter["nominations"] == 3 and year.facts["golden_register"] == 10


def test_the_new_phuong_doan_ket_comes_from_three_wards_and_has_the_code_of_one_of_them(year: Year) -> None:
    told = year.facts["lineage"]
    assert told["sentences"] == [
        "Từ ngày 01/07/2025, Phường Quyết Thắng (mã 03386), Phường Quyết Tiến (mã 03388) và Phường Đoàn Kết (mã 03389) "
        "sẽ nhập thành Phường Đoàn Kết (mã 03388), theo văn bản số 01/NQ-UBTVQH15 (mẫu)."
    ]
    assert [(one["on"], one["name"]) for one in told["holders"]] == [
        ("2025-06-30", "Phường Quyết Tiến"),
        ("2025-07-01", "Phường Đoàn Kết"),
    ]
    assert [(one["code"], one["ended_on"]) for one in told["wards"]] == [
        ("03386", "2025-07-01"),
        ("03388", "2025-07-01"),
        ("03389", "2025-07-01"),
        ("03388", None),
    ]


def test_the_bloc_ranks_seven_communes_from_the_events_of_all(year: Year) -> None:
    bloc = year.facts["bloc"]
    assert bloc["criteria_standing"] == "Chưa được xác nhận" and bloc["head_ward"] == "03386"
    order = [(one["rank"], one["ward_code"], one["total"]) for one in bloc["standings"]]
    assert order == [
        (1, "03386", "91.32"),
        (2, "03387", "84.00"),
        (3, "03388", "77.00"),
        (4, "03408", "71.25"),
        (5, "03389", "70.00"),
        (6, "03409", "63.00"),
        (7, "03403", "51.50"),
    ]
    first = bloc["standings"][0]
    assert first["figures"]["reports-on-time"] == 43 and first["figures"]["awards-of-direct-workers"] == 9
    assert set(first["last_heard"]) == {"submissions", "awards"}
    assert not any(one["tied"] for one in bloc["standings"])


def test_everybody_who_should_know_was_told_once(year: Year) -> None:
    told = year.facts["notifications"]
    by_template = told["by_template"]
    assert told["ledger"] == {"delivered": told["mails"]} and sum(by_template.values()) == told["mails"]
    assert by_template["award-decided-unit"] == 10 and by_template["award-decided-bloc"] == 10
    assert by_template["award-decided-person"] == 9, "a collective has no mail of its own"
    assert by_template["nomination-refused"] == 2
    assert (by_template["aims-asked"], by_template["aims-accepted"], by_template["aims-returned"]) == (24, 24, 1)
    assert by_template["nomination-window-opened"] == 46, "two of 48 units never sent the report of the year"
    assert by_template["report-returned"] == 3 and by_template["report-acceptance-withdrawn"] == 1
    assert by_template["report-missed-unit"] == by_template["report-missed-clerk"] == 15


def test_the_last_fact_of_the_play_is_a_mandate_that_ended(year: Year) -> None:
    assert year.facts["mandates"]["relieved"] == ["local:unit-head:03386:tdp-2"]
    assert year.facts["mandates"]["given"]["unit-head"] == 24
    assert set(year.facts["mandates"]["given"]) >= WATCHING_ROLES, "whoever watches signs in, too"


async def waiting(client: Client, who: str) -> set[tuple[str, str]]:
    """Kinds of open tasks with what each is about."""
    return {(task["kind"], task["about"]) for task in await client.pages(who, "/notifications/tasks")}


async def test_the_head_of_a_unit_has_a_report_to_send_to_mend_or_to_send_late(year: Year) -> None:
    where = addresses_of(year.home)
    reports = await reports_of_2025(where)
    async with client_of(where) as client:
        for unit, state in (("quan-su", "due"), ("tram-yt", "returned")):
            who = people.head(WARD, unit)
            assert ("submit-report", reports[unit]) in await waiting(client, who)
            found = await client.read(who, f"/submissions/reports/{reports[unit]}")
            assert found["state"] == state
        late = people.head("03387", "tdp-1")
        [missed] = await client.pages(late, "/submissions/reports", state="missed")
        assert ("submit-report", missed["report_id"]) in await waiting(client, late), "late, and still open"


async def test_the_clerk_has_reports_and_dossiers_to_review(year: Year) -> None:
    where = addresses_of(year.home)
    reports = await reports_of_2025(where)
    async with client_of(where) as client:
        tasks = await waiting(client, people.clerk(WARD))
    assert {about for kind, about in tasks if kind == "review-report"} == {reports["cong-an"], reports["cong-doan"]}
    assert [kind for kind, _ in tasks].count("review-nomination") == 1, "the council votes on the other already"


async def test_members_have_a_vote_to_cast_and_the_secretary_one_to_close_and_one_to_open(year: Year) -> None:
    async with client_of(addresses_of(year.home)) as client:
        for who in (people.council_member(WARD, "mttq"), people.council_secretary(WARD)):
            [held] = await client.pages(who, "/awards/sessions", ward=WARD, year=2025)
            board = await client.read(who, f"/awards/sessions/{held['session_id']}")
            [vote] = board["votes"]
            assert (board["state"], vote["state"]) == ("open", "open")
            there = {member["member_id"] for member in board["roster"] if member["present"]}
            assert people.council_member(WARD, "mttq") in there
            assert vote["ballots"] == [] and (who == people.council_secretary(WARD)) is (vote["mine"] is not None)
        dossiers = await client.pages(people.council_secretary(WARD), "/awards/nominations", ward=WARD, year=2025)
    assert sorted(one["state"] for one in dossiers) == ["proposed", "tabled"]


def test_each_api_describes_itself(year: Year) -> None:
    apis = year.facts["addresses"]["apis"]
    assert set(apis) == {"submissions", "awards", "blocs", "notifications"}
    assert all(api["routes"] > 2 for api in apis.values())


async def test_each_page_of_the_result_opens_for_whom_it_names(year: Year) -> None:
    where = addresses_of(year.home)
    pages = year.facts["addresses"]["pages"].values()
    assert [page["who"] for page in pages].count("") == 1, "decisions are open to everybody"
    async with httpx.AsyncClient(timeout=30, trust_env=False, follow_redirects=True) as stranger:
        for page in pages:
            shown = await stranger.get(page["url"], headers={"Accept": "text/html"})
            assert shown.status_code == 200
            if page["who"]:
                assert str(shown.url).startswith(where.issuer) and page["who"] in shown.text, (
                    "to be chosen from the list"
                )
            else:
                assert str(shown.url) == page["url"]


def test_played_again_it_tells_the_same_and_records_nothing(year: Year) -> None:
    again = year.thidua("demo", "--once", "--json")
    assert again.returncode == 0, again.stderr
    facts = json.loads(again.stdout)
    assert facts.pop("played_now") is False and year.facts["played_now"] is True
    aside = ("seconds", "played_now")
    assert {name: value for name, value in facts.items() if name not in aside} == {
        name: value for name, value in year.facts.items() if name not in aside
    }


def test_store_topics_and_read_models_agree(year: Year) -> None:
    verified = year.thidua("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def deeds(trees: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for tree in trees:
        yield tree
        yield from deeds(tree["effects"])


def test_an_award_is_traced_from_the_report_s_request_to_the_mail(year: Year) -> None:
    [awarded] = [one for one in nominations_of(year, "CSTDCS").values() if one["state"] == "awarded"]
    traced = year.thidua("trace", awarded["nomination_id"], "--json")
    assert traced.returncode == 0, traced.stdout + traced.stderr
    story = json.loads(traced.stdout)
    assert not story["truncated"] and {"submissions", "awards", "notifications"} <= set(story["services"])
    told = list(deeds(story["trees"]))
    types = {event["type"] for deed in told for event in deed["events"]}
    assert {"report-submitted", "report-accepted", "window-opened", "nomination-proposed", "nomination-voted"} <= types
    assert {"nomination-forwarded", "award-decided", "notice-raised", "delivery-succeeded"} <= types
    assert not [event for deed in told for event in deed["events"] if event["cause_is_lost"]], "no thread is broken"
    [submit] = [deed for deed in told if any(event["type"] == "report-submitted" for event in deed["events"])]
    assert any("POST /submissions/reports/{report_id}:submit" in span for span in submit["spans"])
    assert any("send mail" in span for deed in told for span in deed["spans"])


async def attempted(year: Year) -> dict[str, int]:
    """How often each letter that was taken had been tried: more than once where the machine stood still too long."""
    async with client_of(addresses_of(year.home)) as client:
        return {line["message_id"]: line["attempts"] for line in await ledger(client)}


def test_the_mails_name_the_sample_documents_and_nobody_s_name(year: Year) -> None:
    where = year.facts["addresses"]["mails"]
    mails = httpx.get(where).raise_for_status().json()
    assert len(mails) > year.facts["notifications"]["mails"], "there are those of the next year too"
    attempts = asyncio.run(attempted(year))
    arrived = Counter(mail["message_id"] for mail in mails)
    assert not [one for one, times in arrived.items() if times > attempts.get(one, times)], "no mail without an attempt"
    for mail in mails[:: len(mails) // 20]:
        letter = message_from_bytes(httpx.get(f"{where}/{mail['id']}").content)
        body = letter.get_payload(decode=True)
        assert isinstance(body, bytes) and "Mẫu A" not in body.decode() and "Mẫu C" not in body.decode()
