"""What pages about communes say to a person who sees none: that their role does not show them, never that
there is nothing there."""

from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.places import rights


def communes() -> str:
    """Returns the sentence if the person who acts sees no commune, else ""."""
    if not rights.beyond_communes(actor.current()):
        return ""
    return _("Vai trò đang giữ không xem các xã, phường: lịch phát, cụm loa ở đó ngoài phạm vi được xem.")
