"""The rules of a bloc: members by dates, one head per year."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.blocs.document import Document
from services.blocs.membership.commands import (
    AdmitMember,
    AppointHead,
    CorrectBloc,
    CorrectStay,
    Elsewhere,
    EstablishBloc,
    HandOverHead,
    Life,
    ReleaseMember,
    TakeBackHandOver,
    WithdrawAdmission,
)
from services.blocs.membership.decider import (
    BLOC,
    STAYS,
    Established,
    Headship,
    InBlocs,
    Membership,
    decide,
    decide_member,
)
from services.blocs.membership.events import (
    AdmissionWithdrawn,
    BlocCorrected,
    BlocEstablished,
    Days,
    HandOverTakenBack,
    HeadAppointed,
    HeadHandedOver,
    MemberAdmitted,
    MemberReleased,
    StayCorrected,
    StaysStated,
)
from tests.support.given import decider

bloc = decider(BLOC, decide)

AT = datetime(2024, 1, 10, 2, tzinfo=UTC)
PAPER = Document("12/QĐ-UBND", date(2024, 1, 5))
CODE, NAME = "khoi-tp-lai-chau", "Khối thi đua các xã, phường thành phố Lai Châu"
QUYET_THANG, DOAN_KET, TAN_PHONG = "03386", "03389", "03387"
NEW_YEAR = date(2024, 1, 1)

established = BlocEstablished(CODE, NAME, 2024, PAPER)
quyet_thang = MemberAdmitted(CODE, QUYET_THANG, NEW_YEAR, PAPER)
doan_ket = MemberAdmitted(CODE, DOAN_KET, NEW_YEAR, PAPER)
headed = HeadAppointed(CODE, 2024, DOAN_KET, QUYET_THANG, NEW_YEAR, PAPER)


WARDS = tuple(Life(ward, date(2004, 1, 1)) for ward in (QUYET_THANG, DOAN_KET, TAN_PHONG))


def admit(ward: str, day: date) -> AdmitMember:
    return AdmitMember(CODE, AT, ward, day, PAPER, WARDS)


def release(ward: str, day: date) -> ReleaseMember:
    return ReleaseMember(CODE, AT, ward, day, PAPER)


def appoint(head: str, deputy: str | None, year: int = 2024, day: date = NEW_YEAR) -> AppointHead:
    return AppointHead(CODE, AT, year, head, deputy, day, PAPER, WARDS)


def hand_over(ward: str, day: date, year: int = 2024, deputy: str | None = None) -> HandOverHead:
    return HandOverHead(CODE, AT, year, ward, deputy, day, PAPER, WARDS)


def handed_over(ward: str, day: date, deputy: str | None = None, *, named: bool = True) -> HeadHandedOver:
    """The head of 2024, which Đoàn Kết was, passed to another."""
    return HeadHandedOver(CODE, 2024, DOAN_KET, ward, day, PAPER, deputy_named=named, deputy_ward=deputy)


def correct_stay(from_day: date, last_day: date | None = None, was: date = NEW_YEAR) -> CorrectStay:
    """Other days of Quyết Thắng's stay."""
    return CorrectStay(CODE, AT, QUYET_THANG, was, from_day, last_day, PAPER, WARDS)


def withdraw_admission(ward: str, was: date = NEW_YEAR) -> WithdrawAdmission:
    return WithdrawAdmission(CODE, AT, ward, was, PAPER)


take_back = TakeBackHandOver(CODE, AT, 2024)


def test_a_bloc_is_established_once() -> None:
    command = EstablishBloc(CODE, AT, NAME, 2024, PAPER)
    bloc.given().when(command).then(established)
    bloc.given(established).when(command).then_nothing()


def test_a_code_is_not_given_to_another_bloc() -> None:
    for name, year in (("Khối khác", 2024), (NAME, 2025)):
        bloc.given(established).when(EstablishBloc(CODE, AT, name, year, PAPER)).then_refused(
            "bloc.already-established"
        )


