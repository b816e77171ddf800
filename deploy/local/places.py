"""Where the local stack keeps things: locks, remembered ports and the per-user cache.

Two processes on one data folder destroy it (Kafka) or refuse each other late (PostgreSQL), so every data folder has a
lock. The lock's file descriptor is inherited by the server itself: the lock lives exactly as long as the server does,
also after the supervisor was killed.
"""

import fcntl
import json
import os
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOWEST_PORT = 20000
FIRST_EPHEMERAL_PORT = (
    32768  # from here the kernel hands ports to outgoing connections: a server may find its own taken
)


class StackError(Exception):
    """The local stack cannot do what was asked; the text says what and what to do, in Vietnamese and English."""


def user_cache() -> Path:
    """The per-user cache outside the checkout: a second clone on this machine downloads nothing again."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "thidua"


def try_lock(path: Path) -> int | None:
    """Take the lock of a folder and return its descriptor, or None when somebody holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def wait_for_lock(path: Path, seconds: float) -> int | None:
    """Try for a while: children of a killed server notice its death within moments and let go."""
    deadline = time.monotonic() + seconds
    while (descriptor := try_lock(path)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return descriptor


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a lock for the length of a block, waiting for it as long as it takes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_free(port: int) -> bool:
    """True when nothing listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(avoid: frozenset[int] = frozenset()) -> int:
    """A free port below the ephemeral range, drawn at random so that two stacks starting at once rarely meet."""
    for _ in range(1000):
        port = random.randrange(LOWEST_PORT, FIRST_EPHEMERAL_PORT)  # noqa: S311 - not a secret
        if port not in avoid and is_free(port):
            return port
    raise StackError("Không còn cổng TCP trống dưới 32768. / No free TCP port below 32768.")


def remembered_ports(home: Path) -> dict[str, int]:
    """The ports this stack used last, by name; empty before its first start."""
    path = home / "ports.json"
    return {str(name): int(port) for name, port in json.loads(path.read_text()).items()} if path.exists() else {}


def port_for(home: Path, name: str) -> int:
    """The port of a server: the one of last time when it is free, else a new one, remembered from now on."""
    with held(home / "ports.lock"):
        ports = remembered_ports(home)
        port = ports.get(name)
        if port is None or not is_free(port):
            port = free_port(frozenset(ports.values()))
            ports[name] = port
            fresh = home / "ports.json.new"
            fresh.write_text(json.dumps(ports, indent=2, sort_keys=True) + "\n")
            fresh.rename(home / "ports.json")
    return port


def accepts(port: int) -> bool:
    """True when a TCP connection to this port of 127.0.0.1 is accepted."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False
