"""What is counted before something is added stays within its bound when two are sent at the same time."""

import pytest

from loa.imports import actions as imports
from loa.imports import rules as of_imports
from loa.imports.models import Upload as SentFile
from loa.kernel.errors import Invalid
from loa.kernel.roles import Role
from loa.media import actions as media
from loa.media import wording
from loa.media.models import Upload
from loa.speech import actions as speech
from loa.speech import rules as of_speech
from loa.speech.models import LexiconEntry
from loa.testing import people
from loa.testing.at_once import by, one_behind_another

PEOPLE = "Mã đơn vị;Họ và tên;Vai trò\r\n14797;Lê Thị Mai;biên tập\r\n".encode()


@pytest.fixture
def places(own_database):
    return people.places()


@pytest.fixture
def editor(places):
    return people.someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")


def test_files_of_tables(places, monkeypatch):
    who, _other = people.two_administrators(places)
    monkeypatch.setattr(of_imports, "MOST_WAITING", 1)
    send = by(who, lambda: imports.send("people", None, "a.csv", PEOPLE))
    with pytest.raises(Invalid):
        one_behind_another(send, send)
    assert SentFile.objects.count() == 1


def test_bytes_of_files_of_tables(places, monkeypatch):
    who, _other = people.two_administrators(places)
    monkeypatch.setattr(of_imports, "MOST_KEPT_BYTES", len(PEOPLE) + 1)
    send = by(who, lambda: imports.send("people", None, "a.csv", PEOPLE))
    with pytest.raises(Invalid):
        one_behind_another(send, send)
    assert SentFile.objects.count() == 1


def test_bytes_of_sounds(places, editor):
    most = wording.limits().max_bytes
    begin = by(editor, lambda: media.begin_upload(places.own.id, "a.wav", most))
    begin()
    with pytest.raises(Invalid):
        one_behind_another(begin, begin)
    assert Upload.objects.count() == 2


def test_words_of_a_unit(places, editor, monkeypatch):
    monkeypatch.setattr(of_speech, "MOST_ENTRIES", 1)

    def add(word):
        return by(editor, lambda: speech.add_entry(places.own.id, word, "thử"))

    with pytest.raises(Invalid):
        one_behind_another(add("THU"), add("THO"))
    assert LexiconEntry.objects.count() == 1
