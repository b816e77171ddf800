"""A notice is raised once for one event, audience and template."""

from datetime import UTC, datetime
from uuid import UUID

from services.notifications.audience import Holders
from services.notifications.notices.decider import HANDLES, NOTICE, RaiseNotice, decide
from services.notifications.notices.events import NoticeRaised
from tests.support.given import decider

notice = decider(NOTICE, decide)

ID = UUID("0b7b1f0e-9df7-5b43-8f57-6f3d8e9c2a10")
CLERKS = Holders("clerk")
FACTS = {"year": "2024"}
command = RaiseNotice("03386", datetime(2024, 5, 1, tzinfo=UTC), ID, CLERKS, "report-missed-clerk", FACTS, "report")
raised = NoticeRaised(ID, CLERKS, "report-missed-clerk", FACTS, "report")


def test_a_notice_is_raised_once() -> None:
    notice.given().when(command).then(raised)
    notice.given(raised).when(command).then_nothing()


def test_a_command_names_its_notice() -> None:
    assert [ref.stream_id for ref in HANDLES[0].streams(command)] == [f"notice-{ID}"]
