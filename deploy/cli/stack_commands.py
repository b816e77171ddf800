"""The local stack's commands: up, down, env, token, clock."""

import asyncio
import json
import re
import shlex
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock
from types import FrameType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.local import clock, issuer, processes, stack
from deploy.local.addresses import HOME, Addresses, addresses_of
from deploy.local.places import StackError
from deploy.local.processes import Running

Home = Annotated[Path, typer.Option(help="Thư mục dữ liệu. / The data folder.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(up)
    app.command()(down)
    app.command()(env)
    app.command()(token)
    app.command(name="clock")(clock_command)


def up(
    detach: Annotated[bool, typer.Option("--detach", help="Chạy nền. / Return once everything is healthy.")] = False,
    home: Home = HOME,
) -> None:
    """Khởi động toàn bộ hệ thống trên máy này. / Start everything on this machine."""
    console, stopping = Console(), interruption()
    with stack.owned(home):
        began = time.monotonic()
        with progress(console) as report:
            running = stack.up(home, report)
        console.print(summary(running.addresses, list(running.running)))
        console.print(f"Sẵn sàng sau {time.monotonic() - began:.1f} giây. / Ready.", style="green")
        if detach:
            return
        console.print("Nhấn Ctrl-C để dừng. / Press Ctrl-C to stop.")
        deaths = supervise(running, console, stopping, home)
    if deaths:
        raise typer.Exit(1)


def interruption() -> Event:
    """Set by SIGINT and SIGTERM, which interrupt too; a shell's background job, which starts with SIGINT ignored, hears it as well."""
    stopping = Event()

    def interrupted(number: int, frame: FrameType | None) -> None:
        stopping.set()
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupted)
    return stopping


def supervise(running: stack.Stack, console: Console, stopping: Event, home: Path) -> int:
    """Report whoever dies until interrupted, then stop everything; returns how many died."""
    deaths = 0

    def died(gone: Running) -> None:
        nonlocal deaths
        deaths += 1
        console.print(f"{gone.name} (pid {gone.pid}) đã dừng ngoài ý muốn. / It has ended by itself.", style="red")
        console.print(processes.log_tail(home, gone.name), markup=False, highlight=False)

    try:
        stack.watch(running, died, stopping.is_set)
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave servers behind
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with progress(console) as report:
            stack.stop_everything(home, report)
    return deaths


def down(
    erase: Annotated[bool, typer.Option("--erase", help="Xóa cả dữ liệu. / Delete the data too.")] = False,
    home: Home = HOME,
) -> None:
    """Dừng hệ thống. / Stop everything."""
    home.mkdir(parents=True, exist_ok=True)
    with progress(Console()) as report:
        stack.down(home, report, erase=erase)


def env(home: Home = HOME) -> None:
    """In các biến môi trường: eval "$(thidua env)". / Print shell exports."""
    for name, value in running_addresses(home).exports().items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def token(
    role: Annotated[str, typer.Option(help="Vai trò, ví dụ clerk. / Role.")],
    ward: Annotated[str, typer.Option(help="Mã phường, xã (5 chữ số) hoặc city. / Ward code.")],
    unit: Annotated[str | None, typer.Option(help="Đơn vị. / Unit.")] = None,
    subject: Annotated[str | None, typer.Option(help="Chủ thể khác. / Another subject.")] = None,
    home: Home = HOME,
) -> None:
    """In mã truy cập của máy chủ định danh nội bộ. / Print a bearer token of the local issuer."""
    where = running_addresses(home)
    if not where.issuer_is_local:
        raise StackError(f"Hệ thống dùng máy chủ định danh ngoài: {where.issuer}. / The issuer is not the local one.")
    who = subject or issuer.local_subject(role, ward, unit)
    typer.echo(issuer.mint(issuer.key_folder(home), where.issuer, who))


def clock_command(
    advance: Annotated[str | None, typer.Option(help="Tiến thêm, ví dụ 10d, 36h. / Move on by.")] = None,
    to: Annotated[str | None, typer.Option(help="Đến 2024-05-14T23:00:00+07:00. / Move to a moment.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In dạng JSON. / Print JSON.")] = False,
    home: Home = HOME,
) -> None:
    """Xem hoặc chỉnh đồng hồ của hệ thống chạy thử. / Show or move the local stack's clock."""
    where = running_addresses(home)
    if advance is not None and to is not None:
        raise StackError("Chỉ dùng một trong --advance và --to. / Use either --advance or --to.")
    ahead = asyncio.run(clock.offset(where))
    if advance is not None or to is not None:
        ahead = (
            ahead + clock.parse_duration(advance)
            if advance is not None
            else clock.parse_moment(to or "") - datetime.now(UTC)
        )
        asyncio.run(clock.set_offset(where, ahead))
        clock.wait_for_processes(where, stack.service_processes(), ahead)
    if as_json:
        typer.echo(json.dumps({"now": clock.now(ahead).isoformat(), "offset_seconds": ahead.total_seconds()}))
    else:
        typer.echo(f"{clock.now(ahead).isoformat(timespec='seconds')}  (lệch / offset {ahead})")


def running_addresses(home: Path) -> Addresses:
    """The addresses of a stack that runs. Raises StackError when it does not."""
    if "gateway" not in stack.processes_alive(home):
        raise StackError("Hệ thống chưa chạy; hãy chạy `thidua up`. / The stack is not running; run `thidua up`.")
    return addresses_of(home)


def summary(where: Addresses, names: list[str]) -> Table:
    """The addresses a person needs after a start."""
    table = Table(title="Thi Đua", title_justify="left")
    table.add_column("Thành phần / Part")
    table.add_column("Địa chỉ / Address", overflow="fold")
    for service in where.api_ports:
        if f"{service}-api" in names:
            table.add_row(service, f"{where.base_url}/{service}/")
    table.add_row("issuer", where.issuer)
    table.add_row("mail", f"http://127.0.0.1:{where.edge_port}/mails")
    table.add_row("Kafka", where.broker.servers)
    for service, urls in where.databases.items():
        table.add_row(f"PostgreSQL {service}", urls.facts)
    return table


@contextmanager
def progress(console: Console) -> Iterator[stack.Report]:
    """Show what each part is doing: a live table on a terminal, a line per step elsewhere."""
    lock, tasks, said = Lock(), dict[str, TaskID](), dict[str, str]()
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.fields[part]:<22}"),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as display:

        def report(part: str, what: str) -> None:
            with lock:
                if not console.is_terminal:
                    step = re.sub(r"\d+", "", what)  # a counter that moves is no new step
                    if said.get(part) != step:
                        console.print(f"{part}: {what or 'xong / done'}", markup=False, highlight=False, soft_wrap=True)
                    said[part] = step
                elif part not in tasks:
                    tasks[part] = display.add_task(what, part=part, total=1, completed=0 if what else 1)
                else:
                    display.update(tasks[part], description=what, completed=0 if what else 1)

        yield report
