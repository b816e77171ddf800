"""What PostgreSQL and Kafka share as servers of a stack folder: found again, stopped in order, killed as by a crash."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from deploy.local import processes
from deploy.local.places import StackError, remembered_ports, wait_for_lock
from deploy.local.processes import Running


@dataclass(slots=True, kw_only=True)
class Server:
    """One server whose data belongs to a stack folder (`home`); `settings` are its own, besides or instead of ours.

    `start`, `stop` and `kill` may be called in any order and again.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    ends_by: ClassVar[signal.Signals]
    patience: ClassVar[float]
    """Seconds that it may take to stop."""

    home: Path = field(kw_only=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    running: Running | None = None

    @property
    def pid(self) -> int:
        """Its process."""
        if self.running is None:
            raise StackError(f"{self.title} chưa chạy. / {self.title} is not running.")
        return self.running.pid

    @contextmanager
    def alone_on(self, data: Path, seconds: float) -> Iterator[int]:
        """Hold the lock of its data, which the server itself is to inherit. Raises StackError when another server holds them."""
        lock = wait_for_lock(
            self.home / f"{self.name}.lock", 0.0 if processes.recorded(self.home, self.name) else seconds
        )
        if lock is None:
            raise StackError(
                f"Thư mục dữ liệu {data} đang được một {self.title} khác sử dụng. / "
                f"Another {self.title} uses the data folder {data}."
            )
        try:
            yield lock
        finally:
            os.close(lock)

    def attach(self) -> bool:
        """Take over the server that already runs on this folder; False when none does."""
        self.running = processes.recorded(self.home, self.name)
        self.port = remembered_ports(self.home).get(self.name, 0)
        return self.running is not None

    def stop(self) -> None:
        """Stop in order, with what its signal means to it."""
        if self.running is not None:
            processes.stop(self.home, self.running, self.ends_by, self.patience)
            self.running = None

    def kill(self) -> None:
        """SIGKILL it, as a crash would; the next `start` recovers."""
        if self.running is not None:
            processes.kill(self.running)
            self.running = None
