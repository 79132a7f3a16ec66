"""Decides acts: silence and restore, cancel, a test tone. Each is stored with who decided it, why, and whom
it reaches."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit import actions as audit
from loa.dispatch import queries, tone_hours
from loa.dispatch.models import Act, Attempt
from loa.dispatch.targets import Target
from loa.kernel import actor as acting
from loa.kernel import bulk_insert, clock
from loa.kernel.errors import Conflict, Forbidden, Invalid
from loa.kernel.ids import uuid7
from loa.kernel.roles import Capability
from loa.keys import actions as keys
from loa.keys.models import SignedKind
from loa.places import rights

SILENCE_LASTS: Final = timedelta(days=365)
"""How long a silence lasts unless it is lifted."""
RESTORE_LASTS: Final = timedelta(days=399)
"""How long a restore lasts: longer than any silence that it lifts."""
CANCEL_LASTS: Final = timedelta(days=10)
"""How long a cancel lasts: longer than any plan that still names what is cancelled."""
TONE_WAITS: Final = timedelta(seconds=60)
"""How late a tone may begin."""
TONE_MS: Final = 2000
MOST_CANCELS: Final = 4
"""How many names one act may cancel."""


def silence(target: Target, why: str) -> Act:
    """Mutes a target until it is restored. Needs the right at its unit or above, and a reason.

    Raises Conflict where somebody above has muted it already: it is mute, and stays so until they lift it.
    """
    over = _laid_above(target)
    if over is not None:
        raise Conflict(
            _("%(where)s đang tắt tiếng nơi này rồi: “%(why)s”. Nơi này im tới khi %(where)s mở lại.")
            % {"where": over.from_unit, "why": over.why}
        )
    return _decide(Act.Kind.SILENCE, target, _reason(why), SILENCE_LASTS, Capability.SILENCE)


def restore(target: Target, why: str = "") -> Act:
    """Lifts the silences of exactly this target. Raises Forbidden where somebody above decided one of
    them."""
    over = _laid_above(target)
    if over is not None:
        raise Forbidden(
            _("Lệnh tắt tiếng này do %(where)s ra (“%(why)s”), chỉ %(where)s mở lại được.")
            % {"where": over.from_unit, "why": over.why}
        )
    return _decide(Act.Kind.RESTORE, target, why.strip()[:200], RESTORE_LASTS, Capability.SILENCE)


def cancel(target: Target, what: str, ids: Sequence[str], why: str) -> list[Act]:
    """Stops occurrences ("item"), slots, rights (an approval's id) or sounds ("media"), also while they
    sound.

    Editors and approvers of the unit may stop what is theirs; to stop something takes no second person.
    """
    return [
        _decide(
            Act.Kind.CANCEL,
            target,
            _reason(why),
            CANCEL_LASTS,
            Capability.STOP,
            cancels=[{"what": what, "id": each} for each in ids[at : at + MOST_CANCELS]],
        )
        for at in range(0, len(ids), MOST_CANCELS)
    ]


def tone(target: Target) -> Act:
    """Sends a short test tone, which sounds within the next minute or not at all.

    Raises Conflict, with the reason, where it would not sound now.
    """
    rights.require(acting.current(), Capability.SILENCE, target.unit.id)
    if why := tone_hours.refusal(target):
        raise Conflict(why)
    return _decide(
        Act.Kind.TONE,
        target,
        "",
        2 * TONE_WAITS,
        Capability.SILENCE,
        starts_within=TONE_WAITS,
        tone_ms=TONE_MS,
    )


def _laid_above(target: Target) -> Act | None:
    """Returns a silence of this target that was decided above where the actor may decide, or None."""
    who = acting.current()
    rights.require(who, Capability.SILENCE, target.unit.id)
    return next(
        (
            each
            for each in queries.laid_on(target)
            if each.from_unit_id is not None and not rights.may(who, Capability.SILENCE, each.from_unit_id)
        ),
        None,
    )


def _reason(why: str) -> str:
    if not why.strip():
        raise Invalid(_("Ghi lý do để người sau còn biết."), field="why")
    return why.strip()[:200]


def _expect_answers(act: Act, reached: Sequence[tuple[UUID, int]]) -> None:
    """Writes a row for each device (its id and unit) that is to answer."""
    count = len(reached)
    bulk_insert.insert(
        Attempt,
        {
            "act": [act.id] * count,
            "device": [device for device, _ in reached],
            "unit": [unit for _, unit in reached],
            "state": [Attempt.State.WAITING.value] * count,
            "tries": [0] * count,
            "code": [""] * count,
        },
    )


@transaction.atomic
def _decide(
    kind: Act.Kind,
    target: Target,
    why: str,
    lasts: timedelta,
    capability: Capability,
    *,
    starts_within: timedelta | None = None,
    cancels: Sequence[dict[str, str]] = (),
    tone_ms: int = 0,
) -> Act:
    """Stores an act with an expected answer of each device that it reaches, and requests its signature.

    `lasts`: until when it has effect. `starts_within`: how late it may begin, else as long as it has effect.
    Raises Forbidden where no person acts or the person has no right to it.
    """
    who = acting.current()
    if who.person_id is None:
        raise Forbidden(_("Lệnh cho loa phải do người quyết định."))
    rights.require(who, capability, target.unit.id)
    now = clock.now()
    reached = list(target.devices().values_list("id", "unit_id"))
    act = Act.objects.create(
        id=uuid7(),
        unit=target.unit,
        kind=kind,
        target=target.kind,
        target_id=target.id,
        cancels=list(cancels),
        tone_ms=tone_ms,
        by_id=who.person_id,
        from_unit_id=rights.highest(who, capability, target.unit.id),
        why=why,
        latest_start_at=now + (starts_within or lasts),
        expires_at=now + lasts,
        reaches=len(reached),
    )
    _expect_answers(act, reached)
    keys.ask(SignedKind.ACT, target.unit.id, str(act.id), urgent=True)
    audit.record(
        f"dispatch.{kind}",
        act,
        target.unit.id,
        target=target.kind,
        target_id=target.id,
        why=why,
        reaches=len(reached),
    )
    return act
