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
    CorrectPaper,
    ForwardNominations,
    Line,
    RecallLetter,
    RecordCityAnnulment,
    RecordCityCorrection,
    RecordCityDecision,
    RecordCityRestoration,
    RestoreDecision,
    SignDecision,
    Standing,
    WithdrawCityAnnulment,
    WithdrawCityCorrection,
    WithdrawCityDecision,
    WithdrawCorrection,
)
from services.awards.decisions.later import documents, holding
from services.awards.decisions.refusals import DecisionRefused
from services.awards.edge import facts_of, person_of
from services.awards.ids import city_number_id
from services.awards.initiatives.decider import InitiativeRefused
from services.awards.nominations.nomination import NominationDenied
from services.chassis.errors import NotFound
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do
from services.chassis.text.letters import folded_number

REFUSES: Final = (DecisionRefused, NominationDenied)
PLACES: Final = {
    "decision.empty": "nominations",
    "decision.listed-twice": "nominations",
    "decision.in-future": "signed_on",
    "decision.before-receipt": "signed_on",
    "decision.before-vote": "signed_on",
    "decision.no-rules": "signed_on",
    "decision.number": "number",
    "decision.number-taken": "number",
    "decision.not-wards": "nominations",
    "decision.wards-own": "nominations",
    "decision.unknown-title": "nominations",
    "nomination.not-passed": "nominations",
    "nomination.not-voted": "nominations",
    "nomination.awaits-opinions": "nominations",
    "nomination.sudden": "nominations",
    "nomination.closed": "nominations",
    "nomination.on-hold": "nominations",
}
UNDOING: Final = {
    "decision.empty": "nominations",
    "decision.in-future": "signed_on",
    "decision.before-decision": "signed_on",
    "decision.before-annulment": "signed_on",
    "decision.before-restoration": "signed_on",
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
    "decision.correction-stands": "corrections",
    "decision.correction-differs": "corrections",
    "decision.recorded-twice": "document_number",
}
OF_CITY: Final = ("decision.number", "decision.number-unread", "decision.number-taken")
"""What is refused of the ward's own numbers alone: the city has numbered its papers."""


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
                sudden=facts[nomination_id]["happened_on"] is not None,
            )
            for nomination_id in nominations
        )
    }


