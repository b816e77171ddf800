"""The forms of decisions and letters: which nominations may be listed, and what listing them will do, in numbers and money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.awards import naming
from services.awards.decisions import query
from services.awards.decisions.later import documents, holding
from services.awards.decisions.papers import decided_by, pack_on
from services.awards.decisions.prizes import Paid, counted, period_of, salary_on
from services.awards.decisions.refusals import DecisionRefused
from services.awards.decisions.wording import counted as people_of
from services.awards.decisions.wording import each
from services.awards.fields import SIGNED_ON
from services.awards.holds.telling import READERS as HOLD_READERS
from services.awards.holds.telling import held, open_cases
from services.awards.law.pack import Level, Title
from services.awards.law.reading import read_law
from services.awards.law.rows import SubjectKind
from services.awards.naming import Names, title
from services.awards.nominations.wording import heading, multiplied
from services.awards.options import CHOOSING
from services.awards.payments.query import lines
from services.awards.subjects.query import unit_names
from services.chassis.calendar import local_date
from services.chassis.decider import CITY
from services.chassis.kit.doing import Shape
from services.chassis.kit.fields import lower
from services.chassis.kit.list_page import WARD
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.kit.parts import row_numbers
from services.chassis.text.ordering import matches, sort_key
from services.chassis.web.inputs import Unclear, day_of, id_of
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day as on_day
from services.chassis.words import dong

LISTED: Final = """
SELECT ward_code, nomination_id, unit_id, subject_id, subject_kind, title, year, happened_on IS NOT NULL AS sudden FROM dossiers
WHERE nomination_id = ANY ($2::uuid[])
   OR (cardinality($2::uuid[]) = 0 AND state = $1 AND (passed OR (happened_on IS NOT NULL AND (opinions_by < $5 OR NOT EXISTS (
       SELECT FROM deed_opinions o WHERE o.ward_code = dossiers.ward_code AND o.nomination_id = dossiers.nomination_id
       AND o.agrees IS NULL)))) AND ($3::text IS NULL OR ward_code = $3) AND NOT ($4 AND EXISTS (
       SELECT FROM holds h WHERE h.ward_code = dossiers.ward_code AND h.subject_id = dossiers.subject_id AND h.cleared_on IS NULL)))
LIMIT 5000
"""
PAID: Final = """
SELECT subject_id, year, sum(payable)::bigint AS dong FROM golden_register g
WHERE state = 'standing' AND subject_id = ANY ($1::uuid[]) AND nomination_id <> ALL ($2::uuid[]) AND NOT EXISTS (
    SELECT FROM dossiers d WHERE d.ward_code = g.ward_code AND d.nomination_id = g.nomination_id AND d.happened_on IS NOT NULL)
GROUP BY subject_id, year
"""
RECIPIENT: Final = """
SELECT recipient FROM letters WHERE ward_code = $1 AND NOT recalled ORDER BY signed_on DESC, forwarding_id LIMIT 1
"""
LETTER: Final = "letter"
"""The letter from which the city's answer is recorded, in the address of its form."""
PAPER: Final = frozenset({"number", "symbol", "signed_on"})
OF_CITY: Final = frozenset({"document_number", "signed_on", "signer_position"})
OF_UNDOING: Final = frozenset({"document_number", "signed_on", "signer_position"})
OF_DECISIONS: Final = "QĐ-UBND"
FINAL: Final = "Ký rồi thì chỉ đính chính, hủy bỏ bằng văn bản khác; số văn bản không dùng lại."
TO_SIGN: Final = ("voted", "consulting", "forwarded")
MOST_NOTED: Final = 20
"""Dossiers that are left out of a list and told one by one."""
SENT_UP: Final = "Gửi nhầm thì thu hồi được khi cấp trên chưa trả lời; số văn bản không dùng lại."


@dataclass(frozen=True, slots=True)
class Listed:
    """A nomination as a list is reckoned with it."""

    ward_code: str
    nomination_id: UUID
    unit_id: UUID
    subject_id: UUID
    subject_kind: SubjectKind
    title: Title
    year: int
    sudden: bool


async def to_sign(asking: Asking) -> list[Option]:
    """What the council put through, or was asked about, and the ward's chairman decides today, also what lies with a level that has
    lost it.
    """
    return [option for state in TO_SIGN for option in await _options(asking, state, "ward")]


async def to_forward(asking: Asking) -> list[Option]:
    """What the council put through and somebody above decides today."""
    return await _options(asking, "voted", "city")


async def forwarded(asking: Asking) -> list[Option]:
    """What lies with the city; of one letter alone where the page was opened from it."""
    found = await _options(asking, "forwarded", None)
    letter = id_of(asking.visitor.request.query_params.get(LETTER, ""))
    if letter is None or asking.keys:
        return found
    async with asking.visitor.reader().rows() as connection:
        listed = {str(one) for one in await query.sent(connection, letter) or ()}
    return [one for one in found if one.value in listed]


