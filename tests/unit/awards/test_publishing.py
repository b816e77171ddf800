"""What was once stored is read and published in the same bytes for ever; nothing personal leaves the service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args, get_type_hints
from uuid import UUID

import pytest

from services.awards.app import SERVICE
from services.chassis.personal import ERASED
from tests.support.golden import EVENT_ID, check, check_all_known, shapes

PUBLISHING = SERVICE.publishing
GOLDEN = Path(__file__).parent / "golden"
KEY = b"k" * 32
"""The key under which these words were sealed."""

WORDS = {
    ("nomination-proposed", 2): {
        "achievements": "Tổ trưởng tổ vay vốn",
        "pack_chosen_because": "Có lợi hơn cho người được đề nghị",
    },
    ("nomination-withdrawn", 1): {"reason": "Nhầm người"},
    ("deed-proposed", 1): {"place": "Suối Nậm Là", "achievements": "Cứu hai cháu nhỏ khỏi dòng lũ"},
    ("opinion-given", 1): {"note": "Cần xác minh thêm"},
    ("award-corrected", 1): {"written": "Lò Thị Mậu", "reads": "Lò Thị Mẫu"},
    ("award-annulled", 1): {"reason": "Kê khai sai số tháng công tác"},
    ("nomination-refused", 2): {"reason": "Hội đồng không thông qua", "citation": "Điều 8"},
}


@pytest.mark.parametrize(("name", "version"), shapes(PUBLISHING.registry))
def test_a_stored_shape_is_published_in_the_same_bytes(name: str, version: int) -> None:
    check(GOLDEN, PUBLISHING, name, version)


def test_every_golden_file_belongs_to_a_stored_type() -> None:
    check_all_known(GOLDEN, PUBLISHING)


@pytest.mark.parametrize(("name", "version"), WORDS)
def test_words_about_a_subject_are_sealed_open_with_their_key_and_are_never_published(name: str, version: int) -> None:
    golden = json.loads((GOLDEN / f"{name}.v{version}.json").read_text(encoding="utf-8"))
    subject = UUID(golden["stored"]["subject_id"])
    opened = PUBLISHING.registry.decode(name, version, golden["stored"], EVENT_ID, {subject: KEY})
    erased = PUBLISHING.registry.decode(name, version, golden["stored"], EVENT_ID)
    for field, words in WORDS[name, version].items():
        assert set(golden["stored"][field]) == {"sealed"}
        assert (getattr(opened, field), getattr(erased, field)) == (words, ERASED)
        assert all(field not in json.loads(published["body"]) for published in golden["published"])


@pytest.mark.parametrize(
    ("name", "field"), [("nomination-proposed", "pack_chosen_because"), ("nomination-refused", "citation")]
)
def test_words_of_version_1_that_lie_in_clear_are_read_as_long_as_the_subjects_key_lives(name: str, field: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.v1.json").read_text(encoding="utf-8"))
    in_clear = golden["stored"] | {"achievements": None, "reason": None, field: "Theo Điều 8"}
    subject = UUID(in_clear["subject_id"])
    assert getattr(PUBLISHING.registry.decode(name, 1, in_clear, EVENT_ID, {subject: KEY}), field) == "Theo Điều 8"
    assert getattr(PUBLISHING.registry.decode(name, 1, in_clear, EVENT_ID), field) is ERASED


def test_whatever_a_person_writes_about_a_subject_is_personal() -> None:
    """What else is text in an event about a subject is a number of a paper, a position, or the rule packs' own words (`objects`)."""
    texts = {
        field
        for stored in PUBLISHING.registry.types.values()
        if "subject_id" in (hints := get_type_hints(stored.cls))
        for field, hint in hints.items()
        if str in (hint, *get_args(hint)) and field not in PUBLISHING.registry.personal(stored.cls)
    }
    assert texts == {
        *("pack_id", "pack_hash", "document_number", "decision_number", "signer_position", "money_citation", "objects"),
        "member_id",  # the issuer's `sub`
    }