def test_a_blocs_name_and_first_year_are_corrected_and_its_members_stay() -> None:
    right = BlocCorrected(CODE, "Khối thi đua số 1", 2025, PAPER)
    command = CorrectBloc(CODE, AT, "Khối thi đua số 1", 2025, PAPER)
    bloc.given(established, quyet_thang).when(command).then(right)
    bloc.given(established, right).when(command).then_refused("bloc.nothing-corrected")
    bloc.given(established, right).when(CorrectBloc(CODE, AT, "Khối thi đua số 1", 2024, PAPER)).then(
        BlocCorrected(CODE, "Khối thi đua số 1", 2024, PAPER)
    )
    bloc.given().when(command).then_refused("bloc.not-established")
    stays = (Membership(QUYET_THANG, NEW_YEAR),)
    assert BLOC.fold([established, quyet_thang, right]) == Established("Khối thi đua số 1", stays, first_year=2025)


@pytest.mark.parametrize("code", ["city", "03386", ""])
def test_a_blocs_code_is_never_a_wards_or_the_citys(code: str) -> None:
    bloc.given().when(EstablishBloc(code, AT, NAME, 2024, PAPER)).then_refused("bloc.code-unfit")


def test_nothing_happens_to_a_bloc_that_does_not_exist() -> None:
    assert bloc.given().when(admit(DOAN_KET, NEW_YEAR)).then_refused("bloc.not-established").refusal.status == 404


def test_a_ward_joins_from_a_day_on() -> None:
    bloc.given(established).when(admit(QUYET_THANG, NEW_YEAR)).then(quyet_thang)
    bloc.given(established, quyet_thang).when(admit(QUYET_THANG, NEW_YEAR)).then_nothing()


def test_the_stays_of_a_ward_do_not_overlap() -> None:
    left = MemberReleased(CODE, QUYET_THANG, date(2024, 6, 30), PAPER)
    bloc.given(established, quyet_thang).when(admit(QUYET_THANG, date(2024, 5, 1))).then_refused("bloc.already-member")
    bloc.given(established, quyet_thang, left).when(admit(QUYET_THANG, date(2024, 6, 30))).then_refused(
        "bloc.already-member"
    )
    bloc.given(established, quyet_thang, left).when(admit(QUYET_THANG, date(2024, 7, 1))).then(
        MemberAdmitted(CODE, QUYET_THANG, date(2024, 7, 1), PAPER)
    )


def test_a_ward_joins_while_it_exists_and_a_code_names_another_ward_on_another_day() -> None:
    merger, later = date(2024, 7, 1), f"{QUYET_THANG}@2024-07-01"
    wards = (Life(QUYET_THANG, date(2004, 1, 1), merger), Life(later, merger))
    there = bloc.given(established)
    there.when(replace(admit(QUYET_THANG, date(2024, 6, 30)), wards=wards)).then(
        MemberAdmitted(CODE, QUYET_THANG, date(2024, 6, 30), PAPER)
    )
    told = there.when(replace(admit(QUYET_THANG, merger), wards=wards)).then_refused("bloc.ward-ended")
    assert "không còn từ ngày 01/07/2024" in told.sentence
    told = there.when(replace(admit(later, date(2024, 6, 30)), wards=wards)).then_refused("bloc.ward-not-begun")
    assert "từ ngày 01/07/2024" in told.sentence
    there.when(replace(admit(later, merger), wards=wards)).then(MemberAdmitted(CODE, later, merger, PAPER))
    told = there.when(admit("99999", NEW_YEAR)).then_refused("bloc.unknown-ward")
    assert "99999" in told.sentence
    told = there.when(admit("03386@2024-09-01", NEW_YEAR)).then_refused("bloc.unknown-ward")
    assert "03386" in told.sentence and "@" not in told.sentence
    bloc.given(established, quyet_thang).when(replace(admit(QUYET_THANG, NEW_YEAR), wards=())).then_nothing()


