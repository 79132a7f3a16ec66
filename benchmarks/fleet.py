"""`fleet`: a province of simulated devices on a real server. All connect, hold the newest plan and play an
item of it, and every record that they made is stored once.

Signer, bridge, file door and broker are real processes; the devices run the agent's own core (see the
simulator's README). Progress is printed on standard error.
"""

from benchmarks import ground, province
from benchmarks.harness import Result, command, result
from benchmarks.simulated import Fleet

# isort: split
import hashlib
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.db.models import Sum
from loa.bridge.tests.broker import Broker
from loa.bridge.tests.house import House, opened
from loa.dispatch.actions import compile_unit
from loa.fleet.models import Health
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import ToSign
from loa.places import scope
from loa.playlog.models import Chain, Gap, PlayRecord
from loa.testing.cluster import Cluster
from loa_simulator.fleet import Total

SPOKEN_S = 10.0
"""Seconds between two lines of progress."""


@dataclass(frozen=True)
class Size:
    """The size of the benchmark, and how many devices are switched on a second, in so many processes."""

    communes: int
    hamlets: int
    devices: int
    per_second: float
    processes: int
    patience_s: float
    """The longest time for each step."""
    lead_s: int
    """The time from placing the item to its start, in which plans are compiled, signed, and fetched in
    turns."""


FULL = Size(166, 26, 15_000, 250, 2, 900, 270)
QUICK = Size(4, 4, 120, 60, 1, 120, 12)
DURATION_MS = 10_000


class Watch:
    """A wait for counts to be reached, with a line of progress every ten seconds."""

    def __init__(self, house: House, fleet: Fleet, patience_s: float) -> None:
        self._house = house
        self._fleet = fleet
        self._patience_s = patience_s
        self._born = time.monotonic()
        self._said_at = 0.0

    def say(self, words: str) -> None:
        """Prints a line of progress on standard error."""
        sys.stderr.write(f"{time.monotonic() - self._born:7.1f} s  {words}\n")
        sys.stderr.flush()
        self._said_at = time.monotonic()

    def until(self, what: str, count: Callable[[], int], wanted: int) -> float:
        """Returns the seconds until exactly `wanted` were counted. Raises AssertionError when it takes too
        long."""
        began = time.monotonic()
        while (found := count()) != wanted:
            if time.monotonic() - self._said_at > SPOKEN_S:
                self.say(f"{what}: {found} of {wanted}{self._devices()}")
            assert time.monotonic() - began < self._patience_s, self._why(f"{what}: {found} of {wanted}")
            time.sleep(0.5)
        took = time.monotonic() - began
        self.say(f"{what}: all {wanted} in {took:.1f} s{self._devices()}")
        return took

    def _devices(self) -> str:
        total = self._fleet.total()
        if total is None:
            return ""
        return (
            f" | {total.ready} connected, {total.complete} with a complete plan, {total.sounding} sounding,"
            f" {total.records} records, {total.stored} stored, ticks late by {total.late_ms} ms,"
            f" {total.memory_kb / 1024:.0f} MB"
        )

    def _why(self, what: str) -> str:
        return what + "".join(f"\n{name}:\n{self._house.log(name)}" for name in self._house.processes)


class Province:
    """The rows of the benchmark, and its fleet."""

    def __init__(self, own: Cluster, house: House, size: Size) -> None:
        self.own, self.size = own, size
        self.made = province.make(size.communes, size.hamlets)
        province.rule(self.made, [[0, 1440]])
        self.fleet = Fleet(self.made, house)
        lay = house.home / "media" / hashlib.sha256(province.SOUND).hexdigest()[:2]
        lay.mkdir()
        (lay / hashlib.sha256(province.SOUND).hexdigest()).write_bytes(province.SOUND)

    def enrol(self) -> None:
        """Enrols the devices, spread over communes and their hamlets."""
        ground.become(self.own, "web")
        communes = self.made.communes
        # Each commune gets an equal share, without a rest from rounding.
        for number, unit in enumerate(communes):
            share = range(
                number * self.size.devices // len(communes), (number + 1) * self.size.devices // len(communes)
            )
            hamlets = self.made.hamlets[unit.pk]
            self.fleet.enrol(unit, [hamlets[device % len(hamlets)] for device in share])
        ground.become(self.own, "owner")

    def place(self, start: datetime) -> None:
        """Places one approved item for everybody at a local time, and compiles every commune's plans."""
        ground.become(self.own, "owner")
        province.add_slots(self.made, start.date(), 1, True, (start.time(),), DURATION_MS)
        ground.become(self.own, "worker")
        with acting.acting(acting.process("worker")):
            for unit in self.made.communes:
                with scope.using([unit.pk], [unit.pk]):
                    compile_unit(unit.pk)
        ground.become(self.own, "owner")


HOLD_NEWEST = """
select count(*) from fleet_health h join fleet_device d on d.id = h.device_id
join lateral (
  select sha256 from keys_signedhead s where s.kind = 'plan' and s.subject = d.plan_id
  order by sequence desc limit 1
) n on n.sha256 = h.plan_sha256
where h.connected and h.missing = 0 and h.plan_sequence > 0
"""


