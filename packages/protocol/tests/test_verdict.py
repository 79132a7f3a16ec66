"""The verdict: what sounds at a moment, or the first reason why nothing does, and for how long that holds."""

import dataclasses

import msgspec
import pytest
from loa_protocol import timing
from loa_protocol.messages import (
    Act,
    ActKind,
    Cancel,
    Cancelled,
    CancelWhat,
    DayPlan,
    Envelope,
    Item,
    Priority,
    Right,
    Rules,
    Sound,
    Sounds,
    Target,
    TargetKind,
    Tone,
    UnsupportedContent,
    Window,
)
from loa_protocol.messages.device import AssignmentState
from loa_protocol.rule import MOST_ACTS, HeldAct, Reason, keep_acts, standing, timeline, tone_due
from loa_protocol.testing.world import DEVICE, NOW, PLAN_ID, Province, act, assignment, delegated, key, plan
from loa_protocol.verdict import (
    Grounds,
    SilentVerdict,
    SoundVerdict,
    in_force,
    refused,
    tone_verdict,
    verdict,
)

DAY = timing.local_date(NOW)
AT = NOW
MIN = timing.MINUTE
RULES = Rules(((Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 1440, 100)
RIGHTS = (
    Right("bulletin", "0199cccc-0000-7000-8000-000000000001"),
    Right("bulletin", "0199cccc-0000-7000-8000-000000000002"),
)
MEDIA = (Sound("aa" * 32, 4 * MIN, 1, RIGHTS[0]), Sound("bb" * 32, 6 * MIN, 1, RIGHTS[1]))
ITEM = Item(f"s@{DAY}", "s", Priority.ORDINARY, AT, AT + 3 * MIN, AT + 60 * MIN, 10 * MIN, Sounds(70, MEDIA))
TODAY = DayPlan(1, DAY, "16012", RULES, (ITEM,))
LINE = timeline(TODAY)
UNIT = Target(TargetKind.UNIT, "16012")
HERE = Target(TargetKind.DEVICE, DEVICE)
PROVINCE = Target(TargetKind.UNIT, "38")
HAMLET = Target(TargetKind.PLAN, PLAN_ID)
ALL_TIME = (0, 2**53)


def order(kind: ActKind, seq: int, target: Target = UNIT, serial: int = 1, **changes: object) -> HeldAct:
    made = act(kind, target, seq=seq, id=f"0199bbbb-0000-7000-8000-{seq:012d}", expires_ms=AT + 30 * MIN)
    return HeldAct(msgspec.structs.replace(made, **changes), serial)


def grounds(*acts: HeldAct, begun=frozenset({ITEM.id}), line=LINE, **changes) -> Grounds:
    fields = {"refused": None, "sure": True, "valid": ALL_TIME, "volume": 100}
    return Grounds(line=line, acts=acts, begun=begun, **{**fields, **changes})


def why(*acts: HeldAct, now=AT + MIN, **changes):
    found = verdict(grounds(*acts, **changes), now)
    return found.why if isinstance(found, SilentVerdict) else None


def test_a_device_that_restarts_in_mid_sentence_goes_on_where_the_plan_stands():
    found = verdict(grounds(), AT + 7 * MIN + 1234)
    assert isinstance(found, SoundVerdict)
    assert (found.stretch.sound, found.offset_ms, found.until_ms) == (1, 3 * MIN + 1234, AT + 10 * MIN)


def test_what_has_not_begun_in_time_does_not_begin():
    assert why(now=AT + 3 * MIN, begun=frozenset()) is None
    assert why(now=AT + 3 * MIN + 1, begun=frozenset()) is Reason.TOO_LATE
    assert why(now=AT + 9 * MIN, begun=None) is None
    assert why(now=AT - 1) is Reason.NOTHING
    assert why(now=AT + 10 * MIN) is Reason.NOTHING


def test_the_volume_is_the_lowest_of_all_that_cap_it():
    assert verdict(grounds(), AT).volume == 70
    assert verdict(grounds(volume=40), AT).volume == 40


def test_reasons_come_in_one_order():
    silence, blank = order(ActKind.SILENCE, 1, PROVINCE), order(ActKind.BLANK, 2)
    cancel = order(ActKind.CANCEL, 3, does=Cancel((Cancelled(CancelWhat.SLOT, "s"),)))
    full = [order(ActKind.SILENCE, 10 + n, Target(TargetKind.UNIT, f"u{n}")) for n in range(MOST_ACTS + 1)]
    late = {"begun": frozenset(), "now": AT + 5 * MIN}
    assert why(**late) is Reason.TOO_LATE
    assert why(cancel, **late) is Reason.CANCELLED
    assert why(cancel, silence, **late) is Reason.SILENCED
    assert why(cancel, silence, blank, **late) is Reason.BLANKED
    assert why(cancel, silence, blank, *full, **late) is Reason.OVERFULL
    assert why(cancel, silence, blank, *full, valid=(0, AT), **late) is Reason.EXPIRED
    assert why(silence, valid=(AT + 9 * MIN, AT + 10 * MIN), **late) is Reason.NOT_YET_VALID
    assert why(silence, line=None, valid=(0, AT)) is Reason.NO_PLAN
    assert why(silence, line=None, sure=False) is Reason.CLOCK
    assert why(silence, line=None, sure=False, refused=Reason.DISABLED) is Reason.DISABLED


def test_who_may_sound_nothing_at_all():
    trust, _ = Province().believed()
    mine = assignment()
    assert refused(None, mine, DEVICE) is Reason.NO_TRUST
    assert refused(trust, None, DEVICE) is Reason.NO_TRUST
    assert refused(trust, mine, DEVICE) is None
    assert refused(trust, assignment(state=AssignmentState.DISABLED), DEVICE) is Reason.DISABLED
    outcast = dataclasses.replace(trust, devices_revoked=frozenset({DEVICE}))
    assert refused(outcast, mine, DEVICE) is Reason.DISABLED


def test_a_plan_holds_while_head_delegation_and_list_do():
    province = Province()
    trust, _ = province.believed()
    whole = delegated("plan", key("plan"))
    assert in_force(plan(), whole, trust) == (plan().valid_from, plan().valid_to)
    late = msgspec.structs.replace(whole, valid_from=NOW, valid_to=NOW + timing.DAY)
    assert in_force(plan(), late, trust) == (NOW, NOW + timing.DAY)
    far = plan(valid_from=NOW + 25 * timing.DAY, valid_to=NOW + 35 * timing.DAY)
    assert in_force(far, whole, trust) == (NOW + 25 * timing.DAY, trust.expires_at)


def test_silence_mutes_and_restore_lets_the_plan_go_on():
    silence = order(ActKind.SILENCE, 1)
    assert why(silence) is Reason.SILENCED
    assert verdict(grounds(silence), AT + MIN).act == silence.act
    assert why(silence, order(ActKind.RESTORE, 2)) is None
    assert why(order(ActKind.RESTORE, 2), silence) is None
    same = order(ActKind.RESTORE, 1, id="0199bbbb-0000-7000-8000-00000000ffff")
    assert why(same, silence) is Reason.SILENCED
    assert why(silence, same) is Reason.SILENCED
    assert why(silence, order(ActKind.RESTORE, 2), order(ActKind.SILENCE, 3)) is Reason.SILENCED
    assert why(order(ActKind.SILENCE, 1, expires_ms=AT + MIN)) is None


def test_an_act_by_a_key_of_a_higher_serial_is_newer_whatever_its_sequence():
    silence, restore = order(ActKind.SILENCE, 9, serial=1), order(ActKind.RESTORE, 1, serial=2)
    assert why(silence, restore) is None
    assert why(order(ActKind.SILENCE, 1, serial=2), order(ActKind.RESTORE, 9, serial=1)) is Reason.SILENCED


def test_a_silence_does_not_come_back_when_its_restore_ends():
    restore = order(ActKind.RESTORE, 2, expires_ms=AT + 2 * MIN)
    assert why(order(ActKind.SILENCE, 1), restore, now=AT + 5 * MIN) is None


def test_of_one_target_only_the_newest_stop_counts():
    blank, silence = order(ActKind.BLANK, 1), order(ActKind.SILENCE, 2)
    assert why(blank, silence) is Reason.SILENCED
    assert why(blank, order(ActKind.SILENCE, 2, PROVINCE)) is Reason.BLANKED


def test_a_restore_lifts_only_what_was_laid_on_its_own_target():
    for wider in (PROVINCE, HERE, Target(TargetKind.ALL)):
        assert why(order(ActKind.SILENCE, 1, wider), order(ActKind.RESTORE, 2, UNIT)) is Reason.SILENCED
        assert why(order(ActKind.SILENCE, 1, wider), order(ActKind.RESTORE, 2, wider)) is None


def test_an_emergency_sounds_through_a_silence_and_not_through_a_blank():
    alarm = msgspec.structs.replace(ITEM, priority=Priority.EMERGENCY)
    line = timeline(msgspec.structs.replace(TODAY, items=(alarm,)))
    assert why(order(ActKind.SILENCE, 2), line=line) is None
    assert why(order(ActKind.BLANK, 1), line=line) is Reason.BLANKED


def test_cancel_mutes_an_item_a_slot_a_sound_or_a_right():
    def cancel(what, ref):
        return order(ActKind.CANCEL, 1, does=Cancel((Cancelled(what, ref),)))

    for what, ref in ((CancelWhat.ITEM, ITEM.id), (CancelWhat.SLOT, "s"), (CancelWhat.MEDIA, "aa" * 32)):
        assert why(cancel(what, ref)) is Reason.CANCELLED
    second = cancel(CancelWhat.RIGHT, RIGHTS[1].id)
    assert why(second) is None
    assert why(second, now=AT + 5 * MIN) is Reason.CANCELLED
    assert why(cancel(CancelWhat.ITEM, "other@2026-11-23")) is None
    assert why(cancel(CancelWhat.SLOT, "s"), now=AT + 30 * MIN) is Reason.NOTHING


def test_what_this_version_does_not_know_keeps_its_place_and_is_silent():
    later = {"start_ms": AT + 10 * MIN, "latest_start_ms": AT + 20 * MIN}
    known = msgspec.structs.replace(ITEM, id="k", slot="k", **later)
    strange = msgspec.structs.replace(ITEM, carries=UnsupportedContent("screen"))
    line = timeline(msgspec.structs.replace(TODAY, items=(strange, known)))
    assert why(line=line) is Reason.UNSUPPORTED
    assert why(order(ActKind.SILENCE, 1), line=line) is Reason.SILENCED
    assert isinstance(verdict(grounds(line=line), AT + 10 * MIN), SoundVerdict)


@pytest.mark.parametrize("place", ["quiet", "envelope", "silence", "blank", "free"])
def test_a_tone_sounds_only_where_nothing_forbids_it(place):
    tone = order(ActKind.TONE, 3, does=Tone(2000), latest_start_ms=AT + 5 * MIN)
    minute = (AT - timing.day_bounds(DAY)[0]) // MIN
    quiet = (Window(minute, minute + 2),) if place == "quiet" else ()
    hours = (Window(0, 60),) if place == "envelope" else (Window(300, 1320),)
    acts = {"silence": (order(ActKind.SILENCE, 1),), "blank": (order(ActKind.BLANK, 1),)}.get(place, ())
    today = msgspec.structs.replace(TODAY, rules=msgspec.structs.replace(RULES, quiet=quiet))
    found = tone_verdict(grounds(tone, *acts), AT + MIN, Envelope(hours, 60, 90), (today,))
    assert (
        found
        == {
            "quiet": Reason.QUIET,
            "envelope": Reason.ENVELOPE_HOURS,
            "silence": Reason.SILENCED,
            "blank": Reason.BLANKED,
            "free": None,
        }[place]
    )


def test_no_tone_from_a_device_that_may_sound_nothing():
    assert tone_verdict(grounds(refused=Reason.DISABLED), AT, None) is Reason.DISABLED
    assert tone_verdict(grounds(sure=False), AT, None) is Reason.CLOCK
    assert tone_verdict(grounds(), AT, None) is None


def test_what_a_caller_need_not_say():
    silence = act()
    assert (HeldAct(silence).serial, HeldAct(silence).until) == (1, 0)
    assert Grounds(None, True, LINE, ALL_TIME, (), None).volume == 100


def test_an_act_tells_of_what_it_does_and_of_nothing_else():
    assert (act().cancels, act().tone_ms) == ((), 0)
    assert act(ActKind.TONE).tone_ms == 3000
    assert act(ActKind.CANCEL).cancels == (Cancelled(CancelWhat.SLOT, "a"),)


def test_a_tone_is_due_once_and_in_time():
    tone = order(ActKind.TONE, 3, does=Tone(2000), latest_start_ms=AT + 5 * MIN)
    assert tone_due([tone], AT + MIN, set()) == tone.act
    assert tone_due([tone], AT + MIN, {tone.act.id}) is None
    assert tone_due([tone], AT + 6 * MIN, set()) is None
    assert tone_due([tone], AT - 1, set()) is None


def test_acts_are_kept_as_long_as_they_matter():
    silence = order(ActKind.SILENCE, 1)
    restore = order(ActKind.RESTORE, 2, expires_ms=AT + 2 * MIN)
    kept = keep_acts([restore, silence, restore], AT)
    assert [one.act.id for one in kept] == [restore.act.id]
    late = AT + 5 * MIN
    again = keep_acts([*kept, silence], late)
    assert [one.act.id for one in again] == [restore.act.id]
    assert not standing([*again, silence], late).silenced
    assert keep_acts(kept, AT + 30 * MIN) == ()
    cancel = order(ActKind.CANCEL, 5, does=Cancel((Cancelled(CancelWhat.SLOT, "s"),)))
    assert [one.act for one in keep_acts([cancel, silence], AT)] == [silence.act, cancel.act]
    assert keep_acts([cancel, silence], AT + 30 * MIN) == ()


def test_a_device_that_holds_more_than_it_must_is_mute():
    cancels = [
        order(ActKind.CANCEL, n, does=Cancel((Cancelled(CancelWhat.SLOT, f"x{n}"),))) for n in range(1, 66)
    ]
    assert why(*cancels[:MOST_ACTS]) is None
    assert why(*cancels) is Reason.OVERFULL
    assert why(*cancels[:MOST_ACTS], order(ActKind.RESTORE, 900), cancels[0]) is None
    over = [HeldAct(msgspec.structs.replace(one.act, expires_ms=AT + MIN)) for one in cancels[:2]]
    assert why(*over, *cancels[2:]) is None


def until(*acts, now, **changes):
    return verdict(grounds(*acts, **changes), now).until_ms


def test_how_long_a_verdict_holds_is_told_so_that_nobody_polls():
    silence = order(ActKind.SILENCE, 1, expires_ms=AT + 2 * MIN)
    assert until(now=AT - 5) == AT
    assert until(now=AT) == AT + 3 * MIN + 1
    assert until(now=AT + 3 * MIN + 1) == AT + 4 * MIN
    assert until(silence, now=AT) == AT + 2 * MIN
    assert until(now=AT + 4 * MIN) == AT + 10 * MIN
    assert until(now=AT + 10 * MIN) == ALL_TIME[1]
    assert until(now=AT + 4 * MIN, valid=(0, AT + 5 * MIN)) == AT + 5 * MIN
    assert until(now=AT, valid=(AT + MIN, AT + 5 * MIN)) == AT + MIN
    assert until(now=AT, sure=False) is None


def test_a_verdict_may_hold_until_the_next_item_begins():
    later = {"start_ms": AT + 20 * MIN, "latest_start_ms": AT + 20 * MIN, "length_ms": 4 * MIN}
    second = msgspec.structs.replace(ITEM, id=f"t@{DAY}", carries=Sounds(70, MEDIA[:1]), **later)
    line = timeline(msgspec.structs.replace(TODAY, items=(ITEM, second)))
    assert until(now=AT + 10 * MIN, line=line) == AT + 20 * MIN
    assert until(now=AT + 4 * MIN, line=line) == AT + 10 * MIN
    over = order(ActKind.SILENCE, 1, expires_ms=AT + 4 * MIN)
    assert until(over, now=AT + 4 * MIN, line=line) == AT + 10 * MIN
    assert until(order(ActKind.SILENCE, 1), now=AT + 24 * MIN, line=line) == AT + 30 * MIN
    assert until(over, now=AT + 24 * MIN, line=line) == ALL_TIME[1]


def test_the_act_that_is_named_is_the_newest_of_the_strongest():
    silences = [
        order(ActKind.SILENCE, number, target) for number, target in ((3, HERE), (5, UNIT), (4, PROVINCE))
    ]
    assert standing(silences, AT).by == silences[1].act
    blanks = [order(ActKind.BLANK, 2, Target(TargetKind.ALL)), order(ActKind.BLANK, 1, HAMLET)]
    assert standing([*silences, *blanks], AT).by == blanks[0].act
    assert standing([], AT).by is None


def test_acts_in_any_order_say_the_same():
    acts: list[HeldAct] = [
        order(kind, seq, target, serial, expires_ms=AT + 5 * MIN + seq)
        for seq, (kind, target, serial) in enumerate(
            [
                (ActKind.SILENCE, UNIT, 1),
                (ActKind.RESTORE, UNIT, 2),
                (ActKind.BLANK, UNIT, 2),
                (ActKind.RESTORE, PROVINCE, 1),
                (ActKind.SILENCE, HERE, 1),
                (ActKind.RESTORE, HERE, 3),
            ],
            1,
        )
    ]
    said = standing(acts, AT)
    assert standing(acts[::-1], AT) == said
    kept: tuple[HeldAct, ...] = ()
    for one in acts[::-1]:
        kept = keep_acts((*kept, one), AT)
    assert standing(kept, AT) == said
    assert isinstance(said.by, Act)
