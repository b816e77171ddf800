"""What the council's streams refuse, in the words of an official."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from services.awards.refusal import NOT_FOUND, AwardsRefused
from services.chassis.decider import Refusal


class CouncilRefused(AwardsRefused):
    """Why a step of the council is not taken."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "council.already-formed": Refusal("Hội đồng của phường đã được thành lập; hãy dùng chức năng kiện toàn."),
        **NOT_FOUND,
        "council.no-chair": Refusal("Hội đồng phải có đúng một Chủ tịch Hội đồng.", 422),
        "council.no-secretary": Refusal("Hội đồng phải có ít nhất một thư ký.", 422),
        "council.seated-twice": Refusal("Một người chỉ giữ một ghế trong Hội đồng.", 422),
        "council.unknown-person": Refusal(
            "Cá nhân ghi kèm ghế không có trong danh sách của xã, phường. Tìm và chọn lại, hoặc bỏ trống.", 422
        ),
        "council.not-a-member": Refusal("Người thôi tham gia không phải là thành viên Hội đồng.", 422),
        "council.nothing-changed": Refusal(
            "Thành viên sau khi kiện toàn giống hiện nay. Chọn người thôi tham gia hoặc ghi người tham gia mới.", 422
        ),
        "council.dates": Refusal(
            "Ngày kiện toàn phải sau ngày thành lập hoặc lần kiện toàn trước ({day}). Lần kiện toàn trước chưa đến ngày mà ghi nhầm "
            "thì rút trước.",
            422,
        ),
        "council.in-future": Refusal("Ngày ký quyết định không được sau hôm nay.", 422),
        "council.no-coming-change": Refusal(
            "Không có lần kiện toàn nào rút được: chỉ rút được trước ngày có hiệu lực, hoặc trong ngày đó."
        ),
        "council.session-called": Refusal(
            "Đã triệu tập hoặc khai mạc phiên họp từ ngày kiện toàn nên không rút được. Phiên họp chưa khai mạc thì hủy triệu tập trước; "
            "không thì kiện toàn lại từ ngày khác."
        ),
        "council.none-on-day": Refusal("Vào ngày {day} Hội đồng chưa được thành lập.", 422),
        "session.in-the-past": Refusal(
            "Ngày {day} đã qua. Triệu tập phiên họp vào hôm nay hoặc một ngày sắp tới.", 422
        ),
        "session.too-early": Refusal("Phiên họp được triệu tập cho ngày {day} và chỉ khai mạc vào ngày đó."),
        "session.day-over": Refusal(
            "Phiên họp này là của ngày {day} nên nay không điểm danh, không mở biểu quyết và không bỏ phiếu nữa. Hãy kiểm phiếu, "
            "bế mạc phiên này, rồi triệu tập phiên khác để biểu quyết hồ sơ còn lại."
        ),
        "session.already-called": Refusal("Phiên họp này đã được triệu tập."),
        "session.no-seat": Refusal(
            "Chỉ Chủ tịch Hội đồng hoặc thư ký Hội đồng có tên trong danh sách của phiên họp mới làm được việc này.",
            403,
        ),
        "session.not-open": Refusal("Phiên họp chưa khai mạc hoặc đã kết thúc."),
        "session.already-opened": Refusal("Phiên họp đã khai mạc, đã kết thúc hoặc đã hủy triệu tập."),
        "session.no-rules": Refusal("Không có quy định khen thưởng nào có hiệu lực vào ngày {day}.", 422),
        "session.no-quorum": Refusal(
            "Chưa đủ số thành viên dự họp: có mặt {present}/{members}, cần ít nhất {quorum} thành viên."
        ),
        "session.stranger": Refusal("Người này không có trong danh sách thành viên Hội đồng của phiên họp.", 422),
        "session.already-present": Refusal("Thành viên này đã được ghi nhận có mặt."),
        "session.not-present": Refusal("Thành viên này không có mặt tại phiên họp."),
        "session.votes-open": Refusal("Còn hồ sơ đang biểu quyết; hãy kiểm phiếu trước khi bế mạc."),
        "session.not-closed": Refusal("Phiên họp này chưa bế mạc, nên không có gì để mở lại."),
        "session.reopened-late": Refusal(
            "Phiên họp đã bế mạc chỉ mở lại được trong ngày họp ({day}). Hồ sơ còn lại đưa ra phiên họp khác."
        ),
        "session.ballots-cast": Refusal(
            "Hồ sơ này đã có {cast} phiếu, nên không hủy mở biểu quyết được. Ý kiến bằng văn bản ghi nhầm thì rút trước; "
            "không thì đóng biểu quyết và kiểm phiếu."
        ),
        "session.secret-ballot": Refusal("Không tổ chức được bỏ phiếu kín. {why}", 422),
        "session.vote-not-open": Refusal("Hồ sơ này không được biểu quyết lúc này."),
        "session.vote-open": Refusal("Hồ sơ này đang được biểu quyết."),
        "session.other-year": Refusal("Hồ sơ này thuộc năm khác với phiên họp.", 422),
        "session.ballots-missing": Refusal(
            "Còn {missing} thành viên có mặt chưa bỏ phiếu. Đợi họ bỏ phiếu, hoặc ghi nhận người đã về. Nếu không đợi được, "
            "Chủ tịch Hội đồng đóng biểu quyết và nêu lý do."
        ),
        "session.reason-missing": Refusal(
            "Còn {missing} thành viên có mặt chưa bỏ phiếu. Chọn lý do đóng biểu quyết lúc này, hoặc đợi họ bỏ phiếu.",
            422,
        ),
        "session.not-chair": Refusal(
            "Còn {missing} thành viên có mặt chưa bỏ phiếu; chỉ Chủ tịch Hội đồng của phiên họp đóng biểu quyết lúc này được.",
            403,
        ),
        "session.roster-differs": Refusal("Danh sách thành viên của phiên họp đã khác; hãy tải lại rồi kiểm phiếu."),
        "ballot.already-cast": Refusal("Hồ sơ này đã có phiếu của thành viên; mỗi người chỉ bỏ một phiếu."),
        "ballot.not-a-member": Refusal("Chỉ thành viên Hội đồng của phiên họp được bỏ phiếu.", 403),
        "ballot.not-ones-own": Refusal("Mỗi thành viên tự bỏ phiếu của mình; không ai bỏ phiếu thay người khác.", 403),
        "ballot.absent": Refusal(
            "Thành viên không có mặt gửi ý kiến bằng văn bản qua thư ký Hội đồng. Nếu đang dự họp, hãy ghi nhận có mặt "
            "rồi bỏ phiếu."
        ),
        "ballot.no-opinion": Refusal("Thành viên này không có ý kiến bằng văn bản nào về hồ sơ để rút."),
        "ballot.present": Refusal("Thành viên có mặt tại phiên họp bỏ phiếu trực tiếp, không gửi ý kiến bằng văn bản."),
        "ballot.was-present": Refusal(
            "Thành viên này đã có mặt trong lúc biểu quyết hồ sơ. Ý kiến bằng văn bản chỉ dành cho người vắng suốt cuộc biểu "
            "quyết; thành viên ghi nhận có mặt trở lại rồi tự bỏ phiếu."
        ),
    }
