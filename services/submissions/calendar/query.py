"""What a month or year holds for whoever reads it: deadlines, milestones, sessions and key days, in the order of their days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.chassis.http.edge import Reader
from services.chassis.text.ordering import sort_key
from services.submissions.archive.rules import hand_over_by
from services.submissions.calendar.days import falls, national, recalled

OF_WARD: Final = """
SELECT 'report' AS kind, o.plan_id::text || '&column=' || o.obligation_id AS about, o.name AS what,
       ((o.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day,
       count(t.report_id) FILTER (WHERE t.state NOT IN ('submitted', 'accepted', 'released')) AS missing,
       count(t.report_id) > 0 AND bool_and(t.state IN ('submitted', 'accepted', 'released')) AS done
FROM obligations o JOIN plans p ON p.ward_code = o.ward_code AND p.plan_id = o.plan_id AND p.state IN ('issued', 'superseded')
LEFT JOIN tracking t ON t.ward_code = o.ward_code AND t.plan_id = o.plan_id AND t.obligation_id = o.obligation_id
WHERE ((o.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN $1::date AND $2::date
GROUP BY o.ward_code, o.plan_id, o.obligation_id
UNION ALL
SELECT 'plan-task', t.task_id::text, t.name || coalesce(' – ' || u.name, ''), t.due_on, 0, t.done_on IS NOT NULL
FROM plan_tasks t LEFT JOIN units u ON u.ward_code = t.ward_code AND u.unit_id = t.unit_id
WHERE NOT t.dropped AND t.due_on BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'directive', d.directive_id::text, d.number || ' – ' || d.title, d.read_by,
       count(r.reading_id) FILTER (WHERE r.read_on IS NULL AND NOT r.released),
       count(r.reading_id) > 0 AND NOT bool_or(r.read_on IS NULL AND NOT r.released)
FROM directives d LEFT JOIN directive_readings r ON r.ward_code = d.ward_code AND r.directive_id = d.directive_id
WHERE NOT d.recalled AND d.read_by BETWEEN $1::date AND $2::date
GROUP BY d.ward_code, d.directive_id
UNION ALL
SELECT 'aims-call', c.call_id::text, 'Năm ' || c.year, c.due_on, count(a.aims_id) FILTER (WHERE a.standing = 'asked'),
       count(a.aims_id) > 0 AND NOT bool_or(a.standing = 'asked')
FROM aims_calls c LEFT JOIN aims a ON a.ward_code = c.ward_code AND a.year = c.year
WHERE NOT c.off AND c.due_on BETWEEN $1::date AND $2::date
GROUP BY c.ward_code, c.call_id, c.year, c.due_on
LIMIT 2000
"""
OF_UNIT: Final = """
SELECT 'own-report' AS kind, t.report_id::text AS about, coalesce(o.name, t.period) AS what,
       ((t.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, 0 AS missing,
       t.state IN ('submitted', 'accepted') AS done
FROM tracking t
LEFT JOIN obligations o ON o.ward_code = t.ward_code AND o.plan_id = t.plan_id AND o.obligation_id = t.obligation_id
WHERE t.unit_id = $3 AND t.state <> 'released'
  AND ((t.due_at - interval '1 microsecond') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'plan-task', t.task_id::text, t.name, t.due_on, 0, t.done_on IS NOT NULL
FROM plan_tasks t WHERE t.unit_id = $3 AND NOT t.dropped AND t.due_on BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'reading', r.reading_id::text, d.number || ' – ' || d.title, r.read_by, 0, r.read_on IS NOT NULL
FROM directive_readings r JOIN directives d ON d.ward_code = r.ward_code AND d.directive_id = r.directive_id
WHERE r.unit_id = $3 AND NOT r.released AND r.read_by BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'unit-plan', p.unit_plan_id::text, t.name, t.due_on, 0, NULL
FROM unit_plans p CROSS JOIN json_to_recordset(p.in_force) AS t (name text, due_on date)
WHERE p.unit_id = $3 AND t.due_on BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'aims', a.aims_id::text, 'Năm ' || a.year, a.due_on, 0, a.standing <> 'asked'
FROM aims a WHERE a.unit_id = $3 AND a.standing <> 'released' AND a.due_on BETWEEN $1::date AND $2::date
LIMIT 2000
"""
OF_ALL: Final = """
SELECT 'movement-starts' AS kind, m.movement_id::text AS about, m.name AS what, m.starts_on AS day
FROM movements m WHERE NOT m.withdrawn AND m.starts_on BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'movement-ends', m.movement_id::text, m.name, m.ends_on
FROM movements m WHERE NOT m.withdrawn AND m.ends_on BETWEEN $1::date AND $2::date
UNION ALL
SELECT 'briefing', b.briefing_id::text, b.subject, b.held_on
FROM briefings b WHERE NOT b.withdrawn AND b.held_on BETWEEN $1::date AND $2::date
LIMIT 2000
"""
HAND_OVER: Final = """
SELECT f.file_id::text AS about, f.code || ' năm ' || f.year || ' – ' || f.title AS what, f.year, f.retention, f.closed_on,
       f.hand_over_by, f.handed_over_on IS NOT NULL AS done
FROM archive_files f WHERE f.hand_over_by BETWEEN $1::date AND $2::date OR f.closed_on IS NULL AND EXISTS (
    SELECT FROM archive_papers p WHERE p.ward_code = f.ward_code AND p.file_id = f.file_id)
LIMIT 2000
"""
"""Files to hand over in some time, and those that are still open: an empty one is no work."""
KEPT: Final = "SELECT key_day_id::text AS about, name, day, once FROM key_days WHERE NOT withdrawn LIMIT 1000"

PAGES: Final = {
    "report": ("Hạn nộp báo cáo", "/submissions/pages/tracking?plan={}"),
    "own-report": ("Hạn nộp báo cáo", "/submissions/pages/reports/{}"),
    "plan-task": ("Nhiệm vụ của kế hoạch", "/submissions/pages/plan-tasks/{}"),
    "unit-plan": ("Nhiệm vụ của đơn vị", "/submissions/pages/unit-plans/{}"),
    "aims-call": ("Hạn đăng ký thi đua", "/submissions/pages/aims-calls/{}"),
    "aims": ("Hạn đăng ký thi đua", "/submissions/pages/aims/{}"),
    "directive": ("Hạn đọc văn bản", "/submissions/pages/directives/{}"),
    "reading": ("Hạn đọc văn bản", "/submissions/pages/readings/{}"),
    "movement-starts": ("Phong trào bắt đầu", "/submissions/pages/movements/{}"),
    "movement-ends": ("Phong trào kết thúc", "/submissions/pages/movements/{}"),
    "briefing": ("Hội nghị, tập huấn", "/submissions/pages/briefings/{}"),
    "archive-close": ("Kết thúc hồ sơ", "/submissions/pages/archive/{}"),
    "archive": ("Hạn nộp lưu hồ sơ", "/submissions/pages/archive/{}"),
    "key-day": ("Ngày kỷ niệm", "/submissions/pages/key-days/{}"),
    "national-day": ("Ngày lễ", ""),
}
"""What each kind is called, and the page that an item leads to."""
KEEPERS: Final = frozenset({"clerk", "records-clerk"})
"""Who hands files over."""
TASK_READERS: Final = frozenset({"clerk", "chairman", "council-secretary", "unit-head"})
"""Who opens the page of a task of the annex."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something on a day; `done` is None of what nobody has to do, `missing` counts the units that have not done it."""

    day: date
    kind: str
    about: str
    what: str
    done: bool | None = None
    missing: int = 0

    @property
    def word(self) -> str:
        """What kind of thing it is."""
        return PAGES[self.kind][0]

    def page(self, role: str) -> str:
        """Where it leads; "" where the reader has no page of it."""
        if self.kind == "plan-task" and role not in TASK_READERS:
            return ""
        return PAGES[self.kind][1].format(self.about)

    def state(self, today: date) -> tuple[str, str]:
        """Icon and word of how far it is; two empty ones of what nobody has to do."""
        if self.done is None:
            return "", ""
        if self.done:
            return "on-time", "Xong"
        told = f"còn {self.missing} đơn vị" if self.missing else ""
        if self.day < today:
            return "late", "Trễ" + (f", {told}" if told else "")
        return "waiting", f"Chưa xong, {told}" if told else "Chưa xong"


async def items(reader: Reader, role: str, first: date, last: date) -> list[Item]:
    """What the days from one to another hold, in their order."""
    unit = reader.own_unit()
    async with reader.rows() as connection:
        owed = await (
            connection.fetch(OF_WARD, first, last) if unit is None else connection.fetch(OF_UNIT, first, last, unit)
        )
        shared = await connection.fetch(OF_ALL, first, last)
        handed = await connection.fetch(HAND_OVER, first, last) if role in KEEPERS else []
        kept = await connection.fetch(KEPT)
    found = [_item(row) for row in (*owed, *shared)] + [
        item for row in handed for item in of_file(dict(row), first, last)
    ]
    for year in range(first.year, last.year + 1):
        for row in kept:
            day = row["day"] if row["once"] else falls(row["day"], year)
            if day.year == year and first <= day <= last and row["day"] <= day:
                what = recalled(row["name"], row["day"].year, year)
                found.append(Item(day=day, kind="key-day", about=row["about"], what=what))
    found += [Item(day=day, kind="national-day", about=what, what=what) for day, what in national(first, last)]
    order = list(PAGES)
    return sorted(found, key=lambda item: (item.day, order.index(item.kind), sort_key(item.what)))


def of_file(row: Mapping[str, Any], first: date, last: date) -> Iterator[Item]:
    """When a file is to be closed and handed over, where that is from one day to another; an open one ends with its year."""
    by, ends = row["hand_over_by"], date(row["year"], 12, 31)
    if row["closed_on"] is None:
        by = hand_over_by(ends, row["retention"])
        if first <= ends <= last:
            yield Item(day=ends, kind="archive-close", about=row["about"], what=row["what"], done=False)
    if by is not None and first <= by <= last:
        yield Item(day=by, kind="archive", about=row["about"], what=row["what"], done=row["done"])


def _item(row: Any) -> Item:
    return Item(
        day=row["day"],
        kind=row["kind"],
        about=row["about"],
        what=row["what"],
        done=row.get("done"),
        missing=row.get("missing") or 0,
    )
