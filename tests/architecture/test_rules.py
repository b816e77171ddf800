"""The rules of the house hold in the tree, and each of them would notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import imports, language, prose, sql
from tests.architecture.planted import ALLOWED, CAUGHT, Plant
from tests.architecture.source import ROOT, Rule, listed

RULES: dict[str, Rule] = {rule.__name__: rule for rule in (*imports.RULES, *sql.RULES, *language.RULES, *prose.RULES)}


def planted(root: Path, plant: Plant) -> Path:
    """A tree of just these files."""
    for path, text in plant.files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.mark.parametrize("name", RULES)
def test_the_tree_obeys(name: str) -> None:
    broken = list(RULES[name](ROOT))
    assert not broken, f"{RULES[name].__doc__}\n{listed(broken)}"


@pytest.mark.parametrize("plant", CAUGHT, ids=lambda plant: f"{plant.rule}-{next(iter(plant.files))}")
def test_a_planted_violation_is_caught(plant: Plant, tmp_path: Path) -> None:
    assert list(RULES[plant.rule](planted(tmp_path, plant)))


@pytest.mark.parametrize("plant", ALLOWED, ids=lambda plant: f"{plant.rule}-{next(iter(plant.files))}")
def test_what_is_allowed_is_not_caught(plant: Plant, tmp_path: Path) -> None:
    assert not list(RULES[plant.rule](planted(tmp_path, plant)))


def test_every_rule_has_a_planted_violation() -> None:
    assert {plant.rule for plant in CAUGHT} == set(RULES)
