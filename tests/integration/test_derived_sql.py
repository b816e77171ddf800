"""Every statement that the kit derives, and every table of a record, is planned by a real database with a service's own tables."""

from __future__ import annotations

import importlib

import pytest

from deploy.local.postgres import Postgres
from services.chassis.service import Service
from tests.support.chassis import running
from tests.support.declared import SERVICES


@pytest.mark.parametrize("name", SERVICES)
async def test_every_derived_statement_is_planned(name: str, postgres: Postgres) -> None:
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    async with running(postgres, f"derived_{name}", service) as runtime, runtime.api.acquire() as connection:
        for capability in service.capabilities:
            if capability.list is None:
                continue
            made = capability.list.statements
            for statement in (made.page, made.count, made.one):
                await connection.prepare(statement)
            for table in capability.record.tables if capability.record is not None else ():
                await connection.prepare(table.source)
