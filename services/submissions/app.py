"""Submissions, composed: what it decides, stores, tells, reads and serves, top to bottom."""

from __future__ import annotations

from typing import Final

from services.chassis.identity import mandate_model, relief
from services.chassis.kit.compose import service
from services.menu import MENU
from services.submissions.home import pages as home_pages
from services.submissions.mandates import api as mandates_api
from services.submissions.mandates import decider as mandates
from services.submissions.mandates import pages as mandates_pages
from services.submissions.movements.capability import MOVEMENTS
from services.submissions.people.capability import PEOPLE
from services.submissions.people.events import SubjectErased
from services.submissions.people.resolving import ResolveSubjects
from services.submissions.plans.capability import PLANS
from services.submissions.publishing import PUBLISHING
from services.submissions.reports import act_pages as report_act_pages
from services.submissions.reports import api as reports_api
from services.submissions.reports import decider as reports
from services.submissions.reports import grid_pages, history, open_reports, send_pages, timers, tracking
from services.submissions.reports import pages as reports_pages
from services.submissions.reports import reading as reports_reading
from services.submissions.search import pages as search_pages
from services.submissions.units.capability import UNITS
from services.submissions.wards.capability import WARDS
from services.submissions.wards.projection import readable_wards
from thidua_contracts import topics
from thidua_contracts.codes import UNIT_ROLES, Role
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved

SERVICE: Final = service(
    capabilities=(WARDS, UNITS, PEOPLE, PLANS, MOVEMENTS),
    name="submissions",
    topic=topics.SUBMISSIONS,
    publishing=PUBLISHING,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    handles=(
        *mandates.HANDLES,
        *reports.HANDLES,
    ),
    local=(
        mandate_model.MODEL,
        tracking.MODEL,
        history.MODEL,
        open_reports.MANAGER,
        relief.telling(MandateRelieved, topics.SUBMISSIONS.readers),
    ),
    handwritten={
        ResolveSubjects: "/submissions/pages/people"
    },  # there people read names; the question itself is other systems'
    timers=timers.TIMERS,
    routes=(
        mandates_api.routes,
        reports_api.routes,
        reports_reading.routes,
    ),
    pages=(
        grid_pages.pages,
        reports_pages.pages,
        send_pages.pages,
        report_act_pages.pages,
        mandates_pages.pages,
        search_pages.pages,
        home_pages.pages,
    ),
    menu=MENU,
    workers={"relief": relief.teller},
    readable_wards=readable_wards,
    erases={SubjectErased: lambda event: event.person_id},
)
