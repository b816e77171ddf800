"""The demo's facts: the plan of phường Quyết Thắng for 2024, and around it invented people and figures.

From the real plan: the ward, its deadlines, its nine movements, its roles, recipients, legal bases and kinds of units. Invented, and
marked "(mẫu)" wherever a person could take it for real: every person, every figure, every document number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
YEAR: Final = 2024


def at(month: int, day: int, hour: int = 8, minute: int = 0, year: int = YEAR) -> datetime:
    """A moment in Lai Châu."""
    return datetime(year, month, day, hour, minute, tzinfo=HERE)


@dataclass(frozen=True, slots=True)
class Ward:
    """A commune of the then city of Lai Châu, with its code until 30/6/2025."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a ward; `head` is the position that sends its reports."""

    code: str
    name: str
    kind: str
    head: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person or household; `word` is the ASCII word the play has for it."""

    name: str
    unit: str
    kind: str = "individual"
    direct_worker: bool = True
    word: str = "chairman"

    @property
    def email(self) -> str:
        """Where mails for this person go: a domain that cannot exist."""
        return f"{self.word}.{self.unit}@mau.example"


@dataclass(frozen=True, slots=True)
class Movement:
    """A movement that the plan names; `for_kinds` are the kinds of units that join it in the play, none means all."""

    code: str
    name: str
    starts_on: date
    ends_on: date | None
    for_kinds: tuple[str, ...] = ()


QUYET_THANG: Final = Ward("03386", "Phường Quyết Thắng", "ward")
WARDS: Final = (
    QUYET_THANG,
    Ward("03387", "Phường Tân Phong", "ward"),
    Ward("03388", "Phường Quyết Tiến", "ward"),
    Ward("03389", "Phường Đoàn Kết", "ward"),
    Ward("03408", "Phường Đông Phong", "ward"),
    Ward("03409", "Xã San Thàng", "commune"),
    Ward("03403", "Xã Sùng Phài", "commune"),
)
BLOC: Final = ("khoi-xa-phuong-lai-chau", "Khối thi đua các xã, phường thành phố Lai Châu")

UNITS: Final = (
    Unit("vp-tk", "Bộ phận Văn phòng – Thống kê", "office", "Công chức Văn phòng – Thống kê"),
    Unit("tc-kt", "Bộ phận Tài chính – Kế toán", "office", "Công chức Tài chính – Kế toán"),
    Unit("vh-xh", "Bộ phận Văn hoá – Xã hội", "office", "Công chức Văn hoá – Xã hội"),
    Unit("dc-xd", "Bộ phận Địa chính – Xây dựng – Đô thị – Môi trường", "office", "Công chức Địa chính – Xây dựng"),
    Unit("tp-ht", "Bộ phận Tư pháp – Hộ tịch", "office", "Công chức Tư pháp – Hộ tịch"),
    Unit("dang-uy", "Văn phòng Đảng ủy phường", "party-body", "Phó Bí thư Thường trực"),
    Unit("mttq", "Ủy ban Mặt trận Tổ quốc phường", "association", "Chủ tịch Ủy ban MTTQ"),
    Unit("doan-tn", "Đoàn Thanh niên phường", "association", "Bí thư Đoàn phường"),
    Unit("phu-nu", "Hội Liên hiệp Phụ nữ phường", "association", "Chủ tịch Hội LHPN"),
    Unit("ccb", "Hội Cựu chiến binh phường", "association", "Chủ tịch Hội CCB"),
    Unit("nong-dan", "Hội Nông dân phường", "association", "Chủ tịch Hội Nông dân"),
    Unit("cong-doan", "Công đoàn cơ sở phường", "association", "Chủ tịch Công đoàn cơ sở"),
    Unit("cong-an", "Công an phường", "police", "Trưởng Công an phường"),
    Unit("quan-su", "Ban Chỉ huy Quân sự phường", "military", "Chỉ huy trưởng"),
    Unit("tram-yt", "Trạm Y tế phường", "health-station", "Trạm trưởng"),
    Unit("mam-non", "Trường Mầm non phường Quyết Thắng", "school", "Hiệu trưởng"),
    Unit("tieu-hoc", "Trường Tiểu học phường Quyết Thắng", "school", "Hiệu trưởng"),
    Unit("thcs", "Trường Trung học cơ sở phường Quyết Thắng", "school", "Hiệu trưởng"),
    Unit("tdp-1", "Tổ dân phố số 1", "residential-group", "Tổ trưởng"),
    Unit("tdp-2", "Tổ dân phố số 2", "residential-group", "Tổ trưởng"),
    Unit("ban-1", "Bản số 1 (mẫu)", "hamlet", "Trưởng bản"),
    Unit("ban-2", "Bản số 2 (mẫu)", "hamlet", "Trưởng bản"),
    Unit("ban-3", "Bản số 3 (mẫu)", "hamlet", "Trưởng bản"),
)
LATECOMER: Final = Unit("ban-4", "Bản số 4 (mẫu)", "hamlet", "Trưởng bản")
"""Registered in June: it owes the year's report, and the half-year's is not asked of it after its deadline."""
RELIEVED: Final = "tdp-2"
"""The unit whose head's mandate the play ends, and with it itself: nobody can sign in as that head."""

