"""Proves that a restore may lift a silence: it lifts what was decided at its own level or below.

A commune's operator does not lift a silence that the province decided for the commune. Levels are read from
the dated grants, not from what rows say about themselves.
"""

from collections.abc import Iterable, Mapping, Sequence

from loa.dispatch.models import Act
from loa.kernel.roles import Capability
from loa.keys.models import SignedHead, SignedKind
from loa.people.models import RoleGrant
from loa.signer.proofs import entitled


def lifts(restore: Act, above: Sequence[int]) -> bool:
    """Returns whether this restore may lift every signed silence of its target that is in force.

    `above`: the unit and all units above it, nearest first.
    """
    before = list(_laid(restore))
    given = entitled.grants({each.by_id for each in (*before, restore)})
    standing = -1
    # Goes through the history: each silence raises the level, each restore of at least that level resets it.
    for each in before:
        level = _level(each, above, given)
        if each.kind == Act.Kind.SILENCE:
            standing = max(standing, level)
        elif level >= standing:
            standing = -1
    return _level(restore, above, given) >= standing


def _laid(restore: Act) -> Iterable[Act]:
    """Returns the signed silences and restores of the same target that came before this restore, in their
    order."""
    rows = Act.objects.filter(
        kind__in=[Act.Kind.SILENCE, Act.Kind.RESTORE],
        target=restore.target,
        target_id=restore.target_id,
        decided_at__lte=restore.decided_at,
        expires_at__gt=restore.decided_at,
    ).exclude(id=restore.id)
    found = {str(each.id): each for each in rows}
    heads = SignedHead.objects.filter(kind=SignedKind.ACT, subject__in=list(found))
    signed = set(heads.values_list("subject", flat=True))
    return sorted((found[name] for name in signed), key=lambda each: (each.decided_at, each.id))


def _level(act: Act, above: Sequence[int], given: Mapping[int, list[RoleGrant]]) -> int:
    """Returns how far up the person held the role then: 0 at the unit itself, 1 at its parent; -1 nowhere."""
    held = given.get(act.by_id, [])
    levels = [
        level
        for level, unit_id in enumerate(above)
        if entitled.holds(held, Capability.SILENCE, unit_id, (), act.decided_at)
    ]
    return max(levels, default=-1)
