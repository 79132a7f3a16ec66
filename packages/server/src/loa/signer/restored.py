"""After a restore, no plan is signed before an operator of the province has seen what would sound.

What was decided after the backup is lost: a withdrawn bulletin is approved again, and boxes hold plans and
acts that the server does not know. Assignments, lists, times and acts are signed; plans wait, and are not
refused.
"""

from django.db.models import Q

from loa.kernel.roles import Capability
from loa.keys.models import Restoration, SignedKind
from loa.signer.proofs.entitled import of_the_province


def signable() -> Q:
    """Returns which requests may be decided now."""
    newest = Restoration.objects.order_by("-restored_at").first()
    if newest is None or any(
        of_the_province(seen.by_id, Capability.LET_SIGN_AGAIN, seen.at) for seen in newest.seen.all()
    ):
        return Q()
    return ~Q(kind=SignedKind.PLAN)
