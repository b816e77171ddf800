"""Nominations (hồ sơ đề nghị): proposed, withdrawn, refused. Their list and the page of one are written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.awards import naming
from services.awards.edge import READERS
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.awards.nominations import decider, pages, projection, proposing, query, reading, what_if_pages, wording
from services.awards.nominations.acts import ACTS
from services.awards.nominations.nomination import NOMINATION
from services.awards.subjects.query import unit_names
from services.chassis.files.reference import FileRef
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, ListPage, RecordPage
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web


async def named(web: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their heading: title, year and whom it honours."""
    async with visitor.reader().rows() as connection:
        units = await unit_names(connection, naming.units(rows))
    names = Names(units, await naming.people(web, visitor, naming.persons(rows), pages.PURPOSE))
    return [{**row, "heading": wording.heading(row, names)} for row in rows]


async def evidence(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Sequence[FileRef]:
    """The files that a dossier was put forward with."""
    return await query.evidence(connection, row["nomination_id"])


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    """Where a dossier stands; what the vote came to stands on its page."""
    return ("received", pages.FILTERS["voted"]) if row["state"] == "voted" else wording.STATES[row["state"]]


LIST: Final = ListPage(
    path="/dossiers",
    title="Hồ sơ đề nghị",
    source="SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, state, recovery FROM dossiers",
    columns=(Column(name="title", label="Danh hiệu", words=naming.TITLES),),
    key="nomination_id",
    order=("-year",),
    more=("unit_id", "subject_id", "subject_kind", "year", "state", "recovery"),
    own="unit_id",
    names=named,
    roles=READERS,
    empty="Chưa có hồ sơ đề nghị nào.",
    menu=False,
    handwritten=True,
)


def nominations(rules: Law) -> Capability:
    """The capability under these rules."""
    return Capability(
        name="nominations",
        file=__file__,
        handles=decider.handles(rules),
        readers=(projection.MODEL,),
        does=ACTS,
        list=LIST,
        record=RecordPage(
            heading=lambda row: str(row["heading"]),
            stream=lambda key: NOMINATION.at(key).stream_id,
            state=_state,
            files=RecordFiles(of=evidence, personal=True, path="/nominations"),
            handwritten=True,
        ),
        options={
            "units": proposing.units,
            "titles": proposing.titles,
            "subjects": proposing.subjects,
            "initiatives": proposing.initiatives,
            "favourable": proposing.favourable,
        },
        routes=(reading.routes,),
        pages=(pages.pages, what_if_pages.pages),
    )
