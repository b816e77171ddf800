"""Served: one capability on one service's web, and what its list, the page of one thing and its forms share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.http.edge import Reader
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
from services.chassis.kit.history import Head, as_shown
from services.chassis.kit.listing import SEARCHED, Column, ListPage
from services.chassis.kit.options import Asking, Option
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

WARDS: Final = "wards"
"""The options that name the wards of a deployment, where a capability has them."""


class Served:
    """A capability that has pages."""

    def __init__(self, capability: Capability, listed: ListPage, web: Web) -> None:
        self.capability = capability
        self.list = listed
        self.web = web
        self.record = capability.record
        self.here = f"/{web.edge.service}/pages{listed.path}"
        self.templates = web.templates(capability.file)

    def may(self, visitor: Visitor, do: Do) -> bool:
        """Whether the role in use does this: what is offered, never what is allowed."""
        return do.done_by(self.web, visitor)

    def reader(self, visitor: Visitor) -> Reader:
        """The visitor as a reader of this list. Raises Forbidden."""
        reader = visitor.reader()
        reader.require(*self.list.roles)
        return reader

    async def found(self, visitor: Visitor, key: Any) -> tuple[dict[str, Any], Head]:
        """A thing and the head that is shown of it. Raises NotFound."""
        reader = self.reader(visitor)
        async with as_shown(self.web.edge, reader, self.record.stream(key) if self.record else "") as (connection, now):
            row = await self.list.one(connection, reader, local_date(visitor.at), key)
        if self.list.watched is not None:
            reader.note(self.list.watched, f"{self.list.path}/{key}")
        [told] = await self.named(visitor, [dict(row)])
        return told, now

    async def named(self, visitor: Visitor, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows with what another service alone knows of them."""
        return await self.list.names(self.web, visitor, rows) if self.list.names is not None else rows

    async def options(self, visitor: Visitor, name: str) -> Sequence[Option]:
        """What this source of options offers."""
        return await self.capability.options[name](Asking(self.web, visitor, None, limit=SEARCHED))

    async def wards(self, visitor: Visitor, least: int = 2) -> Sequence[Option]:
        """The wards that this visitor reads, to be told apart or chosen among; none where they are fewer than `least`."""
        readable = set(visitor.reader().wards) - {CITY}
        if len(readable) < least or WARDS not in self.capability.options:
            return ()
        wards = [option for option in await self.options(visitor, WARDS) if option.value in readable]
        named = words.apart({option.value: option.label for option in wards})
        return [replace(option, label=named[option.value]) for option in wards] if len(wards) >= least else ()

    def columns(self, wards: Sequence[Option]) -> tuple[Column, ...]:
        """The columns of the list, with the ward's where there is more than one to tell apart."""
        if not wards:
            return self.list.columns
        named = {option.value: option.label for option in wards}
        first, *others = self.list.columns
        return (first, Column(name="ward_code", label="Phường, xã", words=named), *others)

    def leads(self, visitor: Visitor) -> tuple[str, str]:
        """Where the act that was just done leads."""
        do = self.capability.do(visitor.request.query_params.get("done", ""))
        return do.leads if do is not None else ("", "")
