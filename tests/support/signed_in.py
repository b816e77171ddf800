"""The session cookie of somebody who has signed in, as the pages' own seal makes it."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.chassis.web.session import Seal, Session, name

KEY: Final = "khoa-phien-lam-viec-cua-bai-kiem-tra"


def sealed(session: Session) -> tuple[str, str]:
    """Name and value of the cookie, over plain HTTP."""
    request = Request({"type": "http", "scheme": "http", "headers": [], "path": "/", "server": ("127.0.0.1", 1)})
    response = Response()
    Seal(KEY).keep(request, response, session)
    return name("session", request), response.headers["set-cookie"].split(";")[0].partition("=")[2].strip('"')
