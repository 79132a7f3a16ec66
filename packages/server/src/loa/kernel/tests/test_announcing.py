"""What is announced is heard at once, in the order of wiring; whoever says no undoes what it was told of."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from loa.kernel import events
from loa.kernel.errors import Conflict
from loa.kernel.events import announce, listen
from loa.places.models import Hamlet
from loa.testing import people


@dataclass(frozen=True)
class Happened:
    number: int


class HappenedToo(Happened):
    """One of a kind of its own."""


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setitem(events._listeners, Happened, [])
    return []


def test_in_the_order_of_wiring_and_twice_is_once(db, heard):
    def first(event):
        heard.append(("first", event.number))

    def second(event):
        heard.append(("second", event.number))

    for each in (first, second, first):
        assert listen(Happened)(each) is each
    announce(Happened(7))
    announce(HappenedToo(8))  # nobody listens to that very class
    assert heard == [("first", 7), ("second", 7)]


def test_a_listener_that_says_no_undoes_what_it_was_told_of(db, heard, places):
    def writes(event):
        people.hamlet(places.own, "Thôn 9")

    def no(event):
        raise Conflict("Chưa được.")

    for each in (writes, no, heard.append):
        listen(Happened)(each)

    def act():
        with transaction.atomic():
            people.hamlet(places.own, "Thôn 8")
            announce(Happened(1))

    with pytest.raises(Conflict):
        act()
    assert not Hamlet.objects.exists()
    assert heard == []


def test_nothing_is_announced_that_could_not_be_undone(own_database, heard):
    listen(Happened)(heard.append)
    with pytest.raises(RuntimeError, match="Happened announced outside a transaction"):
        announce(Happened(1))
    assert heard == []
    with transaction.atomic():
        announce(Happened(2))
    assert heard == [Happened(2)]
