"""Broker: what each client is told, and that every client is made from it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from services.chassis.broker import MECHANISM, Broker

ROOT = Path(__file__).parents[3]
CLIENTS = {"AIOKafkaConsumer", "AIOKafkaProducer", "AIOKafkaAdminClient", "AIOKafkaClient"}


def test_a_broker_that_asks_is_shown_the_login_and_its_certificate_is_checked() -> None:
    told = Broker("kafka:9092", "SASL_SSL", "awards", "mật khẩu").options()
    context = told.pop("ssl_context")
    assert context.check_hostname and context.verify_mode.name == "CERT_REQUIRED"
    assert told == {
        "bootstrap_servers": "kafka:9092",
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": MECHANISM,
        "sasl_plain_username": "awards",
        "sasl_plain_password": "mật khẩu",
    }
    assert Broker("kafka:9092").options() == {"bootstrap_servers": "kafka:9092"}


def test_what_a_protocol_needs_is_asked_for() -> None:
    for names, missing in (
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT"}, "KAFKA_SECURITY_PROTOCOL"),
        ({"KAFKA_SECURITY_PROTOCOL": "SASL_SSL", "KAFKA_SASL_USERNAME": "awards"}, "KAFKA_SASL_PASSWORD"),
        ({"KAFKA_SECURITY_PROTOCOL": "SSL", "KAFKA_SSL_CERTFILE": "a.pem"}, "KAFKA_SSL_KEYFILE"),
    ):
        with pytest.raises(ValueError, match=missing):
            Broker.named({"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", **names})


def test_an_environment_names_the_broker_that_wrote_it() -> None:
    broker = Broker("kafka:9092", "SASL_SSL", "awards", "b", Path("ca.pem"), Path("c.pem"), Path("k.pem"))
    assert Broker.named(broker.names()) == broker
    assert Broker.named({}) is None


def test_every_client_of_ours_is_made_from_a_broker() -> None:
    made = 0
    for path in [*ROOT.glob("services/**/*.py"), *ROOT.glob("deploy/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLIENTS:
                spread = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg is None]
                assert any(each.endswith("broker.options()") for each in spread), f"{path}:{node.lineno}"
                made += 1
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "KafkaBroker":
                assert "security" in {keyword.arg for keyword in node.keywords}, f"{path}:{node.lineno}"
                made += 1
    assert made >= 8
