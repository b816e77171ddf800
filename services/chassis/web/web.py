"""Web: what the pages of one service are made with: templates, visitors, redirects, pages of what went wrong.

A capability's pages.py exports `pages(web) -> APIRouter`; see README.md beside this file. The policy allows scripts, styles and
fonts of this origin alone, nothing inline, and no other site may frame a page or take its forms.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import httpx
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from services.chassis import logs, telemetry, words
from services.chassis.decider import DomainError
from services.chassis.errors import Refused
from services.chassis.http.consistency import TOKEN, position_of
from services.chassis.http.edge import Accepted, Edge
from services.chassis.http.problems import SENTENCES, TITLES, problem
from services.chassis.http.refusals import BadRequest
from services.chassis.identity.lookup import Mandate
from services.chassis.web import assets, charts, keeping
from services.chassis.web.drafts import Drafts
from services.chassis.web.forms import FormRequest, masked, page_route
from services.chassis.web.navigation import Group, menu_of
from services.chassis.web.session import SIGN_IN, Seal, remember
from services.chassis.web.visitor import SignedOut, Visitor, visiting

HERE: Final = Path(__file__).parent / "templates"
PATIENCE: Final = 3.0
"""Seconds that another service may take."""
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "vary": "Cookie, HX-Request",
}
THEMES: Final = {"theo-may": "Theo máy", "sang": "Sáng", "toi": "Tối", "tuong-phan": "Tương phản cao"}
THEME: Final = "giao-dien"
STREAM: Final = "stream"
"""What was changed, in the address of the page that says so."""
MOVED_ON: Final = "SELECT EXISTS (SELECT FROM store.history_of($1::text[]) WHERE position > $2)"
CODES: Final[Mapping[int, str]] = {404: "not-found", 405: "method-not-allowed"}
EndToken = Callable[[str, float], Awaitable[None]]
Acting = Callable[[Any, Visitor, Sequence[uuid.UUID]], Awaitable[Mapping[uuid.UUID, str]]]
"""What the holders of these mandates are called, as far as this visitor may know it; given are the web, the visitor and the mandates."""
SCRIPT: Final = "hx-request"
"""The header with which a page's script asks."""
UNSEEN: Final[Mapping[str, str]] = {
    "form.foreign": "Biểu mẫu này do người khác mở, không gửi dưới tên người đang đăng nhập. Đăng nhập lại bằng tài khoản đã mở nó.",
    "form.unsigned": "Biểu mẫu gửi lên thiếu phần do trang này cấp nên không nhận. Mở lại trang rồi gửi bằng nút trên trang.",
    "form.elsewhere": "Biểu mẫu này được gửi từ một trang web khác nên không nhận. Mở trang của hệ thống rồi gửi tại đó.",
    "form.too-long": "Biểu mẫu có quá 1.000 ô nên không nhận được. Bớt dòng rồi gửi, phần còn lại gửi lần sau.",
    "form.unreadable": "Biểu mẫu gửi lên không đọc được. Mở lại trang, chọn lại tệp rồi gửi.",
    "form.not-utf8": "Chữ gửi lên không theo bảng mã Unicode (UTF-8) nên không đọc được. Mở lại trang, gõ lại rồi gửi.",
    "media-type.unsupported": "Trang này chỉ nhận biểu mẫu gửi bằng nút trên trang. Mở lại trang, điền rồi gửi.",
    "idempotency-key.missing": "Biểu mẫu gửi lên thiếu phần do trang này cấp nên không nhận. Mở lại trang rồi gửi bằng nút trên trang.",
    "idempotency-key.invalid": "Biểu mẫu gửi lên thiếu phần do trang này cấp nên không nhận. Mở lại trang rồi gửi bằng nút trên trang.",
    "idempotency-key.reused": "Biểu mẫu này đã gửi một lần với nội dung khác nên lần này chưa ghi. Mở lại trang xem việc đã ghi.",
    "sign-in.refused": "Hệ thống định danh không nhận lần đăng nhập này. Đăng nhập lại; nếu vẫn vậy, báo đơn vị vận hành.",
    "sign-in.unfit": "Hệ thống định danh trả về thông tin đăng nhập không dùng được. Báo đơn vị vận hành, kèm mã tra cứu ở trang này.",
    "mandate.unknown": "Tài khoản này chưa được giao quyền dùng trang này. Đề nghị người quản trị của địa phương giao quyền.",
    "mandate.role": "Vai trò đang dùng không xem được trang này. Chọn vai trò khác ở đầu trang, nếu có.",
    "mandate.relieved": "Quyền đang dùng đã được thôi giao. Chuyển việc cho người đang được giao quyền.",
    "mandate.expired": "Quyền đang dùng đã hết thời hạn. Đề nghị cấp có thẩm quyền giao lại.",
    "method-not-allowed": "Địa chỉ này chỉ nhận biểu mẫu gửi từ trang, không mở trực tiếp được. Quay lại trang trước.",
    "not-found": "Không có trang này, hoặc trang thuộc địa phương khác. Kiểm tra lại địa chỉ, hoặc tìm theo tên, số văn bản.",
    "draft.too-large": "Phần đã gõ dài quá 64 KB nên không lưu được bản nháp; chữ còn trên trang này. Bớt chữ rồi gửi.",
    "session.ended": "Phiên làm việc đã kết thúc, chưa gửi được; chữ đã gõ còn nguyên trên trang này.",
    "internal": "Có lỗi ngoài dự kiến; việc vừa gửi có thể chưa được ghi nhận. Tải lại trang để biết, gửi lại cũng không ghi hai lần.",
}
"""Sentences of pages where they can say more than the API's."""


