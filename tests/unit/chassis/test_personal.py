"""A sealed value opens with its subject's key, in its own event and field, and nowhere else."""

from __future__ import annotations

import os
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag

from services.chassis.personal import seal, unseal

EVENT, KEY = uuid4(), os.urandom(32)
NAME = "Lò Thị Mẫu"


def test_a_value_is_opened_where_it_was_sealed() -> None:
    sealed = seal(NAME, KEY, EVENT, "full_name")
    assert NAME not in str(sealed)
    assert unseal(sealed, KEY, EVENT, "full_name") == NAME


def test_the_same_value_is_never_sealed_alike() -> None:
    assert seal(NAME, KEY, EVENT, "full_name") != seal(NAME, KEY, EVENT, "full_name")


@pytest.mark.parametrize(
    ("key", "event", "field"),
    [(os.urandom(32), EVENT, "full_name"), (KEY, uuid4(), "full_name"), (KEY, EVENT, "email")],
    ids=["another key", "moved to another event", "moved to another field"],
)
def test_a_value_that_was_moved_does_not_open(key: bytes, event: UUID, field: str) -> None:
    with pytest.raises(InvalidTag):
        unseal(seal(NAME, KEY, EVENT, "full_name"), key, event, field)
