"""What is stored of a council, and how its timeline says it: who sits in it is told to nobody outside. Pure."""

from __future__ import annotations

from typing import Final

from services.awards.councils.events import CouncilChanged, CouncilChangeTakenBack, CouncilFormed
from services.chassis.kit.facts import Fact
from services.chassis.words import day


def _changed(event: CouncilChanged) -> str:
    return (
        f"Kiện toàn Hội đồng từ ngày {day(event.valid_from)} theo {event.document_number}: "
        f"{len(event.left)} người thôi tham gia, {len(event.came)} người tham gia."
    )


FACTS: Final = (
    Fact(
        "council-formed",
        1,
        CouncilFormed,
        says=lambda event: f"Thành lập Hội đồng theo {event.document_number}, {len(event.seats)} thành viên.",
    ),
    Fact("council-changed", 1, CouncilChanged, says=_changed),
    Fact(
        "council-change-taken-back",
        1,
        CouncilChangeTakenBack,
        says=lambda event: f"Rút lần kiện toàn từ ngày {day(event.valid_from)}: thành viên Hội đồng giữ nguyên.",
    ),
)
