"""Audience: whom a notice is for, without saying who that is: a role of a ward or of one unit, one person, or one account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Holders:
    """Everybody who holds this role in the notice's ward; with `unit_id`, in that unit."""

    role: str
    unit_id: UUID | None = None
    kind: Literal["holders"] = "holders"


@dataclass(frozen=True, slots=True)
class Person:
    """The person concerned, by subject id; where to reach them only the owner of the name knows."""

    subject_id: UUID
    kind: Literal["person"] = "person"


@dataclass(frozen=True, slots=True)
class Account:
    """Whoever signs in under this opaque `sub` of the identity provider."""

    principal: str
    kind: Literal["account"] = "account"


Audience = Holders | Person | Account
