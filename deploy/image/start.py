"""What the image runs: `SERVICE ROLE [ROLE…]` is a process of a service, `thidua VERB …` an operator's command."""

from __future__ import annotations

import os
import sys

from deploy.local.databases import SERVICES


def main() -> None:
    """Becomes the program that the arguments name: no process of ours stands between it and the signals."""
    words = sys.argv[1:]
    if words[:1] == ["thidua"]:
        command = [sys.executable, "-m", "deploy.cli.main", *words[1:]]
    elif len(words) > 1 and words[0] in SERVICES:
        command = [sys.executable, "-m", f"services.{words[0]}", *words[1:]]
    else:
        sys.exit(f"usage: {{{'|'.join(SERVICES)}}} ROLE [ROLE…]  |  thidua VERB …")
    os.execv(sys.executable, command)  # noqa: S606 - the same interpreter, no shell


if __name__ == "__main__":
    main()
