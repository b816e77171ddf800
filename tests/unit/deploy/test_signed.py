"""Signed checkpoints: the tree is that of RFC 6962, goes on where it stopped, and nobody changes a checkpoint without the key."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.verify.signed import Checkpoint, Checkpoints, Tree

LEAVES = [bytes([number]) * 32 for number in range(33)]


def root_of(leaves: list[bytes]) -> bytes:
    """As RFC 6962, section 2.1, states it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree


def signed_at(size: int) -> Checkpoint:
    tree = tree_of(LEAVES[:size])
    roots = [root.hex() for root in tree.roots]
    return Checkpoint("awards", "2026-01-01T00:00:00+00:00", size, "00", tree.root.hex(), roots, 1, {"t/0": 4})


@pytest.mark.parametrize("size", range(34))
def test_the_root_is_that_of_the_standard_however_often_it_was_interrupted(size: int) -> None:
    assert tree_of(LEAVES[:size]).root == root_of(LEAVES[:size])
    for stopped in range(size + 1):
        tree = signed_at(stopped).tree()
        for leaf in LEAVES[stopped:size]:
            tree.add(leaf)
        assert tree.root == root_of(LEAVES[:size])


def test_a_checkpoint_comes_back_as_it_was_signed(tmp_path: Path) -> None:
    kept = Checkpoints(tmp_path / "checkpoints", tmp_path / "key")
    assert kept.read("awards") is None
    kept.write(signed_at(5))
    kept.write(signed_at(6))
    assert kept.read("awards") == signed_at(6)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("what", ["number", "key", "tree", "service", "not json"])
def test_what_nobody_signed_so_is_refused(tmp_path: Path, what: str) -> None:
    kept = Checkpoints(tmp_path)
    path = kept.write(signed_at(5))
    match what:
        case "number":
            path.write_text(path.read_text().replace('"position": 5', '"position": 4'))
        case "key":
            (tmp_path / "checkpoint.key").write_text("11" * 32)
        case "tree":
            kept.write(replace(signed_at(5), roots=()))
        case "service":
            kept.write(replace(signed_at(5), service="blocs")).rename(path)
        case "not json":
            path.write_text("{")
    with pytest.raises(ValueError, match=r"awards\.json is"):
        kept.read("awards")
