"""Reading rule packs from their files, once, at start: a file that is not fit stops the service."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import unicodedata
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from services.awards.rules.pack import RulePack, Rules, Salary

FOLDER: Final = Path(__file__).parent.parent / "rule_packs"
SALARIES: Final = "base_salaries.json"

_PACK: Final = TypeAdapter(RulePack)
_SALARIES: Final = TypeAdapter(tuple[Salary, ...])


def content_hash(text: str) -> str:
    """SHA-256 of the content, however the file is laid out: keys sorted, no blanks, NFC."""
    plain = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(unicodedata.normalize("NFC", plain).encode()).hexdigest()


def read_pack(text: str) -> RulePack:
    """One pack with its content hash. Raises ValueError when a field is missing, unknown or of the wrong kind."""
    pack: RulePack = _read(_PACK, text)
    return dataclasses.replace(pack, hash=content_hash(text))


@cache
def read_rules(folder: Path = FOLDER) -> Rules:
    """All packs and base salaries of a folder. Raises ValueError when two packs are in force on one day."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))}
    salaries: tuple[Salary, ...] = _read(_SALARIES, texts.pop(SALARIES))
    packs = sorted((read_pack(text) for text in texts.values()), key=lambda pack: pack.in_force_from)
    for earlier, later in pairwise(packs):
        if (earlier.in_force_until or date.max) >= later.in_force_from:
            raise ValueError(f"{earlier.id} and {later.id} are in force on one day")
    return Rules(tuple(packs), tuple(sorted(salaries, key=lambda salary: salary.valid_from)))


def _read(adapter: TypeAdapter[Any], text: str) -> Any:
    value = adapter.validate_json(text)
    if unknown := _unknown(json.loads(text), adapter.dump_python(value, mode="json")):
        raise ValueError(f"unknown field {unknown}")
    return value


def _unknown(stated: Any, read: Any, path: str = "") -> str | None:
    """The first field of a file that nothing read: a misspelt rule must not silently be no rule."""
    if isinstance(stated, dict):
        for name, part in stated.items():
            if name not in read or name == "hash":
                return f"{path}.{name}"
            if found := _unknown(part, read[name], f"{path}.{name}"):
                return found
    if isinstance(stated, list):
        for number, (part, own) in enumerate(zip(stated, read, strict=True)):
            if found := _unknown(part, own, f"{path}[{number}]"):
                return found
    return None
