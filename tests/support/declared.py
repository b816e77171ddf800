"""What the services declare, found by importing all of them: their names, their refusals, their stored words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import services
from services.chassis.decider import DomainError, Refusal, StreamType
from services.chassis.event_store.keys import SubjectGone
from services.chassis.files.reference import names_files
from services.chassis.files.refusals import FileRefused
from services.chassis.publishing import Publishing

SERVICES = tuple(sorted(path.parent.name for path in Path(services.__path__[0]).glob("*/app.py")))


@cache
def modules(service: str) -> tuple[str, ...]:
    """The dotted names of all modules of a service but its `__main__`, imported."""
    package = importlib.import_module(f"services.{service}")
    names = [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return tuple(names)


def refusals(service: str) -> dict[str, Refusal]:
    """Every refusal of a service's domain by its code."""
    modules(service)
    return {
        code: refusal
        for cls in _below(DomainError)
        if cls.__module__.startswith(f"services.{service}.")
        for code, refusal in cls.refusals.items()
    }


def meanings() -> dict[str, set[Refusal]]:
    """Every code of every service and of the chassis, with all that it is said to mean."""
    found: dict[str, set[Refusal]] = {}
    for service in SERVICES:
        modules(service)
    for cls in _below(DomainError):
        if cls.__module__.startswith("services."):
            for code, refusal in cls.refusals.items():
                found.setdefault(code, set()).add(refusal)
    return found


def borrowed(service: str) -> list[tuple[str, int]]:
    """The chassis' refusals that a service's callers can meet, with their status: those its routes name, and that of sealing."""
    named = {
        value
        for name in modules(service)
        if not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type)
        and issubclass(value, DomainError)
        and value.__module__.startswith("services.chassis.")
    }
    registry = publishing(service).registry
    if any(registry.personal(stored.cls) for stored in registry.types.values()):
        named.add(SubjectGone)
    if any(names_files(stored.cls) for stored in registry.types.values()):
        named.add(FileRefused)
    return [(code, refusal.status) for cls in named for code, refusal in cls.refusals.items()]


def _below(cls: type[DomainError]) -> Iterator[type[DomainError]]:
    for child in cls.__subclasses__():
        yield child
        yield from _below(child)


def publishing(service: str) -> Publishing:
    """What a service stores and publishes."""
    declared: Publishing = importlib.import_module(f"services.{service}.app").SERVICE.publishing
    return declared


def streams(service: str) -> set[str]:
    """The names of the stream types that a service declares."""
    found = (
        value
        for name in modules(service)
        if not name.endswith("__main__")
        for value in vars(importlib.import_module(name)).values()
    )
    return {value.name for value in found if isinstance(value, StreamType)}
