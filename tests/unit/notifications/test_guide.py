"""The guide: every role, the ten states as the gallery shows them, links that lead somewhere, nothing doubtful told as certain."""

from services.chassis.web.gallery import STATES
from services.menu import MENU
from services.notifications.guide.pages import opened
from services.notifications.guide.reading import guides, states, unsure
from tests.support.routed import page_routes
from thidua_contracts.codes import Role


def test_every_role_has_a_guide() -> None:
    assert {role.value for role in guides()} == set(Role.words())


def test_a_guide_says_what_to_do_when_and_whom_to_ask() -> None:
    for guide in guides().values():
        assert len(guide.months) >= 3 and guide.ask, guide.role
        assert all(step.when and step.what.endswith(".") for step in guide.months), guide.role


def test_every_link_of_a_guide_is_a_page_and_says_where_it_leads() -> None:
    linked = [step for guide in guides().values() for step in guide.months if step.page or step.label]
    assert all(step.label and f"GET {step.page}" in page_routes() for step in linked)


def test_the_ten_states_are_those_of_the_gallery_in_the_order_of_severity() -> None:
    assert [(state.icon, state.word) for state in states()] == list(STATES)[:10]


def test_what_nobody_has_confirmed_is_said_on_every_guide_and_where_it_is_used() -> None:
    said = " ".join(one.what for one in unsure())
    for doubtful in ("Tỷ lệ phiếu", "Số ngày", "Hệ số tiền thưởng", "06/2026/QH16", "Bảng điểm", "lưu hồ sơ"):
        assert doubtful in said
    voting = [step for step in guides()[Role.COUNCIL_MEMBER].months if "phiếu" in step.what]
    assert any(step.unsure for step in voting)


def test_a_guide_links_to_what_its_reader_can_open() -> None:
    """All of the own guide; of another role's what both may see."""
    for role, guide in guides().items():
        pages = {step.page for step in guide.months if step.page}
        assert opened(guide, MENU, role) == opened(guide, MENU, None) == pages, role
    assert "/submissions/pages/mandates" not in opened(guides()[Role.CHAIRMAN], MENU, Role.UNIT_HEAD)
