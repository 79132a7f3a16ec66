"""TLS on a box that may not know what time it is: chain and name always, dates by what it knows of it."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from agent_rig.broker import Broker
from agent_rig.certificates import Authority
from agent_rig.town import EIGHT, TOKEN, Server, Town, wait_for
from loa_agent.clock import DrivenClock
from loa_agent.door import Door, FetchRequest
from loa_agent.link import LinkEvent, Session, SessionDown, SessionUp
from loa_agent.mqtt import MqttLink
from loa_agent.objects import Folder
from loa_agent.tls import Certificates
from loa_protocol import timing, topics
from loa_protocol.ids import sha256_hex
from loa_protocol.testing import world

DAY = timing.DAY
SURE = {"now": EIGHT, "trusted": True}
UNSURE = {"now": EIGHT + 100 * DAY, "trusted": False}  # a guess; all it knows is its floor, EIGHT

CASES = {
    "good": (SURE, -DAY, DAY, True),
    "expired": (SURE, -2 * DAY, -DAY, False),
    "not yet valid": (SURE, DAY, 2 * DAY, False),
    "good, unsure": (UNSURE, -DAY, DAY, True),
    "expired by its guess, not by its floor": (UNSURE, -DAY, 50 * DAY, True),
    "not yet valid, unsure": (UNSURE, DAY, 2 * DAY, True),
    "ended before its floor": (UNSURE, -2 * DAY, -DAY, False),
}


def clock_of(now: int, trusted: bool) -> DrivenClock:
    clock = DrivenClock()
    clock.not_before(EIGHT)
    clock.set(now, trusted)
    return clock


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Its own certificate has long ended by the machine's clock; that is not asked."""
    return Authority(tmp_path, EIGHT - 3000 * DAY, EIGHT - 2000 * DAY)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


def secured(server: Server, certificate: Path, private: Path) -> str:
    """From now on over TLS; the address."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate, private)
    server.socket = made.wrap_socket(server.socket, server_side=True)
    return server.url.replace("http://", "https://")


def brought(server: Server, url: str, certificates: Certificates, folder: Path) -> str:
    data = b"a day plan"
    server.put(data)
    door = Door(Folder(folder), 0, certificates.context)
    return door.bring(FetchRequest(sha256_hex(data), url, TOKEN, 100)).why


@pytest.mark.parametrize(("clock", "begins", "ends", "taken"), CASES.values(), ids=CASES)
def test_the_file_door(
    authority: Authority, server: Server, tmp_path: Path, clock: dict, begins: int, ends: int, taken: bool
) -> None:
    url = secured(server, *authority.server(EIGHT + begins, EIGHT + ends))
    certificates = Certificates(str(authority.path), clock_of(**clock))
    assert brought(server, url, certificates, tmp_path / "objects") == ("" if taken else "network")


@pytest.mark.parametrize("clock", [SURE, UNSURE], ids=["sure", "unsure"])
def test_chain_and_name_are_checked_whatever_the_clock(
    authority: Authority, server: Server, tmp_path: Path, clock: dict
) -> None:
    url = secured(server, *authority.server(EIGHT - DAY, EIGHT + DAY, "127.0.0.2"))
    certificates = Certificates(str(authority.path), clock_of(**clock))
    assert brought(server, url, certificates, tmp_path / "objects") == "network"
    other = tmp_path / "other"
    other.mkdir()
    stranger = Authority(other, EIGHT - DAY, EIGHT + DAY)
    certificates = Certificates(str(stranger.path), clock_of(**clock))
    server.socket.context.load_cert_chain(*authority.server(EIGHT - DAY, EIGHT + DAY))
    assert brought(server, url, certificates, tmp_path / "objects") == "network"


def test_what_it_learns_of_the_time_counts_at_the_next_connection(
    authority: Authority, server: Server, tmp_path: Path
) -> None:
    url = secured(server, *authority.server(EIGHT - 2 * DAY, EIGHT + DAY))
    clock = clock_of(**UNSURE)
    certificates = Certificates(str(authority.path), clock)
    assert brought(server, url, certificates, tmp_path / "objects") == ""
    (tmp_path / "objects").rename(tmp_path / "before")
    clock.answered(EIGHT + 2 * DAY, 0)
    assert brought(server, url, certificates, tmp_path / "objects") == "network"


BROKERS = ["not yet valid", "not yet valid, unsure", "expired", "ended before its floor"]


@pytest.mark.parametrize("over", ["mqtts", "wss"])
@pytest.mark.parametrize("case", BROKERS)
def test_the_broker(authority: Authority, tmp_path: Path, case: str, over: str) -> None:
    clock, begins, ends, taken = CASES[case]
    broker = Broker(tmp_path, authority.server(EIGHT + begins, EIGHT + ends))
    broker.start()
    try:
        link = MqttLink(Certificates(str(authority.path), clock_of(**clock)), lambda: None)
        will = topics.up(world.DEVICE, topics.Up.HEALTH)
        where = f"{broker.web}/mqtt" if over == "wss" else f"{broker.mqtt}"
        link.open(Session(world.DEVICE, "any", will, f"{over}://127.0.0.1:{where}"))
        events: list[LinkEvent] = []
        wait_for(lambda: events.extend(link.take()) or events, "an end of it")
        assert isinstance(events[0], SessionUp if taken else SessionDown), events
        link.close()
    finally:
        broker.stop()
        broker.loop.close()


def claimed(town: Town, authority: Authority, ends: int) -> subprocess.CompletedProcess[str]:
    town.server.url = secured(town.server, *authority.server(EIGHT - DAY, EIGHT + ends))
    town.write_config(rtc="", authority=str(authority.path))
    return town.claim(made_at=EIGHT)


def test_a_box_without_a_clock_is_claimed_by_the_codes_own_moment(
    authority: Authority, tmp_path: Path
) -> None:
    town = Town(tmp_path / "town")
    answer = claimed(town, authority, DAY)
    town.close()
    assert answer.returncode == 0, answer.stderr


def test_a_server_whose_certificate_ended_before_the_code_was_made_is_not_asked(
    authority: Authority, tmp_path: Path
) -> None:
    town = Town(tmp_path / "town")
    answer = claimed(town, authority, -1000)
    town.close()
    assert answer.returncode == 1
    assert "certificate" in answer.stderr
