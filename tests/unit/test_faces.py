"""What people do: every act has a page, and what its faces say is what was approved."""

from __future__ import annotations

import importlib
import re

import pytest

from deploy.cli.faces import APPROVED, README, text, told
from services.chassis.kit.faces import Act, acts
from services.chassis.service import Service
from services.notifications.policy import TASKS, Kind
from tests.support.declared import SERVICES
from tests.support.routed import page_routes


def service(name: str) -> Service:
    declared: Service = importlib.import_module(f"services.{name}.app").SERVICE
    return declared


def every() -> list[Act]:
    return [act for name in SERVICES for act in acts(service(name))]


def pathless(act: Act, pages: set[str]) -> bool:
    """Whether no page of any service has the address at which an act is said to be done."""
    shape = re.sub(r"{\w+}", "{}", act.page.partition("?")[0])
    address = re.sub(r"/do/[^/]+$", "/do/{}", shape)
    return address not in pages and shape not in pages


PAGES = {re.sub(r"{\w+}", "{}", route.split()[1]) for route in page_routes() if route.startswith("GET")}


@pytest.mark.parametrize("act", every(), ids=lambda act: f"{act.service}-{act.command}")
def test_every_act_of_a_person_has_a_page(act: Act) -> None:
    assert act.page, f"{act.command}: declare a Do, or name it in `handwritten` of services/{act.service}/app.py"
    assert not pathless(act, PAGES), f"{act.command}: there is no page {act.page}"


@pytest.mark.parametrize("act", every(), ids=lambda act: f"{act.service}-{act.command}")
def test_every_act_of_a_person_is_called_in_vietnamese(act: Act) -> None:
    assert re.search("[à-ỹÀ-Ỹ]", act.title), f"{act.command}: what is “{act.title}” called on its page?"


def test_an_act_without_a_page_would_be_found() -> None:
    assert pathless(Act("submissions", "Forget", "Quên", ("clerk",), "/submissions/pages/nowhere"), PAGES)
    assert pathless(Act("submissions", "Forget", "Quên", ("clerk",), ""), PAGES)


@pytest.mark.parametrize("kind", TASKS, ids=str)
def test_a_task_leads_to_acts_of_the_person_who_got_it(kind: Kind) -> None:
    known = {act.command: act for act in every()}
    task = TASKS[kind]
    assert task.acts, "a task that nothing ends is no task"
    for name in task.acts:
        assert task.role in known[name].roles, f"{name} is not done by {task.role}"


def test_the_readme_tells_every_act() -> None:
    assert told(README.read_text()) == README.read_text(), "run: thidua faces --write"


def test_the_faces_are_those_that_were_approved() -> None:
    assert APPROVED.read_text() == text(), (
        "what people see has changed: `thidua faces --write`, and let its diff be reviewed"
    )


@pytest.mark.parametrize("name", SERVICES)
def test_every_refusal_of_an_act_stands_at_one_of_its_fields_or_above_the_form(name: str) -> None:
    for capability in service(name).capabilities:
        for do in capability.does:
            codes = {code for refused in do.refuses for code in refused.refusals}
            fields = {part.name for part in do.asked}
            assert set(do.places) <= codes, f"{do.name} places a refusal that it does not meet"
            assert {field.partition("-")[0] for code, field in do.places.items() if code in codes} & fields <= fields


@pytest.mark.parametrize("name", SERVICES)
def test_a_list_with_a_heading_is_in_the_menu_for_the_same_roles(name: str) -> None:
    entries = {entry.address: entry.roles for group in service(name).menu for entry in group.entries}
    for capability in service(name).capabilities:
        if capability.list is not None and capability.list.menu:
            address = f"/{name}/pages{capability.list.path}"
            assert entries.get(address) == capability.list.roles, f"{address} in services/menu.py"


def test_a_page_with_a_timeline_tells_what_happened() -> None:
    silent = [
        f"{service}-{capability.name}"
        for service in SERVICES
        for capability in importlib.import_module(f"services.{service}.app").SERVICE.capabilities
        if capability.record is not None and not capability.record.handwritten and capability.record.timeline
        if not any(fact.says for fact in (*capability.facts, *capability.record.says))
    ]
    assert silent == []


def test_an_example_ends_without_the_full_stop_that_its_hint_gives_it() -> None:
    assert re.findall(r'"example": "[^"]*[.:;]"', APPROVED.read_text()) == []
