"""Report: the results as a page, each figure beside its peer or its target, and what bounds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench import (
    accept,
    append,
    burst,
    contention,
    cost,
    end_to_end,
    excel,
    hot_ward,
    memory,
    rebuild,
    relay,
)
from tests.bench.figures import Result, Scale
from tests.bench.ground import Ground, ground
from tests.support.provenance import ROOT

BUSY: Final = 0.25
"""Cores used by others above which a figure says something about them too."""
WARNING: Final = (
    "**The machine was busy with other work**: figures by the clock hold only beside each other, and loosely; "
    "the processor time for one is the firmer figure, though crowded caches and small groups raise it too. No target is "
    "proved or disproved by such a run: to be measured again with `{again}` on a quiet machine."
)
BENCHMARKS: Final[dict[str, Callable[[Ground, Scale], Result]]] = {
    "append": append.measure,
    "accept": accept.measure,
    "end-to-end": end_to_end.measure,
    "cost": cost.measure,
    "burst": burst.measure,
    "relay": relay.measure,
    "rebuild": rebuild.measure,
    "memory": memory.measure,
    "contention": contention.measure,
    "hot-ward": hot_ward.measure,
    "excel": excel.measure,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Where results are written: under which title, how they were measured (`runs` is filled in), which parts there should be."""

    path: Path
    title: str
    measured_by: str
    again: str
    method: str
    parts: Sequence[str]


PAGE: Final = Page(
    ROOT / "tests" / "bench" / "REPORT.md",
    "Benchmarks: how fast, beside whom, and what bounds it",
    "thidua bench",
    "make bench",
    "Medians of {runs} runs, sides in turn; ± is the spread, largest less smallest over the median.",
    tuple(BENCHMARKS),
)


def measure(name: str, scale: Scale) -> Result:
    """One benchmark on a ground of its own. Raises KeyError for a name that there is not."""
    doing = BENCHMARKS[name]
    with ground(scale.sampling) as on:
        return doing(on, scale)


def write(results: Sequence[dict[str, Any]], page: Page = PAGE) -> None:
    """Writes the page from results as JSON objects; parts that were not measured say so."""
    first = results[0]
    times_run = max(len(result["ours"]["runs"]) for result in results)
    busy = max(result["others"] for result in results) > BUSY
    lines = [
        f"# {page.title}",
        "",
        f"Written from what `{page.measured_by}` measured on {first['date']}, commit {first['commit']}, seed {first['seed']}.",
        f"{first['hardware']}. Everything runs on this one machine: servers, our processes, load generator.",
        f"{page.method.format(runs=times_run)} {first['sampling']:.0%} of traces are recorded.",
        *([WARNING.format(again=page.again)] if busy else []),
        "",
        "| what | figure | target | |",
        "|---|---|---|---|",
    ]
    for result in results:
        for target in result["targets"]:
            verdict = "met" if target["met"] else f"not met: {target['figure']}, because {_reason(result)}"
            lines.append(
                f"| {result['benchmark']}: {target['what']} | {target['figure']} | {target['target']} | {verdict} |"
            )
    missing = [name for name in page.parts if name not in {result["benchmark"] for result in results}]
    lines += [f"| {name} | not measured | | |" for name in missing]
    for result in results:
        lines += [
            "",
            f"## {result['title']}",
            "",
            result["conditions"],
            "",
            "| side | median | runs | ± | ours is | processor time for one |",
            "|---|---|---|---|---|---|",
        ]
        for side in (result["ours"], *result["peer"]):
            ratio = result["ratio"].get(side["name"])
            runs = ", ".join(f"{value:g}" for value in side["runs"])
            cpu = f"{side['cpu_us']:g} µs" if side["cpu_us"] else ""
            times = f"{ratio:g} ×" if ratio is not None else ""
            lines.append(
                f"| {side['name']} | {side['median']:g} {side['unit']} | {runs} | {side['spread']:.0%} | {times} | {cpu} |"
            )
        for name, more in result["more"].items():
            value = (
                f"{more['median']:g} (runs {', '.join(f'{v:g}' for v in more['runs'])})"
                if "median" in more
                else _listed(more)
            )
            lines += ["", f"{name}: {value}."]
        if then := result.get("against"):
            lines += ["", *beside(result, then)]
        used = _listed(result["cores"])
        lines += ["", f"Bound by: {lowered(result['bound'])}" + (f" Cores in use: {used}." if used else "")]
        length = f"Runs of scale {result['seconds']:g} s"
        lines += [
            "",
            f"{length}, others used {result['others']:g} cores, {result['date']}, commit {result['commit']}.",
        ]
    page.path.write_text("\n".join(lines) + "\n")


def beside(now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    """A table of every figure at another commit and at this one, as Markdown."""
    before = numbers(then)
    lines = [f"| in the same run | at {then['commit']} | at {now['commit']} | times |", "|---|---|---|---|"]
    for name, after in numbers(now).items():
        was = before.get(name)
        times = f"{after / was:.3g}" if was else ""
        lines.append(f"| {name} | {'–' if was is None else f'{was:g}'} | {after:g} | {times} |")
    return lines


def numbers(result: dict[str, Any]) -> dict[str, float]:
    """Every figure of a result by its name: medians, processor times, targets, and what more there is."""
    found: dict[str, float] = {}
    for side in (result["ours"], *result["peer"]):
        found[f"{side['name']}, {side['unit']}"] = side["median"]
        if side["cpu_us"]:
            found[f"{side['name']}, processor time for one, µs"] = side["cpu_us"]
    found |= {target["what"]: target["figure"] for target in result["targets"]}
    for name, more in result["more"].items():
        found |= {name: more["median"]} if "median" in more else {f"{name}: {key}": more[key] for key in more}
    return found


def lowered(sentence: str) -> str:
    """A sentence in the middle of another."""
    return sentence if sentence.startswith(("Python", "PostgreSQL")) else sentence[0].lower() + sentence[1:]


def _reason(result: dict[str, Any]) -> str:
    """Why a target was not met; on a busy machine that comes first."""
    if result["others"] > BUSY:
        return (
            f"of two causes not told apart: the machine was busy with other work ({result['others']:g} cores), "
            f"and this bounds it anyway: {lowered(result['bound'])}"
        )
    return lowered(result["bound"])


def _listed(facts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in facts.items())
