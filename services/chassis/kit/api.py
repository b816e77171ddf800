"""The API of a capability: its acts. What is read of it, its own routes say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from services.chassis.http.edge import Edge
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import add_route


def routes_of(capability: Capability, edge: Edge) -> APIRouter:
    """The routes of a capability."""
    router = APIRouter(tags=[capability.tag or capability.name])
    listed, record = capability.list, capability.record

    def stream_of(path: Mapping[str, Any]) -> str:
        assert listed is not None and record is not None
        return record.stream(path[listed.key])

    for do in capability.does:
        if do.asks is not None:
            continue
        of_record = record is not None and listed is not None and listed.key in do.in_path
        add_route(router, edge, do, stream_of if of_record else None)
    return router
