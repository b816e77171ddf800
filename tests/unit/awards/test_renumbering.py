"""Number and day of a decision, written wrong, are corrected by a document of their own."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

from services.awards.decisions import later
from services.awards.decisions.acts import CORRECT_PAPER
from services.awards.decisions.commands import CorrectPaper
from services.awards.decisions.papers import DECISION, NUMBER, Signed, Used, number_of, read_number
from services.awards.naming import Names
from services.awards.nominations.events import AwardDecided
from services.awards.nominations.nomination import NOMINATION, Awarded
from tests.unit.awards.story import RULES, WARD, named
from tests.unit.awards.test_decisions import FIRST, PAPER, SECOND, SIGNED_ON, line, refusal
from tests.unit.awards.test_undoing import DAY, LATER, annul, signed, uncorrect

NOW = "105/QĐ-UBND"


def mend(**changes: Any) -> CorrectPaper:
    command = CorrectPaper(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        document_id=named("công văn đính chính số"),
        reads_number="106/QĐ-UBND",
        document_number="130/CV-UBND",
        signed_on=DAY,
        now_number=NOW,
        now_signed_on=SIGNED_ON,
        lines=(line(FIRST), line(SECOND)),
    )
    return dataclasses.replace(command, **changes)


def paper_of(store: Any) -> Signed:
    found = DECISION.fold(store.streams[DECISION.at(PAPER).stream_id])
    assert isinstance(found, Signed)
    return found


def test_a_wrong_number_is_corrected_in_every_line_and_both_numbers_stay_used() -> None:
    store = signed(FIRST, SECOND)
    written = store.do(mend())
    for item in (FIRST, SECOND):
        [event] = written[NOMINATION.at(item.nomination_id).stream_id]
        assert (event.part, event.written, event.reads) == ("number", NOW, "106/QĐ-UBND")
        assert isinstance(store.nomination(item), Awarded)
    assert (paper_of(store).number, paper_of(store).signed_on) == ("106/QĐ-UBND", SIGNED_ON)
    for number, document in (("106/QĐ-UBND", PAPER), ("130/CV-UBND", mend().document_id), (NOW, PAPER)):
        read = read_number(number, SIGNED_ON if "QĐ" in number else DAY, WARD)
        assert read is not None
        assert NUMBER.fold(store.streams[number_of(read).stream_id]) == Used(document), number


def test_a_wrong_day_is_corrected_within_the_same_rules_alone() -> None:
    before = date(2024, 11, 20)
    store = signed(FIRST, SECOND)
    store.do(mend(reads_number=None, reads_signed_on=before))
    assert (paper_of(store).number, paper_of(store).signed_on) == (NOW, before)
    other = signed(FIRST, SECOND)
    for day, code in (
        (date(2025, 7, 1), "decision.after-correction"),
        (date(2024, 6, 30), "decision.other-rules"),
        (date(2024, 11, 4), "decision.before-receipt"),
    ):
        assert refusal(lambda day=day: other.do(mend(reads_signed_on=day))).code == code, day
    late = tuple(dataclasses.replace(one, voted_on=date(2024, 12, 1)) for one in (line(FIRST), line(SECOND)))
    assert refusal(lambda: other.do(mend(reads_signed_on=before, lines=late))).code == "decision.before-vote"


def test_what_is_no_correction_is_refused() -> None:
    store = signed(FIRST, SECOND)
    for changes, code in (
        ({"reads_number": None}, "decision.no-correction"),
        ({"reads_number": "105/QĐ-UBND", "document_number": "105/QĐ-UBND"}, "decision.nothing-corrected"),
        ({"reads_number": "105/qđ-ubnd"}, "decision.nothing-corrected"),
        ({"reads_number": "0105 / QĐ-UBND"}, "decision.nothing-corrected"),
        ({"reads_number": "số một"}, "decision.number-wrong"),
        ({"document_number": "không số"}, "decision.number-unread"),
        ({"document_number": "106/QĐ-UBND", "signed_on": date(2024, 12, 30)}, "decision.number-taken"),
        ({"now_number": "104/QĐ-UBND"}, "nomination.other-facts"),
        ({"lines": (line(FIRST),)}, "nomination.other-facts"),
        ({"signed_on": date(2024, 1, 2)}, "decision.before-decision"),
    ):
        assert refusal(lambda changes=changes: store.do(mend(**changes))).code == code, changes
    store.do(annul(SECOND))  # its document is 131/QĐ-UBND
    taken = mend(reads_number="131/QĐ-UBND", signed_on=DAY, reads_signed_on=None)
    assert store.do(dataclasses.replace(taken, reads_number="132/QĐ-UBND"))
    again = mend(reads_number="133/QĐ-UBND", now_number="132/QĐ-UBND")
    assert refusal(lambda: store.do(again)).code == "decision.number-taken", "130/CV-UBND is used"


def test_a_right_number_or_day_that_is_anothers_is_shown_at_its_own_field() -> None:
    store = signed(FIRST, SECOND)
    store.do(annul(SECOND, signed_on=date(2024, 12, 30)))  # by 131/QĐ-UBND
    taken = refusal(lambda: store.do(mend(reads_number="0131/QĐ-UBND")))
    assert CORRECT_PAPER.places[taken.code] == "reads_number" and "131/QĐ-UBND năm 2024" in taken.sentence
    other = signed(FIRST, SECOND)
    other.do(annul(SECOND, document_number=NOW, signed_on=date(2025, 1, 15)))
    of_its_year = mend(reads_number=None, reads_signed_on=date(2025, 1, 10), signed_on=date(2025, 1, 20))
    taken = refusal(lambda: other.do(of_its_year))
    assert CORRECT_PAPER.places[taken.code] == "reads_signed_on" and "105/QĐ-UBND năm 2025" in taken.sentence
    own = refusal(lambda: other.do(mend(document_number=NOW, signed_on=date(2025, 1, 20))))
    assert CORRECT_PAPER.places[own.code] == "document_number", "the paper that corrects has this number"


def test_a_line_that_another_decision_awarded_is_none_of_its_list() -> None:
    store = signed(FIRST, SECOND)
    key = NOMINATION.at(FIRST.nomination_id).stream_id
    other = named("quyết định khác")
    store.streams[key] = [
        dataclasses.replace(one, decision_id=other) if isinstance(one, AwardDecided) else one
        for one in store.streams[key]
    ]
    assert refusal(lambda: store.do(mend())).code == "decision.not-in-list"


def test_what_is_typed_with_a_zero_before_it_is_read_as_the_register_has_it() -> None:
    asked = {"reads_number": "0106/QĐ-UBND", "document_number": "08/CV-UBND", "signed_on": "2025-01-02"}
    read = CORRECT_PAPER.model.model_validate(asked).model_dump()
    assert (read["reads_number"], read["document_number"]) == ("106/QĐ-UBND", "8/CV-UBND")
    assert CORRECT_PAPER.model.model_validate({**asked, "reads_number": None}).model_dump()["reads_number"] is None


def test_an_annulled_line_was_not_annulled_before_its_decision() -> None:
    store = signed(FIRST, SECOND)
    store.do(annul(SECOND, signed_on=date(2025, 1, 15)))
    late = mend(reads_number=None, reads_signed_on=date(2025, 1, 20))
    assert refusal(lambda: store.do(late)).code == "decision.after-annulment"


def test_a_correction_of_the_number_is_taken_back_and_the_decision_reads_as_signed() -> None:
    store = signed(FIRST, SECOND)
    store.do(mend())
    back = uncorrect(FIRST, SECOND, document_number="130/CV-UBND")
    [withdrawn] = store.do(back)[DECISION.at(PAPER).stream_id]
    assert (withdrawn.reads_number, withdrawn.reads_signed_on) == (NOW, None)
    assert paper_of(store).number == NOW


def test_later_papers_speak_of_the_corrected_number_and_the_correction_of_both() -> None:
    about = {
        "nomination_id": FIRST.nomination_id,
        "effective_on": DAY,
        "written": NOW,
        "reads": "106/QĐ-UBND",
        "part": "number",
        "reason_code": "false-merit",
        "reason": None,
        "given": 710_000,
        "objects": False,
    }
    rows = [
        {**about, "event": "corrected", "document_number": "130/CV-UBND"},
        {**about, "event": "annulled", "document_number": "131/QĐ-UBND"},
    ]
    listed = {
        "nomination_id": FIRST.nomination_id,
        "unit_id": FIRST.unit_id,
        "subject_id": FIRST.subject_id,
        "subject_kind": "individual",
        "title": "LDTT",
        "year": 2024,
        "register_number": 1,
    }
    decision = {
        "number_as_signed": NOW,
        "day_as_signed": SIGNED_ON,
        "pack_id": "",
        "signer_position": "Chủ tịch",
        "lines": [listed],
    }
    mended, annulled = (later.says(one, decision, "Phường Đoàn Kết", Names({}), RULES) for one in later.documents(rows))
    assert "số quyết định đã ghi “105/QĐ-UBND”, đính chính là “106/QĐ-UBND”" in str(mended.blocks)
    assert mended.annex is None and "105/QĐ-UBND" in mended.subject
    assert "106/QĐ-UBND" in annulled.subject and "105/QĐ-UBND" not in annulled.subject


def test_a_number_typed_in_full_width_is_read_as_it_stands_on_paper() -> None:
    body = {"reads_number": "０１０６／QĐ-UBND", "document_number": "０１３１/QĐ-UBND", "signed_on": "2025-02-10"}
    typed = CORRECT_PAPER.model.model_validate(body)
    assert (typed.reads_number, typed.document_number) == ("106/QĐ-UBND", "131/QĐ-UBND")  # type: ignore[attr-defined]