def test_no_ward_heads_a_bloc_or_stands_in_on_a_day_on_which_it_is_no_more() -> None:
    there = bloc.given(established, quyet_thang, doan_ket)
    ended = (Life(QUYET_THANG, date(2004, 1, 1), date(2024, 7, 1)), Life(DOAN_KET, date(2004, 1, 1)))
    day = date(2024, 8, 1)
    for command in (
        appoint(QUYET_THANG, None, day=day),
        appoint(DOAN_KET, QUYET_THANG, day=day),
    ):
        there.when(replace(command, wards=ended)).then_refused("bloc.ward-ended")
        there.when(replace(command, wards=())).then_refused("bloc.unknown-ward")
    headed_by_another = bloc.given(established, quyet_thang, doan_ket, headed)
    headed_by_another.when(replace(hand_over(QUYET_THANG, day), wards=ended)).then_refused("bloc.ward-ended")
    tan_phong = MemberAdmitted(CODE, TAN_PHONG, NEW_YEAR, PAPER)
    deputy = replace(hand_over(TAN_PHONG, day, deputy=QUYET_THANG), wards=(*ended, Life(TAN_PHONG, NEW_YEAR)))
    bloc.given(established, quyet_thang, doan_ket, tan_phong, headed).when(deputy).then_refused("bloc.ward-ended")


def test_a_ward_leaves_after_its_last_day() -> None:
    left = MemberReleased(CODE, QUYET_THANG, date(2024, 6, 30), PAPER)
    bloc.given(established, quyet_thang, doan_ket).when(release(QUYET_THANG, date(2024, 6, 30))).then(left)
    bloc.given(established, quyet_thang, left).when(release(QUYET_THANG, date(2024, 6, 30))).then_nothing()
    state = BLOC.fold([established, quyet_thang, doan_ket, left])
    assert isinstance(state, Established)
    assert state.members == (
        Membership(QUYET_THANG, NEW_YEAR, date(2024, 6, 30)),
        Membership(DOAN_KET, NEW_YEAR),
    )
    assert state.stay(QUYET_THANG, date(2024, 6, 30)) is not None
    assert state.stay(QUYET_THANG, date(2024, 7, 1)) is None


def test_only_a_member_leaves() -> None:
    bloc.given(established, quyet_thang).when(release(DOAN_KET, NEW_YEAR)).then_refused("bloc.not-member")
    refused = bloc.given(established, quyet_thang).when(release(QUYET_THANG, date(2023, 12, 31)))
    assert "31/12/2023" in refused.then_refused("bloc.not-member").sentence


def test_the_head_of_a_year_does_not_leave_before_its_end_unless_another_took_over() -> None:
    there = bloc.given(established, quyet_thang, doan_ket, headed)
    told = there.when(release(DOAN_KET, date(2024, 12, 30))).then_refused("bloc.heads")
    assert "Khối trưởng năm 2024" in told.sentence
    there.when(release(DOAN_KET, date(2024, 12, 31))).then(MemberReleased(CODE, DOAN_KET, date(2024, 12, 31), PAPER))
    handed = handed_over(QUYET_THANG, date(2024, 6, 1))
    passed = bloc.given(established, quyet_thang, doan_ket, headed, handed)
    passed.when(release(DOAN_KET, date(2024, 6, 30))).then(MemberReleased(CODE, DOAN_KET, date(2024, 6, 30), PAPER))
    passed.when(release(QUYET_THANG, date(2024, 6, 30))).then_refused("bloc.heads")


