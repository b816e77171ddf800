"""Report: what was sent to each service by each role, what came back, what was found; a part that was not run says so.

Results are kept in results.json beside it, so that parts may be run one by one (`make fuzz ARGS="-k wards"`).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.support.declared import SERVICES
from tests.support.fuzzing import Fuzzed
from tests.support.provenance import commit, hardware

HERE: Final = Path(__file__).parent
WARDS: Final = "wards"
PARTS: Final = (*SERVICES, WARDS)


@dataclass(slots=True)
class Report:
    """Where a long run's results go."""

    seed: int
    where: Path = HERE
    tested: str = field(default_factory=commit)
    """The commit at the beginning: what is committed meanwhile is not what runs."""

    def service(self, name: str, seconds: float, fuzzed: Fuzzed) -> None:
        """Notes what became of a service."""
        figures = {
            "roles": {role: _statuses(statuses) for role, statuses in sorted(fuzzed.by_role.items())},
            "chained": fuzzed.chained,
            "operations": len(fuzzed.operations),
            "unreached": sorted(fuzzed.operations - fuzzed.reached),
        }
        self._note(name, seconds, figures, fuzzed.wrong)

    def wards(self, seconds: float, figures: Mapping[str, int], findings: Sequence[str]) -> None:
        """Notes what became of the wards that the state machine drove."""
        self._note(WARDS, seconds, {"figures": dict(figures)}, findings)

    def _note(self, part: str, seconds: float, figures: Mapping[str, Any], findings: Sequence[str]) -> None:
        results = read(self.where)
        run = f"{datetime.now(UTC):%Y-%m-%d %H:%M}, {self.tested}, seed {self.seed}, load {os.getloadavg()[0]:.0f}"
        results[part] = {"run": run, "seconds": round(seconds), "findings": list(findings), **figures}
        (self.where / "results.json").write_text(
            json.dumps(results, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        )
        (self.where / "REPORT.md").write_text(text(results))


def read(where: Path) -> dict[str, dict[str, Any]]:
    """What is known so far."""
    path = where / "results.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def text(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The report as Markdown."""
    lines = [
        "# Fuzz: what was sent to the services, and what must not have come back",
        "",
        f"Written by `make fuzz`. {hardware()}.",
        "",
        "A whole local stack that has played its year, and in every ward a canary in each list. Requests that fit the OpenAPI and",
        "requests that do not, alone and in chains along the links, by somebody of every role in two wards that have no bloc in",
        "common. Found would be: a 5xx, an undocumented status or content, a body that breaks its schema, no answer, an id or canary",
        "of another ward, a write that rests on another ward's thing. *Run*: time (UTC), commit, seed, load average at the end.",
        "",
        "| part | seconds | findings | run |",
        "|---|---|---|---|",
    ]
    for part in PARTS:
        known = results.get(part)
        if known is None:
            lines.append(f"| {part} | | not run | |")
        else:
            lines.append(f"| {part} | {known['seconds']} | {len(known['findings']) or 'none'} | {known['run']} |")
    lines += [
        "",
        "## Requests by service and role",
        "",
        "| service | role | requests | statuses |",
        "|---|---|---|---|",
    ]
    for service in SERVICES:
        roles = results.get(service, {}).get("roles", {})
        lines += [f"| {service} | {role} | {sum(of.values())} | {_listed(of)} |" for role, of in roles.items()]
        lines += [] if roles else [f"| {service} | | not run | |"]
    lines += ["", "## How far they came", ""]
    for service in SERVICES:
        if (known := results.get(service)) is not None:
            done = known["operations"] - len(known["unreached"])
            never = f"; never done: {', '.join(f'`{one}`' for one in known['unreached'])}" if known["unreached"] else ""
            chained = f"{known['chained']} requests followed from an answer"
            lines.append(
                f"- {service}: {done} of {known['operations']} operations done at least once, {chained}{never}."
            )
    lines.append(f"- wards: {_listed(results[WARDS]['figures']) if WARDS in results else 'not run'}.")
    lines += ["", "## Findings", ""]
    found = [f"- {part}: {one}" for part in PARTS for one in results.get(part, {}).get("findings", ())]
    return "\n".join([*lines, *(found or ["None."])]) + "\n"


def _statuses(statuses: Counter[int]) -> dict[str, int]:
    return {str(status): times for status, times in sorted(statuses.items())}


def _listed(figures: Mapping[str, int]) -> str:
    return ", ".join(f"{name}: {figure}" for name, figure in figures.items())
