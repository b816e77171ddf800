"""Composition: a Service made of capabilities: their handlers, read models, API and pages, beside what it declares by hand."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.chassis.kit.api import routes_of
from services.chassis.kit.capability import Capability
from services.chassis.kit.pages import pages_of
from services.chassis.service import Service


def service(*, capabilities: tuple[Capability, ...], **declared: Any) -> Service:
    """A service of these capabilities and of what it declares beside them."""
    if len({each.name for each in capabilities}) != len(capabilities):
        raise ValueError("two capabilities of one name")
    routes = [
        route
        for each in capabilities
        for route in (*([partial(routes_of, each)] if each.does or each.list else []), *each.routes)
    ]
    pages = [page for each in capabilities for page in (*([partial(pages_of, each)] if each.list else []), *each.pages)]
    return Service(
        **declared
        | {
            "capabilities": capabilities,
            "handles": (*(h for each in capabilities for h in each.handles), *declared.get("handles", ())),
            "local": (*declared.get("local", ()), *(reader for each in capabilities for reader in each.readers)),
            "routes": (*routes, *declared.get("routes", ())),
            "pages": (*pages, *declared.get("pages", ())),
        }
    )
