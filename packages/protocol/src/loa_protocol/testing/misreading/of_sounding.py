"""Wrong readings of sections 10 and 12: acts, tones, and what sounds now."""

from loa_protocol.rule import acting
from loa_protocol.rule.sounding import _at, moment
from loa_protocol.testing.misreading.reading import Reading, Wrong

_STANDING, _CANCELS, _MOMENT = acting.standing, acting.Standing.cancels, moment
_TONE, _KEEP = acting.tone_due, acting.keep_acts
_LIFTED = "act.seq >= restored.get(act.target, 0)"

READINGS: tuple[Reading, ...] = (
    Wrong("ignores silences", _MOMENT, "state.silenced and item.cls is not Cls.EMERGENCY", "False"),
    Wrong(
        "lets a silence mute emergencies",
        _MOMENT,
        "state.silenced and item.cls is not Cls.EMERGENCY",
        "state.silenced",
    ),
    Wrong("ignores blanks", _STANDING, "act.kind is ActKind.BLANK", "False"),
    Wrong(
        "lets emergencies through a blank",
        _MOMENT,
        "if state.blanked:",
        "if state.blanked and item.cls is not Cls.EMERGENCY:",
    ),
    Wrong(
        "lets any restore lift any silence",
        _STANDING,
        "restored.get(act.target, 0)",
        "max(restored.values(), default=0)",
    ),
    Wrong(
        "lets a restore lift by name, whatever the kind of target",
        _STANDING,
        "restored.get(act.target, 0)",
        "max((s for t, s in restored.items() if t.id == act.target.id), default=0)",
    ),
    Wrong("lets no restore lift anything", _STANDING, _LIFTED, "True"),
    Wrong("lets a restore lift later silences", _STANDING, _LIFTED, "act.target not in restored"),
    Wrong(
        "lets a restore win against its equal", _STANDING, _LIFTED, "act.seq > restored.get(act.target, 0)"
    ),
    Wrong(
        "the silence is back when its restore ends",
        _STANDING,
        "_restored(held)",
        "_restored(act for act in held if now < act.expires_ms)",
    ),
    Wrong(
        "silences never end", _STANDING, "act.kind in _STOPS and now < act.expires_ms", "act.kind in _STOPS"
    ),
    Wrong(
        "silences end a millisecond late",
        _STANDING,
        "act.kind in _STOPS and now < act.expires_ms",
        "act.kind in _STOPS and now <= act.expires_ms",
    ),
    Wrong("ignores cancels", _MOMENT, "state.cancels(item, stretch.media)", "False"),
    Wrong("cancels no item", _CANCELS, "(CancelWhat.ITEM, item.id),", ""),
    Wrong("cancels no slot", _CANCELS, "(CancelWhat.SLOT, item.slot),", ""),
    Wrong("cancels no approval", _CANCELS, "(CancelWhat.APPROVAL, sound.approval),", ""),
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
        "act.kind is ActKind.CANCEL and now < act.expires_ms",
        "act.kind is ActKind.CANCEL",
    ),
    Wrong(
        "begins an item too late",
        _MOMENT,
        "begun is not None and item.id not in begun and now > item.latest_start_ms",
        "False",
    ),
    Wrong("goes on with nothing after a power cut", _MOMENT, "item.id not in begun and now", "now"),
    Wrong(
        "does not begin at the latest start",
        _MOMENT,
        "now > item.latest_start_ms",
        "now >= item.latest_start_ms",
    ),
    Wrong(
        "begins a sound at its first sample, however late",
        _MOMENT,
        "stretch.offset_ms + now - stretch.start_ms",
        "stretch.offset_ms",
    ),
    Wrong(
        "starts anew where an emergency ended",
        _MOMENT,
        "stretch.offset_ms + now - stretch.start_ms",
        "now - stretch.start_ms",
    ),
    Wrong("sounds on a clock that is not trusted", _MOMENT, "if not sure:", "if False:"),
    Wrong(
        "says cancelled before silenced",
        _MOMENT,
        "if state.blanked:",
        "if state.cancels(item, stretch.media):\n"
        "        return Silent(Quiet.CANCELLED, stretch)\n"
        "    if state.blanked:",
    ),
    Wrong(
        "says too late before cancelled",
        _MOMENT,
        "if state.cancels(item, stretch.media):",
        "if begun is not None and item.id not in begun and now > item.latest_start_ms:\n"
        "        return Silent(Quiet.TOO_LATE, stretch)\n"
        "    if state.cancels(item, stretch.media):",
    ),
    Wrong(
        "says silenced before blanked",
        _MOMENT,
        "if state.blanked:",
        "if any(act.kind.value == 'silence' for act in acts):\n"
        "        return Silent(Quiet.SILENCED, stretch)\n"
        "    if state.blanked:",
    ),
    Wrong(
        "sounds a stretch a millisecond longer",
        _at,
        "now >= stretches[place].end_ms",
        "now > stretches[place].end_ms",
    ),
    Wrong(
        "drops a restore when it ends",
        _KEEP,
        "now < act.expires_ms or (act.kind is ActKind.RESTORE and act.target in lifted)",
        "now < act.expires_ms",
    ),
    Wrong(
        "keeps restores for ever",
        _KEEP,
        "act.kind is ActKind.RESTORE and act.target in lifted",
        "act.kind is ActKind.RESTORE",
    ),
    Wrong(
        "keeps an act twice",
        _KEEP,
        "each.values()\n        if now < act.expires_ms or",
        "list(acts)\n        if now < act.expires_ms or",
    ),
    Wrong("sounds a tone under silence", _TONE, "standing(held, now).silenced", "False"),
    Wrong("sounds a tone outside the envelope's hours", _TONE, "if envelope is not None:", "if False:"),
    Wrong("sounds a tone twice", _TONE, "and act.id not in done", ""),
    Wrong(
        "sounds a tone after its latest start", _TONE, "act.at <= now <= act.latest_start_ms", "act.at <= now"
    ),
    Wrong(
        "sounds a tone before it was decided",
        _TONE,
        "act.at <= now <= act.latest_start_ms",
        "now <= act.latest_start_ms",
    ),
    Wrong("sounds a tone that is over", _TONE, "and now < act.expires_ms", ""),
    Wrong("sounds the newer of two tones", _TONE, "min(due", "max(due"),
)
