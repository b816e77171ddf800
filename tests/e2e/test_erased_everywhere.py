"""Erased is erased everywhere: marked words are written into every sealed field of a stack of four services, through its API and pages.

After the erasure no file of the stack has them: tables, write-ahead log, topics, logs, spans, mails, and no dump that is made then.

What is searched for is found before it, in the very files where it must be gone. Kafka and spans are shown to be readable by a word that is
public. `NominationProposed.pack_chosen_because` cannot be written in the played year; `tests/integration/test_awards.py` does it. What
is said of a signed decision would need one about the person who is erased; `tests/integration/test_undoing_pages.py` writes it, and
`test_holds.py` how a hold ended, `test_unit_plans_pages.py` why a unit's plan was given back. Cause and outcome of a hold,
and what is recorded of somebody, are words of a closed list, which the programme's own files have.
"""

from __future__ import annotations

import mmap
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import pytest

from deploy.backup.programs import called
from deploy.demo import people
from deploy.demo.client import Client
from deploy.demo.honours import GOOD
from deploy.demo.play import client_of
from deploy.local.addresses import Addresses
from deploy.local.databases import SERVICES
from deploy.local.postgres import data_place, unprivileged_account
from services.chassis.erasure.words import GONE, UNWRITTEN
from services.submissions.ids import plan_task_id
from tests.e2e.conftest import Year
from tests.e2e.test_years_awards import beside
from tests.support.eventually import eventually
from tests.support.paged import WARD, Opened, person
from tests.unit.test_free_text import declared

pytestmark = [pytest.mark.needs("chromium-headless-shell"), pytest.mark.last]
MARK: Final = "qkanarix"
"""In every marked text, also in what is made of a name for searching it."""
PUBLIC: Final = "Wzpublik"
"""In the name of a unit, which is public and goes to Kafka."""
NUMBER, CODE = 977, "9"
"""Of the document that gives the plan a task, and of the task in the annex."""
FIELDS: Final = (
    *(
        "PersonRegistered.full_name",
        "PersonRegistered.email",
        "PersonNameCorrected.full_name",
        "PersonAddressChanged.email",
    ),
    *(
        "NominationProposed.achievements",
        "NominationReturned.note",
        "NominationCompleted.achievements",
        "NominationAppraised.note",
        "NominationWithdrawn.reason",
        "NominationRefused.reason",
        "NominationRefused.citation",
    ),
    *("DeedProposed.place", "DeedProposed.achievements", "OpinionGiven.note"),
    *("PaperReceiptRecorded.reason", "ReportReturned.reason", "ReportAcceptanceWithdrawn.reason"),
    *("ReportDeadlineExtended.reason", "PlanTaskDone.result"),
    *("ReportExtensionWithdrawn.reason", "ReportReturnWithdrawn.reason", "ReportSendingWithdrawn.reason"),
    "HoldPut.document_number",
    *("RatingRecorded.by_document", "LeaveRecorded.by_document"),
    *("DisciplineRecorded.by_document", "DisciplineEnded.by_document"),
)
ELSEWHERE: Final = {
    "NominationProposed.pack_chosen_because",
    *("AwardAnnulled.reason", "AwardCorrected.reads", "AwardCorrected.written"),
    *("HoldPut.cause", "HoldCleared.document_number", "HoldCleared.outcome"),
    *("UnitPlanReturned.note", "UnitPlanReturnTakenBack.reason"),
    *("RatingRecorded.rating", "LeaveRecorded.leave", "DisciplineRecorded.discipline"),
}
KEY: Final = "SELECT key FROM keys.subjects WHERE subject_id = $1"
DESTROYED: Final = "SELECT count(*) FROM keys.subjects WHERE subject_id = ANY ($1::uuid[]) AND scrubbed_at IS NOT NULL"
LASTING: Final = "SELECT entry_id FROM read.records WHERE record_id = $1 AND kind = 'discipline' AND last IS NULL"
TODAY: Final = date(2025, 5, 27)
"""Where the clock of the played year stands; it goes on from there by seconds."""
CLERK: Final = people.clerk(WARD)
CHAIRMAN: Final = people.chairman(WARD)


