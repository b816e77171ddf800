"""Nursery: forks service processes from one that has everything imported, so that a test can afford to kill many.

Each child is a process of its own in every respect that matters here: its own session, pid, connections, memory and fate. It
runs `services.chassis.process.live` as `python -m services.<name> ROLE…` does, or a rebuild as its verb does. One line of JSON in,
one line with the pid out.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from services.chassis import process
from services.chassis.http import app as _app  # noqa: F401 - imported once, for all children
from services.chassis.readers import rebuild as _rebuild
from services.chassis.relay import relay as _relay  # noqa: F401
from services.chassis.scheduler import scheduler as _scheduler  # noqa: F401
from services.chassis.settings import load
from services.chassis.subscriptions import factory as _factory  # noqa: F401
from tests.fault import services
from tests.fault.moments import MOMENTS
from tests.fault.variants import VARIANTS
from thidua_contracts.event import contracts


@dataclass(frozen=True, slots=True)
class Child:
    """What to start: a service under a topic, its roles, its environment, and what is changed in it."""

    name: str
    service: str
    topic: str
    roles: list[str]
    log: str
    environment: dict[str, str]
    moments: dict[str, Any] = field(default_factory=dict)
    variants: list[str] = field(default_factory=list)

    def line(self) -> str:
        return json.dumps(asdict(self))


def live(child: Child) -> None:
    """The life of a child; never returns."""
    os.setsid()
    output = os.open(child.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    for name in [name for name in os.environ if name.upper().startswith(("THIDUA_", "FAULT_"))]:
        del os.environ[name]
    os.environ.update(child.environment)
    random.seed()
    service = services.source(child.topic) if child.service == "source" else services.target(child.topic, "unused")
    for name in child.variants:
        VARIANTS[name]()
    for name, how in child.moments.items():
        MOMENTS[name](**how)
    if child.roles == ["rebuild"]:
        asyncio.run(_rebuild.rebuild(service, child.environment["FAULT_READER"], load(), who="fault"))
    else:
        process.live(service, child.roles)


def reap(*_: object) -> None:
    """Takes the dead away, so that they do not look alive."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def serve(lines: Sequence[str] | Any) -> None:
    """Forks a child per line until its input ends."""
    contracts()
    signal.signal(signal.SIGCHLD, reap)
    print(json.dumps({"pid": os.getpid()}), flush=True)
    for line in lines:
        child = Child(**json.loads(line))
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            code = 0
            try:
                live(child)
            except BaseException:
                traceback.print_exc()
                code = 1
            finally:
                os._exit(code)
        print(json.dumps({"pid": pid}), flush=True)


if __name__ == "__main__":
    serve(sys.stdin)
