"""Proof of an approval: bytes in a fixed form that a person entitled to it decided on, and that still
stand."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec
from loa_protocol.messages import Item, Sound
from wagtail.models import Revision

from loa.newsroom.form import ApprovalForm, decode, revision_sha256
from loa.newsroom.models import Approval, Edit
from loa.people.models import Account, Role
from loa.signer.proofs import entitled
from loa.signer.refusing import Code, NotProven


@dataclass
class Approvals:
    """Approvals by id as the database has them in this transaction, each proven once."""

    _rows: dict[str, Approval] = field(default_factory=dict)
    _proven: dict[str, ApprovalForm | NotProven] = field(default_factory=dict)

    def load(self, ids: set[str]) -> None:
        """Read the rows of these ids in one query."""
        wanted = [each for each in ids if each not in self._rows]
        if wanted:
            self._rows.update((str(row.id), row) for row in Approval.objects.filter(id__in=wanted))

    def proven(self, approval: str) -> ApprovalForm:
        """The form of a standing approval. Raises NotProven."""
        found = self._proven.get(approval)
        if found is None:
            try:
                found = _prove(self._rows.get(approval))
            except NotProven as why:
                found = why
            self._proven[approval] = found
        if isinstance(found, NotProven):
            raise found
        return found


def _prove(row: Approval | None) -> ApprovalForm:
    if row is None:
        raise NotProven(Code.NOT_APPROVED, "no such approval here")
    if row.withdrawn_at is not None:
        raise NotProven(Code.WITHDRAWN, str(row.id))
    try:
        form = decode(bytes(row.form))
    except (msgspec.ValidationError, msgspec.DecodeError) as wrong:
        raise NotProven(Code.ALTERED, f"form of {row.id}: {wrong}") from None
    said = (form.approval, form.unit, form.bulletin, form.revision, form.media_sha256, form.person)
    kept = (str(row.id), row.unit_id, row.bulletin_id, row.revision_id, row.media_sha256, row.person_id)
    if said != kept:
        raise NotProven(Code.ALTERED, f"row and form of {row.id} differ")
    _session(row)
    if not entitled.held(row.person_id, [Role.APPROVER], row.unit_id, row.decided_at):
        raise NotProven(Code.NOT_ENTITLED, f"person {row.person_id} at {row.unit_id}")
    if row.person_id in _editors(row):
        raise NotProven(Code.OWN_WORK, f"person {row.person_id} edited bulletin {row.bulletin_id}")
    revision = Revision.objects.filter(pk=row.revision_id).first()
    if revision is None or revision_sha256(revision.content) != form.revision_sha256:
        raise NotProven(Code.ALTERED, f"revision {row.revision_id}")
    return form


def _session(row: Approval) -> None:
    """Proof `session` (in force until passkeys come): the account is one of the person's."""
    proof = row.proof or {}
    if proof.get("kind") != "session" or not proof.get("session_sha256"):
        raise NotProven(Code.NOT_APPROVED, f"proof of {row.id}")
    if not Account.objects.filter(id=row.account_id, person_id=row.person_id).exists():
        raise NotProven(Code.NOT_ENTITLED, f"account {row.account_id} is not of person {row.person_id}")


def _editors(row: Approval) -> set[int]:
    """Persons who edited any revision since the approval before this one, up to the one approved."""
    before = (
        Approval.objects.filter(bulletin_id=row.bulletin_id, decided_at__lt=row.decided_at)
        .order_by("-decided_at")
        .values_list("revision_id", flat=True)
        .first()
    )
    edits = Edit.objects.filter(
        bulletin_id=row.bulletin_id, revision_id__gt=before or 0, revision_id__lte=row.revision_id
    )
    return set(edits.values_list("person_id", flat=True))


def covers(form: ApprovalForm, unit_id: int, hamlet: int | None, day: date, item: Item, sound: Sound) -> None:
    """The approval covers this sound, in this class, at this place, on this day. Raises NotProven.

    The time of day is not compared: within the approved dates and the rules an operator may move a slot, and
    that act is audited.
    """
    if form.media_sha256 != sound.sha256 or form.duration_ms != sound.duration_ms:
        raise NotProven(Code.OTHER_SOUND, item.id)
    if form.cls != item.cls.value:
        raise NotProven(Code.OTHER_CLASS, item.id)
    if form.unit != unit_id or (form.hamlets and hamlet not in form.hamlets):
        raise NotProven(Code.OTHER_PLACE, f"{item.id} at hamlet {hamlet}")
    if not date.fromisoformat(form.valid_from) <= day <= date.fromisoformat(form.valid_to):
        raise NotProven(Code.OTHER_TIME, item.id)


def named_by(items: tuple[Item, ...]) -> set[str]:
    """Ids of all approvals that some items name."""
    return {str(UUID(sound.approval)) for item in items for sound in item.media}
