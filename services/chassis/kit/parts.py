"""Parts: a command's dataclass taken apart by its marks, and put together again from a body of the API or a form.

Form and API end in the same pydantic model, so that one input gets one answer from both. A field is named as in the command;
in a form the name of a row's field is `rows-0-name`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, replace
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from pydantic import Field, ValidationError, create_model

from services.chassis.http.body import Body
from services.chassis.kit.fields import (
    MARKS,
    Choice,
    Context,
    Day,
    Evidence,
    Group,
    Inline,
    Lines,
    Mark,
    Number,
    Rows,
    Several,
    Whole,
    YesNo,
    told,
)
from services.chassis.web.forms import Form
from services.chassis.web.inputs import UNFIT, FieldError, Unclear, day_asked, id_of

NO_LONGER_GIVEN: Final = "Không còn trong nội dung hiện nay, đã bỏ khỏi biểu mẫu: {}."
"""What was typed for what somebody has taken away since."""
DROP: Final = "bo"
"""The box that takes a row out."""
CHOSEN: Final = frozenset({"choice", "ref", "several"})


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a command: its mark, the type behind it, and the parts of that when it is a group or rows.

    `field` is its name in the command, `name` what form and API call it; `bounds` are what else stands beside its mark.
    """

    field: str
    name: str
    mark: Any
    type: Any
    optional: bool
    default: Any
    bounds: tuple[object, ...] = dataclasses.field(default=(), hash=False)
    cls: Any = None
    parts: tuple[Part, ...] = ()

    @property
    def context(self) -> bool:
        """Whether the edge fills it."""
        return isinstance(self.mark, Context)

    @property
    def asked(self) -> tuple[Part, ...]:
        """Of a group or rows, what is asked."""
        return asked(self.parts)


def parts_of(cls: type[Any]) -> tuple[Part, ...]:
    """The parts of a command. Raises TypeError for a field without a mark."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_part(cls, one, hints[one.name]) for one in dataclasses.fields(cls))


def asked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """What whoever sends the command fills in."""
    return tuple(one for part in parts if not part.context for one in (part.asked if part.mark is Inline else (part,)))


def without(parts: Sequence[Part], left_out: Collection[str], prefix: str = "") -> tuple[Part, ...]:
    """The parts but for those of these names (`merits-rating` inside a group), and groups of which nothing is left."""
    kept = [part for part in parts if prefix + part.name not in left_out]
    narrowed = [
        replace(part, parts=without(part.parts, left_out, f"{prefix}{part.name}-"))
        if isinstance(part.mark, Group)
        else part
        for part in kept
    ]
    return tuple(part for part in narrowed if part.asked or not isinstance(part.mark, Group))


def _part(cls: type[Any], one: dataclasses.Field[Any], hint: Any) -> Part:
    inner, marks, bounds, optional = hint, [], [], False
    while True:
        if get_origin(inner) is Annotated:
            inner, *found = get_args(inner)
            marks += [mark for mark in found if isinstance(mark, (*MARKS, Context))]
            bounds += [bound for bound in found if not isinstance(bound, (*MARKS, Context))]
        elif get_origin(inner) in (Union, UnionType) and NoneType in get_args(inner):
            optional = True
            inner = Union[tuple(arg for arg in get_args(inner) if arg is not NoneType)]  # noqa: UP007 - built from values
        else:
            break
    if len(marks) != 1:
        raise TypeError(f"{cls.__name__}.{one.name} needs one mark that says what it is, not {len(marks)}")
    mark = marks[0]
    default = one.default if one.default is not MISSING else one.default_factory
    name = one.name if isinstance(mark, Context) else getattr(mark, "name", "") or one.name
    nested = inner
    if isinstance(mark, Rows | Several | Lines | Evidence):
        if get_origin(inner) is not tuple:
            raise TypeError(f"{cls.__name__}.{one.name}: several things are a tuple")
        nested = UUID if isinstance(mark, Evidence) else get_args(inner)[0]
    if mark is Inline or isinstance(mark, Group | Rows):
        return Part(one.name, name, mark, inner, optional, default, tuple(bounds), nested, parts_of(nested))
    return Part(one.name, name, mark, nested, optional, default, tuple(bounds))


@cache
def body_of(parts: tuple[Part, ...], name: str, about: str) -> type[Body]:
    """The body of the API for these parts, one for all acts that ask the same; it also judges what a form brings."""
    fields: dict[str, Any] = {part.name: (_annotation(part), _default(part)) for part in asked(parts)}
    made: type[Body] = create_model(name, __base__=Body, __doc__=about, __module__=__name__, **fields)
    made.words = staticmethod(partial(sentence_of, parts))
    return made


def _annotation(part: Part) -> Any:
    mark, inner = part.mark, part.type
    if isinstance(mark, Group):
        inner = body_of(part.parts, mark.body, mark.about)
    elif isinstance(mark, Rows):
        inner = tuple[body_of(part.parts, mark.body, mark.about), ...]  # type: ignore[misc]
    elif isinstance(mark, Evidence):
        inner = tuple[UUID, ...]
    elif isinstance(mark, Several | Lines):
        inner = tuple[_held(inner, mark.item_bounds()), ...]  # type: ignore[misc]
    if not (isinstance(mark, Choice) and _closed(inner, mark)):
        inner = _held(inner, mark.bounds())
    if mark.examples:
        inner = Annotated[inner, Field(examples=list(mark.examples))]
    inner = _held(inner, part.bounds)
    return inner | None if part.optional else inner


def _closed(inner: Any, mark: Choice) -> bool:
    """Whether a type itself names the words that may be written, and no other."""
    return get_origin(inner) is Literal or (
        issubclass(inner, Enum) and {one.value for one in inner} <= mark.words.keys()
    )


def _held(inner: Any, bounds: tuple[object, ...]) -> Any:
    return Annotated[(inner, *bounds)] if bounds else inner


def _default(part: Part) -> Any:
    if part.default is MISSING:
        return None if part.optional and not part.mark.stated else ...
    return part.default() if callable(part.default) else part.default


Fill = Callable[[Context, str, str], Any]
"""What the edge fills in: of a context mark, a field's name, and the place of the row it stands in ("" outside)."""


