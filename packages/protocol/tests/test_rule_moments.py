"""What sounds at a moment: acts, power cuts, latest starts."""

import msgspec
from loa_protocol import timing
from loa_protocol.messages import (
    Act,
    ActKind,
    Cancelled,
    CancelWhat,
    Cls,
    DayPlan,
    Envelope,
    Item,
    Rules,
    Sound,
    Target,
    TargetKind,
    Window,
)
from loa_protocol.rule import Quiet, keep_acts, moment, next_change, sounding, standing, timeline, tone_due
from loa_protocol.rule.sounding import Silent, Sounding
from loa_protocol.testing.world import NOW, act

DAY = timing.local_date(NOW)
AT = NOW
MIN = timing.MINUTE
RULES = Rules(((Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 1440, 100)
APPROVALS = ("0199cccc-0000-7000-8000-000000000001", "0199cccc-0000-7000-8000-000000000002")
MEDIA = (Sound("aa" * 32, 4 * MIN, 1, APPROVALS[0]), Sound("bb" * 32, 6 * MIN, 1, APPROVALS[1]))
ITEM = Item(f"s@{DAY}", "s", Cls.ORDINARY, AT, AT + 3 * MIN, AT + 60 * MIN, 70, MEDIA)
LINE = timeline(DayPlan(1, DAY, "16012", RULES, (ITEM,)))
UNIT, HERE = (
    Target(TargetKind.UNIT, "16012"),
    Target(TargetKind.DEVICE, "0199aaaa-0000-7000-8000-000000000001"),
)
PROVINCE = Target(TargetKind.UNIT, "38")


def order(kind: ActKind, seq: int, target: Target = UNIT, **changes: object) -> Act:
    made = act(
        ActKind.SILENCE, target, seq=seq, id=f"0199bbbb-0000-7000-8000-{seq:012d}", expires_ms=AT + 30 * MIN
    )
    return msgspec.structs.replace(made, kind=kind, **changes)


def why(acts, now=AT + MIN, begun=frozenset({ITEM.id}), line=LINE):
    found = moment(line, acts, now, begun)
    return found.why if isinstance(found, Silent) else None


def test_a_device_that_restarts_in_mid_sentence_goes_on_where_the_plan_stands():
    found = moment(LINE, (), AT + 7 * MIN + 1234, begun={ITEM.id})
    assert isinstance(found, Sounding)
    assert (found.stretch.sound, found.offset_ms, found.until_ms) == (1, 3 * MIN + 1234, AT + 10 * MIN)


def test_what_has_not_begun_in_time_does_not_begin():
    assert why((), AT + 3 * MIN, begun=frozenset()) is None
    assert why((), AT + 3 * MIN + 1, begun=frozenset()) is Quiet.TOO_LATE
    assert why((), AT + 9 * MIN, begun=None) is None
    assert why((), AT - 1) is Quiet.NOTHING
    assert why((), AT + 10 * MIN) is Quiet.NOTHING
    assert sounding(LINE, (), AT + 10 * MIN) is None


def test_silence_mutes_and_restore_lets_the_plan_go_on():
    silence = order(ActKind.SILENCE, 1)
    assert why([silence]) is Quiet.SILENCED
    assert moment(LINE, [silence], AT + MIN).act == silence
    assert why([silence, order(ActKind.RESTORE, 2)]) is None
    assert why([order(ActKind.RESTORE, 2), silence]) is None
    assert (
        why([order(ActKind.RESTORE, 1, id="0199bbbb-0000-7000-8000-00000000ffff"), silence]) is Quiet.SILENCED
    )
    assert why([silence, order(ActKind.RESTORE, 2), order(ActKind.SILENCE, 3)]) is Quiet.SILENCED
    assert why([silence], AT + 30 * MIN, line=LINE) is Quiet.NOTHING
    short = msgspec.structs.replace(silence, expires_ms=AT + MIN)
    assert why([short], AT + MIN) is None


def test_a_restore_lifts_only_what_was_laid_on_its_own_target():
    for wider in (PROVINCE, HERE, Target(TargetKind.ALL)):
        assert why([order(ActKind.SILENCE, 1, wider), order(ActKind.RESTORE, 2, UNIT)]) is Quiet.SILENCED
        assert why([order(ActKind.SILENCE, 1, wider), order(ActKind.RESTORE, 2, wider)]) is None


def test_blank_wins_over_everything():
    alarm = msgspec.structs.replace(ITEM, cls=Cls.EMERGENCY)
    line = timeline(DayPlan(1, DAY, "16012", RULES, (alarm,)))
    silence, blank = order(ActKind.SILENCE, 2), order(ActKind.BLANK, 1)
    assert why([silence], line=line) is None
    assert why([blank, silence], line=line) is Quiet.BLANKED
    tone = order(ActKind.TONE, 3, tone_ms=2000, latest_start_ms=AT + 5 * MIN)
    assert tone_due([tone], AT + MIN, set()) == tone
    assert tone_due([tone, silence], AT + MIN, set()) is None
    assert tone_due([tone], AT + MIN, {tone.id}) is None
    assert tone_due([tone], AT + 6 * MIN, set()) is None
    assert tone_due([tone], AT + MIN, set(), Envelope((Window(0, 60),), 60, 90)) is None
    assert tone_due([tone], AT + MIN, set(), Envelope((Window(300, 1320),), 60, 90)) == tone


def test_cancel_mutes_an_item_a_slot_a_sound_or_an_approval():
    def cancel(what, ref):
        return [order(ActKind.CANCEL, 1, cancels=(Cancelled(what, ref),))]

    for what, ref in ((CancelWhat.ITEM, ITEM.id), (CancelWhat.SLOT, "s"), (CancelWhat.MEDIA, "aa" * 32)):
        assert why(cancel(what, ref)) is Quiet.CANCELLED
    second = cancel(CancelWhat.APPROVAL, APPROVALS[1])
    assert why(second) is None
    assert why(second, AT + 5 * MIN) is Quiet.CANCELLED
    assert why(cancel(CancelWhat.ITEM, "other@2026-11-23")) is None


def test_acts_are_kept_as_long_as_they_matter():
    silence = order(ActKind.SILENCE, 1)
    restore = order(ActKind.RESTORE, 2, expires_ms=AT + 2 * MIN)
    assert keep_acts([restore, silence, restore], AT) == (silence, restore)
    late = AT + 5 * MIN
    assert keep_acts([silence, restore], late) == (silence, restore)
    assert not standing(keep_acts([silence, restore], late), late).silenced
    assert keep_acts([silence, restore], AT + 30 * MIN) == ()


def test_the_next_change_is_told_so_that_nobody_polls():
    silence = order(ActKind.SILENCE, 1, expires_ms=AT + 2 * MIN)
    assert next_change(LINE, (), AT - 5) == AT
    assert next_change(LINE, (), AT) == AT + 4 * MIN
    assert next_change(LINE, [silence], AT) == AT + 2 * MIN
    assert next_change(LINE, (), AT + 4 * MIN) == AT + 10 * MIN
    assert next_change(LINE, (), AT + 10 * MIN) is None


def test_the_act_that_is_named_is_the_newest_of_the_strongest():
    silences = [
        order(ActKind.SILENCE, number, target) for number, target in ((3, HERE), (5, UNIT), (4, PROVINCE))
    ]
    assert standing(silences, AT).by == silences[1]
    blanks = [order(ActKind.BLANK, 2, HERE), order(ActKind.BLANK, 1, PROVINCE)]
    assert standing([*silences, *blanks], AT).by == blanks[0]
    assert standing([], AT).by is None


def test_a_servers_view_is_sure_and_takes_everything_as_begun():
    assert isinstance(moment(LINE, (), AT + 9 * MIN, None), Sounding)
    assert sounding(LINE, (), AT + MIN) == moment(LINE, (), AT + MIN)
    assert sounding(LINE, (), AT - 1) is None


def test_the_next_change_may_be_the_start_of_what_comes_next():
    second = msgspec.structs.replace(
        ITEM, id=f"t@{DAY}", start_ms=AT + 20 * MIN, latest_start_ms=AT + 20 * MIN, media=MEDIA[:1]
    )
    line = timeline(DayPlan(1, DAY, "16012", RULES, (ITEM, second)))
    assert next_change(line, (), AT + 10 * MIN) == AT + 20 * MIN
    assert next_change(line, (), AT + 4 * MIN) == AT + 10 * MIN
    over = order(ActKind.SILENCE, 1, expires_ms=AT + 4 * MIN)
    assert next_change(line, [over], AT + 4 * MIN) == AT + 10 * MIN
    assert next_change(line, [order(ActKind.SILENCE, 1)], AT + 24 * MIN) == AT + 30 * MIN
    assert next_change(line, [over], AT + 24 * MIN) is None
