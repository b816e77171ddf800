"""The board of a bloc on a phone, in a real browser: a ward of many units has large figures, and nobody scrolls the table sideways."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from jinja2 import FileSystemLoader
from playwright.async_api import Route

from deploy.demo.sample import WARDS
from services.blocs.standings import pages
from services.blocs.standings.query import Heard
from services.chassis.web import assets
from services.chassis.web.web import HERE, environment
from tests.support.paged import PHONE, browsing
from tests.unit.blocs.test_board_rows import SHEET, board

NOW = datetime(2025, 5, 27, 2, tzinfo=UTC)
ADDRESS = "http://board.test"


def page() -> str:
    """The board's own markup in the style of every page; the year before, the last ward was the first."""
    counted = [(1068, 1068 - number) for number in range(len(WARDS))]
    now, last = board(SHEET, *counted), board(SHEET, *reversed(counted))
    heard = (Heard("submissions", 1, UUID(int=1), "", NOW),)
    names = {f"0338{number}": ward.name for number, ward in enumerate(WARDS)}
    found = replace(now, members=tuple(replace(one, name=names[one.ward], heard=heard) for one in now.members))
    env = environment().overlay(loader=FileSystemLoader([Path(pages.__file__).parent / "templates", HERE]))
    shown = env.get_template("_board.html").render(**pages._shown(found, last), at=NOW, now=NOW)
    head = (
        f'<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="{assets.url("pages.css")}">'
    )
    return f'<!doctype html><html lang="vi">{head}<body><main id="noi-dung">{shown}</main>'


async def answered(route: Route) -> None:
    """The page, its style and its fonts, as they are served."""
    path = urlsplit(route.request.url).path
    if not path.startswith("/static/"):
        await route.fulfill(body=page(), content_type="text/html; charset=utf-8")
        return
    found = await assets.served(path.removeprefix("/static/"), packed=False)
    await route.fulfill(body=bytes(found.body), content_type=found.media_type or "")


@pytest.mark.needs("chromium-headless-shell")
async def test_the_board_of_wards_with_many_units_goes_onto_a_phone() -> None:
    async with browsing() as browser:
        phone = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
        await phone.route("**/*", answered)
        await phone.goto(ADDRESS)
        await phone.evaluate("document.fonts.ready")
        assert "1068/1068" in await phone.locator("#bang-diem").inner_text()
        wide, there = await phone.locator(".scroll").first.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert wide <= there
