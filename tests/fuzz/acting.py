"""Acting: two wards of an example, who acts in them, and how a real store and a model of it are told the same and compared.

Every example has two wards of its own in one store that lives on. Both sides must say yes or no with the same code, and show
the same rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from hypothesis.stateful import RuleBasedStateMachine

from services.chassis.calendar import local_date, start_of_day
from services.chassis.commands import Actor, CommandEnvelope, Reply
from services.chassis.identity.mandates import GrantMandate
from services.submissions.ids import report_id
from services.submissions.wards.commands import RegisterWard
from tests.fuzz.following import Row
from tests.fuzz.model import Model, Refused
from tests.fuzz.system import System
from thidua_contracts.codes import WardKind

BEGIN: Final = date(2031, 1, 6)
MORNING: Final = timedelta(hours=10)
SYSTEM: Final = "system:tests"
CLERK, CHAIRMAN, HEAD = "clerk", "chairman", "unit-head"


class Acting(RuleBasedStateMachine):
    """Two wards, their people, and the two sides that are told the same."""

    system: ClassVar[System]
    knows: ClassVar[type[Model]] = Model
    numbers: ClassVar[Iterator[int]] = count(1)
    today: ClassVar[date] = BEGIN
    outcomes: ClassVar[Counter[str]] = Counter()
    """Commands that were done, by name, and refusals, by code."""

    def __init__(self) -> None:
        super().__init__()
        number = next(Acting.numbers)
        self.wards = (f"{2 * number:05}", f"{2 * number + 1:05}")
        self.model, self.ids, self.done = self.knows(), count(), list[tuple[CommandEnvelope, Reply]]()
        self.generation: dict[str, int] = {}
        self._touched: Any = None
        Acting.today += timedelta(days=2)
        self.now = start_of_day(Acting.today) + MORNING
        self.system.move_clock(self.now)
        for ward in self.wards:
            name = f"Phường {ward}"
            self._system(
                RegisterWard(code=ward, at=self.now, name=name, kind=WardKind.WARD, valid_from=BEGIN, sample=True)
            )
            for role in (CLERK, CHAIRMAN):
                self._grant(role, ward)

    # --- who acts, and how both sides are asked

    def _system(self, command: Any) -> None:
        self._issue(Actor(SYSTEM), command)

    def _issue(self, actor: Actor, command: Any, lost: Any = "none") -> Reply | str:
        key = f"{self.wards[0]}-{next(self.ids)}"
        issued = CommandEnvelope(command, actor, key, hashlib.sha256(repr(command).encode()).digest(), self._new())
        answer = self.system.do(issued, lost)
        if isinstance(answer, Reply):
            self.done.append((issued, answer))
        return answer

    def _new(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"{self.wards[0]}/{next(self.ids)}")

    def _grant(self, role: str, ward: str, unit: UUID | None = None) -> None:
        name = f"{role}-{unit or ward}"
        generation = self.generation[name] = self.generation.get(name, -1) + 1
        who = f"{name}#{generation}"
        self.model.mandates[who] = {"role": role, "ward": ward, "unit": unit, "relieved": False}
        begin = Acting.today - timedelta(days=2)
        self._system(GrantMandate(ward, self.now, self._mandate(who), name, role, begin, unit_id=unit))

    def _mandate(self, who: str) -> UUID:
        return uuid5(NAMESPACE_URL, f"urn:tests/{who}")

    def _who(self, how: str, ward: str, unit: Any) -> tuple[str, str]:
        """Who acts, and in which ward; a head that there is not, or nobody has for this unit, is a clerk."""
        other = self.wards[self.wards.index(ward) == 0]
        if how == "stranger":
            ward = other
        role, of = (CLERK, other) if how == "trespasser" else (how if how != "stranger" else CLERK, ward)
        name = f"{role}-{of}"
        if role == HEAD:
            name = f"{HEAD}-{unit}" if f"{HEAD}-{unit}" in self.generation else f"{CLERK}-{of}"
        return f"{name}#{self.generation[name]}", ward

    def _both(
        self,
        acting: tuple[str, str],
        roles: tuple[str, ...],
        command: Callable[[str, Any], Any],
        model: Callable[[str, Any], None],
        lost: str = "none",
    ) -> bool:
        """The system and the model are told the same; whether both did it."""
        who, ward = acting
        unit = self.model.mandates[who]["unit"]
        said = self._issue(Actor(who.partition("#")[0], self._mandate(who)), command(ward, unit), lost)
        expected = "done"
        try:
            self.model.may(who, ward, *roles)
            model(ward, unit)
        except Refused as refused:
            expected = str(refused)
        told = "done" if isinstance(said, Reply) else said
        Acting.outcomes[f"{self.done[-1][0].command.__class__.__name__}" if told == "done" else told] += 1
        assert told == expected, f"the system says {told}, the model {expected}"
        return told == "done"

    def _some(self, what: str, at: int, having: str = "is") -> Any:
        """One of them; of those that have it, if any has."""
        all_of_them = [key for key, row in self.model.rows.items() if row["is"] == what]
        found = [key for key in all_of_them if self._row(key)[having]] or all_of_them
        return found[at % len(found)]

    def _row(self, key: Any) -> Row:
        return self.model.rows[key]

    def _day(self, ahead: int) -> date:
        return local_date(self.now) + timedelta(days=ahead)

    def _read(self, death: Any) -> None:
        self.system.read(death)
        self.model.read()

    def teardown(self) -> None:
        """Whatever has happened, in the end everything is read."""
        self._read("none")
        self._compare()

    def _compare(self) -> None:
        shown = self.system.rows(self.wards)
        expected = self._expected()
        for name in expected:
            assert shown[name] == expected[name], (
                f"{name}: only shown {shown[name] - expected[name]}, only expected {expected[name] - shown[name]}"
            )

    def _expected(self) -> dict[str, set[tuple[Any, ...]]]:
        of: dict[str, list[tuple[Any, Row]]] = {}
        for key, row in self.model.rows.items():
            of.setdefault(row["is"], []).append((key, row))

        def fields(what: str, *names: str) -> set[tuple[Any, ...]]:
            return {(key, *(row[name] for name in ("ward", *names))) for key, row in of.get(what, ())}

        def dated(what: str, name: str) -> set[tuple[Any, ...]]:
            return {(key, *one) for key, row in of.get(what, ()) for one in row[name].items()}

        terms = ("due_at", "locks_at", "attempt", "channel", "sent_at", "on_time", "accepted_at")
        return {
            "units": {
                (key, row["ward"], row["kinds"][max(row["kinds"])], row["closed_on"]) for key, row in of.get("unit", ())
            },
            "unit_profiles": dated("unit", "kinds"),
            "unit_codes": dated("unit", "codes"),
            "people": fields("person", "full_name"),
            "memberships": dated("person", "units"),
            "plans": fields("plan", "state", "number"),
            "movements": fields("movement", "plan_id", "ends_on"),
            "participations": {(*key, row["ward"]) for key, row in of.get("participation", ())},
            "tracking": {
                (report_id(*key), *rest) for key, *rest in fields("report", "plan_id", "unit_id", "state", *terms)
            },
            "parked": set(),
        }
