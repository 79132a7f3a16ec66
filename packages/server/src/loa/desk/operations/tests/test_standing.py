"""The heaviest condition stands for a commune; rows without a box weigh nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from loa.desk.operations.drawing import EDGE, WIDTH, draw
from loa.desk.operations.standing import SAID, CommuneStanding, by_unit, state_of, total
from loa.desk.operations.standing import refused as was_refused
from loa.desk.states import STATES
from loa.fleet.queries import Alike
from loa.fleet.rules import SILENT_AFTER, Condition
from loa.places.models import Unit

NOW = datetime(2026, 11, 23, 10, 3, tzinfo=UTC)


def alike(condition: Condition, unit: int = 1, age: int = 1, clusters: int = 1) -> Alike:
    at = NOW - timedelta(minutes=age)
    return Alike(unit, condition, False, False, clusters, at, at)


@pytest.mark.parametrize(
    ("condition", "missed", "refused", "state"),
    [
        (Condition.READY, False, None, "alive"),
        (Condition.READY, True, None, "silent"),
        (Condition.SILENT, False, None, "stale"),
        (Condition.SILENT, True, None, "silent"),
        (Condition.SILENCED, True, None, "off"),
        (Condition.READY, True, 20, "refused"),
        (Condition.READY, False, 24 * 60, "alive"),
        (Condition.NEVER, True, None, "unknown"),
        (Condition.DISABLED, True, 1, "off"),
    ],
)
def test_the_state_of_one_cluster(condition, missed, refused, state):
    lately = was_refused(None if refused is None else NOW - timedelta(minutes=refused), NOW)
    assert state_of(condition, refused=lately, missed=missed) == state


def test_words_name_the_minutes_after_which_a_cluster_counts_as_silent():
    minutes = f"{SILENT_AFTER.total_seconds() / 60:.0f} phút"
    for said in (SAID["alive"], STATES["alive"].meaning, STATES["stale"].meaning):
        assert minutes in str(said)


def test_the_heaviest_stands_for_the_commune_and_all_add_up():
    clusters = [
        alike(Condition.READY, clusters=4),
        alike(Condition.SILENT, age=600),
        alike(Condition.NEW),
        alike(Condition.SILENCED, unit=2),
    ]
    found = by_unit(clusters)
    assert (found[1].state, found[1].count, found[1].alive, found[1].total) == ("stale", 1, 4, 5)
    assert found[2].state == "off"
    whole = total(found.values())
    assert (whole.total, whole.alive, whole.counted.boxless) == (6, 5, 1)
    assert (whole.newest, whole.oldest) == (NOW - timedelta(minutes=1), NOW - timedelta(minutes=600))


def test_a_commune_without_clusters_is_none_and_with_an_unclaimed_one_unknown():
    assert CommuneStanding().state == "none"
    assert by_unit([alike(Condition.NEW)])[1].state == "unknown"


def test_the_map_keeps_every_point_inside_and_names_the_heaviest_first():
    units = [
        Unit(id=1, name="Xã Mường Lát", name_type="Xã", latitude=20.53, longitude=104.6, area_km2=129.0),
        Unit(id=2, name="Phường Nghi Sơn", name_type="Phường", latitude=19.3, longitude=105.8, area_km2=40.0),
        Unit(id=3, name="Xã Không Điểm", name_type="Xã"),
    ]
    standings = by_unit([alike(Condition.SILENT, unit=1), alike(Condition.READY, unit=2)])
    drawing = draw(units, standings, NOW)
    assert drawing is not None
    assert len(drawing.spots) == 2
    assert all(0 <= one.x <= WIDTH and 0 <= one.y <= drawing.height for one in drawing.spots)
    assert [one.label for one in drawing.labels] == ["Mường Lát", "Nghi Sơn"]
    assert drawing.labels[0].label_x == EDGE
    first, second = drawing.spots
    assert first.y < second.y
    assert first.r > second.r
    assert draw([units[2]], {}, NOW) is None