async def signing(asking: Asking) -> Shape:
    """First the list, then its number and day; what it awards and pays."""
    items = await _chosen(asking, asking.form.get("nominations", ()))
    notes = await _left_out(asking, "ward", *TO_SIGN)
    if not items:
        return Shape(without=PAPER, whole=False, notes=notes)
    if held := await _held(asking, items):
        return Shape(without=PAPER, whole=False, notes=(*held, *notes))
    return Shape(
        effect=(f"Tặng {_given(items)} cho {_counted(items)}.", *await _money(asking, items), FINAL),
        begins=await _number(asking, "QĐ-UBND"),
        notes=notes,
    )


async def forwarding(asking: Asking) -> Shape:
    """First the list, then the letter."""
    items = await _chosen(asking, asking.form.get("nominations", ()))
    notes = await _left_out(asking, "city", "voted")
    if not items:
        return Shape(without=PAPER | {"recipient"}, whole=False, notes=notes)
    if held := await _held(asking, items):
        return Shape(without=PAPER | {"recipient"}, whole=False, notes=(*held, *notes))
    up = f"Trình cấp có thẩm quyền {_counted(items)}."
    return Shape(
        effect=(up, "Hồ sơ chờ quyết định của cấp trên.", SENT_UP),
        begins={**await _number(asking, "TTr-UBND"), **await _recipient(asking)},
        notes=notes,
    )


async def _number(asking: Asking, symbol: str) -> dict[str, str]:
    """The next number of the year, asked of the register when the form first asks for it."""
    if "number" in asking.form:
        return {}
    number = await naming.next_number(asking.web, asking.visitor, symbol)
    return {"number": str(number)} if number else {}


async def _recipient(asking: Asking) -> dict[str, str]:
    """Whom the ward's last letter went to."""
    async with asking.visitor.reader().rows() as connection:
        found = await connection.fetchval(RECIPIENT, asking.visitor.mandate.ward_code)
    return {"recipient": found} if found else {}


async def recording(asking: Asking) -> Shape:
    """First the ward, for whoever reads several; then what the city decided of each; then by which paper."""
    form = asking.form
    if asking.visitor.mandate.ward_code == CITY and not form.text(WARD):
        return Shape(without=OF_CITY | {"awarded", "refused"}, whole=False)
    items = await _chosen(asking, form.get("awarded", ()))
    turned_down = [row for row in row_numbers(form, "refused") if form.text(f"refused-{row}-nomination_id")]
    if not items and not turned_down:
        return Shape(without=OF_CITY, whole=False)
    left = len(await _listed(asking, "forwarded", ())) - len({item.nomination_id for item in items})
    without = frozenset() if turned_down or left > 0 else frozenset({"refused"})  # nothing is left to be refused
    awards = (f"Ghi nhận tặng danh hiệu cho {_counted(items)}.", *await _money(asking, items)) if items else ()
    refusals = (f"Ghi nhận không tặng {len(turned_down)} hồ sơ; đơn vị được báo kèm lý do.",) if turned_down else ()
    return Shape(effect=(*awards, *refusals, "Ghi nhầm thì rút được rồi ghi lại."), without=without)


async def standing(asking: Asking) -> list[Option]:
    """The lines of the decision that stand."""
    return await _lines(asking, "standing")


async def annulled(asking: Asking) -> list[Option]:
    """The lines of the decision that were annulled."""
    return await _lines(asking, "annulled")


async def corrections(asking: Asking) -> list[Option]:
    """The documents that have corrected the decision and hold."""
    if asking.record is None:
        return []
    async with asking.visitor.reader().rows() as connection:
        papers = holding(documents(await query.later(connection, asking.record["decision_id"])))
    last = {one["document_number"]: f"ngày {on_day(one['effective_on'])}" for one in papers}
    return narrowed([Option(number, f"Số {number}", hint) for number, hint in last.items()], asking)


async def annulments(asking: Asking) -> list[Option]:
    """The documents by which lines of the decision are annulled."""
    if asking.record is None:
        return []
    async with asking.visitor.reader().rows() as connection:
        found = await query.annulling(connection, asking.record["decision_id"])
    return narrowed([Option(number, f"Số {number}") for number in found], asking)


async def numbering(web: Web, visitor: Visitor, decision: Mapping[str, Any] | None) -> dict[str, str]:
    """The next number of the ward's decisions; what the city issues, it has numbered."""
    if decision is None or decision["level"] != "ward":
        return {}
    return await _next(web, visitor, OF_DECISIONS)


