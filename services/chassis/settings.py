"""Settings: everything a process is told from outside, read once at start.

A name that begins with THIDUA_ and is not declared here is refused: a misspelt setting must never silently mean its
default. Addresses that other tools also read keep their usual names (DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS, …).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import AnyHttpUrl, Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX: Final = "THIDUA_"
ROLES: Final = ("api", "writer", "relay", "projector")
"""The login roles of a service's processes: `<service>_<role>`."""


class UnknownSetting(Exception):
    """The environment holds a THIDUA_ name that nothing reads."""


class Settings(BaseSettings):
    """The settings of one process of one service."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix=PREFIX, case_sensitive=False)

    database_url: str = Field(validation_alias="DATABASE_URL")
    keys_database_url: str | None = Field(default=None, validation_alias="KEYS_DATABASE_URL")
    kafka_bootstrap_servers: str | None = Field(default=None, validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    kafka_session_timeout_ms: int = Field(default=45_000, ge=1_000, validation_alias="KAFKA_SESSION_TIMEOUT_MS")
    """How long a silent consumer keeps its partitions; the broker bounds it."""
    otel_exporter_otlp_endpoint: str | None = Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")

    issuer: str | None = None
    """URL of the OIDC issuer; only its keys are ever trusted. A process with the role `api` needs it."""
    audience: str = "thidua"
    client_secret: str | None = None
    """Secret of this service at the issuer: it tells the other services of a relief under its own name."""
    session_key: str | None = Field(default=None, min_length=32)
    """Secret under which the services of one deployment seal the sessions of browsers; without it there are no pages."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    health_port: int | None = Field(default=None, ge=0, le=65535)
    smtp_url: str | None = None
    mail_domain: str = "thidua.local"
    """Domain under which a principal is reached while no directory of the owner of names is asked: the local stack's."""
    peers: dict[str, AnyHttpUrl] = Field(default_factory=dict)
    """Service to base URL of its API, as JSON; not through the gateway, which hides /internal."""
    spans_dir: Path | None = None
    sampling: float = Field(default=1.0, ge=0, le=1)
    """Share of new traces that are recorded; a recorded span costs about 34 µs."""

    @field_validator("database_url", "keys_database_url")
    @classmethod
    def _is_postgresql(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(url).scheme not in ("postgresql", "postgres"):
            raise ValueError("must be a postgresql:// URL")
        return url

    @field_validator("issuer")
    @classmethod
    def _is_http(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("must be an http(s) URL")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment and nothing else: no hidden files."""
        return (init_settings, env_settings)


def known_names() -> frozenset[str]:
    """The THIDUA_ names that are read."""
    return frozenset(
        PREFIX + name.upper() for name, field in Settings.model_fields.items() if field.validation_alias is None
    )


def load() -> Settings:
    """The settings from the environment. Raises UnknownSetting or pydantic.ValidationError."""
    unknown = sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known_names()
    )
    if unknown:
        raise UnknownSetting(f"unknown settings: {', '.join(unknown)}; known are {', '.join(sorted(known_names()))}")
    return Settings()


def role_dsn(database_url: str, role: str) -> str:
    """The same database as `<service>_<role>`: a process never works as the owner of its tables.

    The service is the user of `database_url`; a password, host, port, database and query stay as they are.
    """
    if role not in ROLES:
        raise ValueError(f"{role} is not one of {', '.join(ROLES)}")
    parts = urlsplit(database_url)
    if not parts.username:
        raise ValueError("the database URL names no user")
    _, _, address = parts.netloc.rpartition("@")
    password = f":{parts.password}" if parts.password is not None else ""
    user = quote(f"{parts.username}_{role}", safe="%")
    return urlunsplit(parts._replace(netloc=f"{user}{password}@{address}"))
