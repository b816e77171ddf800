"""Composition: a Service made of capabilities: their handlers, events, readers, API and pages, beside what it declares by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from typing import Any

from services.chassis.files import api as files_api
from services.chassis.files import pages as files_pages
from services.chassis.files.reference import names_files
from services.chassis.kit.api import routes_of
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import file_pages, file_routes
from services.chassis.kit.facts import publishing_of
from services.chassis.kit.pages import pages_of
from services.chassis.kit.papers import paper_routes
from services.chassis.kit.sheets import api as sheets_api
from services.chassis.kit.sheets import pages as sheets_pages
from services.chassis.service import Service


def service(*, capabilities: tuple[Capability, ...], **declared: Any) -> Service:
    """A service of these capabilities and of what it declares beside them."""
    made = reduce(added, capabilities, Service(**declared))
    roles = naming_files(made)
    if not roles:
        return made
    return replace(
        made,
        routes=(*made.routes, partial(files_api.routes, roles)),
        pages=(*made.pages, partial(files_pages.pages, roles)),
    )


def naming_files(service: Service) -> frozenset[str]:
    """The roles whose commands name files."""
    return frozenset(role for one in service.handles if names_files(one.command) for role in one.roles)


def added(to: Service, capability: Capability) -> Service:
    """The service with one capability more. Raises ValueError for a second one of its name."""
    if capability.name in {each.name for each in to.capabilities}:
        raise ValueError(f"{to.name}: two capabilities called {capability.name}")
    return replace(
        to,
        capabilities=(*to.capabilities, capability),
        publishing=publishing_of(capability.facts, to.publishing),
        handles=(*to.handles, *capability.handles),
        local=(*to.local, *capability.readers),
        routes=(
            *to.routes,
            *((partial(routes_of, capability),) if capability.does else ()),
            *((partial(paper_routes, capability),) if capability.record and capability.record.paper else ()),
            *((partial(file_routes, capability),) if capability.record and capability.record.files else ()),
            *((partial(sheets_api.routes_of, capability),) if capability.sheets else ()),
            *capability.routes,
        ),
        pages=(
            *to.pages,
            *((partial(pages_of, capability),) if capability.list else ()),
            *((partial(file_pages, capability),) if capability.record and capability.record.files else ()),
            *((partial(sheets_pages.pages_of, capability),) if capability.sheets else ()),
            *capability.pages,
        ),
    )
