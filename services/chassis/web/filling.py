"""Filling: puts a draft's text into the fields of a form as it was rendered, so that no page has to know of drafts.

It reads the markup that our own templates make: text in attributes is escaped, so no tag holds a `>` or a quote of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape, unescape
from typing import Final

from services.chassis.web.drafts import Draft, group_of

CONTROL: Final = re.compile(
    r"(?P<input><input\b[^>]*>)|(?P<open><(?P<kind>textarea|select)\b[^>]*>)(?P<inner>.*?)(?P<close></(?P=kind)>)",
    re.DOTALL,
)
OPTION: Final = re.compile(r"<option\b[^>]*>")
ATTRIBUTE: Final = re.compile(r'\s([\w-]+)(?:="([^"]*)")?')
NOT_TYPED: Final = frozenset({"hidden", "submit", "button", "reset", "image", "file", "password"})


def filled(html: str, draft: Draft) -> str:
    """The form with what the draft holds; a field that it does not hold stays as it was rendered."""
    seen: Counter[str] = Counter()

    def fill(found: re.Match[str]) -> str:
        tag = found["input"] or found["open"]
        about = dict(ATTRIBUTE.findall(tag))
        name, kind = unescape(about.get("name", "")), about.get("type", "text")
        values = _values(draft, name)
        if found["input"] and kind in ("checkbox", "radio"):
            return tag if values is None else _marked(tag, "checked", unescape(about.get("value", "on")) in values)
        if not values or (found["input"] and kind in NOT_TYPED):
            return found[0]
        if found["kind"] == "select":
            return tag + _chosen(found["inner"], values) + found["close"]
        place = seen[name]
        seen[name] += 1
        if place >= len(values):
            return found[0]
        text = values[place]
        if found["kind"] == "textarea":
            return f"{tag}\n{escape(text)}{found['close']}"  # the first line end after the tag is no part of the text
        return _without(tag, "value")[:-1] + f' value="{escape(text)}">'

    return CONTROL.sub(fill, html)


def _values(draft: Draft, name: str) -> Sequence[str] | None:
    """What was typed under a name; None where the draft says nothing of it."""
    group = draft.groups.get(group_of(name))
    if group is None:
        return [] if draft.whole and name else None
    return group.fields.get(name, [])


def _chosen(options: str, values: Sequence[str]) -> str:
    """The options with the typed one chosen; as they were if it is not offered any more."""
    offered = {unescape(dict(ATTRIBUTE.findall(option)).get("value", "")) for option in OPTION.findall(options)}
    if not offered & set(values):
        return options

    def mark(found: re.Match[str]) -> str:
        value = unescape(dict(ATTRIBUTE.findall(found[0])).get("value", ""))
        return _marked(found[0], "selected", value in values)

    return OPTION.sub(mark, options)


def _marked(tag: str, attribute: str, on: bool) -> str:
    bare = _without(tag, attribute)
    return bare[:-1] + f" {attribute}>" if on else bare


def _without(tag: str, attribute: str) -> str:
    return ATTRIBUTE.sub(lambda found: "" if found[1] == attribute else found[0], tag)
