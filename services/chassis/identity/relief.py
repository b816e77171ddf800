"""Telling every service of a relief at once: rows in the owner's database, one per service, sent until each has confirmed.

Kafka brings the same relief with the same command key, so nothing is done twice. A service that has not confirmed is named by its row
(`thidua reliefs`) and by a log line; until it confirms, its copy of the mandate may still be used there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import asyncpg
import httpx

from services.chassis.event_envelope import EventEnvelope
from services.chassis.identity.mandates import MandateRelieved
from services.chassis.identity.service_token import NoToken, ServiceToken
from services.chassis.readers.definition import ProcessManager
from thidua_contracts.envelope import IntegrationEvent, contract_name, event_id_for

if TYPE_CHECKING:
    from services.chassis.loops import Loop
    from services.chassis.runtime import Runtime

log = logging.getLogger("thidua.relief")

TELL = """
INSERT INTO reading.relief (event_id, peer, mandate_id, ward_code, relieved_at, correlation_id, recorded_at)
SELECT $1, p.peer, $3, $4, $5, $6, $7 FROM unnest($2::text[]) AS p (peer) ON CONFLICT (event_id, peer) DO NOTHING
"""
OPEN = """
SELECT event_id, peer, mandate_id, ward_code, relieved_at, correlation_id FROM (
    SELECT event_id, peer, mandate_id, ward_code, relieved_at, correlation_id, recorded_at,
           row_number() OVER (PARTITION BY peer ORDER BY recorded_at) AS place
    FROM reading.relief
    WHERE confirmed_at IS NULL
      AND (tried_at IS NULL OR tried_at < clock_timestamp() - least(attempts, 30) * interval '1 second')
) AS waiting WHERE place <= 25 ORDER BY recorded_at
"""
"""Of each service the oldest: one that is away must not fill the page for the others."""
CONFIRMED = """
UPDATE reading.relief SET confirmed_at = clock_timestamp(), attempts = attempts + 1, last_error = NULL
WHERE event_id = $1 AND peer = $2
"""
FAILED = """
UPDATE reading.relief SET attempts = attempts + 1, tried_at = clock_timestamp(), last_error = $3
WHERE event_id = $1 AND peer = $2
"""


def telling(contract: type[IntegrationEvent], peers: Sequence[str]) -> ProcessManager:
    """The own-store reader that notes whom to tell; `contract` is what the relief is published as."""

    async def note(connection: asyncpg.Connection, recorded: EventEnvelope[MandateRelieved]) -> None:
        await connection.execute(
            TELL,
            event_id_for(contract_name(contract.type), recorded.event_id),
            list(peers),
            recorded.event.mandate_id,
            recorded.ward_code,
            recorded.event.relieved_at,
            recorded.correlation_id,
            recorded.recorded_at,
        )

    return ProcessManager("relief", 1, react={}, apply={MandateRelieved: note})


def teller(runtime: Runtime, loop: Loop) -> Callable[[], Awaitable[bool]]:
    """The worker that tells them; a step sends what is unconfirmed once."""
    settings = runtime.settings
    if settings.issuer is None or settings.client_secret is None:
        raise SystemExit("THIDUA_ISSUER and THIDUA_CLIENT_SECRET are needed to tell the other services of a relief")
    client = httpx.AsyncClient(trust_env=False, timeout=3)
    token = ServiceToken(settings.issuer, client, service=runtime.service.name, secret=settings.client_secret)

    async def tell(row: asyncpg.Record) -> str | None:
        """None when confirmed, otherwise what went wrong in a word."""
        peer = settings.peers.get(row["peer"])
        if peer is None:
            return "no address in THIDUA_PEERS"
        body = {
            "event_id": str(row["event_id"]),
            "correlation_id": str(row["correlation_id"]),
            "ward_code": row["ward_code"],
            "relieved_at": row["relieved_at"].isoformat(),
        }
        try:
            answer = await client.post(
                f"{str(peer).rstrip('/')}/internal/mandates/{row['mandate_id']}:relieve",
                json=body,
                headers={"Authorization": f"Bearer {await token.get()}"},
            )
        except (httpx.HTTPError, NoToken) as error:
            return type(error).__name__
        return None if answer.status_code == httpx.codes.OK else f"HTTP {answer.status_code}"

    async def tell_all(rows: Sequence[asyncpg.Record]) -> bool:
        """Tells one service until it fails once: if it hangs, its other rows would hang as long."""
        for number, row in enumerate(rows):
            failure = await tell(row)
            loop.beat()
            if failure is not None:
                await runtime.projector.execute(FAILED, row["event_id"], row["peer"], failure)
                log.warning("%s has not confirmed relief %s: %s", row["peer"], row["event_id"], failure)
                return number > 0
            await runtime.projector.execute(CONFIRMED, row["event_id"], row["peer"])
        return True

    async def step() -> bool:
        waiting: dict[str, list[asyncpg.Record]] = {}
        for row in await runtime.projector.fetch(OPEN):
            waiting.setdefault(row["peer"], []).append(row)
        return any(await asyncio.gather(*map(tell_all, waiting.values())))

    return step
