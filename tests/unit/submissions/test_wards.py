"""Wards: a code passes from holder to holder, every ward leads to itself or to its successors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.decider import DomainError, StreamRef
from services.submissions.ids import ward_id
from services.submissions.wards import catalogue
from services.submissions.wards.commands import CorrectWardDay, EndWard, RegisterWard, RenameWard, WithdrawWardDay
from services.submissions.wards.decider import (
    CODE,
    HANDLES,
    WARD,
    Holders,
    Registered,
    State,
    Unregistered,
    WardRefused,
)
from services.submissions.wards.events import WardCodeTaken, WardDaysCorrected, WardEnded, WardRegistered
from services.submissions.wards.lineage import ALONE, Passing, sentences, standing_for
from thidua_contracts.codes import WardKind

NOW = datetime(2025, 6, 1, tzinfo=UTC)
JULY = date(2025, 7, 1)
LAW = "1670/NQ-UBTVQH15"
OLD, MERGED = date(2004, 12, 27), "03388@2025-07-01"
register = RegisterWard(
    code="03386", at=NOW, name="Phường Quyết Thắng", kind=WardKind.WARD, valid_from=OLD, document_number=None
)
registered = WardRegistered(
    ward="03386",
    code="03386",
    name="Phường Quyết Thắng",
    kind=WardKind.WARD,
    valid_from=OLD,
    source="mã trước 01/07/2025, bản 2025-07-01",
)
QUYET_TIEN = replace(register, code="03388", name="Phường Quyết Tiến")
DOAN_KET = replace(register, code="03389", name="Phường Đoàn Kết")
TAN_PHONG = replace(register, code="03387", name="Phường Tân Phong")
OLD_WARDS = (register, QUYET_TIEN, DOAN_KET, TAN_PHONG)
merge = RegisterWard(
    code="03388",
    at=NOW,
    name="Phường Đoàn Kết",
    kind=WardKind.WARD,
    valid_from=JULY,
    predecessors=("03386", "03388", "03389"),
    document_number=LAW,
    holder="03388",
)
rename = RenameWard(
    ward_code="03386",
    at=NOW,
    name="Phường Quyết Thắng Mới",
    kind=WardKind.WARD,
    valid_from=date(2025, 1, 1),
    document_number="12/NQ-HĐND",
)
end = EndWard(ward_code="03386", at=NOW, ended_on=JULY, successors=("03387",), document_number=LAW)
correct = CorrectWardDay(
    ward_code=MERGED,
    at=NOW,
    which="begin",
    day=date(2025, 7, 5),
    document_number="2/NQ",
    others=("03386", "03388", "03389"),
)
withdraw = WithdrawWardDay(
    ward_code=MERGED, at=NOW, which="begin", document_number="3/NQ", others=("03386", "03388", "03389")
)


class Register:
    """The wards of a city, decided by the commands' own deciders: what the store does, without one."""

    def __init__(self, *commands: Any) -> None:
        self.streams: dict[StreamRef[Any], list[Any]] = {}
        for command in commands:
            self.do(command)

    def do(self, command: Any) -> list[Any]:
        [case] = [case for case in HANDLES if case.command is type(command)]
        refs = list(case.streams(command))
        decided = case.decide(command, *(ref.type.fold(self.streams.get(ref, [])) for ref in refs))
        by_stream = decided if isinstance(decided, dict) else {refs[0]: decided}
        for ref, events in by_stream.items():
            assert ref in refs, "every stream that is written is a condition"
            self.streams.setdefault(ref, []).extend(events)
        return [event for events in by_stream.values() for event in events]

    def refused(self, command: Any) -> DomainError:
        with pytest.raises(WardRefused) as refused:
            self.do(command)
        return refused.value

    def state(self, ward: str) -> State:
        return WARD.fold(self.streams.get(WARD.at(ward_id(ward)), []))

    def ward(self, ward: str) -> Registered:
        state = self.state(ward)
        assert isinstance(state, Registered)
        return state

    @property
    def wards(self) -> dict[str, Registered]:
        folded = (ref.type.fold(events) for ref, events in self.streams.items() if ref.type.name == WARD.name)
        return {state.ward: state for state in folded if isinstance(state, Registered)}

    @property
    def passings(self) -> list[Passing]:
        return [
            Passing(ward.ward, after, ward.ended_on, None)
            for ward in self.wards.values()
            for after in ward.successors
            if ward.ended_on is not None
        ]

    def standing(self, ward: str, day: date) -> set[str]:
        ends = {one.ward: one.ended_on for one in self.wards.values()}
        return standing_for(ward, day, ends, self.passings)

    def holders(self, code: str, day: date) -> list[str]:
        return [ward.ward for ward in self.wards.values() if ward.code == code and ward.lives(day)]


