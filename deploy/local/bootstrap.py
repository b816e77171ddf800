"""Make the virtual environment from the lock, saying what it is doing. Needs nothing but Python >= 3.11.

Run by `make` with the machine's own Python, so it uses the standard library only and is quick when nothing changed.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
STAMP = VENV / "made-from"
SOURCES = ("requirements.lock", "pyproject.toml", "contracts/pyproject.toml")


def say(text: str) -> None:
    """One line to the person who waits."""
    print(text, flush=True)


def fail(text: str) -> NoReturn:
    """Say what to do and stop."""
    sys.exit(text)


def wanted() -> str:
    """What the environment is made from: the sums of its sources and the Python that made it."""
    digests = (hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in SOURCES)
    return "\n".join([sys.version.split()[0], str(ROOT), *digests]) + "\n"


def run(command: list[str | Path], log: IO[str]) -> None:
    """Run a program, its words into the log; show the end of the log when it fails."""
    if subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False).returncode != 0:
        fail_with(log, command)


def fail_with(log: IO[str], command: list[str | Path]) -> NoReturn:
    """Stop with the last lines of the log."""
    log.flush()
    tail = Path(log.name).read_text(errors="replace").splitlines()[-15:]
    fail(
        "\n".join(tail) + f"\n\nKhông thành công: {' '.join(map(str, command))}\n"
        "Kiểm tra kết nối mạng rồi chạy lại. / It failed; check the network and run it again."
    )


def install(log: IO[str]) -> None:
    """Install the locked packages, counting them as they come: each one checked against its hash.

    The lock names every package, so nothing is resolved: pip's resolver would look for `coverage[toml]` anew, find a
    release younger than the lock and refuse it for want of a hash.
    """
    packages = sum("==" in line for line in (ROOT / "requirements.lock").read_text().splitlines())
    pip: list[str | Path] = [
        VENV / "bin" / "python",
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "install",
    ]
    command = [*pip, "--require-hashes", "--no-deps", "--progress-bar", "off", "-r", "requirements.lock"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert child.stdout is not None
    seen = 0
    for line in child.stdout:
        log.write(line)
        if line.startswith("Collecting"):
            seen += 1
            show(f"  {seen}/{packages} {line.split()[1].partition('==')[0]}", last=False)
        elif line.startswith("Installing collected"):
            show(f"  {seen}/{packages} đang ghi vào .venv / unpacking", last=True)
    if child.wait() != 0:
        fail_with(log, command)
    run([*pip, "--no-deps", "--no-build-isolation", "-q", "-e", "contracts", "-e", "."], log)
    run([VENV / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "check"], log)


def show(text: str, last: bool) -> None:
    """Progress in one line on a terminal; elsewhere only the last word of it."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text[:78]}", end="\n" if last else "", flush=True)
    elif last:
        say(text)


def main() -> None:
    """Do nothing when the environment is up to date, else make it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever python3 the machine has
        fail(f"Cần Python 3.11 trở lên, đang dùng {sys.version.split()[0]}. / Python >= 3.11 is needed.")
    if STAMP.exists() and STAMP.read_text() == wanted():
        return
    began = time.monotonic()
    say("Chuẩn bị môi trường Python trong .venv (lần đầu khoảng một phút) / preparing .venv, about a minute")
    VENV.mkdir(exist_ok=True)
    with (VENV / "install.log").open("w") as log:
        run([sys.executable, "-m", "venv", VENV], log)
        install(log)
    STAMP.write_text(wanted())
    say(f"  xong sau {time.monotonic() - began:.0f} giây / done")


if __name__ == "__main__":
    main()
