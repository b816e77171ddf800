"""Tables: the result for a person, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from services.awards.naming import title
from services.chassis import words
from thidua_contracts.codes import DeciderLevel, Title

LETTERS: Final = {
    "aims-accepted": "Đã chấp nhận đăng ký thi đua",
    "aims-asked": "Đề nghị đăng ký thi đua",
    "aims-returned": "Trả lại đăng ký thi đua để sửa",
    "award-decided-bloc": "Thông báo quyết định khen thưởng đến thư ký khối",
    "award-decided-person": "Thông báo quyết định khen thưởng đến cá nhân",
    "award-decided-unit": "Thông báo quyết định khen thưởng đến đơn vị",
    "award-recorded-chairman": "Báo Chủ tịch: đã ghi quyết định của thành phố",
    "council-written-opinion": "Báo thành viên Hội đồng: đã ghi ý kiến bằng văn bản",
    "movement-joined-for-unit": "Báo đơn vị: văn phòng đăng ký phong trào thay",
    "nomination-proposed-for-unit": "Báo đơn vị: văn phòng lập hồ sơ thay",
    "nomination-refused": "Kết quả xem xét hồ sơ không được tặng",
    "nomination-window-opened": "Mời đề nghị khen thưởng",
    "plan-issued-chairman": "Báo Chủ tịch: kế hoạch được ghi là đã ban hành",
    "report-acceptance-withdrawn": "Hủy tiếp nhận báo cáo",
    "report-accepted": "Đã tiếp nhận báo cáo",
    "report-deadline-extended": "Gia hạn nộp báo cáo",
    "report-missed-clerk": "Báo công chức: đơn vị trễ, chưa nộp",
    "report-missed-unit": "Báo đơn vị: trễ, chưa nộp",
    "report-recorded-from-paper": "Báo đơn vị: đã ghi nhận bản giấy",
    "report-reminder": "Nhắc nộp báo cáo trước hạn",
    "report-sent-for-unit": "Báo đơn vị: văn phòng nộp thay",
    "report-returned": "Trả lại báo cáo để hoàn thiện",
}
STATES: Final = {
    "awarded": "Được tặng",
    "annulled": "Bị hủy bỏ",
    "refused": "Không tặng",
    "withdrawn": "Đơn vị rút",
    "voted": "Đã biểu quyết",
    "forwarded": "Đã trình",
    "proposed": "Chờ xét",
    "returned": "Trả lại đơn vị",
    "consulting": "Chờ Chủ tịch",
    "tabled": "Đang xét",
}
Facts = Mapping[str, Any]


def show(console: Console, facts: Facts) -> None:
    """Prints the result: reports, awards, session, standings, letters, addresses."""
    plan = facts["plan"]
    console.print(
        f"\n[bold]{plan['title']}[/bold] – số {plan['document_number']} ngày {words.day(date.fromisoformat(plan['issued_on']))}, "
        f"{facts['ward']['name']}: {facts['ward']['units']} đơn vị, {len(facts['movements'])} phong trào. "
        "Mọi cá nhân, số liệu và số văn bản là mẫu.\n",
        highlight=False,
    )
    for table in (
        reporting(facts["rounds"]),
        dossiers(facts["nominations"]),
        voting(facts["session"]),
        decided(facts["decisions"]),
        bloc(facts["bloc"]),
        letters(facts["notifications"]),
        descent(facts["lineage"]),
        pages(facts["addresses"]),
        addresses(facts["addresses"]),
    ):
        console.print(table)
        console.print()
    console.print("* Mức thưởng của hộ gia đình: thứ tự làm tròn chưa được xác nhận.\n", highlight=False)
    for refusal in facts["refused_by_rules"]:
        console.print(f"Không nhận hồ sơ {title(refusal['title'])}: {refusal['reason']}", highlight=False, markup=False)


def drawn(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], *, numbers: Sequence[int] = ()
) -> Table:
    """A table; `numbers` are the columns set to the right."""
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    return table


def reporting(rounds: Sequence[Facts]) -> Table:
    """The tracking grid in sum."""
    columns = (
        "Kỳ báo cáo",
        "Hạn",
        "Phải nộp",
        "Đúng hạn",
        "Trễ",
        "Trả lại, nộp lại",
        "Bản giấy",
        "Gia hạn",
        "Không nộp",
    )
    names = ("owed", "on_time", "late", "sent_again", "on_paper", "extended", "missing")
    return drawn(
        "Theo dõi báo cáo, phường Quyết Thắng",
        (*columns, "Đúng hạn %"),
        [
            (
                one["name"],
                words.until(datetime.fromisoformat(one["due_at"])),
                *(one[name] for name in names),
                one["on_time_percent"],
            )
            for one in rounds
        ],
        numbers=range(2, 10),
    )


def dossiers(nominations: Sequence[Facts]) -> Table:
    """Every dossier and its end."""
    return drawn(
        "Hồ sơ đề nghị khen thưởng năm 2024",
        ("Danh hiệu", "Đối tượng", "Đơn vị", "Kết quả", "Phiếu", "Văn bản"),
        [
            (
                Title(one["title"]).label,
                one["subject"],
                one["unit"],
                STATES[one["state"]],
                "–" if one["yes"] is None else f"{one['yes']}/{one['members']} (cần {one['needed']})",
                one["document_number"] or one["letter_number"] or "–",
            )
            for one in nominations
        ],
    )


def voting(session: Facts) -> Table:
    """The council's evening."""
    held_on = words.day(date.fromisoformat(session["held_on"]))
    return drawn(
        f"Phiên họp Hội đồng ngày {held_on}: có mặt {session['present']}/{session['members']} thành viên, "
        f"cần ít nhất {session['quorum']}",
        ("Danh hiệu", "Đối tượng", "Đồng ý", "Cần", "Không", "Trắng", "Văn bản", "Kết quả"),
        [
            (
                Title(vote["title"]).label,
                vote["subject"],
                vote["yes"],
                vote["needed"],
                vote["no"],
                vote["abstained"],
                vote["written"],
                "Thông qua" if vote["passed"] else "Không thông qua",
            )
            for vote in session["votes"]
        ],
        numbers=range(2, 7),
    )


