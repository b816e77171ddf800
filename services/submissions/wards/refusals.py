"""Why something is not recorded of a ward: stable codes, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.chassis.decider import DomainError, Refusal


class WardRefused(DomainError):
    """What a ward refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "not-found": Refusal("Không tìm thấy nội dung được yêu cầu.", 404),
        "ward.already-registered": Refusal(
            "Mã đơn vị hành chính {code} đã được đăng ký cho {name} từ ngày {valid_from}. Hãy kiểm tra lại mã; đổi tên hay loại "
            "thì dùng “Đổi tên, loại”."
        ),
        "ward.code-held": Refusal(
            "Từ ngày {valid_from}, mã {code} là của {name}. Đơn vị kế tiếp mang mã này phải bắt đầu sau ngày đó.", 422
        ),
        "ward.code-closed": Refusal(
            "Mã {code} đã đóng từ ngày {ended_on}, khi {name} kết thúc. Mã đã đóng không dùng lại.",
            422,
            "Quyết định số 19/2025/QĐ-TTg, Điều 3",
        ),
        "ward.code-moved": Refusal("Mã {code} vừa được ghi cho một đơn vị khác. Hãy tải lại rồi gửi lần nữa."),
        "ward.code-unknown": Refusal(
            "Danh mục không có mã {code} vào ngày {day}. Xem lại mã và ngày; nếu chỉ để chạy thử, chọn “Đơn vị mẫu”.",
            422,
        ),
        "ward.not-as-listed": Refusal(
            "Vào ngày {day}, danh mục ghi mã {code} là {name}. Ghi đúng tên và loại như danh mục, hoặc xem lại mã.", 422
        ),
        "ward.own-predecessor": Refusal(
            "Đơn vị hành chính không thể là tiền thân của chính mình. Hãy bỏ mã {code} khỏi danh sách.", 422
        ),
        "ward.own-successor": Refusal("Đơn vị hành chính không thể nhập vào chính mình. Hãy chọn đơn vị khác.", 422),
        "ward.predecessor-unknown": Refusal(
            "Mã {code} chưa có phường, xã nào đăng ký nên không thể là tiền thân. Hãy đăng ký phường, xã đó trước.", 422
        ),
        "ward.predecessor-later": Refusal(
            "{name} còn thành lập hoặc tiếp nhận đơn vị khác vào ngày {day} nên không thể kết thúc trước hoặc đúng ngày đó.",
            422,
        ),
        "ward.predecessor-ended": Refusal(
            "{name} đã được ghi kết thúc từ ngày {ended_on}. Chọn đúng ngày đó, hoặc sửa ngày ở trang của {name} trước.",
            422,
        ),
        "ward.successor-unknown": Refusal("Mã {code} chưa có phường, xã nào đăng ký. Chọn đơn vị tiếp nhận khác.", 422),
        "ward.successor-not-living": Refusal(
            "{name} không hoạt động vào ngày {day} nên không tiếp nhận được. Chọn đơn vị khác hoặc ngày khác.", 422
        ),
        "ward.end-recorded": Refusal(
            "Đã ghi đơn vị kết thúc từ ngày {ended_on}. Muốn đổi, dùng “Sửa ngày” hoặc “Hủy”."
        ),
        "ward.ended": Refusal("{name} kết thúc từ ngày {ended_on}: từ ngày đó không ghi thêm được gì.", 422),
        "ward.already-named": Refusal(
            "Đơn vị đã mang tên, loại này từ ngày {valid_from}. Ghi tên hoặc loại khác.", 422
        ),
        "ward.rename-not-later": Refusal(
            "Tên, loại mới phải có hiệu lực sau ngày {valid_from}, là ngày tên, loại hiện tại có hiệu lực.", 422
        ),
        "ward.no-end": Refusal("Đơn vị chưa được ghi ngày kết thúc nên không có gì để sửa hoặc hủy.", 422),
        "ward.changed-meanwhile": Refusal("Việc sắp xếp này vừa có thay đổi khác. Hãy tải lại rồi gửi lần nữa."),
        "ward.day-does-not-fit": Refusal(
            "Ngày này không khớp với việc khác đã ghi của {name}. Xem diễn biến của {name}, sửa hoặc hủy việc đó trước.",
            422,
        ),
        "ward.day-has-come": Refusal("Ngày {day} đã đến nên không hủy được. Nếu ghi nhầm ngày, dùng “Sửa ngày”."),
    }
