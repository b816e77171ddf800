"""Read model `dossiers`: each nomination as it stands, with its whole history. Erasure blanks the words about a person."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, Final, assert_never
from uuid import UUID

import asyncpg
from pydantic import TypeAdapter

from services.awards.deeds.events import (
    DeedProposed,
    OpinionAsked,
    OpinionGiven,
    OpinionReleased,
    OpinionTakenBack,
)
from services.awards.nominations.events import (
    AppraisalTakenBack,
    AwardAnnulled,
    AwardAnnulmentWithdrawn,
    AwardCorrected,
    AwardCorrectionWithdrawn,
    AwardDecided,
    AwardRecovered,
    AwardRepaid,
    AwardRestored,
    AwardWithdrawn,
    Event,
    NominationAppraised,
    NominationCompleted,
    NominationForwarded,
    NominationProposed,
    NominationRecalled,
    NominationRefusalWithdrawn,
    NominationRefused,
    NominationReturned,
    NominationReturnTakenBack,
    NominationTabled,
    NominationUntabled,
    NominationVoted,
    NominationWithdrawn,
    RecoveryTakenBack,
    RefusalWithdrawn,
    RepaymentTakenBack,
)
from services.awards.nominations.merits import Answer, Merits
from services.awards.subjects.events import SubjectErased
from services.chassis.calendar import local_date
from services.chassis.event_envelope import EventEnvelope
from services.chassis.files.files import stored
from services.chassis.personal import in_clear
from services.chassis.readers.definition import ReadModel

NAMES: Final[dict[type[Event], str]] = {
    NominationProposed: "proposed",
    DeedProposed: "deed-proposed",
    OpinionAsked: "opinion-asked",
    OpinionGiven: "opinion-given",
    OpinionTakenBack: "opinion-taken-back",
    OpinionReleased: "opinion-released",
    NominationAppraised: "appraised",
    AppraisalTakenBack: "appraisal-taken-back",
    NominationReturned: "returned",
    NominationReturnTakenBack: "return-taken-back",
    NominationCompleted: "completed",
    NominationWithdrawn: "withdrawn",
    NominationTabled: "tabled",
    NominationUntabled: "untabled",
    NominationVoted: "voted",
    NominationForwarded: "forwarded",
    AwardDecided: "awarded",
    NominationRefused: "refused",
    NominationRefusalWithdrawn: "refusal-taken-back",
    NominationRecalled: "recalled",
    AwardCorrected: "corrected",
    AwardAnnulled: "annulled",
    AwardRestored: "restored",
    AwardAnnulmentWithdrawn: "annulment-withdrawn",
    AwardRecovered: "recovered",
    RecoveryTakenBack: "recovery-taken-back",
    AwardCorrectionWithdrawn: "correction-withdrawn",
    AwardRepaid: "repaid",
    RepaymentTakenBack: "repayment-taken-back",
    AwardWithdrawn: "award-withdrawn",
    RefusalWithdrawn: "refusal-withdrawn",
}
WORDS: Final = {
    "proposed": "Đơn vị đề nghị",
    "deed-proposed": "Đề nghị khen thưởng đột xuất",
    "opinion-asked": "Xin ý kiến Thường trực Hội đồng",
    "opinion-given": "Thành viên Thường trực cho ý kiến",
    "opinion-taken-back": "Rút ý kiến",
    "opinion-released": "Không còn phải cho ý kiến",
    "appraised": "Đã thẩm định",
    "appraisal-taken-back": "Rút ghi nhận thẩm định",
    "returned": "Trả lại đơn vị bổ sung",
    "return-taken-back": "Hủy trả lại",
    "completed": "Đơn vị bổ sung, gửi lại",
    "withdrawn": "Đơn vị rút hồ sơ",
    "tabled": "Đưa ra Hội đồng biểu quyết",
    "untabled": "Hủy mở biểu quyết",
    "voted": "Hội đồng đã biểu quyết",
    "forwarded": "Trình cấp có thẩm quyền",
    "awarded": "Được tặng danh hiệu",
    "refused": "Không được tặng danh hiệu",
    "refusal-taken-back": "Rút ghi nhận không tặng",
    "recalled": "Thu hồi tờ trình",
    "corrected": "Đính chính quyết định",
    "annulled": "Hủy bỏ danh hiệu",
    "restored": "Khôi phục danh hiệu",
    "annulment-withdrawn": "Rút ghi nhận hủy bỏ",
    "recovered": "Đã thu hồi",
    "recovery-taken-back": "Rút ghi nhận thu hồi",
    "correction-withdrawn": "Rút văn bản đính chính",
    "repaid": "Đã trao lại",
    "repayment-taken-back": "Rút ghi nhận trao lại",
    "award-withdrawn": "Rút quyết định ghi nhầm",
    "refusal-withdrawn": "Rút quyết định ghi nhầm",
}

OF_VOTE: Final = (
    *("yes", "no", "abstained", "silent", "members", "needed", "passed"),
    *("threshold_percent", "threshold_citation", "threshold_confirmed", "pack_id", "pack_hash"),
)
OF_AWARD: Final = (
    *("level", "signer_position", "register_number", "base_salary", "coefficient_hundredths", "amount", "payable"),
    *("money_citation", "money_confirmed"),
)

PROPOSED: Final = """
INSERT INTO dossiers (ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, state, received_on, report_id,
                      direct_worker, initiative_id, achievements, merits, answers, warnings, pack_id, pack_hash, pack_chosen_because,
                      evidence)
