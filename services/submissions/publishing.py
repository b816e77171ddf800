"""What submissions stores and tells the others: stored type to contract, decided by the type alone. Nothing personal leaves here.

A mapping is frozen per stored shape by the golden bytes in tests/unit/submissions/golden: a change is a new contract.
"""

from __future__ import annotations

from services.chassis.event_registry import EventRegistry
from services.chassis.kit.facts import publishing_of
from services.chassis.publishing import Publishing
from services.submissions.mandates.facts import FACTS as MANDATES
from services.submissions.movements.facts import FACTS as MOVEMENTS
from services.submissions.people.facts import FACTS as PEOPLE
from services.submissions.plans.facts import FACTS as PLANS
from services.submissions.reports.facts import FACTS as REPORTS
from services.submissions.units.facts import FACTS as UNITS
from services.submissions.wards.facts import FACTS as WARDS

PUBLISHING = publishing_of(
    (*MANDATES, *WARDS, *UNITS, *PEOPLE, *PLANS, *MOVEMENTS, *REPORTS),
    Publishing(EventRegistry(), public={}, private=frozenset()),
)
REGISTRY = PUBLISHING.registry
