"""What the edge itself refuses, before anything reaches the domain."""

from __future__ import annotations

from services.chassis.errors import Refused


class BadRequest(Refused):
    """The request cannot be understood as it stands."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Unauthenticated(Refused):
    """It is not known who asks."""

    status = 401

    def __init__(self, code: str = "token.invalid") -> None:
        super().__init__(code)
        self.code = code


class TooMany(Refused):
    """One person has too much of this open at once, or asks too often."""

    status = 429

    def __init__(self, code: str, *, retry_after: int = 5) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
