"""`python -m thidua_contracts.publish`: write schemas/, examples/ and asyncapi/ from the models.

With `--release VERSION` it also keeps a snapshot of today's contracts in released/, which the compatibility gate holds
every later change against. A snapshot is never overwritten.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thidua_contracts.event import contracts
from thidua_contracts.publish.asyncapi import document, yaml
from thidua_contracts.publish.examples import STYLES, example
from thidua_contracts.publish.schemas import headers_schema, reader_schema, writer_schema

ROOT = Path(__file__).parents[2]
FOLDERS = ("schemas", "examples", "asyncapi")


def generated() -> dict[str, str]:
    """Every generated file: path under contracts/ to text."""
    files = {"schemas/headers.json": _json(headers_schema()), "asyncapi/asyncapi.yaml": yaml(document(contracts()))}
    for name, event in contracts().items():
        files[f"schemas/{name}.json"] = _json(reader_schema(event))
        files |= {f"examples/{name}/{style}.json": _json(example(event, style)) for style in STYLES}
    return files


def snapshot() -> dict[str, Any]:
    """What a release promises, per event version: both schemas and the examples as a golden corpus."""
    return {
        name: {
            "writer": writer_schema(event),
            "reader": reader_schema(event),
            "examples": [example(event, style) for style in STYLES],
        }
        for name, event in contracts().items()
    }


def main(words: Sequence[str] | None = None) -> None:
    """Write the generated files, and a snapshot if asked. Raises FileExistsError if that release has one."""
    parser = argparse.ArgumentParser(prog="python -m thidua_contracts.publish", description=__doc__)
    parser.add_argument("--root", type=Path, default=ROOT, help="the contracts folder")
    parser.add_argument("--release", metavar="VERSION", help="keep a snapshot for the compatibility gate")
    arguments = parser.parse_args(words)
    root: Path = arguments.root
    files = generated()
    for folder in FOLDERS:
        for path in (root / folder).rglob("*.*"):
            if path.is_file() and str(path.relative_to(root)) not in files:
                path.unlink()
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    if arguments.release:
        (root / "released").mkdir(exist_ok=True)
        with (root / "released" / f"{arguments.release}.json").open("x", encoding="utf-8") as release:
            release.write(_json(snapshot()))
    print(f"{len(contracts())} event versions, {len(files)} files")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    main()
