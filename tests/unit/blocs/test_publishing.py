"""What blocs stored is read and published in the same bytes for ever."""

from pathlib import Path

import pytest

from services.blocs.app import SERVICE
from tests.support import golden

PUBLISHING = SERVICE.publishing
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "version"), golden.shapes(PUBLISHING.registry))
def test_a_stored_shape_is_published_in_the_same_bytes_for_ever(name: str, version: int) -> None:
    golden.check(GOLDEN, PUBLISHING, name, version)


def test_every_golden_file_belongs_to_a_stored_shape() -> None:
    golden.check_all_known(GOLDEN, PUBLISHING)
