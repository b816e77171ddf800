"""Document templates (mẫu văn bản): the ward's own DOCX in place of the standard one, for each kind of paper that a service drafts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from services.chassis.documents import pages, projection
from services.chassis.documents.commands import ReplaceTemplate, RestoreStandard
from services.chassis.documents.decider import handles
from services.chassis.documents.facts import FACTS
from services.chassis.kit.capability import Capability
from services.chassis.service import ByHand


def document_templates(kinds: Mapping[str, str], roles: frozenset[str]) -> Capability:
    """The capability for these kinds of paper, by name with their titles, and for the roles that replace their templates."""
    return Capability(
        name="document-templates",
        file=__file__,
        handles=handles(roles),
        facts=FACTS,
        readers=(projection.MODEL,),
        routes=(partial(pages.routes, kinds),),
        pages=(partial(pages.pages, kinds),),
    )


def by_hand(service: str) -> Mapping[type, ByHand]:
    """Where people do what no page of the kit declares."""
    page = f"/{service}/pages{pages.PATH}"
    return {
        ReplaceTemplate: ByHand("Thay mẫu văn bản", page),
        RestoreStandard: ByHand("Dùng lại mẫu chuẩn", page),
    }
