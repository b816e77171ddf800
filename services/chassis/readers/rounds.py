"""Rounds: a batch cut so that nothing that is acted on in a round depends on anything else in it.

What a process manager does about a record rests on its memory of the record's ward and on the versions before it. Before a record that
is acted on its round holds therefore nothing of its stream, and nothing of its ward that the manager wants, unless both are of what the
manager calls `apart`; wards are ordered by nothing, so they share a round's commands and its transaction.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeVar

from services.chassis.readers.definition import Reader
from services.chassis.readers.record import Record

Of = TypeVar("Of")


def rounds(runs: Mapping[Of, Sequence[Record]], reader: Reader) -> Iterator[dict[Of, Sequence[Record]]]:
    """The rounds of runs of records, each run of one source: of each as much as fits, until nothing is left."""
    left = {of: run for of, run in runs.items() if run}
    while left:
        heads = {of: _head(run, reader.react, reader.wanted, reader.apart) for of, run in left.items()}
        yield heads
        left = {of: rest for of, run in left.items() if (rest := run[len(heads[of]) :])}


def _head(
    run: Sequence[Record], acted: Container[type | None], wanted: Container[type | None], apart: Container[type | None]
) -> Sequence[Record]:
    streams: set[str] = set()
    wards: set[str | None] = set()
    only_apart: set[str | None] = set()
    for number, record in enumerate(run):
        is_apart, ward = record.event_class in apart, record.ward_code
        if record.event_class in acted and (
            record.stream_id in streams or ward in wards or (ward in only_apart and not is_apart)
        ):
            return run[:number]
        streams.add(record.stream_id)
        if record.event_class in wanted:
            (only_apart if is_apart else wards).add(ward)
    return run
