"""Nominations (hồ sơ đề nghị): proposed, appraised, completed, withdrawn, refused. Their list and the page of one are written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import asyncpg

from services.awards import naming
from services.awards.decisions import query as decisions
from services.awards.deeds.decider import OPINIONS
from services.awards.edge import READERS
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.awards.nominations import decider, pages, projection, proposing, query, reading, what_if_pages, wording
from services.awards.nominations.acts import ACTS
from services.awards.nominations.commands import OF_WARD, REASONS
from services.awards.nominations.nomination import NOMINATION, reasons
from services.awards.subjects.query import unit_names
from services.chassis.files.reference import FileRef
from services.chassis.kit.capability import Capability
from services.chassis.kit.evidence import RecordFiles
from services.chassis.kit.listing import Column, ListPage, RecordPage
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web


async def named(web: Web, visitor: Visitor, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with their heading: title, year and whom it honours."""
    async with visitor.reader().rows() as connection:
        units = await unit_names(connection, naming.units(rows))
        mended = await decisions.mended(connection, rows)
    names = Names(units, await naming.people(web, visitor, naming.persons(rows), pages.PURPOSE), mended)
    return [{**row, "heading": wording.heading(row, names)} for row in rows]


async def evidence(connection: asyncpg.Connection, row: Mapping[str, Any]) -> Sequence[FileRef]:
    """The files that a dossier was put forward with."""
    return await query.evidence(connection, row["nomination_id"])


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    """Where a dossier stands; what the vote came to stands on its page."""
    return ("received", pages.FILTERS["voted"]) if row["state"] == "voted" else wording.state(row)


async def refusals(asking: Asking) -> list[Option]:
    """The reasons for which this dossier may be refused as it stands."""
    row = asking.record
    known = reasons(row["passed"], held=row["held"]) if row else OF_WARD
    return narrowed([Option(code, REASONS[code][:1].upper() + REASONS[code][1:]) for code in known], asking)


LIST: Final = ListPage(
    path="/dossiers",
    title="Hồ sơ đề nghị",
    source="""
        SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, state, appraised_on, pack_id, recovery, passed,
               document_number IS NULL AS by_ward, EXISTS (
                   SELECT FROM holds h WHERE h.ward_code = dossiers.ward_code AND h.subject_id = dossiers.subject_id
                   AND h.cleared_on IS NULL) AS held,
               array(SELECT o.member_id FROM deed_opinions o WHERE o.ward_code = dossiers.ward_code
                     AND o.nomination_id = dossiers.nomination_id AND o.agrees IS NULL) AS awaited,
               array(SELECT o.member_id FROM deed_opinions o WHERE o.ward_code = dossiers.ward_code
                     AND o.nomination_id = dossiers.nomination_id AND o.agrees IS NOT NULL) AS answered
        FROM dossiers
    """,
    columns=(Column(name="title", label="Danh hiệu", words=naming.TITLES),),
    key="nomination_id",
    order=("-year",),
    more=(
        *("unit_id", "subject_id", "subject_kind", "year", "state", "appraised_on", "pack_id", "recovery"),
        *("passed", "held", "by_ward"),
    ),
    alone=("awaited", "answered"),
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
        handles=(*decider.handles(rules), *OPINIONS),
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
            "refusals": refusals,
        },
        routes=(reading.routes,),
        pages=(pages.pages, what_if_pages.pages),
    )
