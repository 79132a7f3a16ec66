"""`compile`: all manifests of a province, from its slots to signed heads. The floor is to encode and sign the
same distinct manifests from memory, and to write the same rows by bare COPY."""

from benchmarks import ground, province
from benchmarks.harness import Result, command, result, seconds
from benchmarks.written import WrittenRows

# isort: split
import gc
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from loa.airtime import queries as airtime
from loa.dispatch import rules
from loa.dispatch.actions import compile_unit
from loa.dispatch.models import Plan
from loa.kernel import actor, clock
from loa.keys.models import SignedHead, ToSign
from loa.objects.folder import Folder
from loa.places import scope
from loa.signer import ceremony
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.publish import PublishedObjects
from loa.signer.work import AT_ONCE, work
from loa.testing.cluster import Cluster
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, BodyRef, DayPlan, DayRef, Purpose
from loa_protocol.messages import Plan as PlanMessage
from loa_protocol.signing import SoftKey, sign

FULL, QUICK = (166, 20_000, 26), (8, 960, 26)
"""Communes, devices, hamlets a commune."""


class SigningSetup:
    """The signer's keys and published objects in a folder. It works as the signer's own role."""

    def __init__(self, own: Cluster, made: province.Province, folder: Path) -> None:
        self.own = own
        store = Files(folder / "keys")
        media = folder / "media" / _name(province.SOUND)[:2]
        media.mkdir(parents=True)
        (media / _name(province.SOUND)).write_bytes(province.SOUND)
        ground.become(own, "signer")
        with scope.using([made.unit.pk], [made.unit.pk]):
            ceremony.first(store, made.unit, folder / "keys", demo=True)
        self.key_ring = KeyRing(store)
        self.published = PublishedObjects(
            Folder(folder / "objects", durable=False), Folder(folder / "media", durable=True)
        )
        self.sign()

    def sign(self) -> None:
        """Runs rounds until no more may wait, as the signer's process does."""
        ground.become(self.own, "signer")
        with actor.acting(actor.process("signer")):
            while work(self.key_ring, self.published) == AT_ONCE:
                pass


def _name(data: bytes) -> str:
    return sha256_hex(data)


def compile_all(own: Cluster, units: list[int]) -> int:
    """Compiles each commune in a transaction of its own, as the worker does; returns how many plans
    changed."""
    ground.become(own, "worker")
    changed = 0
    with actor.acting(actor.process("worker")):
        for unit in units:
            with scope.using([unit], [unit]):
                changed += compile_unit(unit)
    return changed


def manifests(units: list[int]) -> tuple[list[DayPlan], list[Body]]:
    """Returns the distinct day plans and, for every plan, its body: in memory, as they were compiled."""
    days: list[DayPlan] = []
    bodies: list[Body] = []
    first = clock.today()
    for unit in units:
        plans = list(Plan.objects.select_related("unit").filter(unit_id=unit))
        commune = airtime.commune(plans[0].unit, first, first + timedelta(days=rules.DAYS - 1))
        made = rules.compile_commune(commune, [plan.hamlet_id for plan in plans], first)
        for day in made.days.values():
            data = rules.joined(day.frame, [made.items[each].data for each in day.items])
            days.append(decode(data, DayPlan))
        for name in made.plans.values():
            refs = tuple(DayRef(date=day, sha256=each) for day, each in made.listed[name])
            bodies.append(Body(v=1, days=refs))
    return days, bodies


def from_memory(days: list[DayPlan], bodies: list[Body], key: SoftKey) -> int:
    """Does the floor's first half: encodes and hashes every distinct day and body, and signs a head for each
    body."""
    done = 0
    for day in days:
        done += len(sha256_hex(encode(day)))
    for number, body in enumerate(bodies):
        head = PlanMessage(
            v=1,
            plan_id=f"00000.{number}",
            seq=1,
            bodies=(BodyRef(1, sha256_hex(encode(body))),),
            valid_from=0,
            valid_to=1,
            fetch_from=0,
            fetch_by=0,
        )
        done += len(sign(Purpose.PLAN, "plan", encode(head), key))
    return done


def floor_of(written: WrittenRows, days: list[DayPlan], bodies: list[Body]) -> float:
    """Returns the floor in seconds, the best of three."""
    key, tries = SoftKey.generate(), []
    written.take()
    for _ in range(3):
        written.empty()
        tries.append(seconds(lambda: from_memory(days, bodies, key)) + seconds(written.lay))
    return min(tries)


def signed(units: list[int]) -> int:
    """Returns how many plans have a head; fails when one was refused."""
    refused = ToSign.objects.filter(state=ToSign.State.REFUSED).values_list("code", "why")
    assert not refused, list(refused[:3])
    return SignedHead.objects.filter(kind="plan", unit_id__in=units).values("subject").distinct().count()


def build(own: Cluster, size: tuple[int, int, int], folder: Path) -> tuple[province.Province, SigningSetup]:
    """Makes a province with its devices and slots, of which nothing is compiled yet."""
    communes, devices, hamlets = size
    made = province.make(communes, hamlets)
    province.add_devices(made, devices, keys=False)
    province.add_slots(made, clock.today() - timedelta(days=1), 60)
    ground.settle(own)
    # The objects made here stay in memory. Worker and signer in use have none of them, so the collector shall
    # not look through them.
    gc.collect()
    gc.freeze()
    return made, SigningSetup(own, made, folder)


def said(size: tuple[int, int, int], plans: int, days: int) -> str:
    """Returns the description of the work for the table."""
    communes, devices, hamlets = size
    whole = "full" if size == FULL else "quick"
    return (
        f"{whole}: {devices} devices in {communes} communes of {hamlets} hamlets, 10 slots a day,"
        f" {rules.DAYS} days: {plans} plans, {days} distinct days; worker, then signer; rows made in bulk"
    )


def run(quick: bool) -> list[Result]:
    """Measures worker's and signer's time together. Every plan must be signed."""
    size = QUICK if quick else FULL
    with ground.database() as own, TemporaryDirectory() as folder:
        made, signing = build(own, size, Path(folder))
        units = [unit.pk for unit in made.communes]
        written = WrittenRows(own)
        compiling = seconds(lambda: compile_all(own, units))
        signing_s = seconds(signing.sign)
        ground.become(own, "owner")
        plans = Plan.objects.count()
        assert signed(units) == plans
        days, bodies = manifests(units)
        floor = floor_of(written, days, bodies)
    work_done = f"{said(size, plans, len(days))}; compile {compiling:.1f} s, sign {signing_s:.1f} s"
    return [result("compile", compiling + signing_s, "s", floor, 4.0, work_done)]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
