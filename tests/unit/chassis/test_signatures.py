"""Signatures: a record counts when the owner of the fact signed it, every byte of it that means something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from services.chassis.process import signer_for
from services.chassis.readers.record import Raw, Record
from services.chassis.readers.remote import record_of
from services.chassis.settings import Settings
from services.chassis.signatures import KEY_ID, SIGNATURE, Signer, Trust, UnfitKey, new_key, signed_bytes
from tests.support.records import told

SOURCE = "thidua.submissions/3"
SECRET, PUBLIC = new_key("submissions/1")
OTHER, OTHERS = new_key("awards/1")
KEYS = {"submissions/1": PUBLIC, "awards/1": OTHERS}
REQUIRED = Trust.of(KEYS, required=True, unsigned_before={})
ACCEPTED = Trust.of(KEYS, required=False, unsigned_before={})


def sent(secret: str | None = SECRET) -> Raw:
    """A record of submissions as it lies on Kafka."""
    raw = told(UUID(int=1), 1, SOURCE, 7).raw
    assert raw is not None
    if secret is None:
        return raw
    headers = tuple((name, value or b"") for name, value in raw.headers)
    return Raw((*headers, *Signer.of(secret).headers(headers, raw.key, raw.body)), raw.key, raw.body)


def read(raw: Raw, trust: Trust = REQUIRED, offset: int = 7) -> Record:
    return record_of(SOURCE, offset, raw.headers, raw.key, raw.body, trust=trust)


def test_what_its_owner_signed_is_read() -> None:
    for trust in (REQUIRED, ACCEPTED, Trust()):
        record = read(sent(), trust)
        assert (record.stream_id, record.forged, record.unreadable) == (f"note-{UUID(int=1)}", False, None)


def test_each_byte_that_means_something_is_signed() -> None:
    raw = sent()
    changed = [Raw(raw.headers, raw.key, (raw.body or b"") + b" ")]
    for place, (name, value) in enumerate(raw.headers):
        if name in ("ce_subject", "ce_correlationid", "ce_causationid", "ce_dataschema", SIGNATURE):
            others = (*raw.headers[:place], (name, b"x" + (value or b"")), *raw.headers[place + 1 :])
            changed.append(Raw(others, raw.key, raw.body))
    assert len(changed) == 6
    for each in changed:
        record = read(each, ACCEPTED)
        assert record.forged and record.unreadable == "not what submissions has signed"
        assert (record.stream_id, record.event_id, record.event_class) == (f"?{SOURCE}/7", None, None)
    harmless = Raw((*raw.headers, ("b3", b"0")), raw.key, raw.body)
    assert not read(harmless).forged


def test_the_parts_of_what_is_signed_do_not_run_into_each_other() -> None:
    assert signed_bytes([("ce_a", b"bc")], b"", b"") != signed_bytes([("ce_ab", b"c")], b"", b"")
    assert signed_bytes([], b"ab", b"c") != signed_bytes([], b"a", b"bc")


def test_a_stranger_and_another_service_are_not_believed() -> None:
    stranger, _ = new_key("submissions/1")
    unknown, _ = new_key("submissions/2")
    for secret, fault in (
        (stranger, "not what submissions has signed"),
        (unknown, "signed with a key that is not trusted"),
        (OTHER, "signed by awards, whose fact it is not"),
    ):
        for trust in (REQUIRED, ACCEPTED):
            assert read(sent(secret), trust).unreadable == fault


def test_half_a_signature_is_none() -> None:
    raw = sent()
    for left_out in (KEY_ID, SIGNATURE):
        rest = tuple(header for header in raw.headers if header[0] != left_out)
        assert read(Raw(rest, raw.key, raw.body), ACCEPTED).forged


def test_unsigned_is_accepted_until_it_is_required_and_before_the_stated_offset() -> None:
    assert not read(sent(None), ACCEPTED).forged
    assert read(sent(None)).unreadable == "nobody has signed it"
    older = Trust.of(KEYS, required=True, unsigned_before={SOURCE: 7})
    assert not read(sent(None), older, offset=6).forged
    assert read(sent(None), older, offset=7).forged


@pytest.mark.parametrize(
    "secret",
    ["", "submissions/1", "submissions:AAAA", f"submissions/1:{PUBLIC}x", "a b/1:" + PUBLIC],
    ids=["nothing", "no key", "no number", "a letter too many", "a space"],
)
def test_an_unfit_key_is_refused_and_not_quoted(secret: str) -> None:
    with pytest.raises(UnfitKey) as unfit:
        Signer.of(secret)
    assert PUBLIC not in str(unfit.value)


def test_trust_that_would_believe_nobody_is_refused() -> None:
    with pytest.raises(UnfitKey):
        Trust.of({}, required=True, unsigned_before={})
    with pytest.raises(UnfitKey):
        Trust.of({"submissions/1": "AAAA"}, required=False, unsigned_before={})
    assert SECRET.partition(":")[2] not in repr(Signer.of(SECRET))


def test_a_relay_does_not_start_with_another_services_key() -> None:
    given: dict[str, Any] = {"DATABASE_URL": "postgresql://submissions@127.0.0.1/submissions", "signing_key": SECRET}
    settings = Settings(**given)
    signer = signer_for(settings, "submissions")
    assert signer is not None and signer.key_id == "submissions/1"
    with pytest.raises(SystemExit, match="the relay of awards"):
        signer_for(settings, "awards")
