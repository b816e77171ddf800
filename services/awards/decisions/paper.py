"""What the paper of a ward's decision says: on which rules it rests, whom it honours, what is paid, with the list as its annex."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.awards import naming
from services.awards.decisions import wording
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.chassis import words
from services.chassis.documents.letterhead import letterhead
from services.chassis.documents.paper import Annex, Paper, centred, paragraph, table

TITLE: Final = "Quyết định"


def made_here(decision: Mapping[str, Any]) -> bool:
    """Whether it is the ward's own paper: what the city decided is printed by the city."""
    return bool(decision["level"] == "ward")


def says(decision: Mapping[str, Any], ward: str, names: Names, rules: Law, signer: str = "") -> Paper:
    """The paper of a decision with its lines, for somebody who may know these names; `signer` is whoever signed it, by name."""
    head = letterhead(ward)
    number, _, symbol = decision["number_as_signed"].partition("/")
    pack = rules.named(decision["pack_id"])
    lines = decision["lines"]
    codes = dict.fromkeys(line["title"] for line in lines)
    titles, what = wording.titles(codes), naming.nouns(codes)
    sudden = naming.FORMS.issuperset(codes)  # by forms, sudden deeds alone are commended
    asked = f"Theo đề nghị của Hội đồng Thi đua - Khen thưởng {head.ward}"
    deeds = "Xét thành tích đột xuất của tập thể, cá nhân, hộ gia đình có tên trong danh sách kèm theo"
    rows = [
        (
            names.subject(line),
            names.unit(line["unit_id"]) if line["subject_kind"] != "collective" else "",
            f"{naming.title(line['title'])} năm {line['year']}",
            words.dong(line["payable"]),
        )
        for line in lines
    ]
    return Paper(
        issuer=head.issuer,
        number=int(number),
        symbol=symbol,
        place=head.place,
        day=decision["day_as_signed"],
        kind=TITLE.upper(),
        subject=f"Về việc tặng {what}: {titles}",
        decider=f"CHỦ TỊCH {head.committee.upper()}",
        bases=(
            *(pack.source.citation.split("; ") if pack else ()),
            deeds if sudden else asked,
        ),
        blocks=(
            centred("QUYẾT ĐỊNH:"),
            paragraph(
                f"Tặng {'' if sudden else 'danh hiệu '}{titles} cho {wording.counted(lines)}"
                f"{' đã lập thành tích đột xuất' if sudden else ''} (có danh sách kèm theo).",
                label="Điều 1.",
            ),
            paragraph(
                f"Tiền thưởng kèm theo {'hình thức khen thưởng' if sudden else 'danh hiệu'} là {words.dong(decision['total'])}, "
                "chi từ quỹ thi đua, khen thưởng theo quy định.",
                label="Điều 2.",
            ),
            paragraph("Quyết định này có hiệu lực kể từ ngày ký.", label="Điều 3."),
            paragraph(
                f"Văn phòng, các cơ quan, đơn vị liên quan của {head.committee} và tập thể, cá nhân có tên trong danh sách "
                "chịu trách nhiệm thi hành Quyết định này./.",
                label="Điều 4.",
            ),
        ),
        recipients=("Như Điều 4",),
        position=decision["signer_position"].upper(),
        signer=signer,
        annex=Annex(
            heading="DANH SÁCH",
            subject="Tập thể, cá nhân, hộ gia đình được tặng " + what,
            blocks=(table(("Đối tượng", "Đơn vị", "Hình thức" if sudden else "Danh hiệu", "Tiền thưởng"), rows),),
        ),
    )
