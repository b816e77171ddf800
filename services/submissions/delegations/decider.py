"""Delegation of a signature: given by the chairman for some days, ended or withdrawn by the chairman, used by its holder alone.

Pure: no I/O, no clock, no new ids. Everything variable arrives in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError, Handles, Refusal, StreamType
from services.chassis.identity.mandates import MandateGranted
from services.submissions.delegations.commands import DelegateSigning, EndDelegation, WithdrawDelegation
from services.submissions.delegations.events import DelegationEnded, DelegationWithdrawn, Event, SigningDelegated
from services.submissions.delegations.manners import MANNERS, Manner
from services.submissions.mandates.decider import HOLDER, Holder
from services.submissions.people.decider import PERSON, known
from services.submissions.people.decider import State as PersonState
from services.submissions.refusals import NOT_FOUND


class DelegationRefused(DomainError):
    """What a delegation refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "not-found": NOT_FOUND,
        "delegation.to-oneself": Refusal("Chủ tịch không giao ký thay cho chính mình. Hãy chọn người khác.", 422),
        "delegation.holder-differs": Refusal(
            "Tài khoản này do người khác giữ, không phải người ký đã chọn. Hãy chọn tài khoản của chính người ký; nếu tên người giữ "
            "ghi sai, hãy sửa ở Giao quyền.",
            422,
        ),
        "delegation.term-reversed": Refusal("Ngày cuối cùng không thể trước ngày bắt đầu ({valid_from}).", 422),
        "delegation.not-written": Refusal(
            "{manner} phải bằng văn bản và có thời hạn ({source}). Hãy ghi số văn bản giao và ngày cuối cùng.", 422
        ),
        "delegation.over": Refusal(
            "Việc giao ký này đã hết hạn ngày {valid_to}. Muốn giao tiếp, hãy giao ký lại theo văn bản mới."
        ),
        "delegation.withdrawn": Refusal("Việc giao ký này đã rút. Hãy giao lại nếu cần."),
    }


class SignatureRefused(DomainError):
    """Why somebody does not sign under a delegation."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "signature.not-yours": Refusal("Việc ký này giao cho người khác nên đồng chí không ký được.", 403),
        "signature.not-today": Refusal(
            "Việc giao ký này chỉ có hiệu lực {term}. Hãy đề nghị Chủ tịch ký hoặc giao lại."
        ),
        "signature.not-of-the-committee": Refusal(
            "Văn bản của Ủy ban nhân dân do Chủ tịch hoặc người ký thay (KT.) ký; {manner} không ký được ({source})."
        ),
    }


@dataclass(frozen=True, slots=True)
class Absent:
    """Nobody has given it."""


@dataclass(frozen=True, slots=True)
class Delegated:
    """Somebody signs from `valid_from` to `valid_to`, without a last day until it is ended; or nobody, since it was a mistake."""

    person_id: UUID
    principal: str
    manner: str
    position: str
    valid_from: date
    valid_to: date | None
    withdrawn: bool = False
    document_number: str | None = None

    @property
    def term(self) -> str:
        """ "từ ngày 01/07/2025 đến hết ngày 31/12/2025"."""
        until = f" đến hết ngày {words.day(self.valid_to)}" if self.valid_to else ""
        return f"từ ngày {words.day(self.valid_from)}{until}"


State = Absent | Delegated


def evolve(state: State, event: Event) -> State:
    """The delegation after this event."""
    match event:
        case SigningDelegated():
            return Delegated(
                event.person_id,
                event.principal,
                event.manner,
                event.position,
                event.valid_from,
                event.valid_to,
                document_number=event.document_number,
            )
        case DelegationEnded():
            assert isinstance(state, Delegated)
            return replace(state, valid_to=event.valid_to)
        case DelegationWithdrawn():
            assert isinstance(state, Delegated)
            return replace(state, withdrawn=True)
        case _:
            assert_never(event)


DELEGATION: StreamType[State] = StreamType("delegation", Absent(), evolve)


def given(state: State) -> Delegated:
    """The delegation, while it stands. Raises DelegationRefused."""
    if isinstance(state, Absent):
        raise DelegationRefused("not-found")
    if state.withdrawn:
        raise DelegationRefused("delegation.withdrawn")
    return state


def decide_delegate(
    command: DelegateSigning, state: State, person: PersonState, *holders: Holder, by: MandateGranted | None
) -> list[Event]:
    """Give it to somebody else, on what its manner asks; where it is registered who holds the account, to that person."""
    if not isinstance(state, Absent):
        return []
    known(person)
    if by is not None and by.principal == command.principal:
        raise DelegationRefused("delegation.to-oneself")
    if {holder.person_id for holder in holders} - {None, command.person_id}:
        raise DelegationRefused("delegation.holder-differs")
    if command.valid_to is not None and command.valid_to < command.valid_from:
        raise DelegationRefused("delegation.term-reversed", valid_from=words.day(command.valid_from))
    manner = MANNERS[command.manner]
    if manner.written and (command.valid_to is None or command.document_number is None):
        raise DelegationRefused("delegation.not-written", manner=manner.label, source=manner.source)
    return [
        SigningDelegated(
            delegation_id=command.delegation_id,
            person_id=command.person_id,
            principal=command.principal,
            manner=command.manner,
            position=command.position,
            valid_from=command.valid_from,
            valid_to=command.valid_to,
            document_number=command.document_number,
        )
    ]


def decide_end(command: EndDelegation, state: State) -> list[Event]:
    """Set its last day while it lasts; the same day again is nothing."""
    held = given(state)
    if held.valid_to is not None and held.valid_to < min(local_date(command.at), command.valid_to):
        raise DelegationRefused("delegation.over", valid_to=words.day(held.valid_to))
    if command.valid_to < held.valid_from:
        raise DelegationRefused("delegation.term-reversed", valid_from=words.day(held.valid_from))
    if command.valid_to == held.valid_to:
        return []
    return [DelegationEnded(delegation_id=command.delegation_id, valid_to=command.valid_to)]


def decide_withdraw(command: WithdrawDelegation, state: State) -> list[Event]:
    """Take it back; a second time, nothing happens."""
    if isinstance(state, Delegated) and state.withdrawn:
        return []
    given(state)
    return [DelegationWithdrawn(delegation_id=command.delegation_id, reason=command.reason)]


def signs_for_committee(state: State, on: date, by: MandateGranted | None) -> tuple[Delegated, Manner]:
    """How its holder signs a paper of the whole committee on this day. Raises DelegationRefused, SignatureRefused."""
    held = given(state)
    manner = MANNERS[held.manner]
    if by is not None and by.principal != held.principal:
        raise SignatureRefused("signature.not-yours")
    if on < held.valid_from or (held.valid_to is not None and on > held.valid_to):
        raise SignatureRefused("signature.not-today", term=held.term)
    if not manner.collective:
        raise SignatureRefused("signature.not-of-the-committee", manner=manner.label, source=manner.source)
    return held, manner


CHAIRMAN = frozenset({"chairman"})

HANDLES: tuple[Handles[Any], ...] = (
    Handles(
        DelegateSigning,
        lambda c: (DELEGATION.new(c.delegation_id), PERSON.read(c.person_id), *map(HOLDER.if_any, c.mandates)),
        decide_delegate,
        roles=CHAIRMAN,
        by_whom=True,
    ),
    Handles(EndDelegation, lambda c: (DELEGATION.at(c.delegation_id),), decide_end, roles=CHAIRMAN),
    Handles(WithdrawDelegation, lambda c: (DELEGATION.at(c.delegation_id),), decide_withdraw, roles=CHAIRMAN),
)
