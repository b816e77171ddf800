"""The situations of blocs: their streams carry the bloc's code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from services.blocs.criteria.commands import ConfirmCriteria, WithdrawConfirmation
from services.blocs.criteria.decider import CRITERIA
from services.blocs.membership.commands import CorrectBloc, EstablishBloc
from services.blocs.membership.decider import BLOC
from services.chassis.identity.mandates import MANDATE
from tests.support.authority.situation import SOMEBODY, Situation
from tests.unit.blocs import test_criteria as criteria
from tests.unit.blocs import test_membership as membership
from tests.unit.chassis import test_erasure
from tests.unit.submissions import test_mandates

CODE: Final = membership.CODE
EMPTY: Final[dict[Any, Any]] = {BLOC.at(CODE): [membership.established]}
FULL: Final = {
    BLOC.at(CODE): [membership.established, membership.quyet_thang, membership.doan_ket],
}
HEADED: Final = {BLOC.at(CODE): [*FULL[BLOC.at(CODE)], membership.headed]}
ISSUED: Final = EMPTY | {CRITERIA.at(f"{CODE}-2024"): [criteria.issued]}
OWN: Final = EMPTY | {CRITERIA.at(f"{CODE}-2024"): [replace(criteria.issued, issued_by=SOMEBODY)]}
CONFIRM: Final = ConfirmCriteria(CODE, criteria.AT, 2024, 1, criteria.PAPER)

SITUATIONS: Final = (
    Situation(test_mandates.head),
    Situation(test_mandates.relieve, {MANDATE.at(test_mandates.M): [test_mandates.granted]}),
    Situation(test_erasure.command),
    Situation(EstablishBloc(CODE, membership.AT, membership.NAME, 2024, membership.PAPER), ward=CODE),
    Situation(CorrectBloc(CODE, membership.AT, "Khối khác", 2024, membership.PAPER), EMPTY, ward=CODE),
    Situation(membership.admit(membership.QUYET_THANG, membership.NEW_YEAR), EMPTY, ward=CODE),
    Situation(membership.release(membership.QUYET_THANG, membership.NEW_YEAR), FULL, ward=CODE),
    Situation(membership.correct_stay(date(2024, 2, 1)), FULL, ward=CODE),
    Situation(membership.withdraw_admission(membership.DOAN_KET), FULL, ward=CODE),
    Situation(membership.appoint(membership.DOAN_KET, None), FULL, ward=CODE),
    Situation(membership.hand_over(membership.QUYET_THANG, membership.NEW_YEAR.replace(month=6)), HEADED, ward=CODE),
    Situation(
        membership.take_back,
        {BLOC.at(CODE): [*HEADED[BLOC.at(CODE)], membership.handed_over(membership.QUYET_THANG, date(2024, 8, 1))]},
        ward=CODE,
    ),
    Situation(criteria.issue(1, criteria.SHEET), EMPTY, ward=CODE),
    Situation(criteria.issue(1, criteria.SHEET), where="of a bloc that is not established", ward=CODE),
    Situation(CONFIRM, ISSUED, "issued by another", ward=CODE),
    Situation(CONFIRM, OWN, "issued by oneself", ward=CODE),
    Situation(
        WithdrawConfirmation(CODE, criteria.AT, 2024, 1, criteria.PAPER),
        EMPTY | {CRITERIA.at(f"{CODE}-2024"): [criteria.issued, criteria.confirmed]},
        ward=CODE,
    ),
)
