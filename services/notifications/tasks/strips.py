"""The strips of the home page: which service draws what under the tasks of which role, and where to go without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from thidua_contracts.codes import WATCHING_ROLES


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the home page that its owner draws; `link` leads to the page behind it, which needs no script."""

    id: str
    heading: str
    address: str
    link: str
    label: str


REPORTS: Final = Strip(
    "bao-cao",
    "Tiến độ báo cáo",
    "/submissions/pages/strip",
    "/submissions/pages/tracking",
    "Mở bảng theo dõi báo cáo",
)
OWN_REPORTS: Final = Strip(
    "bao-cao",
    "Báo cáo của đơn vị",
    "/submissions/pages/strip",
    "/submissions/pages/reports",
    "Xem báo cáo của đơn vị",
)
COUNCIL: Final = Strip(
    "hoi-dong", "Hội đồng", "/awards/pages/strip", "/awards/pages/sessions", "Xem phiên họp Hội đồng"
)
IN_PLACE: Final = Strip(
    "ky-thay", "Chờ ký", "/submissions/pages/signing", "/submissions/pages/plans", "Xem kế hoạch chờ ký"
)
TO_SIGN: Final = Strip("ho-so", "Chờ ký", "/awards/pages/strip", "/awards/pages/decisions", "Mở trang ký quyết định")
FORWARDED: Final = Strip(
    "trinh-thanh-pho", "Đã trình thành phố", "/awards/pages/strip", "/awards/pages/letters", "Xem các tờ trình"
)
TO_DECIDE: Final = Strip(
    "cho-thanh-pho", "Chờ thành phố quyết định", "/awards/pages/strip", "/awards/pages/letters", "Xem các tờ trình"
)
BLOC: Final = Strip("khoi", "Khối thi đua", "/blocs/pages/strip", "/blocs/pages/board", "Mở bảng điểm của khối")
DECISIONS: Final = Strip(
    "quyet-dinh",
    "Quyết định mới",
    "/awards/pages/strip",
    "/awards/pages/decisions",
    "Xem danh sách quyết định khen thưởng",
)
UPKEEP: Final = tuple(
    Strip(f"van-hanh-{service}", heading, f"/{service}/pages/upkeep", f"/{service}/pages/upkeep", "Xem tình trạng")
    for service, heading in (
        ("submissions", "Vận hành: báo cáo"),
        ("awards", "Vận hành: khen thưởng"),
        ("blocs", "Vận hành: khối thi đua"),
        ("notifications", "Vận hành: thông báo"),
    )
)
STRIPS: Final[Mapping[str, tuple[Strip, ...]]] = {
    "clerk": (REPORTS, FORWARDED),
    "unit-head": (OWN_REPORTS,),
    "council-member": (COUNCIL,),
    "council-secretary": (COUNCIL,),
    "chairman": (TO_SIGN, REPORTS),
    "bloc-secretary": (BLOC,),
    "city-officer": (TO_DECIDE, REPORTS),
    "operator": UPKEEP,
    "citizen": (DECISIONS,),
    **dict.fromkeys(map(str, WATCHING_ROLES), (REPORTS,)),
    "leader": (IN_PLACE, REPORTS),
}
PUBLIC: Final = (DECISIONS,)
"""What anybody sees without signing in."""
EMPTY: Final[Mapping[str, str]] = {
    "clerk": "Không còn việc nào cần làm. Báo cáo gửi đến và hồ sơ đề nghị sẽ hiện ở đây.",
    "unit-head": "Không còn việc nào cần làm. Báo cáo được giao và đợt đề nghị khen thưởng sẽ hiện ở đây.",
    "council-member": "Không còn việc nào cần làm. Phiên họp khai mạc thì lời mời hiện ở đây.",
    "council-secretary": "Không còn việc nào cần làm. Phiên họp khai mạc thì việc của thư ký hiện ở đây.",
    "chairman": "Không còn việc nào cần làm. Hồ sơ Hội đồng đã thông qua sẽ hiện ở đây để ký.",
    "bloc-secretary": "Vai trò này không có việc được giao theo hạn. Theo dõi thứ hạng và nơi im lặng ở phần dưới.",
    "city-officer": "Vai trò này không có việc được giao theo hạn. Tờ trình chờ quyết định, tiến độ của các xã, phường ở phần dưới.",
    "operator": "Vai trò này không có việc được giao theo hạn. Xem phần nào đang đứng lại ở phần dưới.",
    "citizen": "Vai trò này không có việc được giao. Quyết định khen thưởng mới ở phần dưới.",
    **dict.fromkeys(
        map(str, WATCHING_ROLES),
        "Vai trò này không có việc được giao theo hạn. Theo dõi báo cáo của các đơn vị ở phần dưới.",
    ),
    "leader": "Vai trò này không có việc được giao theo hạn. Kế hoạch chờ ký thay và báo cáo của các đơn vị ở phần dưới.",
    "finance-officer": "Không còn việc nào cần làm. Chủ tịch ký quyết định khen thưởng thì việc chi tiền thưởng hiện ở đây.",
    "records-clerk": "Không còn việc nào cần làm. Văn bản đã ký chờ cấp số sẽ hiện ở đây.",
}
"""What an empty list of work says, per role: what comes next and where it will show."""
