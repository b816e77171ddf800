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
from services.submissions.reports import timers
from services.submissions.reports.capability import REPORTS
from services.submissions.reports.commands import SubmitReport
from services.submissions.search import pages as search_pages
from services.submissions.units.capability import UNITS
from services.submissions.wards.capability import WARDS
from services.submissions.wards.projection import readable_wards
from thidua_contracts import topics
from thidua_contracts.codes import UNIT_ROLES, Role
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved

SERVICE: Final = service(
    capabilities=(WARDS, UNITS, PEOPLE, PLANS, MOVEMENTS, REPORTS),
    name="submissions",
    topic=topics.SUBMISSIONS,
    publishing=PUBLISHING,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    handles=(*mandates.HANDLES,),
    local=(
        mandate_model.MODEL,
        relief.telling(MandateRelieved, topics.SUBMISSIONS.readers),
    ),
    handwritten={
        ResolveSubjects: "/submissions/pages/people"
    },  # there people read names; the question itself is other systems'
    timers=timers.TIMERS,
    routes=(mandates_api.routes,),
    pages=(
        mandates_pages.pages,
        search_pages.pages,
        home_pages.pages,
    ),
    handwritten={SubmitReport: "/submissions/pages/reports/{report_id}/send"},
    menu=MENU,
    workers={"relief": relief.teller},
    readable_wards=readable_wards,
    erases={SubjectErased: lambda event: event.person_id},
)
