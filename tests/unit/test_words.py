"""The words that services are known by: refusals as an official writes them, stored names with their golden files, READMEs."""

from __future__ import annotations

import importlib
import re
import string
from collections.abc import Sequence

import pytest

from services.chassis.decider import Refusal
from services.chassis.kit.capability import Capability
from services.chassis.kit.doing import Do
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

TWICE = re.compile(r"\b([^\W\d_]+(?: [^\W\d_]+)?) \1\b", re.IGNORECASE)
QUOTED = re.compile(r"<[^<>]*>|[“”\"{}()<>=|]")
"""Where a word of a sentence ends and another text begins."""
UNDOING = ("Hủy", "Khôi phục", "Mở lại", "Rút", "Sửa")
EVERY: list[Capability] = [
    capability
    for service in declared.SERVICES
    for capability in importlib.import_module(f"services.{service}.app").SERVICE.capabilities
]


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


def doubled(text: str) -> list[str]:
    """What of a text's lines in Vietnamese says a word twice on end: "Mỗi tập thể Tập thể lao động tiên tiến"."""
    return [
        line.strip() for line in text.splitlines() if DIACRITICS.search(line) and TWICE.search(QUOTED.sub(" · ", line))
    ]


def test_no_sentence_says_a_word_twice_on_end() -> None:
    found = {path.relative_to(ROOT).as_posix(): doubled(path.read_text()) for path in SPOKEN}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_word_said_twice_would_be_found() -> None:
    assert doubled("Đã ghi.\nMỗi tập thể Tập thể lao động tiên tiến.") and doubled("việc xác nhận nhận kế hoạch")
    assert not doubled("Đơn vị (đơn vị mới), ngày 01/01") and not doubled("that that")


def promised(sentence: str) -> list[str]:
    """By which acts a sentence promises that a mistake can be put right: "Ghi nhầm thì sửa ngày hoặc hủy được." by Sửa, Hủy."""
    return [
        verb
        for said in re.findall(r"(?:nhầm|sai) thì ([^.;]*?) được", sentence)
        for verb in UNDOING
        if re.search(rf"\b{verb}\b", said, re.IGNORECASE)
    ]


def unkept(does: Sequence[Do]) -> list[tuple[str, str]]:
    """The promises of acts that no other act of theirs keeps."""
    return [
        (do.name, verb)
        for do in does
        for sentence in (*do.effect, do.done)
        for verb in promised(sentence)
        if not any(other.title.startswith(verb) for other in does if other is not do)
    ]


@pytest.mark.parametrize("capability", EVERY, ids=lambda one: one.name)
def test_whoever_is_promised_that_a_mistake_can_be_put_right_finds_the_act(capability: Capability) -> None:
    assert unkept(capability.does) == []


def test_a_promise_that_nobody_keeps_would_be_found() -> None:
    assert promised("Ghi nhầm thì sửa ngày hoặc hủy được.") == ["Hủy", "Sửa"]
    capability = next(one for one in EVERY if unkept([do for do in one.does if promised(" ".join(do.effect))][:1]))
    assert unkept(capability.does) == [], "the act alone keeps no promise, with the others it does"


def test_one_thing_has_one_word_in_every_sentence_and_in_the_glossary() -> None:
    assert {
        path.relative_to(ROOT).as_posix() for path in [*SPOKEN, GLOSSARY] if UNSPOKEN.search(path.read_text())
    } == set()
