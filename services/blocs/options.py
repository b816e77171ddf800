"""What the forms of blocs offer to choose among."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import asyncpg

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.kit.options import Asking, Option, narrowed

MEMBERS: Final = """
SELECT DISTINCT m.member_ward AS value, coalesce(w.name, 'Chưa có tên') AS label, l.began_on, l.ended_on
FROM bloc_members m
LEFT JOIN standings_lives l ON l.ward_code = m.member_ward
LEFT JOIN standings_ward_names w ON w.ward_code = m.member_ward AND w.from_day <= $2 AND w.until_day > $2
WHERE m.ward_code = $1 AND coalesce(least(m.last_day, l.ended_on - 1) >= $2, true) LIMIT 500
"""
EVERY_WARD: Final = """
SELECT ward_code AS value, w.name AS label, l.began_on, l.ended_on
FROM standings_lives l JOIN standings_ward_names w USING (ward_code) WHERE w.from_day <= $1 AND w.until_day > $1 LIMIT 5000
"""


async def every_ward(asking: Asking) -> list[Option]:
    """Every ward, told apart by its code and its days; one that has ended may have been a member."""
    today = local_date(asking.visitor.at)
    async with asking.visitor.reader().rows() as connection:
        return _offered(await connection.fetch(EVERY_WARD, today), today, asking)


async def members(asking: Asking) -> list[Option]:
    """The wards that are members of the bloc, or will be."""
    assert asking.record is not None
    today = local_date(asking.visitor.at)
    async with asking.visitor.reader().rows() as connection:
        rows = await connection.fetch(MEMBERS, asking.record["bloc_code"], today)
    return _offered(rows, today, asking)


def _offered(rows: Sequence[asyncpg.Record], today: date, asking: Asking) -> list[Option]:
    return narrowed([Option(row["value"], row["label"], _told_apart(row, today)) for row in rows], asking)


def _told_apart(row: asyncpg.Record, today: date) -> str:
    began = f"sẽ có từ ngày {words.day(row['began_on'])}" if row["began_on"] and row["began_on"] > today else ""
    ended = f"không còn từ ngày {words.day(row['ended_on'])}" if row["ended_on"] else ""
    return "; ".join(part for part in (words.official(row["value"]), began, ended) if part)
