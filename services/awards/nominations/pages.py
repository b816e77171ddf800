"""Pages of dossiers: the list, one dossier with its past in sentences, and why it ended as it did."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from services.awards import naming, searching
from services.awards.aims import projection as aims
from services.awards.councils import query as councils
from services.awards.councils.wording import seats
from services.awards.decisions import query as decisions
from services.awards.decisions.acts import FORWARD, SIGN
from services.awards.edge import OF_COUNCIL, READERS
from services.awards.holds.decider import OFFICE
from services.awards.holds.telling import READERS as HOLD_READERS
from services.awards.holds.telling import held, open_cases
from services.awards.ids import hold_id
from services.awards.law.pack import Law
from services.awards.law.reading import read_law
from services.awards.naming import Names
from services.awards.nominations import query, wording
from services.awards.nominations.acts import ACTS, PROPOSE
from services.awards.nominations.nomination import NOMINATION
from services.awards.nominations.what_if_pages import HERE as WHAT_IF
from services.awards.nominations.what_if_pages import ROLES as WHAT_IF_ROLES
from services.awards.records.capability import READERS as RECORD_READERS
from services.awards.subjects.query import unit_names
from services.awards.wards.query import WardNames, ward_names
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.paging import MOST, PageQuery, page_query
from services.chassis.kit.doing import Do, offered
from services.chassis.kit.evidence import shown
from services.chassis.kit.history import with_who
from services.chassis.text.ordering import distance, sort_key
from services.chassis.web.forms import Form, check_csrf, form
from services.chassis.web.inputs import search_errors
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PURPOSE: Final = "dossier"
HOLDS: Final = "/awards/pages/holds"
RECORDS: Final = "/awards/pages/records"
DEEDS: Final = "/awards/pages/deeds"
PLACE: Final = ("ward_code", "nomination_id")
FILTERS: Final = {
    "": "Tất cả",
    "proposed": "Chờ Hội đồng xét",
    "returned": "Trả lại đơn vị bổ sung",
    "consulting": "Đột xuất, chờ Chủ tịch quyết định",
    "tabled": "Hội đồng đang xét",
    "voted": "Đã biểu quyết",
    "forwarded": "Đã trình thành phố",
    "awarded": "Đã tặng",
    "annulled": "Bị hủy bỏ",
    "refused": "Không tặng",
    "withdrawn": "Đã rút",
}
NEXT: Final = frozenset({"appraise", "complete", "give-opinion"})
"""What a dossier waits for, where it is the visitor's to do: the page's first button."""
SAID: Final = {act.name: act.done for act in ACTS}
State = Literal[
    "",
    "proposed",
    "returned",
    "consulting",
    "tabled",
    "voted",
    "forwarded",
    "awarded",
    "annulled",
    "refused",
    "withdrawn",
]


def pages(web: Web) -> APIRouter:
    """Pages below `/awards/pages/dossiers`."""
    router = web.router()
    templates = web.templates(__file__)
    rules = read_law()

    def _listing(visitor: Visitor, dossier: Mapping[str, Any]) -> Do | None:
        """What the council put through is signed or sent up, as the rules of today say."""
        pack = rules.on(local_date(visitor.at), dossier["ward_code"])
        rule = pack.title(dossier["title"]) if pack else None
        voted = dossier["state"] == "voted" and dossier["passed"]
        if rule is None or dossier["held"] or not (voted or wording.consulted(dossier, local_date(visitor.at))):
            return None
        act = SIGN if rule.decides.level == "ward" else FORWARD
        return act if act.done_by(web, visitor) else None

    @router.get("/dossiers")
    async def listed(
        visitor: Annotated[Visitor, Depends(web.member)],
        page: Annotated[PageQuery, Depends(page_query)],
        state: State = "",
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> Response:
        return await _listed(visitor, page, state, year, "")

    @router.post("/dossiers")
    async def searched(
        visitor: Annotated[Visitor, Depends(web.member)], fields: Annotated[Form, Depends(form)]
    ) -> Response:
        # a search by name is a POST: names stand in no address and no log
        assert visitor.session is not None
        check_csrf(visitor.request, fields, visitor.session.csrf)
        return await _listed(visitor, PageQuery(MOST, None), "", None, fields.text("tim"))

    async def _listed(visitor: Visitor, page: PageQuery, state: State, year: int | None, asked: str) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)

        async def dossiers(after: tuple[str, UUID]) -> list[dict[str, Any]]:
            async with reader.rows() as connection:
                found = await query.page(
                    connection,
                    ward_code=None,
                    year=year,
                    unit_id=reader.own_unit(),
                    title=None,
                    state=state or None,
                    after=after,
                    limit=MOST,
                )
                listed = [dict(row) for row in found]
                units = await unit_names(connection, naming.units(listed))
                mended = await decisions.mended(connection, listed)
                wards = await ward_names(connection)
                cases = await open_cases(connection, [one["subject_id"] for one in listed if one["held"]])
            names = Names(units, await naming.people(web, visitor, naming.persons(listed), PURPOSE), mended)
            told = cases if visitor.holds(*HOLD_READERS) else {}
            return [
                _row(one, names, rules, wards if naming.of_city(visitor) else None, _why(one, told)) for one in listed
            ]

        field_errors = search_errors("tim", asked, "Ghi tên, đơn vị hoặc số văn bản cần tìm.")
        found = await searching.found(dossiers, page.after(), PLACE, "" if field_errors else asked)
        return templates.show(
            "dossiers.html",
            visitor,
            status=422 if field_errors else 200,
            field_errors=field_errors,
            dossiers=sorted(
                found.rows,
                key=lambda one: (
                    distance(one["all"], "" if field_errors else asked),
                    *(sort_key(one["ward"]), sort_key(one["unit"]), sort_key(one["what"])),
                ),
            ),
            filters=FILTERS,
            propose=PROPOSE if PROPOSE.done_by(web, visitor) else None,
            holds=HOLDS if visitor.holds(*HOLD_READERS) else None,
            what_if=WHAT_IF if visitor.holds(*WHAT_IF_ROLES) else None,
            records=RECORDS if visitor.holds(*RECORD_READERS) else None,
            deeds=DEEDS,
            state=state,
            year=year,
            asked=asked,
            cut=found.cut,
            next=found.next,
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/dossiers/{nomination_id}")
    async def one(nomination_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        of_council = visitor.holds(*OF_COUNCIL)
        async with reader.rows() as connection:
            dossier = await query.one(connection, nomination_id, reader.own_unit(), of_council=of_council)
            if dossier is None:
                raise NotFound("dossier")
            units = await unit_names(connection, naming.units([dossier, *dossier["rested"]]))
            mended = await decisions.mended(connection, [dossier, *dossier["rested"]], dossier["ward_code"])
            wards = await ward_names(connection)
            refs = await query.evidence(connection, nomination_id)
            cases = await open_cases(connection, [dossier["subject_id"]] if dossier["held"] else [])
            which = ("ward_code", "unit_id", "year", "subject_id", "title")
            known = await query.sources(connection, dossier["answers"], records=visitor.holds(*RECORD_READERS))
            aimed = await aims.aimed(connection, **{name: dossier[name] for name in which})
        people = naming.persons([dossier, *dossier["rested"]])
        names = Names(units, await naming.people(web, visitor, people, PURPOSE), mended)
        may = offered([act for act in ACTS if act.in_path], web, visitor, dossier)
        history = reversed(dossier["history"])
        lines = {past["stream_version"]: wording.line(past, dossier, names, rules) for past in history}
        return templates.show(
            "dossier.html",
            visitor,
            dossier=dossier,
            files=await shown(web.edge, dossier["ward_code"], refs),
            may=[act for act in may if act.name not in NEXT],
            next=next((act for act in may if act.name in NEXT), None),
            listing=_listing(visitor, dossier),
            said=await web.said(visitor, SAID),
            heading=wording.heading(dossier, names),
            unit=names.unit(dossier["unit_id"]),
            state=wording.state(dossier),
            ward=wards.listed(dossier["ward_code"], dossier["received_on"]) if naming.of_city(visitor) else "",
            steps=wording.steps(dossier, rules),
            back=wording.back(dossier),
            clock=wording.clock(dossier, local_date(visitor.at)),
            procedure=wording.procedure(dossier),
            opinions=wording.opinions(dossier, visitor.principal),
            aimed=wording.aimed(aimed, dossier["year"]),
            picture=wording.pictured(dossier, rules),
            lines=await with_who(lines, NOMINATION.at(nomination_id).stream_id, web, visitor)
            if of_council
            else list(lines.values()),
            rested=wording.rested(dossier, names),
            verdicts=wording.verdicts(dossier["answers"], known),
            grounds=wording.grounds(dossier, rules),
            stated=wording.merits(dossier["merits"]),
            pack_name=wording.pack_name(dossier["pack_id"], rules),
            of_council=of_council,
            held=wording.HELD if wording.held(dossier) else None,
            why_held=_why(dossier, cases if visitor.holds(*HOLD_READERS) else {}),
            hold=hold_at(dossier, visitor),
            rate=rate_at(dossier, visitor),
            fresh_at=await visitor.fresh_at(),
        )

    @router.get("/dossiers/{nomination_id}/why")
    async def why(nomination_id: UUID, visitor: Annotated[Visitor, Depends(web.member)]) -> Response:
        reader = visitor.reader()
        reader.require(*READERS)
        of_council = visitor.holds(*OF_COUNCIL)
        async with reader.rows() as connection:
            dossier = await query.one(connection, nomination_id, reader.own_unit(), of_council=of_council)
            reasons = await query.why(connection, nomination_id, reader.own_unit(), of_council=of_council)
            if dossier is None or reasons is None:
                raise NotFound("dossier")
            board = (
                await councils.board(connection, dossier["session_id"], reader.principal)
                if of_council and dossier["session_id"]
                else None
            )
            units = await unit_names(connection, naming.units([dossier, *dossier["rested"]]))
            known = await query.sources(connection, dossier["answers"], records=visitor.holds(*RECORD_READERS))
            mended = await decisions.mended(connection, [dossier, *dossier["rested"]], dossier["ward_code"])
        roster = board["roster"] if board else []
        asked = [
            *naming.persons([dossier, *dossier["rested"]]),
            *(member["person_id"] for member in roster if member["person_id"]),
        ]
        names = Names(units, await naming.people(web, visitor, asked, PURPOSE), mended)
        outcome, letter, vote, proposal = (
            wording.line(past, dossier, names, rules) if past else None
            for past in (reasons["outcome"], reasons["letter"], reasons["vote"], reasons["proposal"])
        )
        return templates.show(
            "why.html",
            visitor,
            dossier=dossier,
            heading=wording.heading(dossier, names),
            unit=names.unit(dossier["unit_id"]),
            why=reasons,
            words=wording,
            outcome=outcome,
            since=[wording.line(past, dossier, names, rules) for past in reasons["since"]],
            rested=wording.rested(dossier, names),
            letter=letter,
            vote=vote,
            proposal=proposal,
            picture=wording.pictured(dossier, rules),
            ballots=_ballots(reasons["ballots"], seats(roster, names.subjects)),
            verdicts=wording.verdicts(reasons["answers"], known),
            grounds=wording.grounds(dossier, rules),
            stated=wording.merits(dossier["merits"]),
            pack_name=wording.pack_name(reasons["pack_id"], rules),
            of_council=of_council,
            fresh_at=await visitor.fresh_at(),
        )

    return router


def _why(dossier: Mapping[str, Any], cases: Mapping[tuple[str, UUID], Sequence[Mapping[str, Any]]]) -> str:
    """Since when, by which paper and why a dossier that has not ended is on hold; "" where nobody is told."""
    open_ = cases.get((dossier["ward_code"], dossier["subject_id"]))
    return f"{held(open_, why=True)}." if open_ and wording.held(dossier) else ""


def _row(
    dossier: Mapping[str, Any], names: Names, rules: Law, wards: WardNames | None, why_held: str
) -> dict[str, Any]:
    what = wording.heading(dossier, names)
    unit = names.unit(dossier["unit_id"])
    papers = [("Tờ trình", dossier["letter_number"]), ("Quyết định", dossier["document_number"])]
    numbers = [f"{paper} số {number}" for paper, number in papers if number]
    ward = wards.listed(dossier["ward_code"], dossier["received_on"]) if wards else ""
    vote = [*wording.refused(dossier), *wording.counted(dossier, rules)]
    warned = [f"{dossier['warnings']} điều kiện cần xem xét"] if dossier["warnings"] else []
    return {
        "ward_code": dossier["ward_code"],
        "nomination_id": dossier["nomination_id"],
        "what": what,
        "unit": unit,
        "ward": ward,
        "state": wording.state(dossier),
        "reasons": bool(vote or numbers),
        "collective": dossier["subject_kind"] == "collective",
        "vote": vote,
        "notes": [*numbers, *warned],
        "held": wording.HELD if wording.held(dossier) else None,
        "why_held": why_held,
        "all": " ".join([what, unit, ward, *numbers, *(searching.number_key(number or "") for _, number in papers)]),
    }


def hold_at(dossier: Mapping[str, Any], visitor: Visitor) -> tuple[str, str] | None:
    """Where what is looked into about the subject is read, or, by whoever may, put; None for anybody else."""
    if dossier["held"] and visitor.holds(*HOLD_READERS):
        return f"/awards/pages/holds/{hold_id(dossier['ward_code'], dossier['subject_id'])}", "Xem việc tạm dừng"
    if dossier["state"] not in wording.ENDED and visitor.holds(*OFFICE) and visitor.acts_in(dossier["ward_code"]):
        return f"{HOLDS}/do/put?subject_id={dossier['subject_id']}", "Tạm dừng xét tặng"
    return None


def rate_at(dossier: Mapping[str, Any], visitor: Visitor) -> str | None:
    """Where the office enters the rating of the year, while the dossier is open; a household has none."""
    open_ = dossier["state"] not in wording.ENDED and dossier["subject_kind"] != "household"
    if not (open_ and visitor.holds(*OFFICE) and visitor.acts_in(dossier["ward_code"])):
        return None
    return f"{RECORDS}/do/rate?subject_id={dossier['subject_id']}&year={dossier['year']}"


def _ballots(ballots: Sequence[Mapping[str, Any]], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """The ballots in the order of the roster, each under who cast it."""
    order = {member: place for place, member in enumerate(known)}
    return [
        {
            "seat": known.get(ballot["member_id"], "Thành viên Hội đồng"),
            "choice": wording.CHOICES[ballot["choice"]],
            "channel": wording.CHANNELS[ballot["channel"]],
            "number": ballot["document_number"],
            "own_case": ballot["own_case"],
            "at": ballot["recorded_at"],
        }
        for ballot in sorted(ballots, key=lambda one: order.get(one["member_id"], len(order)))
    ]
