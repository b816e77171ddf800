"""The HTTP edge on a real database: what is refused is a problem with a stable code, and changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.local.postgres import Postgres
from tests.support.edge_api import NOTE, Api, refused, serving


@pytest_asyncio.fixture(scope="module")
async def api(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    async with serving(postgres, "http_edge", tmp_path_factory.mktemp("issuer")) as running_api:
        yield running_api


async def test_the_same_request_again_is_the_same_answer_and_one_event(api: Api) -> None:
    key = str(uuid4())
    first = await api.write(key=key)
    head = await api.head()
    again = await api.client.post(
        "/submissions/notes",
        content=b'{ "text": "\\u0110\\u00e3 ki\\u1ec3m tra", "about": "' + NOTE["about"].encode() + b'" }',
        headers=api.headers("clerk-1", key, **{"Content-Type": "application/json"}),
    )
    assert (again.status_code, again.json()) == (201, first.json())
    assert await api.head() == head


async def test_a_key_with_another_body_is_refused(api: Api) -> None:
    key = str(uuid4())
    await api.write(key=key)
    head = await api.head()
    refused(await api.write(key=key, text="Nội dung khác"), 422, "idempotency-key.reused")
    assert await api.head() == head


async def test_a_key_with_another_address_is_refused_and_freshness_is_no_part_of_it(api: Api) -> None:
    """Some commands take their target from the query: the second must not be answered with what became of the first."""
    headers = api.headers("clerk-1", str(uuid4()))
    first = await api.client.post("/submissions/notes?ward=03386&kind=a", json=NOTE, headers=headers)
    after = first.json()["token"]
    again = await api.client.post(f"/submissions/notes?kind=a&after={after}&ward=03386", json=NOTE, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await api.client.post("/submissions/notes?ward=03387&kind=a", json=NOTE, headers=headers)
    refused(other, 422, "idempotency-key.reused")


async def test_a_key_used_without_a_body_is_not_answered_when_one_comes_with_it(api: Api) -> None:
    note = (await api.write()).json()["stream_id"].removeprefix("note-")
    headers = api.headers("clerk-1", str(uuid4()))
    struck = await api.client.post(f"/submissions/notes/{note}:strike", headers=headers)
    assert struck.status_code == 200, struck.text
    head = await api.head()
    again = await api.client.post(f"/submissions/notes/{note}:strike", json={"why": "khác"}, headers=headers)
    refused(again, 422, "body.unexpected")
    assert await api.head() == head


async def test_a_key_of_another_actor_is_another_key(api: Api) -> None:
    key = str(uuid4())
    mine, theirs = await api.write(key=key), await api.write("clerk-2", key=key)
    assert mine.json()["stream_id"] != theirs.json()["stream_id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "body.not-json"),
        (b"", 422, "body.missing"),
        (b"[]", 422, "body.invalid"),
        (b"null", 422, "body.invalid"),
        (b"\xff\xfe", 400, "body.not-json"),
        (b'{"about": "\xed\xa0\x80"}', 400, "body.not-json"),
        (b"[" * 100_000, 400, "body.not-json"),
        (b'{"n":' + b"9" * 10_000 + b"}", 400, "body.not-json"),
        (b'{"text": "x", "about": "%s", "unknown": 1}', 422, "body.invalid"),
        (b'{"text": 1, "about": "%s"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "not-an-id"}', 422, "body.invalid"),
        (b'{"text": "", "about": "%s"}', 422, "body.invalid"),
        (b'{"text": "a\\u0000b", "about": "%s"}', 422, "body.invalid"),
        (b'{"text": "a\x00b", "about": "%s"}', 400, "body.not-json"),
        (b'{"text": "\\ud800", "about": "%s"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "tags": {"a\\u0000": "b"}}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "tags": {"a": "\\udfff"}}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "day": "0001-01-01"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "day": "9999-12-31"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "day": "2024-02-30"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "day": 19000101}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "day": "1715644800"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "at": "2024-05-14T00:00:00"}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "at": 1e300}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "parts": [{"label": "x", "count": "1"}]}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "parts": [{"label": "x", "count": 1e40}]}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "parts": [{"label": "x", "count": NaN}]}', 422, "body.invalid"),
        (b'{"text": "x", "about": "%s", "parts": [{"label": "x", "more": 1}]}', 422, "body.invalid"),
    ],
)
async def test_a_bad_body_is_refused_and_changes_nothing(api: Api, body: bytes, status: int, code: str) -> None:
    head = await api.head()
    answer = await api.client.post(
        "/submissions/notes",
        content=body.replace(b"%s", NOTE["about"].encode()),
        headers=api.headers("clerk-1", **{"Content-Type": "application/json"}),
    )
    refused(answer, status, code)
    assert await api.head() == head


async def test_each_invalid_field_is_named_with_a_sentence(api: Api) -> None:
    document = refused(await api.write(text="", day="2024-02-30", extra=1), 422, "body.invalid")
    assert {(fault["place"], fault["code"]) for fault in document["errors"]} == {
        ("/body/text", "string_too_short"),
        ("/body/day", "date_parsing"),
        ("/body/extra", "extra_forbidden"),
    }
    assert all(fault["sentence"].endswith(".") for fault in document["errors"])


async def test_an_escaped_backslash_before_u0000_is_ordinary_text(api: Api) -> None:
    assert (await api.write(text="C:\\u0000")).status_code == 201


async def test_text_is_stored_in_nfc(api: Api) -> None:
    accepted = (await api.write(text="Thi đua")).json()
    listed = await api.client.get(
        "/submissions/notes", params={"after": accepted["token"], "limit": 200}, headers=api.headers("clerk-1")
    )
    texts = {item["note_id"]: item["text"] for item in listed.json()["items"]}
    assert texts[accepted["stream_id"].removeprefix("note-")] == "Thi đua"


async def test_ten_megabytes_are_refused_declared_or_streamed(api: Api) -> None:
    head = await api.head()
    headers = api.headers("clerk-1", **{"Content-Type": "application/json"})

    async def stream() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65536

    refused(
        await api.client.post("/submissions/notes", content=b" " * 10_485_760, headers=headers), 413, "body.too-large"
    )
    refused(await api.client.post("/submissions/notes", content=stream(), headers=headers), 413, "body.too-large")
    assert await api.head() == head


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1"]
)
async def test_another_media_type_is_refused(api: Api, media: str) -> None:
    answer = await api.client.post(
        "/submissions/notes", content=b"{}", headers=api.headers("clerk-1", **{"Content-Type": media})
    )
    refused(answer, 415, "media-type.unsupported")


async def test_addresses_that_are_not_there(api: Api) -> None:
    refused(await api.client.get("/submissions/nothing"), 404, "not-found")
    refused(await api.client.get("/submissions/notes/", headers=api.headers("clerk-1")), 404, "not-found")
    answer = await api.client.delete("/submissions/notes")
    refused(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("path", ["notes", "health", "alive", "openapi.json"])
async def test_head_is_get_without_a_body(api: Api, path: str) -> None:
    address, headers = f"/submissions/{path}", api.headers("clerk-1")
    got, head = await api.client.get(address, headers=headers), await api.client.head(address, headers=headers)
    assert (head.status_code, head.content) == (got.status_code, b"") and got.content
    told = ("content-type", "content-length", "cache-control", "content-security-policy")
    assert [head.headers.get(name) for name in told] == [got.headers.get(name) for name in told]


async def test_head_of_what_has_no_get(api: Api) -> None:
    assert (await api.client.head("/submissions/nothing")).status_code == 404
    assert (await api.client.head("/submissions/notes")).status_code == 401


@pytest.mark.parametrize(
    ("address", "allow"),
    [
        ("/submissions/notes", "GET, HEAD, OPTIONS, POST"),
        ("/submissions/notes/1:strike", "OPTIONS, POST"),
        ("/submissions/health", "GET, HEAD, OPTIONS"),
    ],
)
async def test_options_tells_what_an_address_takes(api: Api, address: str, allow: str) -> None:
    answer = await api.client.options(address)
    assert (answer.status_code, answer.headers["allow"], answer.content) == (204, allow, b"")
    assert "content-type" not in answer.headers
    refused(await api.client.options("/submissions/nothing"), 404, "not-found")


@pytest.mark.parametrize(
    "address", ["/submissions/notes?cursor=%00", "/submissions/notes?after=%ff", "/submissions/%00"]
)
async def test_an_address_with_unfit_text_is_refused(api: Api, address: str) -> None:
    refused(await api.client.get(address, headers=api.headers("clerk-1")), 422, "address.invalid")


@pytest.mark.parametrize(
    ("key", "code"),
    [
        (None, "idempotency-key.missing"),
        ("", "idempotency-key.missing"),
        ("short", "idempotency-key.invalid"),
        ("k" * 129, "idempotency-key.invalid"),
        ("has a space", "idempotency-key.invalid"),
        ("tab\tinside", "idempotency-key.invalid"),
    ],
)
async def test_a_write_needs_a_key(api: Api, key: str | None, code: str) -> None:
    headers = api.headers("clerk-1")
    del headers["Idempotency-Key"]
    if key is not None:
        headers["Idempotency-Key"] = key
    refused(await api.client.post("/submissions/notes", json=NOTE, headers=headers), 400, code)


async def test_a_key_given_twice_is_refused(api: Api) -> None:
    headers = [*api.headers("clerk-1").items(), ("Idempotency-Key", "another-key")]
    refused(await api.client.post("/submissions/notes", json=NOTE, headers=headers), 400, "idempotency-key.invalid")


async def test_who_does_not_say_who_they_are_is_refused(api: Api) -> None:
    answer = await api.client.get("/submissions/notes")
    refused(answer, 401, "token.missing")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    for authorization in ("Basic eDp5", "Bearer", "Bearer x.y.z", "Bearer " + "x" * 9000):
        answer = await api.client.get("/submissions/notes", headers={"Authorization": authorization})
        refused(answer, 401, "token.invalid")


async def test_an_expired_token_is_refused(api: Api) -> None:
    old = api.token("clerk-1", at=int(datetime.now(UTC).timestamp()) - 7200, lifetime=3600)
    answer = await api.client.get("/submissions/notes", headers={"Authorization": f"Bearer {old}"})
    refused(answer, 401, "token.expired")


async def test_a_refusal_of_the_domain_is_told_in_its_words(api: Api) -> None:
    note = (await api.write()).json()["stream_id"].removeprefix("note-")
    address = f"/submissions/notes/{note}:strike"
    assert (await api.client.post(address, headers=api.headers("clerk-1"))).status_code == 200
    document = refused(await api.client.post(address, headers=api.headers("clerk-1")), 409, "note.struck")
    assert document["detail"] == "Ghi chú này đã bị gạch, không sửa được nữa."


async def test_an_id_that_is_none_is_refused(api: Api) -> None:
    answer = await api.client.post("/submissions/notes/not-an-id:strike", headers=api.headers("clerk-1"))
    refused(answer, 422, "body.invalid")
