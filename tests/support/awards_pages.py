"""The pages of awards on a real database, beside submissions that knows the names; a ward's council in November 2024.

What submissions would tell over the broker is said to awards as the same commands: the pages are what is looked at here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from starlette.applications import Starlette

from deploy.local import issuer
from deploy.local.postgres import Postgres
from services.awards.app import SERVICE
from services.awards.subjects.commands import CopyPerson, CopyUnit
from services.awards.wards import projection as wards
from services.awards.windows.commands import OpenWindow
from services.chassis.event_envelope import Circumstances, EventEnvelope
from services.chassis.http.app import create_app
from services.chassis.identity.mandates import GrantMandate
from services.chassis.pool import held
from services.chassis.runtime import Runtime
from services.chassis.web.session import Session
from services.submissions.app import SERVICE as SUBMISSIONS
from services.submissions.mandates.bootstrap import first_mandate
from tests.support.awards import BEGIN, set_clock
from tests.support.chassis import at_work, issued, running
from tests.support.eventually import eventually
from tests.support.serving import served
from tests.support.signed_in import KEY, sealed
from tests.support.submissions import OPERATOR, QUYET_THANG, Submissions
from thidua_contracts.codes import WardKind
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered

GOOD = {"on_hold": False, "takes_part": True, "rating": "good", "months_worked": 12}
TEAM = GOOD | {"united": True, "members": 10, "members_ldtt": 6, "members_disciplined": 0}
MEMBERS = tuple(f"member-{place}" for place in range(1, 10))
CHAIRMAN, SECRETARY, CLERK = "member-1", "member-2", f"clerk-{QUYET_THANG}"
NAMED_MEMBER = "Tẩn A Mẫu"
"""The fourth member of the council; of the others only the seat is known."""
ROLES = ("chairman", "council-secretary", *(["council-member"] * 7))


@dataclass
class Pages:
    """Awards with its pages, and who may look at them."""

    runtime: Runtime
    client: httpx.AsyncClient
    submissions: Submissions
    base: str
    mandates: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Principal to mandate and role."""
    last: str | None = None

    async def told(self, command: Any) -> int:
        """Says to awards what submissions would tell it; the position it is stored at."""
        reply = await self.runtime.handler.handle(issued(command))
        self.last = f"awards:{reply.position}"
        return reply.position

    async def ward(self, code: str, called: str) -> None:
        """What submissions tells of a ward's name."""
        at = self.runtime.clock.now()
        event = WardRegistered(ward_code=code, name=called, kind=WardKind.WARD, valid_from=date(2004, 12, 27))
        told = EventEnvelope(
            event, "submissions", uuid4(), f"ward-{code}", 1, 1, code, at, lambda: Circumstances(uuid4())
        )
        async with held(self.runtime.projector) as connection, connection.transaction():
            await wards.registered(connection, told)

    async def grant(self, who: str, role: str, *, ward: str = QUYET_THANG, unit: str | None = None) -> None:
        """The same mandate in both services."""
        mandate = await self.submissions.grant(OPERATOR, who, role, ward=ward, unit=unit)
        self.mandates[who] = (mandate, role)
        at = self.runtime.clock.now()
        granted = await self.told(
            GrantMandate(ward, at, UUID(mandate), who, role, at.date(), unit_id=UUID(unit) if unit else None)
        )

        async def known() -> bool:
            return bool(await self.runtime.projector.fetchval(PROJECTED, granted))

        await eventually(known, True)  # a right is looked up in the model, which follows the event

    async def unit(self, code: str, called: str) -> str:
        """A unit whose year report was accepted, with its head `head-<ward>-<code>`."""
        unit = await self.submissions.unit(code, name=called)
        at = self.runtime.clock.now()
        await self.told(
            CopyUnit(ward_code=QUYET_THANG, at=at, unit_id=UUID(unit), name=called, kind="residential-group")
        )
        await self.told(OpenWindow(ward_code=QUYET_THANG, at=at, unit_id=UUID(unit), year=2024, report_id=uuid4()))
        await self.grant(f"head-{code}", "unit-head", unit=unit)
        return unit

    async def person(self, called: str, unit: str, **more: Any) -> str:
        """Somebody of a unit, known to both services."""
        person = await self.submissions.person(called, unit, **more)
        at = self.runtime.clock.now()
        copy = CopyPerson(ward_code=QUYET_THANG, at=at, person_id=UUID(person), unit_id=UUID(unit), direct_worker=True)
        await self.told(copy)
        return person

    async def did(self, who: str, path: str, body: Any) -> dict[str, Any]:
        """A write through the API that is taken; its reply."""
        after = {"after": self.last} if self.last else {}
        answer = await self.client.post(
            f"/awards{path}", json=body, headers=self.submissions.headers(who), params=after
        )
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        self.last = told["token"]
        return told

    async def proposed(self, code: str, unit: str, subject: str, title: str = "LDTT", **more: Any) -> str:
        """A nomination; its id."""
        body = {"unit_id": unit, "subject_id": subject, "subject_kind": "individual", "title": title, "year": 2024}
        return str((await self.did(f"head-{code}", "/nominations", body | {"merits": GOOD} | more))["id"])

    async def counted(self, session: str, nomination: str, choices: dict[str, str]) -> None:
        """A vote from its opening to the count."""
        item = {"nomination_id": nomination}
        await self.did(SECRETARY, f"/sessions/{session}:open-vote", item)
        for member, choice in choices.items():
            await self.did(member, f"/sessions/{session}:vote", item | {"choice": choice})
        await self.did(SECRETARY, f"/sessions/{session}:close-vote", item)

    def cookie(self, who: str, *, at: int | None = None, lifetime: int = issuer.LIFETIME) -> dict[str, str]:
        """The session cookie of somebody who signed in `at` that Unix second, by default now, with a token for `lifetime` seconds."""
        mandate, role = self.mandates[who]
        token = issuer.mint(self.submissions.keys, self.submissions.issuer, who, at=at, lifetime=lifetime)
        words = {"chairman": "Chủ tịch UBND", "council-secretary": "Thư ký Hội đồng", "clerk": "Văn phòng – Thống kê"}
        session = Session(
            token, f"csrf-{who}", mandate, role, words.get(role, "Thành viên Hội đồng"), "Phường Quyết Thắng"
        )
        cookie, value = sealed(session)
        return {"name": cookie, "value": value, "url": self.base}


