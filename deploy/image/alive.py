"""The image's health check: asks the process of this container whether it lives. Exit code 1 when it does not.

Alive, not ready: restarting a process mends neither PostgreSQL nor Kafka.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from urllib.error import URLError
from urllib.request import urlopen


def port_of(environment: Mapping[str, str]) -> int:
    """Where the process serves its health: a worker on its own port, an API beside its routes."""
    return int(environment.get("THIDUA_HEALTH_PORT") or environment.get("THIDUA_PORT") or 8000)


def main() -> None:
    """Asks once. A container whose service cannot be told from its database's name has no health to ask for."""
    service = os.environ.get("DATABASE_URL", "").rpartition("/")[2].partition("?")[0]
    try:
        with urlopen(f"http://127.0.0.1:{port_of(os.environ)}/{service}/alive", timeout=4) as answer:
            sys.exit(0 if json.load(answer)["alive"] else 1)
    except (URLError, OSError, ValueError) as error:
        sys.exit(f"no answer: {error}")


if __name__ == "__main__":
    main()
