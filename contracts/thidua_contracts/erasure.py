"""What every service says when it has erased a person."""

from thidua_contracts.event import Id, Instant, IntegrationEvent


class ErasureAcknowledged(IntegrationEvent):
    """Keys destroyed, read models, parked rows and files blanked; backups expire on a stated date."""

    subject_id: Id
    acknowledged_at: Instant
