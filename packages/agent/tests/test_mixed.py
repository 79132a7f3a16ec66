"""Two real agents in one hamlet, one a version behind: what both can sound starts at the same sample."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest
from agent_rig import newer
from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, RULES, TODAY, Town, item
from loa_agent.sound.finding import hour_file
from loa_protocol import timing
from loa_protocol.messages import Item, Priority, Purpose, RecordKind, Rules, Window
from loa_protocol.testing import world

UNKNOWN = {"a-bang", "c-bang", "f-bang", "k-khan", "m-khan"}
SECOND, MINUTE = timing.SECOND, timing.MINUTE
SESSIONS: Rules = msgspec.structs.replace(
    RULES, hours=(tuple(Window(hour * 60, hour * 60 + 10) for hour in (17, 18, 19)),) * 7, minutes=1
)


@pytest.fixture(scope="module")
def hamlet(
    tmp_path_factory: pytest.TempPathFactory, storm: Sound, vaccine: Sound, fees: Sound
) -> Iterator[tuple[Town, Town]]:
    """The agent as it is, and a later build of it, after a day of the same plan on clocks driven alike."""
    folder, towns = tmp_path_factory.mktemp("hamlet"), []
    for name in ("today", "later"):
        town = Town(folder / name)
        town.province = world.Province(changes={Purpose.PLAN: {"highest": Priority.EMERGENCY}})
        assert town.claim().returncode == 0
        towns.append(town)
    towns[1].environment = newer.build(folder / "build")
    for town in towns:
        run_the_day(town, day(storm, vaccine, fees), (storm, vaccine, fees))
    yield towns[0], towns[1]
    for town in towns:
        town.close()


def at(hour: int, seconds: int = 0) -> int:
    return timing.at_minute(TODAY, hour * 60) + seconds * SECOND


def screen(start: int, *sounds: Sound, name: str, **more: Any) -> dict[str, Any]:
    """An item that only the later build knows."""
    made = msgspec.to_builtins(item(start, *sounds, name=name, **more))
    carries = {**made["carries"], "kind": "screen", "picture": "ab" * 32}
    return {**made, "carries": carries}


def day(storm: Sound, vaccine: Sound, fees: Sound) -> list[Item | dict[str, Any]]:
    """An unknown item of each class, in the way of what is known in each way there is."""
    many = (storm,) * 9
    assert sum(one.duration_ms for one in many) + fees.duration_ms < MINUTE
    assert sum(one.duration_ms for one in many) + 2 * vaccine.duration_ms + fees.duration_ms > MINUTE
    return [
        # 17: an ordinary one comes first, so that another moves; a priority one moves a third, and one falls
        screen(at(17), storm, vaccine, name="a-bang", late=MINUTE),
        item(at(17), fees, name="b-moi", late=MINUTE),
        screen(at(17, 120), vaccine, name="c-bang", priority=Priority.PRIORITY),
        item(at(17, 120), fees, vaccine, name="d-moi", late=MINUTE),
        item(at(17, 121), fees, name="e-mat"),
        # 18: the minutes of the session are used up by what is unknown
        screen(at(18), *many, name="f-bang"),
        item(at(18, 120), fees, name="g-vua"),
        item(at(18, 240), vaccine, vaccine, name="h-het"),
        # 19: an emergency mutes the middle of one, and the beginning of another past its latest start
        item(at(19), storm, name="i-giua"),
        screen(at(19, 2), fees, name="k-khan", priority=Priority.EMERGENCY),
        item(at(19, 240), storm, name="l-dau"),
        screen(at(19, 239), fees, name="m-khan", priority=Priority.EMERGENCY),
        # nothing of it is unknown
        item(at(19, 480), vaccine, fees, name="n-thuong"),
    ]


def played(town: Town) -> list[dict[str, Any]]:
    lines = (town.out / "sounded.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def unknown(name: str) -> bool:
    return name.split("@")[0] in UNKNOWN


def run_the_day(town: Town, items: list[Item | dict[str, Any]], sounds: tuple[Sound, ...]) -> None:
    town.offer(*sounds)
    town.start().to(EIGHT)
    town.give_door()
    town.give(town.publish(*items, rules=SESSIONS))
    state = town.to(at(20))
    assert (state["plan_ready"], state["lacking"]) == (True, 0)
    town.stop()


def test_everything_that_both_can_sound_starts_at_the_same_sample(
    hamlet: tuple[Town, Town], storm: Sound, vaccine: Sound
) -> None:
    today, later = hamlet
    known = [[line for line in played(town) if not unknown(line["item"])] for town in hamlet]
    assert known[0] == known[1]
    starts = {line["item"].split("@")[0]: line["wall_ms"] for line in reversed(known[0])}
    assert starts["b-moi"] == at(17) + storm.duration_ms + vaccine.duration_ms
    assert starts["d-moi"] == at(17, 120) + vaccine.duration_ms
    assert starts["n-thuong"] == at(19, 480)
    assert set(starts) == {"b-moi", "d-moi", "g-vua", "i-giua", "n-thuong"}
    assert not any(unknown(line["item"]) for line in played(today))
    spans = [line for line in played(later) if unknown(line["item"])]
    assert {line["item"].split("@")[0] for line in spans} == UNKNOWN
    for hour in (17, 18, 19):
        mine, theirs = (hour_file(town.out / f"{TODAY}T{hour}.wav") for town in hamlet)
        quiet = np.zeros(len(mine), bool)
        for begins, ends in pairs(spans, f"{TODAY}T{hour}.wav"):
            quiet[begins:ends] = True
        assert np.array_equal(mine[~quiet], theirs[~quiet])
        assert not mine[quiet].any()
        assert theirs[quiet].any()


def pairs(lines: list[dict[str, Any]], file: str) -> list[tuple[int, int]]:
    """Where something began and stopped, in samples of an hour's file."""
    mine = [line for line in lines if line["file"] == file]
    return list(
        zip(
            [line["output_sample"] for line in mine if line["event"] == "began"],
            [line["output_sample"] for line in mine if line["event"] == "stopped"],
            strict=True,
        )
    )


def test_drops_cuts_and_minutes_are_told_alike_and_the_unknown_once(hamlet: tuple[Town, Town]) -> None:
    told = []
    for town in hamlet:
        records = [one for one in town.records() if one.item]
        told.append([(r.kind, r.item, r.sound, r.code, r.offset_ms, r.lost_ms, r.wall_ms) for r in records])
    today, later = told
    assert sorted(one for one in today if not unknown(one[1])) == sorted(
        one for one in later if not unknown(one[1])
    )
    why = {one[1].split("@")[0]: one[3] for one in today if one[0] is RecordKind.MISSED}
    assert {name: code for name, code in why.items() if not unknown(name)} == {
        "e-mat": "displaced",
        "h-het": "minutes",
        "l-dau": "preempted",
    }
    assert {code for name, code in why.items() if unknown(name)} == {"unsupported"}
    assert len([one for one in today if unknown(one[1])]) == 5
    assert ("cut", "ended") in [(one[0], one[3]) for one in today if one[1].startswith("i-giua")]
    assert {one[0] for one in later if unknown(one[1])} == {RecordKind.STARTED, RecordKind.COMPLETED}
