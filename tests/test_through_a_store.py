"""A bulletin whose sound and plan never lie on the server's disk but in S3-compatible stores: it is made,
signed, fetched and played, and the door goes on giving what it holds when the store is away."""

import hashlib
import json

import pytest
from loa.objects import told
from loa.testing.buckets import words
from loa.testing.faulty import Fault

from tests import listening
from tests.whole import (
    Whole,
    a_minute_ahead,
    airing,
    approved,
    held,
    moment,
    open_house,
    sounded_on_the_second,
)

WORDS = "Ngày mai trạm y tế xã tiêm chủng cho trẻ dưới hai tuổi, mời bà con đưa cháu tới đúng giờ."
KEYS = {
    "media": {
        "web": "sounds-read",
        "worker": "sounds-read",
        "media": "sounds-write",
        "signer": "sounds-read",
    },
    "objects": {"signer": "objects-write", "files": "objects-read"},
}


def before(whole: Whole, endpoint: str, buckets: dict[str, str]) -> dict[str, told.S3Place]:
    """Each part is told of its stores as the launcher tells it; gives each store as who may write there."""
    for name, parts in KEYS.items():
        for part, key in parts.items():
            file = whole.home / f"{part}-{name}.json"
            file.write_text(json.dumps(words(endpoint, buckets[name], key)))
            whole.for_parts.setdefault(part, {})[f"LOA_{name.upper()}_STORE"] = str(file)
    return {name: told.place(words(endpoint, where, f"{name}-test")) for name, where in buckets.items()}


def nothing_lies_in_the_folders(whole: Whole) -> bool:
    return not [*(whole.home / "media").glob("??/*"), *(whole.home / "objects").glob("??/*")]


def test_it_sounds_on_the_second_through_two_buckets(whole: Whole, moto) -> None:
    made = {name: moto.bucket() for name in KEYS}
    places = before(whole, moto.endpoint, {n: f"{place.bucket}/{place.prefix}" for n, place in made.items()})
    found = open_house(whole)
    at = a_minute_ahead(300)
    start = moment(at)
    approval = approved(whole, found, WORDS, at)
    whole.switch_on()
    whole.driven(start - 60_000)
    whole.until(lambda: (row := airing(found, approval.bulletin_id)) and row.tally.received == 2)
    whole.until(lambda: held(whole))
    assert nothing_lies_in_the_folders(whole)

    sounds = told.opened(places["media"], whole.home, durable=True)
    reference = listening.decoded(b"".join(sounds.read(approval.media_sha256)))
    whole.driven(start + 2 * listening.HOUR_MS)
    for name in whole.devices:
        sounded_on_the_second(whole, name, reference, start)
    whole.until(lambda: airing(found, approval.bulletin_id).tally.completed == 2)


def test_the_door_feeds_a_box_while_the_store_is_away_and_no_part_reaches_beyond_its_right(
    whole: Whole, faulty
) -> None:
    before(whole, faulty.endpoint, {"media": "sounds/loa", "objects": "objects/loa"})
    faulty.reads = frozenset({"sounds-read", "sounds-write", "objects-read", "objects-write"})
    faulty.writes = frozenset({"sounds-write", "objects-write"})
    found = open_house(whole)
    at = a_minute_ahead(300)
    start = moment(at)
    approval = approved(whole, found, WORDS, at)
    late = whole.devices.pop("agent2")
    whole.switch_on()
    whole.until(whole.along(lambda: held(whole)))
    faulty.does(Fault.FAILS)
    whole.devices["agent2"] = late
    whole.start_agent("agent2")
    whole.until(lambda: whole.answers("agent2"))
    whole.until(whole.along(lambda: held(whole)))
    assert nothing_lies_in_the_folders(whole)

    faulty.behaves()
    name = approval.media_sha256
    reference = listening.decoded(faulty.objects[f"sounds/loa/{name[:2]}/{name}"])
    whole.driven(start + 2 * listening.HOUR_MS)
    for each in whole.devices:
        sounded_on_the_second(whole, each, reference, start)
    assert all(hashlib.sha256(data).hexdigest() == key[-64:] for key, data in faulty.objects.items())


@pytest.fixture(autouse=True)
def _cache_of_its_own(whole: Whole) -> None:
    whole.for_parts["files"] = {"LOA_OBJECTS_CACHE": str(whole.home / "cache")}
