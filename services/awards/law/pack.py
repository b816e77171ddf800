"""Pack: the law of one day at one place, put together from dated rows; and the law, which gives packs.

No law is written in an `if`: criteria, thresholds, deciders, coefficients and salaries are rows of files. "No end" means
until a later row of the same id: a file that is added touches no older one.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final, Literal, get_args

from services.awards.law.requirements import AllOf, AnyOf, Ask, Members, plain
from services.awards.law.rows import Row, Source, SubjectKind

YearTitle = Literal["LDTT", "CSTDCS", "TTLDTT"]
"""Titles that a unit proposes for a year; the catalogue of the law is wider."""
PROPOSED: Final[tuple[str, ...]] = get_args(YearTitle)
Title = Literal[YearTitle, "GK"]
"""Whatever is put forward: these titles, and the form by which a sudden deed is commended."""
AWARDED: Final[tuple[str, ...]] = get_args(Title)
Level = Literal["ward", "city"]
"""Who decides as the ward sees it: its own chair, or a level above."""
NATION: Final = "vn"
OPEN: Final = "open"
"""Questions that nobody could answer: told beside the law, no part of it."""
COMMON: Final = "chung."
"""How the ids of rules begin that hold for every award: they alone make no award met."""
HOUSEHOLD_FACTOR, HOUSEHOLD_ORDER = "tien.ho-gia-dinh", "tien.ho-gia-dinh.thu-tu"
STEP, SAME_PERIOD, SALARY, INITIATIVE_USES = "tien.lam-tron", "tien.cung-thoi-gian", "luong-co-so", "sang-kien.lan-dung"
_PACK_ID: Final = re.compile(r"^(?P<place>[a-z0-9.-]+?)-(?P<day>\d{4}-\d{2}-\d{2})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decides:
    """Who decides a title (thẩm quyền quyết định); `position` is the signer's office as it stands in the law."""

    level: Level
    position: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Votes needed over ALL members of the council: at least `percent`, or more than it when `more_than`."""

    percent: int
    more_than: bool
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """Members present before a vote may open, as a fraction of all members."""

    numerator: int
    denominator: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficient:
    """Prize money in hundredths of the base salary (lương cơ sở)."""

    hundredths: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRule:
    """What a title needs to be voted on and decided."""

    title: str
    name: str
    subjects: tuple[SubjectKind, ...]
    decides: Decides
    threshold: Threshold
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotRule:
    """Which kinds of ballot may be held; `why_not_secret` is what a person is told otherwise."""

    modes: tuple[str, ...]
    why_not_secret: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativeRule:
    """How many nominations one initiative (sáng kiến) may support."""

    uses: int
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Salary:
    """Base salary (lương cơ sở) in đồng a month."""

    dong: int
    source: Source


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why rows of a document may no longer say what the law is: it was amended, or its end is known."""

    since: date
    number: str
    sentence: str
    rows: int
    source: Source


@dataclass(frozen=True, slots=True)
class Hole:
    """What a title lacks in this pack; a person has to judge it."""

    award: str
    lacks: str


