"""What one round of the signer shares: rows read in few queries before the first proof, and rows written in
few queries after the last. A province's plans wait by the thousand; a query for each would be most of the
work.

Where only a part of a plan could not be proven, a verdict on that part is written and its unit is compiled
again without it. A verdict that is in force already asks for nothing. So a plan is requested once more at
most as often as something new was found in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max
from loa_protocol.messages import Purpose
from loa_protocol.timing import to_ms

from loa.dispatch.actions.recompiling import ask_jobs
from loa.dispatch.models import ToSend, Verdict
from loa.fleet.models import Health
from loa.kernel import bulk_insert
from loa.keys.models import SignedHead, SignedKind, ToSign
from loa.keys.rules import CREDIBLE_MS
from loa.objects.port import StoreError
from loa.signer.key_ring import KeyRing, NoKey
from loa.signer.proofs import assignment, plan
from loa.signer.publish import PublishedObjects
from loa.signer.refusing import NotProven, Part


@dataclass
class Round:
    """The state of one transaction of the signer."""

    key_ring: KeyRing
    published: PublishedObjects
    now: datetime
    waiting: int
    evidence: plan.Evidence = field(default_factory=plan.Evidence)
    plans: dict[str, plan.ProvenPlan | NotProven | NoKey | StoreError] = field(default_factory=dict)
    """By plan id: the result of the proof of its newest request. StoreError means that what it names could
    not be published, so the request waits."""
    newest: dict[str, int] = field(default_factory=dict)
    """By plan id: its newest request; older ones are overtaken."""
    last: dict[tuple[str, int], int] = field(default_factory=dict)
    """By plan id and serial: the highest sequence that the key of that serial has signed so far. Sequences
    are kept apart by key, so that what an older key signed while the clock was wrong does not push a newer
    key's ahead."""
    reported: dict[tuple[str, int], int] = field(default_factory=dict)
    """By plan id and serial: the highest sequence that a device reports for that key."""
    assignments: assignment.Evidence = field(default_factory=assignment.Evidence)
    assigned: dict[tuple[str, int], int] = field(default_factory=dict)
    """By device and serial: the highest sequence of an assignment that the key of that serial has signed so
    far."""
    holds: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By device: (serial, sequence) of the assignment that it reports."""
    _last_act: int | None = None
    _sends: list[tuple[SignedHead, str, bool]] = field(default_factory=list)
    _decided: list[ToSign] = field(default_factory=list)
    _unproven: list[tuple[ToSign, Part]] = field(default_factory=list)

    def read(self, requests: Sequence[ToSign]) -> None:
        """Reads what these requests need in few queries, and proves the plans among them."""
        self._read_plans(requests)
        self._read_assignments([row.subject for row in requests if row.kind == SignedKind.ASSIGN])

    def _read_plans(self, requests: Sequence[ToSign]) -> None:
        """Proves the plans among these requests and publishes their documents: all at once, before any head
        that names one is signed."""
        asked = [row for row in requests if row.kind == SignedKind.PLAN]
        subjects = [row.subject for row in asked]
        if not asked:
            return
        same = ToSign.objects.filter(kind=SignedKind.PLAN, subject__in=subjects)
        self.newest = dict(same.values_list("subject").annotate(Max("id")))
        heads = SignedHead.objects.filter(kind=SignedKind.PLAN, subject__in=subjects)
        signed = heads.values_list("subject", "serial").annotate(Max("sequence"))
        self.last = {(plan_id, serial): sequence for plan_id, serial, sequence in signed}
        # A box that tells more than can be is left out by itself: the highest of the others still counts.
        credible = Health.objects.filter(plan_sequence__lte=to_ms(self.now) + CREDIBLE_MS)
        held = credible.filter(plan_id__in=subjects, unit_id__in={row.unit_id for row in asked})
        told = held.values_list("plan_id", "plan_serial").annotate(Max("plan_sequence"))
        self.reported = {(plan_id, serial): sequence for plan_id, serial, sequence in told}
        wanted = [row for row in asked if self.newest[row.subject] == row.id]
        self.evidence.read([(row.subject, row.wanted) for row in wanted])
        for row in wanted:
            self.plans[row.subject] = self._prove(row)
        self._lay_out()

    def _lay_out(self) -> None:
        """Publishes what the proven plans name. A plan with a sound that is missing or altered becomes
        unproven."""
        proven = {name: each for name, each in self.plans.items() if isinstance(each, plan.ProvenPlan)}
        try:
            sounds = {name: size for each in proven.values() for name, size in each.sounds.items()}
            _laid, missing = self.published.publish_sounds(sounds)
            for subject, each in proven.items():
                mine = {name: why for name, why in missing.items() if name in each.sounds}
                self.plans[subject] = plan.without(each, mine) if mine else each
            left = [each for each in self.plans.values() if isinstance(each, plan.ProvenPlan)]
            self.published.publish_all({name: data for each in left for name, data in each.documents.items()})
        except StoreError as wrong:
            self.plans.update(dict.fromkeys(proven, wrong))

    def _prove(self, row: ToSign) -> plan.ProvenPlan | NotProven | NoKey:
        try:
            delegation = self.key_ring.delegation(Purpose.PLAN)
            return plan.prove(row.subject, row.wanted, delegation, self.evidence)
        except (NotProven, NoKey) as why:
            return why

    def _read_assignments(self, subjects: Sequence[str]) -> None:
        """Reads the assignments among the requests, and the sequences signed and reported so far for their
        devices."""
        self.assignments.read(subjects)
        devices = list(self.assignments.devices)
        if not devices:
            return
        heads = SignedHead.objects.filter(kind=SignedKind.ASSIGN, subject__in=map(str, devices))
        signed = heads.values_list("subject", "serial").annotate(Max("sequence"))
        self.assigned = {(device, serial): sequence for device, serial, sequence in signed}
        held = Health.objects.filter(device_id__in=devices)
        told = held.values_list("device_id", "assignment_serial", "assignment_sequence")
        self.holds = {str(device): (serial, reported) for device, serial, reported in told}

    def next_act(self, serial: int) -> int:
        """Returns the sequence of the next act by the key of this serial: max(last + 1, UTC ms).

        All acts of a key share one sequence, since a later act wins whatever it is about.
        """
        if self._last_act is None:
            acts = SignedHead.objects.filter(kind=SignedKind.ACT, serial=serial)
            found = acts.aggregate(last=Max("sequence"))
            self._last_act = found["last"] or 0
        self._last_act = max(self._last_act + 1, to_ms(self.now))
        return self._last_act

    def send(self, head: SignedHead, topic: str, urgent: bool) -> None:
        """Notes a head and its topic, to be written at the end of the round."""
        self._sends.append((head, topic, urgent))

    def decided(self, row: ToSign) -> None:
        """Notes a request whose state is set, to be written at the end of the round."""
        self._decided.append(row)

    def unproven(self, row: ToSign, parts: Sequence[Part]) -> None:
        """Notes parts of a request that could not be proven, to be written at the end of the round."""
        self._unproven.extend((row, part) for part in parts)

    def write(self) -> None:
        """Writes all that was noted, within the same transaction."""
        self._write_sends()
        self._write_verdicts()
        # One update for each of these states; refused requests differ in code and reason, so each is saved by
        # itself.
        for state in (ToSign.State.SIGNED, ToSign.State.OVERTAKEN):
            ids = [row.id for row in self._decided if row.state == state]
            if ids:
                ToSign.objects.filter(id__in=ids).update(state=state, code="", why="", decided_at=self.now)
        for row in self._decided:
            if row.state == ToSign.State.REFUSED:
                row.save(update_fields=["state", "code", "why", "decided_at"])

    def _write_sends(self) -> None:
        """Writes the signed heads, and one send for each."""
        heads = [head for head, _topic, _urgent in self._sends]
        units = [head.unit_id for head in heads]
        written = bulk_insert.insert(
            SignedHead,
            {
                "unit": units,
                "kind": [head.kind for head in heads],
                "subject": [head.subject for head in heads],
                "serial": [head.serial for head in heads],
                "sequence": [head.sequence for head in heads],
                "sha256": [head.sha256 for head in heads],
                "names": [head.names for head in heads],
                "head": [head.head for head in heads],
                "signed_at": [head.signed_at for head in heads],
                "valid_to": [head.valid_to for head in heads],
            },
            returning=["sha256", "id"],
        )
        # PostgreSQL returns the inserted rows in no promised order, so ids are found by the hash of the head.
        ids = dict(written)
        bulk_insert.insert(
            ToSend,
            {
                "head": [ids[head.sha256] for head in heads],
                "unit": units,
                "topic": [topic for _head, topic, _urgent in self._sends],
                "urgent": [urgent for _head, _topic, urgent in self._sends],
            },
        )

    def _write_verdicts(self) -> None:
        """Writes new verdicts, and a job for each unit that has one."""
        found = self._unproven
        parts = [part for _row, part in found]
        written = bulk_insert.insert(
            Verdict,
            {
                "unit": [self.evidence.plans[row.subject].unit_id for row, _part in found],
                "date": [part.date for part in parts],
                "plan": [None if part.everywhere else row.subject for row, part in found],
                "item": [part.item for part in parts],
                "within": [part.within for part in parts],
                "code": [part.code.value for part in parts],
                "detail": [part.detail[:400] for part in parts],
            },
            returning=["unit"],
        )
        ask_jobs({unit for (unit,) in written})  # compiled again without these parts
