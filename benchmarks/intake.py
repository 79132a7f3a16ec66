"""`intake`: signed play records into the play log, against bare COPY of the same rows into the same table.

This is the bridge's own intake, as the role loa_bridge under row security: it verifies the signature and the
chain of batches, matches records to slots and stores each once, with its two stages running at the same time.
The broker is left out.
"""

from benchmarks import ground, province
from benchmarks.harness import Result, command, result, seconds
from benchmarks.keys import key_of

# isort: split
import asyncio
import time
from datetime import timedelta

from loa.bridge.batch_verification import SentBatch
from loa.bridge.database import ScopedDatabase
from loa.bridge.records import AT_ONCE, Records
from loa.bridge.registry import Registry
from loa.kernel import clock
from loa.playlog.models import PlayRecord
from loa.testing.cluster import DATABASE, Cluster
from loa_protocol.heads import seal
from loa_protocol.ids import item_id, sha256_hex
from loa_protocol.messages import FIRST_BATCH, ClockQuality, Record, RecordBatch, RecordKind
from loa_protocol.timing import at
from psycopg.conninfo import make_conninfo

FULL, QUICK = (166, 15_000), (20, 1_500)
"""Communes, devices."""
MEDIA = sha256_hex(province.SOUND)
PLAN = "1f" * 32
COPY = (
    "copy playlog_playrecord (day, device_id, number, unit_id, kind, slot, item, sound, media_sha256,"
    " plan_sha256, planned_at, happened_at, mono_ms, clock, offset_ms, lost_ms, code, note, counts,"
    " received_at) from stdin"
)
OUT = (
    "copy (select day, device_id, number, unit_id, kind, slot, item, sound, media_sha256, plan_sha256,"
    " planned_at, happened_at, mono_ms, clock, offset_ms, lost_ms, code, note, counts,"
    " received_at from playlog_playrecord) to stdout"
)


def batches(made: province.Province) -> list[SentBatch]:
    """Returns one signed batch for each device: yesterday's ten slots, each started and completed. Not
    measured."""
    day = clock.today() - timedelta(days=1)
    sent = []
    for device in made.devices:
        records = []
        for slot in made.slots[device.unit_id]:
            start = at(day, slot.time)
            for kind, later in ((RecordKind.STARTED, 0), (RecordKind.COMPLETED, 60_000)):
                records.append(
                    Record(
                        kind=kind,
                        wall_ms=start + later,
                        mono_ms=start + later,
                        clock=ClockQuality.RTC,
                        item=item_id(str(slot.pk), day),
                        media_sha256=MEDIA,
                        plan_sha256=PLAN,
                        planned_ms=start,
                    )
                )
        name = str(device.pk)
        batch = RecordBatch(
            v=1, device=name, boot="0" * 32, first=1, prev_sha256=FIRST_BATCH, records=tuple(records)
        )
        sent.append(SentBatch(name, seal(batch, key_of(name))))
    return sent


async def take(own: Cluster, sent: list[SentBatch]) -> float:
    """Returns the seconds until the last batch is committed. Every batch must be answered."""
    address = make_conninfo(
        host=str(own.folder), dbname=DATABASE, user="loa_bridge", password=own.passwords["loa_bridge"]
    )
    base = ScopedDatabase(address)
    await base.open()
    records = Records(base, Registry(base))
    running = [asyncio.create_task(each) for each in records.runs()]
    try:
        start = time.perf_counter()
        answers = await asyncio.gather(*(records.take(each) for each in sent))
        took = time.perf_counter() - start
    finally:
        for task in running:
            task.cancel()
        await base.close()
    assert all(answers)
    return took


def copied(own: Cluster) -> float:
    """Returns the floor in seconds: the same rows that the intake made, by COPY as the owner into the emptied
    table."""
    with own.connect() as link:
        with (
            link.cursor() as cursor,
            cursor.copy(OUT) as out,
        ):
            data = b"".join(bytes(piece) for piece in out)
        link.execute("truncate playlog_playrecord")
        link.execute("checkpoint")

        def bare() -> None:
            with link.transaction(), link.cursor() as cursor, cursor.copy(COPY) as into:
                into.write(data)

        return seconds(bare)


def run(quick: bool) -> list[Result]:
    """Measures records a second, and checks how many are stored and matched."""
    communes, devices = QUICK if quick else FULL
    with ground.database() as own:
        made = province.make(communes, 26)
        province.add_devices(made, devices, keys=True)
        province.add_slots(made, clock.today() - timedelta(days=1), 60)
        sent = batches(made)
        ground.settle(own)
        took = asyncio.run(take(own, sent))
        records = PlayRecord.objects.count()
        assert records == 20 * devices
        assert PlayRecord.objects.exclude(slot=None).count() == records
        floor = copied(own)
    kind = "quick" if quick else "full"
    work = f"{kind}: {records} records of {devices} devices, a signed batch each, {AT_ONCE} a transaction"
    return [
        result("intake", records / took, "records/s", records / floor, 0.2, work, at_least=True),
    ]


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()
