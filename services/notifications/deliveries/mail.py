"""Mail: a delivery as a message. Pure; the Message-ID derives from the intent, so that two sendings are one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from services.chassis.calendar import ZONE
from services.notifications.deliveries.templates import letter

LINE: Final = 76
"""Letters of a line with an encoded word, RFC 2047 section 2; with the space before it, a word has at most 75."""


def message_id(intent_id: UUID, domain: str) -> str:
    """The same for every attempt."""
    return f"<{intent_id}@{domain}>"


def compose(intent_id: UUID, to: str, template: str, facts: Mapping[str, str], at: datetime, domain: str) -> Message:
    """The message of an intent. Raises LookupError or KeyError when the template cannot be filled.

    Of the older message class: EmailMessage of Python 3.11 loses the space where it folds an encoded subject.
    """
    written = letter(template, facts)
    message = MIMEText(written.body, "plain", "utf-8")
    message["From"] = f"no-reply@{domain}"
    message["To"] = to
    # encoded here: whoever serialises the message would fold a Header at 78, and knows nothing of the header's own name
    message["Subject"] = Header(written.subject, "utf-8", maxlinelen=LINE, header_name="Subject").encode()
    message["Date"] = format_datetime(at.astimezone(ZONE))
    message["Message-ID"] = message_id(intent_id, domain)
    message["Auto-Submitted"] = "auto-generated"
    return message