THERE = Register(register).ward("03386")
"""The ward as others' commands rest on it."""


def merged() -> Register:
    return Register(*OLD_WARDS, merge)


def test_a_ward_is_registered_under_a_code_that_the_list_of_its_day_has() -> None:
    city = Register()
    assert city.do(register) == [registered, WardCodeTaken(code="03386", ward="03386")]
    assert city.refused(register).code == "ward.already-registered"
    assert city.refused(replace(QUYET_TIEN, name="Phường Đoàn Kết")).code == "ward.not-as-listed"
    assert city.refused(replace(QUYET_TIEN, kind=WardKind.COMMUNE)).code == "ward.not-as-listed"
    assert "Phường Quyết Tiến" in city.refused(replace(QUYET_TIEN, name="Phường Đoàn Kết")).sentence
    assert city.do(replace(QUYET_TIEN, name="quyết tiến"))


def test_a_code_that_no_list_has_is_refused_or_called_a_sample() -> None:
    unknown = replace(register, code="99999", name="Phường Mẫu")
    assert Register().refused(unknown).code == "ward.code-unknown"
    [begun, _] = Register().do(replace(unknown, sample=True))
    assert begun.source == catalogue.SAMPLE


def test_the_list_of_communes_since_july_2025_is_whole_and_names_its_version() -> None:
    listed = catalogue.listed("03388", JULY)
    assert listed is not None and (listed.name, listed.kind) == ("Phường Đoàn Kết", WardKind.WARD)
    assert listed.source.startswith("vietnam-provinces 20")
    assert sum(catalogue.listed(f"{code:05}", JULY) is not None for code in range(100_000)) == 3321
    before = catalogue.listed("03388", JULY - timedelta(days=1))
    assert before is not None and before.name == "Phường Quyết Tiến"
    assert catalogue.listed("03386", JULY) is None


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("vietnam-provinces 2025.10.1", "danh mục xã, phường từ 01/07/2025, bản 2025.10.1"),
        ("mã trước 01/07/2025, bản 2025-07-01", "mã trước 01/07/2025, bản 01/07/2025"),
        (None, "chưa ghi"),
    ],
)
def test_where_a_code_comes_from_is_read_without_the_word_of_a_package(source: str | None, read: str) -> None:
    assert catalogue.said(source) == read


def test_a_code_passes_to_a_dated_successor_though_only_the_code_was_named() -> None:
    city = Register(*OLD_WARDS)
    alone = replace(merge, predecessors=())
    begun, taken, ended = city.do(alone)
    assert (begun.ward, begun.code, begun.predecessors) == (MERGED, "03388", ("03388",))
    assert taken == WardCodeTaken(code="03388", ward=MERGED)
    assert ended == WardEnded(ward="03388", ended_on=JULY, successors=(MERGED,), document_number=LAW)
    assert city.refused(replace(alone, holder=MERGED)).code == "ward.already-registered"


def test_the_reorganisation_of_july_2025() -> None:
    city = merged()
    eve = JULY - timedelta(days=1)
    for old in ("03386", "03388", "03389"):
        assert city.standing(old, eve) == {old} and city.standing(old, JULY) == {MERGED}
    assert city.standing("03387", JULY) == {"03387"}
    assert city.holders("03388", eve) == ["03388"] and city.holders("03388", JULY) == [MERGED]
    assert city.holders("03386", JULY) == []


def test_a_code_passes_only_forwards_to_another_ward_and_never_after_it_was_closed() -> None:
    city = merged()
    later = replace(merge, name="Phường Khác", sample=True, holder=MERGED, predecessors=())
    assert city.refused(replace(later, valid_from=date(2025, 6, 1))).code == "ward.code-held"
    same = replace(later, name="Phường Đoàn Kết", valid_from=date(2026, 1, 1))
    assert city.refused(same).code == "ward.already-registered"
    closed = RegisterWard(
        code="03386",
        at=NOW,
        name="Phường Khác",
        kind=WardKind.WARD,
        valid_from=date(2026, 1, 1),
        sample=True,
        holder="03386",
    )
    assert city.refused(closed).code == "ward.code-closed"
    assert city.refused(replace(closed, holder=None)).code == "ward.already-registered"
    assert city.refused(replace(later, valid_from=date(2026, 1, 1), holder="03388")).code == "ward.code-moved"


