"""Assets: style, script, icons and fonts under their hash, kept for a year by browsers; a changed file has a new address.

One style, one script, and one more for pages that take files; what several files hold is joined here at start. htmx and the fonts come
from packages.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from starlette.responses import Response

from services.chassis.errors import NotFound, Unavailable
from services.chassis.web import fonts

HERE: Final = Path(__file__).parent / "static"
FOR_EVER: Final = "public, max-age=31536000, immutable"
CUTTING: Final = 60.0
"""Seconds that a font may take on a busy machine."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    content: bytes
    packed: bytes
    media: str

    @property
    def digest(self) -> str:
        """Twelve letters of its hash."""
        return hashlib.sha256(self.content).hexdigest()[:12]


def _asset(content: bytes, media: str) -> Asset:
    return Asset(content, gzip.compress(content, 9, mtime=0), media)


def htmx() -> bytes:
    """The script that its package ships, as it is."""
    return Path(str(distribution("django-js-lib-htmx").locate_file("js_lib_htmx/static/htmx/htmx.min.js"))).read_bytes()


@cache
def joined() -> Mapping[str, Asset]:
    """Every asset but the fonts by its plain name."""
    style = (HERE / "pages.css").read_text()
    for name in fonts.FACES:
        style = style.replace(f"@{name}@", f"/static/{name}-{fonts.digest(name)}.woff2")
    return {
        "pages.css": _asset(style.encode(), "text/css; charset=utf-8"),
        "pages.js": _asset(htmx() + b"\n" + (HERE / "pages.js").read_bytes(), "text/javascript; charset=utf-8"),
        "files.js": _asset((HERE / "files.js").read_bytes(), "text/javascript; charset=utf-8"),
        "icons.svg": _asset((HERE / "icons.svg").read_bytes(), "image/svg+xml"),
    }


def url(name: str) -> str:
    """The address of an asset or font, its hash inside."""
    stem, _, ending = name.partition(".")
    digest = fonts.digest(stem) if ending == "woff2" else joined()[name].digest
    return f"/static/{stem}-{digest}.{ending}"


def _kept(name: str) -> Path:
    """Where a cut font is kept between runs of this account, if it may write there."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home) / "thidua" / f"{name}-{fonts.digest(name)}.woff2"


def _keep(path: Path, made: bytes) -> None:
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(made)
        fresh.rename(path)
    except OSError:
        return  # a read-only home: cut again next time


_cut: dict[str, bytes] = {}
_cutting: dict[str, asyncio.Lock] = {}


async def font(name: str) -> bytes:
    """A font, cut in a process of its own when it is first asked for. Raises Unavailable."""
    async with _cutting.setdefault(name, asyncio.Lock()):
        path = _kept(name)
        if name not in _cut and path.is_file():
            _cut[name] = path.read_bytes()
        if name not in _cut:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", fonts.__name__, name, stdout=asyncio.subprocess.PIPE
            )
            try:
                async with asyncio.timeout(CUTTING):
                    made, _ = await process.communicate()
            except TimeoutError:
                process.kill()
                await process.wait()
                raise Unavailable from None
            if process.returncode != 0:
                raise Unavailable
            _cut[name] = made
            _keep(path, made)
    return _cut[name]


async def served(name: str, *, packed: bool) -> Response:
    """The answer for an address below /static. Raises NotFound.

    Another day's hash gets today's file, not to be kept: while a release rolls out, pages of both are open.
    """
    stem, _, rest = name.rpartition("-")
    digest, _, ending = rest.partition(".")
    if ending == "woff2" and stem in fonts.FACES:
        headers = {"cache-control": FOR_EVER if digest == fonts.digest(stem) else "no-store"}
        return Response(await font(stem), headers=headers, media_type="font/woff2")
    asset = joined().get(f"{stem}.{ending}")
    if asset is None:
        raise NotFound(name)
    headers = {"cache-control": FOR_EVER if digest == asset.digest else "no-store", "vary": "accept-encoding"}
    if packed:
        headers["content-encoding"] = "gzip"
    return Response(asset.packed if packed else asset.content, headers=headers, media_type=asset.media)
