from typing import ClassVar

from thidua_contracts.codes import SubjectKind, Title
from thidua_contracts.event import Day, DocumentNumber, Dong, Id, IntegrationEvent, ReasonCode, Year


class AwardAnnulled(IntegrationEvent):
    """An award was annulled (hủy bỏ quyết định); it counts for nothing, and what it brought is to be given back.

    `money_dong` is what had been paid of it, `objects` whether certificate, frame or flag came with it. `money_apart`: the accountant
    gets the money back, see AwardMoneyChanged; absent in older events, where it comes back with the objects and is what was decided.
    """

    type: ClassVar[str] = "vn.thidua.awards.AwardAnnulled.v1"

    award_id: Id
    nomination_id: Id
    unit_id: Id
    year: Year
    title: Title
    subject_kind: SubjectKind
    subject_id: Id
    document_number: DocumentNumber
    annulled_on: Day
    reason_code: ReasonCode
    money_dong: Dong
    objects: bool
    money_apart: bool | None = None
