"""A signer at work in a test: real keys in a temporary folder, the real role, and boxes to sign for."""

import json
import uuid
from dataclasses import dataclass, field

from django.db import connection
from loa_protocol.encoding import decode
from loa_protocol.messages import TrustFile
from loa_protocol.roots import pin_root
from loa_protocol.signing import SoftKey
from loa_protocol.timing import to_ms
from loa_protocol.trust import believe

from loa.dispatch.jobs import extend_unit
from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import SignedHead, SignedKind, ToSign
from loa.objects.folder import Folder
from loa.places import queries as places
from loa.places.models import Unit
from loa.signer import ceremony, sheet
from loa.signer.key_ring import KeyRing
from loa.signer.keystore import Files
from loa.signer.ownclock import OwnClock
from loa.signer.publish import PublishedObjects
from loa.signer.resigner import Resigner
from loa.signer.urgent import UrgentWorker
from loa.signer.verdict_review import VerdictReview
from loa.signer.work import work

SOUND = bytes(range(256)) * 24  # 6,144 bytes: 1,024 ms by the tests' reckoning


def shelf_of(objects, media):
    """A shelf on two folders, as a new process has it, that has seen nothing yet."""
    return PublishedObjects(Folder(objects, durable=False), Folder(media, durable=True))


@dataclass
class Desk:
    """A ring of keys, a shelf, and the role that works with them."""

    key_ring: KeyRing
    published: PublishedObjects
    store: Files
    as_role: object
    folder: object
    media: object
    own: OwnClock = field(default_factory=OwnClock)

    def work(self):
        """A round of what is urgent and one of the rest as the signer's role; gives how many were decided."""
        with self.as_role("signer"):
            if not self.own.right():
                return 0
            return UrgentWorker(self.key_ring, self.published).work() + work(self.key_ring, self.published)

    def look(self):
        """Look again at the verdicts that stand; gives how many fell."""
        with self.as_role("signer"):
            return VerdictReview(self.key_ring, self.published).look()

    def settle(self, most=6):
        """Rounds of the signer, each with the worker's jobs that it asked for, until nothing is asked for any
        more; gives how many. Fails when that does not end."""
        for number in range(1, most + 1):
            self.work()
            self.look()
            if not self.compile_again():
                return number
        raise AssertionError("signer and dispatch go on asking each other")

    def renew(self):
        """`./loa keys renew` with this house's sheet 1; gives what it says was made."""
        (sheets,) = (self.folder / "keys").glob("root-sheets-*.txt")
        seed = sheet.read(sheets.read_text().split(sheet.NEXT_SHEET)[0])
        every = tuple(Unit.objects.values_list("id", flat=True))
        with self.as_role("signer", read=every, write=every):
            return ceremony.renew(self.store, places.province(), seed)

    def sign_again(self):
        """Rounds of the signer until nothing stands under an older key; gives how many were asked for."""
        look, total = Resigner(self.key_ring), 0
        while True:
            self.work()
            with self.as_role("signer"):
                asked = look.look()
            if not asked:
                return total
            total += asked

    def compile_again(self):
        """What the worker does with the jobs that wait to compile a unit; gives how many there were."""
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from procrastinate_jobs where task_name = 'dispatch.extend_unit' and status = 'todo'"
                " returning args"
            )
            jobs = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]
        for arguments in jobs:
            with self.as_role("worker"):
                extend_unit(**arguments)
        return len(jobs)

    def trust_and_pins(self):
        """What a device believes that claimed today: trust and pins."""
        root = keys.root()
        pins = pin_root(bytes(root.statement), root.sha256, demo_allowed=True)
        found = believe(decode(bytes(keys.trust().file), TrustFile), pins, to_ms(clock.now()))
        return found.trust, found.pins


@dataclass
class Box:
    """A device with its key."""

    id: uuid.UUID
    key: SoftKey


def head(kind, subject):
    """The newest head's bytes."""
    return bytes(
        SignedHead.objects.filter(kind=kind, subject=subject).order_by("-serial", "-sequence").first().head
    )


def refused(signer):
    """What the signer said of the plan that waits."""
    signer.work()
    row = ToSign.objects.filter(kind=SignedKind.PLAN).order_by("-id").first()
    assert row.state == "refused", row.state
    assert not SignedHead.objects.filter(kind="plan", names=row.wanted).exists()
    return row.code
