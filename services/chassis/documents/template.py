"""Template: a DOCX with named places, the standard one or a ward's own, and what a ward's own must fulfil before it is used.

It comes from outside, so nothing in it is trusted: its archive is bounded, macros, links and embedded things are refused, its tags may
name fields, repeat over lists and ask whether something is there, and nothing else. Author and history of the file are left out.
"""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import unescape
from typing import Any, ClassVar, Final

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from services.chassis.decider import DomainError, Refusal
from services.chassis.documents.paper import Annex, Block, Paper, centred, heading, item, paragraph, table
from services.chassis.documents.standard import standard
from services.chassis.zipped import BROKEN, entries

LARGEST: Final = 128 * 1024
"""Bytes of a template."""
LARGEST_UNPACKED: Final = 4 * 1024 * 1024
LARGEST_TEXT: Final = 512 * 1024
"""Bytes of a part with tags: looking for them takes time with each brace."""
MOST_FILES: Final = 100
MOST_BRACES: Final = 800
MOST_NESTED: Final = 3
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The time of each file in an archive, so that the same facts make the same bytes."""
WITH_TAGS: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
FORBIDDEN_FILES: Final = re.compile(
    r"vbaproject|vbadata|activex|embeddings/|oleobject|afchunk|\.(bin|exe|html?|mht|rtf|docm)$", re.I
)
FIELD_CODES: Final = frozenset({"PAGE", "NUMPAGES"})
NEEDED: Final = ("so_ky_hieu", "trich_yeu", "noi_dung", "noi_nhan_tung_dong", "chuc_vu")
"""Without these a paper is none."""
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"


class TemplateRefused(DomainError):
    """What a template of a ward is refused for."""

    refusals: ClassVar[Mapping[str, Refusal]] = {
        "template.not-docx": Refusal(
            "Tệp này không phải văn bản Word (.docx), hoặc đã hỏng. Mở mẫu trong Word, chọn Lưu thành “Word Document (*.docx)”.",
            422,
        ),
        "template.too-large": Refusal(
            "Mẫu lớn hơn {most}. Bỏ hình ảnh và phông chữ nhúng trong mẫu rồi tải lên lại.", 422
        ),
        "template.active": Refusal(
            "Mẫu có macro hoặc tệp nhúng ({part}) nên không nhận. Xóa phần đó trong Word, lưu thành .docx rồi tải lên lại.",
            422,
        ),
        "template.external": Refusal(
            "Mẫu có liên kết ra ngoài ({part}) nên không nhận. Bỏ siêu liên kết, ảnh liên kết, mẫu đính kèm rồi tải lên lại.",
            422,
        ),
        "template.field-code": Refusal(
            "Mẫu có trường tự động “{name}” của Word; chỉ nhận trường số trang. Xóa trường đó rồi tải lên lại.", 422
        ),
        "template.syntax": Refusal(
            "Không đọc được ô điền tại “{near}”. Mỗi “{{{{” phải có “}}}}”, mỗi “for”, “if” phải có “endfor”, “endif” của nó.",
            422,
        ),
        "template.not-allowed": Refusal(
            "Ô điền tại “{near}” có lệnh không dùng được. Chỉ ghi tên ô, hoặc “for … in …”, “if …” như mẫu chuẩn.",
            422,
        ),
        "template.unknown-field": Refusal(
            "Mẫu có ô “{name}” mà hệ thống không biết. Sửa lại theo một trong các ô: {known}.", 422
        ),
        "template.lacks": Refusal("Mẫu thiếu ô: {names}. Chép các ô đó từ mẫu chuẩn sang rồi tải lên lại.", 422),
        "template.unreadable": Refusal(
            "Điền thử vào mẫu không ra văn bản Word đọc được. Sửa lại từ mẫu chuẩn rồi tải lên lại.", 422
        ),
    }


def _names(model: Any) -> set[str]:
    fields = {field.alias or name for name, field in model.model_fields.items()}
    return fields | {field.alias or name for name, field in model.model_computed_fields.items()}


FIELDS: Final = frozenset(_names(Paper))
"""What a template may name by itself."""
INNER: Final = frozenset(_names(Block) | _names(Annex))
"""What it may name of a part or of the annex."""


def _written(value: Any) -> Any:
    """A value as text of the file, so that nothing in it is markup or looks like a tag that docxtpl would unescape."""
    if not isinstance(value, str):
        return value
    return Markup(str(escape(value)).replace("_", "&#95;"))  # noqa: S704 - escaped


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=ChainableUndefined, finalize=_written)


async def draft(template: bytes, paper: Paper) -> bytes:
    """`filled`, beside the event loop, which must never stand still."""
    return await asyncio.to_thread(filled, template, paper)


def filled(template: bytes, paper: Paper) -> bytes:
    """The template with a paper's facts, as a file whose bytes follow from both."""
    made = DocxTemplate(io.BytesIO(template))
    made.render(paper.model_dump(by_alias=True), _environment(), autoescape=True)
    about = made.docx.core_properties
    about.title = paper.subject
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = datetime(*LONG_AGO, tzinfo=UTC)
    file = io.BytesIO()
    made.save(file)
    return _packed(_files(file.getvalue()))


