"""Bearer tokens: one way to be right, and one answer to everything else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from deploy.local import issuer as local_issuer
from services.chassis.errors import Unavailable
from services.chassis.http.refusals import Unauthenticated
from services.chassis.identity.issuer import FRESH_FOR, KEPT_FOR, PAUSE, IssuerKeys
from services.chassis.identity.tokens import LEEWAY, REMEMBERED_FOR, TokenVerifier, digest_of
from tests.support.eventually import eventually

ISSUER = "http://issuer.test/issuer"
NOW = 1_700_000_000
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
STRANGER = ec.generate_private_key(ec.SECP256R1())
WEAK = rsa.generate_private_key(65537, 1024)
P384 = ec.generate_private_key(ec.SECP384R1())

CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "person-1",
    "aud": "thidua",
    "iat": NOW - 60,
    "nbf": NOW - 60,
    "exp": NOW + 600,
}
HEADER: dict[str, Any] = {"typ": "at+jwt", "alg": "ES256", "kid": "ec-1"}


def jwk_of(private: Any, key_id: str, **more: Any) -> dict[str, Any]:
    algorithm = jwt.algorithms.RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**json.loads(algorithm.to_jwk(private.public_key())), "kid": key_id, **more}


class Issuer:
    """A real issuer app whose keys a test changes, and which counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = [
            jwk_of(EC, "ec-1", use="sig", alg="ES256"),
            jwk_of(RSA, "rsa-1", use="sig"),
            jwk_of(EC, "for-encryption", use="enc"),
            jwk_of(WEAK, "weak"),
            jwk_of(P384, "p384"),
            {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"},
            {"kty": "EC", "kid": "broken", "crv": "P-256", "x": "!", "y": "!"},
            "not a key",
        ]
        self.discovery: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
        self.asked = 0
        self.answer: Callable[[], Response] | None = None
        self.answers = asyncio.Event()
        self.answers.set()
        self.app = Starlette(
            routes=[
                Route("/issuer/.well-known/openid-configuration", self._discover),
                Route("/issuer/jwks", self._keys),
            ]
        )

    async def _discover(self, _: Request) -> Response:
        self.asked += 1
        await self.answers.wait()
        return self.answer() if self.answer else JSONResponse(self.discovery)

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": self.keys})


class Time:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def verifier(issuer: Issuer, time: Time) -> TokenVerifier:
    client = httpx.AsyncClient(transport=httpx.ASGITransport(issuer.app))
    return TokenVerifier(IssuerKeys(ISSUER, client, now=time), issuer=ISSUER, audience="thidua", now=time)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: Any, claims: Any, sign: Callable[[bytes], bytes]) -> str:
    content = f"{part(header)}.{part(claims)}"
    return f"{content}.{part(sign(content.encode()))}"


def with_ec(content: bytes, key: ec.EllipticCurvePrivateKey = EC) -> bytes:
    return jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).sign(content, key)


def with_rsa(content: bytes, key: rsa.RSAPrivateKey = RSA) -> bytes:
    return jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(content, key)


def token(header: dict[str, Any] | None = None, **claims: Any) -> str:
    """A good token with some parts changed; a claim of None is left out."""
    changed = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    return signed(HEADER | (header or {}), changed, with_ec)


RSA_PEM = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
GOOD = token()
HEAD, BODY, SIGNATURE = GOOD.split(".")

