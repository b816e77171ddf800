"""What the papers say that a ward's chairman signs about a signed decision: what is corrected, annulled, restored in its list. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from services.awards import naming
from services.awards.decisions import corrected
from services.awards.decisions.wording import counted
from services.awards.law.pack import Law
from services.awards.naming import Names
from services.awards.nominations.commands import ALL_PARTS, ANNULMENTS, OF_PAPER, PARTS
from services.chassis import words
from services.chassis.documents.letterhead import Letterhead, letterhead
from services.chassis.documents.paper import Annex, Block, Paper, centred, paragraph, table
from services.chassis.kit.fields import lower

TITLES: Final = {
    "corrected": "Văn bản đính chính",
    "annulled": "Quyết định hủy bỏ",
    "restored": "Quyết định khôi phục",
}
TAKEN_BACK: Final = {"correction-withdrawn": "corrected", "annulment-withdrawn": "annulled"}
"""What takes which of them back."""
Row = Mapping[str, Any]
Said = tuple[str, tuple[Block, ...], Annex | None]
"""Subject, articles and annex of a paper."""


def documents(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The later papers of a decision in the order in which they were recorded: its lines, how corrected ones read until then
    (`mended`), and whether it was taken back.
    """
    standing: dict[tuple[str, str, int], dict[str, Any]] = {}
    of_line: dict[tuple[str, str, Any], list[dict[str, Any]]] = {}
    found: list[dict[str, Any]] = []
    before: list[Row] = []
    for row in rows:
        kind: str = TAKEN_BACK.get(row["event"]) or row["event"]
        line = of_line.setdefault((kind, row["document_number"], row["nomination_id"]), [])
        if kind == "corrected":
            before.append(row)
        if row["event"] in TAKEN_BACK:  # its lines are told one by one; the last of one number goes first
            if line:
                gone = line.pop()
                gone["withdrawn"] = True
                standing.pop(_key(gone), None)
            continue
        if (key := _key(row)) not in standing:  # also when it was recorded again after it had been taken back
            about = {name: row[name] for name in ("event", "document_number", "effective_on")}
            mended = corrected.reading(
                corrected.holding(before[:-1] if kind == "corrected" else before, "nomination_id")
            )
            standing[key] = {**about, "withdrawn": False, "lines": [], "mended": mended}
            found.append(standing[key])
        document = standing[key]
        document["lines"].append(row)
        if document not in line:
            line.append(document)
    return found


def _key(of: Row) -> tuple[str, str, int]:
    """What tells documents apart: numbers begin anew with each year."""
    return of["event"], of["document_number"], of["effective_on"].year


def holding(documents: Sequence[Row]) -> list[Row]:
    """Of a decision's later papers the corrections that hold."""
    return [one for one in documents if one["event"] == "corrected" and not one["withdrawn"]]


def says(document: Row, decision: Row, ward: str, names: Names, rules: Law, signer: str = "") -> Paper:
    """The paper of one of them, for somebody who may know these names; what was corrected before it reads as corrected."""
    names = replace(names, mended=document["mended"])
    head = letterhead(ward)
    number, _, symbol = document["document_number"].partition("/")
    listed = {line["nomination_id"]: line for line in decision["lines"]}
    lines = [{**listed[one["nomination_id"]], **one} for one in document["lines"]]
    read = document["mended"].get(document["lines"][0]["nomination_id"], {})
    signed = {"number": decision["number_as_signed"], "date": words.day(decision["day_as_signed"])} | read
    what = f"Quyết định số {signed['number']} ngày {signed['date']}"
    of = f"{what} của Chủ tịch {head.committee}"
    pack = rules.named(decision["pack_id"])
    subject, blocks, annex = _SAID[document["event"]](lines, what, of, names)
    return Paper(
        issuer=head.issuer,
        number=int(number),
        symbol=symbol.strip(),
        place=head.place,
        day=document["effective_on"],
        kind="QUYẾT ĐỊNH",
        subject=subject,
        decider=f"CHỦ TỊCH {head.committee.upper()}",
        bases=(*(pack.source.citation.split("; ") if pack else ()), of),
        blocks=(centred("QUYẾT ĐỊNH:"), *blocks, *_last(head, len(blocks))),
        recipients=(f"Như Điều {len(blocks) + 2}",),
        position=decision["signer_position"].upper(),
        signer=signer,
        annex=annex,
    )


