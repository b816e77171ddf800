from typing import ClassVar

from thidua_contracts.event import Id, IntegrationEvent


class SubjectErased(IntegrationEvent):
    """A person's data were erased (xóa dữ liệu cá nhân); every service acknowledges it."""

    type: ClassVar[str] = "vn.thidua.submissions.SubjectErased.v1"

    subject_id: Id
