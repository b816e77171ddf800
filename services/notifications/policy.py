"""Policy: what each event means for people. The only place that says who has something to do, who is told, and who is not.

One row per kind of event: the tasks (Việc của tôi) that it opens and ends, the letters, the reminders. Pure data; the read model
`tasks`, the process manager `informing` and the tables of this service's README are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, assert_never
from uuid import UUID

from services.notifications.audience import Account, Audience, Holders, Person
from services.notifications.reminders.events import ReminderRaised, UnitReminded
from thidua_contracts.awards.award_annulled_v1 import AwardAnnulled
from thidua_contracts.awards.award_annulment_withdrawn_v1 import AwardAnnulmentWithdrawn
from thidua_contracts.awards.award_corrected_v1 import AwardCorrected
from thidua_contracts.awards.award_correction_withdrawn_v1 import AwardCorrectionWithdrawn
from thidua_contracts.awards.award_decided_v1 import AwardDecided
from thidua_contracts.awards.award_money_changed_v1 import AwardMoneyChanged
from thidua_contracts.awards.award_recovered_v1 import AwardRecovered
from thidua_contracts.awards.award_recovery_withdrawn_v1 import AwardRecoveryWithdrawn
from thidua_contracts.awards.award_repaid_v1 import AwardRepaid
from thidua_contracts.awards.award_repayment_withdrawn_v1 import AwardRepaymentWithdrawn
from thidua_contracts.awards.award_restored_v1 import AwardRestored
from thidua_contracts.awards.award_withdrawn_v1 import AwardWithdrawn
from thidua_contracts.awards.council_entry_made_v1 import CouncilEntryMade
from thidua_contracts.awards.council_session_closed_v1 import CouncilSessionClosed
from thidua_contracts.awards.council_session_opened_v1 import CouncilSessionOpened
from thidua_contracts.awards.council_session_reopened_v1 import CouncilSessionReopened
from thidua_contracts.awards.deed_opinion_asked_v1 import DeedOpinionAsked
from thidua_contracts.awards.deed_opinion_given_v1 import DeedOpinionGiven
from thidua_contracts.awards.deed_opinion_released_v1 import DeedOpinionReleased
from thidua_contracts.awards.deed_opinion_taken_back_v1 import DeedOpinionTakenBack
from thidua_contracts.awards.deed_proposed_v1 import DeedProposed
from thidua_contracts.awards.nomination_appraisal_taken_back_v1 import NominationAppraisalTakenBack
from thidua_contracts.awards.nomination_appraised_v1 import NominationAppraised
from thidua_contracts.awards.nomination_completed_v1 import NominationCompleted
from thidua_contracts.awards.nomination_forwarded_v1 import NominationForwarded
from thidua_contracts.awards.nomination_proposed_v1 import NominationProposed
from thidua_contracts.awards.nomination_recalled_v1 import NominationRecalled
from thidua_contracts.awards.nomination_refusal_withdrawn_v1 import NominationRefusalWithdrawn
from thidua_contracts.awards.nomination_refused_v1 import NominationRefused
from thidua_contracts.awards.nomination_return_taken_back_v1 import NominationReturnTakenBack
from thidua_contracts.awards.nomination_returned_v1 import NominationReturned
from thidua_contracts.awards.nomination_tabled_v1 import NominationTabled
from thidua_contracts.awards.nomination_untabled_v1 import NominationUntabled
from thidua_contracts.awards.nomination_voted_v1 import NominationVoted
from thidua_contracts.awards.nomination_window_closed_v1 import NominationWindowClosed
from thidua_contracts.awards.nomination_window_opened_v1 import NominationWindowOpened
from thidua_contracts.awards.nomination_withdrawn_v1 import NominationWithdrawn
from thidua_contracts.awards.refusal_withdrawn_v1 import RefusalWithdrawn
from thidua_contracts.awards.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged as ErasedInAwards
from thidua_contracts.blocs.bloc_corrected_v1 import BlocCorrected
from thidua_contracts.blocs.bloc_established_v1 import BlocEstablished
from thidua_contracts.blocs.bloc_hand_over_taken_back_v1 import BlocHandOverTakenBack
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.blocs.bloc_member_joined_v1 import BlocMemberJoined
from thidua_contracts.blocs.bloc_member_left_v1 import BlocMemberLeft
from thidua_contracts.blocs.bloc_membership_corrected_v1 import BlocMembershipCorrected
from thidua_contracts.blocs.standings_concluded_v1 import StandingsConcluded
from thidua_contracts.blocs.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged as ErasedInBlocs
from thidua_contracts.codes import CouncilEntry, DeciderLevel, SubjectKind, SubmissionChannel
from thidua_contracts.submissions.aims_acceptance_taken_back_v1 import AimsAcceptanceTakenBack
from thidua_contracts.submissions.aims_accepted_v1 import AimsAccepted
from thidua_contracts.submissions.aims_asked_v1 import AimsAsked
from thidua_contracts.submissions.aims_deadline_moved_v1 import AimsDeadlineMoved
from thidua_contracts.submissions.aims_registered_v1 import AimsRegistered
from thidua_contracts.submissions.aims_released_v1 import AimsReleased
from thidua_contracts.submissions.aims_return_taken_back_v1 import AimsReturnTakenBack
from thidua_contracts.submissions.aims_returned_v1 import AimsReturned
from thidua_contracts.submissions.aims_withdrawn_v1 import AimsWithdrawn
from thidua_contracts.submissions.archive_file_closed_v1 import ArchiveFileClosed
from thidua_contracts.submissions.archive_file_handed_over_v1 import ArchiveFileHandedOver
from thidua_contracts.submissions.archive_file_reopened_v1 import ArchiveFileReopened
from thidua_contracts.submissions.archive_hand_over_taken_back_v1 import ArchiveHandOverTakenBack
from thidua_contracts.submissions.briefing_attended_v1 import BriefingAttended
from thidua_contracts.submissions.data_request_answer_taken_back_v1 import DataRequestAnswerTakenBack
from thidua_contracts.submissions.data_request_answered_v1 import DataRequestAnswered
from thidua_contracts.submissions.data_request_extended_v1 import DataRequestExtended
from thidua_contracts.submissions.data_request_received_v1 import DataRequestReceived
from thidua_contracts.submissions.data_request_reopened_v1 import DataRequestReopened
from thidua_contracts.submissions.data_request_restored_v1 import DataRequestRestored
from thidua_contracts.submissions.data_request_settled_v1 import DataRequestSettled
from thidua_contracts.submissions.data_request_withdrawn_v1 import DataRequestWithdrawn
from thidua_contracts.submissions.directive_deadline_moved_v1 import DirectiveDeadlineMoved
from thidua_contracts.submissions.directive_read_taken_back_v1 import DirectiveReadTakenBack
from thidua_contracts.submissions.directive_read_v1 import DirectiveRead
from thidua_contracts.submissions.directive_recalled_v1 import DirectiveRecalled
from thidua_contracts.submissions.directive_released_v1 import DirectiveReleased
from thidua_contracts.submissions.directive_restored_v1 import DirectiveRestored
from thidua_contracts.submissions.directive_sent_v1 import DirectiveSent
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.memberships_corrected_v1 import MembershipsCorrected
from thidua_contracts.submissions.movement_joined_v1 import MovementJoined
from thidua_contracts.submissions.movement_launched_v1 import MovementLaunched
from thidua_contracts.submissions.movement_left_v1 import MovementLeft
from thidua_contracts.submissions.movement_restored_v1 import MovementRestored
from thidua_contracts.submissions.movement_withdrawn_v1 import MovementWithdrawn
from thidua_contracts.submissions.person_left_v1 import PersonLeft
from thidua_contracts.submissions.person_moved_v1 import PersonMoved
from thidua_contracts.submissions.person_registered_v1 import PersonRegistered
from thidua_contracts.submissions.plan_amended_v1 import PlanAmended
from thidua_contracts.submissions.plan_check_taken_back_v1 import PlanCheckTakenBack
from thidua_contracts.submissions.plan_checked_v1 import PlanChecked
from thidua_contracts.submissions.plan_draft_withdrawn_v1 import PlanDraftWithdrawn
from thidua_contracts.submissions.plan_issued_v1 import PlanIssued
from thidua_contracts.submissions.plan_number_taken_back_v1 import PlanNumberTakenBack
from thidua_contracts.submissions.plan_numbered_v1 import PlanNumbered
from thidua_contracts.submissions.plan_receipt_released_v1 import PlanReceiptReleased
from thidua_contracts.submissions.plan_receipt_taken_back_v1 import PlanReceiptTakenBack
from thidua_contracts.submissions.plan_received_v1 import PlanReceived
from thidua_contracts.submissions.plan_restored_v1 import PlanRestored
from thidua_contracts.submissions.plan_revoked_v1 import PlanRevoked
from thidua_contracts.submissions.plan_sent_v1 import PlanSent
from thidua_contracts.submissions.plan_signature_taken_back_v1 import PlanSignatureTakenBack
from thidua_contracts.submissions.plan_signed_v1 import PlanSigned
from thidua_contracts.submissions.plan_task_assigned_v1 import PlanTaskAssigned
from thidua_contracts.submissions.plan_task_done_v1 import PlanTaskDone
from thidua_contracts.submissions.plan_task_dropped_v1 import PlanTaskDropped
from thidua_contracts.submissions.plan_task_reopened_v1 import PlanTaskReopened
from thidua_contracts.submissions.report_acceptance_withdrawn_v1 import ReportAcceptanceWithdrawn
from thidua_contracts.submissions.report_accepted_v1 import ReportAccepted
from thidua_contracts.submissions.report_deadline_extended_v1 import ReportDeadlineExtended
from thidua_contracts.submissions.report_extension_withdrawn_v1 import ReportExtensionWithdrawn
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.report_missed_v1 import ReportMissed
from thidua_contracts.submissions.report_released_v1 import ReportReleased
from thidua_contracts.submissions.report_requested_v1 import ReportRequested
from thidua_contracts.submissions.report_return_withdrawn_v1 import ReportReturnWithdrawn
from thidua_contracts.submissions.report_returned_v1 import ReportReturned
from thidua_contracts.submissions.report_sending_withdrawn_v1 import ReportSendingWithdrawn
from thidua_contracts.submissions.report_submitted_v1 import ReportSubmitted
from thidua_contracts.submissions.score_check_taken_back_v1 import ScoreCheckTakenBack
from thidua_contracts.submissions.score_checked_v1 import ScoreChecked
from thidua_contracts.submissions.score_published_v1 import ScorePublished
from thidua_contracts.submissions.score_released_v1 import ScoreReleased
from thidua_contracts.submissions.score_return_taken_back_v1 import ScoreReturnTakenBack
from thidua_contracts.submissions.score_returned_v1 import ScoreReturned
from thidua_contracts.submissions.score_sent_v1 import ScoreSent
from thidua_contracts.submissions.score_sheet_issued_v1 import ScoreSheetIssued
from thidua_contracts.submissions.score_sheet_withdrawn_v1 import ScoreSheetWithdrawn
from thidua_contracts.submissions.score_taken_back_v1 import ScoreTakenBack
from thidua_contracts.submissions.score_unpublished_v1 import ScoreUnpublished
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.submissions.unit_changed_v1 import UnitChanged
from thidua_contracts.submissions.unit_closed_v1 import UnitClosed
from thidua_contracts.submissions.unit_code_changed_v1 import UnitCodeChanged
from thidua_contracts.submissions.unit_corrected_v1 import UnitCorrected
from thidua_contracts.submissions.unit_plan_approval_taken_back_v1 import UnitPlanApprovalTakenBack
from thidua_contracts.submissions.unit_plan_approved_v1 import UnitPlanApproved
from thidua_contracts.submissions.unit_plan_recalled_v1 import UnitPlanRecalled
from thidua_contracts.submissions.unit_plan_return_taken_back_v1 import UnitPlanReturnTakenBack
from thidua_contracts.submissions.unit_plan_returned_v1 import UnitPlanReturned
from thidua_contracts.submissions.unit_plan_submitted_v1 import UnitPlanSubmitted
from thidua_contracts.submissions.unit_plan_withdrawn_v1 import UnitPlanWithdrawn
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.submissions.unit_reopened_v1 import UnitReopened
from thidua_contracts.submissions.ward_days_corrected_v1 import WardDaysCorrected
from thidua_contracts.submissions.ward_ended_v1 import WardEnded
from thidua_contracts.submissions.ward_registered_v1 import WardRegistered
from thidua_contracts.submissions.ward_renamed_v1 import WardRenamed
from thidua_contracts.submissions.ward_withdrawn_v1 import WardWithdrawn


class Kind(StrEnum):
    """What has to be done."""

    SUBMIT_REPORT = "submit-report"
    REVIEW_REPORT = "review-report"
    CHASE_REPORT = "chase-report"
    PROPOSE_NOMINATIONS = "propose-nominations"
    REVIEW_NOMINATION = "review-nomination"
    COMPLETE_NOMINATION = "complete-nomination"
    DECIDE_NOMINATION = "decide-nomination"
    SAY_OF_DEED = "say-of-deed"
    DECIDE_DEED = "decide-deed"
    REFUSE_NOMINATION = "refuse-nomination"
    CHAIR_SESSION = "chair-session"
    ATTEND_SESSION = "attend-session"
    RECORD_SESSION = "record-session"
    SIGN_PLAN = "sign-plan"
    NUMBER_PLAN = "number-plan"
    ISSUE_PLAN = "issue-plan"
    DO_PLAN_TASK = "do-plan-task"
    CONFIRM_PLAN = "confirm-plan"
    READ_DIRECTIVE = "read-directive"
    RECOVER_AWARD = "recover-award"
    REPAY_AWARD = "repay-award"
    PAY_AWARDS = "pay-awards"
    RECOVER_MONEY = "recover-money"
    HAND_OVER_FILE = "hand-over-file"
    REVIEW_UNIT_PLAN = "review-unit-plan"
    MEND_UNIT_PLAN = "mend-unit-plan"
    ANSWER_DATA_REQUEST = "answer-data-request"
    SETTLE_DATA_REQUEST = "settle-data-request"
    REGISTER_AIMS = "register-aims"
    REVIEW_AIMS = "review-aims"
    MEND_AIMS = "mend-aims"
    CHECK_SCORE = "check-score"
    MEND_SCORE = "mend-score"
    PUBLISH_SCORE = "publish-score"


@dataclass(frozen=True, slots=True)
class Task:
    """How a kind of task is shown: whose work it is, its sentence, and the page where its button is.

    `about` names the fields of an event that say which thing it is about; `page` has `{about}`, all of them, or the `{last}` one.
    `own_unit`: the work of the unit's people alone; `own_account`: of the member alone whom the event names; `dated`: to be done
    by a day. `acts` are the commands, by name, with which it is done on that page or from it;
    `also`: the roles beside `role` that may do it.
    """

    role: str
    title: str
    about: tuple[str, ...]
    page: str
    button: str
    own_unit: bool = False
    own_account: bool = False
    dated: bool = False
    acts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


REPORT, NOMINATION, SESSION, WINDOW = ("report_id",), ("nomination_id",), ("session_id",), ("unit_id", "year")
MANDATE: Final = ("mandate_id",)
REPORTS: Final = "/submissions/pages/reports/{about}"
DOSSIERS: Final = "/awards/pages/dossiers/{about}"
SESSIONS: Final = "/awards/pages/sessions/{about}"
PLAN, PLAN_TASK, READING, ARCHIVE_FILE = ("plan_id",), ("task_id",), ("reading_id",), ("file_id",)
PLANS: Final = "/submissions/pages/plans/{about}"
PLAN_RECEIPT: Final = ("unit_id", "plan_id")
UNIT_PLAN: Final = ("unit_plan_id",)
UNIT_PLANS: Final = "/submissions/pages/unit-plans/{about}"
DATA_REQUEST: Final = ("request_id",)
DATA_REQUESTS: Final = "/submissions/pages/data-requests/{about}"
AIMS: Final = ("aims_id",)
AIMS_PAGE: Final = "/submissions/pages/aims/{about}"
DECISION: Final = ("decision_id",)
PAYMENTS: Final = "/awards/pages/payments/{about}"
SCORE, SCORE_SHEET = ("card_id",), ("sheet_id",)
SCORES: Final = "/submissions/pages/scorecards/{about}"

TASKS: Final[Mapping[Kind, Task]] = {
    Kind.SUBMIT_REPORT: Task(
        "unit-head", "Nộp $report", REPORT, REPORTS, "Lập báo cáo", own_unit=True, dated=True, acts=("SubmitReport",)
    ),
    Kind.REVIEW_REPORT: Task(
        "clerk", "Xem xét $report của $unit", REPORT, REPORTS, "Xem xét báo cáo", acts=("AcceptReport", "ReturnReport")
    ),
    Kind.CHASE_REPORT: Task(
        "clerk",
        "Đôn đốc $unit nộp $report, trễ – còn mở",
        REPORT,
        "/notifications/pages/remind?report={about}",
        "Nhắc đơn vị",
        acts=("RemindUnit",),
    ),
    Kind.PROPOSE_NOMINATIONS: Task(
        "unit-head",
        "Đề nghị khen thưởng năm $year của $unit",
        WINDOW,
        "/awards/pages/dossiers/do/propose",
        "Đề nghị khen thưởng",
        own_unit=True,
        acts=("ProposeNomination",),
    ),
    Kind.REVIEW_NOMINATION: Task(
        "clerk",
        "Thẩm định hồ sơ đề nghị $award của $unit",
        NOMINATION,
        DOSSIERS,
        "Thẩm định hồ sơ",
        acts=("AppraiseNomination", "ReturnNomination"),
    ),
    Kind.COMPLETE_NOMINATION: Task(
        "unit-head",
        "Bổ sung, gửi lại hồ sơ đề nghị $award của $unit",
        NOMINATION,
        DOSSIERS,
        "Bổ sung, gửi lại",
        own_unit=True,
        acts=("CompleteNomination",),
    ),
    Kind.DECIDE_NOMINATION: Task(
        "chairman",
        "Ký quyết định hoặc trình cấp trên hồ sơ đề nghị $award của $unit, Hội đồng đã thông qua",
        NOMINATION,
        DOSSIERS,
        "Xem xét hồ sơ",
        acts=("SignDecision", "ForwardNominations", "RefuseNomination"),
    ),
    Kind.SAY_OF_DEED: Task(
        "council-member",
        "Cho ý kiến về đề nghị khen thưởng đột xuất của $unit",
        ("member", "nomination_id"),
        "/awards/pages/dossiers/{last}",
        "Cho ý kiến",
        own_account=True,
        dated=True,
        acts=("GiveOpinion",),
        also=("council-secretary", "chairman"),
    ),
    Kind.DECIDE_DEED: Task(
        "chairman",
        "Quyết định đề nghị khen thưởng đột xuất của $unit",
        NOMINATION,
        DOSSIERS,
        "Xem xét hồ sơ",
        dated=True,
        acts=("SignDecision", "RefuseNomination"),
    ),
    Kind.REFUSE_NOMINATION: Task(
        "chairman",
        "Ghi không tặng hồ sơ đề nghị danh hiệu “$title” của $unit, Hội đồng không thông qua",
        NOMINATION,
        "/awards/pages/dossiers/{about}/do/refuse",
        "Không tặng danh hiệu",
        acts=("RefuseNomination",),
    ),
    Kind.RECOVER_AWARD: Task(
        "clerk",
        "Thu hồi hiện vật của $award năm $year đã bị hủy bỏ, đối tượng do $unit đề nghị",
        NOMINATION,
        DOSSIERS,
        "Ghi đã thu hồi",
        acts=("RecordRecovery",),
    ),
    Kind.REPAY_AWARD: Task(
        "clerk",
        "Trao lại hiện vật của $award năm $year đã được khôi phục, đối tượng do $unit đề nghị",
        NOMINATION,
        DOSSIERS,
        "Ghi đã trao lại",
        acts=("RecordRepayment",),
    ),
    Kind.PAY_AWARDS: Task(
        "finance-officer",
        "Chi $to_pay tiền thưởng theo Quyết định số $decision_number ngày $decision_day",
        DECISION,
        PAYMENTS,
        "Ghi chi tiền thưởng",
        dated=True,
        acts=("PayAwards",),
    ),
    Kind.RECOVER_MONEY: Task(
        "finance-officer",
        "Thu hồi $to_recover tiền thưởng đã chi theo Quyết định số $decision_number ngày $decision_day, danh hiệu bị hủy bỏ",
        DECISION,
        PAYMENTS,
        "Ghi thu hồi tiền thưởng",
        acts=("RecoverMoney",),
    ),
    Kind.CHAIR_SESSION: Task(
        "chairman",
        "Chủ trì họp Hội đồng ngày $session_day, xét khen thưởng năm $year",
        SESSION,
        SESSIONS,
        "Vào phiên họp",
        acts=("OpenVote", "CastBallot", "CloseVote"),
    ),
    Kind.ATTEND_SESSION: Task(
        "council-member",
        "Họp Hội đồng ngày $session_day, xét khen thưởng năm $year",
        SESSION,
        SESSIONS,
        "Vào phiên họp",
        acts=("CastBallot",),
    ),
    Kind.RECORD_SESSION: Task(
        "council-secretary",
        "Làm thư ký họp Hội đồng ngày $session_day, xét khen thưởng năm $year",
        SESSION,
        SESSIONS,
        "Vào phiên họp",
        acts=("RecordArrival", "OpenVote", "RecordWrittenOpinion", "CloseVote", "CloseSession"),
    ),
    Kind.SIGN_PLAN: Task("chairman", "Ký $plan", PLAN, PLANS, "Ký kế hoạch", acts=("SignPlan",)),
    Kind.NUMBER_PLAN: Task(
        "clerk",
        "Cấp số và ngày cho $plan",
        PLAN,
        PLANS,
        "Cấp số và ngày",
        acts=("NumberPlan",),
        also=("records-clerk",),
    ),
    Kind.ISSUE_PLAN: Task("clerk", "Ban hành $plan", PLAN, PLANS, "Ban hành kế hoạch", acts=("IssuePlan",)),
    Kind.DO_PLAN_TASK: Task(
        "unit-head",
        "Nhiệm vụ của kế hoạch: $task_name",
        PLAN_TASK,
        "/submissions/pages/plan-tasks/{about}",
        "Ghi kết quả",
        own_unit=True,
        dated=True,
        acts=("RecordTaskResult",),
    ),
    Kind.CONFIRM_PLAN: Task(
        "unit-head",
        "Xác nhận đã nhận $plan, số $document_number",
        PLAN_RECEIPT,
        "/submissions/pages/plans/{last}",
        "Xác nhận đã nhận",
        own_unit=True,
        acts=("ConfirmReceipt",),
    ),
    Kind.READ_DIRECTIVE: Task(
        "unit-head",
        "Đọc và phổ biến văn bản số $document_number: $document_title",
        READING,
        "/submissions/pages/readings/{about}",
        "Xác nhận đã đọc",
        own_unit=True,
        dated=True,
        acts=("ConfirmReading",),
    ),
    Kind.HAND_OVER_FILE: Task(
        "records-clerk",
        "Nộp lưu hồ sơ $file_code năm $year: $file_title",
        ARCHIVE_FILE,
        "/submissions/pages/archive/{about}",
        "Ghi đã nộp lưu",
        dated=True,
        acts=("HandOverFile",),
    ),
    Kind.REVIEW_UNIT_PLAN: Task(
        "clerk",
        "Xem xét, duyệt kế hoạch năm $year của $unit",
        UNIT_PLAN,
        UNIT_PLANS,
        "Xem xét kế hoạch",
        acts=("ApproveUnitPlan", "ReturnUnitPlan"),
    ),
    Kind.MEND_UNIT_PLAN: Task(
        "unit-head",
        "Hoàn thiện, trình lại kế hoạch năm $year của $unit",
        UNIT_PLAN,
        UNIT_PLANS,
        "Trình duyệt",
        own_unit=True,
        acts=("SubmitUnitPlan",),
    ),
    Kind.ANSWER_DATA_REQUEST: Task(
        "clerk",
        "Phản hồi một yêu cầu về dữ liệu cá nhân",
        DATA_REQUEST,
        DATA_REQUESTS,
        "Ghi phản hồi",
        dated=True,
        acts=("AnswerDataRequest",),
        also=("chairman",),
    ),
    Kind.SETTLE_DATA_REQUEST: Task(
        "clerk",
        "Giải quyết một yêu cầu về dữ liệu cá nhân",
        DATA_REQUEST,
        DATA_REQUESTS,
        "Ghi kết quả",
        dated=True,
        acts=("SettleDataRequest", "ExtendDataRequest"),
        also=("chairman",),
    ),
    Kind.REGISTER_AIMS: Task(
        "unit-head",
        "Đăng ký danh hiệu thi đua, chỉ tiêu năm $year của $unit",
        AIMS,
        AIMS_PAGE,
        "Đăng ký",
        own_unit=True,
        dated=True,
        acts=("RegisterAims",),
    ),
    Kind.REVIEW_AIMS: Task(
        "clerk",
        "Xem xét đăng ký thi đua năm $year của $unit",
        AIMS,
        AIMS_PAGE,
        "Xem xét đăng ký",
        acts=("AcceptAims", "ReturnAims"),
    ),
    Kind.MEND_AIMS: Task(
        "unit-head",
        "Sửa, gửi lại đăng ký thi đua năm $year của $unit",
        AIMS,
        AIMS_PAGE,
        "Sửa đăng ký",
        own_unit=True,
        acts=("ChangeAims",),
    ),
    Kind.CHECK_SCORE: Task(
        "clerk",
        "Kiểm tra hoặc trả lại bảng điểm năm $year của $unit",
        SCORE,
        SCORES,
        "Xem xét bảng điểm",
        acts=("CheckScore", "ReturnScore"),
    ),
    Kind.MEND_SCORE: Task(
        "unit-head",
        "Sửa, gửi lại bảng điểm năm $year của $unit",
        SCORE,
        SCORES,
        "Sửa, gửi lại",
        own_unit=True,
        acts=("MendScore",),
    ),
    Kind.PUBLISH_SCORE: Task(
        "clerk",
        "Công bố điểm năm $year của $unit",
        SCORE,
        SCORES,
        "Công bố điểm",
        acts=("PublishScore", "ReturnScore"),
    ),
}
"""Who meets in the council is told by role: the names of those who were called stay in awards."""

MEND: Final = "Sửa và gửi lại"
"""The button of a report that was returned."""


class Whom(StrEnum):
    """Who is told, in words for the README; `audience_of` makes an audience of it, and `addressing` finds who that is on the day."""

    HEADS = "heads of the unit"
    GROUP_HEADS = "heads of the ward's residential groups"
    CLERKS = "clerks"
    MEMBER_CLERKS = "clerks of the ward that it is about"
    CHAIRMEN = "chairmen"
    BLOC_SECRETARIES = "secretaries of the ward's blocs"
    PERSON = "the person concerned"
    MEMBER = "the member concerned"
    HOLDER = "whose mandate it is"


class Awaited(StrEnum):
    """That a report is waited for, and why; or that a directive is not read, that a unit has not registered its aims."""

    UNSENT = "never sent"
    RETURNED = "returned"
    UNREAD = "not read"
    UNREGISTERED = "not registered"
    UNMENDED = "registered and returned"


class When(StrEnum):
    """When a letter is sent or a task opened, in words for the README."""

    ALWAYS = ""
    UNSENT = "while the report was never sent"
    RETURNED = "while it was returned and not sent again"
    UNREAD = "while a directive is not read"
    UNREGISTERED = "while the unit has not registered what it aims at"
    UNMENDED = "while its registration was returned and not sent again"
    TO_READ = "when the unit has not read it yet"
    DOCUMENT = "when the document itself was withdrawn"
    SENDING = "when it was only sent by mistake"
    TO_REGISTER = "when the unit has not registered yet"
    PASSED = "when it passed"
    UNVOTED = "when the council had not put it through"
    INDIVIDUAL = "when it is one person's"
    CITY = "when it is the city's decision, recorded in the ward"
    OWED = "when the office is to get something back"
    TO_PAY = "while money is to be paid"
    TO_RECOVER = "while money is to be given back"
    UNRESTORED = "while the award is annulled"
    TO_REPAY = "when what had been given back is due again"
    PAPER = "when it was recorded as received on paper"
    BY_OTHERS = "when the unit did not do it itself"
    OFFICE = "when the ward's office did it for the unit"
    ARRIVED = "when the member was recorded as present"
    LEFT = "when the member was recorded as gone"
    WRITTEN = "when a written opinion was recorded"
    UNWRITTEN = "when a written opinion was taken back"
    HOLDER_KNOWN = "when it says whose it was"
    DATED = "when there is a day for it"
    HELD = "when it had been accepted"
    FIRST = "when it is the first of its year"
    AGAIN = "when it takes the place of an earlier one"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter (a file in `deliveries/letters`) to somebody; `also` are facts that only this letter gets."""

    whom: Whom
    template: str
    when: When = When.ALWAYS
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """What a kind of event means. `otherwise` opens where it is not `when`.

    `done` and `overtaken` end tasks; `resumed` goes on if it was overtaken, never if it was done,
    and where it was overtaken by something else before, only `again`. `stands`: what is to be done while something holds of the event, and
    is done when it does not.

    `about` names the fields that say what its letters are about. `nobody`: why it opens nothing and nobody is told.
    """

    event: type[Any]
    about: tuple[str, ...] = REPORT
    opens: tuple[Kind, ...] = ()
    when: When = When.ALWAYS
    otherwise: tuple[Kind, ...] = ()
    done: tuple[Kind, ...] = ()
    overtaken: tuple[Kind, ...] = ()
    resumed: tuple[Kind, ...] = ()
    again: When = When.ALWAYS
    stands: tuple[tuple[Kind, When], ...] = ()
    letters: tuple[Letter, ...] = ()
    reminders: bool = False
    nobody: str = ""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The tasks that it changes."""
        return (
            *self.opens,
            *self.otherwise,
            *self.done,
            *self.overtaken,
            *self.resumed,
            *(kind for kind, _ in self.stands),
        )


COUNCIL: Final = (Kind.CHAIR_SESSION, Kind.ATTEND_SESSION, Kind.RECORD_SESSION)
APPRAISAL: Final = (Kind.REVIEW_NOMINATION, Kind.COMPLETE_NOMINATION)

ROWS: Final = (
    Row(ReportRequested, opens=(Kind.SUBMIT_REPORT,), reminders=True),
    Row(
        ReportSubmitted,
        done=(Kind.SUBMIT_REPORT, Kind.CHASE_REPORT),
        opens=(Kind.REVIEW_REPORT,),
        letters=(
            Letter(Whom.HEADS, "report-recorded-from-paper", When.PAPER),
            Letter(Whom.HEADS, "report-sent-for-unit", When.OFFICE),
        ),
    ),
    Row(
        ReportReturned,
        done=(Kind.REVIEW_REPORT,),
        opens=(Kind.SUBMIT_REPORT,),
        letters=(Letter(Whom.HEADS, "report-returned"),),
    ),
    Row(ReportAccepted, done=(Kind.REVIEW_REPORT,), letters=(Letter(Whom.HEADS, "report-accepted"),)),
    Row(
        ReportAcceptanceWithdrawn,
        opens=(Kind.REVIEW_REPORT,),
        letters=(Letter(Whom.HEADS, "report-acceptance-withdrawn"),),
    ),
    Row(
        ReportDeadlineExtended,
        overtaken=(Kind.CHASE_REPORT,),
        resumed=(Kind.SUBMIT_REPORT,),
        letters=(
            Letter(Whom.HEADS, "report-deadline-extended", When.UNSENT),
            Letter(Whom.HEADS, "report-deadline-extended-returned", When.RETURNED),
        ),
        reminders=True,
    ),
    Row(
        ReportReturnWithdrawn,
        done=(Kind.SUBMIT_REPORT,),
        opens=(Kind.REVIEW_REPORT,),
        letters=(Letter(Whom.HEADS, "report-return-withdrawn"),),
    ),
    Row(
        ReportSendingWithdrawn,
        overtaken=(Kind.REVIEW_REPORT,),
        opens=(Kind.SUBMIT_REPORT,),
        letters=(Letter(Whom.HEADS, "report-sending-withdrawn", When.BY_OTHERS),),
        reminders=True,
    ),
    Row(
        ReportExtensionWithdrawn,
        resumed=(Kind.SUBMIT_REPORT,),
        letters=(Letter(Whom.HEADS, "report-extension-withdrawn"),),
        reminders=True,
    ),
    Row(
        ReportMissed,
        opens=(Kind.CHASE_REPORT,),
        letters=(Letter(Whom.HEADS, "report-missed-unit"), Letter(Whom.CLERKS, "report-missed-clerk")),
    ),
    Row(
        ReportLocked,
        overtaken=(Kind.SUBMIT_REPORT, Kind.CHASE_REPORT),
        nobody="clerk and unit were told when it was missed or returned",
    ),
    Row(
        ReportReleased,
        overtaken=(Kind.SUBMIT_REPORT, Kind.CHASE_REPORT),
        nobody="the unit is no more, or its plan was revoked",
    ),
    Row(
        NominationWindowOpened,
        WINDOW,
        opens=(Kind.PROPOSE_NOMINATIONS,),
        letters=(Letter(Whom.HEADS, "nomination-window-opened"),),
    ),
    Row(
        NominationWindowClosed,
        overtaken=(Kind.PROPOSE_NOMINATIONS,),
        nobody="the unit was told that the acceptance of its report was withdrawn",
    ),
    Row(
        NominationProposed,
        NOMINATION,
        done=(Kind.PROPOSE_NOMINATIONS,),
        opens=(Kind.REVIEW_NOMINATION,),
        letters=(Letter(Whom.HEADS, "nomination-proposed-for-unit", When.OFFICE),),
    ),
    Row(
        DeedProposed,
        NOMINATION,
        opens=(Kind.DECIDE_DEED,),
        letters=(
            Letter(Whom.CHAIRMEN, "deed-proposed-chairman"),
            Letter(Whom.HEADS, "deed-proposed-for-unit", When.OFFICE),
        ),
    ),
    Row(
        DeedOpinionAsked,
        NOMINATION,
        opens=(Kind.SAY_OF_DEED,),
        letters=(Letter(Whom.MEMBER, "deed-opinion-asked"),),
    ),
    Row(DeedOpinionGiven, NOMINATION, done=(Kind.SAY_OF_DEED,), nobody="the dossier shows it to the chairman"),
    Row(DeedOpinionTakenBack, NOMINATION, opens=(Kind.SAY_OF_DEED,)),
    Row(DeedOpinionReleased, NOMINATION, overtaken=(Kind.SAY_OF_DEED,), nobody="the chairman's decision is told"),
    Row(CouncilSessionOpened, opens=COUNCIL),
    Row(CouncilSessionClosed, done=COUNCIL, nobody="who met was there"),
    Row(CouncilSessionReopened, opens=COUNCIL),
    Row(
        CouncilEntryMade,
        SESSION,
        letters=(
            Letter(Whom.MEMBER, "council-arrived", When.ARRIVED),
            Letter(Whom.MEMBER, "council-left", When.LEFT),
            Letter(Whom.MEMBER, "council-written-opinion", When.WRITTEN),
            Letter(Whom.MEMBER, "council-opinion-withdrawn", When.UNWRITTEN),
        ),
    ),
    Row(
        NominationAppraised,
        NOMINATION,
        done=(Kind.REVIEW_NOMINATION,),
        nobody="the dossier shows it, and the council has it next",
    ),
    Row(NominationAppraisalTakenBack, NOMINATION, opens=(Kind.REVIEW_NOMINATION,)),
    Row(
        NominationReturned,
        NOMINATION,
        done=(Kind.REVIEW_NOMINATION,),
        opens=(Kind.COMPLETE_NOMINATION,),
        letters=(Letter(Whom.HEADS, "nomination-returned"),),
    ),
    Row(
        NominationReturnTakenBack,
        NOMINATION,
        overtaken=(Kind.COMPLETE_NOMINATION,),
        opens=(Kind.REVIEW_NOMINATION,),
        letters=(Letter(Whom.HEADS, "nomination-return-taken-back"),),
    ),
    Row(
        NominationCompleted,
        NOMINATION,
        done=(Kind.COMPLETE_NOMINATION,),
        opens=(Kind.REVIEW_NOMINATION,),
        letters=(Letter(Whom.HEADS, "nomination-completed-for-unit", When.OFFICE),),
    ),
    Row(NominationTabled, overtaken=(Kind.REVIEW_NOMINATION,), nobody="the dossier shows it"),
    Row(NominationUntabled, resumed=(Kind.REVIEW_NOMINATION,), nobody="the dossier shows it"),
    Row(
        NominationVoted,
        overtaken=APPRAISAL,
        opens=(Kind.DECIDE_NOMINATION,),
        when=When.PASSED,
        otherwise=(Kind.REFUSE_NOMINATION,),
    ),
    Row(
        NominationForwarded,
        done=(Kind.DECIDE_NOMINATION,),
        nobody="the dossier shows it; the decision is told",
    ),
    Row(
        NominationWithdrawn,
        NOMINATION,
        overtaken=(*APPRAISAL, Kind.DECIDE_NOMINATION, Kind.REFUSE_NOMINATION, Kind.DECIDE_DEED),
        letters=(Letter(Whom.HEADS, "nomination-withdrawn-for-unit", When.OFFICE),),
    ),
    Row(
        NominationRefused,
        NOMINATION,
        done=(Kind.DECIDE_NOMINATION, Kind.REFUSE_NOMINATION),
        overtaken=(*APPRAISAL, Kind.DECIDE_DEED),
        letters=(Letter(Whom.HEADS, "nomination-refused"),),
    ),
    Row(
        NominationRefusalWithdrawn,
        NOMINATION,
        opens=(Kind.DECIDE_NOMINATION,),
        when=When.PASSED,
        resumed=(*APPRAISAL, Kind.DECIDE_DEED),
        again=When.UNVOTED,
        letters=(Letter(Whom.HEADS, "nomination-refusal-withdrawn"),),
    ),
    Row(
        AwardDecided,
        ("award_id",),
        done=(Kind.DECIDE_NOMINATION, Kind.DECIDE_DEED),
        letters=(
            Letter(Whom.HEADS, "award-decided-unit"),
            Letter(Whom.BLOC_SECRETARIES, "award-decided-bloc"),
            Letter(Whom.CHAIRMEN, "award-recorded-chairman", When.CITY),
            Letter(Whom.PERSON, "award-decided-person", When.INDIVIDUAL, also=("money_dong",)),
        ),
    ),
    Row(
        AwardCorrected,
        ("award_id",),
        letters=(
            Letter(Whom.HEADS, "award-corrected-unit"),
            Letter(Whom.PERSON, "award-corrected-person", When.INDIVIDUAL),
        ),
    ),
    Row(
        AwardCorrectionWithdrawn,
        ("award_id",),
        letters=(
            Letter(Whom.HEADS, "award-correction-withdrawn-unit"),
            Letter(Whom.PERSON, "award-correction-withdrawn-person", When.INDIVIDUAL),
        ),
    ),
    Row(
        AwardAnnulled,
        ("award_id",),
        opens=(Kind.RECOVER_AWARD,),
        when=When.OWED,
        overtaken=(Kind.REPAY_AWARD,),
        letters=(
            Letter(Whom.HEADS, "award-annulled-unit"),
            Letter(Whom.BLOC_SECRETARIES, "award-annulled-bloc"),
            Letter(Whom.PERSON, "award-annulled-person", When.INDIVIDUAL, also=("money_dong",)),
        ),
    ),
    Row(
        AwardRestored,
        ("award_id",),
        opens=(Kind.REPAY_AWARD,),
        when=When.TO_REPAY,
        overtaken=(Kind.RECOVER_AWARD,),
        letters=(
            Letter(Whom.HEADS, "award-restored-unit"),
            Letter(Whom.BLOC_SECRETARIES, "award-restored-bloc"),
            Letter(Whom.PERSON, "award-restored-person", When.INDIVIDUAL, also=("money_dong",)),
        ),
    ),
    Row(
        AwardAnnulmentWithdrawn,
        ("award_id",),
        opens=(Kind.REPAY_AWARD,),
        when=When.TO_REPAY,
        overtaken=(Kind.RECOVER_AWARD,),
        letters=(
            Letter(Whom.HEADS, "award-annulment-withdrawn-unit"),
            Letter(Whom.BLOC_SECRETARIES, "award-annulment-withdrawn-bloc"),
            Letter(Whom.PERSON, "award-annulment-withdrawn-person", When.INDIVIDUAL, also=("money_dong",)),
        ),
    ),
    Row(
        AwardMoneyChanged,
        DECISION,
        stands=((Kind.PAY_AWARDS, When.TO_PAY), (Kind.RECOVER_MONEY, When.TO_RECOVER)),
    ),
    Row(AwardRecovered, NOMINATION, done=(Kind.RECOVER_AWARD,), nobody="the dossier shows it"),
    Row(
        AwardRecoveryWithdrawn,
        NOMINATION,
        opens=(Kind.RECOVER_AWARD,),
        when=When.UNRESTORED,
        overtaken=(Kind.REPAY_AWARD,),
    ),
    Row(AwardRepaid, NOMINATION, done=(Kind.REPAY_AWARD,), nobody="the dossier shows it"),
    Row(AwardRepaymentWithdrawn, NOMINATION, opens=(Kind.REPAY_AWARD,)),
    Row(
        AwardWithdrawn,
        ("award_id",),
        letters=(
            Letter(Whom.HEADS, "award-withdrawn-unit"),
            Letter(Whom.BLOC_SECRETARIES, "award-withdrawn-bloc"),
            Letter(Whom.CHAIRMEN, "award-withdrawn-chairman"),
        ),
    ),
    Row(RefusalWithdrawn, NOMINATION, letters=(Letter(Whom.HEADS, "refusal-withdrawn-unit"),)),
    Row(NominationRecalled, NOMINATION, opens=(Kind.DECIDE_NOMINATION,)),
    Row(WardRegistered, nobody="only the ward's name is kept"),
    Row(WardRenamed, nobody="only the ward's name is kept"),
    Row(WardEnded, nobody="its mandates end, which their holders find on signing in"),
    Row(WardDaysCorrected, nobody="the page of the ward tells it"),
    Row(WardWithdrawn, nobody="the page of the ward tells it"),
    Row(UnitRegistered, nobody="only the unit's name is kept"),
    Row(UnitChanged, nobody="only the unit's name is kept"),
    Row(UnitCorrected, nobody="only the unit's name is kept"),
    Row(UnitClosed, nobody="what follows from it is told: reports that are owed no more"),
    Row(UnitReopened, nobody="what follows from it is told: reports that are owed again"),
    Row(UnitCodeChanged, nobody="a code is in no task and no letter"),
    Row(PersonRegistered, nobody="who a person is, only submissions says"),
    Row(PersonMoved, nobody="who a person is, only submissions says"),
    Row(PersonLeft, nobody="who a person is, only submissions says"),
    Row(MembershipsCorrected, nobody="who a person is, only submissions says"),
    Row(SubjectErased, nobody="acknowledged by `erasures`; nothing personal is kept"),
    Row(
        MandateGranted,
        MANDATE,
        letters=(Letter(Whom.HOLDER, "mandate-granted", also=("role", "valid_from", "valid_to")),),
    ),
    Row(
        MandateRelieved,
        MANDATE,
        letters=(Letter(Whom.HOLDER, "mandate-relieved", When.HOLDER_KNOWN, also=("role", "relieved_at")),),
    ),
    Row(PlanChecked, PLAN, opens=(Kind.SIGN_PLAN,)),
    Row(PlanCheckTakenBack, PLAN, overtaken=(Kind.SIGN_PLAN,), nobody="a draft again"),
    Row(PlanDraftWithdrawn, PLAN, overtaken=(Kind.SIGN_PLAN,), nobody="given up"),
    Row(PlanSigned, PLAN, done=(Kind.SIGN_PLAN,), opens=(Kind.NUMBER_PLAN,)),
    Row(PlanSignatureTakenBack, PLAN, overtaken=(Kind.NUMBER_PLAN,), opens=(Kind.SIGN_PLAN,)),
    Row(PlanNumbered, PLAN, done=(Kind.NUMBER_PLAN,), opens=(Kind.ISSUE_PLAN,)),
    Row(PlanNumberTakenBack, PLAN, overtaken=(Kind.ISSUE_PLAN,), opens=(Kind.NUMBER_PLAN,)),
    Row(PlanSent, PLAN_RECEIPT, opens=(Kind.CONFIRM_PLAN,)),
    Row(PlanReceived, PLAN_RECEIPT, done=(Kind.CONFIRM_PLAN,), nobody="the plan's page shows it"),
    Row(PlanReceiptTakenBack, PLAN_RECEIPT, opens=(Kind.CONFIRM_PLAN,)),
    Row(
        PlanAmended,
        PLAN,
        done=(Kind.ISSUE_PLAN,),
        nobody="units are told of tasks that change, the plan's page shows the rest",
    ),
    Row(PlanRevoked, PLAN, nobody="what follows from it is told: tasks, receipts and reports that are called off"),
    Row(
        PlanRestored, PLAN, nobody="what follows from it is told: reports, tasks and receipts that are asked for again"
    ),
    Row(PlanReceiptReleased, PLAN_RECEIPT, overtaken=(Kind.CONFIRM_PLAN,), nobody="the plan's page shows it"),
    Row(PlanTaskAssigned, PLAN_TASK, opens=(Kind.DO_PLAN_TASK,)),
    Row(PlanTaskReopened, PLAN_TASK, opens=(Kind.DO_PLAN_TASK,)),
    Row(PlanTaskDropped, PLAN_TASK, overtaken=(Kind.DO_PLAN_TASK,), nobody="the plan's page shows it"),
    Row(PlanTaskDone, PLAN_TASK, done=(Kind.DO_PLAN_TASK,), nobody="the list of tasks shows it"),
    Row(
        PlanIssued,
        PLAN,
        done=(Kind.ISSUE_PLAN,),
        letters=(Letter(Whom.CHAIRMEN, "plan-issued-chairman", also=("number",)),),
    ),
    Row(
        DirectiveSent,
        READING,
        opens=(Kind.READ_DIRECTIVE,),
        letters=(Letter(Whom.HEADS, "directive-sent"),),
        reminders=True,
    ),
    Row(
        DirectiveDeadlineMoved,
        READING,
        resumed=(Kind.READ_DIRECTIVE,),
        letters=(Letter(Whom.HEADS, "directive-deadline-moved", When.TO_READ),),
        reminders=True,
    ),
    Row(
        DirectiveRead,
        READING,
        done=(Kind.READ_DIRECTIVE,),
        letters=(Letter(Whom.HEADS, "directive-read-for-unit", When.OFFICE),),
    ),
    Row(
        DirectiveReadTakenBack,
        READING,
        opens=(Kind.READ_DIRECTIVE,),
        letters=(Letter(Whom.HEADS, "directive-read-taken-back"),),
        reminders=True,
    ),
    Row(
        BriefingAttended,
        ("attendance_id",),
        letters=(
            Letter(Whom.PERSON, "briefing-attended-person"),
            Letter(Whom.HEADS, "briefing-attended-unit", When.OFFICE),
        ),
    ),
    Row(UnitPlanSubmitted, UNIT_PLAN, done=(Kind.MEND_UNIT_PLAN,), opens=(Kind.REVIEW_UNIT_PLAN,)),
    Row(UnitPlanRecalled, UNIT_PLAN, overtaken=(Kind.REVIEW_UNIT_PLAN,), nobody="a draft again"),
    Row(
        UnitPlanReturned,
        UNIT_PLAN,
        done=(Kind.REVIEW_UNIT_PLAN,),
        opens=(Kind.MEND_UNIT_PLAN,),
        letters=(Letter(Whom.HEADS, "unit-plan-returned"),),
    ),
    Row(
        UnitPlanReturnTakenBack,
        UNIT_PLAN,
        overtaken=(Kind.MEND_UNIT_PLAN,),
        opens=(Kind.REVIEW_UNIT_PLAN,),
        letters=(Letter(Whom.HEADS, "unit-plan-return-taken-back"),),
    ),
    Row(
        UnitPlanApproved,
        UNIT_PLAN,
        done=(Kind.REVIEW_UNIT_PLAN,),
        letters=(Letter(Whom.HEADS, "unit-plan-approved"),),
    ),
    Row(
        UnitPlanApprovalTakenBack,
        UNIT_PLAN,
        opens=(Kind.REVIEW_UNIT_PLAN,),
        letters=(Letter(Whom.HEADS, "unit-plan-approval-taken-back"),),
    ),
    Row(UnitPlanWithdrawn, UNIT_PLAN, overtaken=(Kind.MEND_UNIT_PLAN,), nobody="given up"),
    Row(DataRequestReceived, DATA_REQUEST, opens=(Kind.ANSWER_DATA_REQUEST,)),
    Row(
        DataRequestAnswered,
        DATA_REQUEST,
        done=(Kind.ANSWER_DATA_REQUEST,),
        opens=(Kind.SETTLE_DATA_REQUEST,),
        letters=(Letter(Whom.PERSON, "data-request-answered-person"),),
    ),
    Row(
        DataRequestAnswerTakenBack,
        DATA_REQUEST,
        overtaken=(Kind.SETTLE_DATA_REQUEST,),
        opens=(Kind.ANSWER_DATA_REQUEST,),
    ),
    Row(
        DataRequestExtended,
        DATA_REQUEST,
        resumed=(Kind.SETTLE_DATA_REQUEST,),
        letters=(Letter(Whom.PERSON, "data-request-extended-person"),),
    ),
    Row(
        DataRequestSettled,
        DATA_REQUEST,
        done=(Kind.SETTLE_DATA_REQUEST,),
        letters=(Letter(Whom.PERSON, "data-request-settled-person"),),
    ),
    Row(
        DataRequestReopened,
        DATA_REQUEST,
        opens=(Kind.SETTLE_DATA_REQUEST,),
        letters=(Letter(Whom.PERSON, "data-request-reopened-person"),),
    ),
    Row(
        DataRequestWithdrawn,
        DATA_REQUEST,
        overtaken=(Kind.ANSWER_DATA_REQUEST, Kind.SETTLE_DATA_REQUEST),
        nobody="whoever asked took it back, or there was none",
    ),
    Row(
        DataRequestRestored,
        DATA_REQUEST,
        opens=(Kind.SETTLE_DATA_REQUEST,),
    ),
    Row(
        AimsAsked,
        AIMS,
        opens=(Kind.REGISTER_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-asked"),),
        reminders=True,
    ),
    Row(
        AimsDeadlineMoved,
        AIMS,
        resumed=(Kind.REGISTER_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-deadline-moved", When.TO_REGISTER),),
        reminders=True,
    ),
    Row(AimsReleased, AIMS, overtaken=(Kind.REGISTER_AIMS,), nobody="the list of registrations shows it"),
    Row(
        AimsRegistered,
        AIMS,
        done=(Kind.REGISTER_AIMS, Kind.MEND_AIMS),
        opens=(Kind.REVIEW_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-registered-for-unit", When.OFFICE),),
    ),
    Row(
        AimsWithdrawn,
        AIMS,
        overtaken=(Kind.REVIEW_AIMS, Kind.MEND_AIMS),
        opens=(Kind.REGISTER_AIMS,),
        when=When.DATED,
        letters=(
            Letter(Whom.HEADS, "aims-withdrawn-for-unit", When.OFFICE),
            Letter(Whom.CLERKS, "aims-withdrawn", When.HELD),
        ),
    ),
    Row(
        AimsReturned,
        AIMS,
        done=(Kind.REVIEW_AIMS,),
        opens=(Kind.MEND_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-returned"),),
    ),
    Row(
        AimsReturnTakenBack,
        AIMS,
        overtaken=(Kind.MEND_AIMS,),
        opens=(Kind.REVIEW_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-return-taken-back"),),
    ),
    Row(
        AimsAccepted,
        AIMS,
        done=(Kind.REVIEW_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-accepted"),),
    ),
    Row(
        AimsAcceptanceTakenBack,
        AIMS,
        opens=(Kind.REVIEW_AIMS,),
        letters=(Letter(Whom.HEADS, "aims-acceptance-taken-back"),),
    ),
    Row(
        ScoreSheetIssued,
        SCORE_SHEET,
        letters=(
            Letter(Whom.GROUP_HEADS, "score-sheet-issued", When.FIRST),
            Letter(Whom.GROUP_HEADS, "score-sheet-changed", When.AGAIN, also=("version",)),
        ),
    ),
    Row(ScoreSheetWithdrawn, SCORE_SHEET, letters=(Letter(Whom.GROUP_HEADS, "score-sheet-withdrawn"),)),
    Row(
        ScoreSent,
        SCORE,
        done=(Kind.MEND_SCORE,),
        opens=(Kind.CHECK_SCORE,),
        letters=(Letter(Whom.HEADS, "score-sent-for-unit", When.OFFICE),),
    ),
    Row(
        ScoreTakenBack,
        SCORE,
        overtaken=(Kind.CHECK_SCORE, Kind.MEND_SCORE),
        letters=(Letter(Whom.HEADS, "score-taken-back-for-unit", When.OFFICE),),
    ),
    Row(
        ScoreReturned,
        SCORE,
        done=(Kind.CHECK_SCORE,),
        overtaken=(Kind.PUBLISH_SCORE,),
        opens=(Kind.MEND_SCORE,),
        letters=(Letter(Whom.HEADS, "score-returned"),),
    ),
    Row(
        ScoreReturnTakenBack,
        SCORE,
        overtaken=(Kind.MEND_SCORE,),
        opens=(Kind.CHECK_SCORE,),
        letters=(Letter(Whom.HEADS, "score-return-taken-back"),),
    ),
    Row(ScoreChecked, SCORE, done=(Kind.CHECK_SCORE,), opens=(Kind.PUBLISH_SCORE,)),
    Row(ScoreCheckTakenBack, SCORE, overtaken=(Kind.PUBLISH_SCORE,), opens=(Kind.CHECK_SCORE,)),
    Row(
        ScorePublished,
        SCORE,
        done=(Kind.PUBLISH_SCORE,),
        letters=(Letter(Whom.HEADS, "score-published"),),
    ),
    Row(
        ScoreUnpublished,
        SCORE,
        opens=(Kind.PUBLISH_SCORE,),
        letters=(Letter(Whom.HEADS, "score-unpublished"),),
    ),
    Row(
        ScoreReleased,
        SCORE,
        overtaken=(Kind.CHECK_SCORE, Kind.MEND_SCORE, Kind.PUBLISH_SCORE),
        nobody="the groups were told that its sheet was withdrawn",
    ),
    Row(ArchiveFileClosed, ARCHIVE_FILE, opens=(Kind.HAND_OVER_FILE,), when=When.DATED),
    Row(ArchiveFileReopened, ARCHIVE_FILE, overtaken=(Kind.HAND_OVER_FILE,), nobody="the list of files shows it"),
    Row(ArchiveFileHandedOver, ARCHIVE_FILE, done=(Kind.HAND_OVER_FILE,), nobody="the list of files shows it"),
    Row(ArchiveHandOverTakenBack, ARCHIVE_FILE, opens=(Kind.HAND_OVER_FILE,), when=When.DATED),
    Row(
        DirectiveRecalled,
        READING,
        overtaken=(Kind.READ_DIRECTIVE,),
        letters=(
            Letter(Whom.HEADS, "directive-document-withdrawn", When.DOCUMENT),
            Letter(Whom.HEADS, "directive-recalled", When.SENDING),
        ),
    ),
    Row(
        DirectiveRestored,
        READING,
        resumed=(Kind.READ_DIRECTIVE,),
        letters=(Letter(Whom.HEADS, "directive-restored"),),
        reminders=True,
    ),
    Row(DirectiveReleased, READING, overtaken=(Kind.READ_DIRECTIVE,), nobody="the list of what is to be read shows it"),
    Row(MovementLaunched, nobody="the ward's list of movements shows it"),
    Row(MovementWithdrawn, nobody="the ward's list of movements shows it"),
    Row(MovementRestored, nobody="the ward's list of movements shows it"),
    Row(
        MovementJoined,
        ("movement_id",),
        letters=(Letter(Whom.HEADS, "movement-joined-for-unit", When.OFFICE),),
    ),
    Row(
        MovementLeft,
        ("movement_id",),
        letters=(Letter(Whom.HEADS, "movement-left-for-unit", When.OFFICE),),
    ),
    Row(BlocEstablished, nobody="who belongs to it follows"),
    Row(BlocCorrected, nobody="the bloc's page shows it"),
    Row(BlocMemberJoined, nobody="kept, to find the bloc's secretary"),
    Row(BlocMemberLeft, nobody="kept, to find the bloc's secretary"),
    Row(
        BlocMembershipCorrected,
        ("bloc_id",),
        letters=(Letter(Whom.MEMBER_CLERKS, "bloc-membership-corrected"),),
    ),
    Row(BlocHeadAppointed, nobody="kept, to find the bloc's secretary"),
    Row(BlocHandOverTakenBack, nobody="kept, to find the bloc's secretary"),
    Row(StandingsConcluded, nobody="the board of the bloc shows it"),
    Row(ErasedInAwards, nobody="for whoever watches erasures"),
    Row(ErasedInBlocs, nobody="for whoever watches erasures"),
    Row(
        ReminderRaised,
        letters=(
            Letter(Whom.HEADS, "report-reminder", When.UNSENT),
            Letter(Whom.HEADS, "report-reminder-returned", When.RETURNED),
            Letter(Whom.HEADS, "directive-reminder", When.UNREAD),
            Letter(Whom.HEADS, "aims-reminder", When.UNREGISTERED),
            Letter(Whom.HEADS, "aims-reminder-returned", When.UNMENDED),
        ),
    ),
    Row(
        UnitReminded,
        letters=(
            Letter(Whom.HEADS, "report-reminded", When.UNSENT),
            Letter(Whom.HEADS, "report-reminded-returned", When.RETURNED),
            Letter(Whom.HEADS, "directive-reminded", When.UNREAD),
            Letter(Whom.HEADS, "aims-reminded", When.UNREGISTERED),
            Letter(Whom.HEADS, "aims-reminded-returned", When.UNMENDED),
        ),
    ),
)
POLICY: Final[Mapping[type[Any], Row]] = {row.event: row for row in ROWS}

FACTS: Final = (
    "period",
    "year",
    "title",
    "plan_title",
    "task_name",
    "due_at",
    "returned_at",
    "held_on",
    "decided_on",
    "decision_number",
    "to_pay_dong",
    "to_recover_dong",
    "document_number",
    "corrected_on",
    "annulled_on",
    "restored_on",
    "document_title",
    "recalled_for",
    "instead_number",
    "instead_title",
    "briefing_subject",
    "briefed_on",
    "file_code",
    "file_title",
    "settled_on",
)
"""Fields of events that titles and letters may speak of; none is personal."""


def facts(event: object, names: tuple[str, ...] = FACTS) -> dict[str, str]:
    """What an event says, as text: code words, ISO 8601 days and instants."""
    said = {name: value for name in names if (value := getattr(event, name, None)) is not None}
    return {name: value.isoformat() if hasattr(value, "isoformat") else str(value) for name, value in said.items()}


def about(event: object, fields: tuple[str, ...]) -> str:
    """The thing that an event is about, of the fields that name it."""
    return "/".join(str(getattr(event, field)) for field in fields)


def holds(when: When, event: Any, awaited: Awaited | None = None) -> bool:
    """Whether a row's letter or task is meant for this event; `awaited`: what its report is waited for."""
    match when:
        case When.ALWAYS:
            return True
        case When.UNSENT:
            return awaited is Awaited.UNSENT
        case When.RETURNED:
            return awaited is Awaited.RETURNED
        case When.UNREAD:
            return awaited is Awaited.UNREAD
        case When.UNREGISTERED:
            return awaited is Awaited.UNREGISTERED
        case When.UNMENDED:
            return awaited is Awaited.UNMENDED
        case When.TO_READ:
            return event.already_read is False
        case When.DOCUMENT:
            return event.document_withdrawn is True
        case When.SENDING:
            return event.document_withdrawn is False
        case When.TO_REGISTER:
            return event.already_sent is False
        case When.PASSED:
            return bool(event.passed)
        case When.UNVOTED:
            return not event.passed
        case When.INDIVIDUAL:
            return event.subject_kind is SubjectKind.INDIVIDUAL
        case When.CITY:
            return event.level is DeciderLevel.CITY
        case When.OWED:
            return bool(event.objects or (event.money_dong and not event.money_apart))
        case When.TO_PAY:
            return bool(event.to_pay_dong)
        case When.TO_RECOVER:
            return bool(event.to_recover_dong)
        case When.UNRESTORED:
            return event.restored is not True
        case When.TO_REPAY:
            return event.to_repay is True
        case When.PAPER:
            return event.channel is SubmissionChannel.PAPER
        case When.BY_OTHERS:
            return event.by_unit is not True
        case When.HELD:
            return event.nothing_holds is True
        case When.OFFICE:
            return event.by_office is True
        case When.ARRIVED:
            return event.entry is CouncilEntry.ARRIVED
        case When.LEFT:
            return event.entry is CouncilEntry.LEFT
        case When.WRITTEN:
            return event.entry is CouncilEntry.WRITTEN_OPINION
        case When.UNWRITTEN:
            return event.entry is CouncilEntry.OPINION_WITHDRAWN
        case When.HOLDER_KNOWN:
            return event.principal is not None
        case When.DATED:
            return event.due_at is not None
        case When.FIRST:
            return bool(event.version == 1)
        case When.AGAIN:
            return bool(event.version > 1)
        case _:
            assert_never(when)


def audience_of(whom: Whom, event: Any) -> Audience:
    """Whom an event alone tells; LookupError where `informing` knows which: secretaries of blocs, heads of groups, clerks elsewhere."""
    match whom:
        case Whom.HEADS:
            return Holders("unit-head", UUID(str(event.unit_id)))
        case Whom.CLERKS:
            return Holders("clerk")
        case Whom.CHAIRMEN:
            return Holders("chairman")
        case Whom.PERSON:
            return Person(UUID(event.subject_id))
        case Whom.MEMBER:
            return Account(event.member)
        case Whom.HOLDER:
            return Account(event.principal)
        case Whom.BLOC_SECRETARIES | Whom.GROUP_HEADS | Whom.MEMBER_CLERKS:
            raise LookupError(whom)
