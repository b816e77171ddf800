"""What a report refuses, in the words of an official who says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.chassis.decider import DomainError, Refusal
from services.submissions.refusals import NOT_FOUND


class ReportRefused(DomainError):
    """What a report refuses."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "not-found": NOT_FOUND,
        "report.already-submitted": Refusal(
            "Báo cáo đã nộp và đang chờ tiếp nhận. Muốn sửa, đơn vị rút báo cáo để sửa, hoặc đề nghị Văn phòng trả lại."
        ),
        "report.already-accepted": Refusal(
            "Báo cáo đã được tiếp nhận, không nộp lại. Nếu có sai sót, hãy báo Văn phòng."
        ),
        "report.released": Refusal(
            "Đơn vị không phải nộp báo cáo này nữa: đơn vị đã kết thúc hoạt động, hoặc kế hoạch giao báo cáo đã thu hồi."
        ),
        "report.locked": Refusal(
            "Báo cáo đã khóa sổ từ {locks_at}. Hãy đề nghị gia hạn bằng văn bản, hoặc báo Văn phòng nếu đã nộp bản "
            "giấy trước đó."
        ),
        "report.figure-missing": Refusal("{indicator}: còn trống. Nhập số; không phát sinh thì nhập 0.", 422),
        "report.figure-twice": Refusal("{indicator}: có hai số. Giữ lại một số đúng.", 422),
        "report.figure-not-a-count": Refusal("{indicator}: nhập số nguyên từ 0 đến dưới 1 tỷ.", 422),
        "report.figure-out-of-range": Refusal("{indicator}: nhập số từ 0 đến dưới 1 tỷ.", 422),
        "report.not-under-review": Refusal("Báo cáo không ở trạng thái chờ tiếp nhận. Hãy tải lại để xem trạng thái."),
        "report.own-sending": Refusal(
            "Báo cáo này do chính đồng chí gửi hoặc ghi nhận bản giấy nên đồng chí không tự tiếp nhận. Hãy đề nghị công chức "
            "Văn phòng – Thống kê khác tiếp nhận; phường, xã chỉ có một công chức thì đề nghị Chủ tịch UBND tiếp nhận.",
            403,
        ),
        "report.returned-after-lock": Refusal(
            "Báo cáo đã khóa sổ từ {locks_at}, trả lại thì đơn vị không nộp lại được. Hãy gia hạn trước khi trả lại."
        ),
        "report.not-accepted": Refusal("Báo cáo chưa được tiếp nhận nên không có gì để hủy."),
        "report.not-returned": Refusal(
            "Báo cáo không còn ở trạng thái bị trả lại: đơn vị đã gửi lại, hoặc chưa ai trả lại. Hãy tải lại để xem trạng thái."
        ),
        "report.no-sending": Refusal(
            "Báo cáo không có lần nộp nào đang chờ tiếp nhận để hủy. Đã trả lại thì hủy trả lại trước."
        ),
        "report.sending-accepted": Refusal("Báo cáo đã tiếp nhận. Hãy hủy tiếp nhận trước, rồi hủy lần nộp."),
        "report.sent-by-unit": Refusal("Báo cáo do đơn vị tự gửi nên Văn phòng không hủy thay. Cần sửa thì trả lại."),
        "report.nothing-to-recall": Refusal(
            "Báo cáo không còn chờ tiếp nhận nên không có gì để rút. Hãy tải lại để xem trạng thái."
        ),
        "report.sent-by-office": Refusal(
            "Báo cáo do Văn phòng gửi thay hoặc ghi nhận bản giấy nên đơn vị không rút. Hãy đề nghị Văn phòng hủy lần nộp."
        ),
        "report.recalled-after-lock": Refusal(
            "Báo cáo đã khóa sổ từ {locks_at}, rút thì không gửi lại được. Cần sửa thì đề nghị Văn phòng gia hạn."
        ),
        "report.not-extended": Refusal("Báo cáo này không có lần gia hạn nào đang có hiệu lực để hủy."),
        "report.extension-over": Refusal(
            "Báo cáo đã khóa sổ từ {locks_at} theo chính lần gia hạn này, hủy gia hạn không đổi được gì nữa."
        ),
        "report.no-words": Refusal("Báo cáo này không có lời ghi nào để xóa, hoặc đã xóa rồi."),
        "report.receipt-in-the-future": Refusal("Ngày nhận bản giấy không thể sau ngày hôm nay.", 422),
        "report.receipt-before-obligation": Refusal(
            "Ngày nhận bản giấy không thể trước ngày {owed_from}, là ngày đơn vị bắt đầu phải nộp.", 422
        ),
        "report.extension-not-later": Refusal(
            "Gia hạn chỉ lùi về sau: hạn mới không trước hạn cũ; khóa sổ mới không trước khóa sổ cũ, không trước hạn mới và chưa qua.",
            422,
        ),
        "report.extension-document-in-the-future": Refusal("Ngày của văn bản gia hạn không thể sau ngày hôm nay.", 422),
    }
