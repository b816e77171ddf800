"""Wards at random: commands, duplicates, losses, crashes, clock moves and rebuilds on a real store, beside a model of them.

People of the ward, of the other one, or with a mandate that has ended do whatever comes (`acting.py` tells both sides).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from services.chassis.calendar import local_date, start_of_day
from services.chassis.commands import CommandEnvelope, Reply
from services.chassis.identity.mandates import RelieveMandate
from services.submissions.deadlines import DuePhrase, Reading
from services.submissions.ids import document_number_id, movement_id, report_id
from services.submissions.movements.commands import JoinMovement, LaunchMovement
from services.submissions.movements.events import MovementContent
from services.submissions.people.commands import (
    CorrectMembership,
    EraseSubject,
    LeaveUnit,
    MovePerson,
    RegisterPerson,
    WithdrawMembership,
)
from services.submissions.plans.commands import (
    CheckPlan,
    DraftPlan,
    IssuePlan,
    NumberPlan,
    SignPlan,
    TakeBackCheck,
    TakeBackNumber,
    TakeBackSignature,
)
from services.submissions.plans.events import Content, Obligation
from services.submissions.reports import commands as reports
from services.submissions.reports.events import Figure
from services.submissions.reports.figures import INDICATORS
from services.submissions.units.commands import (
    ChangeUnit,
    ChangeUnitCode,
    CloseUnit,
    CorrectUnitEnd,
    RegisterUnit,
    ReopenUnit,
)
from tests.fuzz.acting import CHAIRMAN, CLERK, HEAD, MORNING, Acting
from tests.fuzz.system import DEATHS, LOSSES, READ_MODELS
from thidua_contracts.codes import ReportPeriod, SubjectKind, UnitKind

AFTER_MIDNIGHT: Final = timedelta(seconds=30)
"""A time of day at which things happen besides the morning; what arrived before midnight may be stored within the minute after it."""
WHEN: Final = ("morning", "midnight", "deadline", "deadline")
FIGURES: Final = tuple(Figure(indicator=indicator, value=Decimal(1)) for indicator in INDICATORS)
TICK: Final = timedelta(microseconds=1)
KINDS: Final = (UnitKind.OFFICE, UnitKind.HAMLET)
KEEPERS: Final = (CLERK, CHAIRMAN, "city-officer")

Rule = TypeVar("Rule", bound=Callable[..., Any])

place = st.integers(0, 31)
days = st.integers(-4, 12)
by = st.sampled_from([CLERK, CLERK, CLERK, CHAIRMAN, HEAD, "stranger", "trespasser"])
Asks = list[tuple[int, int, tuple[UnitKind, ...]]]
KINDS_MEANT: Final = st.sampled_from([(), (), KINDS[:1], KINDS[1:]])
ASKS: Final = st.lists(st.tuples(days, st.integers(-1, 8), KINDS_MEANT), max_size=2)
GOOD_ASKS: Final = st.lists(st.tuples(st.integers(-1, 5), st.integers(0, 4), st.just(())), min_size=1, max_size=2)
loss = st.sampled_from([*["none"] * 8, *LOSSES])


def capacity(unit: Any) -> dict[str, Any]:
    """What somebody is in a unit: always the same, for the model tells units apart, not capacities."""
    return {"unit_id": unit, "direct_worker": unit is not None, "category": None, "posts": ()}


def exists(what: str) -> Callable[[Rule], Rule]:
    """Only where there is such a thing."""
    return precondition(lambda self: any(row["is"] == what for row in self.model.rows.values()))


class Wards(Acting):
    """Two wards and what can be done in them."""

    @initialize(asks=GOOD_ASKS, begun=st.sampled_from([True, True, True, False]), other=st.booleans())
    def begin(self, asks: Asks, begun: bool, other: bool) -> None:
        """An example begins with nothing, or with a ward whose plan is issued: what follows then is about its reports."""
        if begun:
            for number in range(2):
                self.register_unit(other, "AB"[number], KINDS[number], 0, CLERK, "none")
            self.register_person(0, 0, CLERK, "none")
            self.draft_plan(other, asks, CLERK, "none")
            self.issue_plan(0, 0, 1, 0, CLERK, "none")
            self.read("none")

    # --- units and people

    @rule(where=st.booleans(), code=st.sampled_from("ABCD"), kind=st.sampled_from(KINDS), start=days, how=by, lost=loss)
    def register_unit(self, where: bool, code: str, kind: UnitKind, start: int, how: str, lost: str) -> None:
        unit, day, now = self._new(), self._day(start - 4), self.now
        done = self._both(
            (acting := self._who(how, self.wards[where], None)),
            KEEPERS,
            lambda ward, _: RegisterUnit(
                ward_code=ward, at=now, unit_id=unit, code=code, name="Tổ", kind=kind, valid_from=day
            ),
            lambda ward, _: self.model.register_unit(ward, now, unit, code, kind, day),
            lost,
        )
        if done:
            self._grant(HEAD, acting[1], unit)

    @exists("unit")
    @rule(at=place, code=st.sampled_from("ABCDE"), start=days, how=by, lost=loss)
    def change_code(self, at: int, code: str, start: int, how: str, lost: str) -> None:
        unit, day = self._some("unit", at), self._day(start)
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            KEEPERS,
            lambda ward, _: ChangeUnitCode(ward_code=ward, at=self.now, unit_id=unit, code=code, valid_from=day),
            lambda ward, _: self.model.change_code(ward, unit, code, day),
            lost,
        )

    @exists("unit")
    @rule(at=place, end=days, how=by, lost=loss)
    def close_unit(self, at: int, end: int, how: str, lost: str) -> None:
        unit, day = self._some("unit", at), self._day(end)
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            KEEPERS,
            lambda ward, _: CloseUnit(ward_code=ward, at=self.now, unit_id=unit, closed_on=day),
            lambda ward, _: self.model.end_unit(ward, self.now, unit, day),
            lost,
        )

    @exists("unit")
    @rule(at=place, end=st.none() | days, how=by, lost=loss)
    def end_otherwise(self, at: int, end: int | None, how: str, lost: str) -> None:
        """The end of a unit was recorded wrongly."""
        unit, day = self._some("unit", at, "closed_on"), None if end is None else self._day(end)
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            KEEPERS,
            lambda ward, _: (
                ReopenUnit(ward_code=ward, at=self.now, unit_id=unit, document_number="3/QĐ")
                if day is None
                else CorrectUnitEnd(ward_code=ward, at=self.now, unit_id=unit, closed_on=day, document_number="3/QĐ")
            ),
            lambda ward, _: self.model.end_unit(ward, self.now, unit, day, again=True),
            lost,
        )

    @exists("unit")
    @rule(at=place, kind=st.sampled_from(KINDS), start=st.integers(-4, 1), how=by, lost=loss)
    def change_kind(self, at: int, kind: UnitKind, start: int, how: str, lost: str) -> None:
        unit, day = self._some("unit", at), self._day(start)
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            KEEPERS,
            lambda ward, _: ChangeUnit(
                ward_code=ward, at=self.now, unit_id=unit, name="Tổ", kind=kind, valid_from=day, parent_id=None,
                priorities=(), document_number="4/QĐ",
            ),
            lambda ward, _: self.model.change_kind(ward, self.now, unit, kind, day),
            lost,
        )  # fmt: skip

    @exists("unit")
    @rule(at=place, start=days, how=by, lost=loss)
    def register_person(self, at: int, start: int, how: str, lost: str) -> None:
        unit, person, day = self._some("unit", at), self._new(), self._day(start)
        name = f"Người {person}"
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            (CLERK, CHAIRMAN, HEAD),
            lambda ward, _: RegisterPerson(
                ward_code=ward,
                at=self.now,
                person_id=person,
                kind=SubjectKind.INDIVIDUAL,
                full_name=name,
                email=None,
                unit_id=unit,
                member_from=day,
                direct_worker=True,
            ),
            lambda ward, by_unit: self.model.register_person(ward, by_unit, person, name, unit, day),
            lost,
        )

    @exists("person")
    @rule(at=place, to=st.none() | place, start=days, how=by, lost=loss)
    def move_person(self, at: int, to: int | None, start: int, how: str, lost: str) -> None:
        """To another unit, or to none."""
        person, unit, day = self._some("person", at), None if to is None else self._some("unit", to), self._day(start)
        self._both(
            self._who(how, self._row(person)["ward"], unit),
            (CLERK, CHAIRMAN),
            lambda ward, _: (
                LeaveUnit(ward_code=ward, at=self.now, person_id=person, left_on=day)
                if unit is None
                else MovePerson(ward_code=ward, at=self.now, person_id=person, member_from=day, **capacity(unit))
            ),
            lambda ward, _: self.model.move_person(ward, person, unit, day),
            lost,
        )

    @exists("person")
    @rule(at=place, which=place, right=st.none() | days, to=st.none() | place, how=by, lost=loss)
    def correct_membership(self, at: int, which: int, right: int | None, to: int | None, how: str, lost: str) -> None:
        """What was recorded is put right, or taken back."""
        person, day = self._some("person", at), None if right is None else self._day(right)
        unit = None if day is None or to is None else self._some("unit", to)
        days_of = sorted(self._row(person)["units"])
        was = self._day(0) if which == 0 else days_of[which % len(days_of)]
        self._both(
            self._who(how, self._row(person)["ward"], unit),
            (CLERK, CHAIRMAN),
            lambda ward, _: (
                WithdrawMembership(
                    ward_code=ward, at=self.now, person_id=person, last_from=was, document_number="5/TB"
                )
                if day is None
                else CorrectMembership(
                    ward_code=ward, at=self.now, person_id=person, recorded_from=was, member_from=day,
                    document_number="5/TB", **capacity(unit),
                )
            ),
            lambda ward, _: self.model.correct_membership(ward, person, was, unit, day),
            lost,
        )  # fmt: skip

    @exists("person")
    @rule(at=place, how=by, lost=loss)
    def erase_person(self, at: int, how: str, lost: str) -> None:
        person = self._some("person", at)
        self._both(
            self._who(how, self._row(person)["ward"], None),
            (CHAIRMAN, "city-officer"),
            lambda ward, _: EraseSubject(ward_code=ward, at=self.now, person_id=person, document_number="1/QĐ"),
            lambda ward, _: self.model.erase(ward, person),
            lost,
        )

    # --- plans and movements

    @rule(where=st.booleans(), asks=ASKS, how=by, lost=loss)
    def draft_plan(self, where: bool, asks: Asks, how: str, lost: str) -> None:
        plan, obligations, rows = self._new(), [], []
        for number, (due, more, kinds) in enumerate(asks):
            days_of = self._day(due + 3), self._day(due + 3 + more)
            phrases = DuePhrase(days_of[0]), DuePhrase(days_of[1], Reading.THROUGH)
            obligation = Obligation(
                obligation_id=self._new(), name=f"Báo cáo {number}", period=ReportPeriod.YEAR, due=phrases[0],
                locks=phrases[1], unit_kinds=kinds,
            )  # fmt: skip
            obligations.append(obligation)
            locks_at = start_of_day(days_of[1] + timedelta(days=1))
            rows.append(
                {
                    "id": obligation.obligation_id,
                    "due_at": start_of_day(days_of[0]),
                    "locks_at": locks_at,
                    "kinds": kinds,
                }
            )
        content = Content(title="Kế hoạch", legal_bases=(), recipients=(), obligations=tuple(obligations))
        self._both(
            self._who(how, self.wards[where], None),
            (CLERK, CHAIRMAN),
            lambda ward, _: DraftPlan(ward_code=ward, at=self.now, plan_id=plan, year=self.now.year, content=content),
            lambda ward, _: self.model.draft(ward, plan, rows),
            lost,
        )

    @precondition(lambda self: {"plan", "person"} <= {row["is"] for row in self.model.rows.values()})
    @rule(
        at=place,
        signs=place,
        number=st.integers(1, 4),
        on=st.integers(-3, 1),
        how=by,
        lost=loss,
        ahead=st.sampled_from([0, 0, 0, 1, 2]),
        steps=st.sampled_from([4, 4, 1, 2, 3]),
    )
    def issue_plan(
        self, at: int, signs: int, number: int, on: int, how: str, lost: str, ahead: int = 0, steps: int = 4
    ) -> None:
        """Through every step that has yet to come, or some: each by whoever may, or by somebody who may not."""
        plan, signer, day = self._some("plan", at), self._some("person", signs), self._day(on)
        clerk, chairman = (CLERK, CHAIRMAN) if how in (CLERK, CHAIRMAN) else (how, how)
        ward_code = self._row(plan)["ward"]
        way: tuple[tuple[str, tuple[str, ...], Callable[[str, Any], Any], Callable[[str, Any], None]], ...] = (
            (
                clerk,
                (CLERK,),
                lambda ward, _: CheckPlan(ward_code=ward, at=self.now, plan_id=plan),
                lambda ward, _: self.model.step(ward, self.now, plan, "checked", "draft", "checked"),
            ),
            (
                chairman,
                (CHAIRMAN,),
                lambda ward, _: SignPlan(
                    ward_code=ward,
                    at=self.now,
                    plan_id=plan,
                    signer_id=signer,
                    signer_title="CHỦ TỊCH",
                    authority="TM.",
                ),
                lambda ward, _: self.model.step(ward, self.now, plan, "signed", "checked", signer=signer),
            ),
            (
                clerk,
                (CLERK,),
                lambda ward, _: NumberPlan(
                    ward_code=ward, at=self.now, plan_id=plan, number=number, symbol="KH-UBND", issued_on=day
                ),
                lambda ward, _: self.model.number(ward, self.now, plan, number, day),
            ),
            (
                clerk,
                (CLERK,),
                lambda ward, _: IssuePlan(ward_code=ward, at=self.now, plan_id=plan),
                lambda ward, _: self.model.step(ward, self.now, plan, "issued", "numbered"),
            ),
        )
        stands = {"checked": 1, "signed": 2, "numbered": 3}.get(self._row(plan)["state"], 0)
        for who, roles, command, model in way[(stands + ahead) % 4 :][:steps]:
            if not self._both(self._who(who, ward_code, None), roles, command, model, lost):
                return

    @exists("plan")
    @rule(at=place, step=st.sampled_from([TakeBackCheck, TakeBackSignature, TakeBackNumber]), how=by, lost=loss)
    def take_back(self, at: int, step: Any, how: str, lost: str) -> None:
        """Before the plan is issued; a number that it never had is none of its own."""
        plan = self._some("plan", at)
        row = self._row(plan)
        before, after, roles = {
            TakeBackCheck: ("checked", "draft", (CLERK, CHAIRMAN)),
            TakeBackSignature: ("signed", "checked", (CHAIRMAN,)),
            TakeBackNumber: ("numbered", "signed", (CLERK,)),
        }[step]
        which: dict[str, Any] = {"at": self.now, "plan_id": plan, "reason": "Nhầm"}
        if step is TakeBackNumber:
            if row["number"] is None:
                return
            which["number_id"] = document_number_id(row["ward"], row["issued_on"].year, "KH-UBND", row["number"])
        self._both(
            self._who(how, row["ward"], None),
            roles,
            lambda ward, _: step(ward_code=ward, **which),
            lambda ward, _: self.model.step(ward, self.now, plan, after, before),
            lost,
        )

    @exists("plan")
    @rule(at=place, code=st.sampled_from("MN"), ends=st.none() | days, how=by, lost=loss)
    def launch_movement(self, at: int, code: str, ends: int | None, how: str, lost: str) -> None:
        plan = self._some("plan", at)
        movement, ends_on = movement_id(plan, code), None if ends is None else self._day(ends)
        self._both(
            self._who(how, self._row(plan)["ward"], None),
            (CLERK, CHAIRMAN),
            lambda ward, _: LaunchMovement(
                ward_code=ward,
                at=self.now,
                plan_id=plan,
                code=code,
                name="Phong trào",
                content=MovementContent(
                    kind="regular",
                    goals=("Mục tiêu",),
                    subjects=("units",),
                    criteria=("Tiêu chí",),
                    starts_on=self._day(0),
                    ends_on=ends_on,
                ),
            ),
            lambda ward, _: self.model.launch(ward, self.now, movement, plan, ends_on),
            lost,
        )

    @exists("movement")
    @rule(at=place, joins=place, how=by, lost=loss)
    def join_movement(self, at: int, joins: int, how: str, lost: str) -> None:
        movement, unit = self._some("movement", at), self._some("unit", joins)
        self._both(
            self._who(how, self._row(unit)["ward"], unit),
            (HEAD, CLERK),
            lambda ward, _: JoinMovement(ward_code=ward, at=self.now, movement_id=movement, unit_id=unit),
            lambda ward, by_unit: self.model.join(ward, self.now, by_unit, movement, unit),
            lost,
        )

    # --- reports

    def _report(
        self, at: int, how: str, roles: tuple[str, ...], lost: str, late: bool,
        command: Callable[..., Any], model: Callable[..., None],
    ) -> None:  # fmt: skip
        key = self._touched = self._touched if at % 2 and self._touched else self._some("report", at)
        midnight = start_of_day(local_date(self.now))
        # what arrived before midnight may be stored just after it
        arrived = midnight - TICK if late and self.now - midnight == AFTER_MIDNIGHT else self.now
        self._both(
            self._who(how, self._row(key)["ward"], self._row(key)["unit_id"]),
            roles,
            lambda ward, unit: command({"ward_code": ward, "at": arrived, "report_id": report_id(*key)}, unit),
            lambda ward, unit: model(ward, arrived, key, unit),
            lost,
        )

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans())
    def submit(self, at: int, how: str, lost: str, late: bool) -> None:
        self._report(
            at, how, (HEAD, CLERK), lost, late,
            lambda which, _: reports.SubmitReport(**which, document_number=None, figures=FIGURES),
            lambda ward, arrived, key, unit: self.model.send(ward, key, unit, arrived),
        )  # fmt: skip

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans())
    def accept(self, at: int, how: str, lost: str, late: bool) -> None:
        self._report(
            at, how, (CLERK, CHAIRMAN), lost, late,
            lambda which, _: reports.AcceptReport(**which),
            lambda ward, arrived, key, _: self.model.accept(ward, arrived, key),
        )  # fmt: skip

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans(), reason=st.sampled_from(["Sai", "Thiếu"]))
    def give_back(self, at: int, how: str, lost: str, late: bool, reason: str) -> None:
        self._report(
            at, how, (CLERK,), lost, late,
            lambda which, _: reports.ReturnReport(**which, reason=reason),
            lambda ward, arrived, key, _: self.model.give_back(ward, arrived, key),
        )  # fmt: skip

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans())
    def withdraw_acceptance(self, at: int, how: str, lost: str, late: bool) -> None:
        self._report(
            at, how, (CLERK, CHAIRMAN), lost, late,
            lambda which, _: reports.WithdrawAcceptance(**which, reason="Nhầm"),
            lambda ward, _, key, __: self.model.withdraw(ward, key),
        )  # fmt: skip

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans(), came=st.integers(-8, 1))
    def record_paper(self, at: int, how: str, lost: str, late: bool, came: int) -> None:
        day = self._day(came)
        self._report(
            at, how, (CLERK,), lost, late,
            lambda which, _: reports.RecordPaperReceipt(
                **which, received_on=day, document_number="1/BC", reason="Bản giấy"
            ),
            lambda ward, arrived, key, _: self.model.paper(ward, arrived, key, day),
        )  # fmt: skip

    @exists("report")
    @rule(at=place, how=by, lost=loss, late=st.booleans(), due=days, more=days)
    def extend_deadline(self, at: int, how: str, lost: str, late: bool, due: int, more: int) -> None:
        first, last = self._day(due), self._day(due + more)
        locks = start_of_day(last + timedelta(days=1))
        self._report(
            at, how, (CLERK, CHAIRMAN), lost, late,
            lambda which, _: reports.ExtendDeadline(
                **which, due=DuePhrase(first), locks=DuePhrase(last, Reading.THROUGH), document_number="2/UBND",
                document_date=self._day(-1), reason="Mưa lũ",
            ),
            lambda ward, arrived, key, _: self.model.extend(ward, arrived, key, start_of_day(first), locks),
        )  # fmt: skip

    # --- what may happen to anybody

    @precondition(lambda self: self.done)
    @rule(at=st.integers(0, 200), other=st.booleans(), lost=loss)
    def again(self, at: int, other: bool, lost: str) -> None:
        """The same key: the same reply, whatever has happened since; with another body it is refused."""
        issued, reply = self.done[-1 - at % len(self.done)]
        if other:
            other_body = CommandEnvelope(
                issued.command, issued.actor, issued.key, b"another body", issued.correlation_id
            )
            assert self.system.do(other_body) == "idempotency-key.reused"
        else:
            answer = self.system.do(issued, lost)  # type: ignore[arg-type]
            assert answer == Reply(reply.stream_id, reply.version, reply.position, repeated=True)

    @rule(where=st.booleans(), role=st.sampled_from([CLERK, CHAIRMAN]), dismissed=st.booleans())
    def relieve(self, where: bool, role: str, dismissed: bool) -> None:
        """Somebody's mandate ends; the next one has another, or, when dismissed, asks in vain once before that."""
        ward = self.wards[where]
        who, _ = self._who(role, ward, None)
        self._system(RelieveMandate(ward, self.now, self._mandate(who)))
        self.model.mandates[who]["relieved"] = True
        if dismissed and (units := [key for key, row in self.model.rows.items() if row["is"] == "unit"]):
            self._both(
                (who, ward),
                KEEPERS,
                lambda ward, _: CloseUnit(ward_code=ward, at=self.now, unit_id=units[0], closed_on=self._day(0)),
                lambda ward, _: self.model.end_unit(ward, self.now, units[0], self._day(0)),
            )
        self._grant(role, ward)

    @rule(ahead=st.integers(0, 9), when=st.sampled_from(WHEN), death=st.sampled_from(DEATHS), dies=st.booleans())
    def time_passes(self, ahead: int, when: str, death: str, dies: bool) -> None:
        """Some days later, in the morning, just after midnight or at the next deadline, the scheduler has done what was due."""
        moment = start_of_day(self._day(ahead)) + (MORNING if when == "morning" else AFTER_MIDNIGHT)
        ends = [
            row[face] for row in self.model.rows.values() if row["is"] == "report" for face in ("due_at", "locks_at")
        ]
        coming = [end for end in ends if self.now < end <= self.now + timedelta(days=14)]
        if when == "deadline" and coming:
            moment = min(coming) + AFTER_MIDNIGHT
        if moment > self.now:
            self.now = moment
            Acting.today = local_date(moment)
            self.system.move_clock(moment)
        self._read(death)
        self.system.fire(self.now, dies=dies)
        self.model.fire(self.now)

    @rule(death=st.sampled_from(DEATHS))
    def read(self, death: str) -> None:
        """All readers have taken everything: both sides show the same."""
        self._read(death)
        self._compare()

    @rule()
    def crash(self) -> None:
        """The process dies and another one starts."""
        self.system.reopen()

    @rule(reader=st.sampled_from(READ_MODELS))
    def rebuild(self, reader: str) -> None:
        """A read model is built anew, from the beginning up to wherever the store is by now."""
        self.system.rebuild(reader)


def drive(wards: type[Wards], *, examples: int, steps: int, seed: int | None = None) -> None:
    """Runs so many examples; the same again without a seed. What fails is told as the steps that lead to it."""
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=seed is None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] if seed is None else [Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(wards if seed is None else seeded(seed)(type(wards.__name__, (wards,), {})), settings=how)
