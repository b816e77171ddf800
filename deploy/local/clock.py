"""The clock of the local stack: one offset in every service's database, which only grows.

A year of a ward can be played in minutes: a fresh stack is set back to the day it begins, then moved on. Only the local
stack, with the local issuer, has such a clock; a deployment's is real.
"""

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import asyncpg

from deploy.local.addresses import Addresses
from deploy.local.places import StackError
from deploy.local.stack import health, runnable_services

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PARTS: Mapping[str, str] = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}


def parse_duration(text: str) -> timedelta:
    """A length of time such as `10d`, `36h` or `1d12h30m`. Raises StackError for anything else."""
    if not re.fullmatch(r"(\d+[dhms])+", text):
        raise StackError(f"Không hiểu khoảng thời gian “{text}” (ví dụ: 10d, 36h, 1d12h). / Not a duration: {text}.")
    return sum((timedelta(**{PARTS[unit]: int(n)}) for n, unit in re.findall(r"(\d+)([dhms])", text)), timedelta())


def parse_moment(text: str) -> datetime:
    """A moment in RFC 3339 with its offset. Raises StackError for anything else, also for a time without offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise StackError(f"Không hiểu thời điểm “{text}” (ví dụ: 2024-05-14T23:00:00+07:00). / {error}.") from error
    if moment.tzinfo is None:
        raise StackError(f"Thời điểm “{text}” thiếu múi giờ, ví dụ +07:00. / The moment needs a UTC offset.")
    return moment


def clocked(where: Addresses) -> list[str]:
    """The services whose databases have a clock: those that are programs, and so were migrated."""
    return [service for service in runnable_services() if service in where.databases]


async def offset(where: Addresses) -> timedelta:
    """How far the stack's clock is from the real one: the furthest of its databases."""
    found: list[timedelta] = []
    for service in clocked(where):
        connection = await asyncpg.connect(where.databases[service].facts)
        found.append(await connection.fetchval("SELECT store_clock_offset()"))
        await connection.close()
    return max(found)


async def set_offset(where: Addresses, wanted: timedelta) -> None:
    """Move the clock of every service to this distance from the real one.

    Raises StackError when the issuer is not the local one, or when a clock would go back.
    """
    if not where.issuer_is_local:
        raise StackError(
            f"Đồng hồ chỉ chỉnh được khi dùng máy chủ định danh nội bộ; hiện dùng {where.issuer}.\n"
            f"The clock moves with the local issuer only; this stack uses {where.issuer}."
        )
    for service in clocked(where):
        connection = await asyncpg.connect(where.databases[service].facts)
        try:
            await connection.execute("SELECT set_store_clock($1::interval)", wanted)
        except asyncpg.PostgresError as refusal:
            raise StackError(
                f"Đồng hồ của {service} không lùi được. / The clock of {service} does not go back: {refusal}"
            ) from refusal
        finally:
            await connection.close()


def now(ahead: timedelta) -> datetime:
    """What the stack's clock shows, in the time zone of the rules."""
    return (datetime.now(UTC) + ahead).astimezone(LOCAL_ZONE)


def wait_for_processes(where: Addresses, names: list[str], wanted: timedelta, seconds: float = 15) -> None:
    """Wait until every process says that it goes by the new clock. Raises StackError naming those that do not."""
    deadline = time.monotonic() + seconds
    behind = dict.fromkeys(names, "không trả lời / no answer")
    while behind:
        for name in list(behind):
            said = health(where.health_url(name))
            shown = None if said is None else said.get("clock_offset_seconds")
            if isinstance(shown, int | float) and abs(shown - wanted.total_seconds()) < 1:
                del behind[name]
            elif said is not None:
                behind[name] = f"clock_offset_seconds = {shown}"
        if behind and time.monotonic() > deadline:
            listing = "; ".join(f"{name}: {what}" for name, what in behind.items())
            raise StackError(f"Chưa theo đồng hồ mới / Not yet on the new clock: {listing}")
        if behind:
            time.sleep(0.1)
