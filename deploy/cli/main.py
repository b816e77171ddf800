"""`thidua`: one program, composed of modules that each add their commands in `register`.

A module is imported when one of its commands is called, or when help names them all: `thidua env` needs no service.
"""

import sys
from importlib import import_module
from typing import Any, Final

import typer
from rich.console import Console
from typer.core import TyperGroup
from typer.main import get_group

from deploy.local.places import StackError
from services.chassis import garbage

COMMANDS: Final = {
    "up": "stack_commands",
    "down": "stack_commands",
    "env": "stack_commands",
    "token": "stack_commands",
    "clock": "stack_commands",
    "demo": "demo_command",
    "verify": "verify",
    "provision": "provision",
    "topics": "provision",
    "signing-key": "provision",
    "certificates": "provision",
    "migrate": "migrate_command",
    "appoint": "appointing",
    "projections": "projections",
    "parked": "parked",
    "relay": "relay",
    "trace": "trace",
    "reliefs": "reliefs",
    "forget-drafts": "forgetting",
    "backup": "backup",
    "restore": "backup",
    "recover": "backup",
    "bench": "bench",
    "faces": "faces",
}
"""The module of each command."""


class Commands(TyperGroup):
    """Finds a command in its module; typer keeps the types of contexts and commands to itself."""

    def list_commands(self, ctx: Any) -> list[str]:
        """All of them, in the order of help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; None for one that there is not."""
        if cmd_name not in COMMANDS:
            return None
        module = typer.Typer()
        import_module(f"deploy.cli.{COMMANDS[cmd_name]}").register(module)
        return get_group(module).commands[cmd_name]


app = typer.Typer(
    name="thidua",
    cls=Commands,
    help="Thi Đua: chạy thử trên một máy, vận hành và kiểm tra. / Run it on one machine, operate it, check it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def thidua() -> None:
    """Nothing comes before a command."""


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
