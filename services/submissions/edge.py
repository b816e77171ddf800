"""What the routes of every capability share: who may read, known words, bounded texts."""

from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from thidua_contracts.codes import UNIT_ROLES, WATCHING_ROLES, Code, ReportPeriod, Role, UnitKind, WardKind

OFFICE: Final = frozenset({"clerk", "chairman", "council-secretary", "city-officer"})
"""Roles that read the registers of a whole ward."""
READERS: Final = OFFICE | UNIT_ROLES
"""Roles that read people; a unit head reads the people of the own unit."""
WATCHERS: Final = READERS | WATCHING_ROLES
"""Roles that read plans and movements."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


def _known(word: Code) -> Code:
    if word == "unknown":  # a word of tomorrow is for readers; nothing is ever written under it
        raise PydanticCustomError("enum", "not a known word")
    return word


def _words(words: type[Code]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": [word.value for word in words if word != "unknown"]})


KnownWardKind = Annotated[WardKind, AfterValidator(_known), _words(WardKind)]
KnownUnitKind = Annotated[UnitKind, AfterValidator(_known), _words(UnitKind)]
KnownPeriod = Annotated[ReportPeriod, AfterValidator(_known), _words(ReportPeriod)]
KnownRole = Annotated[Role, AfterValidator(_known), _words(Role)]
