"""`thidua demo`: plays the year 2024 of phường Quyết Thắng on a real stack and shows what came of it."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console

from deploy.cli.stack_commands import Home, interruption, progress, supervise
from deploy.demo import play as year
from deploy.demo.result import collect
from deploy.demo.showing import screen
from deploy.demo.tables import show
from deploy.local import stack
from deploy.local.addresses import HOME, Addresses, addresses_of

T = TypeVar("T")

WIDE: Final = 150
"""Characters of a line where no terminal says how many it has."""


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(demo)


def demo(
    once: Annotated[bool, typer.Option("--once", help="Kết thúc sau khi in kết quả. / End after the result.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON. / Print JSON.")] = False,
    home: Home = HOME,
) -> None:
    """Diễn một năm công tác thi đua, khen thưởng của một phường. / Play a ward's year on a real stack."""
    console, stopping = Console(stderr=True), interruption()
    if everything_runs(home):
        present(addresses_of(home), console, as_json)
        console.print(f"Hệ thống vẫn chạy tại {addresses_of(home).base_url}. / The stack stays up.", soft_wrap=True)
        return
    with stack.owned(home):
        with progress(console) as report:
            running = stack.up(home, report)
        try:
            present(running.addresses, console, as_json)
        except BaseException:
            put_down(home, console)
            raise
        if once:
            put_down(home, console)
            return
        console.print("Hệ thống đang chạy; nhấn Ctrl-C để dừng. / The stack is up; press Ctrl-C to stop.")
        deaths = supervise(running, console, stopping, home)
    if deaths:
        raise typer.Exit(1)


def everything_runs(home: Path) -> bool:
    """Whether another command has started the whole stack here."""
    return {*stack.service_processes(), "gateway", "edge"} <= set(stack.processes_alive(home))


def put_down(home: Path, console: Console) -> None:
    """Stop what this command started."""
    with undisturbed(), progress(console) as report:
        stack.stop_everything(home, report)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not leave servers behind."""
    before = [(number, signal.signal(number, signal.SIG_IGN)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


def present(where: Addresses, console: Console, as_json: bool) -> None:
    """Play what is missing, then print what the read models say."""
    facts = asyncio.run(stoppable(played(where, console)))
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        terminal = Console()
        show(terminal if terminal.is_terminal else Console(width=WIDE), facts)


async def stoppable(work: Coroutine[Any, Any, T]) -> T:
    """Works until done or interrupted: cancelled between two steps, for what a signal raises inside one may be lost there.

    Raises KeyboardInterrupt.
    """
    loop, this = asyncio.get_running_loop(), asyncio.current_task()
    assert this is not None
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        loop.add_signal_handler(number, this.cancel)
    try:
        return await work
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def played(where: Addresses, console: Console) -> dict[str, Any]:
    """The facts of the played year, as data."""
    began = time.monotonic()
    with screen(console) as shown:
        async with year.client_of(where, shown.done) as client:
            fresh = await year.play(where, client, shown)
            if not fresh:
                console.print("Kho dữ liệu đã có năm 2024 này, không diễn lại. / This year was played already.")
            facts = await collect(where, client)
    return {"played_now": fresh, "seconds": round(time.monotonic() - began, 1), **facts}
