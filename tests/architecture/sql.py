"""How SQL is written, and what keeps one ward's rows from another's: rules over the SQL of a tree."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import SQL, Source, Violation, files, statements

STAR = re.compile(r"(SELECT|RETURNING|DISTINCT|,)\s+(\w+\.)?\*", re.IGNORECASE)
SESSION = re.compile(r"\bSET\s+SESSION\b|\bSET\s+app\.|set_config\([^;]*?,\s*false\s*\)|\bRESET\s+ALL\b", re.IGNORECASE)
CLOCK = re.compile(
    r"\b(now\(\)|clock_timestamp\(\)|statement_timestamp\(\)|current_(date|timestamp|time)\b|localtimestamp|"
    r"random\(\)|gen_random_uuid\(\))",
    re.IGNORECASE,
)
NAIVE = re.compile(r"\btimestamp\b(?!\s+with\s+time\s+zone)(?!\s*\(\d\)\s+with)", re.IGNORECASE)
MONEY = re.compile(r"\b(real|double\s+precision|float\d?|money)\b", re.IGNORECASE)
VIEW = re.compile(
    r"\bCREATE\s+(OR\s+REPLACE\s+)?((MATERIALIZED|TEMP\w*)\s+)?VIEW\s+(\S+)\s+([^;]{0,60})", re.IGNORECASE
)
DEFINER = re.compile(r"CREATE\s+(OR\s+REPLACE\s+)?FUNCTION\s+([\w.]+)(.*?)\bAS\s+\$", re.IGNORECASE | re.DOTALL)
TABLE = re.compile(
    r"CREATE\s+(UNLOGGED\s+)?TABLE\s+(IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\((.*?)\n\)", re.IGNORECASE | re.DOTALL
)
DERIVED = (
    "services/chassis/kit/derived_sql.py",
    "services/chassis/kit/stream_table.py",
    "services/chassis/readers/tables.py",
)
"""Where the kit makes statements at start, of declared names alone; each of them is planned by a test on a real database."""
COMMENT = re.compile(r"--[^\n]*")


def columns_are_named(root: Path) -> Iterator[Violation]:
    """`SELECT *` changes its meaning when a column is added, and reads what nobody asked for."""
    for statement in statements(root, "services", "deploy"):
        yield from _bare(statement).found(STAR, "columns are named, never *")


def sql_is_never_built_from_strings(root: Path) -> Iterator[Violation]:
    """A statement is one constant with parameters: nothing can be injected, and the plan can be tested."""
    for source in files(root, "services/**/*.py", "deploy/**/*.py"):
        if source.path in DERIVED:
            continue
        for node in source.nodes:
            if SQL.match(COMMENT.sub("", _beginning(node))):
                yield source.at(node, "SQL built from strings")


def _beginning(node: ast.AST) -> str:
    """The constant a built string begins with: of an f-string, a sum, a `%` or a `.format`; empty for anything else."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), _, *_]):
            return text
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Add() | ast.Mod()):
            return text
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format" | "format_map" | "replace")
        ):
            return text
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[ast.List(elts=[first, *_])]):
            return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
        case _:
            return ""


def settings_end_with_the_transaction(root: Path) -> Iterator[Violation]:
    """A setting of the session would follow the pooled connection to the next request: another ward's rows."""
    for statement in statements(root, "services"):
        yield from _bare(statement).found(SESSION, "a setting that outlives its transaction")


def the_event_store_has_no_type_codec(root: Path) -> Iterator[Violation]:
    """What is hashed is the stored text: a json codec would read it, and write it anew in other bytes."""
    for source in files(root, "services/chassis/**/*.py"):
        yield from source.found(re.compile(r"\bset_(builtin_)?type_codec\b"), "a codec on connections of the store")


def views_are_security_invoker(root: Path) -> Iterator[Violation]:
    """A view otherwise reads with its owner's rights, past row-level security; a materialised one always does."""
    for statement in statements(root, "services"):
        bare = _bare(statement)
        for match in VIEW.finditer(bare.text):
            line = bare.text.count("\n", 0, match.start()) + 1
            invoker = re.match(r"(\([^)]*\)\s*)?WITH\s*\(\s*security_invoker\s*=\s*(true|on)", match[5], re.IGNORECASE)
            if (match[3] or "").upper() == "MATERIALIZED" or invoker is None:
                yield Violation(bare.path, line, f"the view {match[4]} is not security_invoker")


