"""A unit's own readings: over the province's, over the built-in ones, under row security."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import ProgrammingError, connection

from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.kernel.roles import Role
from loa.places import scope
from loa.speech import actions, queries
from loa.speech.models import LexiconEntry
from loa.speech.reader import reading
from loa.testing.people import Places, someone
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.django_db


def said(unit_id: int, text: str) -> str:
    return reading(text, queries.lexicon(unit_id))


def test_a_word_is_added_changed_and_removed(places: Places, editor: Actor, as_role: AsRole) -> None:
    own = places.own.id
    with as_role("web", editor):
        assert said(own, "Tiêm BCG") == "tiêm bê xê giê"
        actions.add_entry(own, " BCG ", "Vắc-xin phòng lao")
        assert said(own, "Tiêm BCG") == "tiêm vắc xin phòng lao"
        entry = actions.add_entry(own, "BCG", "mũi lao")
        assert said(own, "Tiêm BCG") == "tiêm mũi lao"
        assert [e.reading for e in queries.entries(own)] == ["mũi lao"]
        actions.remove_entry(own, entry.id)
        assert said(own, "Tiêm BCG") == "tiêm bê xê giê"
        with pytest.raises(NotFound):
            actions.remove_entry(own, entry.id)
    assert LexiconEntry.objects.count() == 2


def test_the_provinces_words_hold_where_the_commune_says_nothing(
    places: Places, editor: Actor, as_role: AsRole
) -> None:
    desk = someone("Trần Văn Tỉnh", (Role.EDITOR, places.province), home=places.province, username="tinh")
    with as_role("web", desk):
        actions.add_entry(places.province.id, "NVH", "nhà văn hóa tỉnh")
        actions.add_entry(places.province.id, "XKTQ", "xung kích tự quản")
    with as_role("web", editor):
        actions.add_entry(places.own.id, "NVH", "nhà văn hóa thôn mình")
        assert said(places.own.id, "NVH XKTQ") == "nhà văn hóa thôn mình xung kích tự quản"
        assert said(places.other.id, "NVH") == "nhà văn hóa tỉnh"


def test_only_an_editor_of_the_place_may(
    places: Places, editor: Actor, approver: Actor, operator: Actor, as_role: AsRole
) -> None:
    for who in (approver, operator):
        with as_role("web", who), pytest.raises(Forbidden):
            actions.add_entry(places.own.id, "BCG", "mũi lao")
    with as_role("web", editor), pytest.raises(Forbidden):
        actions.add_entry(places.other.id, "BCG", "mũi lao")
    assert not LexiconEntry.objects.exists()


@pytest.mark.parametrize(
    ("written", "spoken", "field"),
    [("", "a", "written"), ("--", "a", "written"), ("x" * 61, "a", "written"), ("BCG", "", "reading"),
     ("BCG", "mũi 1", "reading"), ("BCG", "<b>", "reading"), ("BCG", "xin " * 60, "reading")],
)  # fmt: skip
def test_what_cannot_be_said_is_refused(
    places: Places, editor: Actor, as_role: AsRole, written: str, spoken: str, field: str
) -> None:
    with as_role("web", editor), pytest.raises(Invalid) as caught:
        actions.add_entry(places.own.id, written, spoken)
    assert caught.value.field == field


def test_the_preview_marks_asks_and_warns(places: Places, editor: Actor, as_role: AsRole) -> None:
    text = "UBND xã tiêm BCG lúc 7h30. Gọi 0912 345 678."
    with as_role("web", editor):
        shown = queries.preview(queries.tokens(places.own.id, text))
        with pytest.raises(NotFound):
            queries.tokens(places.other.id, text)
        with pytest.raises(Invalid):
            queries.tokens(places.own.id, "a" * 20_001)
    tokens = shown["tokens"]
    assert "".join(t["surface"] for t in tokens) == text
    assert [t["surface"] for t in tokens if t["changed"]][:3] == ["UBND", "BCG", "7h30"]
    assert shown["questions"] == [
        {"surface": "BCG", "reading": "bê xê giê", "suggestion": "vắc xin phòng lao"}
    ]
    assert [w["surface"] for w in shown["warnings"]] == ["0912 345 678"]
    assert 5_000 < shown["duration_ms"] < 20_000


def test_without_a_scope_nothing_is_seen(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        actions.add_entry(places.own.id, "BCG", "mũi lao")
        assert scope.current().read
    with as_role("web"):
        assert not LexiconEntry.objects.exists()


def test_a_reading_is_ended_and_not_rewritten(places: Places, editor: Actor, as_role: AsRole) -> None:
    with as_role("web", editor):
        entry = actions.add_entry(places.own.id, "BCG", "mũi lao")
    with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", editor):
        LexiconEntry.objects.filter(pk=entry.pk).update(reading="khác")


def test_readings_that_overlapped_end_where_the_next_begins(places: Places, editor: Actor) -> None:
    """As the migration finds them, which a clock that was set back could leave."""
    mend = import_module("loa.speech.migrations.0002_one_reading_a_moment").MEND
    at, day = clock.now(), timedelta(days=1)
    said = {"unit": places.own, "written": "BCG", "made_by_id": editor.person_id}
    spans = [(0, 9), (2, 5), (2, 3), (4, None), (7, 8)]
    with connection.cursor() as cursor:
        cursor.execute("alter table speech_lexiconentry drop constraint speech_one_reading_a_moment")
        for number, (first, end) in enumerate(spans):
            until = None if end is None else at + end * day
            LexiconEntry.objects.create(
                reading=str(number), valid_from=at + first * day, valid_to=until, **said
            )
        cursor.execute(mend)
    found = LexiconEntry.objects.order_by("reading").values_list("valid_from", "valid_to")
    mended = [((first - at).days, None if end is None else (end - at).days) for first, end in found]
    assert mended == [(0, 2), (2, 2), (2, 3), (4, 7), (7, 8)]
