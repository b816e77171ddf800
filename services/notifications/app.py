"""notifications, composed: read from top to bottom."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from services.chassis.erasure import acknowledgement
from services.chassis.erasure.acknowledging import erasures_of
from services.chassis.identity import mandate_model
from services.chassis.identity.copying import mandates_of
from services.chassis.identity.mandates import HANDLES as MANDATE_HANDLES
from services.chassis.kit.compose import service
from services.chassis.service import ByHand
from services.chassis.web import sign_in
from services.menu import MENU
from services.notifications import front
from services.notifications.addressing.manager import MANAGER as ADDRESSING
from services.notifications.deliveries import decider as deliveries
from services.notifications.deliveries import sender
from services.notifications.deliveries.capability import LEDGER
from services.notifications.guide import pages as guide_pages
from services.notifications.informing import manager as informing
from services.notifications.notices import decider as notices
from services.notifications.publishing import PUBLISHING
from services.notifications.reminders import api as reminders_api
from services.notifications.reminders import decider as reminders
from services.notifications.reminders import pages as reminders_pages
from services.notifications.reminders import projection as reminders_model
from services.notifications.reminders.timers import TIMERS
from services.notifications.tasks import api as tasks_api
from services.notifications.tasks import pages as tasks_pages
from services.notifications.tasks import projection as tasks_model
from thidua_contracts.codes import UNIT_ROLES, Role
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.topics import NOTIFICATIONS, SUBMISSIONS

SERVICE: Final = service(
    capabilities=(LEDGER,),
    name="notifications",
    topic=NOTIFICATIONS,
    publishing=PUBLISHING,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    handles=(
        *MANDATE_HANDLES,
        *acknowledgement.HANDLES,
        *notices.HANDLES,
        *reminders.HANDLES,
        *deliveries.HANDLES,
    ),
    local=(mandate_model.MODEL, reminders_model.MODEL, ADDRESSING),
    subscriptions=(
        tasks_model.SUBSCRIPTION,
        informing.SUBSCRIPTION,
        mandates_of(SUBMISSIONS, MandateGranted, MandateRelieved),
        erasures_of(SUBMISSIONS, SubjectErased),
    ),
    timers=TIMERS,
    migrations=Path(__file__).parent / "migrations",
    workers={"sender": sender.worker},
    routes=(tasks_api.routes, reminders_api.routes),
    pages=(reminders_pages.pages, tasks_pages.elsewhere),
    handwritten={
        reminders.RemindUnit: ByHand("Nhắc đơn vị chưa nộp báo cáo, chưa đọc văn bản", "/notifications/pages/remind")
    },
    menu=MENU,
    front=(tasks_pages.pages, guide_pages.pages, sign_in.pages(front.describe)),
)
