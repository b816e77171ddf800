"""March: the city makes the seven communes one bloc, with a head and a criteria sheet that nobody has confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from deploy.demo import people
from deploy.demo.sample import BLOC, BLOC_HEAD, CRITERIA, WARDS, at
from deploy.demo.stage import Stage

ESTABLISHED: Final = at(3, 11, 9)
OFFICER: Final = people.CITY_OFFICER


def document(number: str, on: datetime = ESTABLISHED) -> dict[str, Any]:
    """A sample document of that day."""
    return {"number": f"{number} (mẫu)", "signed_on": on.date().isoformat()}


async def play(stage: Stage) -> None:
    """The bloc, its members, its head and its sheet."""
    stage.told.saying("Thành lập khối thi đua bảy xã, phường; cử Khối trưởng, Khối phó; ban hành bảng tiêu chí (mẫu)")
    await stage.move_to(ESTABLISHED)
    code, name = BLOC
    body: dict[str, Any] = {"code": code, "name": name, "first_year": 2024, "document": document("21/QĐ-UBND")}
    await stage.together([stage.client.write(OFFICER, "/blocs/blocs", body, key="bloc")])
    await stage.together(admit(stage, ward.code) for ward in WARDS)
    await stage.together(begin_year(stage, ESTABLISHED))


def begin_year(stage: Stage, on: datetime) -> Iterator[Any]:
    """The bloc's head and sheet of a year."""
    head, deputy = BLOC_HEAD
    headship = {"year": on.year, "head_ward": head, "deputy_ward": deputy, "from_day": on.date().isoformat()}
    headship |= {"document": document("22/QĐ-UBND", on)}
    sheet = {"version": 1, "sheet": CRITERIA, "document": document("02/HD-KTĐ", on)}
    path, key = f"/blocs/blocs/{BLOC[0]}", f"bloc/{on.year}"
    yield stage.client.write(OFFICER, f"{path}/heads", headship, key=f"{key}/head")
    yield stage.client.write(OFFICER, f"{path}/criteria/{on.year}/versions", sheet, key=f"{key}/criteria")


async def admit(stage: Stage, ward: str) -> None:
    """A commune is a member of the bloc for the whole year."""
    body = {"ward_code": ward, "from_day": "2024-01-01", "document": document("21/QĐ-UBND")}
    arriving = frozenset({"bloc.unknown-ward"})
    await stage.client.write(
        OFFICER, f"/blocs/blocs/{BLOC[0]}/members", body, key=f"bloc/member/{ward}", arriving=arriving
    )
