"""Whatever a page says of why something did not sound is of the one closed list: a code that nobody knows
reads "chưa rõ" everywhere."""

from datetime import timedelta

import pytest

from loa.desk.operations.tests import ground
from loa.desk.tests.test_silenced_first import page, son
from loa.dispatch import actions, targets
from loa.dispatch.models import Attempt
from loa.kernel import clock
from loa.playlog.rules import SENTENCES, LikelyReason
from loa.testing.roots import demo_root

__all__ = ["son"]
pytestmark = pytest.mark.django_db

UNKNOWN = "a-code-of-tomorrow"
GUESSES = [str(said).lower() for why, said in SENTENCES.items() if why is not LikelyReason.UNKNOWN]
PAGES = ("desk_home", "operations_wall", "operations_missed", "evidence_day")


@pytest.fixture
def box(places):
    """A cluster that missed one sound and cut another short, each for a reason of a later version."""
    demo_root()
    (device,) = ground.clusters(places.own, 1)
    of = ground.plan(places.own)
    # Within today by the local clock, whenever the test runs.
    with clock.fixed(clock.now().replace(hour=9, minute=0, second=0, microsecond=0)):
        now = clock.now()
        ground.told(
            device, ground.item(of, "Lịch cắt điện", now - timedelta(minutes=90)), "missed", code=UNKNOWN
        )
        ground.told(
            device, ground.item(of, "Lịch họp", now - timedelta(minutes=60)), "started", "cut", code=UNKNOWN
        )
        device.health.seen_at = device.health.told_at = now
        device.health.save()
        yield device


@pytest.mark.parametrize("name", PAGES)
def test_a_reason_that_nobody_knows_is_not_guessed(web, son, box, name):
    text = page(web, son, name).lower().replace("tắt hoặc dừng theo lệnh", "")  # the head of a column
    assert "chưa rõ" in text
    assert UNKNOWN not in text
    assert [each for each in GUESSES if each in text] == []


def test_nor_on_the_clusters_own_page(web, son, box):
    text = page(web, son, "clusters_show", box.pk).lower()
    assert text.count("chưa rõ") >= 3
    assert UNKNOWN not in text
    assert "nhường bản tin khác" not in text


def test_nor_why_a_cluster_did_not_do_an_order(web, son, box, as_role, places):
    with as_role("web", son):
        act = actions.silence(targets.unit(places.own.pk), "Có đám tang")
    Attempt.objects.update(state="refused", code=UNKNOWN)
    text = page(web, son, "operations_act", act.pk)
    assert "chưa rõ" in text
    assert UNKNOWN not in text
