"""March: the city makes the seven communes one bloc, with a head and a criteria sheet that nobody has confirmed."""

from __future__ import annotations

from typing import Any, Final

from deploy.demo import people
from deploy.demo.sample import BLOC, BLOC_HEAD, CRITERIA, WARDS, at
from deploy.demo.stage import Stage

ESTABLISHED: Final = at(3, 11, 9)
OFFICER: Final = people.CITY_OFFICER


def document(number: str) -> dict[str, Any]:
    """A sample document of that day."""
    return {"number": f"{number} (mẫu)", "signed_on": "2024-03-11"}


async def play(stage: Stage) -> None:
    """The bloc, its members, its head and its sheet."""
    stage.told.saying("Thành lập khối thi đua bảy xã, phường; cử Khối trưởng, Khối phó; ban hành bảng tiêu chí (mẫu)")
    await stage.move_to(ESTABLISHED)
    code, name = BLOC
    body: dict[str, Any] = {"code": code, "name": name, "first_year": 2024, "document": document("21/QĐ-UBND")}
    await stage.together([stage.client.write(OFFICER, "/blocs/blocs", body, key="bloc")])
    await stage.together(admit(stage, ward.code) for ward in WARDS)
    head, deputy = BLOC_HEAD
    headship = {"year": 2024, "head_ward": head, "deputy_ward": deputy, "from_day": "2024-03-11"}
    sheet = {"version": 1, "sheet": CRITERIA, "document": document("02/HD-KTĐ")}
    await stage.together(
        [
            stage.client.write(
                OFFICER,
                f"/blocs/blocs/{code}/heads",
                headship | {"document": document("22/QĐ-UBND")},
                key="bloc/head",
            ),
            stage.client.write(OFFICER, f"/blocs/blocs/{code}/criteria/2024/versions", sheet, key="bloc/criteria"),
        ]
    )


async def admit(stage: Stage, ward: str) -> None:
    """A commune is a member of the bloc for the whole year."""
    body = {"ward_code": ward, "from_day": "2024-01-01", "document": document("21/QĐ-UBND")}
    await stage.client.write(OFFICER, f"/blocs/blocs/{BLOC[0]}/members", body, key=f"bloc/member/{ward}")