class Pack:
    """The rows in force on a day at a place; `id` names the place and the day from which these rows hold together."""

    def __init__(self, place: str, day: date, since: date, rows: Sequence[Row], ahead: Sequence[Row]) -> None:
        self.place, self.day, self.since = place, day, since
        self.rows = tuple(rows)
        self._ahead = tuple(ahead)
        self._by: dict[tuple[str, str], Row] = {(row.table, row.id): row for row in rows}
        self._tables: dict[str, list[Row]] = {}
        for row in rows:
            self._tables.setdefault(row.table, []).append(row)
        self.id = f"{place.replace('/', '.')}-{since.isoformat()}"

    @cached_property
    def hash(self) -> str:
        """The content of the rows, however their files are laid out: stored events keep it."""
        return _hash(self.plain)

    def row(self, table: str, row_id: str) -> Row | None:
        """The row of a table with this id."""
        return self._by.get((table, row_id))

    def table(self, table: str) -> list[Row]:
        """The rows of a table, by id."""
        return self._tables.get(table, [])

    def of(self, table: str, award: str, subject: str | None = None) -> list[Row]:
        """The rows of a table that concern an award, and this kind of subject where the table tells them apart."""
        return [
            row
            for row in self.table(table)
            if award in row.fields.get("awards", ())
            and (subject is None or subject in row.fields.get("subjects", (subject,)))
        ]

    def value(self, row_id: str) -> Any:
        """A value by its id; None where the pack has none."""
        row = self.row("value", row_id)
        return row.fields["value"] if row else None

    @property
    def plain(self) -> list[dict[str, Any]]:
        """Every row without layout, place in the file and comments."""
        return [_plain(row) for row in self.rows]

    @property
    def regime(self) -> Row | None:
        """The regime of the day; None before the first."""
        return next(iter(self.table("regime")), None)

    @property
    def name(self) -> str:
        """What the regime is called."""
        return str(self.regime.fields["name"]) if self.regime else self.id

    @property
    def source(self) -> Source:
        """What the regime rests on."""
        row = self.regime or self.rows[0]
        return Source(citation=row.article or row.document, confidence=row.sure, confirmed=row.confirmed)

    @property
    def doubts(self) -> list[Doubt]:
        """Documents that were amended or ended by this day although rows still rest on them, each told once."""
        found = []
        for row in (*self.table("amended"), *self.table("ended")):
            resting = sum(other.number == row.fields["number"] and other.since < row.since for other in self.rows)
            if resting:
                found.append(Doubt(row.since, row.fields["number"], row.fields["sentence"], resting, row.source))
        return found

    @property
    def expires(self) -> list[Doubt]:
        """Documents whose end is known ahead: a warning, never an error."""
        return [
            Doubt(row.since, row.fields["number"], row.fields["sentence"], resting, row.source)
            for row in self._ahead
            if row.table == "ended" and (resting := sum(other.number == row.fields["number"] for other in self.rows))
        ]

    def holes(self) -> list[Hole]:
        """Awards without a decider, a rule, a vote or money, also for one kind of subject alone: shown, never invented."""
        whole = [
            Hole(award.id, table)
            for award in self.table("award")
            for table in ("deciders", "rule", "vote", "money")
            if "outside" not in award.fields
            and not any(not row.id.startswith(COMMON) for row in self.of(table, award.id))
        ]
        paid = {award.id: self.of("money", award.id) for award in self.table("award") if "outside" not in award.fields}
        parts = [
            Hole(award.id, f"money-{kind}")
            for award in self.table("award")
            for kind in ("individual", "collective")
            if kind in award.fields["subjects"]
            and paid.get(award.id)
            and not any(kind in row.fields["subjects"] for row in paid[award.id])
        ]
        return [*whole, *parts]

    def title(self, title: str) -> TitleRule | None:
        """What a title needs here; None if this pack does not know it, nobody decides it or nobody votes on it."""
        award, votes = self.row("award", title), self.of("vote", title)
        decides = self.decides(title)
        if award is None or decides is None or not votes:
            return None
        vote = votes[0]
        return TitleRule(
            title=title,
            name=award.fields["name"],
            subjects=award.fields["subjects"],
            decides=decides,
            threshold=Threshold(percent=vote.fields["percent"], more_than=vote.fields["more_than"], source=vote.source),
            source=award.source,
        )

    @property
    def titles(self) -> list[TitleRule]:
        """The awards that can be voted on and decided here, lowest first."""
        awards = sorted(self.table("award"), key=lambda row: (row.fields["rank"], row.id))
        return [rule for row in awards if (rule := self.title(row.id)) is not None]

    def decides(self, title: str) -> Decides | None:
        """The ward's chair where the law names the ward, otherwise the lowest level above."""
        rows = [row for row in self.of("deciders", title) if row.fields["role"] != "unit-head"]
        if not rows:
            return None
        order = ("ward", "district", "province", "ministry", "prime-minister", "government", "president")
        row = min(rows, key=lambda row: order.index(row.fields["level"]))
        level: Level = "ward" if row.fields["level"] == "ward" else "city"
        return Decides(level=level, position=row.fields["position"], source=row.source)

    def coefficient(self, title: str, subject: SubjectKind) -> Coefficient | None:
        """The coefficient of an award for a kind of subject, the household's factor not yet multiplied."""
        own: SubjectKind = "individual" if subject == "household" else subject
        rows = self.of("money", title, own)
        if not rows:
            return None
        hundredths = Decimal(rows[0].fields["coefficient"]) * 100
        return Coefficient(hundredths=int(hundredths), source=rows[0].source)

    def quorum(self, session: str = "award") -> Quorum | None:
        """The quorum of a kind of session."""
        for row in self.table("quorum"):
            if row.fields["session"] == session:
                return Quorum(
                    numerator=row.fields["numerator"], denominator=row.fields["denominator"], source=row.source
                )
        return None

    @property
    def ballot(self) -> BallotRule | None:
        """Which ballots may be held."""
        for row in self.table("ballot"):
            return BallotRule(modes=row.fields["modes"], why_not_secret=row.fields["why_not_secret"], source=row.source)
        return None

    @property
    def initiative(self) -> InitiativeRule:
        """How often an initiative may be used; a law that says nothing of it leaves it at once."""
        row = self.row("value", INITIATIVE_USES)
        return InitiativeRule(uses=row.fields["value"] if row else 1, source=row.source if row else self.source)

    @property
    def salary(self) -> Salary | None:
        """The base salary of the day."""
        row = self.row("value", SALARY)
        return Salary(dong=row.fields["value"], source=row.source) if row else None


