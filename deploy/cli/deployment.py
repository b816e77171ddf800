"""Where an operator's command finds the databases, the broker and the kept spans: the same answer for every command.

`<SERVICE>_DATABASE_URL` with `<SERVICE>_KEYS_DATABASE_URL` (as the owner) and `<SERVICE>_DATABASE_PASSWORDS` (of its other logins),
`KAFKA_…` as for a process, and `THIDUA_SPANS_DIR` name a city's own servers;
without any of them it is the local stack, as its last start wrote it down. Operators' language is English.
"""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

import asyncpg
import typer
from aiokafka.errors import KafkaError

from deploy.cli.migrate import service_of
from deploy.kafka.grants import WrongRights
from deploy.kafka.topics import WrongTopic
from deploy.local.addresses import Databases, passwords_of
from deploy.local.databases import SERVICES
from deploy.local.places import StackError
from deploy.local.stack import previous_exports
from services.chassis.broker import Broker
from services.chassis.broker_refusal import BrokerRefuses, explained
from services.chassis.migrate import MigrationChanged
from services.chassis.readers.accepting import CannotBeTaken
from services.chassis.readers.checkpoint import Fenced
from services.chassis.readers.failures import ReaderStopped
from services.chassis.readers.switch import RebuildRefused
from services.chassis.relay.replay import ReplayRefused
from services.chassis.service import Service
from services.chassis.settings import Settings, UnsafeSetting, refuse_open_database, refuse_plaintext
from services.chassis.signatures import Signer, UnfitKey

T = TypeVar("T")


def account() -> str:
    """Who is at this machine. Raises BadParameter where the account has no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # OSError from Python 3.13 on
        raise typer.BadParameter("this account has no name: say --who") from None


Home = Annotated[Path, typer.Option(help="The local stack's data folder, when no database is named.")]
ServiceName = Annotated[str, typer.Argument(metavar="SERVICE", help=f"One of: {', '.join(SERVICES)}.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who = Annotated[str, typer.Option(help="Who does this; written into the log of operations.", default_factory=account)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen and change nothing.")]


@dataclass(frozen=True, slots=True)
class Deployment:
    """The servers of one deployment; `declared` holds services that are not found by their package's name."""

    databases: Mapping[str, Databases]
    kafka: Broker | None
    spans: Path | None = None
    declared: Mapping[str, Service] = field(default_factory=dict)
    signing_keys: Mapping[str, str] = field(default_factory=dict, repr=False)

    def service(self, name: str) -> Service:
        """The declaration of a service that has a database here. Raises StackError."""
        self.urls(name)
        return self.declared[name] if name in self.declared else service_of(name)

    def services(self, only: str | None = None) -> list[Service]:
        """All services that have a database here, or only this one."""
        return [self.service(name) for name in ([only] if only else self.databases)]

    def urls(self, name: str) -> Databases:
        """The databases of a service, as its owner. Raises StackError."""
        if name not in self.databases:
            raise StackError(f"There is no database of a service {name}; there are {', '.join(self.databases)}.")
        return self.databases[name]

    def broker(self) -> Broker:
        """The Kafka servers. Raises StackError when none are known."""
        if self.kafka is None:
            raise StackError("KAFKA_BOOTSTRAP_SERVERS is not set, and this command reads or writes Kafka.")
        return self.kafka

    def signer(self, name: str) -> Signer | None:
        """With which records of this service are sent again; None where they are not signed. Raises StackError."""
        try:
            return Signer.of(self.signing_keys[name]) if name in self.signing_keys else None
        except UnfitKey as unfit:
            raise StackError(f"{name.upper()}_SIGNING_KEY: {unfit}.") from unfit

    def settings(self, name: str) -> Settings:
        """The settings of a process of this service."""
        urls = self.urls(name)
        given: dict[str, Any] = {
            "DATABASE_URL": urls.facts,
            "KEYS_DATABASE_URL": urls.keys,
            "DATABASE_PASSWORDS": dict(urls.passwords),
        }
        if self.kafka is not None:
            given |= self.kafka.names()
        return Settings(**given)


def deployment(home: Path, environment: Mapping[str, str] = os.environ) -> Deployment:
    """The deployment that the environment names, else the local stack. Raises StackError when there is neither."""
    named = _databases(environment)
    local = previous_exports(home) or {}
    if not named and not local:
        raise StackError(
            "No databases are known: start the local stack (thidua up), or set "
            "SUBMISSIONS_DATABASE_URL and SUBMISSIONS_KEYS_DATABASE_URL, and so on for each service."
        )
    if named and named != _databases(local):
        local = {}  # a city's servers: nothing of the local stack may be mixed in
    spans = environment.get("THIDUA_SPANS_DIR") or (str(home / "spans") if local else None)
    try:
        kafka = Broker.named(environment) or Broker.named(local)
        for urls in named.values():
            refuse_open_database(urls.facts)
            refuse_open_database(urls.keys)
        refuse_plaintext(kafka, environment.get("THIDUA_ISSUER") or local.get("THIDUA_ISSUER"))
    except (ValueError, UnsafeSetting) as unsafe:
        raise StackError(f"Refused: {unsafe}.") from unsafe
    signing = {name: key for name in SERVICES if (key := environment.get(f"{name.upper()}_SIGNING_KEY"))}
    return Deployment(named or _databases(local), kafka, Path(spans) if spans else None, signing_keys=signing)


def _databases(names: Mapping[str, str]) -> dict[str, Databases]:
    found = {}
    for service in SERVICES:
        facts = names.get(f"{service.upper()}_DATABASE_URL")
        keys = names.get(f"{service.upper()}_KEYS_DATABASE_URL")
        if facts and not keys:
            raise StackError(f"{service.upper()}_KEYS_DATABASE_URL is missing beside {service.upper()}_DATABASE_URL.")
        if facts and keys:
            found[service] = Databases(facts, keys, passwords_of(names, service))
    return found


def run(doing: Coroutine[Any, Any, T]) -> T:
    """Runs a command; what goes wrong outside of us becomes one sentence and exit code 1."""
    try:
        return asyncio.run(doing)
    except (
        RebuildRefused,
        ReplayRefused,
        MigrationChanged,
        ReaderStopped,
        CannotBeTaken,
        Fenced,
        WrongTopic,
        WrongRights,
    ) as refused:
        raise StackError(f"Refused: {refused}.") from refused
    except LookupError as missing:
        raise StackError(f"Not found: {missing.args[0] if missing.args else missing}.") from missing
    except asyncpg.UndefinedTableError as missing:
        raise StackError(f"A table is missing: run `thidua migrate` first ({missing}).") from missing
    except asyncpg.PostgresError as error:
        raise StackError(f"PostgreSQL refused: {error}.") from error
    except (KafkaError, OSError) as error:
        broker = Broker.named(os.environ)
        told = asyncio.run(explained(broker, error)) if broker and isinstance(error, KafkaError) else error
        if isinstance(told, BrokerRefuses):
            raise StackError(f"Kafka refuses: {told}.") from error
        raise StackError(f"A server does not answer: {type(error).__name__}: {error}. Is the stack running?") from error
