"""What schemathesis makes of a service's OpenAPI, sent to the running service by people of every role.

Each operation gets requests that fit its description, from every role, and requests that do not. Whatever comes back must
be described: no 5xx, no undocumented status or kind of content, no body that differs from its schema.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Case = schemathesis.Case[Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@dataclass(slots=True)
class Fuzzed:
    """How often each status came back, and what was not as described."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def fuzz(base_url: str, service: str, tokens: Mapping[str, str], *, examples: int) -> Fuzzed:
    """Sends `examples` requests of each kind to each operation. Blocks: run it in a thread."""
    fuzzed, keys = Fuzzed(), count(1)
    with requests.Session() as session:
        session.trust_env = False

        def send(case: Case, role: str, fits: bool) -> None:
            headers = {"Authorization": f"Bearer {tokens[role]}"}
            if fits:
                headers["Idempotency-Key"] = f"fuzzed-{next(keys):08}"
                case.headers.pop("X-Mandate", None)  # an invented mandate, or a token above the head, ends it too early
                case.query.pop("after", None)
            answer = case.call(base_url=base_url, session=session, headers=headers, timeout=20)
            fuzzed.statuses[answer.status_code] += 1
            case.validate_response(answer, checks=CHECKS)

        described = session.get(f"{base_url}/{service}/openapi.json", timeout=20)
        assert described.ok, described.text
        for operation in schemathesis.openapi.from_dict(described.json()).get_all_operations():
            if isinstance(operation, Err):
                raise operation.err()
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                cases = operation.ok().as_strategy(generation_mode=mode)
                try:
                    _tried(send, cases, sorted(tokens), mode is GenerationMode.POSITIVE, examples)()
                except FailureGroup as failures:
                    fuzzed.wrong += [f"{operation.ok().label}: {failure}" for failure in failures.exceptions]
                except Unsatisfiable:
                    continue  # this operation takes nothing that could be wrong
    return fuzzed


def _tried(
    send: Callable[[Case, str, bool], None],
    cases: st.SearchStrategy[Case],
    roles: list[str],
    fits: bool,
    examples: int,
) -> Callable[[], None]:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, role=st.sampled_from(roles))
    def one(case: Case, role: str) -> None:
        for each in roles if fits else [role]:
            send(case, each, fits)

    return one
