"""The words that services are known by: refusals as an official writes them, stored names with their golden files, READMEs."""

from __future__ import annotations

import re
import string

import pytest

from services.chassis.decider import Refusal
from tests.support import declared, golden
from tests.support.provenance import ROOT

DIACRITICS = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
CODE = re.compile(r"^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)?$")
REFUSALS = [
    pytest.param(service, code, refusal, id=f"{service}-{code}")
    for service in declared.SERVICES
    for code, refusal in declared.refusals(service).items()
]
SHAPES = [
    pytest.param(service, name, version, id=f"{service}-{name}-v{version}")
    for service in declared.SERVICES
    for name, version in golden.shapes(declared.publishing(service).registry)
]


SPOKEN = [
    path
    for path in sorted([*(ROOT / "services").rglob("*"), *(ROOT / "deploy" / "demo").rglob("*.py")])
    if path.suffix in (".py", ".toml", ".txt", ".html", ".json")
]
GLOSSARY = ROOT / "contracts" / "README.md"
UNSPOKEN = re.compile(
    r"vui lòng|xin lỗi|quá hạn|hết hạn,? chưa|khoá|xoá|uỷ|nghe lần|đơn vị phổ biến đến", re.IGNORECASE
)
"""What an official would not write, or writes otherwise: late is trễ – còn mở, news is received, the spelling is khóa, xóa, ủy."""


def readme(service: str) -> str:
    return (ROOT / "services" / service / "README.md").read_text()


@pytest.mark.parametrize(("service", "code", "refusal"), REFUSALS)
def test_a_refusal_is_a_stable_code_and_a_vietnamese_sentence(service: str, code: str, refusal: Refusal) -> None:
    assert CODE.match(code)
    assert DIACRITICS.search(refusal.sentence)
    assert refusal.sentence[0].isupper() or refusal.sentence[0] in "{“"
    assert refusal.sentence.endswith((".", "?", "!", "}"))
    assert refusal.status in (403, 404, 409, 422)
    assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(refusal.sentence))


def test_a_code_means_one_thing_wherever_it_is_given() -> None:
    assert [code for code, meant in declared.meanings().items() if len(meant) > 1] == []


@pytest.mark.parametrize("service", declared.SERVICES)
def test_the_readme_names_every_refusal_and_no_other(service: str) -> None:
    documented = re.findall(r"^\| `([\w.-]+)` \| ([45]\d\d) \|", readme(service), re.MULTILINE)
    own = [(code, refusal.status) for code, refusal in declared.refusals(service).items()]
    assert sorted(documented) == sorted((code, str(status)) for code, status in own + declared.borrowed(service))


@pytest.mark.parametrize("service", declared.SERVICES)
def test_the_readme_names_every_stored_type_and_stream_type(service: str) -> None:
    names = {*declared.publishing(service).registry.types, *declared.streams(service)}
    assert {name for name in names if f"`{name}`" not in readme(service)} == set()


@pytest.mark.parametrize(("service", "name", "version"), SHAPES)
def test_a_stored_shape_is_public_or_private_and_has_a_golden_file(service: str, name: str, version: int) -> None:
    publishing = declared.publishing(service)
    assert (name in publishing.public) != (name in publishing.private)
    assert (ROOT / "tests" / "unit" / service / "golden" / f"{name}.v{version}.json").exists()


def test_one_thing_has_one_word_in_every_sentence_and_in_the_glossary() -> None:
    assert {
        path.relative_to(ROOT).as_posix() for path in [*SPOKEN, GLOSSARY] if UNSPOKEN.search(path.read_text())
    } == set()