def test_a_year_has_one_head() -> None:
    bloc.given(established, quyet_thang, doan_ket).when(appoint(DOAN_KET, QUYET_THANG)).then(headed)
    bloc.given(established, quyet_thang, doan_ket, headed).when(appoint(DOAN_KET, QUYET_THANG)).then_nothing()
    bloc.given(established, quyet_thang, doan_ket, headed).when(appoint(QUYET_THANG, None)).then_refused(
        "bloc.head-already-appointed"
    )
    bloc.given(established, quyet_thang, doan_ket, headed).when(
        appoint(QUYET_THANG, None, 2025, date(2025, 1, 18))
    ).then(HeadAppointed(CODE, 2025, QUYET_THANG, None, date(2025, 1, 18), PAPER))


def test_head_and_deputy_are_members_of_that_day_and_not_the_same() -> None:
    present = bloc.given(established, quyet_thang, doan_ket)
    present.when(appoint(TAN_PHONG, None)).then_refused("bloc.not-member")
    present.when(appoint(DOAN_KET, TAN_PHONG)).then_refused("bloc.not-member")
    present.when(appoint(DOAN_KET, DOAN_KET)).then_refused("bloc.deputy-is-head")


def test_a_head_begins_within_the_year() -> None:
    bloc.given(established, doan_ket).when(appoint(DOAN_KET, None, 2025)).then_refused("bloc.day-outside-year")


def test_a_head_hands_over_within_the_year() -> None:
    present = bloc.given(established, quyet_thang, doan_ket, headed)
    handed = handed_over(QUYET_THANG, date(2024, 8, 1))
    present.when(hand_over(QUYET_THANG, date(2024, 8, 1))).then(handed)
    present.when(hand_over(QUYET_THANG, NEW_YEAR)).then_refused("bloc.hand-over-too-early")
    present.when(hand_over(QUYET_THANG, date(2025, 1, 1))).then_refused("bloc.day-outside-year")
    present.when(hand_over(TAN_PHONG, date(2024, 8, 1))).then_refused("bloc.not-member")
    present.when(hand_over(QUYET_THANG, date(2025, 8, 1), 2025)).then_refused("bloc.no-head")
    later = bloc.given(established, quyet_thang, doan_ket, headed, handed)
    later.when(hand_over(QUYET_THANG, date(2024, 8, 1))).then_nothing()
    later.when(hand_over(QUYET_THANG, date(2024, 9, 1))).then_refused("bloc.already-head")


def test_a_hand_over_says_who_is_deputy_from_then_on() -> None:
    tan_phong = MemberAdmitted(CODE, TAN_PHONG, NEW_YEAR, PAPER)
    present = bloc.given(established, quyet_thang, doan_ket, tan_phong, headed)
    day = date(2024, 8, 1)
    present.when(hand_over(QUYET_THANG, day, deputy=DOAN_KET)).then(handed_over(QUYET_THANG, day, DOAN_KET))
    present.when(hand_over(QUYET_THANG, day, deputy=QUYET_THANG)).then_refused("bloc.deputy-is-head")
    without = bloc.given(established, quyet_thang, doan_ket, headed)
    without.when(hand_over(QUYET_THANG, day, deputy=TAN_PHONG)).then_refused("bloc.not-member")
    for deputy in (DOAN_KET, None):
        state = BLOC.fold([established, quyet_thang, doan_ket, headed, handed_over(QUYET_THANG, day, deputy)])
        assert isinstance(state, Established)
        head = state.headship(2024)
        assert head and (head.head_ward, head.deputy_ward) == (QUYET_THANG, deputy)
    later = bloc.given(established, quyet_thang, doan_ket, tan_phong, headed, handed_over(QUYET_THANG, day, DOAN_KET))
    later.when(hand_over(QUYET_THANG, day, deputy=DOAN_KET)).then_nothing()
    later.when(hand_over(QUYET_THANG, day, deputy=TAN_PHONG)).then_refused("bloc.already-head")


