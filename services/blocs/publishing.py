"""What other services are told of blocs: who is a member of which bloc, who heads it, and that an erasure was acknowledged."""

from __future__ import annotations

from typing import Final

from services.blocs.event_registry import REGISTRY
from services.chassis.erasure.acknowledgement import ErasureAcknowledged
from services.chassis.publishing import Publishing
from thidua_contracts.blocs.subject_erasure_acknowledged_v1 import SubjectErasureAcknowledged


def erasure_acknowledged(event: ErasureAcknowledged) -> SubjectErasureAcknowledged:
    return SubjectErasureAcknowledged(subject_id=str(event.subject_id), acknowledged_at=event.acknowledged_at)


PUBLISHING: Final = Publishing(
    REGISTRY,
    public={"subject-erasure-acknowledged": erasure_acknowledged},
    # mandates are published by submissions, who grants them
    private=frozenset({"mandate-granted", "mandate-relieved"}),
)
"""What no capability declares."""
