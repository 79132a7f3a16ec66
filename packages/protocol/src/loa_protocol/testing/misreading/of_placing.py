"""Wrong readings of section 12: sessions, and the timeline of a day."""

from loa_protocol.rule import hours, placing, planned
from loa_protocol.testing.misreading.reading import Misreading, Reading

_PLACE, _GAP, _LINE, _HEARD = placing._Placing.place, placing._Placing.gap, placing.timeline, placing._heard
_OWN, _ENVELOPE, _RULES = planned._own_breaches, planned._of_envelope, planned._of_rules
_VOLUME, _LONGEST = planned.DayLimits.volume, vars(planned.DayLimits)["longest"].fget
_PRIORITY = "for item in by_class[Priority.PRIORITY]:\n        plan.place(item, plan.gap(item))"
_CLASH = "if plan.gap(item) == item.start_ms:"

READINGS: tuple[Reading, ...] = (
    Misreading(
        "windows that touch stay two sessions",
        hours.merged,
        "part.start <= made[-1].end",
        "part.start < made[-1].end",
    ),
    Misreading(
        "takes the end of the later window of two", hours.merged, "max(made[-1].end, part.end)", "part.end"
    ),
    Misreading("ignores days off", hours.windows, "if weekday not in rules.days:", "if False:"),
    Misreading(
        "ignores quiet windows",
        hours.windows,
        "subtracted(merged(rules.hours[weekday - 1]), merged(rules.quiet))",
        "merged(rules.hours[weekday - 1])",
    ),
    Misreading(
        "begins the week on Sunday", hours.windows, "rules.hours[weekday - 1]", "rules.hours[weekday % 7]"
    ),
    Misreading("bounds sessions by no envelope", hours.sessions, "if envelope is not None:", "if False:"),
    Misreading("takes an id twice", placing._standing_in_the_way, "if item.id in seen:", "if False:"),
    Misreading(
        "lets the second of two ids stand in for the first",
        _LINE,
        "seen.add(item.id)\n        if breach is None:",
        "if breach is None:\n            seen.add(item.id)",
    ),
    Misreading("drops what is too loud", placing._standing_in_the_way, " if breach.code not in CAPPED", ""),
    Misreading(
        "takes a latest start before the start", _OWN, "if item.latest_start_ms < start:", "if False:"
    ),
    Misreading(
        "takes an expiry before the start",
        _OWN,
        "if item.expires_ms <= start:\n        yield breach(Reason.ORDER, start, item.expires_ms)\n    elif",
        "if",
    ),
    Misreading("sounds past the expiry", _OWN, "elif end > item.expires_ms:", "elif False:"),
    Misreading("takes items of another day", _OWN, "if not frame.starts <= start < frame.ends:", "if False:"),
    Misreading("sounds past midnight", _OWN, "if end > frame.ends:", "if False:"),
    Misreading(
        "never says class",
        _OWN,
        "if frame.highest is not None and item.priority.rank > frame.highest.rank:",
        "if False:",
    ),
    Misreading(
        "ignores the envelope's hours", _ENVELOPE, "if not _within(start, end, frame.outermost):", "if False:"
    ),
    Misreading(
        "ignores the envelope's minutes for one item",
        _ENVELOPE,
        "if end - start > envelope.minutes * MINUTE:",
        "if False:",
    ),
    Misreading(
        "binds emergencies by the commune's rules",
        _OWN,
        "if item.priority is not Priority.EMERGENCY:",
        "if True:",
    ),
    Misreading(
        "lets priority items out of the commune's rules",
        _OWN,
        "if item.priority is not Priority.EMERGENCY:",
        "if item.priority is Priority.ORDINARY:",
    ),
    Misreading(
        "lets emergencies out of the envelope",
        _OWN,
        "yield from _of_envelope(item, frame, start, end)",
        "if item.priority is not Priority.EMERGENCY:\n"
        "        yield from _of_envelope(item, frame, start, end)",
    ),
    Misreading("says hours on a day off", _RULES, "if weekday not in rules.days:", "if False:"),
    Misreading(
        "says quiet for what is outside hours",
        _RULES,
        "if not _within(start, end, in_ms(hours, day)):",
        "if False:",
    ),
    Misreading(
        "begins an item at any second of its start's",
        _GAP,
        "busy_from < start + length and start < busy_to",
        "busy_from <= start < busy_to",
    ),
    Misreading(
        "leaves no item its end where the next begins",
        _GAP,
        "busy_from < start + length",
        "busy_from <= start + length",
    ),
    Misreading("sounds what was displaced", _PLACE, "if start > item.latest_start_ms:", "if False:"),
    Misreading(
        "displaces what begins at its latest start",
        _PLACE,
        "if start > item.latest_start_ms:",
        "if start >= item.latest_start_ms:",
    ),
    Misreading("moves past the expiry", _PLACE, "if end > item.expires_ms:", "if False:"),
    Misreading(
        "never says session-end", _PLACE, "if session is None or end > session[1]:", "if session is None:"
    ),
    Misreading("drops what ends with its session", _PLACE, "end > session[1]:", "end >= session[1]:"),
    Misreading("counts no minutes", _PLACE, "if used > self.frame.longest:", "if False:"),
    Misreading(
        "lets a session be a little under its minutes",
        _PLACE,
        "if used > self.frame.longest:",
        "if used >= self.frame.longest:",
    ),
    Misreading(
        "counts minutes of the whole day",
        _PLACE,
        "self.used.get(session, 0) + item.length_ms",
        "sum(self.used.values()) + item.length_ms",
    ),
    Misreading(
        "counts the minutes of what it drops",
        _PLACE,
        "if used > self.frame.longest:",
        "self.used[session] = used\n        if used > self.frame.longest:",
    ),
    Misreading(
        "counts emergencies against the minutes",
        _PLACE,
        "if item.priority is not Priority.EMERGENCY:",
        "if True:",
    ),
    Misreading(
        "takes the rules' minutes alone",
        _LONGEST,
        "if self.envelope is not None:",
        "if False:",
    ),
    Misreading(
        "two emergencies overlap",
        _LINE,
        "alarms.place(item, alarms.gap(item))",
        "alarms.place(item, item.start_ms)",
    ),
    Misreading(
        "priority items overlap",
        _LINE,
        "plan.place(item, plan.gap(item))\n    moved = []",
        "plan.place(item, item.start_ms)\n    moved = []",
    ),
    Misreading(
        "puts emergencies into the plan",
        _LINE,
        "plan = _Placing(frame, [], {}, dropped)",
        "plan = _Placing(frame, list(alarms.placed), {}, dropped)",
    ),
    Misreading(
        "places ordinary items before priority",
        _LINE,
        _PRIORITY,
        "for item in by_class[Priority.ORDINARY]:\n"
        "        if plan.gap(item) == item.start_ms:\n"
        "            plan.place(item, item.start_ms)\n"
        "    by_class[Priority.ORDINARY] = []\n"
        "    " + _PRIORITY,
    ),
    Misreading(
        "takes steps 3 and 4 as one",
        _LINE,
        _CLASH,
        "if True:\n"
        "            plan.place(item, plan.gap(item))\n"
        "        elif plan.gap(item) == item.start_ms:",
    ),
    Misreading(
        "drops who must move",
        _LINE,
        "moved.append(item)",
        "plan.drop(item, Reason.DISPLACED, item.start_ms, 0, 0)",
    ),
    Misreading("moves the last first", _LINE, "for item in moved:", "for item in moved[::-1]:"),
    Misreading(
        "orders one second by the order in the file",
        _LINE,
        "key=lambda i: (i.start_ms, i.id)",
        "key=lambda i: i.start_ms",
    ),
    Misreading("orders items by id", _LINE, "key=lambda i: (i.start_ms, i.id)", "key=lambda i: i.id"),
    Misreading(
        "never says preempted",
        _HEARD,
        "if lost and (not parts or parts[0].start_ms > item.latest_start_ms):",
        "if False:",
    ),
    Misreading(
        "preempts what an emergency only delays",
        _HEARD,
        "parts[0].start_ms > item.latest_start_ms",
        "parts[0].start_ms > start",
    ),
    Misreading(
        "shifts an item behind the emergency",
        placing._sounds,
        "yield Stretch(free, ends, item, number, free - begins, volume)",
        "yield Stretch(free, ends, item, number, 0, volume)",
    ),
    Misreading(
        "sounds only the first sound",
        placing._sounds,
        "for sound in item.media]",
        "for sound in item.media[:1]]",
    ),
    Misreading(
        "takes the item's volume alone",
        _VOLUME,
        "return volume if self.envelope is None else min(volume, self.envelope.volume)",
        "return item.volume",
    ),
    Misreading(
        "takes no envelope's volume",
        _VOLUME,
        "volume if self.envelope is None else min(volume, self.envelope.volume)",
        "volume",
    ),
    Misreading("takes no rules' volume", _VOLUME, "if item.priority is not Priority.EMERGENCY:", "if False:"),
    Misreading(
        "binds emergencies by the rules' volume",
        _VOLUME,
        "if item.priority is not Priority.EMERGENCY:",
        "if True:",
    ),
    Misreading(
        "lets an emergency move past midnight where there is no envelope",
        _PLACE,
        "end > session[1]:",
        "(end > session[1] and (self.frame.envelope or item.priority is not Priority.EMERGENCY)):",
    ),
    Misreading(
        "tells the cuts of two emergencies without a pause as one",
        _HEARD,
        "lost = [(max(a, start), min(b, end)) for a, b in taken if a < end and start < b]",
        "lost = [(max(a, start), min(b, end)) for a, b in taken if a < end and start < b]\n"
        "        if len(lost) > 1 and lost[0][1] == lost[1][0]:\n"
        "            lost = [(lost[0][0], lost[1][1])]",
    ),
    Misreading(
        "says session-end before expiry",
        _PLACE,
        "if end > item.expires_ms:",
        "if session and end > session[1]:\n"
        "        return self.drop(item, Reason.SESSION_END, start, session[1], end)\n"
        "    if end > item.expires_ms:",
    ),
)
