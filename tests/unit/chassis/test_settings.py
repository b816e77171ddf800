"""Settings: what is not understood is refused at start."""

import pytest
from pydantic import ValidationError

from services.chassis import settings


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("THIDUA_") or name in ("DATABASE_URL", "KEYS_DATABASE_URL", "KAFKA_BOOTSTRAP_SERVERS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", "postgresql://awards@127.0.0.1:5432/awards")


def test_a_setting_that_nothing_reads_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_ISUER", "http://127.0.0.1:1/issuer")
    with pytest.raises(settings.UnknownSetting, match="THIDUA_ISUER"):
        settings.load()


def test_every_declared_name_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_ISSUER", "http://127.0.0.1:1/issuer")
    monkeypatch.setenv("THIDUA_PORT", "8081")
    monkeypatch.setenv("THIDUA_PEERS", '{"blocs": "http://127.0.0.1:9/"}')
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
    loaded = settings.load()
    assert (loaded.issuer, loaded.port, loaded.audience) == ("http://127.0.0.1:1/issuer", 8081, "thidua")
    assert str(loaded.peers["blocs"]) == "http://127.0.0.1:9/"
    assert loaded.kafka_bootstrap_servers == "127.0.0.1:9092"


def test_a_database_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(ValidationError):
        settings.load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x@y/z"),
        ("THIDUA_ISSUER", "file:///etc"),
        ("THIDUA_SAMPLING", "1.5"),
        ("THIDUA_PORT", "70000"),
    ],
)
def test_an_unfit_value_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        settings.load()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://awards@127.0.0.1:5432/awards", "postgresql://awards_api@127.0.0.1:5432/awards"),
        (
            "postgresql://awards:p%40ss@db/awards?sslmode=require",
            "postgresql://awards_api:p%40ss@db/awards?sslmode=require",
        ),
        ("postgresql://awards@[::1]:5432/awards", "postgresql://awards_api@[::1]:5432/awards"),
    ],
)
def test_a_process_logs_in_as_its_role(url: str, expected: str) -> None:
    assert settings.role_dsn(url, "api") == expected


def test_no_role_beyond_the_four() -> None:
    with pytest.raises(ValueError, match="superuser"):
        settings.role_dsn("postgresql://awards@db/awards", "superuser")


def test_a_url_without_user_has_no_role() -> None:
    with pytest.raises(ValueError, match="no user"):
        settings.role_dsn("postgresql://db/awards", "api")
