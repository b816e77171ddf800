"""Options: what a field lets somebody choose among; a few as a list, many by a search step that works without script.

Names are personal: what is searched for travels in the form's own POST, never in an address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from services.chassis.calendar import local_date
from services.chassis.kit.fields import Choice
from services.chassis.kit.parts import Part, asked, shown_rows
from services.chassis.text.ordering import matches, sort_key, words
from services.chassis.web.forms import Form
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

FEW: Final = 15
"""Options that are shown as one list."""
FOUND: Final = 20
"""Options that a search shows."""
MOST: Final = 5000
SEARCH: Final = "--tim"
"""What is searched for in the field of this name."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its key, its words, and what tells it apart."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who looks for options: by `words`, or with `keys` for what was chosen already; at most `limit` are wanted.

    `record` is the thing that the form is about, None for a new one.
    """

    web: Web
    visitor: Visitor
    record: Mapping[str, Any] | None
    words: str = ""
    keys: tuple[str, ...] = ()
    limit: int = FEW + 1
    form: Form = field(default_factory=Form)
    """What the form holds so far: one choice may narrow another."""


Find = Callable[[Asking], Awaitable[Sequence[Option]]]


def listed(query: str) -> Find:
    """Options from SQL that names `value` and `label` (and perhaps `hint`); `$1` is today, sorted as names are."""

    async def find(asking: Asking) -> list[Option]:
        async with asking.visitor.reader().rows() as connection:
            rows = await connection.fetch(query, local_date(asking.visitor.at))
        options = [Option(str(row["value"]), row["label"], row.get("hint") or "") for row in rows[:MOST]]
        return narrowed(options, asking)

    return find


def narrowed(options: Sequence[Option], asking: Asking) -> list[Option]:
    """Of all options those that are wanted, in the order of their words."""
    if asking.keys:
        return [option for option in options if option.value in asking.keys]
    if asking.words and not words(asking.words):
        return []  # "?" looks for nothing
    fit = [option for option in options if not asking.words or matches(f"{option.label} {option.hint}", asking.words)]
    return sorted(fit, key=lambda option: sort_key(option.label))[: asking.limit]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one field offers: all of a few, or what was chosen and found of many."""

    few: bool
    options: tuple[Option, ...]
    words: str = ""
    more: bool = False

    @property
    def values(self) -> frozenset[str]:
        """The keys that are offered."""
        return frozenset(option.value for option in self.options)


async def offers(
    parts: Sequence[Part], form: Form, finds: Mapping[str, Find], asking: Asking, prefix: str = ""
) -> dict[str, Offer]:
    """The offer of each field that is chosen among options, also inside groups and rows, by the field's full name."""
    every: dict[str, list[Option]] = {}
    found: dict[str, Offer] = {}

    async def one(part: Part, name: str) -> Offer:
        find = finds[part.mark.options]
        if part.mark.options not in every:
            every[part.mark.options] = list(await find(asking))
        few = every[part.mark.options]
        if len(few) <= FEW:
            return Offer(True, tuple(few))
        words, keys = form.text(name + SEARCH), tuple(form.get(name, ()))
        chosen = list(await find(replace(asking, keys=keys, limit=len(keys)))) if keys else []
        hits = list(await find(replace(asking, words=words, limit=FOUND + 1))) if words else []
        kept = {option.value for option in chosen}
        fresh = [option for option in hits[:FOUND] if option.value not in kept]
        return Offer(False, (*chosen, *fresh), words, len(hits) > FOUND)

    async def walk(some: Sequence[Part], before: str) -> None:
        for part in asked(some):
            name = before + part.name
            if part.mark.kind == "rows":
                for number in shown_rows(form, name, part.mark.least):
                    await walk(part.parts, f"{name}-{number}-")
            elif part.mark.kind == "group":
                await walk(part.parts, f"{name}-")
            elif getattr(part.mark, "options", ""):
                found[name] = await one(part, name)

    await walk(parts, prefix)
    return found


def choices(mark: Choice) -> tuple[Option, ...]:
    """The words of a choice as options."""
    return tuple(Option(code, word) for code, word in mark.words.items())
