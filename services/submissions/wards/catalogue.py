"""The State's list of communes: which ward an official code means on a day. Pure: the lists are data of the release.

Codes from 1/7/2025 on are those of the package `vietnam-provinces`, earlier ones those of `data/earlier_codes.json`. Packages are
read as data: importing it would build an enum of every commune.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Final

from services.chassis import words
from services.chassis.text.letters import folded
from thidua_contracts.codes import WardKind

PACKAGE: Final = "vietnam-provinces"
NEW_SINCE: Final = date(2025, 7, 1)
"""The first day of communes without districts."""
ISO: Final = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
SAMPLE: Final = "mẫu"
"""The source of a ward that is in no list of the State."""
KINDS: Final = {"phường": WardKind.WARD, "xã": WardKind.COMMUNE, "đặc khu": WardKind.SPECIAL_ZONE}


@dataclass(frozen=True, slots=True)
class Listed:
    """A commune as a list has it; `source` names the list and its version."""

    code: str
    name: str
    kind: WardKind
    source: str

    def means(self, name: str, kind: WardKind) -> bool:
        """Whether somebody who writes this name and kind means this commune; the word of the kind may be left out."""
        bare = self.name.split(maxsplit=2 if self.kind is WardKind.SPECIAL_ZONE else 1)[-1]
        return kind == self.kind and folded(name) in (folded(self.name), folded(bare))


def listed(code: str, day: date) -> Listed | None:
    """The commune that has this code on this day, if a list knows it."""
    return (_earlier() if day < NEW_SINCE else _today()).get(code)


def said(source: str | None) -> str:
    """A source as people read it: what a package is, days as they are written here."""
    known = (source or "chưa ghi").replace(f"{PACKAGE} ", f"danh mục xã, phường từ {words.day(NEW_SINCE)}, bản ")
    return ISO.sub(r"\3/\2/\1", known)


@cache
def _today() -> Mapping[str, Listed]:
    package = distribution(PACKAGE)
    provinces = json.loads(Path(str(package.locate_file("vietnam_provinces/data/nested-divisions.json"))).read_text())
    source = f"{PACKAGE} {package.version}"
    return {
        code: Listed(code, ward["name"], KINDS[ward["division_type"]], source)
        for province in provinces
        for ward in province["wards"]
        for code in (f"{ward['code']:05}",)
    }


@cache
def _earlier() -> Mapping[str, Listed]:
    known = json.loads((Path(__file__).parent / "data" / "earlier_codes.json").read_text())
    source = f"{known['name']}, bản {known['version']}"
    return {one["code"]: Listed(one["code"], one["name"], WardKind(one["kind"]), source) for one in known["wards"]}
