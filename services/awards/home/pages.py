"""The strip of awards on *Việc của tôi*: the council's votes, what the chairman has to sign, what the clerk's office has sent to the
city, and for everybody the decisions.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from services.awards.councils import wording as councils
from services.awards.councils.query import runs
from services.awards.councils.session import SECRETARY
from services.awards.decisions import public, wording
from services.awards.decisions.papers import decided_by
from services.awards.home import query
from services.awards.law.reading import read_law
from services.awards.naming import title
from services.awards.wards.query import ward_names
from services.chassis.calendar import local_date, start_of_day
from services.chassis.web.charts import Look, Part
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web

NEWEST: Final = 3
"""Decisions that the strip shows."""
DRAWN: Final = 5
"""Open votes that are drawn, letters that are named; all are counted."""
LOOKS: Final[tuple[Look, ...]] = ("on-time", "late", "returned", "waiting")
"""The patterns of a bar, told apart without colour."""
NEWS: Final[Mapping[str, str]] = {
    "proposed": "{} hồ sơ mới đề nghị",
    "deed-proposed": "{} đề nghị khen thưởng đột xuất",
    "withdrawn": "{} hồ sơ rút lại",
    "voted": "{} hồ sơ đã biểu quyết",
    "forwarded": "{} hồ sơ đã trình",
    "awarded": "{} hồ sơ được tặng",
    "refused": "{} hồ sơ không được tặng",
    "corrected": "{} danh hiệu được đính chính",
    "annulled": "{} danh hiệu bị hủy bỏ",
    "restored": "{} danh hiệu được khôi phục",
    "refusal-taken-back": "{} hồ sơ rút ghi nhận không tặng",
    "recalled": "{} hồ sơ rút khỏi tờ trình",
    "award-withdrawn": "{} hồ sơ lại chờ thành phố",
}
"""What is worth telling of the last two days."""


def stages(year: Mapping[str, int]) -> tuple[Part, ...]:
    """How far the dossiers of a year are."""
    return (
        Part("đã tặng", year["awarded"], "on-time"),
        Part("chờ ký quyết định", year["to_sign"], "late"),
        Part("chờ trình thành phố", year["to_forward"], "late"),
        Part("Hội đồng không thông qua", year["not_passed"], "returned"),
        Part("không tặng, bị hủy bỏ", year["refused"], "returned"),
        Part("đang tạm dừng xét tặng", year["held"], "waiting"),
        Part("chờ Hội đồng hoặc cấp trên", year["waiting"] + year["forwarded"], "waiting"),
    )


def told(drawn: tuple[Part, ...]) -> str:
    """ "12 hồ sơ: 9 đã tặng, 3 chờ ký quyết định."."""
    whole = sum(part.count for part in drawn)
    return f"{whole} hồ sơ: {', '.join(f'{part.count} {part.word}' for part in drawn if part.count)}."


def ripe(year: Mapping[str, int]) -> str:
    """ "1 hồ sơ chờ ký quyết định, 2 hồ sơ chờ trình thành phố"; "" when nothing is."""
    waits = ((year["to_sign"], "chờ ký quyết định"), (year["to_forward"], "chờ trình thành phố"))
    return ", ".join(f"{count} hồ sơ {what}" for count, what in waits if count)


def _own(visitor: Visitor) -> set[str]:
    """The titles that the visitor's ward decides today."""
    return decided_by(read_law(), local_date(visitor.at), visitor.mandate.ward_code, "ward")


def news(counted: Mapping[str, int]) -> str:
    """ "2 hồ sơ mới đề nghị"; "" when nothing happened."""
    return ", ".join(said.format(counted[event]) for event, said in NEWS.items() if counted.get(event))


def received(vote: Mapping[str, Any]) -> tuple[Part, ...]:
    """How many ballots have come, to who runs the session; never what they say."""
    if vote["cast"] is None:
        return ()
    return (
        Part("phiếu đã nhận", vote["cast"], "on-time"),
        Part("phiếu chưa nhận", vote["members"] - vote["cast"], "waiting"),
    )


