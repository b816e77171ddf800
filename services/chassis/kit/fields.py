"""Fields: what a command is filled with, declared once beside it: what it is, its bounds, its words.

Pure. A context field is filled by the edge, never by whoever asks; every other field has a mark that bounds it for the API,
reads what people type and says in Vietnamese what to do when it cannot be taken. A field without a mark is a mistake of ours,
found at start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Annotated, Any, ClassVar, Final, Protocol

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.chassis import words
from services.chassis.files.reference import KINDS
from services.chassis.http.body import FIRST_DAY, LAST_DAY
from services.chassis.text.letters import narrow
from services.chassis.text.types import LETTERED
from services.chassis.web.inputs import GROUPED, SPACES, Unclear, day_asked, day_of, number_of

ANYTHING: Final = r"\S"
"""The pattern of a text that only has to say something."""


@dataclass(frozen=True, slots=True)
class Context:
    """A field that the edge fills: `ward`, `at`, `principal`, `path`, `new` (with its name) or `looked`.

    The `name` of a `path` is that of the address's parameter, where it is not the field's own.
    """

    source: str
    name: str = ""


Ward = Annotated[str, Context("ward")]
"""The ward in which the command acts: that of the mandate, or the one asked for where a city mandate may choose."""
At = Annotated[datetime, Context("at")]
Principal = Annotated[str, Context("principal")]
InPath: Final = Context("path")
Looked: Final = Context("looked")
"""Looked up by the `Do` before the command is built."""


@dataclass(frozen=True, slots=True)
class _Inline:
    """The mark `Inline`."""


Inline: Final = _Inline()
"""A part of its own in the command whose fields stand among the command's own, in form and API alike."""


def New(name: str) -> Context:
    """A new id that is the same when the request is repeated; inside rows the row's place is added to its name."""
    return Context("new", name)


