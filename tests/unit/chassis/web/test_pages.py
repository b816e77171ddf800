"""Pages as they are put together: no script or style inside, assets under their hash, a menu by role."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.types import Message

from services.chassis.errors import Forbidden, NotFound
from services.chassis.http.problems import SENTENCES
from services.chassis.http.refusals import BadRequest
from services.chassis.web import assets, gallery
from services.chassis.web.forms import FORM, Form, FormRequest, check_csrf
from services.chassis.web.navigation import Entry, Group, menu_of
from services.chassis.web.web import HERE, POLICY, UNSEEN, environment
from tests.support.provenance import ROOT

TEMPLATES = sorted([*(ROOT / "services").glob("**/templates/*.html"), *(ROOT / "deploy").glob("**/*.html")])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_no_script_or_style_of_its_own(path: Path) -> None:
    text = path.read_text()
    assert re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\shx-on|javascript:", text) == []
    assert "|safe" not in text, "everything is escaped"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_form_that_records_something_carries_its_token(path: Path) -> None:
    forms = re.findall(r'<form method="post"(.*?)</form>', path.read_text(), re.DOTALL)
    harmless = ("/session/theme", "/issuer/", 'role="search"')
    bare = [form for form in forms if "csrf(" not in form and not any(mark in form for mark in harmless)]
    assert bare == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_screen_speaks_plainly(path: Path) -> None:
    said = re.sub(r"\{[%{#].*?[%}#]\}", "", path.read_text(), flags=re.DOTALL)
    assert re.findall(r"deadline|dashboard", said) == []


def test_the_policy_allows_nothing_inline() -> None:
    assert "unsafe" not in POLICY and "default-src 'none'" in POLICY and "frame-ancestors 'none'" in POLICY


async def test_an_asset_is_kept_for_a_year_under_its_hash_and_not_at_all_under_another() -> None:
    name = assets.url("pages.css").removeprefix("/static/")
    answer = await assets.served(name, packed=True)
    assert (answer.headers["content-encoding"], answer.headers["cache-control"]) == ("gzip", assets.FOR_EVER)
    stale = await assets.served("pages-000000000000.css", packed=False)
    assert stale.headers["cache-control"] == "no-store"
    with pytest.raises(NotFound):
        await assets.served("passwd-000000000000.txt", packed=False)


def test_script_and_style_keep_to_their_budgets() -> None:
    packed = {name: len(asset.packed) for name, asset in assets.joined().items()}
    assert packed["pages.js"] <= 22_000 and packed["pages.css"] <= 14_000 and packed["icons.svg"] <= 6_000


def test_what_is_hidden_is_not_shown_however_it_is_laid_out() -> None:
    assert "[hidden]{display:none!important}" in (assets.HERE / "pages.css").read_text()


def test_a_part_that_a_script_loads_leaves_the_title_to_the_page() -> None:
    [config] = re.findall(r"<meta name=\"htmx-config\" content='(.*?)'>", (HERE / "base.html").read_text())
    assert json.loads(config)["ignoreTitle"] is True and b"config.ignoreTitle" in assets.htmx()


def test_every_state_has_an_icon_of_its_own() -> None:
    icons = (assets.HERE / "icons.svg").read_text()
    drawn = dict(re.findall(r'<symbol id="([a-z-]+)"[^>]*>(.*?)</symbol>', icons))
    kinds = [kind for kind, _ in gallery.STATES]
    assert len({drawn[kind] for kind in kinds}) == len(kinds)


def test_text_from_outside_is_escaped() -> None:
    made = environment().from_string('{% import "components.html" as ui %}{{ ui.state("sent", word) }}')
    assert "<b>" not in made.render(word="<b>x</b>")


@pytest.mark.parametrize(
    ("faults", "heading"),
    [
        ([{"field": "", "sentence": "Đã bỏ phiếu."}], "Chưa thực hiện được"),
        ([{"field": "so", "sentence": "Ghi số."}], "Có 1 chỗ cần sửa"),
        ([{"field": "so", "sentence": "Ghi số."}, {"field": "", "sentence": "Đã khác."}], "Có 2 chỗ cần sửa"),
    ],
)
def test_nobody_is_sent_to_mend_what_no_field_can_mend(faults: list[dict[str, str]], heading: str) -> None:
    made = environment().from_string('{% import "components.html" as ui %}{{ ui.errors(faults) }}')
    assert f"<h2>{heading}</h2>" in made.render(faults=faults)


def test_the_law_behind_a_fault_stands_folded_under_it() -> None:
    made = environment().from_string('{% import "components.html" as ui %}{{ ui.errors(faults) }}')
    told = made.render(faults=[{"field": "so", "sentence": "Ghi số.", "detail": "Điều 24"}])
    assert "<details><summary>Quy định</summary><p>Điều 24</p></details>" in told


def test_the_menu_shows_a_role_its_own_work_and_a_stranger_what_is_public() -> None:
    everybody, work, public = Entry("A", "/"), Entry("B", "/b", frozenset({"clerk"})), Entry("C", "/c", public=True)
    menu = (Group("", (everybody,)), Group("Việc", (work, public)))
    assert menu_of(menu, None) == (Group("Việc", (public,)),), "a group of which nothing is seen is not there"
    assert menu_of(menu, "unit-head") == (Group("", (everybody,)), Group("Việc", (public,)))
    assert menu_of(menu, "clerk") == menu


def posted(body: bytes, media: str = FORM) -> FormRequest:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return FormRequest({"type": "http", "method": "POST", "headers": [(b"content-type", media.encode())]}, receive)


async def test_control_characters_are_taken_out_of_a_form_that_tells_where_they_were() -> None:
    form = await posted(b"a=%1fT%E1%BB%95%20%008&b=x&b=y%7f&c%1f=z").fields()
    assert form == {"a": ["Tổ 8"], "b": ["x", "y"], "c": ["z"]} and form.unfit == {"a", "b"}


@pytest.mark.parametrize(
    ("body", "media", "code"),
    [
        (b"a=%ff", FORM, "form.not-utf8"),
        ("a=ổ".encode(), FORM, "form.not-utf8"),
        (b"&".join([b"a=1"] * 1001), FORM, "form.too-long"),
        (b"{}", "application/json", "media-type.unsupported"),
    ],
)
async def test_a_form_that_cannot_be_read_says_why_to_people(body: bytes, media: str, code: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await posted(body, media).fields()
    assert refused.value.code == code and code in UNSEEN


@pytest.mark.parametrize(
    ("fields", "origin", "code"),
    [
        ({}, None, "form.unsigned"),
        ({"_csrf": ["of-somebody-else"]}, None, "form.foreign"),
        ({"_csrf": ["mine"]}, b"https://mau.example", "form.elsewhere"),
    ],
)
def test_a_form_that_was_not_made_for_whoever_sends_it_says_which(
    fields: dict[str, list[str]], origin: bytes | None, code: str
) -> None:
    headers = [(b"host", b"thidua.example"), *([(b"origin", origin)] if origin else [])]
    with pytest.raises(Forbidden) as refused:
        check_csrf(Request({"type": "http", "headers": headers}), Form(fields), "mine")
    assert refused.value.code == code and code in UNSEEN


def test_pages_say_nothing_about_keys_and_media_types() -> None:
    assert {code for code in SENTENCES if code.startswith(("idempotency-key.", "media-type."))} <= UNSEEN.keys()
    assert not [said for said in UNSEEN.values() if re.search(r"Idempotency|If-Match|application/|khóa chống", said)]
