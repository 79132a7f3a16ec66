"""Golden moments: what sounds at a moment of the golden day, with the acts that a device holds."""

from typing import Any

import msgspec

from loa_protocol.messages import ActKind, Cancel, Cancelled, CancelWhat, UnsupportedContent
from loa_protocol.messages.common import NEVER
from loa_protocol.rule import MOST_ACTS, Reason
from loa_protocol.testing.deciding.reading import plain
from loa_protocol.testing.deciding.sounding import grounds, heard
from loa_protocol.testing.golden import moments_of_acts
from loa_protocol.testing.golden.day import DAY, but, day, emergency, item, sound
from loa_protocol.testing.golden.moment_parts import START, WITH_ALARM, MomentCase, but_act, stop
from loa_protocol.timing import HOUR, MINUTE
from loa_protocol.verdict import verdict

Case = dict[str, Any]
STRANGE = day(msgspec.structs.replace(item("a", 300, 10, late=1), carries=UnsupportedContent(NEVER)))


def _plan() -> list[MomentCase]:
    """Returns moments without any act."""
    nobody = frozenset[str]()
    late = day(item("a", 300, 10, late=2))
    two = day(but(item("a", 300, 5), media=(sound("a", 5), sound("b", 5))), item("c", 310, 5))
    return [
        MomentCase("at its start", START, begun=nobody),
        MomentCase("before", START - 1),
        MomentCase("at its end", START + 10 * MINUTE),
        MomentCase("its last millisecond", START + 10 * MINUTE - 1),
        MomentCase("table 8: power back, begun", START + 7 * MINUTE, day=day(item("a", 300, 10, late=5))),
        MomentCase(
            "table 9: power back, not begun",
            START + 7 * MINUTE,
            begun=nobody,
            day=day(item("a", 300, 10, late=5)),
        ),
        MomentCase("restarted in mid-sentence", START + 5 * MINUTE + 250),
        MomentCase("switched on at the last moment", START + 9 * MINUTE, begun=nobody),
        MomentCase("begun at its latest start", START + 2 * MINUTE, begun=nobody, day=late),
        MomentCase("too late to begin", START + 2 * MINUTE + 1, begun=nobody, day=late),
        MomentCase("another item has begun", START + 2 * MINUTE + 1, begun=frozenset({f"b@{DAY}"}), day=late),
        MomentCase("the second sound", START + 6 * MINUTE, day=two),
        MomentCase("the next item, without a pause", START + 10 * MINUTE, begun=nobody, day=two),
        MomentCase("an emergency in it", START + 4 * MINUTE, day=WITH_ALARM),
        MomentCase("after the emergency", START + 7 * MINUTE, day=WITH_ALARM),
        MomentCase("clock not trusted", START + MINUTE, sure=False),
        MomentCase("clock not trusted, an emergency", START + 4 * MINUTE, day=WITH_ALARM, sure=False),
        MomentCase("clock not trusted, nothing planned", START - HOUR, sure=False),
    ]


