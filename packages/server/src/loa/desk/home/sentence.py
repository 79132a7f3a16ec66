"""The first sentence of the home page: what sounds, what is next and whether anything will be heard. Pure."""

from django.utils.translation import gettext as _


def first(sounding: str, next_at: str, *, dead: bool, early: str = "") -> str:
    """Returns for example "Đang phát “…”." or "Sẵn sàng cho 17:00."

    `sounding` and `next_at` are empty if nothing sounds or comes. `dead` means that there are clusters here
    and none can be reached. They may still sound, because playing needs no network, so the sentence says
    neither that they are ready nor that they are not. `early` says why this cannot be known yet, if so.
    """
    if dead and early:
        return _("Chưa rõ, %(early)s.") % {"early": early}
    if dead and sounding:
        return _("Lẽ ra đang phát, nhưng mọi cụm loa mất liên lạc.")
    if dead and next_at:
        return _("Chưa chắc phát được lúc %(time)s: mọi cụm loa mất liên lạc.") % {"time": next_at}
    if dead:
        return _("Mọi cụm loa mất liên lạc.")
    if sounding:
        return sounding
    if next_at:
        return _("Sẵn sàng cho %(time)s.") % {"time": next_at}
    return _("Trong 24 giờ tới chưa có bản tin nào.")
