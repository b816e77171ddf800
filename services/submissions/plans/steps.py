"""The steps of a plan from its check to the plan that takes its place: each with what takes it back, offered by state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.chassis import words
from services.chassis.calendar import local_date
from services.chassis.errors import NotFound
from services.chassis.http.edge import Reader, Writer
from services.chassis.kit.doing import Do
from services.chassis.text.letters import folded
from services.chassis.web.visitor import Visitor
from services.chassis.web.web import Web
from services.submissions.delegations.decider import DelegationRefused, SignatureRefused
from services.submissions.ids import document_number_id
from services.submissions.mandates import holders
from services.submissions.numbers.projection import next_number
from services.submissions.plans import drafting, projection
from services.submissions.plans.commands import (
    AmendPlan,
    CheckPlan,
    IssuePlan,
    NumberPlan,
    RestorePlan,
    RevokePlan,
    SignPlan,
    SignPlanInPlace,
    SupersedePlan,
    TakeBackCheck,
    TakeBackNumber,
    TakeBackSignature,
    TakeBackSupersession,
)
from services.submissions.plans.drafting import REFUSES, amendable, at, of_amendment, plan_of, under_way
from services.submissions.plans.listed import LIST

PLACES: Final = drafting.PLACES | {
    "plan.number-taken": "number",
    "plan.issued-in-the-future": "issued_on",
    "plan.ward-not-living": "issued_on",
    "plan.due-before-issue": "issued_on",
    "plan.day-of-other-year": "issued_on",
    "plan.before-delegation": "issued_on",
    "plan.amended-before-issue": "issued_on",
    "plan.supersedes-itself": "by_plan_id",
    "plan.successor-not-issued": "by_plan_id",
    "plan.successor-older": "by_plan_id",
    "plan.signer-not-holder": "signer_id",
    "person.erased": "signer_id",
}
SYMBOL: Final = "KH-UBND"
DELEGATED: Final = "SELECT person_id FROM delegations WHERE delegation_id = $1"


async def as_amended(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is to change the plan as it was written, else what the issued plan says now."""
    assert plan is not None
    async with visitor.reader().rows() as connection:
        written = await projection.under_way(connection, plan["plan_id"])
    if written is not None:
        return {**amendable(written["said"]), "reason": written["reason"]}
    return amendable(await plan_of(visitor, plan["plan_id"]))


