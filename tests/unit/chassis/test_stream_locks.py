"""Commands on the same streams take turns, whichever order they name them in."""

from __future__ import annotations

import asyncio

from services.chassis.event_store.stream_locks import StreamLocks


async def test_a_stream_that_a_command_names_twice_is_waited_for_once() -> None:
    locks = StreamLocks()
    async with asyncio.timeout(5), locks.of(["ward-1", "ward-2", "ward-1"]):
        pass
    async with asyncio.timeout(5), locks.of(["ward-2", "ward-1"]):
        pass
