"""Process: `python -m services.<name> ROLE [ROLE…]` runs roles of one service until SIGTERM.

Roles: api · relay · projections · subscribers · scheduler. The API never shares a process with the relay: a stopped or slow API
process must not keep facts from being sent.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final

import uvicorn
import uvloop

from services.chassis import garbage, logs, telemetry
from services.chassis import settings as settings_of
from services.chassis.broker import Broker, closed
from services.chassis.erasure.scrubbing import scrubbing
from services.chassis.event_store.names import Names
from services.chassis.files.sweep import sweeping as of_files
from services.chassis.loops import backoff, forever
from services.chassis.pool import held
from services.chassis.readers import checkpoint, parking
from services.chassis.readers.failures import TRANSIENT, ReaderStopped
from services.chassis.readers.own_readers import Member, OwnReaders, Store
from services.chassis.runtime import Runtime, opened, renewing
from services.chassis.service import Service
from services.chassis.signatures import Signer, service_of_key
from services.chassis.sweeping import sweeping

log = logging.getLogger("thidua")

ROLES: Final = ("api", "relay", "projections", "subscribers", "scheduler")
SWEEP_EVERY: Final = 600.0
"""Seconds between two looks for what is old enough to be forgotten."""
SCRUB_EVERY: Final = 15.0
"""Seconds between two looks for what was erased and still stands in a file."""
NAME_EVERY: Final = 10.0
"""Seconds between two looks for events whose names are not noted: whoever asks for a name notes the rest first."""
KAFKA: Final = frozenset({"relay", "subscribers"})
"""Roles that hold a connection to Kafka."""


def main(service: Service) -> None:
    """Runs the roles named on the command line; exit code 2 for a wrong call, 1 when a role failed."""
    roles = sys.argv[1:]
    if not roles or set(roles) - set(ROLES) or {"api", "relay"} <= set(roles):
        raise SystemExit(
            f"usage: python -m services.{service.name} {{{'|'.join(ROLES)}}}… (api never together with relay)"
        )
    garbage.collect_rarely()
    live(service, roles)


def live(service: Service, roles: Sequence[str]) -> None:
    """Runs the roles on the event loop that is right for them."""
    with asyncio.Runner(loop_factory=loop_factory(roles)) as runner:
        runner.run(run(service, roles))


def loop_factory(roles: Collection[str]) -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop; asyncio's own for roles with a client of Kafka, which would wait for ever on uvloop, see decision 15."""
    return asyncio.new_event_loop if KAFKA & set(roles) else uvloop.new_event_loop