def accepted(file: bytes) -> bytes:
    """A ward's template as it is kept. Raises TemplateRefused."""
    if len(file) > LARGEST:
        raise TemplateRefused("template.too-large", most="128 KB")
    files = _files(file)
    for name in files:
        if FORBIDDEN_FILES.search(name):
            raise TemplateRefused("template.active", part=name)
    for name, part in files.items():
        if name.endswith((".xml", ".rels")):
            _judge_xml(name, part)
    kept = _without_history(files)
    lacking = set(NEEDED) - _judge_tags(kept)
    if lacking:
        raise TemplateRefused("template.lacks", names=", ".join(name for name in NEEDED if name in lacking))
    made = _packed(kept)
    try:
        shown = Document(io.BytesIO(filled(made, SAMPLE))).element.xpath("string(w:body)")
    except Exception as error:  # whatever a tag in the wrong place makes of Word's format
        raise TemplateRefused("template.unreadable") from error
    if not all(text in shown for text in (SAMPLE.number_line, SAMPLE.subject, SAMPLE.blocks[-2].text, SAMPLE.position)):
        raise TemplateRefused("template.unreadable")
    return made


def _files(file: bytes) -> dict[str, bytes]:
    """The parts of a DOCX by name. Raises TemplateRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            found = entries(archive)
            if len(found) > MOST_FILES or len({entry.filename for entry in found}) < len(found):
                raise TemplateRefused("template.not-docx")
            files, left = {}, LARGEST_UNPACKED
            for entry in found:
                with archive.open(entry) as part:
                    files[entry.filename] = part.read(left + 1)
                left -= len(files[entry.filename])
                if left < 0:
                    raise TemplateRefused("template.too-large", most="4 MB khi mở ra")
    except BROKEN:
        raise TemplateRefused("template.not-docx") from None
    if not {"[Content_Types].xml", "_rels/.rels", "word/document.xml"} <= files.keys():
        raise TemplateRefused("template.not-docx")
    return files


def _packed(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _parsed(part: bytes) -> Any:
    """A part's XML. Raises TemplateRefused, also for one that declares entities."""
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise TemplateRefused("template.not-docx") from None
    if root.getroottree().docinfo.doctype:
        raise TemplateRefused("template.not-docx")
    return root


def _judge_xml(name: str, part: bytes) -> None:
    root = _parsed(part)
    for found in root.iter(f"{R}Relationship"):
        if found.get("TargetMode") == "External":
            raise TemplateRefused("template.external", part=found.get("Target", "")[:60])
    if b"macroEnabled" in part:
        raise TemplateRefused("template.active", part=name)
    for found in root.iter(f"{W}altChunk", f"{W}object", f"{W}control"):
        raise TemplateRefused("template.active", part=etree.QName(found).localname)
    for found in root.iter(f"{W}p"):
        codes = "".join(code.text or "" for code in found.iter(f"{W}instrText"))
        _judge_codes(codes)
    for found in root.iter(f"{W}fldSimple"):
        _judge_codes(found.get(f"{W}instr", ""))


def _judge_codes(codes: str) -> None:
    """Raises TemplateRefused for a field of Word that reads or runs something."""
    for code in re.sub(r"\\\S+\s+\w+|\\\S+", " ", codes).split():
        if code.upper() not in FIELD_CODES:
            raise TemplateRefused("template.field-code", name=code[:40])