async def _listed(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await lines(reader, path["ward_code"], body.nominations)


async def _answered(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    ward_code = path["ward_code"]
    listed = await lines(reader, ward_code, [*body.awarded, *(one.nomination_id for one in body.refused)])
    asked = city_number_id(ward_code, body.signed_on, body.signer_position, body.document_number)
    async with reader.rows() as connection:
        recorded = await query.of_city(connection, ward_code, body.signed_on.year)
    same = (
        (one["document_number"], one["signed_on"])
        for one in recorded
        if city_number_id(ward_code, one["signed_on"], one["signer_position"], one["document_number"]) == asked
    )
    return {**listed, "before": next(same, None)}


async def _corrected(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await _undone(reader, path, [one.nomination_id for one in body.corrections])


async def _mended(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    looked = await _corrected(reader, writer, path, body)
    async with reader.rows() as connection:
        rows = await query.standing(connection, path["ward_code"], [line.nomination_id for line in looked["lines"]])
    return {**looked, "stands": tuple(Standing(**row) for row in rows)}


async def _whole(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """All lines of a decision, and how its number and day read now. Raises NotFound."""
    async with reader.rows() as connection:
        found = await query.decision(connection, path["decision_id"])
    if found is None:
        raise NotFound(str(path["decision_id"]))
    listed = await lines(reader, path["ward_code"], [line["nomination_id"] for line in found["lines"]])
    return {**listed, "now_number": found["document_number"], "now_signed_on": found["signed_on"]}


async def _chosen(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    return await _undone(reader, path, body.nominations)


async def _undone(reader: Reader, path: Mapping[str, Any], nominations: Sequence[UUID]) -> Mapping[str, Any]:
    """What lines of a decision rest on. Raises NotFound."""
    async with reader.rows() as connection:
        found = await query.listed(connection, path["decision_id"])
    if found is None:
        raise NotFound(str(path["decision_id"]))
    return await lines(reader, path["ward_code"], tuple(dict.fromkeys(nominations)))


async def _by_paper(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        papers = holding(documents(await query.later(connection, path["decision_id"])))
    number = folded_number(body.document_number)
    found = [one["lines"] for one in papers if folded_number(one["document_number"]) == number][-1:]
    return await lines(
        reader, path["ward_code"], tuple(dict.fromkeys(row["nomination_id"] for of in found for row in of))
    )


async def _annulled_by(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        numbers = await query.annulling(connection, path["decision_id"])
        named = [one for one in numbers if folded_number(one) == folded_number(body.document_number)]
        found = await query.annulled_by(connection, path["decision_id"], named or [body.document_number])
    return await lines(reader, path["ward_code"], found)


async def _recorded(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        found = await query.listed(connection, path["decision_id"])
        paper = await query.decision(connection, path["decision_id"])
    if found is None or paper is None:
        raise NotFound(str(path["decision_id"]))
    own = (paper["signed_on"], paper["signer_position"], paper["document_number"])
    return {**await lines(reader, path["ward_code"], found), "city_number_id": city_number_id(path["ward_code"], *own)}


async def _sent(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    async with reader.rows() as connection:
        found = await query.sent(connection, path["forwarding_id"])
    if found is None:
        raise NotFound(str(path["forwarding_id"]))
    return await lines(reader, path["ward_code"], found)


def _signed_here(row: Mapping[str, Any]) -> bool:
    """Whether the ward's chairman signed it, and so signs what is done to it."""
    return bool(row["level"] == "ward" and not row["withdrawn"])


def _citys(row: Mapping[str, Any]) -> bool:
    """Whether it is the city's, and recorded here."""
    return bool(row["level"] != "ward" and not row["withdrawn"])


MENDED_BACK: Final = "Các dòng của văn bản này ghi như trước khi đính chính; đơn vị, cá nhân được báo lại."
TAKEN_BACK: Final = "Đã rút đính chính; các dòng ghi như trước."
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
    places={code: field for code, field in PLACES.items() if field == "signed_on"}
    | {"decision.city-recorded": "document_number"},
    creates=lambda command: command.decision_id,
    look=_answered,
    shape=choosing.recording,
    any_ward=True,
    within=frozenset({choosing.LETTER}),
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
        "Quyết định đã ký giữ nguyên; dòng được đính chính ghi chữ đúng và số văn bản này.",
    ),
    done="Đã đính chính quyết định.",
    refuses=(*REFUSES, SubjectGone),
    places=CORRECTING,
    offered=lambda row: _signed_here(row) and row["standing"] > 0,
    begin=choosing.numbering,
    look=_mended,
)
CORRECT_PAPER: Final = Do(
    command=CorrectPaper,
    name="correct-number",
    path="/decisions/{decision_id}:correct-number",
    body="PaperCorrection",
    about="Số, ngày ký đúng của quyết định; số và ngày của văn bản đính chính.",
    title="Đính chính số, ngày",
    summary="Đính chính số hoặc ngày ký ghi sai của quyết định",
    button="Ký văn bản đính chính",
    effect=(
        "Danh sách, tiền thưởng giữ nguyên; quyết định ghi theo số, ngày đúng từ văn bản này. Bản đã ký giữ nguyên.",
        "Cả hai số không dùng cho văn bản khác. Đính chính nhầm thì rút được.",
    ),
    done="Đã đính chính số, ngày của quyết định.",
    refuses=(*REFUSES, SubjectGone),
    places={
        **{code: field for code, field in UNDOING.items() if field != "nominations"},
        "decision.right-number-taken": "reads_number",
        "decision.right-day-taken": "reads_signed_on",
        "decision.number-wrong": "reads_number",
        **dict.fromkeys(("decision.nothing-corrected", "decision.no-correction"), "reads_number"),
        "decision.recorded-twice": "document_number",
        "decision.after-correction": "reads_signed_on",
        "decision.other-rules": "reads_signed_on",
        "decision.before-receipt": "reads_signed_on",
        "decision.before-vote": "reads_signed_on",
        "decision.after-annulment": "reads_signed_on",
    },
    offered=_signed_here,
    begin=choosing.numbering,
    look=_whole,
    replaces=True,
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
    done="Đã hủy bỏ danh hiệu. Tài chính – Kế toán được giao thu hồi tiền đã chi, Văn phòng thu hồi hiện vật.",
    refuses=(*REFUSES, SubjectGone),
    places=UNDOING,
    offered=lambda row: _signed_here(row) and row["standing"] > 0,
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
    offered=lambda row: _signed_here(row) and row["annulled"] > 0,
    look=_chosen,
    shape=choosing.restoring,
)
WITHDRAW_CORRECTION: Final = Do(
    command=WithdrawCorrection,
    name="withdraw-correction",
    path="/decisions/{decision_id}:withdraw-correction",
    body="CorrectionWithdrawal",
    about="Văn bản đính chính nhầm và lý do rút.",
    title="Rút đính chính nhầm",
    summary="Rút văn bản đính chính nhầm",
    button="Rút đính chính",
    effect=(MENDED_BACK, "Số của văn bản không dùng lại. Cần thì đính chính lại cho đúng."),
    done=TAKEN_BACK,
    refuses=REFUSES,
    places={"decision.not-corrected": "document_number"},
    offered=lambda row: _signed_here(row) and row["corrected"] > 0,
    look=_by_paper,
)
CITY_CORRECTS: Final = Do(
    command=RecordCityCorrection,
    name="record-correction",
    path="/decisions/{decision_id}:record-correction",
    body="CityCorrection",
    about="Chỗ ghi sai của từng dòng; số, ngày, người ký văn bản đính chính của thành phố.",
    title="Ghi đính chính của thành phố",
    summary="Ghi văn bản đính chính của thành phố",
    button="Ghi văn bản đính chính",
    effect=(
        "Chỉ sửa chữ ghi sai: danh hiệu, mức tiền thưởng và người được tặng giữ nguyên.",
        "Ghi đúng như văn bản của thành phố; ghi nhầm thì rút được.",
    ),
    done="Đã ghi văn bản đính chính của thành phố.",
    refuses=(*REFUSES, SubjectGone),
    places={code: field for code, field in CORRECTING.items() if code not in OF_CITY},
    offered=lambda row: _citys(row) and row["standing"] > 0,
    look=_corrected,
    any_ward=True,
)
CITY_ANNULS: Final = Do(
    command=RecordCityAnnulment,
    name="record-annulment",
    path="/decisions/{decision_id}:record-annulment",
    body="CityAnnulment",
    about="Dòng bị hủy bỏ, lý do theo Điều 93; số, ngày, người ký quyết định hủy bỏ của thành phố.",
    title="Ghi hủy bỏ của thành phố",
    summary="Ghi quyết định hủy bỏ của thành phố",
    button="Ghi quyết định hủy bỏ",
    done="Đã ghi quyết định hủy bỏ của thành phố. Văn phòng được giao thu hồi hiện vật; tiền thưởng do thành phố thu.",
    refuses=(*REFUSES, SubjectGone),
    places={code: field for code, field in UNDOING.items() if code not in OF_CITY},
    offered=lambda row: _citys(row) and row["standing"] > 0,
    look=_chosen,
    shape=choosing.annulling,
    any_ward=True,
)
CITY_RESTORES: Final = Do(
    command=RecordCityRestoration,
    name="record-restoration",
    path="/decisions/{decision_id}:record-restoration",
    body="CityRestoration",
    about="Dòng khôi phục; số, ngày, người ký quyết định khôi phục của thành phố.",
    title="Ghi khôi phục của thành phố",
    summary="Ghi quyết định khôi phục của thành phố",
    button="Ghi quyết định khôi phục",
    done="Đã ghi quyết định khôi phục của thành phố.",
    refuses=(*REFUSES, SubjectGone),
    places={code: field for code, field in UNDOING.items() if code not in OF_CITY},
    offered=lambda row: _citys(row) and row["annulled"] > 0,
    look=_chosen,
    shape=choosing.restoring,
    any_ward=True,
)
WITHDRAW_CITY_CORRECTION: Final = Do(
    command=WithdrawCityCorrection,
    name="withdraw-city-correction",
    path="/decisions/{decision_id}:withdraw-city-correction",
    body="CityCorrectionWithdrawal",
    about="Văn bản đính chính của thành phố đã ghi nhầm và lý do rút.",
    title="Rút đính chính ghi nhầm",
    summary="Rút văn bản đính chính của thành phố đã ghi nhầm",
    button="Rút đính chính",
    effect=(MENDED_BACK, "Cần thì ghi nhận lại cho đúng."),
    done=TAKEN_BACK,
    refuses=REFUSES,
    places={"decision.not-corrected": "document_number"},
    offered=lambda row: _citys(row) and row["corrected"] > 0,
    look=_by_paper,
    any_ward=True,
)
WITHDRAW_CITY_ANNULMENT: Final = Do(
    command=WithdrawCityAnnulment,
    name="withdraw-city-annulment",
    path="/decisions/{decision_id}:withdraw-city-annulment",
    body="CityAnnulmentWithdrawal",
    about="Văn bản hủy bỏ của thành phố đã ghi nhầm và lý do rút.",
    title="Rút hủy bỏ ghi nhầm",
    summary="Rút quyết định hủy bỏ của thành phố đã ghi nhầm",
    button="Rút hủy bỏ",
    effect=(
        "Mọi danh hiệu của văn bản này vẫn có hiệu lực như chưa từng bị hủy bỏ; đơn vị, cá nhân được báo lại.",
        "Đã ghi thu hồi thì văn phòng được giao trao lại. Cần thì ghi nhận lại cho đúng.",
    ),
    done="Đã rút hủy bỏ ghi nhầm; danh hiệu vẫn có hiệu lực.",
    refuses=REFUSES,
    places={"decision.not-annulled-by": "document_number", "decision.restored-since": "document_number"},
    offered=lambda row: _citys(row) and row["annulled"] > 0,
    look=_annulled_by,
    any_ward=True,
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
    offered=lambda row: _citys(row) and not row["annulled"] and not row["corrected"],
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
    replaces=True,
)
OF_DECISION: Final = (
    *(CORRECT, CORRECT_PAPER, ANNUL, RESTORE, WITHDRAW_CORRECTION),
    *(CITY_CORRECTS, CITY_ANNULS, CITY_RESTORES, WITHDRAW_CITY_ANNULMENT, WITHDRAW_CITY_CORRECTION, WITHDRAW_CITY),
)
"""What is done to a decision, in the order of its buttons."""
