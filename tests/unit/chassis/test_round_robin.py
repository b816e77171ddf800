import asyncio
from contextlib import suppress

from services.chassis.http.round_robin import RoundRobin


async def test_whoever_asks_once_does_not_stand_behind_all_requests_of_another() -> None:
    turns, begun = RoundRobin(4), list[str]()

    async def one(asker: str) -> None:
        await turns.turn(asker.encode())
        begun.append(asker)

    flood = [asyncio.create_task(one("flood")) for _ in range(1000)]
    other = asyncio.create_task(one("other"))
    await asyncio.gather(*flood, other)
    assert begun.index("other") < 2 * 4 and len(begun) == 1001


async def test_a_few_begin_in_each_round_and_nothing_waits_while_there_is_room() -> None:
    turns, begun = RoundRobin(3), list[int]()

    async def one(number: int) -> None:
        await turns.turn(b"asker")
        begun.append(number)

    tasks = [asyncio.create_task(one(number)) for number in range(8)]
    await asyncio.sleep(0)
    assert begun == [0, 1, 2], "those that come first begin at once"
    await asyncio.gather(*tasks)
    assert begun == list(range(8)), "of one asker in their order"
    await asyncio.wait_for(turns.turn(b"asker"), 1)


async def test_whoever_went_takes_nobody_s_turn() -> None:
    turns = RoundRobin(1)
    await turns.turn(b"first")
    gone, stays = (asyncio.create_task(turns.turn(asker)) for asker in (b"gone", b"stays"))
    await asyncio.sleep(0)
    gone.cancel()
    with suppress(asyncio.CancelledError):
        await gone
    await asyncio.wait_for(stays, 1)
    await asyncio.wait_for(turns.turn(b"later"), 1)
