"""What was once stored is read and published in the same bytes for ever; nobody's name leaves the service."""

import json
from pathlib import Path
from uuid import UUID

import pytest

from services.chassis.personal import ERASED
from services.submissions.app import SERVICE
from tests.support.golden import EVENT_ID, check, check_all_known, shapes

PUBLISHING = SERVICE.publishing
REGISTRY = PUBLISHING.registry
GOLDEN = Path(__file__).parent / "golden"
KEY = bytes(range(32))
"""The key under which the golden files were sealed."""

PERSONAL = {
    "person-registered": {"full_name": "Lò Thị Mẫu", "email": "mau@example.vn"},
    "person-name-corrected": {"full_name": "Lò Thị Mấu"},
    "person-address-changed": {"email": "mau2@example.vn"},
}


@pytest.mark.parametrize(("name", "version"), shapes(REGISTRY))
def test_a_stored_shape_is_published_in_the_same_bytes(name: str, version: int) -> None:
    check(GOLDEN, PUBLISHING, name, version)


def test_every_golden_file_belongs_to_a_stored_type() -> None:
    check_all_known(GOLDEN, PUBLISHING)


WORDS = {
    "paper-receipt-recorded": (3, "reason", "Mất mạng"),
    "report-returned": (2, "reason", "Thiếu biểu số 2"),
    "report-acceptance-withdrawn": (2, "reason", "Tiếp nhận nhầm"),
    "report-deadline-extended": (2, "reason", "Mưa lũ"),
    "plan-task-done": (2, "result", "Đã họp sơ kết."),
    "report-return-withdrawn": (1, "reason", "Trả lại nhầm"),
    "report-sending-withdrawn": (1, "reason", "Ghi nhầm đơn vị"),
    "report-extension-withdrawn": (1, "reason", "Gia hạn nhầm đơn vị"),
    "unit-plan-returned": (2, "note", "Mục 2 chưa có ngày"),
    "unit-plan-return-taken-back": (1, "reason", "Trả lại nhầm kế hoạch"),
}
"""What people write about things: the version from which it is sealed, the field and what was written."""


@pytest.mark.parametrize("name", PERSONAL)
def test_names_and_addresses_are_sealed_open_with_their_key_and_are_gone_without_it(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.v1.json").read_text(encoding="utf-8"))
    person = UUID(golden["stored"]["person_id"])
    opened = REGISTRY.decode(name, 1, golden["stored"], EVENT_ID, {person: KEY})
    erased = REGISTRY.decode(name, 1, golden["stored"], EVENT_ID)
    for field, value in PERSONAL[name].items():
        assert set(golden["stored"][field]) == {"sealed"}
        assert getattr(opened, field) == value
        assert getattr(erased, field) is ERASED
        assert all(value not in published["body"] for published in golden["published"])


@pytest.mark.parametrize("name", WORDS)
def test_words_are_sealed_told_with_their_key_and_gone_without_it(name: str) -> None:
    version, field, words = WORDS[name]
    stored = json.loads((GOLDEN / f"{name}.v{version}.json").read_text(encoding="utf-8"))["stored"]
    key_of = UUID(stored["words_id"])
    assert REGISTRY.told(name, stored) == {key_of}
    assert getattr(REGISTRY.decode(name, version, stored, EVENT_ID, {key_of: KEY}), field) == words
    assert getattr(REGISTRY.decode(name, version, stored, EVENT_ID), field) is ERASED
    assert words not in json.dumps(stored, ensure_ascii=False)
    if version == 1:
        return
    before = json.loads((GOLDEN / f"{name}.v{version - 1}.json").read_text(encoding="utf-8"))["stored"]
    said = ERASED if field in before else None
    assert getattr(REGISTRY.decode(name, version - 1, before, EVENT_ID), field) is said, "of an earlier build"


def test_only_these_types_hold_personal_values() -> None:
    holding = {name for name, stored in REGISTRY.types.items() if REGISTRY.personal(stored.cls)}
    assert holding == set(PERSONAL) | set(WORDS)


def test_a_timeline_tells_words_about_things_and_never_who_somebody_is() -> None:
    for name in PERSONAL:
        stored = json.loads((GOLDEN / f"{name}.v1.json").read_text(encoding="utf-8"))["stored"]
        assert REGISTRY.told(name, stored) == frozenset()
