"""Two numbers with a stroke that are a share or a count, and not a date."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.tokens import Found, one

_STROKE = re.compile(rf"({numbers.NUMBER})\s?/\s?({numbers.NUMBER})(?![\w/]|[.,][0-9])")
_SHARED = re.compile(
    r"(?<!\w)(?:tỷ lệ|tỉ lệ|bản đồ|tỷ số|chọi|khoảng|gần|hơn|quá|chiếm|đạt|bằng|còn|giảm|tăng|mới có|mất"
    r"|ít nhất|tối thiểu"
    r"|chưa đầy|chưa đến|chưa tới|có|được|trên|dưới|xong|cắt|bớt|hỗ trợ|thêm|pha|uống|ăn|bón|lấy|chia)\s*$"
)
_WHOLES = re.compile(
    r"\s*(?:trong|tổng|số|diện tích|dân số|quãng|chiều|thời gian|lượng|mức|sản lượng|khối lượng|giá trị"
    r"|học phí|lệ phí|quân số"
    r"|đoạn|con đường|công việc|kế hoạch|chỉ tiêu|lương|tiền|mặt|thân|vốn|ruộng|lúa|cổ đông|thành viên"
    r"|viên|lít|bát|cốc"
    r"|thìa|muỗng|gói|quả|ngày|buổi|tháng|năm|sào|mẫu|cân|ki|kg|ha|héc|liều|ống|bình|chai|giờ|gia đình"
    r"|phần)(?!\w)"
)
_GRADE = re.compile(r"(?<!\w)(?:bậc|mức|thang điểm|điểm|mũi|tờ|trang|lần|đợt|tập|bản)\s*$")
_DAY = re.compile(
    r"(?<!\w)(?:ngày|mùng|mồng|rằm|hôm|sáng|trưa|chiều|tối|đêm|dịp|lễ|chủ nhật|thứ \w+)\s*(?:,|\(|:)?\s*$"
)
# After these words two numbers that can be a date are one, whatever is counted after them.
_DATED = re.compile(
    r"(?<!\w)(?:kỷ niệm|từ|đến|tới|vào|trước|sau|hết|kể từ|tính đến|hạn|quốc khánh|truyền thống|việt nam"
    r"|phụ nữ|nhà giáo|lao động|quốc tế|nhân|mừng|chào mừng)\s*(?:ngày)?\s*$"
)
_COUNTED = re.compile(
    r"\s*(?:thôn|bản|hộ|xã|phường|cụm|loa|đại biểu|trường|tiêu chí|người|học sinh|em|cháu|khu|tổ(?! chức)"
    r"|chi bộ|chi hội|đảng viên"
    r"|hội viên|huyện|tỉnh|thành phố|đơn vị|công trình|hạng mục|chỉ tiêu|nội dung|điểm|mục tiêu|cử tri"
    r"|phiếu|ý kiến|"
    r"nhà|giáo viên|lớp|cán bộ|máy|hồ|trạm|xe|tàu|thành viên|ủy viên|nhiệm vụ|km|kế hoạch|dự án"
    r"|sản phẩm|vụ|trẻ|bà mẹ"
    r"|đội|môn|ban|chi đoàn|phòng|ao|bể|lồng|ca|bài|hồ sơ|đơn|cuộc|tuyến|cầu|cống|đoàn|phụ nữ|hội|liều|mẫu"
    r"|chợ|mũi|bệnh nhân|thửa|chốt|tàu cá|phương tiện|doanh nghiệp|hợp tác xã|di tích|làng|gia đình|con"
    r"|cơ sở|giải|trận|ủy ban|khoản|ngôi|suất|lao động|công dân|thanh niên|cụ|nạn nhân|vị trí|bộ)(?!\w)"
)


def _part(n: int) -> str:
    return "tư" if n == 4 else numbers.cardinal(n)


def share(text: str, at: int, _: Found) -> Found | None:
    """Reads a share or a count: 3/4 số hộ is ba phần tư; 17/19 tiêu chí is mười bảy trên mười chín."""
    match = _STROKE.match(text, at)
    if not match:
        return None
    first, second = match.groups()
    left, right = context.before(text, at), text[match.end() : match.end() + 24].lower()
    if _DAY.search(left):
        return None
    if _GRADE.search(left):
        return one(match[0], f"{numbers.amount(first)} trên {numbers.amount(second)}", "fraction")
    plain = first.isdigit() and second.isdigit()
    small = plain and 0 < int(first) < int(second) <= 10
    # Whether the two numbers could also be a day and a month.
    day = plain and int(first) <= 31 and 1 <= int(second) <= 12
    if small and _WHOLES.match(right):
        return one(match[0], f"{numbers.amount(first)} phần {_part(int(second))}", "fraction")
    if _COUNTED.match(right) and not (day and _DATED.search(left)):
        return one(match[0], f"{numbers.amount(first)} trên {numbers.amount(second)}", "fraction")
    if _WHOLES.match(right) and plain and int(first) < int(second) <= 100 and not day:
        return one(match[0], f"{numbers.amount(first)} phần {_part(int(second))}", "fraction")
    if _SHARED.search(left) and small:
        return one(match[0], f"{numbers.amount(first)} phần {_part(int(second))}", "fraction")
    if not day or (_SHARED.search(left) and int(first) >= int(second)):
        return one(match[0], f"{numbers.amount(first)} trên {numbers.amount(second)}", "fraction")
    return None
