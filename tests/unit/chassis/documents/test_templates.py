"""Templates of a ward: what Word makes is taken, whatever reads, runs or names something else is refused with the reason."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest
from docx import Document

from services.chassis.documents.commands import ReplaceTemplate, RestoreStandard
from services.chassis.documents.decider import TEMPLATE, decide, template_of
from services.chassis.documents.events import StandardRestored, TemplateReplaced
from services.chassis.documents.standard import standard
from services.chassis.documents.template import SAMPLE, TemplateRefused, accepted, filled
from tests.support.given import decider
from tests.support.papers import lines_of_docx

replace = ReplaceTemplate(ward_code="03386", at=datetime(2024, 3, 1, tzinfo=UTC), name="plan", file="UEsDBA==")
restore = RestoreStandard(ward_code="03386", at=datetime(2024, 3, 1, tzinfo=UTC), name="plan")
replaced = TemplateReplaced(name="plan", file="UEsDBA==")
restored = StandardRestored(name="plan")
template = decider(TEMPLATE, decide)


def test_a_ward_puts_its_own_in_place_and_goes_back() -> None:
    template.when(replace).then(replaced)
    template.given(replaced).when(restore).then(restored)
    template.given(replaced, restored).when(replace).then(replaced)


def test_the_same_again_is_nothing() -> None:
    template.given(replaced).when(replace).then_nothing()
    template.when(restore).then_nothing()
    template.given(replaced, restored).when(restore).then_nothing()


def test_each_kind_of_paper_of_each_ward_has_a_template() -> None:
    others = (dataclasses.replace(replace, name="launch"), dataclasses.replace(replace, ward_code="03387"))
    assert len({template_of(one) for one in (replace, *others)}) == 3
    assert template_of(replace) == template_of(restore)


RELATIONSHIP = (
    '<Relationship Id="x9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}" TargetMode="External"/></Relationships>'
)


def changed(name: str, change: Callable[[str], str]) -> bytes:
    """The standard template with one part written anew."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(standard())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry.filename, change(part.decode()) if entry.filename == name else part)
    return file.getvalue()


def with_files(more: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The standard template with more files in it."""
    file = io.BytesIO(standard())
    with zipfile.ZipFile(file, "a", packing) as archive:
        for name, part in more.items():
            archive.writestr(name, part)
    return file.getvalue()


def with_text(text: str) -> bytes:
    """The standard template with a paragraph more, as somebody types it."""
    document = Document(io.BytesIO(standard()))
    document.add_paragraph(text)
    document.core_properties.author = "Lò Văn An"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def refused(file: bytes) -> TemplateRefused:
    with pytest.raises(TemplateRefused) as caught:
        accepted(file)
    return caught.value


def test_what_a_ward_writes_into_it_is_printed() -> None:
    mine = accepted(with_text("Số điện thoại Văn phòng: 0213. Soạn theo {{ so_ky_hieu }}"))
    assert lines_of_docx(filled(mine, SAMPLE))[-1] == "Số điện thoại Văn phòng: 0213. Soạn theo Số: 01/KH-UBND"


def test_it_forgets_who_wrote_it() -> None:
    with zipfile.ZipFile(io.BytesIO(accepted(with_text("")))) as archive:
        assert not [name for name in archive.namelist() if name.startswith("docProps/")]
        assert "Lò Văn An".encode() not in b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("file", "code", "says"),
    [
        (b"", "template.not-docx", ".docx"),
        (b"PK\x03\x04 broken", "template.not-docx", ".docx"),
        (with_files({"word/document.xml2": b""})[:-30], "template.not-docx", ".docx"),
        (b"x" * (128 * 1024 + 1), "template.too-large", "128 KB"),
        (with_files({"word/media/a.xml": b" " * 5_000_000}), "template.too-large", "4 MB"),
        (with_files({f"a{n}": b"" for n in range(100)}), "template.not-docx", ".docx"),
        (with_files({"word/media/a.xml": b"<a/>"}, zipfile.ZIP_LZMA), "template.not-docx", ".docx"),
        (with_files({"word/vbaProject.bin": b"x"}), "template.active", "vbaProject"),
        (with_files({"word/embeddings/oleObject1.bin": b"x"}), "template.active", "ole"),
        (
            changed(
                "word/_rels/document.xml.rels",
                lambda xml: xml.replace("</Relationships>", RELATIONSHIP.format(kind="hyperlink", target="file.dotm")),
            ),
            "template.external",
            "file.dotm",
        ),
        (
            changed("word/document.xml", lambda xml: xml.replace("<w:body>", '<w:body><w:altChunk r:id="x9"/>')),
            "template.active",
            "altChunk",
        ),
        (
            changed("word/document.xml", lambda xml: xml.replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1)),
            "template.not-docx",
            ".docx",
        ),
        (
            changed("word/header1.xml", lambda xml: xml.replace(">PAGE<", '>INCLUDETEXT "a.docx"<')),
            "template.field-code",
            "INCLUDETEXT",
        ),
        (with_text("{{ so_ki_hieu }}"), "template.unknown-field", "so_ki_hieu"),
        (with_text("{% for khoi in noi_dung %}{{ khoi.chuu }}{% endfor %}"), "template.unknown-field", "chuu"),
        (with_text("{{ so_ky_hieu.__class__ }}"), "template.unknown-field", "__class__"),
        (with_text("{% if so_ky_hieu %}"), "template.syntax", "{% if so_ky_hieu %}"),
        (with_text("{{ so_ky_hieu"), "template.syntax", "{{ so_ky_hieu"),
        (with_text("{{ range(9) }}"), "template.not-allowed", "{{ range(9) }}"),
        (with_text("{{ so_ky_hieu * 9999999 }}"), "template.not-allowed", "9999999"),
        (with_text("{{ so_ky_hieu|upper }}"), "template.not-allowed", "|upper"),
        (with_text("{% include 'a' %}"), "template.not-allowed", "include"),
        (
            with_text("{% for a in noi_nhan %}{% for b in noi_nhan %}{{ b }}{% endfor %}{% endfor %}"),
            "template.not-allowed",
            "for b in",
        ),
        (
            changed("word/document.xml", lambda xml: xml.replace("so_ky_hieu", "dia_danh")),
            "template.lacks",
            "so_ky_hieu",
        ),
        (changed("word/document.xml", lambda xml: xml.replace("Nơi nhận", "{" * 900)), "template.too-large", "mức"),
        (
            changed(
                "word/document.xml",
                lambda xml: xml.replace("<w:body>", "<w:body>{% if not so_ky_hieu %}", 1).replace(
                    "<w:sectPr", "{% endif %}<w:sectPr", 1
                ),
            ),
            "template.unreadable",
            "mẫu chuẩn",
        ),
    ],
)
def test_what_is_not_safe_or_not_known_is_refused_with_its_reason(file: bytes, code: str, says: str) -> None:
    error = refused(file)
    assert (error.code, says in error.sentence) == (code, True), error.sentence
