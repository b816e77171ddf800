"""Keeping: what happens to drafts around a form: saved while one types and when a form could not be sent, restored, dropped.

A form carries a ticket that only we can make: it says whose draft this is, so that a form whose session has ended still leaves one.
With a ticket one can leave text, never read any.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Protocol
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from jinja2 import Environment
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError
from services.chassis.errors import Forbidden, Refused, Unavailable
from services.chassis.http.edge import Edge
from services.chassis.web.drafts import NOTHING, WHOLE, Draft, Drafts, Group, author_of, form_of, grouped
from services.chassis.web.filling import filled
from services.chassis.web.forms import CSRF, TICKET, Form, FormRequest, check_csrf, form, is_token, same_origin
from services.chassis.web.session import SIGN_IN, Seal, Ticket, device
from services.chassis.web.visitor import SignedOut, Visitor


class Keeps(Protocol):
    """What keeping needs of the pages of a service."""

    edge: Edge
    seal: Seal
    drafts: Drafts
    env: Environment

    def router(self) -> APIRouter:
        """A router for pages."""
        ...

    async def member(self, request: Request) -> Visitor:
        """Whoever has signed in."""
        ...


PART: Final = "_part"
"""The field groups that a script saves: one without a ticked box has no field."""
SINCE: Final = "_since"
"""The time of the newest group that the form has shown."""
SEEN: Final = "_seen"
"""The version of the record that the form's page showed."""
CARRIES: Final = re.compile(
    rf'<form\b[^>]*>(?:(?!</form>).)*? name="{TICKET}" value="([^"]*)"(?:(?!</form>).)*</form>', re.DOTALL
)
HIDDEN: Final = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)"')
LINE: Final = re.compile(r'<p class="draft".*?</p>', re.DOTALL)
FARTHEST: Final = 2000
"""Letters of an address to come back to."""
DRAFTS: Final = "/pages/drafts"


def ticket(seal: Seal, visitor: Visitor, action: str) -> str:
    """The ticket of a form on this visitor's page; what is rendered again after a POST stands on the page of that form."""
    request = visitor.request
    if request.method == "GET":
        page = request.url.path
        asked = request.query_params.multi_items()
        rest = [(name, value) for name, value in asked if name not in ("after", "done", "stream")]
        page += f"?{urlencode(rest)}" if rest else ""
    else:
        before = seal.opened(request.taken.text(TICKET)) if isinstance(request, FormRequest) else None
        page = before.page if before else "/"
    page = page if len(page) <= FARTHEST else "/"
    return seal.ticket(Ticket(str(author_of(visitor.principal)), str(form_of(action)), page))