REFUSED: dict[str, str] = {
    "nothing": "",
    "no token": "abc",
    "two parts": f"{HEAD}.{BODY}",
    "four parts": f"{GOOD}.x",
    "five parts, encrypted": f"{GOOD}.x.y",
    "not base64": f"!!!.{BODY}.{SIGNATURE}",
    "not ASCII": GOOD + "ư",
    "huge": GOOD + "A" * 9000,
    "no algorithm": f"{part(HEADER | {'alg': 'none'})}.{BODY}.",
    "no algorithm, oddly spelt": f"{part(HEADER | {'alg': 'nOnE'})}.{BODY}.",
    "HS256 with the public key as the secret": signed(
        HEADER | {"alg": "HS256", "kid": "rsa-1"}, CLAIMS, lambda content: hmac.digest(RSA_PEM, content, "sha256")
    ),
    "HS256 with a listed shared key": signed(
        HEADER | {"alg": "HS256", "kid": "shared"}, CLAIMS, lambda content: hmac.digest(b"secret", content, "sha256")
    ),
    "an algorithm that is not listed": signed(HEADER | {"alg": "RS512", "kid": "rsa-1"}, CLAIMS, with_rsa),
    "an algorithm for another key": signed(HEADER | {"alg": "RS256", "kid": "ec-1"}, CLAIMS, with_rsa),
    "signed by a stranger": signed(HEADER, CLAIMS, lambda content: with_ec(content, STRANGER)),
    "a key in the header": signed(
        HEADER | {"jwk": jwk_of(STRANGER, "ec-1")}, CLAIMS, lambda content: with_ec(content, STRANGER)
    ),
    "a key in the header, though well signed": token({"jwk": jwk_of(EC, "ec-1")}),
    "an address of keys in the header": token({"jku": "http://evil.test/jwks"}),
    "a certificate in the header": token({"x5c": ["MIIB"]}),
    "something critical": token({"crit": ["b64"], "b64": False}),
    "compressed": token({"zip": "DEF"}),
    "an unknown key": token({"kid": "ec-9"}),
    "a key id that is no text": token({"kid": 1}),
    "a key for encryption": token({"kid": "for-encryption"}),
    "a weak key": signed(HEADER | {"alg": "RS256", "kid": "weak"}, CLAIMS, lambda content: with_rsa(content, WEAK)),
    "another curve": token({"kid": "p384"}),
    "an ID token": token({"typ": "JWT"}),
    "no type": signed({"alg": "ES256", "kid": "ec-1"}, CLAIMS, with_ec),
    "a repeated claim": signed(HEADER, json.dumps(CLAIMS)[:-1].encode() + b', "sub": "person-2"}', with_ec),
    "a repeated header": signed(json.dumps(HEADER)[:-1].encode() + b', "alg": "none"}', CLAIMS, with_ec),
    "claims that are no object": signed(HEADER, [1], with_ec),
    "claims that are no JSON": signed(HEADER, b"\xff", with_ec),
    "claims nested too deep": signed(HEADER, b"[" * 4000, with_ec),
    "another body": f"{HEAD}.{part(CLAIMS | {'sub': 'person-2'})}.{SIGNATURE}",
    "another issuer": token(iss="http://issuer.test/other"),
    "an issuer with a slash more": token(iss=ISSUER + "/"),
    "another audience": token(aud="other"),
    "audiences without ours": token(aud=["other", 1]),
    "no audience": token(aud=None),
    "no subject": token(sub=None),
    "an empty subject": token(sub=""),
    "a subject that is no text": token(sub=1),
    "a subject with a line break": token(sub="person\n1"),
    "a subject of the machinery": token(sub="system:submissions.scheduler"),
    "no expiry": token(exp=None),
    "an expiry that is text": token(exp="never"),
    "an expiry that is true": token(exp=True),
    "an expiry beyond all time": token(exp=2**60),
    "no time of issue": token(iat=None),
    "issued in the future": token(iat=NOW + LEEWAY + 1),
    "not yet valid": token(nbf=NOW + LEEWAY + 1),
    "a beginning that is text": token(nbf="now"),
    "wrong and expired": token(exp=NOW - 600, aud="other"),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_a_wrong_token_is_refused_without_saying_why(verifier: TokenVerifier, case: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(REFUSED[case])
    assert refused.value.code == "token.invalid"
    assert refused.value.args == ("token.invalid",)


@pytest.mark.parametrize(
    "good",
    [
        GOOD,
        signed(HEADER | {"alg": "RS256", "kid": "rsa-1"}, CLAIMS, with_rsa),
        token({"typ": "application/AT+JWT"}),
        token(aud=["other", "thidua"]),
        token(nbf=None),
        token(exp=NOW - LEEWAY + 1),
        token(sub="service:submissions"),
    ],
)
async def test_a_right_token_says_who(verifier: TokenVerifier, good: str) -> None:
    assert (await verifier.verify(good)).principal in ("person-1", "service:submissions")


async def test_an_expired_token_is_told_so(verifier: TokenVerifier) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(token(exp=NOW - LEEWAY))
    assert refused.value.code == "token.expired"


async def test_a_remembered_token_ends_with_its_time(verifier: TokenVerifier, time: Time) -> None:
    short = token(exp=NOW + 20)
    await verifier.verify(short)
    time.now += 20 + LEEWAY
    with pytest.raises(Unauthenticated) as refused:
        await verifier.verify(short)
    assert refused.value.code == "token.expired"


async def test_a_withdrawn_key_ends_within_a_minute_of_its_withdrawal_being_read(
    verifier: TokenVerifier, issuer: Issuer, time: Time
) -> None:
    long = token(exp=NOW + 100_000)
    await verifier.verify(long)
    issuer.keys = issuer.keys[1:]
    time.now += max(FRESH_FOR, REMEMBERED_FOR) + 1
    with pytest.raises(Unauthenticated):
        await verifier.verify(long)


async def test_a_withdrawn_key_is_accepted_for_less_than_two_minutes(
    verifier: TokenVerifier, issuer: Issuer, time: Time
) -> None:
    long = token(exp=NOW + 100_000)
    await verifier.verify(long)
    issuer.keys = issuer.keys[1:]
    time.now += 59
    await verifier.verify(token(exp=NOW + 99_999))  # with a key that is not a minute old
    time.now += 61
    with pytest.raises(Unauthenticated):
        await verifier.verify(token(exp=NOW + 99_999))


async def test_a_rotation_is_noticed_at_the_first_token(verifier: TokenVerifier, issuer: Issuer, time: Time) -> None:
    await verifier.verify(GOOD)
    issuer.keys.append(jwk_of(STRANGER, "ec-2"))
    time.now += PAUSE
    rotated = signed(HEADER | {"kid": "ec-2"}, CLAIMS, lambda content: with_ec(content, STRANGER))
    assert (await verifier.verify(rotated)).principal == "person-1"


async def test_invented_key_ids_do_not_reach_the_issuer(verifier: TokenVerifier, issuer: Issuer) -> None:
    await verifier.verify(GOOD)
    for number in range(50):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token({"kid": f"invented-{number}"}))
    assert issuer.asked == 1


async def test_known_keys_serve_while_the_issuer_is_away(verifier: TokenVerifier, issuer: Issuer, time: Time) -> None:
    await verifier.verify(GOOD)
    issuer.answer = lambda: Response(status_code=503)
    time.now += FRESH_FOR + 1
    assert (await verifier.verify(token(exp=NOW + 2 * FRESH_FOR))).principal == "person-1"


async def test_keys_that_could_not_be_read_for_hours_open_nothing(
    verifier: TokenVerifier, issuer: Issuer, time: Time
) -> None:
    await verifier.verify(GOOD)
    issuer.answer = lambda: Response(status_code=503)
    time.now += KEPT_FOR
    assert (await verifier.verify(token(exp=NOW + 2 * KEPT_FOR))).principal == "person-1"
    time.now += 1
    with pytest.raises(Unavailable):
        await verifier.verify(token(exp=NOW + 2 * KEPT_FOR + 1))


async def test_who_has_a_key_does_not_wait_for_a_reading_that_hangs(
    verifier: TokenVerifier, issuer: Issuer, time: Time
) -> None:
    await verifier.verify(GOOD)
    time.now += FRESH_FOR + 1
    issuer.answers.clear()
    first, second = (token(exp=NOW + 2 * FRESH_FOR + more) for more in (1, 2))
    waiting = asyncio.create_task(verifier.verify(first))
    await eventually(lambda: issuer.asked, 2)
    assert (await asyncio.wait_for(verifier.verify(second), 5)).principal == "person-1"
    issuer.answers.set()
    assert (await waiting).principal == "person-1"


async def test_who_waited_for_a_reading_that_hung_does_not_begin_another(
    verifier: TokenVerifier, issuer: Issuer, time: Time
) -> None:
    await verifier.verify(GOOD)
    time.now += PAUSE
    issuer.answers.clear()
    issuer.answer = lambda: Response(status_code=503)
    waiting = [asyncio.create_task(verifier.verify(token({"kid": f"invented-{number}"}))) for number in range(3)]
    await eventually(lambda: issuer.asked, 2)
    time.now += 3
    issuer.answers.set()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(each) for each in done} == {Unauthenticated}
    assert issuer.asked == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda: Response(status_code=500),
        lambda: Response(b"not json"),
        lambda: JSONResponse([1]),
        lambda: Response(b" " * 300_000),
        lambda: RedirectResponse("http://evil.test/"),
        lambda: JSONResponse({"issuer": "http://evil.test", "jwks_uri": f"{ISSUER}/jwks"}),
        lambda: JSONResponse({"issuer": ISSUER, "jwks_uri": "http://evil.test/jwks"}),
        lambda: JSONResponse({"issuer": ISSUER, "jwks_uri": 1}),
        lambda: JSONResponse({"issuer": ISSUER}),
    ],
)
async def test_an_issuer_that_is_not_itself_is_not_believed(
    verifier: TokenVerifier, issuer: Issuer, answer: Callable[[], Response]
) -> None:
    issuer.answer = answer
    with pytest.raises(Unavailable):
        await verifier.verify(GOOD)


