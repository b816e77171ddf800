"""The runbook is true: each command in it exists with its options, each link leads to a heading, each verb has its place."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import typer

from deploy.cli.main import app

RUNBOOK = Path(__file__).parents[2] / "deploy" / "runbook.md"
NOT_AN_OPERATORS = {"up", "down", "env", "token", "clock", "demo", "bench"}


def commands() -> list[list[str]]:
    """The `thidua` lines of the code blocks, as words."""
    blocks = re.findall(r"```sh\n(.*?)```", RUNBOOK.read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("thidua ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def parsed(words: list[str]) -> str:
    """The verb that these words call; typer refuses what it does not know or what is missing."""
    command: Any = typer.main.get_command(app)  # typer carries a click of its own: no name of it can be imported
    verb: list[str] = []
    while hasattr(command, "commands"):
        assert words and words[0] in command.commands, (verb, words)
        command, verb, words = command.commands[words[0]], [*verb, words[0]], words[1:]
    command.make_context(" ".join(verb), list(words))
    return " ".join(verb)


def test_every_command_in_it_is_accepted() -> None:
    assert len([parsed(words) for words in commands()]) > 15


def verbs(group: Any, before: tuple[str, ...] = ()) -> set[str]:
    """All verbs below a command."""
    found = set()
    for name, command in group.commands.items():
        here = (*before, name)
        found |= verbs(command, here) if hasattr(command, "commands") else {" ".join(here)}
    return found


def test_every_operators_verb_is_in_it() -> None:
    wanted = {verb for verb in verbs(typer.main.get_command(app)) if verb.split()[0] not in NOT_AN_OPERATORS}
    assert len(wanted) > 10
    assert wanted - {parsed(words) for words in commands()} == set()


def test_every_link_leads_to_a_heading() -> None:
    text = RUNBOOK.read_text()
    headings = {
        re.sub(r"[^\w\- ]", "", line[3:].lower()).replace(" ", "-") for line in re.findall(r"^## .*$", text, re.M)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
