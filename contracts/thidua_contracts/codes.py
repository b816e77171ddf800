"""Code words of the published language: append-only, never renamed, never reused.

Each word has a Vietnamese name for screens and letters; a name may become a better one, for only the word is published.
Names of titles, criteria, ratios and coefficients are in rule packs: the law owns them. A reader that meets a word it
does not know gets UNKNOWN and goes on; a writer can never publish UNKNOWN (`encode` refuses it).
"""

from enum import StrEnum
from typing import Final, Self


class Code(StrEnum):
    """An open set of words. Every subclass has UNKNOWN."""

    spoken: str
    """The name inside a sentence: "tổ dân phố"."""

    def __new__(cls, word: str, spoken: str = "") -> Self:  # a member has both; type checkers see a look-up here too
        code = str.__new__(cls, word)
        code._value_ = word
        code.spoken = spoken
        return code

    @property
    def label(self) -> str:
        """The name at the head of a line, a cell or a choice: "Tổ dân phố"."""
        return self.spoken[:1].upper() + self.spoken[1:]

    @classmethod
    def words(cls) -> dict[str, str]:
        """Every word that may be written, with its name, in the order of the list: what a choice offers."""
        return {word.value: word.label for word in cls if word != "unknown"}

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls("unknown") if isinstance(value, str) else None


class WardKind(Code):
    UNKNOWN = "unknown", "chưa rõ"
    WARD = "ward", "phường"
    COMMUNE = "commune", "xã"
    SPECIAL_ZONE = "special-zone", "đặc khu"


class UnitKind(Code):
    UNKNOWN = "unknown", "chưa rõ"
    OFFICE = "office", "bộ phận chuyên môn"
    PARTY_BODY = "party-body", "cơ quan Đảng"
    ASSOCIATION = "association", "đoàn thể"
    SCHOOL = "school", "trường học"
    HEALTH_STATION = "health-station", "trạm y tế"
    POLICE = "police", "công an"
    MILITARY = "military", "quân sự"
    RESIDENTIAL_GROUP = "residential-group", "tổ dân phố"
    HAMLET = "hamlet", "bản"


class UnitPriority(Code):
    """Whom praise is to reach first: what plan and law ask to be counted."""

    UNKNOWN = "unknown", "chưa rõ"
    DIRECT_WORKERS = "direct-workers", "người lao động trực tiếp"
    SMALL_COLLECTIVE = "small-collective", "tập thể nhỏ"
    BORDER_AREA = "border-area", "vùng biên giới"


class SubjectKind(Code):
    UNKNOWN = "unknown", "chưa rõ"
    INDIVIDUAL = "individual", "cá nhân"
    COLLECTIVE = "collective", "tập thể"
    HOUSEHOLD = "household", "hộ gia đình"


class Category(Code):
    """What somebody is employed or serves as, or none of it: the words of plan and law."""

    UNKNOWN = "unknown", "chưa rõ"
    CADRE = "cadre", "cán bộ"
    CIVIL_SERVANT = "civil-servant", "công chức"
    PUBLIC_EMPLOYEE = "public-employee", "viên chức"
    SOLDIER = "soldier", "chiến sỹ"
    WORKER = "worker", "người lao động"
    RESIDENT = "resident", "nhân dân"


class Post(Code):
    """A post (chức vụ); of which body or unit follows from the membership with which it is held."""

    UNKNOWN = "unknown", "chưa rõ"
    PARTY_SECRETARY = "party-secretary", "Bí thư Đảng ủy"
    PARTY_DEPUTY_SECRETARY = "party-deputy-secretary", "Phó Bí thư Đảng ủy"
    CELL_SECRETARY = "cell-secretary", "Bí thư chi bộ"
    PEOPLES_COUNCIL_CHAIRMAN = "peoples-council-chairman", "Chủ tịch HĐND"
    PEOPLES_COUNCIL_VICE_CHAIRMAN = "peoples-council-vice-chairman", "Phó Chủ tịch HĐND"
    CHAIRMAN = "chairman", "Chủ tịch UBND"
    VICE_CHAIRMAN = "vice-chairman", "Phó Chủ tịch UBND"
    FRONT_CHAIRMAN = "front-chairman", "Chủ tịch Ủy ban MTTQ"
    HEAD = "head", "trưởng đơn vị"
    DEPUTY_HEAD = "deputy-head", "phó đơn vị"
    PRINCIPAL = "principal", "hiệu trưởng"
    VICE_PRINCIPAL = "vice-principal", "phó hiệu trưởng"
    GROUP_HEAD = "group-head", "tổ trưởng tổ dân phố, trưởng bản"
    GROUP_DEPUTY_HEAD = "group-deputy-head", "tổ phó tổ dân phố, phó trưởng bản"
    EMULATION_OFFICER = "emulation-officer", "phụ trách thi đua, khen thưởng của đơn vị"


