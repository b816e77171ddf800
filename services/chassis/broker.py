"""Broker: where Kafka is, and how our clients show who they are. The one place that makes options for a client.

`PLAINTEXT` is the local stack's. A city's broker asks: `SASL_SSL` is a name and a password (SCRAM-SHA-512) over TLS, `SSL` a certificate of
the client's own. The broker's certificate is always checked, against `authority` and the name by which it was reached.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

if TYPE_CHECKING:
    from faststream.security import BaseSecurity

Protocol = Literal["PLAINTEXT", "SSL", "SASL_SSL"]
PROTOCOLS: Final[tuple[Protocol, ...]] = get_args(Protocol)
MECHANISM: Final = "SCRAM-SHA-512"
CLOSED_WITHIN: Final = 10.0
"""Seconds for a client to close."""


@dataclass(frozen=True, slots=True)
class Broker:
    """The servers (`host:port,…`), and what a client shows them; files are PEM. Raises ValueError when something is missing."""

    servers: str
    protocol: Protocol = "PLAINTEXT"
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None

    def __post_init__(self) -> None:
        if self.protocol not in PROTOCOLS:
            raise ValueError(f"KAFKA_SECURITY_PROTOCOL is none of {', '.join(PROTOCOLS)}")
        if self.protocol == "SASL_SSL" and not (self.username and self.password):
            raise ValueError("SASL_SSL needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD")
        if self.protocol == "SSL" and not (self.certificate and self.key):
            raise ValueError("SSL needs KAFKA_SSL_CERTFILE and KAFKA_SSL_KEYFILE")

    @classmethod
    def named(cls, names: Mapping[str, str]) -> Broker | None:
        """The broker that an environment names; None when it names none."""
        if not (servers := names.get("KAFKA_BOOTSTRAP_SERVERS")):
            return None
        authority, certificate, key = (names.get(f"KAFKA_SSL_{name}FILE") for name in ("CA", "CERT", "KEY"))
        return cls(
            servers,
            names.get("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT"),  # type: ignore[arg-type]  # judged when it is made
            names.get("KAFKA_SASL_USERNAME"),
            names.get("KAFKA_SASL_PASSWORD"),
            Path(authority) if authority else None,
            Path(certificate) if certificate else None,
            Path(key) if key else None,
        )

    def names(self) -> dict[str, str]:
        """The environment that names this broker."""
        told = {
            "KAFKA_BOOTSTRAP_SERVERS": self.servers,
            "KAFKA_SECURITY_PROTOCOL": self.protocol,
            "KAFKA_SASL_USERNAME": self.username,
            "KAFKA_SASL_PASSWORD": self.password,
            "KAFKA_SSL_CAFILE": self.authority,
            "KAFKA_SSL_CERTFILE": self.certificate,
            "KAFKA_SSL_KEYFILE": self.key,
        }
        return {name: str(value) for name, value in told.items() if value is not None}

    def options(self) -> dict[str, Any]:
        """What a client of aiokafka is told."""
        return {"bootstrap_servers": self.servers, **self.credentials()}

    def credentials(self) -> dict[str, Any]:
        """The part of the options that says who the client is, and whom it believes."""
        if self.protocol == "PLAINTEXT":
            return {}
        told: dict[str, Any] = {"security_protocol": self.protocol, "ssl_context": self._context()}
        if self.protocol == "SASL_SSL":
            told |= {
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": self.username,
                "sasl_plain_password": self.password,
            }
        return told

    def security(self) -> BaseSecurity | None:
        """The same for FastStream."""
        from faststream.security import BaseSecurity, SASLScram512  # an API never needs it

        match self.protocol:
            case "SASL_SSL":
                return SASLScram512(str(self.username), str(self.password), ssl_context=self._context())
            case "SSL":
                return BaseSecurity(ssl_context=self._context())
            case _:
                return None

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=self.authority)
        if self.certificate is not None:
            context.load_cert_chain(self.certificate, self.key)
        return context


async def closed(closing: Coroutine[Any, Any, None]) -> None:
    """Returns when a client has closed, or after some seconds; aiokafka passes on that its own tasks were cancelled."""
    task = asyncio.ensure_future(closing)
    await asyncio.wait({task}, timeout=CLOSED_WITHIN)
    if task.done() and not task.cancelled():
        task.exception()
