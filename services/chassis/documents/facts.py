"""What is stored of a ward's template; nobody else is told. Pure."""

from __future__ import annotations

from typing import Final

from services.chassis.documents import events
from services.chassis.kit.facts import Fact

FACTS: Final = (
    Fact("document-template-replaced", 1, events.TemplateReplaced, says="Thay mẫu văn bản."),
    Fact("document-standard-restored", 1, events.StandardRestored, says="Dùng lại mẫu chuẩn."),
)
