"""Paying the ward's prize money: the accountant's list of decisions, and on one page each line, paid or not; the ledger's entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from markupsafe import Markup

from services.awards import naming
from services.awards.decisions import query as decisions
from services.awards.decisions.facts import DECISIONS
from services.awards.decisions.papers import DECISION
from services.awards.naming import Names
from services.awards.nominations.nomination import NominationDenied
from services.awards.payments import limits, projection, query
from services.awards.payments.commands import (
    WAYS,
    PayAwards,
    Payee,
    RecoverMoney,
    TakeBackMoneyRecovery,
    TakeBackPayment,
)
from services.awards.payments.decider import HANDLES
from services.awards.payments.reading import READERS, routes
from services.awards.payments.refusals import PaymentRefused
from services.awards.subjects.query import unit_names
from services.chassis import words
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do, Shape
from services.chassis.kit.listing import Column, Filter, ListPage, RecordPage, Way
from services.chassis.kit.options import Asking, Option, narrowed
from services.chassis.kit.options import listed as listed_options
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.chassis.words import day, dong

PURPOSE: Final = "decision"
Lines = list[dict[str, Any]]


async def _lines(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> Lines:
    """The lines of a decision, each with who it is, as it reads since it was corrected."""
    async with visitor.reader().rows() as connection:
        found = await query.lines(connection, row["decision_id"])
        units = await unit_names(connection, naming.units(found))
        mended = await decisions.mended(connection, found, row["ward_code"])
    names = Names(units, await naming.people(web, visitor, naming.persons(found), PURPOSE), mended)
    return [
        {**line, "who": names.subject(line), "unit": "" if line["subject_kind"] == "collective" else names.place(line)}
        for line in found
    ]


def _state(line: Mapping[str, Any]) -> tuple[str, str]:
    """What is to be done about a line."""
    if line["due"] is None:
        return ("sent", "Không có tiền thưởng")
    if line["to_recover"]:
        return ("late", "Phải thu hồi")
    if line["state"] == "annulled":
        return ("annulled", "Đã hủy bỏ" if line["last"] is None else "Đã thu hồi")
    if line["to_pay"]:
        return ("paused", "Tạm dừng chi") if line["held"] else ("waiting", "Chưa chi")
    return ("on-time", "Đã chi")


def _moved(line: Mapping[str, Any]) -> list[str]:
    """ "Chi 710.000 đ ngày 25/12/2024, chuyển khoản, chứng từ số PC-012/2025", each time that money moved."""
    return [
        f"{'Chi' if one['dong'] > 0 else 'Thu hồi'} {dong(abs(one['dong']))} ngày {day(one['on'])}, "
        f"{words.lower(WAYS[one['way']])}, chứng từ số {one['voucher']}"
        for one in line["moved"]
    ]


def _offering(fits: Callable[[Mapping[str, Any]], bool], of: str) -> Callable[[Asking], Any]:
    """The lines of the decision that fit, each with the money that this act moves."""

    async def options(asking: Asking) -> list[Option]:
        if asking.record is None:
            return []
        found = await _lines(asking.web, asking.visitor, asking.record)
        chosen = [line for line in found if (str(line["nomination_id"]) in asking.keys if asking.keys else fits(line))]
        return narrowed(
            [
                Option(
                    str(line["nomination_id"]),
                    f"{line['register_number']}. {line['who']}: {dong(_amount(line, of))}",
                    ", ".join(
                        filter(
                            None,
                            (naming.title(line["title"]), line["unit"], *(_moved(line)[-1:] if of == "last" else ())),
                        )
                    ),
                )
                for line in chosen
            ],
            asking,
        )

    return options


def _amount(line: Mapping[str, Any], of: str) -> int:
    """The đồng that an act moves of a line: what is owed, or what moved last."""
    if of == "last":
        return abs(line["last"]["dong"]) if line["last"] else 0
    return int(line[of] or 0)


def _is_paid(line: Mapping[str, Any]) -> bool:
    return line["last"] is not None and line["last"]["dong"] > 0


def _is_recovered(line: Mapping[str, Any]) -> bool:
    return line["last"] is not None and line["last"]["dong"] < 0


async def payees(reader: Reader, _writer: Writer, path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """Whose the chosen lines are, as the read model knows it; the decider compares it with the decision."""
    async with reader.rows() as connection:
        found = await query.lines(connection, path["decision_id"])
    subjects = {line["nomination_id"]: line["subject_id"] for line in found}
    return {
        "payees": tuple(
            Payee(nomination_id=key, subject_id=subjects[key]) for key in body.nominations if key in subjects
        )
    }


VOUCHER: Final = frozenset({"voucher", "way"})


async def paying(asking: Asking) -> Shape:
    """First the lines, then the voucher; which lines are left out because something is looked into."""
    found = await _of(asking)
    held = ", ".join(str(line["register_number"]) for line in found if line["to_pay"] and line["held"])
    notes = (f"Chưa chi dòng số {held}: đối tượng đang tạm dừng xét tặng. Có kết quả thì chi sau.",) if held else ()
    return _shape(asking, found, "to_pay", "Ghi đã chi", "paid_on", notes)


async def recovering(asking: Asking) -> Shape:
    """First the lines, then the voucher."""
    return _shape(asking, await _of(asking), "to_recover", "Ghi đã thu hồi", "recovered_on")


async def _of(asking: Asking) -> Lines:
    assert asking.record is not None
    return await _lines(asking.web, asking.visitor, asking.record)


def _shape(asking: Asking, found: Lines, of: str, what: str, on: str, notes: tuple[str, ...] = ()) -> Shape:
    chosen = [line for line in found if str(line["nomination_id"]) in asking.form.get("nominations", ())]
    if not chosen:
        return Shape(without=VOUCHER | {on}, whole=False, notes=notes)
    total = dong(sum(_amount(line, of) for line in chosen))
    return Shape(effect=(f"{what} {total} tiền thưởng của {len(chosen)} dòng.", "Ghi nhầm thì rút được."), notes=notes)


REFUSES: Final = (PaymentRefused, NominationDenied)
PLACES: Final = {
    **dict.fromkeys(PaymentRefused.refusals, "nominations"),
    "payment.in-future": "paid_on",
    "payment.too-early": "paid_on",
    "payment.recovery-too-early": "recovered_on",
}
RECOVERY_PLACES: Final = {**PLACES, "payment.in-future": "recovered_on"}

PAY: Final = Do(
    command=PayAwards,
    name="pay",
    path="/payments/{decision_id}:pay",
    body="Payment",
    about="Dòng đã chi, ngày, số chứng từ, cách chi.",
    title="Ghi chi tiền thưởng",
    button="Ghi đã chi",
    done="Đã ghi chi tiền thưởng.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["to_pay"] > 0,
    look=payees,
    shape=paying,
)
UNPAY: Final = Do(
    command=TakeBackPayment,
    name="take-back-payment",
    path="/payments/{decision_id}:take-back-payment",
    body="PaymentTakenBack",
    about="Dòng ghi chi nhầm và lý do rút.",
    title="Rút ghi nhận chi",
    button="Rút ghi nhận chi",
    effect=(
        "Dòng đã chọn lại là chưa chi; danh hiệu đã bị hủy bỏ thì không còn tiền phải thu hồi.",
        "Cần thì ghi lại cho đúng.",
    ),
    done="Đã rút ghi nhận chi.",
    refuses=REFUSES,
    places=PLACES,
    replaces=True,
    offered=lambda row: row["paid"] > 0,
)
RECOVER: Final = Do(
    command=RecoverMoney,
    name="recover-money",
    path="/payments/{decision_id}:recover",
    body="MoneyRecovery",
    about="Dòng đã thu hồi, ngày, số chứng từ, cách thu.",
    title="Ghi thu hồi tiền thưởng",
    button="Ghi đã thu hồi",
    done="Đã ghi thu hồi tiền thưởng.",
    refuses=REFUSES,
    places=RECOVERY_PLACES,
    offered=lambda row: row["to_recover"] > 0,
    shape=recovering,
)
UNRECOVER: Final = Do(
    command=TakeBackMoneyRecovery,
    name="take-back-recovery",
    path="/payments/{decision_id}:take-back-recovery",
    body="MoneyRecoveryTakenBack",
    about="Dòng ghi thu hồi nhầm và lý do rút.",
    title="Rút ghi nhận thu hồi",
    button="Rút ghi nhận thu hồi",
    effect=("Tiền thưởng của dòng đã chọn lại phải thu hồi; danh hiệu đã được khôi phục thì không phải chi lại.",),
    done="Đã rút ghi nhận thu hồi.",
    refuses=REFUSES,
    places=PLACES,
    replaces=True,
    offered=lambda row: row["recovered"],
)

STATES: Final = {"to-pay": "Chưa chi hết", "late": "Trễ hạn chi", "to-recover": "Phải thu hồi", "settled": "Đã xong"}
KINDS: Final = {"to-pay": "waiting", "late": "late", "to-recover": "late", "settled": "on-time"}


def _by(row: Mapping[str, Any]) -> str | None:
    """ "20/01/2025, 30 ngày từ ngày ký. Nguồn: …": until when it is to be paid, and by which rule; nothing once all is paid."""
    if not row["to_pay"] or row["pay_by"] is None:
        return None
    limit = limits.limit_on(row["signed_on"])
    rule = f", {limit.days} ngày từ ngày ký. Nguồn: {limits.told(limit)}" if limit else ""
    late = "Trễ. Phải chi trước hết ngày " if row["standing"] == "late" else ""
    return f"{late}{day(row['pay_by'])}{rule}."


YEARS_SIGNED: Final = """
    SELECT DISTINCT year::text AS value, year::text AS label FROM award_money WHERE level = 'ward' AND $1::date IS NOT NULL LIMIT 100
