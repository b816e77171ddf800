"""Wording: a dossier's state, its past and its reasons as the pages say them. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from markupsafe import Markup

from services.awards.councils.commands import SEAT_WORDS
from services.awards.deeds.commands import OPINIONS
from services.awards.deeds.procedure import procedure_on
from services.awards.law.money import Reckoned, money_source, reckoned
from services.awards.law.pack import STEP, Law, Pack, Threshold, TitleRule
from services.awards.law.rows import SubjectKind
from services.awards.law.telling import SURE
from services.awards.naming import Names, noun, title
from services.awards.nominations.commands import ALL_PARTS, ANNULMENTS, REASONS, RETURNS
from services.awards.nominations.merits import CATEGORIES, RATINGS, Merits, fields
from services.awards.records.commands import DISCIPLINES, LEAVES
from services.awards.refusal import cited, marked
from services.chassis import words
from services.chassis.kit.fields import lower
from services.chassis.kit.parts import parts_of
from services.chassis.web import charts
from thidua_contracts.codes import DeciderLevel

Row = Mapping[str, Any]

NOTHING: Final[Mapping[str, Any]] = {}
STATES: Final = {
    "proposed": ("sent", "Chờ Hội đồng xét"),
    "returned": ("returned", "Trả lại đơn vị bổ sung"),
    "consulting": ("sent", "Chờ Chủ tịch quyết định"),
    "tabled": ("received", "Hội đồng đang xét"),
    "voted": ("on-time", "Hội đồng đã thông qua"),
    "forwarded": ("sent", "Đã trình thành phố"),
    "awarded": ("decided", "Đã quyết định tặng"),
    "annulled": ("annulled", "Danh hiệu đã bị hủy bỏ"),
    "refused": ("annulled", "Không được tặng"),
    "withdrawn": ("exempt", "Đơn vị đã rút"),
}
APPRAISED: Final = ("received", "Đã thẩm định, chờ Hội đồng xét")
NOT_PASSED: Final = ("returned", "Hội đồng không thông qua")
MERITS: Final = {part.name: part.mark.label for part in parts_of(Merits)}
CHOICES: Final = {"yes": "Đồng ý", "no": "Không đồng ý", "abstain": "Không có ý kiến"}
LESS: Final = marked("vì đã nhận mức khác trong kỳ", confirmed=False)
"""The decree speaks of titles of one moment; for those of one period it is our reading."""
CHANNELS: Final = {"session": "tại phiên họp", "written": "bằng văn bản"}


def heading(dossier: Row, names: Names) -> str:
    """ "Lao động tiên tiến năm 2024 · Lò Thị Mẫu"."""
    return f"{title(dossier['title'])} năm {dossier['year']}\N{NO-BREAK SPACE}· {names.subject(dossier)}"


def state(dossier: Row) -> tuple[str, str]:
    """The state of a dossier as icon and word."""
    if dossier["state"] == "voted" and not dossier["passed"]:
        return NOT_PASSED
    if dossier["state"] == "proposed" and dossier.get("appraised_on"):
        return APPRAISED
    return STATES[dossier["state"]]


def refused(dossier: Row) -> list[str]:
    """Why a dossier in a list was refused; nothing where it was not."""
    return [f"Lý do không tặng: {REASONS[dossier['refused_for']]}"] if dossier["refused_for"] else []


def share(yes: int, members: int) -> str:
    """ "88,9%": one decimal, the exact count stands beside it."""
    percent = words.number((Decimal(yes) * 100 / members).quantize(Decimal("0.1"))) if members else "0"
    return f"{percent.removesuffix(',0')}%"


def money(dong: int | Decimal) -> str:
    """ "710.000 đ" with a space that does not break."""
    return f"{words.number(dong)}\N{NO-BREAK SPACE}đ"


def least(threshold: Threshold) -> str:
    """ "từ 80% tổng số thành viên", "trên 50% tổng số thành viên"."""
    return f"{'trên' if threshold.more_than else 'từ'} {threshold.percent}% tổng số thành viên"


def result(vote: Row, rule: TitleRule | None) -> str:
    """ "8/9 phiếu đồng ý (88,9%), cần ít nhất 8 phiếu (từ 80% tổng số thành viên): đạt"."""
    verdict = "đạt" if vote["passed"] else "không đạt"
    yes, members = vote["yes"], vote["members"]
    asked = f" ({least(rule.threshold)})" if rule else ""
    return f"{yes}/{members} phiếu đồng ý ({share(yes, members)}), cần ít nhất {vote['needed']} phiếu{asked}: {verdict}"


def counted(dossier: Row, rules: Law) -> list[str]:
    """What came of the vote on a dossier in a list, and the rule behind its threshold; nothing before the count."""
    if dossier["passed"] is None:
        return []
    rule = rule_of(dossier, rules)
    return [result(dossier, rule), *([f"căn cứ {cited(rule.threshold.source)}"] if rule else [])]


def rule_of(dossier: Row, rules: Law) -> TitleRule | None:
    """The rule of a dossier's title in its pack; None when this version of the program no longer holds it."""
    pack = rules.named(dossier["pack_id"])
    return pack.title(dossier["title"]) if pack else None


