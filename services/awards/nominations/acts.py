"""What can be done about a nomination: proposed, appraised, given back and completed, withdrawn, refused by the chairman."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg

from services.awards.deeds.acts import OPINION_ACTS
from services.awards.edge import facts_of, person_of
from services.awards.ids import claim_id, deed_claim_id
from services.awards.initiatives.decider import InitiativeRefused
from services.awards.nominations import query
from services.awards.nominations.commands import (
    AppraiseNomination,
    CompleteNomination,
    ProposeNomination,
    RecordRecovery,
    RecordRepayment,
    RefuseNomination,
    ReturnNomination,
    TakeBackAppraisal,
    TakeBackNominationReturn,
    TakeBackRecovery,
    TakeBackRepayment,
    WithdrawNomination,
    WithdrawRefusal,
)
from services.awards.nominations.merits import Merits
from services.awards.nominations.nomination import NominationDenied, NotEligible
from services.awards.nominations.proposing import completing, shape
from services.awards.subjects.decider import SubjectRefused
from services.awards.windows.decider import WindowRefused
from services.chassis.calendar import local_date
from services.chassis.decider import DomainError
from services.chassis.errors import NotFound
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do
from services.chassis.kit.parts import parts_of
from services.chassis.web.inputs import FieldError
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

WHO: Final = ("subject_id", "Đối tượng")
PLACES: Final = {
    **{part.name: (f"merits-{part.name}", part.mark.label) for part in parts_of(Merits)},
    "initiative": ("initiative_id", "Sáng kiến"),
}
"""Where the form asks each fact, and as what."""


async def _facts(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    key = path["nomination_id"]
    facts = (await facts_of(reader, [key], path["ward_code"]))[key]
    subject, happened_on = facts["subject_id"], facts["happened_on"]
    return {
        "claim_id": deed_claim_id(subject, happened_on)
        if happened_on
        else claim_id(subject, facts["title"], facts["year"]),
        "subject_id": facts["subject_id"],
        "person_id": person_of(facts),
        "initiative_id": facts["initiative_id"],
    }


async def _as_stated(_: Web, visitor: Visitor, row: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What was stated so far, as its form holds it. Raises NotFound."""
    assert row is not None
    async with visitor.reader().rows() as connection:
        found = await query.stated(connection, row["nomination_id"])
    if found is None:
        raise NotFound("dossier")
    return found


async def _recorded(
    connection: asyncpg.Connection, ward_code: str, subject: UUID, kind: str, day: date
) -> Mapping[str, Any]:
    """What is recorded of a subject, and of a collective's members on that day."""
    members = await query.members_known(connection, ward_code, subject, day) if kind == "collective" else ()
    awards = await query.awards_of(connection, ward_code, (subject, *members))
    said = await query.words_of(connection, ward_code, (subject, *members))
    return {"members": members, "awards": awards, "said": said}