class ReportPeriod(Code):
    UNKNOWN = "unknown", "báo cáo chưa rõ kỳ"
    HALF_YEAR = "half-year", "báo cáo sơ kết 6 tháng đầu năm"
    YEAR = "year", "báo cáo tổng kết năm"


class SubmissionChannel(Code):
    UNKNOWN = "unknown", "chưa rõ"
    ELECTRONIC = "electronic", "bản điện tử"
    PAPER = "paper", "bản giấy"


class Title(Code):
    """Titles and forms keep the abbreviation everybody writes, without diacritics."""

    UNKNOWN = "unknown", "chưa rõ"
    LDTT = "LDTT", "LĐTT"
    CSTDCS = "CSTDCS", "CSTĐCS"
    TTLDTT = "TTLDTT", "TTLĐTT"
    GK = "GK", "Giấy khen"


class DeciderLevel(Code):
    UNKNOWN = "unknown", "chưa rõ"
    WARD = "ward", "xã, phường"
    CITY = "city", "thành phố"


class Role(Code):
    UNKNOWN = "unknown", "chưa rõ"
    CITIZEN = "citizen", "công dân"
    UNIT_HEAD = "unit-head", "đại diện đơn vị"
    CLERK = "clerk", "Văn phòng – Thống kê"
    CULTURE_OFFICER = "culture-officer", "Văn hóa – Xã hội"
    FINANCE_OFFICER = "finance-officer", "Tài chính – Kế toán"
    RECORDS_CLERK = "records-clerk", "Văn thư"
    LEADER = "leader", "lãnh đạo UBND theo dõi"
    PARTY_COMMITTEE = "party-committee", "Đảng ủy"
    PEOPLES_COUNCIL = "peoples-council", "Hội đồng nhân dân"
    COUNCIL_MEMBER = "council-member", "thành viên Hội đồng"
    COUNCIL_SECRETARY = "council-secretary", "thư ký Hội đồng"
    CHAIRMAN = "chairman", "Chủ tịch UBND"
    BLOC_SECRETARY = "bloc-secretary", "thư ký khối thi đua"
    CITY_OFFICER = "city-officer", "cán bộ thi đua cấp thành phố"
    OPERATOR = "operator", "quản trị hệ thống"


UNIT_ROLES: Final = frozenset({Role.UNIT_HEAD})
"""Roles that are held for one unit, and see and do what is that unit's alone."""


WATCHING_ROLES: Final = frozenset(
    {
        Role.CULTURE_OFFICER,
        Role.FINANCE_OFFICER,
        Role.RECORDS_CLERK,
        Role.LEADER,
        Role.PARTY_COMMITTEE,
        Role.PEOPLES_COUNCIL,
    }
)
"""Roles of a ward that follow its plan, movements and reports; the clerk of documents keeps the archive besides, culture the key days."""


class CouncilEntry(Code):
    """What is recorded about a member of the council, by the member or by whoever keeps the session's record."""

    UNKNOWN = "unknown", "chưa rõ"
    ARRIVED = "arrived", "có mặt"
    LEFT = "left", "về trước"
    WRITTEN_OPINION = "written-opinion", "ý kiến bằng văn bản"
    OPINION_WITHDRAWN = "opinion-withdrawn", "rút ý kiến bằng văn bản"


class DeliveryChannel(Code):
    UNKNOWN = "unknown", "chưa rõ"
    EMAIL = "email", "thư điện tử"
    INBOX = "inbox", "thông báo trên hệ thống"


class Mistake(Code):
    """Why a document, or what a document says, is taken back."""

    UNKNOWN = "unknown", "chưa rõ"
    CONTENT = "content", "sai nội dung"
    FORM = "form", "sai thể thức"
    NUMBER = "number", "sai số, ký hiệu hoặc ngày"
    ADDRESSEE = "addressee", "nhầm nơi nhận hoặc đơn vị"
    TWICE = "twice", "trùng với văn bản khác"
    NEEDLESS = "needless", "không còn cần"
