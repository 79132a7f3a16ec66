"""Pages may move to another port; what devices were told stays."""

import socket

import pytest

from launcher.arguments import DEFAULT_PORT
from launcher.inside import note
from launcher.layout import Home, Ports
from launcher.tests.world import a_home, an_instance, free_ports
from launcher.words import Stop, t


@pytest.fixture
def home() -> object:
    with a_home() as made:
        made.instance("up").folder.mkdir()
        yield made


def test_the_first_start_is_where_it_is_asked_or_at_the_usual_port(home: Home) -> None:
    assert note.ports(home.instance("up"), None) == Ports(DEFAULT_PORT, DEFAULT_PORT)
    assert note.ports(home.instance("up"), 9000).mqtt == 9001


def test_later_the_pages_move_and_the_devices_doors_do_not(home: Home) -> None:
    here = home.instance("up")
    note.write(here, port=9000, first_port=9000)
    moved = note.ports(here, 9500)
    assert (moved.web, moved.mqtt, moved.files, moved.nats) == (9500, 9001, 9002, 9003)
    note.write(here, port=moved.web, first_port=moved.begin)
    assert note.ports(here, None) == note.ports(here) == moved


def test_an_instance_of_before_keeps_the_ports_it_had(home: Home) -> None:
    here = home.instance("up")
    note.write(here, port=9000)
    assert note.ports(here, 9500).mqtt == note.ports(here).mqtt == 9001


def test_a_real_instance_answers_devices_where_it_first_did() -> None:
    with a_home() as home:
        first = free_ports()
        with an_instance(home, "up", note.ports(home.instance("up"), first.web)):
            pass
        with an_instance(home, "up", note.ports(home.instance("up"), free_ports().web)) as again:
            assert again.ports.web != first.web
            assert again.answers(first.mqtt)


@pytest.mark.parametrize("taken", ["mqtt", "files"])
def test_a_devices_port_that_another_holds_is_not_advised_to_move(home: Home, taken: str) -> None:
    first = free_ports()
    ports = Ports(free_ports().web, first.web)
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(ports, taken)))
        other.listen()
        with pytest.raises(Stop) as refused, an_instance(home, "up", ports):
            pass
    assert str(getattr(ports, taken)) in str(refused.value)
    assert t("Cụm loa đã được cho biết cổng này", "Devices were told this port") in str(refused.value)


def test_pages_are_not_put_on_a_devices_port(home: Home) -> None:
    first = free_ports()
    with (
        pytest.raises(Stop, match=t("của cụm loa", "the devices'")),
        an_instance(home, "up", Ports(first.mqtt, first.web)),
    ):
        pass
