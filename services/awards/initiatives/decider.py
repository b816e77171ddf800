"""Initiative: recognised, used by one nomination (the rule pack says how many), released when it came to nothing.

What was recorded by mistake is withdrawn while nothing rests on it. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, assert_never
from uuid import UUID

from services.awards.ids import recognition_id
from services.awards.initiatives.commands import RecogniseInitiative, WithdrawInitiative
from services.awards.initiatives.events import (
    Event,
    InitiativeRecognised,
    InitiativeReleased,
    InitiativeUsed,
    InitiativeWithdrawn,
    RecognitionEvent,
    RecognitionReleased,
    RecognitionTaken,
)
from services.awards.law.pack import InitiativeRule
from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.chassis.calendar import local_date
from services.chassis.decider import Handles, Refusal, StreamRef, StreamType


class InitiativeRefused(AwardsRefused):
    """Why an initiative is not recognised, or cannot support a nomination."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "initiative.already-recognised": Refusal("Sáng kiến này đã được ghi nhận với nội dung khác."),
        "initiative.recorded-before": Refusal(
            "Văn bản này đã công nhận sáng kiến “{name}” của các tác giả này; một sáng kiến chỉ ghi nhận một lần."
        ),
        "initiative.unknown-author": Refusal(
            "Tác giả được chọn không có trong danh sách cá nhân, hộ gia đình của xã, phường. Tìm và chọn lại tác giả.",
            422,
        ),
        "initiative.no-author": Refusal("Sáng kiến phải có ít nhất một tác giả.", 422),
        "initiative.in-future": Refusal("Ngày công nhận sáng kiến không được sau ngày ghi nhận.", 422),
        "initiative.not-own": Refusal("Đối tượng được đề nghị không phải là tác giả của sáng kiến này.", 422),
        "initiative.used": Refusal("Sáng kiến này đã được dùng làm căn cứ cho một hồ sơ đề nghị khen thưởng khác."),
        "initiative.supports": Refusal(
            "Sáng kiến này đang là căn cứ của một hồ sơ đề nghị nên chưa rút được. Hãy rút hồ sơ trước."
        ),
        "initiative.withdrawn": Refusal("Sáng kiến này đã rút vì ghi nhầm nên không làm căn cứ được.", 422),
        **NOT_FOUND,
    }


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """Nobody recognised it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Recognised; `used_by` are the nominations that rest on it."""

    recognition: InitiativeRecognised
    used_by: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Recorded by mistake and taken back."""


State = Unrecognised | Recognised | Withdrawn


def evolve(state: State, event: Event) -> State:
    """The initiative after an event."""
    match event:
        case InitiativeRecognised():
            return Recognised(event, frozenset())
        case InitiativeUsed():
            return _used_by(state, lambda used_by: used_by | {event.nomination_id})
        case InitiativeReleased():
            return _used_by(state, lambda used_by: used_by - {event.nomination_id})
        case InitiativeWithdrawn():
            return Withdrawn()
        case _:
            assert_never(event)


def _used_by(state: State, change: Callable[[frozenset[UUID]], frozenset[UUID]]) -> State:
    return Recognised(state.recognition, change(state.used_by)) if isinstance(state, Recognised) else state


INITIATIVE: Final[StreamType[State]] = StreamType("initiative", Unrecognised(), evolve)


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Nothing that this document recognised for these authors is recorded."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """It is recorded as this initiative."""

    initiative_id: UUID
    name: str


Recognition = Unrecorded | Recorded


def evolve_recognition(state: Recognition, event: RecognitionEvent) -> Recognition:
    """What a document recognised, after an event."""
    match event:
        case RecognitionTaken():
            return Recorded(event.initiative_id, event.name)
        case RecognitionReleased():
            return Unrecorded()
        case _:
            assert_never(event)


RECOGNITION: Final[StreamType[Recognition]] = StreamType("recognition", Unrecorded(), evolve_recognition)
Decided = Mapping[StreamRef[Any], Sequence[Any]]


def recognise(command: RecogniseInitiative, state: State, recognition: Recognition) -> Decided:
    """Record a recognition of people of the ward; the same again is nothing new, and under another id it is refused, naming the first."""
    recognised = InitiativeRecognised(
        initiative_id=command.initiative_id,
        name=command.name,
        authors=command.authors,
        document_number=command.document_number,
        recognised_on=command.recognised_on,
        evidence=command.evidence,
    )
    if not command.authors:
        raise InitiativeRefused("initiative.no-author")
    if command.recognised_on > local_date(command.at):
        raise InitiativeRefused("initiative.in-future")
    match state:
        case Unrecognised() if before := recognition.name if isinstance(recognition, Recorded) else command.before:
            raise InitiativeRefused("initiative.recorded-before", name=before)
        case Unrecognised() if not command.known.issuperset(command.authors):
            raise InitiativeRefused("initiative.unknown-author")
        case Unrecognised():
            key = recognition_of(command)
            taken = RecognitionTaken(recognition_id=key, initiative_id=command.initiative_id, name=command.name)
            return {INITIATIVE.at(command.initiative_id): [recognised], RECOGNITION.at(key): [taken]}
        case Recognised(recognition=before) if before == recognised:
            return {}
        case Recognised() | Withdrawn():
            raise InitiativeRefused("initiative.already-recognised")
        case _:
            assert_never(state)


def recognition_of(said: RecogniseInitiative) -> UUID:
    """What the document of a recognition recognised for its authors."""
    return recognition_id(said.ward_code, said.recognised_on.year, said.document_number, said.authors)


def withdraw(command: WithdrawInitiative, state: State, recognition: Recognition) -> Decided:
    """Take back what nothing rests on; a second time, nothing happens."""
    match state:
        case Recognised(used_by=used_by) if used_by:
            raise InitiativeRefused("initiative.supports")
        case Recognised(recognition=recognised):
            key = recognition_id(
                command.ward_code, recognised.recognised_on.year, recognised.document_number, recognised.authors
            )
            if key != command.recognition_id:
                raise InitiativeRefused("not-found")
            withdrawn = InitiativeWithdrawn(initiative_id=command.initiative_id, mistake=command.mistake)
            own = isinstance(recognition, Recorded) and recognition.initiative_id == command.initiative_id
            released = RecognitionReleased(recognition_id=key, initiative_id=command.initiative_id)
            return {
                INITIATIVE.at(command.initiative_id): [withdrawn],
                **({RECOGNITION.at(key): [released]} if own else {}),
            }
        case Withdrawn():
            return {}
        case Unrecognised():
            raise InitiativeRefused("not-found")
        case _:
            assert_never(state)


def use(state: State, rule: InitiativeRule, nomination_id: UUID, subject_id: UUID) -> list[Event]:
    """Let a nomination of one of the authors rest on the initiative, once."""
    match state:
        case Recognised(recognition=recognition, used_by=used_by):
            if subject_id not in recognition.authors:
                raise InitiativeRefused("initiative.not-own")
            if len(used_by) >= rule.uses:
                raise InitiativeRefused("initiative.used", source=rule.source)
            return [InitiativeUsed(initiative_id=recognition.initiative_id, nomination_id=nomination_id)]
        case Unrecognised():
            raise InitiativeRefused("initiative.not-own")
        case Withdrawn():
            raise InitiativeRefused("initiative.withdrawn")
        case _:
            assert_never(state)


def release(state: State, nomination_id: UUID) -> list[Event]:
    """Free the initiative when the nomination that used it came to nothing."""
    match state:
        case Recognised(recognition=recognition, used_by=used_by) if nomination_id in used_by:
            return [InitiativeReleased(initiative_id=recognition.initiative_id, nomination_id=nomination_id)]
        case Recognised() | Unrecognised() | Withdrawn():
            return []
        case _:
            assert_never(state)


def again(state: State, nomination_id: UUID) -> list[Event]:
    """Let a nomination rest on its initiative again, when what had freed it was a mistake; refused when another rests on it now."""
    match state:
        case Recognised(used_by=used_by) if used_by - {nomination_id}:
            raise InitiativeRefused("initiative.used")
        case Recognised(recognition=recognition, used_by=used_by) if nomination_id not in used_by:
            return [InitiativeUsed(initiative_id=recognition.initiative_id, nomination_id=nomination_id)]
        case Withdrawn():
            raise InitiativeRefused("initiative.withdrawn")
        case Recognised() | Unrecognised():
            return []
        case _:
            assert_never(state)


OFFICE: Final = frozenset({"clerk", "chairman"})
HANDLES: Final[tuple[Handles[Any], ...]] = (
    Handles(
        RecogniseInitiative,
        lambda c: (INITIATIVE.new(c.initiative_id), RECOGNITION.new(recognition_of(c))),
        recognise,
        roles=OFFICE,
    ),
    Handles(
        WithdrawInitiative,
        lambda c: (INITIATIVE.at(c.initiative_id), RECOGNITION.new(c.recognition_id)),
        withdraw,
        roles=OFFICE,
    ),
)
