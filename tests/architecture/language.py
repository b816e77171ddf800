"""How code is written: the chassis without the domain's words, values that cannot change, personal values declared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.imports import PURE_FILES
from tests.architecture.source import Source, Violation, called, files

DOMAIN = frozenset(
    {
        "submission", "report", "obligation", "movement", "pact", "campaign", "plan", "commune", "hamlet",
        "award", "nomination", "nominee", "dossier", "council", "quorum", "ballot", "initiative", "laureate", "medal",
        "bloc", "scorecard", "ranking", "standing", "reminder", "person", "household", "collective",
    }
)  # fmt: skip
"""Words of the domain. `unit` is missing on purpose: a mandate, which the chassis checks, names the unit it is limited to."""
SPOKEN_ELSEWHERE = {("services/chassis/scheduler/", "plan"), ("services/chassis/service.py", "plan")}
"""Where a word means something else: timers plan their entries."""
PERSONAL = re.compile(
    r"^(full_name|given_name|family_name|birth_?date|date_of_birth|born_on|e?mail|email_address|phone(_number)?|"
    r"citizen_id|identity_number|id_number|home_address|postal_address|bank_account|photo|signature_image)$"
)
WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")


def chassis_speaks_no_domain_word(root: Path) -> Iterator[Violation]:
    """Not one word of the domain in the chassis but `ward_code`: it would carry any other domain as well."""
    for source in files(root, "services/chassis/**/*.py"):
        for node, name in _identifiers(source):
            for word in _words(name) & DOMAIN:
                if not any(source.path.startswith(path) and word == known for path, known in SPOKEN_ELSEWHERE):
                    yield source.at(node, f"the chassis says {word}: {name}")
    for source in files(root, "services/chassis/**/*.sql"):
        for match in re.finditer(r"\w+", re.sub(r"--[^\n]*|'[^']*'", "", source.text)):
            for word in _words(match[0]) & DOMAIN:
                yield Violation(source.path, 1, f"the chassis says {word}: {match[0]}")


def _identifiers(source: Source) -> Iterator[tuple[ast.AST, str]]:
    for node in source.nodes:
        match node:
            case ast.Name(id=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node, name
            case ast.ClassDef(name=name) | ast.arg(arg=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                yield node, name
            case ast.keyword(arg=str(name)):
                yield node, name


def _words(name: str) -> set[str]:
    found = {word.lower() for word in WORD.findall(name)}
    return found | {word.removesuffix("s") for word in found} | {re.sub("ies$", "y", word) for word in found}


def commands_events_and_states_cannot_change(root: Path) -> Iterator[Violation]:
    """Frozen and slotted, and without a list, dict or set inside: what was decided on stays what it was."""
    for source in files(root, *(f"services/**/{name}" for name in (*PURE_FILES, "state.py"))):
        for node in source.nodes:
            if isinstance(node, ast.ClassDef):
                for decorator in node.decorator_list:
                    if ast.unparse(decorator).startswith("dataclass"):
                        yield from _changeable(source, node, decorator)


def _changeable(source: Source, node: ast.ClassDef, decorator: ast.expr) -> Iterator[Violation]:
    given = (
        {keyword.arg: ast.unparse(keyword.value) for keyword in decorator.keywords}
        if isinstance(decorator, ast.Call)
        else {}
    )
    for wanted in ("frozen", "slots"):
        if given.get(wanted) != "True":
            yield source.at(node, f"{node.name} is not {wanted}")
    for field in node.body:
        if isinstance(field, ast.AnnAssign):
            kinds = {part.id for part in ast.walk(field.annotation) if isinstance(part, ast.Name)}
            if kinds & {"list", "dict", "set", "bytearray"}:
                yield source.at(field, f"{node.name}.{ast.unparse(field.target)} can be changed")


def money_and_scores_are_never_floats(root: Path) -> Iterator[Violation]:
    """Đồng are integers, scores Decimal, in what is decided and in what is published."""
    patterns = [*(f"services/*/**/{name}" for name in (*PURE_FILES, "state.py")), "contracts/thidua_contracts/*/*.py"]
    for source in files(root, *patterns):
        if source.parts[1] == "chassis":
            continue
        for node in source.nodes:
            if isinstance(node, ast.Name) and node.id == "float":
                yield source.at(node, "a float in a fact")


def personal_fields_are_declared(root: Path) -> Iterator[Violation]:
    """A field of an event that says who somebody is, is `Annotated[… | Erased, Personal(subject=…)]`, from its first version on."""
    for source in files(root, "services/**/events.py"):
        for event in _classes(source):
            fields = {ast.unparse(field.target): field for field in event.body if isinstance(field, ast.AnnAssign)}
            for name, field in fields.items():
                mark = next((node for node in ast.walk(field.annotation) if called(node) == "Personal"), None)
                if mark is None:
                    if PERSONAL.match(name):
                        yield source.at(field, f"{event.name}.{name} is personal and not declared")
                    continue
                assert isinstance(mark, ast.Call)
                subject = next((key.value for key in mark.keywords if key.arg == "subject"), None)
                named = subject.value if isinstance(subject, ast.Constant) else None
                if named not in fields or "UUID" not in ast.unparse(fields[named].annotation):
                    yield source.at(field, f"{event.name}.{name}: its subject is no field of the event")
                if "Erased" not in ast.unparse(field.annotation):
                    yield source.at(field, f"{event.name}.{name} cannot be erased")


def nothing_personal_is_published(root: Path) -> Iterator[Violation]:
    """A contract has no field for a name or an address: what is on a topic can never be taken back."""
    for source in files(root, "contracts/thidua_contracts/**/*.py"):
        for model in _classes(source):
            for field in model.body:
                if isinstance(field, ast.AnnAssign) and PERSONAL.match(ast.unparse(field.target)):
                    yield source.at(field, f"{model.name}.{ast.unparse(field.target)} is personal")


def publishing_maps_no_personal_field(root: Path) -> Iterator[Violation]:
    """The mapping to contracts never touches a personal value, under whatever name it would leave."""
    personal = {
        ast.unparse(field.target)
        for source in files(root, "services/**/events.py")
        for event in _classes(source)
        for field in event.body
        if isinstance(field, ast.AnnAssign) and any(called(node) == "Personal" for node in ast.walk(field.annotation))
    }
    for source in files(root, "services/**/publishing.py", "services/**/facts.py"):
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and (PERSONAL.match(node.attr) or node.attr in personal):
                yield source.at(node, f"maps {node.attr}")


def _classes(source: Source) -> Iterator[ast.ClassDef]:
    return (node for node in source.nodes if isinstance(node, ast.ClassDef))


def decide_and_evolve_end_in_assert_never(root: Path) -> Iterator[Violation]:
    """A command or an event that nobody thought of is found by the type checker, not by a ward."""
    for source in files(root, "services/**/decider.py"):
        for function in source.nodes:
            if isinstance(function, ast.FunctionDef) and function.name in ("decide", "evolve"):
                for node in function.body:
                    if isinstance(node, ast.Match):
                        last = node.cases[-1]
                        ends = last.pattern and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
                        if not ends or "assert_never" not in ast.unparse(last):
                            yield source.at(node, f"{function.name} does not end in assert_never")


def evolve_never_refuses(root: Path) -> Iterator[Violation]:
    """History is fact: folding it cannot fail because a rule became stricter."""
    for source in files(root, "services/**/decider.py", "services/**/state.py"):
        for function in source.nodes:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("evolve"):
                for node in ast.walk(function):
                    if isinstance(node, ast.Raise):
                        yield source.at(node, "evolve refuses")


def times_are_aware(root: Path) -> Iterator[Violation]:
    """A moment without a zone is another moment on another machine."""
    for source in files(root, "services/**/*.py", "contracts/thidua_contracts/**/*.py"):
        for node in source.nodes:
            name = called(node)
            if not isinstance(node, ast.Call):
                continue
            zoned = any(key.arg in ("tzinfo", "tz") for key in node.keywords)
            if name in ("datetime", "datetime.datetime") and len(node.args) < 8 and not zoned:
                yield source.at(node, "a datetime without tzinfo")
            if name.endswith(".fromtimestamp") and len(node.args) < 2 and not zoned:
                yield source.at(node, "a moment of the machine's own zone")
            if name.endswith(".replace") and any(
                key.arg == "tzinfo" and isinstance(key.value, ast.Constant) for key in node.keywords
            ):
                yield source.at(node, "takes a moment's zone away")


def errors_are_not_swallowed(root: Path) -> Iterator[Violation]:
    """Whoever catches everything says what becomes of it."""
    for source in files(root, "services/**/*.py", "deploy/**/*.py"):
        for node in source.nodes:
            if isinstance(node, ast.ExceptHandler):
                wide = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
                silent = all(isinstance(line, ast.Pass | ast.Continue) for line in node.body)
                if wide and silent:
                    yield source.at(node, "swallows every error")
            if (
                isinstance(node, ast.Call)
                and called(node) in ("contextlib.suppress", "suppress")
                and not {"Exception", "BaseException"}.isdisjoint(map(ast.unparse, node.args))
            ):
                yield source.at(node, "swallows every error")


def tests_run_the_real_thing(root: Path) -> Iterator[Violation]:
    """No mocks, nothing skipped or expected to fail, no sleep and hope: a probe with a deadline instead."""
    for source in files(root, "tests/**/*.py"):
        if source.parts[1] == "architecture":
            continue
        for node in source.nodes:
            name = called(node)
            if isinstance(node, ast.Attribute) and node.attr in ("xfail", "skip", "skipif", "importorskip"):
                yield source.at(node, f"{node.attr} in a test")
            if isinstance(node, ast.ImportFrom | ast.Import) and "mock" in ast.unparse(node):
                yield source.at(node, "a mock in a test")
            sleeps = source.name.startswith("test_") and name.endswith("sleep")
            if sleeps and isinstance(node, ast.Call) and not _polls(source, node):
                yield source.at(node, "sleeps and hopes")


def _polls(source: Source, sleep: ast.Call) -> bool:
    """A sleep inside a loop is a probe's pause; `sleep(0)` only lets others run."""
    if sleep.args and ast.unparse(sleep.args[0]) == "0":
        return True
    loops = (node for node in source.nodes if isinstance(node, ast.While | ast.For | ast.AsyncFor))
    return any(child is sleep for loop in loops for child in ast.walk(loop))


