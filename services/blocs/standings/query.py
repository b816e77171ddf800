"""Reading the standings: a bloc is summed here, from the rows of the wards that are its members in that year.

A ward is ranked in the bloc in which it stands on the last day of the year, or on the day of asking while the year lasts, and in no
other; what falls in its days of stay is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.blocs.criteria.projection import SHEET
from services.blocs.criteria.scoring import Place, rank
from services.blocs.criteria.sheet import UNSCORED, Measure, Sheet
from services.chassis.calendar import local_date

Figures = Mapping[Measure, int]
HEAD = """
SELECT h.head_ward, (
    SELECT m.member_ward FROM bloc_members m
    WHERE m.ward_code = h.ward_code AND m.member_ward = h.deputy_ward AND m.from_day <= least($3, make_date($2, 12, 31))
      AND coalesce(m.last_day >= least($3, make_date($2, 12, 31)), true) LIMIT 1
) AS deputy_ward
FROM bloc_heads h WHERE h.ward_code = $1 AND h.year = $2 AND h.since <= $3 ORDER BY h.since DESC LIMIT 1
"""
"""Who heads a bloc's year on a day; a deputy that has left the bloc is none."""
STAYS: Final = """
WITH years (first, last, day) AS (
    SELECT make_date($2, 1, 1), make_date($2, 12, 31), greatest(least($3::date, make_date($2, 12, 31)), make_date($2, 1, 1))
), stays AS (
    SELECT m.ward_code, m.member_ward, m.from_day, least(m.last_day, l.ended_on - 1, 'infinity') AS last_day
    FROM bloc_members m LEFT JOIN standings_lives l ON l.ward_code = m.member_ward
)
SELECT DISTINCT ON (s.member_ward) s.member_ward, w.name, greatest(s.from_day, years.first) AS from_day,
       least(s.last_day, years.last) AS last_day, s.from_day <= years.day AND years.day <= s.last_day AS stands,
       coalesce((other.from_day, s.ward_code) > (s.from_day, other.ward_code), false) AS elsewhere
FROM years CROSS JOIN stays s
LEFT JOIN standings_ward_names w ON w.ward_code = s.member_ward AND w.from_day <= $3 AND w.until_day > $3
LEFT JOIN LATERAL (
    SELECT o.ward_code, o.from_day FROM stays o
    WHERE o.member_ward = s.member_ward AND o.ward_code <> s.ward_code AND o.from_day <= years.day AND years.day <= o.last_day
    ORDER BY o.from_day DESC, o.ward_code LIMIT 1
) other ON true
WHERE s.ward_code = $1 AND s.from_day <= years.last AND s.last_day >= years.first
ORDER BY s.member_ward, stands DESC, s.from_day DESC
"""
"""The wards that are members in a year, each with one stay: on the day that counts, or the last one. A ward that has ended is none.

A ward stands in one bloc; where a store says of two, it is the one that it joined later.
"""
LAST_HEARD = "SELECT ward_code, source, recorded_at FROM standings_heard"


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest thing heard of a ward from a service."""

    source: str
    position: int
    event_id: UUID
    ce_type: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed:
    """A ward that is a member in a year and not ranked in the bloc: it left, comes later, or stands `elsewhere`.

    `from_day` and `last_day` are the days of the year on which it is a member.
    """

    ward: str
    name: str | None
    from_day: date
    last_day: date
    figures: Figures
    heard: tuple[Heard, ...]
    elsewhere: bool = False
    """Whether it is ranked in another bloc."""

    @property
    def named(self) -> str:
        """What the ward is called; its code until its name has been heard."""
        return self.name or f"Mã {self.ward} (chưa có tên)"

    @property
    def partial(self) -> bool:
        """A ward that joined or leaves within the year is judged by a part of it."""
        return (self.from_day.month, self.from_day.day, self.last_day.month, self.last_day.day) != (1, 1, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Stayed):
    """A ward that is ranked."""

    place: Place


@dataclass(frozen=True, slots=True)
class Criteria:
    """The sheet by which the bloc is scored, and whether anybody above has confirmed it."""

    version: int
    sheet: Sheet
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of a bloc in a year, in order; `others` are members that are not ranked, `since` is the bloc's first year.

    `head_ward` heads the year on the moment's day, or on its last day when it is over.
    """

    bloc_code: str
    name: str
    year: int
    head_ward: str | None
    deputy_ward: str | None
    criteria: Criteria | None
    members: tuple[Member, ...]
    since: int
    others: tuple[Stayed, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """One event behind a figure; `about` is the thing that is counted, `unit` whose it is."""

    about: str
    what: str
    unit_id: str | None
    unit_name: str | None
    event_id: UUID
    ce_type: str
    source: str
    position: int
    stream_id: str
    stream_version: int
    recorded_at: datetime


async def board(connection: asyncpg.Connection, bloc_code: str, year: int, at: datetime) -> Board | None:
    """The standings of a bloc as of a moment, or None when there is no such bloc; the connection reads all members' wards."""
    bloc = await connection.fetchrow(
        """
        SELECT b.name, least(b.first_year, (SELECT extract(year FROM min(m.from_day))::integer FROM bloc_members m
                                            WHERE m.ward_code = b.ward_code)) AS since
        FROM blocs b WHERE b.ward_code = $1
        """,
        bloc_code,
    )
    if bloc is None:
        return None
    head = await connection.fetchrow(HEAD, bloc_code, year, local_date(at))
    stays = {row["member_ward"]: row for row in await connection.fetch(STAYS, bloc_code, year, local_date(at))}
    criteria = await criteria_of(connection, bloc_code, year)
    figures = await figures_of(connection, bloc_code, list(stays), year, at)
    heard = await heard_of(connection, list(stays))
    ranked = {ward: own for ward, own in figures.items() if stays[ward]["stands"] and not stays[ward]["elsewhere"]}
    places = rank(criteria.sheet if criteria else None, ranked, criteria.sheet.ties if criteria else UNSCORED)

    def of(ward: str) -> dict[str, Any]:
        stay = stays[ward]
        days = {name: stay[name] for name in ("name", "from_day", "last_day", "elsewhere")}
        return {"ward": ward, **days, "figures": figures[ward], "heard": heard.get(ward, ())}

    return Board(
        bloc_code,
        bloc["name"],
        year,
        head["head_ward"] if head else None,
        head["deputy_ward"] if head else None,
        criteria,
        tuple(Member(**of(place.ward), place=place) for place in places),
        bloc["since"],
        tuple(Stayed(**of(ward)) for ward in stays if ward not in ranked),
    )


async def criteria_of(connection: asyncpg.Connection, bloc_code: str, year: int) -> Criteria | None:
    """The newest version of the year's sheet."""
    row = await connection.fetchrow(
        """
        SELECT version, sheet::text AS sheet, confirmed_by IS NOT NULL AS confirmed FROM criteria_sheets
        WHERE ward_code = $1 AND year = $2 ORDER BY version DESC LIMIT 1
        """,
        bloc_code,
        year,
    )
    return Criteria(row["version"], SHEET.validate_json(row["sheet"]), row["confirmed"]) if row else None


async def figures_of(
    connection: asyncpg.Connection, bloc_code: str, wards: Sequence[str], year: int, at: datetime
) -> dict[str, dict[Measure, int]]:
    """All figures of each ward as of a moment, of its days in the bloc; what nothing was heard of is 0."""
    figures = {ward: dict.fromkeys(Measure, 0) for ward in wards}
    for row in await connection.fetch(
        """
        SELECT f.ward_code, f.measure, count(*) AS count FROM standings_facts f
        WHERE f.ward_code = ANY ($1::text[]) AND f.year = $2 AND f.counts_from <= $3 AND EXISTS (
            SELECT FROM bloc_members m WHERE m.ward_code = $4 AND m.member_ward = f.ward_code
            AND m.from_day <= f.day AND coalesce(m.last_day >= f.day, true)
        ) GROUP BY f.ward_code, f.measure
        """,
        wards,
        year,
        at,
        bloc_code,
    ):
        figures[row["ward_code"]][Measure(row["measure"])] = row["count"]
    return figures


async def heard_of(connection: asyncpg.Connection, wards: Sequence[str]) -> dict[str, tuple[Heard, ...]]:
    """Per ward, the newest thing heard from each service: silence is not the same as nothing to report."""
    heard: dict[str, tuple[Heard, ...]] = {}
    for row in await connection.fetch(
        """
        SELECT ward_code, source, position, event_id, ce_type, recorded_at FROM standings_heard
        WHERE ward_code = ANY ($1::text[]) ORDER BY ward_code, source
        """,
        wards,
    ):
        ward, *rest = row
        heard[ward] = (*heard.get(ward, ()), Heard(*rest))
    return heard


async def evidence(
    connection: asyncpg.Connection,
    bloc_code: str,
    ward: str,
    year: int,
    measure: Measure,
    at: datetime,
    after: tuple[str, str, int],
    limit: int,
) -> list[Proof]:
    """The events behind one figure of one ward in a bloc, thing by thing in the order of each stream, from a key on."""
    rows = await connection.fetch(
        """
        SELECT f.about, f.what, f.unit_id, u.name AS unit_name, e.event_id, e.ce_type, e.source, e.position,
               e.stream_id, e.stream_version, e.recorded_at
        FROM standings_facts f
        JOIN standings_evidence e ON e.ward_code = f.ward_code AND e.about = f.about
        LEFT JOIN standings_units u ON u.ward_code = f.ward_code AND u.unit_id = f.unit_id
        WHERE f.ward_code = $1 AND f.year = $2 AND f.measure = $3 AND f.counts_from <= $4
          AND (f.about, e.source, e.position) > ($5, $6, $7) AND EXISTS (
              SELECT FROM bloc_members m WHERE m.ward_code = $9 AND m.member_ward = f.ward_code
              AND m.from_day <= f.day AND coalesce(m.last_day >= f.day, true)
          )
        ORDER BY f.about, e.source, e.position LIMIT $8
        """,
        ward,
        year,
        measure.value,
        at,
        *after,
        limit,
        bloc_code,
    )
    return [Proof(*row) for row in rows]


async def readable_wards(connection: asyncpg.Connection, ward_code: str) -> list[str]:
    """A ward reads itself, its blocs and their members; a bloc reads its members; the city reads every bloc."""
    rows = await connection.fetch(
        """
        WITH mine AS (
            SELECT ward_code FROM blocs WHERE ward_code = $1 OR $1 = 'city'
            UNION
            SELECT ward_code FROM bloc_members WHERE member_ward = $1
        )
        SELECT ward_code FROM mine
        UNION
        SELECT m.member_ward FROM bloc_members m JOIN mine USING (ward_code)
        UNION
        SELECT $1
        ORDER BY 1
        """,
        ward_code,
    )
    return [row["ward_code"] for row in rows]
