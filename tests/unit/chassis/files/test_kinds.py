"""Kinds of files: told from their bytes; what is more than it seems is refused, each with its code."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.files.kinds import kind_of
from services.chassis.files.naming import named, weight
from services.chassis.files.reference import KINDS, listed
from services.chassis.files.refusals import FileRefused
from services.chassis.kit.attached import Attached
from services.chassis.kit.fields import Evidence
from tests.support.files import EXCEL, office, packed_pdf, pdf, png
from tests.support.files import jpg as a_jpg

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
RELATION = b'<Relationship Type="http://x/%s" Target="http://mau.example/a" TargetMode="External"/>'
WEBP = b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8 " + bytes(4)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), "pdf"),
        (pdf(b"<< /A (100#25) >>"), "pdf"),
        (pdf(more=b"\r\n\x00\x1a"), "pdf"),
        (pdf(more=b"\n% Scanned by VNPT\r\n% page 3\n"), "pdf"),
        (png(), "png"),
        (png(text=b"Title\0anh"), "png"),
        (a_jpg(), "jpg"),
        (a_jpg(comment=b"chup o xa", more=a_jpg()), "jpg"),
        (WEBP, "webp"),
        (office(), "docx"),
        (office(EXCEL), "xlsx"),
        (office(parts={"word/_rels/document.xml.rels": RELATION % b"hyperlink"}), "docx"),
    ],
)
def test_what_is_taken(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"MZ\x90\x00" + bytes(60), "file.type-refused"),
        (b"\x7fELF" + bytes(60), "file.type-refused"),
        (b"#!/bin/sh\nrm -rf /", "file.type-refused"),
        (SVG, "file.type-refused"),
        (b'<?xml version="1.0"?>\n' + SVG, "file.type-refused"),
        (b"<!doctype html><script>1</script>", "file.type-refused"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "file.type-refused"),
        (b"\0\0\0\x18ftypheic" + bytes(60), "file.type-refused"),
        (b"GIF89a" + bytes(60), "file.type-refused"),
        ("danh sách".encode(), "file.type-refused"),
        (bytes(100), "file.type-refused"),
        (office("application/vnd.ms-powerpoint"), "file.type-refused"),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "file.active"),
        (pdf(b"<< /S /#4aavaScript >>"), "file.active"),
        (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "file.active"),
        (pdf(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), "file.active"),
        (packed_pdf(b"4 0 << /S /JavaScript /JS (1) >>"), "file.active"),
        (pdf(b"<< /Encrypt 5 0 R >>"), "file.locked"),
        (pdf(more=b"PK\x03\x04" + bytes(60)), "file.hidden"),
        (pdf(more=b"\n% comment\nMZ" + bytes(9)), "file.hidden"),
        (pdf(more=b"\n" + b"% long comment\n" * 90), "file.hidden"),
        (pdf()[:-8], "file.broken"),
        (png(more=b"PK\x03\x04"), "file.hidden"),
        (png(text=b"x\0<script>alert(1)</script>"), "file.hidden"),
        (png()[:-8], "file.broken"),
        (a_jpg(more=b"PK\x03\x04" + bytes(40) + b"PK\x05\x06"), "file.hidden"),
        (a_jpg(comment=b"<?php system($_GET[0]);"), "file.hidden"),
        (a_jpg(more=b"%PDF-1.4"), "file.hidden"),
        (a_jpg()[:-2], "file.broken"),
        (b"\xff\xd8\xff\xe0\x00", "file.broken"),
        (WEBP + b"PK\x03\x04", "file.hidden"),
        (WEBP[:-2], "file.broken"),
        (office(parts={"word/vbaProject.bin": b"x"}), "file.active"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "file.active"),
        (office(parts={"word/embeddings/oleObject1.bin": b"x"}), "file.active"),
        (office(parts={"xl/externalLinks/externalLink1.xml": b"x"}), "file.active"),
        (office(parts={"word/_rels/settings.xml.rels": RELATION % b"attachedTemplate"}), "file.active"),
        (office(parts={"word/_rels/settings.xml.rels": b" " * 2_000_000}), "file.broken"),
        (office() + b"MZ", "file.hidden"),
        (office() + office(), "file.hidden"),
        (office()[:-30], "file.broken"),
    ],
)
def test_what_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        kind_of(content)
    assert refused.value.code == code


def test_a_zip_that_is_no_office_file_and_one_that_unpacks_to_too_much_are_refused() -> None:
    plain, bomb = BytesIO(), BytesIO()
    with zipfile.ZipFile(plain, "w") as archive:
        archive.writestr("a.txt", "x")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        for number in range(5):
            archive.writestr(f"word/{number}.xml", bytes(50_000_000))
    for content, code in ((plain.getvalue(), "file.type-refused"), (bomb.getvalue(), "file.broken")):
        with pytest.raises(FileRefused) as refused:
            kind_of(content)
        assert refused.value.code == code


@given(
    st.one_of(st.binary(max_size=200), st.sampled_from([pdf(), png(), a_jpg(), WEBP, office(), office(EXCEL)])),
    st.data(),
)
def test_whatever_is_sent_is_judged_and_nothing_else_happens(content: bytes, data: st.DataObject) -> None:
    if content and data.draw(st.booleans()):
        place = data.draw(st.integers(0, len(content) - 1))
        content = content[:place] + data.draw(st.binary(max_size=6)) + content[place + data.draw(st.integers(0, 4)) :]
    with suppress(FileRefused):
        assert kind_of(content) in {"pdf", "docx", "xlsx", "jpg", "png", "webp"}


@pytest.mark.parametrize(
    ("given_name", "kind", "name"),
    [
        ("bien-ban.pdf", "pdf", "bien-ban.pdf"),
        ("ảnh.JPEG", "jpg", "ảnh.jpg"),
        ("danh-sach.exe", "pdf", "danh-sach.exe.pdf"),
        ("C:\\Users\\a\\x.pdf", "pdf", "x.pdf"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("anh\u202egpj.exe", "png", "anhgpj.exe.png"),
        ("", "pdf", "tep.pdf"),
        (".pdf", "pdf", "pdf.pdf"),
        ("a" * 300 + ".pdf", "pdf", "a" * 100 + ".pdf"),
    ],
)
def test_a_name_ends_as_its_kind_does(given_name: str, kind: str, name: str) -> None:
    assert named(given_name, kind) == name


def test_weights_are_said_as_people_say_them() -> None:
    assert [weight(each) for each in (1, 655_360, 1_048_576, 3_565_158, 20 * 1_048_576)] == [
        "1 KB", "640 KB", "1 MB", "3,4 MB", "20 MB",
    ]  # fmt: skip


def test_a_field_and_its_refusal_name_the_same_kinds_and_no_refusal_names_others() -> None:
    kinds = ("webp", "pdf", "jpg")
    field = Attached(Evidence("Tệp", kinds=kinds), (), frozenset(), "", 2**20)
    refused = FileRefused("file.kind-not-here", kinds=listed(kinds))
    assert field.said.startswith("PDF, JPG, WEBP; ") and "PDF, JPG, WEBP" in refused.sentence
    others = FileRefused("file.type-refused", what="HTML").sentence
    assert not [kind.word for kind in KINDS.values() if kind.word.removeprefix("ảnh ") in others]
