"""Gallery: every component in every state on one page, for operators to look at in four colour sets and for the tests."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.chassis.web.charts import Descent, Ranked
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

STATES: Final = (
    ("returned", "Bị trả lại"),
    ("late", "Trễ – còn mở"),
    ("paused", "Tạm dừng"),
    ("locked", "Đã khóa"),
    ("waiting", "Chưa đến hạn"),
    ("sent", "Đã gửi"),
    ("on-time", "Đúng hạn"),
    ("received", "Đã tiếp nhận"),
    ("decided", "Đã quyết định"),
    ("annulled", "Bị hủy"),
    ("exempt", "Được miễn"),
)
"""The ten states in the order of severity, and the exemption."""
NOW: Final = datetime(2024, 5, 12, 2, 41, 7, tzinfo=UTC)
DUE: Final = datetime(2024, 5, 14, 17, tzinfo=UTC)
DESCENT: Final = (
    Descent("Phường Cũ (mẫu)", "đến hết 30/06/2025"),
    Descent("Phường Bên (mẫu)", "đến hết 30/06/2025"),
    Descent("Phường Mới (mẫu)", "từ 01/07/2025", here=True),
)
RANKS: Final = (
    Ranked("Phường Tân Phong", 1, 4, "#bang-mau"),
    Ranked("Phường Đoàn Kết", 2, 2),
    Ranked("Xã Than Uyên", 3, 1),
    Ranked("Xã Mường So", 4, 3),
    Ranked("Xã Bum Tở", 5),
)
KEPT: Final = (
    ("on-time", "đúng hạn", "Báo cáo 6 tháng 2022"),
    ("on-time", "đúng hạn", "Báo cáo năm 2022"),
    ("late", "nộp trễ", "Báo cáo 6 tháng 2023"),
    ("locked", "không nộp", "Báo cáo năm 2023"),
    ("returned", "bị trả lại", "Báo cáo 6 tháng 2024"),
    ("exempt", "không phải nộp", "Báo cáo năm 2024"),
)
NOW_ARRIVED: Final = (0, 0, 1, 1, 1, 2, 3, 3, 4, 6, 8, 9, 9)
BEFORE_ARRIVED: Final = (0, 1, 1, 2, 3, 5, 5, 6, 7, 9, 11, 12, 13, 15, 20)


def routes(web: Web) -> APIRouter:
    """The gallery below `/<service>/pages/gallery`; nothing on it is real."""
    router = web.router()

    @router.get("/gallery")
    async def gallery(visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        visitor.reader().require("operator")
        return web.own.show(
            "gallery.html",
            visitor,
            states=STATES,
            sample=NOW,
            deadlines=[DUE, NOW + timedelta(hours=10), NOW - timedelta(days=2), NOW + timedelta(days=90)],
            field_errors=[
                {"field": "so-ho", "sentence": "Tổng số hộ của tổ là 126. Nhập số từ 0 đến 126."},
                {"field": "ly-do", "sentence": "Ghi lý do trả lại: mục nào, thiếu gì, sửa thế nào."},
            ],
            lines=[
                {"at": NOW, "sentence": "Văn phòng – Thống kê tiếp nhận báo cáo.", "detail": ""},
                {
                    "at": NOW - timedelta(days=1),
                    "sentence": "Văn phòng – Thống kê trả lại báo cáo.",
                    "detail": "Lý do: Mục II thiếu số hộ (mẫu).",
                },
            ],
            steps=[
                {"word": "Đơn vị đề nghị", "mark": "done"},
                {"word": "Tiếp nhận", "mark": "done"},
                {"word": "Thẩm định", "mark": "now"},
                {"word": "Hội đồng", "mark": "next"},
                {"word": "Quyết định", "mark": "next"},
            ],
            back={"from": 2, "to": 0, "sentence": "trả lại 1 lần, 09/12"},
            ranked=RANKS,
            came_from=DESCENT,
            kept=KEPT,
            now_arrived=NOW_ARRIVED,
            before_arrived=BEFORE_ARRIVED,
        )

    return router
