"""The menu, one for all services: every entry leads to a page, for roles that exist."""

from __future__ import annotations

import importlib

import pytest

from services.chassis.web.navigation import Entry, entries_for
from services.menu import MENU
from tests.support.declared import SERVICES
from tests.support.routed import page_routes
from thidua_contracts.codes import Role


@pytest.mark.parametrize("entry", MENU, ids=lambda entry: entry.address)
def test_an_entry_leads_to_a_page_and_is_for_roles_that_exist(entry: Entry) -> None:
    assert f"GET {entry.address}" in page_routes()
    assert entry.roles <= {role.value for role in Role if role is not Role.UNKNOWN}


def test_an_address_stands_in_the_menu_once() -> None:
    assert len({entry.address for entry in MENU}) == len(MENU)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_shows_the_same_menu(service: str) -> None:
    assert importlib.import_module(f"services.{service}.app").SERVICE.menu is MENU


def test_granting_is_not_for_a_unit_and_decisions_are_for_everybody() -> None:
    assert [entry.label for entry in entries_for(MENU, None)] == ["Quyết định khen thưởng"]
    assert "Giao quyền" not in [entry.label for entry in entries_for(MENU, "unit-head")]
    assert {"Theo dõi báo cáo", "Giao quyền", "Tìm"} <= {entry.label for entry in entries_for(MENU, "clerk")}
