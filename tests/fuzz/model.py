"""Model of a ward's year: what `submissions` must say yes or no to; what then follows by itself is in `following.py`.

Written from services/submissions/README.md, not from the deciders: rows, days, one rule after the other; nothing of streams,
versions, keys or crashes, because none of them may show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.chassis.calendar import local_date, start_of_day
from tests.fuzz.following import Following, Row


class Refused(Exception):
    """The code with which a command must be refused."""


def need(*rules: object) -> None:
    """What must hold and the code of the refusal otherwise, one after the other."""
    for holds, code in zip(rules[::2], rules[1::2], strict=True):
        if not holds:
            raise Refused(code)


@dataclass
class Model(Following):
    """Every ward at once: rows by id, each with what it `is`, its ward, and its fields as they are read."""

    mandates: dict[str, Row] = field(default_factory=dict)
    codes: dict[tuple[str, str], Any] = field(default_factory=dict)
    asking: str = ""

    def may(self, who: str, ward: str, *roles: str) -> Any:
        """The unit to which the mandate is limited, if it is; asked before anything else."""
        mandate, self.asking = self.mandates[who], who.partition("#")[0]
        need(not mandate["relieved"], "mandate.relieved", mandate["role"] in roles, "mandate.role")
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
        self.rows[unit] = {"is": "unit", "ward": ward, "closed_on": None, "kinds": {day: kind}, "codes": {day: code}}
        self.rows[unit]["coming"] = None
        self.unread.append(("unit", unit, kind, now))

    def change_code(self, ward: str, unit: Any, code: str, day: date) -> None:
        codes = self.living(unit, ward, day)["codes"]
        if (codes[max(codes)], max(codes)) != (code, day):
            need(codes[max(codes)] != code, "unit.code-from-another-day", day > max(codes), "unit.code-not-later")
            need(self.codes.setdefault((ward, code), unit) == unit, "unit.code-taken")
            codes[day] = code

    def change_kind(self, ward: str, now: datetime, unit: Any, kind: str, day: date) -> None:
        row = self.living(unit, ward, day)
        kinds, coming = row["kinds"], row["coming"]
        if (kinds[max(kinds)], max(kinds)) != (kind, day) and coming != (kind, day):
            need(kinds[max(kinds)] != kind, "unit.nothing-changed", day > max(kinds), "unit.change-not-later")
            need(coming is None or (day < coming[1] and day <= local_date(now)), "unit.change-coming")
            if day > local_date(now):
                row["coming"] = (kind, day)
            else:
                kinds[day] = kind
                self.unread.append(("kind", unit, kind, now))

    def end_unit(self, ward: str, now: datetime, unit: Any, day: date | None, again: bool = False) -> None:
        """It ends on a day; `again`: on another day than was recorded, or not at all."""
        row = self.find(unit, ward)
        need(row["closed_on"] or not again, "unit.not-ending")
        if row["closed_on"] != day:
            need(again or not row["closed_on"], "unit.end-recorded")
            need(day is None or day >= min(row["codes"]), "unit.closed-before-it-began")
            row["closed_on"] = day
            if day is not None and row["coming"] is not None and row["coming"][1] >= day:
                row["coming"] = None
            self.unread.append(("end", unit, (day, self.owed(unit)), now))

    def register_person(self, ward: str, by: Any, person: Any, name: str, unit: Any, day: date) -> None:
        self.living(unit, ward, day)
        need(by in (None, unit), "not-found")
        self.rows[person] = {"is": "person", "ward": ward, "full_name": name, "units": {day: unit}}

    def belonging(self, ward: str, person: Any, unit: Any, day: date) -> Row:
        row = self.find(person, ward)
        need(unit is None or self.living(unit, ward, day), "not-found", row["full_name"], "person.erased")
        units: Row = row["units"]
        return units

    def move_person(self, ward: str, person: Any, unit: Any, day: date) -> None:
        units = self.belonging(ward, person, unit, day)
        if (units[max(units)], max(units)) != (unit, day):
            need(units[max(units)] != unit, "person.already-there" if unit else "person.already-left")
            need(day > max(units), "person.moved-not-later")
            units[day] = unit

    def correct_membership(self, ward: str, person: Any, was: date, unit: Any, day: date | None) -> None:
        """What was recorded from a day is put right in its place; without a day it is taken back, the newest alone."""
        units = self.belonging(ward, person, unit, day or was)
        need(was in units, "person.no-such-membership", day or was == max(units), "person.not-the-last")
        if (units[was], was) != (unit, day):
            days = [day or one if one == was else one for one in sorted(units)]
            need(unit or was != min(units), "person.first-membership")
            need(days == sorted(set(days)), "person.out-of-order")
            units.pop(was)
            units |= {day: unit} if day else {}

    def erase(self, ward: str, person: Any) -> None:
        self.find(person, ward)["full_name"] = None

    def draft(self, ward: str, plan: Any, asks: list[Row]) -> None:
        need(all(one["locks_at"] >= one["due_at"] for one in asks), "plan.locks-before-due")
        self.rows[plan] = {"is": "plan", "ward": ward, "state": "draft", "number": None, "asks": asks}

    def standing(self, ward: str, plan: Any, *steps: str) -> Row:
        row, words = self.find(plan, ward), {"draft": "not-checked", "issued": "already-issued"}
        need(row["state"] in steps, f"plan.{words.get(row['state'], row['state'])}")
        return row

    def step(self, ward: str, now: datetime, plan: Any, to: str, *since: str, signer: Any = None) -> None:
        """It is checked, signed or issued, or back where it was before."""
        named = signer is None or self.find(signer, ward)["full_name"]
        row = self.standing(ward, plan, *since)
        need(named, "person.erased")
        row |= {"state": to, "number": row["number"] if to == "issued" else None}
        if to == "issued":
            self.unread.append(("plan", plan, row["issued_on"], now))

    def number(self, ward: str, now: datetime, plan: Any, number: int, day: date) -> None:
        row, taken = self.standing(ward, plan, "signed"), (ward, f"{number}/{day.year}")
        need(day <= local_date(now), "plan.issued-in-the-future")
        need(all(one["due_at"] > start_of_day(day) for one in row["asks"]), "plan.due-before-issue")
        need(taken not in self.codes, "plan.number-taken")
        self.codes[taken] = plan
        row |= {"state": "numbered", "number": number, "issued_on": day}

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

    def give_back(self, ward: str, at: datetime, report: Any) -> None:
        row = self.find(report, ward)
        need(
            row["state"] == "submitted",
            "report.not-under-review",
            at < row["locks_at"],
            "report.returned-after-lock",
        )
        row |= {"state": "returned"}

    def withdraw(self, ward: str, report: Any) -> None:
        need(self.find(report, ward)["state"] == "accepted", "report.not-accepted")
        self.rows[report] |= {"state": "submitted", "accepted_at": None}

    def extend(self, ward: str, now: datetime, report: Any, due: datetime, locks: datetime) -> None:
        row = self.find(report, ward)
        row = row if row["state"] in ("submitted", "accepted") else self.awaited(ward, report)
        moved = due >= row["due_at"] and locks >= row["locks_at"] and (due, locks) != (row["due_at"], row["locks_at"])
        need(moved and locks >= due and locks > now, "report.extension-not-later")
        if row["state"] in ("missed", "locked"):
            row["state"] = "returned" if row["attempt"] else "due" if due > row["due_at"] else "missed"
        row |= {"due_at": due, "locks_at": locks, "on_time": row["first_at"] and row["first_at"] < due}
