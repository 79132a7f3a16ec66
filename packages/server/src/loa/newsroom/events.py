"""The events of the newsroom, named in the past tense. Only to `BulletinSubmitting` and `BulletinApproving`,
which are announced before the step, a listener may object.
"""

from dataclasses import dataclass
from uuid import UUID

from .form import ApprovalForm, BulletinContent


@dataclass(frozen=True)
class BulletinSubmitting:
    """A bulletin is about to be submitted. Listeners check that it could be placed as it is, and raise as for
    `BulletinApproving`: what could not be approved does not wait for an approver.
    """

    bulletin_id: int
    unit_id: int
    content: BulletinContent


@dataclass(frozen=True)
class BulletinSubmitted:
    """A bulletin was submitted for approval."""

    bulletin_id: int
    unit_id: int


@dataclass(frozen=True)
class BulletinApproving:
    """A bulletin is about to be approved. Listeners check that it can be placed, and raise Forbidden, Invalid
    or Conflict if not.
    """

    unit_id: int
    form: ApprovalForm


@dataclass(frozen=True)
class BulletinApproved:
    """A bulletin was approved. `replaces` is the approval that ended with it."""

    bulletin_id: int
    unit_id: int
    approval_id: UUID
    form: ApprovalForm
    replaces: UUID | None


@dataclass(frozen=True)
class BulletinWithdrawn:
    """A bulletin was withdrawn. `approval_id` is the approval that ended."""

    bulletin_id: int
    unit_id: int
    approval_id: UUID
    reason: str
