"""Wrong readings of sections 10 and 12: acts, tones, and what sounds now."""

from loa_protocol import verdict
from loa_protocol.rule import acting
from loa_protocol.rule.sounding import next_edge, stretch_at
from loa_protocol.testing.misreading.reading import Reading, Wrong

_STANDING, _CANCELS, _NEWEST = acting.standing, acting.Standing.cancels, acting.newest
_TONE, _TONE_NO, _KEEP, _ORDER = acting.tone_due, acting.tone_refused, acting.keep_acts, acting.HeldAct.order
_MUTED, _VERDICT = verdict._muted, verdict.verdict
_STOPS = "one.act.kind in MUTING and now < one.act.expires_ms"
_BEGUN = "not begun and now > item.latest_start_ms"
_WITH_TONES = "for one in (*stops, *cancels, *(o for o in held if o.act.kind is ActKind.TONE))}"
_ONLY_OVERFULL = "if state.overfull and not state.silenced"
_SILENCED = "state.silenced and item.cls is not Cls.EMERGENCY"

READINGS: tuple[Reading, ...] = (
    Wrong("ignores silences", _MUTED, _SILENCED, "False"),
    Wrong("lets a silence mute emergencies", _MUTED, _SILENCED, "state.silenced"),
    Wrong("ignores blanks", _STANDING, "one.act.kind is ActKind.BLANK", "False"),
    Wrong(
        "lets emergencies through a blank",
        _MUTED,
        "if state.blanked:",
        "if state.blanked and item.cls is not Cls.EMERGENCY:",
    ),
    Wrong(
        "lets any restore lift any silence",
        _STANDING,
        "newest(held).values()",
        "sorted(newest(held).values(), key=lambda one: one.order)[-1:]",
    ),
    Wrong("forgets which target an act is on", _NEWEST, "last.get(one.act.target)", "last.get(None)"),
    Wrong(
        "lets no restore lift anything",
        _NEWEST,
        "one.act.kind in LASTING",
        "one.act.kind in MUTING",
    ),
    Wrong(
        "lets a restore lift later silences",
        _ORDER,
        "return self.serial, self.act.seq, stop, blank, self.act.id",
        "return 0 if stop else 1",
    ),
    Wrong("lets a restore win against its equal", _ORDER, "self.act.kind in MUTING", "True"),
    Wrong("lets a silence win against a blank that is its equal", _ORDER, "stop, blank,", "stop, not blank,"),
    Wrong("orders acts by their sequence alone", _ORDER, "self.serial, self.act.seq", "0, self.act.seq"),
    Wrong("orders acts by their serial alone", _ORDER, "self.serial, self.act.seq", "self.serial, 0"),
    Wrong(
        "the silence is back when its restore ends",
        _STANDING,
        "newest(held)",
        "newest(one for one in held if now < one.act.expires_ms)",
    ),
    Wrong(
        "an older blank stands beside a newer silence",
        _STANDING,
        "newest(held).values()",
        "held",
    ),
    Wrong("silences never end", _STANDING, _STOPS, "one.act.kind in MUTING"),
    Wrong("silences end a millisecond late", _STANDING, _STOPS, _STOPS.replace("<", "<=")),
    Wrong("sounds what it does not know", _MUTED, "if not item.supported:", "if False:"),
    Wrong("ignores cancels", _MUTED, "_cancelled(state, stretch)", "False"),
    Wrong("cancels no item", _CANCELS, "(CancelWhat.ITEM, item.id),", ""),
    Wrong("cancels no slot", _CANCELS, "(CancelWhat.SLOT, item.slot),", ""),
    Wrong("cancels no right", _CANCELS, "(CancelWhat.RIGHT, sound.right.id),", ""),
    Wrong("cancels no sound", _CANCELS, "(CancelWhat.MEDIA, sound.sha256),", ""),
    Wrong(
        "cancels by name, whatever it names",
        _CANCELS,
        "(CancelWhat.SLOT, item.slot),",
        "(CancelWhat.SLOT, item.slot), (CancelWhat.ITEM, item.slot),",
    ),
    Wrong(
        "cancels the whole item for one of its sounds",
        _CANCELS,
        "(CancelWhat.MEDIA, sound.sha256),",
        "*((CancelWhat.MEDIA, one.sha256) for one in item.media),",
    ),
    Wrong(
        "cancels never end",
        _STANDING,
        "one.act.kind is ActKind.CANCEL and now < one.act.expires_ms",
        "one.act.kind is ActKind.CANCEL",
    ),
    Wrong("holds any number of acts", _STANDING, "> MOST_ACTS", "> 10**6"),
    Wrong("is mute with 64 acts", _STANDING, "> MOST_ACTS", ">= MOST_ACTS"),
    Wrong(
        "counts an act twice", _STANDING, "{one.act.id for one in (*stops, *cancels)}", "[*stops, *cancels]"
    ),
    Wrong("counts no silences", _STANDING, "(*stops, *cancels)", "cancels"),
    Wrong("counts no cancels", _STANDING, "(*stops, *cancels)", "stops"),
    Wrong("is not mute when overfull", _MUTED, "if state.overfull:", "if False:"),
    Wrong("begins an item too late", _MUTED, _BEGUN, "False"),
    Wrong("goes on with nothing after a power cut", _MUTED, _BEGUN, "now > item.latest_start_ms"),
    Wrong(
        "does not begin at the latest start",
        _MUTED,
        "now > item.latest_start_ms",
        "now >= item.latest_start_ms",
    ),
    Wrong(
        "begins a sound at its first sample, however late",
        _VERDICT,
        "stretch.offset_ms + now - stretch.start_ms",
        "stretch.offset_ms",
    ),
    Wrong(
        "starts anew where an emergency ended",
        _VERDICT,
        "stretch.offset_ms + now - stretch.start_ms",
        "now - stretch.start_ms",
    ),
    Wrong("sounds on a clock that is not trusted", _VERDICT, "if not grounds.sure:", "if False:"),
    Wrong("sounds without trust", _VERDICT, "if grounds.refused is not None:", "if False:"),
    Wrong("sounds before its plan is valid", _VERDICT, "if now < starts:", "if False:"),
    Wrong("sounds after its plan is over", _VERDICT, "if now >= ends:", "if False:"),
    Wrong("sounds in the millisecond in which its plan is over", _VERDICT, "now >= ends", "now > ends"),
    Wrong("is silent in the first millisecond of its plan", _VERDICT, "now < starts", "now <= starts"),
    Wrong(
        "sounds as loud as the plan says", _VERDICT, "min(stretch.volume, grounds.volume)", "stretch.volume"
    ),
    Wrong(
        "sounds as loud as its assignment says",
        _VERDICT,
        "min(stretch.volume, grounds.volume)",
        "grounds.volume",
    ),
    Wrong("holds a verdict past the plan's end", _VERDICT, "min(edge, ends)", "edge"),
    Wrong(
        "holds a verdict past an act's end",
        next_edge,
        "edges.extend(one.act.expires_ms for one in held if one.act.expires_ms > now)",
        "pass",
    ),
    Wrong("holds a verdict past the latest start", next_edge, ", stretch.item.latest_start_ms + 1)", ")"),
    Wrong(
        "holds a silence past the next start",
        next_edge,
        "(stretch.start_ms, stretch.end_ms,",
        "(stretch.end_ms,",
    ),
    Wrong(
        "says cancelled before silenced",
        _MUTED,
        "if state.blanked:",
        "if _cancelled(state, stretch):\n        return Reason.CANCELLED, None\n    if state.blanked:",
    ),
    Wrong("says silenced for blanked", _MUTED, "return Reason.BLANKED", "return Reason.SILENCED"),
    Wrong(
        "says blanked before overfull",
        _MUTED,
        "if state.overfull:",
        "if state.overfull and not state.blanked:",
    ),
    Wrong("does not say that it is overfull", _MUTED, "return Reason.OVERFULL", "return Reason.SILENCED"),
    Wrong("calls a plan that is over not yet valid", _VERDICT, "Reason.EXPIRED", "Reason.NOT_YET_VALID"),
    Wrong(
        "sounds a stretch a millisecond longer",
        stretch_at,
        "now >= line.stretches[place].end_ms",
        "now > line.stretches[place].end_ms",
    ),
    Wrong("drops a restore when it ends", _KEEP, "replace(one, until=ends[one.act.target])", "one"),
    Wrong(
        "drops a short silence when it ends, though it took the place of a longer one",
        _KEEP,
        "replace(one, until=ends[one.act.target])",
        "replace(one, until=ends[one.act.target] if one.act.kind is ActKind.RESTORE else one.until)",
    ),
    Wrong(
        "forgets what a restore had lifted",
        _KEEP,
        "max(one.ends, ",
        "max(one.act.expires_ms, ",
    ),
    Wrong(
        "keeps the silence beside its restore",
        _KEEP,
        "elif one.act.id == last[one.act.target].act.id:",
        "else:",
    ),
    Wrong("keeps acts that are over", _KEEP, "if now < one.ends", "if True"),
    Wrong("sounds a tone under silence", _TONE_NO, "state.silenced or state.overfull", "state.overfull"),
    Wrong(
        "sounds a tone when it is overfull", _TONE_NO, "state.silenced or state.overfull", "state.silenced"
    ),
    Wrong("sounds a tone outside the envelope's hours", _TONE_NO, "if envelope is not None", "if False"),
    Wrong("sounds a tone in a quiet window", _TONE_NO, "if day is not None", "if False"),
    Wrong("sounds a tone in the commune's hours alone", _TONE_NO, "day.rules.quiet", "day.rules.hours[0]"),
    Wrong(
        "sounds a tone although it is disabled",
        verdict.tone_verdict,
        "if grounds.refused is not None:",
        "if False:",
    ),
    Wrong("sounds a tone without a trusted clock", verdict.tone_verdict, "if not grounds.sure:", "if False:"),
    Wrong(
        "asks no day plan whether a tone may sound",
        verdict.tone_verdict,
        "envelope, today)",
        "envelope, None)",
    ),
    Wrong("sounds a tone twice", _TONE, "and one.act.id not in done", ""),
    Wrong(
        "sounds a tone after its latest start",
        _TONE,
        "one.act.at <= now <= one.act.latest_start_ms",
        "one.act.at <= now",
    ),
    Wrong(
        "sounds a tone before it was decided",
        _TONE,
        "one.act.at <= now <= one.act.latest_start_ms",
        "now <= one.act.latest_start_ms",
    ),
    Wrong("sounds a tone that is over", _TONE, "and now < one.act.expires_ms", ""),
    Wrong("sounds the newer of two tones", _TONE, "min(due", "max(due"),
    Wrong("counts tones when it is full", _STANDING, "for one in (*stops, *cancels)}", _WITH_TONES),
    Wrong(
        "says cancelled before unsupported",
        _MUTED,
        "if not item.supported:",
        "if ('slot', item.slot) in state.cancelled:\n"
        "        return Reason.CANCELLED, None\n"
        "    if not item.supported:",
    ),
    Wrong(
        "says of a tone that it is silenced before overfull", _TONE_NO, "if state.overfull", _ONLY_OVERFULL
    ),
    Wrong(
        "says of a tone that it is blanked before overfull",
        _TONE_NO,
        "Reason.OVERFULL if state.overfull else Reason.BLANKED if state.blanked",
        "Reason.BLANKED if state.blanked else Reason.OVERFULL if state.overfull",
    ),
    Wrong(
        "keeps the earlier of two acts of one id",
        _KEEP,
        "kept[one.act.id] = one",
        "kept.setdefault(one.act.id, one)",
    ),
)
