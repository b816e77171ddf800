"""The gallery is for operators: it tells a stranger how pages are made."""

from dataclasses import replace
from pathlib import Path

from starlette.responses import JSONResponse

from deploy.local import issuer
from tests.unit.chassis.web.test_sign_in import CLERK, ISSUER, back, browser

GALLERY = "/submissions/pages/gallery"


async def test_the_gallery_is_shown_to_operators_alone(tmp_path: Path) -> None:
    good = JSONResponse({"access_token": issuer.mint(tmp_path, ISSUER, "somebody")})
    async with browser(tmp_path, lambda: good) as at:
        assert (await at.get(GALLERY)).headers["location"].startswith("/session/sign-in")
        await back(at)
        assert (await at.get(GALLERY)).status_code == 403
    async with browser(tmp_path, lambda: good, held=(replace(CLERK, role="operator"),)) as at:
        await back(at)
        assert (await at.get(GALLERY)).status_code == 200
