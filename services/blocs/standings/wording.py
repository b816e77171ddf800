"""Wording: what proves a figure, what told two equals apart, how a rank moved, how long a ward has been silent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from services.blocs.criteria.scoring import Figures
from services.blocs.criteria.sheet import Comparison
from services.blocs.criteria.wording import MEASURES
from services.blocs.standings.query import Proof, Stayed
from services.chassis import words
from thidua_contracts.codes import ReportPeriod

QUIET: Final = timedelta(days=7)
"""After so long a silence a ward is marked: its figures stand, but may be old."""

EVENTS: Final[Mapping[str, str]] = {
    "ReportRequested": "{unit} được giao nộp {thing}",
    "ReportSubmitted": "{unit} gửi {thing}",
    "ReportAccepted": "Văn phòng tiếp nhận {thing} của {unit}",
    "ReportReturned": "Văn phòng trả lại {thing} của {unit}",
    "ReportMissed": "Đến hạn {unit} chưa nộp {thing}: trễ – còn mở",
    "ReportLocked": "Văn phòng khóa {thing} của {unit}",
    "ReportReleased": "{unit} không phải nộp {thing}",
    "ReportDeadlineExtended": "Văn phòng gia hạn {thing} cho {unit}",
    "ReportExtensionWithdrawn": "Văn phòng hủy gia hạn {thing} cho {unit}",
    "ReportReturnWithdrawn": "Văn phòng hủy việc trả lại {thing} của {unit}",
    "ReportSendingWithdrawn": "Rút lại lần nộp {thing} của {unit}: không tính",
    "ReportAcceptanceWithdrawn": "Văn phòng hủy tiếp nhận {thing} của {unit}",
    "MovementLaunched": "Phát động phong trào “{thing}”",
    "MovementWithdrawn": "Rút phong trào “{thing}” vì ghi nhầm",
    "MovementRestored": "Khôi phục phong trào “{thing}” rút nhầm",
    "MovementJoined": "{unit} tham gia phong trào “{thing}”",
    "MovementLeft": "{unit} rút đăng ký phong trào “{thing}”",
    "AwardAnnulled": "Hủy bỏ danh hiệu “{thing}” của đối tượng do {unit} đề nghị",
    "AwardRestored": "Khôi phục danh hiệu “{thing}” của đối tượng do {unit} đề nghị",
    "AwardAnnulmentWithdrawn": "Rút ghi nhận hủy bỏ danh hiệu “{thing}” của đối tượng do {unit} đề nghị",
    "AwardWithdrawn": "Rút danh hiệu “{thing}” ghi nhầm của đối tượng do {unit} đề nghị",
    "AwardDecided": "Quyết định tặng danh hiệu “{thing}” cho đối tượng do {unit} đề nghị",
}
TITLES: Final[Mapping[str, str]] = {
    "LDTT": "Lao động tiên tiến",
    "CSTDCS": "Chiến sĩ thi đua cơ sở",
    "TTLDTT": "Tập thể lao động tiên tiến",
}
PAGES: Final[Mapping[str, str]] = {"report": "/submissions/pages/reports/", "nomination": "/awards/pages/dossiers/"}
"""Where the streams of other services are shown, by what their ids begin with."""


def sentence(proof: Proof, year: int) -> str:
    """ "Tổ dân phố số 8 gửi báo cáo tổng kết năm 2024."."""
    said = EVENTS.get(proof.ce_type.split(".")[-2], "Diễn biến khác của {thing}")
    period = ReportPeriod(proof.what)
    thing = TITLES.get(proof.what, proof.what) if period is ReportPeriod.UNKNOWN else f"{period.spoken} {year}"
    return f"{said.format(unit=proof.unit_name or 'Một đơn vị', thing=thing)}."


def page(proof: Proof) -> str:
    """The report or dossier that a proof speaks of; "" for what has no page."""
    kind, _, key = proof.stream_id.partition("-")
    return f"{PAGES[kind]}{key}" if kind in PAGES else ""


def compared(link: Comparison, figures: Figures) -> str:
    """ "12/14", or "9"."""
    count = str(figures.get(link.of, 0))
    return count if link.per is None else f"{count}/{figures.get(link.per, 0)}"


def told_apart(link: Comparison, above: str, own: Figures, theirs: Figures) -> str:
    """ "bằng điểm Xã A; xếp sau theo báo cáo đúng hạn (12/14 so với 13/14)"."""
    what = MEASURES[link.of].lower()
    per = f" trên {MEASURES[link.per].lower()}" if link.per else ""
    return f"bằng điểm {above}; xếp sau theo {what}{per} ({compared(link, own)} so với {compared(link, theirs)})"


def stay(member: Stayed, year: int) -> str:
    """ "là thành viên từ ngày 01/03/2024 đến hết ngày 30/06/2024"; "" for a member of the whole year."""
    since = f" từ ngày {words.day(member.from_day)}" if member.from_day > date(year, 1, 1) else ""
    until = f" đến hết ngày {words.day(member.last_day)}" if member.last_day < date(year, 12, 31) else ""
    return f"là thành viên{since}{until}" if since or until else ""


def unranked(member: Stayed, year: int) -> str:
    """ "là thành viên đến hết ngày 30/06/2024; xếp hạng ở khối khác"."""
    return "; ".join(part for part in (stay(member, year), "xếp hạng ở khối khác" if member.elsewhere else "") if part)


def moved(rank: int, before: int | None) -> str:
    """ "tăng 2 bậc" against last year; "" for a ward without a rank then."""
    if before is None:
        return ""
    if rank == before:
        return "giữ hạng"
    return f"tăng {before - rank} bậc" if rank < before else f"giảm {rank - before} bậc"


def quiet(heard: datetime | None, now: datetime) -> bool:
    """Whether a ward was never heard, or not for long."""
    return heard is None or now - heard > QUIET


def silence(name: str, heard: datetime | None, now: datetime) -> str:
    """When a ward was last heard: whoever was never heard has not proved that there is nothing."""
    if heard is None:
        return f"Chưa nhận được tin nào từ {name}: số 0 chưa có nghĩa là không có việc."
    return f"Nhận tin gần nhất từ {name}: {ago(heard, now)} trước."


def ago(heard: datetime, now: datetime) -> str:
    """ "2 giờ"."""
    seconds = max(0, int((now - heard).total_seconds()))
    for size, word in ((86400, "ngày"), (3600, "giờ"), (60, "phút")):
        if seconds >= size:
            return f"{seconds // size} {word}"
    return f"{seconds} giây"
