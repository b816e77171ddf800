"""What can be done with lists of nominations: signed, sent up by letter, decided by the city and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.awards.decisions import choosing, query
from services.awards.decisions.commands import (
    AnnulDecision,
    CorrectDecision,
    CorrectLetter,
    ForwardNominations,
    Line,
    RecallLetter,
    RecordCityDecision,
    RestoreDecision,
    SignDecision,
    WithdrawCityDecision,
)
from services.awards.decisions.refusals import DecisionRefused
from services.awards.edge import facts_of, person_of
from services.awards.initiatives.decider import InitiativeRefused
from services.awards.nominations.nomination import NominationDenied
from services.chassis.errors import NotFound
from services.chassis.event_store.keys import SubjectGone
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
UNDOING: Final = {
    "decision.empty": "nominations",
    "decision.in-future": "signed_on",
    "decision.before-decision": "signed_on",
    "decision.before-annulment": "signed_on",
    "decision.number": "document_number",
    "decision.number-unread": "document_number",
    "decision.number-taken": "document_number",
    "decision.not-in-list": "nominations",
    "decision.not-standing": "nominations",
    "decision.not-annulled": "nominations",
}
CORRECTING: Final = {code: "corrections" if field == "nominations" else field for code, field in UNDOING.items()} | {
    "decision.listed-twice": "corrections",
    "decision.nothing-corrected": "corrections",
    "decision.correction-title": "corrections",
    "decision.correction-money": "corrections",
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
                voted_on=facts[nomination_id]["voted_on"],
            )
            for nomination_id in nominations
        )
    }


async def _listed(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await lines(reader, path["ward_code"], body.nominations)


async def _answered(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await lines(reader, path["ward_code"], [*body.awarded, *(one.nomination_id for one in body.refused)])


async def _corrected(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await _undone(reader, path, [one.nomination_id for one in body.corrections])


async def _chosen(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await _undone(reader, path, body.nominations)


async def _undone(reader: Reader, path: Mapping[str, Any], nominations: Sequence[UUID]) -> Mapping[str, Any]:
    """Whose decision it is, and what its lines rest on. Raises NotFound."""
    async with reader.rows() as connection:
        found = await query.listed(connection, path["decision_id"])
    if found is None:
        raise NotFound(str(path["decision_id"]))
    return {"level": found[0], **await lines(reader, path["ward_code"], tuple(dict.fromkeys(nominations)))}


async def _recorded(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        found = await query.listed(connection, path["decision_id"])
    if found is None:
        raise NotFound(str(path["decision_id"]))
    return await lines(reader, path["ward_code"], found[1])


async def _sent(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        found = await query.sent(connection, path["forwarding_id"])
    if found is None:
        raise NotFound(str(path["forwarding_id"]))
    return await lines(reader, path["ward_code"], found)


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
CORRECT: Final = Do(
    command=CorrectDecision,
    name="correct",
    path="/decisions/{decision_id}:correct",
    body="DecisionCorrection",
    about="Chỗ ghi sai của từng dòng, số và ngày của văn bản đính chính.",
    title="Đính chính",
    summary="Đính chính chữ ghi sai trong danh sách kèm quyết định",
    button="Ký văn bản đính chính",
    effect=(
        "Chỉ sửa chữ ghi sai: danh hiệu, mức tiền thưởng và người được tặng giữ nguyên.",
        "Quyết định đã ký giữ nguyên; dòng được đính chính ghi số văn bản này.",
    ),
    done="Đã đính chính quyết định.",
    refuses=(*REFUSES, SubjectGone),
    places=CORRECTING,
    offered=lambda row: not row["withdrawn"] and row["standing"] > 0,
    begin=choosing.numbering,
    look=_corrected,
)
ANNUL: Final = Do(
    command=AnnulDecision,
    name="annul",
    path="/decisions/{decision_id}:annul",
    body="Annulment",
    about="Dòng bị hủy bỏ, lý do theo Điều 93, số và ngày của quyết định hủy bỏ.",
    title="Hủy bỏ danh hiệu",
    summary="Hủy bỏ danh hiệu đã tặng, thu hồi tiền thưởng và hiện vật",
    button="Ký quyết định hủy bỏ",
    done="Đã hủy bỏ danh hiệu. Văn phòng được giao thu hồi tiền thưởng, hiện vật.",
    refuses=(*REFUSES, SubjectGone),
    places=UNDOING,
    offered=lambda row: not row["withdrawn"] and row["standing"] > 0,
    look=_chosen,
    shape=choosing.annulling,
)
RESTORE: Final = Do(
    command=RestoreDecision,
    name="restore",
    path="/decisions/{decision_id}:restore",
    body="Restoration",
    about="Dòng khôi phục, số và ngày của quyết định khôi phục.",
    title="Khôi phục danh hiệu",
    summary="Khôi phục danh hiệu đã hủy bỏ sai",
    button="Ký quyết định khôi phục",
    done="Đã khôi phục danh hiệu.",
    refuses=(*REFUSES, SubjectGone),
    places=UNDOING,
    offered=lambda row: not row["withdrawn"] and row["annulled"] > 0,
    look=_chosen,
    shape=choosing.restoring,
)
WITHDRAW_CITY: Final = Do(
    command=WithdrawCityDecision,
    name="withdraw",
    path="/decisions/{decision_id}:withdraw",
    body="CityDecisionWithdrawal",
    about="Lý do rút quyết định ghi nhầm.",
    title="Rút quyết định ghi nhầm",
    summary="Rút quyết định của thành phố đã ghi nhầm",
    button="Rút quyết định",
    effect=(
        "Mọi hồ sơ của quyết định này lại chờ thành phố; danh hiệu đã ghi không còn được tính.",
        "Cần thì ghi nhận lại cho đúng.",
    ),
    done="Đã rút quyết định ghi nhầm. Hồ sơ lại chờ thành phố.",
    refuses=(*REFUSES, InitiativeRefused),
    offered=lambda row: row["level"] == "city" and not row["withdrawn"],
    look=_recorded,
    any_ward=True,
)
RECALL: Final = Do(
    command=RecallLetter,
    name="recall",
    path="/letters/{forwarding_id}:recall",
    body="LetterRecall",
    about="Lý do thu hồi tờ trình.",
    title="Thu hồi tờ trình",
    button="Thu hồi tờ trình",
    effect=("Các hồ sơ trở lại chờ Chủ tịch; trình lại bằng tờ trình khác.", "Số của tờ trình không dùng lại."),
    done="Đã thu hồi tờ trình. Hồ sơ trở lại chờ Chủ tịch.",
    refuses=REFUSES,
    offered=lambda row: not row["recalled"] and row["waiting"] == row["sent"],
    look=_sent,
)
CORRECT_LETTER: Final = Do(
    command=CorrectLetter,
    name="correct",
    path="/letters/{forwarding_id}:correct",
    body="LetterCorrection",
    about="Nơi nhận đúng, số và ngày của văn bản đính chính.",
    title="Đính chính nơi nhận",
    button="Ký văn bản đính chính",
    effect=("Tờ trình đã ký giữ nguyên; nơi nhận từ nay ghi theo văn bản này.",),
    done="Đã đính chính nơi nhận của tờ trình.",
    refuses=REFUSES,
    places={
        **{code: field for code, field in UNDOING.items() if field != "nominations"},
        "decision.before-letter": "signed_on",
        "decision.nothing-corrected": "recipient",
    },
    offered=lambda row: not row["recalled"],
    begin=choosing.numbering_letter,
)
