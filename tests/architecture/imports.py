"""Who may import whom: the table of the house, walked through the imports, and what pure files may reach."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.source import Source, Violation, called, files, imports, texts

PURE_FILES = ("decider.py", "events.py", "commands.py", "publishing.py", "facts.py")
INFRASTRUCTURE = ("asyncpg", "faststream", "aiokafka", "fastapi", "starlette", "httpx", "opentelemetry")
NOT_PURE = (
    *INFRASTRUCTURE,
    "random",
    "secrets",
    "time",
    "os",
    "socket",
    "asyncio",
    "uuid.uuid1",
    "uuid.uuid4",
    "services.chassis.clock",
    "services.chassis.event_store",
    "services.chassis.runtime",
    "services.chassis.settings",
)
CLOCKS = (".now", ".utcnow", ".today", ".utcfromtimestamp", "uuid1", "uuid4")

GROUPLESS = (
    "services/chassis/readers/filling.py",
    "services/chassis/relay/ahead.py",
    "services/chassis/subscriptions/rights.py",
)
"""Who reads a topic without being one of its subscribers: a rebuild, the relay that looks whether the topic is ahead of it, and
the question whether a login may read."""


def contracts_import_pydantic_and_nothing_else(root: Path) -> Iterator[Violation]:
    """The published language installs alone: the standard library, pydantic and itself."""
    allowed = {*sys.stdlib_module_names, "pydantic", "pydantic_core", "thidua_contracts"}
    for source in files(root, "contracts/thidua_contracts/**/*.py"):
        for imported in imports(source):
            if imported.module.split(".")[0] not in allowed:
                yield source.at(imported.node, f"contracts import {imported.module}")


def chassis_imports_no_service_and_of_contracts_only_envelope_and_topics(root: Path) -> Iterator[Violation]:
    """A service passes in what the chassis maps: the chassis knows no service and no contract."""
    for source in files(root, "services/chassis/**/*.py"):
        for imported in imports(source):
            if imported.inside("thidua_contracts"):
                allowed = imported.inside("thidua_contracts.envelope", "thidua_contracts.topics")
            else:
                ours = imported.inside("services", "deploy", "tests")
                allowed = not ours or imported.inside("services.chassis")
            if not allowed:
                yield source.at(imported.node, f"the chassis imports {imported.full}")
        yield from _by_name(source, "chassis")


def chassis_imports_run_in_no_circle(root: Path) -> Iterator[Violation]:
    """What stands lower knows nothing of what stands on it. Imports inside functions and for types alone count too."""
    modules = {source.module: source for source in files(root, "services/chassis/**/*.py")}
    edges = {module: _below(source, modules) for module, source in modules.items()}
    for module, source in modules.items():
        if way := _back_to(module, edges):
            yield Violation(source.path, 1, f"imports in a circle: {' → '.join((module, *way))}")


def _below(source: Source, modules: Mapping[str, Source]) -> set[str]:
    """The modules that a file imports; `from package import module` names the module."""
    named = (imported.full if imported.full in modules else imported.module for imported in imports(source))
    return {module for module in named if module in modules}


def _back_to(start: str, edges: Mapping[str, set[str]]) -> list[str]:
    """The shortest way along imports from a module back to itself; empty when there is none."""
    ways, seen = [[module] for module in sorted(edges[start])], set(edges[start])
    for way in ways:
        if way[-1] == start:
            return way
        ways += [[*way, module] for module in sorted(edges[way[-1]] - seen)]
        seen |= edges[way[-1]]
    return []


def services_import_no_other_service(root: Path) -> Iterator[Violation]:
    """What a service knows of another one it was told by an event or an answer."""
    for source in files(root, "services/**/*.py"):
        own = source.parts[1]
        if own == "chassis" or len(source.parts) < 3:
            continue
        for imported in imports(source):
            if imported.inside("services", "deploy", "tests") and not imported.inside(
                f"services.{own}", "services.chassis", "services.menu"
            ):
                yield source.at(imported.node, f"{own} imports {imported.full}")
        yield from _by_name(source, own)


def services_share_the_menu_and_it_is_data_alone(root: Path) -> Iterator[Violation]:
    """Beside the services lies one file that all of them use: what it says is data, made of the navigation's types and nothing else."""
    for source in files(root, "services/*.py"):
        if source.name == "__init__.py":
            continue
        if source.name != "menu.py":
            yield Violation(source.path, 1, "a second file that services share")
        for imported in imports(source):
            if not imported.inside("__future__", "typing", "services.chassis.web.navigation"):
                yield source.at(imported.node, f"the menu imports {imported.full}")
        for node in source.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
                yield source.at(node, "the menu does something")