async def test_the_local_issuers_tokens_are_right(tmp_path: Path) -> None:
    app = Starlette(routes=local_issuer.routes(tmp_path, ISSUER))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app))
    verifier = TokenVerifier(IssuerKeys(ISSUER, client), issuer=ISSUER, audience="thidua")
    minted = local_issuer.mint(tmp_path, ISSUER, "local:clerk:03386")
    assert (await verifier.verify(minted)).principal == "local:clerk:03386"


def test_the_cases_are_not_one_and_the_same() -> None:
    assert len({hashlib.sha256(text.encode()).digest() for text in REFUSED.values()}) == len(REFUSED) > 25


class Known(set[bytes]):
    """The tokens that their holders have ended."""

    async def has(self, digest: bytes) -> bool:
        return digest in self


async def test_a_token_that_was_ended_is_good_no_more_even_if_it_was_just_found_good(
    issuer: Issuer, time: Time
) -> None:
    client, ended = httpx.AsyncClient(transport=httpx.ASGITransport(issuer.app)), Known()
    keys = IssuerKeys(ISSUER, client, now=time)
    verifier = TokenVerifier(keys, issuer=ISSUER, audience="thidua", ended=ended, now=time)
    assert (await verifier.verify(GOOD)).principal == "person-1"
    ended.add(digest_of(GOOD))
    with pytest.raises(Unauthenticated):
        await verifier.verify(GOOD)
    assert (await verifier.verify(token(sub="person-2"))).principal == "person-2"
