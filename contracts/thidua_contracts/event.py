"""What an integration event is: a frozen pydantic model with a published type name.

One file per event version, in the folder of its service, named after the type: `ReportSubmitted.v1` of submissions is
`submissions/report_submitted_v1.py`. The file is the whole change: the registry finds it, the generator does the rest.
The writer's side is closed (an unknown field is an error), the reader's side is open (`read` ignores it).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from thidua_contracts.codes import Code

SERVICES: Final = ("submissions", "awards", "blocs", "notifications")
TYPE_NAME: Final = re.compile(r"vn\.thidua\.(submissions|awards|blocs|notifications)\.([A-Z][A-Za-z]+)\.v([1-9][0-9]*)")


def _from_text(at: object) -> object:
    return datetime.fromisoformat(at) if isinstance(at, str) else at  # pydantic would take "1715677200" for seconds


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # the first or last day of the calendar, seen from another offset
        raise ValueError("not a time in UTC") from error


# The vocabulary of fields. Published examples are made of `examples`: an ordinary value, one with Vietnamese letters.
Id = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(examples=["0192f1c4-6d5e-7a10-8b3c-5f2e9d7a4c01", "tổ-dân-phố-số-8"]),
]
Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000),
    AfterValidator(lambda text: unicodedata.normalize("NFC", text)),
    Field(examples=["To dan pho so 8", "Tổ dân phố số 8, phường Quyết Thắng"]),
]
DocumentNumber = Annotated[Text, Field(examples=["12/TTr-UBND", "105/QĐ-UBND"])]
WardCode = Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["03386"])]
Word = Annotated[str, StringConstraints(min_length=1, max_length=100), Field(examples=["qt-2024-08"])]
ReasonCode = Annotated[Word, Field(examples=["report.not-under-review"])]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Field(examples=["5e" * 32])]
Year = Annotated[int, Field(ge=1900, le=9999, examples=[2024])]
Ordinal = Annotated[int, Field(ge=1, examples=[1])]
Count = Annotated[int, Field(ge=0, examples=[9])]
Dong = Annotated[int, Field(ge=0, examples=[540000], description="Integer đồng.")]
Day = Annotated[date, Field(examples=["2024-05-14"])]
Instant = Annotated[
    AwareDatetime, BeforeValidator(_from_text), AfterValidator(_in_utc), Field(examples=["2024-05-14T09:30:00Z"])
]
Score = Annotated[
    Decimal,
    WithJsonSchema(
        {"type": "string", "format": "decimal", "description": "Decimal number as text.", "examples": ["97.50"]}
    ),
]


class Part(BaseModel):
    """A piece of an event: the same rules, without a type of its own.

    Its validator is built when it is first used: no process reads or writes more than a few of all events.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class IntegrationEvent(Part):
    """Base of everything published. A concrete event sets `type`; a shared base of several events does not."""

    type: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if "type" in cls.__dict__ and not TYPE_NAME.fullmatch(cls.type):
            raise TypeError(f"{cls.__name__}: {cls.type!r} is not vn.thidua.<service>.<Name>.v<major>")

    @classmethod
    def read(cls, data: bytes) -> Self:
        """The reader's side: JSON to event, unknown fields ignored. Raises pydantic.ValidationError."""
        return cls.model_validate_json(data, extra="ignore")


def encode(event: IntegrationEvent) -> bytes:
    """The writer's side: UTF-8 JSON, fields in declared order, absent optional fields left out.

    The bytes are the same each time, also after an optional field is added to the contract. Raises
    ValueError if a code is UNKNOWN.
    """
    body = event.__pydantic_serializer__.to_json(event, exclude_none=True)
    if b'"unknown"' in body:  # as a code, or as somebody's word for something else: only then it is worth looking
        unknown = [name for name, value in _leaves(event) if isinstance(value, Code) and value == "unknown"]
        if unknown:
            raise ValueError(f"{event.type}: UNKNOWN is for readers, not for {', '.join(unknown)}")
    return body


def _leaves(part: Part) -> Iterator[tuple[str, object]]:
    for name, value in part:
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Part):
                yield from _leaves(item)
            else:
                yield name, item


@cache
def contracts() -> Mapping[str, type[IntegrationEvent]]:
    """Every published event version by type name, in the order of services and file names."""
    return MappingProxyType({event.type: event for service in SERVICES for event in _published_by(service)})


def _published_by(service: str) -> Iterator[type[IntegrationEvent]]:
    for path in sorted((Path(__file__).parent / service).glob("*_v[0-9]*.py")):
        module = import_module(f"thidua_contracts.{service}.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, IntegrationEvent) and value.__module__ == module.__name__:
                yield value
