"""Who signs in the chairman's place: given on what the decree asks, used by its holder, in its days, for papers it covers."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from services.submissions.delegations.commands import DelegateSigning, EndDelegation, WithdrawDelegation
from services.submissions.delegations.decider import DELEGATION, HANDLES, decide_delegate, decide_end, decide_withdraw
from services.submissions.delegations.events import DelegationEnded, DelegationWithdrawn, SigningDelegated
from services.submissions.mandates.decider import HOLDER as NAMED
from services.submissions.mandates.decider import Holder
from services.submissions.people.decider import PERSON
from services.submissions.plans.commands import SignPlanInPlace
from services.submissions.plans.decider import PLAN, decide_sign_in_place, decide_take_back_signature
from services.submissions.plans.events import PlanSignatureTakenBack, PlanSigned
from services.submissions.plans.steps import UNSIGN
from tests.support.given import decider
from tests.unit.submissions import test_mandates, test_people, test_plans

D, P = UUID(int=600), test_people.P
NOW = datetime(2025, 7, 1, 3, tzinfo=UTC)
KNOWN = PERSON.fold([test_people.registered])
delegate = DelegateSigning(
    ward_code="03386", at=NOW, delegation_id=D, person_id=P, principal="leader-1", manner="in-place",
    position="PHÓ CHỦ TỊCH", valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 31), document_number=None,
)  # fmt: skip
delegated = SigningDelegated(
    delegation_id=D, person_id=P, principal="leader-1", manner="in-place", position="PHÓ CHỦ TỊCH",
    valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 31), document_number=None,
)  # fmt: skip
end = EndDelegation(ward_code="03386", at=NOW, delegation_id=D, valid_to=date(2025, 9, 30))
ended = DelegationEnded(delegation_id=D, valid_to=date(2025, 9, 30))
withdraw = WithdrawDelegation(ward_code="03386", at=NOW, delegation_id=D, reason="addressee")
withdrawn = DelegationWithdrawn(delegation_id=D, reason="addressee")
sign = SignPlanInPlace(ward_code="03386", at=NOW, plan_id=test_plans.PLAN_ID, delegation_id=D, signer_id=P)

CHAIRMAN = replace(test_mandates.granted, role="chairman", principal="chairman-1")
giving = decider(DELEGATION, decide_delegate).by(CHAIRMAN)
ending = decider(DELEGATION, decide_end)
withdrawing = decider(DELEGATION, decide_withdraw)
CHECKED = test_plans.TO_ISSUE[:2]
signing = decider(PLAN, decide_sign_in_place).given(*CHECKED)
HOLDER = replace(test_mandates.granted, role="leader", principal="leader-1")


def test_the_chairman_gives_it_to_a_known_person_other_than_oneself() -> None:
    giving.beside(KNOWN).when(delegate).then(delegated)
    giving.given(delegated).beside(KNOWN).when(delegate).then_nothing()
    giving.beside(PERSON.initial_state).when(delegate).then_refused("not-found")
    oneself = replace(CHAIRMAN, principal="leader-1")
    giving.beside(KNOWN).by(oneself).when(delegate).then_refused("delegation.to-oneself")


def test_an_account_that_somebody_is_registered_to_hold_signs_in_that_name_alone() -> None:
    giving.beside(KNOWN, Holder(P)).when(delegate).then(delegated)
    giving.beside(KNOWN, Holder(), Holder(P)).when(delegate).then(delegated)
    giving.beside(KNOWN, Holder(P), Holder(UUID(int=1))).when(delegate).then_refused("delegation.holder-differs")
    case = next(case for case in HANDLES if case.command is DelegateSigning)
    assert case.streams(replace(delegate, mandates=(D,)))[-1] == NAMED.if_any(D)


def test_its_last_day_is_not_before_its_first() -> None:
    giving.beside(KNOWN).when(replace(delegate, valid_to=date(2025, 6, 30))).then_refused("delegation.term-reversed")
    giving.beside(KNOWN).when(replace(delegate, valid_to=date(2025, 7, 1))).then(
        replace(delegated, valid_to=date(2025, 7, 1))
    )
    ending.given(delegated).when(replace(end, valid_to=date(2025, 6, 30))).then_refused("delegation.term-reversed")


@pytest.mark.parametrize("missing", [{"valid_to": None}, {"document_number": None}])
def test_by_authority_is_a_document_with_a_last_day(missing: dict[str, Any]) -> None:
    written = replace(delegate, manner="by-authority", document_number="15/QĐ-UBND")
    refused = giving.beside(KNOWN).when(replace(written, **missing)).then_refused("delegation.not-written")
    assert "Nghị định 30/2020/NĐ-CP" in refused.sentence
    giving.beside(KNOWN).when(written).then(replace(delegated, manner="by-authority", document_number="15/QĐ-UBND"))


def test_it_ends_on_a_day_and_is_withdrawn_once() -> None:
    ending.given(delegated).when(end).then(ended)
    ending.given(delegated, ended).when(end).then_nothing()
    over = replace(end, at=datetime(2025, 10, 1, 3, tzinfo=UTC), valid_to=date(2026, 12, 31))
    ending.given(delegated, ended).when(over).then_refused("delegation.over")
    last_day = replace(over, at=datetime(2025, 9, 30, 3, tzinfo=UTC))
    ending.given(delegated, ended).when(last_day).then(replace(ended, valid_to=date(2026, 12, 31)))
    ending.when(end).then_refused("not-found")
    withdrawing.given(delegated).when(withdraw).then(withdrawn)
    withdrawing.given(delegated, withdrawn).when(withdraw).then_nothing()
    withdrawing.when(withdraw).then_refused("not-found")
    ending.given(delegated, withdrawn).when(end).then_refused("delegation.withdrawn")


def test_its_holder_signs_a_plan_in_the_chairmans_place() -> None:
    signing.beside(DELEGATION.fold([delegated]), KNOWN).by(HOLDER).when(sign).then(
        PlanSigned(
            plan_id=test_plans.PLAN_ID,
            year=2024,
            signer_id=P,
            signer_title="KT. CHỦ TỊCH / PHÓ CHỦ TỊCH",
            authority="TM. ỦY BAN NHÂN DÂN",
            delegated_from=delegated.valid_from,
            signed_by="leader-1",
        )
    )


def test_whoever_signed_in_the_chairmans_place_takes_the_own_signature_back_until_there_is_a_number() -> None:
    in_place = replace(test_plans.signed, signed_by="leader-1")
    taken_back = PlanSignatureTakenBack(plan_id=test_plans.PLAN_ID, year=2024, reason=test_plans.unsign.reason)
    taking = decider(PLAN, decide_take_back_signature)
    own, other = taking.given(*CHECKED, in_place), replace(HOLDER, principal="leader-2")
    own.by(HOLDER).when(test_plans.unsign).then(taken_back)
    own.by(CHAIRMAN).when(test_plans.unsign).then(taken_back)
    own.by(other).when(test_plans.unsign).then_refused("plan.signed-by-another")
    chairmans = taking.given(*CHECKED, test_plans.signed)
    chairmans.by(HOLDER).when(test_plans.unsign).then_refused("plan.signed-by-another")
    numbered = taking.given(*CHECKED, in_place, test_plans.numbered)
    numbered.by(HOLDER).when(test_plans.unsign).then_refused("plan.numbered")


@pytest.mark.parametrize(
    ("role", "signed_by", "offered"),
    [("leader", "leader-1", True), ("leader", "leader-2", False), ("leader", None, False), ("chairman", None, True)],
)
def test_a_signature_is_offered_to_be_taken_back_by_whoever_may(
    role: str, signed_by: str | None, offered: bool
) -> None:
    row = {"amending": None, "state": "signed", "signed_by": signed_by, "own_role": role, "own_account": "leader-1"}
    assert UNSIGN.offered(row) is offered and not UNSIGN.offered(row | {"state": "numbered"})
    assert UNSIGN.offered(row | {"state": "issued", "amending": "signed"}) is offered


def test_nobody_else_signs_under_it() -> None:
    other = replace(HOLDER, principal="leader-2")
    signing.beside(DELEGATION.fold([delegated]), KNOWN).by(other).when(sign).then_refused("signature.not-yours")
    signing.beside(DELEGATION.initial_state, KNOWN).by(HOLDER).when(sign).then_refused("not-found")
    signing.beside(DELEGATION.fold([delegated, withdrawn]), KNOWN).by(HOLDER).when(sign).then_refused(
        "delegation.withdrawn"
    )


def test_nobody_signs_in_the_name_of_whose_data_were_erased_or_of_somebody_else() -> None:
    erased, given = PERSON.fold([test_people.registered, test_people.erased]), DELEGATION.fold([delegated])
    signing.beside(given, erased).by(HOLDER).when(sign).then_refused("person.erased")
    signing.beside(given, KNOWN).by(HOLDER).when(replace(sign, signer_id=UUID(int=77))).then_refused("not-found")


@pytest.mark.parametrize(
    ("at", "signs"),
    [
        (datetime(2025, 6, 30, 16, 59, tzinfo=UTC), False),
        (datetime(2025, 6, 30, 17, tzinfo=UTC), True),
        (datetime(2025, 9, 30, 16, 59, tzinfo=UTC), True),
        (datetime(2025, 9, 30, 17, tzinfo=UTC), False),
    ],
)
def test_it_holds_from_the_first_day_to_the_end_of_the_last_in_the_country(at: datetime, signs: bool) -> None:
    asked = signing.beside(DELEGATION.fold([delegated, ended]), KNOWN).by(HOLDER).when(replace(sign, at=at))
    if signs:
        assert list(asked.outcome())
    else:
        assert "đến hết ngày 30/09/2025" in asked.then_refused("signature.not-today").sentence


@pytest.mark.parametrize("manner", ["by-order", "by-authority"])
def test_a_paper_of_the_whole_committee_is_not_signed_by_order_or_by_authority(manner: str) -> None:
    given = DELEGATION.fold([replace(delegated, manner=manner)])
    signing.beside(given, KNOWN).by(HOLDER).when(sign).then_refused("signature.not-of-the-committee")


def test_the_chairman_alone_gives_ends_and_withdraws() -> None:
    roles = {
        case.command.__name__: (len(case.streams(command)), set(case.roles))
        for case, command in zip(HANDLES, (delegate, end, withdraw), strict=True)
    }
    assert roles == {
        "DelegateSigning": (2, {"chairman"}),
        "EndDelegation": (1, {"chairman"}),
        "WithdrawDelegation": (1, {"chairman"}),
    }
