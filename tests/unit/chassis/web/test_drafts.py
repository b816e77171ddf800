"""Drafts as values: groups, the newest text, the sentence that says so, and a rendered form that gets its text back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.web.drafts import NOTHING, WHOLE, Draft, Group, author_of, form_of, grouped
from services.chassis.web.filling import filled
from services.chassis.web.keeping import told
from services.chassis.web.session import Seal, Ticket

AT = datetime(2024, 5, 12, 2, 41, 7, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
DESK, PHONE = "desk", "phone"


def kept(at: datetime = AT, device: str = DESK, *, whole: bool = False, **fields: list[str]) -> Draft:
    return NOTHING.typed(grouped(fields, at, device, [WHOLE] if whole else []))


def test_a_group_is_what_is_equal_up_to_the_first_dot_and_a_form_s_own_marks_are_no_part_of_it() -> None:
    fields = {
        "_csrf": ["s"],
        "_key": ["k"],
        "_draft": ["t"],
        "nguoi.ten": ["An"],
        "nguoi.ngay": ["1/2"],
        "ly-do": ["x"],
    }
    found = grouped(fields, AT, DESK)
    assert {name: group.fields for name, group in found.items()} == {
        "nguoi": {"nguoi.ten": ["An"], "nguoi.ngay": ["1/2"]},
        "ly-do": {"ly-do": ["x"]},
    }
    assert grouped({}, AT, DESK, ["chon"]) == {"chon": Group(AT, DESK, {})}, "nothing ticked is something too"


def test_the_newest_text_of_each_group_wins_and_other_groups_stay() -> None:
    draft = kept(a=["1"], b=["1"]).typed(grouped({"a": ["2"]}, LATER, PHONE))
    assert {name: group.fields for name, group in draft.groups.items()} == {"a": {"a": ["2"]}, "b": {"b": ["1"]}}
    assert draft.newest == draft.groups["a"]


def test_a_whole_form_takes_the_place_of_everything_and_what_is_not_in_it_was_taken_out() -> None:
    draft = kept(a=["1"], b=["1"]).typed(grouped({"a": ["2"]}, LATER, DESK, [WHOLE]))
    assert draft.over({"a": ["0"], "b": ["0"], "c": ["0"]}) == {"a": ["2"]}
    later = draft.typed(grouped({}, LATER, DESK, ["chon"])).typed(grouped({"b": ["3"]}, LATER, PHONE))
    assert later.over({"c": ["0"]}) == {"a": ["2"], "b": ["3"]}, "what is saved after it stands beside it"
    nothing = NOTHING.typed(grouped({}, AT, DESK, [WHOLE]))
    assert nothing.newest is not None and nothing.over({"chon": ["1"]}) == {}, "every box unticked is something typed"


def test_what_was_typed_over_another_version_fills_nothing_and_is_not_lost() -> None:
    old, new = grouped({"a": ["1"]}, AT, DESK), grouped({"b": ["2"]}, LATER, DESK)
    draft = NOTHING.typed(old, 1)
    assert [one.groups for one in draft.shown(1)] == [old, {}] and [one.groups for one in draft.shown(2)] == [{}, old]
    both = draft.typed(new, 2)
    assert [one.groups for one in both.shown(2)] == [new, old]
    behind = both.typed(grouped({"c": ["3"]}, LATER, DESK), 1)
    assert behind.shown(2)[0].groups == new and set(behind.of(1).groups) == {"a", "c"}, "a page that was left open"
    went = both.going_on(2)
    assert [(one.groups, one.taken) for one in went.shown(2)] == [(old, True), (new, False)]
    assert went.going_on(2).shown(2)[0].groups == new and NOTHING.going_on(2) == NOTHING
    assert NOTHING.typed(old).shown(1)[1].groups == old, "kept before drafts knew of versions"
    assert draft.shown(None) == (draft, NOTHING), "a form that shows no version has one draft"


def test_whoever_types_over_another_device_is_told_and_gets_what_it_typed_elsewhere() -> None:
    before = kept(a=["1"], b=["1"])
    typed = grouped({"a": ["2"]}, LATER, PHONE)
    answer = told(before, typed, PHONE, None, LATER)
    assert answer["said"] == (
        "Đã lưu 09:42:07. Thay chữ lưu lúc 09:41:07 trên thiết bị khác. Đã lấy chữ lưu lúc 09:41:07 trên thiết bị khác."
    )
    assert answer["groups"] == {"b": {"b": ["1"]}}
    for here, since in ((DESK, None), (PHONE, AT)):
        assert told(before, typed, here, since, LATER)["said"] == "Đã lưu 09:42:07.", "own text, or text already shown"


def test_authors_and_forms_are_known_again_and_told_apart() -> None:
    assert author_of("an") == author_of("an") != author_of("binh")
    assert form_of("/a/pages/x?y=1") == form_of("/a/pages/x?y=1") != form_of("/a/pages/x?y=2")


def test_a_ticket_is_opened_by_whoever_made_it_and_by_nobody_else() -> None:
    ticket = Ticket("a", "b", "/x")
    sealed = Seal("khoa").ticket(ticket)
    assert Seal("khoa").opened(sealed) == ticket
    assert Seal("other").opened(sealed) is None and Seal("khoa").opened(sealed[:-4] + "AAAA") is None


@pytest.mark.parametrize(
    ("rendered", "values", "expected"),
    [
        ('<input id="a" name="a" type="text" value="cũ">', ['"mới" <b>'], 'value="&quot;mới&quot; &lt;b&gt;"'),
        ('<input name="a" type="hidden" value="cũ">', ["mới"], 'value="cũ"'),
        ('<textarea name="a" rows="4">cũ</textarea>', ["\nmới </textarea>"], ">\n\nmới &lt;/textarea&gt;</textarea>"),
        ('<input type="checkbox" name="a" value="1" checked>', ["2"], 'name="a" value="1">'),
        ('<input type="checkbox" name="a" value="1">', ["2", "1"], 'value="1" checked>'),
        ('<select name="a"><option value="1" selected>x</option><option value="2">y</option></select>', ["2"],
         '<option value="1">x</option><option value="2" selected>'),
        ('<select name="a"><option value="1" selected>x</option></select>', ["gone"], '<option value="1" selected>'),
        ('<input name="a" value=""><input name="a" value="">', ["1", "2"], 'name="a" value="1"><input name="a" value="2"'),
        ('<input name="b" value="cũ">', ["mới"], 'value="cũ"'),
    ],
)  # fmt: skip
def test_a_rendered_field_gets_its_text_back(rendered: str, values: list[str], expected: str) -> None:
    assert expected in filled(rendered, kept(a=values))


def test_a_box_is_unticked_by_a_draft_that_is_the_whole_form_or_says_so() -> None:
    box = '<input type="checkbox" name="chon" value="1" checked>'
    assert "checked" in filled(box, kept(a=["1"]))
    assert "checked" not in filled(box, kept(whole=True, a=["1"]))
    assert "checked" not in filled(box, Draft({"chon": Group(AT, DESK, {})}))
