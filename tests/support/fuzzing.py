"""What schemathesis makes of a service's OpenAPI, sent to the running service by people of every role, of more than one ward.

Each operation gets requests that fit its description and requests that do not; then chains of requests follow the links from
one answer to the next request. Many ids are those of things that exist, in the own ward or in another. Whatever comes
back must be described: no 5xx, no undocumented status or kind of content, no body that differs from its schema; and of
another ward nothing, neither an id nor a canary.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from random import Random
from typing import Any, Final
from uuid import UUID as UUID4
from zipfile import ZipFile

import pypdfium2
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import Flaky, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.errors import NoLinksFound
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Err
from schemathesis.generation.stateful import run_state_machine_as_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from services.chassis.kit.excel import MEDIA_TYPE as XLSX
from tests.support.links import linked
from tests.support.sheets import workbook
from tests.support.things import CITY, UUID, Things

Case = schemathesis.Case[Any]
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
STEPS: Final = 8
"""Requests in one chain."""
AIMED: Final = 0.85
"""Share of ids that are replaced by those of things that exist, and of days that are moved into the years that count."""
DATE: Final = re.compile(r"-?\d{4,}-\d\d-\d\d")
LEADS: Final = 0.7
"""Share of the requests of a chain that its leader sends."""
UNCHECKED: Final = frozenset({"authors", "subject_ids", "mandates", "member_id"})
"""Fields of a body that may name anybody, as only the asker did: authors and members of a council may be strangers to the ward (a
council seats whom the law names, from any organ), and who is not of the ward has no name there; of mandates and subjects that are
asked about, the answer leaves out what is another ward's."""
HEADINGS: Final = (
    *("Họ và tên", "Đối tượng", "Đơn vị", "Ở đơn vị từ ngày", "Mã đơn vị", "Tên đơn vị", "Loại đơn vị"),
    *("Hoạt động từ ngày", "Mã phong trào", "Tên phong trào", "Kế hoạch", "Bắt đầu", "Kết thúc"),
)
_CELL = st.none() | st.sampled_from(HEADINGS) | st.text(max_size=20) | st.integers(-9, 99) | st.booleans() | st.dates()
WORKBOOKS: Final = st.binary(max_size=200) | st.builds(
    lambda headings, rows: workbook([headings, *rows]),
    st.permutations(HEADINGS),
    st.lists(st.lists(_CELL, max_size=len(HEADINGS)), max_size=4),
)
"""Files where a workbook is asked for: some are one."""
schemathesis.openapi.media_type(XLSX, WORKBOOKS)


def text_of(content: bytes) -> str:
    """What an answer says, of a PDF, a workbook or a DOCX too: nothing of another ward may hide in a file."""
    if content.startswith(b"%PDF"):
        return "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return content.decode(errors="replace")


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who asks: a role, its ward (or bloc, or the city), and a token."""

    role: str
    ward: str
    token: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be: where, asked by whom, what."""

    operation: str
    role: str
    rule: str
    detail: str

    def __str__(self) -> str:
        return f"{self.operation} as {self.role}: {self.rule}: {self.detail}"


