"""Objects: where the sealed bytes lie: a directory, or S3; `obstore` speaks to both.

What goes wrong there becomes a refusal that says so; nothing of it is a fault of the service.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import from_url

from services.chassis.files.refusals import FileRefused

LOST: Final = (BaseError, OSError)
PATIENCE: Final = 30.0
"""Seconds that the store may take for one object."""
FULL: Final = ("No space left", "Disk quota exceeded", "os error 28", "os error 122", "File too large", "QuotaExceeded")
"""What a full disk, a full quota and a full bucket are called."""


class Objects:
    """The objects below one URL: `file:///…` or `s3://bucket/…`, whose credentials are in the environment as S3's clients read them."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._directory = Path(unquote(parts.path)) if parts.scheme == "file" else None
        if self._directory is not None:
            self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._store = from_url(url)

    async def put(self, path: str, content: bytes) -> None:
        """Keeps an object, whole or not at all, durable when this returns. Raises FileRefused."""
        try:
            async with asyncio.timeout(PATIENCE):
                await obstore.put_async(self._store, path, content, use_multipart=False)
                if self._directory is not None:
                    await asyncio.to_thread(_synced, self._directory / path)
        except LOST as error:
            full = any(word in str(error) for word in FULL)
            raise FileRefused("file.no-room" if full else "file.store-away") from error

    async def get(self, path: str) -> bytes | None:
        """An object; None when it is not there. Raises FileRefused."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await obstore.get_async(self._store, path)
                return bytes(await answer.bytes_async())
        except FileNotFoundError:
            return None
        except LOST as error:
            raise FileRefused("file.store-away") from error

    async def has(self, path: str) -> bool:
        """Whether an object is there. Raises FileRefused."""
        try:
            async with asyncio.timeout(PATIENCE):
                await obstore.head_async(self._store, path)
                return True
        except FileNotFoundError:
            return False
        except LOST as error:
            raise FileRefused("file.store-away") from error

    async def delete(self, paths: Sequence[str]) -> None:
        """Deletes objects; those that are not there are no matter. Raises FileRefused."""
        for path in paths:
            try:
                async with asyncio.timeout(PATIENCE):
                    await obstore.delete_async(self._store, path)
            except FileNotFoundError:
                continue
            except LOST as error:
                raise FileRefused("file.store-away") from error


def _synced(path: Path) -> None:
    """Has the disk keep a file and its name."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
