"""Attached: the files of a form, however they come: named by what a script has sent, or brought whole by the form itself.

Forms of the kit and forms written by hand do the same: `taken` first, `put` around the command, `attached` on the page.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.files.files import Told
from services.chassis.files.naming import weight
from services.chassis.files.reference import KINDS, FileRef, listed
from services.chassis.files.refusals import FileRefused
from services.chassis.http.edge import Edge
from services.chassis.kit.fields import Evidence
from services.chassis.web.drafts import author_of
from services.chassis.web.forms import Form, FormRequest, check_csrf
from services.chassis.web.inputs import FieldError, id_of
from services.chassis.web.visitor import Visitor

BROUGHT: Final = ".tep"
"""What stands behind a field's name in that of its choice of files."""


@dataclass(frozen=True, slots=True)
class Attached:
    """The files of one field as its page shows them."""

    mark: Evidence
    files: tuple[Told, ...]
    chosen: frozenset[str]
    at: str
    """Where a script sends files to, below which the author sees them."""
    cap: int
    old: frozenset[str] = frozenset()
    shown_at: str = ""
    """Those that the record has already, and where they lie."""

    @property
    def accept(self) -> str:
        """What a browser offers to choose."""
        return ",".join(KINDS[kind].media_type for kind in self.mark.kinds)

    @property
    def said(self) -> str:
        """What may be attached."""
        return f"{listed(self.mark.kinds)}; mỗi tệp không quá {weight(self.cap)}, tối đa {self.mark.most} tệp."

    @property
    def too_large(self) -> str:
        """What a file that is too large is told before it is sent."""
        return FileRefused("file.too-large", most=weight(self.cap)).sentence


async def taken(visitor: Visitor, names: Sequence[str], fields: Form) -> tuple[Form, list[FieldError]]:
    """The form with the files that it brought itself known by their ids, and what is wrong with the others.

    Raises Forbidden for somebody else's form.
    """
    request = visitor.request
    if not isinstance(request, FormRequest) or not request.files:
        return fields, []
    assert visitor.session is not None
    check_csrf(request, fields, visitor.session.csrf)
    author, errors = author_of(visitor.principal), list[FieldError]()
    found = {name: list(fields.get(name, [])) for name in names}
    for field, called, content in request.files:
        name = field.removesuffix(BROUGHT)
        if not content or name not in found or name == field:
            continue
        try:
            told = await visitor.edge.files.whole(author, called, content, visitor.at)
        except FileRefused as refused:
            errors.append({"field": name, "sentence": f"Tệp “{called}”: {refused.sentence}"})
            continue
        if str(told.file_id) not in found[name]:
            found[name].append(str(told.file_id))
    return request.with_fields(fields.but(found)), errors


async def attached(
    visitor: Visitor,
    ward_code: str,
    mark: Evidence,
    chosen: Sequence[str],
    already: Sequence[FileRef] = (),
    shown_at: str = "",
) -> Attached:
    """The files of a field: those that stand in the form, and those that the record has already."""
    edge = visitor.edge
    ids = [found for text in chosen if (found := id_of(text)) is not None]
    all_ids = list(dict.fromkeys([*(ref.file_id for ref in already), *ids]))
    told = await edge.files.told(author_of(visitor.principal), ward_code, all_ids) if edge.files_most else {}
    return Attached(
        mark,
        tuple(told[each] for each in all_ids if each in told),
        frozenset(str(each) for each in ids),
        f"/{edge.service}/pages/files",
        edge.files_most,
        frozenset(str(ref.file_id) for ref in already),
        shown_at,
    )


@asynccontextmanager
async def put(
    edge: Edge,
    principal: str,
    ward_code: str,
    at: datetime,
    parts: Sequence[Any],
    body: Any,
    known: Mapping[str, Any],
) -> AsyncIterator[dict[str, tuple[FileRef, ...]]]:
    """The files of every field of evidence, put into evidence for the command that is sent within; `known`: what its
    address names and what was looked up. Raises FileRefused, SubjectGone."""
    found: dict[str, tuple[FileRef, ...]] = {}
    async with AsyncExitStack() as stack:
        for part in parts:
            if not isinstance(part.mark, Evidence):
                continue
            mark: Evidence = part.mark
            ids: tuple[UUID, ...] = getattr(body, part.name) or ()
            subject = (known.get(mark.subject) or getattr(body, mark.subject, None)) if mark.subject else None
            found[part.field] = (
                await stack.enter_async_context(
                    edge.files.put(author_of(principal), ward_code, ids, at, subject=subject, kinds=mark.kinds)
                )
                if ids
                else ()
            )
        yield found
