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
        "decision.right-number-taken": Refusal(
            "Số đúng đã ghi, số {number}/{symbol} năm {year}, đã được cấp cho văn bản khác. Kiểm tra lại số đúng của quyết định.",
            409,
        ),
        "decision.right-day-taken": Refusal(
            "Theo ngày ký đúng đã ghi, quyết định là số {number}/{symbol} năm {year}, đã được cấp cho văn bản khác. Kiểm tra lại ngày, "
            "hoặc ghi cả số đúng.",
            409,
        ),
        "decision.not-wards": Refusal(
            "Danh hiệu “{title}” không thuộc thẩm quyền của Chủ tịch Ủy ban nhân dân phường vào ngày ký; hãy trình cấp trên."
        ),
        "decision.wards-own": Refusal(
            "Danh hiệu “{title}” do Chủ tịch Ủy ban nhân dân phường quyết định, không phải trình cấp trên."
        ),
        "decision.number-unread": Refusal("Ghi số và ký hiệu của văn bản, ví dụ 131/QĐ-UBND.", 422),
        "decision.before-decision": Refusal("Ngày ký văn bản không được trước ngày ký quyết định ({day}).", 422),
        "decision.before-annulment": Refusal("Ngày ký văn bản không được trước ngày hủy bỏ ({day}).", 422),
        "decision.withdrawn": Refusal("Quyết định này đã rút vì ghi nhầm, không thay đổi được nữa."),
        "decision.not-in-list": Refusal("Hồ sơ này không có trong danh sách kèm theo quyết định.", 422),
        "decision.not-standing": Refusal("Danh hiệu này đã bị hủy bỏ."),
        "decision.not-annulled": Refusal("Danh hiệu này không bị hủy bỏ nên không có gì để khôi phục."),
        "decision.citys-own": Refusal(
            "Quyết định này của thành phố, phường chỉ ghi nhận: hãy ghi quyết định đính chính, hủy bỏ hoặc khôi phục của thành phố."
        ),
        "decision.signed-here": Refusal(
            "Quyết định này do Chủ tịch Ủy ban nhân dân phường ký, nên Chủ tịch ký văn bản đính chính, hủy bỏ hoặc khôi phục."
        ),
        "decision.city-recorded": Refusal(
            "Quyết định số {number} ngày {day} của thành phố đã được ghi nhận. Mở quyết định đó; ghi thiếu hoặc sai thì rút rồi ghi lại."
        ),
        "decision.recorded-twice": Refusal(
            "Văn bản đính chính số {number} năm {year} của quyết định này đã được ghi nhận."
        ),
        "decision.not-corrected": Refusal(
            "Quyết định này không có văn bản đính chính số {number} đang có hiệu lực.", 422
        ),
        "decision.not-annulled-by": Refusal(
            "Quyết định này không có văn bản hủy bỏ số {number} đang có hiệu lực.", 422
        ),
        "decision.restored-since": Refusal(
            "Danh hiệu bị hủy bỏ theo văn bản này đã được khôi phục nên không rút được nữa."
        ),
        "decision.correction-stands": Refusal("Dòng này đang ghi “{text}”: ghi đúng như vậy ở mục “Đã ghi”.", 422),
        "decision.correction-differs": Refusal(
            "Mục “Đã ghi” không đúng chữ dòng này đang ghi: xem danh sách kèm quyết định rồi ghi đúng như vậy.", 422
        ),
        "decision.nothing-corrected": Refusal(
            "Nội dung đính chính giống nội dung đã ghi; không có gì để đính chính.", 422
        ),
        "decision.no-correction": Refusal("Ghi số đúng hoặc ngày ký đúng của quyết định.", 422),
        "decision.correction-title": Refusal(
            "Đính chính không đổi danh hiệu: dòng này tặng “{title}”. Nếu tặng sai, hãy hủy bỏ danh hiệu của dòng.", 422
        ),
        "decision.correction-money": Refusal(
            "Đính chính không đổi mức tiền thưởng: dòng này được chi {money}. Nếu chi sai, hãy hủy bỏ danh hiệu của dòng.",
            422,
        ),
        "decision.other-rules": Refusal(
            "Ngày {day} theo quy định hoặc mức lương cơ sở khác với quyết định đã ký, nên không phải chữ ghi sai. Kiểm tra lại ngày.",
            422,
        ),
        "decision.after-correction": Refusal("Ngày ký đúng không được sau ngày ký văn bản đính chính ({day}).", 422),
        "decision.number-wrong": Refusal("Ghi số, ký hiệu đúng của quyết định, ví dụ 106/QĐ-UBND.", 422),
        "decision.after-annulment": Refusal("Ngày ký đúng không được sau ngày hủy bỏ danh hiệu ({day}).", 422),
        "decision.not-city": Refusal("Quyết định do phường ký không rút được; hãy đính chính hoặc hủy bỏ."),
        "decision.acted-on": Refusal(
            "Quyết định này đã được đính chính, hủy bỏ hoặc khôi phục nên không rút được nữa."
        ),
        "decision.before-restoration": Refusal(
            "Ngày ký văn bản không được trước ngày khôi phục danh hiệu ({day}).", 422
        ),
        "decision.before-letter": Refusal("Ngày ký văn bản không được trước ngày ký tờ trình ({day}).", 422),
        "letter.recalled": Refusal("Tờ trình này đã thu hồi."),
        "letter.answered": Refusal("Cấp trên đã trả lời hồ sơ của tờ trình này nên không thu hồi được nữa."),
        "decision.unknown-title": Refusal("Quy định ngày ký không có danh hiệu {title}.", 422),
    }
