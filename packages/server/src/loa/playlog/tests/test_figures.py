"""What the worker counted holds for three minutes; it is counted once, seen by its own people alone."""

from datetime import UTC, datetime, timedelta

import pytest

from loa.dispatch.models import DayPlan
from loa.fleet.models import Health
from loa.fleet.rules import SILENT_AFTER
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.playlog import counting, figures, queries
from loa.playlog.models import CommuneFigures, DayTotal, PlayRecord, SoundTotal
from loa.playlog.rules import FRESH, fresh, still_counted, without_a_break
from loa.testing import listened
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def count(places, as_role):
    """What the worker does each minute."""

    def counted():
        units = (places.own.pk, places.other.pk)
        with as_role("worker", read=(places.province.pk, *units), write=units):
            listened.counted()

    return counted


def test_a_figure_is_known_for_three_minutes_and_not_where_the_clock_was_put_back():
    now = datetime(2026, 11, 23, 10, 3, tzinfo=UTC)
    assert fresh(now - FRESH, now)
    assert not fresh(now - FRESH - SECOND, now)
    assert not fresh(now + FRESH + SECOND, now)
    assert not fresh(None, now)


def test_a_day_is_counted_each_minute_until_an_hour_after_its_end():
    midnight = clock.day_bounds(datetime(2026, 11, 24, tzinfo=UTC).date())[0]
    before, first = midnight.date() - timedelta(days=1), midnight.date()
    assert still_counted(midnight - SECOND) == (before,)
    assert still_counted(midnight + 59 * MINUTE) == (before, first)
    assert still_counted(midnight + 60 * MINUTE) == (first,)


def test_with_the_worker_dead_for_four_minutes_nothing_is_known(played, places, operator, as_role, count):
    own, other = places.own.pk, places.other.pk
    counted_at = played.starts_at + 30 * SECOND
    with clock.fixed(counted_at):
        count()
    for age, known in ((0 * MINUTE, True), (3 * MINUTE, True), (4 * MINUTE, False)):
        with clock.fixed(counted_at + age), as_role("web", operator):
            found, day = figures.of([own, other]), figures.went_out([own, other], played.date)
        told = {} if known else {own: counted_at, other: counted_at}
        assert dict(found.unknown.communes) == dict(day.unknown.communes) == told
        assert bool(found.alike) == bool(day.found) == known
        assert (found.counted_at, day.counted_at) == ((counted_at,) * 2 if known else (None, None))


def test_a_commune_that_was_never_counted_is_not_known_and_a_province_needs_no_count(
    places, operator, as_role
):
    units = [places.province.pk, places.own.pk]
    with as_role("web", operator):
        for unknown in (figures.of(units).unknown, figures.sounding_now(units).unknown):
            assert dict(unknown.communes) == {places.own.pk: None}
            assert unknown.last is None


def test_another_communes_people_see_none_of_its_figures(played, places, as_role, count):
    stranger = someone("Lò Thị Phương", (Role.EDITOR, places.other), home=places.other, username="phuong")
    own, other = places.own.pk, places.other.pk
    with clock.fixed(played.ends_at):
        count()
        with as_role("web", stranger):
            assert set(CommuneFigures.objects.values_list("unit", flat=True)) == {other}
            assert not SoundTotal.objects.exists()
            assert figures.of([own, other]).alike == []
            assert figures.went_out([own, other], played.date).found == []
        with as_role("worker", read=(other,), write=(other,)):
            assert not CommuneFigures.objects.filter(unit=own).update(counted_at=clock.now())


def test_counting_again_changes_nothing_but_the_moment(played, places, count):
    def rows():
        of_commune = CommuneFigures.objects.order_by("unit").values()
        return list(of_commune), list(SoundTotal.objects.order_by("unit", "number").values())

    with clock.fixed(played.ends_at):
        count()
        first = rows()
        count()
    assert rows() == first
    assert len(first[1]) == 1


