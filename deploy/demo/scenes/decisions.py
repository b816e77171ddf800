"""December: the ward's chairman decides what is the ward's, sends the rest up, and the city's decision is recorded."""

from __future__ import annotations

from typing import Final

from deploy.demo import people
from deploy.demo.honours import (
    BY_CITY,
    BY_WARD,
    CITY_DECISION,
    FORWARDED,
    LETTER,
    NOT_BY_CITY,
    NOT_PASSED,
    WARD_DECISION,
)
from deploy.demo.sample import QUYET_THANG, at
from deploy.demo.stage import Stage

WARD: Final = QUYET_THANG.code
CHAIRMAN: Final = people.chairman(WARD)
SIGNED: Final = at(12, 18, 9)
ANSWERED: Final = at(12, 27, 15)
ARRIVING: Final = frozenset({"not-found"})
"""A dossier of which this service's own list does not know yet."""


async def play(stage: Stage) -> None:
    """The ward's decision, the refusal of what did not pass, the letter, the city's answer."""
    stage.told.saying("Chủ tịch UBND phường quyết định tặng Lao động tiên tiến; trình thành phố các danh hiệu khác")
    await stage.move_to(SIGNED)
    ids = stage.made.nominations
    number, symbol, signed_on = WARD_DECISION
    decision = {
        "number": number,
        "symbol": symbol,
        "signed_on": signed_on.isoformat(),
        "nominations": [ids[word] for word in BY_WARD],
    }
    letter_number, letter_symbol, sent_on = LETTER
    letter = {
        "number": letter_number,
        "symbol": letter_symbol,
        "signed_on": sent_on.isoformat(),
        "recipient": "Chủ tịch Ủy ban nhân dân thành phố Lai Châu (qua Phòng Nội vụ)",
        "nominations": [ids[word] for word in FORWARDED],
    }
    refusal = {
        "reason_code": "not-passed",
        "reason": "Hồ sơ chưa đạt tỷ lệ 80 % tổng số thành viên Hội đồng (mẫu).",
        "citation": "Điều 30 khoản 7 Nghị định số 98/2023/NĐ-CP",
    }
    write = stage.client.write
    refusing = f"/awards/nominations/{ids[NOT_PASSED]}:refuse"
    await stage.together(
        [
            write(CHAIRMAN, "/awards/decisions", decision, key="decision/ward", arriving=ARRIVING),
            write(CHAIRMAN, "/awards/letters", letter, key="letter", arriving=ARRIVING),
            write(CHAIRMAN, refusing, refusal, key="refusal", arriving=ARRIVING),
        ]
    )
    stage.told.saying("Ghi nhận quyết định của Chủ tịch UBND thành phố")
    await stage.move_to(ANSWERED)
    document, signed = CITY_DECISION
    city = {
        "document_number": document,
        "signed_on": signed.isoformat(),
        "signer_position": "Chủ tịch Ủy ban nhân dân thành phố Lai Châu",
        "awarded": [ids[word] for word in BY_CITY],
        "refused": [
            {
                "nomination_id": ids[NOT_BY_CITY],
                "reason": "Chưa đủ minh chứng về mức độ hoàn thành xuất sắc nhiệm vụ (mẫu).",
            }
        ],
    }
    path = f"/awards/city-decisions?ward={WARD}"
    await stage.together([write(people.CITY_OFFICER, path, city, key="decision/city", arriving=ARRIVING)])
