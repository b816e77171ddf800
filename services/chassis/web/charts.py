"""Charts: pure functions from numbers to SVG, drawn by the server, readable without colour, without script and without seeing.

Lengths across are percent and lengths down are em: a chart fills its place and its words keep their size. Parts differ by pattern,
and each carries its own words. Colours are classes whose tokens stand in pages.css. The title names a picture, the sentence tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from markupsafe import Markup

from services.chassis.web import assets

Look = Literal["on-time", "late", "returned", "waiting"]
"""Pattern and colour of a part: solid, hatched, dotted, outlined."""
THICK: Final = 1.7
"""A bar's height; all heights are in em of the chart's text."""
LINE: Final = 1.6
LETTER, NARROW = 0.55, 20.5
"""Em that a letter takes, with room to spare, and that a chart has on a phone of 360 px."""
DAYS: Final = 14
"""Days before a deadline that the lines of arrival show."""
PLOT: Final = 9.0
SPAN: Final = 62
"""Percent of the width that the lines of arrival take; their words stand to the right of it."""
NAMES: Final = 46
"""Percent of the width that the names of a dot plot take."""
A_ROW: Final = 12
"""Squares in a row."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole: how many, in whose words, in which look."""

    word: str
    count: int
    look: Look


@dataclass(frozen=True, slots=True)
class Rule:
    """A mark that a bar has to reach."""

    count: int
    word: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line of a ranking: this year's rank and last year's, None where there was none; `href` leads to its row."""

    name: str
    rank: int
    before: int | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Descent:
    """A line of a picture of descent: who, with what tells it apart, and whether the page is about it."""

    name: str
    about: str
    here: bool = False


def completeness(
    title: str, *, on_time: int, late: int, returned: int, missing: int, exempt: int = 0, small: bool = False
) -> Markup:
    """How complete one obligation is; the exempt are told, not drawn. `small` leaves the words to the title."""
    parts = (
        Part("đúng hạn", on_time, "on-time"),
        Part("nộp trễ", late, "late"),
        Part("bị trả lại", returned, "returned"),
        Part("chưa nộp", missing, "waiting"),
    )
    whole = sum(part.count for part in parts)
    told = [f"{part.count} {part.word}" for part in parts[1:] if part.count]
    if exempt:
        told.append(f"{exempt} không phải nộp")
    return bar(title, f"{', '.join((f'{on_time}/{whole} đúng hạn', *told))}.", parts, small=small)


def votes(
    title: str, *, yes: int, no: int, abstained: int, not_cast: int, needed: int, share: str = "", small: bool = False
) -> Markup:
    """A counted ballot against the votes it needed; `share` is the rule in words, "từ 80%"."""
    parts = (
        Part("đồng ý", yes, "on-time"),
        Part("không đồng ý", no, "returned"),
        Part("không có ý kiến", abstained, "late"),
        Part("không bỏ phiếu", not_cast, "waiting"),
    )
    whole = sum(part.count for part in parts)
    reached = f" ({_share(yes, whole)})" if whole else ""
    needs = f"cần ít nhất {needed}{f' ({share})' if share else ''}"
    sentence = f"{yes}/{whole} đồng ý{reached}, {needs}: {'đạt' if yes >= needed else 'không đạt'}."
    return bar(title, sentence, parts, rule=Rule(needed, f"cần {needed}"), small=small)


def bar(title: str, sentence: str, parts: Sequence[Part], *, rule: Rule | None = None, small: bool = False) -> Markup:
    """One bar of a whole; each part is labelled below it, or carries its number alone where it is `small`."""
    whole = max(sum(part.count for part in parts), rule.count if rule else 0, 1)
    top = LINE if rule else 0.0
    drawn: list[Markup] = []
    placed: list[tuple[float, Part]] = []
    start = 0
    for part in (part for part in parts if part.count):
        drawn.append(
            Markup('<svg class="part {}" x="{}" y="{}" width="{}" height="{}">{}</svg>').format(
                part.look, _percent(start, whole), _em(top), _percent(part.count, whole), _em(THICK), _PATTERN
            )
        )
        placed.append((100 * (start + part.count / 2) / whole, part))
        start += part.count
    bottom = top + THICK
    if small:
        drawn += [_text(at, bottom - 0.5, part.count, "middle") for at, part in placed]
    else:
        # the outermost end lowest: no line crosses another part's words
        ordered = [*reversed([one for one in placed if one[0] < 50]), *(one for one in placed if one[0] >= 50)]
        for row, (at, part) in enumerate(ordered, 1):
            word = f"{part.count} {part.word}"
            drawn.append(_line("leader", at, bottom, at, bottom + row * LINE))
            drawn.append(_text(at, bottom + row * LINE, word, _side(at, word), aside=True))
        bottom += LINE * len(ordered) + 0.4
    if rule:
        at = 100 * rule.count / whole
        drawn.append(_line("rule", at, 0, at, top + THICK))
        drawn.append(_text(at, 1.0, rule.word, _side(at, rule.word), aside=True))
    return _figure(title, sentence, bottom, drawn, small=small)


def arrival(title: str, now: Sequence[int], before: Sequence[int], *, owed: int, owed_before: int) -> Markup:
    """How many had arrived at the end of each of the last 14 days before the deadline, this year and last.

    Both begin 14 days before the deadline and end at most on its day (15 counts); `now` ends today. Heights are shares of what is
    owed, since a year may have more units than the one before; the words are counts.
    """
    left = DAYS + 1 - len(now)
    when = "Đến hạn" if left == 0 else f"Còn {left} ngày" if now else f"Còn hơn {DAYS} ngày"
    sentence = f"{when}: {now[-1] if now else 0}/{owed} đã gửi"
    if before and owed_before:
        sentence += f"; cùng lúc năm trước {before[min(len(now), len(before)) - 1] if now else 0}/{owed_before}"
    drawn = [_line("rule", SPAN, 0, SPAN, PLOT), _line("leader", 0, PLOT, SPAN, PLOT)]
    ends: list[tuple[float, float, str]] = []
    for counts, whole, name, word in ((now, owed, "now", "năm nay"), (before, owed_before, "before", "năm trước")):
        if not counts or not whole:
            continue
        heights = [PLOT - (PLOT - 1) * min(count / whole, 1) for count in counts]
        steps = f"M0 {heights[0]:.2f}" + "".join(f"H{day}V{high:.2f}" for day, high in enumerate(heights) if day)
        drawn.append(
            Markup(
                '<svg class="line {}" width="{}" height="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">'
                '<path d="{}"/></svg>'
            ).format(name, _at(SPAN), _em(PLOT), DAYS, _figures(PLOT), steps)
        )
        ends.append((heights[-1], SPAN * (len(counts) - 1) / DAYS, f"{word} {counts[-1]}/{whole}"))
    free = 0.0
    for high, at, words in sorted(ends):
        level = max(high, free)
        drawn += [
            _line("leader", at, high, SPAN + 1, level),
            _text(SPAN + 2, level + 0.35, words, "start"),
        ]
        free = level + 1.3
    drawn += [
        _text(0, PLOT + 1.3, f"{DAYS} ngày trước hạn", "start"),
        _text(SPAN, PLOT + 1.3, "hạn nộp", "end"),
    ]
    return _figure(title, f"{sentence}.", PLOT + 1.7, drawn)


def ranks(title: str, rows: Sequence[Ranked]) -> Markup:
    """A ranking, best first: a full dot for this year joined to a hollow one for last year."""
    most = max((max(row.rank, row.before or 1) for row in rows), default=1)
    drawn: list[Markup] = []
    for place, row in enumerate(sorted(rows, key=lambda row: row.rank)):
        inside = [_linked(row.href, Markup("<text>{}. {}</text>").format(row.rank, row.name))]
        if row.before is not None and row.before != row.rank:
            before, now = _across(row.before, most), _across(row.rank, most)
            inside.append(Markup('<line x1="{}" x2="{}"/><circle class="before" cx="{}"/>').format(now, before, before))
        inside.append(Markup('<circle cx="{}"/>').format(_across(row.rank, most)))
        drawn.append(Markup('<svg y="{}">{}</svg>').format(_em(LINE * (place + 0.5)), Markup("").join(inside)))
    moves = [(row.before - row.rank, row.name) for row in rows if row.before is not None]
    told = [f"{len(rows)} đơn vị"]
    if moves and max(moves)[0] > 0:
        told.append(f"{max(moves)[1]} tăng {max(moves)[0]} bậc")
    if moves and min(moves)[0] < 0:
        told.append(f"{min(moves)[1]} giảm {-min(moves)[0]} bậc")
    return _figure(
        title,
        f"{'; '.join(told)}.",
        LINE * len(rows),
        drawn,
        caption="Chấm đặc: năm nay; chấm rỗng: năm trước.",
        links=any(row.href for row in rows),
    )


def punctuality(title: str, kept: Sequence[tuple[str, str, str]]) -> Markup:
    """A row of squares, oldest first; each is (a state's icon, its word, the obligation's name)."""
    counts: dict[str, int] = {}
    for _, word, _ in kept:
        counts[word] = counts.get(word, 0) + 1
    drawn = [
        Markup(
            '<svg class="square {}" x="{}" y="{}" width="1.8em" height="1.8em"><title>{}</title><rect width="100%" height="100%"/>'
            '<use class="icon" href="{}#{}" x=".3em" y=".3em" width="1.2em" height="1.2em"/></svg>'
        ).format(
            icon, _em(2 * (place % A_ROW)), _em(2 * (place // A_ROW)), f"{name}: {word}", assets.url("icons.svg"), icon
        )
        for place, (icon, word, name) in enumerate(kept)
    ]
    sentence = (
        f"{len(kept)} kỳ: {', '.join(f'{count} {word}' for word, count in counts.items())}."
        if kept
        else "Chưa có kỳ nào."
    )
    return _figure(title, sentence, 2.0 * -(-len(kept) // A_ROW), drawn)


def arc(steps: int, came_from: int, back_to: int, sentence: str) -> Markup:
    """The way back under a stepper of so many equal steps; places count from 0. `ui.stepper` draws it."""
    here, there = (100 * (place + 0.5) / steps for place in (came_from, back_to))
    head = Markup('<svg class="head" x="{}" overflow="visible"><path d="M-5 8 0 2 5 8"/></svg>').format(_at(there))
    drawn = [
        _line("leader", here, 0.1, here, 1),
        _line("leader", there, 1, here, 1),
        _line("leader", there, 0.2, there, 1),
        head,
        _text((here + there) / 2, 2.2, sentence, "middle"),
    ]
    return Markup(
        '<svg class="chart arc wide-only" role="img" width="100%" height="2.6em"><title>{}</title>{}</svg>'
    ).format(sentence, Markup("").join(drawn))


_PATTERN: Final = Markup('<rect width="100%" height="100%"/><line x2="100%" y1="50%" y2="50%"/>')


def descent(title: str, sentence: str, lines: Sequence[Descent], passings: Sequence[tuple[int, int]]) -> Markup:
    """Who became whom, first to last: each has a line of its own, and a rail leads from its mark down to that of its successor."""
    rails = len({before for before, _ in passings})
    tall = 2 * LINE + 0.6
    drawn: list[Markup] = []
    rail_of: dict[int, int] = {}
    for before, after in passings:
        rail = rail_of.setdefault(before, len(rail_of))
        across, top, end = 0.6 + 1.1 * rail, before * tall + 1, after * tall + 1
        middle = 0.6 + 1.1 * rails
        for x1, y1, x2, y2 in ((middle, top, across, top), (across, top, across, end), (across, end, middle, end)):
            drawn.append(
                Markup('<line class="rail" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(*map(_em, (x1, y1, x2, y2)))
            )
    for row, line in enumerate(lines):
        down, across = row * tall + 1, 0.6 + 1.1 * rails
        drawn.append(
            Markup('<circle{} cx="{}" cy="{}"/>').format(
                "" if line.here else Markup(' class="before"'), _em(across), _em(down)
            )
        )
        for word, lower in ((line.name, 0.35), (line.about, 0.35 + LINE)):
            drawn.append(Markup('<text x="{}" y="{}">{}</text>').format(_em(across + 1), _em(down + lower), word))
    return _figure(title, sentence, tall * len(lines), drawn)


def _figure(
    title: str,
    sentence: str,
    height: float,
    drawn: Sequence[Markup],
    *,
    small: bool = False,
    caption: str = "",
    links: bool = False,
) -> Markup:
    inside = Markup("").join(drawn)
    if small:
        return Markup('<svg class="chart" role="img" width="100%" height="{}"><title>{}: {}</title>{}</svg>').format(
            _em(height), title, sentence, inside
        )
    told = f"{sentence} {caption}" if caption else sentence
    # what lies inside an image cannot be reached by readers: a picture with links is a group
    return Markup(
        '<figure class="chart"><figcaption><strong>{}</strong> {}</figcaption>'
        '<svg role="{}" width="100%" height="{}"><title>{}: {}</title>{}</svg></figure>'
    ).format(title, told, "group" if links else "img", _em(height), title, sentence, inside)


def _text(at: float, down: float, words: str | int, anchor: str, *, aside: bool = False) -> Markup:
    shift = {"start": ".4em", "end": "-.4em"}.get(anchor, "0") if aside else "0"
    return Markup('<text x="{}" y="{}" dx="{}" text-anchor="{}">{}</text>').format(
        _at(at), _em(down), shift, anchor, words
    )


def _line(name: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(name, _at(x1), _em(y1), _at(x2), _em(y2))


def _across(rank: int, most: int) -> str:
    """Where a rank stands: the first rightmost, as the better end."""
    return _at(NAMES + 2 + (96 - NAMES) * (1 - (rank - 1) / max(most - 1, 1)))


def _linked(href: str, inside: Markup) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, inside) if href else inside


def _side(at: float, words: str) -> str:
    """On which side of its line a word stands: the wider one, or both where a phone has no room for it on either."""
    if len(words) * LETTER > NARROW * max(at, 100 - at) / 100:
        return "middle"
    return "start" if at < 50 else "end"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%".replace(".", ",").replace(",0%", "%")


def _percent(part: int, whole: int) -> str:
    return _at(100 * part / whole)


def _at(across: float) -> str:
    return _figures(across) + "%"


def _em(down: float) -> str:
    return _figures(down) + "em"


def _figures(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
