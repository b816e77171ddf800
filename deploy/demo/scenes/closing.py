"""The end of the year: a head of a unit is relieved of the mandate; nothing else is written after it."""

from __future__ import annotations

from typing import Final

from deploy.demo import people
from deploy.demo.sample import QUYET_THANG, at
from deploy.demo.stage import Stage

ENDED: Final = at(12, 31, 16)
RELIEVED: Final = people.head(QUYET_THANG.code, "tdp-2")
"""The last fact of the play is the end of this principal's mandate: a store that has it was played to the end."""


async def play(stage: Stage) -> None:
    """The relief."""
    stage.told.saying("Thôi giao quyền cho tổ trưởng Tổ dân phố số 2 (mẫu)")
    await stage.move_to(ENDED)
    path = f"/submissions/mandates/{stage.made.mandates[RELIEVED]}:relieve"
    await stage.together([stage.client.write(people.chairman(QUYET_THANG.code), path, key=f"relieve/{RELIEVED}")])
