"""The file door's folder: mended after whatever befell it, swept of what no head names any more."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from loa.dispatch.models import DayPlan, PlannedItem
from loa.kernel import clock
from loa.keys.models import SignedHead, ToSign
from loa.objects.port import PIECES
from loa.signer import running
from loa.signer.resigner import Resigner
from loa.signer.tests.desk import shelf_of
from loa.signer.upkeep import MARGIN, Upkeep
from loa.signer.urgent import UrgentWorker
from loa.signer.verdict_review import VerdictReview


@pytest.fixture
def signed(signer, approved):
    """A plan that was signed and all of whose objects lie in the folder."""
    signer.work()
    return approved


def objects(signer):
    """Every object that lies in the folder, by its name."""
    return {path.name: path for path in (signer.folder / "objects").glob("??/*")}


def whole(signer):
    return {
        name
        for name, path in objects(signer).items()
        if hashlib.sha256(path.read_bytes()).hexdigest() == name
    }


def restarted(signer):
    """A shelf as a new process has it, that has seen nothing yet."""
    signer.published = shelf_of(signer.folder / "objects", signer.media)
    return Upkeep(signer.published)


def mended(signer, upkeep):
    with signer.as_role("signer"):
        while upkeep.mend():
            pass


def swept(signer, upkeep):
    """A whole sweep; gives how many objects went."""
    with signer.as_role("signer"):
        return sum(upkeep.sweep() for _ in range(PIECES))


def test_what_was_torn_or_removed_behind_its_back_is_laid_again(signer, signed):
    before = objects(signer)
    body = SignedHead.objects.filter(kind="plan").latest("sequence").names
    day = DayPlan.objects.exclude(items=[]).get().sha256
    assert {body, day, signed.media_sha256} < set(before)
    before[body].unlink()
    before[day].write_bytes(b"x" * before[day].stat().st_size)
    os.truncate(before[signed.media_sha256], 100)
    mended(signer, restarted(signer))
    assert whole(signer) == set(before)


def test_mending_what_is_whole_writes_nothing(signer, signed):
    before = {name: path.stat().st_ino for name, path in objects(signer).items()}
    mended(signer, restarted(signer))
    assert {name: path.stat().st_ino for name, path in objects(signer).items()} == before


def test_nothing_is_laid_that_is_not_what_its_hash_says(signer, signed):
    item = PlannedItem.objects.get()
    day = DayPlan.objects.get(items=[item.pk]).sha256
    objects(signer)[day].unlink()
    PlannedItem.objects.update(bytes=bytes(item.bytes).replace(b'"volume":80', b'"volume":79'))
    mended(signer, restarted(signer))
    assert day not in objects(signer)


def test_no_plan_is_signed_before_the_folder_is_mended(signer, signed, approved, editor, as_role):
    from loa.newsroom import actions as newsroom

    with as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đổi ngày tiêm")
    plans = ToSign.objects.filter(state="waiting", kind="plan")
    upkeep, again = restarted(signer), VerdictReview(signer.key_ring, signer.published)
    resigning = Resigner(signer.key_ring)
    with signer.as_role("signer"):
        assert running._round(signer.key_ring, signer.published, upkeep, again, resigning)
    assert plans.exists()
    with signer.as_role("signer"):
        UrgentWorker(signer.key_ring, signer.published).work()  # the cancel goes first
        while running._round(signer.key_ring, signer.published, upkeep, again, resigning):
            pass
    assert not plans.exists()


LAYING = """
import hashlib, itertools, sys
from pathlib import Path
from loa.objects.folder import Folder
from loa.signer.publish import PublishedObjects
folder = Path(sys.argv[1])
published = PublishedObjects(Folder(folder, durable=False), Folder(folder, durable=True))
for number in itertools.count():
    data = b"%d" % number * 40_000
    published.publish_all({hashlib.sha256(data).hexdigest(): data})
    if number == 50:
        print("laying", flush=True)
