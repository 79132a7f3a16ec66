"""Whoever submits or approves dies at each write in turn: the house is as before, or all of it is done."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from loa.airtime.models import Slot
from loa.dispatch.actions import need_plan
from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.newsroom import actions as newsroom
from loa.newsroom.models import Approval, Bulletin
from loa.newsroom.times import Once
from loa.testing import bulletins, people
from loa.testing.cluster import Cluster

from tests.whole import Staff, as_person, staff


class Decider:
    """Decides as one person, each time in a fork that may be killed."""

    def __init__(self, process: "subprocess.Popen[str]", found: Staff) -> None:
        self.process, self.found = process, found

    def decide(self, verb: str, bulletin: Bulletin, who: Actor, die_at: int = 0) -> tuple[int, list[str]]:
        """Exit code and the writes that were passed."""
        order = {
            "verb": verb,
            "bulletin": bulletin.pk,
            "revision": bulletin.latest_revision_id,
            "person": who.person_id,
            "account": who.account_id,
            "role": who.grants[0].role,
            "unit": self.found.unit.pk,
            "die_at": die_at,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        passed = []
        while not (line := self.line()).startswith("exit"):
            passed.append(line)
        return int(line.split()[1]), passed

    def line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the deciding process ended"
        return line.strip()


@pytest.fixture
def decider(own_database: str, cluster: Cluster) -> Iterator[Decider]:
    """A commune with a plan, so that an approval also compiles it and asks for its signature."""
    at = people.places()
    operator = people.someone("Vũ Thị Vận", (Role.OPERATOR, at.province), home=at.province, username="van")
    found = staff(at.own, operator)
    need_plan(at.own, None)
    told = {
        **os.environ,
        **cluster.environment("loa_web", own_database),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.deciding"],
        env=told,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        made = Decider(process, found)
        assert made.line() == "ready"
        yield made
        process.communicate()


def drafts(found: Staff) -> list[Bulletin]:
    """Two alike, a day apart: one to rehearse with, one to die with."""
    sound = bulletins.ready_sound(found.unit)
    desk = bulletins.Desk(found.unit, found.editor, found.approver, None)
    made = []
    for days in (0, 1):
        words = desk.words(sound, times=(Once(bulletins.tomorrow_at(17) + timedelta(days=days)),))
        with as_person(found.editor):
            made.append(newsroom.create(found.unit.pk, words))
    return made


def rows() -> dict[str, int]:
    """How many rows each table of the house has, the queue's included."""
    with connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        )
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(" union all ".join(f"select '{name}', count(*) from \"{name}\"" for name in names))
        counted = dict(cursor.fetchall())
        cursor.execute("set role loa_owner")
    return counted


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def dies_at_each_write(decider: Decider, verb: str, who: Actor, pair: list[Bulletin]) -> dict[str, int]:
    """The first of the pair is decided in peace, the second with a death at each of the same writes; gives
    how many rows the decision makes in each table."""
    rehearsed, trial = pair
    before = rows()
    code, writes = decider.decide(verb, rehearsed, who)
    assert code == 0
    assert writes[-1] == "after commit"
    makes = grown(before, rows())
    before = rows()
    for die_at, write in enumerate(writes[:-1], 1):
        code, passed = decider.decide(verb, trial, who, die_at)
        assert (code, passed) == (-signal.SIGKILL, writes[:die_at])
        assert grown(before, rows()) == {}, f"died at {write}"
    assert decider.decide(verb, trial, who, len(writes))[0] == -signal.SIGKILL
    assert grown(before, rows()) == makes, "it was committed, so all of it is there"
    return makes


def test_a_submission_is_whole_or_not_there(decider: Decider) -> None:
    pair = drafts(decider.found)
    dies_at_each_write(decider, "submit", decider.found.editor, pair)
    assert set(Bulletin.objects.values_list("state", flat=True)) == {Bulletin.State.SUBMITTED}


def test_an_approval_its_slot_and_its_plan_are_whole_or_not_there(decider: Decider) -> None:
    found = decider.found
    pair = drafts(found)
    for each in pair:
        with as_person(found.editor):
            newsroom.submit(each.pk)
        each.refresh_from_db()
    makes = dies_at_each_write(decider, "approve", found.approver, pair)
    alike = {"newsroom_approval", "airtime_slot", "airtime_slotitem", "keys_tosign", "dispatch_planbody"}
    assert {name: makes[name] for name in alike} == dict.fromkeys(alike, 1)
    assert set(Bulletin.objects.values_list("state", flat=True)) == {Bulletin.State.APPROVED}
    assert Approval.objects.count() == Slot.objects.count() == 2