ELSEWHERE: Final = (
    Unit("vp-tk", "Bộ phận Văn phòng – Thống kê", "office", "Công chức Văn phòng – Thống kê"),
    Unit("phu-nu", "Hội Liên hiệp Phụ nữ", "association", "Chủ tịch Hội LHPN"),
    Unit("thcs", "Trường Trung học cơ sở", "school", "Hiệu trưởng"),
    Unit("tdp-1", "Tổ dân phố số 1", "residential-group", "Tổ trưởng"),
)
"""The units of each other ward, enough for the bloc's figures."""

PUBLIC: Final = ("office", "party-body", "police", "military", "health-station")
PEOPLE_AT_HOME: Final = ("residential-group", "hamlet")

OWN_TITLE: Final = {"work": "TTLDTT", "home": "TVH"}
"""The title that a unit aims at: where people work, and where they live."""
AIMED_BY_ALL: Final = ("guong-nguoi-tot-viec-tot", "2")
TARGETS: Final = {
    "office": ("thu-tuc-dung-han", "98"),
    "party-body": ("dang-vien-moi", "3"),
    "association": ("doan-vien-hoi-vien-moi", "20"),
    "police": ("tuyen-truyen-phap-luat", "6"),
    "military": ("nhap-ngu", "5"),
    "health-station": ("tiem-chung", "95"),
    "school": ("hoan-thanh-chuong-trinh", "98"),
    "residential-group": ("ho-gia-dinh-van-hoa", "90"),
    "hamlet": ("ho-gia-dinh-van-hoa", "85"),
}
"""What a unit means to reach in the year, by its kind (mẫu): one indicator besides that of all."""

MOVEMENTS: Final = (
    Movement("hoc-bac", "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh", date(2024, 1, 1), None),
    Movement(
        "ntm",
        "Xây dựng nông thôn mới và giảm nghèo bền vững",
        date(2021, 1, 1),
        date(2025, 12, 31),
        ("hamlet", "association"),
    ),
    Movement(
        "vhcs",
        "Cán bộ, công chức phường Quyết Thắng thi đua thực hiện văn hóa công sở",
        date(2019, 1, 1),
        date(2024, 12, 31),
        PUBLIC,
    ),
    Movement(
        "vnn",
        "Lai Châu chung tay vì người nghèo – không để ai bị bỏ lại phía sau",
        date(2021, 1, 1),
        date(2025, 12, 31),
        ("association", *PEOPLE_AT_HOME),
    ),
    Movement("dtvm", "Toàn dân đoàn kết xây dựng đô thị văn minh", date(2024, 1, 1), None, PEOPLE_AT_HOME),
    Movement(
        "tu-quan",
        "Thi đua xây dựng tổ dân phố/bản tự quản phát triển toàn diện",
        date(2024, 1, 1),
        None,
        PEOPLE_AT_HOME,
    ),
    Movement("dvk", "Dân vận khéo", date(2024, 1, 1), None, ("association", "party-body")),
    Movement("htdt", "Học tốt, dạy tốt", date(2024, 1, 1), None, ("school",)),
    Movement(
        "antq", "Toàn dân bảo vệ an ninh Tổ quốc", date(2024, 1, 1), None, ("police", "military", *PEOPLE_AT_HOME)
    ),
)
MOVEMENTS_ELSEWHERE: Final = {"03387": 7, "03388": 6, "03389": 5, "03408": 6, "03409": 4, "03403": 4}
"""How many of them (without the ward's own) each other commune launches (mẫu)."""

PLAN_NUMBER: Final = 15
SYMBOL: Final = "KH-UBND (mẫu)"
LEGAL_BASES: Final = (
    "Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15/6/2022",
    "Nghị định số 98/2023/NĐ-CP ngày 31/12/2023 của Chính phủ",
    "Kế hoạch số 33/KH-UBND ngày 08/01/2024 của UBND phường Quyết Thắng",
)
RECIPIENTS: Final = (
    "UBND thành phố",
    "Phòng Nội vụ thành phố",
    "TT Đảng ủy, HĐND, UBND phường",
    "Các cơ quan, đơn vị, đoàn thể phường",
    "Các tổ dân phố, bản",
    "Lưu: VT",
)

