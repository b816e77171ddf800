"""The pages of a capability: its list with search, filters and Excel, the page of one thing, and a form for each act.

Every page is complete HTML and every form posts without script. A form carries the version that its page showed: whoever
sends it after somebody else has changed the thing sees both, and decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, replace
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY, DomainError
from services.chassis.errors import Forbidden, NotFound, VersionChanged
from services.chassis.http.edge import Reader
from services.chassis.http.paging import MOST
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape, offered
from services.chassis.kit.excel import MEDIA_TYPE, workbook
from services.chassis.kit.excel import MOST as MOST_ROWS
from services.chassis.kit.forms import EVERY, FIND, MORE, NEXT, READ, SEEN, STEP, Field, fields_of, with_row
from services.chassis.kit.history import ABSENT, Head, as_shown, timeline
from services.chassis.kit.listing import SEARCHED, SHOWN, Column, ListPage
from services.chassis.kit.options import Asking, Option, offers
from services.chassis.kit.parts import Part, missing, read_form, refs, tidied, typed, without
from services.chassis.kit.parts import asked as asked_of
from services.chassis.text.ordering import beginnings, matches
from services.chassis.web.drafts import NOTHING as NO_DRAFT
from services.chassis.web.drafts import Draft
from services.chassis.web.forms import KEY, Form, FormRequest, form, same_origin
from services.chassis.web.inputs import UNFIT, FieldError, search_errors
from services.chassis.web.keeping import draft_of, said_of
from services.chassis.web.session import device
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

WORDS: Final = "tim"
WARD: Final = "dia-phuong"
WARDS: Final = "wards"
"""The options that name the wards of a deployment, where a capability has them."""
CHANGED: Final = (
    "Nội dung này đã được người khác thay đổi sau khi đồng chí mở. Bản hiện tại ghi dưới từng ô khác nhau; "
    "xem lại rồi bấm gửi để ghi theo biểu mẫu này."
)
UNPLACED: Final[FieldError] = {"field": WARD, "sentence": "Chọn phường, xã."}
NOTHING: Final = "Chưa chọn mục nào. Chọn ít nhất một mục rồi bấm Tiếp tục."
GONE: Final = "Mục đã chọn không còn trong danh sách. Chọn lại."


def pages_of(capability: Capability, web: Web) -> APIRouter:
    """The pages below `/<service>/pages`."""
    assert capability.list is not None
    return _Pages(capability, capability.list, web).router()


class _Pages:
    """The pages of one capability on one service's web."""

    def __init__(self, capability: Capability, listed: ListPage, web: Web) -> None:
        self.capability = capability
        self.list = listed
        self.web = web
        self.record = capability.record
        self.here = f"/{web.edge.service}/pages{listed.path}"
        self.templates = web.templates(capability.file)
        self.facts = {fact.name: fact for fact in capability.facts}
        for do in capability.does:
            if unknown := set(do.in_path) - {*listed.named, *do.addressed}:
                raise ValueError(f"{capability.name}: neither address nor record names {unknown} of {do.name!r}")
            if do.any_ward and not do.in_path and WARDS not in capability.options:
                raise ValueError(f"{capability.name}: nothing offers the ward of {do.name!r}")
            for part in refs(do.parts):
                if part.mark.options not in capability.options:
                    raise ValueError(f"{capability.name}: nothing offers {part.mark.options!r}")

    def router(self) -> APIRouter:
        router = self.web.router()
        key_type: Any = self.list.key_type
        path = self.list.path
        member = Annotated[Visitor, Depends(self.web.member)]
        posted = Annotated[Form, Depends(form)]

        async def listing(request: Request, visitor: member) -> Response:
            return await self.show_list(visitor, dict(request.query_params))

        async def searching(request: Request, visitor: member, fields: posted) -> Response:
            same_origin(request)
            posted = {name: fields.text(name) for name in (WORDS, *self._filter_names())}
            return await self.show_list(visitor, {**request.query_params, **posted})

        async def spreadsheet(request: Request, visitor: member) -> Response:
            return await self.excel(visitor, dict(request.query_params))

        async def begin(name: str, visitor: member) -> Response:
            return await self.ask(visitor, self.act(name, new=True), None)

        async def make(name: str, visitor: member, fields: posted) -> Response:
            return await self.send(visitor, self.act(name, new=True), None, fields)

        async def one(key: key_type, visitor: member) -> Response:
            return await self.show_record(visitor, key)

        async def ask(key: key_type, name: str, visitor: member) -> Response:
            return await self.ask(visitor, self.act(name, new=False), key)

        async def send(key: key_type, name: str, visitor: member, fields: posted) -> Response:
            return await self.send(visitor, self.act(name, new=False), key, fields)

        if not self.list.handwritten:
            router.add_api_route(path, listing, methods=["GET"])
            router.add_api_route(path, searching, methods=["POST"])
            if self.list.excel:
                router.add_api_route(f"{path}/excel", spreadsheet, methods=["GET"])
        if self.capability.creating:
            router.add_api_route(f"{path}/do/{{name}}", begin, methods=["GET"])
            router.add_api_route(f"{path}/do/{{name}}", make, methods=["POST"])
        if self.record is not None and not self.record.handwritten:
            router.add_api_route(f"{path}/{{key}}", one, methods=["GET"])
        router.add_api_route(f"{path}/{{key}}/do/{{name}}", ask, methods=["GET"])
        router.add_api_route(f"{path}/{{key}}/do/{{name}}", send, methods=["POST"])
        return router

    def act(self, name: str, *, new: bool) -> Do:
        """The act of this name. Raises NotFound."""
        do = self.capability.do(name)
        if do is None or bool(do.in_path) == new:
            raise NotFound(name)
        return do

    def may(self, visitor: Visitor, do: Do) -> bool:
        """Whether the role in use does this: what is offered, never what is allowed."""
        return do.done_by(self.web, visitor)

    def reader(self, visitor: Visitor) -> Reader:
        """The visitor as a reader of this list. Raises Forbidden."""
        reader = visitor.reader()
        reader.require(*self.list.roles)
        return reader

    # the list

    async def rows(
        self, visitor: Visitor, asked: Mapping[str, str], after: str | None, limit: int
    ) -> tuple[list[dict[str, Any]], int]:
        """Rows after a key, and how many there are in all."""
        reader = self.reader(visitor)
        given = (
            local_date(visitor.at),
            asked.get(WARD) or None,
            self.list.own_of(reader),
            *(asked.get(each.name) or None for each in self.list.filters),
            *((_patterns(asked.get(WORDS, "")),) if self.list.search_key else ()),
        )
        async with reader.rows() as connection:
            count = await connection.fetchval(self.list.statements.count, *given)
            found = await connection.fetch(self.list.statements.page, *given, after, limit)
        if self.list.watched is not None:
            reader.note(self.list.watched, self.list.path, len(found))
        return [dict(row) for row in found], count

    async def named(self, visitor: Visitor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with what another service alone knows of them."""
        return await self.list.names(self.web, visitor, rows) if self.list.names is not None else rows

    async def show_list(self, visitor: Visitor, asked: Mapping[str, str]) -> Response:
        looked_for, after = asked.get(WORDS, "").strip(), asked.get("sau") or None
        field_errors = search_errors(WORDS, looked_for, "Ghi chữ hoặc số cần tìm.")
        if field_errors:
            asked, looked_for = {name: text for name, text in asked.items() if name != WORDS}, ""
        if looked_for and self.list.search_key:
            shown, count = await self.rows(visitor, asked, None, MOST)
            more = False
        elif looked_for:
            found, _ = await self.rows(visitor, asked, None, SEARCHED)
            fit = [row for row in found if self._holds(row, looked_for)]
            shown, count, more = fit[:MOST], len(fit), False
        else:
            shown, count = await self.rows(visitor, asked, after, SHOWN + 1)
            if (
                after is not None and not shown
            ):  # the row that it would follow is gone, or never was: the list is not empty
                after = None
                shown, count = await self.rows(visitor, asked, None, SHOWN + 1)
            more = len(shown) > SHOWN
            shown = shown[:SHOWN]
        shown = await self.named(visitor, shown)
        wards = await self._wards(visitor)
        kept = {name: text for name, text in asked.items() if name in self._filter_names() and text}
        going_on = {**kept, "sau": str(shown[-1][self.list.key])} if more else {}
        choices = await self._filter_choices(visitor)
        return self.templates.show(
            "kit_list.html",
            visitor,
            list=self.list,
            here_at=self.here,
            rows=shown,
            columns=self._columns(wards),
            count=count,
            next=urlencode(going_on) if more else "",
            begun=after is not None,
            words=visitor.request.query_params.get(WORDS, looked_for),
            field_errors=field_errors,
            searches=bool(self.list.searched or self.list.search_key),
            exports=self.exports(visitor),
            chosen=asked,
            filtered=bool(kept or looked_for),
            query=urlencode(kept),
            filters=choices,
            wards=[(option.value, option.label) for option in wards],
            makes=[do for do in self.capability.creating if self.may(visitor, do)],
            sheets=[sheet.do.name for sheet in self.capability.sheets if self.may(visitor, sheet.do)],
            opens=self.record is not None,
            said=await self.web.said(visitor, {do.name: do.done for do in self.capability.does}),
            leads=self._leads(visitor),
            fresh_at=await visitor.fresh_at(),
            status=422 if field_errors else 200,
        )

    def _holds(self, row: Mapping[str, Any], looked_for: str) -> bool:
        columns = {column.name: column for column in self.list.columns}
        texts = (str(columns[name].of(row)) if name in columns else str(row[name]) for name in self.list.searched)
        return matches(" ".join(texts), looked_for)

    def _filter_names(self) -> frozenset[str]:
        return frozenset({WARD, *(each.name for each in self.list.filters)})

    async def _filter_choices(self, visitor: Visitor) -> list[tuple[str, str, list[tuple[str, str]]]]:
        choices = []
        for each in self.list.filters:
            known = list(each.words.items())
            if each.options:
                known = [(option.value, option.label) for option in await self._options(visitor, each.options)]
            if len(known) > 1:
                choices.append((each.name, each.label, known))
        return choices

    async def _options(self, visitor: Visitor, name: str) -> Sequence[Option]:
        return await self.capability.options[name](Asking(self.web, visitor, None, limit=SEARCHED))

    async def _wards(self, visitor: Visitor, least: int = 2) -> Sequence[Option]:
        """The wards that this visitor reads, to be told apart or chosen among; none where they are fewer than `least`."""
        readable = set(visitor.reader().wards) - {CITY}
        if len(readable) < least or WARDS not in self.capability.options:
            return ()
        wards = [option for option in await self._options(visitor, WARDS) if option.value in readable]
        named = words.apart({option.value: option.label for option in wards})
        return [replace(option, label=named[option.value]) for option in wards] if len(wards) >= least else ()

    def _columns(self, wards: Sequence[Option]) -> tuple[Column, ...]:
        if not wards:
            return self.list.columns
        named = {option.value: option.label for option in wards}
        first, *others = self.list.columns
        return (first, Column(name="ward_code", label="Phường, xã", words=named), *others)

    def exports(self, visitor: Visitor) -> bool:
        """Whether the role in use gets the list as Excel."""
        excel = self.list.excel
        return excel if isinstance(excel, bool) else visitor.holds(*excel)

    async def excel(self, visitor: Visitor, asked: Mapping[str, str]) -> Response:
        if not self.exports(visitor):
            raise Forbidden("mandate.role")
        found, _ = await self.rows(visitor, asked, None, MOST_ROWS)
        found = await self.named(visitor, found)
        columns = self._columns(await self._wards(visitor))
        fresh_at = await visitor.fresh_at()
        place = visitor.session.place if visitor.session else ""
        note = f"{place} – số liệu đến {words.moment(fresh_at or visitor.at)}; {len(found)} dòng"
        made = await workbook(self.list.title, columns, found, note)
        name = f"{self.list.title} {local_date(visitor.at):%d-%m-%Y}.xlsx"
        visitor.reader().note("list.exported", f"{self.web.edge.service}{self.list.path}", len(found))
        headers = {
            "content-disposition": f"attachment; filename=\"danh-sach.xlsx\"; filename*=UTF-8''{quote(name)}",
            "cache-control": "no-store",
        }
        return Response(made, media_type=MEDIA_TYPE, headers=headers)

    # one thing

    async def found(self, visitor: Visitor, key: Any) -> tuple[dict[str, Any], Head]:
        """A thing and the head that is shown of it. Raises NotFound."""
        reader = self.reader(visitor)
        async with as_shown(self.web.edge, reader, self.record.stream(key) if self.record else "") as (connection, now):
            row = await connection.fetchrow(self.list.statements.one, local_date(visitor.at), str(key))
        own = self.list.own_of(reader)
        if row is None or (own is not None and str(row[self.list.own]) != own):
            raise NotFound(self.list.path)
        if self.list.watched is not None:
            reader.note(self.list.watched, f"{self.list.path}/{key}")
        [told] = await self.named(visitor, [dict(row)])
        return told, now

    async def show_record(self, visitor: Visitor, key: Any) -> Response:
        assert self.record is not None and self.web.edge.registry is not None
        record = self.record
        row, _ = await self.found(visitor, key)
        streams = (record.stream(key), *(record.streams(row) if record.streams else ()))
        lines = []
        async with self.reader(visitor).rows() as connection:
            today = local_date(visitor.at)
            tables = [
                (table, table.sorted(await connection.fetch(table.source, today, str(key)))) for table in record.tables
            ]
            names = {row[0]: row[1] for row in await connection.fetch(record.names)} if record.names else {}
            if record.timeline:
                edge = self.web.edge
                assert edge.registry is not None
                lines = await timeline(
                    connection,
                    streams,
                    edge.registry,
                    self.facts,
                    edge.role_words,
                    names,
                )
        given = await record.given(self.web, visitor, row) if record.given else {}
        return self.templates.show(
            "kit_record.html",
            visitor,
            list=self.list,
            here_at=self.here,
            record=record,
            row=row,
            key=key,
            heading=record.heading(row),
            state=record.state(row) if record.state else None,
            facts=record.facts or self._columns(await self._wards(visitor)),
            tables=tables,
            lines=lines,
            may={do.name: do for do in offered(self.capability.changing, self.web, visitor, row)},
            ways=[
                (way.label, way.to(row))
                for way in record.ways
                if visitor.holds(*way.roles) and way.offered(row, visitor)
            ],
            addressed=lambda name, more: f"{self.here}/{key}/do/{name}?{urlencode(more)}",
            said=await self.web.said(visitor, {do.name: do.done for do in self.capability.does}),
            leads=self._leads(visitor),
            fresh_at=await visitor.fresh_at(),
            **given,
        )

    def _leads(self, visitor: Visitor) -> tuple[str, str]:
        """Where the act that was just done leads."""
        do = self.capability.do(visitor.request.query_params.get("done", ""))
        return do.leads if do is not None else ("", "")

    # a form

    async def ask(self, visitor: Visitor, do: Do, key: Any | None) -> Response:
        self._judge(visitor, do)
        row, now = await self.found(visitor, key) if key is not None else (None, ABSENT)
        self._path(visitor, do, key, row)
        values = await self._begins(visitor, do, row)
        given = {
            name: text for name, text in visitor.request.query_params.items() if name in {p.name for p in do.asked}
        }
        filled = Form(typed(do.parts, values) | Form({name: [text] for name, text in given.items()}))
        # a draft may hold rows and choices that the page would not show by itself; its rows keep their numbers
        draft = await draft_of(self.web, visitor, self._action(visitor, do))
        kept = draft.over(filled)
        if draft.newest is None or kept == filled:
            return await self.show_form(visitor, do, row, now.version, filled, [])
        later = bool(values) and now.changed_at is not None and now.changed_at > draft.newest.saved_at
        changed: list[FieldError] = [{"field": "", "sentence": CHANGED}] if later else []
        held = typed(do.parts, values) if later else None
        return await self.show_form(visitor, do, row, now.version, kept, changed, now=held, draft=draft)

    def _action(self, visitor: Visitor, do: Do) -> str:
        """Where the form is sent: the page's own address, with what the act's address names beside the record's key."""
        path = visitor.request.url.path
        query = {name: text for name, text in visitor.request.query_params.items() if name in do.addressed}
        return f"{path}?{urlencode(query)}" if query else path

    async def _begins(self, visitor: Visitor, do: Do, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
        """The values that an act's form begins with."""
        looked = await do.begin(self.web, visitor, row) if do.begin is not None else {}
        return {**(do.fill(row) if do.fill is not None and row is not None else {}), **looked}

    def _judge(self, visitor: Visitor, do: Do) -> None:
        """Raises Forbidden for a role that does not do this."""
        if not self.may(visitor, do):
            raise Forbidden("mandate.role")

    async def show_form(
        self,
        visitor: Visitor,
        do: Do,
        row: Mapping[str, Any] | None,
        version: int | None,
        fields: Form,
        field_errors: list[FieldError],
        *,
        status: int = 200,
        now: Form | None = None,
        focus: str = "",
        draft: Draft = NO_DRAFT,
        shape: Shape | None = None,
    ) -> Response:
        assert isinstance(visitor.request, FormRequest)
        visitor.request.shown = fields
        told = {error["field"] for error in field_errors}
        field_errors = [*field_errors, *({"field": name, "sentence": UNFIT} for name in sorted(fields.unfit - told))]
        asking = Asking(self.web, visitor, row, form=fields)
        shape = shape or await self._shape(do, asking)
        parts = without(do.parts, {*shape.without, *shape.given})
        choices = await offers(parts, fields, self.capability.options, asking, now)
        given = await do.given(self.web, visitor, row) if do.given is not None else {}
        shown: list[Field] = fields_of(parts, fields, choices, now)
        wards = await self._wards(visitor, 1) if row is None and self._chooses_ward(visitor, do) else None
        back = self.here if row is None or self.record is None else f"{self.here}/{row[self.list.key]}"
        return self.templates.show(
            "kit_form.html",
            visitor,
            status=status,
            list=self.list,
            do=do,
            row=row,
            heading=self.record.heading(row) if self.record is not None and row is not None else "",
            effect=(shape.effect or _effect(do, {**(row or {}), **given})) if shape.whole else (),
            read=shape.read,
            whole=shape.whole,
            step=_step(parts),
            fields=shown,
            field_errors=field_errors,
            version=version,
            action=self._action(visitor, do),
            back=back,
            offered=row is None or do in offered((do,), self.web, visitor, row),
            lacking=_lacking(parts, shown),
            wards=None if wards is None else [(option.value, option.label) for option in wards],
            ward=fields.text(WARD) or (wards[0].value if wards and len(wards) == 1 else ""),
            key=fields.text(KEY) if status not in (200, 422) else None,
            drafted=said_of(draft, visitor.at, device(visitor.request)),
            focus=focus,
            fresh_at=await visitor.fresh_at(),
        )

    async def _shape(self, do: Do, asking: Asking) -> Shape:
        return await do.shape(asking) if do.shape is not None else Shape()

    async def _every(self, visitor: Visitor, do: Do, row: Mapping[str, Any] | None, fields: Form, name: str) -> Form:
        """The form with everything chosen that this field offers."""
        [mark] = [
            part.mark for part in refs(do.parts) if part.name == name and getattr(part.mark, "at_once", False)
        ] or [None]
        if mark is None:
            return fields
        asking = Asking(self.web, visitor, row, limit=mark.most, form=fields)
        found = await self.capability.options[mark.options](asking)
        return fields.but({name: [option.value for option in found]})

    def _chooses_ward(self, visitor: Visitor, do: Do) -> bool:
        return do.any_ward and visitor.mandate.ward_code == CITY

    async def send(self, visitor: Visitor, do: Do, key: Any | None, fields: Form) -> Response:
        self._judge(visitor, do)
        row, _ = await self.found(visitor, key) if key is not None else (None, ABSENT)
        seen = _seen(fields)
        path = self._path(visitor, do, key, row)
        asked = tidied(do.parts, fields)
        if (looking := fields.text(FIND)) or fields.text(MORE):
            more = fields.text(MORE)
            shown = with_row(asked, more) if more else asked
            return await self.show_form(visitor, do, row, seen, shown, [], focus=looking or more)
        if every := fields.text(EVERY):
            asked = await self._every(visitor, do, row, asked, every)
            return await self.show_form(visitor, do, row, seen, asked, [], focus=every)
        shape = await self._shape(do, Asking(self.web, visitor, row, form=asked))
        asked = asked.but({name: [text] for name, text in shape.given.items()})
        if fields.text(NEXT) or not shape.whole:
            parts = without(do.parts, {*shape.without, *shape.given})
            same = not shape.whole and fields.text(STEP) == _step(parts)
            placed = row is not None or not self._chooses_ward(visitor, do) or fields.text(WARD)
            field_errors = [UNPLACED] if not placed else _empty(parts, asked) if same else []
            status = 422 if field_errors else 200
            return await self.show_form(visitor, do, row, seen, asked, field_errors, status=status, shape=shape)
        writer = visitor.writer(fields)
        writer.seen = seen
        body, field_errors = read_form(do.parts, do.model, asked)
        ward_code = row["ward_code"] if row is not None else writer.ward_code
        if row is None and self._chooses_ward(visitor, do) and not (ward_code := fields.text(WARD)):
            field_errors.insert(0, UNPLACED)
        if field_errors:
            return await self.show_form(visitor, do, row, seen, asked, field_errors, status=422, shape=shape)
        if shape.effect and fields.text(READ) != shape.read:
            error: FieldError = {"field": "", "sentence": shape.otherwise(fields.text(READ))}
            return await self.show_form(visitor, do, row, seen, asked, [error], status=409, shape=shape)
        try:
            named = {**path, "ward_code": ward_code}
            looked = await do.look(visitor.reader(), writer, named, body) if do.look is not None else {}
            command = do.build(writer, ward_code, path, body, looked)
            stream = self.record.stream(key) if self.record is not None and key is not None else ""
            accepted = await writer.send(command, of=stream)
        except VersionChanged:
            row, head = await self.found(visitor, key)
            holds = do.fill is not None or do.replaces
            now = typed(do.parts, await self._begins(visitor, do, row)) if holds else None
            error = {"field": "", "sentence": CHANGED}
            return await self.show_form(visitor, do, row, head.version, asked, [error], status=409, now=now)
        except DomainError as refused:
            explained = do.explain(refused) if do.explain is not None else []
            told = explained or [{"field": do.places.get(refused.code, ""), "sentence": refused.sentence}]
            status = refused.refusal.status if row else 422
            return await self.show_form(visitor, do, row, seen, asked, told, status=status, shape=shape)
        except NotFound as missing:
            error = {"field": _named(do.parts, asked, str(missing)), "sentence": GONE}
            return await self.show_form(visitor, do, row, seen, asked, [error], status=422, shape=shape)
        new = do.creates(command) if do.creates is not None and self.record is not None else None
        to = f"{self.here}/{key or new}" if (key or new) and self.record is not None else self.here
        return self.web.go(to, accepted, done=do.name)

    def _path(self, visitor: Visitor, do: Do, key: Any | None, row: Mapping[str, Any] | None) -> dict[str, Any]:
        """What the act's address names in the API: what is `addressed` from this page's own address, the rest from the record.

        Raises NotFound for what is missing, or is not of its type.
        """
        address, record = visitor.request.query_params, {**(row or {}), self.list.key: key}
        try:
            return {
                name: TypeAdapter(do.parameters.get(name, UUID)).validate_python(
                    address[name] if name in do.addressed else record[name]
                )
                for name in do.in_path
            }
        except (KeyError, ValidationError):
            raise NotFound(do.name) from None


def _patterns(looked_for: str) -> list[str] | None:
    """What a search key must fit, all of it; None for any."""
    return [f"%{word}%" for word in beginnings(looked_for)] or None


def _effect(do: Do, facts: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sentence.format_map(facts) for sentence in do.effect)


def _step(parts: Sequence[Part]) -> str:
    """What a page asks, by which a step is told from the next."""
    return " ".join(part.name for part in asked_of(parts))


def _lacking(parts: Sequence[Part], shown: Sequence[Field]) -> str:
    """The label of a field that has to be chosen and offers nothing: the form leads nowhere; "" where each offers something."""
    for part, field in zip(asked_of(parts), shown, strict=True):
        if part.default is not MISSING or part.optional or not getattr(part.mark, "least", True):
            continue
        if field.offer is not None and field.offer.few and not (field.offer.options or field.values):
            return str(part.mark.label)
    return ""


def _empty(parts: Sequence[Part], fields: Form) -> list[FieldError]:
    """What is still to be chosen before the rest of the form can be shown."""
    needed = (part for part in asked_of(parts) if part.default is MISSING and not part.optional)
    empty = [{"field": part.name, "sentence": missing(part.mark)} for part in needed if not fields.text(part.name)]
    return empty or [{"field": "", "sentence": NOTHING}]


def _seen(fields: Form) -> int | None:
    """The version that the form's page showed."""
    text = fields.text(SEEN)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _named(parts: Sequence[Part], fields: Form, missing: str) -> str:
    """The field whose chosen thing is missing, by its key in the stream's id; "" when none is."""
    names = {part.name for part in refs(parts)}
    for name, texts in fields.items():
        if name.rpartition("-")[2] in names and any(text and text in missing for text in texts):
            return name
    return ""
