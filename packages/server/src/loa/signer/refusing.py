"""Why the signer would not sign: a code for tests and logs, a sentence for the desk."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Kept in to_sign rows; never renamed."""

    MISSING = "missing"
    NOT_ENTITLED = "not-entitled"
    NOT_APPROVED = "not-approved"
    WITHDRAWN = "withdrawn"
    OWN_WORK = "own-work"
    ALTERED = "altered"
    OTHER_PLACE = "other-place"
    OTHER_TIME = "other-time"
    OTHER_CLASS = "other-class"
    OTHER_SOUND = "other-sound"
    RULES = "rules"
    ENVELOPE = "envelope"
    EXPIRED = "expired"
    NO_KEY = "no-key"


SENTENCES: dict[Code, str] = {
    Code.MISSING: "Thiếu dữ liệu cần để ký.",
    Code.NOT_ENTITLED: "Người quyết định không có quyền ở nơi này vào lúc đó.",
    Code.NOT_APPROVED: "Có nội dung chưa được duyệt.",
    Code.WITHDRAWN: "Có nội dung đã rút duyệt.",
    Code.OWN_WORK: "Người duyệt đã tự sửa bản tin này.",
    Code.ALTERED: "Nội dung không còn đúng như lúc duyệt.",
    Code.OTHER_PLACE: "Nơi phát không có trong phần đã duyệt.",
    Code.OTHER_TIME: "Giờ phát không có trong phần đã duyệt.",
    Code.OTHER_CLASS: "Loại tin khác với phần đã duyệt.",
    Code.OTHER_SOUND: "Tiếng sẽ phát khác với tiếng đã duyệt.",
    Code.RULES: "Trái quy chế phát thanh của xã.",
    Code.ENVELOPE: "Vượt giới hạn ngoài cùng của khóa ký.",
    Code.EXPIRED: "Đã hết hạn trước khi ký.",
    Code.NO_KEY: "Khóa ký đã hết hạn hoặc không có ở máy này.",
}


@dataclass(frozen=True)
class NotProven(Exception):
    """A request that the signer turns down; `detail` is for a technician."""

    code: Code
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"
