"""Which mandate a request acts under, and what the edge never lets through."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter, ValidationError

from services.chassis.errors import Forbidden
from services.chassis.http.edge import Edge, Reader
from services.chassis.identity.lookup import Mandate
from services.submissions.app import SERVICE
from services.submissions.edge import KnownRole, KnownUnitKind, own_unit, widest
from services.submissions.mandates.bootstrap import first_mandate
from services.submissions.mandates.decider import GRANTERS

U = UUID(int=1)
EARLY = datetime(2024, 5, 10, 3, tzinfo=UTC)


def asking(*mandates: Mandate) -> Reader:
    edge: Any = object.__new__(Edge)
    return Reader(edge, "somebody", mandates, False)


def mandate(role: str, unit: UUID | None = None) -> Mandate:
    return Mandate(UUID(int=len(role)), role, "03386", unit, EARLY.date(), None, False, ("03386",))


def test_a_ward_s_mandate_is_taken_before_a_unit_s() -> None:
    both = asking(mandate("unit-head", U), mandate("clerk"))
    widest(both, frozenset({"unit-head", "clerk"}))
    assert (both.mandate.role, own_unit(both)) == ("clerk", None)


def test_a_unit_s_mandate_limits_to_its_unit() -> None:
    head = asking(mandate("citizen"), mandate("unit-head", U))
    widest(head, frozenset({"unit-head", "clerk"}))
    assert own_unit(head) == U


def test_a_unit_head_of_no_unit_may_do_nothing() -> None:
    with pytest.raises(Forbidden):
        own_unit(asking(mandate("unit-head")))


def test_without_a_fitting_role_nothing_is_done() -> None:
    with pytest.raises(Forbidden):
        widest(asking(mandate("citizen")), frozenset({"unit-head", "clerk"}))


@pytest.mark.parametrize("words", [KnownUnitKind, KnownRole])
def test_a_word_nobody_knows_is_not_written(words: Any) -> None:
    for text in ("unknown", "of-tomorrow"):
        with pytest.raises(ValidationError):
            TypeAdapter(words).validate_json(f'"{text}"')


def test_the_first_mandate_is_the_same_however_often_it_is_sent() -> None:
    one, again = first_mandate("sub-1", EARLY), first_mandate("sub-1", EARLY)
    assert (one.key, one.body_hash, one.command) == (again.key, again.body_hash, again.command)
    assert one.actor.is_system and one.command.role in GRANTERS


def test_every_command_has_one_case_and_the_system_s_own_are_nobody_else_s() -> None:
    systems = {case.command.__name__ for case in SERVICE.handles if not case.roles}
    assert systems == {"RequestReport", "ReleaseReport", "MarkMissed", "LockReport"}
    assert len({case.command for case in SERVICE.handles}) == len(SERVICE.handles)
