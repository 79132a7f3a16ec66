"""The reasons why the signer rejects a request: a code that rows contain, a sentence for people, and the next
step."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """The reasons. Rows contain the values, so they are never renamed."""

    MISSING = "missing"
    NOT_ENTITLED = "not-entitled"
    NOT_APPROVED = "not-approved"
    WITHDRAWN = "withdrawn"
    OWN_WORK = "own-work"
    ALTERED = "altered"
    OTHER_PLACE = "other-place"
    OTHER_TIME = "other-time"
    NOT_MOVED = "not-moved"
    OTHER_CLASS = "other-class"
    OTHER_SOUND = "other-sound"
    OTHER_SOURCE = "other-source"
    RULES = "rules"
    ENVELOPE = "envelope"
    EXPIRED = "expired"
    MUTE = "mute"
    NO_KEY = "no-key"
    NOT_CLAIMED = "not-claimed"
    CEILING = "ceiling"
    REVOKED = "revoked"
    OVERFULL = "overfull"
    FROM_ABOVE = "from-above"


SENTENCES: Final[dict[Code, Promise]] = {
    Code.MISSING: _("Thiếu dữ liệu cần để ký."),
    Code.NOT_ENTITLED: _("Người quyết định không có quyền ở nơi này vào lúc đó."),
    Code.NOT_APPROVED: _("Có nội dung chưa được duyệt."),
    Code.WITHDRAWN: _("Có nội dung đã rút duyệt."),
    Code.OWN_WORK: _("Người duyệt đã tự sửa bản tin này."),
    Code.ALTERED: _("Nội dung không còn đúng như lúc duyệt."),
    Code.OTHER_PLACE: _("Nơi phát không có trong phần đã duyệt."),
    Code.OTHER_TIME: _("Ngày phát không có trong phần đã duyệt."),
    Code.NOT_MOVED: _("Giờ phát khác giờ đã duyệt mà không có người vận hành nào chuyển."),
    Code.OTHER_CLASS: _("Loại tin khác với phần đã duyệt."),
    Code.OTHER_SOUND: _("Tiếng sẽ phát khác với tiếng đã duyệt."),
    Code.OTHER_SOURCE: _("Nguồn của nội dung khác với nguồn đã duyệt."),
    Code.RULES: _("Trái quy chế phát thanh của xã."),
    Code.ENVELOPE: _("Vượt giới hạn ngoài cùng của khóa ký."),
    Code.EXPIRED: _("Đã hết hạn trước khi ký."),
    Code.MUTE: _("Lúc này nơi đó đang tắt tiếng hoặc trong giờ yên tĩnh."),
    Code.NO_KEY: _("Khóa ký đã hết hạn hoặc không có ở máy này."),
    Code.NOT_CLAIMED: _("Không có lời nhận máy do chính máy ấy ký cho khóa này."),
    Code.CEILING: _("Bậc bằng chứng cao hơn bậc mà loại máy này được nhận."),
    Code.REVOKED: _("Máy này đã bị khóa."),
    Code.OVERFULL: _("Ngày này có nhiều lần phát quá mức cụm loa đọc được."),
    Code.FROM_ABOVE: _("Cấp trên đang tắt tiếng nơi này, cấp dưới không mở lại được."),
}
STEPS: Final[dict[Code, Promise]] = {
    Code.MISSING: _("Đưa tiếng lên lại rồi duyệt lại bản tin; nếu vẫn thế, báo người giữ máy chủ."),
    Code.NOT_ENTITLED: _("Người có quyền ở nơi này duyệt lại hoặc chuyển giờ lại."),
    Code.NOT_APPROVED: _("Gửi duyệt bản tin, hoặc bỏ khung giờ này khỏi lịch."),
    Code.WITHDRAWN: _("Bỏ khung giờ này khỏi lịch, hoặc duyệt lại bản tin."),
    Code.OWN_WORK: _("Nhờ người không sửa bản tin này duyệt lại."),
    Code.ALTERED: _("Bỏ khung giờ này khỏi lịch, hoặc duyệt lại bản tin."),
    Code.OTHER_PLACE: _("Bớt nơi phát, hoặc duyệt lại bản tin cho nơi này."),
    Code.OTHER_TIME: _("Chuyển sang ngày đã duyệt, hoặc duyệt lại bản tin."),
    Code.NOT_MOVED: _("Bấm “Chuyển giờ” để đứng tên giờ này, hoặc chọn giờ khác."),
    Code.OTHER_CLASS: _(
        "Bỏ khung giờ này, rồi thêm tin ưu tiên và tin thông thường vào hai khung giờ riêng."
    ),
    Code.OTHER_SOUND: _("Duyệt lại bản tin với tiếng sẽ phát."),
    Code.OTHER_SOURCE: _("Bỏ khung giờ này khỏi lịch, rồi đưa bản tin vào lịch lại."),
    Code.RULES: _("Chuyển sang giờ mà quy chế cho phát, hoặc bớt bản tin trong buổi."),
    Code.ENVELOPE: _("Chuyển sang giờ khác, hoặc bớt bản tin trong buổi."),
    Code.EXPIRED: _("Nếu vẫn cần thì ra lệnh lại."),
    Code.MUTE: _("Mở lại tiếng trước, hoặc đợi hết giờ yên tĩnh rồi kêu thử lại."),
    Code.NO_KEY: _("Người giữ máy chủ gia hạn khóa bằng tờ khóa gốc: ./loa keys renew."),
    Code.NOT_CLAIMED: _("Làm mã nhận máy mới, rồi nhận lại chính máy ấy."),
    Code.CEILING: _("Báo người giữ máy chủ: bậc bằng chứng ghi cho máy này không đúng."),
    Code.REVOKED: _("Máy đã khóa không dùng lại được. Thêm một cụm mới rồi nhận máy khác."),
    Code.OVERFULL: _("Bớt lần phát trong ngày, hoặc chuyển bớt sang ngày khác."),
    Code.FROM_ABOVE: _("Hỏi nơi đã ra lệnh tắt tiếng, xem trang Điều hành."),
}
UNKNOWN: Final = _("Máy ký không nói rõ vì sao.")
UNKNOWN_STEP: Final = _("Báo người giữ máy chủ.")


def sentence(code: str) -> str:
    """Returns the sentence for a row's code, also for a code of a later release."""
    return str(SENTENCES[Code(code)] if code in list(Code) else UNKNOWN)


def step(code: str) -> str:
    """Returns what people can do about it now."""
    return str(STEPS[Code(code)] if code in list(Code) else UNKNOWN_STEP)
