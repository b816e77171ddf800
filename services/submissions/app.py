"""Submissions, composed: what it decides, stores, tells, reads and serves, top to bottom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from services.chassis.documents.capability import by_hand, document_templates
from services.chassis.identity import relief
from services.chassis.identity.mandates import GrantMandate, RelieveMandate
from services.chassis.kit.compose import service
from services.chassis.service import ByHand
from services.menu import MENU
from services.submissions.aims import calls as aims_calls
from services.submissions.aims.aimed_titles import AIMED_TITLES
from services.submissions.aims.calls import AIMS_CALLS
from services.submissions.aims.capability import AIMS
from services.submissions.archive.capability import ARCHIVE, UNFILED
from services.submissions.briefings.capability import ATTENDANCES, BRIEFINGS
from services.submissions.calendar.capability import KEY_DAYS
from services.submissions.data_requests.capability import DATA_REQUESTS
from services.submissions.delegations.capability import DELEGATIONS
from services.submissions.directives.capability import BY_UNIT, DIRECTIVES, READINGS
from services.submissions.home import pages as home_pages
from services.submissions.library.capability import LIBRARY
from services.submissions.mandates import holders
from services.submissions.mandates.capability import MANDATES
from services.submissions.movements import paper as movement_paper
from services.submissions.movements.capability import HOUSEHOLDS, MOVEMENTS
from services.submissions.numbers import api as numbers_api
from services.submissions.numbers.capability import NUMBERS
from services.submissions.people import api as people_api
from services.submissions.people.capability import PEOPLE
from services.submissions.people.commands import EraseSubject
from services.submissions.people.events import SubjectErased
from services.submissions.people.resolving import ResolveSubjects
from services.submissions.plan_tasks.capability import PLAN_TASKS
from services.submissions.plan_tasks.commands import EraseTaskWords
from services.submissions.plan_tasks.events import PlanTaskWordsErased
from services.submissions.plans import paper as plan_paper
from services.submissions.plans.capability import PLANS
from services.submissions.reports import paper as reminding
from services.submissions.reports import timers as report_timers
from services.submissions.reports.capability import REPORTS
from services.submissions.reports.commands import EraseReportWords, SubmitReport
from services.submissions.reports.events import ReportWordsErased
from services.submissions.scorecards.capability import CARDS
from services.submissions.scorecards.issuing import SHEETS as SCORE_SHEETS
from services.submissions.search import pages as search_pages
from services.submissions.unit_plans.capability import UNIT_PLANS
from services.submissions.unit_plans.commands import EraseUnitPlanWords
from services.submissions.unit_plans.events import UnitPlanWordsErased
from services.submissions.units import timers as unit_timers
from services.submissions.units.capability import UNITS
from services.submissions.wards import timers as ward_timers
from services.submissions.wards.capability import WARDS
from services.submissions.wards.projection import readable_wards
from thidua_contracts import topics
from thidua_contracts.codes import UNIT_ROLES, Role
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved

DOCUMENT_TEMPLATES: Final = document_templates(
    {
        plan_paper.PAPER.name: plan_paper.NAME,
        movement_paper.PAPER.name: movement_paper.PAPER.title,
        reminding.NAME: reminding.TITLE,
        aims_calls.PAPER.name: aims_calls.PAPER.title,
    },
    frozenset({"clerk"}),
)
SERVICE: Final = service(
    capabilities=(
        MANDATES,
        DELEGATIONS,
        WARDS,
        UNITS,
        PEOPLE,
        DATA_REQUESTS,
        NUMBERS,
        LIBRARY,
        DIRECTIVES,
        READINGS,
        BY_UNIT,
        BRIEFINGS,
        ATTENDANCES,
        ARCHIVE,
        UNFILED,
        PLANS,
        PLAN_TASKS,
        UNIT_PLANS,
        AIMS,
        AIMS_CALLS,
        AIMED_TITLES,
        KEY_DAYS,
        MOVEMENTS,
        HOUSEHOLDS,
        SCORE_SHEETS,
        CARDS,
        REPORTS,
        DOCUMENT_TEMPLATES,
    ),
    name="submissions",
    topic=topics.SUBMISSIONS,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    acting=holders.acting,
    local=(relief.telling(MandateRelieved, topics.SUBMISSIONS.readers),),
    migrations=Path(__file__).parent / "migrations",
    timers=report_timers.TIMERS + ward_timers.TIMERS + unit_timers.TIMERS,
    internal=(numbers_api.internal, people_api.internal),
    pages=(
        search_pages.pages,
        home_pages.pages,
    ),
    handwritten={
        **by_hand("submissions"),
        GrantMandate: ByHand("Giao quyền", "/submissions/pages/mandates"),
        RelieveMandate: ByHand("Thôi giao quyền", "/submissions/pages/mandates/{mandate_id}/relieve"),
        SubmitReport: ByHand("Nộp báo cáo", "/submissions/pages/reports/{report_id}/send"),
        # there people read names; the question itself is other systems'
        ResolveSubjects: ByHand("Hỏi tên các đối tượng", "/submissions/pages/people"),
    },
    menu=MENU,
    workers={"relief": relief.teller},
    readable_wards=readable_wards,
    watched={
        GrantMandate: "mandate.granted",
        RelieveMandate: "mandate.relieved",
        EraseSubject: "subject.erased",
        EraseReportWords: "subject.erased",
        EraseTaskWords: "subject.erased",
        EraseUnitPlanWords: "subject.erased",
        ResolveSubjects: "people.resolved",
    },
    erases={
        SubjectErased: lambda event: event.person_id,
        ReportWordsErased: lambda event: event.words_id,
        PlanTaskWordsErased: lambda event: event.words_id,
        UnitPlanWordsErased: lambda event: event.words_id,
    },
)