class Mark(Protocol):
    """How a field is bounded, read and written."""

    label: str
    hint: str
    name: str
    """What form and API call it, where that is not the command's own word."""
    kind: str
    """The component that shows it."""

    def bounds(self) -> tuple[object, ...]:
        """What pydantic holds the value to, in API and form alike."""

    def read(self, texts: Sequence[str]) -> Any:
        """The value of what was typed, which is not blank. Raises Unclear."""

    def typed(self, value: Any) -> list[str]:
        """A value as it is typed."""

    def shown(self, value: Any) -> str:
        """A value as it is read."""

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        """What to do about an error of pydantic's kind; None where the general sentence fits."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """What the simple kinds share."""

    label: str
    hint: str = field(default="", kw_only=True)
    example: str = field(default="", kw_only=True)
    stated: bool = field(default=False, kw_only=True)
    """The API states it also when it is empty: what replaces a value never does so by being left out."""
    examples: tuple[object, ...] = field(default=(), kw_only=True)
    """What the documentation of the API shows."""
    name: str = field(default="", kw_only=True)
    kind: ClassVar[str] = "text"

    def bounds(self) -> tuple[object, ...]:
        return ()

    def typed(self, value: Any) -> list[str]:
        return [str(value)]

    def shown(self, value: Any) -> str:
        return self.typed(value)[0]

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Text(_Plain):
    """A text of `least` to `most` letters, None where the pattern says it all; `long` is written in several lines."""

    most: int | None = field(default=500, kw_only=True)
    least: int | None = field(default=1, kw_only=True)
    pattern: str = field(default=ANYTHING, kw_only=True)
    long: bool = field(default=False, kw_only=True)

    def bounds(self) -> tuple[object, ...]:
        held = StringConstraints(
            strip_whitespace=True, min_length=self.least, max_length=self.most, pattern=self.pattern
        )
        on_a_line = () if self.long else (AfterValidator(_on_a_line),)
        return (held, *on_a_line, *((Field(examples=[self.example]),) if self.example else ()))

    def read(self, texts: Sequence[str]) -> str:
        return texts[0].strip()

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "string_too_long":
                return f"Viết ngắn lại: tối đa {self.most} ký tự."
            case "string_too_short":
                return f"Viết ít nhất {self.least} ký tự." if (self.least or 0) > 1 else told("Ghi", self.label)
            case "string_pattern_mismatch" if self.pattern == LETTERED:
                return told("Ghi", self.label, " có ít nhất một chữ cái")
            case "string_pattern_mismatch" if self.pattern != ANYTHING:
                return (
                    f"Mục “{self.label}”: viết theo mẫu {self.example}."
                    if self.example
                    else f"Xem lại {lower(self.label)}. {self.hint}"
                )
            case "string_pattern_mismatch":
                return told("Ghi", self.label)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Printed(Text):
    """A number or symbol as a document bears it; what was typed in full width is kept in the width of paper."""

    def bounds(self) -> tuple[object, ...]:
        return (*Text.bounds(self), AfterValidator(narrow))


@dataclass(frozen=True, slots=True)
class Day(_Plain):
    """A day."""

    kind: ClassVar[str] = "day"

    def read(self, texts: Sequence[str]) -> date:
        return day_of(texts[0], self.label, self.example)

    def typed(self, value: Any) -> list[str]:
        return [words.day(value)]

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        if error in ("greater_than_equal", "less_than_equal"):
            return f"Mục “{self.label}”: năm ngoài khoảng {FIRST_DAY.year}–{LAST_DAY.year}. Xem lại năm."
        return day_asked(self.label, self.example) if error.startswith("date") else None


@dataclass(frozen=True, slots=True)
class Whole(_Plain):
    """A whole number from `least` to `most`; `grouped` is written with thousands marks, a year or a document number is not."""

    least: int = field(kw_only=True)
    most: int = field(kw_only=True)
    unit: str = field(default="", kw_only=True)
    grouped: bool = field(default=False, kw_only=True)
    kind: ClassVar[str] = "number"

    def bounds(self) -> tuple[object, ...]:
        return (Field(ge=self.least, le=self.most),)

    def read(self, texts: Sequence[str]) -> int:
        text = texts[0].strip().removesuffix(self.unit).strip()
        number = number_of(text, self.label, self._way)
        if not self.grouped and GROUPED.fullmatch(SPACES.sub(" ", text)):
            raise Unclear(f"Mục “{self.label}”: chưa rõ “{text}” là bao nhiêu. {self._way}")
        if number != number.to_integral_value() or "," in texts[0]:  # "1,000" is a thousand to some and one to others
            raise Unclear(f"Mục “{self.label}”: không nhận phần lẻ. {self._way}")
        return int(number)

    def typed(self, value: Any) -> list[str]:
        return [words.number(value) if self.grouped else str(value)]

    def shown(self, value: Any) -> str:
        return f"{self.typed(value)[0]} {self.unit}".rstrip()

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "greater_than_equal" | "less_than_equal" | "int_parsing_size":
                return _between_words(self, self.least, self.most)
            case "int_type" | "int_parsing" | "int_from_float":
                return f"Mục “{self.label}”: không nhận phần lẻ. {self._way}"
            case _:
                return None

    @property
    def _way(self) -> str:
        """How it is written."""
        return f"Ghi số nguyên, ví dụ {self.example or self.typed(min(max(20, self.least), self.most))[0]}."


def Money(label: str, *, hint: str = "", least: int = 0, most: int = 10**15) -> Whole:
    """An amount in whole đồng."""
    return Whole(label, hint=hint, least=least, most=most, unit="đ", grouped=True)


@dataclass(frozen=True, slots=True)
class Number(_Plain):
    """A decimal number from `least` to `most` with at most `places` decimal places."""

    least: Decimal = field(kw_only=True)
    most: Decimal = field(kw_only=True)
    places: int = field(default=2, kw_only=True)
    unit: str = field(default="", kw_only=True)
    kind: ClassVar[str] = "number"

    def bounds(self) -> tuple[object, ...]:
        return (Field(ge=self.least, le=self.most, decimal_places=self.places),)

    def read(self, texts: Sequence[str]) -> Decimal:
        return number_of(texts[0].strip().removesuffix(self.unit), self.label)

    def typed(self, value: Any) -> list[str]:
        return [words.number(value)]

    def shown(self, value: Any) -> str:
        return f"{self.typed(value)[0]} {self.unit}".rstrip()

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "greater_than_equal" | "less_than_equal":
                return _between_words(self, self.least, self.most)
            case "decimal_max_places" | "decimal_max_digits":
                return f"Mục “{self.label}”: ghi tối đa {self.places} chữ số sau dấu phẩy."
            case _:
                return None


@dataclass(frozen=True, slots=True)
class YesNo(_Plain):
    """Yes or no; where the field may be empty, also "chưa rõ"."""

    kind: ClassVar[str] = "yes-no"

    def read(self, texts: Sequence[str]) -> bool:
        return texts[-1] == "yes"

    def typed(self, value: Any) -> list[str]:
        return ["yes" if value else "no"]

    def shown(self, value: Any) -> str:
        return "Có" if value else "Không"


@dataclass(frozen=True, slots=True)
class Choice(_Plain):
    """One of a few words: each code with what is read on the screen."""

    words: Mapping[str, str] = field(kw_only=True, hash=False)
    options: str = field(default="", kw_only=True)
    """Which of them a form offers, where it does not offer them all."""
    kind: ClassVar[str] = "choice"

    def bounds(self) -> tuple[object, ...]:
        return (
            AfterValidator(partial(_known, frozenset(self.words))),
            WithJsonSchema({"type": "string", "enum": list(self.words)}),
        )

    def read(self, texts: Sequence[str]) -> str:
        if texts[0] not in self.words:
            raise Unclear(told("Chọn", self.label, " trong danh sách"))
        return texts[0]

    def typed(self, value: Any) -> list[str]:
        return [code_of(value)]

    def shown(self, value: Any) -> str:
        return self.words.get(code_of(value), code_of(value))

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        return told("Chọn", self.label, " trong danh sách") if error in ("enum", "literal_error") else None


@dataclass(frozen=True, slots=True)
class Ref(_Plain):
    """One of the things that `options` of the capability offers, known by its key."""

    options: str = field(kw_only=True)
    most: int | None = field(default=None, kw_only=True)
    """The most letters of a key that is a text."""
    kind: ClassVar[str] = "ref"

    def bounds(self) -> tuple[object, ...]:
        return () if self.most is None else (StringConstraints(min_length=1, max_length=self.most),)

    def read(self, texts: Sequence[str]) -> str:
        return texts[0]

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        return told("Chọn", self.label, " trong danh sách") if error.startswith(("uuid", "string")) else None


@dataclass(frozen=True, slots=True)
class Several(_Plain):
    """From `least` to `most` of the things that `options` offers, each a value of the mark `each`, or of the words of a choice."""

    options: str = field(default="", kw_only=True)
    each: Mark | None = field(default=None, kw_only=True)
    words: Mapping[str, str] = field(default_factory=dict, kw_only=True, hash=False)
    least: int = field(default=0, kw_only=True)
    most: int = field(default=50, kw_only=True)
    at_once: bool = field(default=False, kw_only=True)
    """Whether a button chooses every one of them."""
    kind: ClassVar[str] = "several"

    def bounds(self) -> tuple[object, ...]:
        return (*_between(self.least, self.most), AfterValidator(_once))

    def item_bounds(self) -> tuple[object, ...]:
        """What pydantic holds each of them to."""
        of = Choice(self.label, words=self.words) if self.words else self.each
        return of.bounds() if of is not None else ()

    def read(self, texts: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(texts))

    def typed(self, value: Any) -> list[str]:
        return [code_of(one) for one in value]

    def shown(self, value: Any) -> str:
        return ", ".join(self.words.get(one, one) for one in self.typed(value))

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "too_short":
                return told(f"Chọn ít nhất {self.least}", self.label)
            case "too_long":
                return f"Chọn tối đa {self.most}."
            case "enum" | "string_pattern_mismatch":
                return told("Chọn", self.label, " trong danh sách")
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Lines(_Plain):
    """From `least` to `most` texts of up to `longest` letters, each typed on a line of its own."""

    least: int = field(default=0, kw_only=True)
    most: int = field(default=50, kw_only=True)
    longest: int = field(default=500, kw_only=True)
    long: ClassVar[bool] = True

    def bounds(self) -> tuple[object, ...]:
        return _between(self.least, self.most)

    def item_bounds(self) -> tuple[object, ...]:
        """What pydantic holds each of them to."""
        return Text(self.label, most=self.longest).bounds()

    def read(self, texts: Sequence[str]) -> list[str]:
        return [line.strip() for line in texts[0].splitlines() if line.strip()]

    def typed(self, value: Any) -> list[str]:
        return ["\n".join(value)]

    def shown(self, value: Any) -> str:
        return "; ".join(value)

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "too_short":
                return f"Ghi ít nhất {self.least} dòng."
            case "too_long":
                return f"Ghi tối đa {self.most} dòng."
            case "string_too_long":
                return f"Viết ngắn lại: mỗi dòng tối đa {self.longest} ký tự."
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Evidence(_Plain):
    """From `least` to `most` files of these kinds, which were sent before the command that names them: a tuple of `FileRef`.

    `subject` names the field of the command that says whom they are about, where they are about one person: with that person's key
    they are unreadable after an erasure.
    """

    kinds: tuple[str, ...] = field(default=tuple(KINDS), kw_only=True)
    least: int = field(default=0, kw_only=True)
    most: int = field(default=10, kw_only=True)
    subject: str = field(default="", kw_only=True)
    kind: ClassVar[str] = "evidence"

    def bounds(self) -> tuple[object, ...]:
        return (*_between(self.least, self.most), AfterValidator(_once))

    def read(self, texts: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(texts))

    def typed(self, value: Any) -> list[str]:
        return [str(getattr(one, "file_id", one)) for one in value]

    def shown(self, value: Any) -> str:
        return f"{len(value)} tệp"

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "too_short":
                return f"Đính kèm ít nhất {self.least} tệp."
            case "too_long":
                return f"Đính kèm tối đa {self.most} tệp. Bỏ dấu ở tệp không gửi."
            case _:
                return "Chọn lại tệp." if error.startswith("uuid") else None


@dataclass(frozen=True, slots=True)
class Group(_Plain):
    """A part of its own, whose dataclass has marks of its own; `body` and `about` name and describe it in the API."""

    body: str = field(kw_only=True)
    about: str = field(kw_only=True)
    kind: ClassVar[str] = "group"

    def read(self, texts: Sequence[str]) -> Any:
        raise TypeError(f"{self.label}: a group is read field by field")


@dataclass(frozen=True, slots=True)
class Rows(_Plain):
    """From `least` to `most` parts of one kind; `row` is what one of them is called."""

    body: str = field(kw_only=True)
    about: str = field(kw_only=True)
    row: str = field(kw_only=True)
    known: str = field(default="", kw_only=True)
    """The field by which a row is known where its rows are given (`Do.beside`): a form shows it, and adds or takes out no row."""
    least: int = field(default=0, kw_only=True)
    most: int = field(default=50, kw_only=True)
    kind: ClassVar[str] = "rows"

    def bounds(self) -> tuple[object, ...]:
        return _between(self.least, self.most)

    def read(self, texts: Sequence[str]) -> Any:
        raise TypeError(f"{self.label}: rows are read field by field")

    def sentence(self, error: str, context: Mapping[str, Any]) -> str | None:
        match error:
            case "too_short":
                return f"Ghi ít nhất {self.least} {lower(self.row)}."
            case "too_long":
                return f"Ghi tối đa {self.most} {lower(self.row)}."
            case _:
                return None


lower: Final = words.lower
NO_NOUN: Final = frozenset(
    (
        *("chia", "chọn", "đang", "đã", "để", "đính", "được", "gửi", "hủy", "hưởng", "khi", "không", "là"),
        *("nhập", "nói", "phổ", "so", "sửa", "theo", "thôi", "thuộc", "tính", "từ"),
    )
)
"""Words with which a label begins that names no thing, so that it cannot be written on in a sentence."""
ENDS: Final = frozenset(["theo", "vào", "đến", "cho", "với", "là", "nào"])


def told(verb: str, label: str, rest: str = "") -> str:
    """ "Ghi lý do."; of a label that names no thing: "Điền mục “Đã ghi”."."""
    first, *_, last = (label.lower().split() * 2) if label else ("", "")
    if first not in NO_NOUN and last not in ENDS:
        return f"{verb} {lower(label)}{rest}."
    return f"{'Điền' if verb == 'Ghi' else verb} mục “{label}”{rest}."


def _between_words(mark: Whole | Number, least: Any, most: Any) -> str:
    return f"Mục “{mark.label}”: ghi số từ {mark.shown(least)} đến {mark.shown(most)}."


def code_of(value: Any) -> str:
    """The code word or key of a value."""
    return str(value.value if isinstance(value, Enum) else value)


def _on_a_line(text: str) -> str:
    """What an input of one line holds: the API takes no line ends and rows of spaces that no form could send."""
    return " ".join(text.split())


def _known(words: frozenset[str], word: Any) -> Any:
    if code_of(word) not in words:
        raise PydanticCustomError("enum", "not a known word")
    return word


def _once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(values))


def _between(least: int, most: int) -> tuple[object, ...]:
    return (Field(min_length=least, max_length=most) if least else Field(max_length=most),)


MARKS: Final = (Text, Day, Whole, Number, YesNo, Choice, Ref, Several, Lines, Evidence, Group, Rows, _Inline)
