"""Colours: each pair of the tokens keeps its contrast, computed from the style that is served."""

from __future__ import annotations

import re

import pytest

from services.chassis.web.assets import HERE

STYLE = (HERE / "pages.css").read_text()
STATES = ("returned", "late", "paused", "locked", "waiting", "sent", "on-time", "received", "decided", "annulled")
BASE = dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-F]{6}|transparent)", STYLE[: STYLE.index(".toi{")]))


def tokens(theme: str) -> dict[str, str]:
    block = STYLE[STYLE.index(f"{theme}{{") :]
    return BASE | dict(re.findall(r"--([a-z0-9-]+):(#[0-9A-F]{6}|transparent)", block[: block.index("}")]))


THEMES = {"sang": BASE, "toi": tokens("\n.toi"), "tuong-phan": tokens("\n.tuong-phan"), "dark": tokens("{.theo-may")}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_stands_out_on_every_ground(theme: str) -> None:
    found = THEMES[theme]
    pairs = [(fore, ground) for fore in ("chu", "chu-2", "lien-ket", "loi") for ground in ("nen", "nen-2")]
    pairs += [("tren-nut", "lien-ket"), ("tren-bang", "bang"), ("chu", "on-time-nen")]
    weak = {
        pair: contrast(found[pair[0]], found[pair[1]])
        for pair in pairs
        if theme != "tuong-phan" or "on-time" not in pair[1]
    }
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["sang", "toi", "dark"])
def test_every_state_is_readable_on_its_tint(theme: str) -> None:
    found = THEMES[theme]
    grounds = {state: found[f"{state}-nen"] for state in STATES}
    ratios = {
        state: contrast(found[state], found["nen"] if ground == "transparent" else ground)
        for state, ground in grounds.items()
    }
    assert {state: ratio for state, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_controls_and_the_focus_ring_are_seen(theme: str) -> None:
    found = THEMES[theme]
    assert contrast(found["vien-o"], found["nen"]) >= 3
    rings = [contrast(found[ring], found[ground]) for ground in ("nen", "lien-ket") for ring in ("ring-1", "ring-2")]
    assert max(rings[:2]) >= 5 and max(rings[2:]) >= 4.9
