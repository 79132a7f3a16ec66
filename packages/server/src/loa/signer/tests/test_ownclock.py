"""The signer signs nothing while its clock stands before, or a day after, what it signed last."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F
from loa_protocol.encoding import encode
from loa_protocol.messages import TimeQuestion

from loa.audit.models import Entry
from loa.dispatch import targets
from loa.dispatch.actions import silence
from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.keys import actions as keys
from loa.keys.models import ClockDoubt, ClockWord, Root, SignedHead, ToSign, TrustBundle
from loa.places import scope
from loa.signer import timing
from loa.signer.ownclock import LONGEST, SAME, OwnClock, believable
from loa.testing.forging import past_the_fences
from loa.testing.people import someone

NOON = datetime(2026, 11, 29, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "right"),
    [
        (NOON - SAME, True),
        (NOON - SAME - timedelta(milliseconds=1), False),
        (NOON, True),
        (NOON + LONGEST - timedelta(milliseconds=1), True),
        (NOON + LONGEST, False),
    ],
)
def test_how_far_from_the_newest_thing_a_clock_may_stand(now, right):
    assert believable(now, NOON) is right
    assert believable(now, None)


@pytest.fixture
def house(signer, box):
    """A real house: its root is no demo's."""
    with past_the_fences():
        Root.objects.update(demo=False)
    return signer


@pytest.fixture
def ask(box, as_role, operator):
    """Asks for something to be signed; gives its row."""

    def one():
        with as_role("web", operator):
            fleet.move(box.id, None)
        return ToSign.objects.filter(kind="assign").latest("id")

    return one


def switched_off(house, days):
    """As if the machine had been off so long: all that was signed is older, and the process is a new one."""
    SignedHead.objects.update(signed_at=F("signed_at") - timedelta(days=days))
    TrustBundle.objects.update(made_at=F("made_at") - timedelta(days=days))
    house.own = OwnClock()


def answered(house):
    question = encode(TimeQuestion(v=1, device="0" * 8 + "-0000-0000-0000-" + "0" * 12, nonce="ab" * 16))
    return bool(timing.answer(question, house.key_ring, clock.now, house.own.right_lately))


def state(row):
    row.refresh_from_db()
    return row.state


def test_after_days_off_all_waits_for_a_persons_word(house, ask, operator, as_role):
    switched_off(house, 3)
    row, lists = ask(), TrustBundle.objects.count()
    with as_role("web", operator):
        silence(targets.everything(), "Có đám tang")
    assert house.work() == 0
    assert house.work() == 0
    assert (state(row), TrustBundle.objects.count(), answered(house)) == ("waiting", lists, False)
    assert ToSign.objects.get(kind="act").state == "waiting"
    assert ClockDoubt.objects.get().ended_at is None
    with as_role("web", operator):
        keys.confirm_clock()
    house.work()
    assert (state(row), answered(house)) == ("signed", True)
    assert ToSign.objects.get(kind="act").state == "signed"
    doubt = ClockDoubt.objects.get()
    assert doubt.confirmed_at == ClockWord.objects.get().at
    told = Entry.objects.get(verb="keys.clock_confirmed")
    assert told.person_id == operator.person_id
    house.work()
    assert ClockDoubt.objects.count() == 1


def test_a_clock_that_went_back_is_trusted_again_once_it_is_right(house, ask):
    row = ask()
    with clock.fixed(clock.now() - 2 * HOUR):
        assert house.work() == 0
    assert state(row) == "waiting"
    house.work()
    assert state(row) == "signed"
    doubt = ClockDoubt.objects.get()
    assert doubt.ended_at is not None
    assert doubt.confirmed_at is None


def test_what_was_signed_by_a_clock_far_ahead_counts_no_more_once_a_person_has_said_so(
    house, ask, operator, as_role
):
    switched_off(house, -400)
    row = ask()
    assert house.work() == 0
    with as_role("web", operator):
        keys.confirm_clock()
    house.work()
    assert state(row) == "signed"
    with clock.fixed(clock.now() + 2 * DAY):
        assert house.work() == 0


def test_a_word_is_of_its_day(house, ask, operator, as_role):
    switched_off(house, 3)
    row = ask()
    house.work()
    with as_role("web", operator):
        keys.confirm_clock()
    with clock.fixed(clock.now() + 2 * DAY):
        assert house.work() == 0
    assert state(row) == "waiting"


def test_only_the_provinces_operators_and_administrators_say_it(house, ask, places, operator, as_role):
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.own), home=places.own, username="la")
    auditor = someone("Lê Văn Soi", (Role.AUDITOR, places.province), home=places.province, username="soi")
    switched_off(house, 3)
    row = ask()
    house.work()
    for who in (stranger, auditor):
        with as_role("web", who), pytest.raises(Forbidden):
            keys.confirm_clock()
        named = replace(scope.of(operator), person=who.person_id)
        with as_role("web", who), scope.entered(named):  # as a taken web process writes it in their name
            ClockWord.objects.create(doubt=ClockDoubt.objects.get(), by_id=who.person_id)
    assert house.work() == 0
    assert state(row) == "waiting"


def test_a_demo_that_was_off_goes_on_by_itself_and_one_that_went_back_does_not(signer, box, ask):
    switched_off(signer, 3)
    row = ask()
    signer.work()
    assert state(row) == "signed"
    row = ask()
    with clock.fixed(clock.now() - 2 * HOUR):
        assert signer.work() == 0
    assert state(row) == "waiting"


def test_a_signer_with_nothing_to_sign_never_doubts_its_clock(house):
    start = clock.now()
    for hours in range(0, 24 * 6, 6):
        with clock.fixed(start + timedelta(hours=hours)):
            house.work()
            assert house.own.right_lately()
    assert not ClockDoubt.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into keys_clockdoubt (newest, shown, head, list) values (now(), now(), 0, 0)",
        "update keys_clockdoubt set ended_at = now()",
        "update keys_clockword set at = now()",
        "delete from keys_clockword",
    ],
)
def test_web_ends_no_doubt(statement, as_role, operator):
    with (
        as_role("web", operator),
        pytest.raises(Exception, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_words_moment_is_the_databases(house, ask, operator, as_role):
    switched_off(house, 3)
    house.work()
    ahead = clock.now() + 300 * DAY
    with as_role("web", operator):
        ClockWord.objects.create(doubt=ClockDoubt.objects.get(), by_id=operator.person_id, at=ahead)
    assert ClockWord.objects.get().at < ahead - 299 * DAY
