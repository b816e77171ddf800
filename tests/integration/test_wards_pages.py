"""Wards by day: a code passes to a successor, names and ends come on their day, what is wrong is corrected or taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from html import unescape
from pathlib import Path

import pytest_asyncio

from deploy.local.postgres import Postgres
from tests.integration.test_register_pages import CLERK, OFFICER, PAGES, asked, done, first_cells, seen, sent
from tests.support.eventually import eventually
from tests.support.signed_in import KEY
from tests.support.submissions import DOAN_KET, OPERATOR, QUYET_THANG, Submissions, submissions


@pytest_asyncio.fixture
async def it(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Submissions]:
    """Two wards and a city officer; a database for each test, because days pass in it."""
    async with submissions(postgres, "wards_pages", tmp_path, session_key=KEY) as service:
        await service.ward()
        await service.ward(DOAN_KET, "Phường Đoàn Kết")
        await service.grant(OPERATOR, OFFICER, "city-officer")
        yield service


async def test_a_code_passes_to_a_successor_of_another_name(it: Submissions) -> None:
    """C5: 03389 is phường Đoàn Kết until 30/6/2025; a ward of another name begins under it, and both are found."""
    fields = {"code": DOAN_KET, "name": "Phường Đoàn Kết Đông", "kind": "ward", "valid_from": "01/07/2025"}
    refused = await sent(it, OFFICER, "/wards/do/register", **fields)
    assert refused.status_code == 422 and 'id="code-loi"' in refused.text, "no list of the State has it"
    made = await sent(it, OFFICER, "/wards/do/register", **fields, sample="yes", document_number="1/NQ (mẫu)")
    page = await seen(it, OFFICER, made.headers["location"].removeprefix(PAGES))
    assert 'Chủ tịch UBND. <a href="/submissions/pages/mandates">Giao quyền</a>' in page, (
        "what comes next is one press away"
    )
    key = f"{DOAN_KET}@2025-07-01"
    assert first_cells(page) == ["Phường Đoàn Kết", "Phường Đoàn Kết Đông", "Phường Quyết Thắng"]
    record = unescape(await seen(it, CLERK, f"/wards/{key}"))
    told = f"Từ ngày 01/07/2025, Phường Đoàn Kết (mã {DOAN_KET}) trở thành Phường Đoàn Kết Đông (mã {DOAN_KET})"
    assert told in record and "<svg" in record and "/do/" not in record, "a ward reads it, the city changes it"
    named = (await it.read(OFFICER, "/wards", name="phường đoàn kết"))["items"]
    assert [one["ward_code"] for one in named] == [DOAN_KET, key]
    for day, holder in (("2025-06-30", DOAN_KET), ("2025-07-01", key)):
        assert [one["ward_code"] for one in (await it.read(OFFICER, "/wards", code=DOAN_KET, on=day))["items"]] == [
            holder
        ]
        assert (await it.read(CLERK, f"/wards/{DOAN_KET}", on=day))["standing"] == [holder]
    both = await seen(it, OFFICER, "/wards-on-a-day?name=doan ket")
    assert first_cells(both) == ["Phường Đoàn Kết", "Phường Đoàn Kết Đông"]
    assert first_cells(await seen(it, OFFICER, "/wards-on-a-day?name=doan ket&day=30/6/2025")) == ["Phường Đoàn Kết"]
    assert first_cells(await seen(it, OFFICER, f"/wards-on-a-day?code={DOAN_KET}&day=1/7/2025")) == [
        "Phường Đoàn Kết Đông"
    ]
    unclear = await asked(it, OFFICER, "/wards-on-a-day?name=doan ket&day=mai")
    assert unclear.status_code == 422 and 'id="day-loi"' in unclear.text
    again = await sent(it, OFFICER, "/wards/do/register", **fields, sample="yes")
    assert again.status_code == 422 and 'id="code-loi"' in again.text


async def test_what_a_ward_took_over_is_read_there_and_offers_no_act(it: Submissions) -> None:
    day = it.today() + timedelta(days=30)
    unit = f"/units/{await it.unit('TDP3', ward=DOAN_KET)}"
    clerk = f"clerk-{DOAN_KET}"
    new = {"code": DOAN_KET, "name": "Phường Mới", "kind": "ward", "valid_from": day.isoformat(), "sample": True}
    await it.did(OPERATOR, "/wards", new)
    key = f"{DOAN_KET}@{day.isoformat()}"
    await it.grant(OPERATOR, "clerk-new", "clerk", ward=key)
    assert "/do/close" in await seen(it, clerk, unit), "a coming end changes nothing before its day"
    assert "Sắp kết thúc" in await seen(it, OFFICER, f"/wards/{DOAN_KET}")
    assert "Sắp thành lập" in await seen(it, OFFICER, f"/wards/{key}")
    assert (await asked(it, "clerk-new", unit)).status_code == 404, "a ward that lives is read by nobody else"
    later = {"day": f"{day + timedelta(days=2):%d/%m/%Y}", "which": "begin", "document_number": "2/NQ (mẫu)"}
    await done(
        it, OFFICER, f"/wards/{key}/do/correct-day", **later, _seen=str(await it.version(OFFICER, f"/wards/{key}"))
    )
    await eventually(it.caught_up, True)  # the timer, too, has heard of the other day
    await it.move_clock(datetime.combine(day, time(12), tzinfo=UTC))
    assert "/do/close" in await seen(it, clerk, unit), "nor on a day that was corrected"
    await it.move_clock(datetime.combine(day + timedelta(days=2), time(12), tzinfo=UTC))

    async def ended() -> tuple[int, int]:
        return (await asked(it, "clerk-new", unit)).status_code, (await asked(it, clerk, unit)).status_code

    await eventually(ended, (200, 403))  # which wards a mandate may read is remembered for a second
    read = await seen(it, "clerk-new", unit)
    assert "Tổ dân phố TDP3" in read and "/do/" not in read
    assert "không còn thực hiện được" in await seen(it, "clerk-new", f"{unit}/do/close")
    body = {"principal": "somebody", "role": "clerk", "valid_from": it.today().isoformat()}
    assert await it.refused(OPERATOR, f"/mandates?ward={DOAN_KET}", body) == (422, "mandate.ward-ended")


async def test_a_ward_is_renamed_ended_and_what_is_to_come_is_taken_back(it: Submissions) -> None:
    day, document = it.today() + timedelta(days=30), "1/NQ (mẫu)"
    here = f"/wards/{DOAN_KET}"
    renamed = {"name": "Phường Hòa Bình", "kind": "ward", "valid_from": f"{day:%d/%m/%Y}", "document_number": document}
    await done(it, OFFICER, f"{here}/do/rename", **renamed)
    assert "<h1>Phường Đoàn Kết</h1>" in await seen(it, OFFICER, here), "a coming name is no name yet"
    assert f"Từ ngày {day:%d/%m/%Y} là “Phường Hòa Bình”" in unescape(await seen(it, OFFICER, here))
    [row] = (await it.read(OFFICER, "/wards", name="Hòa Bình", on=day.isoformat()))["items"]
    assert row["ward_code"] == DOAN_KET
    assert (await it.read(OFFICER, "/wards", name="Hòa Bình", on=it.today().isoformat()))["items"] == []
    end = {"ended_on": f"{day + timedelta(days=1):%d/%m/%Y}", "successors": QUYET_THANG, "document_number": document}
    assert f'value="{DOAN_KET}"' not in await seen(it, OFFICER, f"{here}/do/end"), "a ward is not its own successor"
    wrong = await sent(it, OFFICER, f"{here}/do/end", **end | {"successors": DOAN_KET})
    assert wrong.status_code == 422 and 'id="successors-loi"' in wrong.text
    await done(it, OFFICER, f"{here}/do/end", **end)
    told = f"Phường Đoàn Kết (mã {DOAN_KET}) sẽ nhập vào Phường Quyết Thắng (mã {QUYET_THANG})"
    assert told in unescape(await seen(it, OFFICER, f"/wards/{QUYET_THANG}"))
    await done(it, OFFICER, f"{here}/do/withdraw", which="end", document_number=document)
    assert told not in unescape(await seen(it, OFFICER, f"/wards/{QUYET_THANG}"))
    never = {"which": "end", "day": "1/1/2030", "document_number": document}
    unread = await sent(it, OFFICER, f"{here}/do/correct-day", **never)
    assert unread.status_code == 409, "nobody writes over a day that they have not seen"
    nothing = await sent(it, OFFICER, f"{here}/do/correct-day", **never, _seen=str(await it.version(OFFICER, here)))
    assert nothing.status_code == 422 and 'id="which-loi"' in nothing.text
    assert (await sent(it, CLERK, f"{here}/do/rename", **renamed)).status_code in (403, 404)


async def test_mandates_end_again_when_a_corrected_end_goes_back_to_a_day_that_had_come(it: Submissions) -> None:
    """The timer of that day was fired before: what it sends now must not count as the same command."""
    day, document, clerk = it.today() + timedelta(days=30), "1/NQ (mẫu)", f"clerk-{DOAN_KET}"
    here = f"/wards/{DOAN_KET}/do"

    async def held() -> int:
        query = "SELECT count(*) FROM read.mandates WHERE ward_code = $1 AND role IS NOT NULL AND relieved_at IS NULL"
        return int(await it.runtime.projector.fetchval(query, DOAN_KET))

    await done(it, OFFICER, f"{here}/end", ended_on=f"{day:%d/%m/%Y}", successors=QUYET_THANG, document_number=document)
    await eventually(it.caught_up, True)
    assert await held() == 2
    await it.move_clock(datetime.combine(day, time(12), tzinfo=UTC))
    await eventually(held, 0)
    for end, holders in ((day + timedelta(days=9), 1), (day, 0)):
        rightly = {"which": "end", "day": f"{end:%d/%m/%Y}", "document_number": document}
        await done(
            it, OFFICER, f"{here}/correct-day", **rightly, _seen=str(await it.version(OFFICER, f"/wards/{DOAN_KET}"))
        )
        if holders:
            await it.grant(OPERATOR, clerk, "clerk", ward=DOAN_KET)
        await eventually(held, holders)
