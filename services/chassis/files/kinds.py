"""Kinds: which files are taken, told from their bytes and never from their names. Pure.

What is not known is refused, and so is what is more than it seems: programs, macros, scripts in a PDF, a second file behind the first.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from services.chassis.files.refusals import FileRefused

FOREIGN: Final = (
    (b"MZ", "chương trình (.exe)"),
    (b"\x7fELF", "chương trình"),
    (b"\xcf\xfa\xed\xfe", "chương trình"),
    (b"\xce\xfa\xed\xfe", "chương trình"),
    (b"\xca\xfe\xba\xbe", "chương trình"),
    (b"#!", "kịch bản lệnh"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "tệp Office kiểu cũ hoặc có mật khẩu"),
    (b"Rar!", "tệp nén"),
    (b"7z\xbc\xaf", "tệp nén"),
    (b"\x1f\x8b", "tệp nén"),
    (b"PK", "tệp nén"),
    (b"GIF8", "ảnh GIF"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"BM", "ảnh BMP"),
    (b"{\\rtf", "tệp RTF"),
)
"""How other files begin, and what they are called."""
HIDDEN: Final = re.compile(rb"PK\x03\x04|PK\x05\x06|%PDF-|\x7fELF|<script|<\?php|<html|<svg|<!doctype", re.IGNORECASE)
"""What another file, or something that runs, begins with."""
RUNS: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
ENCRYPTED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
PACKED: Final = re.compile(rb"/ObjStm(?![A-Za-z0-9])[^\x00]{0,400}?stream\r?\n")
STREAM: Final = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
UNPACKED: Final = 4 * 1024 * 1024
"""Bytes of one packed part that are looked through."""
PARTS: Final = 3000
"""Parts of an Office file."""
WHOLE: Final = 200 * 1024 * 1024
"""Bytes of an Office file, unpacked."""
TABLE: Final = 1024 * 1024
"""Bytes of one of its tables of contents."""
OFFICE: Final = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
)
MACROS: Final = re.compile(
    r"vbaproject|vbadata|activex|macrosheets|dialogsheets|oleobject|\.(exe|dll|js|vbs|bat|com|scr|hta|lnk)$"
)
OBJECTS: Final = re.compile(r"/embeddings/|externallinks/|customui/|/attachedtoolbars")
RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
LINK: Final = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
OUTSIDE: Final = re.compile(rb"""TargetMode\s*=\s*["']External["']""")
TAIL: Final = 1024
COMMENTS: Final = re.compile(rb"(?:%[\x20-\x7e]*[\r\n\t \x00\x1a]*)+")
"""What scanners and signing programs leave behind the end of a PDF: a few lines of comment, where nothing hides."""
BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, KeyError)


