"""The guide as data: roles with their months and whom to ask, what is done on which page, the states, what is not confirmed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from thidua_contracts.codes import Role

HERE: Final = Path(__file__).parent
ORDER: Final = (
    Role.UNIT_HEAD,
    Role.CLERK,
    Role.COUNCIL_MEMBER,
    Role.COUNCIL_SECRETARY,
    Role.CHAIRMAN,
    Role.LEADER,
    Role.CULTURE_OFFICER,
    Role.FINANCE_OFFICER,
    Role.RECORDS_CLERK,
    Role.PARTY_COMMITTEE,
    Role.PEOPLES_COUNCIL,
    Role.BLOC_SECRETARY,
    Role.CITY_OFFICER,
    Role.OPERATOR,
    Role.CITIZEN,
)
"""The roles in the order in which a year meets them."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a role does at a time of the year; `unsure` is what of it nobody has confirmed."""

    when: str
    what: str
    page: str = ""
    label: str = ""
    unsure: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Whom to ask about something."""

    about: str
    whom: str


@dataclass(frozen=True, slots=True)
class State:
    """One of the ten states: its icon and word, what it means, what comes next."""

    icon: str
    word: str
    meaning: str
    next: str


@dataclass(frozen=True, slots=True)
class Does:
    """What these roles do on a page."""

    roles: frozenset[str]
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a page is for and what is done there; one outside the menu says what it is called and who reads it.

    `covers` are pages whose acts are reached from it.
    """

    page: str
    what: str
    label: str = ""
    readers: frozenset[str] = frozenset()
    covers: tuple[str, ...] = ()
    does: tuple[Does, ...] = ()

    def done_by(self, role: str) -> tuple[str, ...]:
        """What this role does there."""
        return tuple(one.what for one in self.does if role in one.roles)


@dataclass(frozen=True, slots=True)
class Unsure:
    """What is not confirmed, and why the system does what it does meanwhile."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of one role."""

    role: Role
    purpose: str
    months: tuple[Step, ...]
    ask: tuple[Ask, ...]


@cache
def guides() -> Mapping[Role, Guide]:
    """Every role's guide, in order. Raises TypeError for a key that no guide has."""
    return {role: _guide(role, _read(f"roles/{role}.toml")) for role in ORDER}


@cache
def pages() -> Mapping[str, Told]:
    """Every page that the guide tells, by its address. Raises TypeError for a key that none has."""
    return {one["page"]: _told(one) for one in _read("pages.toml")["pages"]}


@cache
def states() -> tuple[State, ...]:
    """The ten states in the order of severity."""
    return tuple(State(**one) for one in _read("common.toml")["states"])


@cache
def unsure() -> tuple[Unsure, ...]:
    """What nobody has confirmed."""
    return tuple(Unsure(**one) for one in _read("common.toml")["unsure"])


def _guide(role: Role, found: dict[str, Any]) -> Guide:
    months = tuple(Step(**one) for one in found.pop("months"))
    return Guide(role=role, months=months, ask=tuple(Ask(**one) for one in found.pop("ask")), **found)


def _told(found: dict[str, Any]) -> Told:
    does = tuple(Does(frozenset(one["roles"]), one["what"]) for one in found.pop("does", ()))
    readers, covers = frozenset(found.pop("readers", ())), tuple(found.pop("covers", ()))
    return Told(**found, readers=readers, covers=covers, does=does)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text())