"""
LIST: Final = ListPage(
    path="/payments",
    title="Chi tiền thưởng",
    source="""
        SELECT ward_code, decision_id, document_number, signed_on, year::text AS year, decided, paid, to_pay, to_recover, pay_by,
               CASE WHEN to_recover > 0 THEN 'to-recover' WHEN to_pay > 0 AND pay_by < $1::date THEN 'late'
                    WHEN to_pay > 0 THEN 'to-pay' ELSE 'settled' END AS standing,
               EXISTS (SELECT FROM json_to_recordset(lines) AS one (moved json) WHERE (one.moved -> -1 ->> 0)::integer < 0) AS recovered
        FROM award_money WHERE level = 'ward' AND $1::date IS NOT NULL
    """,
    columns=(
        Column(name="document_number", label="Số quyết định"),
        Column(name="signed_on", label="Ngày ký"),
        Column(name="standing", label="Tình trạng", words=STATES),
        Column(name="decided", label="Được thưởng (đ)", number=True, wide=True),
        Column(name="paid", label="Đã chi (đ)", number=True, wide=True),
        Column(name="to_pay", label="Chưa chi (đ)", number=True),
        Column(name="to_recover", label="Phải thu hồi (đ)", number=True),
    ),
    key="decision_id",
    order=("-signed_on",),
    filters=(
        Filter(name="standing", label="Tình trạng", words=STATES),
        Filter(name="year", label="Năm ký", options="payment-years"),
    ),
    searched=("document_number",),
    more=("year", "pay_by", "recovered"),
    roles=READERS,
    intro=" ".join(
        f"{row.rule} ({row.citation}{'' if row.confirmed else ', chưa được xác nhận'})." for row in limits.FUND_RULES
    ),
    empty="Chưa có quyết định khen thưởng nào của phường có tiền thưởng. Chủ tịch ký quyết định thì tiền thưởng có ở đây.",
)


async def listed(web: Web, visitor: Visitor, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Each line: who, which title, how much, and what became of its money."""
    found = await _lines(web, visitor, row)
    told = [
        {
            **line,
            "tag": _state(line),
            "said": _moved(line),
            "name": naming.title(line["title"]),
            "money": dong(line["due"] or 0),
        }
        for line in found
    ]
    return {"money_lines": told}


