"""Prize money: paid once and whole, taken back, given back after an annulment; its ledger balances whatever happens."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.awards.decisions.events import DecisionAnnulled, DecisionCorrected, DecisionRestored
from services.awards.decisions.facts import DECISIONS
from services.awards.decisions.papers import DECISION, Signed
from services.awards.holds.decider import of as held
from services.awards.holds.events import HoldPut
from services.awards.ids import hold_id
from services.awards.payments import book, limits, money, projection, publishing
from services.awards.payments.commands import (
    PayAwards,
    Payee,
    RecoverMoney,
    TakeBackMoneyRecovery,
    TakeBackPayment,
)
from services.awards.payments.events import AwardsPaid
from services.chassis.decider import DomainError
from tests.unit.awards.story import WARD, named
from tests.unit.awards.test_decisions import FIRST, PAPER, SECOND, SIGNED_ON, TEAM, line, refusal
from tests.unit.awards.test_undoing import (
    DAY,
    LATER,
    Store,
    annul,
    city_annul,
    city_unannul,
    recorded,
    restore,
    signed,
)

PAID_ON = date(2024, 12, 25)
KEYS = (FIRST.nomination_id, SECOND.nomination_id)
SUBJECTS = {item.nomination_id: item.subject_id for item in (FIRST, SECOND, TEAM)}


def payees(*keys: UUID) -> tuple[Payee, ...]:
    return tuple(Payee(nomination_id=key, subject_id=SUBJECTS[key]) for key in keys)


def pay(*keys: UUID, **changes: Any) -> PayAwards:
    command = PayAwards(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        payment_id=named("phiếu chi"),
        nominations=keys,
        paid_on=PAID_ON,
        voucher="PC-012/2024",
        way="transfer",
        payees=payees(*keys),
    )
    return dataclasses.replace(command, **changes)


def unpay(*keys: UUID, **changes: Any) -> TakeBackPayment:
    command = TakeBackPayment(ward_code=WARD, at=LATER, decision_id=PAPER, nominations=keys, mistake="wrong-line")
    return dataclasses.replace(command, **changes)


def recover(*keys: UUID, **changes: Any) -> RecoverMoney:
    command = RecoverMoney(
        ward_code=WARD,
        at=LATER,
        decision_id=PAPER,
        nominations=keys,
        recovered_on=DAY,
        voucher="PT-003/2025",
        way="cash",
    )
    return dataclasses.replace(command, **changes)


def unrecover(*keys: UUID, **changes: Any) -> TakeBackMoneyRecovery:
    command = TakeBackMoneyRecovery(ward_code=WARD, at=LATER, decision_id=PAPER, nominations=keys, mistake="not-done")
    return dataclasses.replace(command, **changes)


def history(store: Store) -> list[Any]:
    return store.streams[DECISION.at(PAPER).stream_id]


def account(store: Store, key: UUID = KEYS[0]) -> money.Account:
    paper = DECISION.fold(history(store))
    assert isinstance(paper, Signed)
    return paper.money.accounts[key]


def owed(store: Store) -> tuple[int, int]:
    paper = DECISION.fold(history(store))
    assert isinstance(paper, Signed)
    return paper.money.to_pay, paper.money.to_recover


def after(*commands: Any) -> Store:
    store = signed(FIRST, SECOND)
    for command in commands:
        store.do(command)
    return store


def on_hold(store: Store) -> Store:
    store.streams[held(WARD, FIRST.subject_id).stream_id] = [
        HoldPut(
            hold_id=hold_id(WARD, FIRST.subject_id),
            case_id=named("đơn thư"),
            subject_id=FIRST.subject_id,
            since=DAY,
            cause="complaint",
            document_number="5/TB-TTr",
        )
    ]
    return store


def test_all_lines_are_paid_in_one_press_each_what_is_decided() -> None:
    store = signed(FIRST, SECOND)
    assert owed(store) == (1_420_000, 0)
    [event] = store.do(pay(*KEYS))[DECISION.at(PAPER).stream_id]
    assert isinstance(event, AwardsPaid) and event.total == 1_420_000
    assert [one.dong for one in event.lines] == [710_000, 710_000]
    assert (event.owed.to_pay, event.owed.to_recover, event.owed.pay_by) == (0, 0, date(2025, 1, 19))
    assert owed(store) == (0, 0)


def test_a_restored_line_has_a_limit_of_its_own_and_the_others_keep_theirs() -> None:
    """A day by which money was due does not move because another line was annulled and stands again."""
    store = after(annul(FIRST), restore(FIRST))
    paper = DECISION.fold(history(store))
    assert isinstance(paper, Signed) and paper.money.pay_by == date(2025, 1, 19)
    store.do(pay(KEYS[1]))
    paper = DECISION.fold(history(store))
    assert isinstance(paper, Signed) and paper.money.pay_by == paper.money.accounts[KEYS[0]].pay_by != date(2025, 1, 19)


def test_some_lines_are_paid_and_the_others_wait() -> None:
    store = after(pay(KEYS[0]))
    assert owed(store) == (710_000, 0) and account(store).net == 710_000
    store.do(pay(KEYS[1], voucher="PC-013/2024"))
    assert owed(store) == (0, 0)


def test_a_line_that_is_named_twice_is_paid_once() -> None:
    [event] = signed(FIRST, SECOND).do(pay(KEYS[0], KEYS[0]))[DECISION.at(PAPER).stream_id]
    assert event.total == 710_000


def test_a_payment_recorded_by_mistake_is_taken_back_and_recorded_anew() -> None:
    store = after(pay(*KEYS), unpay(KEYS[0]))
    assert owed(store) == (710_000, 0) and account(store).last is None
    assert store.do(pay(KEYS[0], paid_on=SIGNED_ON)), "on the day of the signature"


def test_only_what_was_paid_is_given_back_after_an_annulment() -> None:
    store = after(pay(KEYS[0]))
    written = store.do(annul(FIRST, SECOND))
    [event] = [one for one in written[DECISION.at(PAPER).stream_id] if isinstance(one, DecisionAnnulled)]
    assert event.total == 710_000, "the second line was never paid"
    assert event.owed is not None and (event.owed.to_pay, event.owed.to_recover) == (0, 710_000)
    assert owed(store) == (0, 710_000)
    store.do(recover(KEYS[0]))
    assert owed(store) == (0, 0)
    store.do(unrecover(KEYS[0]))
    assert owed(store) == (0, 710_000)


def test_a_payment_that_was_none_leaves_nothing_to_be_given_back() -> None:
    store = after(pay(KEYS[0]), annul(FIRST), unpay(KEYS[0]))
    assert owed(store) == (710_000, 0), "the other line waits"


def test_a_restored_line_is_paid_again_only_where_it_had_given_back() -> None:
    kept = after(pay(KEYS[0]), annul(FIRST), restore(FIRST))
    assert (account(kept).to_pay, account(kept).to_recover) == (0, 0)
    given = after(pay(KEYS[0]), annul(FIRST), recover(KEYS[0]), restore(FIRST))
    assert account(given).to_pay == 710_000
    assert refusal(lambda: given.do(pay(KEYS[0], paid_on=date(2025, 2, 9)))).code == "payment.too-early"
    given.do(pay(KEYS[0], paid_on=DAY, voucher="PC-001/2025"))
    assert refusal(lambda: given.do(unrecover(KEYS[0]))).code == "payment.paid-again"


def test_each_line_stands_again_with_its_own_money() -> None:
    store = after(annul(FIRST, SECOND))
    [event] = [
        one
        for one in store.do(restore(SECOND, FIRST))[DECISION.at(PAPER).stream_id]
        if isinstance(one, DecisionRestored)
    ]
    assert event.amounts == (710_000, 710_000) and owed(store) == (1_420_000, 0)
    of_before = dataclasses.replace(event, amounts=(), total=1_000_000)
    annulled = DECISION.fold([one for one in history(store) if one is not event])
    assert isinstance(annulled, Signed)
    told_in_one = money.restored(annulled.money, of_before)
    assert sum(one.due for one in told_in_one.accounts.values()) == 1_000_000, (
        "whatever an earlier build told is the sum"
    )


REFUSED: list[tuple[Store, Any, str]] = [
    (after(pay(KEYS[0])), pay(*KEYS), "payment.paid"),
    (after(annul(FIRST)), pay(*KEYS), "payment.annulled"),
    (on_hold(signed(FIRST, SECOND)), pay(*KEYS), "payment.on-hold"),
    (signed(FIRST, SECOND), pay(KEYS[0], paid_on=date(2024, 12, 19)), "payment.too-early"),
    (signed(FIRST, SECOND), pay(KEYS[0], paid_on=date(2025, 2, 13)), "payment.in-future"),
    (signed(FIRST, SECOND), pay(TEAM.nomination_id), "payment.not-in-list"),
    (signed(FIRST, SECOND), pay(KEYS[0], payees=()), "payment.not-in-list"),
    (
        signed(FIRST, SECOND),
        pay(KEYS[0], payees=(Payee(nomination_id=KEYS[0], subject_id=SECOND.subject_id),)),
        "payment.not-in-list",
    ),
    (signed(FIRST, SECOND), pay(KEYS[0], decision_id=named("quyết định khác")), "payment.no-decision"),
    (recorded(), pay(TEAM.nomination_id), "payment.citys"),
    (signed(FIRST, SECOND), unpay(KEYS[0]), "payment.not-paid"),
    (after(pay(KEYS[0]), annul(FIRST), recover(KEYS[0])), unpay(KEYS[0]), "payment.recovered-since"),
    (after(annul(FIRST)), recover(KEYS[0]), "payment.nothing-to-recover"),
    (after(pay(KEYS[0])), recover(KEYS[0]), "payment.nothing-to-recover"),
    (after(pay(KEYS[0]), annul(FIRST), recover(KEYS[0])), recover(KEYS[0]), "payment.nothing-to-recover"),
    (
        after(pay(KEYS[0]), annul(FIRST)),
        recover(KEYS[0], recovered_on=date(2025, 2, 9)),
        "payment.recovery-too-early",
    ),
    (
        after(pay(KEYS[0], paid_on=date(2025, 2, 12)), annul(FIRST)),
        recover(KEYS[0], recovered_on=date(2025, 2, 11)),
        "payment.recovery-too-early",
    ),
    (after(pay(KEYS[0]), annul(FIRST)), recover(KEYS[0], recovered_on=date(2025, 2, 13)), "payment.in-future"),
    (after(pay(KEYS[0]), annul(FIRST)), unrecover(KEYS[0]), "payment.not-recovered"),
    (
        after(pay(KEYS[0]), annul(FIRST), recover(KEYS[0]), restore(FIRST), pay(KEYS[0], paid_on=DAY)),
        unrecover(KEYS[0]),
        "payment.paid-again",
    ),
]


@pytest.mark.parametrize(("store", "command", "code"), REFUSED, ids=[code for _, _, code in REFUSED])
def test_what_is_refused(store: Store, command: Any, code: str) -> None:
    before = list(store.streams.get(DECISION.at(PAPER).stream_id, []))
    found = refusal(lambda: store.do(command))
    assert found.code == code and "{" not in found.sentence
    assert store.streams.get(DECISION.at(PAPER).stream_id, []) == before


def test_what_the_city_signed_is_no_money_of_the_ward() -> None:
    [event] = history(recorded())
    assert money.signed(event).accounts == {} and publishing.signed(event) == ()


def test_a_signature_tells_what_is_to_be_paid_and_until_when() -> None:
    [told] = publishing.signed(history(signed(FIRST, SECOND))[0])
    assert (told.to_pay_dong, told.to_recover_dong) == (1_420_000, 0)
    assert told.due_at == datetime(2025, 1, 19, 17, tzinfo=UTC), "the thirtieth day is the last"
    before = dataclasses.replace(history(signed(FIRST))[0], pay_by=None)
    assert publishing.signed(before) == (), "what an earlier build signed was told nobody"
    assert money.signed(before).pay_by == date(2025, 1, 19), "its page knows the limit all the same"


def test_the_limit_is_dated_data_with_its_source() -> None:
    rows = tuple(
        limits.Limit(holds_from=day, days=days, citation="Văn bản", confidence="M", confirmed=False)
        for day, days in ((date(2024, 1, 1), 30), (date(2025, 1, 1), 10))
    )
    assert limits.limit_on(date(2023, 12, 31), rows) is None
    assert [limits.limit_on(day, rows) for day in (date(2024, 12, 31), date(2025, 1, 1))] == list(rows)
    assert rows[1].pay_by(date(2025, 1, 1)) == date(2025, 1, 11)
    assert limits.told(rows[0]) == "Văn bản (đọc qua nguồn khác, chưa được xác nhận)"
    known: tuple[limits.Limit | limits.FundRule, ...] = (*limits.LIMITS, *limits.FUND_RULES)
    assert all(row.citation and row.confidence in limits.SURE for row in known)


def test_a_timeline_tells_what_moved_and_what_is_owed_still() -> None:
    says = {fact.cls: fact for fact in DECISIONS}
    store = after(pay(KEYS[0]), unpay(KEYS[0]), pay(*KEYS), annul(FIRST), recover(KEYS[0]), unrecover(KEYS[0]))
    assert [says[type(event)].sentence(event) for event in history(store)[1:]] == [
        "Chi 710.000 đồng tiền thưởng của 1 danh hiệu ngày 25/12/2024, chuyển khoản, chứng từ số PC-012/2024. "
        "Còn phải chi 710.000 đồng.",
        "Rút ghi nhận chi 710.000 đồng tiền thưởng của 1 danh hiệu: ghi nhầm dòng. Còn phải chi 1.420.000 đồng.",
        "Chi 1.420.000 đồng tiền thưởng của 2 danh hiệu ngày 25/12/2024, chuyển khoản, chứng từ số PC-012/2024. "
        "Không còn khoản nào phải chi, phải thu hồi.",
        "Hủy bỏ 1 danh hiệu theo văn bản số 131/QĐ-UBND ngày 10/02/2025: gian dối trong kê khai thành tích. "
        "Phải thu hồi 710.000 đồng.",
        "Thu hồi 710.000 đồng tiền thưởng của 1 danh hiệu ngày 10/02/2025, tiền mặt, chứng từ số PT-003/2025. "
        "Không còn khoản nào phải chi, phải thu hồi.",
        "Rút ghi nhận thu hồi 710.000 đồng tiền thưởng của 1 danh hiệu: thực tế chưa chi, chưa thu. "
        "Còn phải thu hồi 710.000 đồng.",
    ]


def test_the_ledger_is_an_entry_for_each_change_and_each_sums_to_nothing() -> None:
    store = after(pay(KEYS[0]), annul(FIRST, SECOND), recover(KEYS[0]))
    kept = book.BOOK.fold(history(store))
    assert isinstance(kept, book.Book)
    assert [(one.what, one.decided, one.to_recover, one.to_pay, one.cash) for one in kept.journal] == [
        ("signed", 1_420_000, 0, -1_420_000, 0),
        ("paid", 0, 0, 710_000, -710_000),
        ("annulled", -1_420_000, 710_000, 710_000, 0),
        ("recovered", 0, -710_000, 0, 710_000),
    ]
    shown = projection.shows(kept)
    assert (shown.decided, shown.paid, shown.to_pay, shown.to_recover, shown.year) == (0, 0, 0, 0, 2024)


def test_the_ledger_tells_what_was_undone_by_the_paper_that_it_undoes_and_reads_the_decision_as_it_was_corrected() -> (
    None
):
    store = after(pay(KEYS[0]), annul(FIRST), recover(KEYS[0]), unrecover(KEYS[0]), unpay(KEYS[0]), restore(FIRST))
    renumbered = DecisionCorrected(
        decision_id=PAPER,
        document_id=named("đính chính"),
        document_number="140/QĐ-UBND",
        corrected_on=DAY,
        nominations=(),
        reads_number="106/QĐ-UBND",
        reads_signed_on=date(2024, 12, 21),
    )
    kept = book.BOOK.fold([*history(store), renumbered])
    assert isinstance(kept, book.Book)
    assert (kept.number, kept.signed_on) == ("106/QĐ-UBND", date(2024, 12, 21))
    assert [(one.what, one.voucher) for one in kept.journal[3:]] == [
        ("recovered", "PT-003/2025"),
        ("unrecovered", "PT-003/2025"),
        ("unpaid", "PC-012/2024"),
        ("restored", "132/QĐ-UBND"),
    ]


def test_what_is_done_to_the_citys_decision_moves_no_money() -> None:
    store = recorded()
    store.do(city_annul(TEAM))
    store.do(city_unannul(TEAM))
    kept = book.BOOK.fold(history(store))
    assert isinstance(kept, book.Book) and kept.journal == () and kept.level == "city"
    [event] = [one for one in history(store) if isinstance(one, DecisionAnnulled)]
    assert event.owed is None and publishing.changed(event) == ()
    assert book.BOOK.fold(history(store)[1:]) == book.Absent(), "history that does not fit changes nothing"


class Paying(RuleBasedStateMachine):
    """Two lines are paid, annulled, given back, restored, and all of it undone, in any order; beside it, each line in plain words."""

    def __init__(self) -> None:
        super().__init__()
        self.store = signed(FIRST, SECOND)
        self.stands = dict.fromkeys(KEYS, True)
        self.cash = dict.fromkeys(KEYS, 0)
        self.number = 200

    def tried(self, command: Any) -> bool:
        try:
            self.store.do(command)
        except DomainError:
            return False
        return True

    @rule(keys=st.sets(st.sampled_from(KEYS), min_size=1))
    def pays(self, keys: set[UUID]) -> None:
        possible = all(self.stands[key] and self.cash[key] == 0 for key in keys)
        assert self.tried(pay(*keys, paid_on=DAY)) is possible
        if possible:
            self.cash |= dict.fromkeys(keys, 710_000)

    @rule(key=st.sampled_from(KEYS))
    def takes_back_a_payment(self, key: UUID) -> None:
        last = account(self.store, key).last
        assert self.tried(unpay(key)) is (last is not None and last.dong > 0)
        if last is not None and last.dong > 0:
            self.cash[key] = 0

    @rule(key=st.sampled_from(KEYS))
    def recovers(self, key: UUID) -> None:
        possible = not self.stands[key] and self.cash[key] > 0
        assert self.tried(recover(key)) is possible
        if possible:
            self.cash[key] = 0

    @rule(key=st.sampled_from(KEYS))
    def takes_back_a_recovery(self, key: UUID) -> None:
        last = account(self.store, key).last
        assert self.tried(unrecover(key)) is (last is not None and last.dong < 0)
        if last is not None and last.dong < 0:
            self.cash[key] = 710_000

    @rule(item=st.sampled_from((FIRST, SECOND)))
    def annuls_or_restores(self, item: Any) -> None:
        self.number += 1
        key, stands = item.nomination_id, self.stands[item.nomination_id]
        done = (annul if stands else restore)(item, document_number=f"{self.number}/QĐ-UBND", lines=(line(item),))
        assert self.tried(done)
        self.stands[key] = not stands

    @invariant()
    def each_line_is_owed_what_plain_words_say(self) -> None:
        for key in KEYS:
            one, due = account(self.store, key), 710_000 if self.stands[key] else 0
            assert (one.due, one.net) == (due, self.cash[key]) and 0 <= one.net <= 710_000
            assert (one.to_pay, one.to_recover) == (max(0, due - one.net), max(0, one.net - due))

    @invariant()
    def the_ledger_balances(self) -> None:
        kept = book.BOOK.fold(history(self.store))
        assert isinstance(kept, book.Book)
        totals = [
            sum(getattr(one, name) for one in kept.journal) for name in ("decided", "to_recover", "to_pay", "cash")
        ]
        assert sum(totals) == 0
        assert all(one.decided + one.to_recover + one.to_pay + one.cash == 0 for one in kept.journal)
        assert totals == list(money.balances(kept.money.accounts.values()).values())
        assert -totals[3] == sum(self.cash.values())
        assert totals[0] == sum(710_000 for stands in self.stands.values() if stands)


Paying.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
test_the_ledger_balances_after_every_walk = Paying.TestCase
