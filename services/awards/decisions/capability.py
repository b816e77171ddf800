"""Decisions (quyết định) and letters (tờ trình); decisions have pages of their own, which anybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.awards import naming
from services.awards.decisions import choosing, decider, facts, pages, projection, query, reading
from services.awards.decisions.acts import (
    CORRECT_LETTER,
    FORWARD,
    OF_DECISION,
    RECALL,
    RECORD,
    SIGN,
)
from services.awards.decisions.papers import DECISION, LETTER
from services.awards.edge import OF_COUNCIL, READERS
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.awards.nominations.wording import heading, state
from services.awards.options import wards
from services.awards.subjects.query import unit_names
from services.chassis.kit.capability import Capability
from services.chassis.kit.listing import Column, ListPage, RecordPage
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

CHOICES: Final = {
    "to-sign": choosing.to_sign,
    "to-forward": choosing.to_forward,
    "forwarded": choosing.forwarded,
    "standing": choosing.standing,
    "annulled": choosing.annulled,
    "corrections": choosing.corrections,
    "annulments": choosing.annulments,
    "wards": wards,
}


async def listed(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The nominations of a letter by name, each with what became of it; who may record the city's answer."""
    async with visitor.reader().rows() as connection:
        found = await query.in_letter(connection, row["forwarding_id"])
        units = await unit_names(connection, naming.units(found))
        mended = await query.mended(connection, found, row["ward_code"])
    names = Names(units, await naming.people(web, visitor, naming.persons(found), pages.PURPOSE), mended)
    lines = [
        {**one, "what": heading(one, names), "unit": names.unit(one["unit_id"]), "tag": state(one)} for one in found
    ]
    records = bool(row["waiting"]) and RECORD.done_by(web, visitor)
    printed_at = f"/awards/pages/letters/{row['forwarding_id']}"
    return {"listed": lines, "record_city": RECORD if records else None, "printed_at": printed_at}


def _state(row: Mapping[str, Any]) -> tuple[str, str]:
    if row["recalled"]:
        return ("annulled", "Đã thu hồi")
    return ("sent", "Chờ quyết định") if row["waiting"] else ("decided", "Đã có quyết định")


def _heading(row: Mapping[str, Any], kind: str) -> str:
    return f"{kind} số {row['document_number']}"


DECISION_LIST: Final = ListPage(
    path="/decisions",
    title="Quyết định khen thưởng",
    source="""
        SELECT d.ward_code, d.decision_id, d.document_number, d.signed_on, d.level, d.withdrawn,
               (SELECT count(*) FROM golden_register g WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id
                AND g.state = 'standing') AS standing,
               (SELECT count(*) FROM golden_register g WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id
                AND g.state = 'annulled') AS annulled,
               (SELECT count(*) FROM golden_register g WHERE g.ward_code = d.ward_code AND g.decision_id = d.decision_id
                AND g.corrected_by <> '{}') AS corrected
        FROM decisions d
    """,
    columns=(Column(name="document_number", label="Số quyết định"),),
    key="decision_id",
    order=("-signed_on",),
    more=("signed_on", "level", "withdrawn", "standing", "annulled", "corrected"),
    roles=READERS,
    empty="Chưa có quyết định khen thưởng nào.",
    menu=False,
    handwritten=True,
)
LETTER_LIST: Final = ListPage(
    path="/letters",
    title="Tờ trình",
    source="""
        SELECT l.ward_code, l.forwarding_id, l.document_number, l.recipient, l.signed_on, l.recalled,
               cardinality(l.nominations) AS sent, (SELECT count(*) FROM dossiers d
               WHERE d.ward_code = l.ward_code AND d.nomination_id = ANY (l.nominations) AND d.state = 'forwarded') AS waiting
        FROM letters l
    """,
    columns=(
        Column(name="document_number", label="Số tờ trình"),
        Column(name="recipient", label="Nơi nhận", wide=True),
        Column(name="signed_on", label="Ngày ký"),
        Column(name="sent", label="Số hồ sơ", number=True),
        Column(name="waiting", label="Chờ quyết định", number=True),
    ),
    key="forwarding_id",
    order=("-signed_on",),
    more=("recalled",),
    searched=("document_number", "recipient"),
    roles=OF_COUNCIL,
    empty="Chưa có tờ trình nào. Hồ sơ thuộc thẩm quyền cấp trên được trình sau khi Hội đồng thông qua.",
)
LETTERS: Final = Capability(
    name="letters",
    tag="decisions",
    file=__file__,
    facts=facts.LETTERS,
    does=(FORWARD, CORRECT_LETTER, RECALL),
    list=LETTER_LIST,
    record=RecordPage(
        heading=lambda row: _heading(row, "Tờ trình"),
        stream=lambda key: LETTER.at(key).stream_id,
        state=_state,
        template="_letter.html",
        given=listed,
    ),
    options=CHOICES,
    routes=(reading.letters,),
)


def decisions(rules: Law) -> Capability:
    """The capability under these rules."""
    return Capability(
        name="decisions",
        file=__file__,
        handles=decider.handles(rules),
        facts=facts.DECISIONS,
        readers=(projection.DECISIONS, projection.REGISTER),
        does=(SIGN, RECORD, *OF_DECISION),
        list=DECISION_LIST,
        record=RecordPage(
            heading=lambda row: _heading(row, "Quyết định"),
            stream=lambda key: DECISION.at(key).stream_id,
            handwritten=True,
        ),
        options=CHOICES,
        routes=(reading.routes,),
        pages=(pages.pages,),
    )
