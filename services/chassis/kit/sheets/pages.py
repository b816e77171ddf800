"""The pages of a sheet: template, upload, what is asked of whoever sent the file, preview, progress, result.

A file that was sent has an address of its own, for its author alone: what is asked, what would happen and what has happened are shown
there. Every step is a plain form. Entering goes on beside the request that began it; while it does, the page follows it.
"""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis import logs, words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.errors import Forbidden, NotFound
from services.chassis.http.refusals import BadRequest
from services.chassis.kit.capability import Capability
from services.chassis.kit.excel import MEDIA_TYPE
from services.chassis.kit.options import Asking
from services.chassis.kit.sheets.declaration import Sheet
from services.chassis.kit.sheets.entering import JUDGED, MOST_OPTIONS, Answers, Entering, Judged
from services.chassis.kit.sheets.kept import Kept, Sheets
from services.chassis.kit.sheets.legacy import NAMES
from services.chassis.kit.sheets.refusals import LARGEST, SheetRefused
from services.chassis.kit.sheets.template import template
from services.chassis.web.drafts import author_of
from services.chassis.web.forms import Form, FormRequest, check_csrf, form
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

WARD: Final = "dia-phuong"
WARDS: Final = "wards"
ACT: Final = "_act"
"""What is to be done with the file: `columns`, `letters`, `keep`, `enter`, `drop`."""
NUMBERS: Final = "_numbers"
"""What the page said would happen."""
COLUMN: Final = "cot."
SHOWN: Final = 100
"""Mistakes on one page; as many as these are mended in one go."""
SOON: Final = 2.0
"""Seconds for which whoever confirms waits for the result itself."""


def pages_of(capability: Capability, web: Web) -> APIRouter:
    """The pages of a capability's sheets, below its list."""
    return _SheetPages(capability, web).router()


