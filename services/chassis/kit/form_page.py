"""The form of an act: asked with what it begins with, what is drafted and what is offered, and sent as a command.

A form carries the version that its page showed: whoever sends it after somebody else has changed the thing sees both, and decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, replace
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.decider import CITY, DomainError
from services.chassis.errors import Forbidden, NotFound, VersionChanged
from services.chassis.kit.attached import attached, put, taken
from services.chassis.kit.doing import Do, Shape, offered
from services.chassis.kit.forms import (
    EVERY,
    FILES,
    FIND,
    GONE,
    MORE,
    NEXT,
    READ,
    STEP,
    Field,
    asked_for,
    but,
    fields_of,
    gone_from,
    with_row,
    with_said,
)
from services.chassis.kit.list_page import WARD
from services.chassis.kit.options import SEARCH, Asking, offers
from services.chassis.kit.parts import Part, aligned, mark_of, missing, read_form, refs, tidied, typed, without
from services.chassis.kit.parts import asked as asked_of
from services.chassis.kit.served import Served
from services.chassis.web.drafts import NOTHING as NO_DRAFT
from services.chassis.web.drafts import Draft
from services.chassis.web.forms import KEY, Form, FormRequest
from services.chassis.web.inputs import UNFIT, FieldError
from services.chassis.web.keeping import SEEN, draft_of, older_of, said_of, seen_of
from services.chassis.web.session import device
from services.chassis.web.visitor import Visitor

CHANGED: Final = (
    "Nội dung này đã được người khác thay đổi sau khi đồng chí mở. Bản hiện tại ghi dưới từng ô khác nhau; "
    "xem lại rồi bấm gửi để ghi theo biểu mẫu này."
)
UNPLACED: Final[FieldError] = {"field": WARD, "sentence": "Chọn phường, xã."}
NOTHING: Final = "Chưa chọn mục nào. Chọn ít nhất một mục rồi bấm Tiếp tục."


async def ask(of: Served, visitor: Visitor, do: Do, key: Any | None) -> Response:
    """The page with the form. Raises Forbidden and NotFound."""
    _judge(of, visitor, do)
    row, seen = None, None
    if key is not None:
        row, head = await of.found(visitor, key)
        seen = head.version
    _path(of, visitor, do, key, row)
    values = await _begins(of, visitor, do, row)
    names = {WARD, *(part.name for part in do.asked)}
    given = {name: text for name, text in visitor.request.query_params.items() if name in names}
    began = typed(do.parts, values)
    filled = Form(began | Form({name: [text] for name, text in given.items()}))
    # a draft may hold rows and choices that the page would not show by itself; its rows keep their numbers
    draft, other = (await draft_of(of.web, visitor, _action(visitor, do))).shown(seen)
    kept = draft.over(filled)
    if other.over(filled) in (filled, kept) or _replaced(other, draft):
        other = NO_DRAFT
    if kept == filled:
        return await _show(of, visitor, do, row, seen, filled, [], began=began, other=other)
    changed: list[FieldError] = [{"field": "", "sentence": CHANGED}] if draft.taken else []
    held = began if draft.taken else None
    return await _show(of, visitor, do, row, seen, kept, changed, now=held, began=began, draft=draft, other=other)


async def send(of: Served, visitor: Visitor, do: Do, key: Any | None, fields: Form) -> Response:
    """Does what was asked, or shows the form again with what is wrong. Raises Forbidden and NotFound."""
    _judge(of, visitor, do)
    row = (await of.found(visitor, key))[0] if key is not None else None
    fields, unfit = await taken(visitor, [part.name for part in do.evidence], fields)
    seen = seen_of(fields)
    path = _path(of, visitor, do, key, row)
    asked = tidied(do.parts, fields)
    if (finds := fields.text(FIND).split()) or fields.text(MORE):
        more = fields.text(MORE)
        shown = with_row(asked, more) if more else asked
        looking = next((name for name in finds if fields.text(name + SEARCH)), finds[0]) if finds else ""
        return await _show(of, visitor, do, row, seen, shown, [], focus=looking or more)
    if unfit or fields.text(FILES):
        status = 422 if unfit else 200
        return await _show(of, visitor, do, row, seen, asked, unfit, status=status, focus=fields.text(FILES))
    if every := fields.text(EVERY):
        # before rows are tidied: one where nothing else is chosen yet would be taken for empty
        asked = tidied(do.parts, await _every(of, visitor, do, row, fields, every))
        return await _show(of, visitor, do, row, seen, asked, [], focus=every)
    shape = await _shape(do, Asking(of.web, visitor, row, form=asked))
    asked = asked.but({name: [text] for name, text in shape.given.items()})
    if fields.text(NEXT) or not shape.whole:
        parts = without(do.parts, {*shape.without, *shape.given})
        same = not shape.whole and fields.text(STEP) == _step(parts)
        placed = row is not None or not _chooses_ward(visitor, do) or fields.text(WARD)
        field_errors = [UNPLACED] if not placed else _empty(parts, asked) if same else []
        status = 422 if field_errors else 200
        return await _show(of, visitor, do, row, seen, asked, field_errors, status=status, shape=shape)
    writer = visitor.writer(fields)
    writer.seen = seen
    body, field_errors = read_form(do.parts, do.model, asked)
    ward_code = row["ward_code"] if row is not None else writer.ward_code
    if row is None and _chooses_ward(visitor, do) and not (ward_code := fields.text(WARD)):
        field_errors.insert(0, UNPLACED)
    if field_errors:
        return await _show(of, visitor, do, row, seen, asked, field_errors, status=422, shape=shape)
    if shape.effect and fields.text(READ) != shape.read:
        error: FieldError = {"field": "", "sentence": shape.otherwise(fields.text(READ))}
        return await _show(of, visitor, do, row, seen, asked, [error], status=409, shape=shape)
    try:
        named = {**path, "ward_code": ward_code}
        looked = await do.look(visitor.reader(), writer, named, body) if do.look is not None else {}
        known = {**path, **looked}
        async with put(of.web.edge, visitor.principal, ward_code, visitor.at, do.asked, body, known) as files:
            command = do.build(writer, ward_code, path, body, {**looked, **files})
            stream = of.record.stream(key) if of.record is not None and key is not None else ""
            if do.replaces and stream and seen is None:
                raise VersionChanged(stream)  # who does not say what they have seen overwrites nothing
            accepted = await writer.send(command, of=stream)
    except VersionChanged:
        row, head = await of.found(visitor, key)
        holds = do.fill is not None or do.replaces
        now = typed(do.parts, await _begins(of, visitor, do, row)) if holds else None
        error = {"field": "", "sentence": CHANGED}
        return await _show(of, visitor, do, row, head.version, asked, [error], status=409, now=now)
    except DomainError as refused:
        status = refused.refusal.status if row else 422
        return await _show(of, visitor, do, row, seen, asked, do.placed(refused), status=status, shape=shape)
    except NotFound as missing:
        error = {"field": _named(do.parts, asked, str(missing)), "sentence": GONE}
        return await _show(of, visitor, do, row, seen, asked, [error], status=422, shape=shape)
    new = do.creates(command) if do.creates is not None and of.record is not None else None
    to = f"{of.here}/{key or new}" if (key or new) and of.record is not None else of.here
    return of.web.go(to, accepted, done=do.name)


async def _show(
    of: Served,
    visitor: Visitor,
    do: Do,
    row: Mapping[str, Any] | None,
    version: int | None,
    fields: Form,
    field_errors: list[FieldError],
    *,
    status: int = 200,
    now: Form | None = None,
    began: Form | None = None,
    focus: str = "",
    draft: Draft = NO_DRAFT,
    other: Draft = NO_DRAFT,
    shape: Shape | None = None,
) -> Response:
    assert isinstance(visitor.request, FormRequest)
    here = row is None or do in offered((do,), of.web, visitor, row)
    if do.beside is not None and row is not None and here:
        began = began if began is not None else typed(do.parts, await _begins(of, visitor, do, row))
        fields, gone = aligned(do.parts, fields, began)
        field_errors = [*field_errors, *gone]
    visitor.request.shown = fields.but({SEEN: [] if version is None else [str(version)]})
    told = {error["field"] for error in field_errors}
    field_errors = [*field_errors, *({"field": name, "sentence": UNFIT} for name in sorted(fields.unfit - told))]
    asking = Asking(of.web, visitor, row, form=fields)
    shape = shape or await _shape(do, asking)
    fields = fields.but({name: [text] for name, text in shape.begins.items() if name not in fields})
    parts = without(do.parts, {*shape.without, *shape.given})

    async def begun() -> Form:
        return began if began is not None else typed(do.parts, await _begins(of, visitor, do, row))

    choices = await offers(parts, fields, of.capability.options, asking, now, begun)
    given = await do.given(of.web, visitor, row) if do.given is not None else {}
    shown: list[Field] = but(fields_of(parts, fields, choices, now), shape.unasked)
    shown = asked_for(shown, shape.needed, shape.depends)
    ward_code = row["ward_code"] if row is not None else visitor.mandate.ward_code
    shown = [
        replace(one, attached=await attached(visitor, ward_code, one.mark, one.values))
        if one.kind == "evidence"
        else one
        for one in shown
    ]
    if do.beside is not None and row is not None:
        shown = with_said(shown, await do.beside(of.web, visitor, row))
    wards = await of.wards(visitor, 1) if row is None and _chooses_ward(visitor, do) else None
    back = of.here if row is None or of.record is None else f"{of.here}/{row[of.list.key]}"
    lacking = _lacking(parts, shown)
    if here and lacking is None:
        told = {error["field"] for error in field_errors}
        field_errors = [*field_errors, *(error for error in gone_from(shown) if error["field"] not in told)]
    return of.templates.show(
        "kit_form.html",
        visitor,
        status=status,
        list=of.list,
        do=do,
        row=row,
        about=await _addressed(of, visitor, do, row),
        heading=of.record.heading(row) if of.record is not None and row is not None else "",
        effect=(shape.effect or _effect(do, {**(row or {}), **given})) if shape.whole else (),
        notes=shape.notes,
        read=shape.read,
        whole=shape.whole,
        step=_step(parts),
        searches=" ".join(name for name, offer in choices.items() if not offer.few),
        fields=shown,
        field_errors=field_errors,
        version=version,
        action=_action(visitor, do),
        back=back,
        state=of.record.state(row)
        if of.record is not None and of.record.state is not None and row is not None
        else None,
        offered=here,
        lacking=lacking.label if lacking is not None else "",
        first=of.capability.first.get(lacking.options) if lacking is not None else None,
        wards=None if wards is None else [(option.value, option.label) for option in wards],
        ward=fields.text(WARD) or (wards[0].value if wards and len(wards) == 1 else ""),
        key=fields.text(KEY) if status not in (200, 422) else None,
        drafted=said_of(draft, visitor.at, device(visitor.request)),
        older=older_of(other, version, visitor.at, device(visitor.request)),
        focus=focus,
        fresh_at=await visitor.fresh_at(),
    )


async def _addressed(of: Served, visitor: Visitor, do: Do, row: Mapping[str, Any] | None) -> list[tuple[str, Any]]:
    """Which row of the record's tables the act is about, as labels and words: whoever presses the button has read it."""
    tables = of.record.tables if of.record is not None and row is not None and do.addressed else ()
    asked = {name: visitor.request.query_params.get(name) for name in do.addressed}
    for table in tables:
        act = next((act for act in table.acts if act[0] == do.name), None)
        if row is None or act is None:
            continue
        async with of.reader(visitor).rows() as connection:
            rows = await connection.fetch(table.source, local_date(visitor.at), str(row[of.list.key]))
        for one in map(dict, rows):
            if act[1](one) == asked:
                return [(column.label, column.of(one)) for column in table.columns if not column.wide]
    return []


