"""Model of a ward's year: what `submissions` must say yes or no to, and what must be readable afterwards.

Written from services/submissions/README.md, not from the deciders: rows, days, one rule after the other; nothing of streams,
versions, keys or crashes, because none of them may show. What `open-reports` has not read yet waits in `unread`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.chassis.calendar import local_date, start_of_day

Row = dict[str, Any]
GRACE, NEVER = timedelta(seconds=60), datetime.max.replace(tzinfo=UTC)
UNSENT = {"state": "due", "attempt": 0} | dict.fromkeys(("first_at", "channel", "sent_at", "on_time", "accepted_at"))


class Refused(Exception):
    """The code with which a command must be refused."""


def need(holds: object, code: str) -> None:
    if not holds:
        raise Refused(code)


@dataclass
class Model:
    """Every ward at once: rows by id, each with what it `is`, its ward, and its fields as they are read."""

    mandates: dict[str, Row] = field(default_factory=dict)
    rows: dict[Any, Row] = field(default_factory=dict)
    codes: dict[tuple[str, str], Any] = field(default_factory=dict)
    unread: list[tuple[str, Any, Any, datetime]] = field(default_factory=list)
    known: dict[Any, datetime] = field(default_factory=dict)  # units that `open-reports` has read of, and their ends
    asked: list[Row] = field(default_factory=list)
    asking: str = ""

    def may(self, who: str, ward: str, *roles: str) -> Any:
        """The unit to which the mandate is limited, if it is; asked before anything else."""
        mandate, self.asking = self.mandates[who], who.partition("#")[0]
        need(not mandate["relieved"], "mandate.relieved")
        need(mandate["role"] in roles, "mandate.role")
        need(mandate["ward"] == ward, "not-found")
        return mandate["unit"]

    def find(self, key: Any, ward: str) -> Row:
        need(key in self.rows and self.rows[key]["ward"] == ward, "not-found")
        return self.rows[key]

    def living(self, unit: Any, ward: str, on: date) -> Row:
        row = self.find(unit, ward)
        need(row["closed_on"] is None or on < row["closed_on"], "unit.closed")
        return row

    def register_unit(self, ward: str, now: datetime, unit: Any, code: str, kind: str, day: date) -> None:
        need(self.codes.setdefault((ward, code), unit) == unit, "unit.code-taken")
        self.rows[unit] = {"is": "unit", "ward": ward, "kind": kind, "closed_on": None, "codes": {day: code}}
        self.unread.append(("unit", unit, None, now))

    def change_code(self, ward: str, unit: Any, code: str, day: date) -> None:
        codes = self.living(unit, ward, day)["codes"]
        if (codes[max(codes)], max(codes)) != (code, day):
            need(codes[max(codes)] != code, "unit.code-from-another-day")
            need(day > max(codes), "unit.code-not-later")
            need(self.codes.setdefault((ward, code), unit) == unit, "unit.code-taken")
            codes[day] = code

    def close_unit(self, ward: str, now: datetime, unit: Any, day: date) -> None:
        row = self.find(unit, ward)
        if row["closed_on"] == day:
            return
        need(row["closed_on"] is None, "unit.end-recorded")
        need(day >= min(row["codes"]), "unit.closed-before-it-began")
        row["closed_on"] = day
        owed = (row for row in self.rows.values() if row["is"] == "report" and row["unit_id"] == unit)
        self.unread.append(("end", unit, [row for row in owed if row["due_at"] > start_of_day(day)], now))

    def register_person(self, ward: str, by: Any, person: Any, name: str, unit: Any, day: date) -> None:
        self.living(unit, ward, day)
        need(by in (None, unit), "not-found")
        self.rows[person] = {"is": "person", "ward": ward, "full_name": name, "unit_id": unit, "member_from": day}

    def move_person(self, ward: str, person: Any, unit: Any, day: date) -> None:
        row = self.find(person, ward)
        self.living(unit, ward, day)
        need(row["full_name"], "person.erased")
        if (row["unit_id"], row["member_from"]) != (unit, day):
            need(row["unit_id"] != unit, "person.already-there")
            need(day > row["member_from"], "person.moved-not-later")
            row |= {"unit_id": unit, "member_from": day}

    def erase(self, ward: str, person: Any) -> None:
        self.find(person, ward)["full_name"] = None

    def draft(self, ward: str, plan: Any, asks: list[Row]) -> None:
        need(all(one["locks_at"] >= one["due_at"] for one in asks), "plan.locks-before-due")
        self.rows[plan] = {"is": "plan", "ward": ward, "state": "draft", "number": None, "asks": asks}

    def issue(self, ward: str, now: datetime, plan: Any, number: int, day: date, signer: Any) -> None:
        row, signed = self.find(plan, ward), self.find(signer, ward)
        need(row["state"] == "draft", "plan.already-issued")
        need(signed["full_name"], "person.erased")
        need((ward, f"{number}/{day.year}") not in self.codes, "plan.number-taken")
        need(day <= local_date(now), "plan.issued-in-the-future")
        need(row["asks"], "plan.no-obligation")
        need(all(one["due_at"] > start_of_day(day) for one in row["asks"]), "plan.due-before-issue")
        self.codes[ward, f"{number}/{day.year}"] = plan
        row |= {"state": "issued", "number": number}
        self.unread.append(("plan", plan, day, now))

    def launch(self, ward: str, now: datetime, movement: Any, plan: Any, ends_on: date | None) -> None:
        need(self.find(plan, ward)["state"] == "issued", "movement.plan-not-issued")
        need(movement not in self.rows, "movement.already-launched")
        need(ends_on is None or ends_on >= local_date(now), "movement.ends-before-it-starts")
        self.rows[movement] = {"is": "movement", "ward": ward, "plan_id": plan, "ends_on": ends_on}

    def join(self, ward: str, now: datetime, by: Any, movement: Any, unit: Any) -> None:
        ends_on = self.find(movement, ward)["ends_on"]
        need(by in (None, unit), "not-found")
        self.living(unit, ward, local_date(now))
        if (movement, unit) not in self.rows:
            need(ends_on is None or local_date(now) <= ends_on, "movement.ended")
            self.rows[movement, unit] = {"is": "participation", "ward": ward}

    def awaited(self, ward: str, report: Any, by: Any = None) -> Row:
        row = self.find(report, ward)
        need(by is None or (by == row["unit_id"] and row["state"] != "released"), "not-found")
        words = {"submitted": "report.already-submitted", "accepted": "report.already-accepted"}
        need(row["state"] in ("due", "missed", "returned", "locked"), words.get(row["state"], "report.released"))
        return row

    def send(self, ward: str, report: Any, by: Any, at: datetime, channel: str = "electronic") -> None:
        row = self.awaited(ward, report, by)
        need(at < row["locks_at"], "report.locked")
        row["first_at"] = min(row["first_at"] or at, at)
        row |= {"state": "submitted", "attempt": row["attempt"] + 1, "channel": channel, "sent_at": at}
        row |= {"on_time": row["first_at"] < row["due_at"], "sent_by": self.asking}

    def paper(self, ward: str, now: datetime, report: Any, day: date) -> None:
        row = self.awaited(ward, report)
        need(day <= local_date(now), "report.receipt-in-the-future")
        need(day >= row["owed_from"], "report.receipt-before-obligation")
        self.send(ward, report, None, start_of_day(day), "paper")

    def accept(self, ward: str, at: datetime, report: Any) -> None:
        row = self.find(report, ward)
        need(row["state"] in ("submitted", "accepted"), "report.not-under-review")
        need(row["state"] == "accepted" or row["sent_by"] != self.asking, "report.own-sending")
        row |= {"state": "accepted", "accepted_at": row["accepted_at"] or at}

    def give_back(self, ward: str, at: datetime, report: Any, reason: str) -> None:
        row = self.find(report, ward)
        if row["state"] != "returned" or row["reason"] != reason:
            need(row["state"] == "submitted", "report.not-under-review")
            need(at < row["locks_at"], "report.returned-after-lock")
            row |= {"state": "returned", "reason": reason}

    def withdraw(self, ward: str, report: Any) -> None:
        need(self.find(report, ward)["state"] == "accepted", "report.not-accepted")
        self.rows[report] |= {"state": "submitted", "accepted_at": None}

    def extend(self, ward: str, now: datetime, report: Any, due: datetime, locks: datetime) -> None:
        row = self.find(report, ward)
        row = row if row["state"] == "submitted" else self.awaited(ward, report)
        moved = due >= row["due_at"] and locks >= row["locks_at"] and (due, locks) != (row["due_at"], row["locks_at"])
        need(moved and locks >= due and locks > now, "report.extension-not-later")
        if row["state"] in ("missed", "locked"):
            row["state"] = "returned" if row["attempt"] else "due" if due > row["due_at"] else "missed"
        row |= {"due_at": due, "locks_at": locks, "on_time": row["first_at"] and row["first_at"] < due}

    def read(self) -> None:
        """`open-reports` reads what it has not read yet, and what follows from it, in this order."""
        while self.unread:
            what, about, told, at = self.unread.pop(0)
            if what == "unit":
                self.known[about] = NEVER
                self._owe(self.asked, [about], at)
            elif what == "plan":
                self.asked += (asks := [one | {"plan_id": about, "from": told} for one in self.rows[about]["asks"]])
                self._owe(asks, list(self.known), at)
            else:  # what a unit that ended owed later than that, or a report asked of a unit that may have ended meanwhile
                if what == "end":
                    self.known[about] = start_of_day(self.rows[about]["closed_on"])
                for row in told:
                    if row["state"] == "due" and self.known[row["unit_id"]] < row["due_at"]:
                        row["state"] = "released"

    def _owe(self, asks: list[Row], units: list[Any], at: datetime) -> None:
        for one, unit in ((one, unit) for one in asks for unit in units):
            of, began, report = self.rows[unit], min(self.rows[unit]["codes"]), (one["id"], unit)
            meant = of["ward"] == self.rows[one["plan_id"]]["ward"] and (not one["kinds"] or of["kind"] in one["kinds"])
            owes = start_of_day(began) < one["due_at"] <= self.known[unit] and at < one["locks_at"]
            if meant and owes and report not in self.rows:
                which = {name: one[name] for name in ("plan_id", "due_at", "locks_at")} | {"unit_id": unit}
                which |= {"owed_from": max(one["from"], began), "ward": of["ward"], "is": "report"}
                self.rows[report] = which | UNSENT
                self.unread.append(("report", report, [self.rows[report]], at))

    def fire(self, now: datetime) -> None:
        """The scheduler, when everything is read: who has missed the deadline, and whose report is locked."""
        for row in (row for row in self.rows.values() if row["is"] == "report"):
            if row["state"] == "due" and now >= row["due_at"] + GRACE:
                row["state"] = "missed"
            if row["state"] in ("due", "missed", "returned") and now >= row["locks_at"] + GRACE:
                row["state"] = "locked"