def nothing_is_left_to_do(root: Path) -> Iterator[Violation]:
    """What is missing is an issue, not a remark."""
    unfinished = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    for source in files(root, "services/**/*.py", "contracts/**/*.py", "deploy/**/*.py"):
        yield from source.found(unfinished, "unfinished")


def no_file_knows_a_machine(root: Path) -> Iterator[Violation]:
    """No path of somebody's machine and, in locks, no address to download from: versions and hashes only."""
    places = re.compile(r"(?<![\w.$}])/(home|Users|root|work)/\w[\w./-]*")
    for pattern in ("services", "contracts", "deploy", "tests"):
        for kind in ("py", "sql", "md", "yaml", "json", "toml"):
            for source in files(root, f"{pattern}/**/*.{kind}"):
                if source.parts[:2] != ("tests", "architecture"):
                    yield from source.found(places, "a path of one machine")
    for source in files(root, "*.md", "Makefile", "pyproject.toml", ".ci/*"):
        yield from source.found(places, "a path of one machine")
    for source in files(root, "*.lock", "deploy/**/*.lock"):
        yield from source.found(re.compile(r"https?://[^\s\"']+"), "an address in a lock")


def stored_names_are_constants(root: Path) -> Iterator[Violation]:
    """What stands in the store for ever is written out, kebab-case: a renamed class must not rename history."""
    name = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
    for source in files(root, "services/**/*.py"):
        if source.path == "services/chassis/kit/facts.py":  # its names come from facts, which are looked at below
            continue
        for node in source.nodes:
            if (
                called(node) not in ("EventType", "StreamType", "Fact")
                or not isinstance(node, ast.Call)
                or not node.args
            ):
                continue
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str) and name.match(first.value)):
                yield source.at(node, f"{called(node)}({ast.unparse(first)}): its name is no kebab-case constant")


def days_are_worded_in_one_file(root: Path) -> Iterator[Violation]:
    """How officials write a day, an hour or a deadline stands in the chassis' words, so that page, letter and refusal say the same."""
    for source in files(root, "services/**/*.py", "deploy/**/*.py"):
        if source.path != "services/chassis/words.py":
            yield from source.found(re.compile(r"%d/%m|%H giờ"), "words a day")


RULES = (
    chassis_speaks_no_domain_word,
    commands_events_and_states_cannot_change,
    money_and_scores_are_never_floats,
    personal_fields_are_declared,
    nothing_personal_is_published,
    publishing_maps_no_personal_field,
    decide_and_evolve_end_in_assert_never,
    evolve_never_refuses,
    times_are_aware,
    errors_are_not_swallowed,
    tests_run_the_real_thing,
    nothing_is_left_to_do,
    no_file_knows_a_machine,
    stored_names_are_constants,
    days_are_worded_in_one_file,
)
