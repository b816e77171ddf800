"""Fixtures every test may use: a real PostgreSQL and a real Kafka for the whole session.

`make test` runs four sessions beside each other, on two cores: tests wait as much as they work. What shares something dear stays
together in one of them: the quick folders, lint and types, the played year, the faults, the benchmarks; of the rest each file. What takes
longest is begun first, so that the sessions end together. A test that needs a program of the operating system says so with
`@pytest.mark.needs("kcat")`: where the program is missing it is not run and a warning names it; with --require-programs (CI) it fails.
"""

import gc
import shutil
import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest
from hypothesis import HealthCheck
from xdist.remote import Producer  # type: ignore[import-untyped]  # ships no types
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]  # ships no types

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis import garbage
from tests.support import covered, stack

COVERED = pytest.StashKey[coverage.Coverage]()
FOLDERS = ("contracts", "unit", "architecture", "e2e", "fault", "bench", "fuzz", "integration", "soak")
"""In this order."""
TOGETHER = {
    "contracts": "quick",
    "unit": "quick",
    "architecture": "architecture",
    "e2e": "year",
    "fault": "fault",
    "bench": "bench",
}
"""Folders that one session runs whole."""
FIRST = "gw0"
"""The session that is handed the first of them; xdist numbers them from nought."""
OWN_SERVERS = ("test_first_year.py", "test_schemathesis.py")
"""Files beside those of the played year that do not need it."""
LONGEST = ("test_authority.py", "test_stack_commands.py", "test_verify.py", "test_rebuild.py", "test_recover.py")
"""Of the rest what is begun first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare what CI asks for."""
    parser.addoption("--require-programs", action="store_true", help="fail when a program a test needs is missing")


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end a session like Ctrl-C does: fixtures stop their servers. A busy machine is no failure."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hypothesis.settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("any-machine")
    config.addinivalue_line("markers", "last: judges its whole folder, so it runs after the others")
    config.addinivalue_line("markers", "unmeasured: repeats what others cover, so it runs behind `last`, at full speed")
    config.addinivalue_line("markers", "needs(program): needs this program of the operating system")
    if _runs_the_unit_tests(config):
        config.stash[COVERED] = covered.start()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Look for no garbage while everything is imported, and afterwards as rarely as our processes do."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        garbage.collect_rarely()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Hand out tests by what stays together, in the order of the folders."""
    config.option.loadscopereorder = False
    return ByFolder(config, log)


class ByFolder(LoadScopeScheduling):  # type: ignore[misc]  # as above
    """What one session runs together: some folders whole, of the others a file."""

    def add_node(self, node: Any) -> None:
        """The sessions stand in the order of their names, whichever is ready first: the first gets what comes first."""
        super().add_node(node)
        ordered = sorted(self.assigned_work.items(), key=lambda one: str(one[0].gateway.id))
        self.assigned_work.clear()
        self.assigned_work.update(ordered)

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith(OWN_SERVERS) else TOGETHER.get(_folder(nodeid), file)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the folders in order; set aside the tests whose program is missing, unless every test must run."""
    items.sort(key=_place)
    if config.getoption("--require-programs"):
        return
    missing = {item: programs for item in items if (programs := _missing(item))}
    config.hook.pytest_deselected(items=list(missing))
    items[:] = [item for item in items if item not in missing]
    for item, programs in missing.items():
        config.issue_config_time_warning(
            pytest.PytestWarning(f"không chạy / not run: {item.nodeid}: thiếu / missing {programs}"), stacklevel=2
        )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Measure no branches where none are asked for; a test whose program is missing fails."""
    if COVERED in item.config.stash and TOGETHER.get(_folder(item.nodeid)) != "quick":
        item.config.stash[COVERED].stop()
    if programs := _missing(item):
        pytest.fail(f"thiếu / missing {programs}")


def _runs_the_unit_tests(config: pytest.Config) -> bool:
    """Whether this process does: the first of the sessions, or the only one, and not the one that only hands out tests."""
    session = getattr(config, "workerinput", {}).get("workerid")
    return session == FIRST if session else not config.getoption("numprocesses")


def _place(item: pytest.Item) -> tuple[int, bool, bool, bool, bool]:
    """Where a test comes: by its folder, with what needs no played year behind the rest, what takes long before it, what judges last."""
    return (
        FOLDERS.index(_folder(item.nodeid)),
        item.path.name in OWN_SERVERS,
        item.path.name not in LONGEST,
        item.get_closest_marker("unmeasured") is not None,
        item.get_closest_marker("last") is not None,
    )


def _missing(item: pytest.Item) -> str:
    """The programs that a test needs and this machine does not have."""
    needed = [mark.args[0] for mark in item.iter_markers("needs")]
    return ", ".join(program for program in needed if shutil.which(program) is None)


def _folder(nodeid: str) -> str:
    return nodeid.split("/")[1]


@pytest.fixture(scope="session")
def stack_home() -> Iterator[Path]:
    """The folder of this session's servers."""
    with stack.session_home() as home:
        yield home


@pytest.fixture(scope="session")
def postgres(stack_home: Path) -> Postgres:
    """A real PostgreSQL, shared by the session; take databases of your own with `stack.migrated_databases`.

    It would not survive a power cut, which no test makes; what is killed has a server of its own.
    """
    return stack.start_postgres(stack_home, fsync="off")


@pytest.fixture(scope="session")
def kafka(stack_home: Path) -> Kafka:
    """A real broker, shared by the session; take topics and groups with names of your own."""
    return stack.start_kafka(stack_home)
