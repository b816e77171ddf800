"""Faces: what each act shows to people and to other systems, exported; committed, a change of it stands in a reviewer's diff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.parts import Part
from services.chassis.service import ByHand, Service


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person does: the command, what it is called, who does it, and the page where its button is."""

    service: str
    command: str
    title: str
    roles: tuple[str, ...]
    page: str


def acts(service: Service) -> Iterator[Act]:
    """Every act of a person in a service: declared ones with the page that follows, others as they are named by hand."""
    known = {
        **service.handwritten,
        **{
            do.command: ByHand(do.title, page_of(service.name, each, do))
            for each in service.capabilities
            for do in each.does
        },
    }
    for registered in service.handles:
        if registered.roles:
            done = known.get(registered.command, ByHand("", ""))
            roles = tuple(sorted(registered.roles))
            yield Act(service.name, registered.command.__name__, done.title, roles, done.page)


def page_of(service: str, capability: Capability, do: Do) -> str:
    """The address of the form of an act, with its parameter's name."""
    if capability.list is None:
        return ""
    of = f"/{{{capability.list.key}}}" if do.in_path else ""
    return f"/{service}/pages{capability.list.path}{of}/do/{do.name}"


def faces(service: Service) -> list[dict[str, Any]]:
    """Each declared act of a service with everything that its faces say."""
    roles = {registered.command: sorted(registered.roles) for registered in service.handles}
    return [
        {
            "act": f"{service.name}/{each.name}/{do.name}",
            "command": do.command.__name__,
            "roles": roles[do.command],
            "api": f"POST /{service.name}{do.path}",
            "page": page_of(service.name, each, do),
            "title": do.title,
            "button": do.button,
            "effect": list(do.effect),
            "done": do.done,
            "version": "required" if do.replaces else "told" if do.in_path else "none",
            "fields": [_face(part) for part in do.asked],
            "refusals": {
                code: do.place_of(code) or "above the form" for refused in do.refuses for code in refused.refusals
            },
            **_from_excel(service.name, each, do),
        }
        for each in service.capabilities
        for do in each.does
    ]


def _from_excel(service: str, capability: Capability, do: Do) -> dict[str, Any]:
    """How rows of a file do this act, where they may."""
    for sheet in capability.sheets:
        if sheet.do is do and capability.list is not None:
            changes = {change.do.name: list(change.on) for change in sheet.changes}
            page = f"/{service}/pages{capability.list.path}/sheet/{do.name}"
            told = {
                "page": page,
                "api": f"POST /{service}{do.path}:import",
                "known-by": list(sheet.key),
                "changes": changes,
            }
            return {"from-excel": told}
    return {}


def _face(part: Part) -> dict[str, Any]:
    mark: Any = part.mark
    said = {each.name: getattr(mark, each.name) for each in fields(mark)}
    shown = {name: _plain(value) for name, value in said.items() if value not in ("", None, {}, ())}
    face = {"name": part.name, "kind": mark.kind, "optional": part.optional, **shown}
    return face | ({"fields": [_face(inner) for inner in part.asked]} if part.parts else {})


def _plain(value: Any) -> Any:
    match value:
        case Decimal() | Enum():
            return str(value)
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case _ if is_dataclass(value):
            return {"kind": getattr(value, "kind", type(value).__name__)}
        case _:
            return value
