"""What operators' commands say when something is not as they need it: one sentence, never a traceback."""

from __future__ import annotations

import getpass

import pytest
from typer.testing import CliRunner

from deploy.cli import provision
from deploy.cli.main import app
from deploy.kafka.topics import WrongTopic
from deploy.local.places import StackError

SERVERS = {
    "SUBMISSIONS_DATABASE_URL": "postgresql://submissions@127.0.0.1:1/submissions",
    "SUBMISSIONS_KEYS_DATABASE_URL": "postgresql://submissions@127.0.0.1:1/submissions_keys",
    "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
}


def test_a_topic_with_other_partitions_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def other(bootstrap: str, *, replication_factor: int) -> list[str]:
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