def test_a_wrong_hand_over_is_taken_back_and_head_and_deputy_are_who_they_were() -> None:
    handed = handed_over(QUYET_THANG, date(2024, 8, 1))
    undone = HandOverTakenBack(CODE, 2024, QUYET_THANG, DOAN_KET, date(2024, 8, 1), NEW_YEAR)
    there = bloc.given(established, quyet_thang, doan_ket, headed, handed)
    there.when(take_back).then(undone)
    state = BLOC.fold([established, quyet_thang, doan_ket, headed, handed, undone])
    assert isinstance(state, Established)
    assert state.headship(2024) == Headship(2024, DOAN_KET, QUYET_THANG, NEW_YEAR)
    again = bloc.given(established, quyet_thang, doan_ket, headed, handed, undone)
    again.when(take_back).then_refused("bloc.not-handed-over")
    again.when(hand_over(QUYET_THANG, date(2024, 8, 1))).then(handed)
    bloc.given(established, quyet_thang, doan_ket, headed).when(take_back).then_refused("bloc.not-handed-over")
    bloc.given(established).when(take_back).then_refused("bloc.not-handed-over")
    left = MemberReleased(CODE, DOAN_KET, date(2024, 9, 30), PAPER)
    bloc.given(established, quyet_thang, doan_ket, headed, handed, left).when(take_back).then_refused("bloc.head-left")
    assert BLOC.fold([established, quyet_thang, doan_ket, headed, undone]) == BLOC.fold(
        [established, quyet_thang, doan_ket, headed]
    )


def test_where_a_hand_over_names_no_deputy_the_deputy_who_becomes_head_is_none() -> None:
    tan_phong = MemberAdmitted(CODE, TAN_PHONG, NEW_YEAR, PAPER)
    next_year = HeadAppointed(CODE, 2025, QUYET_THANG, TAN_PHONG, date(2025, 1, 1), PAPER)
    to_deputy = handed_over(QUYET_THANG, date(2024, 8, 1), named=False)
    to_other = HeadHandedOver(
        CODE, 2025, QUYET_THANG, DOAN_KET, date(2025, 8, 1), PAPER, deputy_named=False, deputy_ward=None
    )
    state = BLOC.fold([established, quyet_thang, doan_ket, tan_phong, headed, next_year, to_deputy, to_other])
    assert isinstance(state, Established)
    this_year, following = state.headship(2024), state.headship(2025)
    assert this_year and (this_year.head_ward, this_year.deputy_ward) == (QUYET_THANG, None)
    assert following and (following.head_ward, following.deputy_ward) == (DOAN_KET, TAN_PHONG)


def test_history_is_never_refused() -> None:
    state = BLOC.fold([quyet_thang])
    assert state == Established("", (Membership(QUYET_THANG, NEW_YEAR),))


def test_the_same_again_on_another_document_is_refused_and_not_lost() -> None:
    other = Document("15/QĐ-UBND", date(2024, 2, 5))
    left = MemberReleased(CODE, QUYET_THANG, date(2024, 6, 30), PAPER)
    handed = handed_over(QUYET_THANG, date(2024, 8, 1))
    there = (established, quyet_thang, doan_ket)
    for given, command in (
        ((established,), EstablishBloc(CODE, AT, NAME, 2024, PAPER)),
        (there, admit(QUYET_THANG, NEW_YEAR)),
        ((*there, left), release(QUYET_THANG, date(2024, 6, 30))),
        ((*there, headed), appoint(DOAN_KET, QUYET_THANG)),
        ((*there, headed, handed), hand_over(QUYET_THANG, date(2024, 8, 1))),
    ):
        bloc.given(*given).when(command).then_nothing()
        bloc.given(*given).when(replace(command, document=replace(PAPER, number="012 /qđ-ubnd"))).then_nothing()
        told = bloc.given(*given).when(replace(command, document=other)).then_refused("bloc.other-document")
        assert "12/QĐ-UBND ký ngày 05/01/2024" in told.sentence


LEFT = MemberReleased(CODE, QUYET_THANG, date(2024, 6, 30), PAPER)


def corrected(last: date | None, from_day: date, last_day: date | None) -> StayCorrected:
    return StayCorrected(CODE, QUYET_THANG, NEW_YEAR, last, from_day, last_day, PAPER)


