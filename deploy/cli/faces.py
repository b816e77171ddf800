"""`thidua faces`: what every act shows to people and other systems, as the approved file holds it; for developers."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from deploy.local.databases import SERVICES
from services.chassis.kit.faces import faces

APPROVED: Final = Path(__file__).parents[2] / "services" / "faces.json"


def text() -> str:
    """The faces of all services."""
    found: list[dict[str, Any]] = [
        face for name in SERVICES for face in faces(import_module(f"services.{name}.app").SERVICE)
    ]
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def register(app: typer.Typer) -> None:
    """Adds `thidua faces`."""

    @app.command("faces")
    def shown(write: Annotated[bool, typer.Option("--write", help="Write the approved file anew.")] = False) -> None:
        """Show what every act of people shows: fields, bounds, words, roles, paths, refusals."""
        if write:
            APPROVED.write_text(text())
        else:
            typer.echo(text(), nl=False)
