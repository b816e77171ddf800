"""The supervisor of the local stack: starts everything in order of need, waits for real health, stops by pid.

A child that dies is reported and stays dead: a silent restart would hide the very thing one wants to see.
"""

import asyncio
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from deploy.cli.migrate import migrate
from deploy.kafka.topics import create_topics
from deploy.local import gateway, postgres, processes
from deploy.local.addresses import Addresses, addresses_of
from deploy.local.databases import SERVICES, provision
from deploy.local.kafka import Kafka
from deploy.local.places import StackError, accepts, try_lock, wait_for_lock
from deploy.local.postgres import Postgres
from deploy.local.processes import Running

Report = Callable[[str, str], None]
"""Told (part of the stack, what it is doing), from several threads; "" means the part is ready."""

SERVICES_FOLDER = Path(__file__).parents[2] / "services"
WORKER_ROLES = ("relay", "projections", "subscribers", "scheduler")


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack: its addresses and its processes by name."""

    addresses: Addresses
    running: dict[str, Running]


def runnable_services() -> list[str]:
    """The services that are programs already."""
    return [service for service in SERVICES if (SERVICES_FOLDER / service / "__main__.py").exists()]


def service_processes() -> list[str]:
    """The processes of the services: an API and a worker each."""
    return [f"{service}-{kind}" for service in runnable_services() for kind in ("worker", "api")]


@contextmanager
def owned(home: Path, seconds: float = 0.0) -> Iterator[None]:
    """Be the only command that starts, supervises or stops this stack.

    Raises StackError naming the other one.
    """
    lock = wait_for_lock(home / "stack.lock", seconds)
    if lock is None:
        owner = supervisor(home)
        raise StackError(
            f"Thư mục {home} đang do một lệnh thidua khác quản lý (pid {owner.pid if owner else '?'}). "
            f"Hãy dùng `thidua down` để dừng.\n"
            f"Another thidua command (pid {owner.pid if owner else '?'}) owns {home}. Use `thidua down` to stop it."
        )
    try:
        me = {"pid": os.getpid(), "started": processes.started_at(os.getpid())}
        os.truncate(lock, 0)
        os.pwrite(lock, json.dumps(me).encode(), 0)
        yield
    finally:
        os.close(lock)


def supervisor(home: Path) -> Running | None:
    """The command that owns the stack right now, if one does."""
    path = home / "stack.lock"
    if not path.exists() or not (text := path.read_text()):
        return None
    entry = json.loads(text)
    running = Running("thidua", entry["pid"], entry["started"])
    return running if processes.is_alive(running) else None


def up(home: Path, report: Report) -> Stack:
    """Start what is not running yet and return when all of it is healthy. The caller holds `owned`.

    When a part fails, what this call started is stopped again.
    """
    home.mkdir(parents=True, exist_ok=True)
    where = addresses_of(home)
    if previous_exports(home) not in (None, where.exports()) and processes_alive(home):
        report("stack", "địa chỉ đã đổi, dừng phần đang chạy / addresses changed, stopping what runs")
        stop_everything(home, report)
        where = addresses_of(home)
    already = set(processes_alive(home))
    for name in sorted({path.stem for path in (home / "pids").glob("*.json")} - already):
        report(name, "đã dừng ngoài ý muốn, khởi động lại / had ended by itself, starting it again")
        processes.forget(home, name)
    (home / "spans").mkdir(exist_ok=True)
    try:
        together(
            [
                lambda: start_postgres(where, report),
                lambda: start_kafka(where, report),
                lambda: start_edge(where, report),
                lambda: start_gateway(where, report),
            ]
        )
        names = service_processes()
        for name in names:
            start_service(where, name, report)
        together([lambda name=name: wait_healthy(where, name, report) for name in names])  # type: ignore[misc]  # a default argument in a lambda
    except BaseException:
        stop_everything(home, report, keep=already)
        raise
    (home / "stack.json").write_text(json.dumps(where.exports(), indent=2) + "\n")
    return Stack(where, processes_alive(home))


def together(tasks: list[Callable[[], None]]) -> None:
    """Run tasks at once, wait for all, raise the first failure."""
    with ThreadPoolExecutor(max(1, len(tasks))) as pool:
        futures: list[Future[None]] = [pool.submit(task) for task in tasks]
    for future in futures:
        future.result()


def previous_exports(home: Path) -> dict[str, str] | None:
    """The addresses of the last successful start."""
    path = home / "stack.json"
    return {str(k): str(v) for k, v in json.loads(path.read_text()).items()} if path.exists() else None


def processes_alive(home: Path) -> dict[str, Running]:
    """The processes of this stack that are alive, by name."""
    records = sorted(path.stem for path in (home / "pids").glob("*.json"))
    return {name: running for name in records if (running := processes.recorded(home, name)) is not None}


def start_postgres(where: Addresses, report: Report) -> None:
    """Start PostgreSQL unless it runs or is external, provision it, and migrate every service's databases."""
    if where.postgres_port is not None:
        report("postgres", "khởi động / starting")
        server = Postgres(where.home)
        if not server.attach():
            server.start()
        report("postgres", "cơ sở dữ liệu và vai trò / databases and roles")
        asyncio.run(provision(server.url()))
    report("postgres", "cấu trúc dữ liệu / migrations")
    asyncio.run(migrate_all(where))
    report("postgres", "")


async def migrate_all(where: Addresses) -> None:
    """Bring every service's databases to today's shape."""
    async with asyncio.TaskGroup() as group:
        for service in runnable_services():
            urls = where.databases[service]
            group.create_task(migrate(service, urls.facts, urls.keys))


