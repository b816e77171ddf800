"""Blocs and councils in a browser: the city makes a bloc, its secretary issues criteria, a chairman forms a council, the ledger."""

from __future__ import annotations

import pytest

from deploy.demo import people
from deploy.demo.sample import BLOC, WARDS
from tests.support.paged import WARD, Opened, Person, person, violations

pytestmark = pytest.mark.needs("chromium-headless-shell")
OTHER = WARDS[-1].code
FAR = WARDS[-2:]
"""Wards of which no other page in a browser shows the bloc."""


def on_paper(someone: Person, number: str = "31/QĐ-UBND") -> None:
    """The document that an act rests on."""
    someone.type("Số, ký hiệu", number)
    someone.type("Ngày ký", "01/03/2025")


def test_the_city_makes_a_bloc_of_two_wards_with_a_head(opened: Opened) -> None:
    with person(opened, people.CITY_OFFICER) as officer:
        officer.press("link", "Thành viên khối")
        assert violations(officer.page) == []
        for ward in FAR:
            officer.go(f"/blocs/pages/blocs/{BLOC[0]}/do/release?ward_code={ward.code}")
            officer.type("Ngày cuối cùng là thành viên", "31/12/2024")
            on_paper(officer)
            officer.press("button", "Cho rời khối")
            officer.sees("Đã ghi nhận thành viên rời khối.")
        officer.press("link", "Thành viên khối")
        officer.press("link", "Thành lập khối thi đua")
        officer.type("Mã khối", "khoi-thu-hai")
        officer.type("Tên khối", "Khối thi đua thử hai")
        officer.type("Năm thi đua", "2025")
        on_paper(officer)
        officer.press("button", "Thành lập khối")
        officer.sees("Đã thành lập khối thi đua.")
        officer.press("link", "Khối thi đua thử hai")
        for ward in FAR:
            officer.press("link", "Tiếp nhận thành viên")
            officer.page.get_by_label("Xã, phường").select_option(ward.code)
            officer.type("Là thành viên từ ngày", "01/01/2025")
            on_paper(officer)
            officer.press("button", "Tiếp nhận thành viên")
            officer.sees("Đã tiếp nhận thành viên.")
        officer.press("link", "Cử Khối trưởng, Khối phó")
        officer.type("Năm thi đua", "2025")
        officer.page.get_by_label("Khối trưởng").select_option(FAR[0].code)
        officer.page.get_by_label("Khối phó").select_option(FAR[0].code)
        officer.type("Từ ngày", "01/01/2025")
        on_paper(officer)
        officer.press("button", "Cử Khối trưởng")
        officer.sees("Khối phó phải là thành viên khác với Khối trưởng.")
        officer.page.get_by_label("Khối phó").select_option(FAR[1].code)
        officer.press("button", "Cử Khối trưởng")
        officer.sees("Đã cử Khối trưởng.")
        assert violations(officer.page) == []
        assert not any(ward.code in officer.page.locator("main").inner_text() for ward in WARDS)


def test_the_bloc_s_secretary_issues_criteria_and_the_city_confirms_them(opened: Opened) -> None:
    with person(opened, people.bloc_secretary()) as secretary:
        secretary.press("link", "Thành viên khối")
        secretary.press("link", BLOC[1])
        secretary.press("link", "Năm 2026")
        secretary.press("link", "Ban hành bảng tiêu chí")
        assert violations(secretary.page) == []
        secretary.type("Căn cứ của thang điểm", "Quy chế chấm điểm của khối năm 2026")
        secretary.type("Mã", "C1")
        secretary.type("Tên tiêu chí", "Báo cáo đúng hạn")
        secretary.type("Điểm tối đa", "40")
        secretary.type("Mức tính", "1")
        secretary.page.locator("[name=criteria-0-kind]").select_option(label="Theo tỷ lệ so với chỉ tiêu")
        secretary.page.locator("[name=criteria-0-of]").select_option(label="Báo cáo đúng hạn")
        on_paper(secretary, "05/HD-KTĐ")
        compared = secretary.page.locator("[name=criteria-0-per]")
        compared.select_option(index=0)
        secretary.press("button", "Ban hành bảng tiêu chí")
        secretary.sees("chọn “So với” khi tính theo tỷ lệ")
        compared.select_option(label="Báo cáo phải nộp")
        secretary.press("button", "Ban hành bảng tiêu chí")
        secretary.sees("Đã ban hành bảng tiêu chí.")
        assert violations(secretary.page) == []
        sheet = secretary.page.url.partition("?")[0].removeprefix(opened.base)
    with person(opened, people.CITY_OFFICER) as officer:
        officer.go(sheet)
        officer.press("link", "Xác nhận bảng tiêu chí")
        on_paper(officer, "09/QĐ-UBND")
        officer.press("button", "Xác nhận bảng tiêu chí")
        officer.sees("Đã được xác nhận")


def test_a_chairman_forms_a_council_and_changes_one(opened: Opened) -> None:
    with person(opened, people.chairman(OTHER)) as chairman:
        chairman.press("link", "Hội đồng")
        chairman.press("link", "Thành viên Hội đồng")
        chairman.press("link", "Thành lập Hội đồng")
        chairman.type("Số quyết định", "12/QĐ-UBND")
        chairman.type("Ngày ký", "01/03/2025")
        chairman.type("Tài khoản đăng nhập", people.chairman(OTHER))
        chairman.page.get_by_label("Ghế").first.select_option(label="Chủ tịch Hội đồng")
        chairman.press("button", "Thành lập Hội đồng")
        chairman.sees("Hội đồng phải có ít nhất một thư ký.")
        chairman.press("button", "Thêm thành viên")
        chairman.page.locator("[name=seats-1-member_id]").fill(people.council_secretary(OTHER))
        chairman.page.locator("[name=seats-1-seat]").select_option(label="Thư ký Hội đồng")
        chairman.press("button", "Thành lập Hội đồng")
        chairman.sees("Đã thành lập Hội đồng.")
        assert violations(chairman.page) == []
    with person(opened, people.chairman(WARD)) as chairman:
        chairman.go("/awards/pages/councils")
        chairman.press("link", "Hội đồng Thi đua – Khen thưởng")
        chairman.press("link", "Kiện toàn Hội đồng")
        assert violations(chairman.page) == []
        chairman.type("Số quyết định", "80/QĐ-UBND")
        chairman.type("Từ ngày", "01/01/2024")
        chairman.press("button", "Kiện toàn Hội đồng")
        chairman.sees("Ngày kiện toàn phải sau ngày thành lập hoặc lần kiện toàn trước (")


def test_a_clerk_reads_whom_what_was_told(opened: Opened) -> None:
    with person(opened, people.clerk(WARD)) as clerk:
        clerk.press("link", "Sổ thông báo")
        assert violations(clerk.page) == []
        assert clerk.page.locator("#danh-sach tbody tr").count()
        with clerk.page.expect_download() as book:
            clerk.press("link", "Xuất Excel")
        assert book.value.suggested_filename.endswith(".xlsx")
    with person(opened, people.head(WARD, "tdp-1")) as head:
        head.press("link", "Sổ thông báo")
        told = head.page.locator("#danh-sach tbody tr td:nth-of-type(1)").all_inner_texts()
        assert told and all("Tổ dân phố số 1" in one.splitlines()[-1] for one in told)