def picture(vote: Row, rule: TitleRule | None, *, small: bool = False) -> Markup:
    """A count against its threshold; `small` where the sentence that says it stands beside."""
    return charts.votes(
        "Kết quả",
        yes=vote["yes"],
        no=vote["no"],
        abstained=vote["abstained"],
        not_cast=vote["silent"],
        needed=vote["needed"],
        share=least(rule.threshold) if rule else "",
        small=small,
    )


def pictured(dossier: Row, rules: Law) -> Markup | str:
    """The count of a dossier's vote as a picture; "" before the count."""
    count = next((past["detail"] for past in reversed(dossier["history"]) if past["event"] == "voted"), None)
    return picture(count, rule_of(dossier, rules), small=True) if count else ""


def others(vote: Row) -> str:
    """Who did not say yes, and what was given in writing."""
    parts = [("không đồng ý", "no"), ("không có ý kiến", "abstained"), ("không bỏ phiếu", "silent")]
    said = [f"{vote[count]} {word}" for word, count in parts if vote[count]]
    rest = f"Còn lại: {', '.join(said)}." if said else "Tất cả thành viên đồng ý."
    return f"{rest} Có {vote['written']} ý kiến bằng văn bản." if vote.get("written") else rest


def line(past: Row, dossier: Row, names: Names, rules: Law) -> dict[str, Any]:
    """One event of the history as a sentence: who, what, by which paper, and the reason under it."""
    detail, day = past["detail"], words.day(past["effective_on"])
    unit, subject = names.unit(dossier["unit_id"]), names.subject(dossier)
    reason = f"Lý do: {past['reason']}" if past["reason"] else ""
    match past["event"]:
        case "proposed":
            said = f"{unit} đề nghị tặng danh hiệu “{title(dossier['title'])}” năm {dossier['year']} cho {subject}"
            met = sum(answer["met"] for answer in dossier["answers"])
            reason = f"Nhận ngày {day}. Đáp ứng {met}/{len(dossier['answers'])} điều kiện khi nhận."
        case "deed-proposed":
            what = f"{title(dossier['title'])} cho {subject} về việc ngày {words.day(dossier['happened_on'])}"
            said, reason = f"{unit} đề nghị khen thưởng đột xuất: {what}", f"Nhận ngày {day}."
        case "opinion-asked":
            said = f"Xin ý kiến {SEAT_WORDS[detail['seat']]}, đến hết ngày {words.day(date.fromisoformat(detail['until']))}"
        case "opinion-given":
            said = f"Thành viên Thường trực Hội đồng: {lower(opinion(detail['agrees']))}"
            reason = past["reason"] or ""
        case "opinion-taken-back":
            said = "Thành viên Thường trực Hội đồng rút ý kiến đã cho"
        case "appraised":
            said, reason = "Văn phòng đã thẩm định hồ sơ", f"Ý kiến: {past['reason']}" if past["reason"] else ""
        case "appraisal-taken-back":
            said = "Rút ghi nhận thẩm định: hồ sơ lại chờ thẩm định"
        case "returned":
            lacking = "; ".join(lower(RETURNS[code]) for code in detail["reasons"])
            said, reason = f"Văn phòng trả lại {unit} để bổ sung: {lacking}", past["reason"] or ""
        case "return-taken-back":
            said = "Hủy việc trả lại: hồ sơ trở lại chờ thẩm định"
        case "completed":
            said = f"{unit} bổ sung, gửi lại hồ sơ"
            reason = f"Đáp ứng {detail['met']}/{detail['asked']} điều kiện khi gửi lại."
        case "withdrawn":
            said = f"{unit} rút hồ sơ"
        case "tabled":
            said = "Hội đồng bắt đầu biểu quyết hồ sơ"
        case "untabled":
            said = "Hủy mở biểu quyết hồ sơ: mở nhầm, chưa có phiếu nào"
        case "voted":
            said = f"Hội đồng biểu quyết: {result(detail, rule_of(dossier, rules))}"
            basis = marked(detail["threshold_citation"], detail["threshold_confirmed"])
            reason = f"{others(detail)} Căn cứ: {basis}."
        case "forwarded":
            to = _signer(detail["to_level"])
            said = f"Trình {to} theo Tờ trình số {past['document_number']} ngày {day}"
        case "awarded":
            said = f"Được tặng {noun(dossier['title'])} theo Quyết định số {past['document_number']} ngày {day}"
            prize = paid(detail, dossier, past["effective_on"], rules)
            reason = f"Người ký: {detail['signer_position']}. Số sổ vàng {detail['register_number']}. {prize}"
        case "refused":
            paper = f" theo văn bản số {past['document_number']}" if past["document_number"] else ""
            said = f"{_signer(detail['level'])} không tặng {noun(dossier['title'])}{paper}: {REASONS[detail['reason_code']]}"
            reason += f"{' ' if reason else ''}Căn cứ: {past['citation']}." if past["citation"] else ""
        case "refusal-taken-back":
            waits = "trở lại chờ Chủ tịch" if detail["voted"] or dossier.get("happened_on") else "lại chờ Hội đồng xét"
            said = f"Rút ghi nhận không tặng, hồ sơ {waits}"
        case "recalled":
            said = f"Thu hồi Tờ trình số {past['document_number']}, hồ sơ trở lại chờ Chủ tịch"
        case "corrected":
            what = lower(ALL_PARTS[detail["part"]])
            said = f"Đính chính {what} theo văn bản số {past['document_number']} ngày {day}"
            reason = f"Đã ghi “{past['written']}”, đính chính là “{past['reads']}”." if past["reads"] else ""
        case "correction-withdrawn":
            said = f"Rút văn bản đính chính số {past['document_number']}, dòng này ghi như trước"
        case "annulled":
            said = f"Hủy bỏ {noun(dossier['title'])} theo văn bản số {past['document_number']} ngày {day}: "
            said += lower(ANNULMENTS[detail["reason_code"]])
            reason = f"{reason.rstrip('.')}{'. ' if reason else ''}Phải thu hồi: {owed(detail)}."
        case "restored":
            said = f"Khôi phục {noun(dossier['title'])} theo văn bản số {past['document_number']} ngày {day}"
            again = " Đã thu hồi nên phải trao lại." if detail.get("owed") else ""
            reason = f"Tiền thưởng được chi: {money(detail['payable'])}.{again}"
        case "annulment-withdrawn":
            said = f"Rút ghi nhận hủy bỏ theo văn bản số {past['document_number']}, {noun(dossier['title'])} vẫn có hiệu lực"
            reason = "Đã thu hồi nên phải trao lại." if detail["owed"] else ""
        case "recovered":
            said = f"Đã thu hồi theo chứng từ số {past['document_number']} ngày {day}"
        case "recovery-taken-back":
            then = "không còn phải trao lại" if detail.get("restored") else "lại phải thu hồi"
            said = f"Rút ghi nhận thu hồi: {then}"
        case "repaid":
            said = f"Đã trao lại theo chứng từ số {past['document_number']} ngày {day}"
        case "repayment-taken-back":
            said = "Rút ghi nhận trao lại: lại phải trao"
        case "award-withdrawn" | "refusal-withdrawn":
            said = f"Rút Quyết định số {past['document_number']} vì ghi nhầm, hồ sơ lại chờ thành phố"
        case _:
            said = str(past["words"])
    return {"at": past["recorded_at"], "sentence": f"{said}.", "detail": reason}


