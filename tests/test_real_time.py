"""The same road in real time, through the real sound path: two agents on the machine's own time, each on a
sound card of its own, heard on the line behind it.

A card is PortAudio over ALSA's file plugin, which keeps every sample that the agent played, over a PulseAudio
null sink, which takes them at a card's pace. An ear on that sink hears when they are out. It knows nothing of
the agent, so what the agent's record claims is held against what could be heard.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from agent_rig.soundcard import SoundCard
from loa.newsroom.models import Approval, Bulletin
from loa.playlog.models import PlayRecord
from loa.testing.browser import OpenPage
from loa_agent.sound.card_sink import PERIOD
from loa_protocol import timing

from tests import listening
from tests.at_the_desk import SLOW_MS, approved_on, counted_on_the_page, served, written_and_submitted
from tests.whole import AGENTS, PATIENCE_S, Whole, airing, held, now_ms, open_house

pytestmark = [pytest.mark.audio, pytest.mark.browser]

RATE = 48_000
CARD_MS = 1_000
"""The card's buffer: a machine that is busy for less than this loses no sample."""
CHAIN_MS = 3 * PERIOD * 1000 / RATE
"""How far ear and record may be apart. The agent knows when a frame is heard to a period of its card; the
null sink renders a period of its own ahead, and the ear, which reads every 10 ms, hears it rendered."""


@pytest.fixture
def cards(tmp_path: Path, whole: Whole) -> Iterator[dict[str, SoundCard]]:
    """A sound card for each agent. Their clocks are the machine's, believed once the server signed."""
    made: dict[str, SoundCard] = {}
    try:
        for name in AGENTS:
            made[name] = SoundCard(tmp_path / f"card-{name}")
            whole.for_agents[name] = made[name].environment
            board = {"sound": "card:cap", "clock": "board", "rtc": "", "card_latency_ms": CARD_MS}
            whole.settings[name] = board
        yield made
    finally:
        for card in made.values():
            card.close()


def test_what_is_typed_and_approved_is_heard_at_its_second(
    whole: Whole, cards: dict[str, SoundCard], open_page: OpenPage
) -> None:
    """It begins on a full minute and is shorter than one: neither an hour nor a day can end in it."""
    found = open_house(whole)
    for name in whole.devices:
        whole.start_agent(name)
    desk, phone = open_page(1440), open_page(360)
    for page in (desk, phone):
        page.set_default_timeout(SLOW_MS)
    start = written_and_submitted(desk, whole)
    ears = {name: card.listen() for name, card in cards.items()}
    bulletin = Bulletin.objects.get()
    approved_on(phone, whole, bulletin)
    reference = listening.decoded(served(phone, whole, Approval.objects.get()), RATE)
    whole.until(lambda: (row := airing(found, bulletin.pk)) and row.tally.received == 2)
    whole.until(lambda: held(whole))
    assert now_ms() < start, "too slow to be held in time"

    end = start + len(reference) * 1000 // RATE
    left = (end - now_ms()) / 1000
    whole.until(lambda: all(over(records(whole, name)) for name in cards), left + PATIENCE_S)
    for name in cards:
        recorded_from_start_to_end(records(whole, name), start, end)
    tally = airing(found, bulletin.pk).tally
    assert (tally.planned, tally.received, tally.started, tally.completed, tally.rest) == (2, 2, 2, 2, [])
    counted_on_the_page(desk, whole, bulletin)
    whole.end(*whole.devices)
    for name, ear in ears.items():
        played_sample_by_sample(cards[name].samples(), reference)
        heard_when_recorded(*ear.heard(), reference, start)


def records(whole: Whole, name: str) -> list[PlayRecord]:
    """What this agent has told of sounds, oldest first."""
    rows = PlayRecord.objects.filter(device_id=whole.devices[name]).exclude(item="")
    return list(rows.order_by("number"))


def over(told: list[PlayRecord]) -> bool:
    """It was told that the sound is at its end, heard or not."""
    return bool(told) and (told[-1].kind in ("completed", "missed") or told[-1].code == "ended")


def recorded_from_start_to_end(told: list[PlayRecord], start: int, end: int) -> None:
    """The agent's signed word: it began with the first sample at the planned moment and went to the end."""
    said = [(row.kind, timing.to_ms(row.happened_at), row.offset_ms, row.lost_ms, row.code) for row in told]
    assert said == [("started", start, 0, 0, ""), ("completed", said[-1][1], said[-1][2], 0, "")]
    assert abs(said[-1][1] - end) <= CHAIN_MS


def played_sample_by_sample(played: np.ndarray, reference: np.ndarray) -> None:
    """What the card was given is the approved sound, not a sample more, less or moved, and silence around."""
    alike, place = listening.search(reference, played.astype(np.float64), RATE)
    assert alike > 0.999
    first = round(place * RATE)
    assert not played[:first].any()
    assert not played[first + len(reference) :].any()


def heard_when_recorded(began: float, line: np.ndarray, reference: np.ndarray, start: int) -> None:
    """On the line, whose first sample was heard at wall ms `began`: the sound at its second, silence before
    and after, in which the same search finds nothing."""
    samples = line[:, 0].astype(np.float64)
    alike, place = listening.search(reference, samples, RATE)
    assert alike > 0.9
    assert abs(began + place * 1000 - start) <= CHAIN_MS
    first = round(place * RATE)
    for silent in (samples[:first], samples[first + len(reference) :]):
        assert len(silent) > RATE
        assert not silent.any()
        assert listening.search(reference, silent, RATE)[0] < 0.1