def routes(web: Keeps) -> APIRouter:
    """Below `/<service>/pages/drafts`: saving by script, dropping and going on with an older one by a button."""
    router = web.router()

    @router.post("/drafts")
    async def save(request: Request, fields: Annotated[Form, Depends(form)]) -> Response:
        mine = _ticket(web, request, fields)
        if mine is None:
            raise SignedOut
        here = device(request)
        at = web.edge.clock.now()
        parts = fields.get(PART, [])
        typed = {name: group for name, group in grouped(fields, at, here, parts).items() if name in parts}
        if not typed:
            return JSONResponse({})
        before = await web.drafts.save(UUID(mine.author), UUID(mine.form), typed, seen_of(fields))
        return JSONResponse(told(before, typed, here, _since(fields.text(SINCE)), at))

    @router.post("/drafts/drop")
    async def drop(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        mine = _own(web, visitor, fields)
        await web.drafts.drop(UUID(mine.author), UUID(mine.form))
        return RedirectResponse(mine.page, 303)

    @router.post("/drafts/go-on")
    async def go_on(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        mine = _own(web, visitor, fields)
        await web.drafts.go_on(UUID(mine.author), UUID(mine.form), seen_of(fields))
        return RedirectResponse(mine.page, 303)

    return router


async def posted(web: Keeps, request: FormRequest, response: Response) -> Response:
    """After a POST: a form that was sent drops its draft; one that leads to another page, or was refused, leaves one."""
    try:
        fields = await request.fields()
        mine = _ticket(web, request, fields)
    except Refused:
        return response
    if mine is None or request.url.path.startswith(f"/{web.edge.service}{DRAFTS}"):
        return response
    author, which = UUID(mine.author), UUID(mine.form)
    to = response.headers.get("location", "")
    ended = to.startswith(SIGN_IN)
    try:
        if response.status_code == 303 and not ended:
            await web.drafts.drop(author, which)
        else:
            shown = fields if request.shown is None else request.shown
            typed = grouped(shown, web.edge.clock.now(), device(request), [WHOLE])
            await web.drafts.save(author, which, typed, seen_of(shown))
    except (Refused, DomainError):
        if ended:
            raise  # nothing else holds what was typed: the answer says so, and the browser can send it again
        return response
    if ended:
        response.headers["location"] = f"{SIGN_IN}?then={quote(mine.page, safe='')}"
    return response


async def draft_of(web: Keeps, visitor: Visitor, action: str) -> Draft:
    """What a visitor has typed in a form and not sent; nothing while that cannot be read."""
    which = form_of(action)
    try:
        return (await web.drafts.of(author_of(visitor.principal), [which])).get(which, NOTHING)
    except Unavailable:
        return NOTHING


def said_of(draft: Draft, now: datetime, here: str) -> tuple[str, str]:
    """What a form says of the draft that it shows, and up to when its script knows what other devices have typed."""
    if draft.newest is None:
        return "", ""
    said = f"Bản nháp lưu lúc {_when(draft.newest, now)}{_where(draft.newest, here)}."
    return said, draft.newest.saved_at.isoformat()


def older_of(draft: Draft, version: int | None, now: datetime, here: str) -> str:
    """What a form that shows this version says of a draft that does not fill it; "" where there is none."""
    if draft.newest is None:
        return ""
    when = f"lúc {_when(draft.newest, now)}{_where(draft.newest, here)}"
    if version is not None and (draft.seen or 0) < version:
        return (
            f"Nội dung này đã thay đổi sau khi đồng chí lưu bản nháp {when}. Biểu mẫu dưới đây theo nội dung hiện nay; "
            "bản nháp còn giữ, muốn làm tiếp theo bản nháp thì bấm Dùng bản nháp."
        )
    return f"Còn một bản nháp lưu {when}. Muốn làm tiếp theo bản nháp đó thì bấm Dùng bản nháp."


def seen_of(fields: Form) -> int | None:
    """The version that a form's page showed."""
    text = fields.text(SEEN)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


async def restored(web: Keeps, request: FormRequest, response: Response) -> Response:
    """A page with the drafts of its forms; as it is while they cannot be read, and where it shows them by itself."""
    if request.shown is not None or not isinstance(response, HTMLResponse) or b'name="_draft"' not in response.body:
        return response
    html = bytes(response.body).decode()
    tickets = {sealed: web.seal.opened(sealed) for sealed in CARRIES.findall(html)}
    found = [one for one in tickets.values() if one is not None]
    if not found:
        return response
    try:
        drafts = await web.drafts.of(UUID(found[0].author), [UUID(one.form) for one in found])
    except Unavailable:
        return response
    macros: Any = web.env.get_template("components.html").module
    now, here, session = web.edge.clock.now(), device(request), web.seal.session(request)

    def fill(match: re.Match[str]) -> str:
        mine = tickets[match[1]]
        kept = drafts.get(UUID(mine.form), NOTHING) if mine else NOTHING
        hidden = {name: [value] for name, value in HIDDEN.findall(match[0])}
        version, at = seen_of(Form(hidden)), f"/{web.edge.service}{DRAFTS}"
        draft, other = kept.shown(version)
        older = ""
        if session is not None and filled(match[0], other) not in (match[0], filled(match[0], draft)):
            said = older_of(other, version, now, here)
            older = str(macros.older(at, session, match[1], version, said))
        form = filled(match[0], draft)
        if form == match[0]:
            return older + form  # a button that was refused has left nothing
        line = str(macros.draft(at, *said_of(draft, now, here)))
        return older + LINE.sub(lambda _: line, form)

    if drafts:
        response.body = CARRIES.sub(fill, html).encode()
        response.headers["content-length"] = str(len(response.body))
    return response


def told(before: Draft, typed: Mapping[str, Group], here: str, since: datetime | None, at: datetime) -> dict[str, Any]:
    """What a script hears after saving: the sentence for the form, and what other devices have typed in other groups."""
    others = before.elsewhere(here, since)
    replaced = [group for name, group in others.items() if name in typed]
    taken = {name: group for name, group in others.items() if name not in typed}
    said = f"Đã lưu {words.seconds(at)}."
    if replaced:
        newest = max(replaced, key=lambda group: group.saved_at)
        said += f" Thay chữ lưu lúc {_when(newest, at)} trên thiết bị khác."
    if taken:
        newest = max(taken.values(), key=lambda group: group.saved_at)
        said += f" Đã lấy chữ lưu lúc {_when(newest, at)} trên thiết bị khác."
    return {"at": at.isoformat(), "said": said, "groups": {name: group.fields for name, group in taken.items()}}


def _ticket(web: Keeps, request: Request, fields: Form) -> Ticket | None:
    """The form's ticket, if it was made here; Forbidden where another site or another person sends it."""
    mine = web.seal.opened(fields.text(TICKET))
    if mine is not None:
        same_origin(request)
        session = web.seal.session(request)
        if session is not None and not is_token(fields.text(CSRF), session.csrf):
            raise Forbidden("form.foreign")
    return mine


def _own(web: Keeps, visitor: Visitor, fields: Form) -> Ticket:
    """The ticket of a form that the visitor themselves was given. Raises Forbidden."""
    assert visitor.session is not None
    check_csrf(visitor.request, fields, visitor.session.csrf)
    mine = _ticket(web, visitor.request, fields)
    if mine is None or UUID(mine.author) != author_of(visitor.principal):
        raise Forbidden("form.foreign")
    return mine


def _since(text: str) -> datetime | None:
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        return None
    return since if since.tzinfo is not None else None


def _when(group: Group, now: datetime) -> str:
    today = local_date(group.saved_at) == local_date(now)
    return words.seconds(group.saved_at) + ("" if today else f" ngày {words.day(group.saved_at)}")


def _where(group: Group, here: str) -> str:
    return " trên thiết bị khác" if group.device != here else ""