def owed(annulment: Row) -> str:
    """ "710.000 đ; Bằng chứng nhận, khung", or that there is nothing."""
    parts = [money(annulment["payable"])] if annulment["payable"] else []
    parts += [", ".join(annulment["objects"])] if annulment["objects"] else []
    return "; ".join(parts) or "không có gì"


def rested(dossier: Row, names: Names) -> list[str]:
    """The annulled awards on which a dossier rests, a sentence each."""
    return [
        f"{heading(one, names)}, Quyết định số {one['document_number']}, "
        f"đã bị hủy bỏ theo văn bản số {one['annulled_by']} ngày {words.day(one['annulled_on'])}"
        for one in dossier["rested"]
    ]


def paid(award: Row, dossier: Row, decided_on: date, rules: Law) -> str:
    """What is paid, how it was reckoned and by which rule; several titles of one period are paid once."""
    how = reckoning(award, dossier, decided_on, rules)
    less = f"; chi {money(award['payable'])} {LESS}" if award["payable"] != award["amount"] else ""
    basis = marked(award["money_citation"], award["money_confirmed"])
    return f"Tiền thưởng {money(award['amount'])}{f' ({how})' if how else ''}{less}. Căn cứ: {basis}."


def reckoning(award: Row, dossier: Row, decided_on: date, rules: Law) -> str:
    """The multiplication as it was done, so that the figures on the page come out; "" where these rules give another amount."""
    pack = rules.on(decided_on, dossier["ward_code"])
    if pack is None:
        return ""
    amount, how = multiplied(pack, dossier["title"], dossier["subject_kind"], award["base_salary"])
    return how if amount == award["amount"] else ""


