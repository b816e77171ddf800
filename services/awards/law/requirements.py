"""Requirements: what a rule asks, written as indented lines, parsed once at start. Pure.

A line is one question: `fact`, `not fact`, `fact(args) >= value`, `fact(args) in {a, b}`, or a question to every member
(`members >= $share : …`, `some member : …`, `all members : …`, `no member : …`). `any of` and `all of` hold the lines
indented below them. `[Điều 23]` at the end of a line is its citation; `$id` is a value of the pack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, assert_never


@dataclass(frozen=True, slots=True)
class Named:
    """A value of the pack, by its id."""

    id: str


Const = str | Decimal | Named | tuple[str, ...]
Comparison = Literal["is", "not", ">=", "<=", "=", "in"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question about one fact."""

    fact: str
    args: tuple[Const, ...] = ()
    op: Comparison = "is"
    value: Const | None = None
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Members:
    """One question to each member of the collective; `some`, `all`, `none`, or a `share` of them."""

    how: Literal["share", "some", "all", "none"]
    of: Ask
    least: Const | None = None
    cite: str = ""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these is enough."""

    parts: tuple[Requirement, ...]
    cite: str = ""


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of these are needed."""

    parts: tuple[Requirement, ...]
    cite: str = ""


Requirement = Ask | Members | AnyOf | AllOf

_CITE: Final = re.compile(r"\s*\[([^\]]+)\]\s*$")
_ASK: Final = re.compile(r"^(?P<fact>[a-z_]+)(?:\((?P<args>[^)]*)\))?(?:\s*(?P<op>>=|<=|=|\bin\b)\s*(?P<value>.+))?$")
_NUMBER: Final = re.compile(r"^\d+(\.\d+)?$")
_WORD: Final = re.compile(r"^[A-Za-z][A-Za-z0-9_.-]*$")


