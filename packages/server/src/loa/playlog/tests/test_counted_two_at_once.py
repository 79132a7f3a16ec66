"""Of two workers that count one commune at once the later waits, and writes what it reads then."""

import pytest

from loa.fleet.models import Device
from loa.kernel import actor, clock
from loa.places import scope
from loa.places.scoped_job import WORKER
from loa.playlog import counting
from loa.playlog.models import CommuneFigures, SoundTotal
from loa.playlog.tests.said import said
from loa.testing import people
from loa.testing.at_once import one_behind_another


@pytest.fixture
def places(own_database):
    return people.places()


def test_the_later_waits_and_writes_what_it_reads_then(places, played):
    def count():
        with clock.fixed(played.ends_at), actor.acting(WORKER), scope.all_units():
            counting.every_commune()
            return SoundTotal.objects.get().completed

    def first():
        count()
        said(Device.objects.get(name="Cụm 02"), 3, "completed")

    assert one_behind_another(first, count) == 2
    assert SoundTotal.objects.count() == 1
    assert set(CommuneFigures.objects.values_list("counted_at", flat=True)) == {played.ends_at}