def multiplied(pack: Pack, title_: str, kind: SubjectKind, base_salary: int) -> tuple[int, str]:
    """The prize of one title, and "hệ số 0,3 × lương cơ sở 2.340.000 đ = 702.000 đ, làm tròn lên 710.000 đ"."""
    if not (steps_ := reckoned(pack, title_, kind, base_salary)):
        return 0, ""
    how = "; ".join(_reckoned(step, place, base_salary) for place, step in enumerate(steps_))
    return steps_[-1].rounded, how


def _reckoned(step: Reckoned, place: int, base_salary: int) -> str:
    factors = [words.number(Decimal(factor) / 100) for factor in step.factors]
    if place == 0:
        factors[0] = f"hệ số {factors[0]}"
    if place or len(factors) > 1:
        factors[-1] = f"{factors[-1]} cho hộ gia đình"
    base = f"lương cơ sở {money(base_salary)}" if place == 0 else money(step.base)
    said = f"{' × '.join(factors)} × {base} = {money(step.product)}"
    return said if step.product == step.rounded else f"{said}, làm tròn lên {money(step.rounded)}"


def steps(dossier: Row, rules: Law) -> list[dict[str, str]]:
    """The tiers of this dossier and where it stands; the city's step only where the city decides."""
    if dossier.get("happened_on"):
        return _of_deed(dossier)
    rule = rule_of(dossier, rules)
    city = rule is not None and rule.decides.level == "city"
    appraised = dossier.get("appraised_on") is not None
    looked = ["Thẩm định"] if appraised or dossier["state"] in ("proposed", "returned") else []
    tiers = ["Đơn vị đề nghị", *looked, "Hội đồng", *(["Trình thành phố"] if city else []), "Quyết định"]
    council = len(looked) + 1
    waits = council if appraised else 1
    at = {
        "proposed": waits,
        "returned": 1,
        "tabled": council,
        "voted": council + 1,
        "forwarded": council + 2,
        "awarded": len(tiers),
        "annulled": len(tiers),
    }.get(dossier["state"])
    if at is None:  # refused or withdrawn: it stopped where it was
        reached = council + 1 if dossier["passed"] is not None else council
        return [
            {"word": word, "mark": "done" if place < reached else "back" if place == reached else "next"}
            for place, word in enumerate(tiers)
        ]
    return [
        {"word": word, "mark": "done" if place < at else "now" if place == at else "next"}
        for place, word in enumerate(tiers)
    ]


