"""Who may send what: the matrix of every command, asked of the real handler, is what was reviewed.

A change of a rule shows as a difference of a file in `authority/`. After reviewing it: `AUTHORITY=write pytest
tests/integration/test_authority.py`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from deploy.local.postgres import Postgres
from services.chassis.service import Service
from tests.support.authority.matrix import PLACES, Asked, Rehearsing, differences, lines
from tests.support.authority.situation import Situation
from tests.support.chassis import running
from tests.support.declared import SERVICES

HERE: Final = Path(__file__).parent / "authority"


def declared(name: str) -> tuple[Service, Sequence[Situation]]:
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    situations: Sequence[Situation] = importlib.import_module(f"tests.support.authority.{name}").SITUATIONS
    return service, situations


@pytest.mark.parametrize("name", SERVICES)
def test_every_command_is_asked(name: str) -> None:
    service, situations = declared(name)
    assert {case.command for case in service.handles} == {type(each.command) for each in situations}


@asynccontextmanager
async def asking(name: str, postgres: Postgres, label: str) -> AsyncIterator[Asked]:
    """The handler of a service on a database of its own."""
    service, _ = declared(name)
    async with running(postgres, f"{label}_{name}", service) as runtime:
        owner = await asyncpg.connect(runtime.settings.database_url)
        rehearsing = Rehearsing(runtime.dsn("writer"), epoch=1)
        try:
            yield Asked(runtime, owner, rehearsing)
        finally:
            await rehearsing.close()
            await owner.close()


@pytest.mark.parametrize("name", SERVICES)
async def test_who_may_send_what_is_what_was_reviewed(name: str, postgres: Postgres) -> None:
    async with asking(name, postgres, "authority") as asked:
        found = await lines(asked, declared(name)[1])
    text = "\n".join(["\t".join(("command", "situation", "roles", *PLACES)), *found, ""])
    file = HERE / f"{name}.tsv"
    if os.environ.get("AUTHORITY") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize("name", ["awards", "blocs", "submissions"])
async def test_the_api_answers_what_the_handler_answers(name: str, postgres: Postgres) -> None:
    """Also to somebody with two mandates, under each of them."""
    async with asking(name, postgres, "authority_api") as asked:
        compared, found = await differences(asked, *declared(name))
    assert found == []
    assert compared > 50
