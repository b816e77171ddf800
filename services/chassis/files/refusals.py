"""What a file is refused for: stable codes, and sentences that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.chassis.decider import DomainError, Refusal


class FileRefused(DomainError):
    """What an evidence file is refused for. A file's name never stands in it: it may be somebody's."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "file.too-large": Refusal(
            "Tệp nặng quá {most}. Tách tệp, quét lại ở 200 dpi, hoặc chụp ảnh nhỏ hơn rồi gửi lại.", 413
        ),
        "file.empty": Refusal("Tệp không có nội dung. Chọn lại tệp rồi gửi.", 422),
        "file.type-refused": Refusal(
            "Tệp này thật ra là {what} nên không nhận. Chọn tệp thuộc loại ghi ở mục này.", 422
        ),
        "file.kind-not-here": Refusal("Mục này chỉ nhận {kinds}. Chọn tệp khác.", 422),
        "file.active": Refusal(
            "Tệp có {what} nên không nhận. Lưu lại thành PDF thường, hoặc bỏ phần đó rồi gửi lại.", 422
        ),
        "file.hidden": Refusal(
            "Tệp có một tệp khác giấu bên trong nên không nhận. Mở tệp, lưu thành tệp mới rồi gửi lại.", 422
        ),
        "file.locked": Refusal("Tệp đặt mật khẩu nên không xem được. Bỏ mật khẩu rồi gửi lại.", 422),
        "file.broken": Refusal("Tệp bị hỏng hoặc thiếu phần cuối. Mở thử trên máy, lưu lại rồi gửi.", 422),
        "file.too-many": Refusal(
            "Đang có quá nhiều tệp đã tải lên mà chưa gửi. Gửi biểu mẫu đang làm, hoặc bỏ bớt tệp.", 429
        ),
        "file.gone": Refusal(
            "Tệp đã tải lên không còn: quá {days} ngày chưa gửi, hoặc do người khác tải. Tải lại tệp.", 422
        ),
        "file.unfinished": Refusal("Tệp chưa tải lên hết. Chờ tải xong, hoặc tải lại tệp.", 409),
        "file.offset": Refusal("Đã nhận đến byte {received}. Gửi tiếp từ đó.", 409),
        "file.part-size": Refusal("Mỗi lần gửi từ 1 đến {most} byte, và không quá phần còn lại của tệp.", 422),
        "file.no-room": Refusal(
            "Kho tệp hết chỗ nên chưa nhận được; phần đã nhận và chữ đã điền còn nguyên. Báo đơn vị vận hành, "
            "rồi gửi lại sau.",
            507,
        ),
        "file.store-away": Refusal(
            "Kho tệp chưa trả lời; phần đã nhận và chữ đã điền còn nguyên. Gửi lại sau ít phút.", 503
        ),
        "file.no-store": Refusal("Hệ thống chưa có kho tệp nên chưa nhận tệp. Báo đơn vị vận hành.", 503),
        "file.missing": Refusal("Tệp không còn trong kho. Báo đơn vị vận hành để khôi phục từ bản sao lưu.", 503),
        "file.erased": Refusal("Tệp đã được xóa theo yêu cầu của người mà tệp nói về, không đọc được nữa.", 410),
    }