def built(cls: type[Any], parts: Sequence[Part], body: Any, fill: Fill, place: str = "") -> Any:
    """The command, from a validated body and what the edge fills in."""
    values: dict[str, Any] = {}
    for part in parts:
        if part.context:
            values[part.field] = fill(part.mark, part.field, place)
            continue
        if part.mark is Inline:
            values[part.field] = built(part.cls, part.parts, body, fill, place)
            continue
        if isinstance(part.mark, Evidence):
            values[part.field] = fill(Context("evidence"), part.field, place)
            continue
        value = getattr(body, part.name)
        if value is not None and isinstance(part.mark, Group):
            value = built(part.cls, part.parts, value, fill, place)
        elif isinstance(part.mark, Rows):
            value = tuple(built(part.cls, part.parts, row, fill, str(number)) for number, row in enumerate(value))
        values[part.field] = value
    return cls(**values)


def read_form(parts: Sequence[Part], model: type[Body], form: Form) -> tuple[Any, list[FieldError]]:
    """The validated body of a tidy form, or None and each field that has to be mended with its sentence."""
    field_errors: list[FieldError] = [{"field": name, "sentence": UNFIT} for name in form.unfit]
    values = _read(parts, form, "", (), field_errors)
    told = {error["field"] for error in field_errors}
    try:
        body = model.model_validate(values)
    except ValidationError as refused:
        found = {_place(parts, error["loc"]): error for error in refused.errors()}
        for where, error in found.items():
            # an invalid row is not counted, so that its rows would be said to be too few
            below = any(one.startswith(f"{where}-") for one in (*told, *found))
            if where not in told and not below:
                field_errors.append({"field": where, "sentence": sentence_of(parts, error)})
        body = None
    order = _order(parts, form)
    field_errors.sort(key=lambda error: order.get(error["field"], len(order)))
    return (None if field_errors else body), field_errors


