"""One bulletin from the keyboard to the loudspeaker, in a real Chromium and two real agents."""

import pytest
from loa.newsroom.models import Approval, Bulletin
from loa.people.models import Person
from loa.testing.browser import OpenPage

from tests import listening
from tests.at_the_desk import SLOW_MS, approved_on, counted_on_the_page, served, written_and_submitted
from tests.whole import Whole, airing, held, open_house, sounded_on_the_second

pytestmark = pytest.mark.browser


def test_what_is_typed_and_approved_sounds_on_the_second_and_is_counted(
    whole: Whole, open_page: OpenPage
) -> None:
    found = open_house(whole)
    desk = open_page(1440)
    desk.set_default_timeout(SLOW_MS)
    start = written_and_submitted(desk, whole)
    bulletin = Bulletin.objects.get()
    phone = open_page(360)
    phone.set_default_timeout(SLOW_MS)
    approved_on(phone, whole, bulletin)
    approval = Approval.objects.get()
    assert approval.person == Person.objects.get(pk=found.approver.person_id)
    reference = listening.decoded(served(phone, whole, approval))

    whole.switch_on()
    whole.until(whole.along(lambda: (row := airing(found, bulletin.pk)) and row.tally.received == 2))
    whole.until(whole.along(lambda: held(whole)))
    whole.driven(start + 2 * listening.HOUR_MS)
    whole.until(lambda: airing(found, bulletin.pk).tally.completed == 2)
    for name in whole.devices:
        sounded_on_the_second(whole, name, reference, start)

    tally = airing(found, bulletin.pk).tally
    assert (tally.planned, tally.received, tally.started, tally.completed, tally.rest) == (2, 2, 2, 2, [])
    counted_on_the_page(desk, whole, bulletin)
