"""Fixtures every test may use: a real PostgreSQL and a real Kafka for the whole session.

Tests run in the order of what they cost: what the tree looks like first, faults last. A test that needs a program of
the operating system says so with `@pytest.mark.needs("kcat")`. Where the program is missing the test is not run and the
end of the session names it; with --require-programs (CI) the session fails.
"""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import coverage
import hypothesis
import pytest
from hypothesis import HealthCheck

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from tests.support import covered, stack

NOT_RUN = pytest.StashKey[list[str]]()
COVERED = pytest.StashKey[coverage.Coverage]()
ROOMS = ("architecture", "contracts", "unit", "integration", "e2e", "fuzz", "fault", "bench")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what CI asks for."""
    parser.addoption("--require-programs", action="store_true", help="fail when a program a test needs is missing")


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end a session like Ctrl-C does: fixtures stop their servers. A busy machine is no failure."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hypothesis.settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("any-machine")
    config.addinivalue_line("markers", "last: judges its whole room, so it runs after the others")
    config.addinivalue_line("markers", "needs(program): needs this program of the operating system")
    config.stash[NOT_RUN] = []
    config.stash[COVERED] = covered.start()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the rooms in order; set aside the tests whose program is missing, or fail where every test must run."""
    items.sort(key=_room)
    if not any(item.get_closest_marker("last") for item in items):
        config.stash[COVERED].stop()
    missing: dict[pytest.Item, str] = {}
    for item in items:
        programs = [mark.args[0] for mark in item.iter_markers("needs")]
        absent = [program for program in programs if shutil.which(program) is None]
        if absent:
            missing[item] = ", ".join(absent)
    if missing and config.getoption("--require-programs"):
        raise pytest.UsageError(f"missing programs: {', '.join(sorted(set(missing.values())))}")
    config.hook.pytest_deselected(items=list(missing))
    items[:] = [item for item in items if item not in missing]
    config.stash[NOT_RUN] += [f"{item.nodeid}: thiếu / missing {program}" for item, program in missing.items()]


def _room(item: pytest.Item) -> tuple[int, bool]:
    """The place of a test's room in the order; what judges a whole room comes last in it."""
    room = item.nodeid.split("/")[1]
    return ROOMS.index(room) if room in ROOMS else len(ROOMS), item.get_closest_marker("last") is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which tests were not run and why."""
    if config.stash[NOT_RUN]:
        terminalreporter.section("không chạy / not run")
        for line in config.stash[NOT_RUN]:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Path]:
    """The folder of this session's servers."""
    with stack.session_home() as home:
        yield home


@pytest.fixture(scope="session")
def postgres(stack_home: Path) -> Postgres:
    """A real PostgreSQL, shared by the session; take a database of your own with `fresh_database`."""
    return stack.start_postgres(stack_home)


@pytest.fixture(scope="session")
def kafka(stack_home: Path) -> Kafka:
    """A real broker, shared by the session; take topics and groups with names of your own."""
    return stack.start_kafka(stack_home)
