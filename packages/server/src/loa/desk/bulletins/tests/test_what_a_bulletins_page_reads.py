"""A bulletin's page shows where it is on air; only the approver's holds it against the commune's rules."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.newsroom.models import Bulletin, Topic
from loa.testing import bulletins
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
JUDGED_BY = ("airtime_broadcastrule", '"airtime_slot"."volume"')


@pytest.fixture
def desk(places, editor, approver, as_role):
    demo_root()
    bulletins.rule(places.own)
    return bulletins.Desk(places.own, editor, approver, as_role)


def asked(web, route, code):
    with CaptureQueriesContext(connection) as seen:
        answer = web.get(reverse(route, args=[code]))
    assert answer.status_code == 200
    return answer.content.decode(), [each["sql"] for each in seen.captured_queries]


def judged(statements):
    """The statements about the schedule, but for those about the bulletin's own slots."""
    others = (sql for sql in statements if '"airtime_slotitem"."bulletin_id" = ' not in sql)
    return [sql for sql in others if any(name in sql for name in JUDGED_BY)]


def test_the_page_of_a_bulletin_asks_nothing_of_the_communes_schedule(web, desk, places, editor):
    made = desk.approved(desk.words(bulletins.ready_sound(places.own))).bulletin
    web.sign_in(editor)
    page, statements = asked(web, "bulletins_show", made.code)
    assert made.title in page
    assert "17:00" in page
    assert judged(statements) == []


def test_the_page_on_which_it_is_approved_does(web, desk, places, approver):
    made = desk.submitted(desk.words(bulletins.ready_sound(places.own)))
    web.sign_in(approver)
    page, statements = asked(web, "bulletins_approve", made.code)
    assert "Không vướng quy chế." in page
    assert judged(statements) != []


def test_saving_reads_the_topics_once_and_refuses_one_that_is_not_offered(web, desk, places, editor):
    topic, ended = Topic.objects.all()[:2]
    Topic.objects.filter(pk=ended.pk).update(valid_to=ended.valid_from + timedelta(days=1))
    web.sign_in(editor)
    typed = {"unit": places.own.pk, "title": "Lịch tiêm", "page": str(uuid4())}
    with CaptureQueriesContext(connection) as seen:
        answer = web.post(reverse("bulletins_save_new"), {**typed, "topic": topic.pk})
    assert answer.status_code == 200
    assert Bulletin.objects.get().topic == topic
    assert sum('FROM "newsroom_topic"' in each["sql"] for each in seen.captured_queries) == 1
    answer = web.post(reverse("bulletins_save_new"), {**typed, "topic": ended.pk})
    assert (answer.status_code, list(answer.json()["faults"])) == (422, ["topic"])
