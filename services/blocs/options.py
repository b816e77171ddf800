"""What the forms of blocs offer to choose among, and the SQL that says who reads which bloc and what a ward is called."""

from __future__ import annotations

from typing import Final

from services.chassis.calendar import local_date
from services.chassis.kit.options import Asking, Find, Option, listed, narrowed

OWN: Final = "(current_setting('app.wards', true)::text[])[1]"
"""The place of the mandate itself: a ward, a bloc or the city stands first among the wards that it reads."""
READABLE: Final = f"(b.ward_code = ANY (current_setting('app.wards', true)::text[]) OR {OWN} = 'city')"
"""Whether bloc `b` is readable: the city reads one that it has just established before its wards are looked up anew."""
CALLED: Final = "coalesce(w.name, 'Mã ' || {0} || ' (chưa có tên)')"
"""What ward `w` is called; its code until its name has been heard."""
MEMBERS: Final = f"""
SELECT DISTINCT m.member_ward AS value, {CALLED.format("m.member_ward")} AS label
FROM bloc_members m LEFT JOIN standings_wards w ON w.ward_code = m.member_ward
WHERE m.ward_code = $1 AND coalesce(m.last_day >= $2, true) LIMIT 500
"""  # noqa: S608 - texts of our own

every_ward: Final[Find] = listed(
    "SELECT ward_code AS value, name AS label FROM standings_wards WHERE $1::date IS NOT NULL LIMIT 5000"
)


async def members(asking: Asking) -> list[Option]:
    """The wards that are members of the bloc, or will be."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(MEMBERS, asking.record["bloc_code"], local_date(asking.visitor.at))
    return narrowed([Option(row["value"], row["label"]) for row in rows], asking)
