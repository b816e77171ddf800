"""Showing: progress bars of the play on a terminal, a line per step elsewhere; always on the error stream."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from deploy.demo.stage import Scene


class Screen:
    """Shows one play: a bar per scene, filled by acknowledged writes."""

    def __init__(self, console: Console, display: Progress) -> None:
        self._console, self._display = console, display
        self._bar: TaskID | None = None
        self._title = ""
        self._expected = self._done = 0

    def scene(self, scene: Scene) -> None:
        """A scene begins; the one before it is complete."""
        self.ended()
        self._title, self._expected, self._done = scene.title, 0, 0
        self._bar = self._display.add_task(scene.title, total=None, what="")

    def saying(self, what: str) -> None:
        """What happens now."""
        if self._bar is not None:
            self._display.update(self._bar, what=what)
        if not self._console.is_terminal:
            self._console.print(f"{self._title}: {what}", markup=False, highlight=False, soft_wrap=True)

    def expecting(self, writes: int) -> None:
        """So many more writes are coming."""
        self._expected += writes
        if self._bar is not None:
            self._display.update(self._bar, total=self._expected)

    def done(self) -> None:
        """A write was acknowledged; a step that has several shows as many."""
        self._done += 1
        self._expected = max(self._expected, self._done)
        if self._bar is not None:
            self._display.update(self._bar, completed=self._done, total=self._expected)

    def ended(self) -> None:
        """The scene is over."""
        if self._bar is not None:
            self._display.update(self._bar, completed=self._done, total=self._done, what="xong")
            self._bar = None


@contextmanager
def screen(console: Console) -> Iterator[Screen]:
    """A screen for one play."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<40}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[what]}", style="dim"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as display:
        shown = Screen(console, display)
        yield shown
        shown.ended()
