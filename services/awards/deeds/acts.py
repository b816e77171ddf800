"""What can be done about a sudden deed: put forward, and what members of the council say, given and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from services.awards import naming
from services.awards.councils.commands import SEAT_WORDS
from services.awards.deeds.commands import GiveOpinion, ProposeDeed, TakeBackOpinion
from services.awards.deeds.decider import DeedRefused
from services.awards.deeds.procedure import SUDDEN, procedure_on
from services.awards.edge import facts_of, person_of
from services.awards.law.pack import AWARDED
from services.awards.law.reading import read_law
from services.awards.law.rows import KINDS
from services.awards.nominations.nomination import NominationDenied
from services.awards.options import CHOOSING, found_people
from services.awards.refusal import cited
from services.awards.subjects.decider import SubjectRefused
from services.awards.subjects.query import unit_names
from services.chassis.calendar import local_date
from services.chassis.event_store.keys import SubjectGone
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.web.inputs import id_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day as on_day

PLACE: Final = "/deeds"
UNITS: Final = """
SELECT unit_id::text AS value, name AS label FROM award_units WHERE $1::uuid IS NULL OR unit_id = $1 LIMIT 5000
"""
THEN: Final = frozenset(
    {"subject_id", "subject_kind", "title", "happened_on", "place", "achievements", "evidence"}
)  # what is asked once the unit is known


async def units(asking: Asking) -> list[Option]:
    """The units; a unit's own mandate is offered that unit alone."""
    reader = asking.visitor.reader()
    async with reader.rows() as connection:
        rows = await connection.fetch(UNITS, reader.own_unit())
    return narrowed([Option(row["value"], row["label"]) for row in rows], asking)


async def subjects(asking: Asking) -> list[Option]:
    """The unit itself, and its people and households by a part of the name."""
    unit = id_of(asking.form.text("unit_id"))
    if unit is None:
        return []
    async with asking.visitor.reader().rows() as connection:
        known = await unit_names(connection, {unit})
    itself = [Option(str(unit), known.get(unit, "Đơn vị này"), "tập thể")]
    return [*narrowed(itself, asking), *await found_people(asking, unit_id=str(unit))][: asking.limit]


async def forms(asking: Asking) -> list[Option]:
    """The forms by which the ward's chairman commends a sudden deed today."""
    pack = read_law().on(local_date(asking.visitor.at), asking.visitor.mandate.ward_code)
    found = [
        Option(rule.title, rule.name)
        for rule in (pack.titles if pack else ())
        if rule.title in AWARDED
        and rule.decides.level == "ward"
        and (award := pack.row("award", rule.title) if pack else None) is not None
        and award.fields["form"]
        and SUDDEN in award.fields["kinds"]
    ]
    return narrowed(found, asking)


async def own_unit(_: Web, visitor: Visitor, __: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """A unit's own people put forward for that unit."""
    unit = visitor.reader().own_unit()
    return {"unit_id": unit} if unit else {}


async def shape(asking: Asking) -> Shape:
    """First the unit, then whom, for what; who is asked, and until when it is decided."""
    unit, subject = id_of(asking.form.text("unit_id")), id_of(asking.form.text("subject_id"))
    if unit is None:
        return Shape(without=THEN, whole=False)
    kind: str | None = None
    if subject is not None:
        said = None if subject == unit else await naming.kind_of(asking.web, asking.visitor, subject, CHOOSING)
        kind = "collective" if subject == unit else next((one for one in KINDS if one == said), None)
    of_kind = {"subject_kind": kind} if kind else {}
    left_out = frozenset({"subject_kind"}) if subject is None else frozenset[str]()  # it follows from who is chosen
    today = local_date(asking.visitor.at)
    if (procedure := procedure_on(today)) is None:
        return Shape(without=left_out, given=of_kind)
    seats = ", ".join(SEAT_WORDS[seat] for seat in procedure.seats)
    asked = (f"{seats} cho ý kiến đến hết ngày {on_day(procedure.opinions_by(today))}.",) if seats else ()
    return Shape(
        without=left_out,
        given=of_kind,
        notes=(f"Trình tự, số ngày theo {cited(procedure.source)}.",),
        effect=(
            *asked,
            f"Chủ tịch quyết định đến hết ngày {on_day(procedure.decide_by(today))}. Không cần báo cáo năm, không xét theo năm.",
            "Không làm căn cứ xét danh hiệu thi đua. Rút được khi chưa có quyết định.",
        ),
    )


PROPOSE: Final = Do(
    command=ProposeDeed,
    name="propose",
    path=PLACE,
    body="Deed",
    about="Đối tượng, việc đã làm và minh chứng.",
    title="Đề nghị khen thưởng đột xuất",
    button="Gửi đề nghị",
    done="Đã gửi đề nghị khen thưởng đột xuất.",
    refuses=(DeedRefused, NominationDenied, SubjectRefused, SubjectGone),
    places={
        "deed.in-future": "happened_on",
        "deed.twice": "happened_on",
        "deed.not-sudden": "title",
        "nomination.on-hold": "subject_id",
        "nomination.collective-is-unit": "subject_id",
        "nomination.subject-erased": "subject_id",
        "subject.erased": "subject_id",
    },
    creates=lambda command: command.nomination_id,
    begin=own_unit,
    shape=shape,
    first=(
        "Người, hộ chưa có trong danh sách thì đăng ký trước:",
        "/submissions/pages/people/do/register",
        "Đăng ký cá nhân, hộ",
    ),
)


async def _about(reader: Reader, writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    key = path["nomination_id"]
    return {"person_id": person_of((await facts_of(reader, [key], path["ward_code"]))[key])}


GIVE: Final = Do(
    command=GiveOpinion,
    name="give-opinion",
    path="/nominations/{nomination_id}:give-opinion",
    body="DeedOpinion",
    about="Ý kiến của thành viên Thường trực Hội đồng.",
    title="Cho ý kiến",
    summary="Cho ý kiến về hồ sơ khen thưởng đột xuất",
    button="Gửi ý kiến",
    effect=("Chủ tịch đọc ý kiến này trước khi quyết định.", "Rút được khi chưa có quyết định."),
    done="Đã gửi ý kiến.",
    refuses=(DeedRefused, NominationDenied, SubjectGone),
    places={"deed.given": "opinion"},
    offered=lambda row: row["state"] == "consulting" and row["own_account"] in row["awaited"],
    look=_about,
)
TAKE_BACK: Final = Do(
    command=TakeBackOpinion,
    name="take-back-opinion",
    path="/nominations/{nomination_id}:take-back-opinion",
    title="Rút ý kiến",
    summary="Rút ý kiến đã cho về hồ sơ khen thưởng đột xuất",
    button="Rút ý kiến",
    effect=("Ý kiến đã gửi không còn; đồng chí cho ý kiến lại được trước khi có quyết định.",),
    done="Đã rút ý kiến.",
    refuses=(DeedRefused, NominationDenied),
    offered=lambda row: row["state"] == "consulting" and row["own_account"] in row["answered"],
)
OPINION_ACTS: Final = (GIVE, TAKE_BACK)