class NotReadable(ValueError):
    """A line of a requirement that says nothing; `line` counts from 0 within the text."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def parse(text: str) -> Requirement:
    """The requirement that the lines say; several lines side by side are all needed."""
    lines = [(number, _depth(raw, number), raw.strip()) for number, raw in enumerate(text.split("\n")) if raw.strip()]
    lines = [line for line in lines if not line[2].startswith("#")]
    if not lines:
        raise NotReadable(0, "nothing is required")
    parts, rest = _block(lines, lines[0][1])
    if rest:
        raise NotReadable(rest[0][0], "indented less than the first line")
    return parts[0] if len(parts) == 1 else AllOf(parts)


Line = tuple[int, int, str]


def _depth(raw: str, number: int) -> int:
    depth = len(raw) - len(raw.lstrip(" "))
    if "\t" in raw or depth % 2:
        raise NotReadable(number, "indent by two spaces")
    return depth


def _block(lines: list[Line], depth: int) -> tuple[tuple[Requirement, ...], list[Line]]:
    parts: list[Requirement] = []
    while lines and lines[0][1] == depth:
        number, _, said = lines[0]
        lines = lines[1:]
        cite = found.group(1) if (found := _CITE.search(said)) else ""
        said = _CITE.sub("", said)
        if said in ("any of", "all of"):
            if not lines or lines[0][1] <= depth:
                raise NotReadable(number, f"nothing stands below “{said}”")
            inside, lines = _block(lines, lines[0][1])
            parts.append(AnyOf(inside, cite) if said == "any of" else AllOf(inside, cite))
        else:
            parts.append(_leaf(said, cite, number))
    if lines and lines[0][1] > depth:
        raise NotReadable(lines[0][0], "indented under a line that holds nothing")
    return tuple(parts), lines


def _leaf(said: str, cite: str, number: int) -> Requirement:
    head, colon, asked = said.partition(" : ")
    if not colon:
        return _ask(said, cite, number)
    of = _ask(asked.strip(), "", number)
    head = head.strip()
    if head == "some member":
        return Members("some", of, cite=cite)
    if head == "all members":
        return Members("all", of, cite=cite)
    if head == "no member":
        return Members("none", of, cite=cite)
    if head.startswith("members >= "):
        return Members("share", of, _const(head.removeprefix("members >= "), number), cite)
    raise NotReadable(number, f"“{head}” is no question to members")


def _ask(said: str, cite: str, number: int) -> Ask:
    negated = said.startswith("not ")
    found = _ASK.match(said.removeprefix("not ").strip())
    if found is None:
        raise NotReadable(number, f"“{said}” is no question")
    args = tuple(_const(part, number) for part in _split(found["args"] or ""))
    op, value = found["op"], found["value"]
    if op is None:
        return Ask(found["fact"], args, "not" if negated else "is", None, cite)
    if negated:
        raise NotReadable(number, "“not” stands before a fact alone")
    said_op: Comparison = "in" if op == "in" else ">=" if op == ">=" else "<=" if op == "<=" else "="
    const = _const(value.strip(), number)
    if (said_op == "in") != (isinstance(const, tuple | Named)) and not isinstance(const, Named):
        raise NotReadable(number, "“in” asks for {a, b}")
    return Ask(found["fact"], args, said_op, const, cite)


def _split(args: str) -> list[str]:
    return [part.strip() for part in args.split(",") if part.strip()]


def _const(text: str, number: int) -> Const:
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        words = tuple(_split(text[1:-1]))
        if not words or not all(_WORD.match(word) for word in words):
            raise NotReadable(number, f"“{text}” is no list of words")
        return words
    if text.startswith("$") and _WORD.match(text[1:]):
        return Named(text[1:])
    if _NUMBER.match(text):
        return Decimal(text)
    if _WORD.match(text):
        return text
    raise NotReadable(number, f"“{text}” is no value")


def asks(requirement: Requirement) -> Iterator[Ask]:
    """Every question of a requirement, those to members included."""
    match requirement:
        case Ask():
            yield requirement
        case Members(of=of):
            yield of
        case AnyOf(parts=parts) | AllOf(parts=parts):
            for part in parts:
                yield from asks(part)
        case _:
            assert_never(requirement)


def named(requirement: Requirement) -> Iterator[str]:
    """The ids of the values that a requirement uses."""
    for ask in asks(requirement):
        yield from (const.id for const in (*ask.args, ask.value) if isinstance(const, Named))
    yield from _shares(requirement)


def _shares(requirement: Requirement) -> Iterator[str]:
    match requirement:
        case Members(least=Named(id=id_)):
            yield id_
        case AnyOf(parts=parts) | AllOf(parts=parts):
            for part in parts:
                yield from _shares(part)
        case _:
            return


def plain(requirement: Requirement) -> object:
    """The requirement without its layout, for the hash: `0.3` and `0.30` are one number, comments are nothing."""
    match requirement:
        case Ask():
            args = [_plain(arg) for arg in requirement.args]
            return ["ask", requirement.fact, args, requirement.op, _plain(requirement.value), requirement.cite]
        case Members():
            return ["members", requirement.how, _plain(requirement.least), plain(requirement.of), requirement.cite]
        case AnyOf():
            return ["any", [plain(part) for part in requirement.parts], requirement.cite]
        case AllOf():
            return ["all", [plain(part) for part in requirement.parts], requirement.cite]
        case _:
            assert_never(requirement)


def _plain(const: Const | None) -> object:
    match const:
        case Decimal():
            return format(const.normalize(), "f")
        case Named(id=id_):
            return f"${id_}"
        case tuple():
            return sorted(const)
        case _:
            return const


def text_of(requirement: Requirement) -> str:
    """One line that says the requirement, as its file writes it."""
    match requirement:
        case Ask(fact=fact, args=args, op=op, value=value):
            call = f"{fact}({', '.join(_said(arg) for arg in args)})" if args else fact
            if op == "is":
                return call
            return f"not {call}" if op == "not" else f"{call} {op} {_said(value)}"
        case Members(how="share", of=of, least=least):
            return f"members >= {_said(least)} : {text_of(of)}"
        case Members(how=how, of=of):
            who = {"some": "some member", "all": "all members", "none": "no member"}[how]
            return f"{who} : {text_of(of)}"
        case AnyOf():
            return "any of"
        case AllOf():
            return "all of"
        case _:
            assert_never(requirement)


def _said(const: Const | None) -> str:
    said = _plain(const)
    return f"{{{', '.join(map(str, said))}}}" if isinstance(said, list) else str(said)