async def numbering(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """The next number of the ward's register, and today."""
    assert plan is not None
    today = local_date(visitor.at)
    async with visitor.reader().rows() as connection:
        number = await next_number(connection, plan["ward_code"], today.year, SYMBOL)
    return {"number": number, "issued_on": today}


async def number_looked_up(reader: Reader, _writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The number that a plan has now, or what is to change it. Raises NotFound when it has none."""
    async with reader.rows() as connection:
        plan = await projection.one(connection, path["plan_id"])
        amending = await projection.under_way(connection, path["plan_id"])
    if plan is None:
        raise NotFound("plan")
    paper, day = (plan, plan["issued_on"]) if amending is None else (amending, amending["dated_on"])
    if day is None:
        raise NotFound("plan")
    return {"number_id": document_number_id(plan["ward_code"], day.year, paper["symbol"], paper["number"])}


async def signing_mandate(_: Reader, writer: Writer, _path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """Under which mandate somebody signs."""
    return {"mandate_id": writer.mandate.id}


async def holder_first(_: Web, visitor: Visitor, _plan: Mapping[str, Any] | None) -> dict[str, Any]:
    """The registered holder of the own mandate as signer; nobody where none is registered."""
    person = await holders.person_of(visitor.reader(), visitor.mandate.id)
    return {} if person is None else {"signer_id": person}


async def signing(web: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """What is signed, on which bases, and whether anybody is registered as the holder of the mandate under which it is."""
    named = await holders.person_of(visitor.reader(), visitor.mandate.id)
    holder = (
        "Người ký là người giữ quyền Chủ tịch đã ghi ở Giao quyền."
        if named is not None
        else "Chưa ghi ai giữ quyền Chủ tịch này ở Giao quyền nên hệ thống không đối chiếu được người ký: hãy chọn đúng người."
    )
    return {**await papers(web, visitor, plan), "holder": holder}


async def papers(web: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """Which paper it is about, the plan's or what is to change it, and which of its bases no longer hold."""
    assert plan is not None
    async with visitor.reader().rows() as connection:
        written = await projection.under_way(connection, plan["plan_id"])
    if written is None:
        return {"paper": f"Văn bản: {plan['title']}.", **await bases(web, visitor, plan)}
    said = f"Văn bản điều chỉnh kế hoạch số {plan['document']}; lý do: {written['reason'].rstrip('.')}."
    return {"paper": said, "bases": "Kế hoạch đã ban hành giữ nguyên cho đến khi văn bản điều chỉnh được ban hành."}


async def resting(reader: Reader, writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """How many reports were sent and movements launched under a plan. Raises NotFound."""
    async with reader.rows() as connection:
        found = await LIST.one(connection, reader, local_date(writer.at), path["plan_id"])
    return {"sent": found["sent"], "going": found["going"]}


UNFINISHED: Final = "SELECT task_id FROM plan_tasks WHERE plan_id = $1 AND done_on IS NULL"
UNCONFIRMED: Final = """
SELECT u.unit_id FROM plans p JOIN units u ON u.ward_code = p.ward_code
WHERE p.plan_id = $1 AND u.began_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2) AND NOT EXISTS (
    SELECT FROM plan_receipts r WHERE r.ward_code = p.ward_code AND r.plan_id = p.plan_id AND r.unit_id = u.unit_id AND NOT r.withdrawn)
"""


async def left_open(reader: Reader, writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """What was still to be done under a plan: tasks, and units that had not confirmed it."""
    async with reader.rows() as connection:
        tasks = await connection.fetch(UNFINISHED, path["plan_id"])
        units = await connection.fetch(UNCONFIRMED, path["plan_id"], local_date(writer.at))
    return {
        "unfinished": tuple(row["task_id"] for row in tasks),
        "unconfirmed": tuple(row["unit_id"] for row in units),
    }


OWING: Final = """
SELECT count(DISTINCT u.unit_id) AS units, count(*) AS reports, min(o.due_at) AS first_due
FROM obligations o JOIN units u ON u.ward_code = o.ward_code AND (o.unit_kinds = '{}' OR u.kind = ANY (o.unit_kinds))
WHERE o.plan_id = $1 AND u.began_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' < o.due_at AND o.locks_at > $2
  AND (u.closed_on IS NULL OR u.closed_on::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh' >= o.due_at)
"""


async def owing(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """How many units will owe how many reports from when, by the rule of `open_reports.owes`."""
    assert plan is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetchrow(OWING, plan["plan_id"], visitor.at)
    assert found is not None  # aggregates always give a row
    if not plan["duties"]:
        return {"owing": "Kế hoạch này không giao báo cáo cho đơn vị nào."}
    if not found["reports"]:
        return {"owing": "Chưa có đơn vị nào phải nộp báo cáo theo kế hoạch này; xem lại chế độ báo cáo và các đơn vị."}
    said = f"{words.number(found['units'])} đơn vị phải nộp tất cả {words.number(found['reports'])} báo cáo"
    return {"owing": f"{said}, tính từ ngày ban hành; hạn đầu tiên: {words.until(found['first_due'])}."}


NAMED: Final = """
SELECT u.unit_id, u.name, p.recipients FROM plans p JOIN units u ON u.ward_code = p.ward_code
WHERE p.plan_id = $1 AND u.began_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2) ORDER BY u.unit_id LIMIT 5000
"""


def names_unit(recipients: Sequence[str], name: str) -> bool:
    """Whether one of the lines is a unit's name, alone or among others; dashes before and stops after it do not count."""
    said = (one.strip(" -–+*.:") for line in recipients for one in re.split("[;,]", line))
    return folded(name) in {folded(one) for one in said}


async def named_units(reader: Reader, writer: Writer, path: Mapping[str, Any], _body: Any) -> Mapping[str, Any]:
    """The living units that the plan names among its recipients."""
    async with reader.rows() as connection:
        found = await connection.fetch(NAMED, path["plan_id"], local_date(writer.at))
    return {"named": tuple(row["unit_id"] for row in found if names_unit(row["recipients"], row["name"]))}


ENDED_BASES: Final = """
SELECT d.number, least(d.ended_on, d.in_force_to) AS until, d.withdrawn_on
FROM plans p CROSS JOIN json_to_recordset(p.legal_bases) AS b (document_id uuid)
JOIN library_documents d ON d.ward_code = p.ward_code AND d.document_id = b.document_id
WHERE p.plan_id = $1 AND (d.withdrawn OR least(d.ended_on, d.in_force_to) <= coalesce(p.issued_on, $2)) ORDER BY d.number
"""


async def bases(_: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """Which bases from the library were withdrawn, or no longer hold on the plan's day, which while it has none is today."""
    assert plan is not None
    async with visitor.reader().rows() as connection:
        found = await connection.fetch(ENDED_BASES, plan["plan_id"], local_date(visitor.at))
    if not found:
        return {"bases": "Không có căn cứ nào chọn từ thư viện đã hết hiệu lực hoặc đã thu hồi."}
    gone = [f"{row['number']} ngày {words.day(row['withdrawn_on'])}" for row in found if row["withdrawn_on"]]
    ended = [f"{row['number']} từ ngày {words.day(row['until'])}" for row in found if not row["withdrawn_on"]]
    said = [f"Căn cứ đã thu hồi: {'; '.join(gone)}."] if gone else []
    said += [f"Căn cứ đã hết hiệu lực: {'; '.join(ended)}."] if ended else []
    return {"bases": f"{' '.join(said)} Vẫn ghi được; xem lại trước khi tiếp tục."}


async def issuing(web: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """What issuing means: who owes what, and which bases no longer hold; of what changes a plan, that it holds from now on."""
    assert plan is not None
    if plan["amending"]:
        return {
            **await papers(web, visitor, plan),
            "owing": "Nhiệm vụ mới hoặc đổi đơn vị chủ trì được giao ngay; kết quả đã ghi và báo cáo đã giao vẫn còn.",
            "receipts": "Việc xác nhận đã nhận kế hoạch của các đơn vị không đổi.",
        }
    return {
        **await owing(web, visitor, plan),
        **await papers(web, visitor, plan),
        "receipts": "Đơn vị có tên ở Nơi nhận có việc xác nhận đã nhận kế hoạch.",
    }


async def checking(web: Web, visitor: Visitor, plan: Mapping[str, Any] | None) -> dict[str, str]:
    """Whether it asks for reports, and which bases no longer hold."""
    assert plan is not None
    asked = f"Kế hoạch có {words.number(plan['duties'])} chế độ báo cáo."
    none = "Kế hoạch này không có chế độ báo cáo: các đơn vị không phải nộp báo cáo theo kế hoạch."
    return {"duties": asked if plan["duties"] else none, **await bases(web, visitor, plan)}


def _settled(row: Mapping[str, Any]) -> bool:
    """In force, and nothing is about to change it."""
    return row["state"] == "issued" and row["amending"] is None


CHECK: Final = Do(
    command=CheckPlan,
    name="check",
    path="/plans/{plan_id}:check",
    title="Kiểm tra xong",
    summary="Ghi nhận dự thảo đã kiểm tra nội dung và thể thức",
    button="Xác nhận đã kiểm tra",
    effect=("{duties}", "{bases}", "Dự thảo được trình Chủ tịch ký.", "Muốn sửa sau đó, hủy kiểm tra."),
    given=checking,
    done="Đã kiểm tra. Kế hoạch chờ ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("draft"),
)
UNCHECK: Final = Do(
    command=TakeBackCheck,
    name="uncheck",
    path="/plans/{plan_id}:uncheck",
    body="CheckTakenBack",
    about="Lý do hủy kiểm tra.",
    title="Hủy kiểm tra",
    button="Hủy kiểm tra",
    effect=("Kế hoạch trở lại là dự thảo và sửa được.",),
    done="Đã hủy kiểm tra. Kế hoạch lại là dự thảo.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("checked"),
)
SIGN: Final = Do(
    command=SignPlan,
    name="sign",
    path="/plans/{plan_id}:sign",
    body="PlanSignature",
    about="Người ký và chức vụ ghi trên chữ ký.",
    title="Ký kế hoạch",
    button="Ký kế hoạch",
    called=of_amendment("Ký văn bản điều chỉnh"),
    effect=(
        "{paper}",
        "{bases}",
        "{holder}",
        "Văn thư được đề nghị cấp số và ngày.",
        "Hủy được chữ ký cho đến khi có số.",
    ),
    given=signing,
    done="Đã ký. Văn thư cấp số và ngày.",
    refuses=REFUSES,
    places=PLACES,
    offered=under_way("checked"),
    begin=holder_first,
    look=signing_mandate,
)


async def delegated(reader: Reader, _writer: Writer, _path: Mapping[str, Any], body: Any) -> Mapping[str, Any]:
    """Whom the delegation lets sign. Raises NotFound."""
    async with reader.rows() as connection:
        signer = await connection.fetchval(DELEGATED, body.delegation_id)
    if signer is None:
        raise NotFound("delegation")
    return {"signer_id": signer}


SIGN_IN_PLACE: Final = Do(
    command=SignPlanInPlace,
    name="sign-in-place",
    path="/plans/{plan_id}:sign-in-place",
    body="PlanSignatureInPlace",
    about="Việc giao ký thay mà người ký dùng.",
    title="Ký thay Chủ tịch",
    button="Ký thay Chủ tịch",
    given=papers,
    effect=(
        "{paper}",
        "{bases}",
        "Trên chữ ký ghi KT. CHỦ TỊCH và chức vụ của người ký.",
        "Đồng chí và Chủ tịch hủy được chữ ký cho đến khi có số.",
    ),
    done="Đã ký thay Chủ tịch. Văn thư cấp số và ngày.",
    refuses=(*REFUSES, DelegationRefused, SignatureRefused),
    places=PLACES
    | dict.fromkeys(("signature.not-today", "signature.not-of-the-committee", "person.erased"), "delegation_id"),
    offered=under_way("checked"),
    look=delegated,
)
UNSIGN: Final = Do(
    command=TakeBackSignature,
    name="unsign",
    path="/plans/{plan_id}:unsign",
    body="SignatureTakenBack",
    about="Lý do hủy chữ ký.",
    title="Hủy chữ ký",
    button="Hủy chữ ký",
    effect=("Văn bản trở lại chờ ký.",),
    done="Đã hủy chữ ký.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: (
        under_way("signed")(row) and (row["own_role"] != "leader" or row["signed_by"] == row["own_account"])
    ),
)
NUMBER: Final = Do(
    command=NumberPlan,
    name="number",
    path="/plans/{plan_id}:number",
    body="PlanNumber",
    about="Số, ký hiệu và ngày của kế hoạch đã ký.",
    title="Cấp số và ngày",
    button="Cấp số",
    effect=("{paper}", "Số lấy trong sổ văn bản đi và không dùng lại được."),
    given=papers,
    done="Đã cấp số và ngày. Văn bản chờ ban hành.",
    refuses=REFUSES,
    places=PLACES,
    offered=under_way("signed"),
    begin=numbering,
)
UNNUMBER: Final = Do(
    command=TakeBackNumber,
    name="unnumber",
    path="/plans/{plan_id}:unnumber",
    body="NumberTakenBack",
    about="Lý do thu hồi số.",
    title="Thu hồi số",
    button="Thu hồi số",
    effect=("Số bị hủy trong sổ văn bản đi; văn bản được cấp số khác.",),
    done="Đã thu hồi số. Văn bản chờ số khác.",
    refuses=REFUSES,
    places=PLACES,
    offered=under_way("numbered"),
    look=number_looked_up,
)
ISSUE: Final = Do(
    command=IssuePlan,
    name="issue",
    path="/plans/{plan_id}:issue",
    title="Ban hành kế hoạch",
    button="Ban hành kế hoạch",
    called=of_amendment("Ban hành văn bản điều chỉnh"),
    effect=(
        "{paper}",
        "{owing}",
        "{bases}",
        "{receipts}",
        "Đã ban hành thì chỉ thay đổi được bằng văn bản điều chỉnh.",
    ),
    done="Đã ban hành. Báo cáo, nhiệm vụ mà văn bản giao, nếu có, đến các đơn vị ngay.",
    refuses=REFUSES,
    places=PLACES,
    offered=under_way("numbered"),
    given=issuing,
    look=named_units,
)
AMEND: Final = Do(
    command=AmendPlan,
    name="amend",
    path="/plans/{plan_id}:amend",
    body="Amendment",
    about="Lý do và nội dung sau khi điều chỉnh, chờ ký rồi cấp số; hạn báo cáo gia hạn ở từng báo cáo.",
    title="Điều chỉnh kế hoạch",
    button="Trình văn bản điều chỉnh",
    effect=(
        "Văn bản điều chỉnh được trình Chủ tịch ký, rồi Văn thư cấp số và Văn phòng ban hành.",
        "Cho đến lúc ban hành, kế hoạch giữ nguyên. Sửa hoặc rút được văn bản điều chỉnh khi chưa ký.",
    ),
    done="Đã lập văn bản điều chỉnh, chờ ký. Kế hoạch chưa thay đổi.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] == "issued" and row["amending"] in (None, "checked"),
    begin=as_amended,
    replaces=True,
)
SUPERSEDE: Final = Do(
    command=SupersedePlan,
    name="supersede",
    path="/plans/{plan_id}:supersede",
    body="Supersession",
    about="Kế hoạch thay thế và lý do.",
    title="Thay thế bằng kế hoạch khác",
    button="Thay thế kế hoạch",
    effect=("Nhiệm vụ chưa xong của kế hoạch này kết thúc; báo cáo đã giao vẫn phải nộp.",),
    done="Đã ghi kế hoạch thay thế.",
    refuses=REFUSES,
    places=PLACES,
    offered=_settled,
)
UNSUPERSEDE: Final = Do(
    command=TakeBackSupersession,
    name="take-back-supersession",
    path="/plans/{plan_id}:take-back-supersession",
    body="SupersessionTakenBack",
    about="Lý do hủy việc ghi kế hoạch thay thế.",
    title="Hủy thay thế",
    summary="Hủy việc ghi nhầm kế hoạch thay thế",
    button="Hủy thay thế",
    effect=(
        "Kế hoạch lại có hiệu lực; nhiệm vụ chưa xong và việc xác nhận đã nhận lại phải làm.",
        "Kế hoạch đã ghi là thay thế giữ nguyên.",
    ),
    done="Đã hủy thay thế. Kế hoạch lại có hiệu lực.",
    refuses=REFUSES,
    places=PLACES,
    offered=at("superseded"),
    look=left_open,
)
REVOKE: Final = Do(
    command=RevokePlan,
    name="revoke",
    path="/plans/{plan_id}:revoke",
    body="Revocation",
    about="Lý do thu hồi kế hoạch ban hành nhầm.",
    title="Thu hồi kế hoạch",
    button="Thu hồi kế hoạch",
    effect=(
        "Kế hoạch ban hành nhầm thôi có hiệu lực: báo cáo, nhiệm vụ và việc xác nhận đã nhận không còn phải làm.",
        "Số {document} vẫn ghi trong sổ văn bản đi. Thu hồi nhầm thì khôi phục được khi chưa hạn nộp nào qua.",
    ),
    done="Đã thu hồi kế hoạch.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: _settled(row) and not row["sent"] and not row["going"],
    look=resting,
)
RESTORE: Final = Do(
    command=RestorePlan,
    name="restore",
    path="/plans/{plan_id}:restore",
    body="PlanRestoration",
    about="Lý do khôi phục kế hoạch đã thu hồi.",
    title="Khôi phục kế hoạch",
    summary="Khôi phục kế hoạch thu hồi nhầm",
    button="Khôi phục kế hoạch",
    effect=(
        "Kế hoạch số {document} lại có hiệu lực như đã ban hành.",
        "Báo cáo, nhiệm vụ chưa xong và việc xác nhận đã nhận lại phải làm; đơn vị được báo lại ngay.",
    ),
    done="Đã khôi phục kế hoạch.",
    refuses=REFUSES,
    places=PLACES,
    offered=lambda row: row["state"] == "revoked" and not row["overdue"],
    look=left_open,
)
