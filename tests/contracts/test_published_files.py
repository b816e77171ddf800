"""The committed files are what the models say, and another language needs nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # ships no types
from jsonschema import Draft202012Validator, FormatChecker

from thidua_contracts.event import IntegrationEvent, contracts
from thidua_contracts.publish.__main__ import FOLDERS, ROOT, generated, main
from thidua_contracts.publish.schemas import writer_schema
from thidua_contracts.topics import TOPICS

EXAMPLES = sorted((ROOT / "examples").glob("*/*.json"))
AGAIN = "run `python -m thidua_contracts.publish` and commit what it writes"


def test_committed_files_are_the_generated_ones() -> None:
    committed = {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.*")
        if path.is_file()
    }
    expected = generated()

    assert sorted(committed) == sorted(expected), AGAIN
    assert [name for name in expected if committed[name] != expected[name]] == [], AGAIN


@pytest.mark.parametrize("event", [pytest.param(event, id=name) for name, event in contracts().items()])
def test_each_event_has_an_open_schema_with_every_field_and_three_examples(event: type[IntegrationEvent]) -> None:
    schema = _load(f"schemas/{event.type}.json")

    Draft202012Validator.check_schema(schema)
    assert list(schema["properties"]) == list(event.model_fields)
    assert "additionalProperties" not in json.dumps(schema)
    assert writer_schema(event)["additionalProperties"] is False
    assert {path.stem for path in EXAMPLES if path.parent.name == event.type} == {"minimal", "full", "diacritics"}


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in EXAMPLES])
def test_each_example_fits_the_schemas(path: Path) -> None:
    record = json.loads(path.read_text(encoding="utf-8"))
    schema = _load(f"schemas/{path.parent.name}.json")

    Draft202012Validator(_load("schemas/headers.json"), format_checker=FormatChecker()).validate(record["headers"])
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(record["body"])
    assert record["headers"]["ce_dataschema"] == schema["$id"]
    match path.stem:
        case "minimal":
            assert set(record["body"]) == set(schema["required"])
        case "full":
            assert set(record["body"]) == set(schema["properties"])
        case "diacritics":
            assert not json.dumps(record["body"], ensure_ascii=False).isascii()


def test_the_asyncapi_document_names_every_topic_and_message_and_its_references_exist() -> None:
    document = yaml.safe_load((ROOT / "asyncapi/asyncapi.yaml").read_text(encoding="utf-8"))
    messages = document["components"]["messages"]

    assert document["asyncapi"] == "3.0.0"
    assert [channel["address"] for channel in document["channels"].values()] == [topic.name for topic in TOPICS]
    assert list(messages) == list(contracts())
    spoken = [name for channel in document["channels"].values() for name in channel["messages"]]
    assert spoken == list(messages)
    for message in messages.values():
        for part in ("headers", "payload"):
            assert (ROOT / "asyncapi" / message[part]["schema"]["$ref"]).resolve().is_file()
    for operation in document["operations"].values():
        assert operation["channel"]["$ref"].removeprefix("#/channels/") in document["channels"]


def test_publishing_writes_what_is_missing_and_takes_away_what_is_stale(tmp_path: Path) -> None:
    stale = tmp_path / "schemas" / "vn.thidua.submissions.Gone.v1.json"
    stale.parent.mkdir()
    stale.touch()

    main(["--root", str(tmp_path)])

    assert not stale.exists()
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()} == set(generated())


def test_a_snapshot_of_a_release_is_never_overwritten(tmp_path: Path) -> None:
    main(["--root", str(tmp_path), "--release", "1.0.0"])
    kept = (tmp_path / "released" / "1.0.0.json").read_text(encoding="utf-8")

    with pytest.raises(FileExistsError):
        main(["--root", str(tmp_path), "--release", "1.0.0"])

    assert (tmp_path / "released" / "1.0.0.json").read_text(encoding="utf-8") == kept
    assert set(json.loads(kept)) == set(contracts())


def _load(name: str) -> Any:
    return json.loads((ROOT / name).read_text(encoding="utf-8"))
