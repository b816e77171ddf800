"""What a committed report says of the commit that it reports on."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.provenance import commit


def test_a_report_that_is_being_written_is_no_change_of_what_it_reports_on(tmp_path: Path) -> None:
    report, code = tmp_path / "tests" / "fault" / "REPORT.md", tmp_path / "services" / "code.py"
    for file in (report, code):
        file.parent.mkdir(parents=True)
        file.write_text("before")
    for step in (["init"], ["add", "."], ["commit", "-m", "first"]):
        author = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]
        subprocess.run(["git", *author, *step], check=True, capture_output=True, cwd=tmp_path)
    clean = commit(tmp_path)
    assert clean and not clean.endswith("-dirty")
    report.write_text("after")
    assert commit(tmp_path) == clean
    code.write_text("after")
    assert commit(tmp_path) == f"{clean}-dirty"


def test_outside_a_checkout_the_commit_is_unknown(tmp_path: Path) -> None:
    assert commit(tmp_path) == "unknown"