class Web:
    """The pages of one service; `peers` are the other services' addresses."""

    def __init__(
        self,
        edge: Edge,
        seal: Seal,
        drafts: Drafts,
        *,
        issuer: str,
        client: Any = None,
        peers: Mapping[str, str] | None = None,
        menu: Sequence[Group] = (),
        end_token: EndToken | None = None,
        acting: Acting | None = None,
    ) -> None:
        self.edge = edge
        self.seal = seal
        self.drafts = drafts
        self.issuer = issuer.rstrip("/")
        self.client = client
        """An HTTP client, for the issuer and for the other services under the visitor's own token."""
        self.peers = dict(peers or {})
        self.menu = tuple(menu)
        self.end_token = end_token
        """Ends a token, good until then (Unix seconds), here and in the other services."""
        self.acting = acting
        """Who acted, by name, for timelines."""
        self.env = environment()
        self.env.globals["ticket"] = lambda visitor, action: keeping.ticket(seal, visitor, action)

    @cached_property
    def route_class(self) -> type[APIRoute]:
        """The kind of route that pages have."""
        return page_route(self.failed, self.finished, self.known, self.edge.files_most)

    def known(self, request: Request) -> str:
        """Who sends a form, by the sealed cookie alone; "" for anybody else."""
        session = self.seal.session(request)
        return session.csrf if session is not None else ""

    def router(self) -> APIRouter:
        """A router for pages; paths are below `/<service>/pages`, or whole addresses in `Service.front`."""
        return APIRouter()

    def templates(self, file: str) -> Templates:
        """The templates beside a pages.py (`__file__`), which may use those of the chassis."""
        return Templates(self.env.overlay(loader=FileSystemLoader([Path(file).parent / "templates", HERE])), self.menu)

    @cached_property
    def own(self) -> Templates:
        """The chassis' own templates."""
        return Templates(self.env, self.menu)

    async def visitor(self, request: Request) -> Visitor:
        """The dependency of pages that anybody may see, signed in or not."""
        return await visiting(self.edge, self.seal.session(request), request)

    async def member(self, request: Request) -> Visitor:
        """The dependency of pages for people who have signed in; anybody else is sent to sign in and comes back."""
        if (session := self.seal.session(request)) is None:
            raise SignedOut
        return await visiting(self.edge, session, request)

    async def asked(self, service: str, path: str, token: str, mandate: Mandate) -> dict[str, Any] | None:
        """What another service answers this person under this mandate; None when it gives no answer."""
        if service not in self.peers:
            return None
        headers = {"Authorization": f"Bearer {token}", "X-Mandate": str(mandate.id)}
        try:
            answer = await self.client.get(f"{self.peers[service]}{path}", headers=headers, timeout=PATIENCE)
            return dict(answer.json()) if answer.status_code == 200 else None
        except (httpx.HTTPError, ValueError):
            return None

    def go(self, path: str, accepted: Accepted | None = None, *, done: str = "", **query: str) -> Response:
        """To a page after a form; it waits there for what was accepted, and says `done` (a word of that page, see `said`)."""
        asked = {**query, **({"done": done} if done else {})}
        if accepted:
            asked |= {"after": accepted.token, STREAM: accepted.stream_id}
        glue = "&" if "?" in path else "?"
        return RedirectResponse(f"{path}{glue}{urlencode(asked)}" if asked else path, 303, HEADERS)

    async def said(self, visitor: Visitor, sentences: Mapping[str, str]) -> str:
        """What the page says of what was just done; nothing once something else has happened to it, so that it never speaks of the past.

        Raises Unavailable.
        """
        asked = visitor.request.query_params
        sentence = sentences.get(asked.get("done", ""), "")
        try:
            position = position_of(asked.get("after", ""), self.edge.service)
        except BadRequest:
            return ""
        if not sentence or not visitor.held:
            return ""
        async with visitor.reader().rows() as connection:
            return "" if await connection.fetchval(MOVED_ON, [asked.get(STREAM, "")], position) else sentence

    def failed(self, request: Request, error: Exception) -> Response:
        """The page of what went wrong."""
        if isinstance(error, SignedOut) or (isinstance(error, Refused) and error.status == 401):
            if SCRIPT in request.headers:
                response = self.problem(request, 401, "session.ended")
                response.headers["www-authenticate"] = 'Bearer realm="thidua"'
                return response
            then = _address(request) if request.method == "GET" else "/"
            response = RedirectResponse(f"{SIGN_IN}?then={quote(then, safe='')}", 303, HEADERS)
            self.seal.end(request, response)
            return response
        if isinstance(error, DomainError):
            return self.problem(request, error.refusal.status, error.code, error.sentence)
        if isinstance(error, Refused):
            page = self.problem(request, error.status, error.code)
            if error.retry_after is not None:
                page.headers["retry-after"] = str(error.retry_after)
            return page
        status = getattr(error, "status_code", None)
        if isinstance(status, int):
            return self.problem(request, status, CODES.get(status, "refused"))
        if type(error).__name__ == "RequestValidationError":
            return self.problem(request, 404, "not-found")
        logs.failure("http.unexpected", error)
        return self.problem(request, 500, "internal")

    async def finished(self, request: FormRequest, response: Response) -> Response:
        """An answer on its way out: a page gets the drafts of its forms, a form that was not sent leaves one.

        What somebody opens or sends keeps their session from ending, what a page asks by itself does not.
        """
        if request.method == "POST" or (isinstance(response, HTMLResponse) and SCRIPT not in request.headers):
            self.seal.prolong(request, response)
        if request.method == "POST":
            to = urlsplit(response.headers.get("location", ""))
            if TOKEN.fullmatch(
                written := parse_qs(to.query).get("after", [""])[0]
            ):  # sign-in leads where it was asked to
                remember(request, response, written)
            return await keeping.posted(self, request, response)
        return await keeping.restored(self, request, response)

    def problem(self, request: Request, status: int, code: str, sentence: str | None = None) -> Response:
        """A page that says what is the matter and what to do; a problem for a script, which keeps its page."""
        said = sentence or UNSEEN.get(code) or SENTENCES.get(code) or TITLES.get(status, "Yêu cầu bị từ chối") + "."
        if SCRIPT in request.headers:
            return problem(status, code, said, headers=HEADERS)
        trace = telemetry.current_traceparent()
        telemetry.annotate({"thidua.code": code})
        return self.own.show(
            "problem.html",
            Visitor(
                self.edge, request, self.edge.clock.now(), self.seal.session(request), "", ()
            ),  # must not fail itself
            status=status,
            other_role=(_address(request) if request.method == "GET" else "/") if status == 403 else "",
            title=TITLES.get(status, "Không thực hiện được") if status != 405 else "Không mở được địa chỉ này",
            sentence=said,
            reference=trace.split("-")[1][:12] if trace else "",
        )


