"""Asking the register: submissions gives the number of a decision or letter before it is recorded here.

No number is used twice in a ward, whichever service writes the document. The number is asked for once everything else about the
document is decided; if the document is not recorded after all, its number stays used and the register shows it. Whether somebody is
called as a correction says, submissions is asked before it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from uuid import UUID, uuid5

import httpx

from services.awards.decisions.commands import (
    AnnulDecision,
    CorrectDecision,
    CorrectLetter,
    CorrectPaper,
    ForwardNominations,
    RestoreDecision,
    SignDecision,
    Signing,
)
from services.awards.decisions.papers import Numbered, own_number
from services.awards.decisions.refusals import DecisionRefused
from services.awards.decisions.renumbering import not_free, renumbered
from services.awards.decisions.undoing import unknown_names
from services.chassis.commands import CommandEnvelope
from services.chassis.errors import Unavailable
from services.chassis.event_store.handler import Agree
from services.chassis.identity.service_token import NoToken, ServiceToken
from services.chassis.ids import command_id_of
from services.chassis.settings import Settings

OWNER: Final = "submissions"
PATIENCE: Final = 3.0
"""Seconds that the register has for its answer."""

SUBJECTS: Final[Mapping[type[Signing], str]] = {
    CorrectDecision: "Đính chính quyết định khen thưởng",
    CorrectPaper: "Đính chính số, ngày của quyết định khen thưởng",
    AnnulDecision: "Hủy bỏ danh hiệu đã tặng",
    RestoreDecision: "Khôi phục danh hiệu đã hủy bỏ",
}


@dataclass(frozen=True, slots=True)
class Page:
    """The decision or letter whose page tells of a numbered document."""

    kind: Literal["decision", "letter"]
    about_id: UUID


@asynccontextmanager
async def asking(settings: Settings) -> AsyncIterator[Agree]:
    """How this process asks for numbers."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client:
        token = ServiceToken(settings.issuer or "", client, service="awards", secret=settings.client_secret or "")

        async def agree(issued: CommandEnvelope) -> None:
            match issued.command:
                case SignDecision() as command:
                    await take(
                        issued,
                        command,
                        command.decision_id,
                        "Quyết định khen thưởng",
                        Page("decision", command.decision_id),
                    )
                case ForwardNominations() as command:
                    page = Page("letter", command.forwarding_id)
                    await take(issued, command, command.forwarding_id, "Tờ trình khen thưởng", page)
                case CorrectDecision() | CorrectPaper() | AnnulDecision() | RestoreDecision() as command:
                    if isinstance(command, CorrectDecision):
                        for person_id, names in unknown_names(command):
                            await called(command.ward_code, person_id, names)
                    page = Page("decision", command.decision_id)
                    await own(issued, command, SUBJECTS[type(command)], page)
                    if isinstance(command, CorrectPaper) and (number := renumbered(command)) is not None:
                        try:
                            await take(issued, number, command.decision_id, "Quyết định khen thưởng", page)
                        except DecisionRefused as refused:
                            raise not_free(command, number) from refused
                case CorrectLetter() as command:
                    page = Page("letter", command.forwarding_id)
                    await own(issued, command, "Đính chính tờ trình khen thưởng", page)
                case _:
                    return

        async def own(issued: CommandEnvelope, command: Signing | CorrectLetter, subject: str, page: Page) -> None:
            number = own_number(command)
            assert number is not None  # the decider has refused what cannot be read
            await take(issued, number, command.document_id, subject, page)

        async def called(ward_code: str, person_id: UUID, names: tuple[str, str]) -> None:
            asked = {"ward_code": ward_code, "subject_id": str(person_id), "names": names}
            answer = await ask("/internal/subjects:called", asked)
            if answer.status_code != httpx.codes.OK:
                raise Unavailable
            if answer.json()["called"] is False:
                raise DecisionRefused("decision.correction-differs")

        async def take(issued: CommandEnvelope, command: Numbered, document_id: UUID, subject: str, page: Page) -> None:
            body = {
                "command_id": str(uuid5(command_id_of(issued), str(document_id))),
                "correlation_id": str(issued.correlation_id),
                "ward_code": command.ward_code,
                "document_id": str(document_id),
                "number": command.number,
                "symbol": command.symbol,
                "dated_on": command.signed_on.isoformat(),
                "subject": subject,
                "kind": page.kind,
                "about_id": str(page.about_id),
            }
            answer = await ask("/internal/numbers:take", body)
            if answer.status_code == httpx.codes.CONFLICT:
                raise taken(command.number, command.symbol, command.signed_on)
            if answer.status_code != httpx.codes.OK:
                raise Unavailable

        async def ask(path: str, body: Mapping[str, object]) -> httpx.Response:
            if OWNER not in settings.peers:
                raise Unavailable
            address = f"{str(settings.peers[OWNER]).rstrip('/')}{path}"
            try:
                return await client.post(address, json=body, headers={"Authorization": f"Bearer {await token.get()}"})
            except (httpx.HTTPError, NoToken) as error:
                raise Unavailable from error

        yield agree


def taken(number: int, symbol: str, signed_on: date) -> DecisionRefused:
    """That the number is another document's."""
    return DecisionRefused("decision.number-taken", number=number, symbol=symbol, year=signed_on.year)
