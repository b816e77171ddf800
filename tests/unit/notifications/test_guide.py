"""The guide: every role, the ten states as the gallery shows them, links that lead somewhere, nothing doubtful told as certain."""

import importlib
from functools import cache

import pytest

from services.chassis.kit.capability import Capability
from services.chassis.service import Service
from services.chassis.web.gallery import STATES
from services.chassis.web.navigation import menu_of
from services.menu import MENU
from services.notifications.guide.pages import opened, shelves
from services.notifications.guide.reading import Told, guides, states, unsure
from services.notifications.guide.reading import pages as told
from tests.support.declared import SERVICES
from tests.support.routed import page_routes
from thidua_contracts.codes import Role


def test_every_role_has_a_guide() -> None:
    assert {role.value for role in guides()} == set(Role.words())


def test_a_guide_says_what_to_do_when_and_whom_to_ask() -> None:
    for guide in guides().values():
        assert len(guide.months) >= 3 and guide.ask, guide.role
        assert all(step.when and step.what.endswith(".") for step in guide.months), guide.role


def test_every_link_of_a_guide_is_a_page_and_says_where_it_leads() -> None:
    linked = [step for guide in guides().values() for step in guide.months if step.page or step.label]
    assert all(step.label and f"GET {step.page}" in page_routes() for step in linked)


def test_the_ten_states_are_those_of_the_gallery_in_the_order_of_severity() -> None:
    assert [(state.icon, state.word) for state in states()] == list(STATES)[:10]


def test_what_nobody_has_confirmed_is_said_on_every_guide_and_where_it_is_used() -> None:
    said = " ".join(one.what for one in unsure())
    for doubtful in ("Tỷ lệ phiếu", "Số ngày", "Hệ số tiền thưởng", "06/2026/QH16", "Bảng điểm", "lưu hồ sơ"):
        assert doubtful in said
    voting = [step for step in guides()[Role.COUNCIL_MEMBER].months if "phiếu" in step.what]
    assert any(step.unsure for step in voting)


def test_a_guide_links_to_what_its_reader_can_open() -> None:
    """All of the own guide; of another role's what both may see."""
    for role, guide in guides().items():
        pages = {step.page for step in guide.months if step.page}
        assert opened(guide, MENU, role) == opened(guide, MENU, None) >= pages, role
    assert "/submissions/pages/mandates" not in opened(guides()[Role.CHAIRMAN], MENU, Role.UNIT_HEAD)


def addresses(role: str) -> dict[str, Told]:
    """The pages that a role's guide tells."""
    return {one.page: one for shelf in shelves(MENU, role) for _, one in shelf.pages}


@cache
def capabilities() -> list[tuple[str, Service, Capability]]:
    """Every capability that has a list, with its service and the address of the list."""
    services = [importlib.import_module(f"services.{name}.app").SERVICE for name in SERVICES]
    return [
        (f"/{service.name}/pages{each.list.path}", service, each)
        for service in services
        for each in service.capabilities
        if each.list is not None
    ]


@pytest.mark.parametrize("role", sorted(Role.words()))
def test_a_guide_tells_every_page_of_the_menu_and_every_list_that_its_reader_has(role: str) -> None:
    told = addresses(role)
    menu = {entry.address for group in menu_of(MENU, role) for entry in group.entries}
    lists = {
        address
        for address, _, each in capabilities()
        if each.list is not None and role in each.list.roles and not each.list.handwritten
    }
    assert (menu | lists) - told.keys() == set(), (
        "a page that this role opens is not in services/notifications/guide/pages.toml"
    )


@pytest.mark.parametrize("role", sorted(Role.words()))
def test_a_guide_says_what_is_done_wherever_its_reader_does_something(role: str) -> None:
    roles = {handles.command: handles.roles for _, service, _ in capabilities() for handles in service.handles}
    acts = {address for address, _, each in capabilities() for do in each.does if role in roles[do.command]}
    said = {page for one in addresses(role).values() if one.done_by(role) for page in (one.page, *one.covers)}
    assert acts - said == set(), "acts of this role that services/notifications/guide/pages.toml does not tell"


def test_no_page_is_told_to_nobody_and_nobody_is_told_to_do_what_others_do() -> None:
    for page in told().values():
        readers = {role for role in Role.words() if page.page in addresses(role)}
        assert readers, page.page
        assert f"GET {page.page}" in page_routes(), page.page
        assert {role for one in page.does for role in one.roles} <= readers, page.page
        assert page.what.endswith(".") and all(one.what.endswith(".") for one in page.does), page.page
        assert not page.readers or page.label, page.page
    lists = {address: each.list for address, _, each in capabilities() if each.list is not None}
    assert all(page.readers <= lists[page.page].roles for page in told().values() if page.page in lists)


def test_a_citizen_is_told_of_no_tasks() -> None:
    assert "/" not in addresses("citizen")
    said = " ".join(step.what + step.label for step in guides()[Role.CITIZEN].months)
    assert "Việc của tôi" not in said


def test_a_guide_names_no_conclusion_of_a_board_that_nobody_can_draw_and_no_file_of_the_program() -> None:
    for guide in guides().values():
        words = [*(step.what for step in guide.months), *(one.whom for one in guide.ask)]
        assert not [one for one in words if ".md" in one or "deploy/" in one], guide.role
        if not [do for _, _, each in capabilities() for do in each.does if "Standings" in do.command.__name__]:
            concludes = [one for one in words if "xếp hạng" in one]
            assert all("chưa ghi kết luận xếp hạng" in one for one in concludes), guide.role