class Law:
    """All rows, and the packs made of them."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = tuple(row for row in rows if row.table != OPEN)
        self._open = tuple(row for row in rows if row.table == OPEN)
        self._packs: dict[tuple[date, str, date | None], Pack] = {}
        self._wards = {
            ward: row.id for row in self.rows if row.table == "place" for ward in row.fields.get("wards", ())
        }
        self.places = tuple(sorted({row.place for row in self.rows}))

    def pack(self, day: date, place: str = NATION, known: date | None = None) -> Pack:
        """The law of a day at a place, as it was known on `known` (default: all that is known)."""
        key = (max((change for change in self.days(place) if change <= day), default=day), place, known)
        if key not in self._packs:
            mine = [
                row for row in self._chain(place) if row.known_from is None or known is None or row.known_from <= known
            ]
            held: dict[tuple[str, str], Row] = {}
            for row in mine:  # oldest first; a place below stands after the one above it
                if row.since > key[0]:
                    continue
                if row.ends or (row.until is not None and row.until < key[0]):
                    if (row.table, row.id) in held and held[row.table, row.id].place == row.place:
                        del held[row.table, row.id]
                else:
                    held[row.table, row.id] = row
            rows = sorted(held.values(), key=lambda row: (row.table, row.id))
            ahead = [row for row in mine if row.since > key[0]]
            self._packs[key] = Pack(place, key[0], key[0], rows, ahead)
        return self._packs[key]

    def on(self, day: date, ward: str = "") -> Pack | None:
        """The law of a day for a ward; None where no regime holds yet."""
        pack = self.pack(day, self.place_of(ward))
        return pack if pack.regime else None

    def place_of(self, ward: str) -> str:
        """The place whose rules a ward follows: its own folder, its province's, or the nation."""
        own = next((place for place in self.places if place.rpartition("/")[2] == ward), None)
        return own or self._wards.get(ward, NATION)

    def named(self, pack_id: str) -> Pack | None:
        """The pack with this id; ids of earlier builds (`vn-2024-01-01`) are days too."""
        found = _PACK_ID.match(pack_id)
        place = found["place"].replace(".", "/") if found else ""
        if found is None or place not in self.places:
            return None
        try:
            pack = self.pack(date.fromisoformat(found["day"]), place)
        except ValueError:
            return None
        return pack if pack.regime else None

    def days(self, place: str = NATION) -> list[date]:
        """The days on which the law of a place changes, oldest first."""
        found = {row.since for row in self._chain(place)}
        return sorted(found | {row.until + timedelta(days=1) for row in self._chain(place) if row.until})

    def packs(self, place: str = NATION) -> list[Pack]:
        """Every pack of a place that has a regime, oldest first."""
        packs = [self.pack(day, place) for day in self.days(place)]
        return [pack for pack in packs if pack.regime]

    def next_change(self, day: date, place: str = NATION) -> date | None:
        """The next day on which the law of a place changes, as far as it is known."""
        return next((change for change in self.days(place) if change > day), None)

    def open_questions(self, day: date, place: str = NATION) -> list[Row]:
        """What nobody has confirmed about the law of a day at a place."""
        return [
            row
            for row in self._open
            if row.since <= day
            and (row.until is None or day <= row.until)
            and (row.place == place or place.startswith(f"{row.place}/"))
        ]

    def _chain(self, place: str) -> list[Row]:
        return self._chains().get(place, [])

    def _chains(self) -> Mapping[str, list[Row]]:
        if not hasattr(self, "_chained"):
            self._chained = {
                place: sorted(
                    (row for row in self.rows if place == row.place or place.startswith(f"{row.place}/")),
                    key=lambda row: (row.place.count("/"), row.since),
                )
                for place in self.places
            }
        return self._chained


def _plain(row: Row) -> dict[str, Any]:
    fields = {
        name: _value(value)
        for name, value in sorted(row.fields.items())
        if not (name == "delegated" and value is False)
    }
    return {
        "place": row.place,
        "table": row.table,
        "id": row.id,
        "from": row.since.isoformat(),
        "document": row.document,
        "article": row.article,
        "sure": row.sure,
        "confirmed": row.confirmed,
        **fields,
    }


def _value(value: Any) -> Any:
    match value:
        case Ask() | Members() | AnyOf() | AllOf():
            return plain(value)
        case Decimal():
            return format(value.normalize(), "f")
        case tuple() | list():
            return [_value(each) for each in value]
        case _:
            return value


def _hash(rows: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 of the rows, however their files are laid out: keys sorted, no blanks, NFC."""
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def differences(before: Pack, after: Pack) -> Iterator[tuple[Row | None, Row | None]]:
    """What changes from one pack to another, row by row: what was, what is."""
    old = {(row.table, row.id): row for row in before.rows}
    new = {(row.table, row.id): row for row in after.rows}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield old.get(key), new.get(key)
