"""The signer on stores that fail: nothing wrong is laid, no head is signed before all that it names lies
there, nothing is refused for a store's fault, and all is signed once the store is right."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

import pytest

from loa.dispatch.models import Verdict
from loa.kernel import clock
from loa.keys.models import SignedHead, ToSign, TrustBundle
from loa.objects import told
from loa.objects.folder import Folder
from loa.objects.port import PIECES, StoreError
from loa.signer import running
from loa.signer.publish import LONGEST_REST_S, PublishedObjects
from loa.signer.refusing import Code
from loa.signer.resigner import Resigner
from loa.signer.tests.desk import SOUND
from loa.signer.upkeep import Upkeep
from loa.signer.verdict_review import VerdictReview
from loa.testing.faulty import Fault, Faulty


@dataclass
class Far:
    """A signer whose store is ours, and its clock for how long a store is left alone."""

    store: Faulty
    signer: object
    seconds: float = 0.0

    def later(self):
        """Long enough that the store is asked again."""
        self.seconds += LONGEST_REST_S + 1

    def published(self, objects, media):
        self.signer.published = PublishedObjects(objects, media, lambda: self.seconds)

    def laid(self):
        """What lies in the bucket of objects, by name."""
        return {key.rsplit("/", 1)[-1]: data for key, data in self.store.objects.items()}

    def all_is_what_its_name_says(self):
        return all(hashlib.sha256(data).hexdigest() == name for name, data in self.laid().items())


@pytest.fixture
def far(signer, faulty, tmp_path):
    """Objects go to the store, sounds come from the folder."""
    made = Far(faulty, signer)
    made.published(told.opened(faulty.place(), tmp_path, durable=False), Folder(signer.media, durable=True))
    return made


@pytest.fixture
def far_sounds(signer, faulty, tmp_path):
    """Objects go to the folder, sounds come from the store."""
    made = Far(faulty, signer)
    name = hashlib.sha256(SOUND).hexdigest()
    faulty.objects[f"loa-media/loa/{name[:2]}/{name}"] = SOUND
    made.published(
        Folder(signer.folder / "objects", durable=False),
        told.opened(faulty.place("loa-media", "reader"), tmp_path, durable=True),
    )
    return made


def plans(**more):
    return ToSign.objects.filter(kind="plan", **more)


def signed_of(row):
    return SignedHead.objects.filter(kind="plan", names=row.wanted).exists()


def newest():
    return plans().latest("id")


@pytest.mark.parametrize(
    "fault",
    [
        Fault.REFUSES,
        Fault.FAILS,
        Fault.HANGS_UP,
        Fault.FORGETS,
        Fault.KEEPS_OTHERS,
        Fault.OTHER_BYTES,
        Fault.CUT,
    ],
)
def test_a_plan_waits_for_the_store_and_is_signed_once_it_is_right(far, approved, signer, fault):
    far.store.does(fault)
    for _ in range(3):
        far.later()
        signer.work()
    assert not signed_of(newest())
    assert newest().state == "waiting"
    assert not Verdict.objects.exists()
    far.store.behaves()
    far.later()
    signer.work()
    assert signed_of(newest())
    assert far.all_is_what_its_name_says()
    assert {newest().wanted, approved.media_sha256} < set(far.laid())


def test_what_fails_once_is_tried_again_in_the_same_round(far, approved, signer):
    far.store.does(Fault.FAILS, times=1)
    signer.work()
    assert signed_of(newest())


def test_a_store_that_is_away_is_left_alone_for_a_while(far, approved, signer):
    far.store.does(Fault.FAILS)
    signer.work()
    asked = len(far.store.asked)
    for _ in range(5):
        signer.work()
    assert len(far.store.asked) == asked


def test_what_names_no_object_does_not_wait_for_the_store(far, approved, signer, enrol, places):
    far.store.does(Fault.FAILS)
    signer.work()
    box = enrol(places.own, name="Cụm 02")
    signer.work()
    assert SignedHead.objects.filter(kind="assign", subject=str(box.id)).exists()
    assert newest().state == "waiting"


def test_a_credential_that_may_not_write_signs_nothing(far, approved, signer):
    far.store.writes = frozenset()
    signer.work()
    assert not signed_of(newest())
    far.store.writes = None
    far.later()
    signer.work()
    assert signed_of(newest())


@pytest.mark.parametrize("fault", [Fault.REFUSES, Fault.FAILS, Fault.HANGS_UP, Fault.CUT])
def test_a_sound_that_does_not_come_is_waited_for(far_sounds, approved, signer, fault):
    far_sounds.store.does(fault)
    signer.work()
    assert (newest().state, signed_of(newest())) == ("waiting", False)
    far_sounds.store.behaves()
    far_sounds.later()
    signer.work()
    assert signed_of(newest())


@pytest.mark.parametrize("fault", [Fault.OTHER_BYTES, Fault.HALF])
def test_a_sound_of_other_bytes_is_not_laid_and_comes_back_when_it_is_right(
    far_sounds, approved, signer, fault
):
    far_sounds.store.does(fault)
    signer.work()
    assert newest().code == Code.OTHER_SOUND
    name = approved.media_sha256
    assert not (signer.folder / "objects" / name[:2] / name).exists()
    far_sounds.store.behaves()
    signer.settle()
    assert signed_of(newest())
    assert (signer.folder / "objects" / name[:2] / name).read_bytes() == SOUND


def test_the_signer_writes_nothing_where_sounds_lie(far_sounds, approved, signer):
    far_sounds.store.writes = frozenset()
    signer.work()
    assert signed_of(newest())
    assert {method for method, _ in far_sounds.store.asked} == {"GET"}


def restarted(far):
    """A shelf as a new process has it."""
    far.published(far.signer.published._objects, far.signer.published._media)
    return Upkeep(far.signer.published)


def test_what_is_wrong_in_the_store_is_put_right_at_the_start(far, approved, signer):
    signer.work()
    before = far.laid()
    for key in far.store.objects:
        if key.endswith((newest().wanted, approved.media_sha256)):
            far.store.objects[key] = far.store.objects[key][:-1] + b"\0"
    assert len(before.items() - far.laid().items()) == 2
    upkeep = restarted(far)
    with signer.as_role("signer"):
        while upkeep.mend():
            pass
    assert far.laid() == before


def test_a_store_that_is_away_at_the_start_holds_up_plans_alone(far, approved, signer, enrol, places):
    far.store.does(Fault.FAILS)
    upkeep = restarted(far)
    rest = VerdictReview(signer.key_ring, signer.published), Resigner(signer.key_ring)
    box = enrol(places.own, name="Cụm 02")
    with signer.as_role("signer"):
        while running._round(signer.key_ring, signer.published, upkeep, *rest):
            pass  # units that have nothing to mend
    signer.work()
    assert SignedHead.objects.filter(kind="assign", subject=str(box.id)).exists()
    assert newest().state == "waiting"
    far.store.behaves()
    far.later()
    with signer.as_role("signer"):
        while running._round(signer.key_ring, signer.published, upkeep, *rest):
            pass
    assert signed_of(newest())


def stray(far, data):
    name = hashlib.sha256(data).hexdigest()
    far.signer.published.publish_all({name: data})
    return name


def swept(far):
    upkeep = Upkeep(far.signer.published)
    with far.signer.as_role("signer"):
        return sum(upkeep.sweep() for _ in range(PIECES))


def test_the_sweep_takes_what_no_row_names_from_the_store(far, approved, signer):
    signer.work()
    before = far.laid()
    stray(far, b"stray")
    assert swept(far) == 1
    assert far.laid() == before


def test_an_old_list_takes_nothing_that_is_wanted_and_leaves_what_it_lacks(far, approved, signer):
    """It names what is gone, and not what was just laid."""
    gone = stray(far, b"gone")
    far.store.does(Fault.OLD_LIST)
    far.store.objects = {key: data for key, data in far.store.objects.items() if not key.endswith(gone)}
    signer.work()
    late = stray(far, b"late")
    before = far.laid()
    swept(far)
    assert far.laid() == before
    far.store.behaves()
    assert swept(far) == 1
    assert set(before) - set(far.laid()) == {late}


def test_a_sweep_that_was_cut_goes_on_where_it_was(far, approved, signer):
    signer.work()
    before = far.laid()
    stray(far, b"stray")
    upkeep = Upkeep(signer.published)
    with signer.as_role("signer"):
        upkeep.sweep()
        far.store.does(Fault.FAILS)
        with pytest.raises(StoreError):
            upkeep.sweep()
        far.store.behaves()
        far.later()
        for _ in range(PIECES - 1):
            upkeep.sweep()
    assert far.laid() == before


@pytest.fixture
def too_large(monkeypatch):
    """Every list of keys lies at the file door, as a province's with many boxes shut out."""
    monkeypatch.setattr("loa.signer.bundle.INLINE", 0)
    monkeypatch.setattr("loa.signer.upkeep.INLINE", 0)


def test_no_list_of_keys_is_given_out_that_the_door_does_not_have(far, approved, signer, too_large):
    signer.work()
    lists = TrustBundle.objects.count()
    with clock.fixed(clock.now() + timedelta(hours=13)):
        far.store.does(Fault.FAILS)
        far.later()
        signer.work()
        assert TrustBundle.objects.count() == lists
        far.store.behaves()
        far.later()
        signer.work()
    newest = TrustBundle.objects.latest("sequence")
    assert TrustBundle.objects.count() == lists + 1
    assert far.laid()[hashlib.sha256(newest.file).hexdigest()] == bytes(newest.file)


def test_the_sweep_leaves_a_list_of_keys_for_as_long_as_a_box_may_ask_for_it(
    far, approved, signer, too_large
):
    signer.work()
    name = hashlib.sha256(TrustBundle.objects.latest("sequence").file).hexdigest()
    swept(far)
    assert name in far.laid()
    with clock.fixed(clock.now() + timedelta(days=80)):
        swept(far)
    assert name not in far.laid()
