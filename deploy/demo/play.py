"""The play: the scenes of the year in order, from a store's state to its end; played again, it repeats nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, Protocol

import httpx

from deploy.demo.client import AT_ONCE, Client, Problem
from deploy.demo.opening import Store, found, open_store
from deploy.demo.quiet import watching
from deploy.demo.scenes import aims, bloc, council, decisions, latecomer, nominations, places, plan, reporting, waiting
from deploy.demo.stage import Scene, Stage, Told
from deploy.local import issuer
from deploy.local.addresses import Addresses
from deploy.local.places import StackError

SCENES: Final = (
    Scene("places", "Tháng 1: xã, phường, đơn vị, con người", places.play),
    Scene("aims", "Tháng 1: đăng ký thi đua", aims.play),
    Scene("plan", "Tháng 2: kế hoạch và phong trào", plan.play),
    Scene("bloc", "Tháng 3: khối thi đua", bloc.play),
    Scene("council", "Tháng 3: Hội đồng", council.formed),
    Scene("first-quarter", "Tháng 4: kết quả quý I", aims.first_quarter),
    Scene("half-year", "Tháng 5: báo cáo 6 tháng", reporting.half_year),
    Scene("latecomer", "Tháng 6: đơn vị mới", latecomer.play),
    Scene("third-quarter", "Tháng 10: kết quả quý III", aims.third_quarter),
    Scene("year", "Tháng 10: báo cáo năm", reporting.whole_year),
    Scene("nominations", "Tháng 11: đề nghị khen thưởng", nominations.play),
    Scene("session", "Tháng 12: họp Hội đồng", council.evening),
    Scene("decisions", "Tháng 12: quyết định", decisions.play),
    Scene("waiting", "Tháng 5/2025: việc đang chờ", waiting.play),
)


class Shown(Told, Protocol):
    """Who shows the scenes too."""

    def scene(self, scene: Scene) -> None:
        """A scene begins."""
        ...


@asynccontextmanager
async def client_of(where: Addresses, done: Callable[[], None] = lambda: None) -> AsyncIterator[Client]:
    """A client of this stack's gateway with tokens of its local issuer; `done` is told of every write.

    Raises StackError with any other issuer.
    """
    if not where.issuer_is_local:
        raise StackError(
            f"Bản diễn cần máy chủ định danh nội bộ; hiện dùng {where.issuer}. / The demo needs the local issuer."
        )
    folder = issuer.key_folder(where.home)
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=where.base_url, limits=limits, timeout=30) as http:
        yield Client(http, lambda who: issuer.mint(folder, where.issuer, who), done)


async def play(where: Addresses, client: Client, shown: Shown) -> bool:
    """Plays what this store does not hold yet; False when it held all of it.

    Raises StackError when a request of the scenario is refused, or when the store holds something else.
    """
    state = await found(client)
    if state is Store.PLAYED:
        return False
    async with watching(where) as quiet:
        stage = Stage(where, client, quiet, shown)
        if state is Store.EMPTY:
            await open_store(where, stage)
        await through(stage, shown)
    return True


async def through(stage: Stage, shown: Shown) -> None:
    """All scenes, and what follows from the last one."""
    try:
        for scene in SCENES:
            shown.scene(scene)
            await scene.play(stage)
        await stage.quiet.wait()
    except* Problem as refusals:
        first = leaf(refusals)
        raise StackError(
            f"Yêu cầu của kịch bản bị từ chối: {first}. Nếu lần diễn trước dừng đã lâu, hãy xóa bằng `thidua down "
            f"--erase` rồi diễn lại. / A request of the scenario was refused; `thidua down --erase` starts afresh."
        ) from refusals
    except* StackError as late:
        raise leaf(late) from None


def leaf(group: BaseException) -> BaseException:
    """The first failure inside groups of failures."""
    return leaf(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group
