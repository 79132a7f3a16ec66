"""Bulletins of one commune, at the desk of an editor and an approver."""

import pytest
from django.urls import reverse

from loa.newsroom import actions
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.places.models import Hamlet
from loa.places.names import search_text, sort_key
from loa.testing import bulletins, people
from loa.testing.roots import demo_root


@pytest.fixture
def desk(places, editor, approver, as_role):
    demo_root()
    bulletins.rule(places.own)
    return bulletins.Desk(places.own, editor, approver, as_role)


@pytest.fixture
def sound(places):
    return bulletins.ready_sound(places.own)


@pytest.fixture
def hamlet(places):
    name = "Kim Tân"
    words = {"search": search_text(name), "sort_key": sort_key(name)}
    return Hamlet.objects.create(unit=places.own, name=name, kind="thon", valid_from=people.SINCE, **words)


@pytest.fixture
def approved(desk, sound):
    """One that sounds everywhere tomorrow at 17:00."""
    return desk.approved(desk.words(sound, title="Lịch tiêm")).bulletin


@pytest.fixture
def edited(desk, sound, approved):
    """The same with an edit that nobody has approved: another title, other words, another time."""
    words = desk.words(sound, title="Tên lạ", text="Chữ lạ.", times=(Once(bulletins.tomorrow_at(5, 10)),))
    return edit(desk, approved, words)


def edit(desk, bulletin, words):
    """Saves an edit as a pause in typing does."""
    with desk.as_role("web", desk.editor):
        actions.save(bulletin.pk, words, autosave=True)
    return Bulletin.objects.get(pk=bulletin.pk)


def shown(web, route, bulletin):
    """The page of a bulletin, as its reader gets it."""
    answer = web.get(reverse(route, args=[bulletin.code]))
    assert answer.status_code == 200
    return answer.content.decode()
