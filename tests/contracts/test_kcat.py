"""A program that is not ours reads a topic; nothing but contracts/schemas is needed to understand what it prints."""

import asyncio
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from deploy.local.kafka import Kafka
from tests.contracts.records import every_example, publish
from thidua_contracts.publish.__main__ import ROOT

TOPIC = "contracts-kcat"


@pytest.mark.needs("kcat")
async def test_kcat_prints_records_that_fit_the_published_schemas(kafka: Kafka) -> None:
    sent = list(every_example())
    await publish(kafka.bootstrap, TOPIC, sent)

    kcat = await asyncio.create_subprocess_exec(
        *("kcat", "-C", "-q", "-J", "-e", "-o", "beginning", "-b", kafka.bootstrap, "-t", TOPIC),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await asyncio.wait_for(kcat.communicate(), 60)

    records = [json.loads(line) for line in printed.decode().splitlines()]
    assert len(records) == len(sent)
    for record in records:
        names, texts = record["headers"][::2], record["headers"][1::2]
        headers = dict(zip(names, texts, strict=True))
        _validate("headers.json", headers)
        _validate(f"{headers['ce_type']}.json", json.loads(record["payload"]))
        assert record["key"] == headers["ce_partitionkey"]


def _validate(name: str, instance: object) -> None:
    schema = json.loads((ROOT / "schemas" / name).read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(instance)
