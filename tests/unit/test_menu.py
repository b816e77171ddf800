"""The menu, one for all services: every entry leads to a page, for roles that exist."""

from __future__ import annotations

import importlib

import pytest

from services.chassis.web.navigation import Entry, menu_of
from services.menu import MENU
from tests.support.declared import SERVICES
from tests.support.routed import page_routes
from thidua_contracts.codes import Role

ENTRIES = [entry for group in MENU for entry in group.entries]


def seen(role: str | None) -> dict[str, list[str]]:
    """The labels that a role sees, by heading."""
    return {group.heading: [entry.label for entry in group.entries] for group in menu_of(MENU, role)}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.address)
def test_an_entry_leads_to_a_page_and_is_for_roles_that_exist(entry: Entry) -> None:
    assert f"GET {entry.address}" in page_routes()
    assert entry.roles <= {role.value for role in Role if role is not Role.UNKNOWN}


def test_an_address_stands_in_the_menu_once() -> None:
    assert len({entry.address for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_shows_the_same_menu(service: str) -> None:
    assert importlib.import_module(f"services.{service}.app").SERVICE.menu is MENU


def test_granting_is_not_for_a_unit_and_decisions_are_for_everybody() -> None:
    assert seen(None) == {"Khen thưởng": ["Quyết định khen thưởng"], "Danh mục": ["Luật của một ngày"]}
    assert "Giao quyền" not in seen("unit-head")["Quản trị"]
    assert "Giao quyền" in seen("clerk")["Quản trị"]


def test_no_group_is_longer_than_a_glance() -> None:
    assert list(seen("clerk")) == [
        "",
        "Báo cáo",
        "Văn bản",
        "Văn thư, lưu trữ",
        "Thi đua",
        "Khối",
        "Khen thưởng",
        "Danh mục",
        "Quản trị",
    ]
    assert max(len(labels) for role in Role for labels in seen(role).values()) <= 5