def _of_deed(dossier: Row) -> list[dict[str, str]]:
    """The tiers of a sudden deed; who was not asked is none of them."""
    tiers = ["Đơn vị đề nghị", *(["Thường trực cho ý kiến"] if dossier["opinions_by"] else []), "Chủ tịch quyết định"]
    last = len(tiers) - 1
    open_ = dossier["state"] == "consulting"
    at = 1 if open_ and dossier["awaited"] else len(tiers) if dossier["state"] in ("awarded", "annulled") else last
    here = "now" if open_ else "back"
    return [
        {"word": word, "mark": "done" if place < at else here if place == at else "next"}
        for place, word in enumerate(tiers)
    ]


def consulted(dossier: Row, today: date) -> bool:
    """Whether the chairman may decide a sudden deed: all who were asked have answered, or their time is over."""
    return dossier["state"] == "consulting" and (not dossier["awaited"] or dossier["opinions_by"] < today)


def opinion(agrees: bool | None) -> str:
    """What a member says, in words."""
    return "Chưa cho ý kiến" if agrees is None else OPINIONS["agree" if agrees else "disagree"]


def opinions(dossier: Row, me: str) -> list[dict[str, Any]]:
    """What the members who were asked say, each with their seat, and which of them the reader is."""
    return [
        {
            "seat": f"{SEAT_WORDS[one['seat']]}{' (đồng chí)' if one['member_id'] == me else ''}",
            "mark": {None: "waiting", True: "on-time", False: "returned"}[one["agrees"]],
            "word": opinion(one["agrees"]),
            "when": words.day(one["given_on"]) if one["given_on"] else f"đến hết ngày {words.day(one['until'])}",
            "note": one["note"],
        }
        for one in dossier["opinions"]
    ]


def procedure(dossier: Row) -> str:
    """Until when a sudden deed is decided, and on what that rests: said once."""
    if not dossier["happened_on"] or (found := procedure_on(dossier["received_on"])) is None:
        return ""
    waits = ""
    if dossier["state"] == "consulting" and dossier["awaited"]:
        by = words.day(dossier["opinions_by"])
        waits = f" Chủ tịch ký được khi Thường trực Hội đồng đã cho ý kiến đủ, hoặc từ sau ngày {by}."
    return f"Chủ tịch quyết định đến hết ngày {words.day(dossier['decide_by'])}, theo {cited(found.source)}.{waits}"


def back(dossier: Row) -> dict[str, Any] | None:
    """The way back of a dossier that its unit took back, or that lies with it to be completed."""
    said = {"withdrawn": "Đơn vị rút", "returned": "Trả lại đơn vị"}.get(dossier["state"])
    past = next((past for past in reversed(dossier["history"]) if past["event"] == dossier["state"]), None)
    return {"from": 1, "to": 0, "sentence": f"{said}, {words.day(past['effective_on'])}"} if said and past else None