SELECT $1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9, $10, $11, CASE WHEN erased THEN NULL ELSE $12 END,
       $13, $14, $15, $16, $17, CASE WHEN erased THEN NULL ELSE $18 END, $19
FROM (SELECT EXISTS (SELECT FROM dossier_erased e WHERE e.ward_code = $1 AND e.subject_id = $4) AS erased) s
"""
DEED: Final = """
INSERT INTO dossiers (ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, happened_on, opinions_by, decide_by,
                      place, state, received_on, direct_worker, achievements, merits, answers, warnings, pack_id, pack_hash, evidence)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, CASE WHEN erased THEN NULL ELSE $11 END, 'consulting', $12, $13,
       CASE WHEN erased THEN NULL ELSE $14 END, '{}'::json, '[]'::json, 0, $15, $16, $17
FROM (SELECT EXISTS (SELECT FROM dossier_erased e WHERE e.ward_code = $1 AND e.subject_id = $4) AS erased) s
"""
ASKED: Final = """
INSERT INTO deed_opinions (ward_code, nomination_id, member_id, seat, until) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""
SAID: Final = """
UPDATE deed_opinions o SET agrees = $4, given_on = $6, note = CASE WHEN EXISTS (
    SELECT FROM dossier_erased e JOIN dossiers d ON d.ward_code = e.ward_code AND d.subject_id = e.subject_id
    WHERE d.ward_code = $1 AND d.nomination_id = $2) THEN NULL ELSE $5 END
WHERE ward_code = $1 AND nomination_id = $2 AND member_id = $3
"""
STATE: Final = "UPDATE dossiers SET state = $3 WHERE ward_code = $1 AND nomination_id = $2"
APPRAISED: Final = "UPDATE dossiers SET appraised_on = $3 WHERE ward_code = $1 AND nomination_id = $2"
COMPLETED: Final = """
UPDATE dossiers d SET state = 'proposed', merits = $3, answers = $4, warnings = $5, achievements = CASE WHEN EXISTS (
    SELECT FROM dossier_erased e WHERE e.ward_code = d.ward_code AND e.subject_id = d.subject_id) THEN NULL ELSE $6 END,
    evidence = CASE WHEN $7::text IS NULL THEN evidence ELSE (coalesce(evidence::jsonb, '[]') || $7::jsonb)::json END
WHERE ward_code = $1 AND nomination_id = $2
"""
TABLED: Final = "UPDATE dossiers SET state = 'tabled', session_id = $3 WHERE ward_code = $1 AND nomination_id = $2"
UNTABLED: Final = """
UPDATE dossiers SET state = CASE WHEN $3::uuid IS NULL THEN 'proposed' ELSE 'tabled' END, session_id = $3
WHERE ward_code = $1 AND nomination_id = $2
"""
VOTED: Final = """
UPDATE dossiers SET state = 'voted', session_id = $3, yes = $4, members = $5, needed = $6, passed = $7
WHERE ward_code = $1 AND nomination_id = $2
"""
FORWARDED: Final = """
UPDATE dossiers SET state = 'forwarded', letter_number = $3 WHERE ward_code = $1 AND nomination_id = $2
"""
AWARDED: Final = """
UPDATE dossiers SET state = 'awarded', decision_id = $3, document_number = $4 WHERE ward_code = $1 AND nomination_id = $2
"""
BEFORE: Final = """
UPDATE dossiers SET state = CASE WHEN happened_on IS NULL THEN $3 ELSE 'consulting' END WHERE ward_code = $1 AND nomination_id = $2
"""
REFUSED: Final = """
UPDATE dossiers SET state = 'refused', document_number = $3 WHERE ward_code = $1 AND nomination_id = $2
"""
RECALLED: Final = (
    "UPDATE dossiers SET state = 'voted', letter_number = NULL WHERE ward_code = $1 AND nomination_id = $2"
)
ANNULLED: Final = """
UPDATE dossiers SET state = 'annulled', recovery = $3 WHERE ward_code = $1 AND nomination_id = $2
"""
RESTORED: Final = "UPDATE dossiers SET state = 'awarded', recovery = $3 WHERE ward_code = $1 AND nomination_id = $2"
RECOVERY: Final = "UPDATE dossiers SET recovery = $3 WHERE ward_code = $1 AND nomination_id = $2"
RENUMBERED: Final = "UPDATE dossiers SET document_number = $3 WHERE ward_code = $1 AND nomination_id = $2"
WITH_THE_CITY: Final = """
UPDATE dossiers SET state = 'forwarded', decision_id = NULL, document_number = NULL WHERE ward_code = $1 AND nomination_id = $2
"""
LINE: Final = """
INSERT INTO dossier_history (ward_code, nomination_id, stream_version, event, recorded_at, effective_on, actor,
                             document_number, reason, citation, detail, written, reads)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN erased THEN NULL ELSE $9 END, CASE WHEN erased THEN NULL ELSE $10 END, $11,
       CASE WHEN erased THEN NULL ELSE $12 END, CASE WHEN erased THEN NULL ELSE $13 END
FROM (SELECT EXISTS (
    SELECT FROM dossiers d JOIN dossier_erased e ON e.ward_code = d.ward_code AND e.subject_id = d.subject_id
    WHERE d.ward_code = $1 AND d.nomination_id = $2
) AS erased) s
"""
ERASED: Final = "INSERT INTO dossier_erased (ward_code, subject_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"
BLANK: Final = """
UPDATE dossiers SET achievements = NULL, place = NULL, pack_chosen_because = NULL WHERE ward_code = $1 AND subject_id = $2
"""
BLANK_NOTES: Final = """
UPDATE deed_opinions o SET note = NULL FROM dossiers d
WHERE o.ward_code = $1 AND d.ward_code = $1 AND d.subject_id = $2 AND o.nomination_id = d.nomination_id
"""
BLANK_LINES: Final = """
UPDATE dossier_history h SET reason = NULL, citation = NULL, written = NULL, reads = NULL FROM dossiers d
WHERE h.ward_code = $1 AND d.ward_code = $1 AND d.subject_id = $2 AND h.nomination_id = d.nomination_id
"""

