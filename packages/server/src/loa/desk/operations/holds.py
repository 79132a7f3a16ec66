"""The reasons why nothing is signed now, or no plan: what the whole province waits for, in words, and where
to end it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.desk.operations.keyring import SOON
from loa.desk.templatetags.loa import local_date, local_time
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.keys import queries as keys
from loa.keys.purposes import SIGNS, short
from loa.places import rights


@dataclass(frozen=True)
class Hold:
    """One reason. `address` is the page where the reader can end it, or empty for a reader who cannot."""

    said: str
    meaning: str
    address: str
    verb: str


def holds(who: Actor) -> list[Hold]:
    """Returns all reasons that exist now, the gravest first."""
    found = [each for each in (_clock(who), _restored(who)) if each is not None]
    return [*found, *_keys(who), *_revocations(who)]


def _clock(who: Actor) -> Hold | None:
    doubt = keys.clock_doubt()
    if doubt is None:
        return None
    said = _("Máy ký dừng vì đồng hồ máy chủ: lần ký cuối lúc %(newest)s.")
    return Hold(
        said % {"newest": local_time(doubt.newest)},
        _(
            "Không lịch nào, lệnh nào được ký cho tới khi giờ máy đúng lại hoặc có người của tỉnh xác nhận. "
            "Cụm loa vẫn phát theo lịch đang giữ."
        ),
        reverse("operations_clock") if rights.at_the_province(who, Capability.CONFIRM_CLOCK) else "",
        _("Xem và xác nhận giờ"),
    )


def _restored(who: Actor) -> Hold | None:
    waiting = keys.unseen_restoration()
    if waiting is None:
        return None
    said = _("Vừa phục hồi từ bản sao lưu lúc %(at)s: chưa lịch nào được ký.")
    return Hold(
        said % {"at": local_time(waiting.backup_at)},
        _(
            "Một người vận hành của tỉnh phải xem sẽ phát gì và cụm loa đang giữ gì, rồi cho ký. Cụm loa vẫn "
            "phát theo lịch đang giữ; lệnh dừng vẫn được ký."
        ),
        reverse("operations_restored") if rights.at_the_province(who, Capability.LET_SIGN_AGAIN) else "",
        _("Xem và cho ký lịch"),
    )


def _keys(who: Actor) -> list[Hold]:
    """Returns the purposes for which no key is left. For those who administer the province it also says if
    the first key expires soon."""
    now = clock.now()
    until = keys.signable_until(now)
    missing = [purpose for purpose, end in until.items() if end is None]
    ends = min((end for end in until.values() if end is not None), default=now)
    # `until` is empty before the root key has delegated to any key.
    if not until or (not missing and ends - now >= SOON):
        return []
    address = reverse("operations_keys") if rights.at_the_province(who, Capability.SEE_KEYS) else ""
    if missing:
        return [_missing(purpose, address) for purpose in missing]
    if not address:
        return []
    said = _("Khóa ký chỉ dùng được tới %(day)s.") % {"day": local_date(ends)}
    meaning = _(
        "Sau ngày đó mọi cụm loa im. Người giữ máy chủ chạy ./loa keys renew, với tờ 1 trong két: cụm loa tự "
        "nhận khóa mới."
    )
    return [Hold(said, meaning, address, _("Xem các khóa ký"))]


def _missing(purpose: str, address: str) -> Hold:
    return Hold(
        _("Thiếu khóa ký: “%(signs)s”.") % {"signs": SIGNS[purpose]},
        _(
            "Việc này không ký được nữa, và cụm loa thôi tin những gì khóa cũ đã ký. Người giữ máy chủ chạy "
            "./loa keys renew, với tờ 1 trong két."
        ),
        address,
        _("Xem các khóa ký"),
    )


def _revocations(who: Actor) -> list[Hold]:
    """Returns the revocations that wait for the second administrator of the province. Other people do not see
    them."""
    if not rights.at_the_province(who, Capability.REVOKE_KEYS):
        return []
    return [
        Hold(
            _("Chờ quản trị viên thứ hai: thu hồi khóa %(key)s.") % {"key": short(row.key_id or "")},
            _("Chưa có gì đổi, tới khi có người đồng ý. Lý do: “%(why)s”") % {"why": row.why},
            reverse("operations_key_agree", args=[row.pk]),
            _("Xem đề nghị"),
        )
        for row in keys.revocations_to_agree()
    ]
