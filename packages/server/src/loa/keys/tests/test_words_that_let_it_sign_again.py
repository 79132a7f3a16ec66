"""A person says that the clock is right, or that a restored house was looked at: who may, and of what."""

from datetime import timedelta

import pytest

from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.errors import Forbidden
from loa.keys import actions as keys
from loa.keys import queries
from loa.keys.models import ClockDoubt, ClockWord, Restoration, RestorationSeen
from loa.people.models import Role
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
SAYS = {"clock": keys.confirm_clock, "restore": keys.restoration_seen}


@pytest.fixture
def doubt(places):
    now = clock.now()
    ClockDoubt.objects.create(newest=now, shown=now, head=0, list=0, ended_at=now)
    return ClockDoubt.objects.create(newest=now - timedelta(days=3), shown=now, head=0, list=0)


@pytest.fixture
def restored(places):
    now = clock.now()
    Restoration.objects.create(restored_at=now - timedelta(days=9), backup_at=now - timedelta(days=10))
    return Restoration.objects.create(restored_at=now, backup_at=now - timedelta(hours=5))


def rows():
    return [model.objects.count() for model in (ClockWord, RestorationSeen, Entry)]


@pytest.mark.parametrize("say", SAYS.values(), ids=SAYS)
def test_where_nothing_waits_nothing_is_said(operator, as_role, say):
    with as_role("web", operator):
        assert say() is None
    assert rows() == [0, 0, 0]


@pytest.mark.parametrize(
    ("role", "at", "may"),
    [
        (Role.OPERATOR, "province", {"clock", "restore"}),
        (Role.ADMINISTRATOR, "province", {"clock"}),
        (Role.AUDITOR, "province", set()),
        (Role.OPERATOR, "own", set()),
        (Role.ADMINISTRATOR, "own", set()),
    ],
)
def test_it_is_said_for_the_province_by_those_who_run_it(doubt, restored, places, as_role, role, at, may):
    unit = getattr(places, at)
    who = someone("Lê Văn Tám", (role, unit), home=unit, username="tam")
    for name, say in SAYS.items():
        with as_role("web", who):
            if name in may:
                assert say().by_id == who.person_id
            else:
                with pytest.raises(Forbidden, match="Không có quyền"):
                    say()
    assert Entry.objects.count() == len(may)


@pytest.mark.parametrize("say", SAYS.values(), ids=SAYS)
def test_no_process_says_it(doubt, restored, places, as_role, say):
    at = (places.province.pk,)
    with as_role("web", read=at, write=at), pytest.raises(Forbidden):
        say()
    assert rows() == [0, 0, 0]


def test_before_there_is_a_province_nobody_says_it(operator, as_role, places):
    places.province.valid_to = clock.today()
    places.province.save()
    for say in SAYS.values():
        with as_role("web", operator), pytest.raises(Forbidden):
            say()


def test_the_word_is_of_the_doubt_that_stands_and_the_record_tells_both_moments(
    doubt, operator, as_role, places
):
    with as_role("web", operator):
        said = keys.confirm_clock()
    assert said.doubt == doubt == queries.clock_doubt()
    told = Entry.objects.get(verb="keys.clock_confirmed")
    assert told.subject == f"places.unit:{places.province.pk}"
    assert told.detail["newest"] == clock.local(doubt.newest).isoformat(timespec="minutes")
    assert told.detail["shown"] >= told.detail["newest"]


def test_whoever_looked_has_looked_at_the_last_restore(restored, operator, as_role):
    with as_role("web", operator):
        assert keys.restoration_seen().restoration == restored
        assert queries.unseen_restoration() is None
        assert keys.restoration_seen() is None
    assert rows() == [0, 1, 1]
    backup = clock.local(restored.backup_at).isoformat(timespec="minutes")
    assert Entry.objects.get().detail == {"backup": backup}
