"""What the forms of blocs offer to choose among."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import asyncpg

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.kit.options import Asking, Option, narrowed

MEMBERS: Final = """
SELECT DISTINCT m.member_ward AS value, coalesce(w.name, 'Chưa có tên') AS label
FROM bloc_members m
LEFT JOIN standings_ward_names w ON w.ward_code = m.member_ward AND w.from_day <= $2 AND w.until_day > $2
WHERE m.ward_code = $1 AND coalesce(m.last_day >= $2, true) LIMIT 500
"""
EVERY_WARD: Final = """
SELECT ward_code AS value, name AS label FROM standings_ward_names WHERE from_day <= $1 AND until_day > $1 LIMIT 5000
"""


async def every_ward(asking: Asking) -> list[Option]:
    """Every ward, told apart by its code."""
    async with asking.visitor.reader().rows() as connection:
        return _offered(await connection.fetch(EVERY_WARD, local_date(asking.visitor.at)), asking)


async def members(asking: Asking) -> list[Option]:
    """The wards that are members of the bloc, or will be."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(MEMBERS, asking.record["bloc_code"], local_date(asking.visitor.at))
    return _offered(rows, asking)


def _offered(rows: Sequence[asyncpg.Record], asking: Asking) -> list[Option]:
    return narrowed([Option(row["value"], row["label"], words.official(row["value"])) for row in rows], asking)