PAYMENTS: Final = Capability(
    name="payments",
    file=__file__,
    handles=HANDLES,
    readers=(projection.MODEL,),
    does=(UNRECOVER, UNPAY, RECOVER, PAY),
    list=LIST,
    record=RecordPage(
        heading=lambda row: f"Tiền thưởng theo Quyết định số {row['document_number']}",
        stream=lambda key: DECISION.at(key).stream_id,
        state=lambda row: (KINDS[row["standing"]], STATES[row["standing"]]),
        facts=(
            Column(name="signed_on", label="Ngày ký"),
            Column(name="decided", label="Được thưởng", show=lambda row: dong(row["decided"])),
            Column(name="paid", label="Đã chi", show=lambda row: dong(row["paid"])),
            Column(name="to_pay", label="Chưa chi", show=lambda row: dong(row["to_pay"])),
            Column(
                name="to_recover",
                label="Phải thu hồi",
                show=lambda row: dong(row["to_recover"]) if row["to_recover"] else None,
            ),
            Column(name="pay_by", label="Hạn chi", show=_by),
        ),
        says=DECISIONS,
        template="_lines.html",
        given=listed,
    ),
    options={
        "to-pay": _offering(lambda line: bool(line["to_pay"]) and not line["held"], "to_pay"),
        "paid": _offering(_is_paid, "last"),
        "to-recover": _offering(lambda line: bool(line["to_recover"]), "to_recover"),
        "recovered": _offering(_is_recovered, "last"),
        "payment-years": listed_options(YEARS_SIGNED),
    },
    routes=(routes,),
)


