"""Metrics: the one file with the names of everything that is measured; dashboards and alerts query through it.

Labels are names of our own parts and codes of wards, never what a person typed: rate, errors and duration per request, command and
reader, and what an event system needs besides: lag, parked, duplicates, fences, last heard. A process is one service: its name is
the scraper's label.
"""

from __future__ import annotations

import time
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"})
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REGISTRY: Final = CollectorRegistry()


def _histogram(name: str, about: str, *labels: str) -> Histogram:
    return Histogram(f"thidua_{name}", about, labels, buckets=SECONDS, registry=REGISTRY)


def _gauge(name: str, about: str, *labels: str) -> Gauge:
    return Gauge(f"thidua_{name}", about, labels, registry=REGISTRY)


def _counter(name: str, about: str, *labels: str) -> Counter:
    return Counter(f"thidua_{name}", about, labels, registry=REGISTRY)


REQUESTS: Final = _histogram("http_request_seconds", "Requests by route and status class.", "method", "route", "status")
COMMANDS: Final = _histogram(
    "command_seconds", "Commands by outcome: done, repeated, or the code of the refusal.", "command", "outcome"
)
BATCHES: Final = _histogram(
    "reader_batch_seconds", "Transactions of a reader by outcome: done, or what rolled it back.", "reader", "outcome"
)

RELAY_LAG_ROWS: Final = _gauge("relay_lag_rows", "Events not yet sent.")
RELAY_LAG_SECONDS: Final = _gauge("relay_lag_seconds", "Age of the oldest event not yet sent.")
PROJECTION_LAG_EVENTS: Final = _gauge("projection_lag_events", "Own events not yet applied.", "reader")
PROJECTION_LAG_SECONDS: Final = _gauge(
    "projection_lag_seconds", "Age of the oldest own event not yet applied.", "reader"
)
SUBSCRIPTION_LAG_RECORDS: Final = _gauge("subscription_lag_records", "Records of topics not yet taken.", "loop")
SUBSCRIPTION_LAG_SECONDS: Final = _gauge(
    "subscription_lag_seconds", "Age of the last record that was taken, while more are waiting.", "loop"
)
PARKED: Final = _gauge("parked_streams", "Streams that are parked.", "reader")
FORGED: Final = _gauge("forged_records", "Records set aside because their owner did not sign them.", "reader", "source")
RELIEF_UNCONFIRMED: Final = _gauge(
    "relief_unconfirmed_seconds", "Age of the oldest relief that a service has not confirmed; 0 when there is none."
)
ERASURE_UNFINISHED: Final = _gauge(
    "erasure_unfinished_seconds",
    "Age of the oldest erasure whose bytes still stand in a table's file; 0 when there is none.",
)
CLOCK_OFFSET: Final = _gauge(
    "clock_offset_seconds", "How far the deployment's clock is ahead; 0 outside the local stack."
)
LAST_HEARD: Final = _gauge(
    "last_heard_timestamp_seconds", "When the newest fact about a ward was recorded, of each source.", "ward", "source"
)
LOOP_ALIVE: Final = _gauge("loop_alive", "1 while a loop makes progress.", "loop")
LOOP_STOPPED: Final = _gauge("loop_stopped", "1 when a loop waits for an operator.", "loop")

RECORDS: Final = _counter("records", "Records that a loop took.", "loop")
DUPLICATES: Final = _counter("duplicate_dropped", "Duplicates dropped.", "loop")
FENCED: Final = _counter("fenced_writes", "Writes of a zombie that were refused.", "loop")
UNKNOWN: Final = _counter("unknown_type", "Records of an unknown type, skipped.", "loop")
SECURITY_EVENTS: Final = _counter("security_events", "Lines of the security log.", "what")
SECURITY_ITEMS: Final = _counter("security_items", "How many things these lines tell of: people read, say.", "what")
NEWLY_PARKED: Final = _counter("newly_parked", "Streams that a loop has parked.", "loop")


def request(method: str, route: str, status: int, seconds: float) -> None:
    """Counts one request."""
    _request(method, route, status // 100).observe(seconds)


def command(name: str) -> Measured:
    """Measures one command."""
    return Measured(COMMANDS, name)


def batch(reader: str) -> Measured:
    """Measures one transaction of a reader, with the commands that it does before."""
    return Measured(BATCHES, reader)


class Measured:
    """Measures what is done for the length of a `with`; whoever knows better than "done" sets `outcome`.

    A refusal counts under its code, anything else that is raised under its type.
    """

    __slots__ = ("_histogram", "_name", "_started", "outcome")

    def __init__(self, histogram: Histogram, name: str) -> None:
        self._histogram = histogram
        self._name = name
        self.outcome = "done"

    def __enter__(self) -> Measured:
        self._started = time.perf_counter()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, stack: object) -> None:
        if error is not None:
            self.outcome = str(getattr(error, "code", type(error).__name__))
        _labelled(self._histogram, self._name, self.outcome).observe(time.perf_counter() - self._started)


def exposition() -> bytes:
    """All metrics in Prometheus' text format."""
    return generate_latest(REGISTRY)


@cache
def _request(method: str, route: str, status: int) -> Histogram:
    return REQUESTS.labels(method, route, f"{status}xx")


@cache
def _labelled(histogram: Histogram, name: str, outcome: str) -> Histogram:
    return histogram.labels(name, outcome)
