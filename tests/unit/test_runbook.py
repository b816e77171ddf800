"""The runbook is true: each command in it exists with its options, each link leads to a heading, each verb has its place."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import typer
import yaml  # type: ignore[import-untyped]  # ships no types

from deploy.cli.main import app

DEPLOY = Path(__file__).parents[2] / "deploy"
RUNBOOK = DEPLOY / "runbook.md"
ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
NOT_AN_OPERATORS = {"up", "down", "env", "token", "clock", "demo", "bench", "faces"}


def lines(text: str) -> list[str]:
    """The lines of a text's code blocks."""
    return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def commands() -> list[list[str]]:
    """The `thidua` lines of the code blocks, as words."""
    return [shlex.split(line, comments=True)[1:] for line in lines(RUNBOOK.read_text()) if line.startswith("thidua ")]


def sections() -> dict[str, str]:
    """The text below each heading, by the heading's anchor."""
    parts = re.split(r"^## (.*)$", RUNBOOK.read_text(), flags=re.MULTILINE)[1:]
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in parts[::2]]
    return dict(zip(anchors, parts[1::2], strict=True))


def alerted() -> set[str]:
    """The anchors that alerts name."""
    rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
    return {rule["annotations"]["runbook"].partition("#")[2] for rule in rules}


def parsed(words: list[str]) -> str:
    """The verb that these words call; typer refuses what it does not know or what is missing."""
    command: Any = typer.main.get_command(app)  # typer carries a click of its own: no name of it can be imported
    verb: list[str] = []
    while hasattr(command, "list_commands"):
        found = command.get_command(None, words[0]) if words else None
        assert found is not None, (verb, words)
        command, verb, words = found, [*verb, words[0]], words[1:]
    command.make_context(" ".join(verb), list(words))
    return " ".join(verb)


def test_every_command_in_it_is_accepted() -> None:
    assert len([parsed(words) for words in commands()]) > 15


def verbs(group: Any, before: tuple[str, ...] = ()) -> set[str]:
    """All verbs below a command."""
    found = set()
    for name in group.list_commands(None):
        here, command = (*before, name), group.get_command(None, name)
        found |= verbs(command, here) if hasattr(command, "list_commands") else {" ".join(here)}
    return found


def test_every_operators_verb_is_in_it() -> None:
    wanted = {verb for verb in verbs(typer.main.get_command(app)) if verb.split()[0] not in NOT_AN_OPERATORS}
    assert len(wanted) > 10
    assert wanted - {parsed(words) for words in commands()} == set()


def test_every_alert_has_its_commands() -> None:
    assert len(alerted()) > 8
    assert {anchor for anchor in alerted() if not lines(sections()[anchor])} == set()


def test_wherever_there_is_a_command_it_says_what_good_looks_like() -> None:
    assert {anchor for anchor, text in sections().items() if lines(text) and not re.search(r"\bGood\b", text)} == set()


def test_every_link_leads_to_a_heading() -> None:
    assert set(re.findall(r"\]\(#([^)]+)\)", RUNBOOK.read_text())) <= sections().keys()
