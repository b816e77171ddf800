"""What a registration of aims refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.chassis.decider import DomainError, Refusal
from services.submissions.refusals import NOT_FOUND


class AimsRefused(DomainError):
    """What a registration of aims refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "aims.asked": Refusal("Đơn vị chưa đăng ký thi đua năm này nên chưa làm được việc này."),
        "aims.not-asked": Refusal("Đơn vị không phải đăng ký năm này nữa. Tải lại trang để xem tình trạng."),
        "aims.sent": Refusal(
            "Đăng ký đang chờ phường, xã xem xét. Đơn vị sửa được trước khi có trả lời, hoặc rút đăng ký."
        ),
        "aims.returned": Refusal("Đăng ký đã được trả lại. Chờ đơn vị sửa và gửi lại."),
        "aims.accepted": Refusal("Đăng ký đã được chấp nhận. Muốn thay đổi, hãy dùng “Điều chỉnh”."),
        "aims.year-over": Refusal(
            "Năm {year} đã kết thúc nên không rút được đăng ký đã chấp nhận. Ghi nhầm thì đề nghị phường, xã hủy chấp nhận."
        ),
        "aims.not-amending": Refusal("Không có điều chỉnh nào đang chờ để rút. Tải lại trang để xem tình trạng."),
        "aims.no-such-person": Refusal("Có người được chọn không có trong đăng ký này. Bỏ người đó.", 422),
        "aims.no-such-quarter": Refusal("Chọn một quý đã bắt đầu của năm đăng ký.", 422),
        "aims.empty": Refusal("Chưa ghi danh hiệu hay chỉ tiêu nào. Ghi ít nhất một danh hiệu hoặc một chỉ tiêu.", 422),
        "aims.no-such-title": Refusal("Luật ngày {day} không có danh hiệu “{title}”. Hãy chọn danh hiệu khác.", 422),
        "aims.title-of-others": Refusal(
            "Danh hiệu “{title}” không tặng {kind}. Hãy chọn danh hiệu khác, hoặc bỏ người không thuộc diện.", 422
        ),
        "aims.title-of-other-units": Refusal(
            "Danh hiệu “{title}” không dành cho {kind}. Bỏ danh hiệu này, hoặc chọn danh hiệu khác.", 422
        ),
        "aims.members-of-other-units": Refusal(
            "Danh hiệu “{title}” không dành cho người, hộ gia đình của {kind}. Bỏ danh hiệu này, hoặc chọn danh hiệu khác.",
            422,
        ),
        "aims.title-twice": Refusal("Danh hiệu “{title}” được ghi hai lần. Gộp những người đó vào một mục.", 422),
        "aims.not-of-the-unit": Refusal(
            "Có người được chọn không thuộc đơn vị vào ngày hôm nay. Bỏ người đó, hoặc sửa quá trình của người đó trước.",
            422,
        ),
        "aims.target-twice": Refusal("Chỉ tiêu “{indicator}” được ghi hai lần. Giữ lại một mức.", 422),
        "aims.target-unfit": Refusal("Mức của “{indicator}” phải là số từ 0 đến {most}{whole}. Hãy kiểm tra lại.", 422),
        "aims.no-such-target": Refusal("Đơn vị không đăng ký chỉ tiêu này. Chọn một chỉ tiêu đã đăng ký.", 422),
        "aims.quarter-to-come": Refusal("{quarter} chưa bắt đầu nên chưa có kết quả. Hãy chọn quý khác.", 422),
        "aims.not-reached": Refusal(
            "Chưa ghi kết quả nào của chỉ tiêu này đến hết quý đó nên không có gì để rút.", 422
        ),
        "not-found": NOT_FOUND,
    }