def test_a_ward_takes_over_only_wards_that_exist_before_it_and_end_that_day() -> None:
    city = merged()
    new = RegisterWard(
        code="03408",
        at=NOW,
        name="Phường Tân Phong",
        kind=WardKind.WARD,
        valid_from=JULY,
        predecessors=("03387",),
    )
    assert city.refused(replace(new, predecessors=("03409",))).code == "ward.predecessor-unknown"
    assert city.refused(replace(new, predecessors=("03408",))).code == "ward.own-predecessor"
    assert city.refused(replace(new, predecessors=(MERGED,))).code == "ward.predecessor-later"
    late = replace(new, valid_from=date(2025, 8, 1), predecessors=("03386",))
    assert city.refused(late).code == "ward.predecessor-ended"
    assert city.do(new)


def test_a_ward_is_divided_among_several_that_begin_on_one_day() -> None:
    city = Register(TAN_PHONG)
    for code, name in (("03388", "Phường Đoàn Kết"), ("03408", "Phường Tân Phong")):
        new = RegisterWard(code=code, at=NOW, name=name, kind=WardKind.WARD, valid_from=JULY, predecessors=("03387",))
        city.do(new)
    assert city.standing("03387", JULY) == {"03388", "03408"}
    day = CorrectWardDay(
        ward_code="03408",
        at=NOW,
        which="begin",
        day=date(2025, 8, 1),
        document_number="2/NQ",
        others=("03387", "03388"),
    )
    city.do(day)
    assert city.standing("03387", date(2025, 7, 31)) == {"03387"}
    assert city.standing("03387", date(2025, 8, 1)) == {"03388", "03408"}


def test_a_ward_ends_into_wards_that_exist_on_that_day() -> None:
    city = Register(register, TAN_PHONG)
    assert city.refused(replace(end, successors=("03386",))).code == "ward.own-successor"
    assert city.refused(replace(end, successors=("03389",))).code == "ward.successor-unknown"
    assert city.refused(replace(end, ended_on=OLD)).code == "ward.predecessor-later"
    city.do(end)
    assert city.do(end) == [], "the same again is nothing"
    assert city.refused(replace(end, ended_on=date(2025, 8, 1))).code == "ward.end-recorded"
    assert city.standing("03386", JULY) == {"03387"}
    back = EndWard(ward_code="03387", at=NOW, ended_on=date(2025, 8, 1), successors=("03386",), document_number=LAW)
    assert city.refused(back).code == "ward.successor-not-living", "no circle"
    assert city.refused(replace(back, ended_on=date(2025, 6, 1))).code == "ward.predecessor-later"


def test_a_ward_is_renamed_from_a_later_day_while_it_lives() -> None:
    city = Register(register, TAN_PHONG)
    assert city.do(rename) and city.do(rename) == []
    other_day = replace(rename, valid_from=date(2025, 2, 1))
    assert city.refused(other_day).code == "ward.already-named"
    assert city.refused(replace(rename, name="Khác", valid_from=rename.valid_from)).code == "ward.rename-not-later"
    city.do(end)
    assert city.refused(replace(rename, name="Khác", valid_from=JULY)).code == "ward.ended"
    assert Register().refused(rename).code == "not-found"


def test_a_wrong_day_is_corrected_for_all_whom_it_concerned() -> None:
    city = merged()
    assert city.refused(replace(correct, others=("03386", "03388"))).code == "ward.changed-meanwhile"
    city.do(correct)
    assert city.do(correct) == []
    assert city.standing("03386", date(2025, 7, 4)) == {"03386"} and city.standing("03386", date(2025, 7, 5)) == {
        MERGED
    }
    assert city.ward(MERGED).took_over == dict.fromkeys(("03388", "03386", "03389"), date(2025, 7, 5))
    assert city.holders("03388", date(2025, 7, 4)) == ["03388"]
    assert city.refused(replace(correct, day=OLD)).code == "ward.day-does-not-fit"
    assert city.refused(replace(correct, ward_code="03387", which="end", others=())).code == "ward.no-end"


