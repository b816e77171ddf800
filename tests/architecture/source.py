"""Source: the files of a tree as the architecture rules read them: parsed once, named by their path and their module."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|CREATE|ALTER|DROP|GRANT|REVOKE|SET|RESET|TRUNCATE|LOCK|COPY)\s"
)
"""How a statement begins; only what is written in capitals counts, so that prose does not."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Where a rule is broken, and how."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its path from the root with slashes, its text, and its syntax tree when it is Python."""

    path: str
    text: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's folders and name."""
        return tuple(self.path.split("/"))

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.parts[-1]

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return _parsed(self.text)

    @property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return _walked(self.text)

    @property
    def module(self) -> str:
        """The dotted name under which it is imported."""
        dotted = self.path.removeprefix("contracts/").removesuffix(".py").replace("/", ".")
        return dotted.removesuffix(".__init__")

    def at(self, node: ast.AST, what: str) -> Violation:
        """A violation at this node."""
        return Violation(self.path, getattr(node, "lineno", 1), what)

    def found(self, pattern: re.Pattern[str], what: str) -> Iterator[Violation]:
        """A violation at each match in the text."""
        for match in pattern.finditer(self.text):
            yield Violation(self.path, self.text.count("\n", 0, match.start()) + 1, f"{what}: {match[0].strip()!r}")


Rule = Callable[[Path], Iterator[Violation]]


def files(root: Path, *patterns: str) -> Iterator[Source]:
    """The files of the tree that match one of the patterns, in order of their paths."""
    for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            yield Source(path.relative_to(root).as_posix(), path.read_text())


@cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def _walked(text: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(_parsed(text)))


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a file imports: `module` is where from, `full` with the name itself."""

    node: ast.stmt
    module: str
    full: str
    typing_only: bool

    def inside(self, *packages: str) -> bool:
        """Whether what is imported is one of these modules or names, or lies below one."""
        return any((self.full + ".").startswith(package + ".") for package in packages)


@cache
def imports(source: Source) -> tuple[Import, ...]:
    """Every import statement, also inside functions; relative ones made absolute."""
    return tuple(_imports(source))


def _imports(source: Source) -> Iterator[Import]:
    typing_only = {id(child) for block in _typing_blocks(source) for child in ast.walk(block)}
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node, alias.name, alias.name, id(node) in typing_only)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(source, node)
            for alias in node.names:
                yield Import(node, module, f"{module}.{alias.name}", id(node) in typing_only)


def _typing_blocks(source: Source) -> Iterator[ast.stmt]:
    for node in source.nodes:
        if isinstance(node, ast.If) and _dotted(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from node.body


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".") if source.name == "__init__.py" else source.module.split(".")[:-1]
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def texts(source: Source) -> Iterator[ast.Constant]:
    """The string constants that are values: not docstrings, not the parts of an f-string."""
    beside = {
        id(value)
        for node in source.nodes
        for value in (
            node.values if isinstance(node, ast.JoinedStr) else [node.value] if isinstance(node, ast.Expr) else []
        )
    }
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in beside:
            yield node


def statements(root: Path, *folders: str) -> Iterator[Source]:
    """All SQL of these folders: files, and string constants of Python files that begin like a statement."""
    for folder in folders:
        yield from files(root, f"{folder}/**/*.sql")
        for source in files(root, f"{folder}/**/*.py"):
            for node in texts(source):
                if isinstance(node.value, str) and SQL.match(_without_comments(node.value)):
                    yield Source(f"{source.path}:{node.lineno}", _without_comments(node.value))


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)


def called(node: ast.AST) -> str:
    """The dotted name of what is called, as far as it is written out; empty for anything else."""
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def _dotted(node: ast.expr) -> str:
    """What `ast.unparse` says, without its printer for names and their attributes: rules ask a million times."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{_dotted(value)}.{name}"
        case _:
            return ast.unparse(node)


def listed(violations: Iterable[Violation]) -> str:
    """One violation per line."""
    return "\n".join(map(str, violations))
