"""The harness has teeth: with a guard taken out, the same row under the same load is found broken, and for the right reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import pytest

from tests.fault.conftest import FULL
from tests.fault.field import Ground, laid_out
from tests.fault.oracle import Broken
from tests.fault.report import Report
from tests.fault.rows import ROWS
from tests.fault.variants import acknowledged_before_durable, positions_from_a_sequence

pytestmark = pytest.mark.fault


@dataclass(frozen=True, slots=True)
class Tooth:
    """The row that must catch a variant, and what must be among its findings."""

    row: str
    expect: str
    variants: tuple[str, ...] = ()
    prepare: tuple[Callable[[asyncpg.Connection], Awaitable[None]], ...] = ()


TEETH = {
    "positions_in_commit_order": Tooth(
        "stop_api", "submissions: rows:", ("gaps_are_nothing",), (positions_from_a_sequence,)
    ),
    "durable_before_acknowledged": Tooth(
        "kill_postmaster", "acknowledged and not stored", prepare=(acknowledged_before_durable,)
    ),
    "the_command_s_key": Tooth("cut_after_commit", "done 2 times", ("forgotten_keys",)),
    "acknowledgement_before_checkpoint": Tooth(
        "relay_dies", "was not published", ("checkpoint_before_acknowledgement",)
    ),
    "one_leader_and_its_fence": Tooth("relay_zombie", "went backwards", ("no_leader",)),
    "compare_and_set": Tooth("kill_models", "submissions: rows:", ("no_compare_and_set",)),
    "rows_and_checkpoint_in_one_transaction": Tooth(
        "kill_models", "submissions: rows:", ("checkpoint_in_a_transaction_of_its_own",)
    ),
    "parking_of_poison": Tooth("poison", "blocs: rows:", ("skipped_poison",)),
    "order_behind_what_is_parked": Tooth("poison", "blocs: rows:", ("no_parking_order",)),
    "the_hole_check": Tooth("disorder", "blocs: rows:", ("no_hole_check",)),
    "the_duplicate_check": Tooth("disorder", "blocs: rows:", ("no_duplicate_check",)),
    "derived_keys": Tooth("manager_dies", "process manager: note", ("invented_keys",)),
}


SHORT = (
    "acknowledgement_before_checkpoint",
    "compare_and_set",
    "order_behind_what_is_parked",
    "the_hole_check",
    "derived_keys",
)
"""The guards that the short version takes out; the long one takes out all."""


@pytest.mark.parametrize("without", TEETH if FULL else SHORT)
async def test_without_the_guard_the_harness_finds_it(without: str, ground: Ground, seed: int, report: Report) -> None:
    tooth = TEETH[without]
    row = ROWS[tooth.row]
    prepare = (*row.prepare, *tooth.prepare)
    found: list[str] = []
    async with laid_out(ground, tooth.row, seed=seed, variants=tooth.variants, prepare=prepare) as field:
        try:
            await row.run(field)
        except Broken as broken:
            found = broken.what
        except AssertionError as stuck:
            found = [str(stuck)]
    hits = [line for line in found if tooth.expect in line]
    report.variant(without, tooth.row, bool(hits), hits[0] if hits else f"found only {found[:3]}")
    assert hits, f"without {without} the row {tooth.row} found {found[:5]}"