def _picture(row: Mapping[str, Any]) -> Markup:
    """How much of what was decided is paid, as a bar beside its number."""
    share = row["share"]
    return Markup('<progress max="100" value="{0}" aria-label="Đã chi {0}%"></progress> {0}%').format(share)


YEARS: Final = Capability(
    name="money-years",
    tag="payments",
    file=__file__,
    list=ListPage(
        path="/money-years",
        title="Tiền thưởng theo năm",
        source="""
            SELECT ward_code, ward_code || '-' || year AS ledger_id, year::text AS year, sum(decided)::bigint AS decided,
                   sum(paid)::bigint AS paid, sum(to_pay)::bigint AS to_pay, sum(to_recover)::bigint AS to_recover,
                   count(*) AS decisions,
                   CASE WHEN sum(decided) > 0 THEN round(100 * (1 - sum(to_pay) / sum(decided)))::integer ELSE 100 END AS share
            FROM award_money WHERE level = 'ward' AND $1::date IS NOT NULL GROUP BY ward_code, year
        """,
        columns=(
            Column(name="year", label="Năm ký"),
            Column(name="share", label="Phần đã chi", show=_picture),
            Column(name="decided", label="Được thưởng (đ)", number=True),
            Column(name="paid", label="Đã chi (đ)", number=True),
            Column(name="to_pay", label="Chưa chi (đ)", number=True),
            Column(name="to_recover", label="Phải thu hồi (đ)", number=True),
            Column(name="decisions", label="Số quyết định", number=True, wide=True),
        ),
        key="ledger_id",
        key_type=str,
        order=("-year",),
        roles=READERS,
        intro="Kinh phí được giao trong năm chưa ghi ở đây. Quỹ tiền thưởng của Nghị định 73/2024/NĐ-CP là nguồn khác.",
        empty="Chưa có quyết định khen thưởng nào của phường có tiền thưởng.",
        way=Way(
            label="Xem từng quyết định", to=lambda row: f"/awards/pages/payments?year={row['year']}", roles=READERS
        ),
    ),
)

WHAT: Final = {
    "signed": "Ký quyết định",
    "annulled": "Hủy bỏ danh hiệu",
    "restored": "Khôi phục danh hiệu",
    "paid": "Chi tiền thưởng",
    "unpaid": "Rút ghi nhận chi",
    "recovered": "Thu hồi tiền thưởng",
    "unrecovered": "Rút ghi nhận thu hồi",
}
ENTRIES: Final = Capability(
    name="money-entries",
    tag="payments",
    file=__file__,
    list=ListPage(
        path="/money-entries",
        title="Sổ chi tiết tiền thưởng",
        source="""
            SELECT m.ward_code, m.decision_id || '-' || lpad(e.place::text, 4, '0') AS entry_id, m.document_number, m.year::text AS year,
                   e.entered_on, e.what, e.voucher, coalesce(e.way, 'none') AS way, e.decided, e.to_recover, -e.to_pay AS to_pay,
                   -e.cash AS cash
            FROM award_money m CROSS JOIN LATERAL json_to_recordset(m.journal) AS e
                 (place integer, entered_on date, what text, voucher text, way text, decided integer, to_recover integer,
                  to_pay integer, cash integer)
            WHERE $1::date IS NOT NULL AND m.level = 'ward'
        """,
        columns=(
            Column(name="entered_on", label="Ngày"),
            Column(name="what", label="Nội dung", words=WHAT),
            Column(name="voucher", label="Văn bản, chứng từ"),
            Column(name="document_number", label="Quyết định", wide=True),
            Column(name="way", label="Cách chi, thu", words=WAYS | {"none": "không"}, wide=True),
            Column(name="decided", label="Được thưởng (đ)", number=True),
            Column(name="to_pay", label="Chưa chi (đ)", number=True),
            Column(name="to_recover", label="Phải thu hồi (đ)", number=True),
            Column(name="cash", label="Đã chi (đ)", number=True),
        ),
        key="entry_id",
        key_type=str,
        order=("-entered_on",),
        searched=("voucher", "document_number"),
        more=("year",),
        roles=READERS,
        intro="Mỗi dòng là số tăng, giảm. Được thưởng cộng phải thu hồi luôn bằng chưa chi cộng đã chi.",
        empty="Chưa có khoản nào.",
    ),
)
