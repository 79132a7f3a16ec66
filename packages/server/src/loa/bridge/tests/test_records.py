"""Records through both stages, as the bridge's own role: each once, in order, at the moments they said."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Resend, Stored, TurnedBack

from loa.bridge.records import TurnedBackLately
from loa.bridge.tests.house import Box
from loa.fleet.models import Device
from loa.kernel import clock
from loa.playlog import queries as playlog
from loa.playlog.models import Batch, Chain, Gap, PlayRecord

PLANNED = 1_795_400_000_123
END_OF_TIME = datetime(2100, 1, 1, tzinfo=UTC)


def marked(box):
    """What a page shows of the breaks in a box's count."""
    unit = Device.objects.get(pk=box.id).unit_id
    found = playlog.marks(unit, box.id, clock.now() - timedelta(days=1))
    return [(each.kind, each.first, each.last, each.earlier) for each in found]


def test_all_batches_of_a_device_sent_at_one_time_keep_their_order(take, boxes):
    found = boxes(40)
    sent = [(box, box.batch(5, PLANNED)) for _ in range(20) for box in found]
    answers = take(*sent, *sent)
    assert {each.upto for each in answers[-40:]} == {100}
    assert set(Chain.objects.values_list("last", flat=True)) == {100}
    assert PlayRecord.objects.count() == 40 * 100
    assert Batch.objects.count() == 40 * 20
    assert not Gap.objects.exists()


def test_a_fork_beside_what_comes_next_is_shown_and_each_number_is_kept_once(take, boxes):
    box, other = boxes(2)
    take((box, box.batch(10, PLANNED)))
    twin = Box(box.id, box.key, box.server, box.places, box.plan_id, number=6)
    answers = take(
        (box, twin.batch(10, PLANNED)), (other, other.batch(3, PLANNED)), (box, box.batch(1, PLANNED))
    )
    assert [each.upto for each in answers] == [15, 3, 15]
    numbers = PlayRecord.objects.filter(device_id=box.id).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 16))
    assert set(Gap.objects.values_list("kind", "after", "before")) == {
        ("overlap", 10, 6),
        ("fork", 15, 11),
    }
    assert marked(box) == [("hai bản khác nhau", 11, 11, False), ("trùng một phần", 6, 10, False)]
    assert Batch.objects.count() == 4


def test_records_that_no_chain_counts_any_more_are_taken_once_and_answered(take, boxes):
    box, other = boxes(2)
    raws = [box.batch(10, PLANNED), box.batch(10, PLANNED)]
    take(*((box, raw) for raw in raws))
    Chain.objects.all().delete()
    Batch.objects.all().delete()
    answers = take((box, raws[1]), (other, other.batch(4, PLANNED)))
    assert isinstance(answers[0], Resend)
    assert answers[1].upto == 4
    assert [each.upto for each in take(*((box, raw) for raw in raws))] == [20, 20]
    assert PlayRecord.objects.filter(device_id=box.id).count() == 20


def test_a_moment_is_kept_to_the_millisecond_and_a_clock_gone_mad_within_what_a_date_can_say(take, boxes):
    (box,) = boxes(1)
    take((box, box.batch(2, PLANNED)), (box, box.batch(1, 0)), (box, box.batch(1, 2**53 - 1)))
    rows = {row.number: row for row in PlayRecord.objects.all()}
    said = datetime(2026, 11, 23, 2, 13, 20, 123_000, UTC)
    assert rows[1].planned_at == rows[1].happened_at == said
    assert rows[2].happened_at == said.replace(microsecond=124_000)
    assert rows[3].planned_at is None
    assert rows[3].happened_at == datetime(1970, 1, 1, tzinfo=UTC)
    assert rows[4].planned_at == rows[4].happened_at == END_OF_TIME
    assert [rows[n].day for n in (2, 3, 4)] == [date(2026, 11, 23), date(1970, 1, 1), date(2100, 1, 1)]


def test_a_batch_that_follows_another_than_the_one_stored_is_kept_and_marked(take, boxes):
    (box,) = boxes(1)
    take((box, box.batch(10, PLANNED)))
    elsewhere = Box(box.id, box.key, box.server, box.places, box.plan_id, number=11)
    (answer,) = take((box, elsewhere.batch(5, PLANNED)))
    assert answer.upto == 15
    gap = Gap.objects.get()
    assert (gap.kind, gap.after, gap.before) == ("unlinked", 10, 11)
    assert marked(box) == [("không nối với bản trước", 11, 15, False)]
    assert PlayRecord.objects.filter(device_id=box.id).count() == 15


def test_what_the_database_does_not_take_is_turned_back_and_holds_up_no_other(take, boxes, own_database):
    bad, good = boxes(2)
    with connection.cursor() as cursor:
        cursor.execute("alter table playlog_playrecord alter column lost_ms type int")
    wrong = bad.batch(1, PLANNED, lost_ms=2**40)
    sent = [(good, good.batch(3, PLANNED)) for _ in range(4)]
    answers = take(*sent[:2], (bad, wrong), *sent[2:])
    stored = [each.upto for each in answers if isinstance(each, Stored)]
    assert (len(stored), stored[-1]) == (4, 12)
    (turned,) = (each for each in answers if isinstance(each, TurnedBack))
    assert (turned.sha256, turned.code) == (sha256_hex(wrong), "malformed")


def test_a_batch_is_told_once_a_minute_that_it_is_not_taken():
    lately = TurnedBackLately()
    assert lately.may_say("a", 1000.0)
    assert not lately.may_say("a", 1059.9)
    assert lately.may_say("b", 1059.9)
    assert lately.may_say("a", 1060.0)


def test_a_first_record_sent_anew_is_shown_as_that_line_alone(take, boxes):
    (box,) = boxes(1)
    take((box, box.batch(6, PLANNED)))
    anew = Box(box.id, box.key, box.server, box.places, box.plan_id)
    take((box, anew.batch(1, PLANNED + 1)))
    assert marked(box) == [("hai bản khác nhau", 1, 1, False)]


@pytest.mark.parametrize("first", [2**53 - 2, 1_000_012])
def test_numbers_that_no_box_can_have_come_to_are_turned_back_and_leave_no_mark(take, boxes, first):
    (box,) = boxes(1)
    take((box, box.batch(10, PLANNED)))
    far = Box(box.id, box.key, box.server, box.places, box.plan_id)
    (answer,) = take((box, far.batch(2, PLANNED, first=first)))
    assert isinstance(answer, TurnedBack)
    assert answer.code == "malformed"
    assert (Chain.objects.get().last, Batch.objects.count(), Gap.objects.count()) == (10, 1, 0)
    assert take((box, box.batch(1, PLANNED)))[0].upto == 11
