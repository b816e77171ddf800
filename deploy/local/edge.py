"""One light process for what is not ours in a city: the identity issuer and the mail sink.

`python -m deploy.local.edge HOME HTTP_PORT SMTP_PORT ISSUER_URL`
"""

import asyncio
import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy.local import authorize, issuer, mail_sink


def mail_folder(home: Path) -> Path:
    """Where the sink keeps the mails."""
    return home / "mails"


def application(home: Path, issuer_url: str) -> Starlette:
    """The HTTP side: discovery, keys, the list of mails, health."""

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            *authorize.routes(issuer.key_folder(home), issuer_url),
            *mail_sink.routes(mail_folder(home)),
            Route("/health", health),
        ]
    )


async def serve(home: Path, http_port: int, smtp_port: int, issuer_url: str) -> None:
    """Serve both until told to stop; mail is taken before the first HTTP answer says so."""
    issuer.signing_keys(issuer.key_folder(home))
    folder = mail_folder(home)
    smtp = await asyncio.get_running_loop().create_server(lambda: mail_sink.smtp_server(folder), "127.0.0.1", smtp_port)
    configuration = uvicorn.Config(
        application(home, issuer_url), host="127.0.0.1", port=http_port, log_level="warning", access_log=False
    )
    async with smtp:
        await uvicorn.Server(configuration).serve()


def main() -> None:
    """Read the arguments and serve."""
    home, http_port, smtp_port, issuer_url = sys.argv[1:]
    asyncio.run(serve(Path(home), int(http_port), int(smtp_port), issuer_url))


if __name__ == "__main__":
    main()
