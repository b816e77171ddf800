"""Sender: works from intents; each is attempted, handed to the mail server, and recorded as taken or not.

The attempt is recorded before the message leaves: a crash in between is seen, and the message sent again under the same
Message-ID. Two senders may look at once: an attempt's key is the same for both, and the one who comes second lets it be.
A mail server that does not answer at all costs no attempt: the loop waits and tries again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import aiosmtplib
import asyncpg

from services.chassis.commands import Reply, derived
from services.chassis.pool import held
from services.chassis.telemetry import current_traceparent, span
from services.notifications.deliveries.commands import BeginAttempt, RecordFailure, RecordSuccess
from services.notifications.deliveries.directory import Directory, LocalDirectory
from services.notifications.deliveries.mail import compose, message_id

if TYPE_CHECKING:
    from services.chassis.loops import Loop
    from services.chassis.runtime import Runtime

log = logging.getLogger("thidua.sender")

ACTOR: Final = "system:notifications.sender"
AT_ONCE: Final = 50
SMTP_SECONDS: Final = 20
PERMANENT: Final = 500

DUE: Final = """
SELECT ward_code, intent_id, recipient_id, template, facts::text AS facts, attempts, stream_version, intended_by,
       correlation_id, traceparent
FROM read.ledger WHERE state IN ('waiting', 'attempting') AND ready_at <= $1
ORDER BY ready_at, intent_id LIMIT $2
"""


class MailServerAway(ConnectionError):
    """The mail server does not answer: nothing is wrong with any message."""


def worker(runtime: Runtime, loop: Loop) -> Callable[[], Awaitable[bool]]:
    """The step of the sender's loop; without a mail server configured nothing is sent, and intents wait."""
    url = runtime.settings.smtp_url
    if url is None:
        log.warning("THIDUA_SMTP_URL is not set: no mail is sent, intents wait")

        async def nothing() -> bool:
            return False

        return nothing
    sender = Sender(runtime, url, LocalDirectory(runtime.settings.mail_domain), runtime.settings.mail_domain, loop.beat)
    return sender.step


class Sender:
    """Sends what is due."""

    def __init__(
        self, runtime: Runtime, smtp_url: str, directory: Directory, domain: str, beat: Callable[[], None]
    ) -> None:
        parts = urlsplit(smtp_url)
        if parts.scheme not in ("smtp", "smtps") or parts.hostname is None:
            raise SystemExit("THIDUA_SMTP_URL must be smtp://host:port or smtps://host:port")
        self._runtime = runtime
        self._directory = directory
        self._domain = domain
        self._beat = beat
        self._host, self._port, self._tls = parts.hostname, parts.port, parts.scheme == "smtps"
        self._user, self._password = parts.username, parts.password

    async def step(self) -> bool:
        """Sends a batch; False when nothing was due. Raises MailServerAway, a transient failure of the loop."""
        async with held(self._runtime.projector) as connection:
            rows = await connection.fetch(DUE, self._now(), AT_ONCE)
        if not rows:
            return False
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            use_tls=self._tls,
            username=self._user,
            password=self._password,
            timeout=SMTP_SECONDS,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailServerAway from error
        try:
            sent = []
            for row in rows:
                sent.append(await self._send(client, row))
                self._beat()  # a mail may take as long as the server wants
        finally:
            client.close()
        return any(sent)

    async def _send(self, client: aiosmtplib.SMTP, row: asyncpg.Record) -> bool:
        attempt = row["attempts"] + 1
        with span("send mail", parent=row["traceparent"], attributes={"thidua.attempt": attempt}):
            begun = await self._do(
                row,
                f"attempt:{row['intent_id']}:{row['stream_version']}",
                BeginAttempt(row["ward_code"], self._now(), row["intent_id"], attempt),
            )
            if begun.repeated or begun.refusal is not None:
                return False  # another sender has it, or the ledger is a moment behind
            refused = await self._hand_over(client, row)
            if refused is None:
                taken = message_id(row["intent_id"], self._domain)
                command: Any = RecordSuccess(row["ward_code"], self._now(), row["intent_id"], attempt, taken)
            else:
                code, permanent = refused
                command = RecordFailure(row["ward_code"], self._now(), row["intent_id"], attempt, code, permanent)
            await self._do(row, f"outcome:{row['intent_id']}:{attempt}", command)
            return True

    async def _hand_over(self, client: aiosmtplib.SMTP, row: asyncpg.Record) -> tuple[str, bool] | None:
        """None when the server took the message; otherwise why not, and whether that is for good."""
        address = await self._directory.address(row["recipient_id"])
        if address is None:
            return "recipient.no-address", True
        try:
            message = compose(
                row["intent_id"], address, row["template"], json.loads(row["facts"]), self._now(), self._domain
            )
        except LookupError:
            return "template.unfit", True
        try:
            if not client.is_connected:
                await client.connect()
            await client.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(max(refusal.code for refusal in error.recipients))
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code)
        except (TimeoutError, aiosmtplib.SMTPException, OSError):
            return "smtp.unreachable", False
        return None

    async def _do(self, row: asyncpg.Record, key: str, command: Any) -> Reply:
        issued = derived(
            command,
            actor=ACTOR,
            key=key,
            cause=row["intended_by"],
            correlation_id=row["correlation_id"],
            trace=current_traceparent() or row["traceparent"],
        )
        return await self._runtime.handler.handle(issued)

    def _now(self) -> datetime:
        return self._runtime.clock.now()


def _refused(code: int) -> tuple[str, bool]:
    return f"smtp.{code}", code >= PERMANENT
