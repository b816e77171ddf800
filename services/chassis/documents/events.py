"""Events of a ward's template."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReplaced:
    """The ward drafts papers of this kind in a template of its own; `file` is a DOCX in Base64."""

    name: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRestored:
    """The ward drafts papers of this kind in the standard template again."""

    name: str


Event = TemplateReplaced | StandardRestored
