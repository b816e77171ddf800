"""What operators' commands say when something is not as they need it: one sentence, never a traceback."""

from __future__ import annotations

import getpass
import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

import deploy.cli
from deploy.cli import provision
from deploy.cli.main import COMMANDS, app
from deploy.kafka.topics import WrongTopic
from deploy.local.places import StackError
from services.chassis.broker import Broker

SERVERS = {
    "SUBMISSIONS_DATABASE_URL": "postgresql://submissions@127.0.0.1:1/submissions",
    "SUBMISSIONS_KEYS_DATABASE_URL": "postgresql://submissions@127.0.0.1:1/submissions_keys",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
    "THIDUA_ISSUER": "http://127.0.0.1:1/issuer",
}


def test_a_topic_with_other_partitions_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def other(broker: Broker, *, replication_factor: int) -> list[str]:
        raise WrongTopic("thidua.awards: 3 partitions, the contract says 12")

    monkeypatch.setattr(provision, "create_topics", other)
    refused = CliRunner().invoke(app, ["topics"], env=SERVERS).exception
    assert isinstance(refused, StackError)
    assert str(refused) == "Refused: thidua.awards: 3 partitions, the contract says 12."


def test_an_account_without_a_name_is_asked_who_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 10001")

    monkeypatch.setattr(getpass, "getuser", nameless)
    asked = CliRunner().invoke(app, ["projections", "forget-retired", "submissions"], env=SERVERS)
    assert asked.exit_code == 2
    assert "say --who" in asked.output
    told = CliRunner().invoke(app, ["projections", "forget-retired", "submissions", "--who", "L.T.H."], env=SERVERS)
    assert "say --who" not in told.output


def test_every_command_of_every_module_is_found() -> None:
    modules = {one.name: import_module(f"deploy.cli.{one.name}") for one in pkgutil.iter_modules(deploy.cli.__path__)}
    found: dict[str, str] = {}
    for name, module in modules.items():
        if hasattr(module, "register"):
            module.register(own := typer.Typer())
            found |= dict.fromkeys(get_group(own).commands, name)
    assert found == COMMANDS


def test_a_command_of_the_stack_waits_for_no_service_to_be_imported() -> None:
    look = "import sys, deploy.cli.main, deploy.cli.stack_commands; print([one for one in sys.modules if 'fastapi' in one])"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout == "[]\n"
