"""The image's lock: of requirements.lock what services and operators' verbs need, without the local stack and the tests' tools.

`python -m deploy.image.lock > deploy/image/requirements.lock`, in an environment made from the whole lock.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = frozenset({"thidua", "thidua-contracts"})
BUILDER = ("hatchling", "editables")
"""What makes wheels of our own code; the image's build takes it out again."""
VERBS = ("psutil", "jgo", "aiosmtpd")
"""What operators' verbs import of the local stack."""


def needed() -> frozenset[str]:
    """The names of all packages that ours need on the image's platform, and the builder's."""
    found: set[str] = set()
    open_: list[tuple[str, str]] = [(name, "") for name in (*OURS, *BUILDER, *VERBS)]
    while open_:
        name, extra = open_.pop()
        for text in requires(name) or ():
            requirement = Requirement(text)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            wanted = canonicalize_name(requirement.name)
            for each in ("", *sorted(requirement.extras)):
                if f"{wanted}[{each}]" not in found:
                    found |= {wanted, f"{wanted}[{each}]"}
                    open_.append((wanted, each))
    return frozenset(name for name in found | {*BUILDER, *VERBS} if "[" not in name) - OURS


def entries() -> dict[str, str]:
    """The entries of the whole lock by package: version, marker and hashes."""
    parts = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text().strip())
    return {canonicalize_name(re.split(r"[=\[ ;]", part, maxsplit=1)[0]): part for part in parts if "==" in part}


def lock() -> str:
    """The entries that the image needs, with the hashes of the whole lock."""
    whole, names = entries(), needed()
    if missing := sorted(names - whole.keys()):
        sys.exit(f"not in requirements.lock: {', '.join(missing)}")
    return "\n".join(whole[name] for name in sorted(names)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(lock())