PEOPLE: Final = (
    Person("Lò Thị Mẫu A", "vp-tk", direct_worker=False, word="mau-a"),
    Person("Nguyễn Văn Mẫu B", "tc-kt", word="mau-b"),
    Person("Trần Thị Mẫu C", "vh-xh", word="mau-c"),
    Person("Vàng A Mẫu D", "dc-xd", word="mau-d"),
    Person("Phạm Thị Mẫu Đ", "phu-nu", direct_worker=False, word="mau-dd"),
    Person("Lý Văn Mẫu E", "cong-an", word="mau-e"),
    Person("Giàng Thị Mẫu G", "tram-yt", word="mau-g"),
    Person("Đỗ Thị Mẫu H", "mam-non", word="mau-h"),
    Person("Hoàng Văn Mẫu I", "tieu-hoc", word="mau-i"),
    Person("Bùi Thị Mẫu K", "thcs", word="mau-k"),
    Person("Tẩn A Mẫu L", "tdp-1", word="mau-l"),
    Person("Tòng Thị Mẫu M", "ban-1", word="mau-m"),
)

CHAIRMEN: Final = {ward.code: f"Hoàng Văn Mẫu {number}" for number, ward in enumerate(WARDS, 1)}
"""By ward code: the invented chairman who signs (mẫu)."""

COUNCIL: Final = (
    ("chu-tich", "Chủ tịch Hội đồng"),
    ("pho-chu-tich", "Phó Chủ tịch Hội đồng"),
    ("mttq", "Ủy viên – Chủ tịch Ủy ban MTTQ"),
    ("doan-tn", "Ủy viên – Bí thư Đoàn phường"),
    ("phu-nu", "Ủy viên – Chủ tịch Hội LHPN"),
    ("ccb", "Ủy viên – Chủ tịch Hội CCB"),
    ("cong-an", "Ủy viên – Trưởng Công an"),
    ("quan-su", "Ủy viên – Chỉ huy trưởng BCH Quân sự"),
    ("thu-ky", "Ủy viên thư ký – Văn phòng – Thống kê"),
)
"""Nine members: 80 % of nine is eight."""

MEMBERS: Final = {
    "pho-chu-tich": Person("Nông Văn Mẫu N", "dang-uy", direct_worker=False, word="mau-n"),
    "mttq": Person("Quàng Văn Mẫu O", "mttq", direct_worker=False, word="mau-o"),
    "doan-tn": Person("Lường A Mẫu P", "doan-tn", direct_worker=False, word="mau-p"),
    "phu-nu": Person("Hà Thị Mẫu Q", "phu-nu", direct_worker=False, word="mau-q"),
    "ccb": Person("Đinh Văn Mẫu R", "ccb", direct_worker=False, word="mau-r"),
    "cong-an": Person("Chu Văn Mẫu S", "cong-an", direct_worker=False, word="mau-s"),
    "quan-su": Person("Mùa A Mẫu T", "quan-su", direct_worker=False, word="mau-t"),
    "thu-ky": Person("Cao Thị Mẫu U", "vp-tk", direct_worker=False, word="mau-u"),
}
"""By seat: the invented people of the council; the chair is the ward's chairman."""

BLOC_HEAD: Final = ("03386", "03387")
"""The ward that heads the bloc, and its deputy (mẫu)."""

CRITERIA: Final = {
    "criteria": [
        {
            "code": "C1",
            "name": "Báo cáo đúng hạn",
            "points": "40",
            "rule": {"kind": "ratio-to-target", "of": "reports-on-time", "per": "reports-expected", "target": "1"},
        },
        {
            "code": "C2",
            "name": "Báo cáo được tiếp nhận",
            "points": "30",
            "rule": {"kind": "ratio-to-target", "of": "reports-accepted", "per": "reports-expected", "target": "1"},
        },
        {
            "code": "C3",
            "name": "Phát động phong trào thi đua",
            "points": "18",
            "rule": {"kind": "count-times-unit", "of": "movements-launched", "unit": "2"},
        },
        {
            "code": "C4",
            "name": "Khen thưởng người lao động trực tiếp",
            "points": "12",
            "rule": {"kind": "count-times-unit", "of": "awards-of-direct-workers", "unit": "2"},
        },
        {
            "code": "C5",
            "name": "Trừ điểm mỗi báo cáo không nộp",
            "points": "0",
            "rule": {"kind": "deduction", "of": "reports-missing", "unit": "2"},
        },
    ],
    "ties": [{"of": "reports-on-time", "per": "reports-expected"}, {"of": "movements-joined"}],
    "source": "Bảng tiêu chí mẫu, lập để chạy thử; không phải bảng điểm của tỉnh Lai Châu",
}
"""No table of points of Lai Châu is known: this one is invented and says so (mẫu)."""
