"""Reading the law from its files, once, at start: every problem of the folder is told at once, with file, line and rule.

One file is one legal document at one place; the place is the folder (`vn`, `vn/bac-ninh`). Parsed by `tomllib`; line numbers
come from a scan beside it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from services.awards.law.derived import DERIVED
from services.awards.law.pack import Law
from services.awards.law.requirements import Ask, Const, Members, Named, NotReadable, asks, named, parse
from services.awards.law.rows import COMMON, KINDS, TABLES, Kind, LawError, Problem, Row
from services.chassis.words import day

FOLDER: Final = Path(__file__).parent.parent / "rule_packs"
ADDED: Final = frozenset({"rule", "vote", "money", "deciders"})
"""What a place may add only where the law leaves it rules on the award; quotas and papers of a plan are its own."""
SURE: Final = frozenset({"H", "M", "L", "mem"})
FACT_TYPES: Final = frozenset({"yes-no", "whole", "word", "ordered"})
PACK_BY: Final = frozenset({"received", "voted", "decided"})
PERIODS: Final = frozenset({"year", "deed", "campaign", "run", "service"})
LEVELS: Final = frozenset(
    {"unit", "ward", "district", "province", "ministry", "prime-minister", "government", "president"}
)
BLANKS: Final = re.compile("[\u00a0\u00ad\u200b-\u200f\u202f\u2060\ufeff]")
_HEADER: Final = re.compile(r"^\s*\[\[\s*([a-z_]+)\s*\]\]")
_LINE_OF_ERROR: Final = re.compile(r"at line (\d+)")


@cache
def read_law(folder: Path = FOLDER) -> Law:
    """The law of a folder. Raises LawError with every problem found."""
    return Law(read_rows({path.relative_to(folder).as_posix(): path.read_bytes() for path in _files(folder)}))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.toml"))


def read_rows(files: Mapping[str, bytes]) -> tuple[Row, ...]:
    """The rows of files by their path below the folder, oldest first. Raises LawError."""
    reading = _Reading()
    for name, content in sorted(files.items()):
        reading.file(name, content)
    reading.across()
    if reading.problems:
        raise LawError(sorted(reading.problems, key=lambda each: (each.file, each.line, each.rule)))
    return tuple(sorted(reading.rows, key=lambda row: (row.since, row.place, row.table, row.id)))


@dataclass
class _Reading:
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines: dict[tuple[str, int], dict[str, int]] = field(default_factory=dict)
    known: dict[tuple[str, str], dict[str, Row]] = field(default_factory=dict)

    def say(self, file: str, line: int, rule: str, text: str) -> None:
        self.problems.append(Problem(file, line, rule, text))

    def about(self, row: Row, rule: str, text: str, name: str = "") -> None:
        self.say(row.file, self.lines[row.file, row.line].get(name, row.line), rule, text)

    # one file

    def file(self, name: str, content: bytes) -> None:
        text = self._text(name, content)
        if text is None:
            return
        try:
            read = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            found = _LINE_OF_ERROR.search(str(error))
            self.say(name, int(found.group(1)) if found else 1, "toml", str(error))
            return
        head = read.pop("document", None)
        if not isinstance(head, dict) or not all(isinstance(head.get(key), str) for key in ("name", "number")):
            self.say(name, 1, "document", "a file names its document and the document's number")
            return
        if "/" not in name:
            self.say(name, 1, "place", "a file stands in the folder of its place")
            return
        begins = _scan(text)
        for table, listed in read.items():
            if table not in TABLES or not isinstance(listed, list):
                line = next(iter(begins.get(table, ())), (1, {}))[0]
                self.say(name, line, "table.unknown", f"there is no table “{table}”")
                continue
            for raw, (line, own) in zip(listed, begins.get(table, ()), strict=True):
                self.lines[name, line] = own
                self._row(name, line, own, table, raw, head)

    def _text(self, name: str, content: bytes) -> str | None:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            self.say(name, 1, "text.utf-8", "a file is UTF-8")
            return None
        before = len(self.problems)
        for number, line in enumerate(text.split("\n"), start=1):
            if found := BLANKS.search(line):
                self.say(name, number, "text.blank", f"an invisible character U+{ord(found.group()):04X}")
            if unicodedata.normalize("NFC", line) != line:
                self.say(name, number, "text.nfc", "letters and their marks are written as one (NFC)")
        return text if len(self.problems) == before else None

    def _row(
        self, file: str, line: int, own: Mapping[str, int], table: str, raw: Mapping[str, Any], head: Mapping[str, Any]
    ) -> None:
        def wrong(rule: str, text: str, name: str = "") -> None:
            self.say(file, own.get(name, line), rule, text)

        before = len(self.problems)
        row_id = raw.get("id", raw.get("name") if table == "fact" else None)
        if not isinstance(row_id, str) or not row_id:
            wrong("field.missing", "a row has an id")
            return
        since, until, known = (raw.get("from", head.get("from")), raw.get("until"), raw.get("known_from"))
        for name, said, needed in (("from", since, True), ("until", until, False), ("known_from", known, False)):
            if (said is None and needed) or (
                said is not None and (not isinstance(said, date) or isinstance(said, datetime))
            ):
                wrong("field.type", f"“{name}” is a day", name)
        sure, confirmed = raw.get("sure", head.get("sure")), raw.get("confirmed", head.get("confirmed"))
        ends = raw.get("ends", False)
        self._sure(sure, confirmed, wrong)
        fields: dict[str, Any] = {"delegated": raw.get("delegated", False)}
        if ends is not True:
            fields |= self._fields(table, raw, own, line, file)
        for name in raw.keys() - COMMON - TABLES[table].keys() - ({"name"} if table == "fact" else set()):
            wrong("field.unknown", f"“{name}” says nothing in {table}", name)
        if len(self.problems) > before:
            return
        self.rows.append(
            Row(
                place=file.rpartition("/")[0],
                table=table,
                id=row_id,
                since=since,
                until=until,
                known_from=known,
                ends=ends,
                fields=fields,
                document=head["name"],
                number=head["number"],
                article=raw.get("article", ""),
                sure=sure,
                confirmed=sure == "H" or bool(confirmed),
                file=file,
                line=line,
            )
        )

    def _sure(self, sure: Any, confirmed: Any, wrong: Any) -> None:
        if sure not in SURE:
            wrong("sure", "“sure” is H, M, L or mem", "sure")
        elif confirmed is not None and not isinstance(confirmed, bool):
            wrong("field.type", "“confirmed” is true or false", "confirmed")
        elif sure == "H" and confirmed is False:
            wrong("sure.contradiction", "a text that was seen (H) is confirmed", "confirmed")
        elif sure in ("L", "mem") and confirmed is True:
            wrong("sure.contradiction", f"a rule known by hint or memory ({sure}) is not confirmed", "confirmed")
        elif sure == "M" and confirmed is None:
            wrong("sure.silent", "M says whether it is confirmed", "sure")

    def _fields(
        self, table: str, raw: Mapping[str, Any], own: Mapping[str, int], line: int, file: str
    ) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, (kind, needed) in TABLES[table].items():
            if name not in raw:
                if needed:
                    self.say(file, line, "field.missing", f"{table} says “{name}”")
                continue
            value, at = raw[name], own.get(name, line)
            if kind == "requirement" and isinstance(value, str):
                try:
                    fields[name] = parse(value)
                except NotReadable as error:
                    self.say(file, at + error.line, "requirement", str(error))
            elif (why := _unfit(kind, value)) is not None:
                rule = "number.as-text" if kind in ("number", "whole") and isinstance(value, str) else "field.type"
                self.say(file, at, rule, f"“{name}” {why}")
            else:
                fields[name] = tuple(value) if isinstance(value, list) else value
        return fields

    # all files

    def across(self) -> None:
        if self.problems:  # a row that was not read would make others look wrong
            return
        self._order()
        self._overlays()
        self._words()
        for row in self.rows:
            if not row.ends:
                self._refers(row)

    def _order(self) -> None:
        by_id: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            by_id[row.place, row.table, row.id].append(row)
        for rows in by_id.values():
            rows.sort(key=lambda row: (row.since, row.line))
            if rows[0].ends:
                self.about(rows[0], "ends", "nothing ends before it began")
            for row in rows:
                if row.until is not None and row.until < row.since:
                    self.about(row, "until", "the last day stands before the first", "until")
            for earlier, later in pairwise(rows):
                if earlier.since == later.since:
                    for row in (earlier, later):
                        self.about(row, "twice", f"{row.id} stands twice from {day(row.since)}")
                elif earlier.ends and not later.ends:
                    gap = (later.since - earlier.since).days
                    self.about(later, "gap", f"{later.id} is missing for {gap} day(s) from {day(earlier.since)}")
                elif earlier.until is not None and earlier.until >= later.since:
                    self.about(later, "overlap", f"{later.id} holds twice on {day(later.since)}", "from")
                elif earlier.until is not None and earlier.until + timedelta(days=1) < later.since:
                    gap = (later.since - earlier.until).days - 1
                    self.about(
                        later, "gap", f"{later.id} is missing for {gap} day(s) after {day(earlier.until)}", "from"
                    )

    def _overlays(self) -> None:
        awards = {row.id: row for row in self.rows if row.table == "award" and not row.ends}
        places = {row.place for row in self.rows}
        for row in self.rows:
            if "/" not in row.place:
                continue
            above = [other for other in self.rows if _above(other.place, row.place) and other.table == row.table]
            if not any(_above(place, row.place) for place in places):
                self.about(row, "place", f"there is no law of the place above {row.place}")
            same = [other for other in above if other.id == row.id and not other.ends]
            if same and not any(other.fields["delegated"] for other in same):
                self.about(row, "overlay.not-delegated", f"{row.id} is not left to {row.place}")
            if not same and row.table in ADDED:
                for award in row.fields.get("awards", ()):
                    if award in awards and not awards[award].fields.get("local_rules", False):
                        self.about(
                            row,
                            "overlay.no-local-rules",
                            f"the law leaves no rules on {award} to {row.place}",
                            "awards",
                        )

    def _words(self) -> None:
        closed: tuple[tuple[str, str, Iterable[str]], ...] = (
            ("deciders", "level", LEVELS),
            ("award", "period", PERIODS),
            ("transition", "pack_by", PACK_BY),
            ("fact", "type", FACT_TYPES),
            ("fact", "source", ("derived", "stated")),
            ("vote", "base", ("all", "present")),
            ("quorum", "session", ("ordinary", "award")),
        )
        for row in self.rows:
            for table, name, words in closed:
                if row.table == table and not row.ends and row.fields[name] not in words:
                    self.about(row, "word.unknown", f"“{row.fields[name]}” is no {name}", name)
            if row.table == "fact" and not row.ends and row.fields["source"] == "derived" and row.id not in DERIVED:
                self.about(row, "fact.no-function", f"nothing derives “{row.id}”")

    def _known(self, row: Row, table: str) -> dict[str, Row]:
        if (row.place, table) not in self.known:
            self.known[row.place, table] = {
                other.id: other
                for other in self.rows
                if other.table == table
                and not other.ends
                and (other.place == row.place or _above(other.place, row.place))
            }
        return self.known[row.place, table]

    def _refers(self, row: Row) -> None:
        titles = self._known(row, "award")
        for name in ("awards", "covers"):
            for title in row.fields.get(name, ()):
                if title not in titles:
                    self.about(row, "title.unknown", f"there is no title “{title}”", name)
        for kind in row.fields.get("kinds", ()):
            if kind not in self._known(row, "kind"):
                self.about(row, "word.unknown", f"there is no kind “{kind}”", "kinds")
        if row.table == "award":
            categories = self._known(row, "fact").get("category")
            for word in row.fields.get("categories", ()):
                if categories is None or word not in categories.fields["words"]:
                    self.about(row, "word.unknown", f"there is no category “{word}”", "categories")
        if row.table == "rule":
            self._asked(row, titles)

    def _asked(self, row: Row, titles: Mapping[str, Row]) -> None:
        facts, values = self._known(row, "fact"), self._known(row, "value")
        requirement = row.fields["requires"]

        def wrong(rule: str, text: str) -> None:
            self.about(row, rule, text, "requires")

        for value in named(requirement):
            if value not in values:
                wrong("value.unknown", f"there is no value “${value}”")
        for ask in asks(requirement):
            fact = facts.get(ask.fact)
            if fact is None:
                wrong("fact.unknown", f"there is no fact “{ask.fact}”")
                continue
            if not set(row.fields["subjects"]) & set(fact.fields["subjects"]) and not _to_members(requirement, ask):
                wrong("fact.subjects", f"“{ask.fact}” says nothing of {', '.join(row.fields['subjects'])}")
            params = fact.fields.get("params", ())
            if len(params) != len(ask.args):
                wrong("fact.args", f"“{ask.fact}” takes {len(params)}: {', '.join(params)}")
            for param, arg in zip(params, ask.args, strict=False):
                if param in ("title", "award") and arg not in titles:
                    wrong("title.unknown", f"there is no title “{arg}”")
                elif (
                    param not in ("title", "award") and not isinstance(arg, Named) and arg not in PARAMS.get(param, ())
                ):
                    wrong("fact.args", f"“{arg}” is no {param}")
            if (why := _compared(fact, ask)) is not None:
                wrong("fact.value", why)


PARAMS: Final[Mapping[str, Sequence[str]]] = {
    "year": ("year",),
    "day": ("count_day",),
    "scope": ("base", "province", "nation"),
    "since": ("discipline", "ever"),
    "rating": ("failed", "completed", "good", "outstanding"),
}
"""The words that a derived fact takes for a parameter; a title is any of the catalogue."""


def _compared(fact: Row, ask: Ask) -> str | None:
    kind, value = fact.fields["type"], ask.value
    if isinstance(value, Named):
        return None if kind != "yes-no" else f"“{ask.fact}” is yes or no"
    if kind == "yes-no":
        return None if ask.op in ("is", "not") else f"“{ask.fact}” is yes or no"
    if ask.op in ("is", "not"):
        return f"“{ask.fact}” is compared with a value"
    if kind == "whole":
        low, high = fact.fields.get("low", 0), fact.fields.get("high", 10**9)
        fit = isinstance(value, Decimal) and value == int(value) and low <= value <= high
        return None if fit and ask.op in (">=", "<=", "=") else f"“{ask.fact}” is a number from {low} to {high}"
    words: Sequence[Const] = value if isinstance(value, tuple) else (value,) if value is not None else ()
    if unknown := [str(word) for word in words if word not in fact.fields.get("words", ())]:
        return f"“{ask.fact}” is never {', '.join(unknown)}"
    if kind == "word" and ask.op in (">=", "<="):
        return f"the words of “{ask.fact}” have no order"
    return None


def _to_members(requirement: Any, ask: Ask) -> bool:
    match requirement:
        case Members(of=of):
            return of is ask
        case Ask():
            return False
        case _:
            return any(_to_members(part, ask) for part in requirement.parts)


def _above(place: str, below: str) -> bool:
    return below.startswith(f"{place}/")


def _unfit(kind: Kind, value: Any) -> str | None:
    match kind:
        case "text":
            return None if isinstance(value, str) and value else "is a text"
        case "whole":
            return None if isinstance(value, int) and not isinstance(value, bool) else "is a whole number"
        case "number":
            fit = isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 0
            return None if fit else "is a number, not a text"
        case "yes-no":
            return None if isinstance(value, bool) else "is true or false"
        case "words" | "titles":
            words = isinstance(value, list) and bool(value) and all(isinstance(each, str) and each for each in value)
            return None if words and len(set(value)) == len(value) else "is a list of words, each once"
        case "subjects":
            kinds = isinstance(value, list) and bool(value) and all(each in KINDS for each in value)
            return None if kinds else f"is a list of {', '.join(KINDS)}"
        case "value":
            fit = isinstance(value, int | Decimal | str | list) and not isinstance(value, bool)
            return None if fit else "is a number, a word or a list of words"
        case _:
            return "cannot be read"


def _scan(text: str) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """Where each row of each table begins, and where each of its fields stands, counted from 1."""
    found: dict[str, list[tuple[int, dict[str, int]]]] = defaultdict(list)
    current: dict[str, int] = {}
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        quoted = line.count('"""') % 2 == 1
        if not inside:
            if header := _HEADER.match(line):
                current = {}
                found[header.group(1)].append((number, current))
            elif "=" in line and not line.lstrip().startswith("#"):
                # the text of a requirement begins on the line below its name
                current[line.partition("=")[0].strip()] = number + quoted
        inside ^= quoted
    return found
