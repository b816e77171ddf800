"""The menu, the same in every service: its groups, and in them each entry for the roles whose work is there.

One file on purpose: four services that each kept their own menu would soon show four. Only data: the chassis draws it.
"""

from __future__ import annotations

from typing import Final

from services.chassis.web.navigation import Entry, Group

WARD: Final = frozenset({"clerk", "chairman", "council-secretary", "council-member", "city-officer"})
REGISTER: Final = frozenset({"clerk", "chairman", "council-secretary", "city-officer"})
LEDGER: Final = frozenset({"clerk", "chairman", "council-secretary", "bloc-secretary", "unit-head"})
WATCHING: Final = frozenset(
    {"culture-officer", "finance-officer", "records-clerk", "leader", "party-committee", "peoples-council"}
)
GRANTING: Final = frozenset({"clerk", "chairman", "city-officer", "operator"})

MENU: Final = (
    Group(
        "",
        (
            Entry("Việc của tôi", "/", WARD | WATCHING | {"bloc-secretary", "unit-head", "operator"}),
            Entry("Tìm", "/submissions/pages/search", WARD | WATCHING | {"unit-head"}),
            Entry(
                "Lịch",
                "/submissions/pages/calendar",
                WARD - {"council-member", "city-officer"} | WATCHING | {"unit-head"},
            ),
        ),
    ),
    Group(
        "Báo cáo",
        (
            Entry("Theo dõi báo cáo", "/submissions/pages/tracking", WARD | WATCHING),
            Entry("Báo cáo của đơn vị", "/submissions/pages/reports", frozenset({"unit-head"})),
            Entry("Kế hoạch", "/submissions/pages/plans", WARD - {"council-member"} | WATCHING | {"unit-head"}),
            Entry("Nhiệm vụ của kế hoạch", "/submissions/pages/plan-tasks", REGISTER | {"unit-head"}),
            Entry(
                "Kế hoạch của đơn vị",
                "/submissions/pages/unit-plans",
                WARD - {"council-member"} | WATCHING | {"unit-head"},
            ),
        ),
    ),
    Group(
        "Văn bản",
        (
            Entry(
                "Thư viện văn bản", "/submissions/pages/library", WARD - {"council-member"} | WATCHING | {"unit-head"}
            ),
            Entry("Phổ biến văn bản", "/submissions/pages/directives", WARD - {"council-member"} | WATCHING),
            Entry("Văn bản phải đọc", "/submissions/pages/readings", REGISTER | {"unit-head"}),
            Entry(
                "Quán triệt, tập huấn",
                "/submissions/pages/briefings",
                WARD - {"council-member"} | WATCHING | {"unit-head"},
            ),
        ),
    ),
    Group(
        "Văn thư, lưu trữ",
        (
            Entry("Sổ văn bản đi", "/submissions/pages/numbers", REGISTER | {"records-clerk"}),
            Entry("Hồ sơ lưu", "/submissions/pages/archive", REGISTER | {"records-clerk"}),
            Entry("Văn bản chưa vào hồ sơ", "/submissions/pages/unfiled", REGISTER | {"records-clerk"}),
        ),
    ),
    Group(
        "Thi đua",
        (
            Entry("Phong trào", "/submissions/pages/movements", WARD - {"council-member"} | WATCHING | {"unit-head"}),
            Entry("Đợt đăng ký thi đua", "/submissions/pages/aims-calls", WARD - {"council-member"} | WATCHING),
            Entry("Đăng ký thi đua", "/submissions/pages/aims", REGISTER | {"unit-head"}),
            Entry("Bảng tiêu chí tổ dân phố, bản", "/submissions/pages/score-sheets", REGISTER | {"unit-head"}),
        ),
    ),
    Group(
        "Khối",
        (
            Entry("Khối thi đua", "/blocs/pages/board", WARD | {"bloc-secretary"}),
            Entry(
                "Thành viên khối",
                "/blocs/pages/blocs",
                frozenset({"city-officer", "bloc-secretary", "chairman", "clerk"}),
            ),
        ),
    ),
    Group(
        "Khen thưởng",
        (
            Entry("Hồ sơ", "/awards/pages/dossiers", WARD | {"unit-head"}),
            Entry("Sáng kiến", "/awards/pages/initiatives", WARD),
            Entry("Hội đồng", "/awards/pages/sessions", WARD),
            Entry("Tờ trình", "/awards/pages/letters", WARD),
            Entry("Quyết định khen thưởng", "/awards/pages/decisions", public=True),
        ),
    ),
    Group(
        "Kinh phí",
        (
            Entry("Chi tiền thưởng", "/awards/pages/payments", frozenset({"finance-officer", "chairman"})),
            Entry("Tiền thưởng theo năm", "/awards/pages/money-years", frozenset({"finance-officer", "chairman"})),
            Entry("Sổ chi tiết tiền thưởng", "/awards/pages/money-entries", frozenset({"finance-officer", "chairman"})),
        ),
    ),
    Group(
        "Danh mục",
        (
            Entry("Phường, xã", "/submissions/pages/wards", GRANTING),
            Entry("Đơn vị", "/submissions/pages/units", REGISTER),
            Entry("Cá nhân, hộ", "/submissions/pages/people", REGISTER | {"unit-head"}),
            Entry("Yêu cầu về dữ liệu cá nhân", "/submissions/pages/data-requests", frozenset({"clerk", "chairman"})),
            Entry("Luật của một ngày", "/awards/pages/law", public=True),
        ),
    ),
    Group(
        "Quản trị",
        (
            Entry("Giao quyền", "/submissions/pages/mandates", GRANTING),
            Entry("Người ký thay", "/submissions/pages/delegations", frozenset({"chairman", "clerk", "leader"})),
            Entry("Mẫu văn bản", "/submissions/pages/document-templates", frozenset({"clerk"})),
            Entry("Sổ thông báo", "/notifications/pages/ledger", LEDGER),
        ),
    ),
)