@dataclass(slots=True)
class Fuzzed:
    """How often each status came back to each role, what was reached, and what was found."""

    by_role: dict[str, Counter[int]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    """Operations that did what was asked at least once."""
    operations: set[str] = field(default_factory=set)
    chained: int = 0
    """Requests that followed from an answer before them."""
    found: dict[tuple[str, str], Finding] = field(default_factory=dict)
    """The first finding of each rule in each operation."""

    @property
    def wrong(self) -> list[str]:
        """The findings as sentences."""
        return [str(finding) for finding in self.found.values()]

    @property
    def statuses(self) -> Counter[int]:
        """How often each status came back."""
        return sum(self.by_role.values(), Counter())

    def blame(self, operation: str, role: str, rule: str, detail: str) -> None:
        """Notes a finding, once for each operation and rule."""
        self.found.setdefault((operation, rule), Finding(operation, role, rule, detail))


def nothing() -> None:
    """Things that never change need no second look."""


@dataclass(slots=True)
class Fuzzer:
    """One service under fuzz. Everything that is sent depends on `seed` alone, and on the answers."""

    base_url: str
    service: str
    people: Sequence[Somebody]
    things: Things = field(default_factory=Things)
    seed: int = 0
    until: float = float("inf")
    """The moment (monotonic) after which no further operation is begun."""
    patience: float = 20.0
    """Seconds after which a service that does not answer has failed."""
    look_again: Callable[[], None] = nothing
    """Reads anew whose things are whose, before an answer is blamed."""
    fuzzed: Fuzzed = field(default_factory=Fuzzed)
    _session: requests.Session = field(default_factory=requests.Session)
    _keys: Iterator[int] = field(default_factory=lambda: count(1))

    def run(self, *, examples: int, chains: int) -> Fuzzed:
        """Sends `examples` requests of each kind to each operation, then `chains` chains led by each person. Blocks."""
        with self._session:
            self._session.trust_env = False
            described = self._session.get(f"{self.base_url}/{self.service}/openapi.json", timeout=self.patience)
            assert described.ok, described.text
            self._each_operation(described.json(), examples)
            self._along_links(described.json(), chains)
        return self.fuzzed

    def _each_operation(self, document: Mapping[str, Any], examples: int) -> None:
        for result in schemathesis.openapi.from_dict(dict(document)).get_all_operations():
            if isinstance(result, Err):
                raise result.err()
            operation = result.ok()
            self.fuzzed.operations.add(operation.label)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if time.monotonic() > self.until:
                    return
                with suppress(Unsatisfiable):  # this operation takes nothing that could be wrong
                    self._tried(operation.as_strategy(generation_mode=mode), mode is GenerationMode.POSITIVE, examples)

    def _tried(self, cases: st.SearchStrategy[Case], fits: bool, examples: int) -> None:
        @seeded(self.seed)
        @_settings(max_examples=examples)
        @given(case=cases, lot=st.integers(0, 2**32))
        def one(case: Case, lot: int) -> None:
            for place, who in enumerate(self.people if fits else [Random(lot).choice(self.people)]):
                self.send(case, who, fits, Random(lot + place))

        one()

    def _along_links(self, document: Mapping[str, Any], chains: int) -> None:
        fuzzer, numbers = self, count()

        class Chain(schemathesis.openapi.from_dict(linked(document)).as_state_machine()):  # type: ignore[misc]
            def setup(self) -> None:
                number = next(numbers)
                self.rng = Random(f"{fuzzer.seed}/{number}")
                self.leader = fuzzer.people[number % len(fuzzer.people)]
                self.fuzzer_steps = 0

            def call(self, case: Case, **_: Any) -> Any:
                # whoever leads takes most steps; the others see what they may do with what was found
                who = self.leader if self.rng.random() < LEADS else self.rng.choice(fuzzer.people)
                answer = fuzzer.send(case, who, True, self.rng, aim=self.fuzzer_steps == 0)
                fuzzer.fuzzed.chained += self.fuzzer_steps > 0
                self.fuzzer_steps += 1
                return answer if answer is not None else reject()

            def validate_response(self, *_: Any, **__: Any) -> None:
                """Judged as it was sent."""

        Chain._hypothesis_internal_use_seed = self.seed
        if chains and time.monotonic() < self.until:
            how = _settings(max_examples=chains * len(self.people), stateful_step_count=STEPS)
            # a service that remembers answers the same request in another way; one without links has no chains
            with suppress(Unsatisfiable, Flaky, NoLinksFound):
                run_state_machine_as_test(Chain, settings=how)

    def send(self, case: Case, who: Somebody, fits: bool, rng: Random, *, aim: bool = True) -> Any:
        """Sends one request as somebody and judges the answer; None when there was none."""
        headers = {"Authorization": f"Bearer {who.token}"}
        if fits:
            headers["Idempotency-Key"] = f"fuzzed-{self.seed}-{next(self._keys):08}"
            case.headers.pop("X-Mandate", None)  # an invented mandate, or a token above the head, ends it too early
            case.query.pop("after", None)
            self._aim(case, who.ward, rng, ids=aim)
        label = case.operation.label
        try:
            answer = case.call(base_url=self.base_url, session=self._session, headers=headers, timeout=self.patience)
        except requests.RequestException as error:
            self.fuzzed.blame(label, who.role, "no answer", type(error).__name__)
            return None
        self.fuzzed.by_role.setdefault(who.role, Counter())[answer.status_code] += 1
        self._judge(case, answer, who)
        if 200 <= answer.status_code < 300:
            self.fuzzed.reached.add(label)
            self._done(case, answer, who)
        return answer

    def _judge(self, case: Case, answer: Any, who: Somebody) -> None:
        label = case.operation.label
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            for failure in failures.exceptions:
                rule = failure.title if isinstance(failure, Failure) else type(failure).__name__
                self.fuzzed.blame(label, who.role, f"{rule} ({answer.status_code})", str(failure))
        self._blame_leak(case, who, answer, "another ward's is shown", text_of(answer.content))

    def _done(self, case: Case, answer: Any, who: Somebody) -> None:
        """What was asked is done: nothing of it may rest on another ward's things, and what was made is known from now on."""
        body = case.body if isinstance(case.body, dict) else {}
        unchecked = {name: value for name, value in body.items() if name in UNCHECKED}
        self.things.told.setdefault(who.ward, set()).update(UUID.findall(json.dumps(unchecked)))
        checked = {name: value for name, value in body.items() if name not in UNCHECKED}
        self._blame_leak(case, who, answer, "rests on another ward's", json.dumps(checked, default=str))
        if answer.status_code == 201 and who.ward != CITY:
            self.things.add(_kind(case.operation.path), str(answer.json().get("id", "")), who.ward)

    def _blame_leak(self, case: Case, who: Somebody, answer: Any, rule: str, text: str) -> None:
        if not self.things.of_others(text, who.ward):
            return
        self.look_again()
        if seen := self.things.of_others(text, who.ward):
            asked = f"{case.method} {case.formatted_path} {answer.status_code}"
            self.fuzzed.blame(
                case.operation.label, who.role, rule, f"{asked}: {', '.join(seen[:3])}, asked by {who.ward}"
            )

    def _aim(self, case: Case, ward: str, rng: Random, *, ids: bool) -> None:
        """Puts things that exist where the case names things at random; what a link has brought stays."""
        for place in (case.path_parameters, case.query):
            for name in sorted(place):
                if name in self.things.words or ids:
                    place[name] = self._aimed(name, place[name], ward, rng)
                if str(place[name]) in self.things.spared:
                    place[name] = str(UUID4(int=rng.getrandbits(128)))
        if ids and isinstance(case.body, dict):
            case.body = self._aimed("", case.body, ward, rng)

    def _aimed(self, name: str, value: Any, ward: str, rng: Random) -> Any:
        if isinstance(value, list):
            return [self._aimed(name, each, ward, rng) for each in value]
        if isinstance(value, dict):
            return {field: self._aimed(field, value[field], ward, rng) for field in value}
        if rng.random() > AIMED:
            return value
        if isinstance(value, str) and DATE.fullmatch(value):
            return f"{rng.randint(2023, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        known = name in self.things.words or (isinstance(value, str) and UUID.fullmatch(value))
        return (self.things.some(name, ward, rng) or value) if known else value


def _settings(**how: Any) -> settings:
    return settings(
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        **how,
    )


def _kind(path: str) -> str:
    """What is made below an address: `/submissions/people` makes a person."""
    word = path.rpartition("/")[2]
    return {"people": "person"}.get(word, word.removesuffix("s"))