def test_the_days_on_which_a_ward_joined_and_left_are_corrected() -> None:
    march, june, july = date(2024, 3, 1), date(2024, 6, 30), date(2024, 7, 31)
    bloc.given(established, quyet_thang).when(correct_stay(march)).then(corrected(None, march, None))
    gone = bloc.given(established, quyet_thang, LEFT)
    gone.when(correct_stay(NEW_YEAR, july)).then(corrected(june, NEW_YEAR, july))
    gone.when(correct_stay(NEW_YEAR)).then(corrected(june, NEW_YEAR, None))  # it never left
    gone.when(correct_stay(march, march)).then(corrected(june, march, march))
    state = BLOC.fold([established, doan_ket, quyet_thang, LEFT, corrected(june, march, july)])
    assert isinstance(state, Established)
    assert state.members == (Membership(DOAN_KET, NEW_YEAR), Membership(QUYET_THANG, march, july))
    back = BLOC.fold([established, quyet_thang, LEFT, corrected(june, NEW_YEAR, None)])
    assert isinstance(back, Established) and back.members[0].covers(date(2025, 1, 1))


def test_what_corrects_no_days_or_writes_wrong_ones_is_refused() -> None:
    gone = bloc.given(established, quyet_thang, LEFT)
    gone.when(correct_stay(NEW_YEAR, date(2024, 6, 30))).then_refused("bloc.same-days")
    gone.when(correct_stay(date(2024, 8, 1), date(2024, 7, 1))).then_refused("bloc.last-before-first")
    gone.when(correct_stay(NEW_YEAR, was=date(2024, 2, 1))).then_refused("bloc.no-stay")
    gone.when(correct_stay(date(2003, 1, 1), date(2024, 6, 30))).then_refused("bloc.ward-not-begun")
    bloc.given(established, quyet_thang).when(correct_stay(NEW_YEAR, date(2024, 7, 1))).then_refused("bloc.not-left")
    again = MemberAdmitted(CODE, QUYET_THANG, date(2024, 10, 1), PAPER)
    twice = bloc.given(established, quyet_thang, LEFT, again)
    twice.when(correct_stay(NEW_YEAR, date(2024, 10, 1))).then_refused("bloc.already-member")
    twice.when(correct_stay(date(2024, 6, 30), was=date(2024, 10, 1))).then_refused("bloc.already-member")
    bloc.given(established).when(withdraw_admission(QUYET_THANG)).then_refused("bloc.no-stay")


def test_an_admission_recorded_by_mistake_is_withdrawn_and_may_be_recorded_again() -> None:
    gone = AdmissionWithdrawn(CODE, DOAN_KET, NEW_YEAR, None, PAPER)
    bloc.given(established, quyet_thang, doan_ket).when(withdraw_admission(DOAN_KET)).then(gone)
    assert BLOC.fold([established, quyet_thang, doan_ket, gone]) == BLOC.fold([established, quyet_thang])
    bloc.given(established, doan_ket, gone).when(admit(DOAN_KET, NEW_YEAR)).then(doan_ket)


def test_a_year_that_a_ward_heads_stays_within_its_days() -> None:
    first = HeadAppointed(CODE, 2024, QUYET_THANG, None, NEW_YEAR, PAPER)
    told = (
        bloc.given(established, quyet_thang, first)
        .when(correct_stay(date(2024, 1, 2)))
        .then_refused("bloc.headed-then")
    )
    assert "năm 2024 từ ngày 01/01/2024 đến hết ngày 31/12/2024" in told.sentence
    bloc.given(established, quyet_thang, first).when(withdraw_admission(QUYET_THANG)).then_refused("bloc.headed-then")
    handed = HeadHandedOver(
        CODE, 2024, QUYET_THANG, DOAN_KET, date(2024, 6, 1), PAPER, deputy_named=True, deputy_ward=None
    )
    passed = bloc.given(established, quyet_thang, doan_ket, first, handed, LEFT)
    passed.when(correct_stay(NEW_YEAR, date(2024, 5, 30))).then_refused("bloc.headed-then")
    passed.when(correct_stay(NEW_YEAR, date(2024, 5, 31))).then(
        corrected(date(2024, 6, 30), NEW_YEAR, date(2024, 5, 31))
    )
    bloc.given(established, quyet_thang, doan_ket, headed).when(correct_stay(date(2024, 2, 1))).then(
        corrected(None, date(2024, 2, 1), None)
    )


