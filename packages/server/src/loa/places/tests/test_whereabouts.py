"""Coordinates outside Vietnam are refused; those far from their commune are said."""

import pytest

from loa.kernel.errors import Invalid
from loa.places.models import Unit
from loa.places.rules import spot
from loa.places.whereabouts import far_from, far_from_unit

HERE = Unit(name="Phường Hạc Thành", latitude=19.8, longitude=105.8)
NOWHERE = Unit(name="Xã Sao")


@pytest.mark.parametrize(
    "at", [("19,8", "105,8"), (8.56, 104.83), (23.39, 105.32), (16.5, 112.3), (8.6, 111.9)]
)
def test_vietnam_reaches_from_ca_mau_to_ha_giang_and_to_its_islands(at):
    assert spot(*at) != (None, None)


@pytest.mark.parametrize("at", [(0, 0), (48.85, 2.35), (1.25, 9), (-19.8, 105.8), (19.8, -105.8)])
def test_a_place_elsewhere_is_refused_in_words(at):
    with pytest.raises(Invalid, match="ở ngoài Việt Nam") as why:
        spot(*at)
    assert why.value.field == "latitude"


def test_far_from_the_nearest_is_said_with_the_distance():
    assert far_from([HERE, NOWHERE], 19.9, 105.9) == ""
    assert far_from([HERE, NOWHERE], 21.03, 105.85) == (
        "cách Phường Hạc Thành khoảng 137 km: xem lại tọa độ."
    )
    assert far_from([NOWHERE], 21.03, 105.85) == far_from([], 21.03, 105.85) == ""
    assert far_from([HERE], None, None) == ""
    assert far_from_unit(NOWHERE, [HERE], 21.03, 105.85) != ""
    assert far_from_unit(HERE, [Unit(name="Xã Bắc", latitude=21, longitude=105.8)], 21.03, 105.85) != ""