def test_the_day_of_an_end_moves_with_the_ward_that_took_over() -> None:
    into = EndWard(ward_code="03387", at=NOW, ended_on=date(2025, 10, 1), successors=("03389",), document_number=LAW)
    city = Register(register, TAN_PHONG, DOAN_KET, end, into)
    moved = CorrectWardDay(
        ward_code="03386", at=NOW, which="end", day=date(2025, 9, 1), document_number="2/NQ", others=("03387",)
    )
    assert city.refused(replace(moved, day=into.ended_on)).code == "ward.day-does-not-fit"
    city.do(moved)
    assert city.ward("03387").took_over == {"03386": date(2025, 9, 1)}
    city.do(WithdrawWardDay(ward_code="03386", at=NOW, which="end", document_number="3/NQ", others=("03387",)))
    assert city.ward("03387").took_over == {} and city.standing("03386", date(2030, 1, 1)) == {"03386"}


def test_what_has_not_come_yet_can_be_taken_back_and_recorded_anew() -> None:
    city = merged()
    on_the_day = replace(withdraw, at=datetime(2025, 7, 1, tzinfo=UTC))
    assert city.refused(on_the_day).code == "ward.day-has-come"
    city.do(withdraw)
    assert isinstance(city.state(MERGED), Unregistered)
    assert all(city.standing(old, JULY) == {old} for old in ("03386", "03388", "03389"))
    assert city.do(merge) and city.standing("03389", JULY) == {MERGED}


def test_a_ward_that_has_gone_on_is_not_withdrawn() -> None:
    city = merged()
    city.do(replace(rename, ward_code=MERGED, name="Phường Đoàn Kết Mới", valid_from=date(2026, 1, 1)))
    assert city.refused(withdraw).code == "ward.day-does-not-fit"
    for day in (date(2026, 1, 1), date(2026, 2, 1)):
        assert city.refused(replace(correct, day=day)).code == "ward.day-does-not-fit"
    city.do(replace(rename, ward_code=MERGED, name="Phường Đoàn Kết Nữa", valid_from=date(2027, 1, 1)))
    for day in (date(2026, 1, 1), date(2026, 7, 1)):  # the first of its names, not the last
        assert city.refused(replace(correct, day=day)).code == "ward.day-does-not-fit"
    assert city.do(replace(correct, day=date(2025, 12, 31)))


@pytest.mark.parametrize("begin", [rename.valid_from, date(2025, 2, 1)])
def test_a_ward_of_an_old_store_that_begins_where_it_was_renamed_can_be_put_right(begin: date) -> None:
    city = Register(*OLD_WARDS, rename)
    moved = WardDaysCorrected(ward="03386", valid_from=begin, ended_on=None, document_number="2/NQ")
    city.streams[WARD.at(ward_id("03386"))].append(moved)
    between = replace(rename, name="Phường Thắng", valid_from=date(2025, 1, 15))
    if begin > between.valid_from:
        assert "01/02/2025" in city.refused(between).sentence
    back = WithdrawWardDay(
        ward_code="03386", at=datetime(2024, 1, 1, tzinfo=UTC), which="begin", document_number="3/NQ", others=()
    )
    assert city.refused(back).code == "ward.day-does-not-fit", "it has gone on under another name"
    city.do(CorrectWardDay(ward_code="03386", at=NOW, which="begin", day=OLD, document_number="4/NQ", others=()))
    assert (city.ward("03386").began_on, city.ward("03386").named_on) == (OLD, rename.valid_from)


def test_a_ward_of_an_old_store_passes_its_code_on() -> None:
    """Its code was never taken in a stream of its own."""
    city = Register()
    city.streams[WARD.at(ward_id("03388"))] = [
        replace(registered, ward="03388", code="03388", name="Phường Quyết Tiến")
    ]
    assert city.refused(QUYET_TIEN).code == "ward.already-registered"
    assert city.do(replace(merge, predecessors=()))
    assert CODE.fold([WardCodeTaken(code="03388", ward=MERGED)]) == Holders((MERGED,))


def test_only_the_city_changes_wards() -> None:
    assert {case.roles for case in HANDLES} == {frozenset({"operator", "city-officer"})}


