"""Files: what an event names is kept, and nothing that sweeps may take it."""

from __future__ import annotations

from typing import Final

import asyncpg

from deploy.verify.findings import Verdict
from services.chassis.files.reference import names_files
from services.chassis.service import Service

NAMED: Final = """
SELECT e.position, one.ref->>'file_id' AS file_id,
       EXISTS (
           SELECT FROM files.sendings s WHERE s.ward_code = e.ward_code AND s.file_id::text = one.ref->>'file_id'
       ) AS kept
FROM store.events e
CROSS JOIN LATERAL json_each(e.data) AS field (name, value)
CROSS JOIN LATERAL json_array_elements(
    CASE json_typeof(field.value) WHEN 'array' THEN field.value ELSE '[]'::json END
) AS one (ref)
WHERE e.event_type = ANY ($1::text[]) AND e.position > $2
  AND json_typeof(one.ref) = 'object' AND one.ref->>'file_id' IS NOT NULL
"""


async def check_files(connection: asyncpg.Connection, service: Service, verdict: Verdict, *, after: int = 0) -> None:
    """Every file that an event after this position names is kept. The bytes lie elsewhere and are not read."""
    types = [name for name, stored in service.publishing.registry.types.items() if names_files(stored.cls)]
    if not types:
        return
    for row in await connection.fetch(NAMED, types, after):
        verdict.count("files")
        if not row["kept"]:
            verdict.find("file", row["position"], f"names the file {row['file_id']}, which is not kept")