def start_kafka(where: Addresses, report: Report) -> None:
    """Start the broker unless it runs or is external, and create the topics."""
    if where.kafka_port is not None:
        broker = Kafka(where.home, report=lambda what: report("kafka", what))
        if not broker.attach():
            broker.start()
    report("kafka", "các chủ đề / topics")
    asyncio.run(create_topics(where.broker))
    report("kafka", "")


def start_edge(where: Addresses, report: Report) -> None:
    """Start the issuer and the mail sink."""
    report("edge", "khởi động / starting")
    command = [sys.executable, "-m", "deploy.local.edge", where.home, where.edge_port, where.smtp_port, where.issuer]
    running = processes.recorded(where.home, "edge") or processes.spawn(where.home, "edge", [str(c) for c in command])
    url = f"http://127.0.0.1:{where.edge_port}/health"
    processes.wait_until(lambda: health(url) is not None, running, where.home, 30)
    report("edge", "")


def start_gateway(where: Addresses, report: Report) -> None:
    """Start the gateway; it answers 502 for a service that is not there yet."""
    report("gateway", "khởi động / starting")
    configuration = gateway.write_configuration(
        where.home, where.gateway_port, {**where.api_ports, "issuer": where.edge_port}
    )
    environment = {
        **os.environ,
        "XDG_DATA_HOME": str(where.home / "caddy"),
        "XDG_CONFIG_HOME": str(where.home / "caddy"),
    }
    running = processes.recorded(where.home, "gateway") or processes.spawn(
        where.home, "gateway", gateway.command(configuration), environment=environment
    )
    processes.wait_until(lambda: accepts(where.gateway_port), running, where.home, 30)
    report("gateway", "")


def start_service(where: Addresses, name: str, report: Report = lambda part, what: None) -> Running:
    """Start one process of a service (`<service>-api` or `<service>-worker`) unless it runs; does not wait."""
    service, _, kind = name.rpartition("-")
    running = processes.recorded(where.home, name)
    if running is None:
        report(name, "khởi động / starting")
        roles = ("api",) if kind == "api" else WORKER_ROLES
        command = [sys.executable, "-m", f"services.{service}", *roles]
        running = processes.spawn(where.home, name, command, environment=where.service_environment(name))
    return running


def wait_healthy(where: Addresses, name: str, report: Report = lambda part, what: None, seconds: float = 60) -> None:
    """Wait until a process says itself that it is ready.

    Raises StackError with the end of its log when it dies or takes too long.
    """
    running = processes.recorded(where.home, name)
    if running is None:
        raise StackError(f"{name} đã dừng. / It has ended.\n{processes.log_tail(where.home, name)}")
    url = where.health_url(name)
    processes.wait_until(lambda: health(url) is not None, running, where.home, seconds, pause=0.1)
    report(name, "")


def health(url: str) -> dict[str, object] | None:
    """What a process says of itself when it is ready (200 with JSON), else None."""
    try:
        with urlopen(url, timeout=2) as answer:  # noqa: S310 - our own http address
            return dict(json.load(answer))
    except (URLError, OSError, ValueError):
        return None


def watch(stack: Stack, died: Callable[[Running], None], stop: Callable[[], bool]) -> int:
    """Look after a running stack until told to stop; every process that dies is told once. Returns how many did."""
    gone: set[str] = set()
    while not stop():
        for name, running in stack.running.items():
            if name not in gone and not processes.is_alive(running):
                gone.add(name)
                died(running)
        time.sleep(0.3)
    return len(gone)


def stop_everything(home: Path, report: Report, keep: set[str] | frozenset[str] = frozenset()) -> None:
    """Stop by pid in reverse order of need: gateway, APIs, workers, issuer and mail sink, then the two servers."""
    alive = {name: running for name, running in processes_alive(home).items() if name not in keep}
    ends = ("gateway", "-api", "-worker", "edge")
    for end in ends:
        group = [running for name, running in alive.items() if name.endswith(end)]
        for running in group:
            report(running.name, "dừng / stopping")
            processes.send(running, signal.SIGCONT)
            processes.send(running, signal.SIGTERM)
        for running in group:
            processes.stop(home, running, signal.SIGTERM, 15)
            report(running.name, "")
    servers = {"kafka": signal.SIGTERM, "postgres": signal.SIGINT}
    for name, polite in servers.items():
        if name in alive:
            report(name, "dừng / stopping")
            processes.send(alive[name], signal.SIGCONT)
            processes.stop(home, alive[name], polite, 30)
            report(name, "")


def down(home: Path, report: Report, *, erase: bool = False) -> None:
    """Stop the stack, also one that another command supervises, and with `erase` delete its data.

    Ports and downloaded jars are kept.
    """
    if (lock := try_lock(home / "stack.lock")) is None:
        owner = supervisor(home)
        if owner is not None:
            report("stack", f"yêu cầu lệnh đang quản lý dừng (pid {owner.pid}) / asking its supervisor to stop")
            processes.send(owner, signal.SIGTERM)
    else:
        os.close(lock)
    with owned(home, seconds=90):
        stop_everything(home, report)
        if erase:
            report("stack", "xóa dữ liệu / erasing data")
            postgres.erase(home)
            for path in home.iterdir():
                if path.is_dir():
                    shutil.rmtree(path)
                elif path.name not in ("ports.json", "ports.lock", "stack.lock"):
                    path.unlink()
        report("stack", "")
