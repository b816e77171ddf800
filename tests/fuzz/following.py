"""What follows by itself in a model of a ward's year: what `open-reports` asks of whom, and what the scheduler records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from services.chassis.calendar import start_of_day

Row = dict[Any, Any]
GRACE, NEVER = timedelta(seconds=60), datetime.max.replace(tzinfo=UTC)
UNSENT = {"state": "due", "attempt": 0} | dict.fromkeys(("first_at", "channel", "sent_at", "on_time", "accepted_at"))


@dataclass
class Following:
    """Rows by id, and what of them `open-reports` has not read yet."""

    rows: dict[Any, Row] = field(default_factory=dict)
    unread: list[tuple[str, Any, Any, datetime]] = field(default_factory=list)
    known: dict[Any, Row] = field(default_factory=dict)  # units that were read of: their kinds and ends
    asked: list[Row] = field(default_factory=list)

    def owed(self, unit: Any) -> list[tuple[Row, datetime]]:
        """The unit's reports with their deadlines as they stand now."""
        return [(row, row["due_at"]) for row in self.rows.values() if row["is"] == "report" and row["unit_id"] == unit]

    def read(self) -> None:
        """`open-reports` reads what it has not read yet, and what follows from it, in this order."""
        while self.unread:
            what, about, told, at = self.unread.pop(0)
            if what == "unit":
                self.known[about] = {"kind": told, "ends": NEVER}
                self._ask(self.asked, [about], at)
            elif what == "kind":
                self.known[about]["kind"] = told
            elif what == "plan":
                self.asked += (asks := [one | {"plan_id": about, "from": told} for one in self.rows[about]["asks"]])
                self._ask(asks, list(self.known), at)
            elif what == "end":
                (day, owed), recorded = told, self.known[about]["ends"] != NEVER
                self.known[about]["ends"] = start_of_day(day) if day else NEVER
                if recorded:  # and was wrong
                    self._ask(self.asked, [about], at)
                self._release(about, owed)
            else:  # a report that was on its way when the unit ended
                self._release(about, told)

    def _ask(self, asks: list[Row], units: list[Any], at: datetime) -> None:
        for one, unit in ((one, unit) for one in asks for unit in units):
            ward, began, known = self.rows[unit]["ward"], min(self.rows[unit]["codes"]), self.known[unit]
            meant = ward == self.rows[one["plan_id"]]["ward"] and (not one["kinds"] or known["kind"] in one["kinds"])
            owes = start_of_day(began) < one["due_at"] <= known["ends"] and at < one["locks_at"]
            if meant and owes and (one["id"], unit) not in self.rows:
                row = one | UNSENT | {"is": "report", "ward": ward, "unit_id": unit}
                self.rows[one["id"], unit] = row | {"owed_from": max(one["from"], began)}
                self.unread.append(("report", unit, [(self.rows[one["id"], unit], one["due_at"])], at))

    def _release(self, unit: Any, owed: list[tuple[Row, datetime]]) -> None:
        """What was due later than its end a unit owes no more unless it was sent; what was not, it owes again."""
        for row, due in owed:
            unsent = row["state"] in ("due", "missed") or (row["state"] == "locked" and not row["attempt"])
            if due > self.known[unit]["ends"]:
                row["state"] = "released" if unsent else row["state"]
            elif row["state"] == "released":
                row["state"] = "due"

    def fire(self, now: datetime) -> None:
        """The scheduler, when everything is read: what units were to be from a day on, who has missed the deadline, what is locked."""
        for unit, row in self.rows.items():
            if row["is"] == "unit" and row["coming"] is not None and now >= start_of_day(row["coming"][1]):
                kind, day = row["coming"]
                row["kinds"][day], row["coming"] = kind, None
                self.unread.append(("kind", unit, kind, now))
        for row in (row for row in self.rows.values() if row["is"] == "report"):
            if row["state"] == "due" and now >= row["due_at"] + GRACE:
                row["state"] = "missed"
            if row["state"] in ("due", "missed", "returned") and now >= row["locks_at"] + GRACE:
                row["state"] = "locked"
