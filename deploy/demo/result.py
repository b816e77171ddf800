"""Result: what the read models say at the end, as data; nothing in it comes from the script."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from deploy.demo import people
from deploy.demo.awarded import awarded
from deploy.demo.client import Client, until
from deploy.demo.sample import BLOC, QUYET_THANG, WARDS, YEAR
from deploy.demo.scenes.reorganisation import DAY, LINEAGE_OF
from deploy.local.addresses import Addresses
from deploy.local.databases import SERVICES
from services.chassis.calendar import local_date

WARD: Final = QUYET_THANG.code
Facts = dict[str, Any]


async def collect(where: Addresses, client: Client) -> Facts:
    """All facts that the tables show; first every letter must have left."""
    await until(lambda: all_settled(client), "mọi thư đã gửi xong / every mail to be settled", within=300)
    plans = await client.pages(people.clerk(WARD), "/submissions/plans", ward=WARD, year=YEAR)
    plan = await client.read(people.clerk(WARD), f"/submissions/plans/{plans[0]['plan_id']}")
    units = {unit["unit_id"]: unit for unit in await client.pages(people.clerk(WARD), "/submissions/units", ward=WARD)}
    reports = await client.pages(people.clerk(WARD), "/submissions/reports", plan_id=plan["plan_id"])
    return {
        "ward": {"code": WARD, "name": QUYET_THANG.name, "units": len(units)},
        "plan": {
            "title": plan["title"],
            "document_number": f"{plan['number']}/{plan['symbol']}",
            "issued_on": plan["issued_on"],
            "signer_title": plan["signer_title"],
            "legal_bases": [basis["title"] for basis in plan["legal_bases"]],
            "recipients": plan["recipients"],
        },
        "movements": await movements(client, plan["plan_id"]),
        "rounds": await rounds(client, plan, reports),
        "reports": [
            report_of(report, units) for report in sorted(reports, key=lambda one: (one["due_at"], one["period"]))
        ],
        **await awarded(client, units),
        "bloc": await standings(client),
        "notifications": await told(where, client),
        "mandates": await mandates(client),
        "lineage": await lineage(client),
        "addresses": await addresses(where, client),
    }


async def movements(client: Client, plan_id: str) -> list[Facts]:
    """The movements of the plan and how many units joined each."""
    found = await client.pages(people.clerk(WARD), "/submissions/movements", plan_id=plan_id)
    return [
        {"code": one["code"], "name": one["name"], "units": one["units"]}
        for one in sorted(found, key=lambda one: str(one["code"]))
    ]


async def rounds(client: Client, plan: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> list[Facts]:
    """Each reporting round: its deadline, and how many came how."""
    rates = await client.read(people.clerk(WARD), "/submissions/completeness", plan_id=plan["plan_id"])
    by_id = {rate["obligation_id"]: rate for rate in rates["items"]}
    found = []
    for obligation in sorted(plan["obligations"], key=lambda one: str(one["due_at"])):
        rate = by_id[obligation["obligation_id"]]
        own = [report for report in reports if report["obligation_id"] == obligation["obligation_id"]]
        found.append(
            {
                "period": obligation["period"],
                "name": obligation["name"],
                "due_at": obligation["due_at"],
                **{name: rate[name] for name in ("owed", "sent", "on_time", "late", "accepted", "missing", "open")},
                "sent_again": sum(report["attempt"] > 1 for report in own),
                "on_paper": sum(report["channel"] == "paper" for report in own),
                "extended": sum(report["due_at"] != obligation["due_at"] for report in own),
                "completeness_percent": rate["completeness_percent"],
                "on_time_percent": rate["on_time_percent"],
            }
        )
    return found


def report_of(report: Mapping[str, Any], units: Mapping[str, Mapping[str, Any]]) -> Facts:
    """One cell of the tracking grid."""
    names = ("period", "state", "state_in_words", "on_time", "attempt", "channel", "sent_at", "due_at", "report_id")
    return {"unit": units[report["unit_id"]]["code"], **{name: report[name] for name in names}}


async def standings(client: Client) -> Facts:
    """The bloc's board as the city reads it."""
    board = await client.read(people.CITY_OFFICER, f"/blocs/blocs/{BLOC[0]}/standings/{YEAR}")
    criteria = board["criteria"] or {}
    return {
        "name": board["name"],
        "head_ward": board["head_ward"],
        "criteria": criteria.get("source"),
        "criteria_standing": criteria.get("standing"),
        "standings": [
            {
                **{name: member[name] for name in ("rank", "tied", "ward_code", "name", "total", "figures")},
                "points": {line["code"]: line["points"] for line in member["lines"]},
                "last_heard": {heard["source"]: heard["recorded_at"] for heard in member["last_heard"]},
            }
            for member in board["standings"]
        ],
    }


