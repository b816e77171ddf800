"""The copy of mandates in notifications: what submissions grants and relieves, as streams of this service."""

from __future__ import annotations

from typing import Final

from services.chassis.identity.copying import copying_manager, grant_told, relief_told
from services.chassis.readers.definition import Subscription
from thidua_contracts.submissions.mandate_granted_v1 import MandateGranted
from thidua_contracts.submissions.mandate_relieved_v1 import MandateRelieved
from thidua_contracts.topics import SUBMISSIONS

SUBSCRIPTION: Final = Subscription(
    name="mandates",
    topics=(SUBMISSIONS,),
    reader=copying_manager(granted=(MandateGranted, grant_told), relieved=(MandateRelieved, relief_told)),
)
