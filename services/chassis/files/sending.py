"""Sending: how a file is replied: always to be kept, never to be opened by the browser, its type as it was judged."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from services.chassis.files.files import Told
from services.chassis.files.reference import KINDS

SANDBOX = "default-src 'none'; sandbox"


class FileResponse(Response):
    """A file whose type the answer itself names."""

    media_type = "application/octet-stream"


def reply(told: Told, content: bytes) -> Response:
    """A file under its name."""
    headers = {
        "content-disposition": (
            f"attachment; filename=\"minh-chung.{told.kind}\"; filename*=UTF-8''{quote(told.name, safe='')}"
        ),
        "content-security-policy": SANDBOX,
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "private, no-store",
    }
    return Response(content, media_type=KINDS[told.kind].media_type, headers=headers)
