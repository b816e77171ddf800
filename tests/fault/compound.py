"""Compound: three faults at a time, round after round, on everything that may fail; then the same judgement as ever.

What ends by itself because a server is away while it starts is started again, as whatever runs a city's processes does; anybody else who
ends by himself is a finding.
"""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from tests.fault.field import Field, eventually
from tests.fault.load import Load
from tests.fault.oracle import Broken
from tests.fault.proxy import Proxy, proxied
from tests.fault.scale import SCALE, seconds
from tests.fault.schedule import BACKEND, BROKER, POSTMASTER, PROCESSES, WIRE, Fault, Round, schedule
from tests.fault.watching import watching

HOUR = 3_600
CUTS = 0.25
"""The share of appends after which the connection is cut, while the wire is bad."""
BACKENDS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename LIKE 'submissions\\_%' ORDER BY pid
"""
WAY_BACK = 120
"""Seconds within which commands must be answered again after the last fault of a round."""


async def compound(field: Field) -> dict[str, Any]:
    """An hour of it in the long version, two rounds in the short one."""
    lasting = HOUR * SCALE if field.full else 0
    async with proxied(field.ground.postgres.port) as proxy:
        load = await _standing(field, proxy)
        began, done, rounds = time.monotonic(), Counter[str](), 0
        async with watching(field):
            for faults in schedule(field.seed, longest=seconds(field, 2, 12)):
                if rounds >= 2 and time.monotonic() - began >= lasting:
                    break
                await _play(field, proxy, faults)
                await _back(field, load, faults)
                done.update(fault.name for fault in faults)
                rounds += 1
            field.figures |= {"rounds": rounds, "length s": round(time.monotonic() - began), "cuts": proxy.cuts}
            field.figures |= dict(sorted(done.items()))
            return await field.judged()


async def _standing(field: Field, proxy: Proxy) -> Load:
    """Two of everything, each in a process of its own, the APIs behind the wire that can be cut."""
    field.database_port = proxy.port
    for name in ("api-1", "api-2"):
        field.start(name, "source", "api")
    field.database_port = None
    for number in (1, 2):
        field.start(f"relay-{number}", "source", "relay")
        field.start(f"models-{number}", "source", "projections")
        field.start(f"hearer-{number}", "target", "subscribers", "projections")
    load = await field.under_load("api-1", "api-2", strikes=0.05, most=150)
    await load.acknowledge(20)
    return load


async def _play(field: Field, proxy: Proxy, faults: Round) -> None:
    """All faults of a round at once; returns when the last is over."""
    async with asyncio.TaskGroup() as group:
        for fault in faults:
            group.create_task(_do(field, proxy, fault))


async def _do(field: Field, proxy: Proxy, fault: Fault) -> None:
    await asyncio.sleep(fault.after)
    if fault.victim == BACKEND:
        await _kill_backend(field, fault.draw)
    elif fault.victim == POSTMASTER:
        await _away(field.ground.postgres.kill, field.ground.postgres.start, fault.lasting)
    elif fault.victim == BROKER:
        await _away(field.ground.kafka.kill, field.ground.kafka.start, fault.lasting)
    elif fault.victim == WIRE:
        proxy.chance = CUTS
        await asyncio.sleep(fault.lasting)
        proxy.chance = 0.0
    elif fault.kind == "stop":
        field.send(fault.victim, signal.SIGSTOP)
        await asyncio.sleep(fault.lasting)
        field.send(fault.victim, signal.SIGCONT)
    else:
        await field.kill(fault.victim)
        await asyncio.sleep(fault.lasting)
        field.again(fault.victim)


async def _away(kill: Callable[[], None], start: Callable[[], Any], lasting: float) -> None:
    await asyncio.to_thread(kill)
    await asyncio.sleep(lasting)
    await asyncio.to_thread(start)


async def _kill_backend(field: Field, draw: int) -> None:
    """The server may itself be away at this moment: then as soon as it serves somebody again."""

    async def killed() -> bool:
        async with field.owner("source", superuser=True) as superuser:
            pids = [row["pid"] for row in await superuser.fetch(BACKENDS)]
        if pids:
            os.kill(pids[draw % len(pids)], signal.SIGKILL)
        return bool(pids)

    await eventually(killed, "somebody is connected to the database", WAY_BACK)


async def _back(field: Field, load: Load, faults: Round) -> None:
    """Every process answers, started again where a server was away while it started, and commands are taken again."""
    restarted = {fault.victim for fault in faults if fault.kind == "kill"}
    async with httpx.AsyncClient(timeout=5, trust_env=False) as client:

        async def silent() -> list[str]:
            return [name for name in PROCESSES if not await answers(name)]

        async def answers(name: str) -> bool:
            if not field.alive(name):
                if name not in restarted:
                    field.complaints.append(f"{name} ended by itself: {field.said(name)}")
                field.again(name)
                restarted.add(name)
                field.figures["started again"] = field.figures.get("started again", 0) + 1
                return False
            try:
                await client.get(f"{field.api(name)}/{field.service(field.children[name].service).name}/health")
            except httpx.TransportError:
                return False
            return True

        try:
            await eventually(silent, "every process answers", WAY_BACK, expected=[], pause=0.2)
            await load.acknowledge(20, within=WAY_BACK)
        except AssertionError as stuck:
            told = ", ".join(f"{fault.name} {fault.after} s to {fault.after + fault.lasting} s" for fault in faults)
            raise Broken([f"{stuck} (after {told})", *await field.conditions()]) from stuck
