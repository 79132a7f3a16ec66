"""Clusters stand in Vietnamese order: by commune, hamlet, name."""

import pytest

from loa.desk.operations.tests import ground
from loa.fleet import queries
from loa.testing import people

pytestmark = pytest.mark.django_db


def test_hamlets_and_names_in_vietnamese_order(places):
    for name in ("Tiền Thôn", "Đông Hòa", "Ân Phú", "An Lạc", "Dương Thủy"):
        ground.clusters(places.own, 1, people.hamlet(places.own, name))
    ground.clusters(places.own, 2)
    ground.clusters(places.other, 1)
    shown = queries.shown([places.own.pk, places.other.pk])
    assert [(one.device.unit.name, str(one.device.hamlet or "")) for one in shown] == [
        ("Phường Hạc Thành", ""),
        ("Phường Hạc Thành", ""),
        ("Phường Hạc Thành", "thôn An Lạc"),
        ("Phường Hạc Thành", "thôn Ân Phú"),
        ("Phường Hạc Thành", "thôn Dương Thủy"),
        ("Phường Hạc Thành", "thôn Đông Hòa"),
        ("Phường Hạc Thành", "thôn Tiền Thôn"),
        ("Xã Hoằng Châu", ""),
    ]
