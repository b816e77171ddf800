from typing import ClassVar

from thidua_contracts.erasure import ErasureAcknowledged


class SubjectErasureAcknowledged(ErasureAcknowledged):
    """Notifications erased what it held of a person (đã xóa dữ liệu cá nhân)."""

    type: ClassVar[str] = "vn.thidua.notifications.SubjectErasureAcknowledged.v1"
