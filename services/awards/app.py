"""Awards, composed: what it decides, stores, tells, reads and serves, top to bottom."""

from __future__ import annotations

from typing import Final

from services.awards import naming, numbers, subscriptions
from services.awards.aims import projection as aims_model
from services.awards.councils import projection as councils_model
from services.awards.councils import session, voting
from services.awards.councils.acts import ACTS as SESSION_ACTS
from services.awards.councils.capability import COUNCILS
from services.awards.councils.commands import CallSession
from services.awards.councils.pages import LIST as SESSIONS
from services.awards.decisions.capability import LETTERS, decisions
from services.awards.deeds.capability import deeds
from services.awards.holds.capability import HOLDS
from services.awards.home import pages as home_pages
from services.awards.initiatives.capability import INITIATIVES
from services.awards.law import api as law_api
from services.awards.law import pages as law_pages
from services.awards.law.reading import read_law
from services.awards.nominations.capability import nominations
from services.awards.payments.capability import ENTRIES, PAYMENTS, YEARS
from services.awards.publishing import PUBLISHING
from services.awards.records.capability import RECORDS
from services.awards.subjects import decider as subjects
from services.awards.subjects import projection as subjects_model
from services.awards.subjects.events import SubjectErased
from services.awards.wards import projection as wards_model
from services.awards.windows import decider as windows
from services.awards.windows import projection as windows_model
from services.chassis.identity import mandate_model, mandates
from services.chassis.kit.compose import service
from services.chassis.service import ByHand
from services.menu import MENU
from thidua_contracts import topics
from thidua_contracts.codes import UNIT_ROLES, Role

RULES: Final = read_law()

SERVICE: Final = service(
    capabilities=(
        INITIATIVES,
        HOLDS,
        RECORDS,
        nominations(RULES),
        deeds(RULES),
        COUNCILS,
        decisions(RULES),
        LETTERS,
        PAYMENTS,
        YEARS,
        ENTRIES,
    ),
    name="awards",
    topic=topics.AWARDS,
    publishing=PUBLISHING,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    acting=naming.acting,
    handles=(
        *mandates.HANDLES,
        *subjects.HANDLES,
        *windows.HANDLES,
        *session.handles(RULES),
        *voting.handles(RULES),
    ),
    local=(
        mandate_model.MODEL,
        subjects_model.MODEL,
        subjects_model.MEMBERS,
        windows_model.MODEL,
        councils_model.MODEL,
    ),
    subscriptions=(
        subscriptions.MANDATES,
        subscriptions.SUBJECTS,
        subscriptions.WINDOWS,
        wards_model.SUBSCRIPTION,
        aims_model.SUBSCRIPTION,
    ),
    routes=(law_api.routes,),
    agreeing=numbers.asking,
    pages=(home_pages.pages, law_pages.pages),
    handwritten={
        CallSession: ByHand("Triệu tập phiên họp", SESSIONS),
        **{act.command: ByHand(act.label, f"{SESSIONS}/{{session_id}}") for act in SESSION_ACTS.values()},
    },
    menu=MENU,
    readable_wards=subjects_model.readable_wards,
    erases={SubjectErased: lambda event: event.person_id},
)
