"""Each part is killed (-9) while plans are made, signed and fetched: what was approved sounds, once."""

import hashlib
from datetime import timedelta

from loa.dispatch.queries import in_force
from loa.fleet.models import Health
from loa.keys.models import SignedHead, ToSign
from loa.playlog.models import Gap, PlayRecord

from tests import listening
from tests.whole import (
    Staff,
    Whole,
    a_minute_ahead,
    airing,
    approved,
    held,
    moment,
    now_ms,
    open_house,
)

PARTS = ("signer", "bridge", "nats", "files", "agent1", "signer", "worker", "web")
WORDS = "Đề nghị bà con nộp tiền điện trước ngày hai mươi lăm."


def kill_and_start(whole: Whole, part: str) -> None:
    """As the supervisor does, at once."""
    if part == "nats":
        whole.broker.kill()
        whole.broker.start()
        return
    whole.kill(part)
    if part.startswith("agent"):
        whole.start_agent(part)
        whole.until(lambda: whole.answers(part))
    else:
        whole.start(part)


def test_whatever_is_killed_all_that_was_approved_sounds_once(whole: Whole) -> None:
    found = open_house(whole)
    first = a_minute_ahead(300)
    approved(whole, found, WORDS, first)
    whole.switch_on()
    bulletins = []
    for number, part in enumerate(PARTS, 1):
        approval = approved(whole, found, WORDS, first + timedelta(minutes=2 * number))
        kill_and_start(whole, part)
        bulletins.append(approval.bulletin_id)
        whole.driven(now_ms())
    end = moment(first) + 2 * len(PARTS) * 60_000
    whole.until(lambda: all(plan.up_to_date for plan in in_force(found.unit.pk)))
    newest = SignedHead.objects.filter(unit=found.unit, kind="plan").latest("sequence")
    whole.driven(moment(first) - 60_000)
    whole.until(lambda: holds(whole, newest))
    whole.driven(end + listening.HOUR_MS)
    for bulletin in bulletins:
        whole.until(lambda bulletin=bulletin: airing(found, bulletin).tally.completed == 2)
    nothing_is_lost_or_twice(whole, found, len(bulletins) + 1)


def holds(whole: Whole, newest: SignedHead) -> bool:
    """Every agent has said that it holds this plan, with all that it names."""
    return held(whole) and Health.objects.filter(plan_sequence=newest.sequence).count() == len(whole.devices)


def nothing_is_lost_or_twice(whole: Whole, found: Staff, approvals: int) -> None:
    assert not ToSign.objects.filter(state__in=["waiting", "refused"]).exists()
    assert not Gap.objects.exists()
    for kind in ("started", "completed"):
        assert PlayRecord.objects.filter(kind=kind, counts=True).count() == approvals * len(whole.devices)
    for path in (whole.home / "objects").glob("??/[0-9a-f]*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
