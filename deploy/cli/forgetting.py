"""`thidua forget-drafts`: deletes what one person has typed, or sent as a file, and not entered, with the keys it was sealed with.

Files that were sent and put into nothing are unreadable at once, and swept with their bytes within ten minutes.
"""

from __future__ import annotations

from typing import Annotated, Final

import asyncpg
import typer

from deploy.cli.deployment import Deployment, Home, Who, deployment, run
from deploy.local.addresses import HOME
from services.chassis.web.drafts import author_of

FORGET: Final = """
WITH drafts AS (DELETE FROM web.drafts WHERE author = $1 RETURNING form),
     sheets AS (DELETE FROM web.sheets WHERE author = $1 RETURNING sheet),
     files AS (UPDATE files.uploads SET saved_at = '-infinity' WHERE author = $1 RETURNING upload)
SELECT (SELECT count(*) FROM drafts) + (SELECT count(*) FROM sheets) + (SELECT count(*) FROM files)
"""
FORGET_KEY: Final = "DELETE FROM keys.subjects WHERE subject_id = $1"
"""Unlike a subject's, an author's key may be made again: the person goes on working."""
FORGOTTEN: Final = """
INSERT INTO reading.operations (who, what, detail) VALUES ($1, 'forget-drafts', jsonb_build_object('author', $2::text))
"""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(name="forget-drafts")(forget_drafts_command)


def forget_drafts_command(
    principal: Annotated[str, typer.Argument(metavar="PRINCIPAL", help="The `sub` of the person's tokens.")],
    *,
    who: Who,
    home: Home = HOME,
) -> None:
    """Delete the drafts of one person. Safe to run again."""
    forgotten = run(forget(deployment(home), principal, who))
    typer.echo(f"Drafts of {principal}: {forgotten} deleted.")


async def forget(where: Deployment, principal: str, who: str) -> int:
    """Deletes drafts and keys as the owners of the databases; how many drafts there were."""
    author, forgotten = author_of(principal), 0
    for service in where.services():
        keys = await asyncpg.connect(where.urls(service.name).keys)
        try:
            await keys.execute(FORGET_KEY, author)
        finally:
            await keys.close()
        facts = await asyncpg.connect(where.urls(service.name).facts)
        try:
            forgotten += await facts.fetchval(FORGET, author)
            await facts.execute(FORGOTTEN, who, str(author))
        finally:
            await facts.close()
    return forgotten