async def _completing(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    key = path["nomination_id"]
    facts = (await facts_of(reader, [key], path["ward_code"]))[key]
    day = min(facts["received_on"], date(facts["year"], 12, 31))
    async with reader.rows() as connection:
        known = await _recorded(connection, path["ward_code"], facts["subject_id"], facts["subject_kind"], day)
    return {"subject_id": facts["subject_id"], "person_id": person_of(facts), **known}


async def _known(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    ward_code, subject = path["ward_code"], body.subject_id
    day = min(local_date(writer.at), date(body.year, 12, 31))
    async with reader.rows() as connection:
        before = await query.held_before(connection, ward_code, subject, body.title, body.year)
        known = await _recorded(connection, ward_code, subject, body.subject_kind, day)
    return {"held_before": before, **known}


def lacking(refused: DomainError) -> list[FieldError]:
    """What is open, a line at each field; the rule behind it stands folded under it."""
    if not isinstance(refused, NotEligible):
        return []
    told: dict[str, FieldError] = {}
    for one in refused.lacking:
        for fact in one.facts or ("",):
            name, label = PLACES.get(fact, WHO)
            sentence = f"Mục “{label}” chưa đáp ứng quy định." if one.stated else f"Trả lời mục “{label}”."
            if fact in one.against:
                sentence = f"Mục “{label}” khác với sổ theo dõi của xã, phường; xét theo sổ thì chưa đáp ứng quy định."
            said = told.setdefault(name, {"field": name, "sentence": sentence, "detail": ""})
            said["detail"] = f"{said['detail']} {one.rule}.".strip()
    return [told[name] for name in (*(name for name, _ in PLACES.values()), WHO[0]) if name in told]


PROPOSE: Final = Do(
    command=ProposeNomination,
    name="propose",
    path="/nominations",
    body="Proposal",
    about="Đơn vị đề nghị tặng danh hiệu cho một đối tượng.",
    title="Đề nghị khen thưởng",
    summary="Đề nghị tặng danh hiệu",
    button="Gửi hồ sơ đề nghị",
    effect=("Hồ sơ được gửi đến Hội đồng Thi đua – Khen thưởng.", "Rút được cho đến khi Hội đồng bắt đầu biểu quyết."),
    done="Đã gửi hồ sơ đề nghị.",
    refuses=(NominationDenied, WindowRefused, SubjectRefused, InitiativeRefused, SubjectGone),
    places={
        "window.not-open": "year",
        "nomination.duplicate": "subject_id",
        "nomination.on-hold": "subject_id",
        "nomination.collective-is-unit": "subject_id",
        "nomination.subject-erased": "subject_id",
        "subject.erased": "subject_id",
        "initiative.not-own": "initiative_id",
        "initiative.used": "initiative_id",
    },
    explain=lacking,
    creates=lambda command: command.nomination_id,
    look=_known,
    shape=shape,
)
APPRAISE: Final = Do(
    command=AppraiseNomination,
    name="appraise",
    path="/nominations/{nomination_id}:appraise",
    body="Appraisal",
    about="Ý kiến thẩm định, nếu có.",
    title="Đã thẩm định",
    summary="Ghi đã thẩm định hồ sơ đề nghị",
    button="Ghi đã thẩm định",
    effect=("Hồ sơ chờ Hội đồng xét; việc thẩm định của Văn phòng kết thúc.", "Ghi nhầm thì rút được."),
    done="Đã ghi thẩm định hồ sơ.",
    refuses=(NominationDenied, SubjectGone),
    offered=lambda row: row["state"] == "proposed" and row["appraised_on"] is None,
    look=_facts,
)
UNAPPRAISE: Final = Do(
    command=TakeBackAppraisal,
    name="unappraise",
    path="/nominations/{nomination_id}:unappraise",
    title="Rút ghi nhận thẩm định",
    summary="Rút ghi nhận thẩm định đã ghi nhầm",
    button="Rút ghi nhận thẩm định",
    effect=("Hồ sơ lại chờ Văn phòng thẩm định.",),
    done="Đã rút ghi nhận thẩm định.",
    refuses=(NominationDenied,),
    offered=lambda row: row["state"] == "proposed" and row["appraised_on"] is not None,
)
RETURN: Final = Do(
    command=ReturnNomination,
    name="return",
    path="/nominations/{nomination_id}:return",
    body="NominationReturn",
    about="Những nội dung đơn vị phải bổ sung.",
    title="Trả lại đơn vị bổ sung",
    summary="Trả lại hồ sơ đề nghị để đơn vị bổ sung",
    button="Trả lại hồ sơ",
    effect=(
        "Đơn vị nhận được thư báo và việc bổ sung, gửi lại.",
        "Thời gian đơn vị bổ sung không tính vào thời gian xử lý. Trả lại nhầm thì hủy được.",
    ),
    done="Đã trả lại hồ sơ cho đơn vị bổ sung.",
    refuses=(NominationDenied, SubjectGone),
    offered=lambda row: row["state"] == "proposed" and row["appraised_on"] is None,
    look=_facts,
)
UNRETURN: Final = Do(
    command=TakeBackNominationReturn,
    name="take-back-return",
    path="/nominations/{nomination_id}:take-back-return",
    title="Hủy trả lại",
    summary="Hủy việc trả lại hồ sơ đề nghị",
    button="Hủy trả lại hồ sơ",
    effect=("Hồ sơ trở lại chờ thẩm định, thời gian xử lý tính như chưa trả lại; đơn vị nhận được thư báo.",),
    done="Đã hủy trả lại. Hồ sơ trở lại chờ thẩm định.",
    refuses=(NominationDenied,),
    offered=lambda row: row["state"] == "returned",
)
COMPLETE: Final = Do(
    command=CompleteNomination,
    name="complete",
    path="/nominations/{nomination_id}:complete",
    body="CompletedNomination",
    about="Hồ sơ đã bổ sung.",
    title="Bổ sung, gửi lại",
    summary="Bổ sung, gửi lại hồ sơ đề nghị bị trả lại",
    button="Gửi lại hồ sơ",
    effect=("Văn phòng thẩm định lại theo nội dung này; điều kiện được xét lại theo quy định của ngày nhận hồ sơ.",),
    done="Đã gửi lại hồ sơ.",
    refuses=(NominationDenied, SubjectGone),
    explain=lacking,
    offered=lambda row: row["state"] == "returned",
    begin=_as_stated,
    shape=completing,
    look=_completing,
)
WITHDRAW: Final = Do(
    command=WithdrawNomination,
    name="withdraw",
    path="/nominations/{nomination_id}:withdraw",
    body="Explained",
    about="Lý do.",
    title="Rút hồ sơ",
    summary="Rút hồ sơ đề nghị",
    button="Rút hồ sơ đề nghị",
    effect=("Hồ sơ dừng ở đây và không đưa ra Hội đồng.", "Đơn vị được lập hồ sơ khác cho cùng danh hiệu."),
    done="Đã rút hồ sơ đề nghị.",
    refuses=(NominationDenied, SubjectGone),
    offered=lambda row: row["state"] in ("proposed", "returned", "consulting"),
    look=_facts,
)
REFUSE: Final = Do(
    command=RefuseNomination,
    name="refuse",
    path="/nominations/{nomination_id}:refuse",
    body="Refusal",
    about="Lý do không tặng danh hiệu, căn cứ nếu có.",
    title="Không tặng",
    summary="Không tặng danh hiệu",
    button="Không tặng danh hiệu",
    effect=(
        "Hồ sơ kết thúc, không được tặng danh hiệu; đơn vị được báo kèm lý do.",
        "Danh hiệu của năm: đơn vị không lập được hồ sơ khác trong năm, trừ khi lý do là đang tạm dừng. "
        "Khen thưởng đột xuất: đơn vị đề nghị lại được.",
        "Sáng kiến của hồ sơ dùng được cho hồ sơ khác.",
        "Ghi nhầm thì rút được.",
    ),
    done="Đã ghi nhận không tặng danh hiệu.",
    refuses=(NominationDenied, SubjectGone),
    places=dict.fromkeys(
        ("nomination.was-passed", "nomination.no-hold", "nomination.not-voted", "nomination.not-forwarded"),
        "reason_code",
    ),
    offered=lambda row: row["state"] in ("proposed", "returned", "consulting", "voted"),
    look=_facts,
)
UNREFUSE: Final = Do(
    command=WithdrawRefusal,
    name="withdraw-refusal",
    path="/nominations/{nomination_id}:withdraw-refusal",
    title="Rút ghi nhận không tặng",
    summary="Rút ghi nhận không tặng danh hiệu đã ghi nhầm",
    button="Rút ghi nhận không tặng",
    effect=("Hồ sơ trở lại bước trước khi ghi không tặng; kết quả biểu quyết giữ nguyên.", "Đơn vị được báo lại."),
    done="Đã rút ghi nhận không tặng.",
    refuses=(NominationDenied, InitiativeRefused),
    offered=lambda row: row["state"] == "refused" and row["by_ward"],
    look=_facts,
)
RECOVER: Final = Do(
    command=RecordRecovery,
    name="recover",
    path="/nominations/{nomination_id}:recover",
    body="Recovery",
    about="Biên bản, chứng từ thu hồi hiện vật.",
    title="Ghi đã thu hồi",
    summary="Ghi đã thu hồi hiện vật của danh hiệu bị hủy bỏ",
    button="Ghi đã thu hồi",
    effect=(
        "Việc thu hồi hiện vật của danh hiệu này kết thúc; tiền thưởng do Tài chính – Kế toán thu.",
        "Ghi nhầm thì rút được.",
    ),
    done="Đã ghi thu hồi hiện vật.",
    refuses=(NominationDenied,),
    places={"nomination.recovered-too-early": "recovered_on"},
    offered=lambda row: row["recovery"] == "owed",
)
UNRECOVER: Final = Do(
    command=TakeBackRecovery,
    name="unrecover",
    path="/nominations/{nomination_id}:unrecover",
    title="Rút ghi nhận thu hồi",
    summary="Rút ghi nhận thu hồi đã ghi nhầm",
    button="Rút ghi nhận thu hồi",
    effect=("Hiện vật của danh hiệu này lại phải thu hồi; danh hiệu đã được khôi phục thì không còn phải trao lại.",),
    done="Đã rút ghi nhận thu hồi.",
    refuses=(NominationDenied,),
    offered=lambda row: row["recovery"] in ("done", "to-repay"),
)
REPAY: Final = Do(
    command=RecordRepayment,
    name="repay",
    path="/nominations/{nomination_id}:repay",
    body="Repayment",
    about="Biên bản, chứng từ trao lại hiện vật.",
    title="Ghi đã trao lại",
    summary="Ghi đã trao lại hiện vật của danh hiệu được khôi phục",
    button="Ghi đã trao lại",
    effect=(
        "Việc trao lại hiện vật của danh hiệu này kết thúc; tiền thưởng do Tài chính – Kế toán chi.",
        "Ghi nhầm thì rút được.",
    ),
    done="Đã ghi trao lại hiện vật.",
    refuses=(NominationDenied,),
    places={"nomination.repaid-too-early": "repaid_on"},
    offered=lambda row: row["recovery"] == "to-repay",
)
UNREPAY: Final = Do(
    command=TakeBackRepayment,
    name="unrepay",
    path="/nominations/{nomination_id}:unrepay",
    title="Rút ghi nhận trao lại",
    summary="Rút ghi nhận trao lại đã ghi nhầm",
    button="Rút ghi nhận trao lại",
    effect=("Hiện vật của danh hiệu này lại phải trao.",),
    done="Đã rút ghi nhận trao lại.",
    refuses=(NominationDenied,),
    offered=lambda row: row["recovery"] == "repaid",
)
ACTS: Final = (
    *(PROPOSE, APPRAISE, UNAPPRAISE, RETURN, UNRETURN, COMPLETE, WITHDRAW, REFUSE, UNREFUSE),
    *(RECOVER, UNRECOVER, REPAY, UNREPAY),
    *OPINION_ACTS,
)
