"""The titles that units have registered for their people and households, person by person: a list of its own beside the aims."""

from __future__ import annotations

from typing import Final

from services.chassis.kit.capability import Capability
from services.chassis.kit.listing import Column, Filter, ListPage, Way
from services.submissions.aims.capability import STATE, UNIT, YEAR, aims_years
from services.submissions.aims.catalogue import NAMES
from services.submissions.edge import READERS
from services.submissions.options import units_of_ward, wards

AIMED_TITLES: Final = Capability(
    name="aimed-titles",
    file=__file__,
    list=ListPage(
        path="/aimed-titles",
        title="Danh hiệu đăng ký của cá nhân, hộ",
        source="""
            SELECT a.ward_code, md5(a.aims_id || m.title || one.person_id)::uuid AS aimed_id, a.aims_id, a.unit_id, a.year,
                   9999 - a.year AS newest, m.title, p.full_name, p.sort_key, u.name AS unit, a.standing
            FROM aims a
            CROSS JOIN json_to_recordset(a.members) AS m(title text, people json)
            CROSS JOIN json_array_elements_text(m.people) AS one(person_id)
            JOIN people p ON p.ward_code = a.ward_code AND p.person_id = one.person_id::uuid
            JOIN units u ON u.ward_code = a.ward_code AND u.unit_id = a.unit_id
            WHERE $1::date IS NOT NULL
        """,
        columns=(
            Column(name="full_name", label="Họ và tên", show=lambda row: row["full_name"] or "đã xóa"),
            UNIT,
            YEAR,
            Column(name="title", label="Danh hiệu", words=NAMES),
            STATE,
        ),
        key="aimed_id",
        order=("newest", "sort_key"),
        filters=(
            Filter(name="year", label="Năm", options="aims-years"),
            Filter(name="title", label="Danh hiệu", words=NAMES),
            Filter(name="unit_id", label="Đơn vị", options="units-of-ward"),
        ),
        searched=("full_name", "unit"),
        more=("aims_id",),
        personal=True,
        watched="people.read",
        own="unit_id",
        back=("/submissions/pages/aims", "Đăng ký thi đua"),
        way=Way(label="Xem đăng ký", to=lambda row: f"/submissions/pages/aims/{row['aims_id']}", roles=READERS),
        roles=READERS,
        excel=frozenset({"clerk", "chairman", "unit-head"}),
        menu=False,
        empty="Chưa có cá nhân, hộ gia đình nào được đăng ký danh hiệu.",
    ),
    options={"aims-years": aims_years, "units-of-ward": units_of_ward, "wards": wards},
)
