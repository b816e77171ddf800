"""The mail sink: takes every mail by SMTP, delivers none, keeps each as an .eml file and lists them as JSON."""

import email
import email.policy
import time
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

LARGEST_MAIL = 10_000_000  # bytes


class KeepMail:
    """aiosmtpd's handler: a mail is accepted once it is a whole file under its final name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Write the mail with its envelope and answer."""
        content = envelope.original_content or b""
        name = f"{time.time_ns()}-{sha256(content).hexdigest()[:12]}"
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n"
        fresh = self.folder / f"{name}.new"
        fresh.write_bytes(head.encode() + content)
        fresh.rename(self.folder / f"{name}.eml")
        return "250 Message accepted for keeping"


def smtp_server(folder: Path) -> SMTP:
    """The protocol of one SMTP connection."""
    return SMTP(KeepMail(folder), enable_SMTPUTF8=True, data_size_limit=LARGEST_MAIL, ident="Thi Dua mail sink")


def mails(folder: Path) -> list[dict[str, str]]:
    """The mails kept so far, oldest first: id, time of arrival, envelope, subject and Message-ID."""
    return [described(path) for path in sorted(folder.glob("*.eml"))]


def content_of(folder: Path, mail_id: str) -> bytes | None:
    """One mail as it came, or None; the id is compared, never made a path."""
    return next((path.read_bytes() for path in folder.glob("*.eml") if path.stem == mail_id), None)


def described(path: Path) -> dict[str, str]:
    """What the listing says of one mail."""
    message: EmailMessage = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    arrived = datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1e9, UTC)
    names = {"from": "X-Envelope-From", "to": "X-Envelope-To", "subject": "Subject", "message_id": "Message-ID"}
    headers = {name: str(message[header] or "") for name, header in names.items()}
    return {"id": path.stem, "received_at": arrived.isoformat(), **headers}


def routes(folder: Path) -> list[Route]:
    """`/mails` lists, `/mails/<id>` gives one as it came."""

    async def listing(request: Request) -> JSONResponse:
        return JSONResponse(mails(folder))

    async def one(request: Request) -> Response:
        content = content_of(folder, request.path_params["mail_id"])
        if content is None:
            return PlainTextResponse("Không có thư này.", status_code=404)
        return Response(content, media_type="message/rfc822")

    return [Route("/mails", listing), Route("/mails/{mail_id}", one)]
