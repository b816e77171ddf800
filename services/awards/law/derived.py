"""Derived facts: what dated history says, as bounds, with the events behind it, what is missing and what was set aside. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from services.awards.law.history import Dated, Held, History, Rated
from services.awards.law.pack import Pack
from services.chassis.words import day

FAR: Final = 10**9
"""Above every count."""
REACH: Final = 60
"""Years looked back."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a fact may be: `possible` words or answers, or numbers from `low` to `high`."""

    possible: frozenset[Any] = frozenset()
    low: int = 0
    high: int = FAR
    got: str = ""
    events: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    stated: bool = False
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose fact, under which pack, for which counted year and day."""

    pack: Pack
    history: History
    year: int
    day: date
    form: bool = False


Derive = Callable[[Asked, Sequence[Any]], Found]


def stated(asked: Asked, name: str) -> Found:
    """What the proposer states; nothing stated is unknown."""
    if name in asked.history.stated:
        said = asked.history.stated[name]
        if isinstance(said, int) and not isinstance(said, bool):
            return Found(low=said, high=said, got=str(said), stated=True)
        return Found(frozenset({said}), got=_said(said), stated=True)
    return Found(missing=(name,))


def weighed(asked: Asked, name: str, recorded: Found) -> Found:
    """What is recorded, and within what it leaves open what is stated; `against` tells that the two exclude each other."""
    if name not in asked.history.stated:
        return recorded
    said = stated(asked, name)
    if said.possible:
        fits, known = said.possible <= recorded.possible, len(recorded.possible) == 1
    else:
        fits, known = recorded.low <= said.low <= recorded.high, recorded.low == recorded.high
    if not fits:
        return replace(recorded, against=(name,))
    return recorded if known else replace(said, events=recorded.events, aside=recorded.aside)


def _said(said: object) -> str:
    return ("có" if said else "không") if isinstance(said, bool) else str(said)


def rating(asked: Asked, args: Sequence[Any]) -> Found:
    """The rating of the counted year."""
    return weighed(asked, "rating", _rating(asked, asked.year))


def _rating(asked: Asked, year: int) -> Found:
    for rated in asked.history.ratings:
        if rated.year == year:
            return Found(frozenset({rated.rating}), got=rated.rating, events=_events(rated))
    if year == asked.year and "rating" in asked.history.stated:
        return stated(asked, "rating")
    return Found(missing=("rating",) if year == asked.year else (f"rating {year}",))


def category(asked: Asked, args: Sequence[Any]) -> Found:
    """What kind of worker somebody is on the day; who has a rating is staff, who is not told by anything may be any."""
    for span in asked.history.categories:
        if span.on(asked.day):
            return weighed(asked, "category", Found(frozenset({span.what}), got=span.what, events=_events(span)))
    if "category" in asked.history.stated:
        return stated(asked, "category")
    words = _words(asked, "category")
    rated = frozenset(asked.pack.value("doi-tuong.duoc-xep-loai") or ())
    if asked.history.ratings or "rating" in asked.history.stated:
        return Found(rated or words, got="có xếp loại", aside=("đối tượng suy từ việc có xếp loại",))
    if "productive_work" in asked.history.stated:
        return Found(words - rated - _armed(asked), got="không xếp loại", aside=("đối tượng suy từ lao động sản xuất",))
    return Found(words, missing=("category",))


def _armed(asked: Asked) -> frozenset[str]:
    return frozenset(asked.pack.value("doi-tuong.vu-trang") or ())


def months(asked: Asked, args: Sequence[Any]) -> Found:
    """Whole months of service in the counted year, less the leave that is not counted."""
    _, counted, short = args
    own = asked.history
    events: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    if not own.service and not any(leave.touches(asked.year) for leave in own.leaves):
        return stated(asked, "months")
    low = 0
    high = 0 if own.service else 12
    for span in own.service:
        worked = _months(span, asked.year)
        low, high, events = low + worked, high + worked, (*events, *_events(span))
    for leave in own.leaves:
        within = _within(leave, asked.year)
        if within is None or leave.what in counted:
            continue
        if leave.what == "training" and leave.last is not None and _between(leave.first, leave.last) < int(short):
            continue
        first, last = within
        high -= 0 if leave.what == "unknown" else _between(first, last)
        low -= _between(first, last) + (1 if _rest(first, last) else 0)
        events, aside = (*events, *_events(leave)), (*aside, f"nghỉ không tính: {leave.what}")
    missing: tuple[str, ...] = ()
    if any(leave.what == "unknown" and leave.touches(asked.year) for leave in own.leaves):
        missing = (f"leave {asked.year}",)
    if not own.whole("leaves", asked.year):
        low, missing = 0, (f"leave {asked.year}",)
    if not own.service:
        low, missing = 0, ("months",)
    low, high = max(low, 0), max(high, 0)
    found = Found(
        low=low,
        high=high,
        got=str(low) if low == high else f"{low}–{high}",
        events=events,
        missing=missing,
        aside=aside,
    )
    return weighed(asked, "months", found)


def run(asked: Asked, args: Sequence[Any]) -> Found:
    """How many years on end, the counted one the last, an award was held; only kinds that count towards công trạng."""
    award, since = args
    aside: list[str] = []

    def held(year: int) -> tuple[bool | None, tuple[str, ...]]:
        return _holds(asked, award, year, aside)

    return _run(asked, held, since, f"awards of {award}", aside)


def run_rated(asked: Asked, args: Sequence[Any]) -> Found:
    """How many years on end, the counted one the last, a rating at least as high was given."""
    least, since = args
    words = _order(asked, "rating")

    def rated(year: int) -> tuple[bool | None, tuple[str, ...]]:
        found = _rating(asked, year)
        if not found.possible:
            return (False if asked.history.whole("ratings", year) else None), ()
        return words.index(next(iter(found.possible))) >= words.index(least), found.events

    return _run(asked, rated, since, "ratings", [])


def _run(
    asked: Asked, of: Callable[[int], tuple[bool | None, tuple[str, ...]]], since: str, record: str, aside: list[str]
) -> Found:
    restart = _counted_since(asked) if since == "discipline" else None
    low = high = 0
    certain = True
    events: list[str] = []
    missing: list[str] = []
    year = asked.year
    while True:
        if restart is not None and year < restart.year:
            aside.append(f"chỉ tính từ ngày hết kỷ luật {day(restart)}")
            break
        yes, found = of(year)
        if yes is False:
            break
        if restart is not None and year == restart.year and restart > date(year, 1, 1):
            yes = None  # the year in which a discipline ended: part of it counts
        high += 1
        events += found
        if yes is None:
            missing.append(f"{record} {year}")
            certain = False
        low += certain
        if high >= REACH or (not certain and high > REACH // 2):
            high = FAR
            break
        year -= 1
    told = str(low) if low == high else f"từ {low}" if high == FAR else f"{low}–{high}"
    return Found(
        low=low, high=high, got=f"{told} năm", events=tuple(events), missing=tuple(missing[:1]), aside=tuple(aside)
    )


def _counted_since(asked: Asked) -> date | None:
    """The day from which achievements count again: the day after the last discipline ended (None: never disciplined)."""
    ended = [one.last for one in asked.history.disciplines if one.last is not None and one.last < asked.day]
    lasting = [one for one in asked.history.disciplines if one.last is None and one.first <= asked.day]
    if lasting:
        return date(asked.year + 1, 1, 1)
    return max(ended) + timedelta(days=1) if ended else None


def held(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether an award, or one that covers it, is held for the counted year."""
    aside: list[str] = []
    yes, events = _holds(asked, args[0], asked.year, aside)
    missing = (f"awards of {args[0]} {asked.year}",) if yes is None else ()
    possible = frozenset({True, False}) if yes is None else frozenset({yes})
    return Found(
        possible, got=_said(yes) if yes is not None else "", events=events, missing=missing, aside=tuple(aside)
    )


