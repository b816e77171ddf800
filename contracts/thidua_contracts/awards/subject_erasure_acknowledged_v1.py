from typing import ClassVar

from thidua_contracts.erasure import ErasureAcknowledged


class SubjectErasureAcknowledged(ErasureAcknowledged):
    """Awards erased what it held of a person (đã xóa dữ liệu cá nhân)."""

    type: ClassVar[str] = "vn.thidua.awards.SubjectErasureAcknowledged.v1"
