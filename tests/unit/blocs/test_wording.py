"""What proves a bloc's figures: every line a sentence, with the page it speaks of, and silence told apart from nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from services.blocs.standings import projection, wording
from services.blocs.standings.query import Proof

AT = datetime(2024, 11, 15, 2, tzinfo=UTC)
KEY = UUID("8f3f7a52-0f25-4d5c-9a53-0a1b6d9f0001")


def proof(event: str, what: str, stream: str, unit: str | None = "Tổ dân phố số 8") -> Proof:
    return Proof(str(KEY), what, "u", unit, uuid4(), f"vn.thidua.x.{event}.v1", "x", 1, f"{stream}-{KEY}", 1, AT)


@pytest.mark.parametrize(
    ("event", "what", "stream", "sentence", "page"),
    [
        (
            "ReportSubmitted",
            "year",
            "report",
            "Tổ dân phố số 8 gửi báo cáo tổng kết năm 2024.",
            f"/submissions/pages/reports/{KEY}",
        ),
        (
            "ReportMissed",
            "half-year",
            "report",
            "Đến hạn Tổ dân phố số 8 chưa nộp báo cáo sơ kết 6 tháng đầu năm 2024: trễ – còn mở.",
            f"/submissions/pages/reports/{KEY}",
        ),
        (
            "AwardDecided",
            "LDTT",
            "nomination",
            "Quyết định tặng danh hiệu “Lao động tiên tiến” cho đối tượng do Tổ dân phố số 8 đề nghị.",
            f"/awards/pages/dossiers/{KEY}",
        ),
        ("MovementWithdrawn", "Sạch {x}", "movement", "Rút phong trào “Sạch {x}” vì ghi nhầm.", ""),
        ("MovementRestored", "Sạch {x}", "movement", "Khôi phục phong trào “Sạch {x}” rút nhầm.", ""),
        ("MovementLeft", "Sạch {x}", "movement", "Tổ dân phố số 8 rút đăng ký phong trào “Sạch {x}”.", ""),
        ("MovementJoined", "Sạch {x}", "movement", "Tổ dân phố số 8 tham gia phong trào “Sạch {x}”.", ""),
    ],
)
def test_a_proof_is_a_sentence_that_leads_to_its_report_or_dossier(
    event: str, what: str, stream: str, sentence: str, page: str
) -> None:
    one = proof(event, what, stream)
    assert (wording.sentence(one, 2024), wording.page(one)) == (sentence, page)


def test_every_event_that_proves_a_figure_has_a_sentence() -> None:
    heard = {one.__name__ for one in projection.COUNTED}
    assert {name for name in heard if name.startswith(("Report", "Movement", "Award"))} == set(wording.EVENTS)


def test_a_ward_that_was_never_heard_is_not_said_to_have_nothing() -> None:
    assert (
        wording.silence("Phường A", None, AT)
        == "Chưa nhận được tin nào từ Phường A: số 0 chưa có nghĩa là không có việc."
    )
    heard = wording.silence("Phường A", AT - timedelta(days=3), AT)
    assert heard == "Nhận tin gần nhất từ Phường A: 3 ngày trước."


def test_a_ward_is_quiet_after_a_week_or_when_it_was_never_heard() -> None:
    assert wording.quiet(None, AT) and wording.quiet(AT - timedelta(days=8), AT)
    assert not wording.quiet(AT - timedelta(days=6), AT)
