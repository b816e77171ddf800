"""Settings: everything a process is told from outside, read once at start.

A name that begins with THIDUA_ and is not declared here is refused: a misspelt setting must never silently mean its
default. Addresses that other tools also read keep their usual names (DATABASE_URL, KAFKA_BOOTSTRAP_SERVERS, …).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal, get_args
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from services.chassis.broker import Broker, Protocol
from services.chassis.signatures import Signer, Trust

PREFIX: Final = "THIDUA_"
Role = Literal["api", "writer", "relay", "projector"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""The login roles of a service's processes: `<service>_<role>`."""


class UnknownSetting(Exception):
    """The environment holds a THIDUA_ name that nothing reads."""


class UnsafeSetting(Exception):
    """What a process is told would let others read along, or pass for it."""


class Settings(BaseSettings):
    """The settings of one process of one service."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_prefix=PREFIX, case_sensitive=False)

    database_url: str = Field(validation_alias="DATABASE_URL")
    """Its user is the service, who owns the tables; a process logs in as `<service>_<role>`, and has no password of the owner."""
    keys_database_url: str | None = Field(default=None, validation_alias="KEYS_DATABASE_URL")
    database_passwords: dict[Role, SecretStr] = Field(default_factory=dict, validation_alias="DATABASE_PASSWORDS")
    """Login role to password, as JSON: only those that the process's roles use."""
    kafka_bootstrap_servers: str | None = Field(default=None, validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    kafka_session_timeout_ms: int = Field(default=45_000, ge=1_000, validation_alias="KAFKA_SESSION_TIMEOUT_MS")
    """How long a silent consumer keeps its partitions; the broker bounds it."""
    kafka_security_protocol: Protocol = Field(default="PLAINTEXT", validation_alias="KAFKA_SECURITY_PROTOCOL")
    """PLAINTEXT is the local stack's alone: a process whose issuer is another one does not start with it."""
    kafka_sasl_username: str | None = Field(default=None, validation_alias="KAFKA_SASL_USERNAME")
    kafka_sasl_password: SecretStr | None = Field(default=None, validation_alias="KAFKA_SASL_PASSWORD")
    kafka_ssl_cafile: Path | None = Field(default=None, validation_alias="KAFKA_SSL_CAFILE")
    """PEM; without it the machine's own authorities count."""
    kafka_ssl_certfile: Path | None = Field(default=None, validation_alias="KAFKA_SSL_CERTFILE")
    kafka_ssl_keyfile: Path | None = Field(default=None, validation_alias="KAFKA_SSL_KEYFILE")
    otel_exporter_otlp_endpoint: str | None = Field(default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")

    issuer: str | None = None
    """URL of the OIDC issuer; only its keys are ever trusted. A process with the role `api` needs it."""
    audience: str = "thidua"
    client_secret: str | None = None
    """Secret of this service at the issuer: it tells the other services of a relief under its own name."""
    session_key: str | None = Field(default=None, min_length=32)
    """Secret under which the services of one deployment seal the sessions of browsers; without it there are no pages."""
    signing_key: SecretStr | None = None
    """With which this service's relay signs: `<service>/<label>:` and 32 bytes in base64; a process without that role needs none."""
    trusted_keys: dict[str, str] = Field(default_factory=dict)
    """Ids of signing keys and their public halves, 32 bytes in base64, as JSON: whose records are believed. None: nothing is checked."""
    signatures: Literal["accepted", "required"] = "accepted"
    """Whether a record that nobody signed is set aside; one that is signed wrongly is in any case."""
    unsigned_before: dict[str, int] = Field(default_factory=dict)
    """`<topic>/<partition>` to the first offset that must be signed, as JSON, for topics that are older than their signatures."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    health_port: int | None = Field(default=None, ge=0, le=65535)
    smtp_url: str | None = None
    mail_domain: str = "thidua.local"
    """Domain under which a principal is reached while no directory of the owner of names is asked: the local stack's."""
    sender_rate: float = Field(default=50, ge=0)
    """Requests a second that one person may send to one process, ten seconds' worth at once; 0 is no bound."""
    stranger_rate: float = Field(default=20, ge=0)
    """The same for all who are not known and come from one address."""
    peers: dict[str, AnyHttpUrl] = Field(default_factory=dict)
    """Service to base URL of its API, as JSON; not through the gateway, which hides /internal."""
    files_url: str | None = None
    """Where evidence files lie, sealed, each service's in a folder of its name: `file:///…`, a directory that API and projections share, or
    `s3://bucket/…`, whose credentials stand in the environment as S3's clients read them; without it no file is taken."""
    files_most: int = Field(default=20 * 1024 * 1024, ge=64 * 1024, le=256 * 1024 * 1024)
    """Bytes of one evidence file."""
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

    @field_validator("files_url")
    @classmethod
    def _is_store(cls, url: str | None) -> str | None:
        if not url:
            return None
        if urlsplit(url).scheme not in ("file", "s3"):
            raise ValueError("must be a file:// or s3:// URL")
        return url

    @property
    def signer(self) -> Signer | None:
        """Who signs here. Raises UnfitKey."""
        return Signer.of(self.signing_key.get_secret_value()) if self.signing_key else None

    @property
    def trust(self) -> Trust:
        """Whose records are believed. Raises UnfitKey."""
        return Trust.of(self.trusted_keys, required=self.signatures == "required", unsigned_before=self.unsigned_before)

    def dsn(self, role: Role) -> str:
        """The service's database for one of its login roles."""
        return role_dsn(self.database_url, role, self._passwords())

    def keys_dsn(self, role: Role) -> str:
        """The database of the keys, likewise."""
        return role_dsn(self.keys_database_url or self.database_url, role, self._passwords())

    def _passwords(self) -> dict[Role, str]:
        return {role: password.get_secret_value() for role, password in self.database_passwords.items()}

    @property
    def broker(self) -> Broker | None:
        """The Kafka that is named. Raises ValueError when something that its protocol needs is missing."""
        password = self.kafka_sasl_password
        if self.kafka_bootstrap_servers is None:
            return None
        return Broker(
            self.kafka_bootstrap_servers,
            self.kafka_security_protocol,
            self.kafka_sasl_username,
            password.get_secret_value() if password else None,
            self.kafka_ssl_cafile,
            self.kafka_ssl_certfile,
            self.kafka_ssl_keyfile,
        )

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
    """The settings from the environment. Raises UnknownSetting, UnsafeSetting or pydantic.ValidationError."""
    unknown = sorted(
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known_names()
    )
    if unknown:
        raise UnknownSetting(f"unknown settings: {', '.join(unknown)}; known are {', '.join(sorted(known_names()))}")
    settings = Settings()
    for url in filter(None, (settings.database_url, settings.keys_database_url)):
        refuse_open_database(url)
        if urlsplit(url).password is not None:
            raise UnsafeSetting(
                "DATABASE_URL and KEYS_DATABASE_URL hold a password, and that is the owner's, who can rewrite history: "
                "a process has DATABASE_PASSWORDS, by role"
            )
    refuse_plaintext(settings.broker, settings.issuer)
    return settings


def refuse_open_database(url: str) -> None:
    """A database on another machine is spoken to over TLS, and its certificate is checked. Raises UnsafeSetting."""
    parts = urlsplit(url)
    if parts.hostname and not is_local(url) and parse_qs(parts.query).get("sslmode") != ["verify-full"]:
        raise UnsafeSetting(
            f"the database on {parts.hostname} is another machine's: its URL needs ?sslmode=verify-full"
        )


def refuse_plaintext(broker: Broker | None, issuer: str | None) -> None:
    """A broker that asks nobody who they are is for the local stack alone. Raises UnsafeSetting.

    What tells it is the issuer: nobody but this machine could sign in at one that is on 127.0.0.1, so no deployment has one.
    """
    if broker is not None and broker.protocol == "PLAINTEXT" and not is_local(issuer):
        raise UnsafeSetting(
            "KAFKA_SECURITY_PROTOCOL is PLAINTEXT, and the issuer is not the local stack's: set SASL_SSL, or SSL with a certificate"
        )


def is_local(url: str | None) -> bool:
    """Whether the host of a URL is this machine, written as a number or as localhost."""
    host = urlsplit(url or "").hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def without_password(database_url: str) -> str:
    """The same address for whoever may not have the owner's password."""
    parts = urlsplit(database_url)
    user, _, address = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{address}"))


def role_dsn(database_url: str, role: Role, passwords: Mapping[Role, str] | None = None) -> str:
    """The same database as `<service>_<role>`: a process never works as the owner of its tables.

    The service is the user of `database_url`; host, port, database and query stay as they are. The owner's password is left out, the role's
    put in where there is one.
    """
    if role not in ROLES:
        raise ValueError(f"{role} is not one of {', '.join(ROLES)}")
    parts = urlsplit(database_url)
    if not parts.username:
        raise ValueError("the database URL names no user")
    _, _, address = parts.netloc.rpartition("@")
    word = (passwords or {}).get(role)
    password = "" if word is None else ":" + quote(word, safe="")
    user = quote(f"{parts.username}_{role}", safe="%")
    return urlunsplit(parts._replace(netloc=f"{user}{password}@{address}"))
