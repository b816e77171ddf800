"""Front: the words for a mandate, asked of those who own them when somebody begins to work under it."""

from __future__ import annotations

from typing import Any, Final

import httpx

from services.chassis.decider import CITY
from services.chassis.identity.lookup import Mandate
from services.chassis.web.web import Web
from thidua_contracts.codes import Role

PATIENCE: Final = 3.0


async def describe(web: Web, token: str, mandate: Mandate) -> tuple[str, str]:
    """Who and where; without the owner's answer the role alone and the code of the place."""
    who = Role(mandate.role).label
    if mandate.unit_id is not None:
        unit = await _asked(web, "submissions", f"/submissions/units/{mandate.unit_id}", token, mandate)
        who = f"{who}: {unit['name']}" if "name" in unit else who
    if mandate.ward_code == CITY:
        return who, "Toàn thành phố"
    if not mandate.ward_code.isdecimal():
        bloc = await _asked(web, "blocs", f"/blocs/blocs/{mandate.ward_code}", token, mandate)
        return who, str(bloc.get("name", mandate.ward_code))
    wards = (await _asked(web, "submissions", "/submissions/wards", token, mandate)).get("items", [])
    return who, next((ward["name"] for ward in wards if ward["ward_code"] == mandate.ward_code), mandate.ward_code)


async def _asked(web: Web, service: str, path: str, token: str, mandate: Mandate) -> dict[str, Any]:
    """The owner's answer under this mandate; empty when it gives none."""
    if service not in web.peers:
        return {}
    headers = {"Authorization": f"Bearer {token}", "X-Mandate": str(mandate.id)}
    try:
        answer = await web.client.get(f"{web.peers[service]}{path}", headers=headers, timeout=PATIENCE)
        return dict(answer.json()) if answer.status_code == 200 else {}
    except (httpx.HTTPError, ValueError):
        return {}