def _replaced(other: Draft, draft: Draft) -> bool:
    """Whether a form that was sent later, whole, stands for what was typed over an older version: it was refused, and shown with both."""
    if draft.newest is None or other.newest is None or not draft.whole:
        return False
    return draft.newest.saved_at >= other.newest.saved_at


def _action(visitor: Visitor, do: Do) -> str:
    """Where the form is sent: the page's own address, with what it names beside the record's key and what the link to it had filled
    in, so that each has a draft of its own.
    """
    path, named = visitor.request.url.path, {*do.addressed, *do.within, WARD, *(part.name for part in do.asked)}
    query = [(name, text) for name, text in visitor.request.query_params.multi_items() if name in named]
    return f"{path}?{urlencode(query)}" if query else path


async def _begins(of: Served, visitor: Visitor, do: Do, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The values that an act's form begins with."""
    looked = await do.begin(of.web, visitor, row) if do.begin is not None else {}
    return {**(do.fill(row) if do.fill is not None and row is not None else {}), **looked}


def _judge(of: Served, visitor: Visitor, do: Do) -> None:
    """Raises Forbidden for a role that does not do this."""
    if not of.may(visitor, do):
        raise Forbidden("mandate.role")


async def _shape(do: Do, asking: Asking) -> Shape:
    return await do.shape(asking) if do.shape is not None else Shape()


async def _every(of: Served, visitor: Visitor, do: Do, row: Mapping[str, Any] | None, fields: Form, name: str) -> Form:
    """The form with everything chosen that this field offers."""
    mark = mark_of(do.parts, name)
    if not getattr(mark, "at_once", False):
        return fields
    asking = Asking(of.web, visitor, row, limit=mark.most, form=fields)
    found = await of.capability.options[mark.options](asking)
    return fields.but({name: [option.value for option in found]})


def _chooses_ward(visitor: Visitor, do: Do) -> bool:
    return do.any_ward and visitor.mandate.ward_code == CITY


def _path(of: Served, visitor: Visitor, do: Do, key: Any | None, row: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the act's address names in the API: what is `addressed` from this page's own address, the rest from the record.

    Raises NotFound for what is missing, or is not of its type.
    """
    address, record = visitor.request.query_params, {**(row or {}), of.list.key: key}
    try:
        return {
            name: TypeAdapter(do.parameters.get(name, UUID)).validate_python(
                address[name] if name in do.addressed else record[name]
            )
            for name in do.in_path
        }
    except (KeyError, ValidationError):
        raise NotFound(do.name) from None


def _effect(do: Do, facts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sentence.format_map(facts) for sentence in do.effect)


def _step(parts: Sequence[Part]) -> str:
    """What a page asks, by which a step is told from the next."""
    return " ".join(part.name for part in asked_of(parts))


def _lacking(parts: Sequence[Part], shown: Sequence[Field]) -> Any:
    """The mark of a field that has to be chosen and offers nothing: the form leads nowhere; None where each offers something."""
    for part, field in zip(asked_of(parts), shown, strict=True):
        if part.default is not MISSING or part.optional or not getattr(part.mark, "least", True):
            continue
        if field.offer is not None and field.offer.few and not (field.offer.options or field.values):
            return part.mark
    return None


def _empty(parts: Sequence[Part], fields: Form) -> list[FieldError]:
    """What is still to be chosen before the rest of the form can be shown."""
    needed = (part for part in asked_of(parts) if part.default is MISSING and not part.optional)
    empty = [{"field": part.name, "sentence": missing(part.mark)} for part in needed if not fields.text(part.name)]
    return empty or [{"field": "", "sentence": NOTHING}]


def _named(parts: Sequence[Part], fields: Form, missing: str) -> str:
    """The field whose chosen thing is missing, by its key in the stream's id; "" when none is."""
    names = {part.name for part in refs(parts)}
    for name, texts in fields.items():
        if name.rpartition("-")[2] in names and any(text and text in missing for text in texts):
            return name
    return ""
