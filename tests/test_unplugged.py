"""Once a bulletin is on the loudspeakers nothing of the province need run: it sounds, and is told later."""

from loa.playlog.models import PlayRecord

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

WORDS = "Mời bà con thôn Đông đúng mười chín giờ tối nay tới nhà văn hóa họp bàn việc sửa đường."


def test_with_broker_and_web_away_it_sounds_and_the_records_arrive_when_they_are_back(whole: Whole) -> None:
    found = open_house(whole)
    at = a_minute_ahead(300)
    start = moment(at)
    approval = approved(whole, found, WORDS, at)
    reference = listening.decoded(
        (whole.home / "media" / approval.media_sha256[:2] / approval.media_sha256).read_bytes()
    )
    whole.switch_on()
    whole.driven(start - 60_000)
    whole.until(lambda: (row := airing(found, approval.bulletin_id)) and row.tally.received == 2)
    whole.until(lambda: held(whole))

    whole.end("web")
    whole.broker.kill()
    assert not any(list(whole.sound_folder(name).glob("*.wav")) for name in whole.devices)
    whole.driven(start + 2 * listening.HOUR_MS)
    for name in whole.devices:
        sounded_on_the_second(whole, name, reference, start)
    assert not PlayRecord.objects.filter(item=airing(found, approval.bulletin_id).item).exists()

    whole.broker.start()
    whole.until(lambda: airing(found, approval.bulletin_id).tally.completed == 2)
    tally = airing(found, approval.bulletin_id).tally
    assert (tally.planned, tally.received, tally.started, tally.completed, tally.rest) == (2, 2, 2, 2, [])
