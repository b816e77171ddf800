"""`thidua bench`: measures on this machine, beside peers; `make bench` writes the committed report."""

from __future__ import annotations

import json
from subprocess import CalledProcessError
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from deploy.local.places import StackError

if TYPE_CHECKING:
    from tests.bench.figures import Scale


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(bench)


def bench(
    name: Annotated[
        str | None,
        typer.Argument(
            help="append, accept, end-to-end, cost, burst, relay, rebuild, memory, contention, hot-ward or excel; all of them when none."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per benchmark.")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="Length of one run.")] = 5,
    runs: Annotated[int, typer.Option(min=1, help="Runs of each side.")] = 3,
    sampling: Annotated[float, typer.Option(min=0, max=1, help="Share of traces recorded.")] = 0.05,
    seed: Annotated[int, typer.Option(help="For the ids.")] = 20240101,
    against: Annotated[str, typer.Option(metavar="COMMIT", help="Measure this commit too, turn by turn.")] = "",
) -> None:
    """Measure, side by side with peers, on real servers of its own. Without a name the report is written anew."""
    report = _report()
    from tests.bench.figures import Scale

    chosen = [name] if name else list(report.BENCHMARKS)
    if unknown := set(chosen) - set(report.BENCHMARKS):
        raise StackError(f"There is no benchmark {unknown.pop()}; there are {', '.join(report.BENCHMARKS)}.")
    scale = Scale(seconds=seconds, runs=runs, sampling=sampling, seed=seed)
    told = [_measured(report, each, scale, against, as_json) for each in chosen]
    if name is None:
        report.write(told)


def _against(name: str, scale: Scale, commit: str) -> dict[str, Any]:
    from tests.bench import against

    try:
        return against.measure(name, scale, commit)
    except CalledProcessError as failed:  # it has said why itself
        raise StackError(f"It could not be measured against {commit}: {' '.join(failed.cmd)} failed.") from failed


def _measured(report: Any, name: str, scale: Scale, against: str, as_json: bool) -> dict[str, Any]:
    facts = _against(name, scale, against) if against else report.measure(name, scale).facts()
    if as_json:
        typer.echo(json.dumps(facts, ensure_ascii=False))
        return facts
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"{facts['benchmark']}: {facts['title']}", style="bold", markup=False)
    for side in (facts["ours"], *facts["peer"]):
        ratio = facts["ratio"].get(side["name"])
        times = f"  (ours is {ratio:g} ×)" if ratio is not None else ""
        console.print(
            f"  {side['name']}: {side['median']:g} {side['unit']} ± {side['spread']:.0%}{times}", markup=False
        )
    for target in facts["targets"]:
        verdict = "met" if target["met"] else "not met"
        console.print(f"  {target['what']}: {target['figure']:g} ({target['target']}): {verdict}", markup=False)
    console.print(f"  bound by: {facts['bound']}", markup=False)
    if then := facts.get("against"):
        console.print("\n".join(["", *report.beside(facts, then)]), markup=False)
    return facts


def _report() -> Any:
    """The benchmarks live in the checkout beside the tests, with their peers: an installed program does not have them."""
    try:
        from tests.bench import report
    except ModuleNotFoundError as missing:
        raise StackError(f"Benchmarks need a checkout with its development packages ({missing.name}).") from missing
    return report
