"""Forms: a command's fields as they stand on a page, each with what was typed, what is offered and what holds now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from services.chassis.kit.attached import Attached
from services.chassis.kit.options import SEARCH, Offer, Option, choices
from services.chassis.kit.parts import DROP, Part, asked, begins, chosen, row_numbers, shown_rows, value_of
from services.chassis.web.forms import Form
from services.chassis.web.inputs import FieldError, Unclear

FIND: Final = "_find"
"""The button that looks for options of the fields it names: Enter presses it where a form has such a field, and never sends."""
MORE: Final = "_more"
"""The button that adds a row to the field it names."""
EVERY: Final = "_all"
"""The button that chooses everything that the field it names offers."""
NEXT: Final = "_next"
"""The button of a form that is not whole yet."""
STEP: Final = "_step"
"""Which fields the page of a form that is not whole showed."""
READ: Final = "_read"
"""What the form's page said would happen."""
FILES: Final = "_files"
"""The button that sends the files of the field it names, where there is no script."""
UNNAMED: Final = "một mục không còn trong danh sách"
"""What nobody offers any more."""
GONE: Final = "Mục đã chọn không còn trong danh sách. Chọn lại."
NAMED_GONE: Final = "{} không còn trong danh sách. Chọn lại."


@dataclass(frozen=True, slots=True)
class Field:
    """One field on a page."""

    name: str
    kind: str
    mark: Any
    optional: bool
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    offer: Offer | None = None
    now: str = ""
    """What holds now, where somebody else has changed it."""
    rows: tuple[tuple[str, tuple[Field, ...]], ...] = ()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of rows that are given, the heading and the lines of each, by the row's name."""
    fields: tuple[Field, ...] = field(default=())
    needed: str = ""
    """Of a field that may be empty, what is chosen elsewhere asks: `yes`, or `some` where it depends on more than that."""
    attached: Attached | None = None
    """Of evidence, the files that were sent."""
    gone: str = ""
    """What is said where something was chosen that can be chosen no longer."""

    @property
    def value(self) -> str:
        """What stands in it."""
        return self.values[0] if self.values else ""

    @property
    def aside(self) -> str:
        """What its label says besides."""
        return (
            {"yes": "", "some": " (cần tùy trường hợp)"}.get(self.needed, " (không bắt buộc)") if self.optional else ""
        )

    @property
    def search(self) -> str:
        """The name of its search field."""
        return self.name + SEARCH

    @property
    def drop(self) -> str:
        """The name of the box that takes a row out; a row's own name stands before it."""
        return DROP


def fields_of(
    parts: Sequence[Part],
    form: Form,
    offers: Mapping[str, Offer],
    now: Form | None,
    prefix: str = "",
    *,
    needed: bool = True,
) -> list[Field]:
    """The fields of a form, top to bottom; not `needed` are those of a row that may stay empty."""
    return [_field(part, form, offers, now, prefix + part.name, needed) for part in asked(parts)]


def _field(part: Part, form: Form, offers: Mapping[str, Offer], now: Form | None, name: str, needed: bool) -> Field:
    mark, values = part.mark, tuple(form.get(name, begins(part)))
    if mark.kind == "rows":
        prefixes = [f"{name}-{number}-" for number in shown_rows(form, name, mark.least)]
        rows = tuple(
            (prefix, tuple(fields_of(part.parts, form, offers, now, prefix, needed=place < mark.least)))
            for place, prefix in enumerate(prefixes)
        )
        changed = _rows_changed(part, form, now, offers, name) if now is not None and name in now else ""
        dropped = tuple(prefix + DROP for prefix, _ in rows if form.text(prefix + DROP))
        return Field(name, mark.kind, mark, part.optional, dropped, now=changed, rows=rows)
    if mark.kind == "group":
        inner = tuple(fields_of(part.parts, form, offers, now, f"{name}-", needed=needed))
        return Field(name, mark.kind, mark, part.optional, fields=inner)
    offer = offers.get(name)
    options = offer.options if offer else choices(mark) if getattr(mark, "words", None) else ()
    if offer:
        values = chosen(part, values)
    if mark.kind == "choice" and not values and isinstance(part.default, str):
        values = (part.default,)
    changed = ""
    if now is not None and name in now and _meant(part, now[name]) != _meant(part, values):
        changed = _said(part, now, offers, name)
    sole = mark.kind == "ref" and needed and not part.optional and offer and offer.few and len(options) == 1
    if sole and not values:
        values = (options[0].value,)  # nothing else could be chosen
    gone = _gone(values, options, offer) if offer or options else ""
    return Field(name, mark.kind, mark, part.optional, values, options, offer, changed, gone=gone)


