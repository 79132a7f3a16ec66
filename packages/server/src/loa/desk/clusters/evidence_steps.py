"""The evidence steps of one cluster: for the last and the next sounding, each step with its own time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.desk import words
from loa.dispatch import holding
from loa.dispatch.queries import PlanInForce
from loa.fleet import refusals
from loa.fleet.models import Device, Health
from loa.fleet.rules import SILENT_AFTER
from loa.kernel import clock
from loa.kernel.figures import number
from loa.keys import queries as keys
from loa.playlog.models import PlayRecord, RecordKind
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.rules import SENTENCES, LikelyReason

MOVED = timedelta(seconds=1)
"""By how much a sounding must begin later than planned to count as moved by a priority bulletin."""
Rows = list[tuple[OutcomeRow, LikelyReason | None]]


@dataclass(frozen=True)
class EvidenceStep:
    """One step. `kind` is "ok" (true now), "old" (was true at that time) or "no" (not reached)."""

    kind: str
    name: str
    when: str
    more: str


def moment(at: datetime, now: datetime) -> str:
    """Returns "17:00 hôm nay", or "24/09 20:02" for another day."""
    local = clock.local(at)
    if local.date() == clock.local(now).date():
        return _("%(time)s hôm nay") % {"time": f"{local:%H:%M}"}
    return f"{local:%d/%m %H:%M}"


def steps(
    device: Device,
    health: Health | None,
    rows: Rows,
    plan: PlanInForce | None,
    ends: dict[tuple[str, int], PlayRecord],
) -> list[EvidenceStep]:
    """Returns the steps from the first to the last. `rows` are newest first; `ends` are the completion
    records by item and sound."""
    now = clock.now()
    later = [row for row, _why in rows if row.starts_at > now]
    past = [(row, why) for row, why in rows if row.starts_at <= now]
    coming = later[-1] if later else None
    last, reason = past[0] if past else (None, None)
    return [
        _planned(device, coming, last, later, now),
        _received(device, health, plan, now),
        _verified(device, health, plan, now),
        _started(last, reason, now),
        _completed(last, reason, ends, now),
    ]


def _planned(
    device: Device, coming: OutcomeRow | None, last: OutcomeRow | None, later: list[OutcomeRow], now: datetime
) -> EvidenceStep:
    if device.state == Device.State.DISABLED:
        when = moment(last.starts_at, now) if last else _("chưa")
        return EvidenceStep(
            "old" if last else "no", _("Có trong lịch"), when, _("máy đã khóa, không còn lịch nào")
        )
    if coming is not None:
        same = sum(1 for row in later if row.item == coming.item)
        told = ngettext("%(n)s bản tin", "%(n)s bản tin", same) % {"n": number(same)}
        return EvidenceStep("ok", _("Có trong lịch"), moment(coming.starts_at, now), told)
    if last is not None:
        return EvidenceStep(
            "old", _("Có trong lịch"), moment(last.starts_at, now), _("chưa có lần tới trong một ngày")
        )
    return EvidenceStep("no", _("Có trong lịch"), _("chưa"), _("không có bản tin nào cho cụm này"))


def _received(device: Device, health: Health | None, plan: PlanInForce | None, now: datetime) -> EvidenceStep:
    """Returns the step that the box has the plan with all its files. Its time is when the box first reported
    the plan complete; later reports of other things do not change it."""
    name = _("Máy đã nhận")
    if health is None or health.held_at is None or not health.plan_id:
        return EvidenceStep("no", name, _("chưa"), _("máy chưa nói đang giữ lịch nào"))
    when = moment(health.whole_at, now) if health.whole_at else words.unknown()
    if device.state == Device.State.DISABLED:
        kind, told = ("old", _("trước khi khóa")) if health.whole_at else ("no", _("máy đã khóa"))
        return EvidenceStep(kind, name, when, told)
    if health.plan_id != device.plan_id:
        return EvidenceStep("no", name, _("chưa"), _("đang giữ lịch của nơi khác"))
    if health.missing:
        told = ngettext("còn thiếu %(n)s tệp", "còn thiếu %(n)s tệp", health.missing)
        return EvidenceStep("no", name, _("chưa"), told % {"n": health.missing})
    newest = plan is not None and holding.names(plan.plan, health.body_sha256)
    told = _("đủ lịch mới nhất") if newest else _("lịch cũ, chưa có lịch mới nhất")
    return EvidenceStep("ok" if newest and _fresh(health.seen_at, now) else "old", name, when, told)


def _verified(device: Device, health: Health | None, plan: PlanInForce | None, now: datetime) -> EvidenceStep:
    """Returns the step that the box has verified a plan. Its time is when the box first reported the head of
    that plan, because a box holds a head only after it has verified it.

    A rejected head counts here if it is the head of the plan in force, or as long as the box has never
    verified a plan. A head that this server did not sign proves nothing, whatever the box reports.
    """
    name = _("Đúng chữ ký")
    verified = health is not None and health.verified_sequence > 0
    if health is not None and health.refused_at is not None:
        of_plan = plan is not None and plan.head is not None and plan.head.sha256 == health.refused_sha256
        if not verified or (of_plan and health.refused_sha256 != health.verified_sha256):
            told = _("từ chối: %(why)s") % {"why": refusals.sentence(health.refused_code)}
            return EvidenceStep("no", name, moment(health.refused_at, now), told)
    if health is None or not verified:
        return EvidenceStep("no", name, _("chưa"), _("chưa có lịch nào được kiểm"))
    # Only the plan of this place is compared. The heads of a place where the box was before are outside the
    # reader's scope.
    of_here = health.plan_id == device.plan_id and health.plan_sha256 == health.verified_sha256 != ""
    if of_here and not keys.is_ours(health.verified_sha256):
        return EvidenceStep("no", name, _("chưa"), _("máy nói giữ một lịch mà máy chủ này không ký"))
    told = _("lịch máy đang giữ")
    when = moment(health.verified_at, now) if health.verified_at else words.unknown()
    on = device.state != Device.State.DISABLED and _fresh(health.seen_at, now)
    return EvidenceStep("ok" if on else "old", name, when, told)


def _started(last: OutcomeRow | None, reason: LikelyReason | None, now: datetime) -> EvidenceStep:
    """Returns the step that the last sounding began, with the deviation from its planned time."""
    name = _("Đã bắt đầu")
    if last is None:
        return EvidenceStep("no", name, _("chưa"), _("chưa có lần phát nào trong hai ngày"))
    if last.started_at is None:
        why = SENTENCES[reason] if reason else _("máy chưa báo")
        return EvidenceStep("no", name, _("chưa"), str(why))
    off = abs((last.started_at - (last.placed_at or last.starts_at)).total_seconds())
    told = _("đúng giờ, lệch %(n)s giây") % {"n": words.number(off)}
    # A deviation below two seconds is still on time.
    if off >= 2:
        told = _("muộn %(span)s") % {"span": words.length(off)}
    elif last.placed_at is not None and last.placed_at - last.starts_at >= MOVED:
        told = _("đúng chỗ trong lịch, lùi sau tin ưu tiên")
    return EvidenceStep(
        "old" if now > last.ends_at else "ok", name, f"{clock.local(last.started_at):%d/%m %H:%M:%S}", told
    )


def _completed(
    last: OutcomeRow | None,
    reason: LikelyReason | None,
    ends: dict[tuple[str, int], PlayRecord],
    now: datetime,
) -> EvidenceStep:
    """Returns the step that the last sounding was played to its end."""
    name = _("Đã phát hết")
    if last is None:
        return EvidenceStep("no", name, _("chưa"), _("chưa có lần phát nào trong hai ngày"))
    end = ends.get((last.item, last.sound))
    if last.known.completed and end is not None:
        return EvidenceStep("old", name, f"{clock.local(end.happened_at):%d/%m %H:%M:%S}", last.title)
    if reason in (None, LikelyReason.WAITING):
        return EvidenceStep("no", name, _("chưa"), _("đang phát") if now < last.ends_at else _("chờ máy báo"))
    return EvidenceStep("no", name, _("chưa"), str(SENTENCES[reason]))


def _fresh(at: datetime | None, now: datetime) -> bool:
    """Returns whether the box still counts as heard: only then is what it said true now."""
    return at is not None and now - at < SILENT_AFTER


def completions(records: list[PlayRecord]) -> dict[tuple[str, int], PlayRecord]:
    """Returns the records of sounds that were played to their end, by item and sound."""
    return {(each.item, each.sound): each for each in records if each.kind == RecordKind.COMPLETED}
