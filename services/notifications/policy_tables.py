"""The tables of the policy in this service's README: written by `python -m services.notifications.policy_tables`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from services.notifications.policy import ROWS, TASKS, Kind, Letter, Row

README: Final = Path(__file__).with_name("README.md")
BEGIN: Final = "<!-- from policy.py -->\n"
END: Final = "<!-- end of policy.py -->\n"


def tables() -> str:
    """Both tables, as Markdown."""
    events = "".join(
        f"| {row.event.__name__} | {_opened(row)} | {_ended(row)} | {_told(row)} |\n" for row in _once(ROWS)
    )
    tasks = "".join(
        f"| `{kind}` | {', '.join((task.role, *task.also))} | `{task.page}` | {task.button} | {', '.join(task.acts)} |\n"
        for kind, task in TASKS.items()
    )
    return (
        f"| event | opens | ends | who is told, by which letter |\n|---|---|---|---|\n{events}\n"
        f"| task | whose | page | its button | done with |\n|---|---|---|---|---|\n{tasks}"
    )


def documented(text: str) -> str:
    """The README with today's tables between their marks."""
    return re.sub(f"(?s){BEGIN}.*?{END}", lambda _: f"{BEGIN}\n{tables()}\n{END}", text)


def _once(rows: Iterable[Row]) -> list[Row]:
    """Of events of one name that mean the same, the first."""
    return list({(row.event.__name__, row.nobody): row for row in rows}.values())


def _kinds(kinds: tuple[Kind, ...]) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds)


def _opened(row: Row) -> str:
    said = [f"{_kinds(row.opens)} {row.when}".strip()] if row.opens else []
    said += [f"{_kinds(row.otherwise)} otherwise"] if row.otherwise else []
    said += [f"{_kinds(row.resumed)} again {row.again}".strip() + ", unless done"] if row.resumed else []
    said += [f"`{kind}` {when}" for kind, when in row.stands]
    return "; ".join(said) or "–"


def _ended(row: Row) -> str:
    said = [_kinds(row.done)] if row.done else []
    said += [f"overtaken: {_kinds(row.overtaken)}"] if row.overtaken else []
    said += [f"{_kinds(tuple(kind for kind, _ in row.stands))} otherwise"] if row.stands else []
    return "; ".join(said) or "–"


def _told(row: Row) -> str:
    said = [_letter(letter) for letter in row.letters]
    said += ["its reminders are planned"] if row.reminders else []
    return "; ".join(said) or (f"nobody: {row.nobody}" if row.nobody else "nobody else: the task says it")


def _letter(letter: Letter) -> str:
    return f"{letter.whom}: `{letter.template}`{f' {letter.when}' if letter.when else ''}"


if __name__ == "__main__":
    README.write_text(documented(README.read_text()))
