"""What the machinery answers when a command cannot be taken: each has a stable code and an HTTP status."""

from __future__ import annotations


class Told(Exception):
    """A failure whose text is written for operators and holds nothing else: health and log may show it."""

    def __str__(self) -> str:
        return str(self.args[0])


class Refused(Exception):
    """Base of the machinery's answers; `code` is stable, `status` is HTTP, `retry_after` in seconds where waiting helps."""

    code = "refused"
    status = 400
    retry_after: int | None = None


class NotFound(Refused):
    """Absent, or another ward's: the two are never told apart."""

    code = "not-found"
    status = 404


class Forbidden(Refused):
    """The mandate does not allow it."""

    status = 403

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class KeyReused(Refused):
    """The idempotency key was already used with another body."""

    code = "idempotency-key.reused"
    status = 422


class WrongVersion(Refused):
    """Somebody else changed the same thing at the same time, again and again."""

    code = "version-conflict"
    status = 409


class VersionChanged(Refused):
    """Somebody else changed the thing after whoever asks had read it: the version that they had seen, and the one that is there."""

    code = "version.changed"
    status = 412

    def __init__(self, stream_id: str, *, expected: int | None = None, present: int | None = None) -> None:
        super().__init__(stream_id)
        self.expected = expected
        self.present = present


class Overloaded(Refused):
    """The queue of appends is full."""

    code = "overloaded"
    status = 503
    retry_after = 1


class Unavailable(Refused):
    """The database does not answer; whether the command was stored is not known, and the same key will tell."""

    code = "unavailable"
    status = 503
    retry_after = 2


class NotYetArrived(Refused):
    """A process manager's command names a stream whose first event has not arrived here yet: tried again, never stored."""

    code = "not-yet-arrived"
    status = 503
    retry_after = 1


class TooLarge(Refused):
    """An event of this command would be larger than a record may be."""

    code = "event.too-large"
    status = 413
