"""given(events).when(command).then(events): the three words in which deciders are tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from services.chassis.decider import DomainError, StreamType
from services.chassis.identity.mandates import MandateGranted


@dataclass(frozen=True)
class Scenario:
    """A decider with the history of its first stream and the states of the others its command names."""

    stream: StreamType[Any]
    decide: Callable[..., Any]
    history: tuple[Any, ...] = ()
    others: tuple[Any, ...] = ()
    command: Any = None

    def given(self, *history: Any) -> Scenario:
        return Scenario(self.stream, self.decide, history, self.others)

    def beside(self, *states: Any) -> Scenario:
        """The folded states of the other streams, in the order in which the case names them."""
        return Scenario(self.stream, self.decide, self.history, states)

    def when(self, command: Any) -> Scenario:
        return Scenario(self.stream, self.decide, self.history, self.others, command)

    def by(self, who: MandateGranted) -> Scenario:
        """The same, asked under this mandate."""
        return replace(self, decide=partial(self.decide, by=who))

    def outcome(self) -> Any:
        return self.decide(self.command, self.stream.fold(self.history), *self.others)

    def then(self, *events: Any) -> None:
        assert list(self.outcome()) == list(events)

    def then_nothing(self) -> None:
        assert list(self.outcome()) == []

    def then_refused(self, code: str) -> DomainError:
        with pytest.raises(DomainError) as refused:
            self.outcome()
        assert refused.value.code == code
        return refused.value


def head_of(unit_id: UUID, ward_code: str = "03386") -> MandateGranted:
    """The mandate of a unit's head."""
    return MandateGranted(UUID(int=8), ward_code, "head-1", "unit-head", unit_id, date(2024, 1, 1), None)


def decider(stream: StreamType[Any], decide: Callable[..., Any]) -> Scenario:
    """The starting point of a decider's tests: `report = decider(REPORT, decide)`."""
    return Scenario(stream, decide)
