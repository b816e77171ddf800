"""Manifest: what a copy holds, told from the same snapshot as the copy itself, so that a restore can be compared with it.

The chain's head (position and hash) stands for every event before it. The keys have a manifest of their own, which names the
head they belong to: keys older than the facts would bring erased people back.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

FACTS = """
SELECT coalesce(max(e.position), 0) AS head, count(*) AS events, count(DISTINCT e.stream_id) AS streams,
       coalesce((SELECT encode(h.hash, 'hex') FROM store.events h ORDER BY h.position DESC LIMIT 1), '') AS hash,
       (SELECT max(epoch) FROM store.epoch) AS epoch,
       (SELECT count(*) FROM store.commands) AS commands,
       (SELECT next FROM reading.relay) AS relay,
       (SELECT count(*) FROM reading.checkpoint) AS checkpoints,
       (SELECT count(*) FROM reading.seen) AS seen,
       (SELECT count(*) FROM reading.parked) AS parked,
       (SELECT count(*) FROM reading.agenda) AS agenda,
       (SELECT count(*) FROM reading.operations) AS operations
FROM store.events e
"""
KEYS = """
SELECT count(*) AS subjects, count(destroyed_at) AS destroyed, (SELECT count(*) FROM keys.secrets) AS secrets,
       encode(sha256(convert_to(coalesce(string_agg(
           subject_id::text || coalesce(encode(sha256(key), 'hex'), '-'), ',' ORDER BY subject_id), ''), 'UTF8')), 'hex') AS digest
FROM keys.subjects
"""
COUNTED = ("events", "streams", "commands", "checkpoints", "seen", "parked", "agenda", "operations")


@dataclass(frozen=True, slots=True)
class FactsManifest:
    """The facts database of a service at one moment; `sum` is the SHA-256 of the copy."""

    service: str
    made_at: str
    head: int
    hash: str
    epoch: int
    relay: int
    counts: dict[str, int]
    sum: str


@dataclass(frozen=True, slots=True)
class KeysManifest:
    """The keys database, at the same moment or a little later; `digest` is over subjects and hashed keys."""

    service: str
    made_at: str
    facts_head: int
    facts_hash: str
    subjects: int
    destroyed: int
    secrets: int
    digest: str
    sum: str


async def facts_of(connection: asyncpg.Connection) -> dict[str, Any]:
    """What a facts database holds, as the connection's snapshot shows it."""
    row = await connection.fetchrow(FACTS)
    assert row is not None  # an aggregate has one row
    return {name: row[name] for name in ("head", "hash", "epoch", "relay")} | {
        "counts": {name: row[name] for name in COUNTED}
    }


async def keys_of(connection: asyncpg.Connection) -> dict[str, Any]:
    """What a keys database holds."""
    row = await connection.fetchrow(KEYS)
    assert row is not None  # an aggregate has one row
    return dict(row)


def write(folder: Path, manifest: FactsManifest | KeysManifest) -> None:
    """Writes the manifest beside its copy."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2) + "\n")


def read_facts(folder: Path) -> FactsManifest:
    """The manifest of a facts copy. Raises OSError or ValueError when there is none."""
    return FactsManifest(**json.loads((folder / "facts" / "manifest.json").read_text()))


def read_keys(folder: Path) -> KeysManifest:
    """The manifest of a keys copy. Raises OSError or ValueError when there is none."""
    return KeysManifest(**json.loads((folder / "keys" / "manifest.json").read_text()))


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def moment(at: datetime) -> str:
    """A time as manifests write it."""
    return at.isoformat(timespec="seconds")
