"""Everybody says everything at once, each in another order: nobody waits for each other."""

import asyncio
import random
from datetime import timedelta
from uuid import UUID

from loa_protocol.messages import ClockQuality, Have, Health, Hello, Refused
from loa_protocol.refusals import Code

from loa.bridge.database import ScopedDatabase
from loa.bridge.presence import Presence, PresenceChange
from loa.bridge.reconciling import Reconciler
from loa.bridge.registry import Registry
from loa.bridge.status_writer import StatusWriter
from loa.bridge.tests.house import until
from loa.bridge.tests.test_bridge import enrolled, in_loop, run
from loa.dispatch import targets
from loa.dispatch.actions import silence
from loa.fleet import models
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.keys.models import SignedHead, TrustBundle
from loa.places import scope

DEVICES, ROUNDS = 200, 10


def hello(device):
    return Hello(1, device, (1,), "test", "0" * 32, "server", True, ClockQuality.RTC)


def health(device):
    return Health(1, device, 0, 0, ClockQuality.RTC, 1, "", False, 80, 1, False, 0)


def have(device):
    return Have(1, device, 1, 0, 0, 0, 0, 0, 0, "", 0, 0, "", "", (), 0, (), 0, 0, 0)


def holding(device, *acts):
    return Have(1, device, 1, 0, 0, 0, 0, 0, 0, "", 0, 0, "", "", (), 0, acts, 0, 0, 0)


def seen(device):
    return PresenceChange(device, "broker", 1, here=random.random() < 0.5)


def address(cluster, database):
    told = cluster.environment("loa_bridge", database)
    return (
        f"host={told['LOA_DB_HOST']} port={told['LOA_DB_PORT']} dbname={database} user=loa_bridge"
        f" password={cluster.passwords['loa_bridge']}"
    )


def test_acts_that_a_device_holds_and_we_do_not_know_are_kept(house, cluster, own_database):
    """One of the province is known to a device of a commune; what was decided after our backup is not."""
    _found, operator, boxes = enrolled(house, 2)
    with acting.acting(operator), scope.for_actor(operator):
        decided = str(silence(targets.everything(), "Có đám tang").pk)
    heads = SignedHead.objects.filter(kind="act", subject=decided)
    until(heads.exists, lambda: house.log("signer"))
    known = heads.get().sha256
    lost, (one, other) = "ab" * 32, (box.id for box in boxes)

    def unknown(device):
        return models.Health.objects.get(device_id=device).unknown_acts

    async def told(*said):
        base = ScopedDatabase(address(cluster, own_database))
        await base.open()
        await Reconciler(base, Registry(base), "http://files", b"x" * 32).answer(said)
        await base.close()

    (house.home / "bridge.log").touch()
    run(house, told(holding(one, known, lost), holding(other, known)))
    assert (unknown(one), unknown(other)) == ([lost], [])
    run(house, told(holding(one, known)))
    assert unknown(one) == []


def test_four_writers_of_the_same_devices_never_wait_for_each_other(house, cluster, own_database):
    _found, _operator, boxes = enrolled(house, DEVICES)
    names = [box.id for box in boxes]
    conninfo = address(cluster, own_database)

    def each(kind):
        return [kind(device) for device in random.sample(names, DEVICES)]

    async def steps():
        base = ScopedDatabase(conninfo)
        await base.open()
        registry = Registry(base)
        hearing, presence = StatusWriter(base, registry), Presence(base, registry)
        reconciler = Reconciler(base, registry, "http://files", b"x" * 32)
        for _ in range(ROUNDS):
            await asyncio.gather(
                hearing.write([*each(hello), *each(health)]),
                hearing.write([*each(health), *each(hello)]),
                presence.write(each(seen)),
                reconciler.answer(each(have)),
            )
        await base.close()

    (house.home / "bridge.log").touch()
    run(house, steps())
    with cluster.connect() as link:
        (deadlocks,) = link.execute(
            "select deadlocks from pg_stat_database where datname = %s", (own_database,)
        ).fetchone()
    assert deadlocks == 0
    held = models.Health.objects.filter(device_id__in=map(UUID, names), held_at__isnull=False)
    assert held.count() == DEVICES