MOST_SOURCES: Final = 5
"""Of what an answer rests on, as many are told one by one."""
ENTRIES: Final = {"leave": "thời gian nghỉ", "discipline": "kỷ luật"}
ENTRY_WORDS: Final = {**RATINGS, **LEAVES, **DISCIPLINES}
HELD: Final = ("paused", "Đang tạm dừng xét tặng")
"""Beside the state of a dossier that has not ended, while something is looked into about its subject."""
ENDED: Final = frozenset({"awarded", "refused", "withdrawn"})


def held(dossier: Row) -> bool:
    """Whether a dossier waits because something is looked into about its subject."""
    return bool(dossier["held"]) and dossier["state"] not in ENDED


def clock(dossier: Row, today: date) -> str:
    """How long the dossier has taken or took, without the days on which its unit had it to complete; no rule pack sets a time for it."""
    ends = [past["effective_on"] for past in dossier["history"] if past["event"] in ENDED]
    # what ended it may have been taken back
    end = ends[-1] if ends and dossier["state"] in {*ENDED, "annulled"} else None
    stopped, since = _stopped(dossier["history"], end or today)
    days = ((end or today) - dossier["received_on"]).days - stopped
    without = f", không kể {stopped} ngày đơn vị bổ sung" if stopped else ""
    if since and not end:
        return f"Đã {days} ngày kể từ ngày nhận; dừng tính từ {words.day(since)}, chờ đơn vị bổ sung."
    if not days and not stopped:
        return "Xong trong ngày nhận." if end else "Nhận hôm nay."
    return f"Xong sau {days} ngày kể từ ngày nhận{without}." if end else f"Đã {days} ngày kể từ ngày nhận{without}."


def _stopped(history: Sequence[Row], until: date) -> tuple[int, date | None]:
    """The days that a unit had the dossier to complete it, and since when it has it now; what was given back by mistake never stopped."""
    days, since = 0, None
    for past in history:
        match past["event"]:
            case "returned":
                since = past["effective_on"]
            case "return-taken-back":
                since = None
            case "completed" if since:
                days, since = days + (past["effective_on"] - since).days, None
            case _:
                pass
    return (days + (until - since).days if since else days), since


def aimed(found: bool | None, year: int) -> str:
    """What was registered when the year began; nothing where the unit has registered nothing."""
    if found is None:
        return ""
    return f"Đầu năm {year} đã đăng ký danh hiệu này." if found else f"Đầu năm {year} không đăng ký danh hiệu này."


def pack_name(pack_id: str, rules: Law) -> str:
    """The rules by name; by id when this version of the program no longer holds them."""
    pack = rules.named(pack_id)
    return marked(pack.name, pack.source.confirmed) if pack else pack_id


def grounds(dossier: Row, rules: Law) -> list[tuple[str, str]]:
    """The rules behind a dossier that ask nothing of it, as label and citation with how sure that is."""
    pack, rule = rules.named(dossier["pack_id"]), rule_of(dossier, rules)
    if pack is None or rule is None:
        return []
    title_, kind = dossier["title"], dossier["subject_kind"]
    coefficient, rounding = pack.coefficient(title_, kind), pack.row("value", STEP)
    allowed_by = next((row.source for row in pack.table("transition") if row.fields["favourable"]), None)
    found = [
        ("Bộ quy định", pack.source),
        ("Thẩm quyền quyết định", rule.decides.source),
        ("Số phiếu cần", rule.threshold.source),
        ("Mức thưởng", coefficient.source if coefficient else None),
        *([("Mức thưởng hộ gia đình", money_source(pack, title_, kind))] if kind == "household" else []),
        ("Làm tròn tiền thưởng", rounding.source if rounding else None),
        *([("Áp dụng quy định có lợi hơn", allowed_by)] if dossier["pack_chosen_because"] else []),
        *((doubt.sentence, doubt.source) for doubt in (*pack.doubts, *pack.expires)),
    ]
    return [(label, f"{cited(source)}; {SURE[source.confidence]}.") for label, source in found if source]


