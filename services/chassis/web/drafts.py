"""Drafts: what somebody has typed and not sent, one row per author and form, in the owning service but outside the event store.

A draft is sealed with a key of its author's from the keys database and bound to its row; the database gives a row to its author
alone. It is deleted when its form is sent, or a month after it was last saved. The newest text of each field group wins: a group is
one field name, or all names that are equal up to the first dot. What was typed over another version of the record stays beside it:
it fills no form until its author says so.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chassis.errors import Unavailable
from services.chassis.event_store.connection import LOST
from services.chassis.event_store.keys import KeyStore
from services.chassis.http.refusals import BadRequest
from services.chassis.pool import held
from services.chassis.web.forms import Form

AUTHORS: Final = UUID("5f0c9b1e-6f0e-4d59-9a53-0f6a3f7c2d11")
FORMS: Final = UUID("c0f5a0d6-3b1d-4c8e-8a57-1f8f4f0f6b52")
LARGEST: Final = 64 * 1024
"""Bytes of one draft."""
MOST: Final = 200
"""Drafts of one author; the oldest goes for a new one."""

AS_AUTHOR: Final = "SELECT set_config('app.author', $1::uuid::text, true)"
LOCK: Final = "SELECT pg_advisory_xact_lock(7210452, hashtext($1::uuid::text || $2::uuid::text))"
READ: Final = "SELECT form, sealed FROM web.drafts WHERE author = $1 AND form = ANY ($2::uuid[])"
WRITE: Final = """
INSERT INTO web.drafts (author, form, sealed, saved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (author, form) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at
"""
CROWDED_OUT: Final = """
DELETE FROM web.drafts WHERE author = $1 AND form IN (
    SELECT d.form FROM web.drafts d WHERE d.author = $1 ORDER BY d.saved_at DESC OFFSET $2
)
"""
DROP: Final = "DELETE FROM web.drafts WHERE author = $1 AND form = $2"

WHOLE: Final = "_"
"""The group without fields that a posted form is kept with: of what is in no group of its own, nothing was filled in or ticked."""

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Group:
    """A field group as it was last typed: when, on which device."""

    saved_at: datetime
    device: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Draft:
    """What is kept of one form, typed over one version of its record; `others` were typed over other versions."""

    groups: Mapping[str, Group]
    seen: int | None = None
    """The version that the form showed; None for a form that shows none."""
    taken: bool = False
    """Whether it was begun over an older version, and its author went on with it."""
    others: tuple[Draft, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the form was posted: what is not in it was taken out of it, or not ticked."""
        return WHOLE in self.groups

    @property
    def newest(self) -> Group | None:
        """The group that was saved last."""
        return max(self.groups.values(), key=lambda group: group.saved_at, default=None)

    def typed(self, typed: Mapping[str, Group], seen: int | None = None) -> Draft:
        """The draft after these groups were saved over a version: each takes the place of what was there, a whole form that of
        everything; what was typed over other versions stays.
        """
        mine = self.of(seen)
        groups = typed if WHOLE in typed else {**mine.groups, **typed}
        return Draft(groups, seen, mine.taken, self._but(mine))

    def of(self, seen: int | None) -> Draft:
        """What was typed over this version."""
        return next((one for one in self.layers if one.seen == seen), NOTHING)

    def shown(self, version: int | None) -> tuple[Draft, Draft]:
        """What fills a form that shows this version, and the newest of what does not; NOTHING where there is none.

        A record that shows no version has one draft. What was kept before drafts knew of versions counts as older.
        """
        fresh = next((one for one in self.layers if version is None or (one.seen or 0) >= version), NOTHING)
        return fresh, next(iter(self._but(fresh)), NOTHING)

    def going_on(self, version: int | None) -> Draft:
        """The draft after its author went on, over this version, with the newest of what did not fill the form."""
        _, chosen = self.shown(version)
        return Draft(chosen.groups, version, True, self._but(chosen)) if chosen.groups else self

    @property
    def layers(self) -> tuple[Draft, ...]:
        """What was typed over each version, that which was saved last first."""
        return (replace(self, others=()), *self.others) if self.groups else ()

    def _but(self, one: Draft) -> tuple[Draft, ...]:
        return tuple(other for other in self.layers if other != one)

    def over(self, form: Mapping[str, Sequence[str]]) -> Form:
        """The form with what was typed in place of what stood in the same field groups, or in place of it all."""
        before = {} if self.whole else form
        kept = {name: list(values) for name, values in before.items() if group_of(name) not in self.groups}
        for group in self.groups.values():
            kept |= {name: list(values) for name, values in group.fields.items()}
        return Form(kept)

    def elsewhere(self, device: str, since: datetime | None) -> dict[str, Group]:
        """The groups that another device has saved after `since`."""
        return {
            name: group
            for name, group in self.groups.items()
            if group.device != device and (since is None or group.saved_at > since)
        }


NOTHING: Final = Draft({})


def author_of(principal: str) -> UUID:
    """Whose drafts: opaque in the database, known again for the same principal."""
    return uuid5(AUTHORS, principal)


def form_of(action: str) -> UUID:
    """Which form: known by the address it is sent to, in every browser."""
    return uuid5(FORMS, action)


def group_of(name: str) -> str:
    """The field group of a field."""
    return name.partition(".")[0]


def grouped(fields: Fields, at: datetime, device: str, names: Sequence[str] = ()) -> dict[str, Group]:
    """The field groups of what was typed; `names` are groups that are there even if nothing was chosen in them."""
    found: dict[str, dict[str, Sequence[str]]] = {name: {} for name in names}
    for name, values in fields.items():
        if not name.startswith("_"):
            found.setdefault(group_of(name), {})[name] = values
    return {name: Group(at, device, typed) for name, typed in found.items()}


class Drafts:
    """The drafts of one service, over the API's pool and the keys database."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore) -> None:
        self._pool = pool
        self.keys = keys

    async def of(self, author: UUID, forms: Sequence[UUID]) -> dict[UUID, Draft]:
        """The author's drafts of these forms. Raises Unavailable."""
        key = (await self.keys.get([author])).get(author)
        if key is None:
            return {}
        try:
            async with held(self._pool) as connection, connection.transaction(readonly=True):
                await connection.execute(AS_AUTHOR, author)
                return await _read(connection, key, author, forms)
        except LOST as error:
            raise Unavailable from error

    async def save(self, author: UUID, form: UUID, typed: Mapping[str, Group], seen: int | None = None) -> Draft:
        """Keeps these groups, typed over this version; what was typed over it before.

        Raises BadRequest for more than a draft may hold, SubjectGone for an author who was erased, Unavailable.
        """
        before = await self._change(author, form, lambda draft: draft.typed(typed, seen))
        return before.of(seen)

    async def go_on(self, author: UUID, form: UUID, version: int | None) -> None:
        """Goes on, over this version, with what was typed over another. Raises as `save` does."""
        await self._change(author, form, lambda draft: draft.going_on(version))

    async def _change(self, author: UUID, form: UUID, change: Callable[[Draft], Draft]) -> Draft:
        """Changes a draft; what it was before."""
        key = (await self.keys.ensure([author]))[author]
        try:
            async with held(self._pool) as connection, connection.transaction():
                await connection.execute(AS_AUTHOR, author)
                await connection.execute(LOCK, author, form)
                before = (await _read(connection, key, author, [form])).get(form, NOTHING)
                after = change(before)
                if after.newest is None:
                    return before
                plain = _written(after)
                if len(plain) > LARGEST:
                    raise BadRequest("draft.too-large", 413)
                at = max(one.newest.saved_at for one in after.layers if one.newest is not None)
                await connection.execute(WRITE, author, form, _sealed(plain, key, author, form), at)
                await connection.execute(CROWDED_OUT, author, MOST)
                return before
        except LOST as error:
            raise Unavailable from error

    async def drop(self, author: UUID, form: UUID) -> None:
        """Deletes a draft. Raises Unavailable."""
        try:
            async with held(self._pool) as connection, connection.transaction():
                await connection.execute(AS_AUTHOR, author)
                await connection.execute(LOCK, author, form)
                await connection.execute(DROP, author, form)
        except LOST as error:
            raise Unavailable from error


async def _read(connection: asyncpg.Connection, key: bytes, author: UUID, forms: Sequence[UUID]) -> dict[UUID, Draft]:
    found = {}
    for row in await connection.fetch(READ, author, list(forms)):
        try:
            plain = AESGCM(key).decrypt(row["sealed"][:12], row["sealed"][12:], author.bytes + row["form"].bytes)
        except InvalidTag:
            continue  # sealed with a key that a restore did not bring back: as good as deleted
        found[row["form"]] = _draft(json.loads(plain))
    return found


def _sealed(plain: bytes, key: bytes, author: UUID, form: UUID) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, author.bytes + form.bytes)


def _written(draft: Draft) -> bytes:
    return json.dumps(_plain(draft), ensure_ascii=False).encode()


def _plain(draft: Draft) -> dict[str, Any]:
    groups = {name: [one.saved_at.isoformat(), one.device, dict(one.fields)] for name, one in draft.groups.items()}
    others = [_plain(one) for one in draft.others]
    return {"groups": groups, "seen": draft.seen, "taken": draft.taken, "others": others}


def _draft(read: Mapping[str, Any]) -> Draft:
    groups = {
        name: Group(datetime.fromisoformat(at), device, fields) for name, (at, device, fields) in read["groups"].items()
    }
    others = tuple(_draft(one) for one in read.get("others", ()))
    return Draft(groups, read.get("seen"), read.get("taken", False), others)