def _grounds() -> list[MomentCase]:
    """Returns moments for the other reasons of silence, in the order of the reasons."""
    then, silence = START + MINUTE, (stop(ActKind.SILENCE, 3),)
    many = tuple(
        stop(ActKind.CANCEL, n, does=Cancel((Cancelled(CancelWhat.SLOT, f"x{n}"),))) for n in range(1, 67)
    )
    over = (START - HOUR, then)
    return [
        MomentCase("no trust", then, silence, refused=Reason.NO_TRUST, sure=False, held=False),
        MomentCase("disabled", then, silence, refused=Reason.DISABLED, sure=False, held=False),
        MomentCase("no trusted clock, no plan", then, silence, sure=False, held=False),
        MomentCase("no plan", then, silence, held=False, valid=over),
        MomentCase("in the first millisecond of its validity", then, valid=(then, then + HOUR)),
        MomentCase("not yet valid", then, silence, valid=(then + 1, then + HOUR)),
        MomentCase("in the last millisecond of its validity", then - 1, valid=over),
        MomentCase("over", then, silence, valid=over),
        MomentCase("over where nothing is planned", then, day=day(), valid=over),
        MomentCase("nothing planned, silenced", START - HOUR, silence),
        MomentCase("64 cancels of other things", then, many[:MOST_ACTS]),
        MomentCase("65 cancels of other things", then, many[: MOST_ACTS + 1]),
        MomentCase("65 cancels, one of them held twice", then, (*many[:MOST_ACTS], many[0])),
        MomentCase(
            "65 cancels, one of them over",
            then,
            (but_act(many[0], expires_ms=START), *many[1 : MOST_ACTS + 1]),
        ),
        MomentCase("64 cancels and a restore", then, (*many[:MOST_ACTS], stop(ActKind.RESTORE, 90))),
        MomentCase("64 cancels and a tone", then, (*many[:MOST_ACTS], stop(ActKind.TONE, 90))),
        MomentCase("64 cancels and a silence", then, (*many[:MOST_ACTS], stop(ActKind.SILENCE, 80))),
        MomentCase(
            "64 cancels and a silence that is lifted",
            then,
            (*many[:MOST_ACTS], *silence, stop(ActKind.RESTORE, 90)),
        ),
        MomentCase("overfull before blanked", then, (*many[: MOST_ACTS + 1], stop(ActKind.BLANK, 90))),
        MomentCase(
            "an emergency on a device that is overfull",
            START + 4 * MINUTE,
            many[: MOST_ACTS + 1],
            day=WITH_ALARM,
        ),
        MomentCase("of a kind that is not known", then, day=STRANGE),
        MomentCase("of a kind that is not known, silenced", then, silence, day=STRANGE),
        MomentCase(
            "of a kind that is not known, cancelled",
            then,
            (stop(ActKind.CANCEL, 3, does=Cancel((Cancelled(CancelWhat.SLOT, "a"),))),),
            day=STRANGE,
        ),
        MomentCase(
            "of a kind that is not known, too late", START + 9 * MINUTE, begun=frozenset(), day=STRANGE
        ),
        MomentCase("the assignment's volume is the lowest", then, volume=33),
        MomentCase("the assignment's volume is not the lowest", then, volume=100),
    ]


def _until() -> list[MomentCase]:
    """Returns moments that show how long a verdict holds."""
    late, nobody = day(item("a", 300, 10, late=2)), frozenset[str]()
    short = stop(ActKind.SILENCE, 3, ends=START + 3 * MINUTE)
    return [
        MomentCase("until it begins", START - MINUTE),
        MomentCase("until its latest start, begun or not", START, day=late, begun=nobody),
        MomentCase("until its end, past its latest start", START + 3 * MINUTE, day=late),
        MomentCase("until the silence ends", START + 2 * MINUTE, (short,), day=late),
        MomentCase("until the plan ends", START + 3 * MINUTE, day=late, valid=(0, START + 5 * MINUTE)),
        MomentCase("until the plan begins", START, valid=(START + MINUTE, START + HOUR)),
        MomentCase("until the plan ends, after the last item", START + HOUR),
        MomentCase(
            "until the emergency ends, whatever it cuts",
            START + 4 * MINUTE,
            day=day(item("a", 300, 10, late=5), emergency("e", 302, 5)),
        ),
        MomentCase("until the emergency", START + MINUTE, day=WITH_ALARM, begun=nobody),
    ]


def cases() -> Case:
    """Returns the cases of moments.json."""
    told = (*_plan(), *moments_of_acts.stops(), *moments_of_acts.cancels(), *_grounds(), *_until())
    return {"cases": [_case(asked) for asked in told]}


def _case(asked: MomentCase) -> Case:
    acts = [{"act": one.act, "serial": one.serial, "until": one.until} for one in asked.acts]
    told = {**asked._asdict(), "acts": acts, "begun": sorted(asked.begun)}
    return {**told, **heard(verdict(grounds(plain(told)), asked.now))}
