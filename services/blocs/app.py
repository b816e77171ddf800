"""blocs, composed: read from top to bottom."""

from __future__ import annotations

from typing import Final

import asyncpg

from services.blocs.criteria.capability import SHEET
from services.blocs.home import pages as home_pages
from services.blocs.membership.capability import MEMBERSHIP
from services.blocs.publishing import PUBLISHING
from services.blocs.standings import api as standings_api
from services.blocs.standings import pages as standings_pages
from services.blocs.standings import projection as standings
from services.blocs.standings import query
from services.chassis.erasure import acknowledgement
from services.chassis.erasure.acknowledging import erasures_of
from services.chassis.identity import mandate_model
from services.chassis.identity.copying import mandates_of
from services.chassis.identity.lookup import Mandate
from services.chassis.identity.mandates import HANDLES as MANDATE_HANDLES
from services.chassis.kit.compose import service
from services.menu import MENU
from thidua_contracts.codes import UNIT_ROLES, Role
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.submissions.subject_erased_v1 import SubjectErased
from thidua_contracts.topics import BLOCS, SUBMISSIONS


async def readable_wards(connection: asyncpg.Connection, mandate: Mandate) -> list[str]:
    """Whoever belongs to a bloc reads the whole bloc."""
    return await query.readable_wards(connection, mandate.ward_code)


SERVICE: Final = service(
    capabilities=(MEMBERSHIP, SHEET),
    name="blocs",
    topic=BLOCS,
    publishing=PUBLISHING,
    unit_roles=UNIT_ROLES,
    role_words=Role.words(),
    handles=(*MANDATE_HANDLES, *acknowledgement.HANDLES),
    local=(mandate_model.MODEL,),
    subscriptions=(
        standings.SUBSCRIPTION,
        mandates_of(SUBMISSIONS, MandateGranted, MandateRelieved),
        erasures_of(SUBMISSIONS, SubjectErased),
    ),
    routes=(standings_api.routes,),
    pages=(standings_pages.pages, home_pages.pages),
    menu=MENU,
    readable_wards=readable_wards,
    last_heard=query.LAST_HEARD,
)
