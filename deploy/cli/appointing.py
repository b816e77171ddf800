"""`thidua appoint`: the first mandate of a new city; whoever holds it grants all others in the browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import asyncpg
import typer

from deploy.cli.deployment import Deployment, Home, Who, deployment, run
from deploy.local.addresses import HOME
from deploy.local.places import StackError
from services.chassis.identity.tokens import is_subject
from services.chassis.runtime import opened
from services.submissions.mandates.bootstrap import first_mandate

LAST = "SELECT event_type FROM store.events WHERE stream_id = $1 ORDER BY stream_version DESC LIMIT 1"
APPOINTED = """
INSERT INTO reading.operations (who, what, detail)
SELECT $1, 'appoint', jsonb_build_object('mandate', $2::text)
WHERE NOT EXISTS (SELECT FROM reading.operations WHERE what = 'appoint' AND detail->>'mandate' = $2)
"""
"""Once for each mandate, also when the command before was killed between the mandate and this row."""


@dataclass(frozen=True, slots=True)
class Appointed:
    """The mandate, and whether it was there before."""

    stream_id: str
    repeated: bool


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command(name="appoint")(appoint_command)


def appoint_command(
    principal: Annotated[str, typer.Argument(metavar="PRINCIPAL", help="The `sub` of the person's tokens.")],
    *,
    who: Who,
    home: Home = HOME,
) -> None:
    """Make somebody an operator of the whole city: once, before anybody else can be granted anything."""
    done = run(appoint(deployment(home), principal, who))
    before = " already" if done.repeated else ""
    typer.echo(
        f"{principal} is{before} an operator of the whole city ({done.stream_id}) and grants all other mandates."
    )


async def appoint(where: Deployment, principal: str, who: str) -> Appointed:
    """Sends the first mandate. Raises StackError for a principal that no token names, and for one that was relieved."""
    if not is_subject(principal):
        raise StackError(
            f"No token names {principal!r}: give the issuer's `sub`, printable ASCII, at most 255 letters."
        )
    async with opened(where.service("submissions"), where.settings("submissions")) as runtime:
        reply = await runtime.handler.handle(first_mandate(principal, runtime.clock.now()))
    connection = await asyncpg.connect(where.urls("submissions").facts)
    try:
        last = await connection.fetchval(LAST, reply.stream_id)
        if last == "mandate-relieved":
            raise StackError(f"{principal} was appointed before and has been relieved: appoint somebody else.")
        await connection.execute(APPOINTED, who, reply.stream_id)
    finally:
        await connection.close()
    return Appointed(reply.stream_id, reply.repeated)
