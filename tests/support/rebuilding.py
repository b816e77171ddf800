"""A rebuild in a process of its own, for tests that kill it: prints how many records it has taken, then waits a little."""

from __future__ import annotations

import asyncio
import sys
import time

from services.chassis.readers.rebuild import rebuild
from services.chassis.settings import Settings
from tests.support import notes


def tell(what: str, records: int) -> None:
    """Says where it is, and gives whoever kills it the time to do so in the middle."""
    print(what, records, flush=True)
    if records:
        time.sleep(30)


if __name__ == "__main__":
    given = {"DATABASE_URL": sys.argv[1], "KEYS_DATABASE_URL": sys.argv[2]}
    asyncio.run(rebuild(notes.SERVICE, "notes", Settings(**given), who="tests", tell=tell))  # type: ignore[arg-type]