_ANSWERS: Final = TypeAdapter(tuple[Answer, ...])
_MERITS: Final = TypeAdapter(Merits)


async def write(connection: asyncpg.Connection, recorded: EventEnvelope[Event]) -> None:
    """The dossier after an event, and the line of its history."""
    event, key = recorded.event, (recorded.ward_code, recorded.event.nomination_id)
    match event:
        case NominationProposed():
            await _proposed(connection, recorded.ward_code, event)
        case DeedProposed():
            await _deed(connection, recorded.ward_code, event)
        case OpinionAsked():
            await connection.execute(ASKED, *key, event.member_id, event.seat, event.until)
        case OpinionGiven():
            said = (event.agrees, in_clear(event.note), _day(recorded))
            await connection.execute(SAID, *key, event.member_id, *said)
        case OpinionTakenBack():
            await connection.execute(SAID, *key, event.member_id, None, None, None)
        case OpinionReleased():
            return  # its own end tells it
        case NominationWithdrawn():
            await connection.execute(STATE, *key, "withdrawn")
        case NominationAppraised():
            await connection.execute(APPRAISED, *key, _day(recorded))
        case AppraisalTakenBack():
            await connection.execute(APPRAISED, *key, None)
        case NominationReturned():
            await connection.execute(STATE, *key, "returned")
        case NominationReturnTakenBack():
            await connection.execute(STATE, *key, "proposed")
        case NominationCompleted():
            await connection.execute(
                COMPLETED,
                *key,
                *_judged(event),
                in_clear(event.achievements),
                stored(event.evidence) if event.evidence else None,
            )
        case NominationTabled():
            await connection.execute(TABLED, *key, event.session_id)
        case NominationUntabled():
            await connection.execute(UNTABLED, *key, event.earlier_session)
        case NominationVoted():
            count = (event.yes, event.members, event.needed, event.passed)
            await connection.execute(VOTED, *key, event.session_id, *count)
        case NominationForwarded():
            await connection.execute(FORWARDED, *key, event.document_number)
        case AwardDecided():
            await connection.execute(AWARDED, *key, event.decision_id, event.document_number)
        case NominationRefused():
            await connection.execute(REFUSED, *key, event.document_number)
        case NominationRefusalWithdrawn():
            before = "returned" if event.returned else "proposed" if event.passed is None else "voted"
            await connection.execute(BEFORE, *key, before)
        case NominationRecalled():
            await connection.execute(RECALLED, *key)
        case AwardAnnulled():
            owed = event.objects or (event.payable and not event.apart)
            await connection.execute(ANNULLED, *key, "owed" if owed else None)
        case AwardRestored() | AwardAnnulmentWithdrawn():
            await connection.execute(RESTORED, *key, "to-repay" if event.owed else None)
        case AwardRecovered():
            await connection.execute(RECOVERY, *key, "done")
        case RecoveryTakenBack():
            await connection.execute(RECOVERY, *key, None if event.restored else "owed")
        case AwardRepaid():
            await connection.execute(RECOVERY, *key, "repaid")
        case RepaymentTakenBack():
            await connection.execute(RECOVERY, *key, "to-repay")
        case AwardWithdrawn() | RefusalWithdrawn():
            await connection.execute(WITH_THE_CITY, *key)
        case AwardCorrected() | AwardCorrectionWithdrawn():
            if event.decision_number is not None:  # the award is what it was
                await connection.execute(RENUMBERED, *key, event.decision_number)
        case _:
            assert_never(event)
    await connection.execute(
        LINE,
        *key,
        recorded.stream_version,
        NAMES[type(event)],
        recorded.recorded_at,
        _day(recorded),
        recorded.actor,
        getattr(event, "document_number", None),
        in_clear(getattr(event, "reason", None) or getattr(event, "note", None)),
        in_clear(getattr(event, "citation", None)),
        json.dumps(_detail(event), ensure_ascii=False),
        *((in_clear(event.written), in_clear(event.reads)) if isinstance(event, AwardCorrected) else (None, None)),
    )


