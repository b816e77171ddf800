"""What can be done about a nomination: proposed by its unit or the clerk, withdrawn, refused by the chairman."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.awards.edge import facts_of, person_of
from services.awards.ids import claim_id
from services.awards.initiatives.decider import InitiativeRefused
from services.awards.nominations.commands import ProposeNomination, RefuseNomination, WithdrawNomination
from services.awards.nominations.nomination import NominationDenied
from services.awards.nominations.proposing import shape
from services.awards.subjects.decider import SubjectRefused
from services.awards.windows.decider import WindowRefused
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do


async def _facts(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    key = path["nomination_id"]
    facts = (await facts_of(reader, [key], path["ward_code"]))[key]
    return {
        "claim_id": claim_id(facts["subject_id"], facts["title"], facts["year"]),
        "person_id": person_of(facts),
        "initiative_id": facts["initiative_id"],
    }


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
        "nomination.collective-is-unit": "subject_id",
        "nomination.subject-erased": "subject_id",
        "subject.erased": "subject_id",
        "initiative.not-own": "initiative_id",
        "initiative.used": "initiative_id",
        # what the law asks and is not fulfilled speaks of the whole form: it stands above it
    },
    creates=lambda command: command.nomination_id,
    shape=shape,
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
    offered=lambda row: row["state"] == "proposed",
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
    effect=("Hồ sơ kết thúc, không được tặng danh hiệu.", "Đơn vị được báo kèm lý do."),
    done="Đã ghi nhận không tặng danh hiệu.",
    refuses=(NominationDenied, SubjectGone),
    offered=lambda row: row["state"] in ("proposed", "voted"),
    look=_facts,
)
ACTS: Final = (PROPOSE, WITHDRAW, REFUSE)
