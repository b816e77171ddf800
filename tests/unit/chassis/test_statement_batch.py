"""Statements of a batch run together: in a stream's own order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import asyncpg

from services.chassis.readers.statement_batch import StatementBatch


class Written:
    """Notes what reaches the server, in order."""

    def __init__(self) -> None:
        self.groups: list[tuple[str, list[Any]]] = []

    async def executemany(self, query: str, rows: Iterable[Sequence[Any]]) -> None:
        self.groups.append((query, [row[0] for row in rows]))


def statements(written: Written) -> StatementBatch:
    return StatementBatch(cast(asyncpg.Connection, written))


async def write(to: StatementBatch, stream: str, *statements: tuple[str, int]) -> None:
    to.stream_id = stream
    for query, value in statements:
        await to.execute(query, value)


async def test_the_same_statement_of_several_streams_is_one_group() -> None:
    written = Written()
    batch = statements(written)
    for number in range(3):
        await write(batch, f"s{number}", ("insert", number), ("hear", number))
    await batch.flush()
    assert written.groups == [("insert", [0, 1, 2]), ("hear", [0, 1, 2])]


async def test_a_stream_keeps_its_own_order() -> None:
    written = Written()
    batch = statements(written)
    await write(batch, "a", ("insert", 1))
    await write(batch, "b", ("update", 2), ("insert", 3))
    await write(batch, "a", ("update", 4), ("update", 5), ("insert", 6))
    await batch.flush()
    order = [value for _, values in written.groups for value in values]
    assert [value for value in order if value in (1, 4, 5, 6)] == [1, 4, 5, 6]
    assert [value for value in order if value in (2, 3)] == [2, 3]


async def test_what_is_gathered_keeps_its_place_among_the_statements_of_its_stream() -> None:
    written = Written()
    batch = statements(written)

    async def write_rows(_: asyncpg.Connection, rows: list[int]) -> None:
        written.groups.append(("rows", rows))

    for number, stream in enumerate("abc"):
        batch.stream_id = stream
        batch.gather(write_rows, [number])
    batch.stream_id = "a"
    await batch.execute("update", 10)
    batch.gather(write_rows, [11])
    batch.stream_id = "b"
    batch.gather(write_rows, [12])
    await batch.flush()
    assert written.groups == [("rows", [0, 1, 2]), ("update", [10]), ("rows", [11, 12])]
