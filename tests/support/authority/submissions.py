"""The situations of submissions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from services.chassis.decider import CITY
from services.chassis.documents.decider import template_of
from services.chassis.identity.mandates import MANDATE
from services.submissions.aims.calling import AIMS_CALL
from services.submissions.aims.state import AIMS
from services.submissions.archive.decider import ARCHIVE_FILE
from services.submissions.briefings.decider import ATTENDANCE, BRIEFING
from services.submissions.calendar.decider import KEY_DAY
from services.submissions.data_requests.decider import DATA_REQUEST
from services.submissions.delegations.decider import DELEGATION
from services.submissions.directives.decider import DIRECTIVE, READING
from services.submissions.ids import participation_id, ward_id
from services.submissions.library.decider import LIBRARY_DOCUMENT
from services.submissions.movements.decider import MOVEMENT, PARTICIPATION
from services.submissions.numbers.decider import DOCUMENT_NUMBER
from services.submissions.people.decider import PERSON
from services.submissions.plan_tasks.decider import PLAN_TASK
from services.submissions.plans.decider import PLAN
from services.submissions.plans.receipts import RECEIPT
from services.submissions.reports.state import REPORT
from services.submissions.scorecards.decider import CARD
from services.submissions.scorecards.sheets import SHEET
from services.submissions.unit_plans.decider import UNIT_PLAN
from services.submissions.units.decider import UNIT
from services.submissions.wards.decider import WARD as WARDS
from services.submissions.wards.events import WardRegistered
from tests.support.authority.situation import OTHER_WARD, SOMEBODY, WARD, Situation
from tests.unit.chassis.documents import test_templates
from tests.unit.submissions import (
    test_aims,
    test_archive,
    test_briefings,
    test_calendar,
    test_data_requests,
    test_delegations,
    test_directives,
    test_library,
    test_mandates,
    test_movements,
    test_numbers,
    test_people,
    test_plan_receipts,
    test_plan_tasks,
    test_plans,
    test_reports,
    test_resolving,
    test_scorecards,
    test_unit_plans,
    test_units,
    test_wards,
)

U, OTHER = UUID(int=1), UUID(int=2)


def registered(code: str) -> WardRegistered:
    return replace(test_wards.registered, ward=code, code=code)


HERE: Final[dict[Any, Any]] = {WARDS.at(ward_id(WARD)): [registered(WARD)]}
COMING: Final[dict[Any, Any]] = {WARDS.at(ward_id(WARD)): [replace(registered(WARD), valid_from=test_wards.JULY)]}
UNITS: Final = HERE | {
    UNIT.at(U): [test_units.registered],
    UNIT.at(OTHER): [replace(test_units.registered, unit_id=OTHER, code="TDP9")],
}
FIRST: Final = test_units.FIRST.valid_from
ENDED: Final = UNITS | {UNIT.at(U): [test_units.registered, test_units.closed]}
CHANGING: Final = UNITS | {UNIT.at(U): [test_units.registered, test_units.planned]}
PEOPLE: Final = UNITS | {PERSON.at(test_people.P): [test_people.registered]}
MOVED: Final = UNITS | {PERSON.at(test_people.P): [test_people.registered, test_people.moved]}
SENT: Final = replace(test_reports.submitted, sent_by="head-1")
OWN: Final = replace(test_reports.submitted, sent_by=SOMEBODY)


SCORED: Final = {
    SHEET.at(test_scorecards.S): [test_scorecards.issued],
    CARD.at(test_scorecards.C): [test_scorecards.sent],
}
DELEGATED: Final = {DELEGATION.at(test_delegations.D): [test_delegations.delegated]}


def report(*events: Any) -> dict[Any, Any]:
    return {REPORT.at(test_reports.R): [test_reports.requested, *events]}


def plan(*events: Any) -> dict[Any, Any]:
    return {PLAN.at(test_plans.PLAN_ID): list(events)}


ISSUED: Final = plan(*test_plans.TO_ISSUE, test_plans.issued)
WITH_TASK: Final = plan(*test_plans.TO_ISSUE, test_plans.issued, test_plans.amended)


LIBRARY: Final[dict[Any, Any]] = {LIBRARY_DOCUMENT.at(test_library.DOC): [test_library.entered]}

DIRECTIVES: Final[dict[Any, Any]] = {DIRECTIVE.at(test_directives.D): [test_directives.distributed]}
RECALLED: Final[dict[Any, Any]] = {
    DIRECTIVE.at(test_directives.D): [test_directives.distributed, test_directives.recalled]
}
WITH_ITS_DOCUMENT: Final[dict[Any, Any]] = {
    DIRECTIVE.at(test_directives.D): [test_directives.distributed, test_directives.gone]
}

ARCHIVE: Final = LIBRARY | DIRECTIVES | {ARCHIVE_FILE.at(test_archive.F): [test_archive.listed]}


def archived(*events: Any) -> dict[Any, Any]:
    return {ARCHIVE_FILE.at(test_archive.F): [test_archive.listed, test_archive.filed, *events]}


def unit_plan(*events: Any) -> dict[Any, Any]:
    return UNITS | {UNIT_PLAN.at(test_unit_plans.P): [test_unit_plans.drafted, *events]}


UNIT_PLAN_SENT: Final = unit_plan(test_unit_plans.submitted)
UNIT_PLAN_RETURNED: Final = unit_plan(test_unit_plans.submitted, test_unit_plans.returned)
UNIT_PLAN_HOLDS: Final = unit_plan(test_unit_plans.submitted, test_unit_plans.approved)


def data_request(*events: Any) -> dict[Any, Any]:
    return {DATA_REQUEST.at(test_data_requests.R): [test_data_requests.received, *events]}


ANSWERED_REQUEST: Final = data_request(test_data_requests.answered)


AIMS_CALLED: Final = UNITS | {AIMS_CALL.at(test_aims.CALL): [test_aims.called]}


def aims(*events: Any) -> dict[Any, Any]:
    return AIMS_CALLED | PEOPLE | {AIMS.at(test_aims.A): [test_aims.asked, *events]}


AIMS_SENT: Final = aims(test_aims.registered)
AIMS_HOLD: Final = aims(test_aims.registered, test_aims.accepted)
BRIEFINGS: Final[dict[Any, Any]] = {BRIEFING.at(test_briefings.B): [test_briefings.recorded]}
ATTENDED_BRIEFING: Final = replace(
    test_briefings.recorded,
    content=replace(test_briefings.content, held_on=test_people.FIRST.member_from, documents=()),
)


def grant(role: str, **changes: Any) -> Any:
    return replace(test_mandates.clerk, role=role, **changes)


def relief(role: str, where: str) -> Situation:
    given = replace(test_mandates.granted, role=role)
    return Situation(test_mandates.relieve, {MANDATE.at(given.mandate_id): [given]}, where)


SITUATIONS: Final = (
    Situation(test_wards.register, where="a ward", ward=test_wards.register.ward_code),
    Situation(test_wards.rename, HERE),
    Situation(test_wards.end, HERE | {WARDS.at(ward_id("03387")).of("03387"): [registered("03387")]}),
    Situation(replace(test_wards.correct, ward_code=WARD, others=()), HERE),
    Situation(replace(test_wards.withdraw, ward_code=WARD, others=()), COMING),
    Situation(test_units.register, HERE),
    Situation(test_units.change, UNITS),
    Situation(test_units.mistyped, UNITS),
    Situation(test_units.take_back, UNITS),
    Situation(test_units.rename, UNITS),
    Situation(test_units.call_off, CHANGING),
    Situation(test_units.make, CHANGING),
    Situation(replace(test_units.mend, recorded_from=FIRST, valid_from=FIRST), UNITS),
    Situation(test_units.succeed, UNITS),
    Situation(test_units.close, UNITS),
    Situation(test_units.correct, ENDED),
    Situation(test_units.reopen, ENDED),
    Situation(test_people.register, UNITS),
    Situation(test_people.move, PEOPLE),
    Situation(test_people.leave, PEOPLE),
    Situation(replace(test_people.correct_day, recorded_from=test_people.FIRST.member_from), PEOPLE),
    Situation(test_people.withdraw, MOVED),
    Situation(test_people.correct, PEOPLE),
    Situation(test_people.address, PEOPLE),
    Situation(test_people.erase, PEOPLE),
    Situation(test_resolving.question),
    Situation(test_plans.draft, HERE),
    Situation(test_plans.revise, {PLAN.at(test_plans.PLAN_ID): [test_plans.drafted]}),
    Situation(test_plans.withdraw, plan(test_plans.drafted)),
    Situation(test_plans.check_it, plan(test_plans.drafted)),
    Situation(test_plans.uncheck, plan(*test_plans.TO_ISSUE[:2])),
    Situation(
        test_plans.sign,
        plan(*test_plans.TO_ISSUE[:2])
        | {PERSON.at(test_plans.SIGNER): [replace(test_people.registered, person_id=test_plans.SIGNER)]},
    ),
    Situation(test_delegations.delegate, PEOPLE),
    Situation(test_delegations.end, DELEGATED),
    Situation(replace(test_delegations.withdraw, reason="person"), DELEGATED),
    Situation(
        replace(test_delegations.sign, at=test_delegations.NOW),
        plan(*test_plans.TO_ISSUE[:2])
        | {DELEGATION.at(test_delegations.D): [replace(test_delegations.delegated, principal=SOMEBODY)]}
        | {PERSON.at(test_people.P): [test_people.registered]},
    ),
    Situation(test_plans.unsign, plan(*test_plans.TO_ISSUE[:3])),
    Situation(
        test_plans.unsign,
        plan(*test_plans.TO_ISSUE[:2], replace(test_plans.signed, signed_by=SOMEBODY)),
        "signed by oneself in the chairman's place",
    ),
    Situation(test_plans.number, plan(*test_plans.TO_ISSUE[:3]) | HERE),
    Situation(test_plans.unnumber, plan(*test_plans.TO_ISSUE) | {test_plans.NUMBER: [test_plans.taken]}),
    Situation(test_plans.issue, plan(*test_plans.TO_ISSUE)),
    Situation(test_plans.amend, ISSUED),
    Situation(test_plans.revoke, ISSUED),
    Situation(test_plans.unsupersede, plan(*test_plans.TO_ISSUE, test_plans.issued, test_plans.superseded)),
    Situation(test_plans.restore, plan(*test_plans.TO_ISSUE, test_plans.issued, test_plans.revoked)),
    Situation(
        test_plans.supersede,
        ISSUED
        | {
            PLAN.at(test_plans.supersede.by_plan_id): [
                replace(test_plans.drafted, plan_id=test_plans.supersede.by_plan_id),
                replace(test_plans.issued, plan_id=test_plans.supersede.by_plan_id),
            ]
        },
    ),
    Situation(test_plan_receipts.confirm, UNITS | ISSUED),
    Situation(test_plan_receipts.record, ISSUED),
    Situation(
        replace(test_plan_receipts.withdraw, reason="slip"),
        {RECEIPT.at(test_plan_receipts.withdraw.receipt_id): [test_plan_receipts.recorded]},
        "a recipient outside",
    ),
    Situation(
        replace(test_plan_receipts.withdraw, reason="slip"),
        {RECEIPT.at(test_plan_receipts.withdraw.receipt_id): [test_plan_receipts.confirmed]},
        "what the unit said itself",
    ),
    Situation(test_plan_tasks.record, WITH_TASK),
    Situation(
        replace(test_plan_tasks.withdraw, reason="slip"),
        WITH_TASK | {PLAN_TASK.at(test_plan_tasks.TASK): [test_plan_tasks.done]},
    ),
    Situation(test_plan_tasks.erase_words, WITH_TASK | {PLAN_TASK.at(test_plan_tasks.TASK): [test_plan_tasks.done]}),
    Situation(test_numbers.take),
    Situation(test_numbers.record),
    Situation(test_numbers.withdraw, {DOCUMENT_NUMBER.at(test_numbers.withdraw.number_id): [test_numbers.recorded]}),
    Situation(test_library.enter),
    Situation(test_library.correct, LIBRARY),
    Situation(test_library.attach, LIBRARY),
    Situation(test_library.end, LIBRARY | {LIBRARY_DOCUMENT.at(test_library.NEWER): [test_library.newer]}),
    Situation(test_library.unend, {LIBRARY_DOCUMENT.at(test_library.DOC): [test_library.entered, test_library.ended]}),
    Situation(test_library.withdraw, LIBRARY),
    Situation(
        test_library.restore, {LIBRARY_DOCUMENT.at(test_library.DOC): [test_library.entered, test_library.withdrawn]}
    ),
    Situation(test_directives.distribute, LIBRARY),
    Situation(test_directives.move, DIRECTIVES),
    Situation(test_directives.recall, DIRECTIVES),
    Situation(test_directives.restore, LIBRARY | RECALLED),
    Situation(test_directives.recall_withdrawn, DIRECTIVES),
    Situation(test_directives.restore_withdrawn, LIBRARY | WITH_ITS_DOCUMENT),
    Situation(test_directives.ask, UNITS | DIRECTIVES),
    Situation(test_directives.follow, UNITS | DIRECTIVES | {READING.at(test_directives.R): [test_directives.asked]}),
    Situation(test_directives.release, UNITS | DIRECTIVES | {READING.at(test_directives.R): [test_directives.asked]}),
    Situation(
        test_directives.recall_reading, WITH_ITS_DOCUMENT | {READING.at(test_directives.R): [test_directives.asked]}
    ),
    Situation(
        test_directives.restore_reading,
        UNITS | DIRECTIVES | {READING.at(test_directives.R): [test_directives.asked, test_directives.reading_recalled]},
    ),
    Situation(test_directives.confirm, UNITS | {READING.at(test_directives.R): [test_directives.asked]}),
    Situation(
        replace(test_directives.take_back, reason="slip"),
        UNITS | {READING.at(test_directives.R): [test_directives.asked, test_directives.confirmed]},
    ),
    Situation(test_unit_plans.draft, UNITS | ISSUED),
    Situation(test_unit_plans.revise, unit_plan()),
    Situation(test_unit_plans.submit, unit_plan()),
    Situation(test_unit_plans.withdraw, unit_plan()),
    Situation(test_unit_plans.recall, UNIT_PLAN_SENT),
    Situation(test_unit_plans.approve, UNIT_PLAN_SENT),
    Situation(test_unit_plans.give_back, UNIT_PLAN_SENT),
    Situation(test_unit_plans.unreturn, UNIT_PLAN_RETURNED),
    Situation(test_unit_plans.erase_words, UNIT_PLAN_RETURNED),
    Situation(test_unit_plans.take_back, UNIT_PLAN_HOLDS),
    Situation(test_unit_plans.amend, UNIT_PLAN_HOLDS),
    Situation(test_calendar.enter),
    Situation(test_calendar.correct, {KEY_DAY.at(test_calendar.K): [test_calendar.entered]}),
    Situation(test_calendar.withdraw, {KEY_DAY.at(test_calendar.K): [test_calendar.entered]}),
    Situation(test_data_requests.receive, PEOPLE),
    Situation(test_data_requests.answer, data_request()),
    Situation(test_data_requests.withdraw, data_request()),
    Situation(test_data_requests.restore, data_request(test_data_requests.withdrawn)),
    Situation(test_data_requests.take_back, ANSWERED_REQUEST),
    Situation(test_data_requests.extend, ANSWERED_REQUEST),
    Situation(test_data_requests.settle, ANSWERED_REQUEST),
    Situation(test_data_requests.reopen, data_request(test_data_requests.answered, test_data_requests.settled)),
    Situation(test_aims.call, HERE),
    Situation(test_aims.move, AIMS_CALLED),
    Situation(test_aims.call_off, AIMS_CALLED),
    Situation(test_aims.bring, AIMS_CALLED),
    Situation(test_aims.register, aims()),
    Situation(test_aims.change, AIMS_SENT),
    Situation(test_aims.withdraw, AIMS_SENT),
    Situation(test_aims.withdraw_amendment, aims(test_aims.registered, test_aims.accepted, test_aims.amended)),
    Situation(test_aims.accept, AIMS_SENT),
    Situation(test_aims.give_back, AIMS_SENT),
    Situation(test_aims.unreturn, aims(test_aims.registered, test_aims.returned)),
    Situation(test_aims.unaccept, AIMS_HOLD),
    Situation(test_aims.amend, AIMS_HOLD),
    Situation(test_aims.reach, AIMS_HOLD),
    Situation(test_aims.unreach, aims(test_aims.registered, test_aims.accepted, test_aims.reached)),
    Situation(test_archive.put),
    Situation(test_archive.correct, ARCHIVE),
    Situation(test_archive.withdraw, ARCHIVE),
    Situation(replace(test_archive.file, numbers=(), reports=(), directives=()), ARCHIVE),
    Situation(replace(test_archive.put_into, numbers=(), reports=(), directives=()), ARCHIVE),
    Situation(replace(test_archive.take_out, reason="paper"), archived()),
    Situation(test_archive.close, archived()),
    Situation(replace(test_archive.reopen, reason="day"), archived(test_archive.closed)),
    Situation(test_archive.hand_over, archived(test_archive.closed)),
    Situation(test_archive.take_back, archived(test_archive.closed, test_archive.handed_over)),
    Situation(test_briefings.record, LIBRARY),
    Situation(test_briefings.correct, LIBRARY | BRIEFINGS),
    Situation(replace(test_briefings.withdraw, reason="recorded"), BRIEFINGS),
    Situation(
        replace(test_briefings.attend, people=(test_people.P,)),
        PEOPLE | {BRIEFING.at(test_briefings.B): [ATTENDED_BRIEFING]},
    ),
    Situation(
        replace(test_briefings.not_attend, reason="person"),
        UNITS | {ATTENDANCE.at(test_briefings.A): [test_briefings.attended]},
    ),
    Situation(test_movements.launch, {PLAN.at(test_movements.PLAN_ID): [test_plans.drafted, test_plans.issued]}),
    Situation(
        replace(test_movements.leave, reason="left"),
        {
            MOVEMENT.at(test_movements.M): [test_movements.launched],
            PARTICIPATION.at(participation_id(test_movements.M, U)): [test_movements.joined],
        },
    ),
    Situation(
        test_movements.count,
        UNITS
        | {
            MOVEMENT.at(test_movements.M): [test_movements.launched],
            PARTICIPATION.at(participation_id(test_movements.M, U)): [test_movements.joined],
        },
    ),
    Situation(
        test_movements.uncount,
        {
            MOVEMENT.at(test_movements.M): [test_movements.launched],
            PARTICIPATION.at(participation_id(test_movements.M, U)): [test_movements.joined, test_movements.counted],
        },
    ),
    Situation(test_movements.amend, {MOVEMENT.at(test_movements.M): [test_movements.launched]}),
    Situation(test_movements.review, {MOVEMENT.at(test_movements.M): [test_movements.launched]}),
    Situation(
        test_movements.withdraw_review,
        {MOVEMENT.at(test_movements.M): [test_movements.launched, test_movements.reviewed]},
    ),
    Situation(test_movements.withdraw, {MOVEMENT.at(test_movements.M): [test_movements.launched]}),
    Situation(
        test_movements.restore,
        {MOVEMENT.at(test_movements.M): [test_movements.launched, test_movements.withdrawn]},
    ),
    Situation(test_movements.join, UNITS | {MOVEMENT.at(test_movements.M): [test_movements.launched]}),
    Situation(test_scorecards.issue),
    Situation(test_scorecards.amend, {SHEET.at(test_scorecards.S): [test_scorecards.issued]}),
    Situation(test_scorecards.withdraw, {SHEET.at(test_scorecards.S): [test_scorecards.issued]}),
    Situation(test_scorecards.send, UNITS | {SHEET.at(test_scorecards.S): [test_scorecards.issued]}),
    Situation(test_scorecards.take_back, SCORED),
    Situation(test_scorecards.give_back, SCORED),
    Situation(test_scorecards.release, SCORED),
    Situation(test_scorecards.outdate, SCORED),
    Situation(
        test_scorecards.mend,
        UNITS | SCORED | {CARD.at(test_scorecards.C): [test_scorecards.sent, test_scorecards.returned]},
    ),
    Situation(
        test_scorecards.unreturn,
        {CARD.at(test_scorecards.C): [test_scorecards.sent, test_scorecards.returned]},
    ),
    Situation(test_scorecards.check, SCORED),
    Situation(
        test_scorecards.uncheck,
        SCORED | {CARD.at(test_scorecards.C): [test_scorecards.sent, test_scorecards.checked]},
    ),
    Situation(
        test_scorecards.publish,
        SCORED | {CARD.at(test_scorecards.C): [test_scorecards.sent, test_scorecards.checked]},
    ),
    Situation(
        test_scorecards.unpublish,
        SCORED
        | {CARD.at(test_scorecards.C): [test_scorecards.sent, test_scorecards.checked, test_scorecards.published]},
    ),
    Situation(test_templates.replace),
    Situation(test_templates.restore, {template_of(test_templates.restore): [test_templates.replaced]}),
    Situation(test_reports.request),
    Situation(test_reports.submit, report()),
    Situation(test_reports.submit, report(test_reports.released), "of a unit that ended"),
    Situation(test_reports.accept, report(SENT), "sent by another"),
    Situation(test_reports.accept, report(OWN), "sent by oneself"),
    Situation(test_reports.accept, report(replace(test_reports.on_paper, recorded_by=SOMEBODY)), "recorded by oneself"),
    Situation(test_reports.give_back, report(SENT)),
    Situation(test_reports.withdraw_return, report(SENT, test_reports.returned)),
    Situation(test_reports.withdraw, report(SENT, test_reports.accepted)),
    Situation(test_reports.paper, report()),
    Situation(test_reports.withdraw_sending, report(test_reports.on_paper)),
    Situation(test_reports.recall, report(SENT)),
    Situation(test_reports.extend, report()),
    Situation(test_reports.withdraw_extension, report(test_reports.extended)),
    Situation(test_reports.erase_words, report(test_reports.extended)),
    Situation(test_reports.mark_missed, report()),
    Situation(test_reports.lock, report()),
    Situation(test_reports.release, report()),
    Situation(test_reports.call_off, report()),
    Situation(test_reports.restore, report(test_reports.released)),
    *(
        Situation(grant(role), HERE, f"as {role}")
        for role in ("citizen", "clerk", "chairman", "council-secretary", "leader")
    ),
    Situation(test_mandates.head, UNITS, "as unit-head"),
    Situation(grant("clerk", principal=SOMEBODY), HERE, "as clerk to oneself"),
    Situation(grant("citizen", principal=SOMEBODY), HERE, "as citizen to oneself"),
    Situation(grant("clerk", ward_code="99999"), where="as clerk in a ward that is not registered", ward="99999"),
    Situation(grant("bloc-secretary", ward_code="khoi-mau"), where="as bloc-secretary of a bloc", ward="khoi-mau"),
    Situation(grant("city-officer", ward_code=CITY), where="as city-officer", ward=CITY),
    Situation(grant("operator", ward_code=CITY), where="as operator", ward=CITY),
    *(relief(role, f"of a {role}") for role in ("unit-head", "council-member", "clerk", "chairman", "bloc-secretary")),
    Situation(
        test_mandates.relieve,
        {MANDATE.at(test_mandates.M): [replace(test_mandates.granted, principal=SOMEBODY)]},
        "of one's own",
    ),
    *(
        Situation(
            test_mandates.name,
            PEOPLE | {MANDATE.at(test_mandates.M): [replace(test_mandates.granted, role=role)]},
            f"of a {role}",
        )
        for role in ("unit-head", "clerk", "chairman")
    ),
    Situation(
        test_mandates.name,
        PEOPLE | {MANDATE.at(test_mandates.M): [replace(test_mandates.granted, principal=SOMEBODY)]},
        "of one's own",
    ),
    Situation(test_mandates.ends, {MANDATE.at(test_mandates.M): [test_mandates.granted]}),
)

__all__ = ["OTHER_WARD", "SITUATIONS"]
