from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.submissions.ids import document_number_id
from services.submissions.numbers.commands import RecordOutsideNumber, TakeNumber, WithdrawOutsideNumber
from services.submissions.numbers.decider import (
    DOCUMENT_NUMBER,
    HANDLES,
    decide_record,
    decide_take,
    decide_withdraw,
    number_of,
)
from services.submissions.numbers.events import (
    DocumentNumberTaken,
    DocumentNumberVoided,
    OutsideNumberRecorded,
    OutsideNumberWithdrawn,
)
from tests.support.given import decider

NOW, DAY, DOCUMENT = datetime(2024, 12, 3, 3, tzinfo=UTC), date(2024, 12, 3), UUID(int=50)
take = TakeNumber(
    ward_code="03386", at=NOW, number=200, symbol="QĐ-UBND", dated_on=DAY, document_id=DOCUMENT, service="awards",
    subject="Quyết định khen thưởng", kind="decision", about_id=DOCUMENT,
)  # fmt: skip
taken = DocumentNumberTaken(
    year=2024, symbol="QĐ-UBND", number=200, document_id=DOCUMENT, service="awards", subject="Quyết định khen thưởng",
    dated_on=DAY, kind="decision", about_id=DOCUMENT,
)  # fmt: skip
record = RecordOutsideNumber(
    ward_code="03386", at=NOW, number=33, symbol="KH-UBND", dated_on=date(2024, 1, 8), subject="Kế hoạch KT-XH"
)
recorded = OutsideNumberRecorded(
    year=2024, symbol="KH-UBND", number=33, subject="Kế hoạch KT-XH", dated_on=date(2024, 1, 8)
)
withdraw = WithdrawOutsideNumber(
    ward_code="03386", at=NOW, number_id=document_number_id("03386", 2024, "KH-UBND", 33), reason="slip"
)
withdrawn = OutsideNumberWithdrawn(reason="slip")

taking = decider(DOCUMENT_NUMBER, decide_take)
recording = decider(DOCUMENT_NUMBER, decide_record)
withdrawing = decider(DOCUMENT_NUMBER, decide_withdraw)


def test_a_number_is_taken_once_and_the_same_document_may_ask_again() -> None:
    taking.when(take).then(taken)
    taking.given(taken).when(take).then_nothing()
    refused = taking.given(taken).when(replace(take, document_id=UUID(int=51))).then_refused("number.taken")
    assert "200/QĐ-UBND năm 2024" in refused.sentence


def test_a_number_used_outside_is_taken_until_it_proves_a_mistake() -> None:
    recording.when(record).then(recorded)
    recording.given(recorded).when(record).then_refused("number.taken")
    taking.given(recorded).when(take).then_refused("number.taken")
    withdrawing.given(recorded).when(withdraw).then(withdrawn)
    withdrawing.given(recorded, withdrawn).when(withdraw).then_nothing()
    taking.given(recorded, withdrawn).when(take).then(taken)
    recording.given(recorded, withdrawn).when(record).then(recorded)


def test_a_number_of_a_document_here_is_never_given_back() -> None:
    withdrawing.given(taken).when(withdraw).then_refused("number.not-outside")
    withdrawing.when(withdraw).then_refused("not-found")
    taking.given(taken, DocumentNumberVoided(reason="content")).when(
        replace(take, document_id=UUID(int=51))
    ).then_refused("number.taken")


def test_a_document_of_a_day_to_come_has_no_number() -> None:
    recording.when(replace(record, dated_on=date(2024, 12, 4))).then_refused("number.in-the-future")


@pytest.mark.parametrize("written", ["qđ-ubnd", "Q\u00d0-UBND", "QĐ\u2011UBND", "QĐ\u2013UBND", "Q\u200bĐ-UBND"])
def test_a_symbol_that_reads_alike_is_one_series_within_a_ward_and_a_year(written: str) -> None:
    here = number_of("03386", 200, "QĐ-UBND", DAY)
    assert number_of("03386", 200, written, date(2024, 1, 1)) == here
    assert here not in {
        number_of("03386", 200, written, date(2025, 1, 1)),
        number_of("03388", 200, written, DAY),
        number_of("03386", 201, written, DAY),
        number_of("03386", 200, "QĐ-HĐTĐKT", DAY),
    }


def test_only_services_take_and_only_who_keeps_the_register_writes_by_hand() -> None:
    assert {case.command.__name__: set(case.roles) for case in HANDLES} == {
        "TakeNumber": set(),
        "RecordOutsideNumber": {"clerk", "records-clerk"},
        "WithdrawOutsideNumber": {"clerk", "records-clerk"},
    }
    assert [len(case.streams(command)) for case, command in zip(HANDLES, (take, record, withdraw), strict=True)] == [
        1,
        1,
        1,
    ]