def kind_of(content: bytes) -> str:
    """The kind of a file. Raises FileRefused."""
    if not content:
        raise FileRefused("file.empty")
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpg(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(content)
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _webp(content)
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    raise FileRefused("file.type-refused", what=_called(content))


def _called(content: bytes) -> str:
    """What a file that is not taken is called."""
    for begins, word in FOREIGN:
        if content.startswith(begins):
            return word
    if content[4:8] == b"ftyp":
        return "ảnh HEIC" if content[8:11] in (b"hei", b"mif", b"hev") else "phim"
    text = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "ảnh SVG, có thể chứa mã chạy"
    if text.startswith((b"<!doctype html", b"<html", b"<script", b"<?php")):
        return "trang web"
    if b"\x00" not in content[:4096]:
        return "tệp chữ"
    return "loại tệp không rõ"


def _pdf(content: bytes) -> str:
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise FileRefused("file.broken")
    tail = content[end + 5 :].strip(b"\r\n\t \x00\x1a")
    if len(tail) > TAIL or (tail and not COMMENTS.fullmatch(tail)):
        raise FileRefused("file.hidden")
    plain = STREAM.sub(b"", content)
    if ENCRYPTED.search(_unescaped(plain)):
        raise FileRefused("file.locked")
    for text in (plain, *_packed(content)):
        if found := RUNS.search(_unescaped(text)):
            embedded = found[1].startswith(b"Embedded")
            raise FileRefused("file.active", what="tệp khác đính kèm bên trong" if embedded else "mã tự chạy")
    return "pdf"


def _unescaped(text: bytes) -> bytes:
    """Names of a PDF as they are read: `/#4aS` is `/JS`."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _packed(content: bytes) -> Iterator[bytes]:
    """The objects that a PDF holds packed."""
    for found in PACKED.finditer(content):
        try:
            yield zlib.decompressobj().decompress(content[found.end() :], UNPACKED)
        except zlib.error:
            continue  # packed in another way, or not at all: then it was looked through with the rest


def _jpg(content: bytes) -> str:
    place, told = 2, bytearray()
    try:
        while True:
            if content[place] != 0xFF:
                raise FileRefused("file.broken")
            marker = content[place + 1]
            if marker == 0xFF:
                place += 1
                continue
            (length,) = struct.unpack_from(">H", content, place + 2)
            if length < 2:
                raise FileRefused("file.broken")
            if marker == 0xDA:
                break
            told += content[place + 4 : place + 2 + length]
            place += 2 + length
    except (IndexError, struct.error):
        raise FileRefused("file.broken") from None
    end = content.find(b"\xff\xd9", place)
    if end < 0:
        raise FileRefused("file.broken")
    # a phone puts more pictures behind the first; nothing else may stand there
    if HIDDEN.search(told) or HIDDEN.search(content, end):
        raise FileRefused("file.hidden")
    return "jpg"


def _png(content: bytes) -> str:
    place = 8
    while place + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, place)
        name = content[place + 4 : place + 8]
        place += 12 + length
        if place > len(content):
            break
        if name == b"IEND":
            if place != len(content):
                raise FileRefused("file.hidden")
            return "png"
        if name != b"IDAT" and HIDDEN.search(content, place - 4 - length, place - 4):
            raise FileRefused("file.hidden")
    raise FileRefused("file.broken")


def _webp(content: bytes) -> str:
    (length,) = struct.unpack_from("<I", content, 4)
    if length + 8 > len(content):
        raise FileRefused("file.broken")
    if length + 8 + length % 2 < len(content):
        raise FileRefused("file.hidden")
    return "webp"


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _judged(content, archive)
    except BROKEN:
        raise FileRefused("file.broken") from None


def _judged(content: bytes, archive: zipfile.ZipFile) -> str:
    infos = archive.infolist()
    names = [info.filename.lower() for info in infos]
    if "[content_types].xml" not in names:
        raise FileRefused("file.type-refused", what="tệp nén")
    ends = content.rfind(b"PK\x05\x06")
    size, starts = struct.unpack_from("<II", content, ends + 12)
    if ends + 22 != len(content) or starts + size != ends or min(info.header_offset for info in infos) != 0:
        raise FileRefused("file.hidden")
    if len(infos) > PARTS or len(set(names)) != len(names) or sum(info.file_size for info in infos) > WHOLE:
        raise FileRefused("file.broken")
    if any(info.flag_bits & 1 for info in infos):
        raise FileRefused("file.locked")
    if any(MACROS.search(name) for name in names):
        raise FileRefused("file.active", what="macro hoặc chương trình nhúng")
    if any(OBJECTS.search(name) for name in names):
        raise FileRefused("file.active", what="tệp khác nhúng hoặc liên kết bên trong")
    contents = _unpacked(archive, infos[names.index("[content_types].xml")])
    if b"macroenabled" in contents.lower():
        raise FileRefused("file.active", what="macro hoặc chương trình nhúng")
    for info, name in zip(infos, names, strict=True):
        if name.endswith(".rels"):
            for relation in RELATION.findall(_unpacked(archive, info)):
                if OUTSIDE.search(relation) and not LINK.search(relation):
                    raise FileRefused("file.active", what="phần tải từ nơi khác khi mở")
    for mark, kind in OFFICE:
        if mark in contents:
            return kind
    raise FileRefused("file.type-refused", what="tệp nén hoặc tệp Office khác")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        text = part.read(TABLE + 1)
    if len(text) > TABLE:
        raise FileRefused("file.broken")
    return text
