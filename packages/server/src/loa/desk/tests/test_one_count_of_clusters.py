"""How many clusters there are: wall, home, list and writing page count those that can sound, and
name beside them those that have no box yet or are locked."""

from html import unescape

import pytest
from django.urls import reverse

from loa.desk.bulletins.places import clusters_by_hamlet, clusters_in
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.fleet.rules import ClusterCount, Condition, counted
from loa.kernel import clock
from loa.kernel.ids import uuid7
from loa.testing import bulletins, listened, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
BESIDES = "3 cụm chưa nhận máy, 1 cụm đã khóa"


@pytest.fixture
def hamlet(places):
    """Of `own`: four clusters in use (one of the hamlet), three without a box (two of it), one locked."""
    demo_root()
    bulletins.rule(places.own)
    at = people.hamlet(places.own, "Kim Tân")
    ground.clusters(places.own, 3)
    ground.clusters(places.own, 1, at)
    for number, where in enumerate((at, at, None)):
        code = f"{places.own.code}.{where.pk if where else 0}"
        Device.objects.create(
            id=uuid7(), unit=places.own, hamlet=where, name=f"Chờ {number}", plan_id=code, places=["38"]
        )
    (locked,) = ground.clusters(places.own, 1)
    Device.objects.filter(pk=locked.pk).update(state="disabled", disabled_at=clock.now())
    return at


def text(web, address):
    answer = web.get(address)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_one_function():
    each = dict.fromkeys(Condition, 1)
    assert counted(each.items()) == ClusterCount(in_use=6, boxless=1, locked=1)
    assert ClusterCount(1, 2, 3) + ClusterCount(1, 1, 1) == ClusterCount(2, 3, 4)


def test_every_page_says_the_same(web, places, hamlet, editor, operator):
    listened.counted()
    own = f"?noi={places.own.pk}"
    web.sign_in(operator)
    for address in (reverse("operations_wall"), reverse("operations_wall") + own):
        page = text(web, address)
        assert "4/4" in page
        assert f"chưa tính {BESIDES}" in page
    home = text(web, reverse("desk_home"))
    assert "4/4 cụm sống" in home
    assert f"chưa tính {BESIDES}" in home
    listed = text(web, reverse("clusters_list"))
    assert "4/4 cụm sẵn sàng" in listed
    assert f"Chưa tính {BESIDES}." in listed
    web.sign_in(editor)
    home = text(web, reverse("desk_home"))
    assert "4 cụm sống" in home
    assert f"chưa tính {BESIDES}" in home
    writing = text(web, reverse("bulletins_new"))
    assert "4 cụm loa sẽ phát." in writing
    assert f"Chưa tính {BESIDES}." in writing
    assert "1 cụm loa, 2 cụm chưa nhận máy" in writing


def test_a_bulletin_for_a_hamlet_counts_the_clusters_of_that(places, hamlet):
    counts = clusters_by_hamlet(places.own.pk)
    assert clusters_in(counts, ()) == ClusterCount(4, 3, 1)
    assert clusters_in(counts, (hamlet.pk,)) == ClusterCount(1, 2, 0)
    assert clusters_in(counts, (hamlet.pk + 1,)) == ClusterCount()