"""


def test_a_kill_in_the_middle_leaves_whole_objects_or_none(tmp_path):
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", LAYING, str(tmp_path)], stdout=subprocess.PIPE
        ) as process:
            process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    there = [path for path in tmp_path.glob("??/*") if not path.name.startswith(".")]
    assert len(there) > 50
    for path in there:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name


def test_what_a_power_cut_left_torn_is_not_taken_for_whole(tmp_path):
    """Of the right length and full of zeros, as a file may come back whose bytes never reached the disk."""
    data = b"x" * 4000
    name = hashlib.sha256(data).hexdigest()
    torn = tmp_path / name[:2] / name
    torn.parent.mkdir()
    torn.write_bytes(bytes(len(data)))
    assert shelf_of(tmp_path, tmp_path).publish_all({name: data}) == 1
    assert torn.read_bytes() == data


def named(data):
    return hashlib.sha256(data).hexdigest()


def asked_for(signed, name):
    """A request to sign a plan of this body, as compiling leaves it."""
    of = ToSign.objects.filter(kind="plan").latest("id")
    return ToSign.objects.create(kind="plan", unit_id=of.unit_id, subject=of.subject, wanted=name)


def test_what_no_row_names_is_swept_and_all_else_stays(signer, signed):
    wanted = set(objects(signer))
    stray, soon = named(b"stray"), named(b"soon")
    signer.published.publish_all({stray: b"stray", soon: b"soon"})
    asked_for(signed, soon)
    upkeep = Upkeep(signer.published)
    assert swept(signer, upkeep) == 1
    assert set(objects(signer)) == wanted | {soon}
    signer.published.publish_all({stray: b"stray"})
    assert swept(signer, upkeep) == 0  # not due for a day
    assert swept(signer, Upkeep(signer.published)) == 1


def test_no_date_of_a_file_saves_it_or_takes_it_away(signer, signed):
    wanted = set(objects(signer))
    stray = named(b"stray")
    signer.published.publish_all({stray: b"stray"})
    for name, path in objects(signer).items():
        then = time.time() + 1000 if name == stray else 0
        os.utime(path, (then, then))
    assert swept(signer, Upkeep(signer.published)) == 1
    assert set(objects(signer)) == wanted


def test_what_a_kill_left_half_written_is_taken_away_after_a_day(signer, signed):
    stray = named(b"stray")
    folder = signer.folder / "objects" / stray[:2]
    folder.mkdir(exist_ok=True)
    old, fresh = (folder / f".{stray}.{number}" for number in (998, 999))
    for path in (old, fresh):
        path.write_bytes(b"st")
    then = time.time() - timedelta(days=2).total_seconds()
    os.utime(old, (then, then))
    assert swept(signer, Upkeep(signer.published)) == 0
    assert (old.exists(), fresh.exists()) == (False, True)


def test_long_after_its_end_a_plan_is_swept_whole(signer, signed):
    there = len(objects(signer))
    with clock.fixed(clock.now() + MARGIN - timedelta(days=1)):
        assert swept(signer, Upkeep(signer.published)) == 0
    with clock.fixed(clock.now() + MARGIN + timedelta(days=20)):
        assert swept(signer, Upkeep(signer.published)) == there
    assert not objects(signer)


def test_what_was_swept_is_laid_again_when_it_is_named_again(signer):
    data = b"once more"
    signer.published.publish_all({named(data): data})
    assert swept(signer, Upkeep(signer.published)) == 1
    assert signer.published.publish_all({named(data): data}) == 1
    assert whole(signer) == {named(data)}


def test_what_was_named_since_it_was_listed_stays(signer, signed):
    """A list is as old as it is: rows are asked right before an object goes."""
    data = b"both want it"
    signer.published.publish_all({named(data): data})
    upkeep = Upkeep(signer.published)
    with signer.as_role("signer"):
        for _ in range(PIECES - 1):
            upkeep.sweep()
    asked_for(signed, named(data))
    with signer.as_role("signer"):
        assert upkeep.sweep() == 0
    assert named(data) in whole(signer)


def test_what_another_took_away_since_it_was_listed_is_no_trouble(signer, signed):
    wanted = set(objects(signer))
    data = b"gone already"
    signer.published.publish_all({named(data): data})
    upkeep = Upkeep(signer.published)
    with signer.as_role("signer"):
        for _ in range(PIECES - 1):
            upkeep.sweep()
        objects(signer)[named(data)].unlink()
        upkeep.sweep()
    assert set(objects(signer)) == wanted
