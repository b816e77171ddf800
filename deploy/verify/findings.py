"""Findings: what verification has to say, in words that name places and never quote a payload."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Check = Literal[
    "position",
    "version",
    "chain",
    "ward",
    "command",
    "file",
    "published",
    "order",
    "checkpoint",
    "seen",
    "rows",
    "agenda",
    "reader",
    "standing",
    "parked",
    "signed",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One disagreement. `where` is a position, a command, `<topic>/<partition>/<offset>` or `<reader>/<table>/<key>`."""

    service: str
    check: Check
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.service}: {self.check}: {self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Lost:
    """A published fact that the store no longer holds: after a restore to an earlier time Kafka is ahead."""

    place: str
    contract: str
    id: str
    event_id: str
    stream: str
    version: int
    previous: int
    ward_code: str
    position: int
    epoch: int
    recorded_at: str

    def __str__(self) -> str:
        return (
            f"{self.contract} version {self.version} of {self.stream} in {self.ward_code}, position {self.position} of "
            f"epoch {self.epoch}, recorded {self.recorded_at}, id {self.id}"
        )


@dataclass(slots=True)
class Verdict:
    """What verification of one service came to. Lost facts that `thidua recover` named are told, not findings."""

    service: str
    findings: list[Finding] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    """Published and no longer stored, in the order of the topic; each is a finding until `thidua recover` has named it."""
    counts: dict[str, int] = field(default_factory=dict)

    limits: list[str] = field(default_factory=list)
    """What was not looked at, in sentences: an increment reads what came since a signed checkpoint and nothing else."""

    @property
    def differs(self) -> list[Finding]:
        """The findings without parked streams: these stand still, and what is stored agrees."""
        return [finding for finding in self.findings if finding.check != "parked"]

    def find(self, check: Check, where: object, what: str) -> None:
        """Notes a disagreement."""
        self.findings.append(Finding(self.service, check, str(where), what))

    def count(self, what: str, number: int = 1) -> None:
        """Counts what was compared, so that an empty comparison does not look like a good one."""
        self.counts[what] = self.counts.get(what, 0) + number

    def facts(self) -> dict[str, Any]:
        """The verdict as plain values."""
        return {
            "service": self.service,
            "ok": not self.findings,
            "findings": [asdict(finding) for finding in self.findings],
            "lost": [asdict(each) for each in self.lost],
            "counts": self.counts,
            "limits": self.limits,
        }