PROJECTED = "SELECT next > $1 FROM reading.checkpoint WHERE reader = 'mandates' AND source = 'store'"


@asynccontextmanager
async def awards_pages(postgres: Postgres, label: str, folder: Path) -> AsyncIterator[Pages]:
    """Both services on fresh databases, playing November 2024, with a council of nine."""
    async with AsyncExitStack() as stack:
        app = Starlette()
        where = f"{await stack.enter_async_context(served(app))}/issuer"
        app.router.routes.extend(issuer.routes(folder, where))
        owner = await stack.enter_async_context(
            running(postgres, f"{label}_submissions", SUBMISSIONS, issuer=where, client_secret="of-the-test")
        )
        await set_clock(owner, BEGIN)
        await stack.enter_async_context(at_work(owner, "projections", "scheduler"))
        url = await stack.enter_async_context(served(create_app(owner)))
        asking = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=30))
        told = Submissions(owner, asking, folder, where, owner.settings.database_url)
        reply = await owner.handler.handle(first_mandate(OPERATOR, owner.clock.now()))
        told.last = f"submissions:{reply.position}"
        await eventually(told.caught_up, True)
        runtime = await stack.enter_async_context(
            running(
                postgres,
                f"{label}_awards",
                SERVICE,
                issuer=where,
                client_secret=issuer.client_secret(folder, "awards"),
                session_key=KEY,
                peers={"submissions": url},
            )
        )
        await set_clock(runtime, BEGIN)
        await stack.enter_async_context(at_work(runtime, "projections", "scheduler"))
        base = await stack.enter_async_context(served(create_app(runtime)))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=base, timeout=30))
        it = Pages(runtime, client, told, base)
        await told.ward()
        await it.ward(QUYET_THANG, "Phường Quyết Thắng")
        for who, role in zip(MEMBERS, ROLES, strict=True):
            await it.grant(who, role)
        await it.grant(CLERK, "clerk")
        kinds = ["chair", "secretary", *(["member"] * 7)]
        seats: list[dict[str, str]] = [
            {"member_id": who, "seat": seat} for who, seat in zip(MEMBERS, kinds, strict=True)
        ]
        office = await it.unit("VP", "Văn phòng – Thống kê")
        seats[3]["person_id"] = await it.person(NAMED_MEMBER, office)

        async def known() -> int:
            return (await client.get("/awards/rule-packs", headers=told.headers(CHAIRMAN))).status_code

        await eventually(known, 200)
        body = {"document_number": "12/QĐ-UBND", "signed_on": "2024-03-01", "seats": seats}
        await it.did(CHAIRMAN, "/councils", body)
        yield it


@dataclass(frozen=True, slots=True)
class Evening:
    """The session of the tests: one decided, one failed, one being voted on, one waiting."""

    session: str
    awarded: str
    failed: str
    running: str
    waiting: str
    decision: str


async def evening(it: Pages) -> Evening:
    """A council's evening that is still going on, and a decision that came of it."""
    group, school = await it.unit("TDP8", "Tổ dân phố số 8"), await it.unit("THCS", "Trường THCS Quyết Thắng (mẫu)")
    people = [await it.person(called, group) for called in ("Lò Thị Mẫu", "Giàng A Mẫu", "Vàng Thị Mẫu")]
    awarded, failed, waiting = [await it.proposed("TDP8", group, person) for person in people]
    team = {"subject_kind": "collective", "merits": TEAM}
    running = await it.proposed("THCS", school, school, "TTLDTT", **team)
    session = str((await it.did(SECRETARY, "/sessions", {"year": 2024, "held_on": "2024-11-01"}))["id"])
    await it.did(SECRETARY, f"/sessions/{session}:open", {"present": list(MEMBERS[:8])})
    await it.counted(session, awarded, dict.fromkeys(MEMBERS[:8], "yes"))
    await it.counted(session, failed, dict.fromkeys(MEMBERS[:4], "yes") | dict.fromkeys(MEMBERS[4:8], "no"))
    await it.did(SECRETARY, f"/sessions/{session}:open-vote", {"nomination_id": running})
    for member in MEMBERS[:5]:
        await it.did(member, f"/sessions/{session}:vote", {"nomination_id": running, "choice": "yes"})
    paper = {"number": 105, "symbol": "QĐ-UBND", "signed_on": "2024-11-01", "nominations": [awarded]}
    decision = str((await it.did(CHAIRMAN, "/decisions", paper))["id"])
    return Evening(session, awarded, failed, running, waiting, decision)
