"""Options: what a field lets somebody choose among; a few as a list, many by a search step that works without script.

Names are personal: what is searched for travels in the form's own POST, never in an address.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final
from uuid import UUID

from services.chassis.calendar import local_date
from services.chassis.kit.fields import Choice
from services.chassis.kit.parts import Part, asked, chosen, shown_rows
from services.chassis.text.ordering import beginnings, distance, matches, sort_key
from services.chassis.web.forms import Form
from services.chassis.web.inputs import id_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

FEW: Final = 15
"""Options that are shown as one list."""
FOUND: Final = 20
"""Options that a search shows."""
MOST: Final = 5000
SEARCH: Final = "--tim"
"""What is searched for in the field of this name."""
ENDED: Final = "{} (không còn trong danh sách)"
"""What a record holds and nobody offers any more."""
HELD: Final = "Mục đang ghi"
"""What is called so where nobody knows its name any more."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its key, its words, and what tells it apart."""

    value: str
    label: str
    hint: str = ""
    ended: bool = False
    """Whether it is only known by its key: what it names is offered no longer."""


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

    @property
    def ids(self) -> list[UUID]:
        """The keys of things that are known by an id."""
        return [one for one in map(id_of, self.keys) if one is not None]


Find = Callable[[Asking], Awaitable[Sequence[Option]]]


def listed(query: str) -> Find:
    """Options from SQL that names `value` and `label` (and perhaps `hint`); `$1` is today, sorted as names are.

    What is not `offered` is known by its key alone: so a form can name what its record holds.
    """

    async def find(asking: Asking) -> list[Option]:
        async with asking.visitor.reader().rows() as connection:
            rows = await connection.fetch(query, local_date(asking.visitor.at))
        options = [
            Option(str(row["value"]), row["label"], row.get("hint") or "", not row.get("offered", True))
            for row in rows[:MOST]
        ]
        return narrowed(options, asking)

    return find


def narrowed(options: Sequence[Option], asking: Asking) -> list[Option]:
    """Of all options those that are wanted, in the order of their words; of those that were looked for, the nearest first."""
    if asking.keys:
        return [option for option in options if option.value in asking.keys]
    words = asking.words
    fit = [one for one in options if not one.ended and (not words or matches(f"{one.label} {one.hint}", words))]
    return sorted(fit, key=lambda option: (distance(option.label, words), sort_key(option.label)))[: asking.limit]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one field offers: all of a few, or what was chosen and found of many."""

    few: bool
    options: tuple[Option, ...]
    words: str = ""
    more: bool = False
    none: bool = False
    """Whether the search found nothing at all; what is chosen already is found, too."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What is called how: all that is offered, and what was chosen or holds now besides."""

    @property
    def values(self) -> frozenset[str]:
        """The keys that are offered."""
        return frozenset(option.value for option in self.options)


async def offers(
    parts: Sequence[Part],
    form: Form,
    finds: Mapping[str, Find],
    asking: Asking,
    now: Form | None = None,
    began: Callable[[], Awaitable[Form]] | None = None,
) -> dict[str, Offer]:
    """The offer of each field that is chosen among options, also inside groups and rows, by the field's full name.

    Options of one name are asked once for all of these fields, with what is chosen in the form and what holds `now`. What the form
    `began` with because the record holds it stays an option when it is offered no longer; that is asked where something is missing.
    """
    fields = _chosen_among(parts, form, "") | (_chosen_among(parts, now, "") if now is not None else {})
    first: Form | None = None
    found: dict[str, Offer] = {}
    for options in {part.mark.options: None for part in fields.values()}:
        find = finds[options]
        of = {name: part for name, part in fields.items() if part.mark.options == options}
        every = list(await find(asking))
        few = len(every) <= FEW
        known = {option.value: option for option in every}
        said = [one for one in (form, now) if one is not None]
        keys = {key: None for name, part in of.items() for one in said for key in chosen(part, one.get(name, ()))}
        if missing := tuple(key for key in keys if key not in known):
            known |= {one.value: one for one in await find(replace(asking, keys=missing, limit=len(missing)))}
        names = {key: option.label for key, option in known.items()}
        there = {key: one for key, one in known.items() if not one.ended}
        stay: dict[str, Option] = {}
        if (ended := [key for key in missing if few or key not in there]) and began is not None:
            first = await began() if first is None else first
            held = _held(parts, first, options)
            stay = await _stay(find, asking, first, tuple(key for key in ended if key in held), names, few=few)
        for name, part in of.items():
            here = chosen(part, form.get(name, ()))
            if few:
                found[name] = Offer(True, (*every, *(stay[key] for key in here if key in stay)), names=names)
                continue
            words = form.text(name + SEARCH)
            hits = list(await find(replace(asking, words=words, limit=FOUND + 1))) if beginnings(words) else []
            kept = {key: one for key in here if (one := there.get(key) or stay.get(key)) is not None}
            fresh = [option for option in hits[:FOUND] if option.value not in kept]
            found[name] = Offer(
                False, (*kept.values(), *fresh), words, len(hits) > FOUND, bool(words) and not hits, names
            )
    return found


def _held(parts: Sequence[Part], form: Form, options: str) -> set[str]:
    """The keys that a form holds in fields of these options."""
    among = _chosen_among(parts, form, "").items()
    return {key for name, part in among if part.mark.options == options for key in chosen(part, form.get(name, ()))}


async def _stay(
    find: Find, asking: Asking, began: Form, ended: tuple[str, ...], names: Mapping[str, str], *, few: bool
) -> dict[str, Option]:
    """Of what the record holds and is offered no longer, what stays an option; not what another choice in the form has left out."""
    if not ended:
        return {}
    before = replace(asking, form=began, limit=MOST) if few else replace(asking, form=began, keys=ended)
    depends = {option.value for option in await find(before) if not option.ended}
    return {key: Option(key, ENDED.format(names.get(key, HELD))) for key in ended if key not in depends}


def _chosen_among(parts: Sequence[Part], form: Form, before: str) -> dict[str, Part]:
    """Every field that is chosen among options, by its full name, with those of the rows that the form shows."""
    found: dict[str, Part] = {}
    for part in asked(parts):
        name = before + part.name
        if part.mark.kind == "rows":
            for number in shown_rows(form, name, part.mark.least):
                found |= _chosen_among(part.parts, form, f"{name}-{number}-")
        elif part.mark.kind == "group":
            found |= _chosen_among(part.parts, form, f"{name}-")
        elif getattr(part.mark, "options", ""):
            found[name] = part
    return found


def choices(mark: Choice) -> tuple[Option, ...]:
    """The words of a choice as options."""
    return tuple(Option(code, word) for code, word in mark.words.items())
