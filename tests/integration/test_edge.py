"""The issuer and the mail sink: tokens verify with the published keys, mails are kept as they came."""

import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import jwt
import pytest

from deploy.local import issuer, processes
from deploy.local.addresses import addresses_of
from deploy.local.stack import start_edge
from tests.support import stack


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with stack.session_home() as folder:
        start_edge(addresses_of(folder, {}), lambda part, what: None)
        yield folder


def verify(home: Path, token: str) -> dict[str, object]:
    """What a resource server does: discovery, keys, signature, issuer, audience, type, times."""
    where = addresses_of(home, {})
    base = f"http://127.0.0.1:{where.edge_port}"
    discovery = httpx.get(f"{base}/issuer/.well-known/openid-configuration").json()
    assert discovery["issuer"] == where.issuer
    keys = jwt.PyJWKSet.from_dict(httpx.get(f"{base}/issuer/jwks").json())
    header = jwt.get_unverified_header(token)
    assert header["typ"] == "at+jwt"
    key = keys[header["kid"]]
    claims: dict[str, object] = jwt.decode(token, key, ["ES256"], audience="thidua", issuer=discovery["issuer"])
    return claims


def test_a_local_token_says_who_and_nothing_more(home: Path) -> None:
    where = addresses_of(home, {})
    subject = issuer.local_subject("ward-clerk", "03386", "uid-1")
    assert subject == "local:ward-clerk:03386:uid-1"
    claims = verify(home, issuer.mint(issuer.key_folder(home), where.issuer, subject))
    assert claims["sub"] == subject
    assert set(claims) == {"iss", "sub", "aud", "client_id", "iat", "nbf", "exp", "jti"}


def test_a_service_gets_its_own_token_for_its_own_secret_only(home: Path) -> None:
    where = addresses_of(home, {})
    address = f"http://127.0.0.1:{where.edge_port}/issuer/token"
    secret = issuer.client_secret(issuer.key_folder(home), "submissions")
    form = {"grant_type": "client_credentials", "client_id": "submissions", "client_secret": secret}
    given = httpx.post(address, data=form)
    assert verify(home, given.json()["access_token"])["sub"] == "service:submissions"
    assert httpx.post(address, data=form | {"client_id": "awards"}).status_code == 401
    assert httpx.post(address, data=form | {"grant_type": "password"}).status_code == 400


def test_a_token_outlives_one_rotation_of_the_key_and_not_two(home: Path) -> None:
    where = addresses_of(home, {})
    folder = issuer.key_folder(home)
    before = issuer.mint(folder, where.issuer, "someone")
    issuer.rotate(folder)
    after = issuer.mint(folder, where.issuer, "someone")
    assert jwt.get_unverified_header(before)["kid"] != jwt.get_unverified_header(after)["kid"]
    verify(home, before)
    verify(home, after)
    issuer.rotate(folder)
    verify(home, after)
    with pytest.raises(KeyError):
        verify(home, before)


def test_an_expired_token_is_recognised(home: Path) -> None:
    where = addresses_of(home, {})
    old = issuer.mint(issuer.key_folder(home), where.issuer, "someone", lifetime=60, at=int(time.time()) - 120)
    with pytest.raises(jwt.ExpiredSignatureError):
        verify(home, old)


def test_the_private_key_is_readable_by_its_owner_only(home: Path) -> None:
    assert [path.stat().st_mode & 0o077 for path in issuer.key_folder(home).glob("*.pem")] == [0, 0]


async def test_a_mail_is_kept_and_listed_with_its_vietnamese_subject(home: Path) -> None:
    where = addresses_of(home, {})
    mail = EmailMessage()
    mail["From"], mail["To"] = "thidua@laichau.example", "vanphong@quyetthang.example"
    mail["Subject"], mail["Message-ID"] = "Nhắc nộp báo cáo quý", "<a1@thidua.example>"
    mail.set_content("Kính gửi đơn vị, báo cáo phải nộp trước ngày 15/5.\n")
    await aiosmtplib.send(mail, hostname="127.0.0.1", port=where.smtp_port)

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{where.edge_port}") as client:
        kept = (await client.get("/mails")).json()
        assert [(m["subject"], m["message_id"], m["to"]) for m in kept] == [
            ("Nhắc nộp báo cáo quý", "<a1@thidua.example>", "vanphong@quyetthang.example")
        ]
        assert b"a1@thidua.example" in (await client.get(f"/mails/{kept[0]['id']}")).content
        assert (await client.get("/mails/..%2Fissuer")).status_code == 404


def test_the_process_ends_politely(home: Path) -> None:
    running = processes.recorded(home, "edge")
    assert running is not None
    assert processes.stop(home, running, seconds=10)
