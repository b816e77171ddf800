"""The ids the local broker is given."""

from __future__ import annotations

from deploy.local.kafka import cluster_id


def test_a_cluster_id_never_looks_like_an_option() -> None:
    made = {cluster_id() for _ in range(2000)}
    assert len(made) == 2000
    assert not [one for one in made if one.startswith("-")]
    assert {len(one) for one in made} == {22}
