"""The time in Vietnam, whatever the machine's time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def local_now() -> datetime:
    return datetime.now(LOCAL).replace(tzinfo=None)
