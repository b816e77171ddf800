"""Every branch of every decider is taken by a unit test: a decision that nobody tried is a decision nobody made."""

from pathlib import Path

import pytest

from tests.conftest import COVERED
from tests.support import covered


@pytest.mark.last
def test_every_branch_of_every_decider_is_taken(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """Meaningful after the whole of tests/unit; run alone it names everything."""
    missing = covered.missing(pytestconfig.stash[COVERED], tmp_path / "coverage.json")
    assert not missing, "no unit test takes\n" + "\n".join(missing)
