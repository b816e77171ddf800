"""What is chosen on a ballot is never kept as a draft; looked at while the demo's vote is still open, before other pages close it."""

from __future__ import annotations

import pytest

from deploy.demo import people
from tests.support.paged import WARD, Opened, person

pytestmark = pytest.mark.needs("chromium-headless-shell")


def test_a_ballot_leaves_no_draft(opened: Opened) -> None:
    with person(opened, people.council_secretary(WARD)) as secretary:
        secretary.press("link", "Hội đồng")
        secretary.press("link", "Vào họp")
        opinion = secretary.page.locator("main a[href*='/do/opinion']").first.get_attribute("href")
        assert opinion is not None
        secretary.go(opinion)
        secretary.page.locator("form#viec").wait_for()
        assert secretary.page.locator("form#viec input[name=_draft], form#viec .draft").count() == 0