def holding_newest() -> int:
    """Returns how many devices report that they hold the newest plan signed for them, and all that it
    names."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_NEWEST)
        return int(cursor.fetchone()[0])


def unsigned() -> int:
    """Returns how many requests wait for a signature."""
    return ToSign.objects.filter(state=ToSign.State.WAITING).count()


def start_of(lead_s: int) -> datetime:
    """Returns the local time so many seconds from now, moved so that the item does not reach past
    midnight."""
    at = clock.local(clock.now() + timedelta(seconds=lead_s)).replace(microsecond=0)
    return at if (at.hour, at.minute) != (23, 59) else at + timedelta(minutes=1)


def devices_with(kind: str) -> int:
    """Returns how many devices have a record of this kind in the play log."""
    return PlayRecord.objects.filter(kind=kind, counts=True).values("device_id").distinct().count()


def measure(size: Size) -> list[Result]:
    """Runs all steps. Raises AssertionError when anything is missing, or anything is stored twice."""
    with ExitStack() as stack:
        own = stack.enter_context(ground.database())
        home = Path(stack.enter_context(TemporaryDirectory(prefix="loa-fleet-")))
        broker = Broker(home)
        broker.start()
        stack.callback(broker.kill)
        house = stack.enter_context(opened(House(home, broker, own.environment)))
        made = Province(own, house, size)
        watch = Watch(house, made.fleet, size.patience_s)
        house.start("signer", "bridge", "files")
        watch.until("root", lambda: int(keys.root() is not None), 1)
        made.enrol()
        watch.until("unsigned assignments", unsigned, 0)
        ground.settle(own)
        connected_s = connect(watch, made)
        stored_s = play(watch, made)
        return verdict(size, settled(made.fleet), connected_s, stored_s)


def connect(watch: Watch, made: Province) -> float:
    """Switches all on; returns the seconds until the last one is connected and subscribed."""
    count = made.size.devices
    made.fleet.start(processes=made.size.processes, per_second=made.size.per_second)
    watch.until("processes of devices", lambda: figure(made.fleet, "parts"), made.size.processes)
    took = watch.until("connected", lambda: figure(made.fleet, "ready"), count)
    watch.until("assigned", lambda: figure(made.fleet, "assigned"), count)
    connected = Health.objects.filter(connected=True)
    watch.until("known to be connected", connected.count, count)
    watch.until("boot records stored", lambda: devices_with("boot"), count)
    return took


def play(watch: Watch, made: Province) -> float:
    """Plays one item for everybody; returns the seconds from its end until the last record is stored."""
    count = made.size.devices
    start = start_of(made.size.lead_s)
    watch.say(f"one item for everybody at {start:%H:%M:%S}")
    made.place(start)
    watch.until("unsigned plans", unsigned, 0)
    watch.until("hold the newest plan", holding_newest, count)
    assert clock.local(clock.now()) < start, "the plan came after its item"
    watch.until("completed, by the play log", lambda: devices_with("completed"), count)
    watch.until("records waiting", lambda: figure(made.fleet, "waiting_records"), 0)
    return (clock.now() - start).total_seconds() - DURATION_MS / 1000


def figure(fleet: Fleet, name: str) -> int:
    """Returns one of the devices' own figures; -1 before they have reported any."""
    total = fleet.total()
    return -1 if total is None else int(getattr(total, name))


def settled(fleet: Fleet) -> Total:
    """Returns the devices' own figures, which must be there."""
    total = fleet.total()
    assert total is not None
    return total


def verdict(size: Size, total: Total, connected_s: float, stored_s: float) -> list[Result]:
    """Checks that each record that a device numbered is in the play log once, and returns the results."""
    stored, ends = PlayRecord.objects.count(), Chain.objects.aggregate(last=Sum("last"))["last"]
    assert (stored, ends, total.stored) == (total.records,) * 3
    assert devices_with("started") == devices_with("completed") == size.devices
    assert not Gap.objects.exists()
    assert total.restarts == 0
    whole = "full" if size == FULL else "quick"
    work = f"{whole}: {size.devices} devices in {size.communes} communes"
    memory = f"{total.memory_kb / size.devices:.0f} kB a device in {size.processes} processes"
    rate = f"the last {size.devices} {stored_s:.1f} s after the item's end"
    return [
        result(
            "fleet.connect",
            connected_s,
            "s",
            size.devices / size.per_second,
            1.5,
            f"{work}, switched on at {size.per_second:.0f} a second; {memory}",
        ),
        result(
            "fleet.records",
            stored,
            "records",
            total.records,
            1,
            f"{work}, each plays one item; records stored, of those made; {rate}",
            at_least=True,
        ),
    ]


def run(quick: bool) -> list[Result]:
    """Measures a fleet at full size, or a small one where `quick`."""
    return measure(QUICK if quick else FULL)


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