def _read(
    parts: Sequence[Part], form: Form, prefix: str, within: tuple[str, ...], field_errors: list[FieldError]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for part in asked(parts):
        name = prefix + part.name
        if isinstance(part.mark, Rows):
            values[part.name] = [
                _read(part.parts, form, f"{name}-{number}-", (*within, _row(part.mark, number)), field_errors)
                for number in row_numbers(form, name)
            ]
        elif isinstance(part.mark, Group):
            if not part.optional or _filled(form, name):
                values[part.name] = _read(part.parts, form, f"{name}-", (*within, part.mark.label), field_errors)
        else:
            try:
                value = value_of(replace(part, mark=_told(part.mark, within)), form.get(name, ()))
            except Unclear as unclear:
                if name not in form.unfit:
                    field_errors.append({"field": name, "sentence": unclear.sentence})
                continue
            if value is not None or part.optional:
                values[part.name] = value
            elif part.default is MISSING and name not in form.unfit:
                field_errors.append({"field": name, "sentence": missing(part.mark, within)})
    return values


def _told(mark: Any, within: Sequence[str]) -> Any:
    """A mark as its sentences name it: the days of two deadlines are told apart by the groups and rows they stand in."""
    named = within and isinstance(mark, Day | Whole | Number)
    return replace(mark, label=" – ".join((*within, mark.label))) if named else mark


def _row(mark: Rows, number: int) -> str:
    return f"{mark.row} {number + 1}"


def value_of(part: Part, texts: Sequence[str]) -> Any:
    """What the texts of a field mean, None for nothing. Raises Unclear."""
    if filled := [text for text in texts if text.strip()]:
        return part.mark.read(filled)
    if isinstance(part.mark, Several | Lines | Evidence):
        return []
    return False if isinstance(part.mark, YesNo) and not part.optional else None


def chosen(part: Part, texts: Sequence[str]) -> tuple[str, ...]:
    """The keys that a field holds, each once and spelled as options are; what could be no key chooses nothing."""
    ids = [str(id_of(text) or "") for text in texts] if part.type is UUID else texts
    return tuple(dict.fromkeys(key for key in ids if key.strip()))


def missing(mark: Any, within: Sequence[str] = ()) -> str:
    """What to do about a field that is empty; `within` are the groups and rows that it stands in."""
    if isinstance(mark, Day):
        return day_asked(_told(mark, within).label, mark.example)
    if mark.kind == "yes-no":
        return f"Chọn Có hoặc Không ở mục “{mark.label}”."
    return told("Chọn" if mark.kind in CHOSEN else "Ghi", mark.label)


def sentence_of(parts: Sequence[Part], error: Mapping[str, Any]) -> str:
    """What to do about one of pydantic's errors, in the words of the field it stands at."""
    mark, within = _found(parts, error["loc"])
    if mark is None:
        return "Xem lại chỗ này."
    if error["type"] == "missing":
        return missing(mark, within)
    return _told(mark, within).sentence(str(error["type"]), error.get("ctx") or {}) or f"Xem lại mục “{mark.label}”."


def mark_at(parts: Sequence[Part], loc: Sequence[Any]) -> Mark | None:
    """The mark of the field at a place in a body."""
    mark: Mark | None = _found(parts, loc)[0]
    return mark


def _found(parts: Sequence[Part], loc: Sequence[Any]) -> tuple[Any, tuple[str, ...]]:
    """The mark at a place in a body, and the groups and rows that it stands in."""
    found: Part | None = None
    within: tuple[str, ...] = ()
    for step in loc:
        if isinstance(step, int):
            within += (_row(found.mark, step),) if found is not None and isinstance(found.mark, Rows) else ()
            continue
        part = next((part for part in (found.asked if found else asked(parts)) if part.name == step), None)
        if part is not None:
            within += (found.mark.label,) if found is not None and isinstance(found.mark, Group) else ()
            found = part
    return (None if found is None else found.mark), within


def _place(parts: Sequence[Part], loc: Sequence[Any]) -> str:
    """The name of the form's field at a place in a body: one of several things has no field of its own."""
    field = loc[:-1] if loc and isinstance(loc[-1], int) and not isinstance(mark_at(parts, loc), Rows) else loc
    return "-".join(str(step) for step in field)


def row_numbers(form: Form, name: str) -> list[int]:
    """The numbers of the rows that a form holds."""
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-")
    return sorted({int(match[1]) for key in form if (match := pattern.match(key))})


def shown_rows(form: Form, name: str, least: int) -> list[int]:
    """The numbers of the rows that a page shows: those that the form holds, or as many empty ones as there have to be."""
    return row_numbers(form, name) or list(range(max(least, 1)))


def _filled(form: Form, name: str) -> bool:
    return any(text.strip() for key, texts in form.items() if key.startswith(f"{name}-") for text in texts)


def tidied(parts: Sequence[Part], form: Form) -> Form:
    """The form without rows that are empty or taken out, the others numbered from 0."""
    found = form
    for part in asked(parts):
        if not isinstance(part.mark, Rows):
            continue
        prefix = f"{part.name}-"
        kept = Form({name: texts for name, texts in found.items() if not name.startswith(prefix)})
        unfit = {name for name in found.unfit if not name.startswith(prefix)}
        rows = [number for number in row_numbers(found, part.name) if _stays(found, f"{prefix}{number}-", part)]
        for new, old in enumerate(rows):
            for name, texts in found.items():
                if name.startswith(f"{prefix}{old}-"):
                    renamed = f"{prefix}{new}-{name.removeprefix(f'{prefix}{old}-')}"
                    kept[renamed] = texts
                    unfit |= {renamed} if name in found.unfit else set()
        kept.unfit = frozenset(unfit)
        found = kept
    return found


def aligned(parts: Sequence[Part], form: Form, given: Form) -> tuple[Form, list[FieldError]]:
    """The form with the rows that are given, each as the form has it that is known by the same; and what it says of others, told.

    A row that is given is no number: another may stand in its place since the form was filled in.
    """
    found, gone = form, list[FieldError]()
    for part in asked(parts):
        if not isinstance(part.mark, Rows) or not part.mark.known:
            continue
        mine, theirs = (_rows_by(part.name, part.mark.known, one) for one in (form, given))
        kept = Form({name: texts for name, texts in found.items() if not name.startswith(f"{part.name}-")})
        unfit = {name for name in found.unfit if not name.startswith(f"{part.name}-")}
        for number, known in enumerate(theirs):
            for name, texts in (mine[known] if known in mine else theirs[known]).items():
                kept[f"{part.name}-{number}-{name}"] = texts
                unfit |= {f"{part.name}-{number}-{name}"} if name in mine.get(known, Form()).unfit else set()
        said = [_said_in(part.mark.known, known, row) for known, row in mine.items() if known not in theirs]
        if said := [one for one in said if one]:
            gone.append({"field": part.name, "sentence": NO_LONGER_GIVEN.format("; ".join(said))})
        kept.unfit = frozenset(unfit)
        found = kept
    return found, gone


def _rows_by(name: str, known: str, form: Form) -> dict[str, Form]:
    """The rows of a field by what each is known by, with their fields' own names."""
    rows: dict[str, Form] = {}
    for number in row_numbers(form, name):
        prefix = f"{name}-{number}-"
        row = Form({one.removeprefix(prefix): texts for one, texts in form.items() if one.startswith(prefix)})
        row.unfit = frozenset(one.removeprefix(prefix) for one in form.unfit if one.startswith(prefix))
        rows.setdefault(row.text(known), row)
    return rows


def _said_in(known: str, row: str, of: Form) -> str:
    """What was typed in a row, behind what it is known by; "" where nothing was."""
    texts = [text.strip() for name, texts in of.items() if name != known for text in texts if text.strip()]
    return f"{row} (đã ghi {', '.join(texts)})" if texts else ""


def _stays(form: Form, prefix: str, part: Part) -> bool:
    """Whether something stands in a row that it did not begin with: what is missing beside it is asked for."""
    if form.text(f"{prefix}{DROP}"):
        return False
    begun = dict(_begun(part.parts, prefix))
    return any(
        text.strip() and text not in begun.get(name, ())
        for name, texts in form.items()
        if name.startswith(prefix)
        for text in texts
    )


def _begun(parts: Sequence[Part], prefix: str) -> Iterator[tuple[str, list[str]]]:
    """What each field of a new row begins with, also in groups."""
    for part in asked(parts):
        if isinstance(part.mark, Group):
            yield from _begun(part.parts, f"{prefix}{part.name}-")
        else:
            yield prefix + part.name, begins(part)


def begins(part: Part) -> list[str]:
    """What stands in a field that has not been on a page yet: its default; boxes that are not ticked leave nothing behind."""
    if part.mark.kind in ("yes-no", "several", "evidence"):
        return []
    default = part.default() if callable(part.default) else part.default
    return part.mark.typed(default) if default is not MISSING and default is not None else []


def typed(parts: Sequence[Part], values: Mapping[str, Any] | Any, prefix: str = "") -> Form:
    """A form that holds these values as they are typed; a field that is not among them is not in it, unlike an empty one."""
    form = Form()
    for part in asked(parts):
        value = values.get(part.name, MISSING) if isinstance(values, Mapping) else getattr(values, part.field, MISSING)
        name = prefix + part.name
        if value is MISSING:
            continue
        if isinstance(part.mark, Group):
            form |= typed(part.parts, value or {}, f"{name}-")
        elif isinstance(part.mark, Rows):
            form[name] = []
            for number, row in enumerate(value or ()):
                form |= typed(part.parts, row, f"{name}-{number}-")
        else:
            form[name] = [] if value is None else part.mark.typed(value)
    return form


def _order(parts: Sequence[Part], form: Form, prefix: str = "") -> dict[str, int]:
    """Every field's place on the page, so that what has to be mended is listed from top to bottom."""
    names: list[str] = []

    def walk(some: Sequence[Part], before: str) -> None:
        for part in asked(some):
            names.append(before + part.name)
            if isinstance(part.mark, Rows):
                for number in row_numbers(form, before + part.name):
                    walk(part.parts, f"{before}{part.name}-{number}-")
            elif isinstance(part.mark, Group):
                walk(part.parts, f"{before}{part.name}-")

    walk(parts, prefix)
    return {name: place for place, name in enumerate(names)}


def mark_of(parts: Sequence[Part], name: str) -> Any:
    """The mark of a field by its full name in a form, also inside groups and rows (`rows-0-name`); None where there is none."""
    for part in asked(parts):
        if part.name == name:
            return part.mark
        within = name.removeprefix(f"{part.name}-")
        if part.parts and within != name:
            return mark_of(part.parts, within.partition("-")[2] if isinstance(part.mark, Rows) else within)
    return None


def refs(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Every part that is chosen among options, also inside groups and rows."""
    return tuple(
        found
        for part in asked(parts)
        for found in (refs(part.parts) if part.parts else (part,) if getattr(part.mark, "options", "") else ())
    )
