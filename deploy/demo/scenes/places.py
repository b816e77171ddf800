"""January: the city officer registers seven communes and gives their people mandates; units and people are entered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from deploy.demo import people
from deploy.demo.honours import SEATS, name_of, principal
from deploy.demo.sample import BLOC, CHAIRMEN, ELSEWHERE, MEMBERS, PEOPLE, QUYET_THANG, UNITS, WARDS, Person, Unit, at
from deploy.demo.stage import Stage
from thidua_contracts.codes import WATCHING_ROLES

BEGAN: Final = at(1, 2)
SINCE: Final = date(2024, 1, 2)


async def play(stage: Stage) -> None:
    """Seven communes, their officials, units and people."""
    stage.told.saying("Đăng ký bảy xã, phường và giao quyền cho cán bộ thành phố, xã, phường")
    await grant(stage, people.OPERATOR, people.CITY_OFFICER, "city-officer")
    await stage.together(register(stage, number) for number in range(len(WARDS)))
    await stage.together(official for ward in WARDS for official in officials(stage, ward.code))
    stage.told.saying("Đăng ký 23 đơn vị của phường Quyết Thắng và đơn vị của sáu xã, phường bạn")
    await stage.together(enter_unit(stage, ward, unit) for ward, unit in all_units())
    stage.told.saying("Giao quyền cho thủ trưởng các đơn vị; cập nhật cá nhân, hộ gia đình (mẫu)")
    await stage.together(
        [
            *(grant_head(stage, ward, unit) for ward, unit in all_units()),
            *(enter_person(stage, QUYET_THANG.code, person) for person in (*PEOPLE, *MEMBERS.values())),
            *(enter_person(stage, ward, Person(name, "vp-tk", direct_worker=False)) for ward, name in CHAIRMEN.items()),
        ]
    )
    stage.told.saying("Ghi họ tên người giữ quyền (mẫu)")
    await stage.together(name_holder(stage, who, ward, name) for who, (ward, name) in holders().items())


def holders() -> dict[str, tuple[str, str]]:
    """Ward and name of whoever holds a mandate and is a registered person, by principal."""
    home = QUYET_THANG.code
    heads = {people.head(home, seat): one.name for seat, one in MEMBERS.items() if seat == one.unit}
    office = {
        people.clerk(home): PEOPLE[0].name,
        people.watcher(home, "finance-officer"): PEOPLE[1].name,
        people.watcher(home, "culture-officer"): PEOPLE[2].name,
        people.watcher(home, "leader"): MEMBERS["pho-chu-tich"].name,
    }
    council = {principal(seat): name_of(seat) for seat in SEATS}
    return {people.chairman(ward): (ward, name) for ward, name in CHAIRMEN.items()} | {
        who: (home, name) for who, name in (heads | office | council).items()
    }


async def name_holder(stage: Stage, who: str, ward: str, name: str) -> None:
    """The city officer, who may give every one of these mandates, says which person holds it."""
    path = f"/submissions/mandates/{stage.made.mandates[who]}:name-holder?ward={ward}"
    body = {"person_id": stage.made.people[ward, name]}
    await stage.client.write(people.CITY_OFFICER, path, body, key=f"holder/{who}")


def all_units() -> Iterator[tuple[str, Unit]]:
    """The units of all wards with their ward codes."""
    for ward in WARDS:
        for unit in UNITS if ward is QUYET_THANG else ELSEWHERE:
            yield ward.code, unit


async def register(stage: Stage, number: int) -> None:
    """A commune begins to use the system."""
    ward = WARDS[number]
    body = {"code": ward.code, "name": ward.name, "kind": ward.kind, "valid_from": "2004-12-27"}
    await stage.client.write(people.CITY_OFFICER, "/submissions/wards", body, key=f"ward/{ward.code}")


def officials(stage: Stage, ward: str) -> Iterator[Any]:
    """The mandates that the city officer gives in a ward."""
    yield grant(stage, people.CITY_OFFICER, people.chairman(ward), "chairman", ward)
    yield grant(stage, people.CITY_OFFICER, people.clerk(ward), "clerk", ward)
    if ward == QUYET_THANG.code:
        yield grant(stage, people.CITY_OFFICER, people.bloc_secretary(), "bloc-secretary", BLOC[0])
        yield grant(stage, people.CITY_OFFICER, people.council_secretary(ward), "council-secretary", ward)
        for seat in SEATS:
            if principal(seat) == people.council_member(ward, seat):
                yield grant(stage, people.CITY_OFFICER, people.council_member(ward, seat), "council-member", ward)
        for role in sorted(WATCHING_ROLES):
            yield grant(stage, people.CITY_OFFICER, people.watcher(ward, role), role, ward)


async def grant(
    stage: Stage,
    granter: str,
    principal: str,
    role: str,
    ward: str | None = None,
    unit_id: str | None = None,
    since: date = SINCE,
) -> None:
    """Gives a mandate; the clock has reached its first day."""
    body = {"principal": principal, "role": role, "valid_from": since.isoformat(), "unit_id": unit_id}
    path = "/submissions/mandates" + (f"?ward={ward}" if ward and granter == people.CITY_OFFICER else "")
    reply = await stage.client.write(granter, path, body, key=f"mandate/{principal}")
    stage.made.mandates[principal] = reply["id"]


async def enter_unit(stage: Stage, ward: str, unit: Unit, since: date = date(2024, 1, 1)) -> None:
    """A clerk registers a unit."""
    body = {"code": unit.code, "name": unit.name, "kind": unit.kind, "valid_from": since.isoformat()}
    reply = await stage.client.write(people.clerk(ward), "/submissions/units", body, key=f"unit/{ward}/{unit.code}")
    stage.made.units[ward, unit.code] = reply["id"]


async def grant_head(stage: Stage, ward: str, unit: Unit, since: date = SINCE) -> None:
    """A chairman lets the head of a unit send its reports."""
    unit_id = stage.made.units[ward, unit.code]
    await grant(stage, people.chairman(ward), people.head(ward, unit.code), "unit-head", ward, unit_id, since)


async def enter_person(stage: Stage, ward: str, person: Person) -> None:
    """A clerk registers an invented person; a collective is a unit and needs no entry."""
    body = {
        "kind": person.kind,
        "full_name": person.name,
        "email": person.email,
        "unit_id": stage.made.units[ward, person.unit],
        "member_from": "2024-01-01",
        "direct_worker": person.direct_worker,
    }
    key = f"person/{ward}/{person.word}"
    reply = await stage.client.write(people.clerk(ward), "/submissions/people", body, key=key)
    stage.made.people[ward, person.name] = reply["id"]
