"""`thidua up`, `env`, `token`, `down`: one owner per folder, a dead child is reported, kill -9 is survived."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import psutil  # type: ignore[import-untyped]  # ships no types
import pytest

from deploy.local import processes, stack
from deploy.local.addresses import addresses_of
from deploy.local.places import StackError, is_free, remembered_ports
from deploy.local.processes import Running
from tests.support import stack as support
from tests.support.cli import command, thidua
from tests.support.provenance import ROOT


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A folder whose servers keep their data from test to test: only the first start has to make it."""
    with support.session_home() as folder:
        yield folder


@pytest.fixture
def unused_home() -> Iterator[Path]:
    with support.session_home() as folder:
        yield folder


def eventually(true: Callable[[], object], what: str, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def supervised(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A stack under a supervisor in the foreground, ready, with the ports that it had before."""
    output, before = home / "up.txt", remembered_ports(home)
    with output.open("w") as file:
        supervisor = subprocess.Popen(command(home, "up"), cwd=ROOT, stdout=file, stderr=file, text=True)
    try:
        eventually(lambda: "Press Ctrl-C" in output.read_text() or supervisor.poll() is not None, output.read_text())
        assert supervisor.poll() is None, output.read_text()
        assert before in ({}, remembered_ports(home))
        yield supervisor
    finally:
        supervisor.terminate()
        supervisor.wait(60)


def test_a_second_up_on_a_supervised_folder_is_refused_and_down_ends_the_first(
    home: Path, supervised: subprocess.Popen[str]
) -> None:
    second = thidua(home, "up", "--detach")
    assert second.returncode == 1
    assert f"pid {supervised.pid}" in second.stderr
    assert "đang do một lệnh thidua khác quản lý" in second.stderr
    assert thidua(home, "down").returncode == 0
    assert supervised.wait(60) == 0
    assert stack.processes_alive(home) == {}


def test_the_stack_comes_back_after_its_servers_and_its_supervisor_were_killed(
    home: Path, supervised: subprocess.Popen[str]
) -> None:
    """What `up --detach` leaves behind then: addresses, tokens, a clock that moves, and nothing once it is down."""
    supervised.kill()
    supervised.wait(10)
    for name in ("kafka", "postgres"):
        server = processes.recorded(home, name)
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)  # their parent is gone: whoever reaps them takes its time
    again = thidua(home, "up", "--detach")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "kafka: đã dừng ngoài ý muốn" in again.stdout and "postgres: đã dừng ngoài ý muốn" in again.stdout

    alive = stack.processes_alive(home)
    assert {"postgres", "kafka", "edge", "gateway", *stack.service_processes()} == set(alive)
    exports = thidua(home, "env").stdout
    where = addresses_of(home, {})
    assert f"export THIDUA_BASE_URL={where.base_url}\n" in exports
    assert f"export SUBMISSIONS_DATABASE_URL={where.databases['submissions'].facts}\n" in exports
    token = thidua(home, "token", "--role", "ward-clerk", "--ward", "03386").stdout.strip()
    assert jwt.decode(token, options={"verify_signature": False})["sub"] == "local:ward-clerk:03386"

    moved = thidua(home, "clock", "--to", "2024-05-14T23:00:00+07:00")
    assert moved.stdout.startswith("2024-05-14T23:00"), moved.stdout + moved.stderr
    later = thidua(home, "clock", "--advance", "10d")
    assert later.stdout.startswith("2024-05-24T23:0"), later.stdout + later.stderr

    assert thidua(home, "up", "--detach").returncode == 0
    assert stack.processes_alive(home) == alive, "a second up of a running stack changes nothing"

    ports = remembered_ports(home)
    assert thidua(home, "down").returncode == 0
    assert stack.processes_alive(home) == {}
    assert all(is_free(port) for port in ports.values())
    assert "chưa chạy" in thidua(home, "env").stderr


def test_a_child_that_dies_is_reported_and_not_restarted_and_what_is_erased_keeps_its_ports(
    home: Path, supervised: subprocess.Popen[str]
) -> None:
    ports = remembered_ports(home)
    edge = processes.recorded(home, "edge")
    assert edge is not None
    processes.kill(edge)
    eventually(lambda: "edge (pid" in (home / "up.txt").read_text(), "the death of edge was not reported")
    assert processes.recorded(home, "edge") is None
    supervised.send_signal(signal.SIGINT)
    assert supervised.wait(60) == 1
    assert stack.processes_alive(home) == {}
    assert thidua(home, "down", "--erase").returncode == 0
    assert not (home / "postgres").exists() and not (home / "kafka").exists()
    assert remembered_ports(home) == ports


def test_a_remembered_port_that_somebody_took_is_replaced(unused_home: Path) -> None:
    taken = addresses_of(unused_home, {}).edge_port
    with socket.create_server(("127.0.0.1", taken)):
        assert addresses_of(unused_home, {}).edge_port != taken
        assert remembered_ports(unused_home)["edge"] != taken


def test_a_start_that_fails_says_why_and_leaves_nothing_running(unused_home: Path) -> None:
    broken = unused_home / "kafka" / "log" / "meta.properties"
    broken.parent.mkdir(parents=True)
    broken.write_text("version=99\n")
    failed = thidua(unused_home, "up", "--detach")
    assert failed.returncode == 1
    assert "kafka đã dừng khi khởi động" in failed.stderr
    assert stack.processes_alive(unused_home) == {}


def test_a_clock_that_was_set_has_ended_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    me = Running("edge", os.getpid(), processes.started_at(os.getpid()))
    began = psutil.Process.create_time
    monkeypatch.setattr(psutil.Process, "create_time", lambda process: began(process) + 3600)
    assert processes.is_alive(me)


def test_a_pid_that_belongs_to_somebody_else_now_is_not_ours(unused_home: Path) -> None:
    me = Running("edge", os.getpid(), processes.started_at(os.getpid()) - 3600)
    assert not processes.is_alive(me)
    with pytest.raises(StackError, match="ended while starting"):
        processes.wait_until(lambda: False, me, unused_home, 1)
