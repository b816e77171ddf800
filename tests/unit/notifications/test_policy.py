"""The policy: every event that could be heard is listed, every row makes sense, and every task can be shown."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

import services
from services.awards.nominations.acts import PROPOSE
from services.notifications.deliveries.templates import names
from services.notifications.event_registry import REGISTRY
from services.notifications.informing.manager import MANAGER
from services.notifications.policy import (
    MEND,
    POLICY,
    REPORTS,
    ROWS,
    TASKS,
    Awaited,
    Kind,
    Row,
    When,
    Whom,
    facts,
    holds,
)
from services.notifications.policy_tables import README, documented, tables
from services.notifications.reminders.events import ReminderRaised, UnitReminded
from services.notifications.tasks.pages import row
from services.notifications.tasks.projection import MODEL, task_id
from services.notifications.tasks.query import CALLED, kinds_of, title
from thidua_contracts.awards.award_annulled_v1 import AwardAnnulled
from thidua_contracts.awards.award_money_changed_v1 import AwardMoneyChanged
from thidua_contracts.awards.award_recovery_withdrawn_v1 import AwardRecoveryWithdrawn
from thidua_contracts.awards.award_repaid_v1 import AwardRepaid
from thidua_contracts.awards.award_restored_v1 import AwardRestored
from thidua_contracts.awards.nomination_refusal_withdrawn_v1 import NominationRefusalWithdrawn
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.codes import ReportPeriod, Role, SubjectKind, Title
from thidua_contracts.event import contracts
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_returned_v1 import ReportReturned

AT = datetime(2024, 3, 1, 2, tzinfo=UTC)
DUE = datetime(2024, 5, 14, 17, tzinfo=UTC)
LATER = DUE + timedelta(days=5)
ABOUT = "0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10"
FACTS = {"period": "half-year", "year": "2024"}
FOREIGN = [cls for name, cls in contracts().items() if not name.startswith("vn.thidua.notifications.")]
OWN = {ReminderRaised, UnitReminded}


def test_every_event_that_others_publish_says_who_is_told_or_why_nobody_is() -> None:
    assert set(POLICY) == set(FOREIGN) | OWN
    assert len(POLICY) == len(ROWS), "an event has one row"


@pytest.mark.parametrize("of", ROWS, ids=lambda of: of.event.__name__)
def test_a_row_calls_somebody_or_says_why_it_calls_nobody(of: Row) -> None:
    assert bool(of.opens or of.stands or of.letters) is not bool(of.nobody)
    assert len(set(of.kinds)) == len(of.kinds), "an event does one thing to a task"


@pytest.mark.parametrize("of", ROWS, ids=lambda of: of.event.__name__)
def test_a_row_names_only_what_its_event_has(of: Row) -> None:
    has = set(getattr(of.event, "model_fields", None) or of.event.__dataclass_fields__)
    asked = {name for kind in of.kinds for name in TASKS[kind].about}
    asked |= {name for letter in of.letters for name in letter.also}
    asked |= set(of.about) if of.letters else set()
    asked |= {"due_at", *of.about} if of.reminders else set()
    asked |= {"passed"} if of.when is When.PASSED else set()
    asked |= {"unit_id"} if any(TASKS[kind].own_unit for kind in of.opens) else set()
    assert asked <= has


@pytest.mark.parametrize("kind", Kind)
def test_what_is_opened_can_be_ended(kind: Kind) -> None:
    standing = [of for of in ROWS if kind in dict(of.stands)]
    assert standing or [of for of in ROWS if kind in (*of.opens, *of.otherwise)], "nothing opens it"
    assert standing or [of for of in ROWS if kind in of.done], "nobody can have done it"
    assert not [of for of in ROWS if kind in of.resumed] or [of for of in ROWS if kind in of.overtaken]


@pytest.mark.parametrize("kind", Kind)
def test_a_task_is_fed_by_one_service(kind: Kind) -> None:
    """Positions of two services have no order, and only one partition may change a row between reading and writing it."""
    rows = [of for of in ROWS if kind in of.kinds]
    assert len({of.event.type.split(".")[2] for of in rows}) == 1


def test_the_readers_do_what_the_policy_says_and_nothing_else() -> None:
    foreign = [of for of in ROWS if of.event not in OWN]
    changes = {of.event for of in foreign if of.kinds}
    assert {event.__name__ for event in MODEL.apply} == {event.__name__ for event in changes} | {
        "WardRegistered",
        "WardRenamed",
        "UnitRegistered",
        "UnitChanged",
        "UnitCorrected",
    }
    assert set(MANAGER.react) == {of.event for of in foreign if of.letters}
    assert set(MANAGER.schedule) == {of.event for of in foreign if of.reminders}


def test_every_letter_is_written_and_none_without_somebody_to_get_it() -> None:
    assert {letter.template for of in ROWS for letter in of.letters} == names()


def test_a_letter_of_a_reminder_knows_whether_the_report_was_returned() -> None:
    for event in OWN:
        for awaited in Awaited:
            [letter] = [letter for letter in POLICY[event].letters if holds(letter.when, None, awaited)]
            assert letter.template.endswith("-returned") is (awaited in (Awaited.RETURNED, Awaited.UNMENDED))
    told = POLICY[ReportDeadlineExtended].letters
    assert not [letter for letter in told if holds(letter.when, None, None)], "what was sent is not waited for"


def test_everybody_who_has_something_to_do_can_hold_the_role() -> None:
    assert {role for task in TASKS.values() for role in (task.role, *task.also)} <= {role.value for role in Role}
    assert set(TASKS) == set(Kind)


def test_a_role_sees_its_own_kinds_of_task_and_those_it_may_do_for_others() -> None:
    assert kinds_of("records-clerk") == [Kind.NUMBER_PLAN, Kind.HAND_OVER_FILE]
    assert Kind.NUMBER_PLAN in kinds_of("clerk") and Kind.ISSUE_PLAN in kinds_of("clerk")
    assert kinds_of("citizen") == []


def test_a_bloc_is_told_of_a_wards_awards_and_of_no_dossier() -> None:
    """What a letter is about is shown with it: the id of a ward's nomination is nothing for who keeps a bloc's papers."""
    told = [row for row in ROWS if any(letter.whom is Whom.BLOC_SECRETARIES for letter in row.letters)]
    assert len(told) == 5
    assert {row.about for row in told} == {("award_id",)}


def test_a_restored_award_is_to_be_paid_again_only_where_it_had_been_given_back() -> None:
    row = POLICY[AwardRestored]
    thing: dict[str, Any] = dict.fromkeys(("award_id", "nomination_id", "unit_id", "subject_id"), ABOUT)
    event = AwardRestored(
        **thing, year=2024, title=Title("LDTT"), subject_kind=SubjectKind.INDIVIDUAL, document_number="132/QĐ-UBND",
        restored_on=DUE.date(), money_dong=710_000,
    )  # fmt: skip
    assert row.opens == (Kind.REPAY_AWARD,) and Kind.RECOVER_AWARD in row.overtaken
    assert not holds(row.when, event), "what was never given back is not paid twice"
    assert holds(row.when, event.model_copy(update={"to_repay": True}))
    assert POLICY[AwardRepaid].done == (Kind.REPAY_AWARD,)
    assert Kind.REPAY_AWARD in POLICY[AwardAnnulled].overtaken and Kind.REPAY_AWARD in kinds_of("clerk")


def test_the_accountant_has_money_to_pay_and_to_get_back_as_long_as_there_is_some() -> None:
    row = POLICY[AwardMoneyChanged]
    assert dict(row.stands) == {Kind.PAY_AWARDS: When.TO_PAY, Kind.RECOVER_MONEY: When.TO_RECOVER}
    event = AwardMoneyChanged(
        decision_id=ABOUT, decision_number="105/QĐ-UBND", decided_on=DUE.date(), to_pay_dong=1, to_recover_dong=0
    )
    assert holds(When.TO_PAY, event) and not holds(When.TO_RECOVER, event)
    given = event.model_copy(update={"to_pay_dong": 0, "to_recover_dong": 710_000})
    assert holds(When.TO_RECOVER, given) and not holds(When.TO_PAY, given)
    assert kinds_of("finance-officer") == [Kind.PAY_AWARDS, Kind.RECOVER_MONEY]
    said = title(Kind.PAY_AWARDS, json.dumps(facts(event.model_copy(update={"to_pay_dong": 1_420_000}))), None)
    assert said == f"Chi 1.420.000 đồng tiền thưởng theo Quyết định số 105/QĐ-UBND ngày {DUE.date():%d/%m/%Y}"


def test_the_office_gets_objects_back_and_money_only_of_what_an_earlier_build_annulled() -> None:
    row = POLICY[AwardAnnulled]
    thing: dict[str, Any] = dict.fromkeys(("award_id", "nomination_id", "unit_id", "subject_id"), ABOUT)
    event = AwardAnnulled(
        **thing, year=2024, title=Title("LDTT"), subject_kind=SubjectKind.INDIVIDUAL, document_number="131/QĐ-UBND",
        annulled_on=DUE.date(), reason_code="false-merit", money_dong=710_000, objects=False,
    )  # fmt: skip
    assert holds(row.when, event) and row.opens == (Kind.RECOVER_AWARD,)
    assert not holds(row.when, event.model_copy(update={"money_apart": True}))
    assert holds(row.when, event.model_copy(update={"money_apart": True, "objects": True}))


def test_a_recovery_taken_back_of_an_award_that_stands_again_opens_no_recovery_and_ends_the_repayment() -> None:
    row = POLICY[AwardRecoveryWithdrawn]
    event = AwardRecoveryWithdrawn(award_id=ABOUT, nomination_id=ABOUT, unit_id=ABOUT, year=2024, title=Title("LDTT"))
    assert row.opens == (Kind.RECOVER_AWARD,) and row.overtaken == (Kind.REPAY_AWARD,)
    assert holds(row.when, event)
    assert not holds(row.when, event.model_copy(update={"restored": True}))


def test_a_dossier_that_nobody_appraised_is_overtaken_and_not_done() -> None:
    for event in (NominationVoted, NominationWithdrawn, NominationRefused):
        row = POLICY[event]
        assert {Kind.REVIEW_NOMINATION, Kind.COMPLETE_NOMINATION} <= set(row.overtaken), event
        assert Kind.REVIEW_NOMINATION not in row.done, event
    assert {of.event.__name__ for of in ROWS if Kind.REVIEW_NOMINATION in of.done} == {
        "NominationAppraised",
        "NominationReturned",
    }


def test_one_thing_has_one_task_of_each_kind() -> None:
    assert len({task_id(kind, ABOUT) for kind in Kind}) == len(Kind)
    assert task_id(Kind.REVIEW_REPORT, ABOUT) == task_id(Kind.REVIEW_REPORT, ABOUT)


def test_facts_are_text_and_only_what_may_be_said() -> None:
    event = ReportReturned(
        report_id=ABOUT,
        unit_id=str(uuid4()),
        obligation_id="half-year-2024",
        year=2024,
        period=ReportPeriod.HALF_YEAR,
        attempt=1,
        returned_at=AT,
    )
    assert facts(event) == {**FACTS, "returned_at": AT.isoformat()}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.SUBMIT_REPORT, "Nộp báo cáo sơ kết 6 tháng đầu năm 2024"),
        (Kind.CHASE_REPORT, "Đôn đốc Tổ dân phố số 8 nộp báo cáo sơ kết 6 tháng đầu năm 2024, trễ – còn mở"),
    ],
)
def test_a_sentence_reads_like_an_officials(kind: Kind, sentence: str) -> None:
    assert title(kind, json.dumps(FACTS), "Tổ dân phố số 8") == sentence


def test_a_report_is_named_as_its_plan_names_it_and_by_that_plan() -> None:
    """Two plans of a year may ask for reports of the same period: only these words tell their tasks apart."""
    called = {"report_name": "Báo cáo phong trào 6 tháng", "plan_number": "57/KH-UBND"}
    said = title(Kind.REVIEW_REPORT, json.dumps(FACTS), "Bản Tám", **called)
    assert said == "Xem xét báo cáo phong trào 6 tháng (Kế hoạch số 57/KH-UBND năm 2024) của Bản Tám"


def test_a_plan_that_waits_is_named() -> None:
    said = title(Kind.SIGN_PLAN, json.dumps({"year": "2024"}), None, plan_title="Kế hoạch phòng, chống bão lũ năm 2024")
    assert said == "Ký “Kế hoạch phòng, chống bão lũ năm 2024”"
    assert title(Kind.SIGN_PLAN, json.dumps({"year": "2024"}), None) == "Ký kế hoạch thi đua, khen thưởng năm 2024"


LATER_FACTS = {
    "held_on": "2024-11-15",
    "task_name": "Sơ kết",
    "document_number": "34-CT/TW",
    "document_title": "Chỉ thị",
    "file_code": "01.TĐKT",
    "file_title": "Kế hoạch, báo cáo",
    "decided_on": "2024-12-20",
    "decision_number": "105/QĐ-UBND",
    "to_pay_dong": "1420000",
    "to_recover_dong": "710000",
}


@pytest.mark.parametrize("kind", Kind)
def test_a_sentence_reads_well_before_the_units_name_is_heard(kind: Kind) -> None:
    said = title(kind, json.dumps(FACTS | LATER_FACTS), None)
    assert "$" not in said and "None" not in said


def shown(kind: Kind, now: datetime, **said: str) -> dict[str, Any]:
    """An open task as the page shows it."""
    task = {"task_id": uuid4(), "kind": kind, "about": ABOUT, "facts": json.dumps(FACTS | said), "due_at": DUE}
    return row(task | {"unit": None, "closed_at": None, "outcome": None} | dict.fromkeys(CALLED), now)


def test_a_returned_report_looks_returned_before_and_after_its_deadline() -> None:
    for now in (AT, LATER):
        mend = shown(Kind.SUBMIT_REPORT, now, returned_at=AT.isoformat())
        assert (mend["state"], mend["act"]) == (("returned", "Bị trả lại"), "Sửa và gửi lại")
    assert shown(Kind.SUBMIT_REPORT, AT)["state"] == ("waiting", "Chưa đến hạn")
    assert shown(Kind.SUBMIT_REPORT, LATER)["state"] == ("late", "Trễ – còn mở")


def test_a_session_is_under_way_and_its_button_leads_there() -> None:
    session = shown(Kind.ATTEND_SESSION, AT, held_on="2024-11-15")
    assert session["title"] == "Họp Hội đồng ngày 15/11/2024, xét khen thưởng năm 2024"
    assert session["state"] == ("received", "Đang họp")
    assert (session["act"], session["address"]) == ("Vào phiên họp", f"/awards/pages/sessions/{ABOUT}")


def test_a_button_promises_what_its_page_has() -> None:
    folder = Path(services.__path__[0])
    report = (folder / "submissions/reports/templates/report.html").read_text()
    remind = (folder / "notifications/reminders/templates/remind.html").read_text()
    assert MEND in report
    faces = json.loads((folder / "faces.json").read_text())
    for task in TASKS.values():
        acts = {words for act in faces if act["command"] in task.acts for words in (act["title"], act["button"])}
        declared = task.page.endswith(f"/do/{PROPOSE.name}") and task.button == PROPOSE.title
        there = (
            declared
            or task.button in acts
            or (task.page == REPORTS and task.button in report)
            or ("/remind?" in task.page and "nhắc" in remind)
        )
        of_several = task.button.startswith(("Xem xét ", "Thẩm định ", "Vào "))
        assert of_several or there, f"{task.button} names no act of {task.acts}"


def test_the_readme_shows_the_policy() -> None:
    assert documented(README.read_text()) == README.read_text(), "run: python -m services.notifications.policy_tables"
    assert all(of.event.__name__ in tables() for of in ROWS)


def test_what_was_stored_before_can_still_be_read() -> None:
    assert {"task-opened", "task-moved", "task-closed", "reminders-planned", "reminders-cancelled"} <= set(
        REGISTRY.types
    )


def test_a_refusal_taken_back_after_the_vote_resumes_no_appraisal_that_the_vote_had_overtaken() -> None:
    of = POLICY[NominationRefusalWithdrawn]
    no_vote = {Kind.DECIDE_DEED}
    assert of.resumed and set(of.resumed) - no_vote <= set(POLICY[NominationVoted].overtaken)
    for passed, again in ((False, True), (True, False)):
        assert holds(of.again, SimpleNamespace(passed=passed)) is again
