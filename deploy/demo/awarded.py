"""What became of the nominations: dossiers, the council's session, decisions with their money, letters, the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from deploy.demo import people
from deploy.demo.client import Client
from deploy.demo.sample import QUYET_THANG, YEAR
from deploy.demo.scenes.nominations import refused
from deploy.demo.stage import Made

WARD: Final = QUYET_THANG.code
CLERK: Final = people.clerk(WARD)
Facts = dict[str, Any]


async def awarded(client: Client, units: Mapping[str, Mapping[str, Any]]) -> Facts:
    """The facts of the awards service about one ward's year, with the names that its clerk may read."""
    persons = await client.pages(CLERK, "/submissions/people", ward=WARD)
    names = {unit_id: str(unit["name"]) for unit_id, unit in units.items()}
    names |= {person["person_id"]: str(person["full_name"]) for person in persons}
    dossiers = await client.pages(CLERK, "/awards/nominations", ward=WARD, year=YEAR)
    made = Made(
        units={(WARD, str(unit["code"])): unit_id for unit_id, unit in units.items()},
        people={(WARD, str(person["full_name"])): person["person_id"] for person in persons},
    )
    return {
        "nominations": sorted((dossier_of(dossier, names) for dossier in dossiers), key=in_order),
        "refused_by_rules": await refused(client, made),
        "session": await session(client, {dossier["nomination_id"]: dossier for dossier in dossiers}, names),
        "decisions": await decisions(client, names),
        "letters": [
            {
                "document_number": letter["document_number"],
                "signed_on": letter["signed_on"],
                "recipient": letter["recipient"],
                "nominations": len(letter["nominations"]),
            }
            for letter in await client.pages(CLERK, "/awards/letters", ward=WARD)
        ],
        "golden_register": len(await client.pages(CLERK, "/awards/golden-register", ward=WARD, year=YEAR)),
    }


def in_order(dossier: Mapping[str, Any]) -> tuple[str, str, str]:
    """By title, then subject."""
    return str(dossier["title"]), str(dossier["subject"]), str(dossier["nomination_id"])


def dossier_of(dossier: Mapping[str, Any], names: Mapping[str, str]) -> Facts:
    """One dossier of the list."""
    shown = ("nomination_id", "title", "subject_kind", "state", "yes", "members", "needed", "passed", "direct_worker")
    papers = ("letter_number", "document_number")
    return {
        "unit": names[dossier["unit_id"]],
        "subject": names[dossier["subject_id"]],
        **{name: dossier[name] for name in (*shown, *papers)},
    }


async def session(client: Client, dossiers: Mapping[str, Mapping[str, Any]], names: Mapping[str, str]) -> Facts:
    """The council's evening: who was there, and each vote."""
    held, *_ = sorted(
        await client.pages(CLERK, "/awards/sessions", ward=WARD, year=YEAR), key=lambda one: one["held_on"]
    )
    board = await client.read(CLERK, f"/awards/sessions/{held['session_id']}")
    votes = [
        {
            "title": dossiers[vote["nomination_id"]]["title"],
            "subject": names[dossiers[vote["nomination_id"]]["subject_id"]],
            **{name: vote[name] for name in ("yes", "no", "abstained", "silent", "members", "needed", "passed")},
            "written": sum(ballot["channel"] == "written" for ballot in vote["ballots"]),
            "citation": vote["threshold_citation"],
            "confirmed": vote["threshold_confirmed"],
        }
        for vote in board["votes"]
    ]
    return {
        "held_on": board["held_on"],
        "state": board["state"],
        "members": board["members"],
        "present": sum(member["present"] for member in board["roster"]),
        "quorum": board["quorum"],
        "votes": sorted(votes, key=lambda vote: (vote["title"], vote["subject"])),
    }


async def decisions(client: Client, names: Mapping[str, str]) -> list[Facts]:
    """The decisions in the order of their days, with number, level and money."""
    found = []
    for row in await client.pages(CLERK, "/awards/decisions", ward=WARD):
        one = await client.read(CLERK, f"/awards/decisions/{row['decision_id']}")
        heads = (
            "document_number",
            "signed_on",
            "level",
            "signer_position",
            "base_salary",
            "awards",
            "refusals",
            "total",
        )
        found.append(
            {
                **{name: one[name] for name in heads},
                "by_title": dict(Counter(line["title"] for line in one["lines"])),
                "lines": [
                    {
                        "subject": names[line["subject_id"]],
                        "unit": names[line["unit_id"]],
                        **{name: line[name] for name in ("register_number", "title", "amount", "payable", "award_id")},
                        "citation": line["money_citation"],
                        "confirmed": line["money_confirmed"],
                    }
                    for line in one["lines"]
                ],
            }
        )
    return sorted(found, key=lambda decision: str(decision["signed_on"]))
