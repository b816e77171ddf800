"""Signed checkpoints: how far a store was verified, in a few numbers that nobody changes without the deployment's key.

A checkpoint holds a position, the hash of the chain there, and the root of the Merkle tree over the hashes up to it (RFC 6962). The
chain finds what was changed under it; it does not find a store whose hashes were all written anew, or whose end was cut off. A
checkpoint kept elsewhere finds both.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KEY = "checkpoint.key"


@dataclass(slots=True)
class Tree:
    """The Merkle tree over hashes in order, as the roots of its full subtrees, the largest first."""

    size: int = 0
    roots: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """One more leaf: full subtrees of the same size become one."""
        root, self.size = hashlib.sha256(b"\0" + leaf).digest(), self.size + 1
        size = self.size
        while size % 2 == 0:
            root = _node(self.roots.pop(), root)
            size //= 2
        self.roots.append(root)

    @property
    def root(self) -> bytes:
        """The root of the whole; of nothing, the hash of nothing."""
        if not self.roots:
            return hashlib.sha256(b"").digest()
        root = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            root = _node(left, root)
        return root


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far one service was verified, and from where its topic has to be read to go on. Hashes are hexadecimal."""

    service: str
    at: str
    position: int
    hash: str
    root: str
    roots: Sequence[str]
    """The full subtrees of the tree: what a longer tree is made of."""
    relayed: int
    """The first position that was not certainly published then."""
    offsets: Mapping[str, int]
    """Per partition of the service's topic, before which offset only facts lie that were published for certain."""

    def tree(self) -> Tree:
        """The tree up to here, to go on with."""
        return Tree(self.position, [bytes.fromhex(root) for root in self.roots])


class Checkpoints:
    """The signed checkpoints of a deployment: one file per service in a folder, and the key, made at the first signature."""

    def __init__(self, folder: Path, key: Path | None = None) -> None:
        self._folder = folder
        self._key = key or folder / KEY

    def read(self, service: str) -> Checkpoint | None:
        """The last one of a service, or None. Raises ValueError when nobody with the key has signed it so."""
        path = self._folder / f"{service}.json"
        if not path.exists():
            return None
        try:
            kept = json.loads(path.read_text())
            found = Checkpoint(**kept["checkpoint"])
            self._private().public_key().verify(bytes.fromhex(kept["signature"]), _bytes(found))
        except (InvalidSignature, KeyError, TypeError, ValueError, FileNotFoundError) as error:
            raise ValueError(f"{path} is not signed with {self._key}") from error
        if found.service != service or found.tree().root.hex() != found.root:
            raise ValueError(f"{path} is of another service, or its tree is not whole")
        return found

    def write(self, checkpoint: Checkpoint) -> Path:
        """Signs it and puts it in the place of the last one, whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._key.exists():
            raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
            with os.fdopen(os.open(self._key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(raw.hex())
        path = self._folder / f"{checkpoint.service}.json"
        signature = self._private().sign(_bytes(checkpoint)).hex()
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"checkpoint": asdict(checkpoint), "signature": signature}, indent=2) + "\n")
        new.replace(path)
        return path

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._key.read_text()))


def _bytes(checkpoint: Checkpoint) -> bytes:
    return json.dumps(asdict(checkpoint), sort_keys=True, separators=(",", ":")).encode()
