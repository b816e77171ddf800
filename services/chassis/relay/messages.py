"""Messages: stored events as records, in the same bytes each time they are sent.

The bodies are those that were kept when the event was appended. An event is mapped here when none were kept, when they are not of
the contracts to which this release maps its type, and when it is the first of its type and schema version: so a contract that is
added while events wait to be sent is sent of these too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic_core import from_json

from services.chassis.ids import derived_id
from services.chassis.publishing import Body, Publishing, unkept
from services.chassis.readers.failures import ReaderStopped
from services.chassis.signatures import Signer
from thidua_contracts.envelope import CONTENT_TYPE, contract_name, dataschema_of, source_of

Header = tuple[str, bytes]

SPECVERSION: Final = ("ce_specversion", b"1.0")
JSON: Final = ("content-type", CONTENT_TYPE.encode())
TRACE: Final = "traceparent"
"""The last header of a record that belongs to a trace."""


@dataclass(slots=True)
class Message:
    """A record ready to be sent."""

    position: int
    key: bytes
    body: bytes
    headers: list[Header]
    contract: str


class Messages:
    """Makes the records of one service's events; headers as `to_headers` writes them, those that repeat made once."""

    def __init__(self, publishing: Publishing, service: str, signer: Signer | None = None) -> None:
        self._publishing = publishing
        self._service = service
        self._signer = signer
        self._contracts: dict[tuple[str, int], list[str]] = {}
        self._of_ward: dict[str, tuple[bytes, Header, Header]] = {}
        self._of_contract: dict[str, tuple[str, Header, Header]] = {}

    def of(self, row: Iterable[Any]) -> list[Message]:
        """The records of one stored event; `ReaderStopped` at a type or schema version that this release does not list.

        The row: position, stream, version, event id, type, schema version, ward, data, metadata, time, kept bodies, previous version.
        """
        position, stream_id, version, event_id, name, schema, ward_code, data, metadata, at, published, previous = row
        stored = self._publishing.registry.types.get(name)
        if stored is None or schema > stored.version:
            raise ReaderStopped(f"position {position}: {name} v{schema} is not listed")
        if name in self._publishing.private:
            return []
        key, source, partition_key = self._of_ward.get(ward_code) or self._ward(ward_code)
        about = from_json(metadata)
        correlation, trace = about["correlation"].encode(), about["traceparent"]
        messages = []
        for contract, body in self._bodies(name, schema, data, event_id, published):
            named, ce_type, dataschema = self._of_contract.get(contract) or self._contract(contract)
            headers = [
                SPECVERSION,
                ("ce_id", str(derived_id(event_id, named)).encode()),
                source,
                ce_type,
                ("ce_subject", stream_id.encode()),
                ("ce_time", _utc(at)),
                dataschema,
                partition_key,
                ("ce_streamversion", b"%d" % version),
                ("ce_previousversion", b"%d" % previous),
                ("ce_position", b"%d" % position),
                ("ce_epoch", b"%d" % about["epoch"]),
                ("ce_correlationid", correlation),
                ("ce_causationid", str(event_id).encode()),
                JSON,
                ("correlation_id", correlation),
            ]
            if trace is not None:
                headers.append(("ce_traceparent", trace.encode()))
            if self._signer is not None:
                headers += self._signer.headers(headers, key, body)
            if trace is not None:
                headers.append((TRACE, trace.encode()))
            messages.append(Message(position, key, body, headers, contract))
        return messages

    def _bodies(self, name: str, schema: int, data: str, event_id: UUID, published: str | None) -> Sequence[Body]:
        today = self._contracts.get((name, schema))
        if today is not None and published is not None:
            bodies = unkept(published)
            if [contract for contract, _ in bodies] == today:
                return bodies
        bodies = self._publishing.bodies(self._publishing.registry.decode(name, schema, data, event_id))
        self._contracts[(name, schema)] = [contract for contract, _ in bodies]
        return bodies

    def _ward(self, code: str) -> tuple[bytes, Header, Header]:
        key = code.encode()
        made = key, ("ce_source", source_of(code, self._service).encode()), ("ce_partitionkey", key)
        self._of_ward[code] = made
        return made

    def _contract(self, name: str) -> tuple[str, Header, Header]:
        made = contract_name(name), ("ce_type", name.encode()), ("ce_dataschema", dataschema_of(name).encode())
        self._of_contract[name] = made
        return made


def links_of(messages: Iterable[Message], most: int) -> list[str]:
    """The traces that these records belong to: a batch is a child of none, it is linked to each."""
    found = dict.fromkeys(value for message in messages for name, value in message.headers[-1:] if name == TRACE)
    return [value.decode() for value in list(found)[:most]]


def _utc(at: datetime) -> bytes:
    """A time as asyncpg gives it, in UTC."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z").encode()
