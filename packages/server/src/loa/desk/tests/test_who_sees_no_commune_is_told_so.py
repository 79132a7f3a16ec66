"""Who holds a role over exactly the province sees no commune: pages say that, never that there is nothing."""

import pytest

from loa.desk.operations.tests import ground
from loa.kernel.roles import Role
from loa.testing.people import someone

pytestmark = pytest.mark.django_db

TOLD = "ngoài phạm vi được xem"
COUNTED = (
    "/quan-ly/lich-phat/",
    "/quan-ly/cum-loa/",
    "/dieu-hanh/",
    "/dieu-hanh/im/",
    "/quan-ly/nhat-ky-phat/",
)
FALSE = (
    *("chưa có cụm loa nào", "Chưa có cụm loa nào", "Thêm một cụm", "0/0", "Không tìm thấy “”"),
    "Không có cụm nào im",
)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER])
def test_a_role_over_exactly_the_province(web, places, role):
    ground.clusters(places.own, 2)
    web.sign_in(someone("Lê Thị Hoa", (role, places.province), home=places.province, username="hoa"))
    for address in ("/quan-ly/", *COUNTED):
        shown = web.get(address).content.decode()
        assert TOLD in shown, address
        assert not [each for each in FALSE if each in shown], address
    home = web.get("/quan-ly/").content.decode()
    assert "Cụm loa" not in home.split('id="danh-muc"', 1)[-1].split("</nav>", 1)[0]


def test_a_role_over_all_below(web, places, operator):
    ground.clusters(places.own, 2)
    web.sign_in(operator)
    for address in ("/quan-ly/", *COUNTED):
        assert TOLD not in web.get(address).content.decode()
