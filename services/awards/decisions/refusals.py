"""What decisions and letters refuse, in the words of an official."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.awards.refusal import AwardsRefused
from services.chassis.decider import Refusal


class DecisionRefused(AwardsRefused):
    """Why a decision or letter is not taken."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "decision.already-signed": Refusal("Quyết định này đã được ghi nhận."),
        "decision.empty": Refusal("Danh sách kèm theo chưa có hồ sơ nào.", 422),
        "decision.listed-twice": Refusal("Một hồ sơ chỉ được ghi một lần trong danh sách.", 422),
        "decision.in-future": Refusal("Ngày ký văn bản không được sau ngày ghi nhận.", 422),
        "decision.before-vote": Refusal(
            "Ngày ký văn bản không được trước ngày Hội đồng biểu quyết hoặc ngày trình hồ sơ ({day}).", 422
        ),
        "decision.before-receipt": Refusal("Ngày ký văn bản không được trước ngày nhận hồ sơ ({day}).", 422),
        "decision.number": Refusal("Số văn bản phải là số nguyên dương.", 422),
        "decision.no-rules": Refusal("Không có quy định khen thưởng hoặc mức lương cơ sở vào ngày {day}.", 422),
        "decision.number-taken": Refusal("Số {number}/{symbol} năm {year} đã được cấp cho văn bản khác.", 409),
        "decision.not-wards": Refusal(
            "Danh hiệu “{title}” không thuộc thẩm quyền của Chủ tịch Ủy ban nhân dân phường vào ngày ký; hãy trình cấp trên."
        ),
        "decision.wards-own": Refusal(
            "Danh hiệu “{title}” do Chủ tịch Ủy ban nhân dân phường quyết định, không phải trình cấp trên."
        ),
        "decision.unknown-title": Refusal("Quy định ngày ký không có danh hiệu {title}.", 422),
    }
