"""The way of one bulletin through the desk's pages: the regulation, the text, the voice, the approval."""

import json
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from launcher.inside.check.browser import Page, UnexpectedAnswer
from launcher.inside.check.people import Person
from launcher.inside.check.waiting import wait
from launcher.inside.clock import local_now
from launcher.words import t

TITLE = "Thử loa toàn xã"
TEXT = (
    "UBND xã Hoằng Tiến thông báo: lúc 7h30 ngày {day}, Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi "
    "tại nhà văn hóa các thôn. Đề nghị bà con đưa các cháu tới đúng giờ."
)
COUNTS = ("planned", "received", "started", "completed")
AHEAD = timedelta(seconds=60)


def allow_this_hour(operator: Person, second: Person, unit: str) -> str:
    """Stores a regulation, valid from today, that allows every hour. A second operator agrees to it, as is
    needed for one that allows more. Returns the hours that the page then displays as in force."""
    page = operator.visitor.get(f"/quan-ly/lich-phat/quy-che/?noi={unit}")
    after = operator.visitor.send(
        page,
        page.form("hours", "valid_from", "source"),
        source="Quy chế thử số 01/QC-UBND",
        valid_from=f"{local_now():%Y-%m-%d}",
        hours="00:00-24:00",
        quiet="",
        days=list(range(1, 8)),
        minutes=60,
        volume=80,
    )
    waits = second.visitor.get(after.url)
    agreed = second.visitor.send(waits, waits.form("rule"), do="agree")
    again = operator.visitor.get(agreed.url)
    if "00:00–24:00" not in again.text or again.marks("data-waits"):
        raise UnexpectedAnswer(again.said())
    return "00:00–24:00"


@dataclass
class Draft:
    """A written bulletin: its code, its edit page, the address and length of its sound."""

    code: str
    page: Page
    sound: str
    seconds: float


def write(editor: Person, unit: str) -> Draft:
    """Saves a bulletin as the page itself does, then has the machine read it aloud."""
    visitor = editor.visitor
    page = visitor.get(f"/quan-ly/ban-tin/moi/?noi={unit}")
    form = page.form("title", "text", "reader")
    voices = [told["value"] for told in page.marks("type") if told.get("name") == "reader"]
    text = TEXT.format(day=f"{local_now() + timedelta(days=3):%d/%m/%Y}")
    # The page saves drafts by a script, at an address that stands in an attribute.
    form.action = page.marks("data-loa-bulletin-save-value")[0]["data-loa-bulletin-save-value"]
    saved = json.loads(visitor.send(page, form, title=TITLE, text=text, reader=voices[0], where="all").text)
    written = visitor.get(saved["edit"])
    token = [value for name, value in form.values if name == "csrfmiddlewaretoken"]
    asked = json.loads(visitor.post(saved["listen"], [("csrfmiddlewaretoken", token[0])], written.url).text)

    def ready() -> dict[str, object] | None:
        told: dict[str, object] = json.loads(visitor.get(asked["watch"]).text)
        if told["state"] == "failed":
            raise UnexpectedAnswer(str(told["sentence"]))
        return told if told["state"] == "ready" else None

    sound = wait(t("máy đọc xong bản tin", "the machine to read the bulletin"), ready, 120)
    code = str(saved["edit"]).rstrip("/").split("/")[-2]
    seconds = float(str(sound["duration_ms"])) / 1000
    return Draft(code, visitor.get(saved["edit"]), str(sound["address"]), seconds)


def next_start(seconds: float) -> datetime:
    """Returns the next full minute at least a minute ahead whose sound ends on the same day; waits past
    midnight."""
    while True:
        start = (local_now() + AHEAD + timedelta(seconds=59.999)).replace(second=0, microsecond=0)
        last = start + timedelta(seconds=seconds + 30)
        if start.date() == last.date() == local_now().date():
            return start
        time.sleep(1)


def submit(editor: Person, draft: Draft, start: datetime) -> None:
    """Submits the bulletin with the page's own button, with day and time in its fields."""
    form = draft.page.form("title", "text", "once_date")
    after = editor.visitor.send(
        draft.page, form, times=[], once_date=f"{start:%Y-%m-%d}", once_time=f"{start:%H:%M}", do="submit"
    )
    # A page that stays on the form displays what is wrong.
    if "/sua/" in after.url or "/moi/" in after.url:
        raise UnexpectedAnswer(after.said())


def approve(approver: Person, code: str) -> None:
    """Approves the bulletin on the approval page, opened by the short link."""
    page = approver.visitor.get(f"/b/{code}")
    if "/duyet/" not in page.url:
        raise UnexpectedAnswer(t(f"liên kết ngắn không tới trang duyệt: {page.said()}", page.said()))
    after = approver.visitor.send(page, page.form("revision"), do="approve")
    if "/duyet/" in after.url:
        raise UnexpectedAnswer(after.said())


@dataclass(frozen=True)
class SoundingCounts:
    """The counts that the bulletin's page displays for the sounding at a moment."""

    planned: int
    received: int
    started: int
    completed: int


def counted(who: Person, code: str) -> SoundingCounts | None:
    """Returns the counts; None while the page displays no sounding yet."""
    page = who.visitor.get(f"/quan-ly/ban-tin/{code}/")
    for told in page.marks("data-airing"):
        return SoundingCounts(*(int(told[f"data-{name}"]) for name in COUNTS))
    return None