async def numbering_letter(web: Web, visitor: Visitor, letter: Mapping[str, Any] | None) -> dict[str, str]:
    """The next number of the ward's plain letters (công văn)."""
    return await _next(web, visitor, "CV-UBND")


async def _next(web: Web, visitor: Visitor, symbol: str) -> dict[str, str]:
    number = await naming.next_number(web, visitor, symbol)
    return {"document_number": f"{number}/{symbol}"} if number else {}


async def annulling(asking: Asking) -> Shape:
    """First the lines, then why and by which paper; what is to be given back, and what rested on them."""
    rows = await _undone(asking, "standing")
    if not rows:
        return Shape(without=OF_UNDOING | {"reason_code", "reason"}, whole=False)
    own = asking.record is not None and asking.record["level"] == "ward"
    resting = await _resting(asking, rows)
    flagged = (
        (f"{resting} danh hiệu, hồ sơ khác dựa vào các danh hiệu này sẽ được đánh dấu; không danh hiệu nào tự mất.",)
        if resting
        else ()
    )
    return Shape(
        effect=(
            f"Hủy bỏ danh hiệu của {people_of(rows)}; {await _paid(asking, rows)}.",
            *flagged,
            f"{'Số của quyết định không dùng lại. ' if own else ''}Hủy bỏ sai thì khôi phục được.",
        ),
        begins=await _own_number(asking),
    )


