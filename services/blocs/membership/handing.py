"""Handing over: who heads a bloc in the year that the page's address names, and who may take over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import asyncpg

from services.blocs.options import members
from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.kit.doing import Shape
from services.chassis.kit.options import Asking, Option
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

THEN: Final = frozenset({"deputy_ward", "on_day", "document"})
"""What is asked once it is known who takes over."""
PRESENT: Final = """
SELECT h.year, h.since, h.head_ward, m.member_ward AS deputy_ward, coalesce(w.name, 'Mã ' || h.head_ward || ' (chưa có tên)') AS head,
       coalesce(d.name, 'Mã ' || m.member_ward || ' (chưa có tên)', 'chưa cử') AS deputy
FROM bloc_heads h
LEFT JOIN standings_ward_names w ON w.ward_code = h.head_ward AND w.from_day <= $3 AND w.until_day > $3
LEFT JOIN bloc_members m ON m.ward_code = h.ward_code AND m.member_ward = h.deputy_ward
AND m.from_day <= greatest(h.since, $3) AND coalesce(m.last_day >= greatest(h.since, $3), true)
LEFT JOIN standings_ward_names d ON d.ward_code = m.member_ward AND d.from_day <= $3 AND d.until_day > $3
WHERE h.ward_code = $1 AND h.year::text = $2 ORDER BY h.since DESC LIMIT 1
"""


async def present(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Head and deputy of the year as last recorded, and whether they head it now or from a coming day on. Raises NotFound."""
    assert row is not None
    if (found := await _headship(visitor, row)) is None:
        raise NotFound("head")
    coming = found["since"] > local_date(visitor.at)
    return {**found, "from": f" từ ngày {words.day(found['since'])}" if coming else " hiện"}


async def taking_over(asking: Asking) -> Shape:
    """First who takes over; the deputy stays what it is unless the form says otherwise, or takes over itself."""
    assert asking.record is not None
    if not (head := asking.form.text("to_ward")):
        return Shape(without=THEN, whole=False)
    found = await _headship(asking.visitor, asking.record)
    stays = found["deputy_ward"] if found is not None else None
    return Shape(begins={"deputy_ward": stays} if stays not in (None, head) else {})


async def successors(asking: Asking) -> list[Option]:
    """The members but for the one that heads the year already."""
    assert asking.record is not None
    found = await _headship(asking.visitor, asking.record)
    return [one for one in await members(asking) if found is None or one.value != found["head_ward"]]


async def _headship(visitor: Visitor, row: Mapping[str, Any]) -> asyncpg.Record | None:
    year = visitor.request.query_params.get("year", "")
    async with visitor.reader().rows() as connection:
        return await connection.fetchrow(PRESENT, row["bloc_code"], year, local_date(visitor.at))
