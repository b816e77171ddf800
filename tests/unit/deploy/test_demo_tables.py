"""The demo's tables show a store as it stands, also one in which people went on after the year was played."""

from deploy.demo.tables import STATES
from services.awards.nominations import wording


def test_every_state_of_a_dossier_has_a_word() -> None:
    assert set(STATES) == set(wording.STATES)
