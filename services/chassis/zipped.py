"""What Office writes is a ZIP: its entries as they come from outside, and what reading one raises that is broken."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import Final

BROKEN: Final = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""RuntimeError: a password."""
PACKED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""How Office packs. LZMA takes as much memory as the file says."""


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What the archive holds. Raises BadZipFile when a part is packed as Office packs none."""
    found = archive.infolist()
    if not PACKED.issuperset(entry.compress_type for entry in found):
        raise zipfile.BadZipFile("packed in an unknown way")
    return found
