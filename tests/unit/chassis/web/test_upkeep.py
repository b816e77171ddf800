"""What stands still: readers of which it is not known that they are complete up to a minute ago."""

from datetime import UTC, datetime, timedelta

from services.chassis.web.freshness import Progress
from services.chassis.web.upkeep import PATIENCE, lagging

NOW = datetime(2025, 5, 27, 2, tzinfo=UTC)


def test_a_reader_stands_still_when_it_is_old_or_not_known() -> None:
    a_moment = timedelta(seconds=1)
    times = {
        "in-time": (NOW, NOW - PATIENCE),
        "one-partition-behind": (NOW, NOW - PATIENCE - a_moment),
        "unknown": (NOW, None),
    }
    places = dict.fromkeys(times, (("store", 1),))
    assert lagging(Progress(places, times), NOW) == ["one-partition-behind", "unknown"]
