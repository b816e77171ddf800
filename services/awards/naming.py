"""Naming: the words for ids on a page. Units are known here; who a person is, the owner is asked under the visitor's token.

Each question leaves a record with its owner; a name is shown and kept nowhere. Without an answer the page goes on without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import httpx

from services.awards.decisions.corrected import Reading
from services.awards.law.pack import AWARDED
from services.awards.law.reading import read_law
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from thidua_contracts.codes import SubjectKind

PATIENCE: Final = 3.0
MOST: Final = 500
"""Ids that one question may hold."""
MOST_HOLDERS: Final = 100
"""Mandates that one question may hold."""
TITLES: Final[Mapping[str, str]] = {
    rule.title: rule.name for pack in read_law().packs() for rule in pack.titles if rule.title in AWARDED
}
FORMS: Final = frozenset(
    row.id for pack in read_law().packs() for row in pack.table("award") if row.id in AWARDED and row.fields["form"]
)
"""What is awarded and is no title."""
UNNAMED: Final = {
    "individual": "Một cá nhân (không hiện tên)",
    "collective": "Một tập thể (chưa có tên)",
    "household": "Một hộ gia đình (không hiện tên)",
}


@dataclass(frozen=True, slots=True)
class Names:
    """What units and subjects are called; a person without a name here may not be named to this visitor."""

    units: Mapping[UUID, str]
    subjects: Mapping[UUID, str] = field(default_factory=dict)
    mended: Reading = field(default_factory=dict)
    """How lines of decisions read since they were corrected."""

    def unit(self, unit_id: UUID) -> str:
        """The unit, also without its name."""
        return self.units.get(unit_id, "Một đơn vị (chưa có tên)")

    def subject(self, row: Mapping[str, Any]) -> str:
        """The subject of a row with `subject_id` and `subject_kind`, as its line of the decision reads now."""
        known = self.units if row["subject_kind"] == "collective" else self.subjects
        kept = known.get(row["subject_id"], UNNAMED[row["subject_kind"]])
        return self._reads(row).get("name", kept)

    def place(self, row: Mapping[str, Any]) -> str:
        """The unit of a row, as its line of the decision reads now."""
        return self._reads(row).get("place", self.unit(row["unit_id"]))

    def tells(self, row: Mapping[str, Any]) -> bool:
        """Whether this visitor may read words about the subject of a row."""
        return row["subject_kind"] == "collective" or row["subject_id"] in self.subjects

    def _reads(self, row: Mapping[str, Any]) -> Mapping[str, str]:
        key = row.get("nomination_id")
        return self.mended.get(key, {}) if key is not None and self.tells(row) else {}


def title(code: str) -> str:
    """ "Lao động tiên tiến"."""
    return TITLES.get(code, code)


def noun(code: str) -> str:
    """ "danh hiệu", or what a form is called: nobody says "danh hiệu Giấy khen"."""
    return title(code) if code in FORMS else "danh hiệu"


def nouns(codes: Iterable[str]) -> str:
    """What a list of awards is called: "danh hiệu thi đua", "hình thức khen thưởng", or both."""
    forms = {code in FORMS for code in codes}
    words = {False: "danh hiệu thi đua", True: "hình thức khen thưởng"}
    return ", ".join(word for form, word in words.items() if form in forms)


def of_city(visitor: Visitor) -> bool:
    """Whether somebody reads every ward, so that a list has to say of which ward a line is."""
    return bool(visitor.held) and visitor.mandate.ward_code == CITY


def persons(rows: Iterable[Mapping[str, Any]]) -> list[UUID]:
    """The people and households among the subjects of rows, each once."""
    found = (row["subject_id"] for row in rows if row["subject_kind"] != "collective")
    return list(dict.fromkeys(found))


def units(rows: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """The units that rows speak of, as proposer or as subject."""
    listed = list(rows)
    return {row["unit_id"] for row in listed} | {
        row["subject_id"] for row in listed if row["subject_kind"] == "collective"
    }


async def people(web: Web, visitor: Visitor, subjects: Sequence[UUID], purpose: str) -> dict[UUID, str]:
    """The names that this visitor may know; empty when their owner does not answer."""
    found: dict[UUID, str] = {}
    for start in range(0, len(subjects), MOST):
        body = {"subject_ids": [str(one) for one in subjects[start : start + MOST]], "purpose": purpose}
        found |= {
            UUID(item["subject_id"]): item["name"] or f"{SubjectKind(item['kind']).label} đã được xóa dữ liệu"
            for item in await owner(web, visitor, "/submissions/subjects:resolve", body)
        }
    return {subject: name for subject, name in found.items() if name}


async def acting(web: Web, visitor: Visitor, mandates: Sequence[UUID]) -> dict[UUID, str]:
    """What the holders of these mandates are called, as far as their owner tells this visitor."""
    body = {"mandates": [str(one) for one in mandates[:MOST_HOLDERS]]}
    told = await owner(web, visitor, "/submissions/mandates:holders", body)
    return {UUID(item["mandate_id"]): item["name"] for item in told}


async def kind_of(web: Web, visitor: Visitor, subject: UUID, purpose: str) -> str | None:
    """Whether somebody is an individual or a household; None when the owner does not say."""
    body = {"subject_ids": [str(subject)], "purpose": purpose}
    items = await owner(web, visitor, "/submissions/subjects:resolve", body)
    return next((str(item["kind"]) for item in items), None)


async def owner(web: Web, visitor: Visitor, path: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items that submissions answers this visitor with; none when it does not answer."""
    answer = await _asked(web, visitor, "POST", path, json=body)
    return list(answer["items"]) if answer and "items" in answer else []


async def next_number(web: Web, visitor: Visitor, symbol: str) -> int | None:
    """The number that the ward's register has next in this year; None when its owner does not answer: then somebody looks it up."""
    asked = {"year": local_date(visitor.at).year, "symbol": symbol, "ward": visitor.mandate.ward_code}
    answer = await _asked(web, visitor, "GET", "/submissions/numbers/next", params=asked)
    return int(answer["number"]) if answer else None


async def _asked(web: Web, visitor: Visitor, method: str, path: str, **given: Any) -> dict[str, Any] | None:
    """What submissions answers under this visitor's token; None when it does not answer."""
    if visitor.session is None or "submissions" not in web.peers:
        return None
    headers = {
        "Authorization": f"Bearer {visitor.session.token}",
        "X-Mandate": str(visitor.mandate.id),
        **({"Idempotency-Key": str(uuid4())} if method == "POST" else {}),
    }
    address = f"{web.peers['submissions']}{path}"
    try:
        answer = await web.client.request(method, address, headers=headers, timeout=PATIENCE, **given)
        return dict(answer.json()) if answer.status_code == 200 else None
    except (httpx.HTTPError, ValueError):
        return None
