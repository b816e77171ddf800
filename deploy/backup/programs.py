"""PostgreSQL's own programs: from the wheel of the local stack where it is installed, else from the path.

They work as an administrator: row-level security is forced on owners too, so only a superuser can copy every row. A password
comes from where libpq looks (PGPASSWORD, PGPASSFILE), never from a command line.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from deploy.local.places import StackError
from deploy.local.postgres import wheel_folder


class ProgramFailed(Exception):
    """A program of PostgreSQL ended with an error; the text is what it said."""


def program(name: str) -> Path:
    """Where `pg_dump` or `pg_restore` is; it must be as new as the server. Raises StackError."""
    try:
        return wheel_folder() / "pginstall18" / "bin" / name
    except StackError:
        found = shutil.which(name)
        if found is None:
            raise StackError(
                f"{name} is not on the path: install PostgreSQL's client programs of the server's version."
            ) from None
        return Path(found)


def as_administrator(database_url: str, administrator: str, database: str | None = None) -> str:
    """The same server as an administrator, without a password; another database of it when one is named."""
    parts = urlsplit(database_url)
    _, _, address = parts.netloc.rpartition("@")
    path = parts.path if database is None else f"/{quote(database)}"
    return urlunsplit(parts._replace(netloc=f"{quote(administrator)}@{address}", path=path))


def database_of(database_url: str) -> str:
    """The name of the database in a URL."""
    return urlsplit(database_url).path.lstrip("/")


async def called(name: str, arguments: Sequence[str | Path]) -> None:
    """Runs a program to its end. Raises ProgramFailed with what it said."""
    process = await asyncio.create_subprocess_exec(
        program(name), *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise ProgramFailed(f"{name}: {said.decode(errors='replace').strip()}")