def functions_with_their_owners_rights_fix_their_search_path(root: Path) -> Iterator[Violation]:
    """A SECURITY DEFINER function finds what the caller's search_path puts first, unless it says where to look."""
    for statement in statements(root, "services"):
        for match in DEFINER.finditer(_bare(statement).text):
            if "SECURITY DEFINER" in match[3].upper() and not re.search(r"SET\s+search_path", match[3], re.IGNORECASE):
                yield Violation(statement.path, 1, f"{match[2]} is SECURITY DEFINER without search_path")


def read_models_are_guarded_by_ward(root: Path) -> Iterator[Violation]:
    """Every table of a reader has its ward in its key and row-level security, or says that it is open to all wards."""
    for source in files(root, "services/*/*/*.sql", "services/chassis/identity/*.sql"):
        if source.parts[2] == "migrations" or source.parts[2].endswith("_migrations"):
            continue
        if source.parts[1] == "chassis" and source.parts[2] == "migrations":
            continue
        bare = COMMENT.sub("", source.text)
        for match in TABLE.finditer(bare):
            table, body = match[3], match[4]
            line = bare.count("\n", 0, match.start()) + 1
            open_to_all = re.search(rf"open_to_readers\('{table}'\)", bare)
            if not re.search(rf"(guard_by_ward|open_to_readers)\('{table}'\)", bare):
                yield Violation(source.path, line, f"{table} is neither guarded by ward nor open to readers")
            if open_to_all:
                continue
            key = re.search(r"PRIMARY\s+KEY\s*\(([^)]*)\)", body, re.IGNORECASE)
            if "ward_code" not in re.findall(r"\w+", key[1] if key else ""):
                yield Violation(source.path, line, f"the key of {table} has no ward_code")
            if not re.search(r"\bward_code\s+text\b[^,]*\bNOT\s+NULL", body, re.IGNORECASE):
                yield Violation(source.path, line, f"{table} has no ward_code text NOT NULL")


def rows_are_never_without_their_ward_in_unique_keys(root: Path) -> Iterator[Violation]:
    """A unique key without the ward tells one ward that another has the value."""
    unique = re.compile(r"CREATE\s+UNIQUE\s+INDEX[^;]*?\((?P<a>[^)]*)\)|\bUNIQUE\s*\((?P<b>[^)]*)\)", re.IGNORECASE)
    for source in files(root, "services/*/*/*.sql"):
        if source.parts[1] == "chassis" or source.parts[2] == "migrations":
            continue
        bare = COMMENT.sub("", source.text)
        for match in unique.finditer(bare):
            if "ward_code" not in (match["a"] or match["b"]):
                line = bare.count("\n", 0, match.start()) + 1
                yield Violation(source.path, line, "a unique key without ward_code")


def services_sql_reads_no_clock(root: Path) -> Iterator[Violation]:
    """Read models get the same rows whenever they are rebuilt; only the chassis stamps its own bookkeeping."""
    for statement in statements(root, "services"):
        if statement.path.split("/")[1] != "chassis":
            yield from _bare(statement).found(CLOCK, "reads a clock or chance")


def stored_times_are_aware(root: Path) -> Iterator[Violation]:
    """`timestamp` without a zone is another moment on another machine."""
    for source in files(root, "services/**/*.sql"):
        yield from _bare(source).found(NAIVE, "a time without its zone")


def money_and_scores_are_exact(root: Path) -> Iterator[Violation]:
    """Đồng are integers and scores are numeric: a float cannot be added up twice to the same sum."""
    for source in files(root, "services/**/*.sql"):
        yield from _bare(source).found(MONEY, "an inexact number")


def _bare(source: Source) -> Source:
    """The statement without its comments, line by line."""
    return Source(source.path, COMMENT.sub("", source.text))


RULES = (
    columns_are_named,
    sql_is_never_built_from_strings,
    settings_end_with_the_transaction,
    the_event_store_has_no_type_codec,
    views_are_security_invoker,
    functions_with_their_owners_rights_fix_their_search_path,
    read_models_are_guarded_by_ward,
    rows_are_never_without_their_ward_in_unique_keys,
    services_sql_reads_no_clock,
    stored_times_are_aware,
    money_and_scores_are_exact,
)
