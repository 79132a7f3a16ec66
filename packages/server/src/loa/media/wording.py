"""The texts about a sound that people read: why a file was rejected."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.media.pipeline import Limits, RefusalCode

REFUSALS: dict[RefusalCode, str | Promise] = {
    RefusalCode.NOT_AUDIO: _("Tệp này không phải âm thanh. Thu lại, hoặc chọn tệp MP3, WAV."),
    RefusalCode.NO_TRACK: _("Đoạn phim này không có tiếng. Chọn đoạn khác, hoặc thu âm."),
    RefusalCode.EMPTY: _("Tệp này trống, không có tiếng nào. Thu lại, hoặc chọn tệp khác."),
    RefusalCode.SILENT: _("Không nghe thấy tiếng trong tệp này. Xem lại micrô rồi thu lại."),
    RefusalCode.BROKEN: _("Tệp âm thanh này không mở được. Thu lại, hoặc chọn tệp MP3, WAV."),
    RefusalCode.CUT: _("Tệp này bị cụt, thiếu phần cuối. Gửi lại từ máy đã thu, hoặc thu lại."),
    RefusalCode.TOO_LONG: _("Tệp này dài quá %(minutes)s phút. Cắt ngắn, hoặc chia thành nhiều bản tin."),
    RefusalCode.TOO_LARGE: _("Tệp này nặng quá %(megabytes)s MB. Chọn tệp MP3, hoặc cắt ngắn."),
    RefusalCode.UNUSUAL: _("Tệp này ghi theo kiểu máy không đọc được. Lưu lại thành MP3 hoặc WAV rồi gửi."),
    RefusalCode.GAVE_UP: _(
        "Máy chủ chưa xử lý được tệp này sau ba lần thử. Gửi lại tệp, hoặc báo người quản trị."
    ),
}


def limits() -> Limits:
    """Returns the limits of this installation: `LOA_SOUND_SECONDS` and `LOA_SOUND_BYTES` in settings,
    otherwise the defaults."""
    usual = Limits()
    return Limits(
        max_seconds=getattr(settings, "LOA_SOUND_SECONDS", usual.max_seconds),
        max_bytes=getattr(settings, "LOA_SOUND_BYTES", usual.max_bytes),
    )


def refusal(why: str) -> str:
    """Returns the sentence for a code that is stored in a row."""
    bounds = limits()
    known = {"minutes": bounds.max_seconds // 60, "megabytes": bounds.max_bytes // 2**20}
    return str(REFUSALS[RefusalCode(why)]) % known
