"""The machine is gone; a backup, sheet 1 and a new machine are left: loudspeakers go on, and lose nothing."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from loa.dispatch import after_restore
from loa.dispatch.queries import in_force
from loa.fleet.models import Health
from loa.keys import actions, queries
from loa.keys.models import SignedHead, ToSign
from loa.playlog.models import Gap, PlayRecord
from loa_protocol.refusals import Refusal
from loa_protocol.signing import open_head

from launcher.inside import backup, keys, leftovers, note, renewal, restore, start, status
from launcher.tests import first_start
from launcher.tests.world import a_home, an_instance, free_ports
from tests import listening
from tests.supervised import Supervised, database
from tests.whole import (
    Staff,
    a_minute_ahead,
    airing,
    approved,
    as_person,
    moment,
    open_house,
    sounded_on_the_second,
)

BEFORE = "Mời bà con thôn Đông tối nay tới nhà văn hóa họp bàn việc sửa đường."
AFTER = "Đề nghị bà con nộp tiền điện trước ngày hai mươi lăm."


def test_a_restored_province_goes_on_being_heard(
    supervised: Supervised,
    elsewhere: Callable[..., None],
    settings: object,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = supervised
    found = open_house(whole, ("agent1",))
    first = a_minute_ahead(600)
    later, last = first + timedelta(minutes=40), first + timedelta(minutes=50)
    heard, kept = (approved(whole, found, BEFORE, at).bulletin_id for at in (first, later))
    whole.switch_on()
    whole.until(whole.along(lambda: holds(whole, newest(found))))
    sheet = saved(whole, tmp_path)

    approved(whole, found, AFTER, first + timedelta(minutes=20))  # the backup does not know of it
    whole.until(whole.along(lambda: holds(whole, newest(found))))
    before = newest(found)
    whole.driven(moment(first) + 5 * 60_000)
    whole.until(lambda: airing(found, heard).tally.completed == 1)
    destroy(whole)

    with on_a_new_machine(whole, tmp_path / "backup", elsewhere, settings):
        said = capsys.readouterr().out
        steps = ("./loa demo", "./loa keys renew", "Điều hành", "./loa status")
        assert not [step for step in steps if step not in said]
        assert not airing(found, heard).tally.completed
        whole.start()
        new = approved(whole, found, AFTER, last)
        assert keys.are_lost(whole.world.instance)
        assert [said for said in status.of(whole.world.instance).troubles if "./loa keys renew" in said]

        renewal.renew(whole.world.instance.home, None, sheet)
        assert not keys.are_lost(whole.world.instance)
        an_operator_looks_before_plans_are_signed(whole, found)
        whole.until(lambda: holds(whole, newest(found)))
        after = newest(found)
        assert after.sequence > before.sequence
        assert signer(after) != signer(before)
        whole.driven(moment(last) + 2 * listening.HOUR_MS)
        for bulletin in (heard, kept, new.bulletin_id):
            whole.until(lambda bulletin=bulletin: airing(found, bulletin).tally.completed == 1)
        told_once(whole, 3)
        reference = listening.decoded(
            (whole.kept / "media" / new.media_sha256[:2] / new.media_sha256).read_bytes()
        )
        sounded_on_the_second(whole, "agent1", reference, moment(last))


def an_operator_looks_before_plans_are_signed(whole: Supervised, found: Staff) -> None:
    """The boxes come back under the new keys, and say that they hold a plan that the backup does not know."""
    waiting = queries.unseen_restoration()
    assert waiting is not None

    def unknown() -> int:
        (row,), _plan_store = after_restore.found([found.unit.pk], waiting.restored_at)
        return row.unknown_plans

    plans = ToSign.objects.filter(unit=found.unit, kind="plan")
    whole.until(lambda: unknown() == len(whole.devices))
    assert plans.filter(state="waiting").exists()
    assert [said for said in status.of(whole.world.instance).troubles if "chưa lịch nào được ký" in said]
    (row,), _plan_store = after_restore.found([found.unit.pk], waiting.restored_at)
    assert row.sounds
    with as_person(found.operator):
        assert actions.restoration_seen() is not None
    whole.until(lambda: not plans.filter(state="waiting").exists())


def newest(found: Staff) -> SignedHead:
    return SignedHead.objects.filter(unit=found.unit, kind="plan").latest("sequence")


def signer(head: SignedHead) -> str:
    """The id of the key that signed it."""
    opened = open_head(bytes(head.head))
    assert not isinstance(opened, Refusal)
    return opened.key_id


def holds(whole: Supervised, head: SignedHead) -> bool:
    """Every agent has said that it holds this plan, with all that it names; and no newer one is to come."""
    if not all(plan.up_to_date for plan in in_force(head.unit_id)):
        return False
    told = Health.objects.filter(device__in=whole.devices.values(), plan_sequence=head.sequence, missing=0)
    return told.count() == len(whole.devices)


def saved(whole: Supervised, folder: Path) -> Path:
    """A backup, and what was printed on the two sheets: all that outlives the machine."""
    assert backup.backup(whole.world.instance, folder / "backup") == 0
    (printed,) = (whole.kept / "keys").glob("root-sheets-*.txt")
    sheet = folder / "sheets.txt"
    sheet.write_bytes(printed.read_bytes())
    return sheet


def destroy(whole: Supervised) -> None:
    """The machine with all that lay on it."""
    start.end(whole.world.running.child)
    leftovers.end(whole.world.instance)
    shutil.rmtree(whole.kept)


@contextmanager
def on_a_new_machine(
    whole: Supervised, folder: Path, elsewhere: Callable[..., None], settings: object
) -> Iterator[None]:
    """The backup restored where nothing was, at the address that loudspeakers know, the pages at another; no
    part started yet."""
    with a_home() as home:
        first_start.give_code(home)
        assert restore.restore(home.instance("demo"), folder) == 0
        ports = note.ports(home.instance("demo"), free_ports().web)
        with an_instance(home, "demo", ports) as world:
            whole.world = world
            elsewhere(**database(world))
            settings.MEDIA_ROOT = world.instance.folder / "media"
            yield


def told_once(whole: Supervised, soundings: int) -> None:
    """Each sounding began and ended in the play log once, and no number of the device's count is missing."""
    for kind in ("started", "completed"):
        assert PlayRecord.objects.filter(kind=kind, counts=True).count() == soundings * len(whole.devices)
    assert not Gap.objects.exclude(kind="missing").exists()
    assert not Gap.objects.filter(closed_at=None).exists()
