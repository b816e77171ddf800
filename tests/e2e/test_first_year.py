"""A ward's first year through pages alone: from `thidua appoint` on an empty store to a signed decision and a ranked bloc.

`make test` plays the first chapter: places, people, a plan, a report that is sent and accepted. `make year` plays all.
Whoever acts signs in through the issuer's page and goes on from the menu; no request but the browser's is made.
"""

from __future__ import annotations

import os
from typing import Final

import pytest

pytestmark = pytest.mark.needs("chromium")
ALL: Final = os.environ.get("YEAR") == "full"
WARD: Final = "03386"
BLOC: Final = "khoi-dau-tien"
