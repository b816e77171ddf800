"""Files as people send them, small but whole, and what is hidden in some."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def pdf(inside: bytes = b"", *, more: bytes = b"") -> bytes:
    """A PDF with one object more."""
    return PDF.replace(b"trailer", b"2 0 obj\n" + inside + b"\nendobj\ntrailer") + more


def packed_pdf(inside: bytes) -> bytes:
    """A PDF whose objects lie packed."""
    packed = zlib.compress(inside)
    return pdf(b"<< /Type /ObjStm /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream")


def png(side: int = 4, *, text: bytes = b"", more: bytes = b"") -> bytes:
    """A grey picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes([(x * 7 + y * 13) % 256 for x in range(side)]) for y in range(side))
    told = chunk(b"tEXt", text) if text else b""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + told + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"") + more


def jpg(*, comment: bytes = b"", more: bytes = b"", size: int = 64) -> bytes:
    """The bones of a JPEG: its segments, a scan, its end."""
    told = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    return b"\xff\xd8\xff\xe0\x00\x04JF" + told + b"\xff\xda\x00\x04\x01\x02" + b"\x11" * size + b"\xff\xd9" + more


def office(main: str = WORD, parts: Mapping[str, bytes] | None = None) -> bytes:
    """An Office file with these parts more."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        for name, content in (parts or {}).items():
            archive.writestr(name, content)
    return kept.getvalue()
