"""The grants of acls.json on a broker: what is missing is added; what is there for the same logins beside it is named, never removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import NoError, SecurityDisabled, for_code
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest

from services.chassis.broker import Broker

FILE: Final = Path(__file__).with_name("acls.json")
# the numbers of Kafka's protocol
ANY: Final = 1
ALLOW: Final = 3
RESOURCES: Final = {"topic": 2, "group": 3, "cluster": 4}
PATTERNS: Final = {"literal": 3, "prefixed": 4}
OPERATIONS: Final = {
    "All": 2,
    "Read": 3,
    "Write": 4,
    "Create": 5,
    "Delete": 6,
    "Alter": 7,
    "Describe": 8,
    "ClusterAction": 9,
    "DescribeConfigs": 10,
    "AlterConfigs": 11,
    "IdempotentWrite": 12,
}


class WrongRights(Exception):
    """The broker lets everybody do everything, or does not let us set its rights."""


class Grant(NamedTuple):
    """One operation on one resource, allowed to one principal from anywhere; numbers as in Kafka's protocol."""

    resource: int
    name: str
    pattern: int
    principal: str
    operation: int

    def __str__(self) -> str:
        what = {number: word for word, number in OPERATIONS.items()}.get(self.operation, str(self.operation))
        return f"{self.principal} may {what} {self.name}{'*' if self.pattern == PATTERNS['prefixed'] else ''}"


@dataclass(frozen=True, slots=True)
class Granted:
    """What was added, and what the broker grants to the logins of the file that the file does not."""

    added: tuple[Grant, ...]
    beside: tuple[Grant, ...]


def declared(file: Path = FILE) -> set[Grant]:
    """The grants of the file."""
    return set(_declared(json.loads(file.read_text())["principals"]))


def _declared(principals: list[dict[str, Any]]) -> Iterator[Grant]:
    for each in principals:
        for allow in each["allow"]:
            for operation in allow["operations"]:
                yield Grant(
                    RESOURCES[allow["resource"]],
                    allow["name"],
                    PATTERNS[allow.get("pattern", "literal")],
                    each["principal"],
                    OPERATIONS[operation],
                )


async def apply_grants(broker: Broker, wanted: set[Grant]) -> Granted:
    """Adds the grants that are missing; run it as a superuser of the broker. Raises WrongRights."""
    client = AIOKafkaClient(**broker.options())
    await client.bootstrap()
    try:
        there = await _there(client)
        added = tuple(sorted(wanted - there))
        for grant in added:
            answer = await client.send(
                client.get_random_node(),
                CreateAclsRequest(
                    grant.resource, grant.name, grant.pattern, grant.principal, "*", grant.operation, ALLOW
                ),
            )
            for code, message in answer.creation_responses:
                if (error := for_code(code)) is not NoError:
                    raise WrongRights(f"{grant}: {message or error.description}")
        names = {grant.principal for grant in wanted}
        return Granted(added, tuple(sorted(grant for grant in there - wanted if grant.principal in names)))
    finally:
        await client.close()


async def _there(client: AIOKafkaClient) -> set[Grant]:
    answer = await client.send(client.get_random_node(), DescribeAclsRequest(ANY, None, ANY, None, None, ANY, ANY))
    if (error := for_code(answer.error_code)) is not NoError:
        why = "it has no authorizer, so it asks nobody" if error is SecurityDisabled else answer.error_message
        raise WrongRights(f"the broker's rights cannot be read: {why}")
    return {
        Grant(resource, name, pattern, principal, operation)
        for resource, name, pattern, rights in answer.resources
        for principal, host, operation, permission in rights
        if permission == ALLOW and host == "*"
    }