def own(votes: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    """On how many of the open votes the reader has voted, of those on which they may."""
    sent = [vote["mine"] for vote in votes if vote["may"]]
    return (
        Part("phiếu đồng chí đã gửi", sent.count(True), "on-time"),
        Part("hồ sơ chờ phiếu của đồng chí", sent.count(False), "waiting"),
    )


def pages(web: Web) -> APIRouter:
    """The fragment `/awards/pages/strip`; what it shows depends on the role, and anybody may see the public one."""
    router = web.router()
    templates = web.templates(__file__)

    @router.get("/strip")
    async def strip(visitor: Annotated[Visitor, Depends(web.visitor)]) -> Response:
        match visitor.mandate.role if visitor.held else "citizen":
            case "council-member" | "council-secretary":
                return await council(visitor)
            case "chairman":
                return await chairman(visitor)
            case "clerk":
                return await clerk(visitor)
            case "city-officer":
                return await city(visitor)
            case _:
                return await everybody(visitor)

    async def council(visitor: Visitor) -> Response:
        """Sessions and open votes of the ward's council."""
        reader, ward = visitor.reader(), visitor.mandate.ward_code
        async with reader.rows() as connection:
            sessions = await query.sessions(connection, ward)
            votes = await query.votes(connection, ward, visitor.principal)
            dossiers = await query.dossiers(connection, ward, _own(visitor))
            seated = await runs(connection, ward, visitor.principal, local_date(visitor.at))
        sent = own(votes)
        return templates.show(
            "_council.html",
            visitor,
            sessions=sessions,
            states=councils.STATES,
            votes=[{**vote, "what": title(vote["title"]), "drawn": received(vote)} for vote in votes[:DRAWN]],
            drawn=sent,
            sent=f"Đang biểu quyết {sum(part.count for part in sent)} hồ sơ: đồng chí đã gửi {sent[0].count} phiếu.",
            waiting=dossiers["waiting"] if dossiers else 0,
            can_call=visitor.holds(*SECRETARY) and seated,
            fresh_at=await visitor.fresh_at(),
        )

    async def chairman(visitor: Visitor) -> Response:
        """What waits for a signature, and what changed since yesterday."""
        own = visitor.mandate.ward_code
        yesterday = start_of_day(local_date(visitor.at) - timedelta(days=1))
        async with visitor.reader().rows() as connection:
            year = await query.dossiers(connection, own, _own(visitor))
            lately = await query.lately(connection, own, yesterday)
        drawn = stages(year) if year else ()
        return templates.show(
            "_chairman.html",
            visitor,
            year=year,
            drawn=drawn,
            sentence=told(drawn),
            ripe=ripe(year) if year else "",
            news=news(lately),
            fresh_at=await visitor.fresh_at(),
        )

    async def clerk(visitor: Visitor) -> Response:
        """The letters that the city has not answered, the oldest first."""
        async with visitor.reader().rows() as connection:
            letters = await query.unanswered(connection, visitor.mandate.ward_code)
        return templates.show(
            "_clerk.html",
            visitor,
            letters=letters,
            dossiers=sum(letter["waiting"] for letter in letters),
            today=local_date(visitor.at),
            fresh_at=await visitor.fresh_at(),
        )

    async def city(visitor: Visitor) -> Response:
        """The letters that wait for the city's decision, of whichever ward, the oldest first."""
        async with visitor.reader().rows() as connection:
            letters = await query.unanswered_anywhere(connection)
            wards = await ward_names(connection)
        today = local_date(visitor.at)
        return templates.show(
            "_city.html",
            visitor,
            letters=[{**letter, "ward": wards.listed(letter["ward_code"], today)} for letter in letters[:DRAWN]],
            count=len(letters),
            dossiers=sum(letter["waiting"] for letter in letters),
            today=today,
            fresh_at=await visitor.fresh_at(),
        )

    async def everybody(visitor: Visitor) -> Response:
        """The newest decisions of all wards, as anybody may read them."""
        async with public.rows(web.edge) as connection:
            decisions = await public.decisions(connection, before=public.BEGINNING, limit=NEWEST)
            year, honoured = await public.honoured(connection)
        named = [(title(code), count) for code, count in honoured]
        return templates.show(
            "_everybody.html",
            visitor,
            decisions=decisions,
            words=wording,
            year=year,
            drawn=[Part(word, count, look) for (word, count), look in zip(named, LOOKS, strict=False)],
            sentence=f"{', '.join(f'{count} {word}' for word, count in named)}.",
            fresh_at=await visitor.fresh_at(),
        )

    return router
