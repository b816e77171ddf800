"""What the forms of submissions offer to choose among."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.kit.capability import First
from services.chassis.kit.options import Asking, Find, Option, listed, narrowed
from services.submissions.delegations.manners import MANNERS, OF_THE_COMMITTEE
from services.submissions.people import projection

FIRST: Final = {
    "library": First(
        "Văn phòng nhập văn bản vào thư viện trước.",
        "/submissions/pages/library/do/enter",
        "Nhập văn bản vào thư viện",
    ),
    "units": First("Văn phòng đăng ký đơn vị trước.", "/submissions/pages/units", "Xem danh sách đơn vị"),
    "people": First("Văn phòng đăng ký cá nhân trước.", "/submissions/pages/people", "Xem danh sách cá nhân"),
    "issued-plans": First("Chủ tịch ban hành kế hoạch trước.", "/submissions/pages/plans", "Xem các kế hoạch"),
    "later-plans": First(
        "Chưa có kế hoạch nào ban hành sau kế hoạch này. Ban hành kế hoạch thay thế trước.",
        "/submissions/pages/plans",
        "Xem các kế hoạch",
    ),
    "leaders": First(
        "Chủ tịch giao cho người ký vai trò “Lãnh đạo UBND theo dõi” trước.",
        "/submissions/pages/mandates",
        "Giao quyền",
    ),
    "outside": First("Mọi đơn vị đã đăng ký tham gia.", "/submissions/pages/movements", "Xem các phong trào"),
    "taking-part": First("Chưa đơn vị nào đăng ký tham gia.", "/submissions/pages/movements", "Xem các phong trào"),
    "not-confirmed": First("Mọi đơn vị đã xác nhận đã nhận.", "/submissions/pages/plans", "Xem các kế hoạch"),
    "own-delegations": First(
        "Chủ tịch giao ký thay trước; văn bản giao phải còn hiệu lực hôm nay.",
        "/submissions/pages/plans",
        "Xem các kế hoạch",
    ),
}
"""What comes first where a form has nothing to choose among."""

UNITS: Final = """
SELECT unit_id::text AS value, name AS label, began_on <= $1::date AND coalesce(closed_on > $1::date, true) AS offered
FROM units WHERE (began_on <= $1::date AND coalesce(closed_on > $1::date, true) OR unit_id = ANY ($6::uuid[]))
  AND ($2::uuid IS NULL OR unit_id = $2) AND ($3::text IS NULL OR ward_code = $3)
  AND ($4::uuid[] IS NULL OR unit_id = ANY ($4)) AND NOT unit_id = ANY ($5::uuid[])
LIMIT 5000
"""

OWN_DELEGATIONS: Final = """
SELECT d.delegation_id::text AS value, d.manner, d.position, p.full_name, d.valid_from, d.valid_to FROM delegations d
LEFT JOIN people p ON p.ward_code = d.ward_code AND p.person_id = d.person_id
WHERE d.principal = $1 AND NOT d.withdrawn AND d.valid_from <= $2 AND (d.valid_to IS NULL OR d.valid_to >= $2)
  AND d.manner = ANY ($3::text[]) AND p.erased IS NOT TRUE LIMIT 500
"""

issued_plans: Final[Find] = listed(
    """
    SELECT plan_id::text AS value, number || '/' || symbol || ' – ' || title AS label, 'năm ' || year AS hint,
           state = 'issued' AS offered
    FROM plans WHERE issued_on <= $1::date LIMIT 5000
    """
)
LATER_PLANS: Final = """
SELECT n.plan_id::text AS value, n.number || '/' || n.symbol || ' – ' || n.title AS label, 'năm ' || n.year AS hint
FROM plans p JOIN plans n ON n.ward_code = p.ward_code AND n.plan_id <> p.plan_id
WHERE p.plan_id = $1 AND n.state = 'issued' AND n.issued_on >= p.issued_on ORDER BY n.issued_on DESC LIMIT 500
"""


async def later_plans(asking: Asking) -> list[Option]:
    """The plans in force that may stand in the place of the record's: others of its ward, issued no earlier."""
    plan = asking.record["plan_id"] if asking.record is not None else None
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(LATER_PLANS, plan)
    return narrowed([Option(row["value"], row["label"], row["hint"]) for row in rows], asking)


