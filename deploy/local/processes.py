"""Processes of the local stack: started with a log and a pid record, stopped by pid, never by name.

A record holds the start time beside the pid, because a pid is used again by strangers.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # ships no types

from deploy.local.places import StackError

# our own children, so that a dead one is reaped and does not look alive as a zombie
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True, slots=True)
class Running:
    """A started process: its name in the stack, its pid and when the kernel says it began (Unix seconds)."""

    name: str
    pid: int
    started: float


@dataclass(frozen=True, slots=True)
class Account:
    """The account a server runs under when we are root and it refuses to be."""

    uid: int
    gid: int


def log_path(home: Path, name: str) -> Path:
    """Where a process of this stack writes what it has to say."""
    return home / "logs" / f"{name}.log"


def spawn(
    home: Path,
    name: str,
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    locks: Sequence[int] = (),
    cwd: Path | None = None,
) -> Running:
    """Start a process in its own session, so that Ctrl-C reaches the supervisor only, and record its pid.

    `locks` are descriptors the process inherits and thereby keeps locked until it ends.
    """
    log = log_path(home, name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if environment is None else dict(environment),
            cwd=cwd,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            pass_fds=tuple(locks),
            start_new_session=True,
        )
    _children[child.pid] = child
    running = Running(name, child.pid, started_at(child.pid))
    record = home / "pids" / f"{name}.json"
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(asdict(running)) + "\n")
    return running


def started_at(pid: int) -> float:
    """When a process began, in seconds after the machine's first process did; 0.0 when it is gone already.

    Not by the clock: when that is set, all processes have begun at another time, and every stack would seem to have died.
    """
    try:
        return _age_beside_the_first(psutil.Process(pid))
    except psutil.Error:
        return 0.0


def _age_beside_the_first(process: psutil.Process) -> float:
    return float(process.create_time() - psutil.Process(1).create_time())


def recorded(home: Path, name: str) -> Running | None:
    """The process last started under this name if it is still alive."""
    path = home / "pids" / f"{name}.json"
    if not path.exists():
        return None
    entry = json.loads(path.read_text())
    running = Running(entry["name"], entry["pid"], entry["started"])
    return running if is_alive(running) else None


def forget(home: Path, name: str) -> None:
    """Drop the record of a process that has ended."""
    (home / "pids" / f"{name}.json").unlink(missing_ok=True)


def is_alive(running: Running) -> bool:
    """True while exactly this process runs: a zombie and a reused pid are not it."""
    child = _children.get(running.pid)
    if child is not None:
        return child.poll() is None
    try:
        process = psutil.Process(running.pid)
        same = abs(_age_beside_the_first(process) - running.started) < 2
        return bool(process.status() != psutil.STATUS_ZOMBIE and same)
    except psutil.Error:
        return False


def is_zombie(pid: int) -> bool:
    """True for a process that has ended but was not reaped by its parent."""
    try:
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def wait_until_gone(running: Running, seconds: float) -> bool:
    """True when the process has ended within the time; a killed one may stay a zombie for a second or two."""
    deadline = time.monotonic() + seconds
    while is_alive(running):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    _children.pop(running.pid, None)
    return True


def send(running: Running, signal_number: int) -> None:
    """Signal exactly this process; one that has ended meanwhile is fine."""
    if is_alive(running):
        try:
            os.kill(running.pid, signal_number)
        except ProcessLookupError:
            return


def stop(home: Path, running: Running, signal_number: int = signal.SIGTERM, seconds: float = 15) -> bool:
    """End a process politely, then by force; True when the polite way was enough."""
    send(running, signal_number)
    polite = wait_until_gone(running, seconds)
    if not polite:
        kill(running)
    forget(home, running.name)
    return polite


def kill(running: Running) -> None:
    """SIGKILL and wait until it is really gone."""
    send(running, signal.SIGKILL)
    if not wait_until_gone(running, 10):
        raise StackError(f"{running.name}: pid {running.pid} không dừng sau SIGKILL. / It survives SIGKILL.")


def wait_until(ready: Callable[[], bool], running: Running, home: Path, seconds: float, *, pause: float = 0.02) -> None:
    """Wait until a process is ready; fail with the end of its log when it dies or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not is_alive(running):
            raise StackError(
                f"{running.name} đã dừng khi khởi động. / It ended while starting.\n{log_tail(home, running.name)}"
            )
        if time.monotonic() > deadline:
            raise StackError(
                f"{running.name} chưa sẵn sàng sau {seconds:.0f} giây. / Not ready in time.\n"
                f"{log_tail(home, running.name)}"
            )
        time.sleep(pause)


def log_tail(home: Path, name: str, lines: int = 20) -> str:
    """The last lines a process wrote, with the path of the whole log."""
    path = log_path(home, name)
    if not path.exists():
        return f"(không có nhật ký / no log: {path})"
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 16384))
        tail = file.read().decode(errors="replace").splitlines()[-lines:]
    return "\n".join([f"--- {path}", *tail])
