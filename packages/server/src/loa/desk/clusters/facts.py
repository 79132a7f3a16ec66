"""What a cluster last reported about itself, in words. What it did not measure is left out."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.desk import words
from loa.fleet import refusals
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.playlog.queries import Mark

GIGA = 1_000_000_000
"""Bytes in a gigabyte."""


def clock_words(health: Health) -> str:
    """Returns where the box's time comes from, and how far its clock is off."""
    named = {
        "none": _("chưa tin được, không phát gì theo lịch"),
        "rtc": _("giữ bằng đồng hồ trong máy"),
        "signed": _("lấy giờ đã ký của hệ thống"),
        "ntp": _("lấy giờ mạng"),
    }
    said = named.get(health.clock, words.unknown())
    if health.clock_off_ms is None:
        return said
    off = words.number(abs(health.clock_off_ms) / 1000)
    return _("%(said)s, lệch %(off)s giây") % {"said": said, "off": off}


def mark_words(mark: Mark) -> str:
    """Returns to which lines of a box's numbering a break belongs."""
    told = {"first": words.number(mark.first), "last": words.number(mark.last)}
    lines = (_("dòng %(first)s") if mark.first == mark.last else _("dòng %(first)s đến %(last)s")) % told
    return _("%(lines)s, sổ của máy trước") % {"lines": lines} if mark.earlier else lines


def fault_words(fault: str) -> str:
    """Returns a fault in words, by its kind, which is the part before the colon. The page shows the rest only
    for a few kinds."""
    kind, _colon, rest = fault.partition(":")
    named = {
        "clock": _("Giờ chưa tin được"),
        "trust": _("Chưa có khóa tin cậy, hoặc đã bị khóa"),
        "disk": _("Bộ nhớ đầy"),
        "sound": _("Đường tiếng hỏng"),
        "amplifier": _("Tăng âm hỏng"),
        "orders": _("Im vì giữ quá nhiều lệnh"),
        "plan": _("Chưa đọc được lịch đang giữ"),
        "store": _("Bộ nhớ máy hỏng một phần; lịch thiếu thì máy chủ gửi lại"),
        "records": _("Sổ ghi gửi về bị trả lại"),
        "refused": _("Từ chối một lệnh hoặc lịch"),
    }
    if kind not in named:
        return _("Máy báo một lỗi chưa rõ")
    if kind in ("refused", "records"):
        # For `records` the refusal code is after the last comma, for `refused` it is before the next colon.
        code = rest.rpartition(", ")[2] if kind == "records" else rest.partition(":")[0]
        return f"{named[kind]}: {refusals.sentence(code.strip())}"
    return f"{named[kind]} ({rest.strip()})" if kind in ("sound", "amplifier") else named[kind]


def _battery_clock(device: Device) -> list[tuple[str, str]]:
    """Returns whether the box has a clock of its own that goes on without power, as it said when it was
    claimed."""
    if device.has_rtc is None:
        return []
    without = _("không có: sau mỗi lần mất điện, máy im tới khi hỏi được giờ đúng")
    return [(_("Đồng hồ riêng (RTC)"), _("có") if device.has_rtc else without)]


def facts(device: Device, health: Health, *, locked: bool = False) -> list[tuple[str, str]]:
    """Returns (name, value in words), in the order in which a technician asks. A locked box may connect for a
    moment to learn that it is locked; it still counts as not connected."""
    connection = _("đang nối") if health.connected else _("đã ngắt")
    found = [
        (_("Kết nối"), _("không được nối nữa") if locked else connection),
        (_("Giờ của máy"), clock_words(health)),
        *_battery_clock(device),
        (_("Phần mềm"), health.agent or words.unknown()),
        (_("Phiên bản lịch đọc được"), ", ".join(map(str, health.speaks)) or words.unknown()),
    ]
    if health.disk_free is not None:
        free = _("còn trống %(n)s GB") % {"n": words.number(health.disk_free / GIGA)}
        found.append((_("Bộ nhớ"), _("đầy") if health.disk_full else free))
    if health.volume is not None:
        found.append((_("Âm lượng"), f"{health.volume}%"))
    if health.uptime_s is not None:
        found.append((_("Chạy liền"), words.length(health.uptime_s)))
    if health.records_waiting is not None:
        said = ngettext("%(n)s dòng", "%(n)s dòng", health.records_waiting)
        found.append((_("Sổ chờ gửi"), said % {"n": words.number(health.records_waiting)}))
    if health.dropped_at is not None:
        said = _("%(n)s tin, lần cuối %(at)s") % {
            "n": words.number(health.dropped),
            "at": words.ago(health.dropped_at, clock.now()),
        }
        found.append((_("Gửi dồn quá mức, bị bỏ"), said))
    if health.temperature_c is not None:
        found.append((_("Nhiệt độ"), f"{health.temperature_c} °C"))
    if health.supply_mv is not None:
        found.append((_("Điện vào"), _("%(n)s vôn") % {"n": words.number(health.supply_mv / 1000)}))
    if health.signal_dbm is not None:
        found.append((_("Sóng"), f"{health.signal_dbm} dBm"))
    return found