def decided(decisions: Sequence[Facts]) -> Table:
    """Decisions line by line, with their money."""
    return drawn(
        "Quyết định khen thưởng",
        ("Số", "Ngày", "Cấp", "STT", "Danh hiệu", "Đối tượng", "Mức thưởng", "Thực chi"),
        [
            (
                decision["document_number"],
                words.day(date.fromisoformat(decision["signed_on"])),
                DeciderLevel(decision["level"]).label,
                line["register_number"],
                Title(line["title"]).label,
                line["subject"],
                words.dong(line["amount"]) + ("" if line["confirmed"] else " *"),
                words.dong(line["payable"]),
            )
            for decision in decisions
            for line in decision["lines"]
        ],
        numbers=(3, 6, 7),
    )


def bloc(board: Facts) -> Table:
    """The standings of the seven communes."""
    figures = (
        "reports-on-time",
        "reports-expected",
        "reports-missing",
        "movements-launched",
        "awards-of-direct-workers",
    )
    return drawn(
        f"{board['name']} – {board['criteria']} ({board['criteria_standing']})",
        ("Hạng", "Xã, phường", "Điểm", "Đúng hạn", "Phải nộp", "Không nộp", "Phong trào", "Khen lao động trực tiếp"),
        [
            (member["rank"], member["name"], member["total"], *(member["figures"][name] for name in figures))
            for member in board["standings"]
        ],
        numbers=(0, 2, 3, 4, 5, 6, 7),
    )


def letters(told: Facts) -> Table:
    """What was sent, by kind; the ledger and the mail sink agree."""
    rows = [(LETTERS.get(template, template), count) for template, count in told["by_template"].items()]
    title = f"Thư đã gửi: {told['mails']} thư trong hộp thư chạy thử, {told['ledger'].get('failed', 0)} thư lỗi"
    return drawn(title, ("Loại thư", "Số thư"), rows, numbers=(1,))


def descent(told: Facts) -> Table:
    """The lineage of a ward whose code was another's, and what the code means on either side of the day."""
    held = "; ".join(f"ngày {words.day(date.fromisoformat(one['on']))} là {one['name']}" for one in told["holders"])
    title = f"Nguồn gốc {told['name']}. {' '.join(told['sentences'])} Mã {told['code']}: {held}."
    return drawn(
        title,
        ("Đơn vị", "Mã", "Từ ngày", "Đến hết ngày", "Nhập thành"),
        [
            (
                one["name"],
                one["code"],
                words.day(date.fromisoformat(one["valid_from"])),
                words.day(date.fromisoformat(one["ended_on"]) - timedelta(days=1)) if one["ended_on"] else "–",
                ", ".join(one["into"]) or "–",
            )
            for one in told["wards"]
        ],
    )


def pages(where: Facts) -> Table:
    """What to open in a browser, and as whom."""
    return drawn(
        "Xem trong trình duyệt: mở địa chỉ rồi chọn người dùng thử",
        ("Trang", "Đăng nhập là", "Địa chỉ"),
        [(name, page["who"] or "không cần đăng nhập", page["url"]) for name, page in where["pages"].items()],
    )


def addresses(where: Facts) -> Table:
    """Where to look further."""
    return drawn(
        "Địa chỉ",
        ("Thành phần", "Địa chỉ", "Mô tả API (OpenAPI)"),
        [
            *((service, api["url"], api["openapi"]) for service, api in where["apis"].items()),
            ("issuer", where["issuer"], ""),
            ("mails", where["mails"], ""),
            ("Kafka", where["kafka"], ""),
        ],
    )
