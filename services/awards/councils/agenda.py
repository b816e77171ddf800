"""Agenda: one session as its pages show it: who is there, what waits, what is voted on, what this visitor may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.awards import naming
from services.awards.councils import query, wording
from services.awards.councils.refusals import CouncilRefused
from services.awards.councils.session import SECRETARY, on_its_day
from services.awards.decisions import query as decisions
from services.awards.edge import OF_COUNCIL
from services.awards.holds.telling import READERS as HOLD_READERS
from services.awards.holds.telling import held, open_cases
from services.awards.law.pack import TitleRule
from services.awards.law.reading import read_law
from services.awards.naming import Names
from services.awards.nominations import query as nominations
from services.awards.nominations.wording import CHOICES, ENDED, heading, picture, rule_of
from services.awards.subjects.query import unit_names
from services.awards.wards.query import ward_names
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.text.ordering import sort_key
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

PURPOSE: Final = "session"
RULES: Final = read_law()
CANCELLED: Final = frozenset({"open", "interrupted"})
"""Votes whose opening may be taken back while they have no ballot."""


@dataclass(frozen=True, slots=True)
class Session:
    """A session with the facts of its nominations; `waiting` are those of its year on which no vote was opened here.

    Of one that was called off they are only counted: they wait for another session.
    """

    board: dict[str, Any]
    facts: Mapping[UUID, Mapping[str, Any]]
    waiting: tuple[UUID, ...]
    names: Names
    called: dict[str, str]
    ward: str
    holds: Mapping[UUID, str]
    """What this visitor may know of the holds of those nominations that have not ended; a hold stops the signature, not the vote."""

    @property
    def as_voted(self) -> Session:
        """The session with everybody called as when it was held, whatever a decision's list reads since."""
        return replace(self, names=replace(self.names, mended={}))

    @property
    def title(self) -> str:
        """What it is called, apart from another of the same day."""
        return wording.sitting(self.board, self.board["of_day"])

    @property
    def quorum(self) -> wording.Needed | None:
        """How many must be there."""
        return wording.quorum(self.board, RULES)

    @property
    def ballot(self) -> list[str]:
        """How it votes."""
        return wording.ballot(self.board, RULES)

    def vote(self, nomination_id: UUID) -> dict[str, Any] | None:
        """The vote on a nomination in this session, if it was opened."""
        return next((vote for vote in self.board["votes"] if vote["nomination_id"] == nomination_id), None)

    def mine(self, nomination_id: UUID) -> dict[str, Any] | None:
        """The visitor's own ballot on a nomination, or what was written for them."""
        vote = self.vote(nomination_id)
        return vote["mine"] if vote else None

    def needed(self, nomination_id: UUID) -> wording.Needed | None:
        """Yes votes that it needs."""
        return wording.threshold(self.facts[nomination_id], self.board["members"], RULES)

    def rule(self, nomination_id: UUID) -> TitleRule | None:
        """The rule of its title."""
        return rule_of(self.facts[nomination_id], RULES)

    def what(self, nomination_id: UUID) -> str:
        """ "Lao động tiên tiến năm 2024 · Lò Thị Mẫu (Tổ dân phố số 8)"."""
        facts = self.facts[nomination_id]
        named = heading(facts, self.names)
        return named if facts["subject_kind"] == "collective" else f"{named} ({self.names.unit(facts['unit_id'])})"

    def on_hold(self, nomination_id: UUID) -> list[str]:
        """That a nomination is on hold, and what that means for whoever votes on it; nothing where it is not."""
        said = self.holds.get(nomination_id)
        return [f"{said}: Hội đồng biểu quyết được, chưa ký, chưa trình khi chưa có kết quả."] if said else []


async def session(web: Web, visitor: Visitor, session_id: UUID, known: dict[UUID, str] | None = None) -> Session:
    """A session as far as the visitor may read it; names that are `known` are not asked for again. Raises NotFound, Forbidden."""
    reader = visitor.reader()
    reader.require(*OF_COUNCIL)
    async with reader.rows() as connection:
        board = await query.board(connection, session_id, reader.principal)
        if board is None:
            raise NotFound("session")
        ids = [vote["nomination_id"] for vote in board["votes"]]
        rest = []
        if board["state"] != "closed":
            for state in ("proposed", "tabled"):
                rest += await nominations.page(
                    connection,
                    ward_code=board["ward_code"],
                    year=board["year"],
                    unit_id=None,
                    title=None,
                    state=state,
                    after=("", UUID(int=0)),
                    limit=None,
                )
        waiting = [row["nomination_id"] for row in rest if row["nomination_id"] not in ids]
        listed = ids if board["state"] in wording.OVER else [*ids, *waiting]
        found = await nominations.facts(connection, listed)
        facts = {nomination_id: dict(row) for nomination_id, row in found.items()}
        units = await unit_names(connection, naming.units(facts.values()))
        mended = await decisions.mended(connection, facts.values())
        ward = (await ward_names(connection)).on(board["ward_code"], board["held_on"])
        cases = await open_cases(connection, [row["subject_id"] for row in facts.values()])
    names = {} if known is None else known
    sitting = [member["person_id"] for member in board["roster"] if member["person_id"]]
    missing = [one for one in dict.fromkeys([*naming.persons(facts.values()), *sitting]) if one not in names]
    names |= await naming.people(web, visitor, missing, PURPOSE)
    called = wording.seats(board["roster"], names)
    holds = {
        nomination_id: held(cases[row["ward_code"], row["subject_id"]], why=visitor.holds(*HOLD_READERS))
        for nomination_id, row in facts.items()
        if (row["ward_code"], row["subject_id"]) in cases and row["state"] not in ENDED
    }
    return Session(board, facts, tuple(waiting), Names(units, names, mended), called, ward, holds)


