"""Opening: what a store already holds, the clock of an empty one, and the first mandate, which only the operator can give."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any

from deploy.demo import people
from deploy.demo.client import Client
from deploy.demo.sample import QUYET_THANG
from deploy.demo.scenes.places import BEGAN
from deploy.demo.scenes.waiting import RELIEVED
from deploy.demo.stage import Stage
from deploy.local import clock
from deploy.local.addresses import Addresses
from deploy.local.places import StackError
from services.chassis.runtime import opened
from services.chassis.settings import Settings
from services.submissions.app import SERVICE
from services.submissions.mandates.bootstrap import first_mandate


class Store(Enum):
    """What was found."""

    EMPTY = auto()
    BEGUN = auto()
    PLAYED = auto()


async def found(client: Client) -> Store:
    """How far the play is in this store: its operator exists first, and the last thing it does is to relieve a mandate."""
    if not await client.holds(people.OPERATOR):
        return Store.EMPTY
    if not await client.holds(people.CITY_OFFICER):
        return Store.BEGUN
    granted = await client.pages(people.CITY_OFFICER, "/submissions/mandates", ward=QUYET_THANG.code)
    relieved = {mandate["principal"] for mandate in granted if mandate["relieved_at"] is not None}
    return Store.PLAYED if RELIEVED in relieved else Store.BEGUN


async def open_store(where: Addresses, stage: Stage) -> None:
    """Sets the clock of an empty store to the first working day of the year and appoints the operator.

    Raises StackError when the store holds something else: its history cannot be set back.
    """
    try:
        await clock.set_offset(where, BEGAN.astimezone(UTC) - datetime.now(UTC))
    except StackError as refusal:
        raise StackError(
            f"Kho dữ liệu đã có nội dung khác, không diễn được năm 2024. Hãy dùng thư mục khác (--home) hoặc xóa bằng "
            f"`thidua down --erase`. / The store holds something else: use another --home, or erase it. ({refusal})"
        ) from refusal
    await stage.move_to(BEGAN)
    await appoint_operator(where)


async def appoint_operator(where: Addresses) -> None:
    """Does what the operator's command line does on the machine of the database: the first mandate."""
    urls = where.databases["submissions"]
    given: dict[str, Any] = {"DATABASE_URL": urls.facts, "KEYS_DATABASE_URL": urls.keys}
    async with opened(SERVICE, Settings(**given)) as runtime:
        await runtime.handler.handle(first_mandate(people.OPERATOR, runtime.clock.now()))