OTHER = "khoi-khac"


def stated(code: str, name: str, *stays: Days) -> StaysStated:
    return StaysStated(QUYET_THANG, code, name, stays)


def test_what_happens_to_a_member_is_stated_in_the_wards_own_stream() -> None:
    placed = decider(BLOC, decide_member).given(established, doan_ket).beside(InBlocs({}))
    assert placed.when(admit(QUYET_THANG, NEW_YEAR)).outcome() == {
        BLOC.at(CODE): [quyet_thang],
        STAYS.at(QUYET_THANG): [stated(CODE, NAME, Days(NEW_YEAR, None))],
    }
    present = decider(BLOC, decide_member).given(established, quyet_thang).beside(InBlocs({}))
    assert present.when(release(QUYET_THANG, date(2024, 6, 30))).outcome() == {
        BLOC.at(CODE): [LEFT],
        STAYS.at(QUYET_THANG): [stated(CODE, NAME, Days(NEW_YEAR, date(2024, 6, 30)))],
    }
    withdrawn = present.when(withdraw_admission(QUYET_THANG)).outcome()
    assert withdrawn[STAYS.at(QUYET_THANG)] == [stated(CODE, NAME)]
    assert present.when(admit(QUYET_THANG, NEW_YEAR)).outcome() == {}, "the same again"


def test_a_ward_is_in_one_bloc_on_a_day() -> None:
    other = STAYS.fold([stated(OTHER, "Khối số 2", Days(NEW_YEAR, date(2024, 6, 30)))])
    joins = decider(BLOC, decide_member).given(established).beside(other)
    told = joins.when(admit(QUYET_THANG, date(2024, 6, 30))).then_refused("bloc.member-elsewhere")
    assert "Khối số 2 từ ngày 01/01/2024 đến hết ngày 30/06/2024" in told.sentence
    assert joins.when(admit(QUYET_THANG, date(2024, 7, 1))).outcome(), "the day after"
    held = MemberAdmitted(CODE, QUYET_THANG, date(2024, 7, 1), PAPER)
    present = decider(BLOC, decide_member).given(established, held).beside(other)
    present.when(correct_stay(date(2024, 6, 1), was=date(2024, 7, 1))).then_refused("bloc.member-elsewhere")
    assert present.when(correct_stay(date(2024, 8, 1), was=date(2024, 7, 1))).outcome()


def test_a_stay_that_an_earlier_build_recorded_counts_until_the_wards_stream_says_otherwise() -> None:
    looked = (Elsewhere(OTHER, "Khối số 2", date(2023, 1, 1), None),)
    command = replace(admit(QUYET_THANG, NEW_YEAR), elsewhere=looked)
    there = decider(BLOC, decide_member).given(established)
    told = there.beside(InBlocs({})).when(command).then_refused("bloc.member-elsewhere")
    assert "Khối số 2 từ ngày 01/01/2023." in told.sentence
    assert there.beside(STAYS.fold([stated(OTHER, "Khối số 2")])).when(command).outcome(), "it was withdrawn since"
    own = STAYS.fold([stated(CODE, NAME, Days(date(2023, 1, 1), date(2023, 12, 31)))])
    assert there.beside(own).when(admit(QUYET_THANG, NEW_YEAR)).outcome(), "of this bloc its own stream says it"