def _last(head: Letterhead, before: int) -> tuple[Block, ...]:
    """From when it holds, and who carries it out: the two articles at the end of each."""
    return (
        paragraph("Quyết định này có hiệu lực kể từ ngày ký.", label=f"Điều {before + 1}."),
        paragraph(
            f"Văn phòng, các cơ quan, đơn vị liên quan của {head.committee} và tập thể, cá nhân có tên trong danh sách chịu trách "
            "nhiệm thi hành Quyết định này./.",
            label=f"Điều {before + 2}.",
        ),
    )


def _corrected(lines: Sequence[Row], what: str, of: str, names: Names) -> Said:
    of_paper = {ALL_PARTS[line["part"]]: (line["written"], line["reads"]) for line in lines if line["part"] in OF_PAPER}
    told = "; ".join(
        f"{lower(part)} đã ghi “{written}”, đính chính là “{reads}”" for part, (written, reads) in of_paper.items()
    )
    rest = paragraph(f"Các nội dung khác của {what} giữ nguyên.", label="Điều 2.")
    if of_paper:
        return f"Về việc đính chính {what}", (paragraph(f"Đính chính {of}: {told}.", label="Điều 1."), rest), None
    rows = []
    for line in lines:
        written, reads = (line["written"], line["reads"]) if names.tells(line) else (None, None)
        rows.append(
            (
                str(line["register_number"]),
                names.subject(line),
                PARTS[line["part"]],
                written or "(không hiện)",
                reads or "(không hiện)",
            )
        )
    blocks = (
        paragraph(f"Đính chính chữ ghi sai trong danh sách kèm theo {of} (có danh sách kèm theo).", label="Điều 1."),
        rest,
    )
    columns = ("Số sổ vàng", "Đối tượng", "Chỗ sai", "Đã ghi", "Đính chính là")
    return f"Về việc đính chính {what}", blocks, _annex("Nội dung đính chính", columns, rows)


def _annulled(lines: Sequence[Row], what: str, of: str, names: Names) -> Said:
    reason = lower(ANNULMENTS[lines[0]["reason_code"]])
    money = sum(line["given"] for line in lines)
    told = next((line["reason"] for line in lines if line["reason"] and names.tells(line)), "")
    why = f": {told.rstrip('. ')}" if told else ""
    objects = " và hiện vật" if any(line["objects"] for line in lines) else ""
    blocks = (
        paragraph(
            f"Hủy bỏ {_what(lines)} đã tặng cho {counted(lines)} tại {of} (có danh sách kèm theo).", label="Điều 1."
        ),
        paragraph(
            f"Lý do: {reason} (khoản 2 Điều 93 Luật Thi đua, khen thưởng số 06/2022/QH15){why}. Thu hồi {words.dong(money)} "
            f"tiền thưởng{objects} kèm theo danh hiệu.",
            label="Điều 2.",
        ),
    )
    return f"Về việc hủy bỏ {_what(lines)} tặng tại {what}", blocks, _of_titles("bị hủy bỏ", lines, names)


def _restored(lines: Sequence[Row], what: str, of: str, names: Names) -> Said:
    money = sum(line["given"] for line in lines)
    blocks = (
        paragraph(
            f"Khôi phục {_what(lines)} đã tặng cho {counted(lines)} tại {of} (có danh sách kèm theo).",
            label="Điều 1.",
        ),
        paragraph(
            f"Tiền thưởng kèm theo danh hiệu được khôi phục là {words.dong(money)}, chi từ quỹ thi đua, khen thưởng theo quy định.",
            label="Điều 2.",
        ),
    )
    return f"Về việc khôi phục {_what(lines)} tặng tại {what}", blocks, _of_titles("được khôi phục", lines, names)


def _what(lines: Sequence[Row]) -> str:
    return naming.nouns(line["title"] for line in lines)


def _of_titles(how: str, lines: Sequence[Row], names: Names) -> Annex:
    rows = [
        (
            names.subject(line),
            names.place(line) if line["subject_kind"] != "collective" else "",
            f"{naming.title(line['title'])} năm {line['year']}",
            words.dong(line["given"]),
        )
        for line in lines
    ]
    return _annex(
        f"Tập thể, cá nhân, hộ gia đình có danh hiệu {how}", ("Đối tượng", "Đơn vị", "Danh hiệu", "Tiền thưởng"), rows
    )


def _annex(subject: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Annex:
    return Annex(heading="DANH SÁCH", subject=subject, blocks=(table(columns, rows),))


_SAID: Final = {"corrected": _corrected, "annulled": _annulled, "restored": _restored}