def test_which_versions_a_device_reads_are_ours_alone_and_change_once_a_day(house):
    _found, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")

    async def steps():
        await box.insist(house.broker.mqtt)
        box.hello(speaks=(1, 99))
        first = await in_loop(lambda: until(lambda: word(box, agent="test")))
        await in_loop(lambda: models.Health.objects.update(agent=""))
        box.hello(speaks=(2,))
        same_day = await in_loop(lambda: until(lambda: word(box, agent="test")))
        past = clock.now() - timedelta(hours=25)
        await in_loop(lambda: models.Health.objects.update(agent="", speaks_at=past))
        box.hello(speaks=(2,))
        return first, same_day, await in_loop(lambda: until(lambda: word(box, agent="test")))

    first, same_day, next_day = run(house, steps())
    assert [first.speaks, same_day.speaks, next_day.speaks] == [[1], [1], []]


def word(box, **wanted):
    return models.Health.objects.filter(device=box.id, **wanted).first()


def test_the_moments_of_a_plan_move_with_that_plan_alone(house):
    """Verified once it holds the head, received once it holds all: an order or a lock moves neither."""
    _found, _operator, (box,) = enrolled(house, 1)
    house.start("bridge")
    first, second = "ab" * 32, "cd" * 32

    def moments():
        one = word(box)
        return one.verified_sha256, one.verified_sequence, one.verified_at, one.whole_sha256, one.whole_at

    async def steps():
        await box.insist(house.broker.mqtt)
        plan = {"plan_id": box.plan_id, "plan_seq": 7, "plan_sha256": first}
        seen = []
        for said in (
            {**plan, "missing_count": 2},
            plan,
            {**plan, "assignment_seq": 9},
            {},
            {**plan, "plan_seq": 8, "plan_sha256": second},
        ):
            await box.answer(**said)
            seen.append(await in_loop(moments))
        return seen

    lacking, whole, again, laid_down, newer = run(house, steps())
    assert lacking[:2] == (first, 7)
    assert lacking[3:] == ("", None)
    assert whole[:3] == lacking[:3]
    assert (whole[3], whole[4] is not None) == (first, True)
    assert again == laid_down == whole
    assert newer[:2] == (second, 8)
    assert newer[2] > whole[2]
    assert newer[4] > whole[4]


def test_a_key_that_a_box_cannot_know_yet_is_no_refusal(house, cluster, own_database):
    """After the keys are renewed heads by the new ones come before the list that names them."""
    found, _operator, boxes = enrolled(house, 2)
    behind, level = (box.id for box in boxes)
    newest = TrustBundle.objects.latest("sequence")

    async def told(*said):
        base = ScopedDatabase(address(cluster, own_database))
        await base.open()
        await StatusWriter(base, Registry(base)).write(said)
        await base.close()

    def refusal(device, code):
        return Refused(1, device, "ab" * 32, code, 0)

    for device, sequence in ((behind, newest.sequence - 1), (level, newest.sequence)):
        models.Health.objects.update_or_create(
            device_id=device,
            defaults={"trust_serial": newest.serial, "trust_sequence": sequence, "unit_id": found.own.id},
        )
    (house.home / "bridge.log").touch()
    run(house, told(refusal(behind, Code.UNKNOWN_KEY), refusal(level, Code.UNKNOWN_KEY)))
    codes = {str(row.device_id): row.refused_code for row in models.Health.objects.all()}
    assert (codes[behind], codes[level]) == ("", "unknown-key")
    run(house, told(refusal(behind, Code.ALTERED)))
    assert models.Health.objects.get(device_id=behind).refused_code == "altered"
