"""What paying, and getting back, refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.chassis.decider import DomainError, Refusal


class PaymentRefused(DomainError):
    """Money that cannot be recorded so."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "payment.annulled": Refusal(
            "Danh hiệu ở dòng số {place} đã bị hủy bỏ nên không chi tiền thưởng. Bỏ chọn dòng này."
        ),
        "payment.citys": Refusal(
            "Quyết định này do thành phố ký nên thành phố chi tiền thưởng; phường không ghi chi ở đây."
        ),
        "payment.in-future": Refusal("Ngày trên chứng từ không được sau hôm nay.", 422),
        "payment.no-decision": Refusal("Chưa có quyết định khen thưởng này, nên không có tiền thưởng để chi.", 404),
        "payment.not-in-list": Refusal(
            "Dòng này không có tiền thưởng trong danh sách kèm theo quyết định. Tải lại trang rồi chọn lại.", 422
        ),
        "payment.not-paid": Refusal("Dòng số {place} chưa ghi chi tiền thưởng, nên không có gì để rút."),
        "payment.not-recovered": Refusal("Dòng số {place} chưa ghi thu hồi tiền thưởng, nên không có gì để rút."),
        "payment.nothing-to-recover": Refusal(
            "Dòng số {place} không có tiền phải thu hồi: chỉ thu hồi số đã chi của danh hiệu đã bị hủy bỏ. Bỏ chọn dòng này."
        ),
        "payment.on-hold": Refusal(
            "Đối tượng ở dòng số {place} đang tạm dừng xét tặng, chưa chi tiền thưởng. Bỏ chọn dòng này; có kết quả thì chi sau."
        ),
        "payment.paid": Refusal(
            "Tiền thưởng ở dòng số {place} đã chi ngày {day}, chứng từ số {voucher}. Bỏ chọn dòng này."
        ),
        "payment.paid-again": Refusal(
            "Dòng số {place} đã chi lại sau khi thu hồi. Rút ghi nhận chi lại trước, rồi rút ghi nhận thu hồi."
        ),
        "payment.recovered-since": Refusal(
            "Dòng số {place} đã ghi thu hồi sau lần chi này. Rút ghi nhận thu hồi trước, rồi rút ghi nhận chi."
        ),
        "payment.recovery-too-early": Refusal(
            "Ngày thu hồi không được trước ngày hủy bỏ, ngày chi tiền thưởng ở dòng số {place} ({day}).", 422
        ),
        "payment.too-early": Refusal(
            "Ngày chi không được trước ngày ký quyết định, ngày khôi phục hoặc ngày thu hồi trước đó ({day}).", 422
        ),
    }
