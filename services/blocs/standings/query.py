"""Reading the standings: a bloc is summed here, from the rows of the wards that are its members in that year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
LAST_HEARD = "SELECT ward_code, source, recorded_at FROM standings_heard"


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest thing heard of a ward from a service."""

    source: str
    position: int
    event_id: UUID
    ce_type: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A member ward in a year; `from_day` and `last_day` are the days of the year on which it is a member."""

    ward: str
    name: str | None
    from_day: date
    last_day: date
    figures: Figures
    heard: tuple[Heard, ...]
    place: Place

    @property
    def named(self) -> str:
        """What the ward is called; its code until its name has been heard."""
        return self.name or f"Mã {self.ward} (chưa có tên)"

    @property
    def partial(self) -> bool:
        """A ward that joined or left within the year is judged by a part of it."""
        return (self.from_day.month, self.from_day.day, self.last_day.month, self.last_day.day) != (1, 1, 12, 31)


@dataclass(frozen=True, slots=True)
class Criteria:
    """The sheet by which the bloc is scored, and whether anybody above has confirmed it."""

    version: int
    sheet: Sheet
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of a bloc in a year, in order; `since` is the bloc's first year.

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
    stays = await connection.fetch(
        """
        SELECT m.member_ward, w.name, greatest(min(m.from_day), make_date($2, 1, 1)) AS from_day,
               least(max(coalesce(m.last_day, 'infinity')), make_date($2, 12, 31)) AS last_day
        FROM bloc_members m
        LEFT JOIN standings_ward_names w ON w.ward_code = m.member_ward AND w.from_day <= $3 AND w.until_day > $3
        WHERE m.ward_code = $1 AND m.from_day <= make_date($2, 12, 31)
          AND (m.last_day IS NULL OR m.last_day >= make_date($2, 1, 1))
        GROUP BY m.member_ward, w.name
        """,
        bloc_code,
        year,
        local_date(at),
    )
    wards = [stay["member_ward"] for stay in stays]
    criteria = await criteria_of(connection, bloc_code, year)
    figures = await figures_of(connection, wards, year, at)
    heard = await heard_of(connection, wards)
    by_ward = {stay["member_ward"]: stay for stay in stays}
    places = rank(criteria.sheet if criteria else None, figures, criteria.sheet.ties if criteria else UNSCORED)
    return Board(
        bloc_code,
        bloc["name"],
        year,
        head["head_ward"] if head else None,
        head["deputy_ward"] if head else None,
        criteria,
        tuple(
            Member(
                place.ward,
                by_ward[place.ward]["name"],
                by_ward[place.ward]["from_day"],
                by_ward[place.ward]["last_day"],
                figures[place.ward],
                heard.get(place.ward, ()),
                place,
            )
            for place in places
        ),
        bloc["since"],
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
    connection: asyncpg.Connection, wards: Sequence[str], year: int, at: datetime
) -> dict[str, dict[Measure, int]]:
    """All figures of each ward as of a moment; what nothing was heard of is 0."""
    figures = {ward: dict.fromkeys(Measure, 0) for ward in wards}
    for row in await connection.fetch(
        """
        SELECT ward_code, measure, count(*) AS count FROM standings_facts
        WHERE ward_code = ANY ($1::text[]) AND year = $2 AND counts_from <= $3 GROUP BY ward_code, measure
        """,
        wards,
        year,
        at,
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
    ward: str,
    year: int,
    measure: Measure,
    at: datetime,
    after: tuple[str, str, int],
    limit: int,
) -> list[Proof]:
    """The events behind one figure of one ward, thing by thing in the order of each stream, from a key on."""
    rows = await connection.fetch(
        """
        SELECT f.about, f.what, f.unit_id, u.name AS unit_name, e.event_id, e.ce_type, e.source, e.position,
               e.stream_id, e.stream_version, e.recorded_at
        FROM standings_facts f
        JOIN standings_evidence e ON e.ward_code = f.ward_code AND e.about = f.about
        LEFT JOIN standings_units u ON u.ward_code = f.ward_code AND u.unit_id = f.unit_id
        WHERE f.ward_code = $1 AND f.year = $2 AND f.measure = $3 AND f.counts_from <= $4
          AND (f.about, e.source, e.position) > ($5, $6, $7)
        ORDER BY f.about, e.source, e.position LIMIT $8
        """,
        ward,
        year,
        measure.value,
        at,
        *after,
        limit,
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