def _holds(asked: Asked, award: str, year: int, aside: list[str]) -> tuple[bool | None, tuple[str, ...]]:
    wanted = {award} | {row.id for row in asked.pack.table("award") if award in row.fields.get("covers", ())}
    pending: tuple[str, ...] | None = None
    for one in asked.history.awards:
        if one.award not in wanted or one.year != year:
            continue
        kind = asked.pack.row("kind", one.kind)
        if kind is None or not kind.fields["counts"]:
            aside.append(f"{one.award} {one.year}: {kind.fields['name'] if kind else one.kind}, không làm căn cứ")
        elif one.state == "annulled":
            aside.append(f"{one.award} {one.year}: đã bị hủy bỏ")
        elif one.state == "pending":
            pending = _events(one)
        else:
            return True, _events(one)
    if pending is not None:
        return None, pending
    return (False if asked.history.whole("awards", year) else None), ()


def ever(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether an award was ever held, up to the counted year."""
    aside: list[str] = []
    for year in sorted({one.year for one in asked.history.awards if one.year <= asked.year}, reverse=True):
        yes, events = _holds(asked, args[0], year, aside)
        if yes:
            return Found(frozenset({True}), got=f"năm {year}", events=events, aside=tuple(aside))
    if asked.history.whole("awards", asked.year) and asked.history.whole("awards", asked.year - 10):
        return Found(frozenset({False}), got="không", aside=tuple(aside))
    return Found(frozenset({True, False}), missing=(f"awards of {args[0]}",), aside=tuple(aside))


def on_hold(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether something is being looked into on the day."""
    reasons = frozenset(asked.pack.value("tam-dung.ly-do") or ())
    for span in asked.history.holds:
        if span.what in reasons and span.on(asked.day):
            return weighed(asked, "on_hold", Found(frozenset({True}), got=span.what, events=_events(span)))
    if "on_hold" in asked.history.stated:
        return stated(asked, "on_hold")
    if asked.history.whole("holds", asked.day.year):
        cleared = tuple(event for span in asked.history.holds for event in _events(span))
        return Found(frozenset({False}), got="không", events=cleared)
    return Found(frozenset({True, False}), missing=("on_hold",))


def disciplined(asked: Asked, args: Sequence[Any]) -> Found:
    """The gravest discipline that touched the counted year."""
    words = _order(asked, "disciplined")
    found = [one for one in asked.history.disciplines if one.touches(asked.year)]
    if found:
        gravest = max(found, key=lambda one: words.index(one.what))
        found_ = Found(frozenset({gravest.what}), got=gravest.what, events=_events(gravest))
        return weighed(asked, "disciplined", found_)
    if "disciplined" in asked.history.stated:
        return stated(asked, "disciplined")
    if asked.history.whole("disciplines", asked.year):
        return Found(frozenset({words[0]}), got=words[0])
    return Found(frozenset(words), missing=(f"discipline {asked.year}",))


def initiative(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether a recognised initiative of this scope is left to support this award."""
    return _work(asked, "initiative", args[0])


def topic(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether an accepted topic of this scope is left to support this award."""
    return _work(asked, "topic", args[0])


def _work(asked: Asked, what: str, scope: str) -> Found:
    count, aside, events = _left(asked, (what,), scope, 1)
    if count:
        return Found(frozenset({True}), got="có", events=events, aside=aside)
    if what in asked.history.stated:
        return stated(asked, what)
    if asked.history.whole("works", asked.year):
        return Found(frozenset({False}), got="không", events=events, aside=aside)
    return Found(frozenset({True, False}), missing=(what,), aside=aside)


def works(asked: Asked, args: Sequence[Any]) -> Found:
    """How many initiatives and topics of this scope are left, in the counted year and the years before it."""
    scope, years = args
    count, aside, events = _left(asked, ("initiative", "topic"), scope, int(years))
    whole = all(asked.history.whole("works", asked.year - back) for back in range(int(years)))
    missing = () if whole else (f"works {asked.year}",)
    return Found(low=count, high=count if whole else FAR, got=str(count), events=events, missing=missing, aside=aside)


def _left(asked: Asked, whats: Sequence[str], scope: str, years: int) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Works not consumed: one that supported a title supports no form, and the other way round; the same again warns."""
    order, once = tuple(asked.pack.value("sang-kien.pham-vi")), asked.pack.value("sang-kien.lan-dung")
    other, same = ("title", "form") if asked.form else ("form", "title")
    count = 0
    aside: list[str] = []
    events: list[str] = []
    for work in asked.history.works:
        near = asked.year - years < work.year <= asked.year
        if work.what not in whats or not near or order.index(work.scope) < order.index(scope):
            continue
        if once is not None and other in work.used:
            aside.append(
                f"{work.id or work.what}: đã dùng cho {'danh hiệu' if other == 'title' else 'hình thức khen thưởng'}"
            )
            continue
        if once is not None and same in work.used:
            aside.append(f"{work.id or work.what}: đã dùng một lần, cần xem lại")
        count += 1
        events += _events(work)
    return count, tuple(aside), tuple(events)


def _judged(asked: Asked, args: Sequence[Any]) -> Found:
    """Whether another award's rules are met: the judge asks them and never comes here."""
    raise LookupError(f"the judge answers meets({args[0]})")


DERIVED: Final[Mapping[str, Derive]] = {
    "rating": rating,
    "category": category,
    "months": months,
    "run": run,
    "run_rated": run_rated,
    "held": held,
    "ever": ever,
    "on_hold": on_hold,
    "disciplined": disciplined,
    "initiative": initiative,
    "topic": topic,
    "works": works,
    "meets": _judged,
}
"""What the system derives; a rule names it with parameters. `meets` is answered by the judge."""


def _words(asked: Asked, fact: str) -> frozenset[str]:
    return frozenset(_order(asked, fact))


def _order(asked: Asked, fact: str) -> tuple[str, ...]:
    row = asked.pack.row("fact", fact)
    if row is None:
        raise LookupError(f"the pack has no fact {fact}")
    return tuple(row.fields["words"])


def _events(one: Dated | Held | Rated | Any) -> tuple[str, ...]:
    return (one.event,) if one.event else ()


def _within(span: Dated, year: int) -> tuple[date, date] | None:
    first, last = max(span.first, date(year, 1, 1)), min(span.last or date.max, date(year, 12, 31))
    return (first, last) if first <= last else None


def _months(span: Dated, year: int) -> int:
    within = _within(span, year)
    return _between(*within) if within else 0


def _between(first: date, last: date) -> int:
    """Whole months from one day to another, both included: 1/7 to 31/12 is six."""
    end = last + timedelta(days=1)
    return (end.year - first.year) * 12 + end.month - first.month - (end.day < first.day)


def _rest(first: date, last: date) -> bool:
    return (last + timedelta(days=1)).day != first.day
