"""Proof of an approval: bytes in a fixed form that a person entitled to it decided on, and that still
stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec
from loa_protocol.messages import Item, Sound

from loa.kernel import clock
from loa.newsroom.form import BULLETIN, SESSION, ApprovalForm, decode, names
from loa.newsroom.models import Approval, Edit
from loa.people.models import Account, Role, RoleGrant
from loa.signer.proofs import entitled
from loa.signer.refusing import Code, NotProven

DECIDES: Final = {"approver": Role.APPROVER}
"""By the word in a form: the role that its decision takes. A word that is not here decides nothing."""

PROOFS: Final = ((date.min, frozenset({SESSION})),)
"""Which proofs count for what was decided from a local day on, the oldest rule first. `session` alone until
passkeys come; then a line more, and what was decided before stays proven by the line of its day."""


@dataclass
class _Facts:
    """All that the proof of some approvals asks of the database, in one question a table."""

    grants: dict[int, list[RoleGrant]]
    accounts: dict[int, int | None]
    """By account: its person."""
    decided: dict[int, list[tuple[datetime, int]]]
    """By bulletin: when each of its approvals was decided, and its revision."""
    edits: dict[int, list[tuple[int, int]]]
    """By bulletin: revision and person of each edit."""

    @classmethod
    def about(cls, rows: Collection[Approval]) -> "_Facts":
        bulletins = {row.bulletin_id for row in rows}
        accounts = Account.objects.filter(id__in={row.account_id for row in rows})
        found = cls(
            entitled.grants({row.person_id for row in rows}),
            dict(accounts.values_list("id", "person_id")),
            defaultdict(list),
            defaultdict(list),
        )
        decided = Approval.objects.filter(bulletin_id__in=bulletins)
        for bulletin, at, revision in decided.values_list("bulletin_id", "decided_at", "revision_id"):
            found.decided[bulletin].append((at, revision))
        edits = Edit.objects.filter(bulletin_id__in=bulletins)
        for bulletin, revision, person in edits.values_list("bulletin_id", "revision_id", "person_id"):
            found.edits[bulletin].append((revision, person))
        return found

    def editors(self, row: Approval) -> set[int]:
        """Persons who edited any revision since the approval before this one, up to the one approved."""
        before = [each for each in self.decided[row.bulletin_id] if each[0] < row.decided_at]
        since = max(before)[1] if before else 0
        return {
            person for revision, person in self.edits[row.bulletin_id] if since < revision <= row.revision_id
        }


@dataclass
class Approvals:
    """Approvals by id as the database has them in this transaction, each proven once."""

    _proven: dict[str, ApprovalForm | NotProven] = field(default_factory=dict)

    def load(self, ids: Collection[str]) -> None:
        """Read and prove these approvals: in the same few questions, however many they are."""
        wanted = [each for each in ids if each not in self._proven]
        if not wanted:
            return
        rows = {str(row.id): row for row in Approval.objects.filter(id__in=wanted)}
        facts = _Facts.about(rows.values())
        for each in wanted:
            try:
                self._proven[each] = _prove(rows.get(each), facts)
            except NotProven as why:
                self._proven[each] = why

    def proven(self, approval: str) -> ApprovalForm:
        """The form of a standing approval that was loaded. Raises NotProven."""
        found = self._proven[approval]
        if isinstance(found, NotProven):
            raise found
        return found


def _prove(row: Approval | None, facts: _Facts) -> ApprovalForm:
    if row is None:
        raise NotProven(Code.NOT_APPROVED, "no such approval here")
    if row.withdrawn_at is not None:
        raise NotProven(Code.WITHDRAWN, str(row.id))
    form = _form(row)
    _proof(row, form, facts)
    # An approver's right counts at exactly the unit: what is above it is not asked.
    given = facts.grants[row.person_id]
    role = DECIDES.get(form.role)
    if role is None or not entitled.holds(given, [role], row.unit_id, (), row.decided_at):
        raise NotProven(Code.NOT_ENTITLED, f"person {row.person_id} at {row.unit_id}")
    if row.person_id in facts.editors(row):
        raise NotProven(Code.OWN_WORK, f"person {row.person_id} edited bulletin {row.bulletin_id}")
    return form


def _form(row: Approval) -> ApprovalForm:
    """What the row's bytes say, which is what the row says, and given for what it keeps as said."""
    try:
        form = decode(bytes(row.form))
        about = names(bytes(row.form), bytes(row.said))
    except (msgspec.ValidationError, msgspec.DecodeError) as wrong:
        raise NotProven(Code.ALTERED, f"form of {row.id}: {wrong}") from None
    said = (form.source, form.right, form.unit, form.bulletin, form.revision, form.media_sha256, form.person)
    kept = (BULLETIN, str(row.id), row.unit_id, row.bulletin_id, row.revision_id)
    if said != (*kept, row.media_sha256, row.person_id):
        raise NotProven(Code.ALTERED, f"row and form of {row.id} differ")
    if not about:
        raise NotProven(Code.ALTERED, f"{row.id} was given for something else than is kept")
    return form


def proofs_on(day: date) -> frozenset[str]:
    """The proofs that count for what was decided on a local day."""
    return next(kinds for since, kinds in reversed(PROOFS) if since <= day)


def _proof(row: Approval, form: ApprovalForm, facts: _Facts) -> None:
    """The proof that the form names counts on that day, and is there: of `session`, an account of the
    person's and the session that pressed."""
    proof = row.proof or {}
    if form.proof not in proofs_on(clock.local(row.decided_at).date()):
        raise NotProven(Code.NOT_APPROVED, f"proof {form.proof} of {row.id}")
    if proof.get("kind") != form.proof or not proof.get("session_sha256"):
        raise NotProven(Code.NOT_APPROVED, f"proof of {row.id}")
    if facts.accounts.get(row.account_id) != row.person_id:
        raise NotProven(Code.NOT_ENTITLED, f"account {row.account_id} is not of person {row.person_id}")


def covers(form: ApprovalForm, unit_id: int, day: date, item: Item, sound: Sound) -> None:
    """The approval covers this sound, in this class, in this unit, on this day. Raises NotProven.

    The time of day is `starting`'s matter: an operator may move a slot within the approved dates. In which
    hamlets is asked of each plan by itself: `reaches`.
    """
    if form.media_sha256 != sound.sha256 or form.duration_ms != sound.duration_ms:
        raise NotProven(Code.OTHER_SOUND, item.id)
    if form.cls != item.cls.value:
        raise NotProven(Code.OTHER_CLASS, item.id)
    if form.unit != unit_id:
        raise NotProven(Code.OTHER_PLACE, f"{item.id} at unit {unit_id}")
    if not date.fromisoformat(form.valid_from) <= day <= date.fromisoformat(form.valid_to):
        raise NotProven(Code.OTHER_TIME, item.id)


def reaches(form: ApprovalForm, hamlet: int | None) -> bool:
    """Is this hamlet (None: the clusters of the whole commune) among the approved places?"""
    return not form.hamlets or hamlet in form.hamlets


def named_by(items: Iterable[Item]) -> set[str]:
    """Ids of all approvals that some items name."""
    return {sound.approval for item in items for sound in item.media}
