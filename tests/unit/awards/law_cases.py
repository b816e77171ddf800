"""Cases of the law: readable tables (facts → pack → verdict, citation), and how one is run.

`cases/*.txt` hold two kinds of tables, a line each, columns parted by `|`. In a table of *judgements*: award, subject, day,
place, facts, status, the rule that says it with its verdict, its citation, and what else (the branch that is met, what is missing,
what was set aside). In a table of the *catalogue*: day, place, a question, the answer, the citation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from services.awards.law.history import Dated, Held, History, Rated, Work
from services.awards.law.judge import Context, Judgement, Verdict, judge, transition
from services.awards.law.money import money_source, prize
from services.awards.law.pack import Law, Pack
from services.awards.law.rows import Row
from services.awards.law.votes import presence_needed, votes_needed

FOLDER = Path(__file__).parent / "cases"
RECORDS = ("awards", "ratings", "leaves", "disciplines", "holds", "works")
SHORT = {
    "STAFF": "category official; service 2015-01-01..; yes takes_part",
    "FARMER": "category farmer; yes takes_part productive_work exemplary_conduct",
    "SOLDIER": "category soldier; yes takes_part",
    "TEAM": "yes takes_part united",
}


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    file: str
    line: int
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {' '.join(self.columns[:3])}"


@cache
def cases() -> tuple[Case, ...]:
    """Every line of every table."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip() and not line.startswith("#"):
                found.append(Case(path.name, number, tuple(part.strip() for part in line.split("|"))))
    return tuple(found)


def wrong(law: Law, case: Case) -> str:
    """What the law says otherwise than the case; empty when they agree."""
    try:
        return _judged(law, case) if len(case.columns) == 9 else _told(law, case)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        return f"{type(error).__name__}: {error}"


def _judged(law: Law, case: Case) -> str:
    award, kind, when, place, facts, status, ruled, cite, also = case.columns
    day, _, review = when.partition(" review ")
    said = judge(
        Context(
            pack=law.pack(date.fromisoformat(day), place),
            award=award,
            year=date.fromisoformat(day).year,
            day=date.fromisoformat(day),
            review=date.fromisoformat(review) if review else None,
        ),
        history(kind, facts),
    )
    rule, _, truth = ruled.partition(" ")
    found = next((one for one in said.rules if one.row.id == rule), None)
    if found is None:
        return f"{said.status}; no rule {rule}"
    got = [
        (said.status, status, "status"),
        (str(found.verdict.truth), truth, rule),
    ]
    told = [f"{what} is {is_}, not {should}" for is_, should, what in got if is_ != should]
    cited = (found.verdict.cite, found.row.source.citation)
    if not any(cite.removeprefix("= ") == one if cite.startswith("= ") else cite in one for one in cited):
        told.append(f"cites {found.row.source.citation}")
    told += _also(said, found.verdict, also)
    return "; ".join(told)


def _also(said: Judgement, verdict: Verdict, also: str) -> list[str]:
    told = []
    for part in filter(None, (part.strip() for part in also.split(";"))):
        what, _, value = part.partition(" ")
        match what:
            case "by":
                branch = verdict.branch
                if branch is None or value not in (branch.text, branch.cite, *(one.text for one in branch.parts)):
                    told.append(f"branch is {branch.text if branch else None}")
            case "missing":
                if value not in said.missing:
                    told.append(f"missing are {said.missing}")
            case "asks-not":
                if value in said.missing:
                    told.append(f"asks for {value}")
            case "aside":
                if not any(value in one for one in _aside(verdict)):
                    told.append(f"aside are {_aside(verdict)}")
            case "got":
                if value != verdict.got:
                    told.append(f"got {verdict.got}")
            case "stated":
                if not verdict.stated:
                    told.append("is not marked as stated")
            case _:
                raise ValueError(f"a case says “{what}”")
    return told


