"""The routes of all pages, as the services declare them, with nothing behind them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from typing import cast

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.chassis.clock import real_now
from services.chassis.http.app import add_pages
from services.chassis.http.edge import Edge
from services.chassis.service import Service
from services.chassis.web.drafts import Drafts
from services.chassis.web.session import Seal
from services.chassis.web.web import Web
from tests.support.declared import SERVICES


class NothingBehind:
    """All of an edge that a page may use before it knows who asks: whatever else it touches fails."""

    now = staticmethod(real_now)
    files_most = 0

    def __init__(self, service: str) -> None:
        self.service = service

    @property
    def clock(self) -> NothingBehind:
        return self


@cache
def front(service: str) -> FastAPI:
    """The pages of a service."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    declared: Service = importlib.import_module(f"services.{service}.app").SERVICE
    web = Web(
        cast(Edge, NothingBehind(service)),
        Seal("k" * 40),
        cast(Drafts, None),
        issuer="http://issuer.example",
        menu=declared.menu,
    )
    add_pages(app, web, declared)
    return app


@cache
def page_routes() -> Mapping[str, str]:
    """Every page as "GET /path/{parameter}", with the service that has it."""
    return {
        f"{method} {route.path}": service
        for service in SERVICES
        for route in front(service).routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    }