def test_lineage_is_told_in_sentences() -> None:
    city = merged()
    rows = {
        ward.ward: {"name": ward.name, "code": ward.code, "valid_from": ward.began_on} for ward in city.wards.values()
    }
    passings = [replace(one, document=LAW) for one in sorted(city.passings, key=lambda one: one.ward)]
    assert sentences(passings, rows, date(2025, 8, 1)) == [
        "Từ ngày 01/07/2025, Phường Quyết Thắng (mã 03386), Phường Quyết Tiến (mã 03388) và Phường Đoàn Kết (mã 03389) "
        f"nhập thành Phường Đoàn Kết (mã 03388), theo văn bản số {LAW}."
    ]
    assert "sẽ nhập thành" in sentences(passings, rows, date(2025, 6, 30))[0]
    assert sentences([], rows, JULY) == [ALONE]


DAYS = st.integers(1, 40).map(lambda number: date(2025, 1, 1) + timedelta(days=number))
CODES = st.sampled_from(["00001", "00002", "00003", "00004", "00005"])


def together(city: Register, ward: str, which: str) -> tuple[str, ...]:
    """Whom the first or last day of a ward concerns, as the read model finds them."""
    state = city.ward(ward)
    day = state.began_on if which == "begin" else state.ended_on
    found, open_ = {ward}, [ward]
    while open_:
        one = open_.pop()
        near = {p.successor for p in city.passings if p.ward == one and p.on == day}
        near |= {p.ward for p in city.passings if p.successor == one and p.on == day}
        open_ += near - found
        found |= near
    return tuple(sorted(found - {ward}))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_ward_leads_on_any_day_to_itself_or_its_successors(data: st.DataObject) -> None:
    """No circle, nothing lost, and a code has one holder on a day, whatever is recorded and corrected in whatever order."""
    city = Register()
    begun: set[str] = set()
    for number in range(data.draw(st.integers(1, 14))):
        wards = sorted(city.wards)
        command = data.draw(_command(city, wards, number))
        try:
            city.do(command)
        except WardRefused:
            continue
        begun |= set(city.wards)
        first, last = date(2025, 1, 1), date(2025, 2, 15)
        for day in (first + timedelta(days=step) for step in range(0, (last - first).days, 3)):
            for ward in city.wards.values():
                standing = city.standing(ward.ward, day)
                assert standing, "nothing is lost"
                if ward.ended_on is None or day < ward.ended_on:
                    assert standing == {ward.ward}
                else:
                    assert ward.ward not in standing and all(city.ward(one).lives(day) for one in standing)
            for code in ("00001", "00002", "00003", "00004", "00005"):
                assert len(city.holders(code, day)) <= 1, "a code and a day mean one ward"
        for passing in city.passings:
            assert city.ward(passing.successor).took_over[passing.ward] == passing.on


def _command(city: Register, wards: Sequence[str], number: int) -> st.SearchStrategy[Any]:
    newest = {
        code: max((one for one in city.wards.values() if one.code == code), key=lambda one: one.began_on, default=None)
        for code in ("00001", "00002", "00003", "00004", "00005")
    }

    def registering(code: str, day: date, before: list[str]) -> RegisterWard:
        holder = newest[code]
        return RegisterWard(
            code=code,
            at=NOW,
            name=f"Phường {number}",
            kind=WardKind.WARD,
            valid_from=day,
            predecessors=tuple(dict.fromkeys(before)),
            sample=True,
            holder=holder.ward if holder else None,
        )

    new = st.builds(registering, CODES, DAYS, st.lists(st.sampled_from(wards), max_size=3) if wards else st.just([]))
    if not wards:
        return new
    ward = st.sampled_from(wards)
    ending = st.builds(
        lambda one, day, into: EndWard(
            ward_code=one, at=NOW, ended_on=day, successors=tuple(dict.fromkeys(into)), document_number=LAW
        ),
        ward,
        DAYS,
        st.lists(ward, min_size=1, max_size=2),
    )
    which = st.sampled_from(["begin", "end"])
    correcting = st.builds(
        lambda one, of, day: CorrectWardDay(
            ward_code=one, at=NOW, which=of, day=day, document_number=LAW, others=together(city, one, of)
        ),
        ward,
        which,
        DAYS,
    )
    before_all = datetime(2024, 12, 1, tzinfo=UTC)
    withdrawing = st.builds(
        lambda one, of: WithdrawWardDay(
            ward_code=one, at=before_all, which=of, document_number=LAW, others=together(city, one, of)
        ),
        ward,
        which,
    )
    return st.one_of(new, new, ending, correcting, withdrawing)
