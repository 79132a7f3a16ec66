"""Each rung has the moment of that rung for that plan; a locked box says so, and claims nothing of now."""

from datetime import timedelta

import pytest

from loa.desk.clusters import evidence_steps
from loa.desk.clusters.tests.test_what_a_box_told import HOUR, box, page, son
from loa.desk.operations.tests import ground
from loa.fleet import actions as fleet
from loa.fleet.rules import SILENT_AFTER
from loa.kernel import clock
from loa.keys.models import SignedHead
from loa.testing.records import record

__all__ = ["box", "son"]
pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def rungs(text):
    return text.partition("Bậc thang bằng chứng")[2].partition("48 giờ qua")[0]


def at(moment):
    """As a rung says a moment of before: one of yesterday has its date, and an hour ago may be yesterday."""
    local = clock.local(moment)
    return f"{local:%H:%M}" if local.date() == clock.local(clock.now()).date() else f"{local:%d/%m %H:%M}"


def test_a_word_about_something_else_moves_no_rung(web, son, places, box):
    ground.plan(places.own)
    health = box.health
    health.refresh_from_db()
    health.held_at = health.refused_at = clock.now()
    health.refused_code, health.refused_sha256 = "too-late", "ef" * 32
    health.save()
    text = rungs(page(web, son, box))
    assert f"Máy đã nhận {at(health.whole_at)}" in text
    assert f"Đúng chữ ký {at(health.verified_at)}" in text
    assert "lịch máy đang giữ" in text
    assert "từ chối" not in text


def test_a_head_that_we_never_signed_proves_nothing(web, son, places, box):
    """A box may say that it holds whatever it likes."""
    ground.plan(places.own)
    health = box.health
    health.refresh_from_db()
    health.plan_id, health.plan_sha256, health.verified_sha256 = box.plan_id, "a" * 64, "a" * 64
    health.save()
    assert "Đúng chữ ký chưa máy nói giữ một lịch mà máy chủ này không ký" in rungs(page(web, son, box))
    SignedHead.objects.create(
        unit=places.own, kind="plan", subject=box.plan_id, serial=1, sequence=health.verified_sequence,
        sha256=health.verified_sha256, head=b"x", signed_at=clock.now(), valid_to=clock.now() + HOUR,
    )  # fmt: skip
    assert f"Đúng chữ ký {at(health.verified_at)}" in rungs(page(web, son, box))


def test_the_plan_of_where_a_box_was_before_is_judged_by_nobody_here(web, son, places, box):
    """It moved, and has not taken its new plan yet: the head is another commune's, and was signed."""
    ground.plan(places.own)
    health = box.health
    health.refresh_from_db()
    health.plan_id, health.plan_sha256, health.verified_sha256 = "99999.0", "a" * 64, "a" * 64
    health.save()
    text = rungs(page(web, son, box))
    assert "không ký" not in text
    assert f"Đúng chữ ký {at(health.verified_at)}" in text


@pytest.mark.parametrize(("more", "kind"), [(-SECOND, "ok"), (SECOND, "old")])
def test_what_a_box_verified_is_of_before_once_it_counts_as_silent(places, box, more, kind):
    now = clock.now()
    box.health.seen_at = now - SILENT_AFTER - more
    with clock.fixed(now):
        verified = evidence_steps.steps(box, box.health, [], None, {})[2]
    assert verified.name == "Đúng chữ ký"
    assert verified.kind == kind


def test_a_locked_box_had_verified_and_claims_nothing_of_now(web, son, as_role, places, box):
    of = ground.plan(places.own)
    ground.item(of, "Bản tin chiều", clock.now() + HOUR)
    with as_role("web", son):
        fleet.disable(box.pk, "Mất trộm đêm qua")
    health = box.health
    health.plan_id, health.plan_sequence, health.plan_sha256, health.connected = "", 0, "", True
    health.save()
    of.compiled_at = clock.now() + timedelta(minutes=5)
    of.save()
    text = page(web, son, box)
    assert f"Hoàng Văn Sơn đã khóa lúc {clock.local(clock.now()):%d/%m/%Y} " in text
    assert "“Mất trộm đêm qua”" in text
    assert "Thêm cụm loa mới" in text
    assert f"Đúng chữ ký {at(health.verified_at)}" in rungs(text)
    assert "chưa có lịch nào được kiểm" not in text
    assert "đang nối" not in text
    assert "lập " not in text
    assert "sắp phát" not in text


@pytest.mark.parametrize(
    ("placed", "began", "said"),
    [
        (0, 0.3, "đúng giờ, lệch 0,3 giây"),
        (26, 26.3, "đúng chỗ trong lịch, lùi sau tin ưu tiên"),
        (26, 56, "muộn 30 giây"),
        (0, 26, "muộn 26 giây"),
    ],
)
def test_lateness_is_against_where_the_rule_placed_it(web, son, places, box, placed, began, said):
    item = ground.item(ground.plan(places.own), "Lịch cắt điện", clock.now() - HOUR)
    made = record(box, item, 1, "started", at=item.starts_at + timedelta(seconds=began))
    made.planned_at = item.starts_at + timedelta(seconds=placed)
    made.save()
    assert said in rungs(page(web, son, box))