def marked(name: str) -> str:
    """The text of a field: a name, an address or a sentence, each with its own number."""
    number = FIELDS.index(name)
    if name.endswith("full_name"):
        return f"Sùng Thị Z{MARK} {chr(ord('A') + number)}"
    if name.endswith(("document_number", "by_document")):
        return f"{number}/Z{MARK}"
    return f"z{MARK}{number}@canary.example" if name.endswith("email") else f"Vì bà Z{MARK}{number} ốm"


@dataclass(slots=True)
class Planted:
    """What was written about whom, and the keys it is sealed with, by service."""

    person: UUID
    report: UUID
    task: UUID
    keys: dict[str, list[bytes]] = field(default_factory=dict)

    def subjects(self) -> dict[str, list[UUID]]:
        """Whose keys seal it, in each service."""
        words = [UNWRITTEN.words_id(self.report), UNWRITTEN.words_id(self.task)]
        return {"submissions": [self.person, *words], "awards": [self.person]}


async def plant(where: Addresses) -> Planted:
    """Writes every marked text through the gateway, as the people whose work it is."""
    async with client_of(where) as client:
        today = TODAY
        unit = await unit_with_a_window(client)
        body = {
            "full_name": marked("PersonRegistered.full_name"),
            "email": marked("PersonRegistered.email"),
            "unit_id": unit,
            "member_from": "2023-01-01",
            "direct_worker": True,
        }
        who = (await client.write(CLERK, "/submissions/people", body, key="canary/person"))["id"]
        public = {"code": PUBLIC, "name": f"Tổ {PUBLIC}", "kind": "residential-group", "valid_from": today.isoformat()}
        await client.write(CLERK, "/submissions/units", public, key="canary/unit")
        report = await about_a_report(client, today)
        task = await about_a_task(client, unit, today)
        await about_a_nomination(client, unit, who)
        await about_a_record(client, where, who)
        again = {"full_name": marked("PersonNameCorrected.full_name")}
        await replaced(client, f"/submissions/people/{who}", "correct-name", again)
        found = await client.read(CLERK, f"/submissions/people/{who}")
        assert found["full_name"] == marked("PersonNameCorrected.full_name")
        return Planted(UUID(who), report, task)


async def unit_with_a_window(client: Client) -> str:
    """A unit that may propose for 2024 and took a nomination back, so that its title is free."""
    listed = await client.pages(CLERK, "/awards/nominations", ward=WARD, year=2024)
    return str(next(each["unit_id"] for each in listed if each["subject_kind"] == "individual"))


async def about_a_report(client: Client, today: date) -> UUID:
    """A report is extended, comes on paper, is given back, comes again, is accepted by mistake: each with its reason."""
    [plan] = await client.pages(CLERK, "/submissions/plans", ward=WARD, year=2025)
    waiting = await client.pages(CLERK, "/submissions/reports", plan_id=plan["plan_id"])
    report = next(each for each in waiting if each["state"] in ("due", "missed"))
    later, locks = (
        max(date.fromisoformat(report["due_at"][:10]), today) + timedelta(9),
        max(date.fromisoformat(report["locks_at"][:10]), today) + timedelta(30),
    )
    on_paper = {
        "received_on": today.isoformat(),
        "document_number": "7/BC",
        "reason": marked("PaperReceiptRecorded.reason"),
    }
    extension = {
        "due": {"day": later.isoformat(), "reading": "before"},
        "locks": {"day": locks.isoformat(), "reading": "before"},
        "document_number": "12/UBND",
        "document_date": today.isoformat(),
        "reason": marked("ReportDeadlineExtended.reason"),
    }
    mistaken = {"document_number": "13/UBND", "reason": marked("ReportExtensionWithdrawn.reason")}
    acts: list[tuple[str, str, Mapping[str, Any] | None]] = [
        (CLERK, "extend-deadline", extension),
        (CLERK, "withdraw-extension", mistaken),
        (CLERK, "extend-deadline", extension),
        (CLERK, "record-paper-receipt", on_paper),
        (CLERK, "withdraw-sending", {"reason": marked("ReportSendingWithdrawn.reason")}),
        (CLERK, "record-paper-receipt", on_paper),
        (CLERK, "return", {"reason": marked("ReportReturned.reason")}),
        (CLERK, "withdraw-return", {"reason": marked("ReportReturnWithdrawn.reason")}),
        (CLERK, "return", {"reason": marked("ReportReturned.reason")}),
        (CLERK, "record-paper-receipt", on_paper),
        (CHAIRMAN, "accept", None),
        (CLERK, "withdraw-acceptance", {"reason": marked("ReportAcceptanceWithdrawn.reason")}),
    ]
    for number, (who, act, body) in enumerate(acts):
        await client.write(
            who, f"/submissions/reports/{report['report_id']}:{act}", body, key=f"canary/report/{number}"
        )
    return UUID(report["report_id"])


