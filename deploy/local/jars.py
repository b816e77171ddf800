"""The jars of Apache Kafka: exactly those of `jars.lock`, each checked against its SHA-256, fetched through jgo.

jgo returns a half-downloaded jar as good and only warns of a wrong checksum. So each jar goes into a staging folder of
its own, is compared with the lock and only then moved to the cache. Whole jars survive an interrupted run.

`python -m deploy.local.jars` resolves the dependencies anew and writes the lock (needed only for a new Kafka version).
"""

import hashlib
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import requests
from jgo.maven import Dependency, MavenContext

from deploy.local.places import StackError, held, user_cache

LOCK = Path(__file__).with_name("jars.lock")
# conservative on purpose: the metadata of a newer Kafka cannot generally be read by an older one again.
# log4j-slf4j-impl (not slf4j2) at the version of Kafka's log4j-core: without it there are no logs.
ROOTS = ("org.apache.kafka:kafka_2.13:4.3.1", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4")
AT_ONCE = 8
TRIES = 3
SILENCE = 6  # seconds without a byte before a try counts as failed


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock."""

    sha256: str
    group: str
    artifact: str
    version: str

    @property
    def coordinate(self) -> str:
        """The Maven coordinate, `group:artifact:version`."""
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def file_name(self) -> str:
        """The name in the cache and on the class path."""
        return f"{self.artifact}-{self.version}.jar"


def locked() -> list[Jar]:
    """The jars of the committed lock, in class path order."""
    lines = [line for line in LOCK.read_text().splitlines() if line and not line.startswith("#")]
    return [Jar(digest, *coordinate.split(":")) for digest, coordinate in (line.split() for line in lines)]


def jars_folder() -> Path:
    """The cache folder of exactly this lock; another version's jars live beside it."""
    return user_cache() / "kafka" / digest_of(LOCK)[:12]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_whole(path: Path, jar: Jar) -> bool:
    """True when the file is there and is what the lock says."""
    return path.exists() and digest_of(path) == jar.sha256


def ensure_jars(report: Callable[[int, int], None] = lambda done, of: None) -> list[Path]:
    """The class path of Kafka, downloading what is missing or damaged; `report` gets (whole, all).

    Raises StackError with what is missing when the network does not give it.
    """
    folder, jars = jars_folder(), locked()
    with held(folder.with_suffix(".lock")):
        folder.mkdir(parents=True, exist_ok=True)
        names = {jar.file_name for jar in jars}
        for stranger in folder.glob("*.jar"):
            if stranger.name not in names:
                stranger.unlink()
        missing = [jar for jar in jars if not is_whole(folder / jar.file_name, jar)]
        report(len(jars) - len(missing), len(jars))
        if missing:
            fetch_all(missing, folder, lambda done: report(len(jars) - len(missing) + done, len(jars)))
    return [folder / jar.file_name for jar in jars]


def fetch_all(missing: list[Jar], folder: Path, report: Callable[[int], None]) -> None:
    """Fetch several jars at once; the first that fails for good stops the others, whole ones are kept."""
    give_up, failures, count = threading.Event(), dict[str, str](), threading.Lock()
    done = 0

    def fetch_one(jar: Jar) -> None:
        nonlocal done
        for attempt in range(1, TRIES + 1):
            if give_up.is_set():
                failures.setdefault(jar.coordinate, "not tried / chưa thử")
                return
            problem = fetch(jar, folder)
            if problem is None:
                with count:
                    done += 1
                    report(done)
                return
            if attempt == TRIES:
                failures[jar.coordinate] = problem
                give_up.set()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for jar in missing:
            pool.submit(fetch_one, jar)
    if done < len(missing):
        listing = "\n".join(f"  {coordinate}: {problem}" for coordinate, problem in sorted(failures.items())[:8])
        raise StackError(
            f"Chưa tải được {len(missing) - done} trong {len(missing)} tệp jar của Apache Kafka. "
            "Kiểm tra kết nối mạng (hoặc máy chủ ủy quyền) rồi chạy lại; phần đã tải được giữ nguyên.\n"
            f"{len(missing) - done} of {len(missing)} jars of Apache Kafka are missing. Check the network (or the "
            f"proxy) and run it again; what was fetched is kept.\n{listing}"
        )


def fetch(jar: Jar, folder: Path, repositories: dict[str, str] | None = None) -> str | None:
    """Download one jar; None when it is in place and whole, else what went wrong.

    `repositories` maps a name to an address and replaces jgo's default.
    """
    with tempfile.TemporaryDirectory(prefix="staging-", dir=folder) as staging:
        context = MavenContext(repo_cache=Path(staging), remote_repos=repositories, timeout=SILENCE)
        try:
            path = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
        except (requests.RequestException, RuntimeError, OSError) as error:
            return f"{type(error).__name__}: {str(error)[:160]}"
        if not is_whole(path, jar):
            return f"SHA-256 {digest_of(path)[:16]}… differs from the lock / không khớp tệp khóa"
        shutil.move(path, folder / jar.file_name)
    return None


def resolve() -> list[Jar]:
    """Resolve the roots' dependencies and hash what they bring: the content of a new lock."""
    with tempfile.TemporaryDirectory() as staging:
        context = MavenContext(repo_cache=Path(staging))
        # raw: jgo would otherwise read each root as a list of wanted versions, and swap kafka-clients for an old one
        roots = [
            Dependency(context.project(group, artifact).at_version(version).artifact(), raw=True)
            for group, artifact, version in (root.split(":") for root in ROOTS)
        ]
        found, transitive = context.resolver.resolve(roots)
        needed = [one for one in [*found, *transitive] if one.scope not in ("test", "provided")]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            digests = list(pool.map(lambda one: digest_of(one.artifact.resolve()), needed))
    return [Jar(digest, one.groupId, one.artifactId, one.version) for digest, one in zip(digests, needed, strict=True)]


def main() -> None:
    """Write the lock."""
    jars = sorted(resolve(), key=lambda jar: jar.coordinate)
    head = f"# {' '.join(ROOTS)} and what they need; written by `python -m deploy.local.jars`\n"
    LOCK.write_text(head + "".join(f"{jar.sha256}  {jar.coordinate}\n" for jar in jars))
    sys.stdout.write(f"{len(jars)} jars\n")


if __name__ == "__main__":
    main()