class Templates:
    """Templates of one folder, rendered as whole pages or as fragments."""

    def __init__(self, env: Environment, menu: Sequence[Group]) -> None:
        self._env = env
        self._menu = menu

    def show(self, name: str, visitor: Visitor, *, status: int = 200, **values: Any) -> Response:
        """A page or, where `name` begins with "_", a fragment without shell."""
        return HTMLResponse(self.text(name, visitor, **values), status, HEADERS)

    def text(self, name: str, visitor: Visitor, **values: Any) -> str:
        """The HTML alone; what every template knows is added here."""
        request, session = visitor.request, visitor.session
        theme = request.cookies.get(THEME, "theo-may")
        return self._env.get_template(name).render(
            visitor=visitor,
            session=session,
            now=visitor.at,
            note=visitor.note,
            theme=theme if theme in THEMES else "theo-may",
            themes=THEMES,
            here=request.url.path,
            address=_address(request),
            menu=menu_of(self._menu, visitor.mandate.role if visitor.held else session.role if session else None),
            **values,
        )


def environment() -> Environment:
    """Templates that escape everything, refuse what is not given and know how days are written."""
    env = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    env.filters |= words.FILTERS
    env.globals |= {
        "asset": assets.url,
        "charts": charts,
        "days_left": words.left,
        "fresh_key": lambda: str(uuid.uuid4()),
        "masked": masked,
    }
    return env


def _address(request: Request) -> str:
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