class _SheetPages:
    """The pages of the sheets of one capability."""

    def __init__(self, capability: Capability, web: Web) -> None:
        assert capability.list is not None
        self.capability = capability
        self.list = capability.list
        self.web = web
        self.sheets = {sheet.do.name: sheet for sheet in capability.sheets}
        self.templates = web.templates(capability.file)
        self._entering: set[asyncio.Task[None]] = set()

    @cached_property
    def kept(self) -> Sheets:
        """The files that were sent."""
        return Sheets(self.web.edge.pool, self.web.drafts.keys)

    def router(self) -> APIRouter:
        router = self.web.router()
        member = Annotated[Visitor, Depends(self.web.member)]
        posted = Annotated[Form, Depends(form)]
        path = f"{self.list.path}/sheet/{{name}}"

        async def begin(name: str, visitor: member) -> Response:
            return await self.begin(self.entering(name, visitor))

        async def blank(name: str, visitor: member) -> Response:
            return await self.template(self.entering(name, visitor))

        async def upload(name: str, visitor: member) -> Response:
            return await self.upload(self.entering(name, visitor))

        async def show(name: str, file: UUID, visitor: member) -> Response:
            of = self.entering(name, visitor)
            return await self.show(of, file, await self.kept.of(author(of), file))

        async def answer(name: str, file: UUID, visitor: member, fields: posted) -> Response:
            return await self.answer(self.entering(name, visitor), file, fields)

        router.add_api_route(path, begin, methods=["GET"])
        router.add_api_route(path, upload, methods=["POST"])
        router.add_api_route(f"{path}/template", blank, methods=["GET"])
        router.add_api_route(f"{path}/{{file}}", show, methods=["GET"])
        router.add_api_route(f"{path}/{{file}}", answer, methods=["POST"])
        return router

    def entering(self, name: str, visitor: Visitor) -> Entering:
        """The sheet of this act, for a visitor whose role does it. Raises NotFound, Forbidden."""
        sheet = self.sheets.get(name)
        if sheet is None:
            raise NotFound(name)
        if not sheet.do.done_by(self.web, visitor):
            raise Forbidden("mandate.role")
        return Entering(self.capability, sheet, self.web.edge, visitor, self.web)

    def here(self, sheet: Sheet) -> str:
        """Where a file of this sheet is sent to."""
        return f"/{self.web.edge.service}/pages{self.list.path}/sheet/{sheet.do.name}"

    async def begin(self, of: Entering, sentence: str = "", status: int = 200, ward: str = "") -> Response:
        """The page on which a file is chosen."""
        return await self._page(
            of, status=status, stage="begin", sentence=sentence, wards=await self._wards(of), ward=ward
        )

    async def _wards(self, of: Entering) -> list[tuple[str, str]]:
        """The wards to choose among, for whoever holds more than one."""
        if of.visitor.mandate.ward_code != CITY or WARDS not in self.capability.options:
            return []
        found = await self.capability.options[WARDS](Asking(self.web, of.visitor, None, limit=MOST_OPTIONS))
        return [(option.value, option.label) for option in found]

    async def template(self, of: Entering) -> Response:
        """The workbook to fill in."""
        title = of.sheet.do.title
        made = await template(title, of.sheet, await of.options(of.visitor.mandate.ward_code))
        headers = {
            "content-disposition": f"attachment; filename=\"mau.xlsx\"; filename*=UTF-8''{quote(f'Mẫu {title}.xlsx')}",
            "cache-control": "no-store",
        }
        return Response(made, media_type=MEDIA_TYPE, headers=headers)

    async def upload(self, of: Entering) -> Response:
        """Takes a file, judges it, keeps it with what was found, and leads to its page."""
        visitor = of.visitor
        assert isinstance(visitor.request, FormRequest) and visitor.session is not None
        try:
            fields, name, file = await visitor.request.upload(LARGEST)
        except BadRequest as error:
            if error.code != "body.too-large":
                raise
            refused = SheetRefused("sheet.too-large")
            return await self.begin(of, refused.sentence, refused.refusal.status)
        check_csrf(visitor.request, fields, visitor.session.csrf)
        ward_code = visitor.mandate.ward_code
        if ward_code == CITY:
            ward_code = fields.text(WARD)
            if ward_code not in dict(await self._wards(of)):
                return await self.begin(of, "Chọn phường, xã mà danh sách này thuộc về.", 422)
        file_id = uuid.uuid4()
        try:
            judged = await of.judged(file, Answers(str(file_id), name, ward_code))
        except SheetRefused as refused:
            return await self.begin(of, refused.sentence, refused.refusal.status, fields.text(WARD))
        await self.kept.add(author(of), file_id, file, JUDGED.dump_json(judged), visitor.at)
        return self.web.go(f"{self.here(of.sheet)}/{file_id}")

    async def show(self, of: Entering, file: UUID, kept: Kept, sentence: str = "", status: int = 200) -> Response:
        """The page of a file that was sent."""
        judged = JUDGED.validate_json(kept.said)
        begun = "stopped" if judged.stage == "ready" and kept.done else judged.stage
        stage = "running" if kept.running else begun
        return await self._page(
            of,
            status=status,
            stage=stage,
            sentence=sentence,
            judged=judged,
            done=kept.done,
            action=f"{self.here(of.sheet)}/{file}",
            samples={column: _sample(text) for column, text in judged.texts.items()},
            after=f"?after={quote(judged.after)}" if judged.after else "",
        )

    async def answer(self, of: Entering, file: UUID, fields: Form) -> Response:
        """What whoever sent the file says of it."""
        visitor = of.visitor
        visitor.writer(fields)  # the form is the visitor's own
        kept = await self.kept.of(author(of), file)
        if kept.running:
            raise SheetRefused("sheet.running")
        judged = JUDGED.validate_json(kept.said)
        match fields.text(ACT):
            case "drop":
                await self.kept.drop(author(of), file)
                return self.web.go(f"/{self.web.edge.service}/pages{self.list.path}")
            case "enter" if judged.stage == "ready":
                return await self._confirmed(of, file, fields)
            case "columns":
                columns = {
                    part.name: int(text)
                    for part in of.sheet.parts
                    if (text := fields.text(COLUMN + part.name)).isdecimal() and int(text) in judged.texts
                }
                twice = {column for column in columns.values() if list(columns.values()).count(column) > 1}
                if twice:
                    named = ", ".join(judged.texts[column] for column in sorted(twice))
                    said = f"Cột {named} được chọn cho hai mục. Mỗi cột trong tệp chỉ dùng cho một mục."
                    return await self.show(of, file, kept, said, 422)
                answers = replace(judged.answers, columns=columns)
            case "letters":
                answers = replace(judged.answers, letters=judged.letters)
            case "keep":
                answers = replace(judged.answers, letters="")
            case _:
                answers = judged.answers
        judged = await of.judged(kept.file, answers)
        await self.kept.say(author(of), file, JUDGED.dump_json(judged), visitor.at)
        return self.web.go(f"{self.here(of.sheet)}/{file}")

    async def _confirmed(self, of: Entering, file: UUID, fields: Form) -> Response:
        """Enters the file as it was shown; where it would do something else by now, that is shown first."""
        here = self.web.go(f"{self.here(of.sheet)}/{file}")
        if not await self.kept.take(author(of), file):
            return here  # another press was first
        kept = await self.kept.of(author(of), file)
        now = judged = JUDGED.validate_json(kept.said)
        if judged.stage != "ready":
            await self.kept.leave(author(of), file)
            return here
        if not kept.done:
            try:
                now = await of.judged(kept.file, judged.answers)
            except BaseException:
                await self.kept.leave(author(of), file)
                raise
            if now.stage != "ready" or now.numbers != fields.text(NUMBERS) or now.rows != judged.rows:
                await self.kept.say(author(of), file, JUDGED.dump_json(now), of.visitor.at)
                said = SheetRefused("sheet.changed").sentence
                return await self.show(of, file, await self.kept.of(author(of), file), said, 409)
        task = asyncio.create_task(self._enter(of, file, now))
        self._entering.add(task)
        task.add_done_callback(self._entering.discard)
        await asyncio.wait({task}, timeout=SOON)
        return here

    async def _enter(self, of: Entering, file: UUID, judged: Judged) -> None:
        """Enters a file beside the request. What stops it leaves the rest for another press: nothing is entered twice."""
        whose = author(of)

        async def settled(count: int) -> None:
            await self.kept.beat(whose, file, count)

        try:
            entered = await of.enter(judged, settled)
            await self.kept.say(whose, file, JUDGED.dump_json(entered), of.visitor.at, keep=False)
        except Exception as error:  # nobody waits for this task: the page says that it has stopped
            logs.failure("sheet.stopped", error)
            await self.kept.leave(whose, file)

    async def _page(self, of: Entering, *, status: int, stage: str, **values: Any) -> Response:
        given: Mapping[str, Any] = {
            "judged": None,
            "done": 0,
            "action": "",
            "samples": {},
            "after": "",
            "wards": [],
            "ward": "",
            **values,
        }
        return self.templates.show(
            "kit_sheet.html",
            of.visitor,
            status=status,
            stage=stage,
            list=self.list,
            do=of.sheet.do,
            parts=of.sheet.parts,
            needs=of.sheet.needed,
            back=f"/{self.web.edge.service}/pages{self.list.path}",
            upload=self.here(of.sheet),
            most=LARGEST,
            too_large=SheetRefused("sheet.too-large").sentence,
            shown=SHOWN,
            letters=NAMES,
            today=words.day(local_date(of.visitor.at)),
            fresh_at=await of.visitor.fresh_at(),
            **given,
        )


def author(of: Entering) -> UUID:
    """Whose file it is."""
    return author_of(of.visitor.principal)


def _sample(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
