"""What the forms of blocs offer to choose among."""

from __future__ import annotations

from typing import Final

from services.chassis.calendar import local_date
from services.chassis.kit.options import Asking, Find, Option, listed, narrowed

MEMBERS: Final = """
SELECT DISTINCT m.member_ward AS value, coalesce(w.name, 'Mã ' || m.member_ward || ' (chưa có tên)') AS label, m.member_ward AS hint
FROM bloc_members m LEFT JOIN standings_wards w ON w.ward_code = m.member_ward
WHERE m.ward_code = $1 AND coalesce(m.last_day >= $2, true) LIMIT 500
"""

every_ward: Final[Find] = listed(
    "SELECT ward_code AS value, name AS label, ward_code AS hint FROM standings_wards WHERE $1::date IS NOT NULL LIMIT 5000"
)


async def members(asking: Asking) -> list[Option]:
    """The wards that are members of the bloc, or will be."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(MEMBERS, asking.record["bloc_code"], local_date(asking.visitor.at))
    return narrowed([Option(row["value"], row["label"], row["hint"]) for row in rows], asking)
