from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

from services.submissions.plans.commands import ConfirmReceipt, RecordReceipt, WithdrawReceipt
from services.submissions.plans.decider import Issued, Superseded, Withdrawn
from services.submissions.plans.events import (
    Content,
    PlanReceiptConfirmed,
    PlanReceiptRecorded,
    PlanReceiptWithdrawn,
    PlanSentTo,
)
from services.submissions.plans.facts import receipt_taken_back
from services.submissions.plans.receipts import (
    HANDLES,
    RECEIPT,
    decide_confirm,
    decide_record,
    decide_withdraw,
)
from services.submissions.plans.steps import names_unit
from services.submissions.units.decider import UNIT
from tests.support.given import decider, head_of
from tests.unit.submissions import test_units
from tests.unit.submissions.test_plans import PLAN_ID

U = test_units.registered.unit_id
NOW = datetime(2024, 3, 1, 3, tzinfo=UTC)
PLAN = Issued(2024, date(2024, 2, 20), Content(title="", recipients=("UBND thành phố", "Lưu: VT")))
ALIVE = UNIT.fold([test_units.registered])
confirm = ConfirmReceipt(ward_code="03386", at=NOW, plan_id=PLAN_ID, unit_id=U)
confirmed = PlanReceiptConfirmed(plan_id=PLAN_ID, unit_id=U, received_on=date(2024, 3, 1), by_office=False)
record = RecordReceipt(
    ward_code="03386", at=NOW, plan_id=PLAN_ID, recipient="UBND thành phố", received_on=date(2024, 2, 27)
)
recorded = PlanReceiptRecorded(plan_id=PLAN_ID, recipient="UBND thành phố", received_on=date(2024, 2, 27))
withdraw = WithdrawReceipt(ward_code="03386", at=NOW, plan_id=PLAN_ID, receipt_id=UUID(int=9), reason="addressee")
withdrawn = PlanReceiptWithdrawn(plan_id=PLAN_ID, reason="addressee")
SENT = PlanSentTo(plan_id=PLAN_ID, unit_id=U, title="Kế hoạch công tác thi đua", document="57/KH-UBND")

confirming = decider(RECEIPT, decide_confirm).by(head_of(U))
recording = decider(RECEIPT, decide_record)
CLERK = replace(head_of(U), role="clerk", unit_id=None)
withdrawing = decider(RECEIPT, decide_withdraw).by(CLERK).beside(PLAN)


def test_a_unit_confirms_once_for_itself() -> None:
    confirming.beside(PLAN, ALIVE).when(confirm).then(confirmed)
    confirming.given(confirmed).beside(PLAN, ALIVE).when(confirm).then_nothing()
    stranger = decider(RECEIPT, decide_confirm).beside(PLAN, ALIVE).when(confirm).by(head_of(UUID(int=77)))
    stranger.then_refused("not-found")


def test_only_an_issued_plan_is_received() -> None:
    confirming.beside(Withdrawn(), ALIVE).when(confirm).then_refused("plan.withdrawn")
    recording.beside(Withdrawn()).when(record).then_refused("plan.withdrawn")


def test_a_unit_that_ended_receives_nothing() -> None:
    ended = UNIT.fold([test_units.registered, test_units.closed])
    late = replace(confirm, at=datetime(2030, 1, 1, tzinfo=UTC))
    confirming.beside(PLAN, ended).when(late).then_refused("unit.closed")


def test_the_office_records_for_the_plans_recipients_within_its_days() -> None:
    recording.beside(PLAN).when(record).then(recorded)
    recording.given(recorded).beside(PLAN).when(record).then_nothing()
    other_day = replace(record, received_on=date(2024, 2, 28))
    recording.given(recorded).beside(PLAN).when(other_day).then_refused("receipt.recorded")
    recording.beside(PLAN).when(replace(record, recipient="UBND tỉnh")).then_refused("receipt.unknown-recipient")
    recording.beside(PLAN).when(replace(record, received_on=date(2024, 3, 2))).then_refused("receipt.in-the-future")
    recording.beside(PLAN).when(replace(record, received_on=date(2024, 2, 19))).then_refused("receipt.before-issue")


def test_a_receipt_is_taken_back_of_its_own_plan() -> None:
    withdrawing.given(recorded).when(withdraw).then(withdrawn)
    withdrawing.given(recorded, withdrawn).when(withdraw).then_nothing()
    withdrawing.given(recorded).when(replace(withdraw, plan_id=UUID(int=5))).then_refused("not-found")
    recording.given(recorded, withdrawn).beside(PLAN).when(record).then(recorded)


def test_a_unit_takes_back_what_it_said_itself_and_nothing_else() -> None:
    own = decider(RECEIPT, decide_withdraw).by(head_of(U)).beside(PLAN)
    own.given(confirmed).when(withdraw).then(withdrawn)
    own.given(recorded).when(withdraw).then_refused("not-found")
    other = decider(RECEIPT, decide_withdraw).by(head_of(UUID(int=77))).beside(PLAN)
    other.given(confirmed).when(withdraw).then_refused("not-found")


def test_a_unit_that_the_plan_names_is_to_confirm_again_what_was_taken_back_while_the_plan_stands() -> None:
    named = replace(PLAN, sent=(SENT,))
    withdrawing.given(confirmed).beside(named).when(withdraw).then(replace(withdrawn, again=SENT))
    withdrawing.given(recorded).beside(named).when(withdraw).then(withdrawn)
    withdrawing.given(confirmed).beside(Superseded(PLAN)).when(withdraw).then(withdrawn)
    assert [one.unit_id for one in receipt_taken_back(replace(withdrawn, again=SENT))] == [str(U)]
    assert receipt_taken_back(withdrawn) == (), "nobody else is told"


def test_a_unit_is_named_by_its_own_name_alone_or_among_others() -> None:
    lines = ("- Tổ dân phố số 8;", "Trạm Y tế, công an phường.", "Các đơn vị thuộc phường;", "Lưu: VT")
    named = ["Tổ dân phố số 8", "TRẠM Y TẾ", "Công an phường"]
    assert [one for one in (*named, "Tổ dân phố số 88", "Trường THCS", "Lưu") if names_unit(lines, one)] == named


def test_each_command_names_its_streams_and_its_roles() -> None:
    roles = {
        case.command.__name__: (len(case.streams(command)), set(case.roles))
        for case, command in zip(HANDLES, (confirm, record, withdraw), strict=True)
    }
    assert roles == {
        "ConfirmReceipt": (3, {"unit-head", "clerk"}),
        "RecordReceipt": (2, {"clerk"}),
        "WithdrawReceipt": (2, {"unit-head", "clerk"}),
    }