def merits(stated: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the unit stated, as label and value."""
    return [(label, _stated(name, stated[name])) for name, label in MERITS.items() if name in stated]


def verdicts(answers: Sequence[Row], known: Mapping[str, Row] = NOTHING) -> list[dict[str, Any]]:
    """The answers of the rules, those not met first; each with where the rule comes from and how sure that is, and on what the
    answer rests: the entries and awards that are `known` to whoever reads, and what the unit states.
    """
    shown = []
    for answer in answers:
        icon, word = _verdict(answer)
        branch = answer.get("branch")
        shown.append(
            {
                "met": answer["met"],
                "kind": icon,
                "word": word,
                "sentence": f"{answer['sentence']} ({branch})" if branch else answer["sentence"],
                "source": marked(answer["citation"], answer["confirmed"]),
                "confidence": SURE[answer["confidence"]],
                "rests": _rests(answer, known),
                "against": _against(answer),
            }
        )
    return sorted(shown, key=lambda verdict: bool(verdict["met"]))


def _rests(answer: Row, known: Mapping[str, Row]) -> list[tuple[str, str]]:
    """What an answer rests on, each with where it is read, if anywhere; nothing of what earlier builds stored."""
    told = dict.fromkeys(_source(source, known.get(source)) for source in answer.get("sources", ()))
    shown = list(told)[:MOST_SOURCES]
    if len(told) > MOST_SOURCES:
        shown.append((f"{len(told) - MOST_SOURCES} căn cứ khác", ""))
    return [*shown, *([("đơn vị nêu", "")] if answer.get("stated") else [])]


def _source(source: str, row: Row | None) -> tuple[str, str]:
    if source.startswith("initiative/"):
        return "sáng kiến đã công nhận", ""
    if source.startswith("hold/"):
        return "việc đang tạm dừng xét tặng", ""
    if row is None:
        return "danh hiệu đã tặng" if source.startswith("award/") else "sổ theo dõi của xã, phường", ""
    if "decision_id" in row:
        lost = ", đã bị hủy bỏ" if row["state"] == "annulled" else ""
        said = f"{title(row['title'])} năm {row['year']}, Quyết định số {row['document_number']}{lost}"
        return said, f"/awards/pages/decisions/{row['decision_id']}"
    what = f"xếp loại năm {row['year']}" if row["kind"] == "rating" else ENTRIES[row["kind"]]
    said = lower(ENTRY_WORDS.get(row["said"] or "", "đã xóa theo yêu cầu"))
    paper = f", văn bản số {row['document_number']}" if row["document_number"] else ""
    back_ = ", dòng này đã rút" if row["withdrawn"] else ""
    return f"{what}: {said}{paper}{back_}", f"/awards/pages/records/{row['record_id']}"


def _against(answer: Row) -> str:
    """That the unit states something else than is recorded."""
    labels = [f"“{MERITS[name]}”" for name in fields(answer.get("against", ())) if name in MERITS]
    return f"Đơn vị nêu khác ở mục {', '.join(labels)}: tính theo sổ theo dõi." if labels else ""


def _verdict(answer: Row) -> tuple[str, str]:
    if answer["met"]:
        return "on-time", "Đáp ứng"
    if answer["effect"] == "refuse":
        return "returned", "Không đáp ứng"
    return "late", "Chưa rõ, cần xem xét" if answer.get("truth") == "unknown" else "Cần xem xét"


def _stated(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    words_ = {"rating": RATINGS, "category": CATEGORIES}.get(name)
    return words_[value] if words_ else words.number(value)


def _signer(level: str) -> str:
    return f"Chủ tịch UBND {DeciderLevel(level).spoken}"
