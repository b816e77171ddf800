"""Commands in flight: who sent what, under which key, caused by what; and the reply that a repeated key gets again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

COMMANDS = UUID("6f1f6f0a-6a0d-5f7e-9d0e-1f7c1c0a7d11")
"""Namespace of ids derived from an actor and a command key: the same request makes the same ids again."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an OIDC subject with the mandate used, or the system itself (`system:<service>.<part>`, no mandate)."""

    principal: str
    mandate_id: UUID | None = None

    @property
    def is_system(self) -> bool:
        return self.principal.startswith("system:")


@dataclass(frozen=True, slots=True)
class CommandEnvelope:
    """A command with its circumstances.

    `key` is unique per actor for ever; `body_hash` tells a repeated request from a key used for something else.
    `correlation_id` follows one matter through all services; `causation_id` is the event that made a process manager act.
    `expected` is a stream with the version that whoever sent it had seen: another version is a refusal, not a conflict to retry.
    """

    command: Any
    actor: Actor
    key: str
    body_hash: bytes
    correlation_id: UUID
    causation_id: UUID | None = None
    traceparent: str | None = None
    expected: tuple[str, int] | None = None


def derived(
    command: Any, *, actor: str, key: str, cause: UUID | None, correlation_id: UUID, trace: str | None
) -> CommandEnvelope:
    """A command of the system itself, with a key derived from its cause: a repeat is recognised by the key alone."""
    return CommandEnvelope(
        command, Actor(actor), key, hashlib.sha256(key.encode()).digest(), correlation_id, cause, trace
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command came to: its first stream, that stream's version and the last position it wrote (or the head).

    `refusal` is the code of a refusal stored for a process manager's command; nothing personal is ever in a reply.
    """

    stream_id: str
    version: int
    position: int
    repeated: bool = False
    refusal: str | None = None