def _by_name(source: Source, own: str) -> Iterator[Violation]:
    """A module named in a text is an import too, only hidden."""
    for node in texts(source):
        words = ast.literal_eval(node).split(".")
        if len(words) > 1 and words[0] == "services" and words[1].isidentifier() and words[1] not in (own, "chassis"):
            yield source.at(node, f"{own} names the module {'.'.join(words)}")


def pure_files_import_no_infrastructure(root: Path) -> Iterator[Violation]:
    """Deciders, events, commands and publishing do no I/O, read no clock and make no ids, nor does what they import."""
    modules = {source.module: source for source in files(root, "services/**/*.py")}
    for start in modules.values():
        if start.name in PURE_FILES or decides(start):
            for source in reached(start, modules):
                forbidden = NOT_PURE if source is start or source.parts[1] != "chassis" else INFRASTRUCTURE
                for imported in imports(source):
                    if imported.inside(*forbidden) and not imported.typing_only:
                        way = "" if source is start else f" through {source.module}"
                        yield start.at(imported.node, f"pure, but reaches {imported.full}{way}")


def decides(source: Source) -> bool:
    """Whether the file is a decider, under whatever name: it declares a stream type or cases, or has a `decide`."""
    return any(
        called(node) in ("StreamType", "Handles") or (isinstance(node, ast.FunctionDef) and node.name == "decide")
        for node in source.nodes
    )


def reached(start: Source, modules: dict[str, Source]) -> list[Source]:
    """The file and all of these modules that it imports, directly or not; imports for types alone do not count."""
    waiting, found = [start], {start.module: start}
    while waiting:
        for imported in imports(waiting.pop()):
            for name in (imported.full, imported.module):
                if name in modules and name not in found and not imported.typing_only:
                    found[name] = modules[name]
                    waiting.append(modules[name])
    return list(found.values())


def decisions(root: Path) -> list[str]:
    """The paths of everything a decision runs through: deciders and what they import of their own service."""
    modules = {source.module: source for source in files(root, "services/**/*.py")}
    return sorted(
        {
            source.path
            for start in modules.values()
            if decides(start)
            for source in reached(start, modules)
            if source is start or source.parts[1] != "chassis"
        }
    )


def pure_files_make_no_time_and_no_ids(root: Path) -> Iterator[Violation]:
    """Time and ids arrive in the command: a decision repeated a year later is the same decision."""
    for source in files(root, "services/**/*.py"):
        if source.name not in PURE_FILES and not decides(source):
            continue
        for node in source.nodes:
            if called(node).endswith(CLOCKS):
                yield source.at(node, f"pure, but calls {called(node)}")


def only_the_clock_reads_the_time(root: Path) -> Iterator[Violation]:
    """Everything else is passed a Clock, so that the demo can play another year; durations are measured monotonically."""
    for source in files(root, "services/**/*.py"):
        if source.path == "services/chassis/clock.py":
            continue
        for node in source.nodes:
            name = called(node)
            if name in ("time.time", "time.time_ns", "time.localtime", "time.gmtime") or name.endswith(
                ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
            ):
                yield source.at(node, f"reads the clock: {name}")


def only_the_factory_subscribes(root: Path) -> Iterator[Violation]:
    """A bare subscriber acknowledges what it did not apply: there is one factory, and nobody else acknowledges."""
    for source in files(root, "services/**/*.py"):
        if source.path == "services/chassis/subscriptions/factory.py":
            continue
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr == "subscriber":
                yield source.at(node, "subscribes outside the factory")
        for imported in imports(source):
            consumer = imported.inside("aiokafka.AIOKafkaConsumer", "aiokafka.consumer") and not imported.typing_only
            if consumer and source.path not in GROUPLESS:
                yield source.at(imported.node, "makes a consumer outside the factory")


def only_the_relay_produces(root: Path) -> Iterator[Violation]:
    """What is published was stored before: one producer per service, in the relay, and none that FastStream makes."""
    for source in files(root, "services/**/*.py"):
        if source.parts[:3] == ("services", "chassis", "relay"):
            continue
        for imported in imports(source):
            if imported.inside("aiokafka.AIOKafkaProducer", "aiokafka.producer") and not imported.typing_only:
                yield source.at(imported.node, "makes a producer outside the relay")
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr in ("publisher", "AIOKafkaProducer"):
                yield source.at(node, "publishes outside the relay")


RULES = (
    contracts_import_pydantic_and_nothing_else,
    chassis_imports_no_service_and_of_contracts_only_envelope_and_topics,
    chassis_imports_run_in_no_circle,
    services_import_no_other_service,
    services_share_the_menu_and_it_is_data_alone,
    pure_files_import_no_infrastructure,
    pure_files_make_no_time_and_no_ids,
    only_the_clock_reads_the_time,
    only_the_factory_subscribes,
    only_the_relay_produces,
)
