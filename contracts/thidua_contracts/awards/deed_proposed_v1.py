from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import Id, Instant, IntegrationEvent, Year


class DeedProposed(IntegrationEvent):
    """A subject was put forward for a sudden deed (khen thưởng đột xuất): the ward's chairman decides, without a session."""

    type: ClassVar[str] = "vn.thidua.awards.DeedProposed.v1"

    nomination_id: Id
    unit_id: Id
    year: Year
    """The year of the deed; it is no counted period of titles."""
    title: Title
    """The form of commendation."""
    subject_kind: SubjectKind
    subject_id: Id
    due_at: Instant
    """When the chairman's decision is late."""
    by_office: bool | None = None
    """True where the ward's office did it for the unit."""
