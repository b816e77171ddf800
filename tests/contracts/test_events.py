"""What every published event has in common."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from thidua_contracts import codes
from thidua_contracts.blocs.bloc_head_appointed_v1 import BlocHeadAppointed
from thidua_contracts.codes import Code, ReportPeriod, Title, UnitKind
from thidua_contracts.event import IntegrationEvent, contracts, encode
from thidua_contracts.publish.schemas import writer_schema
from thidua_contracts.submissions.report_locked_v1 import ReportLocked
from thidua_contracts.submissions.unit_registered_v1 import UnitRegistered
from thidua_contracts.topics import TOPICS

EVENTS = [pytest.param(event, id=name) for name, event in contracts().items()]
CODES = [
    code for code in vars(codes).values() if isinstance(code, type) and issubclass(code, Code) and code is not Code
]
LOCKED = ReportLocked(
    report_id="r",
    unit_id="u",
    obligation_id="o",
    year=2024,
    period=ReportPeriod.YEAR,
    locks_at=datetime(2024, 11, 10, tzinfo=UTC),
    missing=True,
)


def test_the_three_events_everybody_counts_on_are_published() -> None:
    assert {
        "vn.thidua.submissions.ReportSubmitted.v1",
        "vn.thidua.awards.NominationProposed.v1",
        "vn.thidua.awards.AwardDecided.v1",
    } <= set(contracts())


@pytest.mark.parametrize("event", EVENTS)
def test_the_file_is_named_after_the_type(event: type[IntegrationEvent]) -> None:
    _, _, service, name, major = event.type.split(".")

    assert event.__module__ == f"thidua_contracts.{service}.{_snake(name)}_{major}"
    assert event.__name__ == (name if major == "v1" else f"{name}{major.upper()}")


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_says_what_it_means_with_its_vietnamese_word(event: type[IntegrationEvent]) -> None:
    assert event.__doc__ and event.__doc__ != IntegrationEvent.__doc__
    assert re.search(r"\.$", event.__doc__.strip())


@pytest.mark.parametrize("event", EVENTS)
def test_no_field_is_personal_and_money_is_whole(event: type[IntegrationEvent]) -> None:
    about_people = {"full_name", "person_name", "email", "phone", "address", "identity_number", "birth_date", "reason"}
    fields = dict(_fields(writer_schema(event)))

    assert not about_people & set(fields)
    assert all(field["type"] == "integer" for name, field in fields.items() if name.endswith("_dong"))
    assert not any(field.get("type") == "number" for field in fields.values())


def test_a_type_name_that_is_not_ours_is_refused() -> None:
    with pytest.raises(TypeError, match="ReportLocked"):

        class Misnamed(IntegrationEvent):
            type: ClassVar[str] = "submissions.ReportLocked"


def test_an_event_cannot_be_changed_or_given_what_it_does_not_have() -> None:
    with pytest.raises(ValidationError):
        LOCKED.missing = False  # type: ignore[misc]
    with pytest.raises(ValidationError):
        BlocHeadAppointed(bloc_id="b", ward_code="03386", year=2024, note="x")  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        BlocHeadAppointed(bloc_id="b", ward_code="03386", year="2024")  # type: ignore[arg-type]


def test_the_bytes_are_declared_order_utc_and_letters_as_they_are() -> None:
    assert encode(LOCKED) == (
        b'{"report_id":"r","unit_id":"u","obligation_id":"o","year":2024,"period":"year",'
        b'"locks_at":"2024-11-10T00:00:00Z","missing":true}'
    )
    decomposed = "Tổ"
    unit = UnitRegistered(unit_id="u", code="t", name=decomposed, kind=UnitKind.OFFICE, valid_from=date(2024, 1, 1))
    assert '"name":"Tổ"'.encode() in encode(unit)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValidationError):
        ReportLocked(**dict(LOCKED) | {"locks_at": datetime(2024, 11, 10)})  # noqa: DTZ001


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_word_is_unknown_and_never_written(code: type[Code]) -> None:
    assert code("a-word-of-next-year") == code("unknown")
    with pytest.raises(ValueError, match="5"):
        code(5)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", CODES)
def test_every_word_has_a_name_of_its_own_and_only_the_unknown_is_unclear(code: type[Code]) -> None:
    assert len({word.label for word in code}) == len(code)
    assert [word.value for word in code if "chưa rõ" in word.spoken] == ["unknown"]
    assert all(word.label[0].isupper() for word in code)


def test_a_reader_goes_on_with_an_unknown_word_that_a_writer_cannot_publish() -> None:
    newer = json.loads(encode(LOCKED)) | {"period": "quarter"}
    event = ReportLocked.read(json.dumps(newer).encode())

    assert event.period is ReportPeriod.UNKNOWN
    with pytest.raises(ValueError, match="period"):
        encode(event)


def test_titles_and_roles_are_words_not_names() -> None:
    assert {"LDTT", "CSTDCS", "TTLDTT"} <= set(Title)
    assert all(word.isascii() for code in CODES for word in code)


def test_each_service_has_one_topic_with_twelve_partitions_kept_for_ever() -> None:
    assert [topic.name for topic in TOPICS] == [
        "thidua.submissions",
        "thidua.awards",
        "thidua.blocs",
        "thidua.notifications",
    ]
    for topic in TOPICS:
        assert (topic.partitions, topic.retention_ms, topic.retention_bytes) == (12, -1, -1)
        assert topic.owner not in topic.readers


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _fields(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {}).items()
