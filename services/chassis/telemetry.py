"""Telemetry: one trace follows one fact, and nothing personal is ever in it.

Attributes are an allow-list: a name that is not on it raises, so a payload cannot get into a span by accident.
Parent and child inside one causal burst; links across human waiting. The stored traceparent is never rewritten.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from opentelemetry import context as context_api
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags

if TYPE_CHECKING:
    from services.chassis.settings import Settings

ALLOWED: Final = frozenset(
    {
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.batch.message_count",
        "messaging.destination.name",
        "messaging.destination.partition.id",
        "messaging.kafka.offset",
        "thidua.attempt",
        "thidua.causation_id",
        "thidua.code",
        "thidua.command",
        "thidua.command_id",
        "thidua.correlation_id",
        "thidua.event_id",
        "thidua.event_type",
        "thidua.events",
        "thidua.outcome",
        "thidua.position",
        "thidua.process",
        "thidua.projection",
        "thidua.reader",
        "thidua.role",
        "thidua.source",
        "thidua.stream_id",
        "thidua.ward_code",
        "error.type",
    }
)
"""Codes, counts, ids and names of our own parts: nothing that a person typed."""

LONGEST: Final = 200
"""Characters of a text attribute; ids and codes are shorter."""

Value = str | int | float | bool

DELAY: Final = 200
"""Milliseconds that a finished span waits for others: what a kill can lose."""

_provider = TracerProvider(shutdown_on_exit=False)
_tracer = _provider.get_tracer("thidua")
_sampling = 1.0
_ids = RandomIdGenerator()


class AttributeRefused(ValueError):
    """An attribute that is not on the allow-list, or a value that is no code, count or id."""


def allowed(attributes: Mapping[str, Value] | None) -> Mapping[str, Value]:
    """The same attributes, each one checked. Raises AttributeRefused."""
    for name, value in (attributes or {}).items():
        if name not in ALLOWED:
            raise AttributeRefused(name)
        if isinstance(value, str) and (len(value) > LONGEST or not value.isprintable()):
            raise AttributeRefused(f"{name}: not a code or an id")
    return attributes or {}


def parse_traceparent(text: str | None) -> SpanContext | None:
    """The remote context of a W3C `traceparent`, or None when it is absent or unreadable."""
    if text is None or len(text) < 55:
        return None
    parts = text.split("-")
    try:
        version, trace_id, span_id, flags = parts[0], int(parts[1], 16), int(parts[2], 16), int(parts[3], 16)
    except (ValueError, IndexError):
        return None
    if version == "ff" or [len(part) for part in parts[:4]] != [2, 32, 16, 2] or not (trace_id and span_id):
        return None
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags & 0x01))


def traceparent_of(context: SpanContext) -> str | None:
    """The W3C `traceparent` of a span context, or None outside any trace."""
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags) & 0xFF:02x}"


def current_traceparent() -> str | None:
    """The `traceparent` of the span that is open here: what is stored with an event."""
    return traceparent_of(trace.get_current_span().get_span_context())


class span:
    """Opens a span and makes it the current one, for the length of a `with`.

    `parent` is a stored traceparent; without it the span that is open here is the parent. `root` starts a new trace;
    `links` are traceparents. An exception is recorded by its type alone: its message may hold what a person typed.
    """

    __slots__ = ("_span", "_token")

    def __init__(
        self,
        name: str,
        *,
        parent: str | None = None,
        links: Sequence[str] = (),
        attributes: Mapping[str, Value] | None = None,
        root: bool = False,
        kind: SpanKind = SpanKind.INTERNAL,
    ) -> None:
        attributes = allowed(attributes)
        context = _context(parent, root)
        above = trace.get_current_span(context).get_span_context()
        # decided before the span is built: building one that is thrown away costs as much as recording its attributes
        if above.is_valid and not above.trace_flags.sampled:
            self._span: Span = NonRecordingSpan(above)  # stands for its parent, under the same ids
        elif not above.is_valid and random.random() >= _sampling:  # noqa: S311 - chance, not a secret
            self._span = NonRecordingSpan(
                SpanContext(_ids.generate_trace_id(), _ids.generate_span_id(), is_remote=False)
            )
        else:
            self._span = _tracer.start_span(
                name,
                context=context,
                kind=kind,
                attributes=attributes,
                links=[Link(linked) for text in links if (linked := parse_traceparent(text))],
                record_exception=False,
                set_status_on_exception=False,
            )

    def __enter__(self) -> Span:
        self._token = context_api.attach(trace.set_span_in_context(self._span))
        return self._span

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, stack: object) -> None:
        context_api.detach(self._token)
        if kind is not None:
            self._span.set_attribute("error.type", kind.__name__)
        self._span.end()


def _context(parent: str | None, root: bool) -> Context | None:
    if root:
        return Context()
    if parent is None or parent == current_traceparent():
        return None
    context = parse_traceparent(parent)
    return trace.set_span_in_context(NonRecordingSpan(context)) if context else None


def annotate(attributes: Mapping[str, Value]) -> None:
    """Adds allowed attributes to the span that is open here."""
    trace.get_current_span().set_attributes(allowed(attributes))


def start(service: str, settings: Settings, *, process: str) -> None:
    """Sets up the traces of this process; without an exporter, spans give their ids to events and go nowhere."""
    record(service, process, settings.sampling, list(_exporters(service, settings, process)))


def record(service: str, process: str, sampling: float, exporters: Sequence[SpanExporter]) -> None:
    """Sends the spans of this process to these exporters from now on; `sampling` is the share of traces recorded."""
    global _provider, _tracer, _sampling  # one process, one provider; OpenTelemetry's own global could be set only once
    stop()
    _provider = TracerProvider(
        # Resource.create would copy whatever the environment and the command line hold
        resource=Resource({"service.name": f"thidua-{service}", "service.instance.id": process}),
        sampler=ParentBased(ALWAYS_ON),  # what is not recorded is not built
        span_limits=SpanLimits(max_attribute_length=LONGEST),
        shutdown_on_exit=False,
    )
    for exporter in exporters:
        _provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=DELAY))
    _tracer = _provider.get_tracer("thidua")
    # without an exporter a span only gives its ids
    _sampling = sampling if exporters else 0.0


def flush() -> None:
    """Sends what is waiting."""
    _provider.force_flush(5_000)


def stop() -> None:
    """Sends what has not been sent: after the last span, before the process ends."""
    flush()
    _provider.shutdown()


def _exporters(service: str, settings: Settings, process: str) -> Iterator[SpanExporter]:
    if settings.otel_exporter_otlp_endpoint is not None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        yield OTLPSpanExporter()
    if settings.spans_dir is not None:
        from services.chassis.span_files import SpanFiles

        yield SpanFiles(settings.spans_dir, service=service, process=process)
