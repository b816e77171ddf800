"""Why something is taken back: each act offers reasons that fit it, and a timeline still says those of former days."""

from __future__ import annotations

from types import SimpleNamespace

from services.submissions.app import SERVICE
from services.submissions.fields import (
    ATTENDED,
    CONFIRMED,
    DELEGATED,
    FINISHED,
    JOINED,
    MISTAKES,
    REGISTERED,
    UNDONE,
    because,
)

OTHERS = {
    "TakeBackReading": CONFIRMED,
    "WithdrawReceipt": CONFIRMED,
    "WithdrawAttendance": ATTENDED,
    "LeaveMovement": JOINED,
    "WithdrawDelegation": DELEGATED,
    "WithdrawTaskResult": FINISHED,
    "WithdrawRegistration": REGISTERED,
    **dict.fromkeys(
        (
            "WithdrawFile",
            "ReopenFile",
            "TakeBackHandOver",
            "TakeOutPaper",
            "WithdrawKeyDay",
            "WithdrawMovement",
            "RestoreMovement",
            "TakeBackApproval",
            "WithdrawOutsideNumber",
            "RestoreDocument",
            "RestoreDirective",
        ),
        UNDONE,
    ),
}


def test_only_what_takes_a_document_back_offers_what_is_wrong_with_a_document() -> None:
    offered = {
        do.command.__name__: dict(part.mark.words)
        for capability in SERVICE.capabilities
        for do in capability.does
        for part in do.asked
        if part.name == "reason" and part.mark.kind == "choice"
    }
    assert len(offered) > 12
    for command, words in offered.items():
        assert words == OTHERS.get(command, MISTAKES), command
    assert not {"form", "number", "twice"} & {code for words in OTHERS.values() for code in words}


def test_a_reason_that_was_recorded_under_another_list_is_still_said() -> None:
    for reason, said in (("addressee", "nhầm nơi nhận hoặc đơn vị"), ("slip", "bấm nhầm"), ("lạ", "lạ")):
        assert because("Hủy")(SimpleNamespace(reason=reason)) == f"Hủy: {said}."