async def _paid(asking: Asking, rows: Sequence[Mapping[str, Any]]) -> str:
    """What of these lines was paid and is to be given back; of the city's nothing that the ward knows."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        known = {
            line["nomination_id"]: line["net"] or 0 for line in await lines(connection, asking.record["decision_id"])
        }
    paid = sum(known.get(row["nomination_id"], 0) for row in rows)
    return f"phải thu hồi {f'{dong(paid)} tiền thưởng đã chi và ' if paid else ''}hiện vật đã trao (nếu có)"


async def restoring(asking: Asking) -> Shape:
    """First the lines, then by which paper."""
    rows = await _undone(asking, "annulled")
    if not rows:
        return Shape(without=OF_UNDOING, whole=False)
    return Shape(
        effect=(
            f"Khôi phục danh hiệu của {people_of(rows)}; tiền thưởng được tính lại trong kỳ, chỉ lấy mức cao nhất.",
        ),
        begins=await _own_number(asking),
    )


async def _own_number(asking: Asking) -> dict[str, str]:
    """The next number, asked of the register when the form first asks for it."""
    if "document_number" in asking.form:
        return {}
    return await numbering(asking.web, asking.visitor, asking.record)


async def _undone(asking: Asking, state: str) -> list[dict[str, Any]]:
    """The chosen lines of the decision that are still in this state."""
    ids = replace(asking, keys=tuple(asking.form.get("nominations", ()))).ids
    return [row for row in await _of_decision(asking) if row["nomination_id"] in ids and row["state"] == state]


async def _of_decision(asking: Asking) -> list[dict[str, Any]]:
    if asking.record is None:
        return []
    async with asking.visitor.reader().rows() as connection:
        found = await query.decision(connection, asking.record["decision_id"])
    return list(found["lines"]) if found else []


async def _resting(asking: Asking, rows: Sequence[Mapping[str, Any]]) -> int:
    """How many awards and open dossiers rest on these lines, by the rules under which they were received."""
    assert asking.record is not None
    async with asking.visitor.reader().rows() as connection:
        return await query.resting(connection, asking.record["ward_code"], rows, read_law())


async def _lines(asking: Asking, state: str) -> list[Option]:
    rows = [
        row
        for row in await _of_decision(asking)
        if (str(row["nomination_id"]) in asking.keys if asking.keys else row["state"] == state)
    ]
    return await _named(asking, rows)


async def _options(asking: Asking, state: str, level: Level | None) -> list[Option]:
    items = await _listed(asking, state, asking.ids, but_held=level is not None)
    if level is not None and not asking.keys:
        deciding = _decided_by(asking, level)
        items = [item for item in items if item.title in deciding]
    return await _named(asking, [asdict(item) for item in items])


def _decided_by(asking: Asking, level: Level) -> set[str]:
    """The titles that a level decides today."""
    return decided_by(read_law(), local_date(asking.visitor.at), asking.visitor.mandate.ward_code, level)


async def _left_out(asking: Asking, level: Level, *states: str) -> tuple[str, ...]:
    """What the council put through and this level decides, but is on hold: of whom, since when and why."""
    listed = [item for state in states for item in await _listed(asking, state, ())]
    deciding = _decided_by(asking, level)
    async with asking.visitor.reader().rows() as connection:
        cases = await open_cases(connection, [item.subject_id for item in listed])
        out = [item for item in listed if (item.ward_code, item.subject_id) in cases and item.title in deciding]
        rows = [asdict(item) for item in out[:MOST_NOTED]]
        units = await unit_names(connection, naming.units(rows))
    if not rows:
        return ()
    names = Names(units, await naming.people(asking.web, asking.visitor, naming.persons(rows), CHOOSING))
    why = asking.visitor.holds(*HOLD_READERS)
    told = sorted(
        f"{heading(row, names)}: {lower(held(cases[row['ward_code'], row['subject_id']], why=why))}, chưa ký được."
        for row in rows
    )
    more = (f"{len(out) - len(rows)} hồ sơ khác cũng đang tạm dừng.",) if len(out) > len(rows) else ()
    return (*told, *more)


async def _named(asking: Asking, rows: Sequence[Mapping[str, Any]]) -> list[Option]:
    """Nominations by title, year and name, of each unit together; a collective is its unit, which is said once."""
    async with asking.visitor.reader().rows() as connection:
        units = await unit_names(connection, naming.units(rows))
        mended = await query.mended(connection, rows, asking.record["ward_code"]) if asking.record else {}
    names = Names(units, await naming.people(asking.web, asking.visitor, naming.persons(rows), CHOOSING), mended)
    found = []
    for row in rows:
        label, unit = heading(row, names), names.place(row)
        hint = unit if row["subject_kind"] != "collective" else ""
        if not asking.words or matches(f"{label} {hint}", asking.words):
            found.append((sort_key(unit), sort_key(label), Option(str(row["nomination_id"]), label, hint)))
    return [option for _, _, option in sorted(found, key=lambda one: one[:2])][: asking.limit]


async def _held(asking: Asking, items: Sequence[Listed]) -> tuple[str, ...]:
    """How many stand in the list although they are on hold."""
    async with asking.visitor.reader().rows() as connection:
        cases = await open_cases(connection, [item.subject_id for item in items])
    listed = sum((item.ward_code, item.subject_id) in cases for item in items)
    return (f"{listed} hồ sơ trong danh sách đang tạm dừng nên chưa ký được; bỏ ra khỏi danh sách.",) if listed else ()


async def _listed(asking: Asking, state: str, ids: Sequence[UUID], *, but_held: bool = False) -> list[Listed]:
    async with asking.visitor.reader().rows() as connection:
        today = local_date(asking.visitor.at)
        found = await connection.fetch(LISTED, state, ids, asking.form.text(WARD) or None, but_held, today)
    return [Listed(*row) for row in found]


async def _chosen(asking: Asking, keys: Sequence[str]) -> list[Listed]:
    """What is chosen, whatever has become of it meanwhile: a repeated form says the same as before."""
    ids = replace(asking, keys=tuple(keys)).ids
    return await _listed(asking, "", ids) if ids else []


async def _money(asking: Asking, items: Sequence[Listed]) -> tuple[str, ...]:
    """What is paid for a list signed on the day of the form, by the rules and the base salary of that day."""
    subjects, listed = [item.subject_id for item in items], [item.nomination_id for item in items]
    try:
        day = _day(asking)
        pack, salary = pack_on(read_law(), day, items[0].ward_code), salary_on(read_law(), day)
        async with asking.visitor.reader().rows() as connection:
            before = {
                (row["subject_id"], row["year"]): row["dong"] for row in await connection.fetch(PAID, subjects, listed)
            }
        paid = {
            period_of(item): Paid(0 if item.sudden else before.get((item.subject_id, item.year), 0)) for item in items
        }
        total = sum(prize.payable for prize in counted(items, paid, pack, salary).values())
    except DecisionRefused as refused:
        return (refused.sentence,)
    kinds = dict.fromkeys((item.title, item.subject_kind) for item in items)
    how = [each(of, kind, multiplied(pack, of, kind, salary.dong)[1]) for of, kind in kinds]
    return (f"Tiền thưởng tổng cộng {dong(total)}, theo lương cơ sở {dong(salary.dong)}.", *how)


def _day(asking: Asking) -> date:
    try:
        return day_of(asking.form.text("signed_on"), SIGNED_ON.label)
    except Unclear:
        return local_date(asking.visitor.at)


def _given(items: Sequence[Listed]) -> str:
    """ "danh hiệu", "Giấy khen của Chủ tịch …", or both."""
    return ", ".join(dict.fromkeys(naming.noun(item.title) for item in items))


def _counted(items: Sequence[Listed]) -> str:
    """ "12 hồ sơ (10 cá nhân, 2 tập thể): Lao động tiên tiến 10, Tập thể lao động tiên tiến 2"."""
    titles = Counter(title(item.title) for item in items)
    kinds = people_of({"subject_kind": item.subject_kind} for item in items)
    return f"{len(items)} hồ sơ ({kinds}): {', '.join(f'{name} {count}' for name, count in titles.items())}"
