"""A broker that asks: TLS, a login for each principal of acls.json, and no right that was not granted; as compose.properties has it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from deploy.local.certificates import DAYS, Authority
from deploy.local.kafka import CONFIGURATION, Kafka
from deploy.local.places import port_for, remembered_ports
from services.chassis.broker import Broker
from thidua_contracts.topics import TOPICS

HOST = "127.0.0.1"
LOGINS = ("admin", "operator", *(topic.owner for topic in TOPICS))


def compose_settings() -> dict[str, str]:
    """The committed configuration of the container's broker."""
    lines = (CONFIGURATION / "compose.properties").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@dataclass(slots=True)
class Secured:
    """One broker in this folder; `certified` gives it other certificates at its next start."""

    home: Path
    authority: Authority = field(init=False)
    kafka: Kafka = field(init=False)
    passwords: dict[str, str] = field(default_factory=lambda: {name: secrets.token_hex(12) for name in LOGINS})

    def __post_init__(self) -> None:
        self.authority = Authority(self.home / "authority")
        self.kafka = Kafka(self.home, logins=self.passwords)
        self.certified()

    def certified(self, valid: timedelta = timedelta(days=DAYS)) -> None:
        """New certificates of the broker; the one that is shown to clients with a login is good for so long."""
        certificate, _ = self.authority.signed("broker", [HOST, "localhost"])
        shown, _ = self.authority.signed("shown", [HOST, "localhost"], valid=valid)
        own, broker, controller = (port_for(self.home, name) for name in ("kafka", "kafka-broker", "kafka-controller"))
        self.kafka.settings = compose_settings() | {
            "listeners": f"CLIENTS://{HOST}:{own},BROKER://{HOST}:{broker},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": f"CLIENTS://{HOST}:{own},BROKER://{HOST}:{broker}",
            "controller.quorum.voters": f"1@{HOST}:{controller}",
            "ssl.keystore.location": str(certificate),
            "listener.name.clients.ssl.keystore.location": str(shown),
            "ssl.truststore.location": str(self.authority.file),
        }

    def login(self, name: str, password: str | None = None) -> Broker:
        """How this login reaches the broker."""
        servers = f"{HOST}:{self.kafka.port}"
        return Broker(servers, "SASL_SSL", name, password or self.passwords[name], self.authority.file)

    def by_certificate(self, name: str, valid: timedelta = timedelta(days=DAYS)) -> Broker:
        """How a client with a certificate of its own reaches it, by the listener that asks for one."""
        certificate, key = self.authority.signed(name, valid=valid)
        servers = f"{HOST}:{remembered_ports(self.home)['kafka-broker']}"
        return Broker(servers, "SSL", authority=self.authority.file, certificate=certificate, key=key)
