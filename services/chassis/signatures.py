"""Signatures: the relay signs what it sends with its service's key (ed25519), and readers set aside what was not signed so.

The right to write a topic is the broker's to give, and may be given wrongly; a fact is its owner's. A key's id is `<service>/<label>`, so
one service cannot speak for another, and a new key is trusted before it is used. Signed are the key, the body and every header that carries
meaning (`ce_…`, `content-type`), in their order; headers that others add do no harm.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_ID: Final = "signature-key"
SIGNATURE: Final = "signature"


class UnfitKey(ValueError):
    """A key or its id is not of the kind that is expected; the text quotes neither."""


def signed_bytes(headers: Iterable[tuple[str, bytes | None]], key: bytes | None, body: bytes | None) -> bytes:
    """What a signature covers: each part behind its length, so that no two records have the same."""
    parts = [key or b"", body or b""]
    for name, value in headers:
        if name[:3] == "ce_" or name == "content-type":
            parts += (name.encode(), value or b"")
    return b"".join([b"%d:%b" % (len(part), part) for part in parts])


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs as one service."""

    key_id: str
    _key: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def of(cls, secret: str) -> Self:
        """From `<service>/<label>:<32 bytes in base64>`. Raises UnfitKey."""
        key_id, _, seed = secret.partition(":")
        try:
            key = Ed25519PrivateKey.from_private_bytes(b64decode(seed, validate=True))
        except ValueError:
            raise UnfitKey("a signing key is `<service>/<label>:` and 32 bytes in base64") from None
        service_of_key(key_id)
        return cls(key_id, key)

    def headers(
        self, headers: Iterable[tuple[str, bytes]], key: bytes | None, body: bytes | None
    ) -> list[tuple[str, bytes]]:
        """The two headers that are added to a record."""
        signature = self._key.sign(signed_bytes(headers, key, body))
        return [(KEY_ID, self.key_id.encode()), (SIGNATURE, b64encode(signature))]


@dataclass(frozen=True, slots=True)
class Trust:
    """The public keys that are believed, by id; `required` says whether what nobody signed is set aside too.

    `unsigned_before` is for a topic that was written before its records were signed: a partition (`<topic>/<number>`) and the first offset
    that must be signed. Without any key nothing is looked at.
    """

    keys: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    required: bool = False
    unsigned_before: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Mapping[str, str], *, required: bool, unsigned_before: Mapping[str, int]) -> Self:
        """From key ids and 32 bytes in base64 each. Raises UnfitKey."""
        if required and not keys:
            raise UnfitKey("signatures are required, and no key is trusted")
        found = {}
        for key_id, public in keys.items():
            service_of_key(key_id)
            try:
                found[key_id] = Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True))
            except ValueError:
                raise UnfitKey(f"the trusted key {key_id} is not 32 bytes in base64") from None
        return cls(found, required, unsigned_before)

    def fault(
        self,
        source: str,
        offset: int,
        headers: tuple[tuple[str, bytes | None], ...],
        key: bytes | None,
        body: bytes | None,
    ) -> str:
        """Why a record is not its owner's, quoting nothing of it; empty when it is, or need not say."""
        if not self.keys:
            return ""
        ours = {name: value or b"" for name, value in headers}
        key_id, signature = ours.get(KEY_ID), ours.get(SIGNATURE)
        if key_id is None and signature is None:
            unsigned = self.required and offset >= self.unsigned_before.get(source, 0)
            return "nobody has signed it" if unsigned else ""
        public = self.keys.get((key_id or b"").decode(errors="replace"))
        if public is None or key_id is None:
            return "signed with a key that is not trusted"
        owner = service_of_key(key_id.decode())
        told = (ours.get("ce_source", b"").rpartition(b"/")[2], b".".join(ours.get("ce_type", b"").split(b".")[2:3]))
        if told != (owner.encode(), owner.encode()):
            return f"signed by {owner}, whose fact it is not"
        try:
            public.verify(b64decode(signature or b"", validate=True), signed_bytes(headers, key, body))
        except (InvalidSignature, ValueError):
            return f"not what {owner} has signed"
        return ""


NO_TRUST: Final = Trust()


def service_of_key(key_id: str) -> str:
    """The service that signs with a key. Raises UnfitKey."""
    service, slash, label = key_id.partition("/")
    if not (slash and service.isidentifier() and label.replace("-", "").isalnum()):
        raise UnfitKey("a key's id is `<service>/<label>`")
    return service


def new_key(key_id: str) -> tuple[str, str]:
    """A new key: its secret for the service's relay, and what every reader is told."""
    service_of_key(key_id)
    key = Ed25519PrivateKey.generate()
    return f"{key_id}:{b64encode(key.private_bytes_raw()).decode()}", b64encode(
        key.public_key().public_bytes_raw()
    ).decode()
