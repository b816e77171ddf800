"""The identity issuer of the local stack: discovery, keys that rotate, and access tokens (RFC 9068, ES256).

It says who somebody is. What they may do is a mandate, kept by the services. Tokens are minted by `thidua token`
and the demo with the key on disk; the token endpoint serves services, each with its own secret, and browsers with a code
of `authorize.py`.
"""

import base64
import contextlib
import hashlib
import hmac
import json
import os
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ALGORITHM = "ES256"
AUDIENCE = "thidua"
LIFETIME = 12 * 3600  # seconds: a working day with a developer
PUBLISHED_KEYS = 2  # the signing key and the one before it, so that tokens outlive one rotation


def key_folder(home: Path) -> Path:
    """Where the issuer of a stack keeps its keys."""
    return home / "issuer"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its id, the RFC 7638 thumbprint of its public half."""

    key_id: str
    private: ec.EllipticCurvePrivateKey

    def public_jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key."""
        return {**public_members(self.private), "kid": self.key_id, "use": "sig", "alg": ALGORITHM}


def public_members(private: ec.EllipticCurvePrivateKey) -> dict[str, str]:
    """The required members of the public key's JWK."""
    numbers = private.public_key().public_numbers()
    x, y = (base64.urlsafe_b64encode(n.to_bytes(32, "big")).rstrip(b"=").decode() for n in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def thumbprint(private: ec.EllipticCurvePrivateKey) -> str:
    """RFC 7638: SHA-256 over the required members in alphabetical order, without spaces."""
    canonical = json.dumps(public_members(private), separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).rstrip(b"=").decode()


def rotate(folder: Path) -> SigningKey:
    """Make a new signing key; the one before it stays published, older ones are deleted and their tokens refused."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{time.time_ns()}.pem"
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    fresh.rename(path)
    for old in sorted(folder.glob("*.pem"))[:-PUBLISHED_KEYS]:
        old.unlink()
    return SigningKey(thumbprint(private), private)


def signing_keys(folder: Path) -> list[SigningKey]:
    """The published keys, the signing one last; the first call makes the first key."""
    if not any(folder.glob("*.pem")):
        rotate(folder)
    keys = []
    for path in sorted(folder.glob("*.pem")):
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{path}: not an elliptic curve key")
        keys.append(SigningKey(thumbprint(private), private))
    return keys


def mint(
    folder: Path,
    issuer: str,
    subject: str,
    *,
    audience: str = AUDIENCE,
    lifetime: int = LIFETIME,
    at: int | None = None,
) -> str:
    """An access token for a subject, valid from `at` (Unix seconds, default now) for `lifetime` seconds.

    Tokens live in real time: moving the stack's clock neither ends nor lengthens them.
    """
    key = signing_keys(folder)[-1]
    now = int(time.time()) if at is None else at
    claims = {
        "iss": issuer,
        "sub": subject,
        "aud": audience,
        "client_id": "thidua-local",
        "iat": now,
        "nbf": now,
        "exp": now + lifetime,
        "jti": str(uuid.uuid4()),
    }
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers={"kid": key.key_id, "typ": "at+jwt"})


def local_subject(role: str, ward: str, unit: str | None = None) -> str:
    """The subject of a local token: the same role, ward and unit always give the same person."""
    return ":".join(part for part in ("local", role, ward, unit) if part)


def client_secret(folder: Path, client: str) -> str:
    """The secret of one service at this issuer; every service has its own, all derived from one random file."""
    path = folder / "clients"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"clients.{os.getpid()}"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(32))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # the first one wins, whoever else makes it at the same time
        fresh.unlink()
    return hmac.new(path.read_bytes(), client.encode(), hashlib.sha256).hexdigest()


def session_key(folder: Path) -> str:
    """The secret under which the services of this stack seal browsers' sessions."""
    return client_secret(folder, "sessions of browsers")


def routes(folder: Path, issuer: str, exchange: Callable[[Request], Awaitable[Response]] | None = None) -> list[Route]:
    """Discovery, keys and tokens for services, under the path the gateway keeps; a rotation of keys shows at once.

    `exchange` answers for codes, where people can sign in.
    """
    signing_in = {
        "authorization_endpoint": f"{issuer}/authorize",
        "response_types_supported": ["code"],
        "grant_types_supported": ["client_credentials", "authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "end_session_endpoint": f"{issuer}/end",
    }

    async def discovery(request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": issuer,
                "jwks_uri": f"{issuer}/jwks",
                "token_endpoint": f"{issuer}/token",
                "response_types_supported": [],
                "grant_types_supported": ["client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                **(signing_in if exchange is not None else {}),
            }
        )

    async def key_set(request: Request) -> JSONResponse:
        return JSONResponse({"keys": [key.public_jwk() for key in signing_keys(folder)]})

    async def token(request: Request) -> Response:
        form = parse_qs((await request.body())[:8192].decode("ascii", "replace"))
        grant, client, secret = (form.get(name, [""])[0] for name in ("grant_type", "client_id", "client_secret"))
        if grant == "authorization_code" and exchange is not None:
            return await exchange(request)
        if grant != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        if not hmac.compare_digest(secret.encode(), client_secret(folder, client).encode()):
            return JSONResponse({"error": "invalid_client"}, 401)
        access_token = mint(folder, issuer, f"service:{client}")
        return JSONResponse({"access_token": access_token, "token_type": "Bearer", "expires_in": LIFETIME})

    return [
        Route("/issuer/token", token, methods=["POST"]),
        Route("/issuer/.well-known/openid-configuration", discovery),
        Route("/issuer/jwks", key_set),
    ]