async def _proposed(connection: asyncpg.Connection, ward_code: str, event: NominationProposed) -> None:
    await connection.execute(
        PROPOSED,
        ward_code,
        event.nomination_id,
        event.unit_id,
        event.subject_id,
        event.subject_kind,
        event.title,
        event.year,
        event.received_on,
        event.report_id,
        event.direct_worker,
        event.initiative_id,
        in_clear(event.achievements),
        *_judged(event),
        event.pack_id,
        event.pack_hash,
        in_clear(event.pack_chosen_because),
        stored(event.evidence) if event.evidence else None,
    )


async def _deed(connection: asyncpg.Connection, ward_code: str, event: DeedProposed) -> None:
    await connection.execute(
        DEED,
        ward_code,
        event.nomination_id,
        event.unit_id,
        event.subject_id,
        event.subject_kind,
        event.title,
        event.year,
        event.happened_on,
        event.opinions_by,
        event.decide_by,
        in_clear(event.place),
        event.received_on,
        event.direct_worker,
        in_clear(event.achievements),
        event.pack_id,
        event.pack_hash,
        stored(event.evidence) if event.evidence else None,
    )


def _judged(event: NominationProposed | NominationCompleted) -> tuple[str, str, int]:
    """What was stated, what the rules answered, and how many answers are not met and did not refuse."""
    merits = _MERITS.dump_json(event.merits, exclude_none=True).decode()
    return merits, _ANSWERS.dump_json(event.answers).decode(), sum(not answer.met for answer in event.answers)


