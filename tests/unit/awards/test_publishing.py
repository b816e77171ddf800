"""What was once stored is read and published in the same bytes for ever; nothing personal leaves the service."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.awards.catalogue import CATALOGUE
from services.awards.publishing import PUBLISHING
from services.chassis.personal import ERASED
from tests.support.golden import EVENT_ID, check, check_all_known, shapes

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(("name", "version"), shapes(CATALOGUE))
def test_a_stored_shape_is_published_in_the_same_bytes(name: str, version: int) -> None:
    check(GOLDEN, PUBLISHING, name, version)


def test_every_golden_file_belongs_to_a_stored_type() -> None:
    check_all_known(GOLDEN, PUBLISHING)


@pytest.mark.parametrize("name", ["nomination-proposed", "nomination-withdrawn", "nomination-refused"])
def test_words_about_a_person_are_sealed_and_never_published(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.v1.json").read_text(encoding="utf-8"))
    field = "achievements" if name == "nomination-proposed" else "reason"
    assert set(golden["stored"][field]) == {"sealed"}
    event = CATALOGUE.decode(name, 1, golden["stored"], EVENT_ID)
    assert getattr(event, field) is ERASED
    assert all(field not in json.loads(published["body"]) for published in golden["published"])
