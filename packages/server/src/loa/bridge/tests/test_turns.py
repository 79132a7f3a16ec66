"""Two bridges: one works, one waits; the turn passes at once, is never two's, and nothing is lost by it."""

import os
import signal
import threading
from contextlib import ExitStack

import psycopg
import pytest
from django.db import connection, connections
from loa_protocol.topics import Up

from loa.bridge.database import LOCKED
from loa.bridge.tests import turns
from loa.bridge.tests.house import send_until_silent, until
from loa.bridge.tests.test_bridge import PLANNED, all_is_sent_while, enrolled, in_loop, run
from loa.fleet.models import Health

ROUNDS = 3


def two_bridges(house):
    """The first has the turn, the second waits."""
    turns.mark_writes()
    house.start("bridge1")
    until(lambda: turns.working() == turns.number_of(house, "bridge1"), lambda: house.log("bridge1"))
    house.start("bridge2")
    until(lambda: turns.number_of(house, "bridge2") in turns.waiting(), lambda: house.log("bridge2"))


def taken_over(house, before):
    """Another process than this has the turn."""
    until(lambda: turns.working() not in (0, before), lambda: house.log("bridge1") + house.log("bridge2"))
    return turns.working()


def test_the_waiting_bridge_takes_over_from_a_killed_one_and_nothing_is_lost(house):
    _places, _operator, boxes = enrolled(house, 20)
    two_bridges(house)
    had = [turns.working()]

    def kill_the_working_one():
        name = turns.name_of(house, had[-1])
        house.kill(name)
        had.append(taken_over(house, had[-1]))
        house.start(name)
        until(lambda: turns.number_of(house, name) in turns.waiting(), lambda: house.log(name))

    all_is_sent_while(house, boxes, kill_the_working_one)
    assert len(set(had)) == ROUNDS + 1
    assert turns.wrote() == had


def test_a_bridge_whose_lock_is_lost_stops_and_waits_anew(house):
    _places, _operator, boxes = enrolled(house, 20)
    two_bridges(house)
    had = [turns.working()]

    def cut_the_turn():
        turns.end_session()
        had.append(taken_over(house, had[-1]))
        until(lambda: had[-2] in turns.waiting(), lambda: house.log(turns.name_of(house, had[-2])))

    all_is_sent_while(house, boxes, cut_the_turn)
    one, other = (turns.number_of(house, name) for name in turns.NAMES)
    assert had == [one, other, one, other]
    assert turns.wrote() == had


def test_one_that_sleeps_through_the_loss_of_its_turn_does_nothing_when_it_wakes(house):
    """Stopped (SIGSTOP), it keeps every connection open and messages in its hands."""
    _places, _operator, (box, *others) = enrolled(house, 6)
    two_bridges(house)
    sleeper = turns.working()

    async def steps():
        for each in (box, *others):
            await each.insist(house.broker.mqtt)
        os.kill(sleeper, signal.SIGSTOP)
        late = [each.batch(20, PLANNED) for each in others]
        for each, raw in zip(others, late, strict=True):
            each.say(Up.RECORDS, raw)
        await in_loop(turns.end_session)
        worker = turns.name_of(house, await in_loop(lambda: taken_over(house, sleeper)))
        await in_loop(lambda: until(lambda: "6 devices are connected" in house.log(worker)))
        await box.answer()
        assert await send_until_silent(box, [box.batch(20, PLANNED)], [20], 0) == 20
        os.kill(sleeper, signal.SIGCONT)
        await in_loop(lambda: until(lambda: sleeper in turns.waiting()))
        for each, raw in zip(others, late, strict=True):
            assert await send_until_silent(each, [raw], [20], 0) == 20
        for each in (box, *others):
            await each.answer()
        connected = Health.objects.filter(connected=True)
        await in_loop(lambda: until(lambda: connected.count() == 6))

    run(house, steps())
    worker = turns.working()
    assert worker != sleeper
    assert turns.wrote() == [sleeper, worker]
    assert house.stop() == {"signer": 0, "bridge1": 0, "bridge2": 0}


def test_the_turn_survives_a_kill_of_postgresql(house_of_its_own):
    house, kill = house_of_its_own
    _places, _operator, boxes = enrolled(house, 20)
    two_bridges(house)

    def kill_postgresql():
        kill()
        connection.close()
        until(turns.working, lambda: house.log("bridge1") + house.log("bridge2"))

    all_is_sent_while(house, boxes, kill_postgresql)
    assert set(turns.wrote()) <= {turns.number_of(house, name) for name in turns.NAMES}


def test_who_waits_holds_up_no_migration_and_is_not_heard_at_the_broker(house):
    _places, _operator, (box,) = enrolled(house, 1)
    two_bridges(house)
    built = threading.Event()

    def build():
        """As a migration does beside the running parts: it waits for every snapshot that is held."""
        try:
            with connection.cursor() as cursor:
                cursor.execute("create index concurrently on playlog_chain (stored_at)")
            built.set()
        finally:
            connections.close_all()

    thread = threading.Thread(target=build)
    thread.start()
    until(built.is_set, patience=60)
    thread.join()

    async def steps():
        await box.insist(house.broker.mqtt)
        await box.answer()

    run(house, steps())
    assert not turns.holds_up_vacuum()
    assert "another bridge works; waiting" in house.log("bridge2")
    assert "devices are connected" not in house.log("bridge2")
    assert turns.wrote() == [turns.number_of(house, "bridge1")]


@pytest.mark.parametrize("role", ["loa_web", "loa_worker", "loa_signer", "loa_backup"])
def test_no_other_process_takes_the_turn(cluster, own_database, role):
    with (
        cluster.connect(own_database, role) as link,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        link.transaction(),
    ):
        link.execute(LOCKED)


def test_whatever_another_process_holds_a_bridge_works(house, cluster, own_database):
    """All that they may: advisory locks, a bridge's former one too, and the weakest where they read."""
    _places, _operator, (box,) = enrolled(house, 1)
    with ExitStack() as stack:
        for role in ("loa_web", "loa_worker", "loa_signer", "loa_backup"):
            link = stack.enter_context(cluster.connect(own_database, role))
            link.execute("select pg_advisory_lock_shared(%s, 0)", [0x6272_6467])
            if role == "loa_backup":
                link.execute("begin; select from fleet_turn")
        two_bridges(house)

        async def steps():
            await box.insist(house.broker.mqtt)
            await box.answer()

        run(house, steps())
    assert turns.wrote() == [turns.number_of(house, "bridge1")]
