"""The sentences of the audit log for the schedule (see loa.audit.sentences)."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from loa_protocol.messages.plan import Rules

from loa.airtime.models import BroadcastRule, SlotItem
from loa.airtime.moves import changes
from loa.airtime.sentences import spans
from loa.audit.named_things import NamedThing, clock_time, day

MOVED = gettext_lazy("đã chuyển “%(subject)s” từ %(before)s sang %(time)s")
CHANGED = gettext_lazy("đã đổi ngày phát hoặc nơi phát của “%(subject)s”, vẫn lúc %(time)s")
KEPT = gettext_lazy("đã lưu lại giờ phát của “%(subject)s”, không đổi gì")


def moved(detail: Mapping[str, Any]) -> Promise | str:
    """Returns the sentence for a move: what was changed, from what to what. Moves that were recorded before
    hold only the time to which they went."""
    if "hamlets" in detail:
        before = detail["before"]
        said = changes(before, detail)
        if not said:
            return KEPT
        if said != changes(before, {**before, "time": detail["time"]}):
            return _("đã đổi “%(subject)s”: %(changes)s").replace("%(changes)s", said.replace("%", "%%"))
    return CHANGED if detail["before"]["time"] == detail["time"] else MOVED


RULE = {
    "": gettext_lazy("đã ghi %(subject)s, áp dụng từ %(valid_from)s"),
    "said": gettext_lazy("đã ghi %(subject)s, áp dụng từ %(valid_from)s: %(rule)s"),
    "waits": gettext_lazy(
        "đã ghi %(subject)s, từ %(valid_from)s: %(rule)s; cho phát nhiều hơn trước, chờ người thứ hai đồng ý"
    ),
    "narrows": gettext_lazy("đã ghi %(subject)s, áp dụng từ %(valid_from)s: %(rule)s; cho phát ít hơn trước"),
}
AGREED = {
    "": gettext_lazy("đã đồng ý %(subject)s, áp dụng từ %(valid_from)s"),
    "said": gettext_lazy("đã đồng ý %(subject)s, áp dụng từ %(valid_from)s: %(rule)s"),
}
TAKEN_BACK = {
    "": gettext_lazy("đã rút lại %(subject)s, lẽ ra áp dụng từ %(valid_from)s"),
    "said": gettext_lazy("đã rút lại %(subject)s, lẽ ra áp dụng từ %(valid_from)s: %(rule)s"),
}


def rule_words(words: Mapping[str, Promise]) -> Callable[[Mapping[str, Any]], Promise]:
    """Returns the function that picks the sentence of a regulation: older records do not say it, or not what
    it changed."""

    def picked(detail: Mapping[str, Any]) -> Promise:
        made = str(detail.get("effect", ""))
        return words[made if made in words and made else "said" if "rule" in detail else ""]

    return picked


WORDS = {
    "airtime.placed": gettext_lazy("đã đặt bản tin “%(subject)s” vào lịch phát"),
    "airtime.added": gettext_lazy("đã thêm “%(subject)s” vào lịch phát"),
    "airtime.moved": moved,
    "airtime.removed": gettext_lazy("đã bỏ “%(subject)s” khỏi lịch phát: “%(reason)s”"),
    "airtime.rule_set": rule_words(RULE),
    "airtime.rule_agreed": rule_words(AGREED),
    "airtime.rule_taken_back": rule_words(TAKEN_BACK),
}


def _before(value: Any) -> str:
    return clock_time(value["time"])


def _rule(value: Any) -> str:
    """Returns a recorded regulation in words: its hours, days, minutes and volume. Raises
    ValueError."""
    try:
        rules = msgspec.convert(value, Rules)
    except msgspec.ValidationError as error:
        raise ValueError(value) from error
    hours = next((spans(each) for each in rules.hours if each), "")
    told = _("%(hours)s, %(days)s ngày mỗi tuần, tối đa %(minutes)s phút mỗi buổi, âm lượng %(volume)s%%")
    return told % {
        "hours": hours,
        "days": len(rules.days),
        "minutes": rules.minutes,
        "volume": rules.volume,
    }


SAID = {"rule": _rule, "before": _before, "time": clock_time, "valid_from": day}


def slots(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns slots by id, named by what sounds in them. The page is that of the first bulletin."""
    found: dict[str, NamedThing] = {}
    rows = SlotItem.objects.filter(slot_id__in=keys).order_by("slot_id", "position")
    for slot, title, code in rows.values_list("slot_id", "title", "bulletin__code"):
        before = found.get(str(slot))
        named = f"{before.name}, {title}" if before else title
        found[str(slot)] = NamedThing(named, before.url if before else reverse("bulletins_show", args=[code]))
    return found


def regulations(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns regulations by id, each with the page of the commune's regulation."""
    rows = BroadcastRule.objects.filter(pk__in=keys).values_list("pk", "unit_id", "unit__name")
    page = reverse("schedule_regulation")
    return {
        str(pk): NamedThing(_("quy chế phát thanh của %(unit)s") % {"unit": name}, f"{page}?noi={unit}")
        for pk, unit, name in rows
    }


NAMES = {"airtime.slot": slots, "airtime.broadcastrule": regulations}