async def about_a_task(client: Client, unit: str, today: date) -> UUID:
    """The plan gets a task, and its unit tells what came of it."""
    [plan] = await client.pages(CLERK, "/submissions/plans", ward=WARD, year=2025)
    amendment = {
        "reason": "Bổ sung nhiệm vụ.",
        "title": plan["title"],
        "tasks": [{"code": CODE, "name": "Họp sơ kết", "unit_id": unit, "due_on": "2025-06-30"}],
    }
    at = f"/submissions/plans/{plan['plan_id']}"
    await replaced(client, at, "amend", amendment)
    signature = {"signer_id": (await client.read(CLERK, at))["signer_id"]}
    await client.write(CHAIRMAN, f"{at}:sign", signature, key="canary/sign")
    await client.write(CLERK, f"{at}:number", {"number": NUMBER, "issued_on": today.isoformat()}, key="canary/number")
    await client.write(CLERK, f"{at}:issue", key="canary/issue")
    task = plan_task_id(UUID(plan["plan_id"]), CODE)
    result = {"done_on": today.isoformat(), "result": marked("PlanTaskDone.result"), "document_number": None}
    await replaced(client, f"/submissions/plan-tasks/{task}", "record", result)
    return task


async def replaced(client: Client, of: str, act: str, body: Mapping[str, Any]) -> None:
    """Has something written anew, on the version that was read."""
    key = f"canary/{act}/{NUMBER}/{of.rpartition('/')[2]}"
    await client.write(CLERK, f"{of}:{act}", body, key=key, seen=await client.version(CLERK, of))


async def about_a_nomination(client: Client, unit: str, person: str) -> None:
    """Somebody is put forward and taken back; put forward again, given back, completed, appraised, refused; for a sudden deed, too;
    then put on hold.
    """
    body = {
        "unit_id": unit,
        "subject_id": person,
        "subject_kind": "individual",
        "title": "LDTT",
        "year": 2024,
        "merits": GOOD,
        "achievements": marked("NominationProposed.achievements"),
    }
    withdrawn = {"reason": marked("NominationWithdrawn.reason")}
    refused = {
        "reason_code": "criteria-not-met",
        "reason": marked("NominationRefused.reason"),
        "citation": marked("NominationRefused.citation"),
    }
    arriving = frozenset({"not-found"})
    returned = {"reasons": ["evidence"], "note": marked("NominationReturned.note")}
    completed = {"merits": GOOD, "achievements": marked("NominationCompleted.achievements")}
    appraised = {"note": marked("NominationAppraised.note")}
    for who, act, told in ((CLERK, "withdraw", withdrawn), (CHAIRMAN, "refuse", refused)):
        proposed = await client.write(
            CLERK, "/awards/nominations", body, key=f"canary/propose/{act}", arriving=arriving
        )
        where = f"/awards/nominations/{proposed['id']}"
        if act == "refuse":
            for step, said in (("return", returned), ("complete", completed), ("appraise", appraised)):
                await client.write(CLERK, f"{where}:{step}", said, key=f"canary/{step}", arriving=arriving)
        await client.write(who, f"{where}:{act}", told, key=f"canary/{act}", arriving=arriving)
    deed = {name: body[name] for name in ("unit_id", "subject_id", "subject_kind")}
    deed |= {"title": "GK", "happened_on": TODAY.isoformat(), "place": marked("DeedProposed.place")}
    deed |= {"achievements": marked("DeedProposed.achievements")}
    found = await client.write(CLERK, "/awards/deeds", deed, key="canary/deed", arriving=arriving)
    said = {"opinion": "disagree", "note": marked("OpinionGiven.note")}
    secretary = people.council_secretary(WARD)
    where = f"/awards/nominations/{found['id']}:give-opinion"
    await client.write(secretary, where, said, key="canary/opinion", arriving=arriving)
    put = {"subject_id": person, "cause": "complaint", "since": TODAY.isoformat()}
    put |= {"document_number": marked("HoldPut.document_number")}
    await client.write(CLERK, "/awards/holds", put, key="canary/hold", arriving=arriving)


