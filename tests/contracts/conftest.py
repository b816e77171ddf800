"""What needs kcat runs where kcat is, and elsewhere the session says that it did not."""

import shutil

import pytest

collect_ignore = [] if shutil.which("kcat") else ["test_kcat.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if collect_ignore:
        terminalreporter.write_line("not run: tests/contracts/test_kcat.py (kcat is not installed)")
