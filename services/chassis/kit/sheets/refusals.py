"""What a file is refused for before one of its rows is read; each sentence says what to do in Excel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from services.chassis.decider import DomainError, Refusal

LARGEST: Final = 1000 * 1024
"""Bytes of a file: with what a form adds, less than the gateway lets through."""
UNPACKED: Final = 32 * 1024 * 1024
"""Bytes of what is inside it, unpacked."""
MOST_PARTS: Final = 500
MOST_ROWS: Final = 5000
"""Rows that hold something."""
LOWEST: Final = 20_000
"""The lowest row that may be there at all."""
MOST_COLUMNS: Final = 100

_COPY: Final = "Tải mẫu ở trang này, chép các dòng vào đó (Dán giá trị), lưu lại rồi tải lên."


class SheetRefused(DomainError):
    """A file that cannot be taken as it stands."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "sheet.missing": Refusal("Chưa chọn tệp nào. Chọn tệp Excel (.xlsx) rồi bấm tải lên.", 422),
        "sheet.too-large": Refusal(
            f"Tệp nặng hơn {LARGEST // 1024} KB. Tách danh sách làm nhiều tệp, hoặc bỏ hình ảnh và dòng trống. {_COPY}",
            413,
        ),
        "sheet.not-excel": Refusal(
            "Tệp không phải là tệp Excel .xlsx. Mở tệp bằng Excel, chọn Lưu thành (Save As) kiểu “Excel Workbook (*.xlsx)” "
            "rồi tải lên tệp đó.",
            422,
        ),
        "sheet.old-format": Refusal(
            "Tệp ở định dạng Excel cũ (.xls) hoặc có đặt mật khẩu. Bỏ mật khẩu, chọn Lưu thành (Save As) kiểu “Excel Workbook "
            "(*.xlsx)” rồi tải lên tệp đó.",
            422,
        ),
        "sheet.macros": Refusal(
            "Tệp có chứa macro nên không nhận. Chọn Lưu thành (Save As) kiểu “Excel Workbook (*.xlsx)”, là kiểu không giữ macro, "
            "rồi tải lên tệp đó.",
            422,
        ),
        "sheet.external-links": Refusal(
            f"Tệp lấy số liệu từ tệp hoặc nguồn khác. Trong Excel chọn Dữ liệu – Sửa liên kết – Ngắt liên kết; hoặc: {_COPY}",
            422,
        ),
        "sheet.unpacks-too-large": Refusal(
            f"Nội dung trong tệp lớn hơn {UNPACKED // (1024 * 1024)} MB sau khi giải nén nên không nhận. {_COPY}", 413
        ),
        "sheet.too-many-rows": Refusal(
            f"Trang tính có quá {MOST_ROWS} dòng dữ liệu, hoặc rất nhiều dòng trống còn định dạng ở dưới. Xóa hẳn các dòng trống "
            f"(chọn dòng, Xóa – Delete), hoặc tách làm nhiều tệp. {_COPY}",
            413,
        ),
        "sheet.too-wide": Refusal(f"Trang tính có quá {MOST_COLUMNS} cột. Xóa các cột không dùng. {_COPY}", 413),
        "sheet.unreadable": Refusal(f"Không đọc được tệp này: tệp hỏng hoặc không do Excel lưu. {_COPY}", 422),
        "sheet.empty": Refusal(
            "Tệp không có dòng dữ liệu nào. Điền ít nhất một dòng dưới dòng tiêu đề rồi tải lên.", 422
        ),
        "sheet.gone": Refusal(
            "Tệp đã tải lên không còn được giữ: đã nhập xong, đã bỏ, hoặc quá 7 ngày. Tải tệp lên lại; dòng đã ghi không ghi hai lần.",
            404,
        ),
        "sheet.running": Refusal("Tệp này đang được ghi. Chờ xong rồi xem kết quả."),
        "sheet.changed": Refusal(
            "Danh sách đã thay đổi từ lúc xem trước, nên điều sẽ xảy ra đã khác. Xem lại các con số rồi bấm lần nữa."
        ),
        "import.columns-unclear": Refusal(
            "Chưa rõ cột nào trong tệp ứng với: {columns}. Đặt tên cột đúng như trong mẫu tải về rồi gửi lại.", 422
        ),
        "import.legacy-letters": Refusal(
            "Chữ trong tệp theo bảng mã {letters}. Chuyển sang Unicode rồi gửi lại, hoặc gửi kèm letters={code} để hệ thống chuyển.",
            422,
        ),
        "import.ward-missing": Refusal("Ghi mã phường, xã mà danh sách thuộc về vào tham số ward.", 422),
        "import.refused-rows": Refusal(
            "Đã ghi các dòng khác; còn {count} dòng chưa ghi được vì có thay đổi trong lúc ghi: {cells}. Sửa các dòng đó rồi gửi lại "
            "đúng tệp này: dòng đã ghi không ghi hai lần."
        ),
        "import.bad-cells": Refusal(
            "Chưa nhập dòng nào vì có {count} ô cần sửa: {cells}. Sửa trong Excel rồi tải lại đúng tệp này.", 422
        ),
    }