async def ledger(client: Client) -> list[Facts]:
    """Who was told what, in every ward and in the bloc."""
    keepers = [*(people.clerk(ward.code) for ward in WARDS), people.bloc_secretary()]
    pages = await asyncio.gather(*(client.pages(keeper, "/notifications/ledger") for keeper in keepers))
    return [line for page in pages for line in page]


async def all_settled(client: Client) -> bool:
    """Whether no letter waits any more."""
    return all(line["state"] in ("delivered", "failed") for line in await ledger(client))


async def told(where: Addresses, client: Client) -> Facts:
    """The year's lines of the ledger counted, and which of them the mail sink has taken."""
    lines = [
        line for line in await ledger(client) if local_date(datetime.fromisoformat(line["intended_at"])).year == YEAR
    ]
    sent = {line["message_id"] for line in lines}
    kept = (await client.http.get(f"http://127.0.0.1:{where.edge_port}/mails")).json()
    # a letter that was sent twice, as after a cut, has one Message-ID: a mailbox shows it once
    taken = {mail["message_id"]: mail for mail in kept if mail["message_id"] in sent}
    return {
        "ledger": dict(Counter(line["state"] for line in lines)),
        "by_template": dict(sorted(Counter(line["template"] for line in lines).items())),
        "mails": len(taken),
        "subjects": dict(Counter(mail["subject"] for mail in taken.values()).most_common()),
    }


async def lineage(client: Client) -> Facts:
    """What became of whom on 1/7/2025, and which ward one code means on either side of that day."""
    told = await client.read(people.CITY_OFFICER, f"/submissions/wards/{LINEAGE_OF}", on=DAY.isoformat())
    named = {
        ward["ward_code"]: ward for ward in (await client.read(people.CITY_OFFICER, "/submissions/wards"))["items"]
    }
    code = told["ward"]["code"]
    holders = [
        {"on": day.isoformat(), "name": found["name"], "ward_code": found["ward_code"]}
        for day in (DAY - timedelta(days=1), DAY)
        for found in (await client.read(people.CITY_OFFICER, "/submissions/wards", code=code, on=day.isoformat()))[
            "items"
        ]
    ]
    return {
        "name": told["ward"]["name"],
        "code": code,
        "sentences": told["sentences"],
        "wards": [
            {
                **{name: named[key][name] for name in ("name", "code", "valid_from", "ended_on")},
                "into": [named[one["successor"]]["name"] for one in told["passings"] if one["ward_code"] == key],
            }
            for key in (*told["ward"]["predecessors"], told["ward"]["ward_code"])
        ],
        "holders": holders,
    }


async def mandates(client: Client) -> Facts:
    """Mandates given in the ward, and those that ended."""
    given = await client.pages(people.CITY_OFFICER, "/submissions/mandates", ward=WARD)
    return {
        "given": dict(sorted(Counter(one["role"] for one in given).items())),
        "relieved": [one["principal"] for one in given if one["relieved_at"] is not None],
    }


PAGES: Final[dict[str, tuple[str, str]]] = {
    "Báo cáo của đơn vị": (people.head(WARD, "tdp-1"), "/submissions/pages/reports"),
    "Theo dõi báo cáo": (people.clerk(WARD), "/submissions/pages/tracking"),
    "Hội đồng": (people.council_secretary(WARD), "/awards/pages/sessions"),
    "Hồ sơ": (people.chairman(WARD), "/awards/pages/dossiers"),
    "Khối thi đua": (people.bloc_secretary(), f"/blocs/pages/board/{BLOC[0]}/{YEAR}"),
    "Quyết định khen thưởng": ("", "/awards/pages/decisions"),
}
"""The pages to look at first, each with whom to sign in as; the last is open to everybody."""


async def addresses(where: Addresses, client: Client) -> Facts:
    """Where to look further; each API's description was really served."""
    found: Facts = {
        "gateway": where.base_url,
        "issuer": where.issuer,
        "mails": f"http://127.0.0.1:{where.edge_port}/mails",
        "kafka": where.broker.servers,
        "pages": {name: {"who": who, "url": where.base_url + path} for name, (who, path) in PAGES.items()},
        "apis": {},
    }
    for service in SERVICES:
        document = (await client.http.get(f"/{service}/openapi.json")).raise_for_status().json()
        found["apis"][service] = {
            "url": f"{where.base_url}/{service}/",
            "openapi": f"{where.base_url}/{service}/openapi.json",
            "routes": sum(len(methods) for methods in document["paths"].values()),
        }
    return found
