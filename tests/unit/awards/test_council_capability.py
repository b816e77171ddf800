"""The pages of the council: refusals where they can be mended; a ward has one council; its timeline names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from services.awards.councils.capability import CHANGE, COUNCILS, FORM
from services.awards.councils.commands import FormCouncil, Seated
from services.awards.councils.events import CouncilChanged, CouncilChangeTakenBack, CouncilFormed
from services.awards.councils.refusals import CouncilRefused
from services.awards.ids import council_id

OWN = {code for code in CouncilRefused.refusals if code.startswith("council.")}
ABOVE = {"council.session-called", "council.already-formed", "council.none-on-day", "council.no-coming-change"}
"""Refusals that speak of the council itself, and the one of a session's day."""
SEATS = (Seated(member_id="issuer|1", seat="chair"), Seated(member_id="issuer|2", seat="secretary"))
FORMED = FormCouncil(
    ward_code="03386",
    at=datetime(2024, 3, 1, tzinfo=UTC),
    document_number="12/QĐ-UBND",
    signed_on=date(2024, 3, 1),
    seats=SEATS,
)


def test_a_refusal_is_shown_at_a_field_or_above_the_form() -> None:
    assert {*FORM.places, *CHANGE.places} == OWN - ABOVE
    for do in COUNCILS.does:
        assert set(do.places.values()) <= {part.name for part in do.asked}, do.name


def test_a_ward_has_one_council() -> None:
    assert FORMED.council_id == council_id("03386") == replace(FORMED, seats=()).council_id
    assert replace(FORMED, ward_code="03389").council_id != FORMED.council_id


def test_the_timeline_counts_members_and_names_nobody() -> None:
    formed, changed, taken_back = COUNCILS.facts
    key = FORMED.council_id
    said = [
        formed.sentence(
            CouncilFormed(council_id=key, document_number="12/QĐ", signed_on=date(2024, 3, 1), seats=SEATS)
        ),
        changed.sentence(
            CouncilChanged(
                council_id=key,
                document_number="80/QĐ",
                valid_from=date(2024, 12, 1),
                left=("issuer|2",),
                came=(SEATS[1],),
            )
        ),
        taken_back.sentence(CouncilChangeTakenBack(council_id=key, valid_from=date(2024, 12, 1), seats=SEATS)),
    ]
    assert said == [
        "Thành lập Hội đồng theo 12/QĐ, 2 thành viên.",
        "Kiện toàn Hội đồng từ ngày 01/12/2024 theo 80/QĐ: 1 người thôi tham gia, 1 người tham gia.",
        "Rút lần kiện toàn từ ngày 01/12/2024: thành viên Hội đồng giữ nguyên.",
    ]
