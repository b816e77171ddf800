"""`thidua faces`: what every act shows to people and other systems, as the approved file holds it; for developers."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from deploy.local.databases import SERVICES
from services.chassis.kit.faces import acts, faces
from services.notifications.policy import TASKS

ROOT: Final = Path(__file__).parents[2]
APPROVED: Final = ROOT / "services" / "faces.json"
README: Final = ROOT / "README.md"
BETWEEN: Final = re.compile(r"(<!-- acts: written by thidua faces --write -->).*?(<!-- end of acts -->)", re.DOTALL)


def text() -> str:
    """The faces of all services."""
    found: list[dict[str, Any]] = [
        face for name in SERVICES for face in faces(import_module(f"services.{name}.app").SERVICE)
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def told(readme: str) -> str:
    """The README with the table of every act of a person: who does it, on which page, and which task leads to it."""
    leading: dict[str, list[str]] = {}
    for kind, task in TASKS.items():
        for act in task.acts:
            leading.setdefault(act, []).append(str(kind))
    rows = [
        f"| {act.title} | {', '.join(act.roles)} | `{act.page}` | {', '.join(leading.get(act.command, ()))} |"
        for name in SERVICES
        for act in acts(import_module(f"services.{name}.app").SERVICE)
    ]
    table = "\n".join(("| act | who | page | task |", "|---|---|---|---|", *rows))
    return BETWEEN.sub(lambda match: f"{match[1]}\n{table}\n{match[2]}", readme)


def register(app: typer.Typer) -> None:
    """Adds `thidua faces`."""

    @app.command("faces")
    def shown(write: Annotated[bool, typer.Option("--write", help="Write the approved file anew.")] = False) -> None:
        """Show what every act of people shows: fields, bounds, words, roles, paths, refusals; --write also renews the README's table."""
        if write:
            APPROVED.write_text(text())
            README.write_text(told(README.read_text()))
        else:
            typer.echo(text(), nl=False)
