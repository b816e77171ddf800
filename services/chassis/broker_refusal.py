"""Why a broker lets a client not in, or not do something: in words, where the client itself says only that it failed."""

from __future__ import annotations

import ssl
from typing import Final

from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    TopicAuthorizationFailedError,
    UnsupportedSaslMechanismError,
)

from services.chassis.broker import MECHANISM, Broker
from services.chassis.errors import Told

PATIENCE: Final = 5_000
"""Milliseconds for one look at one server."""


class BrokerRefuses(Told, KafkaConnectionError):  # type: ignore[misc]  # aiokafka ships no types
    """A broker that was reached lets this client not in, or not do what it asked; the text says why."""


async def explained(broker: Broker, error: BaseException) -> BaseException:
    """`BrokerRefuses` where the broker's rights, the login or a certificate explain the error; else the error as it is."""
    who = broker.username or broker.certificate or "nobody"
    for found in _causes(error):
        match found:
            case TopicAuthorizationFailedError() | GroupAuthorizationFailedError() | ClusterAuthorizationFailedError():
                what = ", ".join(str(each) for each in found.args) or type(found).__name__
                return BrokerRefuses(
                    f"{who} has no right to {what}: see deploy/kafka/acls.json, and run `thidua topics`"
                )
    if broker.protocol != "PLAINTEXT":
        for server in broker.servers.split(","):
            if reason := await _refusal(broker, server.strip()):
                return BrokerRefuses(f"{server}: {reason}")
    return error


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


async def _refusal(broker: Broker, server: str) -> str | None:
    """Asks one server by a connection of its own; None when it lets us in, or is away."""
    host, _, port = server.rpartition(":")
    connection: AIOKafkaConnection | None = None
    try:
        connection = AIOKafkaConnection(host, int(port), request_timeout_ms=PATIENCE, **broker.credentials())
        await connection.connect()
    except ssl.SSLCertVerificationError as error:
        return f"its certificate is not accepted: {error.verify_message}"
    except ssl.SSLError as error:
        return f"no TLS with it: {error.reason}"
    except UnsupportedSaslMechanismError:
        return f"it does not take {MECHANISM}"
    except SaslAuthenticationFailed:
        return f"the login {broker.username} is refused: wrong name or password"
    except FileNotFoundError as error:
        return f"{error.filename} is missing"
    except (TimeoutError, KafkaError, OSError):
        return None
    finally:
        if connection is not None:
            connection.close()
    return None
