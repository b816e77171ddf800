"""The table of ASVS 5.0 has every section with its requirements of level 1 and 2, and what a row names as its test is there."""

from __future__ import annotations

import re
from typing import Final

from tests.support.provenance import ROOT

SECTIONS: Final = """
1.1 2 1.2 9 1.3 11 1.4 3 1.5 2 2.1 3 2.2 3 2.3 4 2.4 1 3.2 2 3.3 4 3.4 6 3.5 5 3.7 2 4.1 3 4.2 1 4.3 2 4.4 4 5.1 1 5.2 3 5.3 2 5.4 3 6.1 3
6.2 12 6.3 4 6.4 4 6.5 5 6.6 3 6.8 4 7.1 3 7.2 4 7.3 2 7.4 5 7.5 2 7.6 2 8.1 2 8.2 3 8.3 1 8.4 1 9.1 3 9.2 4 10.1 2 10.2 2 10.3 4 10.4 11
10.5 5 10.6 2 10.7 3 11.1 2 11.2 3 11.3 3 11.4 4 11.5 1 11.6 1 12.1 3 12.2 2 12.3 4 13.1 1 13.2 5 13.3 2 13.4 5 14.1 2 14.2 4 14.3 3 15.1 3
15.2 3 15.3 7 16.1 1 16.2 5 16.3 4 16.4 3 16.5 3 17.1 1 17.2 4 17.3 2
"""
"""Each section with how many requirements of level 1 and 2 it begins with; those of level 3 come after them."""
STATES: Final = {"held", "partly", "open", "not here", "the issuer's", "the city's"}
ROW: Final = re.compile(r"^\| V(?P<section>[\d.]+) \| (?P<which>[^|]+) \| (?P<state>[^|]+) \| (?P<why>[^|]+) \|$", re.M)
NAMED: Final = re.compile(r"`(?P<file>tests/[\w/]+\.py)(?:::(?P<test>\w+))?`")
LINKED: Final = re.compile(r"\]\(")


def rows() -> list[re.Match[str]]:
    return list(ROW.finditer((ROOT / "deploy" / "asvs.md").read_text()))


def wanted() -> dict[str, str]:
    """What each section asks, as the table writes it."""
    words = SECTIONS.split()
    numbers = zip(words[::2], words[1::2], strict=True)
    return {section: f"{section}.1–{section}.{count}" if count != "1" else f"{section}.1" for section, count in numbers}


def test_every_section_stands_once_with_all_its_requirements() -> None:
    assert [(row["section"], row["which"]) for row in rows()] == list(wanted().items())
    assert sum(int(count) for count in SECTIONS.split()[1::2]) == 253


def test_a_test_that_a_row_names_is_there() -> None:
    for row in rows():
        for named in NAMED.finditer(row["why"]):
            text = (ROOT / named["file"]).read_text()
            assert named["test"] is None or f"def {named['test']}(" in text, f"V{row['section']}: {named[0]}"


def test_what_is_held_names_a_test_or_a_document_and_what_is_not_says_why() -> None:
    for row in rows():
        assert row["state"] in STATES, row["section"]
        if row["state"] in ("held", "partly"):
            assert NAMED.search(row["why"]) or LINKED.search(row["why"]), row["section"]
        else:
            assert len(row["why"]) > 5, row["section"]
