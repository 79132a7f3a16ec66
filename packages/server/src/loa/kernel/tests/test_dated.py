"""Dated rows: whatever is put, one row a subject holds at a time, and every day of before can still be
asked."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel import clock, dated
from loa.kernel.errors import Invalid
from loa.kernel.roles import Role
from loa.newsroom.models import Topic
from loa.people.models import RoleGrant
from loa.speech import actions as speech
from loa.speech import queries
from loa.speech.models import LexiconEntry
from loa.testing import people
from loa.testing.at_once import by, one_behind_another
from loa.testing.people import someone

SINCE = date(2026, 1, 1)
DAYS = 12
NAME = "Giao thông"


def on(day: int) -> date:
    return SINCE + timedelta(days=day)


def topic(value: str, first: int, until: int | None = None) -> Topic:
    end = None if until is None else on(until)
    return Topic(name=NAME, source=value, valid_from=on(first), valid_to=end)


def told() -> dict[int, list[str]]:
    """By day, what holds then."""
    rows = Topic.objects.filter(name=NAME)
    return {day: [row.source for row in dated.as_of(rows, on(day))] for day in range(DAYS + 1)}


def dated_by(*subject) -> type[models.Model]:
    """A model of which one row holds at a time for the subject."""

    class Scratch(dated.DatedRow):
        unit_name = models.TextField()
        name = models.TextField()

        class Meta:
            app_label = "kernel"
            constraints = [dated.no_overlap("scratch_one", *subject)]

    return Scratch


def spans() -> dict[int, tuple[date, date | None]]:
    return {row.pk: (row.valid_from, row.valid_to) for row in Topic.objects.filter(name=NAME)}


PUTS = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.none() | st.integers(1, DAYS), st.booleans()),
    min_size=1,
    max_size=8,
)


@pytest.mark.django_db
class TestWhateverIsPut:
    @given(PUTS)
    def test_each_day_answers_as_the_last_word_on_it(self, steps):
        """Against a list with one word a day. A step puts a value from a day until another or for good, or
        ends what holds on its first day."""
        with transaction.atomic():
            said: dict[int, list[str]] = {day: [] for day in range(DAYS + 1)}
            for number, (first, length, ends) in enumerate(steps):
                before = spans()
                if ends:
                    self._end(said, first)
                else:
                    until = None if length is None else first + length
                    dated.put(topic(str(number), first, until))
                    for day in range(first, min(DAYS + 1, until or DAYS + 1)):
                        said[day] = [str(number)]
                assert told() == said
                self._nothing_is_lost(before)
            transaction.set_rollback(True)

    def _end(self, said, first):
        row = dated.as_of(Topic.objects.filter(name=NAME), on(first)).first()
        if row is None:
            return
        last = row.valid_to
        assert dated.end(row, on(first))
        assert not dated.end(row, on(first))
        for day in range(first, DAYS + 1):
            if last is None or on(day) < last:
                said[day] = []

    def _nothing_is_lost(self, before):
        """Each row of before is there, begins where it did and ends no later."""
        after = spans()
        for pk, (first, end) in before.items():
            assert after[pk][0] == first
            assert end is None or (after[pk][1] is not None and after[pk][1] <= end)

    def test_the_middle_edited_keeps_both_ends(self):
        dated.put(topic("trước", 0))
        done = dated.put(topic("giữa", 3, 6))
        assert told() == {day: ["giữa" if 3 <= day < 6 else "trước"] for day in range(DAYS + 1)}
        assert [(row.source, row.valid_to) for row in done.ended] == [("trước", on(3))]
        assert [(row.valid_from, row.valid_to) for row in done.resumed] == [(on(6), None)]

    def test_what_was_to_come_is_readable_when_something_else_came(self):
        later = dated.put(topic("sẽ", 5)).row
        dated.put(topic("khác", 2))
        later.refresh_from_db()
        assert (later.valid_from, later.valid_to) == (on(5), on(5))
        assert told()[5] == ["khác"]

    def test_a_span_that_ends_before_it_begins_is_refused_and_changes_nothing(self):
        dated.put(topic("trước", 0))
        with pytest.raises(Invalid) as caught:
            dated.put(topic("sai", 3, 3))
        assert caught.value.field == "valid_to"
        assert told() == {day: ["trước"] for day in range(DAYS + 1)}

    def test_other_subjects_stay_as_they_are(self):
        before = list(Topic.objects.exclude(name=NAME).order_by("id").values())
        dated.put(topic("một", 0))
        dated.put(topic("hai", 3, 6))
        assert list(Topic.objects.exclude(name=NAME).order_by("id").values()) == before

    def test_a_table_of_several_rules_says_not_of_what_one_holds(self):
        with pytest.raises(TypeError, match="RoleGrant"):
            dated.subject_of(RoleGrant)

    @pytest.mark.parametrize("of", [(Lower("name"), "="), ("name", "<>")], ids=["expression", "unlike"])
    def test_a_table_of_which_more_than_equal_fields_say_the_subject_has_none(self, of):
        with isolate_apps("loa.kernel"), pytest.raises(TypeError, match="Scratch"):
            dated.subject_of(dated_by("unit_name", of))

    def test_fields_that_are_equal_say_the_subject_whichever_way_they_are_given(self):
        with isolate_apps("loa.kernel"):
            assert dated.subject_of(dated_by("unit_name", ("name", "="))) == ("unit_name", "name")


@pytest.mark.django_db
class TestTheDatabaseItself:
    INSERT = (
        "insert into newsroom_topic (name, source, position, valid_from, valid_to) values (%s, '', 0, %s, %s)"
    )

    def sql(self, first, until):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.INSERT, [NAME, on(first), None if until is None else on(until)])

    @pytest.mark.parametrize(("first", "until"), [(0, 4), (3, 4), (5, None), (0, None), (5, 6)])
    def test_refuses_what_overlaps(self, first, until):
        self.sql(3, 6)
        with pytest.raises(IntegrityError, match="newsroom_topic_one_a_name_a_day"):
            self.sql(first, until)

    @pytest.mark.parametrize(("first", "until"), [(0, 3), (6, None), (4, 4)])
    def test_takes_what_touches_or_holds_at_no_time(self, first, until):
        self.sql(3, 6)
        self.sql(first, until)

    def test_refuses_what_ends_before_it_begins(self):
        with pytest.raises(IntegrityError, match="newsroom_topic_ends_after_start"):
            self.sql(3, 2)

    def test_refuses_two_readings_at_one_moment(self, places, editor):
        at = clock.now()
        said = {"unit": places.own, "written": "BCG", "made_by_id": editor.person_id}
        LexiconEntry.objects.create(reading="một", valid_from=at, **said)
        with pytest.raises(IntegrityError, match="speech_one_reading_a_moment"), transaction.atomic():
            LexiconEntry.objects.create(reading="hai", valid_from=at - timedelta(days=1), **said)


def test_of_two_at_once_the_later_sees_what_the_first_did(own_database):
    places = people.places()
    editor = someone("Lò Thị Hoa", (Role.EDITOR, places.own), home=places.own, username="hoa")

    def add(reading):
        return by(editor, lambda: speech.add_entry(places.own.id, "BCG", reading))

    one_behind_another(add("mũi lao"), add("vắc xin lao"))
    readings = by(editor, lambda: [entry.reading for entry in queries.entries(places.own.id)])
    assert readings() == ["vắc xin lao"]
    assert LexiconEntry.objects.count() == 2