def _gone(values: Sequence[str], options: Sequence[Option], offer: Offer | None) -> str:
    """What to do about values that are no options: "" where there are none."""
    there = {option.value for option in options}
    lost = [value for value in values if value.strip() and value not in there]
    names = [f"“{offer.names[value]}”" for value in lost if offer is not None and value in offer.names]
    return "" if not lost else NAMED_GONE.format(", ".join(names)) if len(names) == len(lost) else GONE


def gone_from(fields: Sequence[Field]) -> list[FieldError]:
    """Every field in which something was chosen that can be chosen no longer, also in groups and rows: it never just goes blank."""
    found: list[FieldError] = []
    for one in fields:
        found += [{"field": one.name, "sentence": one.gone}] if one.gone else []
        found += gone_from([*one.fields, *(inner for _, row in one.rows for inner in row)])
    return found


def but(fields: Sequence[Field], unasked: Collection[str]) -> list[Field]:
    """The fields without those of single rows that are not asked."""

    def rest(rows: Field) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        return tuple((prefix, tuple(one for one in row if one.name not in unasked)) for prefix, row in rows.rows)

    return [replace(one, rows=rest(one)) if one.kind == "rows" else one for one in fields]


def with_said(fields: Sequence[Field], beside: Mapping[str, Sequence[str]]) -> list[Field]:
    """The fields, of which rows that are given have what is said beside each."""

    def said(rows: Field) -> Mapping[str, Sequence[str]]:
        named = {
            prefix: each.value for prefix, row in rows.rows for each in row if each.name == prefix + rows.mark.known
        }
        return {prefix: beside.get(known, (known,)) for prefix, known in named.items()}

    return [replace(one, said=said(one)) if one.kind == "rows" and one.mark.known else one for one in fields]


def asked_for(fields: Sequence[Field], needed: Collection[str], depends: Collection[str]) -> list[Field]:
    """The fields, of which those that what is chosen asks for do not say that they may be empty."""
    return [
        replace(
            field,
            needed="yes" if field.name in needed else "some" if field.name in depends else "",
            fields=tuple(asked_for(field.fields, needed, depends)),
        )
        for field in fields
    ]


def _rows_changed(part: Part, form: Form, now: Form, offers: Mapping[str, Offer], name: str) -> str:
    """The rows that only one of both has, each in the words of its first field."""
    first = part.asked[0]

    def only(one: Form, other: Form) -> str:
        numbers = [number for number in row_numbers(one, name) if number not in row_numbers(other, name)]
        said = (_said(first, one, offers, f"{name}-{number}-{first.name}") for number in numbers)
        return "; ".join(f"{part.mark.row.lower()} “{row}”" for row in said)

    more, fewer = only(now, form), only(form, now)
    return "; ".join([*([f"còn {more}"] if more else ()), *([f"không có {fewer}"] if fewer else ())])


def _meant(part: Part, texts: Sequence[str]) -> Any:
    """What the texts of a field mean, however they are spelled; what is unclear means itself."""
    if part.mark.kind in ("ref", "several"):
        return frozenset(chosen(part, texts))
    try:
        return value_of(part, texts)
    except Unclear:
        return texts


def _said(part: Part, form: Form, offers: Mapping[str, Offer], name: str) -> str:
    """What stands in a field of a form, as it is read."""
    offer, texts = offers.get(name), form.get(name, ())
    if offer:
        return ", ".join(offer.names.get(key, UNNAMED) for key in chosen(part, texts)) or "để trống"
    try:
        value = value_of(part, texts)
    except Unclear:
        return ", ".join(texts)
    asks = part.mark.kind == "yes-no"
    if value in (None, []):
        return "chưa rõ" if asks else "để trống"
    said = str(part.mark.shown(value))
    return said.lower() if asks else said


def with_row(form: Form, name: str) -> Form:
    """The form with one more row of this field; what makes it a row is that it is there, empty."""
    number = max(row_numbers(form, name), default=-1) + 1
    return form.but({f"{name}-{number}-": [""]})
