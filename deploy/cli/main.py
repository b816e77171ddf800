"""`thidua`: one program, composed of modules that each add their commands in `register`.

A new module is one more line in COMMANDS.
"""

import sys

import typer
from rich.console import Console

from deploy.cli import (
    appointing,
    backup,
    bench,
    demo_command,
    migrate_command,
    parked,
    projections,
    provision,
    relay,
    reliefs,
    stack_commands,
    trace,
    verify,
)
from deploy.local.places import StackError
from services.chassis import garbage

COMMANDS = (
    stack_commands,
    demo_command,
    verify,
    provision,
    migrate_command,
    appointing,
    projections,
    parked,
    relay,
    trace,
    reliefs,
    backup,
    bench,
)

app = typer.Typer(
    name="thidua",
    help="Thi Đua: chạy thử trên một máy, vận hành và kiểm tra. / Run it on one machine, operate it, check it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in COMMANDS:
    module.register(app)


def main() -> None:
    """Run a command; what the stack refuses is said in a sentence, not in a traceback."""
    garbage.collect_rarely()
    try:
        app()
    except StackError as refusal:
        Console(stderr=True).print(str(refusal), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
