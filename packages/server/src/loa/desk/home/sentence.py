"""The home page's first words: what sounds, what is next, and whether anything will be heard. Pure."""

from django.utils.translation import gettext as _


def first(sounding: str, next_at: str, *, dead: bool) -> str:
    """Đang phát “…”. or Sẵn sàng cho 17:00. `sounding`, `next_at`: empty where nothing is. `dead`: there
    are clusters here and none of them lives, so nobody may be told that all is ready."""
    if dead and sounding:
        return _("Lẽ ra đang phát, nhưng không cụm loa nào sống.")
    if dead and next_at:
        return _("Chưa sẵn sàng cho %(time)s: không cụm loa nào sống.") % {"time": next_at}
    if dead:
        return _("Không cụm loa nào sống.")
    if sounding:
        return sounding
    if next_at:
        return _("Sẵn sàng cho %(time)s.") % {"time": next_at}
    return _("Trong 24 giờ tới chưa có bản tin nào.")
