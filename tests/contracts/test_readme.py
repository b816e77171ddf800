"""contracts/README.md: its subscriber runs against a real broker, and its glossary knows every word."""

import asyncio
import re
import runpy
import sys
from pathlib import Path

from deploy.local.kafka import Kafka
from tests.contracts.records import example, publish, with_header
from tests.contracts.test_events import CODES
from thidua_contracts.event import IntegrationEvent
from thidua_contracts.publish.__main__ import ROOT
from thidua_contracts.publish.examples import example as example_of
from thidua_contracts.publish.schemas import reader_schema

README = (ROOT / "README.md").read_text(encoding="utf-8")
SUBSCRIBER, NEW_EVENT = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
SUBMITTED = "vn.thidua.submissions.ReportSubmitted.v1"
TOPIC = "contracts-readme"


def test_the_worked_subscriber_has_at_most_thirty_lines() -> None:
    assert 0 < len([line for line in SUBSCRIBER.splitlines() if line.strip()]) <= 30
    assert all(len(line) <= 120 for line in SUBSCRIBER.splitlines())


async def test_the_worked_subscriber_reads_what_is_published(kafka: Kafka, tmp_path: Path) -> None:
    submitted = example(SUBMITTED, "full")
    diacritics = with_header(example(SUBMITTED, "diacritics"), ce_id=b"24e8f2f9-8e7a-59ab-8823-ffab87f2c764")
    unknown = with_header(submitted, ce_type=b"vn.thidua.submissions.Later.v1")
    unreadable = with_header(submitted, ce_position=b"\xff")
    unfit = (submitted[0], b"[]", submitted[2])
    await publish(kafka.bootstrap, TOPIC, [submitted, submitted, unknown, unreadable, unfit, diacritics])
    script = tmp_path / "subscriber.py"
    script.write_text(SUBSCRIBER, encoding="utf-8")

    lines = await _first_lines(5, [sys.executable, "-u", str(script), kafka.bootstrap, TOPIC])

    assert lines[0] == "03386 0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c01 half-year on time: True"
    assert lines[1] == "skipped vn.thidua.submissions.Later.v1"
    assert re.fullmatch(rf"set aside {TOPIC}/\d/3: ce_position is not UTF-8", lines[2])
    assert re.fullmatch(rf"set aside {TOPIC}/\d/4: : model_type", lines[3])
    assert lines[4] == "03386 tổ-dân-phố-số-8 half-year on time: True"


def test_the_worked_event_is_a_contract_with_schemas_and_examples(tmp_path: Path) -> None:
    file = tmp_path / "unit_closed_v1.py"
    file.write_text(NEW_EVENT, encoding="utf-8")
    event: type[IntegrationEvent] = runpy.run_path(str(file))["UnitClosed"]

    assert reader_schema(event)["required"] == ["unit_id", "closed_on"]
    assert set(example_of(event, "minimal")["body"]) < set(example_of(event, "full")["body"])


def test_the_glossary_has_every_code_word_with_its_name_first() -> None:
    rows = {
        (code, word): name
        for code, word, name in re.findall(r"^\| (\w+) \| `([\w-]+)` \| (\S.*) \|$", README, re.MULTILINE)
    }
    words = {(code.__name__, word.value): word.spoken for code in CODES for word in code if word != "unknown"}

    assert rows.keys() == words.keys()
    assert [pair for pair, spoken in words.items() if not rows[pair].startswith(spoken)] == []


async def _first_lines(count: int, command: list[str]) -> list[str]:
    """What a program prints first; it is ended then. Shows its errors if it ends before or takes a minute."""
    program = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert program.stdout is not None and program.stderr is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(60):
            while len(lines) < count and (line := await program.stdout.readline()):
                lines.append(line.decode().rstrip("\n"))
    except TimeoutError:
        pass
    finally:
        if program.returncode is None:
            program.kill()
        errors = (await program.stderr.read()).decode()
        await program.wait()
    assert len(lines) == count, f"printed {lines}\n{errors}"
    return lines
