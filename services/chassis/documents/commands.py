"""Commands of a ward's template. Its file has been judged before (`template.accepted`), which takes longer than a decision may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from services.chassis.kit.fields import At, InPath, Text, Ward


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceTemplate:
    """Draft papers of this kind in this file from now on; `file` is the DOCX in Base64."""

    ward_code: Ward
    at: At
    name: Annotated[str, InPath]
    file: Annotated[str, Text("Tệp mẫu (.docx)")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreStandard:
    """Draft papers of this kind in the standard template again."""

    ward_code: Ward
    at: At
    name: Annotated[str, InPath]


Command = ReplaceTemplate | RestoreStandard
