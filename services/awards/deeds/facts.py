"""What is stored of a sudden deed, and what of it is told outside: never what happened, nor what a member thinks of it. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.deeds import events
from services.chassis.calendar import end_of_day
from services.chassis.kit.facts import Fact
from thidua_contracts.awards.deed_opinion_asked_v1 import DeedOpinionAsked
from thidua_contracts.awards.deed_opinion_given_v1 import DeedOpinionGiven
from thidua_contracts.awards.deed_opinion_released_v1 import DeedOpinionReleased
from thidua_contracts.awards.deed_opinion_taken_back_v1 import DeedOpinionTakenBack
from thidua_contracts.awards.deed_proposed_v1 import DeedProposed
from thidua_contracts.codes import SubjectKind, Title


def proposed(event: events.DeedProposed) -> DeedProposed:
    """A subject was put forward; what it did, where and when stays here."""
    return DeedProposed(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        year=event.year,
        title=Title(event.title),
        subject_kind=SubjectKind(event.subject_kind),
        subject_id=str(event.subject_id),
        due_at=end_of_day(event.decide_by),
        by_office=event.by_office or None,
    )


def asked(event: events.OpinionAsked) -> DeedOpinionAsked:
    """A member is asked."""
    return DeedOpinionAsked(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        member=event.member_id,
        due_at=end_of_day(event.until),
    )


def given(event: events.OpinionGiven) -> DeedOpinionGiven:
    """The member has answered; what, stays here."""
    return DeedOpinionGiven(nomination_id=str(event.nomination_id), member=event.member_id)


def taken_back(event: events.OpinionTakenBack) -> DeedOpinionTakenBack:
    """The member is asked still."""
    return DeedOpinionTakenBack(
        nomination_id=str(event.nomination_id),
        unit_id=str(event.unit_id),
        member=event.member_id,
        due_at=end_of_day(event.until),
    )


def released(event: events.OpinionReleased) -> DeedOpinionReleased:
    """The member need not answer any more."""
    return DeedOpinionReleased(nomination_id=str(event.nomination_id), member=event.member_id)


FACTS: Final = (
    Fact("deed-proposed", 1, events.DeedProposed, publish=proposed),
    Fact("opinion-asked", 1, events.OpinionAsked, publish=asked),
    Fact("opinion-given", 1, events.OpinionGiven, publish=given),
    Fact("opinion-taken-back", 1, events.OpinionTakenBack, publish=taken_back),
    Fact("opinion-released", 1, events.OpinionReleased, publish=released),
)
"""The page of the nomination tells them, with everything else that happened to it."""
