"""Wrong readings of sections 10 and 12: acts, tones, and what sounds now."""

from loa_protocol import verdict
from loa_protocol.rule import acting
from loa_protocol.rule.sounding import next_edge, stretch_at
from loa_protocol.testing.misreading.reading import Misreading, Reading

_STANDING, _CANCELS, _NEWEST = acting.standing, acting.StandingActs.cancels, acting.newest
_TONE, _TONE_NO, _KEEP, _ORDER = acting.tone_due, acting.tone_refused, acting.keep_acts, acting.HeldAct.order
_MUTED, _VERDICT = verdict._muted, verdict.verdict
_STOPS = "one.act.kind in MUTING and now < one.act.expires_ms"
_BEGUN = "not begun and now > item.latest_start_ms"
_WITH_TONES = "for one in (*stops, *cancels, *(o for o in held if o.act.kind is ActKind.TONE))}"
_ONLY_OVERFULL = "if state.overfull and not state.silenced"
_SILENCED = "state.silenced and item.priority is not Priority.EMERGENCY"

READINGS: tuple[Reading, ...] = (
    Misreading("ignores silences", _MUTED, _SILENCED, "False"),
    Misreading("lets a silence mute emergencies", _MUTED, _SILENCED, "state.silenced"),
    Misreading("ignores blanks", _STANDING, "one.act.kind is ActKind.BLANK", "False"),
    Misreading(
        "lets emergencies through a blank",
        _MUTED,
        "if state.blanked:",
        "if state.blanked and item.priority is not Priority.EMERGENCY:",
    ),
    Misreading(
        "lets any restore lift any silence",
        _STANDING,
        "newest(held).values()",
        "sorted(newest(held).values(), key=lambda one: one.order)[-1:]",
    ),
    Misreading("forgets which target an act is on", _NEWEST, "last.get(one.act.target)", "last.get(None)"),
    Misreading(
        "lets no restore lift anything",
        _NEWEST,
        "one.act.kind in LASTING",
        "one.act.kind in MUTING",
    ),
    Misreading(
        "lets a restore lift later silences",
        _ORDER,
        "return self.serial, self.act.seq, stop, blank, self.act.id",
        "return 0 if stop else 1",
    ),
    Misreading("lets a restore win against its equal", _ORDER, "self.act.kind in MUTING", "True"),
    Misreading(
        "lets a silence win against a blank that is its equal", _ORDER, "stop, blank,", "stop, not blank,"
    ),
    Misreading("orders acts by their sequence alone", _ORDER, "self.serial, self.act.seq", "0, self.act.seq"),
    Misreading("orders acts by their serial alone", _ORDER, "self.serial, self.act.seq", "self.serial, 0"),
    Misreading(
        "the silence is back when its restore ends",
        _STANDING,
        "newest(held)",
        "newest(one for one in held if now < one.act.expires_ms)",
    ),
    Misreading(
        "an older blank stands beside a newer silence",
        _STANDING,
        "newest(held).values()",
        "held",
    ),
    Misreading("silences never end", _STANDING, _STOPS, "one.act.kind in MUTING"),
    Misreading("silences end a millisecond late", _STANDING, _STOPS, _STOPS.replace("<", "<=")),
    Misreading("sounds what it does not know", _MUTED, "if not item.supported:", "if False:"),
    Misreading("ignores cancels", _MUTED, "_cancelled(state, stretch)", "False"),
    Misreading("cancels no item", _CANCELS, "(CancelWhat.ITEM, item.id),", ""),
    Misreading("cancels no slot", _CANCELS, "(CancelWhat.SLOT, item.slot),", ""),
    Misreading("cancels no right", _CANCELS, "(CancelWhat.RIGHT, sound.right.id),", ""),
    Misreading("cancels no sound", _CANCELS, "(CancelWhat.MEDIA, sound.sha256),", ""),
    Misreading(
        "cancels by name, whatever it names",
        _CANCELS,
        "(CancelWhat.SLOT, item.slot),",
        "(CancelWhat.SLOT, item.slot), (CancelWhat.ITEM, item.slot),",
    ),
    Misreading(
        "cancels the whole item for one of its sounds",
        _CANCELS,
        "(CancelWhat.MEDIA, sound.sha256),",
        "*((CancelWhat.MEDIA, one.sha256) for one in item.media),",
    ),
    Misreading(
        "cancels never end",
        _STANDING,
        "one.act.kind is ActKind.CANCEL and now < one.act.expires_ms",
        "one.act.kind is ActKind.CANCEL",
    ),
    Misreading("holds any number of acts", _STANDING, "> MOST_ACTS", "> 10**6"),
    Misreading("is mute with 64 acts", _STANDING, "> MOST_ACTS", ">= MOST_ACTS"),
    Misreading(
        "counts an act twice", _STANDING, "{one.act.id for one in (*stops, *cancels)}", "[*stops, *cancels]"
    ),
    Misreading("counts no silences", _STANDING, "(*stops, *cancels)", "cancels"),
    Misreading("counts no cancels", _STANDING, "(*stops, *cancels)", "stops"),
    Misreading("is not mute when overfull", _MUTED, "if state.overfull:", "if False:"),
    Misreading("begins an item too late", _MUTED, _BEGUN, "False"),
    Misreading("goes on with nothing after a power cut", _MUTED, _BEGUN, "now > item.latest_start_ms"),
    Misreading(
        "does not begin at the latest start",
        _MUTED,
        "now > item.latest_start_ms",
        "now >= item.latest_start_ms",
    ),
    Misreading(
        "begins a sound at its first sample, however late",
        _VERDICT,
        "stretch.offset_ms + now - stretch.start_ms",
        "stretch.offset_ms",
    ),
    Misreading(
        "starts anew where an emergency ended",
        _VERDICT,
        "stretch.offset_ms + now - stretch.start_ms",
        "now - stretch.start_ms",
    ),
    Misreading("sounds on a clock that is not trusted", _VERDICT, "if not grounds.sure:", "if False:"),
    Misreading("sounds without trust", _VERDICT, "if grounds.refused is not None:", "if False:"),
    Misreading("sounds before its plan is valid", _VERDICT, "if now < starts:", "if False:"),
    Misreading("sounds after its plan is over", _VERDICT, "if now >= ends:", "if False:"),
    Misreading("sounds in the millisecond in which its plan is over", _VERDICT, "now >= ends", "now > ends"),
    Misreading("is silent in the first millisecond of its plan", _VERDICT, "now < starts", "now <= starts"),
    Misreading(
        "sounds as loud as the plan says", _VERDICT, "min(stretch.volume, grounds.volume)", "stretch.volume"
    ),
    Misreading(
        "sounds as loud as its assignment says",
        _VERDICT,
        "min(stretch.volume, grounds.volume)",
        "grounds.volume",
    ),
    Misreading("holds a verdict past the plan's end", _VERDICT, "min(edge, ends)", "edge"),
    Misreading(
        "holds a verdict past an act's end",
        next_edge,
        "edges.extend(one.act.expires_ms for one in held if one.act.expires_ms > now)",
        "pass",
    ),
    Misreading(
        "holds a verdict past the latest start", next_edge, ", stretch.item.latest_start_ms + 1)", ")"
    ),
    Misreading(
        "holds a silence past the next start",
        next_edge,
        "(stretch.start_ms, stretch.end_ms,",
        "(stretch.end_ms,",
    ),
    Misreading(
        "says cancelled before silenced",
        _MUTED,
        "if state.blanked:",
        "if _cancelled(state, stretch):\n        return Reason.CANCELLED, None\n    if state.blanked:",
    ),
    Misreading("says silenced for blanked", _MUTED, "return Reason.BLANKED", "return Reason.SILENCED"),
    Misreading(
        "says blanked before overfull",
        _MUTED,
        "if state.overfull:",
        "if state.overfull and not state.blanked:",
    ),
    Misreading(
        "does not say that it is overfull", _MUTED, "return Reason.OVERFULL", "return Reason.SILENCED"
    ),
    Misreading("calls a plan that is over not yet valid", _VERDICT, "Reason.EXPIRED", "Reason.NOT_YET_VALID"),
    Misreading(
        "sounds a stretch a millisecond longer",
        stretch_at,
        "now >= line.stretches[place].end_ms",
        "now > line.stretches[place].end_ms",
    ),
    Misreading("drops a restore when it ends", _KEEP, "replace(one, until=ends[one.act.target])", "one"),
    Misreading(
        "drops a short silence when it ends, though it took the place of a longer one",
        _KEEP,
        "replace(one, until=ends[one.act.target])",
        "replace(one, until=ends[one.act.target] if one.act.kind is ActKind.RESTORE else one.until)",
    ),
    Misreading(
        "forgets what a restore had lifted",
        _KEEP,
        "max(one.ends, ",
        "max(one.act.expires_ms, ",
    ),
    Misreading(
        "keeps the silence beside its restore",
        _KEEP,
        "elif one.act.id == last[one.act.target].act.id:",
        "else:",
    ),
    Misreading("keeps acts that are over", _KEEP, "if now < one.ends", "if True"),
    Misreading("sounds a tone under silence", _TONE_NO, "state.silenced or state.overfull", "state.overfull"),
    Misreading(
        "sounds a tone when it is overfull", _TONE_NO, "state.silenced or state.overfull", "state.silenced"
    ),
    Misreading("sounds a tone outside the envelope's hours", _TONE_NO, "if envelope is not None", "if False"),
    Misreading("sounds a tone in a quiet window", _TONE_NO, "if day is not None", "if False"),
    Misreading(
        "sounds a tone in the commune's hours alone", _TONE_NO, "day.rules.quiet", "day.rules.hours[0]"
    ),
    Misreading(
        "sounds a tone although it is disabled",
        verdict.tone_verdict,
        "if grounds.refused is not None:",
        "if False:",
    ),
    Misreading(
        "sounds a tone without a trusted clock", verdict.tone_verdict, "if not grounds.sure:", "if False:"
    ),
    Misreading(
        "asks no day plan whether a tone may sound",
        verdict.tone_verdict,
        "envelope, today)",
        "envelope, None)",
    ),
    Misreading("sounds a tone twice", _TONE, "and one.act.id not in done", ""),
    Misreading(
        "sounds a tone after its latest start",
        _TONE,
        "one.act.at <= now <= one.act.latest_start_ms",
        "one.act.at <= now",
    ),
    Misreading(
        "sounds a tone before it was decided",
        _TONE,
        "one.act.at <= now <= one.act.latest_start_ms",
        "now <= one.act.latest_start_ms",
    ),
    Misreading("sounds a tone that is over", _TONE, "and now < one.act.expires_ms", ""),
    Misreading("sounds the newer of two tones", _TONE, "min(due", "max(due"),
    Misreading("counts tones when it is full", _STANDING, "for one in (*stops, *cancels)}", _WITH_TONES),
    Misreading(
        "says cancelled before unsupported",
        _MUTED,
        "if not item.supported:",
        "if ('slot', item.slot) in state.cancelled:\n"
        "        return Reason.CANCELLED, None\n"
        "    if not item.supported:",
    ),
    Misreading(
        "says of a tone that it is silenced before overfull", _TONE_NO, "if state.overfull", _ONLY_OVERFULL
    ),
    Misreading(
        "says of a tone that it is blanked before overfull",
        _TONE_NO,
        "Reason.OVERFULL if state.overfull else Reason.BLANKED if state.blanked",
        "Reason.BLANKED if state.blanked else Reason.OVERFULL if state.overfull",
    ),
    Misreading(
        "keeps the earlier of two acts of one id",
        _KEEP,
        "kept[one.act.id] = one",
        "kept.setdefault(one.act.id, one)",
    ),
)
