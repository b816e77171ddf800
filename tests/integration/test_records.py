"""What is recorded of people through pages and API on a real store: it counts before what a unit states, and the dossier says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from tests.integration.test_holds import asked, page
from tests.support.awards_pages import CHAIRMAN, CLERK, GOOD, SECRETARY, Pages, awards_pages

RATING: dict[str, Any] = {"year": 2024, "rating": "failed", "document_number": "210/QĐ-UBND", "rated_on": "2024-10-20"}
DISCIPLINE = {"discipline": "warning", "first": "2024-03-01", "document_number": "88/QĐ-UBND"}
TEAM = {"on_hold": False, "takes_part": True, "united": True, "rating": "good", "members": 10, "members_ldtt": 7}


@pytest_asyncio.fixture(scope="module")
async def it(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pages]:
    async with awards_pages(postgres, "records", tmp_path_factory.mktemp("issuer")) as pages:
        yield pages


def proposal(unit: str, subject: str, **more: Any) -> dict[str, Any]:
    body = {"unit_id": unit, "subject_id": subject, "subject_kind": "individual", "title": "LDTT", "year": 2024}
    return body | {"merits": GOOD} | more


async def test_a_recorded_rating_counts_before_the_stated_one_and_the_dossier_tells_on_what_it_rests(it: Pages) -> None:
    unit = await it.unit("A1", "Tổ dân phố A1")
    person = await it.person("Lò Thị Mẫu", unit)
    record = (await it.did(CLERK, "/records:rate", RATING | {"subject_id": person}))["id"]
    refused = await asked(it, "head-A1", "/nominations", proposal(unit, person))
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:thidua:problem:nomination.not-eligible")
    form = f"/dossiers/do/propose?unit_id={unit}&title=LDTT&year=2024&subject_id={person}"
    assert "Xếp loại năm 2024 đã ghi trong sổ theo dõi" in await page(it, "head-A1", form)
    seen = await page(it, CLERK, f"/records/{record}")
    assert "Sổ theo dõi: Lò Thị Mẫu" in seen and "không hoàn thành nhiệm vụ" in seen and "210/QĐ-UBND" in seen
    entry = await it.runtime.projector.fetchval("SELECT entry_id FROM records WHERE record_id::text = $1", record)
    await it.did(CHAIRMAN, f"/records/{record}:withdraw", {"entry_id": str(entry), "mistake": "wrong-words"})
    await it.did(CLERK, "/records:rate", RATING | {"subject_id": person, "rating": "outstanding"})
    assert "Năm 2024: hoàn thành xuất sắc nhiệm vụ" in await page(it, CLERK, "/records"), "the rating that stands"
    nomination = (await it.did("head-A1", "/nominations", proposal(unit, person)))["id"]
    office = await page(it, CLERK, f"/dossiers/{nomination}/why")
    assert "xếp loại năm 2024: hoàn thành xuất sắc nhiệm vụ, văn bản số 210/QĐ-UBND" in office
    assert "Đơn vị nêu khác ở mục “Xếp loại năm”: tính theo sổ theo dõi." in office and "đơn vị nêu." in office
    head = await page(it, "head-A1", f"/dossiers/{nomination}")
    link = "Ghi xếp loại năm vào sổ theo dõi"
    assert link in await page(it, CLERK, f"/dossiers/{nomination}") and link not in head
    assert "Lò Thị Mẫu" in await page(it, CLERK, f"/records/do/rate?subject_id={person}&year=2024")
    assert "sổ theo dõi của xã, phường" in head and "210/QĐ-UBND" not in head
    answers = (await asked(it, "head-A1", f"/nominations/{nomination}")).json()["answers"]
    [duty] = [one for one in answers if one["rule"] == "ldtt.nhiem-vu"]
    assert duty["against"] == ["rating"] and duty["sources"][0].startswith("record/") and not duty["stated"]


async def test_a_discipline_and_titles_of_members_of_the_day_count_for_their_unit(it: Pages) -> None:
    unit = await it.unit("B2", "Tổ dân phố B2")
    member = await it.person("Giàng A Mẫu", unit)
    await it.did(CLERK, "/records:discipline", DISCIPLINE | {"subject_id": member})
    stated = {**TEAM, "members_disciplined": 0}
    body = proposal(unit, unit, subject_kind="collective", title="TTLDTT", merits=stated)
    nomination = (await it.did("head-B2", "/nominations", body))["id"]
    answers = (await asked(it, CLERK, f"/nominations/{nomination}")).json()["answers"]
    [answer] = [one for one in answers if one["rule"] == "ttldtt.ky-luat"]
    assert (answer["truth"], answer["against"]) == ("not-met", ["members disciplined"])
    assert "kỷ luật: cảnh cáo, văn bản số 88/QĐ-UBND" in await page(it, CLERK, f"/dossiers/{nomination}/why")


async def test_leave_and_the_end_of_a_discipline_are_entered_and_an_erasure_blanks_the_words(it: Pages) -> None:
    unit = await it.unit("C3", "Tổ dân phố C3")
    person = await it.person("Vàng Thị Mẫu", unit)
    leave = {"leave": "unpaid", "first": "2024-01-01", "last": "2024-07-31", "document_number": "45/QĐ-UBND"}
    record = (await it.did(CLERK, "/records:leave", leave | {"subject_id": person}))["id"]
    twice = await asked(it, CLERK, "/records:leave", leave | {"subject_id": person})
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:thidua:problem:record.leave-overlaps")
    refused = await asked(it, "head-C3", "/nominations", proposal(unit, person))
    assert refused.json()["type"] == "urn:thidua:problem:nomination.not-eligible"
    await it.did(CLERK, "/records:discipline", DISCIPLINE | {"subject_id": person})
    assert "Cảnh cáo" in await page(it, CLERK, f"/records/{record}")
    find = "SELECT entry_id FROM records WHERE record_id::text = $1 AND kind = 'discipline'"
    entry = str(await it.runtime.projector.fetchval(find, record))
    ending = {"entry_id": entry, "last": "2025-02-28", "document_number": "12/TB-UBND"}
    await it.did(CLERK, f"/records/{record}:end", ending)
    told = await page(it, SECRETARY, f"/records/{record}")
    assert "từ 01/03/2024 đến hết 28/02/2025" in told and "Nghỉ không hưởng lương" in told
    assert "Kỷ luật hết hiệu lực sau ngày 28/02/2025, theo văn bản số 12/TB-UBND." in told
    assert "Vàng Thị Mẫu" in await page(it, CHAIRMAN, "/records")


async def test_the_record_is_the_offices_and_the_secretary_reads_it(it: Pages) -> None:
    unit = await it.unit("D4", "Tổ dân phố D4")
    for who in ("head-D4", SECRETARY, "member-5"):
        answer = await asked(it, who, "/records:rate", RATING | {"subject_id": unit})
        assert answer.status_code == 403, who
    for who in ("head-D4", "member-5"):
        await page(it, who, "/records", 403)
    assert (await it.did(CLERK, "/records:rate", RATING | {"subject_id": unit}))["id"]
    assert "Tổ dân phố D4" in await page(it, SECRETARY, "/records")


async def test_what_if_tells_who_would_be_answered_otherwise_and_why_and_changes_nothing(it: Pages) -> None:
    unit = await it.unit("E5", "Tổ dân phố E5")
    person, other = await it.person("Lường Thị Mẫu", unit), await it.person("Quàng Văn Mẫu", unit)
    nomination = (await it.did("head-E5", "/nominations", proposal(unit, person)))["id"]
    await it.did("head-E5", "/nominations", proposal(unit, other))
    await it.did(CLERK, "/records:rate", RATING | {"subject_id": person})
    tried = await page(it, CHAIRMAN, "/what-if")
    assert "Lường Thị Mẫu" in tried and "Quàng Văn Mẫu" not in tried
    assert "Khi nhận: đủ điều kiện; theo ngày" in tried and "khi nhận đáp ứng, nay không đáp ứng" in tried
    assert "Đơn vị nêu khác ở mục “Xếp loại năm”, tính theo sổ theo dõi." in tried
    assert "Chờ Hội đồng xét" in await page(it, CLERK, f"/dossiers/{nomination}")
    assert "Xét thử theo ngày khác" in await page(it, CLERK, "/dossiers")
    assert "Xét thử theo ngày khác" not in await page(it, "head-E5", "/dossiers")
    assert "Luật số 06/2026/QH16" in await page(it, CLERK, "/what-if?ngay=5/10/2026")
    assert "Hệ thống chưa có quy định nào của ngày 01/01/1990." in await page(it, CLERK, "/what-if?ngay=1/1/1990", 422)
    for who in ("head-E5", "member-5", SECRETARY):
        await page(it, who, "/what-if", 403)
