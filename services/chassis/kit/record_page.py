"""The page of one thing: what it is, its tables, its timeline, its paper, and what can be done with it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from services.chassis.calendar import local_date
from services.chassis.documents.files import Kind, reply
from services.chassis.kit.doing import offered
from services.chassis.kit.evidence import shown
from services.chassis.kit.history import by_name, timeline
from services.chassis.kit.served import Served
from services.chassis.web.visitor import Visitor


async def show_record(of: Served, visitor: Visitor, key: Any) -> Response:
    """The page. Raises NotFound."""
    assert of.record is not None and of.web.edge.registry is not None
    record = of.record
    row, _ = await of.found(visitor, key)
    streams = (record.stream(key), *(record.streams(row) if record.streams else ()))
    lines = []
    async with of.reader(visitor).rows() as connection:
        today = local_date(visitor.at)
        tables = [
            (table, table.sorted(await connection.fetch(table.source, today, str(key))))
            for table in record.tables
            if table.roles is None or visitor.holds(*table.roles)
        ]
        refs = await record.files.of(connection, row) if record.files else ()
        names = {row[0]: row[1] for row in await connection.fetch(record.names, today)} if record.names else {}
        if record.timeline:
            edge = of.web.edge
            assert edge.registry is not None and edge.keys is not None
            lines = await timeline(
                connection,
                streams,
                edge.registry,
                edge.keys,
                {fact.name: fact for fact in (*of.capability.facts, *record.says)},
                edge.role_words,
                names,
            )
    given = await record.given(of.web, visitor, row) if record.given else {}
    return of.templates.show(
        "kit_record.html",
        visitor,
        list=of.list,
        here_at=of.here,
        record=record,
        row=row,
        key=key,
        heading=record.heading(row),
        state=record.state(row) if record.state else None,
        facts=record.facts or of.columns(await of.wards(visitor)),
        tables=tables,
        lines=await by_name(lines, of.web, visitor),
        files=await shown(of.web.edge, row["ward_code"], refs),
        later=record.later.address([row], visitor) if record.later is not None else "",
        may={do.name: do for do in offered(of.capability.changing, of.web, visitor, row)},
        ways=[
            (way.label, way.to(row)) for way in record.ways if visitor.holds(*way.roles) and way.offered(row, visitor)
        ],
        addressed=lambda name, more: f"{of.here}/{key}/do/{name}?{urlencode(more)}",
        said=await of.web.said(visitor, {do.name: do.done for do in of.capability.does}),
        leads=of.leads(visitor),
        fresh_at=await visitor.fresh_at(),
        **given,
    )


async def paper(of: Served, visitor: Visitor, key: Any, kind: Kind) -> Response:
    """The paper of a thing as a file. Raises NotFound."""
    assert of.record is not None and of.record.paper is not None
    row, _ = await of.found(visitor, key)
    async with of.reader(visitor).rows() as connection:
        printed = await of.record.paper.printed(connection, row)
    return await reply(printed, kind)
