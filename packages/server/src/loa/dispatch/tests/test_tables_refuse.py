"""What the tables of plans and acts refuse, what they write themselves, and which channels they notify."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from loa.dispatch.models import Act, Attempt, Plan, ToSend
from loa.dispatch.tests.test_who_may_decide import cluster
from loa.kernel import clock
from loa.keys.models import SignedHead
from loa.testing import people

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def act(unit, by, **changes):
    soon = clock.now() + DAY
    whole = {
        "id": uuid.uuid4(), "unit": unit, "kind": "silence", "target": "unit", "target_id": unit.code,
        "by_id": by.person_id, "latest_start_at": soon, "expires_at": soon,
    }  # fmt: skip
    return Act.objects.create(**whole | changes)


@pytest.mark.django_db
class TestActs:
    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"expires_at": LONG_AGO}, "dispatch_act_ends_later"),
            ({"target": "all"}, "dispatch_act_names_its_target"),
            ({"target_id": ""}, "dispatch_act_names_its_target"),
            ({"tone_ms": -1}, "dispatch_act_tone_ms_check"),
        ],
    )
    def test_one_that_cannot_be_is_refused_to_the_owner_too(self, places, operator, changes, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            act(places.own, operator, **changes)
        act(places.own, operator, target="all", target_id="")

    @pytest.mark.parametrize("change", [lambda rows: rows.update(why="x"), lambda rows: rows.delete()])
    def test_they_are_only_ever_added(self, places, operator, change):
        act(places.own, operator)
        rows = Act.objects.all()
        said = "dispatch_act: rows are only ever added"
        with pytest.raises(ProgrammingError, match=said), transaction.atomic():
            change(rows)

    def test_decided_in_ones_own_name_at_the_databases_moment(self, places, operator, editor, as_role):
        for at in (LONG_AGO, clock.now() + DAY / 2):
            with as_role("web", operator):
                made = act(places.own, operator, decided_at=at)
            assert abs(Act.objects.get(pk=made.pk).decided_at - clock.now()) < timedelta(minutes=5)
        with pytest.raises(ProgrammingError, match="in somebody else's name"), as_role("web", operator):
            act(places.own, editor)

    def test_a_device_answers_an_act_once(self, places, operator):
        box, of = cluster(places.own), act(places.own, operator)
        Attempt.objects.create(act=of, device=box, unit=places.own)
        again = Attempt(act=of, device=box, unit=places.own)
        with pytest.raises(IntegrityError, match="dispatch_attempt"), transaction.atomic():
            again.save(force_insert=True)

    def test_whose_plan_it_is_stays(self, places, as_role, operator):
        Plan.objects.create(plan_id="14797.0", unit=places.own)
        for change in ({"unit": places.other}, {"plan_id": "14797.1"}):
            for role in ("web", "worker"):
                at = (places.own.pk, places.other.pk)
                with (
                    pytest.raises(ProgrammingError, match="permission denied"),
                    as_role(role, read=at, write=at),
                ):
                    Plan.objects.update(**change)


def to_send(unit, urgent):
    now = clock.now()
    head = SignedHead.objects.create(
        unit=unit, kind="plan", subject=uuid.uuid4().hex, serial=1, sequence=1, sha256=uuid.uuid4().hex,
        head=b"x", signed_at=now, valid_to=now + DAY,
    )  # fmt: skip
    return ToSend(unit=unit, topic="x", head=head, urgent=urgent)


def test_what_is_to_be_sent_rings_at_commit_in_its_own_lane(own_database, cluster):
    unit = people.places().own
    plain, urgent, many = to_send(unit, False), to_send(unit, True), [to_send(unit, n > 0) for n in range(3)]
    with cluster.connect(own_database) as ear:
        for channel in ("loa_to_send", "loa_to_send_urgent", "the_end"):
            ear.execute(f"listen {channel}")
        for write, undone in (
            (lambda: to_send(unit, True).save(), True),
            (urgent.save, False),
            (plain.save, False),
            (lambda: ToSend.objects.bulk_create(many), False),
        ):
            with transaction.atomic():
                write()
                transaction.set_rollback(undone)
            ear.execute("select pg_notify('the_end', '')")
        said = []
        for each in ear.notifies(timeout=30):
            said.append(each.channel)
            if said.count("the_end") == 4:
                break
    silent, first, second, third = " ".join(said).split("the_end")[:4]
    assert (silent.split(), first.split(), second.split()) == ([], ["loa_to_send_urgent"], ["loa_to_send"])
    assert sorted(third.split()) == ["loa_to_send", "loa_to_send_urgent"]