async def about_a_record(client: Client, where: Addresses, person: str) -> None:
    """A rating, leave and a discipline are recorded of somebody; then until when the discipline lasted."""
    entered: dict[str, tuple[str, dict[str, Any]]] = {
        "rate": ("Rating", {"year": 2023, "rating": "good", "rated_on": "2023-12-10"}),
        "leave": ("Leave", {"leave": "sick", "first": "2023-02-01", "last": "2023-02-03"}),
        "discipline": ("Discipline", {"discipline": "reprimand", "first": "2023-03-01"}),
    }
    arriving, record = frozenset({"not-found"}), ""
    for act, (what, said) in entered.items():
        body = {**said, "subject_id": person, "document_number": marked(f"{what}Recorded.by_document")}
        answer = await client.write(CLERK, f"/awards/records:{act}", body, key=f"canary/{act}", arriving=arriving)
        record = str(answer["id"])
    async with connected(where, "awards") as connection:
        await eventually(partial(connection.fetchval, f"SELECT count(*) FROM ({LASTING}) AS found", UUID(record)), 1)
        entry = await connection.fetchval(LASTING, UUID(record))
    ended = {"entry_id": str(entry), "last": "2023-06-30", "document_number": marked("DisciplineEnded.by_document")}
    await client.write(CLERK, f"/awards/records/{record}:end", ended, key="canary/end", arriving=arriving)


async def keys_of(where: Addresses, planted: Planted) -> None:
    """Remembers the keys, which must be gone from the files, too."""
    for service, subjects in planted.subjects().items():
        async with connected(where, f"{service}_keys") as connection:
            planted.keys[service] = [await connection.fetchval(KEY, subject) for subject in subjects]
    assert all(key is not None for keys in planted.keys.values() for key in keys), "each is sealed with a key"


