"""Front: the words for a mandate, asked of those who own them when somebody begins to work under it."""

from __future__ import annotations

from services.chassis.decider import CITY, names_ward
from services.chassis.identity.lookup import Mandate
from services.chassis.web.web import Web
from thidua_contracts.codes import Role


async def describe(web: Web, token: str, mandate: Mandate) -> tuple[str, str]:
    """Who and where; without the owner's answer the role alone and the code of the place."""
    who = Role(mandate.role).label
    if mandate.unit_id is not None:
        unit = await web.asked("submissions", f"/submissions/units/{mandate.unit_id}", token, mandate)
        who = f"{who}: {unit['name']}" if unit else who
    if mandate.ward_code == CITY:
        return who, "Toàn thành phố"
    if not names_ward(mandate.ward_code):
        bloc = await web.asked("blocs", f"/blocs/blocs/{mandate.ward_code}", token, mandate)
        return who, str(bloc["name"]) if bloc else mandate.ward_code
    answer = await web.asked("submissions", "/submissions/wards", token, mandate)
    wards = answer["items"] if answer else []
    return who, next((ward["name"] for ward in wards if ward["ward_code"] == mandate.ward_code), mandate.ward_code)
