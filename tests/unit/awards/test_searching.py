"""A document's number is found however it is written and however it was stored."""

from __future__ import annotations

import pytest

from services.awards.searching import number_key
from services.chassis.text.ordering import beginnings

WRITTEN = ("2210/QĐ-UBND", "2210/qđ-ubnd", "2210 / QĐ – UBND", "2210/Q\u00d0-UBND", "2210QĐ-UBND", "02210/QD-UBND")


@pytest.mark.parametrize("stored", WRITTEN)
@pytest.mark.parametrize("asked", [*WRITTEN, "2210qđubnd", "2210/QDUBND", "2210 qd", "QĐ-UBND 2210"])
def test_a_number_is_found_in_any_writing(stored: str, asked: str) -> None:
    assert all(beginning in number_key(stored) for beginning in beginnings(asked))


@pytest.mark.parametrize("asked", ["2211/QĐ-UBND", "210/QĐ-UBND", "2210/KH-UBND"])
def test_another_number_is_not(asked: str) -> None:
    assert not all(beginning in number_key("2210/QĐ-UBND") for beginning in beginnings(asked))
