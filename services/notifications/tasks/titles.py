"""The sentence of a task, from titles.toml and the facts of the event that opened it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from services.notifications.tasks.events import Kind
from services.notifications.wording import filled


@cache
def titles() -> Mapping[str, str]:
    """Kind to sentence."""
    return tomllib.loads((Path(__file__).parent / "titles.toml").read_text())


def title(kind: Kind, facts: Mapping[str, str]) -> str:
    """What has to be done, in Vietnamese."""
    return filled(titles()[kind], facts)
