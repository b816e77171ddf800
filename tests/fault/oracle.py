"""Oracle: what must hold after every fault, beyond what `verify` checks by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import asyncpg

from deploy.verify.findings import Verdict
from deploy.verify.log import Log
from services.chassis.readers.remote import record_of
from tests.fault.load import Acknowledged
from tests.fault.moments import INJECTED

COMMANDS = "SELECT key, stream_id, stream_version, position FROM store.commands WHERE key = ANY ($1::text[])"
EVENTS_OF_COMMANDS = """
SELECT metadata->>'command' AS command, count(*) AS times FROM store.events
WHERE event_type IN ('note-written', 'note-struck') GROUP BY 1 HAVING count(*) > 1
"""
NOTES = "SELECT stream_id, count(*) AS times FROM store.events WHERE event_type = $1 GROUP BY stream_id"


class Broken(AssertionError):
    """The harness has caught something: `what` lists it, one line each."""

    def __init__(self, what: list[str]) -> None:
        super().__init__("\n".join(what[:40]))
        self.what = what


@dataclass(slots=True)
class Judgement:
    """What was found wrong, and figures worth reporting."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def settle(self) -> dict[str, Any]:
        """The figures. Raises Broken."""
        if self.wrong:
            raise Broken(self.wrong)
        return self.figures


async def judge_acknowledged(owner: asyncpg.Connection, acknowledged: list[Acknowledged], verdict: Judgement) -> None:
    """Every acknowledged command is stored with the reply that was given, and no command was done twice."""
    rows = {row["key"]: row for row in await owner.fetch(COMMANDS, [each.key for each in acknowledged])}
    for each in acknowledged:
        row = rows.get(each.key)
        if row is None:
            verdict.wrong.append(f"acknowledged and not stored: command {each.key}")
        elif (row["stream_id"], row["stream_version"], row["position"]) != (
            each.stream_id,
            each.version,
            each.position,
        ):
            verdict.wrong.append(f"answered otherwise than stored: command {each.key}")
    for row in await owner.fetch(EVENTS_OF_COMMANDS):
        verdict.wrong.append(f"done {row['times']} times: command {row['command']}")
    verdict.figures["acknowledged"] = len(acknowledged)


async def judge_echoes(source: asyncpg.Connection, target: asyncpg.Connection, verdict: Judgement) -> None:
    """Each note that was written was echoed as often, and no more: the process manager acted once per event."""
    written = {row["stream_id"][5:]: row["times"] for row in await source.fetch(NOTES, "note-written")}
    echoed = {row["stream_id"][5:]: row["times"] for row in await target.fetch(NOTES, "echoed")}
    for note in sorted(written.keys() | echoed.keys()):
        if written.get(note, 0) != echoed.get(note, 0):
            verdict.wrong.append(
                f"process manager: note {note} written {written.get(note, 0)}, echoed {echoed.get(note, 0)}"
            )
    verdict.figures["echoes"] = sum(echoed.values())


def injected(log: Log, topic: str) -> set[str]:
    """Where damaged records lie, by their mark."""
    return {f"{record.source}/{record.offset}" for record in log.records(topic) if INJECTED in record.headers}


def gaps(log: Log, topic: str) -> int:
    """How many streams go on in a topic behind a record that is missing there or damaged."""
    whole = (kept for kept in log.records(topic) if INJECTED not in kept.headers)
    records = [record_of(kept.source, kept.offset, kept.headers, kept.key, kept.body) for kept in whole]
    there = {(record.stream_id, record.stream_version) for record in records}
    behind = (record for record in records if record.previous_version)
    return len({each.stream_id for each in behind if (each.stream_id, each.previous_version) not in there})


def judge_verdicts(verdicts: list[Verdict], damaged: set[str], verdict: Judgement, *, disordered: bool) -> None:
    """What verification found, but for what the row itself did to the topic: each damaged record must be among it."""
    found: set[str] = set()
    for each in verdicts:
        for finding in each.findings:
            if finding.where in damaged:
                found.add(finding.where)
            elif not (disordered and finding.check == "order"):
                verdict.wrong.append(str(finding))
    verdict.wrong += [f"verify is blind to the damaged record {place}" for place in sorted(damaged - found)]
    source = verdicts[0].counts
    verdict.figures["events"] = source.get("events", 0)
    verdict.figures["duplicates"] = source.get("published records", 0) - source.get("published facts", 0) - len(damaged)
    verdict.figures["rows compared"] = sum(each.counts.get("rows", 0) for each in verdicts)


def partitions_used(log: Log, topic: str) -> int:
    """On how many partitions records lie."""
    return len({record.source for record in log.records(topic)})