async def run(service: Service, roles: Sequence[str]) -> None:
    """Runs until SIGTERM or SIGINT, or until a role fails."""
    settings = settings_of.load()
    process = "api" if "api" in roles else "worker"
    logs.start(service.name, process)
    telemetry.start(service.name, settings, process=process)
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    try:
        async with opened(service, settings) as runtime, AsyncExitStack() as stack:
            jobs = await work(runtime, roles, stack)
            if "api" in roles:
                from services.chassis.http.app import create_app

                jobs.append(_serve(create_app(runtime), settings.host, settings.port, stopping))
            if "api" not in roles and settings.health_port is not None:
                from services.chassis.http.health import health_app

                jobs.append(_serve(health_app(runtime), settings.host, settings.health_port, stopping))
            tasks = [asyncio.ensure_future(job) for job in jobs]
            waiting = asyncio.create_task(stopping.wait())
            # a stopped loop returns and is shown by health; a loop that raises ends the process
            while not stopping.is_set() and (pending := {task for task in tasks if not task.done()}):
                done, _ = await asyncio.wait({*pending, waiting}, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {waiting}:
                    task.result()
            for task in (*tasks, waiting):
                task.cancel()
            await asyncio.wait([*tasks, waiting], timeout=10)
    finally:
        telemetry.stop()


async def work(runtime: Runtime, roles: Sequence[str], stack: AsyncExitStack) -> list[Awaitable[None]]:
    """What a process of these roles does without being asked; its subscriptions end with `stack`."""
    jobs: list[Awaitable[None]] = []
    if "relay" in roles:
        jobs.append(_relay(runtime))
    if "projections" in roles:
        jobs.append(own_readers(runtime).run())
        jobs.append(_healing(runtime))
        jobs.append(_sweeping(runtime))
        jobs.append(_scrubbing(runtime))
        jobs.append(_naming(runtime))
    if "subscribers" in roles:
        jobs += await _subscriptions(runtime, stack)
    if "scheduler" in roles:
        jobs += _scheduled(runtime)
    return jobs


async def _serve(app: Any, host: str, port: int, stopping: asyncio.Event) -> None:
    from services.chassis.http.connections import Connection

    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_config=None,
            access_log=False,
            lifespan="on",
            timeout_graceful_shutdown=5,
            server_header=False,
            http=Connection,
        )
    )
    serving = asyncio.create_task(server._serve())  # `serve` would take the signals, which are the process's
    stop = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({serving, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=10)
        stop.cancel()
    serving.result()


async def _relay(runtime: Runtime) -> None:
    from services.chassis.relay.relay import Relay

    await Relay(
        dsn=runtime.dsn("relay"),
        broker=_kafka(runtime),
        publishing=runtime.service.publishing,
        service=runtime.service.name,
        topic=runtime.service.topic.name,
        loop=runtime.loop("relay"),
        signer=signer_for(runtime.settings, runtime.service.name),
        trust=runtime.settings.trust,
        clock=runtime.clock,
    ).run()


def own_readers(runtime: Runtime) -> OwnReaders:
    """All readers of the local store."""
    members = []
    for reader in runtime.service.local_readers:
        loop = runtime.loop(f"reader {reader.name}")
        current, renew = renewing(partial(runtime.processor, reader, remote=False, beat=loop.beat))
        members.append(Member(reader, loop, current, renew))
    service = runtime.service
    store = Store(runtime.projector, service.publishing.registry, runtime.keys, service.name)
    return OwnReaders(members, store, runtime.clock)


async def _subscriptions(runtime: Runtime, stack: AsyncExitStack) -> list[Awaitable[None]]:
    from services.chassis.broker_refusal import explained
    from services.chassis.subscriptions.factory import KafkaConsumer, broker, members_of
    from services.chassis.subscriptions.rights import may_read

    kafka = _kafka(runtime)
    bus = broker(kafka, client_id=f"{runtime.service.name}.subscribers")
    jobs: list[Awaitable[None]] = []
    members = members_of(runtime)
    topics = sorted({topic.name for member in members for topic in member.subscription.topics})
    if members:
        consumer = KafkaConsumer(members, broker=kafka, trust=runtime.settings.trust)
        timeout = runtime.settings.kafka_session_timeout_ms
        consumer.subscribe(bus, group=f"{runtime.service.name}.readers", session_timeout_ms=timeout)
        stack.push_async_callback(consumer.close)
        jobs.append(consumer.watch())

    async def keep_running() -> None:
        delays = backoff(most=10)
        while True:
            try:
                await may_read(kafka, topics, group=f"{runtime.service.name}.readers")
                await bus.start()
                break
            except Exception as error:  # FastStream wraps what aiokafka raises while the broker is away
                explanation = await explained(kafka, error)
                for member in members:
                    member.loop.waiting(explanation)
                log.warning("Kafka does not answer yet: %s", type(explanation).__name__)
                await closed(bus.stop())
                await asyncio.sleep(next(delays))
        stack.push_async_callback(bus.stop)
        await asyncio.Event().wait()

    return [keep_running(), *jobs]


async def _healing(runtime: Runtime) -> None:
    """Tries streams again that wait for something: a fact that had not arrived, a hole that was filled meanwhile."""
    loop = runtime.loop("healing")
    kept = {
        reader.name: renewing(partial(runtime.processor, reader, remote=remote, beat=loop.beat))
        for readers, remote in (
            (runtime.service.local_readers, False),
            ([subscription.reader for subscription in runtime.service.subscriptions], True),
        )
        for reader in readers
    }
    own = parking.local_records(runtime.service.publishing.registry, runtime.keys, runtime.service.name)
    remote_names = {subscription.reader.name for subscription in runtime.service.subscriptions}

    async def step() -> bool:
        failed: Exception | None = None
        for waiting in await parking.waiting_streams(runtime.projector):
            if waiting.reader not in kept:
                continue
            current, forget = kept[waiting.reader]
            records_of = parking.remote_records if waiting.reader in remote_names else own
            try:
                if (await current()).version != waiting.version:
                    forget()  # a rebuild has replaced what was kept
                await parking.heal(await current(), waiting.stream_id, records_of)
            except ReaderStopped:
                continue
            except (*TRANSIENT, checkpoint.Fenced) as error:
                failed = error  # the streams behind it are not to wait for this one
            loop.beat()
        if failed is not None:
            raise failed
        return False

    def renew() -> None:
        for _, forget in kept.values():
            forget()

    await forever(loop, step, renew=renew, idle=(1.0, 2.0))


async def _sweeping(runtime: Runtime) -> None:
    """Deletes what is old enough to be forgotten."""
    loop = runtime.loop("sweeping", patience=3 * SWEEP_EVERY)
    rows, files = (
        sweeping(runtime.projector, runtime.clock),
        of_files(runtime.projector, runtime.objects, runtime.clock),
    )

    async def step() -> bool:
        return any([await rows(), await files()])

    await forever(loop, step, renew=lambda: None, idle=(SWEEP_EVERY, SWEEP_EVERY))


async def _scrubbing(runtime: Runtime) -> None:
    """Writes tables anew after an erasure."""
    loop = runtime.loop("scrubbing", patience=80 * SCRUB_EVERY)
    await forever(loop, scrubbing(runtime, loop), renew=lambda: None, idle=(SCRUB_EVERY, SCRUB_EVERY))


async def _naming(runtime: Runtime) -> None:
    """Notes what events are called elsewhere."""
    loop = runtime.loop("names", patience=6 * NAME_EVERY)
    names = Names(runtime.service.publishing)

    async def step() -> bool:
        async with held(runtime.projector) as connection:
            return await names.note(connection)

    await forever(loop, step, renew=lambda: None, idle=(NAME_EVERY, NAME_EVERY))


def _scheduled(runtime: Runtime) -> list[Awaitable[None]]:
    from services.chassis.scheduler.scheduler import Scheduler

    jobs: list[Awaitable[None]] = []
    if runtime.service.timers is not None:
        loop = runtime.loop("scheduler")
        scheduler = Scheduler(
            runtime.service.timers,
            dsn=runtime.dsn("projector"),
            service=runtime.service.name,
            now=runtime.clock.now,
            handle=runtime.handler.handle,
            loop=loop,
        )
        jobs.append(forever(loop, scheduler.step, renew=scheduler.renew, idle=(0.1, 0.25), clock=runtime.clock))
    for name, make in runtime.service.workers.items():
        loop = runtime.loop(name)
        jobs.append(forever(loop, make(runtime, loop), renew=lambda: None, idle=(0.1, 0.5), clock=runtime.clock))
    return jobs


def signer_for(settings: settings_of.Settings, service: str) -> Signer | None:
    """With what the relay of a service signs. Raises SystemExit for another service's key: nobody would believe its records."""
    signer = settings.signer
    if signer is not None and service_of_key(signer.key_id) != service:
        raise SystemExit(f"THIDUA_SIGNING_KEY is {signer.key_id}, and this is the relay of {service}")
    return signer


def _kafka(runtime: Runtime) -> Broker:
    if (broker := runtime.settings.broker) is None:
        raise SystemExit("KAFKA_BOOTSTRAP_SERVERS is not set: this role reads or writes Kafka")
    return broker
