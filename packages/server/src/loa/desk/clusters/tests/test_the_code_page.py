"""The page of a claim code names the command as it works in this house."""

import pytest
from django.urls import reverse

from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("demo", [True, False])
def test_only_in_a_demo_a_box_is_told_to_take_a_demos_root(web, places, operator, as_role, demo):
    demo_root(demo)
    with as_role("web", operator):
        device = fleet.add_device(Place(places.own), "Cụm 07")
    web.sign_in(operator)
    page = web.post(reverse("clusters_code", args=[device.pk])).content.decode()
    assert "loa-agent claim --demo -</p>" in page if demo else "loa-agent claim -</p>" in page
    assert ("Đây là bản dùng thử" in page) == demo
