"""The orders that count at a moment, as boxes hold them, and for whom each is."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.messages import Act, Cancel, Decider, Restore, Silence, Target, TargetKind, Tone
from loa_protocol.rule import HeldAct

from loa.dispatch import act_messages, targets
from loa.dispatch.models import Act as ActRow
from loa.kernel import clock
from loa.keys.models import SignedHead
from loa.testing.forging import past_the_fences

DAY = timedelta(days=1)
NOBODY = "0" * 8 + "-0000-4000-8000-" + "0" * 12


def held(kind, to=""):
    target = Target(kind, to)
    by = Decider("1", "14797")
    return HeldAct(
        Act(
            v=1, id=NOBODY, seq=1, does=Silence(), target=target, at=0, latest_start_ms=1, expires_ms=1,
            by=by, why="",
        ),
        1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("act", "places", "plan", "device", "reached"),
    [
        (held(TargetKind.ALL), (), "", "", True),
        (held(TargetKind.UNIT, "14797"), ("14797", "38"), "14797.0", "", True),
        (held(TargetKind.UNIT, "38"), ("14797", "38"), "14797.0", "", True),
        (held(TargetKind.UNIT, "16078"), ("14797", "38"), "14797.0", "", False),
        (held(TargetKind.PLAN, "14797.9"), ("14797",), "14797.9", "", True),
        (held(TargetKind.PLAN, "14797.9"), ("14797",), "14797.0", "", False),
        (held(TargetKind.PLAN, "14797.9"), ("14797",), "", "", False),
        (held(TargetKind.DEVICE, NOBODY), ("14797",), "14797.0", NOBODY, True),
        (held(TargetKind.DEVICE, NOBODY), ("14797",), "14797.0", NOBODY[::-1], False),
        (held(TargetKind.DEVICE, NOBODY), ("14797",), "14797.0", "", False),
    ],
)
def test_an_order_is_for_those_that_it_names(act, places, plan, device, reached):
    assert act_messages.reaching([act], places, plan, device) == ((act,) if reached else ())


@pytest.fixture
def decided(places, operator):
    """An order decided some days ago that lasts so many."""

    def one(kind, ago, lasts, *, unit=None, serial=1, **changes):
        at = clock.now() - ago
        target = targets.unit((unit or places.own).pk)
        with past_the_fences():
            made = ActRow.objects.create(
                id=uuid.uuid4(), unit=target.unit, kind=kind, target=target.kind, target_id=target.id,
                by_id=operator.person_id, why="Có đám tang", decided_at=at, latest_start_at=at + lasts,
                expires_at=at + lasts, **changes,
            )  # fmt: skip
        if serial:
            SignedHead.objects.create(
                unit=made.unit, kind="act", subject=str(made.pk), serial=serial,
                sequence=ActRow.objects.count(), sha256=uuid.uuid4().hex, head=b"x", signed_at=at,
                valid_to=at + lasts,
            )  # fmt: skip
        return made

    return one


def ids(places, now):
    return {each.act.id for each in act_messages.held([places.own.pk], now)}


@pytest.mark.django_db
class TestWhatCounts:
    def test_a_stop_counts_while_a_box_may_hold_it_a_cancel_until_its_end_and_a_tone_never(
        self, places, decided
    ):
        silence = decided("silence", 5 * DAY, 365 * DAY)
        over = decided("restore", 9 * DAY, DAY)
        cancel = decided("cancel", DAY, 10 * DAY, cancels=[{"what": "item", "id": "x"}])
        decided("cancel", 11 * DAY, 10 * DAY, cancels=[{"what": "item", "id": "y"}])
        decided("tone", timedelta(seconds=1), timedelta(minutes=2), tone_ms=2000)
        assert ids(places, clock.now()) == {str(each.pk) for each in (silence, over, cancel)}

    def test_of_what_was_decided_longer_ago_than_any_lasts_nothing_counts(self, places, decided):
        decided("silence", act_messages.LONGEST + timedelta(minutes=1), 400 * DAY)
        last = decided("silence", act_messages.LONGEST - timedelta(minutes=1), 400 * DAY)
        assert ids(places, clock.now()) == {str(last.pk)}

    def test_what_is_not_signed_and_what_is_anothers_does_not(self, places, decided):
        decided("silence", DAY, 365 * DAY, serial=0)
        decided("silence", DAY, 365 * DAY, unit=places.other)
        assert ids(places, clock.now()) == set()

    def test_it_says_what_its_row_says(self, places, operator, decided):
        row = decided("cancel", DAY, 10 * DAY, serial=7, cancels=[{"what": "right", "id": NOBODY}])
        (found,) = act_messages.held([places.own.pk], clock.now())
        said = found.act
        assert (found.serial, said.seq, said.id) == (7, 1, str(row.pk))
        assert isinstance(said.does, Cancel)
        assert [(each.what.value, each.id) for each in said.does.named] == [("right", NOBODY)]
        assert said.target == Target(TargetKind.UNIT, "14797")
        assert said.by == Decider(str(operator.person_id), "14797")
        assert (said.why, said.expires_ms - said.at) == ("Có đám tang", 10 * 86_400_000)


@pytest.mark.parametrize(
    ("kind", "does"), [("silence", Silence()), ("restore", Restore()), ("tone", Tone(2000))]
)
def test_each_kind_has_its_order_and_one_that_is_not_known_has_none(kind, does):
    assert act_messages.does(ActRow(kind=kind, tone_ms=2000)) == does
    with pytest.raises(ValueError, match="blank"):
        act_messages.does(ActRow(kind="blank"))