def _day(recorded: EventEnvelope[Event]) -> date:
    match recorded.event:
        case NominationProposed() | DeedProposed():
            return recorded.event.received_on
        case NominationForwarded():
            return recorded.event.forwarded_on
        case AwardDecided():
            return recorded.event.decided_on
        case NominationRefused():
            return recorded.event.refused_on
        case NominationRecalled():
            return recorded.event.recalled_on
        case AwardCorrected():
            return recorded.event.corrected_on
        case AwardAnnulled():
            return recorded.event.annulled_on
        case AwardRestored():
            return recorded.event.restored_on
        case AwardRecovered():
            return recorded.event.recovered_on
        case AwardRepaid():
            return recorded.event.repaid_on
        case (
            NominationAppraised()
            | AppraisalTakenBack()
            | NominationReturned()
            | NominationReturnTakenBack()
            | NominationCompleted()
            | NominationWithdrawn()
            | NominationTabled()
            | NominationUntabled()
            | NominationVoted()
            | NominationRefusalWithdrawn()
            | RecoveryTakenBack()
            | RepaymentTakenBack()
            | AwardCorrectionWithdrawn()
            | AwardAnnulmentWithdrawn()
            | AwardWithdrawn()
            | RefusalWithdrawn()
            | OpinionAsked()
            | OpinionGiven()
            | OpinionTakenBack()
            | OpinionReleased()
        ):
            return local_date(recorded.recorded_at)
        case _:
            assert_never(recorded.event)


def _detail(event: Event) -> dict[str, Any]:
    match event:
        case NominationVoted():
            return {name: getattr(event, name) for name in OF_VOTE} | {"written": len(event.written)}
        case AwardDecided():
            return {name: getattr(event, name) for name in OF_AWARD}
        case NominationRefused():
            return {"level": event.level, "reason_code": event.reason_code}
        case NominationForwarded():
            return {"to_level": event.to_level, "forwarding_id": str(event.forwarding_id)}
        case NominationProposed():
            return {"pack_id": event.pack_id, "pack_hash": event.pack_hash, "report_id": str(event.report_id)}
        case NominationTabled():
            return {"session_id": str(event.session_id)}
        case DeedProposed():
            return {"pack_id": event.pack_id, "pack_hash": event.pack_hash}
        case OpinionAsked():
            return {"seat": event.seat, "until": str(event.until)}
        case OpinionGiven():
            return {"agrees": event.agrees}
        case NominationRefusalWithdrawn():
            return {"voted": event.passed is not None}
        case AwardCorrected():
            return {"part": event.part}
        case AwardAnnulled():
            return {"reason_code": event.reason_code, "payable": event.payable, "objects": list(event.objects)}
        case AwardRestored() | AwardAnnulmentWithdrawn():
            return {"payable": event.payable, "owed": event.owed}
        case RecoveryTakenBack():
            return {"restored": event.restored}
        case NominationReturned():
            return {"reasons": list(event.reasons)}
        case NominationCompleted():
            return {"met": sum(answer.met for answer in event.answers), "asked": len(event.answers)}
        case (
            NominationAppraised()
            | AppraisalTakenBack()
            | NominationReturnTakenBack()
            | NominationWithdrawn()
            | NominationUntabled()
            | NominationRecalled()
            | AwardRecovered()
            | AwardRepaid()
            | RepaymentTakenBack()
            | AwardCorrectionWithdrawn()
            | AwardWithdrawn()
            | RefusalWithdrawn()
            | OpinionTakenBack()
            | OpinionReleased()
        ):
            return {}
        case _:
            assert_never(event)


async def erased(connection: asyncpg.Connection, recorded: EventEnvelope[SubjectErased]) -> None:
    """Words about this person are gone."""
    key: tuple[str, UUID] = (recorded.ward_code, recorded.event.person_id)
    await connection.execute(ERASED, *key)
    await connection.execute(BLANK, *key)
    await connection.execute(BLANK_NOTES, *key)
    await connection.execute(BLANK_LINES, *key)


MODEL: Final = ReadModel(
    "dossiers",
    8,
    Path(__file__).with_name("dossiers.sql"),
    {
        **dict.fromkeys(NAMES, write),
        SubjectErased: erased,
    },
)