def _without_history(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts without what Word keeps about whoever wrote them."""
    kept = {name: part for name, part in files.items() if not name.startswith(("docProps/", "customXml/"))}
    for name in [name for name in kept if name.endswith(".rels") or name == "[Content_Types].xml"]:
        root = _parsed(kept[name])
        for found in list(root):
            target = found.get("Target", "") or found.get("PartName", "")
            if "docProps/" in target or "customXml/" in target:
                root.remove(found)
        kept[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return kept


def _judge_tags(files: Mapping[str, bytes]) -> set[str]:
    """The fields that the tags name. Raises TemplateRefused."""
    named: set[str] = set()
    reader = DocxTemplate(io.BytesIO(standard()))  # it only tells tags from the text around them
    for name, part in files.items():
        if not WITH_TAGS.fullmatch(name):
            continue
        if len(part) > LARGEST_TEXT or part.count(b"{") > MOST_BRACES:
            raise TemplateRefused("template.too-large", most="mức cho phép của một mẫu")
        text = reader.patch_xml(etree.tostring(_parsed(part), encoding="unicode"))
        lines = re.sub(r"(<w:p[ >])", r"\n\1", text.replace("\n", " ")).split("\n")
        try:
            _judge_node(_environment().parse("\n".join(lines)), frozenset(), named)
        except TemplateSyntaxError as error:
            raise TemplateRefused("template.syntax", near=_near(lines, error.lineno)) from None
        except _NotAllowed as error:
            raise TemplateRefused("template.not-allowed", near=_near(lines, error.lineno)) from None
    return named


class _NotAllowed(Exception):
    def __init__(self, lineno: int) -> None:
        super().__init__(lineno)
        self.lineno = lineno


def _near(lines: Sequence[str], number: int) -> str:
    """What somebody sees in Word where a tag is."""
    return unescape(re.sub(r"<[^>]*>", "", lines[number - 1])).strip()[:80]


def _judge_node(node: nodes.Node, loops: frozenset[str], named: set[str]) -> None:
    """Judges what a tag does; `loops` are the names that the loops around it give."""
    match node:
        case nodes.For(target=nodes.Name(name=target), iter=over, body=body, else_=[], test=None, recursive=False):
            root = over
            while isinstance(root, nodes.Getattr):
                root = root.node
            inner = isinstance(root, nodes.Name) and root.name in loops
            if (loops and not inner) or len(
                loops
            ) >= MOST_NESTED:  # what is repeated is bounded by what the paper holds
                raise _NotAllowed(node.lineno)
            _judge_node(over, loops, named)
            for part in body:
                _judge_node(part, loops | {target}, named)
        case nodes.Name(name=name):
            if name not in loops:
                if name not in FIELDS:
                    raise TemplateRefused("template.unknown-field", name=name[:60], known=", ".join(sorted(FIELDS)))
                named.add(name)
        case nodes.Getattr(node=nodes.Name(name="loop"), attr="index" | "first" | "last") if loops:
            pass
        case nodes.Getattr(node=of, attr=attr):
            if attr not in INNER:
                raise TemplateRefused("template.unknown-field", name=attr[:60], known=", ".join(sorted(INNER)))
            _judge_node(of, loops, named)
        case (
            nodes.Template()
            | nodes.Output()
            | nodes.If()
            | nodes.Compare()
            | nodes.Operand()
            | nodes.And()
            | nodes.Or()
            | nodes.Not()
        ):
            for child in node.iter_child_nodes():
                _judge_node(child, loops, named)
        case nodes.TemplateData() | nodes.Const():
            pass
        case _:
            raise _NotAllowed(node.lineno)


SAMPLE: Final = Paper(
    issuer=("ỦY BAN NHÂN DÂN", "PHƯỜNG MẪU"),
    number=1,
    symbol="KH-UBND",
    place="Mẫu",
    day=date(2025, 1, 2),
    kind="KẾ HOẠCH",
    subject="Trích yếu mẫu",
    addressees=("Đơn vị thứ nhất", "Đơn vị thứ hai"),
    decider="CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG MẪU",
    bases=("Luật Thi đua, khen thưởng",),
    blocks=(
        heading("I. MỤC ĐÍCH"),
        centred("QUYẾT ĐỊNH:"),
        paragraph("Nội dung.", label="Điều 1."),
        item("Một việc"),
        table(("Việc", "Hạn"), (("Báo cáo", "02/01/2025"),)),
    ),
    recipients=("Như Điều 3",),
    authority="TM. ỦY BAN NHÂN DÂN",
    position="CHỦ TỊCH",
    signer="Nguyễn Văn Mẫu",
    beside_position="THƯ KÝ",
    beside_signer="Trần Thị Mẫu",
    annex=Annex(heading="DANH SÁCH", subject="Được khen thưởng", blocks=(table(("Tên",), (("Một người",),)),)),
)
"""Made-up facts with something in every field."""