def shown(it: Session, visitor: Visitor) -> dict[str, Any]:
    """What the board's template is given."""
    me = visitor.principal
    board = it.board
    secretary = visitor.holds(*SECRETARY) and board["runs"]
    present = {member["member_id"] for member in board["roster"] if member["present"]}
    places = {member["member_id"]: place for place, member in enumerate(board["roster"])}
    items = []
    for nomination_id in it.facts:
        vote = it.vote(nomination_id)
        running = vote is not None and vote["state"] == "open"
        mine = it.mine(nomination_id)
        written = mine is not None and mine["channel"] == "written"
        counted = vote is not None and vote["passed"] is not None
        items.append(
            {
                "id": nomination_id,
                "what": it.what(nomination_id),
                "state": wording.state(vote),
                "need": wording.need(it.needed(nomination_id)) if not counted else "",
                "sentence": wording.sentence(vote, board["members"]),
                "picture": picture(vote, it.rule(nomination_id)) if vote is not None and counted else "",
                "basis": wording.basis(vote, it.needed(nomination_id)),
                "cast": vote["cast"] if vote else None,
                "vote": vote,
                "ballots": ballots(it, vote) if vote is not None and counted else [],
                "mine": mine,
                "my_choice": CHOICES[mine["choice"]] if mine else "",
                "written": written,
                "can_vote": running and me in present and (mine is None or written),
                "can_open": secretary and board["state"] == "open" and (vote is None or vote["state"] == "interrupted"),
                "can_close": secretary and running,
                "can_cancel": secretary and vote is not None and vote["state"] in CANCELLED and not vote["cast"],
                "written_for": [
                    {"seat": it.called[member], "place": places[member], "can_withdraw": secretary and running}
                    for member in (vote["written"] if vote is not None and not counted else ())
                ],
                "warnings": it.facts[nomination_id]["warnings"],
                "hold": it.on_hold(nomination_id),
            }
        )
    return {
        "board": board,
        "title": it.title,
        "ward": it.ward if naming.of_city(visitor) else "",
        "since": wording.since(board),
        "state": wording.STATES[board["state"]],
        "presence": wording.presence(board, it.quorum),
        "enough": it.quorum is not None and board["present"] >= it.quorum.count,
        "quorum_basis": wording.because(it.quorum),
        "bases": sorted({line for item in items for line in item["basis"]}),
        "awaited": sorted((item for item in items if item["can_vote"]), key=_order),
        "items": sorted((item for item in items if not item["can_vote"]), key=_order),
        "nothing": wording.nothing(board, len(it.waiting)),
        "not_yet": _not_yet(board["held_on"], visitor) if board["state"] == "called" else "",
        "counted": sum(bool(item["picture"]) for item in items),
        "people": [
            {
                "seat": it.called[member["member_id"]],
                "place": place,
                "present": member["present"],
                "me": member["member_id"] == me,
            }
            for place, member in enumerate(board["roster"])
        ],
        "choices": list(CHOICES.items()),
        "secretary": secretary,
        "can_reopen": secretary
        and board["state"] == "closed"
        and local_date(visitor.edge.clock.now()) == board["held_on"],
        "member": me in it.called,
    }


def _not_yet(held_on: date, visitor: Visitor) -> str:
    """Why a session that was called is not to be opened today; "" where it is."""
    try:
        on_its_day(held_on, visitor.edge.clock.now())  # a board stays open past midnight
    except CouncilRefused as refused:
        return refused.sentence
    return ""


def ballots(it: Session, vote: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ballots of a counted vote in the order of the roster; whoever cast none is named too."""
    cast = {ballot["member_id"]: ballot for ballot in vote["ballots"]}
    lines = []
    for member, seat in it.called.items():
        ballot = cast.get(member)
        lines.append(
            {
                "seat": seat,
                "choice": CHOICES[ballot["choice"]] if ballot else "Không bỏ phiếu",
                "number": ballot["document_number"] if ballot else None,
                "written": bool(ballot) and ballot is not None and ballot["channel"] == "written",
                "own_case": bool(ballot) and ballot is not None and ballot["own_case"],
            }
        )
    return lines


def _order(item: Mapping[str, Any]) -> tuple[int, tuple[str, str, str]]:
    """What is voted on now first, then what waits, then what is done."""
    state = item["vote"]["state"] if item["vote"] else ""
    return {"open": 0, "interrupted": 1, "": 2, "closed": 3}[state], sort_key(item["what"])