def test_what_is_no_more_planned_and_never_sounded_goes_from_the_days_sounds(played, places, count):
    with clock.fixed(played.starts_at - MINUTE):
        count()
    assert SoundTotal.objects.count() == 1
    DayPlan.objects.update(items=[])
    PlayRecord.objects.all().delete()
    with clock.fixed(played.starts_at - MINUTE):
        count()
    assert not SoundTotal.objects.exists()


def test_a_day_that_is_over_stays_known_as_it_was_counted_after_its_end(
    played, places, operator, as_role, count
):
    own = places.own.pk
    end = clock.day_bounds(played.date)[1]

    def asked(later):
        with clock.fixed(end + later), as_role("web", operator):
            return figures.went_out([own], played.date)

    with clock.fixed(end - MINUTE):
        count()
    assert set(asked(5 * MINUTE).unknown.communes) == {own}  # the worker died before the day ended
    with clock.fixed(end + 41 * MINUTE), as_role("worker", read=(own,), write=(own,)):
        counting.day(own, played.date)
    known = asked(timedelta(days=3))
    assert (len(known.found), known.counted_at) == (1, end + 41 * MINUTE)
    with clock.fixed(end + timedelta(days=3)), as_role("web", operator):
        (live,) = queries.went_out([own], played.date)
    assert (live.tally.planned, live.tally.completed) == (
        known.found[0].tally.planned,
        known.found[0].tally.completed,
    )


def test_of_a_day_to_come_nothing_is_lacking(played, places, operator, as_role):
    with clock.fixed(clock.day_bounds(played.date)[0] - MINUTE), as_role("web", operator):
        ahead = figures.went_out([places.own.pk], played.date)
    assert (ahead.found, len(ahead.unknown)) == ([], 0)


def test_days_that_were_counted_before_sounds_were_are_counted_anew_the_newest_first(played, places, as_role):
    own = places.own.pk
    long_ago = [played.date - timedelta(days=back) for back in (40, 41)]
    for each in long_ago:
        DayTotal.objects.create(
            day=each, unit=places.own, devices=3, planned=9, started=9, completed=9, sounded_ms=9,
            counted_at=played.ends_at, by_sound=False,
        )  # fmt: skip
    with clock.fixed(played.ends_at), as_role("web", read=(own,)):
        assert set(figures.went_out([own], long_ago[0]).unknown.communes) == {own}
    with clock.fixed(played.ends_at), as_role("worker", read=(own,), write=(own,)):
        assert {(own, each) for each in long_ago} <= set(queries.days_to_count(clock.today()))
        for each in long_ago:
            counting.day(own, each)
        assert not {(own, each) for each in long_ago} & set(queries.days_to_count(clock.today()))


def test_after_a_start_nobody_knows_yet_who_is_silent(played, places, operator, as_role):
    """Nothing is heard of the clusters of `own`; `other` has none. The worker counts each minute."""
    own, other = places.own.pk, places.other.pk
    Health.objects.update(connected=False)
    for minute in range(13):
        with clock.fixed(played.starts_at + minute * MINUTE):
            with as_role("worker", read=(own, other), write=(own, other)):
                counting.every_commune()
            with as_role("web", operator):
                found, silent = figures.of([own, other]), figures.silent([own, other])
                listened_out, since = figures.listened(own)
        enough = minute * MINUTE > SILENT_AFTER
        assert set(found.unknown.communes) == set(silent.unknown.communes) == (set() if enough else {own})
        assert found.unknown.since == (None if enough else played.starts_at)
        assert (listened_out, since) == (enough, played.starts_at)


def test_a_commune_whose_clusters_all_spoke_is_known_at_once(played, places, operator, as_role):
    own = places.own.pk
    with clock.fixed(played.starts_at):
        with as_role("worker", read=(own,), write=(own,)):
            counting.communes([own])
        with as_role("web", operator):
            assert not figures.of([own]).unknown


def test_who_counts_after_a_break_has_listened_since_then_only(places):
    now = clock.now()
    since = now - 60 * MINUTE
    assert without_a_break(since, now - MINUTE, now) == since
    assert without_a_break(since, now - FRESH - SECOND, now) == now
    assert without_a_break(None, None, now) == now