def _aside(verdict: Verdict) -> tuple[str, ...]:
    return (*verdict.aside, *(said for part in verdict.parts for said in _aside(part)))


def history(kind: str, facts: str) -> History:
    """The history that the facts of a case tell; every record is complete from 2000 to 2030 unless they say otherwise."""
    for short, whole in SHORT.items():
        facts = facts.replace(short, whole)
    stated: dict[str, Any] = {}
    dated: dict[str, list[Dated]] = {"category": [], "service": [], "leave": [], "discipline": [], "hold": []}
    ratings: list[Rated] = []
    awards: list[Held] = []
    works: list[Work] = []
    complete = dict.fromkeys(RECORDS, (2000, 2030))
    members: tuple[History, ...] | None = None
    tallies: dict[str, tuple[int, int]] = {}
    for fact in filter(None, (fact.strip() for fact in facts.split(";"))):
        what, *words = fact.split()
        match what:
            case "yes" | "no":
                stated |= dict.fromkeys(words, what == "yes")
            case "states":
                stated[words[0]] = int(words[1]) if words[1].isdigit() else words[1]
            case "category":
                dated[what].append(Dated(words[0], date(1990, 1, 1), event=f"e-{words[0]}"))
            case "service":
                dated[what].append(_span("unit", words[0]))
            case "leave" | "discipline" | "hold":
                dated[what].append(_span(words[0], words[1]))
            case "rated":
                ratings += [Rated(int(year), words[0], f"rating-{year}") for year in words[1:]]
            case "held" | "pending" | "annulled":
                awards += [Held(words[0], int(year), state=what, event=f"award-{year}") for year in words[1:]]
            case "held-as":
                awards += [Held(words[1], int(year), kind=words[0]) for year in words[2:]]
            case "work":
                works.append(Work(words[0], words[1], int(words[2]), tuple(words[3:]), "SK"))  # type: ignore[arg-type]
            case "known":
                complete[words[0]] = (int(words[1]), int(words[2]))
            case "unknown":
                complete.pop(words[0])
            case "tally":
                tallies[words[0]] = (int(words[2]), int(words[1]))
            case "team":
                members = tuple(one for word in words for one in _team(word))
            case _:
                raise ValueError(f"a case tells “{what}”")
    return History(
        kind=kind,  # type: ignore[arg-type]
        stated=stated,
        categories=tuple(dated["category"]),
        service=tuple(dated["service"]),
        leaves=tuple(dated["leave"]),
        disciplines=tuple(dated["discipline"]),
        holds=tuple(dated["hold"]),
        ratings=tuple(ratings),
        awards=tuple(awards),
        works=tuple(works),
        members=members,
        tallies=tallies,
        complete=complete,
    )


def _span(what: str, days: str) -> Dated:
    first, _, last = days.partition("..")
    return Dated(what, date.fromisoformat(first), date.fromisoformat(last) if last else None, event=f"e-{what}")


def _team(word: str) -> list[History]:
    """`7xLDTT.good`: seven who hold the title and are rated; `-` none, `?` not recorded, `pending`, `warned`, `left`."""
    count, _, said = word.partition("x")
    complete = dict.fromkeys(RECORDS, (2000, 2030))
    awards: tuple[Held, ...] = ()
    ratings: tuple[Rated, ...] = ()
    disciplines: tuple[Dated, ...] = ()
    service: tuple[Dated, ...] = ()
    years = range(2020, 2028)
    for part in said.split("."):
        match part:
            case "-":
                pass
            case "?":
                complete.pop("awards")
            case "pending":
                awards = tuple(Held("LDTT", year, state="pending") for year in years)
            case "warning" | "reprimand":
                disciplines = (Dated(part, date(2020, 1, 1)),)
            case "left":
                service = (Dated("unit", date(2020, 1, 1), date(2024, 6, 30)),)
            case "failed" | "completed" | "good" | "outstanding":
                ratings = tuple(Rated(year, part) for year in years)
            case award:
                awards = tuple(Held(award, year) for year in years)
    one = History(
        kind="individual", awards=awards, ratings=ratings, disciplines=disciplines, service=service, complete=complete
    )
    return [one] * int(count)