@asynccontextmanager
async def connected(where: Addresses, database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the server's administrator."""
    connection = await asyncpg.connect(f"postgresql://postgres@127.0.0.1:{where.postgres_port}/{database}")
    try:
        yield connection
    finally:
        await connection.close()


async def erased(where: Addresses, planted: Planted) -> None:
    """Waits for what the page of the erasure promises at once: keys ended, rows blank, their files written anew."""
    for service, subjects in planted.subjects().items():
        async with connected(where, f"{service}_keys") as connection:
            await eventually(partial(connection.fetchval, DESTROYED, subjects), len(subjects), within=60)


async def write_over_the_log(where: Addresses, data: Path) -> None:
    """What the runbook says to hasten the day on which the write-ahead log is past; with few segments, so that it is soon done."""
    async with connected(where, "postgres") as connection:
        for setting in ("min_wal_size", "max_wal_size"):
            await connection.execute(f"ALTER SYSTEM SET {setting} = '32MB'")
        try:
            await connection.execute("SELECT pg_reload_conf()")
            await switched(connection)
            for _ in range(sum(1 for _ in (data / "pg_wal").iterdir()) + 1):
                await switched(connection)
        finally:
            for setting in ("min_wal_size", "max_wal_size"):
                await connection.execute(f"ALTER SYSTEM RESET {setting}")
            await connection.execute("SELECT pg_reload_conf()")


async def switched(connection: asyncpg.Connection) -> None:
    """The log goes on in the next segment; those that are past are removed, or taken again."""
    await connection.execute("SELECT pg_switch_wal()")
    await connection.execute("CHECKPOINT")


async def checkpoint(where: Addresses) -> None:
    """What was written stands in the tables' files."""
    async with connected(where, "postgres") as connection:
        await connection.execute("CHECKPOINT")


async def dump(where: Addresses, folder: Path) -> None:
    """A dump of every database, as somebody makes it by hand."""
    for database in (name for service in SERVICES for name in (service, f"{service}_keys")):
        url = f"postgresql://postgres@127.0.0.1:{where.postgres_port}/{database}"
        await called("pg_dump", ["--format=plain", f"--file={folder / database}.sql", f"--dbname={url}"])


def files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def holding(paths: Iterable[Path], wanted: Iterable[bytes]) -> set[tuple[str, bytes]]:
    """Which files hold which of these bytes; a server's file may go between being listed and read."""
    wanted, found = list(wanted), set()
    for path in paths:
        try:
            with path.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
                found |= {(path.as_posix(), each) for each in wanted if content.find(each) >= 0}
        except (FileNotFoundError, ValueError):  # gone, or empty
            continue
    return found


def of(found: set[tuple[str, bytes]], folder: str) -> set[bytes]:
    """What stands in files below a folder."""
    return {each for path, each in found if f"/{folder}/" in path}


def test_every_sealed_field_is_written_here() -> None:
    sealed = {name for name, kind in declared().items() if kind == "sealed"}
    assert set(FIELDS) | ELSEWHERE == sealed


def test_what_was_erased_is_in_no_file_of_the_stack(year: Year, opened: Opened, tmp_path: Path) -> None:
    where, data = opened.where, data_place(year.home, unprivileged_account())
    planted = beside(plant(where))
    told, task = f"/submissions/pages/reports/{planted.report}", f"/submissions/pages/plan-tasks/{planted.task}"
    with person(opened, CLERK) as clerk:
        clerk.go(f"/submissions/pages/people/{planted.person}/do/change-address")
        clerk.type("Thư điện tử", marked("PersonAddressChanged.email"))
        clerk.press("button", "Đổi địa chỉ")
        clerk.sees("Đã đổi địa chỉ thư điện tử.")
        clerk.go("/submissions/pages/people/do/register")
        clerk.type("Họ và tên", f"Z{MARK} nháp")
        clerk.sees("Đã lưu")
        clerk.go(told)
        clerk.sees(marked("ReportReturned.reason"))
        clerk.go(task)
        clerk.sees(marked("PlanTaskDone.result"))
        assert clerk.page.get_by_text(marked("PlanTaskDone.result")).count() == 2, "as the result, and in the timeline"
    beside(keys_of(where, planted))
    keys = [key for of_service in planted.keys.values() for key in of_service]
    mark = MARK.encode()
    beside(checkpoint(where))
    before = holding(files(data), [mark, *keys])
    assert of(before, "base") == {mark, *keys} == of(before, "pg_wal"), "what is looked for can be found"
    everything = holding([*files(year.home)], [PUBLIC.encode()])
    assert any("kafka" in path for path, _ in everything), "records of topics can be searched"

    with person(opened, CHAIRMAN) as chairman:
        for path, button in (
            (f"/submissions/pages/people/{planted.person}/do/erase", "Xóa dữ liệu cá nhân"),
            (f"{told}/do/erase-words", "Xóa lời ghi"),
            (f"{task}/do/erase-words", "Xóa lời ghi"),
        ):
            chairman.go(path)
            chairman.sees("chậm nhất 35 ngày")
            chairman.type("Số văn bản yêu cầu xóa", "3/ĐN")
            chairman.press("button", button)
            chairman.page.wait_for_url("**?done=erase*")
            chairman.sees("Đã xóa")
        chairman.go(told)
        chairman.sees(f"Lý do: {GONE}")
        beside(erased(where, planted))
        chairman.go(task)
        assert chairman.page.get_by_text(GONE).count() == 2, "as the result, and in the timeline"
        assert MARK not in chairman.page.content()
    beside(write_over_the_log(where, data))
    beside(dump(where, tmp_path))
    in_files = {*files(year.home), *files(data)}
    assert {path.suffix for path in in_files} >= {".log", ".jsonl"}, "logs and spans, too"
    assert holding(in_files, [mark, *keys]) == set()
    assert holding(files(tmp_path), [mark, *(key.hex().encode() for key in keys)]) == set()