plan_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM plans WHERE $1::date IS NOT NULL LIMIT 100"
)
number_years: Final[Find] = listed(
    "SELECT DISTINCT year::text AS value, year::text AS label FROM document_numbers WHERE $1::date IS NOT NULL LIMIT 100"
)
library: Final[Find] = listed(
    """
    SELECT document_id::text AS value, number || ' – ' || title AS label, issuer || CASE
           WHEN least(ended_on, in_force_to) <= $1::date
           THEN ', hết hiệu lực từ ' || to_char(least(ended_on, in_force_to), 'DD/MM/YYYY') ELSE '' END AS hint,
           NOT withdrawn AS offered
    FROM library_documents WHERE $1::date IS NOT NULL ORDER BY issued_on DESC LIMIT 5000
    """
)
"""The library's documents, of which those that no longer hold say so."""
briefings: Final[Find] = listed(
    """
    SELECT briefing_id::text AS value, subject AS label, 'ngày ' || to_char(held_on, 'DD/MM/YYYY') AS hint FROM briefings
    WHERE $1::date IS NOT NULL ORDER BY held_on DESC LIMIT 500
    """
)
wards: Final[Find] = listed(
    """
    SELECT w.ward_code AS value, n.name AS label, w.code || CASE WHEN w.ended_on <= $1::date
           THEN ', đến hết ' || to_char(w.ended_on - 1, 'DD/MM/YYYY') ELSE '' END AS hint
    FROM wards w CROSS JOIN LATERAL (
        SELECT k.name FROM ward_names k WHERE k.ward_code = w.ward_code AND k.valid_from <= $1::date
        ORDER BY k.valid_from DESC LIMIT 1
    ) n WHERE w.valid_from <= $1::date LIMIT 5000
    """
)
"""The wards that have begun, under the names of today."""
living_wards: Final[Find] = listed(
    """
    SELECT w.ward_code AS value, n.name AS label, w.code AS hint
    FROM wards w CROSS JOIN LATERAL (
        SELECT k.name FROM ward_names k WHERE k.ward_code = w.ward_code AND k.valid_from <= greatest($1::date, w.valid_from)
        ORDER BY k.valid_from DESC LIMIT 1
    ) n WHERE coalesce(w.ended_on > $1::date, true) LIMIT 5000
    """
)
"""The wards that live or are to come."""


async def other_wards(asking: Asking) -> list[Option]:
    """Of those wards the others: a ward does not go on in itself."""
    own = asking.record["ward_code"] if asking.record is not None else ""
    return [option for option in await living_wards(asking) if option.value != own]


async def own_delegations(asking: Asking) -> list[Option]:
    """Under what whoever asks may sign a paper of the committee in the chairman's place today."""
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        rows = await connection.fetch(
            OWN_DELEGATIONS, reader.principal, local_date(asking.visitor.at), OF_THE_COMMITTEE
        )
    return narrowed([Option(row["value"], _delegated(row), _term(row)) for row in map(dict, rows)], asking)


def _delegated(row: Mapping[str, Any]) -> str:
    """ "KT. – Phó Chủ tịch Lò Thị Mẫu"."""
    return f"{MANNERS[row['manner']].mark} – {row['position']} {row['full_name'] or ''}".rstrip()


def _term(row: Mapping[str, Any]) -> str:
    until = f" đến hết ngày {words.day(row['valid_to'])}" if row["valid_to"] else ""
    return f"từ ngày {words.day(row['valid_from'])}{until}"


async def units(asking: Asking) -> list[Option]:
    """The living units of the record's ward, or of every readable one; a unit's own mandate is offered that unit alone."""
    return await _units(asking)


async def other_units(asking: Asking) -> list[Option]:
    """Of those units the others: a unit is neither above itself nor its own successor."""
    itself = asking.record.get("unit_id") if asking.record is not None else None  # a file of units is about its ward
    return await _units(asking, but=[itself] if itself is not None else [])


def units_in(column: str) -> Find:
    """Of those units the ones that a column of the record names."""
    return lambda asking: _units(asking, among=asking.record[column] if asking.record is not None else [])


def units_not_in(column: str) -> Find:
    """Of those units the ones that a column of the record does not name."""
    return lambda asking: _units(asking, but=asking.record[column] if asking.record is not None else [])


async def _units(asking: Asking, among: Sequence[UUID] | None = None, but: Sequence[UUID] = ()) -> list[Option]:
    reader = asking.visitor.reader()
    ward = asking.record["ward_code"] if asking.record is not None else None
    async with reader.rows() as connection:
        today = local_date(asking.visitor.at)
        rows = await connection.fetch(UNITS, today, reader.own_unit(), ward, among, list(but), asking.ids)
    return narrowed([Option(row["value"], row["label"], ended=not row["offered"]) for row in rows], asking)


async def units_of_ward(asking: Asking) -> list[Option]:
    """The units by which the list of one ward is narrowed; over several wards their names would tell nobody apart."""
    reader = asking.visitor.reader()
    one = len(set(reader.wards) - {CITY}) == 1
    return await units(asking) if one and reader.own_unit() is None else []


async def people(asking: Asking) -> list[Option]:
    """The individuals of the record's ward, or of every readable one, each with the unit that tells namesakes apart."""
    return await _people(asking, kinds=("individual",))


async def everybody(asking: Asking) -> list[Option]:
    """Whoever's data are kept: individuals and households, also who has left."""
    return await _people(asking, left=True)


async def _people(asking: Asking, *, kinds: Sequence[str] = (), left: bool = False) -> list[Option]:
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        found = await projection.found(
            connection,
            asking.words,
            today=local_date(asking.visitor.at),
            ward_code=asking.record["ward_code"] if asking.record is not None else None,
            unit_id=reader.own_unit(),
            kinds=kinds,
            ids=asking.ids if asking.keys else None,
            left=left,
            limit=asking.limit,
        )
    if found:
        reader.note("people.read", "choices", len(found))
    return [Option(str(one["person_id"]), one["full_name"], one["unit"] or "không còn ở đơn vị nào") for one in found]
