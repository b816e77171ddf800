"""Personal values: declared with their subject, sealed with that subject's key, gone when the key is destroyed.

AES-256-GCM; the event's id and the field's name are authenticated with the value, so that a ciphertext cannot be
moved to another event or field. Keys live in a database of their own and are durable before the event that needs them.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic_core import core_schema

SubjectKeys = Mapping[UUID, bytes]


class Erased:
    """The value of a personal field whose subject was erased; the screen shows "(đã xóa theo yêu cầu)"."""

    _only: Erased | None = None

    def __new__(cls) -> Erased:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "ERASED"

    def __str__(self) -> str:
        return "(đã xóa theo yêu cầu)"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.is_instance_schema(
            cls, serialization=core_schema.plain_serializer_function_ser_schema(lambda _: None)
        )


ERASED: Final = Erased()


def in_clear(value: str | Erased | None) -> str | None:
    """A personal text as it stands in a row: nothing once its key is gone."""
    return None if isinstance(value, Erased) else value


@dataclass(frozen=True, slots=True)
class Personal:
    """Marks a field as personal: `full_name: Annotated[str | Erased, Personal(subject="person_id")]`."""

    subject: str
    told: bool = False
    """Whether the timeline of a thing tells it to whoever may read the thing: words about it, never who somebody is."""


def seal(value: Any, key: bytes, event_id: UUID, field: str) -> dict[str, str]:
    """The stored form of a personal value: `{"sealed": base64(nonce and ciphertext)}`."""
    nonce = os.urandom(12)
    plain = json.dumps(value, ensure_ascii=False).encode()
    return {"sealed": base64.b64encode(nonce + AESGCM(key).encrypt(nonce, plain, _bound_to(event_id, field))).decode()}


def unseal(sealed: Mapping[str, str], key: bytes, event_id: UUID, field: str) -> Any:
    """The value again; `cryptography.exceptions.InvalidTag` when it was moved or changed."""
    raw = base64.b64decode(sealed["sealed"])
    return json.loads(AESGCM(key).decrypt(raw[:12], raw[12:], _bound_to(event_id, field)))


def _bound_to(event_id: UUID, field: str) -> bytes:
    return event_id.bytes + field.encode()
