"""Files: sent in parts by one author, then put into evidence under the key of a ward or of a person, once for each content.

What was sent is its author's alone until a command names it. Putting it into evidence comes before the command and is undone with it:
a row of `sendings` stands for each command that may have been recorded, and a file without one is swept. So nothing that an event
refers to is ever deleted, whatever dies when.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4, uuid5

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.decider import DomainError
from services.chassis.errors import NotFound, Refused, Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.event_store.keys import KeyStore
from services.chassis.files.kinds import kind_of
from services.chassis.files.naming import named, weight
from services.chassis.files.objects import Objects
from services.chassis.files.reference import KINDS, FileRef, listed
from services.chassis.files.refusals import FileRefused
from services.chassis.pool import held
from services.chassis.web.drafts import AS_AUTHOR

WARDS: Final = UUID("1f1d8f0e-6a5b-4f0c-9c39-2f6f6c1f7a55")
UPLOADS: Final = UUID("7c0f3f7a-58a1-4c7c-8f2b-9a4c4c1f3d10")
PART: Final = 256 * 1024
"""Bytes of one part that a script sends: five seconds of a slow line."""
MOST_PART: Final = 1024 * 1024
MOST: Final = 40
"""Files of one author that were sent and not put into anything."""
KEPT: Final = timedelta(days=7)
"""A file that nobody has put into anything by then is sent again."""
AT_ONCE: Final = 2
"""Whole files that a process has in memory."""

AS_WARD: Final = "SELECT set_config('app.wards', array[$1::text]::text, true)"
BEGIN: Final = """
INSERT INTO files.uploads (author, upload, size, said, saved_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""
WAITING: Final = "SELECT count(*) FROM files.uploads WHERE author = $1 AND file_id IS NULL AND saved_at > $2"
READ: Final = """
SELECT upload, size, received, parts, said, kind, ward, holder, file_id FROM files.uploads
WHERE author = $1 AND upload = ANY ($2::uuid[])
"""
ADD: Final = """
UPDATE files.uploads SET received = received + $4, parts = parts || $5::text, saved_at = $6
WHERE author = $1 AND upload = $2 AND received = $3 AND kind IS NULL
"""
JUDGED: Final = "UPDATE files.uploads SET kind = $3, said = $4 WHERE author = $1 AND upload = $2"
DROP: Final = "DELETE FROM files.uploads WHERE author = $1 AND upload = $2 RETURNING parts"
KEEP: Final = """
INSERT INTO files.kept (ward_code, file_id, address, holder, kind, size, said, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (ward_code, file_id) DO UPDATE SET kept_at = greatest(files.kept.kept_at, excluded.kept_at)
"""
SENT: Final = "INSERT INTO files.sendings (ward_code, file_id, sending) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
UNSENT: Final = "DELETE FROM files.sendings WHERE ward_code = $1 AND sending = $2"
PUT: Final = """
UPDATE files.uploads SET ward = $3, holder = $4, file_id = $5 WHERE author = $1 AND upload = $2
"""
ONE: Final = "SELECT file_id, address, holder, kind, size, said FROM files.kept WHERE ward_code = $1 AND file_id = ANY ($2::uuid[])"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody is sending; `kind` once all of it was received and judged."""

    file_id: UUID
    size: int
    received: int
    name: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A file as a page tells it; without a name once it was erased."""

    file_id: UUID
    kind: str
    size: int
    name: str

    @property
    def said(self) -> str:
        """What it is, in words."""
        return f"{KINDS[self.kind].word}, {weight(self.size)}"

    @property
    def picture(self) -> bool:
        """Whether it is shown small beside its name."""
        return bool(self.name) and KINDS[self.kind].picture


def holder_of(ward_code: str) -> UUID:
    """The id of the key under which a ward's files lie that are about nobody in particular."""
    return uuid5(WARDS, ward_code)


class Files:
    """The files of one service, over the API's pool, the keys database and the store of objects. Everything raises Unavailable."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore, objects: Objects | None, *, most: int) -> None:
        self._pool = pool
        self._keys = keys
        self._objects = objects
        self.most = most
        """Bytes of one file."""
        self._whole = asyncio.Semaphore(AT_ONCE)

    @property
    def taken(self) -> bool:
        """Whether files are taken: whether a place was named for them."""
        return self._objects is not None

    @property
    def objects(self) -> Objects:
        """Where the bytes lie. Raises FileRefused where no place was named."""
        if self._objects is None:
            raise FileRefused("file.no-store")
        return self._objects

    async def begin(self, author: UUID, upload: UUID, name: str, size: int, at: datetime) -> Upload:
        """A file that will come in parts; the same again is where it stands. Raises FileRefused, SubjectGone."""
        _ = self.objects
        if size > self.most:
            raise FileRefused("file.too-large", most=weight(self.most))
        if size < 1:
            raise FileRefused("file.empty")
        key = (await self._keys.ensure([author]))[author]
        async with self._as(author) as connection:
            if await connection.fetchval(WAITING, author, at - KEPT) >= MOST:
                raise FileRefused("file.too-many")
            await connection.execute(BEGIN, author, upload, size, _sealed(name.encode(), key, upload, b"said"), at)
        return await self.of(author, upload)

    async def of(self, author: UUID, upload: UUID) -> Upload:
        """How far a file has come. Raises FileRefused."""
        key, rows = await self._uploads(author, [upload])
        if upload not in rows:
            raise FileRefused("file.gone", days=KEPT.days)
        row = rows[upload]
        return Upload(upload, row["size"], row["received"], _name(row, key, upload), row["kind"])

    async def add(self, author: UUID, upload: UUID, offset: int, part: bytes, at: datetime) -> Upload:
        """Takes the next part; what was received before is told to whoever sends it again. Raises FileRefused."""
        key, rows = await self._uploads(author, [upload])
        if upload not in rows:
            raise FileRefused("file.gone", days=KEPT.days)
        row = rows[upload]
        if offset != row["received"] or row["kind"] is not None:
            raise FileRefused("file.offset", received=row["received"])
        left = row["size"] - offset
        if not 0 < len(part) <= min(left, self.most):
            raise FileRefused("file.part-size", most=MOST_PART)
        path = f"uploads/{author}/{upload}/{offset}-{uuid4().hex[:8]}"
        await self.objects.put(path, _sealed(part, key, upload, offset.to_bytes(8, "big")))
        async with self._as(author) as connection:
            taken: str = await connection.execute(ADD, author, upload, offset, len(part), path, at)
        if taken != "UPDATE 1":  # the same part came twice at once
            await self.objects.delete([path])
            raise FileRefused("file.offset", received=(await self.of(author, upload)).received)
        return Upload(upload, row["size"], offset + len(part), _name(row, key, upload), None)

    async def finish(self, author: UUID, upload: UUID) -> Told:
        """Judges a file that was received whole; one that is refused is deleted. Raises FileRefused."""
        key, rows = await self._uploads(author, [upload])
        if upload not in rows:
            raise FileRefused("file.gone", days=KEPT.days)
        row = rows[upload]
        if row["kind"] is None:
            if row["received"] != row["size"]:
                raise FileRefused("file.unfinished")
            async with self._whole:
                content = await self._content(row, key, upload)
                try:
                    kind = await asyncio.to_thread(kind_of, content)
                except FileRefused:
                    await self.drop(author, upload)
                    raise
            name = named(_name(row, key, upload), kind)
            async with self._as(author) as connection:
                await connection.execute(JUDGED, author, upload, kind, _sealed(name.encode(), key, upload, b"said"))
            return Told(upload, kind, row["size"], name)
        return Told(upload, row["kind"], row["size"], _name(row, key, upload))

    async def whole(self, author: UUID, name: str, content: bytes, at: datetime) -> Told:
        """Takes a file that came in one piece; the same once more is the same. Raises FileRefused."""
        key = (await self._keys.ensure([author]))[author]
        upload = uuid5(UPLOADS, _address(key, name.encode() + b"\0" + content))
        begun = await self.begin(author, upload, name, len(content), at)
        if begun.kind is None and begun.received == 0:
            await self.add(author, upload, 0, content, at)
        return await self.finish(author, upload)

    async def drop(self, author: UUID, upload: UUID) -> None:
        """Forgets a file that was sent. Raises FileRefused."""
        async with self._as(author) as connection:
            parts = await connection.fetchval(DROP, author, upload)
        await self.objects.delete(parts or [])

    async def sent(self, author: UUID, upload: UUID) -> tuple[Told, bytes]:
        """A file that its author has sent. Raises FileRefused."""
        key, rows = await self._uploads(author, [upload])
        row = rows.get(upload)
        if row is None or row["kind"] is None:
            raise FileRefused("file.gone", days=KEPT.days)
        async with self._whole:
            content = await self._content(row, key, upload)
        return Told(upload, row["kind"], row["size"], _name(row, key, upload)), content

    @asynccontextmanager
    async def put(
        self,
        author: UUID,
        ward_code: str,
        ids: Sequence[UUID],
        at: datetime,
        *,
        subject: UUID | None = None,
        kinds: Collection[str] = tuple(KINDS),
        already: Sequence[FileRef] = (),
    ) -> AsyncIterator[tuple[FileRef, ...]]:
        """Puts files into evidence for the command that is sent within; when that is refused, they are evidence of nothing.

        `already` are those of the thing as it stands, which may be named again. Raises FileRefused, SubjectGone.
        """
        known = {one.file_id: one for one in already}
        sending = uuid4()
        found: list[FileRef] = []
        if new := [each for each in dict.fromkeys(ids) if each not in known]:
            key, rows = await self._uploads(author, new)
            for upload in new:
                known[upload] = await self._kept(
                    author, ward_code, upload, rows.get(upload), key, subject, kinds, sending, at
                )
        for each in ids:
            if known[each] not in found:
                found.append(known[each])
        try:
            yield tuple(found)
        except (DomainError, Refused) as refused:
            if new and not isinstance(refused, Unavailable):  # after Unavailable nobody knows whether it was recorded
                await self._unsent(ward_code, sending)
            raise

    async def told(self, author: UUID | None, ward_code: str, ids: Sequence[UUID]) -> dict[UUID, Told]:
        """What pages say of these: kept files of a ward, and what this author has sent; those that are gone are not among them."""
        if not ids:
            return {}
        async with self._in(ward_code) as connection:
            kept = {row["file_id"]: row for row in await connection.fetch(ONE, ward_code, list(ids))}
        keys = await self._keys.get({row["holder"] for row in kept.values()})
        found = {
            file_id: Told(file_id, row["kind"], row["size"], _kept_name(row, keys.get(row["holder"])))
            for file_id, row in kept.items()
        }
        if author is not None and (rest := [each for each in ids if each not in found]):
            key, rows = await self._uploads(author, rest)
            found |= {
                upload: Told(upload, row["kind"], row["size"], _name(row, key, upload))
                for upload, row in rows.items()
                if row["kind"] is not None
            }
        return found

    async def read(self, ward_code: str, file_id: UUID) -> tuple[Told, bytes]:
        """A kept file, for whoever was found to be allowed to. Raises NotFound, FileRefused."""
        async with self._in(ward_code) as connection:
            row = await connection.fetchrow(ONE, ward_code, [file_id])
        if row is None:
            raise NotFound("file")
        key = (await self._keys.get([row["holder"]])).get(row["holder"])
        if key is None:
            raise FileRefused("file.erased")
        async with self._whole:
            sealed = await self.objects.get(path_of(ward_code, row["address"]))
            if sealed is None:
                raise FileRefused("file.missing")
            try:
                content = _opened(sealed, key, file_id, ward_code.encode())
            except InvalidTag:
                raise FileRefused("file.missing") from None
        return Told(file_id, row["kind"], row["size"], _kept_name(row, key)), content

    async def _kept(
        self,
        author: UUID,
        ward_code: str,
        upload: UUID,
        row: asyncpg.Record | None,
        key: bytes,
        subject: UUID | None,
        kinds: Collection[str],
        sending: UUID,
        at: datetime,
    ) -> FileRef:
        """One file that was sent, put into evidence."""
        if row is None:
            raise FileRefused("file.gone", days=KEPT.days)
        if row["kind"] is None:
            raise FileRefused("file.unfinished")
        if row["kind"] not in kinds:
            raise FileRefused("file.kind-not-here", kinds=listed(kinds))
        holder = subject or holder_of(ward_code)
        key_of_holder = (await self._keys.ensure([holder]))[holder]
        async with self._whole:
            content = await self._content(row, key, upload)
            address = await asyncio.to_thread(_address, key_of_holder, content)
            file_id = UUID(address[:32])
            said = _sealed(_name(row, key, upload).encode(), key_of_holder, file_id, b"said")
            path = path_of(ward_code, address)
            async with self._in(ward_code) as connection:
                # the row is locked before the object is written: the sweep takes both or neither
                await connection.execute(KEEP, ward_code, file_id, address, holder, row["kind"], row["size"], said, at)
                if not await self.objects.has(path):
                    sealed = await asyncio.to_thread(_sealed, content, key_of_holder, file_id, ward_code.encode())
                    await self.objects.put(path, sealed)
                await connection.execute(SENT, ward_code, file_id, sending)
        async with self._as(author) as connection:
            await connection.execute(PUT, author, upload, ward_code, holder, file_id)
        return FileRef(file_id=file_id, kind=row["kind"], size=row["size"])

    async def _unsent(self, ward_code: str, sending: UUID) -> None:
        async with self._in(ward_code) as connection:
            await connection.execute(UNSENT, ward_code, sending)

    async def _uploads(self, author: UUID, uploads: Sequence[UUID]) -> tuple[bytes, dict[UUID, asyncpg.Record]]:
        key = (await self._keys.get([author])).get(author)
        if key is None:
            return b"", {}
        async with self._as(author) as connection:
            return key, {row["upload"]: row for row in await connection.fetch(READ, author, list(uploads))}

    async def _content(self, row: asyncpg.Record, key: bytes, upload: UUID) -> bytes:
        """What was sent, put together. Raises FileRefused."""
        content = bytearray()
        for path in row["parts"]:
            sealed = await self.objects.get(path)
            if sealed is None:
                raise FileRefused("file.gone", days=KEPT.days)
            try:
                content += _opened(sealed, key, upload, len(content).to_bytes(8, "big"))
            except InvalidTag:
                raise FileRefused("file.gone", days=KEPT.days) from None
        return bytes(content)

    @asynccontextmanager
    async def _as(self, author: UUID) -> AsyncIterator[asyncpg.Connection]:
        async with self._transaction() as connection:
            await connection.execute(AS_AUTHOR, author)
            yield connection

    @asynccontextmanager
    async def _in(self, ward_code: str) -> AsyncIterator[asyncpg.Connection]:
        async with self._transaction() as connection:
            await connection.execute(AS_WARD, ward_code)
            yield connection

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[asyncpg.Connection]:
        try:
            async with held(self._pool) as connection, connection.transaction():
                yield connection
        except LOST as error:
            raise Unavailable from error


def path_of(ward_code: str, address: str) -> str:
    """Where a kept file lies."""
    return f"kept/{ward_code}/{address[:2]}/{address}"


def stored(refs: Sequence[FileRef]) -> str:
    """References as a read model keeps them."""
    return json.dumps([{"file_id": str(ref.file_id), "kind": ref.kind, "size": ref.size} for ref in refs])


def read_back(text: str | None) -> tuple[FileRef, ...]:
    """References that a read model has kept."""
    return tuple(
        FileRef(file_id=UUID(one["file_id"]), kind=one["kind"], size=one["size"]) for one in json.loads(text or "[]")
    )


def _address(key: bytes, content: bytes) -> str:
    """The HMAC of a content, with a key that is made of the holder's and used for nothing else."""
    own = hmac.digest(key, b"thidua.files.address", "sha256")
    return hmac.new(own, content, hashlib.sha256).hexdigest()


def _name(row: asyncpg.Record, key: bytes, upload: UUID) -> str:
    return _opened(row["said"], key, upload, b"said").decode()


def _kept_name(row: asyncpg.Record, key: bytes | None) -> str:
    return _opened(row["said"], key, row["file_id"], b"said").decode() if key is not None else ""


def _sealed(plain: bytes, key: bytes, of: UUID, which: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, b"file" + of.bytes + which)


def _opened(sealed: bytes, key: bytes, of: UUID, which: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], b"file" + of.bytes + which)
