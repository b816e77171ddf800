"""Every statement of a declared list or record is planned by a real database with a service's own tables, and takes what it is given."""

from __future__ import annotations

import importlib

import pytest

from deploy.local.postgres import Postgres
from services.chassis.service import Service
from tests.support.chassis import running
from tests.support.declared import SERVICES


@pytest.mark.parametrize("name", SERVICES)
async def test_every_declared_statement_is_planned_and_takes_the_arguments_that_the_kit_gives(
    name: str, postgres: Postgres
) -> None:
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    async with running(postgres, f"derived_{name}", service) as runtime, runtime.api.acquire() as connection:
        for capability in service.capabilities:
            if capability.list is None:
                continue
            made, narrowed = capability.list.statements, len(capability.list.filters) + bool(capability.list.search_key)
            given = {made.page: 5 + narrowed, made.count: 3 + narrowed, made.one: 2}
            if (record := capability.record) is not None:
                given |= {table.source: 2 for table in record.tables} | ({record.names: 1} if record.names else {})
            for statement, arguments in given.items():
                prepared = await connection.prepare(statement)
                assert len(prepared.get_parameters()) == arguments, f"{capability.name}: {statement}"
