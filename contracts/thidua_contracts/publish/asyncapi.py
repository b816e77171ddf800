"""The AsyncAPI 3.0 document: four channels, their messages, and where schemas and examples lie."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from thidua_contracts.event import IntegrationEvent
from thidua_contracts.topics import TOPICS, Topic

JSON_SCHEMA: Final = "application/schema+json;version=draft-2020-12"
KAFKA_BINDING: Final = "0.5.0"
_PLAIN_KEY: Final = re.compile(r"[A-Za-z$][A-Za-z0-9_.$-]*")


def document(contracts: Mapping[str, type[IntegrationEvent]]) -> dict[str, Any]:
    """The whole document as plain data."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Thi Đua: integration events",
            "version": "1",
            "description": "CloudEvents 1.0 in Kafka's binary mode. See contracts/README.md.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.owner: _channel(topic, _owned(topic, contracts)) for topic in TOPICS},
        "operations": {f"{topic.owner}-publishes": _operation(topic) for topic in TOPICS},
        "components": {"messages": {name: _message(event) for name, event in contracts.items()}},
    }


def _owned(topic: Topic, contracts: Mapping[str, type[IntegrationEvent]]) -> list[str]:
    return [name for name in contracts if name.startswith(f"vn.thidua.{topic.owner}.")]


def _channel(topic: Topic, names: list[str]) -> dict[str, Any]:
    retention = {"retention.ms": topic.retention_ms, "retention.bytes": topic.retention_bytes}
    return {
        "address": topic.name,
        "description": f"Written by {topic.owner}, read by {', '.join(topic.readers) or 'no other service'}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": retention,
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def _operation(topic: Topic) -> dict[str, Any]:
    return {"action": "send", "channel": {"$ref": f"#/channels/{topic.owner}"}}


def _message(event: type[IntegrationEvent]) -> dict[str, Any]:
    return {
        "name": event.type,
        "summary": (event.__doc__ or "").strip(),
        "description": f"Examples: contracts/examples/{event.type}/",
        "headers": {"schemaFormat": JSON_SCHEMA, "schema": {"$ref": "../schemas/headers.json"}},
        "payload": {"schemaFormat": JSON_SCHEMA, "schema": {"$ref": f"../schemas/{event.type}.json"}},
        "correlationId": {"location": "$message.header#/correlation_id"},
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "ce_partitionkey: ward code, bloc code or `city`."},
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }


def yaml(node: Mapping[str, Any]) -> str:
    """Plain data as YAML: block mappings, everything else as the JSON it also is."""
    return "\n".join(_lines(node, "")) + "\n"


def _lines(node: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in node.items():
        key = name if _PLAIN_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        if isinstance(value, Mapping) and value:
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}"
