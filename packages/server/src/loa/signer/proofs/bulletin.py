"""Proves an own bulletin: an approval in bytes of a fixed form, decided by a person entitled to it and still
valid."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from loa.kernel import clock
from loa.kernel.roles import Capability
from loa.media.models import Sound
from loa.newsroom.form import BULLETIN, SESSION, ApprovalForm, decode, names
from loa.newsroom.models import Approval, Edit
from loa.newsroom.queries import carried_editors
from loa.people.models import Account, RoleGrant
from loa.signer.proofs import entitled
from loa.signer.proofs.right import ProvenRight
from loa.signer.refusing import Code, NotProven

PROOFS: Final = ((date.min, frozenset({SESSION})),)
"""Which kinds of proof count for what was decided from a local day on, the oldest rule first.

Until passkeys come that is `session` alone. Then a line is added, and what was decided before stays proven by
the line of its day.
"""


RECORDED_ASKED_SINCE: Final = date(2026, 12, 2)
"""The local day of an approval from which on whoever recorded its sound counts as an editor. What was
approved before sounds on."""


@dataclass
class _Facts:
    """All rows that the proofs of some approvals need, read in one query for each table."""

    grants: dict[int, list[RoleGrant]]
    accounts: dict[int, int | None]
    """By account: its person."""
    given: dict[int, list[Approval]]
    """By bulletin: all its approvals, the newest revision first."""
    edits: dict[int, list[tuple[int, int]]]
    """By bulletin: revision and person of each edit."""
    carried: dict[int, set[int]]
    """By bulletin: the persons who edited what it was copied from."""
    recorded: dict[tuple[int, str], set[int]]
    """By unit and hash: the persons who recorded or sent that sound."""
    decided: dict[UUID, ApprovalForm | NotProven] = field(default_factory=dict)
    """By approval: whether it was rightly decided, also when it was withdrawn later."""

    @classmethod
    def about(cls, bulletins: Collection[int]) -> "_Facts":
        """Reads the rows of these bulletins."""
        rows = list(Approval.objects.filter(bulletin_id__in=bulletins).order_by("-revision_id"))
        accounts = Account.objects.filter(id__in={row.account_id for row in rows})
        found = cls(
            entitled.grants({row.person_id for row in rows}),
            dict(accounts.values_list("id", "person_id")),
            defaultdict(list),
            defaultdict(list),
            carried_editors(bulletins),
            defaultdict(set),
        )
        for row in rows:
            found.given[row.bulletin_id].append(row)
        edits = Edit.objects.filter(bulletin_id__in=bulletins)
        for bulletin, revision, person in edits.values_list("bulletin_id", "revision_id", "person_id"):
            found.edits[bulletin].append((revision, person))
        sounds = Sound.objects.filter(sha256__in={row.media_sha256 for row in rows}, made_by__isnull=False)
        of_people = sounds.filter(origin=Sound.Origin.UPLOAD, unit_id__in={row.unit_id for row in rows})
        for unit, sha256, person in of_people.values_list("unit_id", "sha256", "made_by_id"):
            found.recorded[unit, str(sha256)].add(person)
        return found

    def editors(self, row: Approval) -> set[int]:
        """Returns the persons who edited any revision after the previous approval, up to the approved one, or
        recorded the sound that is new in it.

        An approval that was not rightly decided does not count as a previous approval.
        """
        earlier = (each for each in self.given[row.bulletin_id] if each.revision_id < row.revision_id)
        rightly = (each for each in earlier if isinstance(self.decided[each.id], ApprovalForm))
        # `given` has the newest first, so this is the previous rightly decided approval.
        before = next(rightly, None)
        since = before.revision_id if before else 0
        own = {
            person for revision, person in self.edits[row.bulletin_id] if since < revision <= row.revision_id
        }
        if not own:
            return own
        if before is None:
            own |= self.carried.get(row.bulletin_id, set())
        asked = clock.local(row.decided_at).date() >= RECORDED_ASKED_SINCE
        if asked and (before is None or before.media_sha256 != row.media_sha256):
            own |= self.recorded[row.unit_id, row.media_sha256]
        return own


@dataclass
class Approvals:
    """Approvals by id as the database has them in this transaction. Each is proven once."""

    _proven: dict[str, ProvenRight | NotProven] = field(default_factory=dict)

    def load(self, ids: Iterable[str]) -> None:
        """Reads and proves these approvals, in the same few queries however many they are."""
        wanted = [each for each in ids if each not in self._proven]
        if not wanted:
            return
        rows = {str(row.id): row for row in _rows().filter(id__in=filter(_is_id, wanted))}
        facts = _Facts.about({row.bulletin_id for row in rows.values()})
        for each in wanted:
            try:
                self._proven[each] = _prove(rows.get(each), facts)
            except NotProven as why:
                self._proven[each] = why

    def proven(self, name: str) -> ProvenRight:
        """Returns what a valid approval that was loaded lets sound. Raises NotProven."""
        found = self._proven[name]
        if isinstance(found, NotProven):
            raise found
        return found


def _rows() -> QuerySet[Approval]:
    return Approval.objects.select_related("ending")


def _is_id(text: str) -> bool:
    try:
        # Only in the canonical form, since ids are compared as text.
        return str(UUID(text)) == text
    except ValueError:
        return False


def _prove(row: Approval | None, facts: _Facts) -> ProvenRight:
    """Returns what an approval lets sound. Raises NotProven."""
    if row is None:
        raise NotProven(Code.NOT_APPROVED, "no such approval here")
    if not row.stands:
        raise NotProven(Code.WITHDRAWN, str(row.id))
    form = _decided(row, facts)
    if isinstance(form, NotProven):
        raise form
    try:
        first, last = date.fromisoformat(form.valid_from), date.fromisoformat(form.valid_to)
    except ValueError as wrong:
        raise NotProven(Code.ALTERED, f"validity of {row.id}: {wrong}") from None
    return ProvenRight(
        form.unit, form.media_sha256, form.duration_ms, form.priority, form.hamlets, form.times, first, last
    )


def _decided(row: Approval, facts: _Facts) -> ApprovalForm | NotProven:
    """Returns the approval's form if it was rightly decided, else the reason why not.

    The proof of one approval needs the result for the earlier ones, so the oldest of the bulletin is proven
    first, and each once.
    """
    for each in reversed(facts.given[row.bulletin_id]):
        if each.id not in facts.decided:
            try:
                facts.decided[each.id] = _rightly(each, facts)
            except NotProven as why:
                facts.decided[each.id] = why
    return facts.decided[row.id]


def _rightly(row: Approval, facts: _Facts) -> ApprovalForm:
    """Returns the form of an approval that a person with the right decided who had not edited it. Raises
    NotProven."""
    form = _form(row)
    _proof(row, form, facts)
    # A right to approve counts at exactly the unit (a test asks that of the table of roles), so the units
    # above it are not asked for.
    given = entitled.of_role(facts.grants[row.person_id], form.role)
    if not entitled.holds(given, Capability.APPROVE, row.unit_id, (), row.decided_at):
        raise NotProven(Code.NOT_ENTITLED, f"person {row.person_id} at {row.unit_id}")
    editors = facts.editors(row)
    if not editors:
        raise NotProven(Code.OWN_WORK, f"nobody is known to have written bulletin {row.bulletin_id}")
    if row.person_id in editors:
        raise NotProven(Code.OWN_WORK, f"person {row.person_id} edited bulletin {row.bulletin_id}")
    return form


def _form(row: Approval) -> ApprovalForm:
    """Returns the form in the approval's bytes. Raises NotProven where form and row differ, or where the
    approval was given for something else than the row stores."""
    try:
        form = decode(bytes(row.form))
        about = names(bytes(row.form), bytes(row.said))
    except (msgspec.ValidationError, msgspec.DecodeError) as wrong:
        raise NotProven(Code.ALTERED, f"form of {row.id}: {wrong}") from None
    if form.source != BULLETIN:
        raise NotProven(Code.OTHER_SOURCE, f"{row.id} is of source {form.source}")
    said = (form.right, form.unit, form.bulletin, form.revision, form.media_sha256, form.person)
    kept = (str(row.id), row.unit_id, row.bulletin_id, row.revision_id, row.media_sha256, row.person_id)
    if said != kept:
        raise NotProven(Code.ALTERED, f"row and form of {row.id} differ")
    if not about:
        raise NotProven(Code.ALTERED, f"{row.id} was given for something else than is kept")
    return form


def proofs_on(day: date) -> frozenset[str]:
    """Returns the proofs that count for what was decided on a local day."""
    return next(kinds for since, kinds in reversed(PROOFS) if since <= day)


def _proof(row: Approval, form: ApprovalForm, facts: _Facts) -> None:
    """Raises NotProven unless the proof that the form names counts on that day and is in the row.

    Of `session` that is an account of the person and the hash of the session in which the person decided.
    """
    proof = row.proof or {}
    if form.proof not in proofs_on(clock.local(row.decided_at).date()):
        raise NotProven(Code.NOT_APPROVED, f"proof {form.proof} of {row.id}")
    if proof.get("kind") != form.proof or not proof.get("session_sha256"):
        raise NotProven(Code.NOT_APPROVED, f"proof of {row.id}")
    if facts.accounts.get(row.account_id) != row.person_id:
        raise NotProven(Code.NOT_ENTITLED, f"account {row.account_id} is not of person {row.person_id}")