def _told(law: Law, case: Case) -> str:
    day, place, question, answer, cite = case.columns
    pack = law.pack(date.fromisoformat(day), place)
    said, rows = _answer(law, pack, question.split())
    told = [] if said == answer else [f"says “{said}”"]
    cited = "; ".join(f"{row.source.citation} {row.sure}{'' if row.confirmed else ' chưa xác nhận'}" for row in rows)
    if any(part.strip() not in cited for part in cite.split(";")):
        told.append(f"cites {cited}")
    return "; ".join(told)


def _answer(law: Law, pack: Pack, question: list[str]) -> tuple[str, list[Row]]:
    what, *of = question
    match what:
        case "regime" | "ballot" | "place":
            rows = pack.table(what)
            return ", ".join(_fields(row) for row in rows), rows
        case "kind" | "award" | "value" | "quota" | "limit" | "priority" | "amended" | "quorum" | "transition":
            row = pack.row(what, of[0])
            return (_fields(row), [row]) if row else ("—", [])
        case "decides":
            rows = sorted(pack.of("deciders", of[0]), key=lambda row: row.id)
            return ", ".join(f"{row.fields['level']}: {row.fields['position']}" for row in rows) or "—", rows
        case "ward":
            decides = pack.decides(of[0])
            return f"{decides.level}: {decides.position}" if decides else "—", []
        case "vote":
            rows = pack.of("vote", of[0])
            return ", ".join(_fields(row) for row in rows) or "—", rows
        case "needs":
            rule = pack.title(of[0])
            return (str(votes_needed(rule.threshold, int(of[1]))) if rule else "—"), pack.of("vote", of[0])
        case "present":
            quorum = pack.quorum(of[0])
            return (str(presence_needed(quorum, int(of[1]))) if quorum else "—"), []
        case "prize":
            salary = pack.salary
            assert salary is not None
            amount = prize(pack, of[0], of[1], salary.dong)  # type: ignore[arg-type]
            own = "individual" if of[1] == "household" else of[1]
            rows = pack.of("money", of[0], own)
            assert not rows or of[1] == "household" or money_source(pack, of[0], own) == rows[0].source  # type: ignore[arg-type]
            return f"{amount:,}".replace(",", ".") if amount else "—", rows
        case "coefficient":
            rows = pack.of("money", of[0], of[1])
            return ", ".join(_plain(row.fields["coefficient"]) for row in rows) or "—", rows
        case "papers" | "object":
            rows = sorted(pack.of(what, of[0]), key=lambda row: row.id)
            return ", ".join(_fields(row) for row in rows) or "—", rows
        case "doubt":
            doubts = [doubt for doubt in pack.doubts if doubt.number == of[0]]
            return ", ".join(doubt.sentence for doubt in doubts) or "—", []
        case "expires":
            ends = [doubt for doubt in pack.expires if doubt.number == of[0]]
            return ", ".join(f"{doubt.since:%d/%m/%Y}" for doubt in ends) or "—", []
        case "hole":
            return ", ".join(hole.lacks for hole in pack.holes() if hole.award == of[0]) or "—", []
        case "may":
            found = transition(law, pack.place, date.fromisoformat(of[0]), date.fromisoformat(of[1]))
            return (found[1].id, [found[1]]) if found else ("—", [])
        case _:
            raise ValueError(f"a case asks “{what}”")


def _fields(row: Row) -> str:
    unsaid = {"delegated", "says"} | ({"awards"} if row.table in ("vote", "papers", "object") else set())
    return " / ".join(_plain(value) for name, value in row.fields.items() if name not in unsaid)


def _plain(value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple() | list():
            return " ".join(str(each) for each in value)
        case Decimal():
            return format(value.normalize(), "f")
        case _:
            return str(value)
