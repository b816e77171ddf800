"""Settings: what is not understood is refused at start."""

import pytest
from pydantic import ValidationError

from services.chassis import settings
from services.chassis.broker import Broker


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("THIDUA_", "KAFKA_")) or name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
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
        ("postgresql://awards@127.0.0.1:5432/awards", "postgresql://awards_api:b%3A%2F@127.0.0.1:5432/awards"),
        (
            "postgresql://awards:p%40ss@db/awards?sslmode=verify-full",
            "postgresql://awards_api:b%3A%2F@db/awards?sslmode=verify-full",
        ),
        ("postgresql://awards@[::1]:5432/awards", "postgresql://awards_api:b%3A%2F@[::1]:5432/awards"),
    ],
)
def test_a_process_logs_in_as_its_role(url: str, expected: str) -> None:
    assert settings.role_dsn(url, "api", {"api": "b:/", "writer": "khác"}) == expected
    assert settings.role_dsn(url, "relay", {"api": "b:/"}) == expected.replace("awards_api:b%3A%2F", "awards_relay")


def test_no_role_beyond_the_four() -> None:
    with pytest.raises(ValueError, match="superuser"):
        settings.role_dsn("postgresql://awards@db/awards", "superuser")  # type: ignore[arg-type]  # what is refused


def test_a_url_without_user_has_no_role() -> None:
    with pytest.raises(ValueError, match="no user"):
        settings.role_dsn("postgresql://db/awards", "api")


@pytest.mark.parametrize(
    "issuer", [None, "https://id.example.gov.vn", "http://127.0.0.1.example/issuer", "http://10.0.0.1/issuer"]
)
def test_plaintext_is_refused_wherever_the_issuer_is_not_on_this_machine(
    monkeypatch: pytest.MonkeyPatch, issuer: str | None
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092")
    if issuer is not None:
        monkeypatch.setenv("THIDUA_ISSUER", issuer)
    with pytest.raises(settings.UnsafeSetting, match="PLAINTEXT"):
        settings.load()
    monkeypatch.setenv("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("KAFKA_SASL_USERNAME", "awards")
    with pytest.raises(ValueError, match="KAFKA_SASL_PASSWORD"):
        settings.load()
    monkeypatch.setenv("KAFKA_SASL_PASSWORD", "b1-mat")
    loaded = settings.load()
    assert loaded.broker == Broker("127.0.0.1:9092", "SASL_SSL", "awards", "b1-mat")
    assert "b1-mat" not in repr(loaded) + repr(loaded.broker)


@pytest.mark.parametrize("name", ["DATABASE_URL", "KEYS_DATABASE_URL"])
def test_no_process_is_given_the_owners_password(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "postgresql://awards:cua-chu@127.0.0.1:5432/awards")
    with pytest.raises(settings.UnsafeSetting, match="owner") as refused:
        settings.load()
    assert "cua-chu" not in str(refused.value)
    monkeypatch.setenv(name, settings.without_password("postgresql://awards:cua-chu@127.0.0.1:5432/awards"))
    monkeypatch.setenv("DATABASE_PASSWORDS", '{"writer": "b1"}')
    loaded = settings.load()
    assert loaded.dsn("writer") == "postgresql://awards_writer:b1@127.0.0.1:5432/awards"
    assert loaded.dsn("api") == "postgresql://awards_api@127.0.0.1:5432/awards"
    assert "b1" not in repr(loaded)
    monkeypatch.setenv("DATABASE_PASSWORDS", '{"owner": "b1"}')
    with pytest.raises(ValidationError):
        settings.load()


@pytest.mark.parametrize(
    "query", ["", "?sslmode=require", "?sslmode=verify-ca", "?sslmode=verify-full&sslmode=disable"]
)
def test_a_database_on_another_machine_is_spoken_to_by_verify_full(monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    monkeypatch.setenv("KEYS_DATABASE_URL", f"postgresql://awards@db.example/awards_keys{query}")
    with pytest.raises(settings.UnsafeSetting, match=r"db\.example"):
        settings.load()
    monkeypatch.setenv("KEYS_DATABASE_URL", "postgresql://awards@db.example/awards_keys?sslmode=verify-full")
    settings.load()
