"""What the paper of a letter says (tờ trình): to whom, what is asked for whom, with the list as its annex. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.awards import naming
from services.awards.decisions import wording
from services.awards.naming import Names
from services.chassis.documents.letterhead import CHAIRMAN, letterhead
from services.chassis.documents.paper import Annex, Paper, item, paragraph, table

TITLE: Final = "Tờ trình"


def says(letter: Mapping[str, Any], ward: str, names: Names, signer: str = "") -> Paper:
    """The paper of a letter as it was signed, for somebody who may know these names."""
    head = letterhead(ward)
    number, _, symbol = letter["document_number"].partition("/")
    lines = letter["lines"]
    titles = wording.titles(dict.fromkeys(line["title"] for line in lines))
    rows = [
        (
            names.subject(line),
            names.unit(line["unit_id"]) if line["subject_kind"] != "collective" else "",
            f"{naming.title(line['title'])} năm {line['year']}",
            f"{line['yes']}/{line['members']} phiếu đồng ý" if line["yes"] is not None else "",
        )
        for line in lines
    ]
    return Paper(
        issuer=head.issuer,
        number=int(number),
        symbol=symbol,
        place=head.place,
        day=letter["signed_on"],
        kind=TITLE.upper(),
        subject=f"Về việc đề nghị tặng danh hiệu thi đua: {titles}",
        addressees=(letter["recipient_as_signed"],),
        blocks=(
            paragraph(
                f"Hội đồng Thi đua - Khen thưởng {head.ward} đã xét, biểu quyết thông qua các hồ sơ đề nghị khen thưởng. "
                f"{head.committee} kính trình cấp có thẩm quyền xem xét, quyết định:"
            ),
            item(f"Tặng danh hiệu {titles} cho {wording.counted(lines)} (có danh sách kèm theo)."),
            paragraph("Kính đề nghị xem xét, quyết định./."),
        ),
        position=CHAIRMAN,
        signer=signer,
        annex=Annex(
            heading="DANH SÁCH",
            subject="Tập thể, cá nhân, hộ gia đình được đề nghị tặng danh hiệu thi đua",
            blocks=(table(("Đối tượng", "Đơn vị", "Danh hiệu", "Hội đồng biểu quyết"), rows),),
        ),
    )
