"""Who listens where in one stack: its own servers on remembered ports, or external ones named by the environment.

`<SERVICE>_DATABASE_URL` with `<SERVICE>_KEYS_DATABASE_URL` (all four services or none), `KAFKA_BOOTSTRAP_SERVERS` and
`THIDUA_ISSUER` replace the local server. Values that `thidua env` itself printed for this stack do not count.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from deploy.local import processes
from deploy.local.databases import SERVICES
from deploy.local.issuer import AUDIENCE, client_secret, session_key
from deploy.local.places import StackError, port_for, remembered_ports
from services.chassis.broker import Broker
from services.chassis.settings import ROLES, Role, role_dsn, without_password

PASSWORDS: Final = TypeAdapter(dict[Role, str])
HOME = Path(__file__).parents[2] / ".thidua"


@dataclass(frozen=True, slots=True)
class Databases:
    """The two databases of a service, as its owner, and the passwords of its other logins."""

    facts: str
    keys: str
    passwords: Mapping[Role, str] = field(default_factory=dict)

    def login(self, role: Role) -> str:
        """The facts as one of the login roles."""
        return role_dsn(self.facts, role, self.passwords)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every address of one stack. Ports are on 127.0.0.1; `None` means an external server is used instead."""

    home: Path
    gateway_port: int
    edge_port: int
    smtp_port: int
    api_ports: Mapping[str, int]
    health_ports: Mapping[str, int]
    postgres_port: int | None
    kafka_port: int | None
    broker: Broker
    databases: Mapping[str, Databases]
    issuer: str
    issuer_is_local: bool

    @property
    def base_url(self) -> str:
        """Where people and programs reach the whole system."""
        return f"http://127.0.0.1:{self.gateway_port}"

    def health_url(self, process: str) -> str:
        """Where a process says how it is; `process` is `<service>-api` or `<service>-worker`."""
        service, _, kind = process.rpartition("-")
        port = self.api_ports[service] if kind == "api" else self.health_ports[service]
        return f"http://127.0.0.1:{port}/{service}/health"

    def exports(self) -> dict[str, str]:
        """What `thidua env` prints."""
        names = {
            "THIDUA_BASE_URL": self.base_url,
            "THIDUA_ISSUER": self.issuer,
            **self.broker.names(),
            "MAIL_SINK_URL": f"http://127.0.0.1:{self.edge_port}/mails",
        }
        for service, urls in self.databases.items():
            names[f"{service.upper()}_DATABASE_URL"] = urls.facts
            names[f"{service.upper()}_KEYS_DATABASE_URL"] = urls.keys
        return names

    def service_environment(self, process: str) -> dict[str, str]:
        """The environment of one process of a service: ours, and nothing called THIDUA_ from the shell."""
        service, _, kind = process.rpartition("-")
        inherited = {name: value for name, value in os.environ.items() if not name.upper().startswith("THIDUA_")}
        peers = {name: f"http://127.0.0.1:{port}" for name, port in self.api_ports.items()}
        own = {
            "DATABASE_URL": without_password(self.databases[service].facts),
            "KEYS_DATABASE_URL": without_password(self.databases[service].keys),
            "DATABASE_PASSWORDS": json.dumps(dict(self.databases[service].passwords)),
            **self.broker.names(),
            "THIDUA_ISSUER": self.issuer,
            "THIDUA_AUDIENCE": AUDIENCE,
            "THIDUA_CLIENT_SECRET": client_secret(self.home / "issuer", service),
            "THIDUA_HOST": "127.0.0.1",
            "THIDUA_SENDER_RATE": "0",  # demo, tests and benchmarks do in seconds what many people do in a year
            "THIDUA_STRANGER_RATE": "0",
            "THIDUA_PEERS": json.dumps(peers),
            "THIDUA_SMTP_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "THIDUA_SPANS_DIR": str(self.home / "spans"),
            "THIDUA_FILES_URL": (self.home.resolve() / "files").as_uri(),
        }
        if kind == "api":
            own["THIDUA_SESSION_KEY"] = session_key(self.home / "issuer")
            own["THIDUA_PORT"] = str(self.api_ports[service])
        else:
            own["THIDUA_HEALTH_PORT"] = str(self.health_ports[service])
        return {**inherited, **own}


def port_of(home: Path, name: str, process: str) -> int:
    """The port a running process holds, or the one it will get."""
    if processes.recorded(home, process) is not None and (port := remembered_ports(home).get(name)) is not None:
        return port
    return port_for(home, name)


def addresses_of(home: Path, environment: Mapping[str, str] = os.environ) -> Addresses:
    """The addresses of a stack, choosing and remembering ports where it has none yet.

    Raises StackError when only some of the services are given an external database.
    """
    gateway = port_of(home, "gateway", "gateway")
    postgres = port_of(home, "postgres", "postgres")
    kafka = port_of(home, "kafka", "kafka")
    own_databases = {
        service: Databases(
            f"postgresql://{service}@127.0.0.1:{postgres}/{service}",
            f"postgresql://{service}@127.0.0.1:{postgres}/{service}_keys",
        )
        for service in SERVICES
    }
    databases = external_databases(environment, own_databases) or own_databases
    own_bootstrap, own_issuer = f"127.0.0.1:{kafka}", f"http://127.0.0.1:{gateway}/issuer"
    broker = Broker.named(environment) or Broker(own_bootstrap)
    issuer = environment.get("THIDUA_ISSUER") or own_issuer
    return Addresses(
        home=home,
        gateway_port=gateway,
        edge_port=port_of(home, "edge", "edge"),
        smtp_port=port_of(home, "smtp", "edge"),
        api_ports={service: port_of(home, f"{service}-api", f"{service}-api") for service in SERVICES},
        health_ports={service: port_of(home, f"{service}-worker", f"{service}-worker") for service in SERVICES},
        postgres_port=postgres if databases == own_databases else None,
        kafka_port=kafka if broker.servers == own_bootstrap else None,
        broker=broker,
        databases=databases,
        issuer=issuer,
        issuer_is_local=issuer == own_issuer,
    )


def passwords_of(names: Mapping[str, str], service: str) -> dict[Role, str]:
    """The passwords of a service's logins that an environment names. Raises StackError."""
    name = f"{service.upper()}_DATABASE_PASSWORDS"
    try:
        return PASSWORDS.validate_json(names.get(name) or "{}")
    except ValidationError:
        raise StackError(f'{name} is not JSON of the kind {{"{ROLES[0]}": "…"}} for {", ".join(ROLES)}.') from None


def external_databases(environment: Mapping[str, str], own: Mapping[str, Databases]) -> dict[str, Databases] | None:
    """The databases the environment names instead of ours, for all services or for none."""
    found: dict[str, Databases] = {}
    for service in SERVICES:
        facts = environment.get(f"{service.upper()}_DATABASE_URL")
        keys = environment.get(f"{service.upper()}_KEYS_DATABASE_URL")
        if facts and keys and Databases(facts, keys) != own[service]:
            found[service] = Databases(facts, keys, passwords_of(environment, service))
    if found and set(found) != set(SERVICES):
        missing = ", ".join(sorted(set(SERVICES) - set(found)))
        raise StackError(
            f"Thiếu địa chỉ cơ sở dữ liệu ngoài của: {missing}. / External databases are given for some services only; "
            f"missing: {missing}."
        )
    return found or None
