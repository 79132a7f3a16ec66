"""Each part is killed (-9) while plans are made, signed and fetched and records come in: our supervisor alone
brings it back, what was approved sounds, once, and what was sent is stored, once."""

import asyncio
import contextlib
import hashlib
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from loa.bridge.tests.house import Box, send_until_silent
from loa.bridge.tests.raw_mqtt import Mqtt
from loa.dispatch.queries import in_force
from loa.fleet import actions as fleet
from loa.fleet.models import Health
from loa.keys import queries as keys
from loa.keys.models import SignedHead, ToSign
from loa.playlog.models import Chain, Gap, PlayRecord
from loa.testing import boxes
from loa_protocol.signing import SoftKey

from tests import listening
from tests.supervised import Supervised
from tests.whole import (
    Staff,
    a_minute_ahead,
    airing,
    approved,
    as_person,
    held,
    moment,
    now_ms,
    open_house,
)

PARTS = ("signer", "postgres", "bridge", "nats", "files", "agent1", "worker", "media", "web")
WORDS = "Đề nghị bà con nộp tiền điện trước ngày hai mươi lăm."
BOXES, AT_ONCE, BATCH = 10, 5, 20
PATIENCE_S = 300


def test_whatever_is_killed_all_that_was_approved_sounds_once(supervised: Supervised) -> None:
    whole = supervised
    found = open_house(whole)
    first = a_minute_ahead(600)
    approved(whole, found, WORDS, first)
    whole.switch_on()
    bulletins = []
    with pouring(whole, found) as senders:
        for number, part in enumerate(PARTS, 1):
            approval = approved(whole, found, WORDS, first + timedelta(minutes=2 * number))
            kill(whole, part)
            bulletins.append(approval.bulletin_id)
            whole.driven(now_ms())
    end = moment(first) + 2 * len(PARTS) * 60_000
    whole.until(lambda: all(plan.up_to_date for plan in in_force(found.unit.pk)))
    whole.driven(moment(first) - 60_000)
    whole.until(lambda: hold_the_newest(whole, found))
    whole.driven(end + listening.HOUR_MS)
    for bulletin in bulletins:
        whole.until(lambda bulletin=bulletin: airing(found, bulletin).tally.completed == 2)
    nothing_is_lost_or_twice(whole, len(bulletins) + 1)
    all_that_was_sent_is_stored(senders)


def kill(whole: Supervised, part: str) -> None:
    """A part of the server is its supervisor's affair; a box on its pole starts again by itself."""
    whole.kill(part)
    if part.startswith("agent"):
        whole.start_agent(part)
        whole.until(lambda: whole.answers(part))
    # The next decision is a person's, who tries again when a page fails; here it is made once.
    whole.until(lambda: keys.root() is not None)


def hold_the_newest(whole: Supervised, found: Staff) -> bool:
    """Every agent has said that it holds the plan signed last, with all that it names. Which one that is
    changes when a new day begins in Vietnam."""
    newest = SignedHead.objects.filter(unit=found.unit, kind="plan").latest("sequence")
    return held(whole) and Health.objects.filter(plan_sequence=newest.sequence).count() == len(whole.devices)


@contextlib.contextmanager
def pouring(whole: Supervised, found: Staff) -> Iterator[list[Box]]:
    """Boxes that send their records without end, each batch until it is stored, while what is inside runs;
    afterwards all that they made has been answered as stored."""
    senders = enrolled(whole, found)
    enough = threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(pour(whole.mqtt, senders, enough))
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield senders
    finally:
        enough.set()
        thread.join()
    assert not failed, failed


def enrolled(whole: Supervised, found: Staff) -> list[Box]:
    unit = found.unit
    server = keys.server_name()
    senders = [
        Box(str(uuid.uuid4()), SoftKey.generate(), server, ("38", unit.code), f"{unit.code}.0")
        for _ in range(BOXES)
    ]
    wanted = [
        fleet.Enrolment(boxes.claim(uuid.UUID(box.id), box.key), None, f"Cụm gửi {number}")
        for number, box in enumerate(senders)
    ]
    with as_person(found.operator):
        fleet.enrol_demo(unit, wanted)
    assigned = SignedHead.objects.filter(kind="assign", subject__in=[box.id for box in senders])
    whole.until(lambda: assigned.count() == BOXES)
    return senders


async def pour(port: int, senders: list[Box], enough: threading.Event) -> None:
    async def one(box: Box) -> None:
        stored = 0
        while not enough.is_set():
            raws = [box.batch(BATCH, now_ms()) for _ in range(AT_ONCE)]
            ends = [box.number - 1 - BATCH * later for later in reversed(range(AT_ONCE))]
            while stored < ends[-1]:
                await box.insist(port)
                stored = await send_until_silent(box, raws, ends, stored)
                await box.link.close()

    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(one(box) for box in senders))
    finally:
        await Mqtt.close_all()


def nothing_is_lost_or_twice(whole: Supervised, approvals: int) -> None:
    """Of plans and soundings."""
    assert not ToSign.objects.filter(state__in=["waiting", "refused"]).exists()
    assert not Gap.objects.exists()
    for kind in ("started", "completed"):
        told = PlayRecord.objects.filter(kind=kind, counts=True, device__in=whole.devices.values())
        assert told.count() == approvals * len(whole.devices)
    for path in (whole.kept / "objects").glob("??/[0-9a-f]*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def all_that_was_sent_is_stored(senders: list[Box]) -> None:
    """Record for record, each once, in one unbroken count a box."""
    connection.close()
    for box in senders:
        sent = box.number - 1
        assert sent > 0
        assert Chain.objects.get(device=box.id).last == sent
        numbers = PlayRecord.objects.filter(device=box.id).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, sent + 1))
