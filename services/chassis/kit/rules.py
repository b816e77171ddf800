"""Forms of criteria sheets: what a figure is compared with is asked where the rule compares it, in rows with `kind` and `per`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from services.chassis.kit.doing import Shape
from services.chassis.kit.options import Asking
from services.chassis.kit.parts import row_numbers


def compared_where_it_counts(rows: str) -> Callable[[Asking], Awaitable[Shape]]:
    """The shape of a form whose rows are criteria. A base that was chosen all the same is shown, to be taken out."""

    async def shape(asking: Asking) -> Shape:
        form, criteria = asking.form, [f"{rows}-{number}-" for number in row_numbers(asking.form, rows)]
        alone = (one for one in criteria if form.text(f"{one}kind") not in ("", "ratio-to-target"))
        return Shape(unasked=frozenset(f"{one}per" for one in alone if not form.text(f"{one}per")))

    return shape
