"""What can be done with lists of nominations: signed, sent up by letter, decided by the city and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.awards.decisions import choosing
from services.awards.decisions.commands import ForwardNominations, Line, RecordCityDecision, SignDecision
from services.awards.decisions.refusals import DecisionRefused
from services.awards.edge import facts_of, person_of
from services.awards.nominations.nomination import NominationDenied
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do

REFUSES: Final = (DecisionRefused, NominationDenied)
PLACES: Final = {
    "decision.empty": "nominations",
    "decision.listed-twice": "nominations",
    "decision.in-future": "signed_on",
    "decision.before-receipt": "signed_on",
    "decision.no-rules": "signed_on",
    "decision.number": "number",
    "decision.number-taken": "number",
    "decision.not-wards": "nominations",
    "decision.wards-own": "nominations",
    "decision.unknown-title": "nominations",
    "nomination.not-passed": "nominations",
    "nomination.not-voted": "nominations",
    "nomination.closed": "nominations",
    "nomination.on-hold": "nominations",
}


async def lines(reader: Reader, ward_code: str, nominations: Sequence[UUID]) -> Mapping[str, Any]:
    """What a list has to say of each nomination. Raises NotFound when one may not be read."""
    facts = await facts_of(reader, nominations, ward_code)
    return {
        "lines": tuple(
            Line(
                nomination_id=nomination_id,
                subject_id=facts[nomination_id]["subject_id"],
                year=facts[nomination_id]["year"],
                person_id=person_of(facts[nomination_id]),
                initiative_id=facts[nomination_id]["initiative_id"],
            )
            for nomination_id in nominations
        )
    }


async def _listed(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await lines(reader, path["ward_code"], body.nominations)


async def _answered(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await lines(reader, path["ward_code"], [*body.awarded, *(one.nomination_id for one in body.refused)])


SIGN: Final = Do(
    command=SignDecision,
    name="sign",
    path="/decisions",
    body="Paper",
    about="Số, ký hiệu, ngày ký và danh sách hồ sơ, theo thứ tự số sổ vàng.",
    title="Ký quyết định",
    summary="Ký quyết định khen thưởng của phường",
    button="Ký quyết định khen thưởng",
    done="Đã ký quyết định khen thưởng.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.decision_id,
    look=_listed,
    shape=choosing.signing,
)
FORWARD: Final = Do(
    command=ForwardNominations,
    name="forward",
    path="/letters",
    body="Letter",
    about="Tờ trình lên cấp có thẩm quyền.",
    title="Trình cấp trên",
    summary="Trình cấp có thẩm quyền",
    button="Ký tờ trình",
    done="Đã trình cấp có thẩm quyền.",
    refuses=REFUSES,
    places=PLACES,
    creates=lambda command: command.forwarding_id,
    look=_listed,
    shape=choosing.forwarding,
)
RECORD: Final = Do(
    command=RecordCityDecision,
    name="record",
    path="/city-decisions",
    body="CityDecision",
    about="Quyết định của Chủ tịch Ủy ban nhân dân thành phố về các hồ sơ đã trình.",
    title="Ghi quyết định của thành phố",
    summary="Ghi nhận quyết định của thành phố",
    button="Ghi nhận quyết định",
    done="Đã ghi nhận quyết định của thành phố.",
    refuses=REFUSES,
    places={code: field for code, field in PLACES.items() if field == "signed_on"},
    creates=lambda command: command.decision_id,
    look=_answered,
    shape=choosing.recording,
    any_ward=True,
)
